// Mirrors include/masseflyt/matching/plan.hpp.
#include <masseflyt/matching/plan.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <limits>
#include <string_view>

#include <gtest/gtest.h>

#include <masseflyt/matching/verify.hpp>

#include "support/random_market.hpp"

namespace masseflyt::matching {
namespace {

using test::Line;
using test::random_market;

/// One pit at km 0 with 10 t a month for two months; a fill at km 10 with room for 12 t and one at
/// km 30 with room for all; far away costs 90 NOK/t.
struct TwoFills : testing::Test {
  Market m;
  Line costs{{0, 10, 30}};
  TwoFills() {
    m.periods = 2;
    m.groups = {"rock-hard-clean"};
    m.lots = {{"S1/rock", 0, 0, 0, {}}};
    m.supplies = {{0, 0, 10'000}, {0, 1, 10'000}};
    m.limits = {{"near", 12'000}, {"wide", unlimited}};
    m.destinations = {{"near", 1, true}, {"wide", 2, true}};
    m.entries = {{0, 0, 0, 1, 0, {}}, {1, 0, 0, 1, 1, {}}};
    m.lot_to = Compatibility(1, 2);
    m.group_to = Compatibility(1, 2);
    m.far_allowed = {1};
    m.far.nok = 90;
    m.unplaced_nok_t = 5000;
  }
  Plan solve(const Weights& w = {}) { return plan(m, costs, w).value(); }
  std::int64_t kg_to(const Plan& p, To to, Index target) {
    std::int64_t kg = 0;
    for (const auto& f : p.flows)
      if (f.to == to && f.target == target) kg += f.kg;
    return kg;
  }
};

TEST_F(TwoFills, TheNearOneFillsUpAndTheRestGoesFurther) {
  const auto p = solve();
  EXPECT_EQ(p.status, Status::optimal);
  EXPECT_EQ(kg_to(p, To::entry, 0), 12'000);
  EXPECT_EQ(kg_to(p, To::entry, 1), 8'000);
  EXPECT_EQ(p.objective_micro_nok, 12'000 * 10'000 + 8'000 * 30'000);  // NOK/t are 1000 µNOK/kg
  EXPECT_EQ(p.gap(), 0);
}

TEST_F(TwoFills, AWindowIsKept) {
  m.entries[0].last = 0;
  EXPECT_EQ(kg_to(solve(), To::entry, 0), 10'000);
}

TEST_F(TwoFills, WhatFindsNoRoomGoesFarAndIsNotDropped) {
  m.limits[1].capacity_kg = 3'000;
  const auto p = solve();
  EXPECT_EQ(kg_to(p, To::far, 0), 5'000);
}

TEST_F(TwoFills, WhatNobodyTakesStaysUnplaced) {
  m.lot_to.refuse(0, 0, "not this");
  m.lot_to.refuse(0, 1, "nor that");
  m.far_allowed = {0};
  EXPECT_EQ(kg_to(solve(), To::unplaced, 0), 20'000);
}

TEST_F(TwoFills, NestedLimitsHoldTogether) {
  m.limits.push_back({"both", 15'000});
  m.limits[0].parent = m.limits[1].parent = 2;
  const auto p = solve();
  EXPECT_EQ(kg_to(p, To::entry, 0) + kg_to(p, To::entry, 1), 15'000);
  EXPECT_EQ(kg_to(p, To::far, 0), 5'000);
}

TEST_F(TwoFills, AStoreCarriesMassIntoALaterWindow) {
  m.entries[0].first = 1;  // the near fill opens in the second month
  m.limits[0].capacity_kg = unlimited;
  m.destinations.push_back({"store", 0, false});
  m.lot_to = Compatibility(1, 3);
  m.group_to = Compatibility(1, 3);
  HaulSums in, hold;
  in.nok = 1, hold.nok = 2;
  m.stocks = {{"store/rock", 2, 0, 0, 0, 1, 7'000, 9'000, in, hold, false, {}}};
  const auto p = solve();
  EXPECT_EQ(p.stock_kg, (std::vector<std::int64_t>{7'000, 0}));  // never more than may lie there
  EXPECT_EQ(kg_to(p, To::entry, 0), 17'000);
  EXPECT_TRUE(verify(m, costs, {}, p).optimal());
}

TEST_F(TwoFills, ANeedIsFilledWithVirginRockWhereSurplusIsDearer) {
  m.limits.push_back({"need", 30'000, 30'000});
  m.destinations.push_back({"need", 2, false});
  m.lot_to = Compatibility(1, 3);
  m.group_to = Compatibility(1, 3);
  m.entries.push_back({2, 0, 0, 1, 2, {}});
  HaulSums price;
  price.nok = 77;
  m.virgin = {{"Q", 2, false, 0, 1, 2, 0, 2, price, 1}};
  m.virgin_supply_kg = {8'000};
  const auto p = solve();
  EXPECT_EQ(kg_to(p, To::limit, 2), 10'000);  // 8 t virgin and 2 t that are not to be had
  EXPECT_EQ(kg_to(p, To::entry, 2), 20'000);  // all surplus, against 77 NOK/t and then 5000
  EXPECT_TRUE(verify(m, costs, {}, p).optimal());
}

TEST_F(TwoFills, WeightsDecideWhatIsCheap) {
  m.entries[0].extra.co2e_kg = 100;  // the near one emits
  EXPECT_EQ(kg_to(solve({1, 0, 0, 0}), To::entry, 0), 12'000);
  EXPECT_EQ(kg_to(solve({1, 10, 0, 0}), To::entry, 0), 0);
}

TEST_F(TwoFills, ABrokenMarketIsRefusedWithItsPlace) {
  m.supplies[1].kg = -5;
  const auto p = plan(m, costs, {});
  ASSERT_FALSE(p);
  EXPECT_EQ(p.error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(p.error().path, "/supplies/1/kg");
}

TEST_F(TwoFills, CancelAndDeadlineStopIt) {
  Cancel cancel;
  cancel.set();
  Control control;
  control.cancel = &cancel;
  EXPECT_EQ(plan(m, costs, {}, control).error().code, ErrorCode::cancelled);
  Control late;
  late.deadline = std::chrono::steady_clock::now();
  EXPECT_EQ(plan(m, costs, {}, late)->status, Status::stopped);
}

/// Whatever there is when time is up keeps all limits and proves no more than is true.
TEST(Plan, StoppedEarlyItIsAPlanWithABound) {
  const auto r = test::wide_market(650, 600);
  const auto best = plan(r.market, r.costs, {}).value();
  ASSERT_GT(best.arcs, 200'000u);                         // LEMON, below, is not stopped
  const auto stopped_after = [&](int ms, bool solving) {  // milliseconds of solving, or of all
    Control late;
    const auto soon = [&] {
      late.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(ms);
    };
    late.progress = [&](std::string_view stage, double done) {
      if (solving && stage == "solve" && done == 0) soon();
    };
    if (!solving) soon();
    const auto p = plan(r.market, r.costs, {}, late).value();
    if (p.status == Status::stopped) return p.status;
    const auto verdict = verify(r.market, r.costs, {}, p);
    EXPECT_TRUE(verdict.violations.empty()) << ms;
    EXPECT_EQ(verdict.objective_micro_nok, p.objective_micro_nok) << ms;
    EXPECT_GE(verdict.bound_micro_nok, p.bound_micro_nok) << ms;
    EXPECT_LE(verdict.bound_micro_nok, best.objective_micro_nok) << ms;
    EXPECT_GE(p.objective_micro_nok, best.objective_micro_nok) << ms;
    return p.status;
  };
  for (const int ms : {1, 100}) stopped_after(ms, false);
  for (const int ms : {3, 100}) stopped_after(ms, true);
  EXPECT_EQ(stopped_after(0, true), Status::feasible);
}

TEST_F(TwoFills, TotalsBeyond64BitAreRefused) {
  m.unplaced_nok_t = 9e8;
  m.supplies[0].kg = 500'000'000'000'000'000;
  m.entries.clear();
  m.far_allowed = {0};
  const auto p = plan(m, costs, {});
  ASSERT_FALSE(p);
  EXPECT_EQ(p.error().code, ErrorCode::limit_exceeded);
}

TEST(RandomMarkets, EveryPlanIsProvedOptimalByIndependentCode) {
  for (std::uint32_t seed = 0; seed < 600; ++seed) {
    const auto r = random_market(seed);
    const Weights w{1, seed % 3 ? 1.5 : 0.0, 0, 0};
    const auto p = plan(r.market, r.costs, w);
    ASSERT_TRUE(p) << seed << ": " << p.error().message;
    const auto verdict = verify(r.market, r.costs, w, *p);
    ASSERT_TRUE(verdict.feasible()) << seed << ": " << verdict.violations.front();
    ASSERT_EQ(verdict.objective_micro_nok, p->objective_micro_nok) << seed;
    ASSERT_EQ(verdict.bound_micro_nok, p->objective_micro_nok) << seed;
  }
}

TEST(RandomMarkets, SameInputSamePlan) {
  for (std::uint32_t seed = 0; seed < 50; ++seed) {
    const auto a = random_market(seed), b = random_market(seed);
    EXPECT_EQ(plan(a.market, a.costs, {})->flows, plan(b.market, b.costs, {})->flows);
  }
}

TEST(RandomMarkets, MoreRoomNeverCostsMore) {
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    auto r = random_market(seed);
    const auto before = plan(r.market, r.costs, {})->objective_micro_nok;
    for (auto& l : r.market.limits)
      if (l.minimum_kg == 0) l.capacity_kg += 4'000;
    for (auto& s : r.market.stocks) s.stock_kg += 2'000, s.intake_kg += 1'000;
    EXPECT_LE(plan(r.market, r.costs, {})->objective_micro_nok, before) << seed;
  }
}

/// Ways to split `kg` tonnes over the open choices, walked through completely.
std::int64_t cheapest(std::vector<std::int64_t> supply_t, std::vector<std::int64_t> room_t,
                      const std::vector<std::vector<std::int64_t>>& price, std::int64_t far) {
  std::int64_t best = std::numeric_limits<std::int64_t>::max();
  const std::function<void(std::size_t, std::size_t, std::int64_t)> walk =
      [&](std::size_t i, std::size_t j, std::int64_t cost) {
        if (i == supply_t.size()) {
          best = std::min(best, cost);
          return;
        }
        if (j == room_t.size()) return walk(i + 1, 0, cost + supply_t[i] * far);
        for (std::int64_t x = 0; x <= std::min(supply_t[i], room_t[j]); ++x) {
          supply_t[i] -= x, room_t[j] -= x;
          walk(i, j + 1, cost + x * price[i][j]);
          supply_t[i] += x, room_t[j] += x;
        }
      };
  walk(0, 0, 0);
  return best;
}

TEST(RandomMarkets, BruteForceFindsNothingCheaper) {
  std::mt19937 random(7);
  for (int round = 0; round < 60; ++round) {
    Market m;
    m.periods = 1;
    m.groups = {"rock"};
    m.far_allowed = {1};
    m.far.nok = 50;
    m.unplaced_nok_t = 5000;
    std::vector<double> km;
    std::vector<std::int64_t> supply, room;
    for (Index i = 0; i < 3; ++i) {
      km.push_back(static_cast<double>(random() % 60));
      supply.push_back(1 + random() % 4);
      m.lots.push_back({"lot", i, 0, i, {}});
      m.supplies.push_back({i, 0, supply.back() * 1000});
    }
    for (Index j = 0; j < 3; ++j) {
      km.push_back(static_cast<double>(random() % 60));
      room.push_back(random() % 5);
      m.destinations.push_back({"fill", 3 + j, true});
      m.limits.push_back({"fill", room.back() * 1000});
      m.entries.push_back({j, 0, 0, 0, j, {}});
    }
    m.lot_to = Compatibility(3, 3);
    m.group_to = Compatibility(1, 3);
    std::vector<std::vector<std::int64_t>> price(3, std::vector<std::int64_t>(3));
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) price[i][j] = std::llround(std::abs(km[i] - km[3 + j]));
    EXPECT_EQ(plan(m, Line(km), {})->objective_micro_nok,
              cheapest(supply, room, price, 50) * 1'000'000)
        << round;
  }
}

}  // namespace
}  // namespace masseflyt::matching
