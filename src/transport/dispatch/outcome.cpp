#include "transport/dispatch/outcome.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace masseflyt::transport::dispatching {
namespace {

void add(DispatchSums& sums, const Itinerary& itinerary) {
  ++sums.trucks;
  for (const Activity& a : itinerary.activities) {
    const auto seconds = a.end - a.begin;
    if (a.doing == Doing::drive_empty) sums.empty_m += a.metres;
    if (a.doing == Doing::drive_loaded) sums.loaded_m += a.metres;
    if (a.doing == Doing::drive_empty || a.doing == Doing::drive_loaded) sums.driving_s += seconds;
    if (a.doing == Doing::wait) sums.waiting_s += seconds;
    if (a.doing == Doing::unload) sums.kg += a.kg, ++sums.loads;
    sums.duty_s += seconds;
  }
  sums.driven_m = sums.empty_m + sums.loaded_m;
}

/// What stands in the way of one more load: the obstacle of the truck that came nearest.
std::string why_not(Routes& routes, std::uint32_t haul) {
  constexpr std::size_t most_tried = 300;
  Obstacle nearest = Obstacle::payload_or_material;
  std::size_t tried = 0;
  for (std::size_t t = 0; t < routes.trucks() && tried < most_tried; ++t)
    for (std::size_t at = 0; at <= routes.route(t).trips.size() && tried < most_tried; ++at) {
      Obstacle why = Obstacle::none;
      ++tried;
      if (routes.try_insert(t, at, routes.next_trip(t, haul), &why) == never)
        nearest = std::max(nearest, why);
      else
        return "the search found no truck in the time it had";
    }
  return reason(nearest);
}

/// Loads as they were driven, and the time they took to handle.
struct Driven {
  std::map<std::pair<PlaceIndex, PlaceIndex>, std::int64_t> trips;
  std::int64_t service_s = 0;

  void add(const Day& day, const Itinerary& itinerary) {
    for (const Activity& a : itinerary.activities) {
      if (a.doing == Doing::load || a.doing == Doing::unload) service_s += a.end - a.begin;
      if (a.doing == Doing::unload) ++trips[{day.hauls[*a.haul].from, day.hauls[*a.haul].to}];
    }
  }
  std::vector<Trips> list() const {
    std::vector<Trips> rows;
    for (const auto& [pair, count] : trips) rows.push_back({pair.first, pair.second, count});
    return rows;
  }
};

}  // namespace

Result<Dispatch> outcome(const Day& day, const Model& model, Routes& routes,
                         std::vector<std::vector<Activity>> driven, const SearchOutcome& search,
                         const Control& control) {
  const bool whole_day = driven.empty();
  Dispatch d;
  d.stopped = search.stopped, d.rounds = search.rounds;
  Driven loads;
  for (std::size_t t = 0; t < routes.trucks(); ++t) {
    Itinerary itinerary;
    if (!whole_day) itinerary.activities = std::move(driven[t]);
    const auto rest = routes.activities(t);
    auto& all = itinerary.activities;
    if (!all.empty() && !rest.empty() && all.back().end < rest.front().begin)
      all.push_back({Doing::wait,
                     all.back().end,
                     rest.front().begin,
                     all.back().to,
                     all.back().to,
                     0,
                     {},
                     0});
    all.insert(all.end(), rest.begin(), rest.end());
    if (all.empty()) continue;
    itinerary.row = model.row_of[t], itinerary.number = model.number[t];
    itinerary.truck = day.fleet[itinerary.row].id + "/" + std::to_string(itinerary.number + 1);
    add(d.sums, itinerary);
    loads.add(day, itinerary);
    d.itineraries.push_back(std::move(itinerary));
  }
  for (std::uint32_t h = 0; h < model.hauls.size(); ++h)
    if (routes.left_kg(h) > 0) d.unserved.push_back({h, routes.left_kg(h), why_not(routes, h)});
  Control unhurried;  // the answer is worth its proof, even when the time is up
  unhurried.progress = control.progress;
  auto bound = bound_of(model, loads.list(),
                        whole_day ? std::optional(loads.service_s) : std::nullopt, unhurried);
  if (!bound) return bound.error();
  d.bound = std::move(*bound);
  return d;
}

}  // namespace masseflyt::transport::dispatching
