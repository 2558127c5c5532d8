// random_roads.hpp — small networks with one-ways, limits, ferries, closures, loops and ties.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include <masseflyt/transport/network.hpp>

#include "support/random.hpp"

namespace masseflyt::test {

/// Roads between random nodes; few different lengths, some of them zero, so that many ways are
/// equally good.
inline transport::Network random_roads(Random& random, Digraph::Id nodes, std::uint32_t count) {
  std::vector<Position> at;
  for (Digraph::Id v = 0; v < nodes; ++v)
    at.push_back({random.between(10, 11), random.between(59, 60)});
  std::vector<transport::Road> roads;
  for (std::uint32_t i = 0; i < count; ++i) {
    transport::Road r;
    r.from = random.below(nodes), r.to = random.below(nodes);
    r.length_km = 0.5 * random.below(9);
    r.speed_kmh = 10.0 + 10 * random.below(8);
    r.tunnel_km = random.below(4) == 0 ? r.length_km / 2 : 0;
    r.built_up_share = random.below(5) / 4.0;
    r.toll = random.below(5) == 0, r.ferry = random.below(9) == 0;
    r.wait_h = r.ferry ? 0.25 : 0;
    r.forward = random.below(5) > 0, r.backward = random.below(5) > 0;
    if (random.below(6) == 0) r.max_weight_t = 20;
    if (random.below(9) == 0) r.closed = {{420, 540}};
    roads.push_back(r);
  }
  return transport::Network::make(std::move(at), std::move(roads)).value();
}

}  // namespace masseflyt::test
