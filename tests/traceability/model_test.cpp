// Random event streams through the ledger and through the most naive book that can be kept.
#include <algorithm>
#include <random>

#include <masseflyt/traceability/event_json.hpp>
#include <masseflyt/traceability/lineage.hpp>

#include "traceability/support_book.hpp"
#include "traceability/support_file.hpp"

namespace masseflyt::traceability {
namespace {

using test::kg;
using test::Story;

/// Any event at all, often an absurd one: from lots that are empty or do not exist, by parties that
/// hold nothing, at times that cannot be.
struct RandomDay {
  explicit RandomDay(std::uint32_t seed) : random(seed) {}

  std::size_t below(std::size_t n) { return random() % n; }
  std::string lot() { return "lot" + std::to_string(below(12)); }
  std::string load() { return "load" + std::to_string(below(6)); }
  std::string party() { return below(4) == 0 ? "plant" : "contractor"; }
  std::string place() { return below(4) == 0 ? "plant-yard" : "pit"; }
  Portion portion(std::int64_t most) {
    return kg(lot(), 1 + static_cast<std::int64_t>(below(static_cast<std::size_t>(most))),
              below(3) == 0 ? static_cast<std::int64_t>(below(4)) : 0);
  }

  Event next() {
    if (!taken.empty() && below(4) == 0) return about(taken[below(taken.size())]);
    constexpr EventKind kinds[] = {EventKind::extract, EventKind::extract, EventKind::split,
                                   EventKind::merge,   EventKind::merge,   EventKind::process,
                                   EventKind::process, EventKind::load,    EventKind::ship,
                                   EventKind::ship,    EventKind::receive, EventKind::receive,
                                   EventKind::store,   EventKind::water,   EventKind::hold,
                                   EventKind::release, EventKind::use,     EventKind::use,
                                   EventKind::dispose, EventKind::count,   EventKind::adjust};
    Event e = s.at(kinds[below(std::size(kinds))], party());
    if (below(9) == 0) e.principal = party();
    if (below(15) == 0) e.time_us += static_cast<std::int64_t>(below(200) - 100) * Story::minute;
    fill(e);
    return e;
  }

  /// Sent again, withdrawn, or corrected.
  Event about(const Event& old) {
    const std::size_t what = below(4);
    if (what == 0) return old;
    if (what == 1) return s.withdrawal(old);
    Event e = s.corrected(old);
    if (!e.outputs.empty()) e.outputs[0].mass_g += 1000;
    if (!e.inputs.empty() && below(2) == 0) e.inputs[0].mass_g += 1000;
    if (below(5) == 0) e.time_us += static_cast<std::int64_t>(below(40)) * Story::minute;
    if (below(9) == 0) e.author = party();
    return e;
  }

  void fill(Event& e) {
    e.place = place();
    switch (e.kind) {
      case EventKind::extract:
        e.outputs = {portion(100)};
        return;
      case EventKind::split:
      case EventKind::process:
        if (e.kind == EventKind::process && below(2) == 0) {
          e.run = "run" + std::to_string(below(3));
          return below(2) == 0 ? e.inputs.push_back(portion(40)) : e.outputs.push_back(portion(40));
        }
        e.inputs = {portion(50)};
        e.outputs = {{lot(), e.inputs[0].mass_g - 1000, Basis::wet, 0, {}}};
        if (below(8) != 0) e.losses = {{"dust", 1000, 0}};
        return;
      case EventKind::merge:
        e.inputs = {portion(9)}, e.outputs = {{lot(), e.inputs[0].mass_g, Basis::wet, 0, {}}};
        return;
      case EventKind::load:
        e.load = load(), e.inputs = {portion(30)};
        return;
      case EventKind::ship:
        e.load = load(), e.to_party = party(), e.to_place = place();
        if (below(3) != 0) e.inputs = {portion(30)};
        return;
      case EventKind::receive:
        e.load = load(), e.outputs = {portion(30)};
        return;
      case EventKind::store:
        e.lots = {lot()};
        return;
      case EventKind::hold:
      case EventKind::release:
        e.lots = {lot()}, e.reason = "r";
        return;
      case EventKind::use:
      case EventKind::dispose:
        e.inputs = {portion(60)};
        return;
      case EventKind::count:
        e.outputs = {portion(100)};
        return;
      default:  // water and adjust
        e.reason = "r";
        below(2) == 0 ? e.inputs.push_back(portion(9)) : e.outputs.push_back(portion(9));
    }
  }

  void run(int events) {
    for (int i = 0; i < events && !testing::Test::HasFatalFailure(); ++i) step(next());
  }

  /// One event into both books: they agree on whether it is taken, and if not, why not.
  void step(const Event& e) {
    const auto receipt = s.append(e);
    if (receipt && receipt->already) return;
    const auto why = book.refusal(e, s.now);
    ASSERT_EQ(receipt.has_value(), !why) << to_json(e) << (receipt ? "" : receipt.error().message);
    if (!receipt) {
      ASSERT_EQ(receipt.error().code, *why) << to_json(e) << receipt.error().message;
      ++refused;
      return;
    }
    book.take(e);
    if (e.kind != EventKind::withdraw) taken.push_back(e);
  }

  test::Book::Flags flags() const {
    test::Book::Flags all;
    for (const Flag& f : s.ledger.flags())
      all.insert(std::string(name(f.what)) + " " + f.subject + " " +
                 s.ledger.event(f.event).value().id);
    return all;
  }

