// masseflyt/core/cost_source.hpp — what it takes to move a tonne from one place to another.
//
// Matching asks through this interface, so it knows neither roads nor tariffs. A matrix, plain
// geometry and the road network (transport) implement it.
#pragma once

#include <optional>
#include <span>

#include <masseflyt/core/geo.hpp>
#include <masseflyt/core/haul.hpp>

namespace masseflyt {

/// Immutable and safe to ask from many threads.
class CostSource {
 public:
  virtual ~CostSource() = default;

  /// The cheapest route by `weights`; none when no way is known. `from == to` is an empty route.
  virtual std::optional<Route> route(PlaceIndex from, PlaceIndex to,
                                     const Weights& weights) const = 0;

  /// route().sums, for who asks often and does not look at the legs. The same to the last bit.
  virtual std::optional<HaulSums> sums(PlaceIndex from, PlaceIndex to,
                                       const Weights& weights) const {
    auto found = route(from, to, weights);
    return found ? std::optional(found->sums) : std::nullopt;
  }

  /// Where the places lie, one point per place; empty: not known. Distances are measured between
  /// them.
  virtual std::span<const SpacePoint> points() const { return {}; }

  /// A number that `weigh(route.sums)` never falls below, for any two different places at least
  /// `km` of straight line apart. It never falls as `km` rises. Zero is always true where no weight
  /// is negative.
  virtual double least_cost(double km, const Weights& weights) const {
    static_cast<void>(km), static_cast<void>(weights);
    return 0;
  }

  /// The same for every `to` within `radius_km` of the given place; it may know more of `from`.
  /// Nothing is said where that may be `from` itself, to which the way is empty.
  virtual double lower_bound(PlaceIndex from, PlaceIndex around, double radius_km,
                             const Weights& weights) const {
    const auto at = points();
    if (from >= at.size() || around >= at.size()) return 0;
    const double apart = straight_km(at[from], at[around]) - radius_km;
    const double least = least_cost(apart > 0 ? apart : 0, weights);
    return apart > 0 || least < 0 ? least : 0;
  }
};

}  // namespace masseflyt
