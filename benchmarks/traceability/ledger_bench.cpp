// Mirrors include/masseflyt/traceability/ledger.hpp and store.hpp: events into memory and into a
// file, signed and not; a ledger opened again; what an event costs in memory.
#include <cstdio>
#include <filesystem>

#include <benchmark/benchmark.h>
#include <malloc.h>
#include <unistd.h>

#include "stream.hpp"

namespace {

using namespace masseflyt;
using namespace masseflyt::traceability;
using namespace masseflyt::traceability::bench;

void count_events(benchmark::State& state, std::size_t events) {
  state.counters["events/s"] =
      benchmark::Counter(static_cast<double>(events) * static_cast<double>(state.iterations()),
                         benchmark::Counter::kIsRate);
}

/// What is allocated now; room that vectors keep for more counts.
double allocated_bytes() {
  const auto all = mallinfo2();
  return static_cast<double>(all.uordblks) + static_cast<double>(all.hblkhd);
}

void append_unsigned_in_memory(benchmark::State& state) {
  const auto events = Stream(false).make(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    auto ledger = Ledger::open(memory_store(), "bench", unsigned_rules()).value();
    if (!append_all(ledger, events)) state.SkipWithError("append failed");
  }
  count_events(state, events.size());
}
BENCHMARK(append_unsigned_in_memory)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

void append_signed_in_memory(benchmark::State& state) {
  const auto events = Stream(true).make(20'000);
  for (auto _ : state) {
    auto ledger = Ledger::open(memory_store(), "bench").value();
    if (!append_all(ledger, events)) state.SkipWithError("append failed");
  }
  count_events(state, events.size());
}
BENCHMARK(append_signed_in_memory)->Unit(benchmark::kMillisecond);

std::filesystem::path a_file() {
  return std::filesystem::temp_directory_path() / ("masseflyt-bench-" + std::to_string(getpid()));
}

/// The curve over batch sizes; each commit survives a power failure.
void append_durable(benchmark::State& state) {
  const auto per_commit = static_cast<std::size_t>(state.range(0));
  const std::size_t commits = per_commit == 1 ? 300 : per_commit < 10'000 ? 50 : 5;
  const auto events = Stream(false).make(std::min<std::size_t>(1'000'000, commits * per_commit));
  const auto file = a_file();
  for (auto _ : state) {
    state.PauseTiming();
    std::filesystem::remove(file);
    {
      auto ledger = Ledger::open(sqlite_store(file).value(), "bench", unsigned_rules()).value();
      state.ResumeTiming();
      if (!append_all(ledger, events, per_commit)) state.SkipWithError("append failed");
      state.PauseTiming();
    }
    state.ResumeTiming();
  }
  state.counters["bytes/event"] =
      static_cast<double>(std::filesystem::file_size(file)) / static_cast<double>(events.size());
  std::filesystem::remove(file);
  count_events(state, events.size());
}
BENCHMARK(append_durable)
    ->RangeMultiplier(10)
    ->Range(1, 1'000'000)
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1)
    ->UseRealTime();

/// The same bytes written and synced with nothing around them: what the disk can do.
void sync_bytes_alone(benchmark::State& state) {
  const auto event = leaf(Stream(false).make(100).back());
  const auto file = a_file();
  std::FILE* out = std::fopen(file.c_str(), "wb");
  for (auto _ : state) {
    std::fwrite(event.data(), 1, event.size(), out);
    std::fflush(out);
    if (fdatasync(fileno(out)) != 0) state.SkipWithError("no sync");
  }
  std::fclose(out);
  std::filesystem::remove(file);
  state.counters["commits/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(sync_bytes_alone)->Iterations(300)->UseRealTime();

void open_again(benchmark::State& state) {
  const auto events = Stream(false).make(300'000);
  const auto file = a_file();
  std::filesystem::remove(file);
  {
    auto ledger = Ledger::open(sqlite_store(file).value(), "bench", unsigned_rules()).value();
    if (!append_all(ledger, events, 100'000)) state.SkipWithError("append failed");
  }
  for (auto _ : state)
    benchmark::DoNotOptimize(
        Ledger::open(sqlite_store(file).value(), "bench", unsigned_rules()).value());
  std::filesystem::remove(file);
  count_events(state, events.size());
}
BENCHMARK(open_again)->Unit(benchmark::kMillisecond);

/// Of the ledger with its events on disk, of one that keeps them too, and of what traces it.
void memory_per_event(benchmark::State& state) {
  const auto events = Stream(false).make(600'000);
  const bool on_disk = state.range(0) != 0;
  const auto file = a_file();
  for (auto _ : state) {
    std::filesystem::remove(file);
    const double before = allocated_bytes();
    auto ledger = Ledger::open(on_disk ? sqlite_store(file).value() : memory_store(), "bench",
                               unsigned_rules())
                      .value();
    if (!append_all(ledger, events, 1000)) state.SkipWithError("append failed");
    state.counters["bytes/event"] =
        (allocated_bytes() - before) / static_cast<double>(events.size());
  }
  std::filesystem::remove(file);
}
BENCHMARK(memory_per_event)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
