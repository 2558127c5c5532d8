// Mirrors include/masseflyt/traceability/ledger.hpp, merkle.hpp, signature.hpp and lineage.hpp.
// The stream stands for a region's construction year: excavation, loads of 25 tonnes to a plant,
// crushing there, blending and use. Peers in the same run: libcrypto alone, and a recursive query
// in SQLite on the same arcs.
#include <masseflyt/traceability/ledger.hpp>

#include <filesystem>
#include <random>

#include <benchmark/benchmark.h>
#include <openssl/evp.h>
#ifdef MASSEFLYT_BENCH_SQLITE
#include <sqlite3.h>
#endif

#include <masseflyt/traceability/digest.hpp>
#include <masseflyt/traceability/lineage.hpp>

namespace {

using namespace masseflyt;
using namespace masseflyt::traceability;

constexpr std::int64_t start_us = 1'772'431'200'000'000;

Signer key() { return signer_in_memory(Algorithm::ed25519, std::string(32, 'k')).value(); }

/// Events of one operator; signed, or with empty signatures for bulk data.
class Stream {
 public:
  explicit Stream(bool with_signatures) : signed_(with_signatures), signer_(key()) {
    Event e = event(EventKind::party);
    e.subject = "op", e.key = signer_.key;
    push(e);
    for (const char* place : {"pit", "plant", "road"}) {
      e = event(EventKind::place);
      e.subject = place;
      push(e);
    }
  }

