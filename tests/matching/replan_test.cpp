// Mirrors include/masseflyt/matching/replan.hpp and src/matching/warm_start.hpp.
#include <masseflyt/matching/replan.hpp>

#include <random>

#include <gtest/gtest.h>

#include <masseflyt/matching/verify.hpp>

#include "matching/warm_start.hpp"
#include "support/random_market.hpp"
#include "support/random_rows.hpp"

namespace masseflyt::matching {
namespace {

/// What may happen to a market from one day to the next.
void happen(Market& m, Weights& weights, std::uint32_t seed) {
  if (m.limits.empty() || m.supplies.empty()) return;
  std::mt19937 random(seed);
  const auto of = [&](const auto& rows) { return random() % rows.size(); };
  switch (seed % 6) {
    case 0: {  // a site closes
      auto& l = m.limits[of(m.limits)];
      if (l.minimum_kg == 0) l.capacity_kg = 0;
      break;
    }
    case 1:
      m.supplies[of(m.supplies)].kg *= 3;
      break;
    case 2:  // less comes than was said
      m.supplies[of(m.supplies)].kg = 1;
      break;
    case 3: {  // a new offer's mass
      auto s = m.supplies[of(m.supplies)];
      s.kg += 17;
      m.supplies.push_back(s);
      break;
    }
    case 4:
      weights.co2e = 2.5;
      break;
    default:  // a row is taken out: all numbers behind it are wrong
      if (m.supplies.size() > 1) m.supplies.erase(m.supplies.begin());
  }
}

TEST(Replan, CostsWhatAPlanFromScratchCosts) {
  int moved = 0;
  for (std::uint32_t seed = 0; seed < 600; ++seed) {
    auto r = test::random_market(seed);
    Weights weights;
    const auto before = plan(r.market, r.costs, weights).value();
    happen(r.market, weights, seed);
    ASSERT_FALSE(has_errors(check(r.market))) << seed;
    const auto scratch = plan(r.market, r.costs, weights).value();
    const auto again = replan(r.market, r.costs, weights, before).value();
    ASSERT_EQ(again.status, scratch.status) << seed;
    if (scratch.status != Status::optimal) continue;
    ASSERT_EQ(again.objective_micro_nok, scratch.objective_micro_nok) << seed;
    const auto verdict = verify(r.market, r.costs, weights, again);
    ASSERT_TRUE(verdict.optimal()) << seed;
    moved += again.objective_micro_nok != before.objective_micro_nok;
  }
  EXPECT_GT(moved, 200);
}

/// The flow of a plan, passed on through limits, stocks and machines, is a whole flow again.
TEST(Replan, WhereNothingHappenedNothingIsLeftToDo) {
  int optimal = 0;
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    const auto r = test::random_market(seed);
    const auto before = plan(r.market, r.costs, {}).value();
    if (before.status != Status::optimal) continue;
    ++optimal;
    EXPECT_EQ(replan(r.market, r.costs, {}, before)->flows, before.flows) << seed;
    const FlowModel f = FlowModel::make(r.market, r.costs, {}, {}).value();
    const auto graph = Digraph::make(static_cast<Digraph::Id>(f.node_kg.size()), f.arcs).value();
    const auto lower = graph.by_arc<std::int64_t>(f.lower);
    const auto upper = graph.by_arc<std::int64_t>(f.upper);
    const auto cost = graph.by_arc<std::int64_t>(f.cost);
    auto simplex = NetworkSimplex::make({graph, f.node_kg, lower, upper, cost},
                                        warm_start(r.market, f, graph, before))
                       .value();
    ASSERT_EQ(simplex.run().value(), NetworkSimplex::Outcome::optimal);
    EXPECT_EQ(simplex.pivots(), 0u) << seed;
  }
  EXPECT_GT(optimal, 100);
}

/// With rows: proved by itself, and no bound of one above the plan of the other.
TEST(Replan, WithRowsProvesWhatAPlanFromScratchProves) {
  int both_optimal = 0, moved = 0;
  for (std::uint32_t seed = 0; seed < 400; ++seed) {
    auto r = test::random_coupled_market(seed);
    if (!r.market.coupled()) continue;
    Weights weights;
    const auto before = plan(r.market, r.costs, weights).value();
    const auto was = r.market;
    happen(r.market, weights, seed);
    ASSERT_FALSE(has_errors(check(r.market))) << seed;
    const auto scratch = plan(r.market, r.costs, weights).value();
    const auto start = carried_over(was, before, r.market);
    const auto again = replan(r.market, r.costs, weights, start).value();
    ASSERT_EQ(again.status == Status::infeasible, scratch.status == Status::infeasible) << seed;
    if (scratch.status == Status::infeasible) continue;
    const auto verdict = verify(r.market, r.costs, weights, again);
    ASSERT_TRUE(verdict.feasible()) << seed << " " << verdict.violations.front();
    ASSERT_EQ(verdict.objective_micro_nok, again.objective_micro_nok) << seed;
    ASSERT_GE(verdict.bound_micro_nok, again.bound_micro_nok) << seed;
    ASSERT_LE(again.bound_micro_nok, scratch.objective_micro_nok) << seed;
    ASSERT_LE(scratch.bound_micro_nok, again.objective_micro_nok) << seed;
    moved += again.objective_micro_nok != before.objective_micro_nok;
    if (again.status != Status::optimal || scratch.status != Status::optimal) continue;
    ++both_optimal;
    ASSERT_EQ(again.objective_micro_nok, scratch.objective_micro_nok) << seed;
  }
  EXPECT_GT(both_optimal, 150);
  EXPECT_GT(moved, 100);
}

TEST(Replan, TheSameStartGivesTheSamePlan) {
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    auto r = test::random_coupled_market(seed);
    const auto before = plan(r.market, r.costs, {}).value();
    Weights weights;
    happen(r.market, weights, seed);
    const auto a = replan(r.market, r.costs, weights, before).value();
    const auto b = replan(r.market, r.costs, weights, before).value();
    EXPECT_EQ(a.flows, b.flows) << seed;
    EXPECT_EQ(a.bound_micro_nok, b.bound_micro_nok) << seed;
    EXPECT_EQ(a.duals, b.duals) << seed;
  }
}

