// Mirrors src/matching/network_simplex.hpp. The oracle is LEMON's network simplex.
#include "matching/network_simplex.hpp"

#include <random>

#include <gtest/gtest.h>

#include "support/flow_instance.hpp"

namespace masseflyt::matching {
namespace {

using Instance = FlowInstance;
using Family = FlowFamily;

class Families : public testing::TestWithParam<Family> {};

TEST_P(Families, AgreeWithTheOracleAndProveIt) {
  int optimal = 0, infeasible = 0;
  for (std::uint32_t seed = 0; seed < 400; ++seed) {
    const Instance i = random_flow(GetParam(), seed);
    auto ours = NetworkSimplex::make(i.problem()).value();
    const auto outcome = ours.run().value();

    const auto theirs = lemon_cost(i);
    ASSERT_EQ(outcome == NetworkSimplex::Outcome::optimal, theirs.has_value()) << seed;
    if (!theirs) {
      ++infeasible;
      continue;
    }
    ++optimal;
    ASSERT_EQ(i.cost_of(ours.flows()), *theirs) << seed;
    expect_optimal(i, ours, seed);
  }
  EXPECT_GT(optimal, 20) << GetParam().name;
  EXPECT_GT(infeasible, 0) << GetParam().name;
}

/// Neither does a programme that knows of no network find a cheaper flow.
TEST_P(Families, AgreeWithALinearProgramme) {
  Family small = GetParam();
  small.nodes = std::min(small.nodes, 12), small.arcs = std::min(small.arcs, 40);
  int optimal = 0;
  for (std::uint32_t seed = 0; seed < 150; ++seed) {
    const Instance i = random_flow(small, seed);
    auto ours = NetworkSimplex::make(i.problem()).value();
    const auto outcome = ours.run().value();
    const auto theirs = lp_cost(i);
    ASSERT_EQ(outcome == NetworkSimplex::Outcome::optimal, theirs.has_value()) << seed;
    if (!theirs) continue;
    ++optimal;
    const auto cost = static_cast<double>(i.cost_of(ours.flows()));
    ASSERT_NEAR(cost, *theirs, 1e-6 * (1 + std::abs(cost))) << seed;
  }
  EXPECT_GT(optimal, 10);
}

/// Some of the arcs are told only after the others were solved.
TEST_P(Families, ArcsAddedLaterCountAsIfTheyHadBeenThere) {
  int optimal = 0;
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    const Instance all = random_flow(GetParam(), seed);
    const auto m = all.graph.arc_count();
    std::vector<Digraph::Arc> first, later;
    std::vector<std::int64_t> lower, upper, cost, more_upper, more_cost;
    for (std::size_t a = 0; a < m; ++a) {
      const Digraph::Arc arc{all.graph.tail()[a], all.graph.head()[a]};
      if (a % 3 == 0 && all.lower[a] == 0 && arc.tail != arc.head)
        later.push_back(arc), more_upper.push_back(all.upper[a]), more_cost.push_back(all.cost[a]);
      else
        first.push_back(arc), lower.push_back(all.lower[a]), upper.push_back(all.upper[a]),
            cost.push_back(all.cost[a]);
    }
    const auto graph = Digraph::make(static_cast<Digraph::Id>(all.supply.size()), first).value();
    const auto low = graph.by_arc<std::int64_t>(lower), high = graph.by_arc<std::int64_t>(upper),
               price = graph.by_arc<std::int64_t>(cost);
    auto ours = NetworkSimplex::make({graph, all.supply, low, high, price}).value();
    ASSERT_TRUE(ours.run());
    ASSERT_TRUE(ours.add(later, more_upper, more_cost));
    const auto outcome = ours.run().value();
    const auto theirs = lemon_cost(all);
    ASSERT_EQ(outcome == NetworkSimplex::Outcome::optimal, theirs.has_value()) << seed;
    if (!theirs) continue;
    ++optimal;
    const auto kg = ours.flows();
    std::int64_t sum = 0;
    for (std::size_t a = 0; a < kg.size(); ++a)
      sum += kg[a] * (a < price.size() ? price[a] : more_cost[a - price.size()]);
    ASSERT_EQ(sum, *theirs) << seed;
  }
  EXPECT_GT(optimal, 10);
}

INSTANTIATE_TEST_SUITE_P(
    All, Families,
    testing::Values(Family{"Small", 5, 12, -5, 9, 6, 4}, Family{"Sparse", 40, 120, 0, 50, 40, 8},
                    Family{"Dense", 20, 400, -100, 100, 30, 20},
                    Family{"Degenerate", 30, 300, 0, 1, 1, 1},
                    Family{"EqualCosts", 30, 200, 3, 3, 9, 5},
                    Family{"NoSupply", 25, 200, -9, 9, 9, 0},
                    Family{"HugeCosts", 30, 300, -1'000'000'000, 1'000'000'000, 9, 9},
                    Family{"Large", 300, 3000, -20, 1000, 500, 90}),
    [](const auto& family) { return std::string(family.param.name); });

class Netgen : public testing::TestWithParam<NetgenFamily> {};

TEST_P(Netgen, AgreesWithTheOracleAndProvesIt) {
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    const Instance i = netgen_like(GetParam(), seed);
    auto ours = NetworkSimplex::make(i.problem()).value();
    ASSERT_EQ(ours.run().value(), NetworkSimplex::Outcome::optimal) << seed;
    ASSERT_EQ(i.cost_of(ours.flows()), lemon_cost(i)) << seed;
    expect_optimal(i, ours, seed);
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, Netgen,
    testing::Values(NetgenFamily{"Transport", 40, 40, 80, 400, 20'000, 1, 100, 0, 0, 0, 0},
                    NetgenFamily{"Assignment", 60, 60, 120, 600, 60, 1, 100, 0, 0, 0, 0},
                    NetgenFamily{"Bounded", 10, 10, 120, 700, 40'000, 1, 100, 100, 5000, 80, 30},
                    NetgenFamily{"Transshipment", 4, 12, 200, 900, 30'000, 1, 100, 0, 0, 0, 20},
                    NetgenFamily{"Narrow", 12, 12, 150, 900, 90'000, 1, 10'000, 1, 500, 100, 100}),
    [](const auto& family) { return std::string(family.param.name); });

TEST(NetworkSimplex, RefusesSumsThatWouldNotFit) {
  Instance i;
  i.graph = Digraph::make(2, std::vector<Digraph::Arc>{{0, 1}}).value();
  i.supply = {std::int64_t{1} << 61, -(std::int64_t{1} << 61)};
  i.lower = {0}, i.upper = {std::int64_t{1} << 61}, i.cost = {1};
  EXPECT_EQ(NetworkSimplex::make(i.problem()).error().code, ErrorCode::limit_exceeded);
  i.supply = {5, -5};
  i.cost = {std::int64_t{1} << 61};
  EXPECT_EQ(NetworkSimplex::make(i.problem()).error().code, ErrorCode::limit_exceeded);
  i.cost = {1}, i.supply = {5, -4};
  EXPECT_EQ(NetworkSimplex::make(i.problem()).error().code, ErrorCode::invalid_argument);
}

/// However wrong it is.
TEST(NetworkSimplex, AStartNeverChangesTheOptimum) {
  int optimal = 0, infeasible = 0;
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    const Instance i = random_flow({"", 60, 600, -20, 1000, 60, 9}, seed);
    auto plain = NetworkSimplex::make(i.problem()).value();
    std::mt19937_64 random(seed);
    NetworkSimplex::Start begin;
    begin.penalty = static_cast<std::int64_t>(1 + random() % 2000);
    for (std::size_t v = 0; v < i.supply.size(); ++v)
      begin.potential.push_back(static_cast<std::int64_t>(random() >> (seed % 60)) - 1000);
    auto led = NetworkSimplex::make(i.problem(), begin).value();
    const auto outcome = plain.run().value();
    ASSERT_EQ(led.run().value(), outcome) << seed;
    if (outcome != NetworkSimplex::Outcome::optimal) {
      ++infeasible;
      continue;
    }
    ++optimal;
    expect_optimal(i, led, seed);
  }
  EXPECT_GT(optimal, 20);
  EXPECT_GT(infeasible, 20);
}

TEST(NetworkSimplex, RefusesAStartForAnotherGraph) {
  const Instance i = random_flow({"", 60, 600, -20, 1000, 60, 9}, 1);
  NetworkSimplex::Start begin;
  begin.potential.resize(i.supply.size() + 1);
  EXPECT_EQ(NetworkSimplex::make(i.problem(), begin).error().code, ErrorCode::invalid_argument);
}

/// Only the flow is left to find.
TEST(NetworkSimplex, FromItsOwnPotentialsItIsQuicker) {
  const Instance i = random_flow({"", 300, 3000, 0, 1000, 5000, 20}, 5);
  auto first = NetworkSimplex::make(i.problem()).value();
  ASSERT_EQ(first.run().value(), NetworkSimplex::Outcome::optimal);
  auto again = NetworkSimplex::make(i.problem(), {first.potentials(), 1, 0}).value();
  ASSERT_EQ(again.run().value(), NetworkSimplex::Outcome::optimal);
  EXPECT_LT(again.pivots(), first.pivots());
}

/// Five kilograms and a taker, at first without a way, then with one that is dearer than waiting.
TEST(NetworkSimplex, MassWaitsUntilThatIsDearerThanTheWay) {
  Instance i;
  i.graph = Digraph::make(2, std::vector<Digraph::Arc>{}).value();
  i.supply = {5, -5};
  NetworkSimplex::Start begin;
  begin.penalty = 3;
  auto s = NetworkSimplex::make(i.problem(), begin).value();
  EXPECT_EQ(s.run_waiting().value(), NetworkSimplex::Outcome::infeasible);
  const std::vector<Digraph::Arc> arc = {{0, 1}};
  const std::vector<std::int64_t> room = {9}, cost = {100};
  ASSERT_TRUE(s.add(arc, room, cost));
  EXPECT_EQ(s.run_waiting().value(), NetworkSimplex::Outcome::infeasible);
  EXPECT_EQ(s.flows(), std::vector<std::int64_t>{0});
  ASSERT_TRUE(s.raise_penalties(4));  // 12 at either end
  EXPECT_EQ(s.run_waiting().value(), NetworkSimplex::Outcome::infeasible);
  ASSERT_TRUE(s.raise_penalties(5));
  EXPECT_EQ(s.run_waiting().value(), NetworkSimplex::Outcome::optimal);
  EXPECT_EQ(s.flows(), std::vector<std::int64_t>{5});
  EXPECT_FALSE(s.raise_penalties(2)) << "nothing waits any more";
}

TEST(NetworkSimplex, AnEndlessGainIsAnErrorNotALoop) {
  Instance i;
  i.graph = Digraph::make(2, std::vector<Digraph::Arc>{{0, 1}, {1, 0}}).value();
  i.supply = {0, 0}, i.lower = {0, 0}, i.cost = {-1, 0};
  i.upper = {std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::max()};
  auto s = NetworkSimplex::make(i.problem()).value();
  EXPECT_EQ(s.run().error().code, ErrorCode::invalid_argument);
}

TEST(NetworkSimplex, StopsAtTheDeadlineAndGoesOnFromThere) {
  const Instance i = random_flow({"Large", 300, 3000, -20, 1000, 500, 20}, 5);
  auto s = NetworkSimplex::make(i.problem()).value();
  Control late;
  late.deadline = std::chrono::steady_clock::now();
  EXPECT_EQ(s.run(late).value(), NetworkSimplex::Outcome::stopped);
  Cancel cancel;
  cancel.set();
  Control cancelled;
  cancelled.cancel = &cancel;
  EXPECT_EQ(s.run(cancelled).error().code, ErrorCode::cancelled);
  if (s.run().value() == NetworkSimplex::Outcome::optimal) expect_optimal(i, s, 5);
}

}  // namespace
}  // namespace masseflyt::matching
