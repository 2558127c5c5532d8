// Mirrors src/matching/network_simplex.hpp, side by side with LEMON's network simplex.
// The instances: matching/instances.hpp.
#include "matching/network_simplex.hpp"

#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>
#include <lemon/network_simplex.h>

#include "detail/lemon_digraph.hpp"
#include "instances.hpp"
#include "matching/start.hpp"

namespace masseflyt::matching {
namespace {

using bench::Instance, bench::Kind, bench::make, bench::geographic, bench::spread, bench::equal;
using detail::LemonDigraph;

void Ours(benchmark::State& state, Kind kind) {
  const Instance i = make(kind, state.range(0));
  double objective = 0, pivots = 0;
  for (auto _ : state) {
    const NetworkSimplex::Problem problem{i.graph, i.supply, i.lower, i.upper, i.cost};
    auto s = NetworkSimplex::make(problem, good_start(problem)).value();
    if (s.run().value() != NetworkSimplex::Outcome::optimal) return state.SkipWithError("!");
    const auto x = s.flows();
    objective = 0;
    for (std::size_t a = 0; a < x.size(); ++a)
      objective += static_cast<double>(x[a]) * static_cast<double>(i.cost[a]);
    pivots = static_cast<double>(s.pivots());
  }
  state.counters["objective"] = objective;
  state.counters["pivots"] = pivots;
}

/// An arc that carries mass is cut, and ten kilograms more have to go from one giver.
void Again(benchmark::State& state, Kind kind) {
  Instance i = make(kind, state.range(0));
  NetworkSimplex::Start before;
  {
    const NetworkSimplex::Problem problem{i.graph, i.supply, i.lower, i.upper, i.cost};
    auto s = NetworkSimplex::make(problem, good_start(problem)).value();
    if (s.run().value() != NetworkSimplex::Outcome::optimal) return state.SkipWithError("!");
    before = {s.potentials(), 0, 0, s.flows()};
  }
  std::size_t busy = before.flow.size() / 2;
  while (before.flow[busy] == 0) ++busy;
  i.upper[busy] = before.flow[busy] / 2;
  i.supply.front() += 10, i.supply.back() -= 10;
  double pivots = 0;
  for (auto _ : state) {
    auto s = NetworkSimplex::make({i.graph, i.supply, i.lower, i.upper, i.cost}, before).value();
    if (s.run().value() != NetworkSimplex::Outcome::optimal) return state.SkipWithError("!");
    pivots = static_cast<double>(s.pivots());
  }
  state.counters["pivots"] = pivots;
}

void Lemon(benchmark::State& state, Kind kind) {
  const Instance i = make(kind, state.range(0));
  double objective = 0;
  for (auto _ : state) {
    const LemonDigraph g(i.graph);
    LemonDigraph::ArcMap<std::int64_t> cost(g);
    for (int a = 0; a < g.arcNum(); ++a)
      cost.set(LemonDigraph::arcFromId(a), i.cost[static_cast<std::size_t>(a)]);
    LemonDigraph::NodeMap<std::int64_t> supply(g);
    for (int v = 0; v < g.nodeNum(); ++v)
      supply.set(LemonDigraph::nodeFromId(v), i.supply[static_cast<std::size_t>(v)]);
    lemon::NetworkSimplex<LemonDigraph, std::int64_t> s(g);
    if (s.costMap(cost).supplyMap(supply).run() != s.OPTIMAL) return state.SkipWithError("!");
    objective = s.totalCost<double>();
  }
  state.counters["objective"] = objective;
}

#define BOTH(kind)                                                                              \
  BENCHMARK_CAPTURE(Ours, kind, kind)->Arg(3'000)->Arg(30'000)->Unit(benchmark::kMillisecond);  \
  BENCHMARK_CAPTURE(Again, kind, kind)->Arg(3'000)->Arg(30'000)->Unit(benchmark::kMillisecond); \
  BENCHMARK_CAPTURE(Lemon, kind, kind)->Arg(3'000)->Arg(30'000)->Unit(benchmark::kMillisecond)

BOTH(geographic);
BOTH(spread);
BOTH(equal);

}  // namespace
}  // namespace masseflyt::matching
