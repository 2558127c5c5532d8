// Mirrors src/matching/coarse_start.hpp.
#include "matching/coarse_start.hpp"

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
