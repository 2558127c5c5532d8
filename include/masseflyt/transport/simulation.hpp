// masseflyt/transport/simulation.hpp — would this day really work? Replayed by the clock.
//
// Shares no code with the dispatcher. It takes itineraries as they are told, moves all trucks on
// from event to event, and names every rule that is broken.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <masseflyt/core/result.hpp>
#include <masseflyt/transport/day.hpp>
#include <masseflyt/transport/dispatch.hpp>

namespace masseflyt::transport {

/// One broken rule.
struct Violation {
  std::string truck;      ///< or empty: of the day as a whole
  std::int64_t time = 0;  ///< seconds of the day
  PlaceIndex place = 0;
  std::string rule;   ///< "opening hours", "servers", "range", "driving hours", ...
  std::string limit;  ///< what was found, and what the limit is
  bool operator==(const Violation&) const = default;
};

struct Simulation {
  std::vector<Violation> violations;       ///< of trucks by time, then of the day; at most 1000
  DispatchSums sums;                       ///< as they were seen on the road
  std::vector<std::int64_t> delivered_kg;  ///< per haul
  std::size_t events = 0;

  bool accepted() const { return violations.empty(); }
};

/// Replays a day. Rules: a truck is at one place at a time and begins and ends at its depot;
/// drives take the way and the time of the matrix; payload, material and cleaning; opening hours,
/// windows, servers, chargers, limits per hour of places and roads; shift, duty, driving hours and
/// breaks; range. Sums and tonnes have to be those that `day` and `dispatch` tell. Trucks that are
/// `broken` may stop anywhere from `event.now` on.
///
/// Errors: invalid_argument (the first error of check(day)).
/// Cost: O(n log n) in activities.
Result<Simulation> simulate(const Day& day, const Dispatch& dispatch, const Event& event = {});

}  // namespace masseflyt::transport
