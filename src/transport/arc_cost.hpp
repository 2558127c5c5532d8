// arc_cost.hpp — roads as whole numbers, for one vehicle class.
#pragma once

#include <cstdint>
#include <vector>

#include <masseflyt/core/result.hpp>
#include <masseflyt/transport/access.hpp>
#include <masseflyt/transport/network.hpp>
#include <masseflyt/transport/tariff.hpp>
#include <masseflyt/transport/vehicle.hpp>

namespace masseflyt::transport {

/// Costs are below this; two of them add up within 32 bits.
constexpr std::int32_t unreached = std::int32_t{1} << 30;

/// What is added up along a way.
struct Sums {
  std::int64_t cm = 0, ms = 0, tunnel_cm = 0, built_up_cm = 0, tolls = 0;
  Sums& operator+=(const Sums& o) {
    cm += o.cm, ms += o.ms, tunnel_cm += o.tunnel_cm, built_up_cm += o.built_up_cm;
    tolls += o.tolls;
    return *this;
  }
  friend Sums operator+(Sums a, const Sums& b) { return a += b; }
  bool operator==(const Sums&) const = default;
};

/// One step on to the network or off it.
struct End {
  Digraph::Id node = 0;
  std::int32_t cost = 0;
  Sums sums;
};

/// How one vehicle class sees a network.
class ArcCosts {
 public:
  /// Precondition: check(vehicle). The network is borrowed.
  ArcCosts(const Network& network, const VehicleClass& vehicle)
      : network_(&network), vehicle_(vehicle) {}

  bool may_use(const Road& road) const;  ///< in the directions that it is open at all
  Sums of_arc(Digraph::Id arc) const;
  std::int64_t cost(const Sums& sums) const;  ///< may be beyond `unreached`
  double cost_in_unit(std::int32_t cost) const { return cost / per_unit(); }
  double per_unit() const;  ///< how many steps make a unit

  /// Nothing when the access is sound, else what was expected.
  const char* wrong_with(const Access& access) const;
  /// Where the way of a vehicle enters the graph from a place, or leaves it for one. What costs
  /// too much is left out and told in `too_far`.
  std::vector<End> ends(const Access& access, bool out, bool& too_far) const;
  /// The part of a road between two points on it; none if it is not open that way.
  std::optional<End> between(const RoadPoint& from, const RoadPoint& to) const;

 private:
  Sums off_road(double km, double kmh) const;
  Sums part(const Road& road, double from_share, double to_share) const;
  double kmh(double allowed) const;
  const Network* network_;
  VehicleClass vehicle_;
};

RoadWay to_way(const Sums& sums);

}  // namespace masseflyt::transport
