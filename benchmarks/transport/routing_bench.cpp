// Mirrors include/masseflyt/transport/routing.hpp and hauls.hpp: distances for a plan.
//
// The network is a grid with streets 1 to 2 km long, as large as a town (10²), a region (10⁴) or a
// country at full detail (10⁵ junctions). The region of the bundled case has about 60 places and
// 16 quays; the planner asks for every pair under several weights.
#include <cmath>
#include <cstdint>
#include <memory>
#include <vector>

#include <benchmark/benchmark.h>

#include <masseflyt/transport/hauls.hpp>

#include "support/random.hpp"

namespace masseflyt::transport {
namespace {

Network grid(std::int64_t junctions) {
  test::Random random(1);
  const auto side = static_cast<Digraph::Id>(std::lround(std::sqrt(junctions)));
  std::vector<Position> nodes;
  std::vector<Road> roads;
  const auto street = [&](Digraph::Id a, Digraph::Id b) {
    roads.push_back({a, b, random.between(1, 2), 30.0 + random.below(6) * 10, 0,
                     random.between(0, 1), random.below(50) == 0, false});
  };
  for (Digraph::Id y = 0; y < side; ++y)
    for (Digraph::Id x = 0; x < side; ++x) {
      const Digraph::Id v = y * side + x;
      nodes.push_back({8 + 0.01 * x, 58 + 0.005 * y});
      if (x + 1 < side) street(v, v + 1);
      if (y + 1 < side) street(v, v + side);
    }
  return Network::make(nodes, roads).value();
}

void OneToAll(benchmark::State& state) {
  const auto net = grid(state.range(0));
  RouteQuery query(net);
  test::Random random(2);
  const auto n = static_cast<std::uint32_t>(net.nodes().size());
  for (auto _ : state) {
    query.from(std::vector<Tie>{{random.below(n), 0}});
    benchmark::DoNotOptimize(query.cost().data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(net.graph().arc_count()));
  state.SetLabel("arcs");
}
BENCHMARK(OneToAll)->RangeMultiplier(10)->Range(100, 100'000)->Unit(benchmark::kMillisecond);

struct Region {
  std::vector<Stop> stops = std::vector<Stop>(60);
  std::vector<Quay> quays;
  std::vector<SeaRow> sea;
  RoadMap map;
  Tariff tariff = Tariff::make({{"truck_nok_tkm", 1.8},
                                {"truck_nok_t_fixed", 11},
                                {"truck_co2_kg_tkm", 0.085},
                                {"truck_load_t", 27},
                                {"toll_nok_passage", 90},
                                {"trips_detour", 1.05},
                                {"sea_nok_tkm", 0.15},
                                {"sea_nok_t_fixed", 0},
                                {"quay_nok_t", 25},
                                {"sea_co2_kg_tkm", 0.025}})
                      .value();

  explicit Region(std::int64_t junctions) {
    test::Random random(3);
    map.network = std::make_shared<const Network>(grid(junctions));
    const auto n = static_cast<std::uint32_t>(map.network->nodes().size());
    map.ties.resize(stops.size());
    for (auto& ties : map.ties) ties = {{random.below(n), 0.3}};
    for (PlaceIndex a = 0; a < 16; ++a) {
      quays.push_back({a, true, true});
      for (PlaceIndex b = 0; b < a; ++b) sea.push_back({a, b, random.between(5, 100)});
    }
  }
  Hauls make() const { return Hauls::make(stops, {}, quays, sea, tariff, map).value(); }
};

void MakeHauls(benchmark::State& state) {
  const Region region(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(region.make());
  state.SetItemsProcessed(state.iterations() * 60 * 59 / 2);
  state.SetLabel("pairs");
}
BENCHMARK(MakeHauls)->RangeMultiplier(10)->Range(100, 10'000)->Unit(benchmark::kMillisecond);

void AllRoutes(benchmark::State& state) {
  const Region region(100);
  const auto hauls = region.make();
  const Weights weights{1, 1.5, 10, 0};
  for (auto _ : state)
    for (PlaceIndex from = 0; from < 60; ++from)
      for (PlaceIndex to = 0; to < 60; ++to)
        benchmark::DoNotOptimize(hauls.route(from, to, weights));
  state.SetItemsProcessed(state.iterations() * 60 * 60);
  state.SetLabel("pairs");
}
BENCHMARK(AllRoutes)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace masseflyt::transport
