// Mirrors include/masseflyt/matching/open_market.hpp: n offers and n needs on a square of
// 100 × 100 km with volumes from 1 to 1000, everybody may go to everybody at the straight line's
// cost. LEMON gets the list of all pairs, as far as memory allows.
#include <masseflyt/matching/open_market.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <random>
#include <vector>

#include <benchmark/benchmark.h>
#include <lemon/network_simplex.h>

#include <masseflyt/core/digraph.hpp>

#include "detail/lemon_digraph.hpp"

namespace masseflyt::matching {
namespace {

using detail::LemonDigraph;

class Plane : public CostSource {
 public:
  explicit Plane(const std::vector<PlanePoint>& at) : at_(at) {}
  double km(PlaceIndex a, PlaceIndex b) const {
    const double x = at_[a].x_km - at_[b].x_km, y = at_[a].y_km - at_[b].y_km;
    return std::sqrt(x * x + y * y);
  }
  std::optional<Route> route(PlaceIndex a, PlaceIndex b, const Weights&) const override {
    HaulSums s;
    s.km = s.nok = km(a, b);
    return Route{{}, s};
  }
  std::optional<HaulSums> sums(PlaceIndex a, PlaceIndex b, const Weights&) const override {
    HaulSums s;
    s.km = s.nok = km(a, b);
    return s;
  }
  double least_cost(double km, const Weights&) const override { return km; }
  double lower_bound(PlaceIndex a, PlaceIndex b, double radius_km, const Weights&) const override {
    return std::max(0.0, km(a, b) - radius_km);
  }

 private:
  const std::vector<PlanePoint>& at_;
};

/// Windows and groups: three groups, half-year windows out of two years, a tenth more offered.
OpenMarket market(std::int64_t size, bool windows) {
  const auto n = static_cast<Index>(size);
  std::mt19937_64 random(1);
  OpenMarket m;
  m.unplaced_nok_t = 1000;
  const auto km = [&] { return static_cast<double>(random() % 100'001) / 1000; };
  for (Index p = 0; p < 2 * n; ++p) m.places.push_back({km(), km()});
  const auto period = [&] { return windows ? static_cast<Index>(random() % 19) : 0; };
  for (Index i = 0; i < n; ++i) {
    const Index first = period();
    m.offers.push_back({i, windows ? static_cast<Index>(random() % 3) : 0, first,
                        first + (windows ? 5 : 0),
                        (windows ? 1100 : 1000) * static_cast<std::int64_t>(1 + random() % 1000)});
  }
  for (Index j = 0; j < n; ++j) {
    const Index first = period();
    OpenNeed need{n + j,
                  {0},
                  first,
                  first + (windows ? 5 : 0),
                  1000 * static_cast<std::int64_t>(1 + random() % 1000),
                  1000};
    if (windows) need.groups = j % 2 == 0 ? std::vector<Index>{0, 1} : std::vector<Index>{1, 2};
    m.needs.push_back(need);
  }
  return m;
}

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
      for (Index j = 0; j < n; ++j) add(i, n + 1 + j, std::llround(1000 * costs.km(i, n + j)));
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