  std::mt19937 random;
  Story s;
  test::Book book;
  std::vector<Event> taken;
  int refused = 0;
};

TEST(Model, TheLedgerSaysWhatTheNaiveBookSays) {
  int refused = 0;
  std::size_t flagged = 0;
  for (std::uint32_t seed = 0; seed < static_cast<std::uint32_t>(test::rounds(12, 500)); ++seed) {
    RandomDay day(seed);
    for (int part = 0; part < 10 && !HasFailure(); ++part) {
      day.run(40);
      day.book.tell();
      for (const auto& [id, thing] : day.book.lots) {
        const auto lot = day.s.ledger.lot(id);
        ASSERT_TRUE(lot) << id;
        ASSERT_EQ(lot->stock_g, thing.stock) << id << ", seed " << seed;  // I1 to the gram
        ASSERT_EQ(lot->on_hold, thing.holds > 0) << id << ", seed " << seed;
        if (!thing.exists) continue;
        ASSERT_EQ(lot->holder, thing.holder) << id << ", seed " << seed;
        ASSERT_EQ(lot->place, thing.place) << id << ", seed " << seed;
      }
      for (const auto& [id, thing] : day.book.loads) {
        const auto load = day.s.ledger.load(id);
        ASSERT_TRUE(load) << id;
        ASSERT_EQ(load->shipped_at.has_value(), thing.ship != nullptr) << id;
        ASSERT_EQ(load->received_at.has_value(), thing.receive != nullptr) << id;
      }
      ASSERT_EQ(day.flags(), day.book.flags) << "seed " << seed;
    }
    refused += day.refused, flagged += day.book.flags.size();
  }
  EXPECT_GT(refused, 50);
  EXPECT_GT(flagged, 500u);
}

TEST(Model, I17WhatWasKeptUpToDateIsWhatIsBuiltAnew) {
  for (std::uint32_t seed = 0; seed < 15; ++seed) {
    RandomDay day(seed);
    day.run(400);
    std::vector<SignedEvent> all;
    for (std::uint64_t i = 0; i < day.s.ledger.size(); ++i)
      all.push_back(from_leaf(day.s.ledger.record(i).value().leaf).value());
    auto again = Ledger::open(memory_store(), "ledger.example/1").value();
    const auto receipts = again.append(all, day.s.now).value();
    for (const auto& r : receipts) ASSERT_TRUE(r) << (r ? "" : r.error().message);
    EXPECT_EQ(again.tree().root(), day.s.ledger.tree().root());
    EXPECT_EQ(again.flags(), day.s.ledger.flags());
    EXPECT_GT(again.flags().size(), 3u);
    const auto a = Lineage::make(again).value(), b = Lineage::make(day.s.ledger).value();
    ASSERT_EQ(a.node_count(), b.node_count());
    for (Lineage::Node v = 0; v < a.node_count(); ++v) {
      EXPECT_EQ(a.id(v), b.id(v));
      EXPECT_TRUE(std::ranges::equal(a.next(v), b.next(v)));
    }
  }
}

/// 10^6 events: what came in is in the lots or has left, to the gram.
TEST(Model, I1AMillionRandomEventsConserveEveryGram) {
  const int events = test::rounds(40'000, 1'000'000);
  auto ledger = Ledger::open(memory_store(), "o", {{}, 0, false}).value();
  std::mt19937 random(23);
  std::vector<SignedEvent> batch;
  std::int64_t in = 0, out = 0, number = 0;
  const auto push = [&](Event e) {
    e.id = std::to_string(number), e.author = "op", e.time_us = number++;
    batch.push_back({encode(e).value(), {}, {}});
  };
  Event e;
  e.kind = EventKind::party, e.subject = "op", e.key = test::signer().key;
  push(e);
  e = {};
  e.kind = EventKind::place, e.subject = "pit";
  push(e);
  const auto lot = [&](std::size_t i) { return "lot" + std::to_string(i); };
  const std::size_t lots = 500;
  for (std::size_t i = 0; i < lots; ++i) {
    e = {};
    e.kind = EventKind::extract, e.place = "pit";
    e.outputs = {{lot(i), 1'000'000'007, Basis::wet, 0, {}}};
    in += 1'000'000'007;
    push(e);
  }
  while (number < events) {
    const auto a = random() % lots, b = (a + 1 + random() % (lots - 1)) % lots;
    const auto c = (b + 1 + random() % (lots - 1)) % lots;
    const std::int64_t mass = 3 + random() % 10'000'000, part = 1 + random() % (mass - 2);
    e = {};
    e.place = "pit";
    if (random() % 8 == 0) {
      e.kind = EventKind::use, e.inputs = {{lot(a), mass, Basis::wet, 0, {}}};
      out += mass;
    } else if (b == c || c == a) {
      e.kind = EventKind::merge, e.inputs = {{lot(a), mass, Basis::wet, 0, {}}};
      e.outputs = {{lot(b), mass, Basis::wet, 0, {}}};
    } else {
      e.kind = EventKind::process, e.inputs = {{lot(a), mass, Basis::wet, 0, {}}};
      e.outputs = {{lot(b), part, Basis::wet, 0, {}}, {lot(c), mass - part - 1, Basis::wet, 0, {}}};
      e.losses = {{"dust", 1, 0}};
      out += 1;
    }
    push(e);
    if (batch.size() < 10'000) continue;
    const auto receipts = ledger.append(batch, number).value();
    for (const auto& r : receipts) ASSERT_TRUE(r) << (r ? "" : r.error().message);
    batch.clear();
  }
  const auto receipts = ledger.append(batch, number).value();
  for (const auto& r : receipts) ASSERT_TRUE(r) << (r ? "" : r.error().message);
  std::int64_t stock = 0;
  for (const auto& id : ledger.lots()) stock += ledger.lot(id)->stock_g;
  EXPECT_EQ(stock + out, in);
  const auto site = balance_of_site(ledger, "pit").value();
  EXPECT_EQ(site.difference_g, 0);
  EXPECT_EQ(site.stock_g, stock);
}

}  // namespace
}  // namespace masseflyt::traceability
