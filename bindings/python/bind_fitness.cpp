// bindings/python/bind_fitness.cpp — a lot as JSON in, its uses and duties as JSON out.
#include <string>
#include <utility>
#include <vector>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <masseflyt/classification/fitness_json.hpp>

#include "common.hpp"

namespace masseflyt::python {

using namespace pybind11::literals;
using classification::FitJsonOptions;

/// The document, and the warnings on the way to it.
using Told = std::pair<std::string, Diagnostics>;

static FitJsonOptions options_of(bool strict, const std::string& date, bool vulnerable_recipient,
                                 bool under_buildings, const std::vector<std::string>& wanted,
                                 const std::vector<std::string>& layers) {
  return {strict, date, vulnerable_recipient, under_buildings, wanted, layers};
}

template <typename Ask>
static Told tell(Ask ask) {
  py::gil_scoped_release unlocked;
  Diagnostics found;
  std::string text = unwrap(ask(found), found);
  return {std::move(text), std::move(found)};
}

static Told fit_json(const std::string& lot, const std::string& use, bool strict,
                     const std::string& date, bool vulnerable_recipient, bool under_buildings,
                     const std::vector<std::string>& wanted,
                     const std::vector<std::string>& layers) {
  const auto options =
      options_of(strict, date, vulnerable_recipient, under_buildings, wanted, layers);
  return tell(
      [&](Diagnostics& found) { return classification::fit_json(lot, use, options, found); });
}

static Told uses_json(const std::string& lot, bool strict, const std::string& date,
                      bool vulnerable_recipient, bool under_buildings,
                      const std::vector<std::string>& wanted,
                      const std::vector<std::string>& layers) {
  const auto options =
      options_of(strict, date, vulnerable_recipient, under_buildings, wanted, layers);
  return tell([&](Diagnostics& found) { return classification::uses_json(lot, options, found); });
}

static Told duties_json(const std::string& lot, const std::string& use, bool strict) {
  FitJsonOptions options;
  options.strict = strict;
  return tell(
      [&](Diagnostics& found) { return classification::duties_json(lot, use, options, found); });
}

static Told use_catalogue(const std::vector<std::string>& layers) {
  FitJsonOptions options;
  options.layers = layers;
  return tell([&](Diagnostics& found) { return classification::catalogue_json(options, found); });
}

void bind_fitness(py::module_& m) {
  m.def("fit_json", &fit_json, "lot"_a, "use"_a, "strict"_a, "date"_a, "vulnerable_recipient"_a,
        "under_buildings"_a, "wanted"_a, "layers"_a);
  m.def("uses_json", &uses_json, "lot"_a, "strict"_a, "date"_a, "vulnerable_recipient"_a,
        "under_buildings"_a, "wanted"_a, "layers"_a);
  m.def("duties_json", &duties_json, "lot"_a, "use"_a, "strict"_a);
  m.def("use_catalogue", &use_catalogue, "layers"_a);
  m.def("lot_schema", &classification::lot_schema);
}

}  // namespace masseflyt::python
