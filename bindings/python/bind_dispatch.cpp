// bindings/python/bind_dispatch.cpp — a day of trucks. Its face is python/masseflyt/dispatch.py.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <masseflyt/scenario/truck_day.hpp>

#include "common.hpp"
#include "listening.hpp"
#include "scenario_input.hpp"

namespace masseflyt::python {

using namespace pybind11::literals;
using scenario::ToldDay;
using scenario::TruckDay;

/// A day with its answer and the check of it.
struct TruckOutcome {
  std::shared_ptr<const TruckDay> input;
  transport::Dispatch dispatch;
  transport::Simulation simulation;
  transport::DispatchOptions options;
  std::string date;
  Diagnostics found;

  ToldDay told() const { return {*input, dispatch, simulation, date, options}; }
};

/// `weights`: per km, per truck, per hour of waiting.
static transport::DispatchOptions truck_options(const std::vector<double>& weights,
                                                std::uint64_t seed,
                                                std::optional<std::uint64_t> work_limit) {
  if (weights.size() != 3)
    throw Failure({ErrorCode::invalid_argument, "expected three weights", "/weights"}, {});
  transport::DispatchOptions options;
  options.weights = {weights[0], weights[1], weights[2]};
  options.seed = seed, options.work_limit = work_limit;
  return options;
}

static std::shared_ptr<TruckOutcome> finished(TruckOutcome&& o, const transport::Event& event) {
  py::gil_scoped_release unlocked;
  o.options.control = {};
  o.simulation = unwrap(transport::simulate(o.input->day, o.dispatch, event));
  return std::make_shared<TruckOutcome>(std::move(o));
}

static std::shared_ptr<TruckOutcome> truck_dispatch(const Input& input, const std::string& date,
                                                    const std::vector<double>& weights,
                                                    std::uint64_t seed,
                                                    std::optional<std::uint64_t> work_limit,
                                                    std::optional<double> time_limit_s,
                                                    const py::object& progress) {
  TruckOutcome o;
  o.date = date, o.options = truck_options(weights, seed, work_limit), o.found = input.found;
  o.input =
      std::make_shared<TruckDay>(unwrap(scenario::truck_day(input.document, o.found), o.found));
  o.dispatch = unwrap(listening(time_limit_s, progress, [&](const Control& control) {
    auto options = o.options;
    options.control = control;
    return transport::dispatch(o.input->day, options);
  }));
  return finished(std::move(o), {});
}

static std::shared_ptr<TruckOutcome> truck_redispatch(const TruckOutcome& before, std::int64_t now,
                                                      const std::vector<std::string>& broken,
                                                      std::optional<std::uint64_t> work_limit,
                                                      std::optional<double> time_limit_s) {
  TruckOutcome o = before;
  o.options.work_limit = work_limit;
  const transport::Event event{now, broken};
  o.dispatch = unwrap(listening(time_limit_s, py::none(), [&](const Control& control) {
    auto options = o.options;
    options.control = control;
    return transport::redispatch(o.input->day, before.dispatch, event, options);
  }));
  return finished(std::move(o), event);
}

void bind_dispatch(py::module_& m) {
  py::class_<TruckOutcome, std::shared_ptr<TruckOutcome>>(m, "TruckOutcome",
                                                          "A day of trucks, made and checked.")
      .def_readonly("date", &TruckOutcome::date)
      .def_readonly("found", &TruckOutcome::found, "What was found reading the tables.")
      .def("json", [](const TruckOutcome& o) { return dispatch_json(o.told()); })
      .def("itineraries_csv", [](const TruckOutcome& o) { return itineraries_csv(o.told()); })
      .def("loads_csv", [](const TruckOutcome& o) { return loads_csv(o.told()); })
      .def("places",
           [](const TruckOutcome& o) {
             const TruckDay& d = *o.input;
             return py::make_tuple(d.places, d.place_names, d.longitude, d.latitude);
           })
      .def("redispatch", &truck_redispatch, "now"_a, "broken"_a, "work_limit"_a, "time_limit_s"_a);

  m.def(
      "truck_other_input",
      [](const Input& input, const std::string& planned_hash) {
        const auto warning = scenario::other_input(input.document, planned_hash);
        return warning ? Diagnostics{*warning} : Diagnostics{};
      },
      "input"_a, "planned_hash"_a);
  m.def("truck_dispatch", &truck_dispatch, "input"_a, "date"_a, "weights"_a, "seed"_a,
        "work_limit"_a, "time_limit_s"_a, "progress"_a);
}

}  // namespace masseflyt::python
