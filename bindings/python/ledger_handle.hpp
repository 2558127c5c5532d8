// bindings/python/ledger_handle.hpp — the ledger behind a _masseflyt.Ledger.
#pragma once

#include <pybind11/pybind11.h>

#include <masseflyt/traceability/ledger.hpp>

namespace masseflyt::python {

/// Borrowed for as long as the object lives. Throws TypeError for anything else.
traceability::Ledger& ledger_of(const pybind11::object& object);

}  // namespace masseflyt::python
