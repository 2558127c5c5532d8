// Mirrors include/masseflyt/matching/settlement.hpp.
#include <masseflyt/matching/settlement.hpp>

#include <numeric>

#include <gtest/gtest.h>

#include <masseflyt/matching/verify.hpp>

#include "support/random_market.hpp"
#include "support/random_rows.hpp"

namespace masseflyt::matching {
namespace {

using test::random_market;

/// Everything has an owner: lots by offer, each root of limits with all below it, the store, the
/// quarry.
Owners owners_of(const Market& m) {
  Owners o;
  o.parties = 4;
  for (const auto& lot : m.lots) o.lot.push_back(lot.offer % 2);
  for (Index l = 0; l < m.limits.size(); ++l) {
    Index root = l;
    while (m.limits[root].parent != none) root = m.limits[root].parent;
    o.limit.push_back(root % 4);
  }
  o.stock.assign(m.stocks.size(), 2);
  o.virgin.assign(m.virgin_supply_kg.size(), 3);
  for (Index r = 0; r < m.rows.size(); ++r) o.row.push_back(r % 4);
  for (Index c = 0; c < m.choices.size(); ++c) o.choice.push_back(c % 4);
  return o;
}

struct Settled {
  test::RandomMarket r;
  Plan plan;
  Owners owners;
  Settlement settlement;
};

Settled settled(std::uint32_t seed) {
  Settled s{random_market(seed), {}, {}, {}};
  s.plan = plan(s.r.market, s.r.costs, {}).value();
  s.owners = owners_of(s.r.market);
  s.settlement = settle(s.r.market, s.r.costs, {}, s.plan, s.owners).value();
  return s;
}

constexpr std::uint32_t markets = 300;

TEST(Settlement, AddsUpToThePlanAndWhatIsPaidIsReceived) {
  for (std::uint32_t seed = 0; seed < markets; ++seed) {
    const auto s = settled(seed);
    std::int64_t sum = 0, outlay = 0, paid = 0;
    for (const auto& p : s.settlement.parties)
      sum += p.settled, outlay += p.outlay, paid += p.pays();
    ASSERT_EQ(sum, s.plan.objective_micro_nok) << seed;
    ASSERT_EQ(outlay, s.plan.objective_micro_nok) << seed;
    ASSERT_EQ(paid, 0) << seed;
    ASSERT_EQ(s.settlement.unexplained, 0) << seed;
  }
}

TEST(Settlement, ItsPricesProveTheOptimum) {
  for (std::uint32_t seed = 0; seed < markets; ++seed) {
    auto s = settled(seed);
    s.plan.duals = s.settlement.prices;
    ASSERT_TRUE(verify(s.r.market, s.r.costs, {}, s.plan).optimal()) << seed;
  }
}

TEST(Settlement, NoGroupOfPartiesWouldBeCheaperOffAlone) {
  int strict = 0;
  for (std::uint32_t seed = 0; seed < markets; ++seed) {
    const auto s = settled(seed);
    for (unsigned group = 1; group < 16; ++group) {
      std::vector<char> members(4);
      std::int64_t share = 0;
      for (unsigned p = 0; p < 4; ++p)
        if (group >> p & 1u) members[p] = 1, share += s.settlement.parties[p].settled;
      const auto alone = plan(without_others(s.r.market, s.owners, members), s.r.costs, {}).value();
      if (alone.status != Status::optimal) continue;  // what lies in a store has no room to stay
      ASSERT_LE(share, alone.objective_micro_nok) << seed << ", group " << group;
      if (share < alone.objective_micro_nok) ++strict;
    }
  }
  EXPECT_GT(strict, 500);
}

/// With rows the rents of rows belong to somebody too.
TEST(Settlement, WithRowsAddsUpToThePlanButForItsGap) {
  int exact = 0;
  for (std::uint32_t seed = 0; seed < markets; ++seed) {
    Settled s{test::random_coupled_market(seed), {}, {}, {}};
    if (!s.r.market.coupled()) continue;
    s.plan = plan(s.r.market, s.r.costs, {}).value();
    if (s.plan.status != Status::optimal && s.plan.status != Status::feasible) continue;
    s.owners = owners_of(s.r.market);
    s.settlement = settle(s.r.market, s.r.costs, {}, s.plan, s.owners).value();
    std::int64_t sum = 0, outlay = 0;
    for (const auto& p : s.settlement.parties) sum += p.settled, outlay += p.outlay;
    ASSERT_EQ(outlay, s.plan.objective_micro_nok) << seed;
    ASSERT_EQ(sum + s.settlement.unexplained, s.plan.objective_micro_nok) << seed;
    ASSERT_GE(s.settlement.unexplained, 0) << seed;
    if (!s.r.market.choices.empty()) continue;
    // Its prices prove what they explain.
    Plan proved = s.plan;
    proved.duals = s.settlement.prices;
    ASSERT_NEAR(static_cast<double>(verify(s.r.market, s.r.costs, {}, proved).bound_micro_nok),
                static_cast<double>(sum), 8)
        << seed;
    exact += s.settlement.unexplained < 1'000'000;  // a krone
  }
  EXPECT_GT(exact, 50);
}

TEST(Settlement, WithRowsNoGroupWouldBeCheaperOffAlone) {
  int strict = 0;
  for (std::uint32_t seed = 0; seed < markets; ++seed) {
    Settled s{test::random_coupled_market(seed), {}, {}, {}};
    if (!s.r.market.coupled() || !s.r.market.choices.empty()) continue;
    s.plan = plan(s.r.market, s.r.costs, {}).value();
    if (s.plan.status != Status::optimal && s.plan.status != Status::feasible) continue;
    s.owners = owners_of(s.r.market);
    s.settlement = settle(s.r.market, s.r.costs, {}, s.plan, s.owners).value();
    for (unsigned group = 1; group < 16; ++group) {
      std::vector<char> members(4);
      std::int64_t share = 0;
      for (unsigned p = 0; p < 4; ++p)
        if (group >> p & 1u) members[p] = 1, share += s.settlement.parties[p].settled;
      const auto alone = plan(without_others(s.r.market, s.owners, members), s.r.costs, {});
      if (!alone || (alone->status != Status::optimal && alone->status != Status::feasible))
        continue;
      // By-products whole to the kilogram may differ by their rounding.
      const std::int64_t rounding = s.r.market.byproducts.empty() ? 4 : 20'000'000;
      ASSERT_LE(share, alone->objective_micro_nok + rounding) << seed << ", group " << group;
      if (share < alone->objective_micro_nok) ++strict;
    }
  }
  EXPECT_GT(strict, 100);
}

/// Two lots, room for one: with the plan's own prices either side could take the whole gain.
TEST(Settlement, SharesTheGainBetweenGiverAndTakerWherePricesAreOpen) {
  Market m;
  m.periods = 1;
  m.groups = {"rock"};
  m.far_allowed = {1};
  m.far.nok = 100;
  m.unplaced_nok_t = 5000;
  m.lots = {{"lot", 0, 0, 0}};
  m.supplies = {{0, 0, 1000}};
  m.limits = {{"fill", 1000}};
  m.destinations = {{"fill", 1}};
  m.entries = {{0, 0, 0, 0, 0, {}}};
  m.lot_to = Compatibility(1, 1);
  m.group_to = Compatibility(1, 1);
  const test::Line costs({0, 20});
  const auto best = plan(m, costs, {}).value();
  const auto s = settle(m, costs, {}, best, {2, {0}, {1}, {}, {}}).value();
  EXPECT_EQ(s.parties[0].settled, 60'000'000);  // half way between 20 and 100 NOK
  EXPECT_EQ(s.parties[1].settled, -40'000'000);
  EXPECT_EQ(s.parties[0].pays(), 40'000'000);
}

TEST(Settlement, RefusesOwnersThatDoNotFit) {
  auto s = settled(3);
  s.owners.lot.pop_back();
  EXPECT_EQ(settle(s.r.market, s.r.costs, {}, s.plan, s.owners).error().code,
            ErrorCode::invalid_argument);
  auto other = settled(4);
  other.owners.lot.front() = 9;
  EXPECT_EQ(settle(other.r.market, other.r.costs, {}, other.plan, other.owners).error().code,
            ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace masseflyt::matching
