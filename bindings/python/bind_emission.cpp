// bindings/python/bind_emission.cpp — factors and trips. Their face is
// python/masseflyt/emission.py.
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <masseflyt/transport/emission.hpp>

#include "common.hpp"

namespace masseflyt::python {

using namespace pybind11::literals;
using namespace transport;

/// low, point, high.
using Three = std::tuple<double, double, double>;

static Ranged ranged_of(const Three& r) { return {std::get<0>(r), std::get<1>(r), std::get<2>(r)}; }
static Three three(const Ranged& r) { return {r.low, r.point, r.high}; }

static std::vector<Factor> factors() {
  return {transport_factors().begin(), transport_factors().end()};
}

/// loaded_kg, empty_kg, kg_per_tkm.
static std::tuple<Three, Three, Three> trip(const Three& full_per_km, const Three& empty_share,
                                            const Three& kg_per_unit, double payload_t,
                                            const std::optional<Three>& per_gradient_percent,
                                            double loaded_km, double load_t, double empty_km,
                                            std::optional<double> gradient_percent) {
  EnergyUse use;
  use.full_per_km = ranged_of(full_per_km), use.empty_share = ranged_of(empty_share);
  use.kg_per_unit = ranged_of(kg_per_unit), use.payload_t = payload_t;
  if (per_gradient_percent) use.per_gradient_percent = ranged_of(*per_gradient_percent);
  const auto e = unwrap(trip_emission(use, {loaded_km, load_t, empty_km, gradient_percent}));
  return {three(e.loaded_kg), three(e.empty_kg), three(e.kg_per_tkm)};
}

void bind_emission(py::module_& m) {
  py::class_<Factor>(m, "Factor", "A figure as its source has it.")
      .def_readonly("id", &Factor::id)
      .def_readonly("category", &Factor::category)
      .def_readonly("item", &Factor::item)
      .def_readonly("value", &Factor::value)
      .def_readonly("low", &Factor::low, "None: the source tells no range.")
      .def_readonly("high", &Factor::high, "None: the source tells no range.")
      .def_readonly("unit", &Factor::unit)
      .def_readonly("scope", &Factor::scope)
      .def_readonly("year", &Factor::year)
      .def_readonly("source", &Factor::source)
      .def_readonly("confidence", &Factor::confidence,
                    "verified, verified_secondary, derived or recalled.")
      .def_readonly("notes", &Factor::notes)
      .def("__repr__", [](const Factor& f) {
        return "<Factor " + f.id + ": " + py::str(py::float_(f.value)).cast<std::string>() + " " +
               f.unit + ", " + f.confidence + ">";
      });
  m.def("transport_factors", &factors);
  m.def(
      "transport_factor",
      [](const std::string& id, bool strict) { return unwrap(transport_factor(id, strict)); },
      "id"_a, "strict"_a);
  m.def("trip_emission", &trip, "full_per_km"_a, "empty_share"_a, "kg_per_unit"_a, "payload_t"_a,
        "per_gradient_percent"_a, "loaded_km"_a, "load_t"_a, "empty_km"_a, "gradient_percent"_a);
}

}  // namespace masseflyt::python
