// bindings/c/handles.hpp — what is behind the opaque types of the C API.
#pragma once

#include <string>
#include <utility>

#include <masseflyt/c/core.h>
#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/diagnostics.hpp>

/// Holds its JSON text as well, because C has to borrow it from somewhere.
struct mfl_diagnostics {
  explicit mfl_diagnostics(masseflyt::Diagnostics found)
      : rows(std::move(found)), json(masseflyt::to_json(rows)) {}
  const masseflyt::Diagnostics rows;
  const std::string json;
};

struct mfl_cancel {
  masseflyt::Cancel flag;
};
