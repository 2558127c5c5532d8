// Mirrors include/masseflyt/traceability/lineage.hpp. Peer in the same run: recursive queries in
// SQLite on the same arcs, in memory, with an index both ways. DuckDB and NetworkX:
// lineage_peers.py.
#include <cstdlib>
#include <fstream>
#include <memory>
#include <random>

#include <benchmark/benchmark.h>
#ifdef MASSEFLYT_BENCH_SQLITE
#include <sqlite3.h>
#endif

#include <masseflyt/traceability/lineage.hpp>

#include "stream.hpp"

namespace {

using namespace masseflyt;
using namespace masseflyt::traceability;
using namespace masseflyt::traceability::bench;

/// The construction year: 200 000 rounds through 100 piles.
const Ledger& year() {
  static const Ledger ledger = [] {
    auto l = Ledger::open(memory_store(), "bench", unsigned_rules()).value();
    if (!append_all(l, Stream(false).make(1'200'000))) std::abort();
    return l;
  }();
  return ledger;
}

/// Half of all blends go into one of the lots around: splits in two, with cross links, so that the
/// first lot reaches every other one by many ways. `lots` lots.
const Ledger& web() {
  static const Ledger ledger = [] {
    constexpr std::size_t lots = 1'000'000;
    auto l = Ledger::open(memory_store(), "bench", unsigned_rules()).value();
    std::vector<SignedEvent> events;
    std::int64_t n = 0;
    const auto push = [&](Event e) {
      e.id = "E" + std::to_string(n), e.author = "op", e.time_us = start_us + n++;
      if (e.kind != EventKind::party && e.kind != EventKind::place) e.place = "pit";
      events.push_back({encode(e).value(), {}, {}});
    };
    const auto event = [](EventKind kind) {
      Event e;
      e.kind = kind;
      return e;
    };
    const auto part = [](std::size_t lot, std::int64_t grams) {
      return Portion{std::to_string(lot), grams, Basis::wet, 0, {}};
    };
    Event e = event(EventKind::party);
    e.subject = "op", e.key = key().key;
    push(e);
    e = event(EventKind::place), e.subject = "pit";
    push(e);
    std::vector<std::int64_t> mass{std::int64_t{1} << 49};
    e = event(EventKind::extract), e.outputs = {part(0, mass[0])};
    push(e);
    std::mt19937 random(1);
    for (std::size_t next = 0; mass.size() + 2 <= lots;) {
      // Two lots in, three out, while there are two; else one in, two out.
      const bool two = next + 1 < mass.size() && random() % 2 == 0;
      e = event(EventKind::process);
      std::int64_t sum = 0;
      for (int i = 0; i < (two ? 2 : 1); ++i, ++next) {
        e.inputs.push_back(part(next, mass[next]));
        sum += mass[next];
      }
      const int outputs = two ? 3 : 2;
      for (int i = 0; i < outputs; ++i) {
        const std::int64_t grams = i + 1 == outputs ? sum : sum / (outputs - i);
        e.outputs.push_back(part(mass.size(), grams));
        mass.push_back(grams), sum -= grams;
      }
      push(e);
    }
    if (!append_all(l, events)) std::abort();
    return l;
  }();
  return ledger;
}

const Lineage& web_lineage() {
  static const Lineage lineage = Lineage::make(web()).value();
  return lineage;
}
const Lineage& year_lineage() {
  static const Lineage lineage = Lineage::make(year()).value();
  return lineage;
}
/// A pile into which ten thousand lots went.
const Suspect pile{"P50"};

void build_lineage(benchmark::State& state) {
  const Ledger& ledger = year();
  for (auto _ : state) benchmark::DoNotOptimize(Lineage::make(ledger));
  state.counters["events/s"] = benchmark::Counter(
      static_cast<double>(ledger.size()) * static_cast<double>(state.iterations()),
      benchmark::Counter::kIsRate);
}
BENCHMARK(build_lineage)->Unit(benchmark::kMillisecond);

void recall_a_million_lots(benchmark::State& state) {
  Tracer tracer(web_lineage());
  const Suspect first{"0"};
  const auto reading = state.range(0) == 0 ? Reading::well_mixed : Reading::fifo;
  std::size_t reached = 0;
  for (auto _ : state) reached = tracer.recall({&first, 1}, reading).value().size();
  state.counters["members"] = static_cast<double>(reached);
}
BENCHMARK(recall_a_million_lots)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void trace_back_ten_thousand_lots(benchmark::State& state) {
  Tracer tracer(year_lineage());
  std::size_t reached = 0;
  for (auto _ : state) reached = tracer.origins(pile).value().size();
  state.counters["members"] = static_cast<double>(reached);
}
BENCHMARK(trace_back_ten_thousand_lots)->Unit(benchmark::kMicrosecond);

/// For lineage_peers.py: pairs of int32, tail and head, behind the two questions' starting nodes.
void write_arcs(const Lineage& lineage, const char* name, Lineage::Node start) {
  const char* folder = std::getenv("MASSEFLYT_BENCH_ARCS");
  if (folder == nullptr) return;
  std::ofstream out(std::string(folder) + "/" + name, std::ios::binary);
  const auto put = [&](Lineage::Node v) { out.write(reinterpret_cast<const char*>(&v), sizeof v); };
  put(start), put(start);
  for (Lineage::Node v = 0; v < lineage.node_count(); ++v)
    for (const auto w : lineage.next(v)) put(v), put(w);
}

void export_arcs(benchmark::State& state) {
  for (auto _ : state) {
    write_arcs(web_lineage(), "web.arcs", web_lineage().versions("0").front());
    write_arcs(year_lineage(), "year.arcs", year_lineage().versions("P50").back());
  }
}
BENCHMARK(export_arcs)->Iterations(1);

#ifdef MASSEFLYT_BENCH_SQLITE
/// Arcs in memory, as a table with an index for each direction.
class Table {
 public:
  explicit Table(const Lineage& lineage) {
    sqlite3_open(":memory:", &db_);
    run("CREATE TABLE arc (tail INTEGER, head INTEGER, PRIMARY KEY (tail, head)) WITHOUT ROWID; "
        "BEGIN");
    sqlite3_stmt* put = nullptr;
    sqlite3_prepare_v2(db_, "INSERT OR IGNORE INTO arc VALUES (?, ?)", -1, &put, nullptr);
    for (Lineage::Node v = 0; v < lineage.node_count(); ++v)
      for (const auto w : lineage.next(v)) {
        sqlite3_bind_int64(put, 1, v), sqlite3_bind_int64(put, 2, w);
        sqlite3_step(put), sqlite3_reset(put);
      }
    sqlite3_finalize(put);
    run("COMMIT; CREATE INDEX back ON arc (head, tail)");
  }
  ~Table() { sqlite3_close(db_); }
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  std::int64_t closure(const char* sql, Lineage::Node from) {
    sqlite3_stmt* query = nullptr;
    sqlite3_prepare_v2(db_, sql, -1, &query, nullptr);
    sqlite3_bind_int64(query, 1, from);
    const std::int64_t reached =
        sqlite3_step(query) == SQLITE_ROW ? sqlite3_column_int64(query, 0) : -1;
    sqlite3_finalize(query);
    return reached;
  }

