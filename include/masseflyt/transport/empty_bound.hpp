// masseflyt/transport/empty_bound.hpp — the fewest empty kilometres that given loads allow.
//
// Every truck leaves its depot empty, comes back empty, and drives empty from where it unloads to
// where it loads next. Without regard to time that is a circulation: as much leaves a place as
// arrives there. Its cheapest empty part is a bound that no timetable gets below.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/transport/cost_matrix.hpp>

namespace masseflyt::transport {

/// Loads from one place to another.
struct Trips {
  PlaceIndex from = 0, to = 0;
  std::int64_t count = 0;
};

struct Depot {
  PlaceIndex place = 0;
  std::int64_t trucks = 0;  ///< that may leave it at most
};

/// Empty drives of the cheapest circulation. A depot shows as its place.
struct EmptyFlow {
  PlaceIndex from = 0, to = 0;
  std::int64_t count = 0;
  bool out_of_depot = false, into_depot = false;
  bool operator==(const EmptyFlow&) const = default;
};

/// One more load from `from` to `to` would lower the bound by at most `saved_m` metres, and by just
/// that where the duals are unique.
struct ReturnFlow {
  PlaceIndex from = 0, to = 0;
  std::int64_t saved_m = 0;
  bool operator==(const ReturnFlow&) const = default;
};

struct EmptyBound {
  std::int64_t empty_m = 0;
  std::int64_t min_trucks = 0;  ///< that the hours of the fleet need at least; part of the bound
  std::vector<EmptyFlow> flows;
  /// Pairs of places where the day loads or unloads, by what one more load between them would save;
  /// most first, at most 20, only those that save anything.
  std::vector<ReturnFlow> return_flows;
  bool operator==(const EmptyBound&) const = default;
};

/// The cheapest circulation of `trips` with at least `min_trucks` trucks out of depots. A truck may
/// return to another depot than its own, which only lowers the bound. 0 for a day without trips.
///
/// Errors: invalid_argument (a place outside the matrix, negative counts), not_found (no way
/// between places that have to be connected, or too few trucks), cancelled.
/// Cost: network simplex over unloading places × loading places.
Result<EmptyBound> empty_bound(std::span<const Trips> trips, std::span<const Depot> depots,
                               std::int64_t min_trucks, const CostMatrix& travel,
                               const Control& control = {});

}  // namespace masseflyt::transport
