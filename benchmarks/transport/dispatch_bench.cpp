// A day of truckloads between yards, quarries and fills of a region: how far the kilometres come
// down in a given number of rounds, and how close they are to the bound.
#include <algorithm>
#include <chrono>

#include <benchmark/benchmark.h>

#include <masseflyt/transport/dispatch.hpp>

#include "support/random_day.hpp"

namespace {

using namespace masseflyt;

transport::Day day_of(std::uint32_t loads) {
  test::Random random(7);
  test::DaySize size;
  size.places = 30 + loads / 50, size.hauls = loads / 5, size.loads = loads;
  size.trucks = loads / 4, size.depots = 3, size.km = 60;
  return test::plain_day(random, size);
}

/// Loads, and rounds of the search per load.
void dispatch_day(benchmark::State& state) {
  const auto loads = static_cast<std::uint32_t>(state.range(0));
  const transport::Day day = day_of(loads);
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

/// Five trucks break down at ten o'clock; the rest of the day has to stand within a second of the
/// call. `over_ms` is by how much the answer came after the deadline it was given.
void redispatch_day(benchmark::State& state) {
  using std::chrono::steady_clock;
  const auto loads = static_cast<std::uint32_t>(state.range(0));
  const transport::Day day = day_of(loads);
  transport::DispatchOptions options;
  options.work_limit = 10 * loads;
  const transport::Dispatch before = transport::dispatch(day, options).value();
  const transport::Event event{10 * 3600, {"T0/1", "T0/2", "T1/1", "T1/2", "T2/1"}};
  const auto given = std::chrono::milliseconds(state.range(1));
  transport::Dispatch after;
  double over_ms = 0;
  for (auto _ : state) {
    transport::DispatchOptions again;
    const auto deadline = steady_clock::now() + given;
    again.control.deadline = deadline;
    after = transport::redispatch(day, before, event, again).value();
    const std::chrono::duration<double, std::milli> over = steady_clock::now() - deadline;
    over_ms = std::max(over_ms, over.count());
  }
  state.counters["over_ms"] = over_ms;
  state.counters["loads"] = after.sums.loads;
  state.counters["rounds"] = static_cast<double>(after.rounds);
  state.counters["km_before"] = static_cast<double>(before.sums.driven_m) / 1000;
  state.counters["km_after"] = static_cast<double>(after.sums.driven_m) / 1000;
}
BENCHMARK(redispatch_day)
    ->ArgNames({"loads", "deadline_ms"})
    ->Args({1000, 1000})
    ->Args({10000, 1000})
    ->Args({10000, 500})
    ->Iterations(5)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
