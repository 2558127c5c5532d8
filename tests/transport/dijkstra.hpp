// dijkstra.hpp — the oracle of the ways: LEMON's Dijkstra over the same whole numbers.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

#include <lemon/dijkstra.h>

#include <masseflyt/transport/network.hpp>
#include <masseflyt/transport/vehicle.hpp>

#include "detail/lemon_digraph.hpp"

namespace masseflyt::transport {

/// Written from the words of vehicle.hpp and hierarchy.hpp, not from the code behind them.
class Oracle {
  using G = detail::LemonDigraph;

 public:
  Oracle(const Network& network, const VehicleClass& vehicle)
      : network_(network), vehicle_(vehicle), graph_(network.graph()), length_(graph_, 0) {
    for (G::ArcIt a(graph_); a != lemon::INVALID; ++a)
      length_.set(a, whole(static_cast<Digraph::Id>(G::id(a))).value_or(closed));
  }

  /// Milliseconds or centimetres of a direction of a road; none: closed.
  std::optional<std::int64_t> whole(Digraph::Id arc) const {
    const auto& r = network_.roads()[network_.graph().input()[arc] / 2];
    const bool there = network_.graph().input()[arc] % 2 == 0 ? r.forward : r.backward;
    if (!there || (r.ferry && !vehicle_.ferries)) return {};
    if (vehicle_.weight_t && r.max_weight_t && *vehicle_.weight_t > *r.max_weight_t) return {};
    for (const auto& span : r.closed)
      if (!vehicle_.week_minute || span.contains(*vehicle_.week_minute)) return {};
    if (vehicle_.measure == Measure::length) return std::llround(r.length_km * 100'000);
    return std::llround((r.length_km / r.speed_kmh + r.wait_h) * 3'600'000);
  }

  /// Costs from one node to all others; none: no way.
  std::vector<std::optional<std::int64_t>> from(Digraph::Id start) const {
    lemon::Dijkstra<G, G::ArcMap<std::int64_t>> search(graph_, length_);
    search.run(G::nodeFromId(static_cast<int>(start)));
    std::vector<std::optional<std::int64_t>> found;
    for (Digraph::Id v = 0; v < network_.nodes().size(); ++v) {
      const auto node = G::nodeFromId(static_cast<int>(v));
      const bool there = search.reached(node) && search.dist(node) < closed;
      found.push_back(there ? std::optional(search.dist(node)) : std::nullopt);
    }
    return found;
  }

 private:
  static constexpr std::int64_t closed = std::int64_t{1} << 40;
  const Network& network_;
  const VehicleClass& vehicle_;
  G graph_;
  G::ArcMap<std::int64_t> length_;
};

}  // namespace masseflyt::transport
