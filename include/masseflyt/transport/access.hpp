// masseflyt/transport/access.hpp — where a place joins the roads.
#pragma once

#include <cstdint>
#include <vector>

#include <masseflyt/transport/network.hpp>

namespace masseflyt::transport {

/// A point on a road, and the way from there to the place, of which nothing is known but its
/// length: it is driven as fast as the road. A toll or a wait on that road is met in its middle.
struct RoadPoint {
  std::uint32_t road = 0;  ///< of Network::roads()
  double share = 0;        ///< of the road's length from its `from`, 0 to 1
  double access_km = 0;
  bool operator==(const RoadPoint&) const = default;
};

/// All ways from a place on to the network; they are tried together and the least sum counts.
/// Without any, no way leads to the place or from it.
struct Access {
  std::vector<Tie> ties = {};
  std::vector<RoadPoint> points = {};
  bool operator==(const Access&) const = default;
};

/// A place at a node.
inline Access at_node(Digraph::Id node) { return {{{node, 0}}, {}}; }

}  // namespace masseflyt::transport
