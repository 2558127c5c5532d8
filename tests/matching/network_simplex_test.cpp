// Mirrors src/matching/network_simplex.hpp. The oracle is LEMON's network simplex.
#include "matching/network_simplex.hpp"

#include <random>

#include <gtest/gtest.h>
#include <lemon/network_simplex.h>

#include "detail/lemon_digraph.hpp"

namespace masseflyt::matching {
namespace {

using detail::LemonDigraph;
using Oracle = lemon::NetworkSimplex<LemonDigraph, std::int64_t>;

struct Instance {
  Digraph graph = Digraph::make(0, {}).value();
  std::vector<std::int64_t> supply, lower, upper, cost;
  NetworkSimplex::Problem problem() const { return {graph, supply, lower, upper, cost}; }
};

struct Family {
  const char* name;
  int nodes, arcs;
  int cost_low, cost_high, capacity, supply;
};

Instance make(const Family& f, std::uint32_t seed) {
  std::mt19937 random(seed);
  const auto pick = [&](int low, int high) {
    return low + static_cast<int>(random() % static_cast<std::uint32_t>(high - low + 1));
  };
  Instance i;
  const int n = pick(2, f.nodes), m = pick(0, f.arcs);
  std::vector<Digraph::Arc> arcs;
  for (int a = 0; a < m; ++a)
    arcs.push_back(
        {static_cast<Digraph::Id>(pick(0, n - 1)), static_cast<Digraph::Id>(pick(0, n - 1))});
  i.graph = Digraph::make(static_cast<Digraph::Id>(n), arcs).value();
  for (int a = 0; a < m; ++a) {
    i.upper.push_back(pick(0, f.capacity));
    i.lower.push_back(pick(0, 4) ? 0 : pick(0, static_cast<int>(i.upper.back())));
    i.cost.push_back(pick(f.cost_low, f.cost_high));
  }
  i.supply.assign(static_cast<std::size_t>(n), 0);
  for (int k = 0; k < n; ++k) {
    const int kg = pick(0, f.supply);
    i.supply[static_cast<std::size_t>(pick(0, n - 1))] += kg;
    i.supply[static_cast<std::size_t>(pick(0, n - 1))] -= kg;
  }
  return i;
}

/// Feasible, and no arc could be used better: optimal, whoever found it.
void expect_optimal(const Instance& i, const NetworkSimplex& s, std::uint32_t seed) {
  const auto x = s.flows(), pi = s.potentials();
  auto left = i.supply;
  for (std::size_t a = 0; a < x.size(); ++a) {
    const auto u = i.graph.tail()[a], v = i.graph.head()[a];
    left[u] -= x[a], left[v] += x[a];
    ASSERT_GE(x[a], i.lower[a]) << seed;
    ASSERT_LE(x[a], i.upper[a]) << seed;
    const auto rc = i.cost[a] + pi[u] - pi[v];
    if (x[a] < i.upper[a]) {
      ASSERT_GE(rc, 0) << seed;
    }
    if (x[a] > i.lower[a]) {
      ASSERT_LE(rc, 0) << seed;
    }
  }
  for (const auto kg : left) ASSERT_EQ(kg, 0) << seed;
}

class Families : public testing::TestWithParam<Family> {};

TEST_P(Families, AgreeWithTheOracleAndProveIt) {
  int optimal = 0, infeasible = 0;
  for (std::uint32_t seed = 0; seed < 400; ++seed) {
    const Instance i = make(GetParam(), seed);
    auto ours = NetworkSimplex::make(i.problem()).value();
    const auto outcome = ours.run().value();

    const LemonDigraph g(i.graph);
    LemonDigraph::ArcMap<std::int64_t> lower(g), upper(g), cost(g);
    for (int a = 0; a < g.arcNum(); ++a) {
      const auto k = static_cast<std::size_t>(a);
      lower.set(LemonDigraph::arcFromId(a), i.lower[k]);
      upper.set(LemonDigraph::arcFromId(a), i.upper[k]);
      cost.set(LemonDigraph::arcFromId(a), i.cost[k]);
    }
    LemonDigraph::NodeMap<std::int64_t> supply(g);
    for (int v = 0; v < g.nodeNum(); ++v)
      supply.set(LemonDigraph::nodeFromId(v), i.supply[static_cast<std::size_t>(v)]);
    Oracle oracle(g);
    const auto theirs =
        oracle.lowerMap(lower).upperMap(upper).costMap(cost).supplyMap(supply).run();

    ASSERT_EQ(outcome == NetworkSimplex::Outcome::optimal, theirs == Oracle::OPTIMAL) << seed;
    if (theirs != Oracle::OPTIMAL) {
      ++infeasible;
      continue;
    }
    ++optimal;
    std::int64_t total = 0;
    const auto x = ours.flows();
    for (std::size_t a = 0; a < x.size(); ++a) total += x[a] * i.cost[a];
    ASSERT_EQ(total, oracle.totalCost<std::int64_t>()) << seed;
    expect_optimal(i, ours, seed);
  }
  EXPECT_GT(optimal, 20) << GetParam().name;
  EXPECT_GT(infeasible, 0) << GetParam().name;
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
    const Instance i = make({"", 60, 600, -20, 1000, 60, 9}, seed);
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
  const Instance i = make({"", 60, 600, -20, 1000, 60, 9}, 1);
  NetworkSimplex::Start begin;
  begin.potential.resize(i.supply.size() + 1);
  EXPECT_EQ(NetworkSimplex::make(i.problem(), begin).error().code, ErrorCode::invalid_argument);
}

/// Only the flow is left to find.
TEST(NetworkSimplex, FromItsOwnPotentialsItIsQuicker) {
  const Instance i = make({"", 300, 3000, 0, 1000, 5000, 20}, 5);
  auto first = NetworkSimplex::make(i.problem()).value();
  ASSERT_EQ(first.run().value(), NetworkSimplex::Outcome::optimal);
  auto again = NetworkSimplex::make(i.problem(), {first.potentials(), 1, 0}).value();
  ASSERT_EQ(again.run().value(), NetworkSimplex::Outcome::optimal);
  EXPECT_LT(again.pivots(), first.pivots());
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
  const Instance i = make({"Large", 300, 3000, -20, 1000, 500, 20}, 5);
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
