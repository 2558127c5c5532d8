// Mirrors src/matching/simplex_start.cpp: a simplex that begins with a flow.
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "support/flow_instance.hpp"

namespace masseflyt::matching {
namespace {

using Outcome = NetworkSimplex::Outcome;

/// However wrong it is: out of bounds, out of balance, full of cycles.
TEST(SimplexStart, AFlowNeverChangesTheOptimum) {
  const FlowFamily families[] = {{"", 60, 600, -20, 1000, 60, 9},
                                 {"", 12, 60, -5, 5, 3, 2},
                                 {"", 20, 300, 0, 1, 1, 1},
                                 {"", 40, 90, 0, 50, 40, 8}};
  int optimal = 0, infeasible = 0;
  for (std::uint32_t seed = 0; seed < 1200; ++seed) {
    const FlowInstance i = random_flow(families[seed % 4], seed);
    std::mt19937 random(seed);
    NetworkSimplex::Start begin;
    begin.penalty = static_cast<std::int64_t>(1 + random() % 2000);
    if (seed % 3 != 0)
      for (std::size_t v = 0; v < i.supply.size(); ++v)
        begin.potential.push_back(static_cast<std::int64_t>(random() % (seed % 200 + 1)) - 50);
    for (std::size_t a = 0; a < i.cost.size(); ++a)
      begin.flow.push_back(static_cast<std::int64_t>(random() % 80) - 10);
    auto plain = NetworkSimplex::make(i.problem()).value();
    auto led = NetworkSimplex::make(i.problem(), begin).value();
    const auto outcome = plain.run().value();
    ASSERT_EQ(led.run().value(), outcome) << seed;
    if (outcome != Outcome::optimal) {
      ++infeasible;
      continue;
    }
    ++optimal;
    ASSERT_EQ(i.cost_of(led.flows()), i.cost_of(plain.flows())) << seed;
    expect_optimal(i, led, seed);
  }
  EXPECT_GT(optimal, 100);
  EXPECT_GT(infeasible, 100);
}

/// Nothing is left to do but to see that nothing is left to do.
TEST(SimplexStart, FromItsOwnAnswerItNeedsNoPivot) {
  for (std::uint32_t seed = 0; seed < 50; ++seed) {
    const FlowInstance i =
        netgen_like({"", 12, 12, 150, 900, 90'000, 1, 10'000, 1, 500, 100, 100}, seed);
    auto first = NetworkSimplex::make(i.problem()).value();
    ASSERT_EQ(first.run().value(), Outcome::optimal);
    auto again =
        NetworkSimplex::make(i.problem(), {first.potentials(), 1, 0, first.flows()}).value();
    ASSERT_EQ(again.run().value(), Outcome::optimal);
    EXPECT_EQ(again.pivots(), 0u) << seed;
    EXPECT_EQ(again.flows(), first.flows());
    expect_optimal(i, again, seed);
  }
}

/// One cost, one bound and one supply have changed.
TEST(SimplexStart, AfterAnEventItNeedsFewPivots) {
  std::uint64_t all = 0, again = 0;
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    FlowInstance i = haul_flow({400, 100, 20, 1000, true}, seed);
    auto first = NetworkSimplex::make(i.problem()).value();
    ASSERT_EQ(first.run().value(), Outcome::optimal);
    const NetworkSimplex::Start begin{first.potentials(), 0, 0, first.flows()};
    std::size_t busy = 0;
    while (begin.flow[busy] == 0) ++busy;
    i.upper[busy] = begin.flow[busy] / 2;
    i.cost[busy + 1] /= 2;
    i.supply[0] += 5, i.supply[400] -= 5;
    auto cold = NetworkSimplex::make(i.problem()).value();
    auto warm = NetworkSimplex::make(i.problem(), begin).value();
    const auto outcome = cold.run().value();
    ASSERT_EQ(warm.run().value(), outcome);
    if (outcome != Outcome::optimal) continue;
    expect_optimal(i, warm, seed);
    all += cold.pivots(), again += warm.pivots();
  }
  EXPECT_LT(again, all / 10);
}

TEST(SimplexStart, RefusesAFlowOfAnotherGraph) {
  const FlowInstance i = random_flow({"", 60, 600, -20, 1000, 60, 9}, 1);
  NetworkSimplex::Start begin;
  begin.flow.resize(i.cost.size() + 1);
  EXPECT_EQ(NetworkSimplex::make(i.problem(), begin).error().code, ErrorCode::invalid_argument);
}

TEST(SimplexStart, ArcsWithoutBoundMayCarryTheFlow) {
  FlowInstance i;
  i.graph = Digraph::make(3, std::vector<Digraph::Arc>{{0, 1}, {0, 2}, {1, 2}}).value();
  i.supply = {7, 0, -7}, i.lower = {0, 0, 0}, i.cost = {1, 5, 1};
  i.upper.assign(3, std::numeric_limits<std::int64_t>::max());
  auto s = NetworkSimplex::make(i.problem(), {{}, 0, 0, {3, 4, 3}}).value();
  ASSERT_EQ(s.run().value(), Outcome::optimal);
  EXPECT_EQ(s.flows(), (std::vector<std::int64_t>{7, 0, 7}));
}

}  // namespace
}  // namespace masseflyt::matching
