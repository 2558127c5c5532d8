// Mirrors include/masseflyt/matching/verify.hpp: a verifier that accepts everything proves nothing,
// so each rule is broken once.
#include <masseflyt/matching/verify.hpp>

#include <gtest/gtest.h>

#include "support/random_market.hpp"

namespace masseflyt::matching {
namespace {

using test::random_market;

/// A market with store, crusher, need and virgin rock all in use.
struct ABusyMarket : testing::Test {
  test::RandomMarket r;
  Plan good;
  void SetUp() override {
    for (std::uint32_t seed = 0; seed < 5000; ++seed) {
      r = random_market(seed);
      good = plan(r.market, r.costs, {}).value();
      bool in = false, out = false, virgin = false, crushed = false;
      for (const auto& f : good.flows) {
        in = in || (f.to == To::stock && r.market.supplies[f.source].stored == none);
        out = out || (f.from == From::stock && f.to == To::entry);
        virgin = virgin || f.from == From::virgin;
        crushed = crushed || f.process != none;
      }
      if (in && out && virgin && crushed) return;
    }
    FAIL() << "no busy market among the seeds";
  }
  Flow& first(From from, To to) {
    for (auto& f : good.flows)
      if (f.from == from && f.to == to &&
          (from != From::supply || r.market.supplies[f.source].stored == none))
        return f;
    return good.flows.front();
  }
  Verdict judge() { return verify(r.market, r.costs, {}, good); }
};

TEST_F(ABusyMarket, IsFineAsItIs) { EXPECT_TRUE(judge().optimal()); }

TEST_F(ABusyMarket, AKilogramLostIsNoticed) {
  good.flows.front().kg -= 1;
  EXPECT_FALSE(judge().feasible());
}
TEST_F(ABusyMarket, AKilogramTooMuchIsNoticed) {
  first(From::stock, To::entry).kg += 1;
  EXPECT_FALSE(judge().feasible());
}
TEST_F(ABusyMarket, AFlowLeftOutIsNoticed) {
  good.flows.pop_back();
  EXPECT_FALSE(judge().feasible());
}
TEST_F(ABusyMarket, AnotherMonthIsNoticed) {
  first(From::supply, To::stock).period += 1;
  EXPECT_FALSE(judge().feasible());
}
TEST_F(ABusyMarket, AForbiddenPlaceIsNoticed) {
  for (std::size_t l = 0; l < r.market.lots.size(); ++l)
    for (std::size_t d = 0; d < r.market.destinations.size(); ++d)
      r.market.lot_to.refuse(l, d, "closed by the authority");
  EXPECT_FALSE(judge().feasible());
}
TEST_F(ABusyMarket, AFullLimitIsNoticed) {
  for (auto& l : r.market.limits) l.minimum_kg = 0, l.capacity_kg = 1;
  EXPECT_FALSE(judge().feasible());
}
TEST_F(ABusyMarket, ACrusherThatIsTooSmallIsNoticed) {
  for (auto& p : r.market.processes) p.capacity_kg = 0;
  EXPECT_FALSE(judge().feasible());
}
TEST_F(ABusyMarket, AnIntakeThatIsTooSmallIsNoticed) {
  for (auto& s : r.market.stocks) s.intake_kg = 0;
  EXPECT_FALSE(judge().feasible());
}
TEST_F(ABusyMarket, AnIntakeThatIsUsedUpIsNoticed) {
  for (auto& s : r.market.stocks) s.taken_kg.assign(r.market.periods, s.intake_kg);
  EXPECT_FALSE(judge().feasible());
}
TEST_F(ABusyMarket, WhatLiesInOneStoreIsInNoOther) {
  auto& flow = first(From::supply, To::stock);
  r.market.supplies[flow.source].stored = flow.target == 0 ? 1 : 0;
  EXPECT_FALSE(judge().feasible());
}
TEST_F(ABusyMarket, AStockThatIsMisstatedIsNoticed) {
  good.stock_kg.front() += 1;
  EXPECT_FALSE(judge().feasible());
}
TEST_F(ABusyMarket, VirginRockBeyondTheQuarryIsNoticed) {
  for (auto& kg : r.market.virgin_supply_kg) kg = 0;
  for (auto& v : r.market.virgin) v.supply_limit = 0;
  EXPECT_FALSE(judge().feasible());
}
TEST_F(ABusyMarket, AWrongCertificateShowsAsAGapAndNeverAsAProof) {
  for (auto& price : good.duals.limit) price += 12'345;
  const auto verdict = judge();
  EXPECT_TRUE(verdict.feasible());
  EXPECT_FALSE(verdict.optimal());
  EXPECT_LT(verdict.bound_micro_nok, verdict.objective_micro_nok);
}
TEST_F(ABusyMarket, WithoutACertificateThereIsNoBound) {
  good.duals = {};
  EXPECT_LT(judge().bound_micro_nok, -(std::int64_t{1} << 60));
}

TEST(Verify, NoDualsWhateverProveMoreThanTheOptimum) {
  std::mt19937 random(3);
  for (std::uint32_t seed = 0; seed < 100; ++seed) {
    const auto r = random_market(seed);
    auto p = plan(r.market, r.costs, {}).value();
    const auto optimum = p.objective_micro_nok;
    for (auto* column : {&p.duals.supply, &p.duals.limit, &p.duals.stock, &p.duals.intake})
      for (auto& price : *column) price += static_cast<std::int64_t>(random() % 40'001) - 20'000;
    EXPECT_LE(verify(r.market, r.costs, {}, p).bound_micro_nok, optimum) << seed;
  }
}

}  // namespace
}  // namespace masseflyt::matching
