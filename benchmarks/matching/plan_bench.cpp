// Mirrors include/masseflyt/matching/plan.hpp: the plan of a region as it grows.
//
// n offers spread over 80 × 80 km with volumes between 1 and 1000 t, each with its 30 nearest of
// 20 to 200 receivers; total room is 1.3 times the masses, so near places fill up. This is the
// hard kind for network simplex: geography and spread volumes (equal volumes are much easier).
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <random>
#include <vector>

#include <benchmark/benchmark.h>

#include <masseflyt/matching/baseline.hpp>
#include <masseflyt/matching/plan.hpp>
#include <masseflyt/matching/replan.hpp>
#include <masseflyt/matching/verify.hpp>

namespace masseflyt::matching {
namespace {

class Plane : public CostSource {
 public:
  explicit Plane(std::vector<std::pair<double, double>> at) : at_(std::move(at)) {}
  double km(PlaceIndex a, PlaceIndex b) const {
    return 1.3 * std::hypot(at_[a].first - at_[b].first, at_[a].second - at_[b].second);
  }
  std::optional<Route> route(PlaceIndex a, PlaceIndex b, const Weights&) const override {
    HaulSums s;
    s.km = s.road_km = km(a, b);
    s.nok = 11 + 1.8 * s.km;
    return Route{{{Mode::road, a, b, 0, s}}, s};
  }

 private:
  std::vector<std::pair<double, double>> at_;
};

struct Region {
  Market market;
  Plane costs{{}};
};

Region region(std::int64_t n) {
  std::mt19937 random(1);
  const auto kilometre = [&] { return static_cast<double>(random() % 80'000) / 1000; };
  const auto receivers = static_cast<Index>(std::clamp<std::int64_t>(n / 50, 20, 200));
  Region r;
  Market& m = r.market;
  m.periods = 1;
  m.groups = {"rock"};
  m.far_allowed = {1};
  m.far.nok = 300;
  m.unplaced_nok_t = 5000;
  std::vector<std::pair<double, double>> at;
  std::int64_t total = 0;
  for (Index i = 0; i < n; ++i) {
    at.push_back({kilometre(), kilometre()});
    m.lots.push_back({"", i, 0, i, {}});
    m.supplies.push_back({i, 0, 1000 * (1 + static_cast<std::int64_t>(random() % 1000))});
    total += m.supplies.back().kg;
  }
  for (Index j = 0; j < receivers; ++j) {
    at.push_back({kilometre(), kilometre()});
    m.destinations.push_back({"", static_cast<PlaceIndex>(n) + j, true});
    m.limits.push_back({"", total * 13 / 10 / receivers});
    m.entries.push_back({j, 0, 0, 0, j, {}});
  }
  r.costs = Plane(at);
  m.lot_to = Compatibility(m.lots.size(), receivers);
  m.group_to = Compatibility(1, receivers);
  std::vector<std::pair<double, Index>> near(receivers);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < receivers; ++j)
      near[j] = {r.costs.km(i, static_cast<PlaceIndex>(n) + j), j};
    std::sort(near.begin(), near.end());
    for (std::size_t k = 30; k < near.size(); ++k) m.lot_to.refuse(i, near[k].second, "far");
  }
  return r;
}

void Plan(benchmark::State& state) {
  const Region r = region(state.range(0));
  std::size_t arcs = 0;
  for (auto _ : state) arcs = plan(r.market, r.costs, {})->arcs;
  state.counters["arcs"] = static_cast<double>(arcs);
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
/// One receiver closes.
void Replan(benchmark::State& state) {
  Region r = region(state.range(0));
  const auto before = plan(r.market, r.costs, {}).value();
  r.market.limits[7].capacity_kg = 0;
  for (auto _ : state) benchmark::DoNotOptimize(replan(r.market, r.costs, {}, before));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
void Verify(benchmark::State& state) {
  const Region r = region(state.range(0));
  const auto p = plan(r.market, r.costs, {}).value();
  for (auto _ : state) benchmark::DoNotOptimize(verify(r.market, r.costs, {}, p));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
void Baseline(benchmark::State& state) {
  const Region r = region(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(baseline(r.market, r.costs, {}));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

// Items are offers.
BENCHMARK(Plan)->RangeMultiplier(10)->Range(100, 100'000)->Unit(benchmark::kMillisecond);
BENCHMARK(Replan)->RangeMultiplier(10)->Range(100, 100'000)->Unit(benchmark::kMillisecond);
BENCHMARK(Verify)->RangeMultiplier(10)->Range(100, 100'000)->Unit(benchmark::kMillisecond);
BENCHMARK(Baseline)->RangeMultiplier(10)->Range(100, 100'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace masseflyt::matching
