// Mirrors src/matching/coarse_start.hpp.
#include "matching/coarse_start.hpp"

#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "support/flow_instance.hpp"

namespace masseflyt::matching {
namespace {

FlowInstance make(std::uint32_t count, bool map, std::uint32_t seed) {
  return haul_flow({count, count, 30, 1000, map}, seed);
}

TEST(CoarseStart, NeighbourhoodsSaveAThirdOfThePivots) {
  for (const std::uint32_t seed : {1u, 2u}) {
    const FlowInstance i = make(1500, true, seed);
    auto plain = NetworkSimplex::make(i.problem()).value();
    auto led = NetworkSimplex::make(i.problem(), coarse_start(i.problem())).value();
    ASSERT_EQ(led.run().value(), plain.run().value());
    EXPECT_EQ(i.cost_of(led.flows()), i.cost_of(plain.flows())) << seed;
    EXPECT_LT(3 * led.pivots(), 2 * plain.pivots()) << seed;
  }
}

/// Givers and takers over many months; both may wait for a month. Nothing is near anything else.
struct Months {
  static constexpr std::uint32_t giving = 40, taking = 40, months = 32;
  FlowInstance flow;
  Series series;

  explicit Months(std::uint32_t seed) {
    std::mt19937 random(seed);
    const auto below = [&](std::uint32_t n) { return static_cast<std::int64_t>(random() % n); };
    const auto node = [](std::uint32_t who, std::uint32_t t) { return who * months + t; };
    const std::uint32_t sink = node(giving + taking, 0);
    std::vector<Digraph::Arc> arcs;
    std::vector<std::int64_t> upper, cost, supply(sink + 1, 0);
    const auto add = [&](std::uint32_t a, std::uint32_t b, std::int64_t kg, std::int64_t price) {
      arcs.push_back({a, b}), upper.push_back(kg), cost.push_back(price);
    };
    for (std::uint32_t i = 0; i < giving; ++i)
      for (std::uint32_t t = 0; t < months; ++t) {
        supply[node(i, t)] = 1 + below(100);
        supply[sink] -= supply[node(i, t)];
        add(node(i, t), sink, 200, 50'000);
      }
    for (std::uint32_t i = 0; i < giving; ++i)
      for (std::uint32_t j = 0; j < taking; ++j) {
        const std::int64_t price = 1000 + below(9000);
        for (std::uint32_t t = 0; t < months; ++t) add(node(i, t), node(giving + j, t), 200, price);
      }
    for (std::uint32_t j = giving; j < giving + taking; ++j)
      for (std::uint32_t t = 0; t < months; ++t) {
        add(node(j, t), sink, below(100), 0);
        if (t + 1 < months) add(node(j, t), node(j, t + 1), 500, 5);
      }
    flow.graph = Digraph::make(sink + 1, arcs).value();
    flow.supply = std::move(supply);
    flow.lower.assign(arcs.size(), 0);
    flow.upper = flow.graph.by_arc<std::int64_t>(upper);
    flow.cost = flow.graph.by_arc<std::int64_t>(cost);
    for (std::uint32_t v = 0; v <= sink; ++v)
      series.of.push_back(v / months), series.place.push_back(v % months);
  }
};

TEST(CoarseStart, SeriesTellRoughlyWhatAKilogramIsWorth) {
  for (const std::uint32_t seed : {1u, 2u}) {
    const Months m(seed);
    EXPECT_TRUE(coarse_start(m.flow.problem()).potential.empty()) << "neighbours would do";
    const auto start = coarse_start(m.flow.problem(), {}, m.series);
    ASSERT_EQ(start.potential.size(), m.flow.supply.size());
    auto plain = NetworkSimplex::make(m.flow.problem()).value();
    auto led = NetworkSimplex::make(m.flow.problem(), start).value();
    ASSERT_EQ(plain.run().value(), NetworkSimplex::Outcome::optimal);
    ASSERT_EQ(led.run().value(), NetworkSimplex::Outcome::optimal);
    EXPECT_EQ(m.flow.cost_of(led.flows()), m.flow.cost_of(plain.flows())) << seed;
    double off = 0, worth = 0;
    const auto exact = plain.potentials();
    const std::size_t sink = exact.size() - 1;
    for (std::size_t v = 0; v < sink; ++v) {
      const auto is = static_cast<double>(exact[v] - exact[sink]);
      off += std::abs(static_cast<double>(start.potential[v] - start.potential[sink]) - is);
      worth += std::abs(is);
    }
    EXPECT_LT(10 * off, worth) << seed;
  }
}

TEST(CoarseStart, IsTheSameEveryTime) {
  const FlowInstance i = make(1500, true, 4);
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
