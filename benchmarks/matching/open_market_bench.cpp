// Mirrors include/masseflyt/matching/open_market.hpp: n offers and n needs on a square of
// 100 × 100 km with volumes from 1 to 1000, everybody may go to everybody at the straight line's
// cost. LEMON gets the list of all pairs, as far as memory allows.
#include <masseflyt/matching/open_market.hpp>

#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>
#include <lemon/network_simplex.h>

#include <masseflyt/core/digraph.hpp>
#include <masseflyt/matching/market.hpp>

#include "detail/lemon_digraph.hpp"
#include "plane_market.hpp"

namespace masseflyt::matching {
namespace {

using bench::Plane;
using detail::LemonDigraph;

OpenMarket market(std::int64_t n, bool windows) { return bench::plane_market(n, windows, false); }

void Clear(benchmark::State& state, bool windows) {
  const OpenMarket m = market(state.range(0), windows);
  const Plane costs(m.places);
  Clearing c;
  for (auto _ : state) c = clear(m, costs, {}).value();
  if (c.status != Status::optimal) return state.SkipWithError("not optimal");
  state.counters["objective"] = static_cast<double>(c.objective_micro_nok);
  state.counters["pairs"] = static_cast<double>(c.pairs);
  state.counters["rounds"] = static_cast<double>(c.rounds);
}
void Verify(benchmark::State& state) {
  const OpenMarket m = market(state.range(0), false);
  const Plane costs(m.places);
  const auto c = clear(m, costs, {}).value();
  for (auto _ : state)
    if (!verify(m, costs, {}, c).optimal()) return state.SkipWithError("not proved");
}

/// The list of all pairs, with what stays unplaced and what is bought, is part of the time.
void Lemon(benchmark::State& state) {
  const OpenMarket m = market(state.range(0), false);
  const Plane costs(m.places);
  const auto n = static_cast<Index>(state.range(0));
  double objective = 0;
  for (auto _ : state) {
    std::vector<Digraph::Arc> arcs;
    std::vector<std::int64_t> price;
    const auto add = [&](Index a, Index b, std::int64_t c) {
      arcs.push_back({a, b});
      price.push_back(c);
    };
    std::vector<std::int64_t> kg(2 * n + 2, 0);
    for (Index i = 0; i < n; ++i) {
      kg[i] = m.offers[i].kg, kg[2 * n + 1] -= m.offers[i].kg;
      kg[n + 1 + i] = -m.needs[i].kg, kg[n] += m.needs[i].kg;
      for (Index j = 0; j < n; ++j)
        add(i, n + 1 + j, micro_nok_per_kg(*costs.sums(i, n + j, {}), {}));
      add(i, 2 * n + 1, 1'000'000);
      add(n, n + 1 + i, 1'000'000);
    }
    add(n, 2 * n + 1, 0);
    const Digraph graph = Digraph::make(2 * n + 2, arcs).value();
    const LemonDigraph g(graph);
    LemonDigraph::ArcMap<std::int64_t> cost(g);
    for (int a = 0; a < g.arcNum(); ++a)
      cost.set(LemonDigraph::arcFromId(a), price[graph.input()[static_cast<std::size_t>(a)]]);
    LemonDigraph::NodeMap<std::int64_t> supply(g);
    for (int v = 0; v < g.nodeNum(); ++v)
      supply.set(LemonDigraph::nodeFromId(v), kg[static_cast<std::size_t>(v)]);
    lemon::NetworkSimplex<LemonDigraph, std::int64_t> s(g);
    if (s.costMap(cost).supplyMap(supply).run() != s.OPTIMAL) return state.SkipWithError("!");
    objective = s.totalCost<double>();
  }
  state.counters["objective"] = objective;
}

BENCHMARK_CAPTURE(Clear, everybody, false)
    ->Arg(1'000)
    ->Arg(3'000)
    ->Arg(10'000)
    ->Arg(30'000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Clear, windows, true)
    ->Arg(1'000)
    ->Arg(3'000)
    ->Arg(10'000)
    ->Arg(30'000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(Verify)->Arg(1'000)->Arg(3'000)->Arg(10'000)->Arg(30'000)->Unit(benchmark::kMillisecond);
BENCHMARK(Lemon)->Arg(1'000)->Arg(3'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace masseflyt::matching
