// masseflyt/transport/dispatch.hpp — which truck drives which load when, with the fewest empty
// kilometres.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/transport/day.hpp>
#include <masseflyt/transport/empty_bound.hpp>

namespace masseflyt::transport {

/// What is made small, in any unit of the caller's, the same for all three. Loads are driven
/// whatever they cost: a day with fewer tonnes left over is always the better one.
struct DispatchWeights {
  double per_km = 1;
  double per_truck = 0;         ///< for every truck that leaves its depot
  double per_waiting_hour = 0;  ///< in queues and before closed gates
};

struct DispatchOptions {
  DispatchWeights weights = {};
  std::uint64_t seed = 1;
  /// Rounds of the search. Without a deadline the answer depends on the day, the seed and this
  /// number alone. None: as many as the loads of the day ask for.
  std::optional<std::uint64_t> work_limit = {};
  Control control = {};
};

enum class Doing : std::int32_t {
  drive_empty = 1,
  drive_loaded = 2,
  load = 3,
  unload = 4,
  wait = 5,  ///< for a server, an opening, a road or a place's limit
  rest = 6,  ///< the break of a driver
  charge = 7,
  clean = 8,
};
const char* name(Doing doing);

/// [begin, end] of one truck; the next activity begins when this one ends.
struct Activity {
  Doing doing = Doing::wait;
  std::int64_t begin = 0, end = 0;
  PlaceIndex from = 0, to = 0;      ///< equal unless driving
  std::int64_t metres = 0;          ///< of a drive
  std::optional<std::size_t> haul;  ///< of load, drive_loaded and unload
  std::int64_t kg = 0;              ///< on board or handled; 0 when empty
  bool operator==(const Activity&) const = default;
};

/// The day of one truck that has work, from leaving its depot to being back.
struct Itinerary {
  std::string truck;
  std::size_t row = 0;       ///< of the fleet
  std::uint32_t number = 0;  ///< within the row, from 0
  std::vector<Activity> activities;
  bool operator==(const Itinerary&) const = default;
};

/// Mass that nobody drives.
struct Unserved {
  std::size_t haul = 0;
  std::int64_t kg = 0;
  std::string reason;  ///< the nearest rule that stands in the way
  bool operator==(const Unserved&) const = default;
};

enum class Stopped : std::int32_t { done = 1, work_limit = 2, deadline = 3, cancelled = 4 };
const char* name(Stopped stopped);

struct DispatchSums {
  std::int64_t driven_m = 0, loaded_m = 0, empty_m = 0;
  std::int64_t waiting_s = 0, driving_s = 0, duty_s = 0;
  std::int64_t kg = 0;
  std::uint32_t trucks = 0, loads = 0;
  bool operator==(const DispatchSums&) const = default;
};

struct Dispatch {
  std::vector<Itinerary> itineraries;  ///< in the order of the fleet
  std::vector<Unserved> unserved;      ///< in the order of the hauls
  DispatchSums sums;
  /// No way to drive these loads, each truck from and to its depot, has fewer empty metres.
  EmptyBound bound;
  Stopped stopped = Stopped::done;
  std::uint64_t rounds = 0;

  /// (empty − bound) / driven; 0 when nothing is driven.
  double distance_from_bound() const;
};

/// Itineraries for a day, made from the circulation that has the fewest empty metres and improved
/// by removing and inserting loads until the work is done or the time is up.
///
/// Errors: invalid_argument (the first error of check(day), a weight that is negative or infinite),
/// limit_exceeded (a sum of metres or kilograms that does not fit). A deadline or a cancel gives
/// the best day so far, marked `stopped`. cancelled only before there is any. Cost: see
/// docs/methods/dispatch.md. Thread-safe: no shared state.
Result<Dispatch> dispatch(const Day& day, const DispatchOptions& options = {});

/// What has happened by a point of the day.
struct Event {
  std::int64_t now = 0;
  std::vector<std::string> broken;  ///< trucks, as "<row>/<n>", that drive no more today
};

/// The rest of a day after an event. What a truck has begun by `now` it finishes: a drive, and the
/// load it is under way to or carries. Broken trucks stop where they are. Loads that had not been
/// begun are dispatched anew, starting from the day as it was. What lies on a broken truck stays in
/// `unserved`.
///
/// `before` is the answer that is being driven, for the same day. Errors: those of dispatch();
/// not_found (a truck that has no such name); invalid_argument (itineraries of another day).
Result<Dispatch> redispatch(const Day& day, const Dispatch& before, const Event& event,
                            const DispatchOptions& options = {});

}  // namespace masseflyt::transport
