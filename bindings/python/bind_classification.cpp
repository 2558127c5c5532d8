// bindings/python/bind_classification.cpp — laboratory tables in, verdict tables out.
#include <string>
#include <utility>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <masseflyt/classification/laboratory.hpp>

#include "common.hpp"

namespace masseflyt::python {

using namespace pybind11::literals;

/// The table, and the warnings on the way to it.
static std::pair<std::string, Diagnostics> classify_csv(const py::bytes& table,
                                                        const std::string& file_name,
                                                        bool norwegian, bool explain, bool strict) {
  const std::string_view bytes = table;
  classification::ClassifyCsvOptions options;
  options.table.norwegian = norwegian;
  options.table.explain = explain;
  options.rules.strict = strict;
  py::gil_scoped_release unlocked;
  Diagnostics found;
  std::string verdicts =
      unwrap(classification::classify_csv(bytes, file_name, options, found), found);
  return {std::move(verdicts), std::move(found)};
}

void bind_classification(py::module_& m) {
  m.def("classify_csv", &classify_csv, "table"_a, "file_name"_a, "norwegian"_a, "explain"_a,
        "strict"_a);
}

}  // namespace masseflyt::python
