// masseflyt/transport/routing.hpp — the shortest or quickest way over the roads.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <masseflyt/core/digraph.hpp>
#include <masseflyt/transport/network.hpp>
#include <masseflyt/transport/tariff.hpp>
#include <masseflyt/transport/vehicle.hpp>

namespace masseflyt::transport {

struct RouteOptions {
  Measure measure = Measure::time;
  bool ferries = false;  ///< whether a truck may take them
};

/// Ways from one place to many. Owns its scratch memory: make one per thread and use it again.
/// The network is borrowed and must outlive the query.
class RouteQuery {
 public:
  explicit RouteQuery(const Network& network, RouteOptions options = {});

  /// Looks for the best way to every node from a place with these ties; several are tried together
  /// and the least sum counts. Precondition: the nodes exist, the lengths are not negative.
  /// Cost: O((nodes + arcs) log nodes).
  void from(std::span<const Tie> start);

  /// The best way from there to a place with these ties, both ties included: what is not known of
  /// them (tunnels, houses, tolls) counts as none. Nothing when no way leads there, or before
  /// the first from().
  /// Of equally good ways the same one is found every time. Cost: O(ties + length of the way).
  std::optional<RoadWay> to(std::span<const Tie> end) const;

  /// The nodes of that way in order, from the first tie to the last. Empty when there is none.
  std::vector<Digraph::Id> nodes_to(std::span<const Tie> end) const;

  /// The arcs of Network::graph() between those nodes, in order.
  std::vector<Digraph::Id> arcs_to(std::span<const Tie> end) const;

  /// Kilometres or hours, as the options measure, from the start to a node; infinite when it is
  /// not reached.
  std::span<const double> cost() const noexcept { return cost_; }

 private:
  static constexpr Digraph::Id none = 0xffff'ffff;
  double measured(const Tie& tie) const;
  double measured(Digraph::Id arc) const;
  void reach(Digraph::Id node, double cost, Digraph::Id by_arc, std::uint32_t by_tie);
  const Tie* best_end(std::span<const Tie> end) const;

  struct Entry {
    double cost;
    Digraph::Id node;
  };

  const Network* network_;
  RouteOptions options_;
  std::vector<Tie> start_;
  std::vector<double> cost_;           ///< per node
  std::vector<Digraph::Id> arc_;       ///< per node, the last arc of the way; none at the start
  std::vector<std::uint32_t> by_tie_;  ///< per node, the tie that its way begins with
  std::vector<Entry> heap_;
};

}  // namespace masseflyt::transport
