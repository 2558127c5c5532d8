// Mirrors include/masseflyt/traceability/lineage.hpp. Random histories are checked against an
// oracle that keeps parcels in lists and knows neither nodes nor arcs.
#include <masseflyt/traceability/lineage.hpp>

#include <functional>
#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "traceability/support_ledger.hpp"

namespace masseflyt::traceability {
namespace {

using test::kg;
using test::Names;
using test::Story;

struct ALineage : testing::Test, Story {
  Lineage lineage() { return Lineage::make(ledger).value(); }
  /// "B 0.50": newest version of each lot and load that is reached, with its share.
  Names reached(const std::string& lot, Reading reading = Reading::well_mixed) {
    const auto l = lineage();
    const Suspect suspect{lot};
    const auto recall = Tracer(l).recall({&suspect, 1}, reading).value();
    Names out;
    for (const auto& r : summarise(l, recall).lots) {
      const auto percent = std::lround(100 * r.share);
      out.push_back(r.id + " " + std::to_string(percent));
    }
    std::sort(out.begin(), out.end());
    return out;
  }
};

TEST_F(ALineage, ARecallFollowsSplitMergeLoadAndUse) {
  extract("BAD", 100), extract("GOOD", 100);
  split({kg("BAD", 100)}, {kg("B1", 60), kg("B2", 40)});
  merge({kg("B1", 60), kg("GOOD", 20)}, {kg("M", 80)});
  ship("L", kg("M", 40));
  receive("L", kg("IN", 40));
  use(kg("IN", 10), "plant", "plant-yard");
  EXPECT_EQ(reached("BAD"), (Names{"B1 100", "B2 100", "BAD 100", "IN 75", "L 75", "M 75"}));
  const auto l = lineage();
  const auto recall = Tracer(l).recall("BAD").value();
  const auto summary = summarise(l, recall);
  ASSERT_EQ(summary.ends.size(), 1u);
  EXPECT_EQ(summary.ends[0].place, "plant-yard");
  EXPECT_DOUBLE_EQ(summary.ends[0].suspect_g, 7'500);
  EXPECT_DOUBLE_EQ(recall.source_g, 100'000);
  EXPECT_DOUBLE_EQ(summary.stock_g + summary.ends[0].suspect_g, 100'000);  // I16
}

TEST_F(ALineage, I14EachMemberHasAPathFromTheSource) {
  extract("BAD", 100), extract("GOOD", 100);
  merge({kg("BAD", 50), kg("GOOD", 50)}, {kg("M", 100)});
  split({kg("M", 100)}, {kg("X", 30), kg("Y", 70)});
  const auto l = lineage();
  const auto recall = Tracer(l).recall("BAD").value();
  for (std::uint32_t row = 0; row < recall.size(); ++row) {
    const auto path = recall.path(row);
    EXPECT_EQ(l.id(recall.node[path.front()]), "BAD");
    EXPECT_EQ(path.back(), row);
    for (std::size_t i = 1; i < path.size(); ++i) {
      const auto next = l.next(recall.node[path[i - 1]]);
      EXPECT_NE(std::find(next.begin(), next.end(), recall.node[path[i]]), next.end());
    }
  }
}

TEST_F(ALineage, WhatLeftAPileBeforeTheBadLoadCameIsNotSuspect) {
  extract("PILE", 100);
  split({kg("PILE", 30)}, {kg("EARLY", 30)});
  extract("BAD", 30);
  merge({kg("BAD", 30)}, {kg("PILE", 30)});
  split({kg("PILE", 30)}, {kg("LATE", 30)});
  EXPECT_EQ(reached("BAD"), (Names{"BAD 100", "LATE 30", "PILE 30"}));
}

TEST_F(ALineage, APileIsReadWellMixedFirstInFirstOutOrWorstCase) {
  extract("PILE", 70);
  extract("BAD", 30);
  merge({kg("BAD", 30)}, {kg("PILE", 30)});
  split({kg("PILE", 60)}, {kg("FIRST", 60)});
  split({kg("PILE", 40)}, {kg("LAST", 40)});
  EXPECT_EQ(reached("BAD"), (Names{"BAD 100", "FIRST 30", "LAST 30", "PILE 30"}));
  EXPECT_EQ(reached("BAD", Reading::fifo), (Names{"BAD 100", "FIRST 0", "LAST 75", "PILE 75"}));
  const auto l = lineage();
  const auto summary = summarise(l, Tracer(l).recall("BAD").value());
  for (const auto& lot : summary.lots) {
    if (lot.id == "FIRST") {
      EXPECT_EQ(std::pair(lot.low_g, lot.high_g), std::pair(0L, 30'000L));
    }
    if (lot.id == "LAST") {
      EXPECT_EQ(std::pair(lot.low_g, lot.high_g), std::pair(0L, 30'000L));
    }
  }
}

TEST_F(ALineage, BoundsAreTightWhereMassLeavesNoChoice) {
  extract("GOOD", 10), extract("BAD", 90);
  merge({kg("BAD", 90), kg("GOOD", 10)}, {kg("M", 100)});
  split({kg("M", 50)}, {kg("X", 50)});
  const auto l = lineage();
  for (const auto& lot : summarise(l, Tracer(l).recall("BAD").value()).lots)
    if (lot.id == "X") {
      EXPECT_EQ(std::pair(lot.low_g, lot.high_g), std::pair(40'000L, 50'000L));
    }
}

TEST_F(ALineage, AnEmptiedPileStartsClean) {
  extract("PILE", 10);
  split({kg("PILE", 10)}, {kg("OUT", 10)});
  extract("PILE", 5);
  split({kg("PILE", 5)}, {kg("NEW", 5)});
  const auto l = lineage();
  const Suspect first{"PILE", false, 1, 1};
  const auto recall = Tracer(l).recall({&first, 1}).value();
  for (const auto v : recall.node) EXPECT_NE(l.id(v), "NEW");
  EXPECT_EQ(l.version(l.versions("PILE").back()), 2u);
}

TEST_F(ALineage, WhatIsTakenBeyondTheBookStaysInTheTrace) {
  extract("BAD", 10);
  split({kg("BAD", 10)}, {kg("X", 10)});
  split({kg("BAD", 5)}, {kg("Y", 5)});  // the book says there was nothing left
  EXPECT_EQ(reached("BAD"), (Names{"BAD 100", "X 100", "Y 100"}));
  const auto l = lineage();
  const Suspect first{"BAD", false, 1, 1};
  const auto recall = Tracer(l).recall({&first, 1}).value();
  EXPECT_TRUE(
      std::any_of(recall.node.begin(), recall.node.end(), [&](auto v) { return l.id(v) == "Y"; }));
}

TEST_F(ALineage, AsOfAnyPastLogSize) {
  extract("BAD", 100);
  const auto before = ledger.size();
  const Event made = split({kg("BAD", 100)}, {kg("X", 100)});
  const auto between = ledger.size();
  Event e = corrected(made);
  e.outputs = {kg("Y", 100)};
  must(e);
  const auto reaches = [&](std::uint64_t size, std::string_view lot) {
    const auto l = Lineage::make(ledger, size).value();
    const auto recall = Tracer(l).recall("BAD").value();
    return std::any_of(recall.node.begin(), recall.node.end(),
                       [&](auto v) { return l.id(v) == lot; });
  };
  EXPECT_FALSE(reaches(before, "X"));
  EXPECT_TRUE(reaches(between, "X"));
  EXPECT_FALSE(reaches(ledger.size(), "X"));  // the correction says it went into Y
  EXPECT_TRUE(reaches(ledger.size(), "Y"));
  EXPECT_FALSE(Lineage::make(ledger, ledger.size() + 1));
}

TEST_F(ALineage, OriginsAreSharesOfTheTarget) {
  extract("A", 60), extract("B", 40);
  merge({kg("A", 60), kg("B", 40)}, {kg("M", 100)});
  split({kg("M", 10)}, {kg("X", 10)});
  const auto l = lineage();
  const auto back = Tracer(l).origins({"X"}).value();
  std::map<std::string, double> share;
  for (std::uint32_t i = 0; i < back.size(); ++i)
    share[std::string(l.id(back.node[i]))] = back.share[i];
  EXPECT_DOUBLE_EQ(share["A"], 0.6);
  EXPECT_DOUBLE_EQ(share["B"], 0.4);
  EXPECT_DOUBLE_EQ(share["X"], 1);
}

TEST_F(ALineage, UnknownLotsAreAnError) {
  extract("A", 1);
  const auto l = lineage();
  EXPECT_EQ(Tracer(l).recall("B").error().code, ErrorCode::not_found);
  EXPECT_EQ(Tracer(l).origins({"B"}).error().code, ErrorCode::not_found);
}

// ---- random histories

/// Lots as lists of (origin lot, grams): the most naive book that can be kept. Exact, because every
/// event takes a whole lot.
using Oracle = std::map<std::string, std::map<std::string, std::int64_t>>;

struct RandomStory : Story {
  explicit RandomStory(std::uint32_t seed, int events, bool whole_lots) : random(seed) {
    for (int i = 0; i < events; ++i) step(whole_lots);
  }
  std::uint32_t below(std::size_t n) { return static_cast<std::uint32_t>(random() % n); }
  std::string fresh() { return "lot" + std::to_string(next++); }
  std::string pick() { return alive[below(alive.size())]; }
  void step(bool whole) {
    const auto what = alive.size() < 3 ? 0u : below(6);
    if (what <= 1) {
      const auto lot = fresh();
      const auto mass = 1 + below(1000);
      extract(lot, mass);
      alive.push_back(lot), oracle[lot][lot] = 1000 * std::int64_t{mass};
    } else if (what == 2) {  // split
      const auto lot = pick();
      const auto stock = stock_kg(lot);
      const auto taken = whole ? stock : 1 + below(static_cast<std::size_t>(stock));
      if (taken < 2) return;
      const auto first = 1 + below(static_cast<std::size_t>(taken - 1));
      const auto a = fresh(), b = fresh();
      split({kg(lot, taken)}, {kg(a, first), kg(b, taken - first)});
      children[lot].insert({a, b});
      alive.push_back(a), alive.push_back(b), tidy();
    } else if (what == 3) {  // merge, perhaps into a pile that is there
      const auto a = pick(), b = pick();
      if (a == b || stock_kg(a) == 0 || stock_kg(b) == 0) return;
      const auto to = below(2) || whole ? fresh() : pick();
      if (to == a || to == b) return;
      const auto ma = stock_kg(a),
                 mb = whole ? stock_kg(b) : 1 + below(static_cast<std::size_t>(stock_kg(b)));
      merge({kg(a, ma), kg(b, mb)}, {kg(to, ma + mb)});
      children[a].insert(to), children[b].insert(to);
      if (std::find(alive.begin(), alive.end(), to) == alive.end()) alive.push_back(to);
      tidy();
    } else if (what == 4) {  // two in, two out
      const auto a = pick(), b = pick();
      if (a == b) return;
      const auto ma = stock_kg(a), mb = stock_kg(b);
      if (ma + mb < 3) return;
      const auto c = fresh(), d = fresh();
      const auto first = 1 + below(static_cast<std::size_t>(ma + mb - 2));
      Event e = at(EventKind::process, "contractor");
      e.place = "pit", e.inputs = {kg(a, ma), kg(b, mb)};
      e.outputs = {kg(c, first), kg(d, ma + mb - first - 1)}, e.losses = {{"dust", 1000, 0}};
      must(e);
      for (const auto& in : {a, b}) children[in].insert({c, d});
      alive.push_back(c), alive.push_back(d), tidy();
    } else {
      const auto lot = pick();
      if (stock_kg(lot) == 0) return;
      use(kg(lot, whole ? stock_kg(lot) : 1 + below(static_cast<std::size_t>(stock_kg(lot)))));
      tidy();
    }
  }
  void tidy() {
    std::erase_if(alive, [&](const auto& lot) { return stock_kg(lot) <= 0; });
  }
  /// By the definition: everything below, as sets of names.
  std::set<std::string> closure(const std::string& lot) const {
    std::set<std::string> seen;
    std::function<void(const std::string&)> visit = [&](const std::string& l) {
      if (!seen.insert(l).second) return;
      if (const auto at = children.find(l); at != children.end())
        for (const auto& c : at->second) visit(c);
    };
    visit(lot);
    return seen;
  }

  std::mt19937 random;
  std::vector<std::string> alive;
  std::map<std::string, std::set<std::string>> children;
  Oracle oracle;
  int next = 0;
};

std::set<std::string> lots_of(const Lineage& l, const Recall& r) {
  std::set<std::string> lots;
  for (const auto v : r.node)
    if (l.kind(v) == NodeKind::lot) lots.insert(std::string(l.id(v)));
  return lots;
}

TEST(RandomLineage, I14TheRecallSetIsTheClosure) {  // whole lots: versions play no part
  for (std::uint32_t seed = 0; seed < 10; ++seed) {
    RandomStory s(seed, 120, true);
    const auto l = Lineage::make(s.ledger).value();
    Tracer tracer(l);
    for (int i = 0; i < s.next; ++i) {
      const std::string lot = "lot" + std::to_string(i);
      EXPECT_EQ(lots_of(l, tracer.recall(lot).value()), s.closure(lot)) << lot;
    }
  }
}

TEST(RandomLineage, I15ForwardAndBackwardAgree) {
  for (std::uint32_t seed = 0; seed < 10; ++seed) {
    RandomStory s(seed, 100, false);
    const auto l = Lineage::make(s.ledger).value();
    Tracer tracer(l);
    std::set<std::pair<Lineage::Node, Lineage::Node>> forward, backward;
    for (const auto& lot : s.ledger.lots()) {
      const Suspect first{lot, false, 1, 1};
      const auto source = l.versions(lot).front(), target = l.versions(lot).back();
      const auto down = tracer.recall({&first, 1}).value();
      for (const auto v : down.node) forward.insert({source, v});
      const auto up = tracer.origins({lot}).value();
      for (const auto v : up.node) backward.insert({v, target});
    }
    for (const auto& a : s.ledger.lots())
      for (const auto& b : s.ledger.lots()) {
        const std::pair pair{l.versions(a).front(), l.versions(b).back()};
        EXPECT_EQ(forward.contains(pair), backward.contains(pair)) << a << " " << b;
      }
  }
}

TEST(RandomLineage, I16SharesAreBoundedAndMassIsConserved) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    RandomStory s(seed, 150, false);
    EXPECT_TRUE(s.flags().empty());
    const auto l = Lineage::make(s.ledger).value();
    Tracer tracer(l);
    for (const auto& lot : s.ledger.lots())
      for (const Reading reading : {Reading::well_mixed, Reading::fifo}) {
        const Suspect suspect{lot};
        const auto r = tracer.recall({&suspect, 1}, reading).value();
        const auto sum = summarise(l, r);
        double at_rest = sum.stock_g;
        for (const auto& end : sum.ends) at_rest += end.suspect_g;
        EXPECT_NEAR(at_rest, r.source_g, 1e-9 * r.source_g + 1e-3) << lot;
        for (std::size_t i = 0; i < r.size(); ++i) {
          EXPECT_TRUE(r.share[i] >= 0 && r.share[i] <= 1);
          const double mass = r.share[i] * static_cast<double>(l.mass_g(r.node[i]));
          EXPECT_GE(mass, static_cast<double>(r.low_g[i]) - 1e-3);
          EXPECT_LE(mass, static_cast<double>(r.high_g[i]) + 1e-3);
        }
      }
  }
}

TEST(RandomLineage, I4ArcsOnlyGoForward) {
  RandomStory s(1, 300, false);
  const auto l = Lineage::make(s.ledger).value();
  for (Lineage::Node v = 0; v < l.node_count(); ++v)
    for (const auto w : l.next(v)) EXPECT_LT(v, w);
}

TEST(RandomLineage, GrowingStepByStepIsBuildingAtOnce) {
  RandomStory s(2, 200, false);
  auto grown = Lineage::make(s.ledger, 8).value();
  for (std::uint64_t size = 9; size <= s.ledger.size(); size += 7)
    grown = grown.extended(s.ledger, size).value();
  grown = grown.extended(s.ledger, s.ledger.size()).value();
  const auto whole = Lineage::make(s.ledger).value();
  ASSERT_EQ(grown.node_count(), whole.node_count());
  for (Lineage::Node v = 0; v < whole.node_count(); ++v) {
    EXPECT_EQ(grown.id(v), whole.id(v));
    EXPECT_EQ(grown.mass_g(v), whole.mass_g(v));
    EXPECT_TRUE(std::ranges::equal(grown.next(v), whole.next(v)));
    EXPECT_TRUE(std::ranges::equal(grown.before(v), whole.before(v)));
  }
}

TEST_F(ALineage, ARecallGoesThroughARunThatManyEventsFeed) {
  extract("BAD", 50), extract("GOOD", 50);
  const auto process = [&](std::vector<Portion> in, std::vector<Portion> out,
                           std::int64_t loss = 0) {
    Event e = at(EventKind::process, "contractor");
    e.place = "pit", e.run = "run-1", e.inputs = std::move(in), e.outputs = std::move(out);
    if (loss > 0) e.losses = {{"dust", 1000 * loss, 0}};
    must(e);
  };
  process({kg("GOOD", 50)}, {});
  process({}, {kg("BEFORE", 10)});
  process({kg("BAD", 40)}, {});
  process({}, {kg("AFTER", 40)}, 10);
  EXPECT_EQ(reached("BAD"), (Names{"AFTER 50", "BAD 100"}));
  const auto l = lineage();
  const auto recall = Tracer(l).recall("BAD").value();
  const auto sum = summarise(l, recall);
  double at_rest = sum.stock_g;
  bool in_plant = false;
  for (const auto& end : sum.ends) {
    at_rest += end.suspect_g;
    in_plant = in_plant || (end.kind == NodeKind::activity && end.place == "pit");
  }
  EXPECT_TRUE(in_plant);                       // 30 kg have not come out yet
  EXPECT_DOUBLE_EQ(at_rest, recall.source_g);  // I16
  const auto back = Tracer(l).origins({"AFTER"}).value();
  Names lots;
  for (const auto v : back.node)
    if (l.kind(v) == NodeKind::lot) lots.emplace_back(l.id(v));
  std::sort(lots.begin(), lots.end());
  EXPECT_EQ(lots, (Names{"AFTER", "BAD", "GOOD"}));
}

TEST_F(ALineage, ARecallKnowsWhereThingsAreNow) {
  extract("BAD", 10);
  split({kg("BAD", 5)}, {kg("X", 5)});
  Event e = at(EventKind::store, "contractor");
  e.lots = {"X"}, e.place = "site";
  must(e);
  ship("L", kg("BAD", 5));
  const auto l = lineage();
  for (const auto& lot : summarise(l, Tracer(l).recall("BAD").value()).lots) {
    if (lot.id == "X") {
      EXPECT_EQ(lot.place, "site");
    }
    if (lot.id == "L") {
      EXPECT_EQ(lot.to_place, "plant-yard");
    }
  }
}

TEST_F(ALineage, NothingIsCertainOfWhatTheBookDidNotHave) {
  extract("GOOD", 10), extract("BAD", 10);
  merge({kg("BAD", 10), kg("GOOD", 10)}, {kg("M", 20)});
  split({kg("M", 20)}, {kg("X", 20)});
  split({kg("M", 5)}, {kg("Y", 5)});  // the book says there was nothing left
  const auto l = lineage();
  bool reached_y = false;
  for (const auto& lot : summarise(l, Tracer(l).recall("BAD").value()).lots) {
    if (lot.id != "Y") continue;
    reached_y = true;
    EXPECT_EQ(lot.low_g, 0);
    EXPECT_EQ(lot.high_g, 5'000);
  }
  EXPECT_TRUE(reached_y);
}

/// Tags in place of mass: whatever touches a lot that holds a tag has it too. Lots, piles, runs.
TEST(RandomLineage, I14TheClosureOfTenThousandLotsIsThatOfTags) {
  for (std::uint32_t seed = 0; seed < 3; ++seed) {
    RandomStory s(seed, 400, false);
    std::map<std::string, std::uint64_t> tags, ever;  // of the lot now, and of all its time
    std::map<std::string, std::int64_t> stock;
    std::vector<std::string> sources;
    for (std::uint64_t i = 8; i < s.ledger.size(); ++i) {
      const Event e = s.ledger.event(i).value();
      std::uint64_t from = 0;
      for (const Portion& p : e.inputs) from |= tags[p.lot], stock[p.lot] -= p.mass_g;
      for (const Portion& p : e.inputs)
        if (stock[p.lot] == 0) tags[p.lot] = 0;
      if (e.kind == EventKind::extract && sources.size() < 64 && i % 3 == 0) {
        from |= std::uint64_t{1} << sources.size();
        sources.push_back(e.outputs[0].lot);
      }
      for (const Portion& p : e.outputs) {
        stock[p.lot] += p.mass_g;
        tags[p.lot] |= from, ever[p.lot] |= tags[p.lot];
      }
    }
    const auto l = Lineage::make(s.ledger).value();
    Tracer tracer(l);
    ASSERT_GT(sources.size(), 10u);
    for (std::size_t t = 0; t < sources.size(); ++t) {
      const Suspect first{sources[t], false, 1, 1};
      std::set<std::string> expected;
      for (const auto& [lot, bits] : ever)
        if (bits >> t & 1) expected.insert(lot);
      EXPECT_EQ(lots_of(l, tracer.recall({&first, 1}).value()), expected) << sources[t];
    }
  }
}

/// Parcels that leave piles in any order at all: what is in a lot lies between its bounds.
TEST(RandomLineage, I16TheBoundsHoldHoweverPilesMix) {
  std::mt19937 random(41);
  for (std::uint32_t seed = 0; seed < 10; ++seed) {
    RandomStory s(seed, 120, false);
    const auto l = Lineage::make(s.ledger).value();
    Tracer tracer(l);
    const std::string source = "lot0";
    const Suspect suspect{source, false, 1, 1};
    const auto recall = tracer.recall({&suspect, 1}).value();
    for (int way = 0; way < 20; ++way) {
      std::map<std::string, std::pair<std::int64_t, std::int64_t>> held;  // clean and suspect grams
      const auto draw = [&](std::string lot, std::int64_t mass) {
        auto& [clean, bad] = held[lot];
        const std::int64_t least = std::max<std::int64_t>(0, mass - clean);
        const std::int64_t most = std::min(mass, bad);
        std::int64_t taken =
            way == 0   ? least
            : way == 1 ? most
                       : least + static_cast<std::int64_t>(
                                     random() % static_cast<std::uint64_t>(most - least + 1));
        bad -= taken, clean -= mass - taken;
        return taken;
      };
      for (std::uint64_t i = 8; i < s.ledger.size(); ++i) {
        const Event e = s.ledger.event(i).value();
        std::int64_t bad = 0, all = 0;
        for (const Portion& p : e.inputs) bad += draw(p.lot, p.mass_g), all += p.mass_g;
        std::vector<std::pair<std::string, std::int64_t>> out;
        for (const Portion& p : e.outputs) out.emplace_back(p.lot, p.mass_g);
        for (const Loss& loss : e.losses) out.emplace_back("", loss.mass_g);
        for (const auto& [lot, mass] : out) {
          std::int64_t part = e.kind == EventKind::extract ? (lot == source ? mass : 0) : 0;
          if (e.kind != EventKind::extract) {
            const std::int64_t least = std::max<std::int64_t>(0, mass - (all - bad));
            const std::int64_t most = std::min(mass, bad);
            part = least + static_cast<std::int64_t>(random() %
                                                     static_cast<std::uint64_t>(most - least + 1));
            bad -= part, all -= mass;
          }
          held[lot].second += part, held[lot].first += mass - part;
        }
      }
      for (std::uint32_t r = 0; r < recall.size(); ++r) {
        const auto v = recall.node[r];
        if (l.kind(v) != NodeKind::lot || !l.next(v).empty()) continue;
        const std::int64_t bad = held[std::string(l.id(v))].second;
        EXPECT_GE(bad, recall.low_g[r]) << l.id(v) << " seed " << seed;
        EXPECT_LE(bad, recall.high_g[r]) << l.id(v) << " seed " << seed;
      }
    }
  }
}

}  // namespace
}  // namespace masseflyt::traceability
