// Mirrors include/masseflyt/matching/baseline.hpp.
#include <masseflyt/matching/baseline.hpp>

#include <gtest/gtest.h>

#include <masseflyt/matching/verify.hpp>

#include "support/random_market.hpp"

namespace masseflyt::matching {
namespace {

using test::Line;
using test::random_market;

/// Two pits want the same near fill. Alone, the first takes it although the second, which has
/// nothing else near, needs it more.
struct TwoPits : testing::Test {
  Market m;
  Line costs{{0, 10, 2, 1, 40}};  // pits A and B; fills near, alternative of A, far one
  TwoPits() {
    m.periods = 1;
    m.groups = {"rock"};
    m.lots = {{"A", 0, 0, 0, {}}, {"B", 1, 0, 1, {}}};
    m.supplies = {{0, 0, 10'000}, {1, 0, 10'000}};
    m.destinations = {{"near", 2, true}, {"alternative", 4, true}};
    m.limits = {{"near", 10'000}, {"alternative", unlimited}};
    m.entries = {{0, 0, 0, 0, 0, {}}, {1, 0, 0, 0, 1, {}}};
    m.lot_to = Compatibility(2, 2);
    m.group_to = Compatibility(1, 2);
    m.far_allowed = {1};
    m.far.nok = 90;
    m.unplaced_nok_t = 5000;
  }
  Plan solve() { return baseline(m, costs, {}).value(); }
};

TEST_F(TwoPits, FirstComeFirstServed) {
  const auto p = solve();
  ASSERT_EQ(p.flows.size(), 2u);
  EXPECT_EQ(p.flows[0], (Flow{From::supply, 0, To::entry, 0, 0, none, 10'000}));
  EXPECT_EQ(p.flows[1], (Flow{From::supply, 1, To::entry, 1, 0, none, 10'000}));
  EXPECT_TRUE(verify(m, costs, {}, p).feasible());
}
TEST_F(TwoPits, WhereItReallyWentComesBeforeWhatIsNear) {
  m.lots[0].observed = {1};
  EXPECT_EQ(solve().flows[0].target, 1u);
}
TEST_F(TwoPits, APlaceMadeForOthersIsNotUsed) {
  m.practised_to = m.lot_to;
  m.practised_to.refuse(0, 0, "made for B");
  EXPECT_EQ(solve().flows[0].target, 1u);
}
TEST_F(TwoPits, NeedsOfOthersAreNotUsed) {
  m.destinations[0].commercial = false;
  for (const auto& f : solve().flows) EXPECT_EQ(f.target, 1u);
}
TEST_F(TwoPits, OverflowGoesFar) {
  m.limits[1].capacity_kg = 4'000;
  const auto p = solve();
  EXPECT_EQ(p.flows.back(), (Flow{From::supply, 1, To::far, 0, 0, none, 6'000}));
}

TEST(Baseline, KeepsEveryRuleAndNeverBeatsThePlan) {
  for (std::uint32_t seed = 0; seed < 400; ++seed) {
    const auto r = random_market(seed);
    const auto b = baseline(r.market, r.costs, {}).value();
    const auto verdict = verify(r.market, r.costs, {}, b);
    ASSERT_TRUE(verdict.feasible()) << seed << ": " << verdict.violations.front();
    EXPECT_EQ(verdict.objective_micro_nok, b.objective_micro_nok) << seed;
    EXPECT_GE(b.objective_micro_nok, plan(r.market, r.costs, {})->objective_micro_nok) << seed;
  }
}

}  // namespace
}  // namespace masseflyt::matching