/// Rows are found again by their ids when their numbers have changed, and months when time passed.
TEST(CarriedOver, FindsRowsByTheirIds) {
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    auto r = test::random_coupled_market(seed);
    if (r.market.supplies.size() < 3) continue;
    const auto before = plan(r.market, r.costs, {}).value();
    EXPECT_EQ(carried_over(r.market, before, r.market).flows, before.flows) << seed;
    EXPECT_EQ(carried_over(r.market, before, r.market).duals, before.duals) << seed;
    EXPECT_EQ(carried_over(r.market, before, r.market).stock_kg, before.stock_kg) << seed;
    EXPECT_EQ(carried_over(r.market, before, r.market).chosen, before.chosen) << seed;
    Market now = r.market;
    const Supply gone = now.supplies.front();
    now.supplies.erase(now.supplies.begin());
    const auto start = carried_over(r.market, before, now);
    std::int64_t kg = 0, all = 0;
    for (const auto& f : start.flows)
      if (f.from == From::supply) {
        ASSERT_LT(f.source, now.supplies.size());
        kg += f.kg;
      }
    for (const auto& f : before.flows) all += f.from == From::supply ? f.kg : 0;
    EXPECT_EQ(kg, all - gone.kg) << seed;
  }
}

TEST(CarriedOver, LeavesThePastBehind) {
  int carried = 0;
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    const auto r = test::random_market(seed);
    if (r.market.periods < 2) continue;
    const auto before = plan(r.market, r.costs, {}).value();
    Market now = r.market;
    std::erase_if(now.supplies, [](const Supply& s) { return s.period == 0; });
    for (auto& s : now.supplies) --s.period;
    const auto start = carried_over(r.market, before, now, 1);
    for (const auto& f : start.flows) {
      if (f.from != From::supply) continue;
      EXPECT_EQ(f.period, now.supplies[f.source].period) << seed;
      ++carried;
    }
  }
  EXPECT_GT(carried, 50);
}

}  // namespace
}  // namespace masseflyt::matching
