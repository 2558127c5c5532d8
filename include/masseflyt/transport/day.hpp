// masseflyt/transport/day.hpp — what trucks have to move on one day, and the rules they keep.
//
// Everything here is the user's data: there are no defaults for hours, rates, ranges or breaks. A
// rule that is not given does not bind; check() says which figures a day is missing.
//
// Lengths are whole metres, masses whole kilograms, times whole seconds since the day begins. A day
// may be longer than 24 hours: a night shift ends after 86 400.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/haul.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/transport/cost_matrix.hpp>

namespace masseflyt::transport {

/// Both ends are inside: work may begin at `begin` and has to be done by `end`.
struct Hours {
  std::int64_t begin = 0, end = 0;
  bool operator==(const Hours&) const = default;
};

/// Loading or unloading at a place. A visit takes fixed_s + kg / kg_per_hour, rounded up.
struct Handling {
  std::optional<std::uint32_t> servers;     ///< trucks at a time; none: nobody ever waits
  std::int64_t fixed_s = 0;                 ///< per visit, whatever the mass
  std::optional<std::int64_t> kg_per_hour;  ///< none: mass takes no time of its own
  bool operator==(const Handling&) const = default;
};

/// What is known of a place. A place without a Site keeps no rule at all.
struct Site {
  PlaceIndex place = 0;
  std::string id;
  std::vector<Hours> open;  ///< loading and unloading lie wholly inside one; empty: always open
  Handling load, unload;
  /// Loadings and unloadings that begin within any 3 600 seconds; none: as many as come.
  std::optional<std::uint32_t> max_per_hour;
  std::optional<std::int64_t> charge_m_per_hour;  ///< metres of range gained; none: no charger
  std::optional<std::uint32_t> chargers;          ///< trucks at a time; none: nobody ever waits
};

/// Trucks that are alike. Truck `n` of a row is called "<id>/<n>", counted from 1.
struct TruckRow {
  std::string id;
  std::uint32_t count = 0;
  PlaceIndex depot = 0;  ///< where each begins and ends its day
  std::int64_t payload_kg = 0;
  std::vector<std::uint32_t> materials;              ///< that it may carry; empty: all
  Hours shift;                                       ///< leaves the depot and is back within it
  std::optional<std::int64_t> max_duty_s;            ///< from leaving the depot to being back
  std::optional<std::int64_t> max_driving_s;         ///< of the day
  std::optional<std::int64_t> drive_before_break_s;  ///< driving after which a break is due
  std::int64_t break_s = 0;                          ///< length of that break
  std::optional<std::int64_t> range_m;  ///< of a full battery, with which the day begins
};

/// So much mass that is to go from one place to another.
struct DayHaul {
  std::string id;
  PlaceIndex from = 0, to = 0;
  std::int64_t kg = 0;
  std::uint32_t material = 0;
  std::vector<std::uint32_t> truck_rows;  ///< that may drive it; empty: all
  std::optional<Hours> window;            ///< loading begins and unloading ends inside
};

/// After `before` a truck is cleaned for so long at the next loading place before it takes `after`.
/// Pairs that are not listed need none.
struct Cleaning {
  std::uint32_t before = 0, after = 0;
  std::int64_t seconds = 0;
};

/// A drive that passes a road `offset_s` after it began.
struct Passing {
  PlaceIndex from = 0, to = 0;
  std::int64_t offset_s = 0;
};

/// At most so many trucks, loaded or empty, pass within any 3 600 seconds.
struct RoadLimit {
  std::string id;
  std::uint32_t per_hour = 0;
  std::vector<Passing> passings;
};

/// Place `i` is origin `i` and destination `i` of `travel`, which knows km and hours.
struct Day {
  std::vector<DayHaul> hauls;
  std::vector<TruckRow> fleet;
  std::vector<Site> sites;
  std::vector<Cleaning> cleaning;
  std::vector<RoadLimit> road_limits;
  CostMatrix travel;
};

/// Most trucks, loads (by the smallest payload) and places that a day is read with.
inline constexpr std::size_t max_trucks = 100'000, max_loads = 1'000'000, max_places = 20'000;

/// Everything that is wrong with a day ("/fleet/2/payload_kg"), and, as notes, what it does not
/// know: places where loading takes no time because nothing is said about it. A haul that no truck
/// could ever drive is no fault: dispatch() answers with the reason.
Diagnostics check(const Day& day);

}  // namespace masseflyt::transport
