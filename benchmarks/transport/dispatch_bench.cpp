// A day of truckloads between yards, quarries and fills of a region: how far the kilometres come
// down in a given number of rounds, and how close they are to the bound.
#include <benchmark/benchmark.h>

#include <masseflyt/transport/dispatch.hpp>

#include "support/random_day.hpp"

namespace {

using namespace masseflyt;

/// Loads, and rounds of the search per load.
void dispatch_day(benchmark::State& state) {
  const auto loads = static_cast<std::uint32_t>(state.range(0));
  test::Random random(7);
  test::DaySize size;
  size.places = 30 + loads / 50, size.hauls = loads / 5, size.loads = loads;
  size.trucks = loads / 4, size.depots = 3, size.km = 60;
  const transport::Day day = test::plain_day(random, size);
  transport::DispatchOptions options;
  options.work_limit = static_cast<std::uint64_t>(state.range(1)) * loads;
  transport::Dispatch d;
  for (auto _ : state) d = transport::dispatch(day, options).value();
  state.counters["km"] = static_cast<double>(d.sums.driven_m) / 1000;
  state.counters["trucks"] = d.sums.trucks;
  state.counters["min_trucks"] = static_cast<double>(d.bound.min_trucks);
  state.counters["distance_%"] = 100 * d.distance_from_bound();
  state.counters["left_kg"] = d.unserved.empty() ? 0 : 1;
  state.counters["loads"] = d.sums.loads;
}
BENCHMARK(dispatch_day)
    ->ArgNames({"loads", "rounds"})
    ->Args({200, 0})
    ->Args({200, 60})
    ->Args({200, 600})
    ->Args({1000, 0})
    ->Args({1000, 60})
    ->Args({10000, 0})
    ->Args({10000, 10})
    ->Args({10000, 60})
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

}  // namespace
