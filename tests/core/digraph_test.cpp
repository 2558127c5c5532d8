// Mirrors include/masseflyt/core/digraph.hpp.
#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include <masseflyt/core/digraph.hpp>

#include "support/random.hpp"

namespace masseflyt {
namespace {

using Ids = std::vector<Digraph::Id>;
Ids ids(std::span<const Digraph::Id> column) { return {column.begin(), column.end()}; }

TEST(Digraph, SortsArcsByTailAndRemembersTheirInput) {
  const std::vector<Digraph::Arc> arcs = {{2, 0}, {0, 1}, {2, 1}, {0, 2}};
  const auto g = Digraph::make(3, arcs).value();
  EXPECT_EQ(ids(g.tail()), (Ids{0, 0, 2, 2}));
  EXPECT_EQ(ids(g.head()), (Ids{1, 2, 0, 1}));
  EXPECT_EQ(ids(g.input()), (Ids{1, 3, 0, 2}));
  EXPECT_EQ(ids(g.first_out()), (Ids{0, 2, 2, 4}));
  EXPECT_EQ(ids(g.first_in()), (Ids{0, 1, 3, 4}));
  EXPECT_EQ(ids(g.in_arc()), (Ids{2, 0, 3, 1}));
}

TEST(Digraph, RearrangesAColumnOfTheCaller) {
  const std::vector<Digraph::Arc> arcs = {{1, 0}, {0, 1}};
  const std::vector<double> km = {7, 8};
  const auto g = Digraph::make(2, arcs).value();
  EXPECT_EQ(g.by_arc<double>(km), (std::vector<double>{8, 7}));
}

TEST(Digraph, KeepsLoopsAndParallelArcs) {
  const std::vector<Digraph::Arc> arcs = {{0, 0}, {0, 0}, {0, 1}};
  const auto g = Digraph::make(2, arcs).value();
  EXPECT_EQ(g.arc_count(), 3U);
  EXPECT_EQ(ids(g.in_arc()), (Ids{0, 1, 2}));
}

TEST(Digraph, MayBeEmpty) {
  EXPECT_EQ(Digraph().node_count(), 0U);
  const auto g = Digraph::make(0, {}).value();
  EXPECT_EQ(g.node_count(), 0U);
  EXPECT_EQ(g.arc_count(), 0U);
  EXPECT_EQ(ids(g.first_out()), (Ids{0}));
}

TEST(Digraph, NamesTheArcThatLeavesTheGraph) {
  const std::vector<Digraph::Arc> arcs = {{0, 1}, {1, 2}};
  const auto g = Digraph::make(2, arcs);
  ASSERT_FALSE(g);
  EXPECT_EQ(g.error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(g.error().message, "arc 1 goes from 1 to 2, expected nodes below 2");
}

TEST(Digraph, RefusesMoreNodesThanAnIntCounts) {
  EXPECT_EQ(Digraph::make(0x8000'0000, {}).error().code, ErrorCode::limit_exceeded);
}

TEST(Digraph, HoldsExactlyTheArcsItWasGiven) {
  test::Random random(7);
  for (int round = 0; round < 50; ++round) {
    const Digraph::Id nodes = 1 + random.below(20);
    const auto arcs = random.arcs(nodes, random.below(80));
    const auto g = Digraph::make(nodes, arcs).value();
    ASSERT_EQ(g.arc_count(), arcs.size());
    for (std::size_t a = 0; a < arcs.size(); ++a) {
      EXPECT_EQ((Digraph::Arc{g.tail()[a], g.head()[a]}), arcs[g.input()[a]]);
      EXPECT_LE(g.first_out()[g.tail()[a]], a);
      EXPECT_LT(a, g.first_out()[g.tail()[a] + 1]);
    }
    for (Digraph::Id v = 0; v < nodes; ++v)
      for (auto i = g.first_in()[v]; i < g.first_in()[v + 1]; ++i)
        EXPECT_EQ(g.head()[g.in_arc()[i]], v);
    auto once = ids(g.in_arc());
    std::sort(once.begin(), once.end());
    for (std::size_t a = 0; a < once.size(); ++a) EXPECT_EQ(once[a], a);
  }
}

}  // namespace
}  // namespace masseflyt
