// masseflyt/core/cost_source.hpp — what it takes to move a tonne from one place to another.
//
// Matching asks through this interface, so it knows neither roads nor tariffs. A matrix, plain
// geometry and the road network (transport) implement it.
#pragma once

#include <optional>

#include <masseflyt/core/haul.hpp>

namespace masseflyt {

/// Immutable and safe to ask from many threads.
class CostSource {
 public:
  virtual ~CostSource() = default;

  /// The cheapest route by `weights`; none when no way is known. `from == to` is an empty route.
  virtual std::optional<Route> route(PlaceIndex from, PlaceIndex to,
                                     const Weights& weights) const = 0;

  /// A number that `weigh(route.sums)` never falls below, for every `to` within `radius_km` of
  /// straight line around the given place. Zero is always true.
  virtual double lower_bound(PlaceIndex from, PlaceIndex around, double radius_km,
                             const Weights& weights) const {
    static_cast<void>(from), static_cast<void>(around), static_cast<void>(radius_km),
        static_cast<void>(weights);
    return 0;
  }
};

}  // namespace masseflyt
