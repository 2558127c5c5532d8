// Mirrors include/masseflyt/monitoring/evaluator.hpp. One sensor that reports every second for
// four months (10^7 readings), as a noise or vibration logger does; ten thousand sensors of a
// region that report a thousand times each; and a series with gaps and jitter.
#include <cmath>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include <masseflyt/monitoring/evaluator.hpp>
#include <masseflyt/monitoring/quality.hpp>

#include "support/random.hpp"

namespace masseflyt::monitoring {
namespace {

constexpr std::int64_t second = 1'000'000'000;

struct Columns {
  std::vector<std::int64_t> time;
  std::vector<double> value;
};

Columns series(std::size_t n, bool irregular) {
  test::Random random(1);
  Columns c;
  std::int64_t t = 1'700'000'000 * second;
  for (std::size_t i = 0; i < n; ++i) {
    t += second;
    if (irregular) t += random.below(1000) == 0 ? 600 * second : random.below(900) * 1'000'000LL;
    c.time.push_back(t);
    c.value.push_back(50 + 8 * std::sin(static_cast<double>(i) / 5000) + random.between(-4, 4));
  }
  return c;
}

Stream sensor(std::string id) {
  Stream s;
  s.id = std::move(id);
  s.parameter = "noise";
  s.unit = Unit::decibel_a;
  s.interval = std::chrono::seconds(1);
  s.silence_after = std::chrono::hours(1);
  return s;
}

Rule rule(const std::string& stream, Statistic statistic, Window window) {
  Condition c;
  c.stream = stream;
  c.statistic = statistic;
  c.window = window;
  c.unit = Unit::decibel_a;
  c.limit = {60, 65, 70};
  c.clear = {57, 62, 67};
  Rule r;
  r.id = stream + std::to_string(static_cast<int>(statistic));
  r.source = "benchmark";
  r.conditions = {c};
  return r;
}

Window rolling(std::chrono::seconds width) { return {Window::Kind::rolling, width, {}}; }
const Window by_itself{};
const Window night{
    Window::Kind::civil, {}, {Cycle::clock, std::chrono::hours(23), std::chrono::hours(7), {}}};

RuleSet one(Statistic statistic, Window window) {
  Diagnostics found;
  return RuleSet::make(Zone::oslo(), {sensor("s")}, {rule("s", statistic, window)}, found).value();
}

void batch(benchmark::State& state, Statistic statistic, Window window, bool irregular) {
  const auto rules = one(statistic, window);
  const auto columns = series(10'000'000, irregular);
  for (auto _ : state) {
    auto e = std::move(Evaluator::make(rules).value());
    benchmark::DoNotOptimize(e.feed(0, columns.time, columns.value));
    benchmark::DoNotOptimize(e.take());
    state.counters["state_bytes"] = static_cast<double>(e.snapshot().size());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(columns.value.size()));
}

void rows(benchmark::State& state) {
  const auto rules = one(Statistic::last, by_itself);
  const auto columns = series(10'000'000, false);
  for (auto _ : state) {
    auto e = std::move(Evaluator::make(rules).value());
    for (std::size_t i = 0; i < columns.value.size(); ++i)
      benchmark::DoNotOptimize(e.feed(0, Instant(Duration(columns.time[i])), columns.value[i]));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(columns.value.size()));
}

void region(benchmark::State& state) {
  Diagnostics found;
  std::vector<Stream> streams;
  std::vector<Rule> all;
  for (int i = 0; i < 10'000; ++i) {
    streams.push_back(sensor("s" + std::to_string(i)));
    all.push_back(rule(streams.back().id, Statistic::leq, rolling(std::chrono::minutes(15))));
    all.push_back(rule(streams.back().id, Statistic::max, night));
  }
  const auto rules = RuleSet::make(Zone::oslo(), streams, all, found).value();
  const auto columns = series(1000, false);
  for (auto _ : state) {
    auto e = std::move(Evaluator::make(rules).value());
    for (std::size_t s = 0; s < streams.size(); ++s)
      benchmark::DoNotOptimize(e.feed(s, columns.time, columns.value));
    benchmark::DoNotOptimize(e.take());
  }
  state.SetItemsProcessed(state.iterations() * 10'000'000);
}

void quality_tests(benchmark::State& state) {
  Diagnostics found;
  const auto plan = QualityPlan::read(R"({"schema": "masseflyt.quality/1", "tests": {
    "gross_range": {"fail_span": [0, 140], "suspect_span": [20, 120]},
    "spike": {"suspect_threshold": 10, "fail_threshold": 20},
    "rate_of_change": {"threshold_per_s": 8},
    "flat_line": {"suspect_threshold_s": 300, "fail_threshold_s": 900, "tolerance": 0.1},
    "attenuated_signal": {"suspect_threshold": 1, "fail_threshold": 0.5, "test_period_s": 600}}})",
                                      found)
                        .value();
  const auto columns = series(1'000'000, false);
  for (auto _ : state) benchmark::DoNotOptimize(plan.run({columns.time, columns.value}));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(columns.value.size()));
}

using namespace std::chrono_literals;
BENCHMARK(rows)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(batch, each_reading, Statistic::last, by_itself, false)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(batch, leq_1h, Statistic::leq, rolling(3600s), false)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(batch, leq_1h_irregular, Statistic::leq, rolling(3600s), true)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(batch, max_1h, Statistic::max, rolling(3600s), false)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(batch, max_24h, Statistic::max, rolling(86400s), false)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(batch, sum_1h, Statistic::sum, rolling(3600s), false)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(batch, leq_night, Statistic::leq, night, false)->Unit(benchmark::kMillisecond);
BENCHMARK(region)->Unit(benchmark::kMillisecond);
BENCHMARK(quality_tests)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace masseflyt::monitoring
