// Mirrors src/detail/lemon_digraph.hpp.
#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include <gtest/gtest.h>
#include <lemon/capacity_scaling.h>
#include <lemon/concept_check.h>
#include <lemon/concepts/digraph.h>
#include <lemon/concepts/maps.h>
#include <lemon/dijkstra.h>
#include <lemon/network_simplex.h>

#include "detail/lemon_digraph.hpp"
#include "support/random.hpp"

namespace masseflyt::detail {
namespace {

using G = LemonDigraph;
using Column = G::ArcMap<std::int64_t>;
__extension__ using Int128 = __int128;

TEST(LemonDigraph, ModelsTheConcepts) {
  lemon::checkConcept<lemon::concepts::Digraph, G>();
  lemon::checkConcept<lemon::concepts::ReferenceMap<G::Arc, int, int&, const int&>,
                      G::ArcMap<int>>();
}

TEST(LemonDigraph, WalksEveryArcOncePerWayOfWalking) {
  test::Random random(1);
  for (int round = 0; round < 30; ++round) {
    const Digraph::Id nodes = 1 + random.below(12);
    const auto graph = Digraph::make(nodes, random.arcs(nodes, random.below(40))).value();
    const G g(graph);
    G::ArcMap<int> seen(g, 0);
    for (G::NodeIt v(g); v != lemon::INVALID; ++v) {
      for (G::OutArcIt a(g, v); a != lemon::INVALID; ++a) seen[a] += g.source(a) == v ? 1 : 100;
      for (G::InArcIt a(g, v); a != lemon::INVALID; ++a) seen[a] += g.target(a) == v ? 1 : 100;
    }
    int arcs = 0;
    for (G::ArcIt a(g); a != lemon::INVALID; ++a, ++arcs) EXPECT_EQ(seen[a], 2);
    EXPECT_EQ(arcs, g.arcNum());
  }
}

TEST(LemonDigraph, AnEmptyGraphHasNothingToWalk) {
  const Digraph graph;
  const G g(graph);
  EXPECT_TRUE(G::NodeIt(g) == lemon::INVALID);
  EXPECT_TRUE(G::ArcIt(g) == lemon::INVALID);
}

TEST(LemonDigraph, DijkstraAgreesWithRelaxingEveryArc) {
  test::Random random(2);
  for (int round = 0; round < 30; ++round) {
    const Digraph::Id nodes = 2 + random.below(15);
    const auto graph = Digraph::make(nodes, random.arcs(nodes, 30)).value();
    const G g(graph);
    Column length(g);
    for (G::ArcIt a(g); a != lemon::INVALID; ++a) length.set(a, 1 + random.below(100));
    lemon::Dijkstra<G, Column> search(g, length);
    search.run(G::nodeFromId(0));

    constexpr std::int64_t far = std::numeric_limits<std::int64_t>::max() / 2;
    std::vector<std::int64_t> km(nodes, far);
    km[0] = 0;
    for (Digraph::Id pass = 0; pass < nodes; ++pass)
      for (std::size_t a = 0; a < graph.arc_count(); ++a)
        km[graph.head()[a]] = std::min(
            km[graph.head()[a]], km[graph.tail()[a]] + length[G::arcFromId(static_cast<int>(a))]);
    for (Digraph::Id v = 0; v < nodes; ++v) {
      const auto node = G::nodeFromId(static_cast<int>(v));
      ASSERT_EQ(search.reached(node), km[v] < far);
      if (km[v] < far) {
        EXPECT_EQ(search.dist(node), km[v]);
      }
    }
  }
}

/// Pits 0 and 1 have 9 and 4, fills 2 and 3 want 6 and 7. Cost per unit on the arcs.
struct TwoPits : testing::Test {
  const std::vector<Digraph::Arc> arcs = {{1, 3}, {0, 2}, {0, 3}, {1, 2}};
  const std::vector<std::int64_t> cost_in = {2, 3, 8, 5};
  Digraph graph = Digraph::make(4, arcs).value();
  G g{graph};
  Column cost{g};
  G::NodeMap<std::int64_t> supply{g};
  void SetUp() override {
    for (int a = 0; a < g.arcNum(); ++a)
      cost.set(G::arcFromId(a), cost_in[graph.input()[static_cast<std::size_t>(a)]]);
    const std::int64_t kg[] = {9, 4, -6, -7};
    for (int v = 0; v < 4; ++v) supply.set(G::nodeFromId(v), kg[v]);
  }
};

TEST_F(TwoPits, NetworkSimplexFindsTheCheapestFlow) {
  lemon::NetworkSimplex<G, std::int64_t> simplex(g);
  ASSERT_EQ(simplex.costMap(cost).supplyMap(supply).run(), simplex.OPTIMAL);
  EXPECT_EQ(simplex.totalCost<std::int64_t>(), 50);  // 6 * 3 + 3 * 8 + 4 * 2
}

TEST_F(TwoPits, TwoSolversAgreeUnderRandomCosts) {
  test::Random random(3);
  const Column room(g, 8);
  for (int round = 0; round < 50; ++round) {
    for (G::ArcIt a(g); a != lemon::INVALID; ++a) cost.set(a, random.below(1000));
    lemon::NetworkSimplex<G, std::int64_t> simplex(g);
    lemon::CapacityScaling<G, std::int64_t> scaling(g);
    ASSERT_EQ(simplex.upperMap(room).costMap(cost).supplyMap(supply).run(), simplex.OPTIMAL);
    ASSERT_EQ(scaling.upperMap(room).costMap(cost).supplyMap(supply).run(), scaling.OPTIMAL);
    EXPECT_EQ(simplex.totalCost<std::int64_t>(), scaling.totalCost<std::int64_t>());
  }
}

TEST_F(TwoPits, TotalsOfARegionDoNotFitIn64Bits) {
  const std::int64_t kg = 70'000'000'000;      // the masses of the Oslo region over ten years
  const std::int64_t micro_nok = 800'000'000;  // per kg: a penalty far above any price
  for (G::ArcIt a(g); a != lemon::INVALID; ++a) cost.set(a, micro_nok);
  for (int v = 0; v < 4; ++v) supply.set(G::nodeFromId(v), v == 0 ? kg : v == 2 ? -kg : 0);
  lemon::NetworkSimplex<G, std::int64_t> simplex(g);
  ASSERT_EQ(simplex.costMap(cost).supplyMap(supply).run(), simplex.OPTIMAL);
  const Int128 total = simplex.totalCost<Int128>();
  EXPECT_GT(total, Int128{std::numeric_limits<std::int64_t>::max()});
  EXPECT_EQ(static_cast<std::int64_t>(total / 1'000'000), 56'000'000'000'000);
}

}  // namespace
}  // namespace masseflyt::detail