 private:
  void run(const char* sql) { sqlite3_exec(db_, sql, nullptr, nullptr, nullptr); }
  sqlite3* db_ = nullptr;
};

void recall_by_recursive_sql(benchmark::State& state) {
  Table table(web_lineage());
  std::int64_t reached = 0;
  for (auto _ : state)
    reached = table.closure(
        "WITH RECURSIVE c(v) AS (VALUES (?) UNION SELECT head FROM arc, c WHERE tail = v) "
        "SELECT count(*) FROM c",
        web_lineage().versions("0").front());
  state.counters["members"] = static_cast<double>(reached);
}
BENCHMARK(recall_by_recursive_sql)->Unit(benchmark::kMillisecond)->Iterations(2);

void trace_back_by_recursive_sql(benchmark::State& state) {
  Table table(year_lineage());
  std::int64_t reached = 0;
  for (auto _ : state)
    reached = table.closure(
        "WITH RECURSIVE c(v) AS (VALUES (?) UNION SELECT tail FROM arc, c WHERE head = v) "
        "SELECT count(*) FROM c",
        year_lineage().versions("P50").back());
  state.counters["members"] = static_cast<double>(reached);
}
BENCHMARK(trace_back_by_recursive_sql)->Unit(benchmark::kMicrosecond)->Iterations(20);
#endif

}  // namespace