  /// Six events per round: extract, ship, receive, process, merge into a pile, use.
  std::vector<SignedEvent> make(std::size_t events) {
    while (out.size() < events) {
      const std::string n = std::to_string(round_++);
      Event e = event(EventKind::extract);
      e.place = "pit", e.outputs = {kg("E" + n, 25'000)};
      push(e);
      e = event(EventKind::ship);
      e.load = "L" + n, e.inputs = {kg("E" + n, 25'000)}, e.to_party = "op", e.to_place = "plant";
      push(e);
      e = event(EventKind::receive);
      e.load = "L" + n, e.place = "plant", e.outputs = {kg("R" + n, 25'000)};
      push(e);
      e = event(EventKind::process);
      e.place = "plant", e.inputs = {kg("R" + n, 25'000)};
      e.outputs = {kg("A" + n, 15'000), kg("B" + n, 9'900)}, e.losses = {{"dust", 100'000, 0}};
      push(e);
      // Every thousandth round begins another pile, so that piles are long but not endless.
      const std::string pile = "P" + std::to_string(round_ / 1000);
      e = event(EventKind::merge);
      e.place = "plant", e.inputs = {kg("A" + n, 15'000)}, e.outputs = {kg(pile, 15'000)};
      push(e);
      e = event(EventKind::use);
      e.place = "plant", e.inputs = {kg(pile, 10'000)};
      push(e);
    }
    return std::move(out);
  }

 private:
  static Portion kg(std::string lot, std::int64_t kilograms) {
    return {std::move(lot), 1000 * kilograms, Basis::wet, 0, {}};
  }
  Event event(EventKind kind) {
    Event e;
    e.kind = kind, e.id = "E-" + std::to_string(next_), e.author = "op";
    e.time_us = start_us + 1000 * next_++;
    return e;
  }
  void push(const Event& e) {
    if (signed_)
      out.push_back(sign(e, signer_).value());
    else
      out.push_back({encode(e).value(), {}, {}});
  }

  std::vector<SignedEvent> out;
  bool signed_;
  Signer signer_;
  std::int64_t next_ = 0, round_ = 0;
};

constexpr std::int64_t later = start_us + 1'000'000'000'000;

Ledger::Rules unsigned_rules() { return {{}, 0, false}; }

void append_unsigned_in_memory(benchmark::State& state) {
  const auto events = Stream(false).make(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    auto ledger = Ledger::open(memory_store(), "bench", unsigned_rules()).value();
    for (std::size_t i = 0; i < events.size(); i += 10'000)
      benchmark::DoNotOptimize(ledger.append(
          std::span(events).subspan(i, std::min<std::size_t>(10'000, events.size() - i)), later));
  }
  state.counters["events/s"] = benchmark::Counter(
      static_cast<double>(events.size() * state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(append_unsigned_in_memory)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

void append_signed_in_memory(benchmark::State& state) {
  const auto events = Stream(true).make(20'000);
  for (auto _ : state) {
    auto ledger = Ledger::open(memory_store(), "bench").value();
    benchmark::DoNotOptimize(ledger.append(events, later));
  }
  state.counters["events/s"] = benchmark::Counter(
      static_cast<double>(events.size() * state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(append_signed_in_memory)->Unit(benchmark::kMillisecond);

void append_durable(benchmark::State& state) {
  const auto per_commit = static_cast<std::size_t>(state.range(0));
  const auto events =
      Stream(false).make(per_commit == 1 ? 500 : std::max<std::size_t>(100'000, per_commit));
  const auto file = std::filesystem::temp_directory_path() / "masseflyt-bench.db";
  for (auto _ : state) {
    state.PauseTiming();
    std::filesystem::remove(file);
    auto ledger = Ledger::open(sqlite_store(file).value(), "bench", unsigned_rules()).value();
    state.ResumeTiming();
    for (std::size_t i = 0; i < events.size(); i += per_commit)
      if (!ledger.append(std::span(events).subspan(i, std::min(per_commit, events.size() - i)),
                         later))
        state.SkipWithError("append failed");
  }
  std::filesystem::remove(file);
  state.counters["events/s"] = benchmark::Counter(
      static_cast<double>(events.size() * state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(append_durable)
    ->Arg(1)
    ->Arg(100)
    ->Arg(1'000)
    ->Arg(10'000)
    ->Arg(100'000)
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1)
    ->UseRealTime();

void sign_event(benchmark::State& state) {
  const auto signer = key();
  const std::string message(200, 'm');
  for (auto _ : state) benchmark::DoNotOptimize(signer.sign(message));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(sign_event);

void verify_event(benchmark::State& state) {
  const auto signer = key();
  const std::string message(200, 'm');
  const auto signature = signer.sign(message).value();
  const auto verifier = Verifier::make(signer.key).value();
  for (auto _ : state) benchmark::DoNotOptimize(verifier.verify(message, signature));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(verify_event);

void verify_libcrypto_alone(benchmark::State& state) {
  const auto signer = key();
  const std::string message(200, 'm');
  const auto signature = signer.sign(message).value();
  EVP_PKEY* pkey = EVP_PKEY_new_raw_public_key(
      EVP_PKEY_ED25519, nullptr, reinterpret_cast<const unsigned char*>(signer.key.bytes.data()),
      32);
  for (auto _ : state) {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_DigestVerifyInit(context, nullptr, nullptr, nullptr, pkey);
    benchmark::DoNotOptimize(
        EVP_DigestVerify(context, signature.data(), signature.size(),
                         reinterpret_cast<const unsigned char*>(message.data()), message.size()));
    EVP_MD_CTX_free(context);
  }
  EVP_PKEY_free(pkey);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(verify_libcrypto_alone);

MerkleTree tree_of(std::size_t leaves) {
  MerkleTree tree;
  Digest d{};
  for (std::size_t i = 0; i < leaves; ++i) {
    d[0] = static_cast<std::uint8_t>(i), d[1] = static_cast<std::uint8_t>(i >> 8);
    tree.append(d);
  }
  return tree;
}

void prove_inclusion(benchmark::State& state) {
  const auto tree = tree_of(1'000'003);
  const InclusionProver prover(tree, tree.size());
  std::mt19937_64 random(1);
  std::vector<Digest> path;
  for (auto _ : state) {
    prover.prove(random() % tree.size(), path);
    benchmark::DoNotOptimize(path.data());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(prove_inclusion);

void verify_inclusion(benchmark::State& state) {
  const auto tree = tree_of(1'000'003);
  const auto path = tree.inclusion(123'456, tree.size()).value();
  const auto root = tree.root();
  ProofChecker check;
  for (auto _ : state)
    benchmark::DoNotOptimize(check.inclusion(123'456, tree.size(), tree.leaf(123'456), path, root));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(verify_inclusion);

/// One ledger for all traces; reached lots are counted, not nodes.
const Ledger& traced() {
  static const Ledger ledger = [] {
    auto l = Ledger::open(memory_store(), "bench", unsigned_rules()).value();
    Stream stream(false);
    // A bad pile in front that ends up in everything: 200 000 splits of the first lot.
    auto events = stream.make(1'200'000);
    static_cast<void>(l.append(events, later));
    return l;
  }();
  return ledger;
}

void build_lineage(benchmark::State& state) {
  const Ledger& ledger = traced();
  for (auto _ : state) benchmark::DoNotOptimize(Lineage::make(ledger));
  state.counters["events/s"] = benchmark::Counter(
      static_cast<double>(ledger.size() * state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(build_lineage)->Unit(benchmark::kMillisecond);

/// A binary tree of splits and merges: the suspect lot reaches `lots` others.
Ledger web(std::size_t lots) {
  auto ledger = Ledger::open(memory_store(), "bench", unsigned_rules()).value();
  std::vector<SignedEvent> events;
  std::int64_t n = 0;
  const auto push = [&](Event e) {
    e.id = "E" + std::to_string(n), e.author = "op", e.time_us = start_us + n++;
    events.push_back({encode(e).value(), {}, {}});
  };
  Event e;
  e.kind = EventKind::party, e.subject = "op", e.key = key().key;
  push(e);
  e = {};
  e.kind = EventKind::place, e.subject = "pit";
  push(e);
  std::vector<std::int64_t> mass;
  e = {};
  e.kind = EventKind::extract, e.place = "pit",
  e.outputs = {{"0", std::int64_t{1} << 40, Basis::wet, 0, {}}};
  push(e);
  mass.push_back(std::int64_t{1} << 40);
  std::mt19937 random(1);
  for (std::size_t next = 0; mass.size() + 2 <= lots; ++next) {
    const std::int64_t m = mass[next];
    e = {};
    e.kind = EventKind::split, e.place = "pit";
    e.inputs = {{std::to_string(next), m, Basis::wet, 0, {}}};
    for (const std::int64_t part : {m / 2, m - m / 2}) {
      e.outputs.push_back({std::to_string(mass.size()), part, Basis::wet, 0, {}});
      mass.push_back(part);
    }
    push(e);
  }
  static_cast<void>(ledger.append(events, later));
  return ledger;
}

void recall_a_million_lots(benchmark::State& state) {
  const auto ledger = web(1'000'000);
  const auto lineage = Lineage::make(ledger).value();
  Tracer tracer(lineage);
  std::size_t reached = 0;
  for (auto _ : state) reached = tracer.recall("0").value().size();
  state.counters["lots"] = static_cast<double>(reached);
}
BENCHMARK(recall_a_million_lots)->Unit(benchmark::kMillisecond);

void trace_back_through_a_pile(benchmark::State& state) {
  const auto lineage = Lineage::make(traced()).value();
  Tracer tracer(lineage);
  std::size_t reached = 0;
  const Suspect pile{"P100", false, 1, 2500};
  for (auto _ : state) reached = tracer.origins(pile).value().size();
  state.counters["members"] = static_cast<double>(reached);
}
BENCHMARK(trace_back_through_a_pile)->Unit(benchmark::kMicrosecond);

#ifdef MASSEFLYT_BENCH_SQLITE
/// The same closure as a recursive query on the same arcs, in memory, with an index.
void recall_by_recursive_sql(benchmark::State& state) {
  const auto ledger = web(1'000'000);
  const auto lineage = Lineage::make(ledger).value();
  sqlite3* db = nullptr;
  sqlite3_open(":memory:", &db);
  const auto run = [&](const char* sql) { sqlite3_exec(db, sql, nullptr, nullptr, nullptr); };
  run("CREATE TABLE arc (tail INTEGER, head INTEGER, PRIMARY KEY (tail, head)) WITHOUT ROWID; "
      "BEGIN");
  sqlite3_stmt* put = nullptr;
  sqlite3_prepare_v2(db, "INSERT OR IGNORE INTO arc VALUES (?, ?)", -1, &put, nullptr);
  for (Lineage::Node v = 0; v < lineage.node_count(); ++v)
    for (const auto w : lineage.next(v)) {
      sqlite3_bind_int64(put, 1, v), sqlite3_bind_int64(put, 2, w);
      sqlite3_step(put), sqlite3_reset(put);
    }
  sqlite3_finalize(put);
  run("COMMIT");
  std::int64_t reached = 0;
  for (auto _ : state) {
    sqlite3_stmt* query = nullptr;
    sqlite3_prepare_v2(db,
                       "WITH RECURSIVE c(v) AS (VALUES (?) UNION SELECT head FROM arc, c WHERE "
                       "tail = v) SELECT count(*) FROM c",
                       -1, &query, nullptr);
    sqlite3_bind_int64(query, 1, lineage.versions("0")[0]);
    if (sqlite3_step(query) == SQLITE_ROW) reached = sqlite3_column_int64(query, 0);
    sqlite3_finalize(query);
  }
  sqlite3_close(db);
  state.counters["lots"] = static_cast<double>(reached);
}
BENCHMARK(recall_by_recursive_sql)->Unit(benchmark::kMillisecond)->Iterations(3);
#endif

}  // namespace
