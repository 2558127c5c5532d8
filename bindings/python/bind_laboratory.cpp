// bindings/python/bind_laboratory.cpp — tables of laboratories, in whatever shape they come.
#include <string>
#include <tuple>
#include <utility>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <masseflyt/classification/laboratory_table.hpp>

#include "common.hpp"

namespace masseflyt::python {

using namespace pybind11::literals;

/// The number of classification::TableShape, the table in the long form, and what was found.
static std::tuple<int, std::string, Diagnostics> read_laboratory_table(const py::bytes& table,
                                                                       const std::string& file_name,
                                                                       const std::string& unit) {
  const std::string_view bytes = table;
  py::gil_scoped_release unlocked;
  Diagnostics found;
  const auto analytes = unwrap(classification::Analytes::built_in());
  const auto read = unwrap(
      classification::read_laboratory_table(bytes, file_name, analytes, found, {unit}), found);
  return {static_cast<int>(read.shape), long_csv(read), std::move(found)};
}

void bind_laboratory(py::module_& m) {
  m.def("read_laboratory_table", &read_laboratory_table, "table"_a, "file_name"_a, "unit"_a);
}

}  // namespace masseflyt::python
