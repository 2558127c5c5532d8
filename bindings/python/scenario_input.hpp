// bindings/python/scenario_input.hpp — what _masseflyt.Document holds.
#pragma once

#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/scenario/document.hpp>

namespace masseflyt::python {

/// A document and what was found while it was read: errors of the text keep it from being used.
struct Input {
  scenario::Document document;
  Diagnostics found;
};

}  // namespace masseflyt::python
