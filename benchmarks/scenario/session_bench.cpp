// Mirrors include/masseflyt/scenario/session.hpp: what a change of the Oslo case costs, from the
// folder, from the document and in a session that is open. A fleet system re-plans after a new
// offer, a changed amount or a day of loads.
#include <cstdint>
#include <string>

#include <benchmark/benchmark.h>

#include <masseflyt/scenario/session.hpp>

namespace masseflyt::scenario {
namespace {

const std::string folder = std::string(MASSEFLYT_CASES) + "/oslo_region";

Document oslo() {
  Diagnostics found;
  Document document = Document::read(folder, found).value();
  document.choose("as_of=2026-01").value();
  return document;
}

RunOptions plain() {
  RunOptions options;
  options.comparisons = options.sensitivity = false;
  return options;
}

void PlanFromTheFolder(benchmark::State& state) {
  for (auto _ : state) {
    Diagnostics found;
    RunOptions options = plain();
    options.variants = {"as_of=2026-01"};
    benchmark::DoNotOptimize(run(Document::read(folder, found).value(), found, options).value());
  }
}
BENCHMARK(PlanFromTheFolder)->Unit(benchmark::kMillisecond);

void PlanFromTheDocument(benchmark::State& state) {
  const Document document = oslo();
  for (auto _ : state) {
    Diagnostics found;
    benchmark::DoNotOptimize(run(document, found, plain()).value());
  }
}
BENCHMARK(PlanFromTheDocument)->Unit(benchmark::kMillisecond);

Session opened() {
  Diagnostics found;
  Session session = Session::open(oslo(), found).value();
  session
      .add("offers",
           {{"id", "X1"},
            {"place", "S07"},
            {"material", "soil"},
            {"amount", "20000"},
            {"unit", "t"},
            {"begin", "2026-03"},
            {"end", "2026-09"}},
           found)
      .value();
  session.plan().value();
  return session;
}

void ChangeAnOffer(benchmark::State& state) {
  Session session = opened();
  Diagnostics found;
  for (std::int64_t amount = 20000; auto _ : state)
    session.change("offers", "X1", {{"amount", std::to_string(++amount)}}, found).value();
}
BENCHMARK(ChangeAnOffer)->Unit(benchmark::kMillisecond);

void ChangeAnOfferAndReplan(benchmark::State& state) {
  Session session = opened();
  Diagnostics found;
  for (std::int64_t amount = 20000; auto _ : state) {
    session.change("offers", "X1", {{"amount", std::to_string(++amount)}}, found).value();
    benchmark::DoNotOptimize(session.plan().value());
  }
}
BENCHMARK(ChangeAnOfferAndReplan)->Unit(benchmark::kMillisecond);

/// A working day: a hundred loads in one call.
void ApplyAHundredLoads(benchmark::State& state) {
  Session session = opened();
  Diagnostics found;
  std::int64_t number = 0;
  for (auto _ : state) {
    std::vector<Load> loads(100);
    for (Load& l : loads) {
      l.id = "W" + std::to_string(++number), l.offer = "X1", l.destination = "K10";
      l.tonnes = 0.001, l.day = "2026-03-02";
    }
    session.apply(loads, found).value();
  }
  state.SetItemsProcessed(number);
}
BENCHMARK(ApplyAHundredLoads)->Unit(benchmark::kMillisecond)->Iterations(20);

}  // namespace
}  // namespace masseflyt::scenario
