// Loads that were driven (table `state`): what they take away, and what is refused.
#include <masseflyt/scenario/run.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <random>

#include "support/small_case.hpp"

namespace masseflyt::scenario {
namespace {

using reporting::Kind;
using reporting::Movement;

const Names columns = {"id",         "offer", "destination", "tonnes", "day",
                       "from_store", "grade", "class",       "held_t"};

/// The small case with these loads; cells in the order of `columns`, the last ones may be left out.
Document driven(const std::vector<Names>& loads, Document document = small_case()) {
  Table state{"state", columns, {}, {}};
  for (const Names& load : loads) {
    auto& row = state.rows.emplace_back();
    for (const auto& text : load) row.push_back({CellKind::text, text});
  }
  document.put(std::move(state));
  return document;
}

Outcome plan(const Document& document) {
  Diagnostics found;
  RunOptions options;
  options.comparisons = options.sensitivity = false;
  auto outcome = run(document, found, options);
  if (!outcome) ADD_FAILURE() << outcome.error().message << to_json(found);
  EXPECT_TRUE(outcome->verdict.optimal());
  return std::move(outcome).value();
}

std::int64_t kg(const std::vector<Movement>& movements, Kind kind, const std::string& from = "",
                const std::string& to = "") {
  std::int64_t sum = 0;
  for (const auto& m : movements)
    if (m.kind == kind && (from.empty() || m.source == from) && (to.empty() || m.destination == to))
      sum += m.kg;
  return sum;
}

/// The most that lies in a store at the end of a month, of what is planned with.
std::int64_t most_lying(const Outcome& out, const std::string& store) {
  std::map<std::int32_t, std::int64_t> change;
  for (const auto& m : out.report.plan.movements) {
    const std::int32_t month = m.month - Month::of(2000, 1);
    if (m.destination == store) change[month] += m.kg;
    if (m.source == store && m.destination != store) change[month] -= m.kg;
  }
  std::int64_t lies = 0, most = 0;
  for (const auto& [month, kg] : change) most = std::max(most, lies += kg);
  return most;
}

const reporting::RoomRow* room(const Outcome& out, const std::string& place, std::int32_t year) {
  for (const auto& row : out.report.rooms)
    if (row.place == place && row.year == year) return &row;
  return nullptr;
}

std::vector<std::string> paths(const Diagnostics& found, Severity severity) {
  std::vector<std::string> out;
  for (const auto& d : found)
    if (d.severity == severity) out.push_back(d.path);
  return out;
}

TEST(State, ALoadIsAFactAndIsNotPlannedAgain) {
  const auto before = plan(small_case());
  const auto after = plan(driven({{"W1", "T3", "L1", "1000", "2024-06-10"}}));
  EXPECT_NEAR(before.report.plan.account.surplus_t - after.report.plan.account.surplus_t, 1000,
              1e-9);
  EXPECT_EQ(kg(after.report.facts, Kind::past, "T3", "L1"), 1'000'000);
  const auto& fact = *std::find_if(after.report.facts.begin(), after.report.facts.end(),
                                   [](const Movement& m) { return m.kind == Kind::past; });
  EXPECT_EQ(to_string(fact.month), "2024-06");
  EXPECT_NEAR(fact.route.sums.km, 16.95 * 1.05, 1e-9);  // T3 to L1, with the usual detour
}

TEST(State, ALoadTakesRoomFromWhereItWent) {
  const auto before = plan(small_case());
  const auto after = plan(driven({{"W1", "T3", "L1", "1000", "2024-06-10"},
                                  {"W2", "T1", "Q1", "500.5", "2024-03-01", "", "soft"}}));
  EXPECT_EQ(
      *room(before, "L1", 2024)->year_capacity_kg - *room(after, "L1", 2024)->year_capacity_kg,
      1'000'000);
  EXPECT_EQ(*room(before, "L1", 2025)->year_capacity_kg,
            *room(after, "L1", 2025)->year_capacity_kg);
  EXPECT_EQ(
      *room(before, "Q1", 2024)->year_capacity_kg - *room(after, "Q1", 2024)->year_capacity_kg,
      500'500);
}

TEST(State, ALifetimeAndANeedAreUsedUp) {
  const auto before = plan(small_case());
  const auto after = plan(driven({{"W1", "T1", "F1", "150000", "2024-06-10"},
                                  {"W2", "T1", "N1", "10000", "2024-07-10", "", "hard"}}));
  const auto life = [](const Outcome& out) {
    const auto* last = room(out, "F1", 2025);
    return *last->life_left_kg + kg(out.report.plan.movements, Kind::fill, "", "F1");
  };
  EXPECT_EQ(life(before) - life(after), 150'000'000);
  const auto filled = [](const Outcome& out) {
    double product_t = 0;  // of what goes through the crusher 95 % comes out
    for (const auto& m : out.report.plan.movements)
      if (m.destination == "N1")
        product_t += static_cast<double>(m.kg) / 1000 * (m.kind == Kind::virgin ? 1 : 0.95);
    return product_t;
  };
  EXPECT_NEAR(filled(before) - filled(after), 10000, 0.01);
}

TEST(State, WhatWasDrivenIntoAStoreIsPlannedFromThere) {
  const auto out = plan(driven({{"W1", "T1", "S1", "20000", "2024-05-10", "", "hard"}}));
  std::int64_t begins = 0;
  for (const auto& m : out.report.plan.movements)
    if (m.kind == Kind::store && m.route.legs.empty()) {
      EXPECT_EQ(m.source + " " + m.destination + " " + m.group + " " + to_string(m.month),
                "T1 S1 rock-hard-clean 2024-05");
      begins += m.kg;
    }
  EXPECT_EQ(begins, 20'000'000);
  std::int64_t leaves = 0, arrives = 0;
  for (const auto& m : out.report.plan.movements) {
    if (m.destination == "S1" && m.kind == Kind::store) arrives += m.kg;
    if (m.source == "S1") leaves += m.kg;
  }
  EXPECT_EQ(leaves, arrives);
  EXPECT_GE(leaves, 20'000'000);
}

TEST(State, TheIntakeOfAMonthIsUsedUp) {
  // 150 000 t a year x 0.9 / 12 x 0.6 = 6750 t of hard rock a month may come in.
  const auto out = plan(driven({{"W1", "T1", "S1", "6000", "2024-05-10", "", "hard"}}));
  std::int64_t planned = 0;
  for (const auto& m : out.report.plan.movements)
    if (m.kind == Kind::store && m.group == "rock-hard-clean" && m.month == Month::of(2024, 5) &&
        !m.route.legs.empty())
      planned += m.kg;
  EXPECT_LE(planned, 750'000);
}

TEST(State, WhatLeftTheStoreAgainIsNotThere) {
  const auto out = plan(driven({{"W1", "T1", "S1", "20000", "2024-05-10", "", "hard"},
                                {"W2", "T1", "N1", "15000", "2024-07-10", "S1"}}));
  std::int64_t begins = 0;
  for (const auto& m : out.report.plan.movements)
    if (m.kind == Kind::store && m.route.legs.empty()) begins += m.kg;
  EXPECT_EQ(begins, 5'000'000);
  EXPECT_EQ(kg(out.report.facts, Kind::past, "S1", "N1"), 15'000'000);
}

TEST(State, WhatMustNotLeaveTakesRoomAndIsNotPlanned) {
  const Names whole = {"W1", "T1", "S1", "20000", "2024-05-10", "", "hard", "clean", "12000.5"};
  const auto out = plan(driven({whole}));
  std::int64_t begins = 0;
  for (const auto& m : out.report.plan.movements)
    if (m.kind == Kind::store && m.route.legs.empty()) begins += m.kg;
  EXPECT_EQ(begins, 7'999'500);
  EXPECT_EQ(kg(out.report.facts, Kind::past, "T1", "S1"), 20'000'000);
  const auto& notes = out.report.notes;
  EXPECT_TRUE(std::any_of(notes.begin(), notes.end(), [](const std::string& n) {
    return n.find("12,000 t of these lie in stores and must not leave") != n.npos;
  }));
  EXPECT_GT(most_lying(out, "S1"), 0);
  // 80 000 t may lie there. Held, they leave no room from one month to the next.
  const auto full =
      plan(driven({{"W1", "T1", "S1", "80000", "2024-05-10", "", "hard", "clean", "80000"}}));
  EXPECT_EQ(most_lying(full, "S1"), 0);
}

TEST(State, HeldIsOfALoadIntoAStoreAndNoMoreThanIt) {
  const auto more = problems(driven({{"W1", "T1", "S1", "10", "2024-05-10", "", "", "", "11"}}));
  EXPECT_EQ(paths(more, Severity::error), Names{"/state/0/held_t"});
  const auto elsewhere =
      problems(driven({{"W1", "T3", "L1", "10", "2024-06-10", "", "", "", "10"}}));
  EXPECT_EQ(paths(elsewhere, Severity::error), Names{"/state/0/held_t"});
}

TEST(State, ALoadThatSaysItIsWorseThanItsOfferIsThat) {
  const auto out = plan(driven({{"W1", "T1", "S1", "2000", "2024-05-10", "", "hard", "class4"}}));
  std::int64_t begins = 0;
  for (const auto& m : out.report.plan.movements)
    if (m.kind == Kind::store && m.route.legs.empty() && m.group == "rock-hard-class4")
      begins += m.kg;
  EXPECT_EQ(begins, 2'000'000);
  EXPECT_EQ(std::find_if(out.report.facts.begin(), out.report.facts.end(),
                         [](const Movement& m) { return m.kind == Kind::past; })
                ->condition_class,
            "class4");
}

TEST(State, AStoreThatMayNotHoldItHoldsItAllTheSame) {
  const auto document = driven({{"W1", "T2", "S1", "3000", "2024-05-10"}});  // clay, not taken
  const auto out = plan(document);
  std::int64_t begins = 0;
  for (const auto& m : out.report.plan.movements)
    if (m.kind == Kind::store && m.route.legs.empty()) begins += m.kg;
  EXPECT_EQ(begins, 3'000'000);
  EXPECT_EQ(paths(problems(document), Severity::warning), (Names{"/state/0/destination"}));
}

TEST(State, MoreThanThereWasCountsAndIsFlagged) {
  const auto document = driven({{"W1", "T3", "L1", "39000", "2024-06-10"},   // within amount_high
                                {"W2", "T3", "L1", "2000", "2024-06-11"}});  // 40 kt at most
  EXPECT_EQ(paths(problems(document), Severity::warning), (Names{"/state/1/tonnes"}));
  const auto out = plan(document);
  EXPECT_EQ(kg(out.report.facts, Kind::past, "T3", "L1"), 41'000'000);
  for (const auto& m : out.report.plan.movements) EXPECT_NE(m.offer, "T3");
}

TEST(State, BeforeThePlanBeginsLoadsTellWhereMassesWent) {
  Document document = small_case();
  ASSERT_TRUE(document.set("header", "", "as_of", "2025-01"));
  const auto unknown = plan(document);
  const auto told = plan(driven({{"W1", "T3", "L1", "5000", "2024-08-10"}}, document));
  EXPECT_EQ(kg(unknown.report.facts, Kind::past, "T3", "unknown") -
                kg(told.report.facts, Kind::past, "T3", "unknown"),
            5'000'000);
  EXPECT_EQ(unknown.report.plan.account.surplus_t, told.report.plan.account.surplus_t);
}

TEST(State, AheadOfTimeIsTakenFromWhatWasToCome) {
  Document document = small_case();
  ASSERT_TRUE(document.set("header", "", "as_of", "2025-01"));
  // 30 kt over 12 months, 17.5 kt of it before 2025: 20 kt driven leave 10.
  const auto out = plan(driven({{"W1", "T3", "L1", "20000", "2024-12-10"}}, document));
  EXPECT_EQ(kg(out.report.facts, Kind::past, "T3", "unknown"), 0);
  EXPECT_NEAR(static_cast<double>(kg(out.report.plan.movements, Kind::landfill, "T3")) / 1000,
              10000, 1);
}

TEST(State, InternalMassesAreNotTakenTwice) {
  const auto before = plan(small_case());
  const auto after = plan(driven({{"W1", "T1", "N2", "27000", "2024-06-10"}}));  // all internal_t
  EXPECT_EQ(before.report.plan.account.surplus_t, after.report.plan.account.surplus_t);
}

TEST(State, EveryFaultIsToldAtOnce) {
  const auto found = problems(driven({{"W1", "T9", "L1", "10", "2024-06-10"},
                                      {"W2", "T1", "nowhere", "10", "2024-06-10"},
                                      {"W3", "T1", "F1", "0", "2024-06-31"},
                                      {"W4", "T1", "F1", "10", "2023-12-31"},
                                      {"W5", "T4", "F1", "10", "2024-06-10"},
                                      {"W5", "T1", "S1", "10", "2024-06-10", "S1", "odd"}}));
  EXPECT_EQ(paths(found, Severity::error),
            (Names{"/state/0/offer", "/state/1/destination", "/state/2/tonnes", "/state/2/day",
                   "/state/3/day", "/state/4/offer", "/state/5/id", "/state/5/from_store",
                   "/state/5/grade"}))
      << to_json(found);
}

TEST(State, RandomLoadsLoseNoMass) {
  std::mt19937 random(20);
  const auto pick = [&](const Names& words) { return words[random() % words.size()]; };
  const auto before = plan(small_case()).report.plan.account.surplus_t;
  for (int round = 0; round < 30; ++round) {
    std::vector<Names> loads;
    for (unsigned i = 0; i < 1 + random() % 12; ++i)
      loads.push_back({"W" + std::to_string(i), pick({"T1", "T2", "T3"}),
                       pick({"F1", "L1", "S1", "Q1", "N1"}), std::to_string(1 + random() % 900),
                       pick({"2024-01-31", "2024-07-01", "2025-02-28"}), "", pick({"", "hard"})});
    const auto out = plan(driven(loads));
    std::int64_t gone = 0;
    for (const auto& m : out.report.facts)
      if (m.kind == Kind::past && m.destination != "S1") gone += m.kg;
    EXPECT_NEAR(out.report.plan.account.surplus_t + static_cast<double>(gone) / 1000, before, 1e-6);
  }
}

}  // namespace
}  // namespace masseflyt::scenario
