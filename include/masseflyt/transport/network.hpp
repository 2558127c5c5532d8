// masseflyt/transport/network.hpp — roads as a graph, and where the places tie on to it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <masseflyt/core/digraph.hpp>
#include <masseflyt/core/geo.hpp>
#include <masseflyt/core/geo_index.hpp>
#include <masseflyt/core/result.hpp>

namespace masseflyt::transport {

/// A stretch of road between two nodes, good for both directions.
struct Road {
  Digraph::Id from = 0;
  Digraph::Id to = 0;
  double length_km = 0;
  double speed_kmh = 0;       ///< of a loaded truck
  double tunnel_km = 0;       ///< part of the length
  double built_up_share = 0;  ///< of the length, 0 to 1; what lies in tunnels is never counted
  bool toll = false;
  bool ferry = false;
};

/// A way of so many kilometres between a place and a node. Nothing else is known about it.
struct Tie {
  Digraph::Id node = 0;
  double km = 0;
  bool operator==(const Tie&) const = default;
};

/// Immutable; read it from any number of threads.
class Network {
 public:
  /// A length given to two decimals may fall short of its tunnel by this much.
  static constexpr double rounding_km = 0.01;

  /// Errors: invalid_argument with the path "/nodes/3" or "/roads/7" for a position that is not on
  /// Earth, an end that is no node, a length or tunnel that is negative, infinite or longer than
  /// the road, a speed that is not above zero, a share outside 0 to 1. Cost: O(n log n).
  static Result<Network> make(std::vector<Position> nodes, std::span<const Road> roads);

  std::span<const Position> nodes() const noexcept { return nodes_; }

  /// Road `i` is the arcs with input() 2i (as given) and 2i + 1 (back).
  const Digraph& graph() const noexcept { return graph_; }

  /// What is known of one arc.
  struct ArcData {
    double km = 0;
    double hours = 0;
    double tunnel_km = 0;
    double built_up_km = 0;  ///< outside tunnels
    bool toll = false;
    bool ferry = false;
  };
  std::span<const ArcData> arcs() const noexcept { return arcs_; }  ///< one per arc of graph()

  /// Which nodes reach each other without a ferry: one number per node. Number 0 has the most
  /// nodes, and of parts of equal size the one with the lower node comes first.
  std::span<const std::uint32_t> component() const noexcept { return component_; }
  std::size_t component_count() const noexcept { return component_count_; }

  /// The nearest node of component 0, as far away as the straight line times `detour`; nothing in
  /// an empty network. For a place whose way to the network is not known.
  std::optional<Tie> nearest(Position place, double detour) const;

  /// A tie is driven as the slowest road that meets there. 0 where no road does.
  double hours(const Tie& tie) const noexcept;

 private:
  Network() = default;
  std::vector<Position> nodes_;
  Digraph graph_;
  std::vector<ArcData> arcs_;
  std::vector<double> slowest_kmh_;  ///< per node
  std::vector<std::uint32_t> component_;
  std::size_t component_count_ = 0;
  std::optional<GeoIndex> index_;           ///< of component 0
  std::vector<Digraph::Id> indexed_nodes_;  ///< what its numbers stand for
};

}  // namespace masseflyt::transport
