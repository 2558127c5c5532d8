// Random event streams through the ledger and through the most naive book that can be kept: a list
// of all events, counted from the start for every question. Corrections replace entries of that
// list.
#include <cstdlib>
#include <map>
#include <random>

#include <gtest/gtest.h>

#include "traceability/support_ledger.hpp"

namespace masseflyt::traceability {
namespace {

using test::kg;
using test::Story;

class Model {
 public:
  void take(const Event& e) {
    if (e.corrects.empty()) {
      log_.push_back(e);
      return;
    }
    for (Event& old : log_)
      if (old.id == e.corrects) old = e;  // in its place
  }
  std::map<std::string, std::int64_t> stocks() const {
    std::map<std::string, std::int64_t> kept;
    for (const Event& e : log_) {
      if (e.kind == EventKind::withdraw) continue;
      for (const Portion& p : e.inputs) kept[p.lot] -= p.mass_g;
      for (const Portion& p : e.outputs) kept[p.lot] += p.mass_g;
    }
    return kept;
  }
  /// Everything that came into the system and did not leave it.
  std::int64_t sources() const {
    std::int64_t sum = 0;
    for (const Event& e : log_) {
      if (e.kind == EventKind::withdraw) continue;
      for (const Portion& p : e.outputs) sum += p.mass_g;
      for (const Portion& p : e.inputs) sum -= p.mass_g;
    }
    return sum;
  }

 private:
  std::vector<Event> log_;
};

struct RandomDay {
  explicit RandomDay(std::uint32_t seed) : random(seed) {}

  std::size_t below(std::size_t n) { return random() % n; }

  /// Any event at all, often an absurd one: from lots that are empty, or do not exist.
  Event next() {
    const auto lot = [&] { return "lot" + std::to_string(below(12)); };
    const std::size_t what = below(12);
    if (what < 2 || taken.empty()) {
      Event e = s.at(EventKind::extract, "contractor");
      e.place = "pit", e.outputs = {kg(lot(), 1 + static_cast<std::int64_t>(below(100)))};
      return e;
    }
    if (what < 5) {
      Event e = s.at(EventKind::split, "contractor");
      const auto mass = 2 + static_cast<std::int64_t>(below(50));
      const auto a = lot(), b = lot();
      e.place = "pit", e.inputs = {kg(lot(), mass)}, e.outputs = {kg(a, mass - 1)};
      if (a == b)
        e.losses = {{"dust", 1000, 0}};
      else
        e.outputs.push_back(kg(b, 1));
      return e;
    }
    if (what < 7) {
      Event e = s.at(EventKind::merge, "contractor");
      e.place = "pit", e.inputs = {kg(lot(), 3)}, e.outputs = {kg(lot(), 3)};
      return e;
    }
    if (what < 9) {
      Event e = s.at(EventKind::use, "contractor");
      e.place = "pit", e.inputs = {kg(lot(), 1 + static_cast<std::int64_t>(below(60)))};
      return e;
    }
    const Event& old = taken[below(taken.size())];
    if (what == 9) return s.withdrawal(old);
    if (what == 10) return old;  // sent again
    Event e = s.corrected(old);
    if (!e.outputs.empty()) e.outputs[0].mass_g += 1000;
    if (e.inputs.empty()) return e;
    e.inputs[0].mass_g += 1000;
    return e;
  }

  void run(int events) {
    for (int i = 0; i < events; ++i) {
      const Event e = next();
      const auto receipt = s.append(e);
      if (!receipt || receipt->already) continue;
      model.take(e);
      if (e.kind != EventKind::withdraw) taken.push_back(e);
    }
  }

  std::mt19937 random;
  Story s;
  Model model;
  std::vector<Event> taken;
};

TEST(Model, TheBooksAreThoseOfTheNaiveCount) {
  for (std::uint32_t seed = 0; seed < 15; ++seed) {
    RandomDay day(seed);
    for (int part = 0; part < 10; ++part) {
      day.run(40);
      std::int64_t sum = 0;
      for (const auto& [lot, grams] : day.model.stocks()) {
        ASSERT_EQ(day.s.ledger.lot(lot)->stock_g, grams) << lot << ", seed " << seed;
        sum += grams;
      }
      ASSERT_EQ(sum, day.model.sources());
    }
    EXPECT_GT(day.taken.size(), 100u);
  }
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
  }
}

/// 10^6 events: what came in is in the lots or has left, to the gram.
TEST(Model, AMillionRandomEventsConserveEveryGram) {
  const int events = std::getenv("MASSEFLYT_LONG") == nullptr ? 100'000 : 1'000'000;
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
