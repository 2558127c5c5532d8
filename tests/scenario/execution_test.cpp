// Mirrors include/masseflyt/scenario/execution.hpp.
#include <masseflyt/scenario/execution.hpp>

#include <chrono>
#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include <masseflyt/core/time.hpp>
#include <masseflyt/scenario/run.hpp>
#include <masseflyt/traceability/digest.hpp>

#include "scenario/support_books.hpp"
#include "support/folders.hpp"
#include "support/small_case.hpp"

namespace masseflyt::scenario {
namespace {

using reporting::Kind;
using reporting::Movement;
using traceability::Event;
using traceability::EventKind;
using traceability::Ledger;
using traceability::Portion;

Outcome plan(const Document& document) {
  Diagnostics found;
  RunOptions options;
  options.comparisons = options.sensitivity = false;
  auto outcome = run(document, found, options);
  if (!outcome) ADD_FAILURE() << outcome.error().message << to_json(found);
  EXPECT_TRUE(outcome->verdict.optimal());
  return std::move(outcome).value();
}

Case bound(const Document& document) {
  Diagnostics found;
  return document.bind(found).value();
}

std::int64_t kg(const std::vector<Movement>& movements, const std::string& offer,
                const std::string& to = "") {
  std::int64_t sum = 0;
  for (const Movement& m : movements)
    if (m.offer == offer && (to.empty() || m.destination == to)) sum += m.kg;
  return sum;
}

/// What lies in a store when the plan begins.
std::int64_t lying_kg(const Outcome& out, const std::string& store) {
  std::int64_t sum = 0;
  for (const Movement& m : out.report.plan.movements)
    if (m.kind == Kind::store && m.destination == store && m.route.legs.empty()) sum += m.kg;
  return sum;
}

std::vector<double> held_of(const Execution& done) {
  std::vector<double> t;
  for (const Load& l : done.loads) t.push_back(l.held_t);
  return t;
}

std::vector<std::string> texts(const Diagnostics& found) {
  std::vector<std::string> all;
  for (const auto& d : found) all.push_back(to_line(d));
  return all;
}

// ---- from the plan to the ledger

std::int64_t driven_kg(const Outcome& out) {
  std::int64_t sum = 0;
  for (const Movement& m : out.report.plan.movements) switch (m.kind) {
      case Kind::unplaced:
      case Kind::internal:
      case Kind::virgin:
      case Kind::end_stock:
      case Kind::past:
      case Kind::shortfall:
        break;
      default:
        if (m.route.sums.loads > 0) sum += m.kg;
    }
  return sum;
}

TEST(ExpectedLoads, CarryEveryKilogramOfThePlanByMonthAndByDay) {
  const auto out = plan(small_case());
  for (const Per per : {Per::month, Per::day}) {
    std::int64_t sum = 0;
    const auto expected = expected_loads(out.report, {per, 0, {}}).value();
    for (const ExpectedLoads& e : expected) sum += e.kg;
    EXPECT_EQ(sum, driven_kg(out));
    EXPECT_GT(sum, 0);
  }
}

TEST(ExpectedLoads, ByDayAreTheSameLoadsAsByMonth) {
  const auto out = plan(small_case());
  const auto count = [&](Per per) {
    std::map<std::string, std::int64_t> loads;
    const auto expected = expected_loads(out.report, {per, 0, {}}).value();
    for (const auto& e : expected)
      loads[e.offer + e.source + e.destination + e.grade + to_string(e.month)] += e.loads;
    return loads;
  };
  EXPECT_EQ(count(Per::month), count(Per::day));
  const auto by_day = expected_loads(out.report, {Per::day, 0, {}}).value();
  for (const auto& e : by_day) {
    const std::chrono::weekday day{std::chrono::sys_days(parse_date(e.day).value())};
    EXPECT_LE(day.iso_encoding(), 5u) << e.day;
    EXPECT_EQ(e.day.substr(0, 7), to_string(e.month));
  }
}

TEST(ExpectedLoads, PayloadDecidesHowMany) {
  const auto out = plan(small_case());
  const auto expected = expected_loads(out.report, {Per::month, 15, {}}).value();
  for (const auto& e : expected) {
    EXPECT_EQ(e.loads, (e.kg + 14'999) / 15'000);
  }
  EXPECT_FALSE(expected_loads(out.report, {Per::month, -1, {}}));
  const MonthSpan may{Month::of(2024, 5), Month::of(2024, 5)};
  const auto of_may = expected_loads(out.report, {Per::month, 0, may}).value();
  ASSERT_FALSE(of_may.empty());
  for (const auto& e : of_may) EXPECT_EQ(to_string(e.month), "2024-05");
}

TEST(ExpectedLoads, TicketsHaveNamesOfTheirOwnAndAddUp) {
  const auto out = plan(small_case());
  std::set<std::string> ids;
  std::size_t tickets = 0;
  const auto expected = expected_loads(out.report, {Per::day, 0, {}}).value();
  for (const auto& e : expected) {
    std::int64_t sum = 0;
    for (std::int64_t i = 0; i < e.loads; ++i) {
      Event ship = draft_ticket(e, i);
      ship.author = "builder";  // an offer of the small case has no party
      EXPECT_TRUE(traceability::check(ship)) << ship.id;
      EXPECT_EQ(ship.inputs[0].lot, e.offer);
      sum += ship.inputs[0].mass_g;
      ids.insert(ship.load);
      ++tickets;
    }
    EXPECT_EQ(sum, 1000 * e.kg);
  }
  EXPECT_EQ(ids.size(), tickets);
}

// ---- from the ledger to the plan

TEST(Executed, AReceivedLoadIsAFactOfTheNextPlan) {
  Books books;
  books.extract("T3", 100, "T3"), books.declare("T3", 1);
  books.ship("W-1", {Books::t("T3", 30)}, "T3", "L1");
  books.receive("W-1", Books::t("in L1", 29.8), "L1");
  books.ship("W-2", {Books::t("T3", 30)}, "T3", "L1");  // still on its way
  const auto done = executed(books.ledger, bound(small_case())).value();
  EXPECT_EQ(texts(done.found), std::vector<std::string>{});
  ASSERT_EQ(done.loads.size(), 1u);
  EXPECT_EQ(done.loads[0].offer, "T3");
  EXPECT_EQ(done.loads[0].destination, "L1");
  EXPECT_EQ(done.loads[0].tonnes, 29.8);  // as weighed at receipt
  EXPECT_EQ(done.loads[0].day, "2024-03-09");
  EXPECT_EQ(done.under_way, 1u);
  const auto before = plan(small_case());
  const auto after = plan(with_execution(small_case(), done).value());
  EXPECT_NEAR(before.report.plan.account.surplus_t - after.report.plan.account.surplus_t, 29.8,
              1e-9);
  EXPECT_EQ(kg(after.report.facts, "T3", "L1"), 29'800);
}

TEST(Executed, ThePlanOfTheLedgerIsNotDrivenTwice) {
  const Document document = small_case();
  const auto first = plan(document);
  const MonthSpan june{Month::of(2024, 6), Month::of(2024, 6)};
  const auto expected = expected_loads(first.report, {Per::month, 0, june}).value();
  Books books;
  books.now = 1'717'200'000'000'000;  // 2024-06-01
  std::map<std::string, double> driven;
  for (const auto& e : expected) {
    if (e.source != e.offer) continue;
    Event ship = draft_ticket(e, 0);
    const double tonnes = static_cast<double>(ship.inputs[0].mass_g) / 1e6;
    books.extract(e.offer, tonnes, e.offer), books.declare(e.offer, 1);
    ship.author = ship.to_party = "builder", ship.time_us = books.now += 60'000'000;
    books.must(ship);
    books.receive(ship.load,
                  Books::t("at " + e.destination + "/" + ship.load.substr(0, 40), tonnes),
                  e.destination);
    driven[e.offer] += tonnes;
  }
  ASSERT_FALSE(driven.empty());
  const auto done = executed(books.ledger, bound(document)).value();
  const auto second = plan(with_execution(document, done).value());
  for (const auto& [offer, tonnes] : driven) {
    double told = 0;
    for (const Load& l : done.loads) told += l.offer == offer ? l.tonnes : 0;
    EXPECT_NEAR(told, tonnes, 0.001 * static_cast<double>(done.loads.size()));
  }
  double all = 0;  // what lies in a store has still to be planned on from there
  for (const Load& l : done.loads) all += l.destination == "S1" ? 0 : l.tonnes;
  EXPECT_NEAR(first.report.plan.account.surplus_t - second.report.plan.account.surplus_t, all,
              1e-6);
}

TEST(Executed, AMixedLoadIsSharedOutToTheKilogram) {
  Books books;
  books.extract("T1", 100, "T1");
  books.extract("T3/heap", 50, "T1");
  Event merge = books.make(EventKind::merge);
  merge.place = "T1", merge.inputs = {Books::t("T1", 20), Books::t("T3/heap", 10)};
  merge.outputs = {Books::t("mix", 30)};
  books.must(merge);
  books.haul("W-1", Books::t("mix", 10), "T1", "L1", "there");
  const auto done = executed(books.ledger, bound(small_case())).value();
  ASSERT_EQ(done.loads.size(), 2u);
  EXPECT_EQ(done.loads[0].id, "W-1.T1");
  EXPECT_NEAR(done.loads[0].tonnes, 6.667, 1e-9);
  EXPECT_NEAR(done.loads[1].tonnes, 3.333, 1e-9);
}

TEST(Executed, WhatTheScenarioDoesNotKnowIsToldAndNotGuessed) {
  Books books;
  books.extract("unknown", 100, "T1"), books.declare("unknown", 1);
  books.haul("W-1", Books::t("unknown", 10), "T1", "L1", "a");
  books.extract("T1", 100, "T1"), books.declare("T1", 1);
  books.haul("W-2", Books::t("T1", 10), "T1", "somewhere", "b");
  auto done = executed(books.ledger, bound(small_case())).value();
  EXPECT_TRUE(done.loads.empty());
  ASSERT_EQ(done.found.size(), 2u);
  EXPECT_NE(to_line(done.found[0]).find("'unknown'"), std::string::npos);
  EXPECT_NE(to_line(done.found[1]).find("'somewhere'"), std::string::npos);
  ExecutionOptions options;
  options.offer_of_lot = {{"unknown", "T3"}}, options.site_of_place = {{"somewhere", "F1"}};
  done = executed(books.ledger, bound(small_case()), options).value();
  EXPECT_TRUE(done.found.empty());
  ASSERT_EQ(done.loads.size(), 2u);
  EXPECT_EQ(done.loads[0].offer, "T3");
  EXPECT_EQ(done.loads[1].destination, "F1");
}

TEST(Executed, CorrectionsAndOlderLogsCount) {
  Books books;
  books.extract("T3", 100, "T3");
  books.ship("W-1", {Books::t("T3", 30)}, "T3", "L1");
  const auto before = books.ledger.size();
  Event wrong = books.receive("W-1", Books::t("in", 3), "L1");
  Event right = wrong;
  right.id = "right", right.corrects = wrong.id, right.outputs[0].mass_g = 30'000'000;
  books.must(right);
  const Case input = bound(small_case());
  const auto now = executed(books.ledger, input).value();
  ASSERT_EQ(now.loads.size(), 1u);
  EXPECT_EQ(now.loads[0].tonnes, 30);
  ExecutionOptions then;
  then.log_size = before;
  EXPECT_EQ(executed(books.ledger, input, then).value().under_way, 1u);
  then.log_size = 1000;
  EXPECT_FALSE(executed(books.ledger, input, then));
}

TEST(Executed, TellingTheSameLedgerAgainChangesNothing) {
  Books books;
  books.extract("T3", 100, "T3");
  books.haul("W-1", Books::t("T3", 30), "T3", "L1", "in");
  const auto done = executed(books.ledger, bound(small_case())).value();
  const auto once = with_execution(small_case(), done).value();
  EXPECT_EQ(with_execution(once, done).value().hash(), once.hash());
  auto other = done;
  other.loads[0].tonnes = 31;
  const auto refused = with_execution(once, other);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
}

// ---- holds and recalls

TEST(Holds, AHeldOfferIsNotPlannedAnyMore) {
  Books books;
  books.extract("T3", 100, "T3");
  const std::string event = books.hold("T3", "asbestos found");
  const auto done = executed(books.ledger, bound(small_case())).value();
  ASSERT_EQ(done.held.size(), 1u);
  EXPECT_EQ(done.held[0].reason, "on hold by event " + event + ": asbestos found");
  const auto after = plan(with_execution(small_case(), done).value());
  EXPECT_GT(kg(plan(small_case()).report.plan.movements, "T3"), 0);
  EXPECT_EQ(kg(after.report.plan.movements, "T3"), 0);
  books.release("T3");
  EXPECT_TRUE(executed(books.ledger, bound(small_case())).value().held.empty());
}

TEST(Holds, WhatWasDrivenBeforeStaysAFact) {
  Books books;
  books.extract("T3", 100, "T3");
  books.haul("W-1", Books::t("T3", 30), "T3", "L1", "in L1");
  books.hold("T3", "asbestos found");
  const auto after = plan(
      with_execution(small_case(), executed(books.ledger, bound(small_case())).value()).value());
  EXPECT_EQ(kg(after.report.plan.movements, "T3"), 0);
  EXPECT_EQ(kg(after.report.facts, "T3", "L1"), 30'000);
}

TEST(Holds, AHeldHeapTakesItsMassAlone) {
  Books books;
  books.extract("T3/heap 1", 2000, "T3");
  books.hold("T3/heap 1", "smells of oil");
  const auto done = executed(books.ledger, bound(small_case())).value();
  ASSERT_EQ(done.held.size(), 1u);
  EXPECT_EQ(done.held[0].tonnes, 2000);
  const auto before = plan(small_case());
  const auto after = plan(with_execution(small_case(), done).value());
  EXPECT_NEAR(before.report.plan.account.surplus_t - after.report.plan.account.surplus_t, 2000, 1);
}

TEST(Holds, HeldMassInAStoreStaysThere) {
  Books books;
  books.extract("T1", 20'000, "T1"), books.declare("T1", 1);
  books.haul("W-1", Books::t("T1", 5000), "T1", "S1", "S1/a");
  books.haul("W-2", Books::t("T1", 3000), "T1", "S1", "S1/b");
  const std::string event = books.hold("S1/a", "oil spill");
  const auto done = executed(books.ledger, bound(small_case())).value();
  ASSERT_EQ(done.held.size(), 1u);
  EXPECT_EQ(done.held[0].site, "S1");
  EXPECT_EQ(done.held[0].reason, "on hold by event " + event + ": oil spill");
  EXPECT_TRUE(done.changes.empty());  // the load says it itself
  EXPECT_EQ(held_of(done), (std::vector<double>{5000, 0}));
  const auto before = plan(small_case());
  const auto after = plan(with_execution(small_case(), done).value());
  EXPECT_NEAR(before.report.plan.account.surplus_t - after.report.plan.account.surplus_t, 5000,
              1e-6);
  EXPECT_EQ(kg(after.report.facts, "T1", "S1"), 8'000'000);  // all of it was driven
  EXPECT_EQ(lying_kg(after, "S1"), 3'000'000);
}

TEST(Holds, OfALotThatLiesInAStoreOnlyWhatIsLeftIsHeld) {
  Books books;
  books.extract("T1", 20'000, "T1"), books.declare("T1", 1);
  books.haul("W-1", Books::t("T1", 5000), "T1", "S1", "S1/a");
  books.haul("W-2", Books::t("S1/a", 2000), "S1", "N2", "N2/a");
  books.hold("S1/a", "oil spill");
  const auto done = executed(books.ledger, bound(small_case())).value();
  EXPECT_EQ(held_of(done), (std::vector<double>{3000, 0}));
  const auto after = plan(with_execution(small_case(), done).value());
  EXPECT_EQ(lying_kg(after, "S1"), 0);
  EXPECT_EQ(kg(after.report.facts, "T1", "N2") - kg(plan(small_case()).report.facts, "T1", "N2"),
            2'000'000);
}

TEST(Holds, MassThatNoLoadBroughtIsTakenOutOfItsOfferAndOfTheRoom) {
  Books books;
  books.extract("T1/found", 4000, "S1");
  books.hold("T1/found", "nobody knows what it is");
  const auto done = executed(books.ledger, bound(small_case())).value();
  ASSERT_EQ(done.changes.size(), 2u);
  const Case input = bound(with_execution(small_case(), done).value());
  EXPECT_NEAR(input.stores[0].stock_t, 80'000 - 4000, 1e-9);
  EXPECT_NEAR(input.offers[0].tonnes, 270'000 - 4000, 1e-6);
}

TEST(Holds, WhatIsGoneFromAStoreWithoutALoadIsNotPlannedWith) {
  Books books;
  books.extract("T1", 20'000, "T1"), books.declare("T1", 1);
  books.haul("W-1", Books::t("T1", 5000), "T1", "S1", "S1/a");
  books.haul("W-2", Books::t("S1/a", 2000), "S1", "N2", "N2/a");
  Event use = books.make(EventKind::use);
  use.place = "S1", use.inputs = {Books::t("S1/a", 1200.5)};
  books.must(use);
  const auto done = executed(books.ledger, bound(small_case())).value();
  ASSERT_EQ(done.found.size(), 1u);
  EXPECT_EQ(done.found[0].severity, Severity::note);
  EXPECT_EQ(done.found[0].value, "1200.5 t of T1");
  EXPECT_EQ(held_of(done), (std::vector<double>{1200.5, 0}));
  EXPECT_EQ(lying_kg(plan(with_execution(small_case(), done).value()), "S1"), 1'799'500);
}

// ---- mass whose class is open

TEST(OpenClass, StaysInTheStoreUntilItIsTested) {
  Books books;
  books.extract("T1", 20'000, "T1");
  books.haul("W-1", Books::t("T1", 5000), "T1", "S1", "S1/a");
  books.haul("W-2", Books::t("T1", 3000), "T1", "S1", "S1/b");
  const Case input = bound(small_case());
  auto done = executed(books.ledger, input).value();
  ASSERT_EQ(done.found.size(), 2u);
  const std::string line = to_line(done.found[0]);
  EXPECT_EQ(done.found[0].severity, Severity::warning);
  EXPECT_EQ(done.found[0].value, "W-1");
  for (const char* part :
       {"at least clean and at most above class 5", "nobody has tested or declared it",
        "missing: ", "Arsenic", "5000 t of it stay in S1 until it is known",
        "what would tell: analyses of these in all parts"})
    EXPECT_NE(line.find(part), line.npos) << part << " in " << line;
  EXPECT_EQ(held_of(done), (std::vector<double>{5000, 3000}));
  EXPECT_EQ(lying_kg(plan(with_execution(small_case(), done).value()), "S1"), 0);

  books.analyse("S1/a");  // where it lies now
  books.test("S1/b", "content/pb", "250", "mg/kg");
  done = executed(books.ledger, input).value();
  EXPECT_EQ(held_of(done), (std::vector<double>{0, 3000}));
  EXPECT_EQ(done.loads[0].condition_class, "clean");
  EXPECT_EQ(done.loads[1].condition_class, "class3");  // at least
  ASSERT_EQ(done.found.size(), 1u);
  EXPECT_NE(to_line(done.found[0]).find("at least class 3 and at most above class 5"),
            std::string::npos);
  ASSERT_EQ(done.held.size(), 1u);
  EXPECT_EQ(done.held[0].lot, "S1/b");
  EXPECT_NE(done.held[0].reason.find("its class is not known: at least class 3"),
            std::string::npos);
  const auto after = plan(with_execution(small_case(), done).value());
  EXPECT_EQ(lying_kg(after, "S1"), 5'000'000);

  books.analyse("S1/b", {{"pb", "250"}});
  done = executed(books.ledger, input).value();
  EXPECT_TRUE(done.held.empty() && done.found.empty());
  EXPECT_EQ(done.loads[1].condition_class, "class3");
}

TEST(OpenClass, OfABlendIsThatOfAllItsLoads) {
  Books books;
  books.extract("T1", 20'000, "T1");
  books.haul("W-1", Books::t("T1", 5000), "T1", "S1", "S1/a");
  books.haul("W-2", Books::t("T1", 3000), "T1", "S1", "S1/b");
  books.analyse("S1/a");
  Event merge = books.make(EventKind::merge);
  merge.place = "S1", merge.inputs = {Books::t("S1/a", 1000), Books::t("S1/b", 3000)};
  merge.outputs = {Books::t("S1/heap", 4000)};
  books.must(merge);
  const Case input = bound(small_case());
  auto done = executed(books.ledger, input).value();
  EXPECT_EQ(held_of(done), (std::vector<double>{1000, 3000}));
  EXPECT_EQ(done.found.size(), 2u);
  EXPECT_EQ(done.loads[0].condition_class, "clean");  // of what may leave
  books.analyse("S1/heap");
  done = executed(books.ledger, input).value();
  EXPECT_EQ(held_of(done), (std::vector<double>{0, 0}));
  EXPECT_TRUE(done.found.empty());
  EXPECT_EQ(
      executed(books.ledger, input, {.log_size = books.ledger.size() - 1}).value().found.size(),
      2u);
}

TEST(OpenClass, WhereNothingLeavesItIsToldAndWhatThePlaceDoesNotTake) {
  Books books;
  books.extract("T3", 100, "T3");
  books.test("T3", "content/pb", "250", "mg/kg");
  books.haul("W-1", Books::t("T3", 30), "T3", "L1", "in L1");
  const Case input = bound(small_case());
  auto done = executed(books.ledger, input).value();
  ASSERT_EQ(done.found.size(), 1u);
  const std::string line = to_line(done.found[0]);
  EXPECT_NE(line.find("L1, where it lies, does not take class 4, class 5, above class 5"),
            line.npos)
      << line;
  EXPECT_TRUE(done.held.empty());
  EXPECT_EQ(held_of(done), std::vector<double>{0});
  EXPECT_EQ(kg(plan(with_execution(small_case(), done).value()).report.facts, "T3", "L1"), 30'000);
  books.analyse("in L1", {{"pb", "250"}});
  done = executed(books.ledger, input).value();
  EXPECT_TRUE(done.found.empty());
  EXPECT_EQ(done.loads[0].condition_class, "class3");
}

TEST(OpenClass, WhatIsKnownToBeWorseThanItsOfferLeavesTheStoreAsWhatItIs) {
  Books books;
  books.extract("T1/heap", 20'000, "T1"), books.declare("T1/heap", 3);  // T1 is declared clean
  books.haul("W-1", Books::t("T1/heap", 5000), "T1", "S1", "S1/a");
  const auto done = executed(books.ledger, bound(small_case())).value();
  EXPECT_TRUE(done.held.empty());
  const auto after = plan(with_execution(small_case(), done).value());
  std::int64_t bad = 0;
  for (const Movement& m : after.report.plan.movements) {
    if (m.kind == Kind::store && m.route.legs.empty()) {
      EXPECT_EQ(m.condition_class, "class3");
      bad += m.kg;
    }
    if (m.source == "S1" && m.condition_class == "class3") {
      EXPECT_TRUE(m.destination.empty() || m.kind == Kind::end_stock) << m.destination;
    }
  }
  EXPECT_EQ(bad, 5'000'000);
}

TEST(Holds, ARecallReachesThePlanBeforeAnybodyHasToldTheLedger) {
  Books books;
  books.extract("bad", 10, "T1");
  books.extract("T1", 1000, "T1");
  Event merge = books.make(EventKind::merge);
  merge.place = "T1", merge.inputs = {Books::t("T1", 90), Books::t("bad", 10)};
  merge.outputs = {Books::t("T1/blend", 100)};
  books.must(merge);
  const Case input = bound(small_case());
  EXPECT_TRUE(executed(books.ledger, input).value().held.empty());
  ExecutionOptions options;
  options.recalled = {{"bad"}};
  options.offer_of_lot = {{"bad", "T1"}};
  const auto done = executed(books.ledger, input, options).value();
  ASSERT_EQ(done.held.size(), 1u);  // nothing is left of `bad` itself
  EXPECT_EQ(done.held[0].lot, "T1/blend");
  EXPECT_NEAR(done.held[0].tonnes, 100, 1e-9);  // all of the blend, not its bad tenth
  EXPECT_EQ(done.held[0].reason, "recalled");
}

// ---- quality

TEST(Quality, TestsOfTheLedgerAreSamplesOfThePlan) {
  Books books;
  books.extract("T3", 100, "T3");
  books.test("T3", "content/lead", "20000", "mg/kg");  // far above all classes that L1 takes
  const auto done = executed(books.ledger, bound(small_case())).value();
  ASSERT_EQ(done.samples.size(), 1u);
  const auto after = plan(with_execution(small_case(), done).value());
  EXPECT_GT(kg(plan(small_case()).report.plan.movements, "T3", "L1"), 0);
  EXPECT_EQ(kg(after.report.plan.movements, "T3", "L1"), 0);
}

TEST(Quality, ALoadTellsItsClass) {
  Books books;
  books.extract("T2", 100, "T2");
  books.test("T2", "condition_class", "3", "1");
  books.haul("W-1", Books::t("T2", 10), "T2", "L1", "in");
  const auto done = executed(books.ledger, bound(small_case())).value();
  ASSERT_EQ(done.loads.size(), 1u);
  EXPECT_EQ(done.loads[0].condition_class, "class3");
}

TEST(Quality, ALoadTestedForLeadAloneIsOfNoClassUnlessItIsBad) {
  Books books;
  books.extract("T2", 100, "T2"), books.extract("T3", 100, "T3");
  books.test("T2", "content/lead", "12", "mg/kg");
  books.test("T3", "content/lead", "250", "mg/kg");
  books.haul("W-1", Books::t("T2", 10), "T2", "L1", "in 1");
  books.haul("W-2", Books::t("T3", 10), "T3", "L1", "in 2");
  const auto done = executed(books.ledger, bound(small_case())).value();
  ASSERT_EQ(done.loads.size(), 2u);
  EXPECT_EQ(done.loads[0].condition_class, "");
  EXPECT_EQ(done.loads[1].condition_class, "class3");  // at least
}

// ---- the case of the region

TEST(Oslo, PlannedDrivenRecalledAndPlannedAgain) {
  Diagnostics found;
  const auto document = Document::read(test::case_folder() + "/oslo_region", found).value();
  const auto first = plan(document);
  // The first month with loads, ten loads of the first flow.
  const auto expected = expected_loads(first.report).value();
  const ExpectedLoads* flow = nullptr;
  for (const auto& e : expected)
    if (e.source == e.offer && e.loads >= 10 && (flow == nullptr || e.month < flow->month))
      flow = &e;
  ASSERT_NE(flow, nullptr);
  Books books;
  std::chrono::year_month_day day = parse_date(to_string(flow->month) + "-15").value();
  books.now = std::chrono::sys_days(day).time_since_epoch().count() * 86'400'000'000LL;
  books.extract(flow->offer, 10'000, flow->offer), books.declare(flow->offer, 1);
  double driven = 0;
  for (std::int64_t i = 0; i < 10; ++i) {
    Event ship = draft_ticket(*flow, i);
    ship.author = ship.to_party = "builder", ship.time_us = books.now += 60'000'000;
    books.must(ship);
    const double t = static_cast<double>(ship.inputs[0].mass_g) / 1e6;
    books.receive(ship.load, Books::t("in " + std::to_string(i), t), flow->destination);
    driven += std::floor(1000 * t + 0.5) / 1000;
  }
  Diagnostics none;
  const Case input = document.bind(none).value();
  const auto done = executed(books.ledger, input).value();
  EXPECT_EQ(texts(done.found), std::vector<std::string>{});
  ASSERT_EQ(done.loads.size(), 10u);
  const auto second = plan(with_execution(document, done).value());
  EXPECT_NEAR(first.report.plan.account.surplus_t - second.report.plan.account.surplus_t, driven,
              1e-6);
  EXPECT_EQ(kg(second.report.facts, flow->offer, flow->destination) -
                kg(first.report.facts, flow->offer, flow->destination),
            std::llround(driven * 1000));
  // Then the lot is found to be contaminated: nothing more of it may be used.
  books.hold(flow->offer, "contaminated");
  const auto held = executed(books.ledger, input).value();
  const auto third = plan(with_execution(document, held).value());
  EXPECT_GT(kg(second.report.plan.movements, flow->offer), 0);
  EXPECT_EQ(kg(third.report.plan.movements, flow->offer), 0);
}

TEST(Oslo, UntestedMassStaysInItsStoreUntilItIsTested) {
  Diagnostics found;
  const auto document = Document::read(test::case_folder() + "/oslo_region", found).value();
  const auto first = plan(document);
  const auto expected = expected_loads(first.report).value();
  const Case input = bound(document);
  const ExpectedLoads* flow = nullptr;  // the first one into a store
  for (const auto& e : expected)
    if (e.source == e.offer && std::any_of(input.stores.begin(), input.stores.end(),
                                           [&](const Store& s) { return s.id == e.destination; }))
      if (flow == nullptr || e.month < flow->month) flow = &e;
  ASSERT_NE(flow, nullptr);
  Books books;
  std::chrono::year_month_day day = parse_date(to_string(flow->month) + "-15").value();
  books.now = std::chrono::sys_days(day).time_since_epoch().count() * 86'400'000'000LL;
  books.extract(flow->offer, 100, flow->offer);
  Event ship = draft_ticket(*flow, 0);
  ship.author = ship.to_party = "builder", ship.time_us = books.now += 60'000'000;
  books.must(ship);
  const double t = static_cast<double>(ship.inputs[0].mass_g) / 1e6;
  books.receive(ship.load, Books::t("yard/1", t), flow->destination);

  const auto open = executed(books.ledger, input).value();
  ASSERT_EQ(open.found.size(), 1u);
  EXPECT_EQ(held_of(open), std::vector<double>{open.loads[0].tonnes});
  const auto second = plan(with_execution(document, open).value());
  EXPECT_EQ(lying_kg(second, flow->destination), lying_kg(first, flow->destination));
  EXPECT_EQ(kg(second.report.facts, flow->offer, flow->destination) -
                kg(first.report.facts, flow->offer, flow->destination),
            std::llround(1000 * open.loads[0].tonnes));
  EXPECT_NEAR(first.report.plan.account.surplus_t - second.report.plan.account.surplus_t,
              open.loads[0].tonnes, 1e-6);

  books.analyse("yard/1");
  const auto tested = executed(books.ledger, input).value();
  EXPECT_EQ(texts(tested.found), std::vector<std::string>{});
  EXPECT_EQ(held_of(tested), std::vector<double>{0});
  const auto third = plan(with_execution(document, tested).value());
  EXPECT_EQ(lying_kg(third, flow->destination) - lying_kg(first, flow->destination),
            std::llround(1000 * tested.loads[0].tonnes));
}

}  // namespace
}  // namespace masseflyt::scenario
