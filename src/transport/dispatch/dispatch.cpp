#include <masseflyt/transport/dispatch.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "transport/dispatch/checked.hpp"
#include "transport/dispatch/model.hpp"
#include "transport/dispatch/outcome.hpp"
#include "transport/dispatch/routes.hpp"
#include "transport/dispatch/search.hpp"

namespace masseflyt::transport {

using namespace dispatching;

const char* name(Doing doing) {
  switch (doing) {
    case Doing::drive_empty:
      return "drive_empty";
    case Doing::drive_loaded:
      return "drive_loaded";
    case Doing::load:
      return "load";
    case Doing::unload:
      return "unload";
    case Doing::wait:
      return "wait";
    case Doing::rest:
      return "rest";
    case Doing::charge:
      return "charge";
    case Doing::clean:
      return "clean";
  }
  return "";
}

const char* name(Stopped stopped) {
  switch (stopped) {
    case Stopped::done:
      return "done";
    case Stopped::work_limit:
      return "work_limit";
    case Stopped::deadline:
      return "deadline";
    case Stopped::cancelled:
      return "cancelled";
  }
  return "";
}

double Dispatch::distance_from_bound() const {
  if (sums.driven_m == 0) return 0;
  return static_cast<double>(sums.empty_m - bound.empty_m) / static_cast<double>(sums.driven_m);
}

namespace {

Result<void> check_options(const DispatchOptions& options) {
  const DispatchWeights& w = options.weights;
  for (const double x : {w.per_km, w.per_truck, w.per_waiting_hour})
    if (!(std::isfinite(x) && x >= 0 && x <= 1e12))
      return Error{ErrorCode::invalid_argument, "expected weights from 0 to 1e12", "/weights"};
  if (w.per_km + w.per_truck + w.per_waiting_hour == 0)
    return Error{ErrorCode::invalid_argument, "expected a weight above 0", "/weights"};
  return {};
}

/// The loads that a fleet of its largest trucks would drive, for the first itineraries.
std::vector<Trips> trips_wanted(const Model& model, const Routes& routes) {
  std::vector<Trips> trips;
  std::vector<std::int64_t> payload(model.hauls.size(), 0);
  for (const Row& row : model.rows)
    for (std::size_t h = 0; h < payload.size(); ++h)
      if (row.drives[h] != 0) payload[h] = std::max(payload[h], row.payload_kg);
  for (std::size_t h = 0; h < payload.size(); ++h)
    if (payload[h] > 0 && routes.left_kg(h) > 0 && model.hauls[h].metres != Travel::nowhere)
      trips.push_back({model.hauls[h].from, model.hauls[h].to,
                       (routes.left_kg(h) + payload[h] - 1) / payload[h]});
  return trips;
}

}  // namespace

Result<Model> dispatching::checked_model(const Day& day, const DispatchOptions& options) {
  if (auto done = check_options(options); !done) return done.error();
  for (const Diagnostic& d : check(day))
    if (d.severity == Severity::error)
      return Error{d.code, "is '" + d.value + "', expected " + d.expected, d.path};
  if (options.control.cancelled()) return stopped_by_caller();
  return make_model(day, options.weights);
}

Result<Dispatch> dispatch(const Day& day, const DispatchOptions& options) {
  auto model = checked_model(day, options);
  if (!model) return model.error();
  std::vector<State> begin;
  for (const auto row : model->row_of) {
    State s;
    s.at = model->rows[row].depot, s.time = model->rows[row].shift_begin;
    s.range_left = model->rows[row].range_m;
    begin.push_back(s);
  }
  Routes routes(*model, std::move(begin));
  // Where some pair has no way there may be no circulation; then trucks go by distance alone.
  const auto wanted = bound_of(*model, trips_wanted(*model, routes), 0, options.control);
  if (!wanted && wanted.error().code == ErrorCode::cancelled) return wanted.error();
  construct(routes, wanted ? wanted->flows : std::vector<EmptyFlow>(), options.control);
  const SearchOutcome search = improve(routes, options.seed, options.work_limit, options.control);
  return outcome(day, *model, routes, {}, search, options.control);
}

}  // namespace masseflyt::transport
