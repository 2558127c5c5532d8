#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <masseflyt/c/dispatch.h>
#include <masseflyt/scenario/truck_day.hpp>

#include "guard.hpp"
#include "handles.hpp"
#include "options.hpp"

using namespace masseflyt;
using c_face::guard;
using c_face::missing;

/// The day is shared with what is dispatched again.
struct mfl_dispatch {
  std::shared_ptr<const scenario::TruckDay> input;
  transport::Dispatch made;
  transport::Simulation simulation;
  transport::DispatchOptions options;
  std::string date;
  scenario::ToldDay told() const { return {*input, made, simulation, date, options}; }
};

namespace {

Result<transport::DispatchOptions> read(const mfl_dispatch_options* given,
                                        const mfl_cancel* cancel) {
  const mfl_dispatch_options defaults = MFL_DISPATCH_OPTIONS_INIT;
  if (given == nullptr) given = &defaults;
  if (!MFL_COVERS(given, mfl_dispatch_options, user)) return c_face::without_size("options");
  const mfl_dispatch_options o = c_face::known_part(*given, defaults);
  auto control = c_face::control(o.time_limit_s, o.progress, o.user, cancel);
  if (!control) return control.error();
  transport::DispatchOptions options;
  options.weights = {o.per_km, o.per_truck, o.per_waiting_hour};
  options.seed = o.seed;
  if (o.work_limited != 0) options.work_limit = o.work_limit;
  options.control = std::move(*control);
  return options;
}

/// Checks the day, and hands it over.
Result<void> finish(std::unique_ptr<mfl_dispatch> d, const transport::Event& event,
                    mfl_dispatch** out) {
  d->options.control = {};
  auto simulation = transport::simulate(d->input->day, d->made, event);
  if (!simulation) return simulation.error();
  d->simulation = std::move(*simulation);
  *out = d.release();
  return {};
}

template <typename Write>
mfl_status file(const mfl_dispatch* dispatch, mfl_text** out, mfl_error* error, Write&& write) {
  return guard(error, [&]() -> Result<void> {
    if (out == nullptr) return missing("out");
    *out = nullptr;
    if (dispatch == nullptr) return missing("dispatch");
    *out = c_face::text(write(dispatch->told()));
    return {};
  });
}

}  // namespace

mfl_status mfl_scenario_dispatch(const mfl_scenario* scenario, const char* date,
                                 const mfl_dispatch_options* options, mfl_dispatch** out,
                                 const mfl_cancel* cancel, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (out == nullptr) return missing("out");
    *out = nullptr;
    if (scenario == nullptr) return missing("scenario");
    auto chosen = read(options, cancel);
    if (!chosen) return chosen.error();
    Diagnostics found = scenario->found;
    auto day = scenario::truck_day(scenario->document, found);
    if (!day) return c_face::naming_the_first(day.error(), found);
    auto made = transport::dispatch(day->day, *chosen);
    if (!made) return made.error();
    auto d = std::make_unique<mfl_dispatch>();
    d->input = std::make_shared<const scenario::TruckDay>(std::move(*day));
    d->made = std::move(*made), d->options = *chosen, d->date = date != nullptr ? date : "";
    return finish(std::move(d), {}, out);
  });
}

mfl_status mfl_dispatch_again(const mfl_dispatch* before, int64_t now_s, const char* const* broken,
                              size_t broken_count, const mfl_dispatch_options* options,
                              mfl_dispatch** out, const mfl_cancel* cancel, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (out == nullptr) return missing("out");
    *out = nullptr;
    if (before == nullptr) return missing("before");
    if (broken == nullptr && broken_count > 0) return missing("broken");
    auto chosen = read(options, cancel);
    if (!chosen) return chosen.error();
    transport::Event event{now_s, {}};
    for (size_t i = 0; i < broken_count; ++i) {
      if (broken[i] == nullptr) return missing("broken");
      event.broken.emplace_back(broken[i]);
    }
    auto made = transport::redispatch(before->input->day, before->made, event, *chosen);
    if (!made) return made.error();
    auto d = std::make_unique<mfl_dispatch>();
    d->input = before->input, d->date = before->date;
    d->made = std::move(*made), d->options = *chosen;
    return finish(std::move(d), event, out);
  });
}

void mfl_dispatch_free(mfl_dispatch* dispatch) { delete dispatch; }

mfl_status mfl_dispatch_summarise(const mfl_dispatch* dispatch, mfl_dispatch_summary* out,
                                  mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (dispatch == nullptr) return missing("dispatch");
    if (out == nullptr) return missing("out");
    if (!MFL_COVERS(out, mfl_dispatch_summary, violations)) return c_face::without_size("out");
    const transport::DispatchSums& sums = dispatch->made.sums;
    mfl_dispatch_summary s = MFL_DISPATCH_SUMMARY_INIT;
    s.accepted = dispatch->simulation.accepted() ? 1 : 0;
    s.driven_km = static_cast<double>(sums.driven_m) / 1000;
    s.empty_km = static_cast<double>(sums.empty_m) / 1000;
    s.empty_km_lower_bound = static_cast<double>(dispatch->made.bound.empty_m) / 1000;
    s.tonnes = static_cast<double>(sums.kg) / 1000;
    for (const auto& u : dispatch->made.unserved) s.unserved_t += static_cast<double>(u.kg) / 1000;
    s.waiting_h = static_cast<double>(sums.waiting_s) / 3600;
    s.trucks = sums.trucks, s.loads = sums.loads;
    s.violations = dispatch->simulation.violations.size();
    c_face::give(out, s);
    return {};
  });
}

mfl_status mfl_dispatch_json(const mfl_dispatch* dispatch, mfl_text** out, mfl_error* error) {
  return file(dispatch, out, error, scenario::dispatch_json);
}
mfl_status mfl_dispatch_itineraries_csv(const mfl_dispatch* dispatch, mfl_text** out,
                                        mfl_error* error) {
  return file(dispatch, out, error, scenario::itineraries_csv);
}
mfl_status mfl_dispatch_loads_csv(const mfl_dispatch* dispatch, mfl_text** out, mfl_error* error) {
  return file(dispatch, out, error, scenario::loads_csv);
}
