// bindings/python/errors.cpp — a failed call becomes a class of masseflyt.errors, once for all.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "common.hpp"

namespace masseflyt::python {
namespace {

/// The classes are written in Python, where they have types and docstrings; the table that picks
/// one by its code stands beside them.
void raise(const Error& error, const Diagnostics& found) {
  const py::object make = py::module_::import("masseflyt.errors").attr("make");
  const py::object raised = make(static_cast<std::int32_t>(error.code), error.message, error.path,
                                 py::tuple(py::cast(found)));
  PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(raised.ptr())), raised.ptr());
}

// NOLINTNEXTLINE(performance-unnecessary-value-param): pybind11 names the type
void translate(std::exception_ptr thrown) {
  try {
    if (thrown) std::rethrow_exception(thrown);
  } catch (const Failure& e) {
    raise(e.error, e.found);
  } catch (const Exception& e) {
    raise(e.error(), {});
  }
}

}  // namespace

void bind_errors() { py::register_local_exception_translator(&translate); }

}  // namespace masseflyt::python
