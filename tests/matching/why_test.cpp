// Mirrors include/masseflyt/matching/why.hpp. What is promised is planned again.
#include <masseflyt/matching/why.hpp>

#include <gtest/gtest.h>

#include "support/random_market.hpp"

namespace masseflyt::matching {
namespace {

using test::random_market;

Plan planned(const Market& m, const CostSource& costs) { return plan(m, costs, {}).value(); }

Unmet of(Target target) {
  return [target = std::move(target)](const Plan& p) { return unmet_kg(p, target); };
}

/// Two lots of 6 t beside a fill of 5 t; the far receiver takes neither.
struct TwoLotsOneFill : testing::Test {
  TwoLotsOneFill() {
    m.periods = 1;
    m.groups = {"soil-class2"};
    m.far_allowed = {0};
    m.unplaced_nok_t = 5000;
    m.lots = {{"near", 0, 0, 0}, {"off", 1, 0, 2}};
    m.supplies = {{0, 0, 6000}, {1, 0, 6000}};
    m.limits = {{"fill", 5000}};
    m.destinations = {{"fill", 1}};
    m.entries = {{0, 0, 0, 0, 0, {}}};
    m.lot_to = Compatibility(2, 1);
    m.group_to = Compatibility(1, 1);
  }
  std::optional<Relaxed> ask(Index supply, std::int64_t step = 1) {
    return least_room(m, costs, {}, planned(m, costs), of({{supply}, {}}), {{Room::limit, 0}}, step,
                      100000)
        .value();
  }
  Market m;
  test::Line costs{{0, 10, 40}};
};

TEST_F(TwoLotsOneFill, TheNearerLotNeedsTheKilogramThatIsMissing) {
  const auto found = ask(0);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->kg, 1000);
  EXPECT_EQ(found->met_kg, 1000);
  EXPECT_TRUE(found->all && found->smallest);
}

TEST_F(TwoLotsOneFill, TheFartherLotHasToWaitUntilTheNearerOneIsServed) {
  const auto found = ask(1);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->kg, 7000);  // its own 6 t, and 1 t that the nearer lot takes first
  EXPECT_TRUE(found->all && found->smallest);
}

TEST_F(TwoLotsOneFill, WholeSteps) {
  const auto found = ask(1, 2500);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->kg, 7500);
}

TEST_F(TwoLotsOneFill, RoomThatChangesNothingIsNoAnswer) {
  m.lot_to.refuse(1, 0, "not this one");
  EXPECT_FALSE(ask(1));
}

TEST(Why, WhatIsPromisedIsFoundByPlanningAgain) {
  int promised = 0, needs = 0;
  for (std::uint32_t seed = 0; seed < 250; ++seed) {
    const auto r = random_market(seed);
    const auto before = planned(r.market, r.costs);
    for (Index l = 0; l < r.market.limits.size(); ++l) {
      Target target;
      for (Index i = 0; i < r.market.supplies.size(); ++i)
        if (r.market.supplies[i].stored == none) target.supplies.push_back(i);
      const auto found =
          least_room(r.market, r.costs, {}, before, of(target), {{Room::limit, l}}, 500, 1'000'000)
              .value();
      if (!found) continue;
      ++promised;
      const auto again = planned(with_room(r.market, {{Room::limit, l}}, found->kg), r.costs);
      ASSERT_EQ(unmet_kg(before, target) - unmet_kg(again, target), found->met_kg) << seed;
      ASSERT_LE(again.objective_micro_nok, before.objective_micro_nok) << seed;
      ASSERT_EQ(found->all, unmet_kg(again, target) == 0) << seed;
      if (!found->smallest || found->kg <= 500) continue;
      const auto less = planned(with_room(r.market, {{Room::limit, l}}, found->kg - 500), r.costs);
      ASSERT_GT(unmet_kg(less, target), 0) << seed;
    }
    for (Index l = 0; l < r.market.limits.size(); ++l)
      if (r.market.limits[l].minimum_kg > 0 && !r.market.stocks.empty() &&
          unmet_kg(before, {{}, {l}}) > 0) {
        const auto found =
            least_room(r.market, r.costs, {}, before, of({{}, {l}}),
                       {{Room::intake, 0}, {Room::stock, 0}, {Room::process, 0}}, 500, 1'000'000)
                .value();
        if (!found) continue;
        ++needs;
        EXPECT_GT(found->met_kg, 0);
      }
  }
  EXPECT_GT(promised, 60);
  EXPECT_GT(needs, 3);
}

}  // namespace
}  // namespace masseflyt::matching
