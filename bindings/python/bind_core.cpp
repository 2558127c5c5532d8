// bindings/python/bind_core.cpp — diagnostics and version. The errors are in errors.cpp.
#include <map>
#include <string>
#include <tuple>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/version.hpp>

#include "common.hpp"

namespace masseflyt::python {

using namespace pybind11::literals;

static std::string severity(const Diagnostic& d) {
  switch (d.severity) {
    case Severity::note:
      return "note";
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
  }
  return "unknown";
}

static std::int32_t code(const Diagnostic& d) { return static_cast<std::int32_t>(d.code); }

static bool equal(const Diagnostic& d, const py::object& other) {
  return py::isinstance<Diagnostic>(other) && d == other.cast<const Diagnostic&>();
}

static std::string repr(const Diagnostic& d) {
  return py::str("Diagnostic(severity={!r}, path={!r}, value={!r}, expected={!r})")
      .format(severity(d), d.path, d.value, d.expected);
}

using State = std::tuple<std::int32_t, std::int32_t, std::string, std::string, std::string>;

static State get_state(const Diagnostic& d) {
  return {static_cast<std::int32_t>(d.severity), code(d), d.path, d.value, d.expected};
}

static Diagnostic set_state(const State& s) {
  const auto& [severity, code, path, value, expected] = s;
  return {static_cast<Severity>(severity), static_cast<ErrorCode>(code), path, value, expected};
}

static std::map<std::string, std::string> components() {
  std::map<std::string, std::string> all;
  for (const Component& c : built_with()) all[c.name] = c.version;
  return all;
}

void bind_core(py::module_& m) {
  py::class_<Diagnostic>(m, "Diagnostic",
                         "One fault of an input, with its place. str() is one line. Immutable.")
      .def_property_readonly("severity", &severity, "'note', 'warning' or 'error'.")
      .def_property_readonly("code", &code, "Number of masseflyt.errors.ErrorCode.")
      .def_readonly("path", &Diagnostic::path, "JSON pointer or 'file:row:column'.")
      .def_readonly("value", &Diagnostic::value, "What stands there.")
      .def_readonly("expected", &Diagnostic::expected, "What should.")
      .def("__eq__", &equal, "other"_a)
      .def("__hash__", [](const Diagnostic& d) { return py::hash(py::str(to_line(d))); })
      .def("__str__", &to_line)
      .def("__repr__", &repr)
      .def(py::pickle(&get_state, &set_state));

  m.def(
      "fault",
      [](std::string path, std::string value, std::string expected) {
        return Diagnostic{Severity::error, ErrorCode::invalid_document, std::move(path),
                          std::move(value), std::move(expected)};
      },
      "path"_a, "value"_a, "expected"_a, "An error of an input, for readers written in Python.");
  m.def(
      "moved",
      [](Diagnostic diagnostic, std::string path) {
        diagnostic.path = std::move(path);
        return diagnostic;
      },
      "diagnostic"_a, "path"_a, "The same in another place.");
  m.def("diagnostics_json", &to_json, "diagnostics"_a, "A JSON array, as --json prints it.");
  m.def("version", &version, "Version of the library, '0.1.0'.");
  m.def("built_with", &components, "Name and version of what is compiled in or linked.");
}

}  // namespace masseflyt::python
