// Mirrors src/matching/auction.hpp and start.hpp.
#include "matching/auction.hpp"

#include <gtest/gtest.h>

#include "matching/start.hpp"
#include "support/flow_instance.hpp"

namespace masseflyt::matching {
namespace {

using Outcome = NetworkSimplex::Outcome;

/// Flow and prices are optimal already: the simplex only looks.
TEST(Auction, EqualVolumesAreSolvedExactly) {
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    const std::uint32_t takers = seed % 3 == 0 ? 40 : 200;
    const FlowInstance i = haul_flow({200, takers, 25, 1, seed % 2 == 1}, seed);
    const auto start = auction_start(i.problem());
    if (!lemon_cost(i)) {
      EXPECT_TRUE(start.potential.empty()) << seed;
      continue;
    }
    if (start.potential.empty()) continue;  // it gave up: counted below
    auto s = NetworkSimplex::make(i.problem(), start).value();
    ASSERT_EQ(s.run().value(), Outcome::optimal) << seed;
    EXPECT_EQ(s.pivots(), 0u) << seed;
    EXPECT_EQ(i.cost_of(s.flows()), lemon_cost(i)) << seed;
    expect_optimal(i, s, seed);
  }
}

TEST(Auction, WithCostsAtRandomItDoesNotGiveUp) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    const FlowInstance i = haul_flow({300, 300, 30, 1, false}, seed);
    EXPECT_EQ(auction_start(i.problem()).potential.empty(), !lemon_cost(i)) << seed;
  }
}

TEST(Auction, SpreadVolumesLeaveLittleToTheSimplex) {
  std::uint64_t plain = 0, led = 0;
  for (std::uint32_t seed = 0; seed < 10; ++seed) {
    const FlowInstance i = haul_flow({600, 600, 30, 1000, false}, seed);
    const auto start = auction_start(i.problem());
    if (start.potential.empty()) continue;
    auto a = NetworkSimplex::make(i.problem()).value();
    auto b = NetworkSimplex::make(i.problem(), start).value();
    ASSERT_EQ(a.run().value(), Outcome::optimal);
    ASSERT_EQ(b.run().value(), Outcome::optimal);
    expect_optimal(i, b, seed);
    plain += a.pivots(), led += b.pivots();
  }
  EXPECT_GT(plain, 0u);
  EXPECT_LT(4 * led, plain);
}

TEST(Auction, NegativeCostsAndTakersOfNothing) {
  FlowInstance i = haul_flow({100, 100, 20, 1, false}, 3);
  for (auto& c : i.cost) c -= 7000;
  ASSERT_TRUE(lemon_cost(i));
  auto s = NetworkSimplex::make(i.problem(), auction_start(i.problem())).value();
  ASSERT_EQ(s.run().value(), Outcome::optimal);
  EXPECT_EQ(i.cost_of(s.flows()), lemon_cost(i));

  std::vector<Digraph::Arc> arcs{{0, 2}, {0, 3}, {1, 2}};
  FlowInstance with_nothing;
  with_nothing.graph = Digraph::make(4, arcs).value();
  with_nothing.supply = {5, 0, -5, 0};
  with_nothing.lower = {0, 0, 0}, with_nothing.upper = {5, 5, 5}, with_nothing.cost = {9, 1, -3};
  auto t = NetworkSimplex::make(with_nothing.problem(), auction_start(with_nothing.problem()));
  ASSERT_EQ(t->run().value(), Outcome::optimal);
  EXPECT_EQ(t->flows(), (std::vector<std::int64_t>{5, 0, 0}));
}

/// Transshipment, narrow arcs and lower bounds are none of its business.
TEST(Auction, LeavesOtherProblemsAlone) {
  EXPECT_TRUE(
      auction_start(netgen_like({"", 4, 12, 200, 900, 30'000, 1, 100, 0, 0, 0, 20}, 1).problem())
          .potential.empty());
  FlowInstance i = haul_flow({100, 100, 20, 1, false}, 3);
  ASSERT_FALSE(auction_start(i.problem()).potential.empty());
  i.lower[0] = 1;
  EXPECT_TRUE(auction_start(i.problem()).potential.empty());
  i.lower[0] = 0, i.upper[0] = 0;
  EXPECT_TRUE(auction_start(i.problem()).potential.empty());
}

TEST(Auction, IsTheSameEveryTimeAndStopsWhenToldTo) {
  const FlowInstance i = haul_flow({600, 600, 30, 1000, false}, 4);
  EXPECT_EQ(auction_start(i.problem()).flow, auction_start(i.problem()).flow);
  Control late;
  late.deadline = std::chrono::steady_clock::now();
  EXPECT_TRUE(auction_start(i.problem(), late).potential.empty());
}

TEST(GoodStart, SuitsTheProblem) {
  const auto pivots = [](const FlowInstance& i, NetworkSimplex::Start start) {
    auto s = NetworkSimplex::make(i.problem(), start).value();
    EXPECT_EQ(s.run().value(), Outcome::optimal);
    return s.pivots();
  };
  for (const HaulFamily& f : {HaulFamily{600, 600, 30, 1000, true},
                              {600, 600, 30, 1000, false},
                              {600, 600, 30, 1, false},
                              {600, 600, 40, 1, true}}) {
    std::uint32_t seed = 1;
    while (!lemon_cost(haul_flow(f, seed))) ++seed;
    const FlowInstance i = haul_flow(f, seed);
    EXPECT_LT(5 * pivots(i, good_start(i.problem())), 4 * pivots(i, {}));
  }
  EXPECT_TRUE(good_start(haul_flow({100, 100, 30, 1, false}, 1).problem()).potential.empty());
}

}  // namespace
}  // namespace masseflyt::matching
