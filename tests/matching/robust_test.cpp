// Mirrors include/masseflyt/matching/robust.hpp.
#include <masseflyt/matching/robust.hpp>

#include <gtest/gtest.h>

#include <masseflyt/matching/plan.hpp>

#include "support/random_market.hpp"

namespace masseflyt::matching {
namespace {

/// 10 t leave now: to a fill for nothing, or to another for 20 NOK/t. Later, in one of two futures,
/// 10 t come that only the first fill takes, or the far receiver for 100 NOK/t.
struct OneFillTwoFutures : testing::Test {
  OneFillTwoFutures() {
    quiet = market(false), busy = market(true);
    futures = {{"quiet", &quiet, &costs, 1}, {"busy", &busy, &costs, 1}};
  }
  static Market market(bool later) {
    Market m;
    m.periods = 2;
    m.groups = {"soil"};
    m.far_allowed = {1};
    m.far.nok = 100;
    m.unplaced_nok_t = 5000;
    m.lots = {{"now", 0, 0, 0}, {"later", 1, 0, 0}};
    m.supplies = {{0, 0, 10'000}};
    if (later) m.supplies.push_back({1, 1, 10'000});
    m.limits = {{"cheap", 10'000}, {"dear", 100'000}};
    m.destinations = {{"cheap", 0}, {"dear", 0}};
    HaulSums fee;
    fee.nok = 20;
    m.entries = {{0, 0, 0, 1, 0, {}}, {1, 0, 0, 1, 1, fee}};
    m.lot_to = Compatibility(2, 2);
    m.lot_to.refuse(1, 1, "not there");
    m.group_to = Compatibility(1, 2);
    return m;
  }
  std::int64_t to(const RobustPlan& p, const std::string& destination) {
    std::int64_t kg = 0;
    for (const auto& f : p.now)
      if (f.destination == destination) kg += f.kg;
    return kg;
  }
  Market quiet, busy;
  test::Line costs{{0}};
  std::vector<Future> futures;
  RobustOptions options{1, Aim::expected, 60, 1e-6, {}};
};

constexpr double nok = 1e6;

TEST_F(OneFillTwoFutures, KeepsTheRoomThatMayBeNeeded) {
  const auto p = robust_plan(futures, {}, options).value();
  EXPECT_EQ(to(p, "dear"), 10'000);
  EXPECT_NEAR(p.value, 200 * nok, 1);
  EXPECT_NEAR(p.bound, 200 * nok, 0.02 * 200 * nok);
  EXPECT_NEAR(p.information, 100 * nok, 1);  // knowing would save the 200 NOK of the quiet future
  EXPECT_LE(p.information_low, p.information);
}

TEST_F(OneFillTwoFutures, UsesItWhereItIsHardlyEverNeeded) {
  futures[1].probability = 0.1;
  const auto p = robust_plan(futures, {}, options).value();
  EXPECT_EQ(to(p, "cheap"), 10'000);
  EXPECT_NEAR(p.value, 1000 * nok / 11, 1);
}

TEST_F(OneFillTwoFutures, TheLargestRegretIsLeastInBetween) {
  options.aim = Aim::regret;
  const auto p = robust_plan(futures, {}, options).value();
  // x t in the cheap fill regret 80 x in the busy future and 200 - 20 x in the quiet one: 160 at 2
  // t
  EXPECT_GE(p.value, 160 * nok - 1);
  EXPECT_LE(p.value, 1.05 * 160 * nok);
  EXPECT_LE(p.bound, 160 * nok + 1);
  EXPECT_GE(p.bound, 0.9 * 160 * nok);
}

TEST_F(OneFillTwoFutures, RefusesFuturesThatDifferNow) {
  busy.supplies.front().kg = 9'000;
  const auto p = robust_plan(futures, {}, options);
  EXPECT_EQ(p.error().code, ErrorCode::invalid_argument);
  EXPECT_NE(p.error().message.find("now"), std::string::npos);
  EXPECT_FALSE(robust_plan({}, {}, options).has_value());
  futures[0].probability = -1;
  EXPECT_FALSE(robust_plan(futures, {}, options).has_value());
}

/// The same market with more, and with less, of what comes after the first period.
struct Three {
  test::RandomMarket r;
  Market low, high;
  explicit Three(std::uint32_t seed) : r(test::random_market(seed)) {
    for (auto& l : r.market.lots) l.id += "/" + std::to_string(&l - r.market.lots.data());
    low = high = r.market;
    for (Index i = 0; i < low.supplies.size(); ++i)
      if (low.supplies[i].period > 0 && low.supplies[i].stored == none)
        low.supplies[i].kg /= 8, high.supplies[i].kg *= 8;
  }
  std::vector<Future> futures() const {
    return {{"point", &r.market, &r.costs, 0.4},
            {"low", &low, &r.costs, 0.3},
            {"high", &high, &r.costs, 0.3}};
  }
};

TEST(Robust, BoundsHoldAndDecisionsCostWhatIsSaid) {
  int apart = 0, solved = 0;
  for (std::uint32_t seed = 0; seed < 120; ++seed) {
    const Three three(seed);
    for (const Aim aim : {Aim::expected, Aim::regret}) {
      const auto p = robust_plan(three.futures(), {}, {1, aim, 6, 1e-9, {}});
      if (!p) continue;  // what lies in a store has no room: no future has a plan
      ++solved;
      ASSERT_LE(p->bound, p->value + 1) << seed;
      ASSERT_GE(p->information, -1) << seed;
      for (std::size_t s = 0; s < 3; ++s) {
        const auto alone = plan(*three.futures()[s].market, three.r.costs, {}).value();
        ASSERT_EQ(p->best[s], alone.objective_micro_nok) << seed;
        ASSERT_GE(p->cost[s], p->best[s]) << seed;
      }
      std::int64_t now = 0, first = 0;
      for (const auto& f : p->now) now += f.kg;
      for (const auto& s : three.r.market.supplies)
        if (s.period == 0 && s.stored == none) first += s.kg;
      ASSERT_EQ(now, first) << seed;
      if (p->information > 1) ++apart;
    }
  }
  EXPECT_GT(solved, 150);
  EXPECT_GE(apart, 2);
}

}  // namespace
}  // namespace masseflyt::matching
