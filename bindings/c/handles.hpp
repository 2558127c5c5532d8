// bindings/c/handles.hpp — what is behind the opaque types of the C API.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include <masseflyt/c/core.h>
#include <masseflyt/c/plan.h>
#include <masseflyt/c/scenario.h>
#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/scenario/document.hpp>
#include <masseflyt/scenario/run.hpp>

/// Holds its JSON text as well, because C has to borrow it from somewhere.
struct mfl_diagnostics {
  explicit mfl_diagnostics(masseflyt::Diagnostics found)
      : rows(std::move(found)), json(masseflyt::to_json(rows)) {}
  const masseflyt::Diagnostics rows;
  const std::string json;
};

struct mfl_text {
  const std::string bytes;
};

struct mfl_cancel {
  masseflyt::Cancel flag;
};

/// A document, and what was found while it was read: errors of the text keep it from being used.
struct mfl_scenario {
  masseflyt::scenario::Document document;
  masseflyt::Diagnostics found;
};

/// Shared with the session that made it.
struct mfl_plan {
  explicit mfl_plan(std::shared_ptr<const masseflyt::scenario::Outcome> made)
      : keeper(std::move(made)), outcome(*keeper) {}
  const std::shared_ptr<const masseflyt::scenario::Outcome> keeper;
  const masseflyt::scenario::Outcome& outcome;
};

namespace masseflyt::c_face {

/// All faults for the caller, NULL when there are none.
inline mfl_diagnostics* lend(Diagnostics found) {
  return found.empty() ? nullptr : new mfl_diagnostics(std::move(found));
}

inline mfl_text* text(std::string bytes) { return new mfl_text{std::move(bytes)}; }

}  // namespace masseflyt::c_face
