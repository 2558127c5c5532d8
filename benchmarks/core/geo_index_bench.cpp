// Mirrors include/masseflyt/core/geo_index.hpp: candidates for a match.
//
// n places spread over southern Norway (6 by 3 degrees). Who looks for a receiver asks for the ten
// nearest, or for all within 30 km.
#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>

#include <masseflyt/core/geo_index.hpp>

#include "support/random.hpp"

namespace masseflyt {
namespace {

std::vector<Position> places(std::int64_t n) {
  test::Random random(1);
  std::vector<Position> found(static_cast<std::size_t>(n));
  for (auto& p : found) p = {random.between(6, 12), random.between(58.5, 61.5)};
  return found;
}

void Build(benchmark::State& state) {
  const auto all = places(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(GeoIndex::make(all));
  state.counters["places/s"] = benchmark::Counter(static_cast<double>(all.size()),
                                                  benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(Build)->RangeMultiplier(10)->Range(100, 100'000)->Unit(benchmark::kMillisecond);

void TenNearest(benchmark::State& state) {
  const auto index = GeoIndex::make(places(state.range(0))).value();
  test::Random random(2);
  for (auto _ : state)
    benchmark::DoNotOptimize(
        index.nearest({random.between(6, 12), random.between(58.5, 61.5)}, 10));
  state.SetItemsProcessed(state.iterations());
  state.SetLabel("questions");
}
BENCHMARK(TenNearest)->RangeMultiplier(10)->Range(100, 100'000);

void Within30Km(benchmark::State& state) {
  const auto index = GeoIndex::make(places(state.range(0))).value();
  test::Random random(3);
  std::size_t hits = 0;
  for (auto _ : state)
    hits += index.within({random.between(6, 12), random.between(58.5, 61.5)}, 30'000).size();
  state.SetItemsProcessed(static_cast<std::int64_t>(hits));
  state.SetLabel("hits");
}
BENCHMARK(Within30Km)->RangeMultiplier(10)->Range(100, 100'000);

}  // namespace
}  // namespace masseflyt
