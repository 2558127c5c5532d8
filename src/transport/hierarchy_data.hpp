// hierarchy_data.hpp — a contracted network in columns.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include <masseflyt/core/digraph.hpp>

#include "transport/arc_cost.hpp"

namespace masseflyt::transport {

constexpr std::uint32_t no_link = std::numeric_limits<std::uint32_t>::max();

/// One link per arc of the hierarchy. An arc of the network stands in `first`, with no `second`; a
/// shortcut is two links, both of them earlier in the list.
struct Links {
  std::vector<std::uint32_t> first, second;
  std::vector<Sums> sums;
  std::size_t size() const { return first.size(); }
};

/// Arcs grouped by the node at one end; the node at the `other` end is always more important.
struct UpArcs {
  std::vector<std::uint32_t> begin;  ///< nodes + 1
  std::vector<std::uint32_t> other;
  std::vector<std::int32_t> cost;
  std::vector<std::uint32_t> link;
};

/// Nodes are numbered by `place`, their importance: 0 is the last one that was contracted.
struct HierarchyData {
  std::vector<std::uint32_t> place;    ///< per node of the network
  std::vector<std::uint32_t> node_at;  ///< its inverse
  UpArcs up;                           ///< by tail: to more important nodes
  UpArcs down;                         ///< by head: from more important nodes
  Links links;
};

/// One direction of a road, as the contraction wants to see it.
struct OpenArc {
  Digraph::Id tail = 0, head = 0;
  std::int32_t cost = 0;
  std::uint32_t arc = 0;  ///< of the network
  Sums sums;
};

/// All directions of roads that the vehicle may drive, by number of the arc. Errors:
/// limit_exceeded, naming the road. Precondition: check(vehicle).
Result<std::vector<OpenArc>> open_arcs(const Network& network, const VehicleClass& vehicle);

}  // namespace masseflyt::transport
