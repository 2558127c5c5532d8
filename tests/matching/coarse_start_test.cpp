// Mirrors src/matching/coarse_start.hpp.
#include "matching/coarse_start.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace masseflyt::matching {
namespace {

struct Instance {
  Digraph graph = Digraph::make(0, {}).value();
  std::vector<std::int64_t> supply, lower, upper, cost;
  NetworkSimplex::Problem problem() const { return {graph, supply, lower, upper, cost}; }
};

/// As many givers as takers, and arcs to takers at random; with a map, they cost the distance and
/// most lead to takers near by.
Instance make(int count, bool map, std::uint32_t seed) {
  std::mt19937 random(seed);
  const auto n = static_cast<std::uint32_t>(count);
  std::vector<std::pair<double, double>> at(2 * n);
  for (auto& p : at) p = {random() % 10'000, random() % 10'000};
  Instance i;
  i.supply.assign(2 * n, 0);
  for (std::uint32_t v = 0; v < n; ++v) {
    const auto kg = static_cast<std::int64_t>(1 + random() % 1000);
    i.supply[v] += kg;
    i.supply[n + random() % n] -= kg;
  }
  std::vector<Digraph::Arc> arcs;
  for (std::uint32_t v = 0; v < n; ++v) {
    std::vector<std::pair<double, std::uint32_t>> to;
    for (std::uint32_t j = n; j < 2 * n; ++j)
      to.push_back({std::hypot(at[v].first - at[j].first, at[v].second - at[j].second), j});
    if (map)
      std::partial_sort(to.begin(), to.begin() + 20, to.end());
    else
      std::shuffle(to.begin(), to.end(), random);
    for (std::size_t k = 0; k < 30; ++k) {
      const auto& [d, j] = k < 20 ? to[k] : to[random() % n];
      arcs.push_back({v, j});
      i.cost.push_back(map ? std::lround(d) : 1 + static_cast<std::int64_t>(random() % 10'000));
    }
  }
  i.graph = Digraph::make(2 * n, arcs).value();
  i.cost = i.graph.by_arc<std::int64_t>(i.cost);
  i.lower.assign(arcs.size(), 0);
  i.upper.assign(arcs.size(), std::int64_t{1000} * count);
  return i;
}

std::int64_t cost_of(const Instance& i, const NetworkSimplex& s) {
  const auto x = s.flows();
  std::int64_t total = 0;
  for (std::size_t a = 0; a < x.size(); ++a) total += x[a] * i.cost[a];
  return total;
}

TEST(CoarseStart, NeighbourhoodsSaveAThirdOfThePivots) {
  for (const std::uint32_t seed : {1u, 2u}) {
    const Instance i = make(1500, true, seed);
    auto plain = NetworkSimplex::make(i.problem()).value();
    auto led = NetworkSimplex::make(i.problem(), coarse_start(i.problem())).value();
    ASSERT_EQ(led.run().value(), plain.run().value());
    EXPECT_EQ(cost_of(i, led), cost_of(i, plain)) << seed;
    EXPECT_LT(3 * led.pivots(), 2 * plain.pivots()) << seed;
  }
}

TEST(CoarseStart, IsTheSameEveryTime) {
  const Instance i = make(1500, true, 4);
  EXPECT_EQ(coarse_start(i.problem()).potential, coarse_start(i.problem()).potential);
}

TEST(CoarseStart, CostsAtRandomGiveNone) {
  EXPECT_TRUE(coarse_start(make(1500, false, 1).problem()).potential.empty());
}

TEST(CoarseStart, SmallProblemsGetNone) {
  EXPECT_TRUE(coarse_start(make(100, true, 1).problem()).potential.empty());
}

TEST(CoarseStart, WithoutTimeThereIsNone) {
  Control late;
  late.deadline = std::chrono::steady_clock::now();
  EXPECT_TRUE(coarse_start(make(1500, true, 1).problem(), late).potential.empty());
}

}  // namespace
}  // namespace masseflyt::matching
