// Mirrors include/masseflyt/transport/routing.hpp.
#include <masseflyt/transport/routing.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <lemon/dijkstra.h>

#include "detail/lemon_digraph.hpp"
#include "detail/number.hpp"
#include "support/random.hpp"
#include "support/shared_data.hpp"

namespace masseflyt::transport {
namespace {

using Nodes = std::vector<Digraph::Id>;

//      1            0-1-3: 10 km of town at 30 km/h, one toll
//     / \           0-2-3: 14 km of motorway at 80 km/h, 3 km in a tunnel
//    0   3 ~~~ 4    3-4: a ferry, 1 km at 10 km/h
//     \ /
//      2            5: no road
struct Diamond : testing::Test {
  std::vector<Position> nodes = {{10, 60},   {10.1, 60.1}, {10.1, 59.9},
                                 {10.2, 60}, {10.3, 60},   {11, 60}};
  std::vector<Road> roads = {{0, 1, 5, 30, 0, 1, true, false},
                             {1, 3, 5, 30, 0, 1, false, false},
                             {0, 2, 7, 80, 3, 0, false, false},
                             {3, 2, 7, 80, 0, 0, false, false},
                             {3, 4, 1, 10, 0, 0, false, true}};
  Network net = Network::make(nodes, roads).value();
  RouteQuery by_time{net};
  RouteQuery by_length{net, {Measure::length, false}};
  std::vector<Tie> start = {{0, 0}}, end = {{3, 0}};
};

TEST_F(Diamond, TimeAndLengthChooseDifferentWays) {
  by_time.from(start), by_length.from(start);
  EXPECT_EQ(by_time.nodes_to(end), (Nodes{0, 2, 3}));
  EXPECT_EQ(by_length.nodes_to(end), (Nodes{0, 1, 3}));
}

TEST_F(Diamond, AllFiguresAreThoseOfTheChosenWay) {
  by_time.from(start), by_length.from(start);
  EXPECT_EQ(by_time.to(end), (RoadWay{14, 3, 0, 0, 7.0 / 80 + 7.0 / 80}));
  EXPECT_EQ(by_length.to(end), (RoadWay{10, 0, 10, 1, 5.0 / 30 + 5.0 / 30}));
}

TEST_F(Diamond, AFerryIsTakenOnlyIfAllowed) {
  end = {{4, 0}};
  by_length.from(start);
  EXPECT_FALSE(by_length.to(end));
  EXPECT_TRUE(by_length.nodes_to(end).empty());
  RouteQuery with_ferries(net, {Measure::length, true});
  with_ferries.from(start);
  EXPECT_EQ(with_ferries.to(end)->km, 11);
}

TEST_F(Diamond, NoWayIsAnAnswer) {
  end = {{5, 0}};
  EXPECT_FALSE(by_time.to(end));  // nothing was asked yet
  by_time.from(start);
  EXPECT_FALSE(by_time.to(end));
  EXPECT_FALSE(by_time.to({}));
  by_time.from({});
  EXPECT_FALSE(by_time.to(start));
}

TEST_F(Diamond, OfSeveralTiesTheLeastSumCounts) {
  start = {{0, 1}, {2, 3}};  // nearer to the junction, farther from the goal
  by_length.from(start);
  EXPECT_EQ(by_length.to(end)->km, 10);  // 3 + 7, not 1 + 10
  EXPECT_EQ(by_length.nodes_to(end), (Nodes{2, 3}));
  end = {{3, 4}, {1, 2}};
  EXPECT_EQ(by_length.to(end)->km, 8);  // 1 + 5 + 2
  EXPECT_EQ(by_length.to(end)->hours, 1.0 / 30 + 5.0 / 30 + 2.0 / 30);
}

TEST_F(Diamond, TwoPlacesAtOneJunctionMeetThere) {
  by_length.from(std::vector<Tie>{{1, 2}});
  EXPECT_EQ(by_length.to(std::vector<Tie>{{1, 0.5}})->km, 2.5);
  EXPECT_EQ(by_length.nodes_to(std::vector<Tie>{{1, 0.5}}), (Nodes{1}));
}

TEST_F(Diamond, AQueryMayBeUsedAgain) {
  by_length.from(end);
  by_length.from(start);
  EXPECT_EQ(by_length.to(end)->km, 10);
}

/// On random networks: LEMON's Dijkstra finds the same, and the way adds up to it.
TEST(RouteQuery, AgreesWithLemonAndWithItsOwnWay) {
  using G = detail::LemonDigraph;
  test::Random random(21);
  for (int round = 0; round < 60; ++round) {
    const Digraph::Id n = 2 + random.below(25);
    std::vector<Position> nodes(n, Position{10, 60});
    std::vector<Road> roads;
    for (const auto& a : random.arcs(n, random.below(60)))
      roads.push_back({a.tail, a.head, 1.0 + random.below(20), 10.0 + random.below(7) * 10, 0, 1,
                       random.below(2) == 0, random.below(6) == 0});
    const auto net = Network::make(nodes, roads).value();
    for (const auto measure : {Measure::time, Measure::length}) {
      RouteQuery query(net, {measure, true});
      query.from(std::vector<Tie>{{0, 0}});
      const G g(net.graph());
      G::ArcMap<double> cost(g);
      for (G::ArcIt a(g); a != lemon::INVALID; ++a) {
        const auto& data = net.arcs()[static_cast<std::size_t>(G::id(a))];
        cost.set(a, measure == Measure::time ? data.hours : data.km);
      }
      lemon::Dijkstra<G, G::ArcMap<double>> search(g, cost);
      search.run(G::nodeFromId(0));
      for (Digraph::Id v = 0; v < n; ++v) {
        const auto node = G::nodeFromId(static_cast<int>(v));
        const auto way = query.to(std::vector<Tie>{{v, 0}});
        ASSERT_EQ(way.has_value(), search.reached(node));
        if (!way) continue;
        EXPECT_DOUBLE_EQ(query.cost()[v], search.dist(node));
        EXPECT_NEAR(measure == Measure::time ? way->hours : way->km, search.dist(node), 1e-9);
        EXPECT_EQ(way->built_up_km, way->km);
      }
    }
  }
}

/// The readable stand-in for the roads of the Oslo region: its README tells how close it comes.
struct OsloSkeleton : testing::Test {
  static double number(const test::Row& row, const char* column) {
    return detail::parse_number(row.at(column)).value();
  }
  void SetUp() override {
    MASSEFLYT_NEEDS_SHARED_DATA();
    const auto folder = test::shared_data() / "data/oslo_region";
    std::map<std::string, Digraph::Id> id;
    std::vector<Position> nodes;
    for (const auto& row : test::read_rows(folder / "roads_skeleton_nodes.csv")) {
      id.emplace(row.at("node_id"), static_cast<Digraph::Id>(nodes.size()));
      nodes.push_back({number(row, "lon"), number(row, "lat")});
    }
    std::vector<Road> roads;
    for (const auto& row : test::read_rows(folder / "roads_skeleton.csv"))
      roads.push_back({id.at(row.at("from")), id.at(row.at("to")), number(row, "length_km"),
                       number(row, "truck_speed_kmh"), number(row, "tunnel_km"),
                       number(row, "built_up_share"), row.at("toll") == "yes",
                       row.at("kind") == "ferry"});
    for (const auto& row : test::read_rows(folder / "skeleton_ties.csv"))
      ties[row.at("point_id")].push_back({id.at(row.at("road_node")), number(row, "tie_km")});
    net = std::make_unique<Network>(Network::make(nodes, roads).value());
    pairs = test::read_rows(folder / "road_distances.csv");
  }
  std::unique_ptr<Network> net;
  std::map<std::string, std::vector<Tie>> ties;
  std::vector<test::Row> pairs;
};

TEST_F(OsloSkeleton, IsOnePieceButForItsFerry) {
  EXPECT_EQ(net->nodes().size(), 137U);
  EXPECT_EQ(net->component_count(), 1U);
}

TEST_F(OsloSkeleton, ComesAsCloseToTheRoadDistancesAsItsReadmeSays) {
  RouteQuery query(*net, {Measure::length, false});
  std::string from;
  double within_5 = 0, within_20 = 0, long_pairs = 0, long_within_5 = 0, same_tolls = 0;
  for (const auto& pair : pairs) {
    if (pair.at("from") != from) query.from(ties.at(from = pair.at("from")));
    const auto way = query.to(ties.at(pair.at("to")));
    ASSERT_TRUE(way) << from << " to " << pair.at("to");
    const double km = number(pair, "road_km");
    const double error = std::abs(way->km / km - 1);
    within_5 += error <= 0.05, within_20 += error <= 0.2;
    if (km <= 10) continue;
    ++long_pairs, long_within_5 += error <= 0.05;
    same_tolls += way->tolls == number(pair, "toll_passages");
  }
  const auto all = static_cast<double>(pairs.size());
  EXPECT_EQ(pairs.size(), 3324U);
  EXPECT_GE(within_5 / all, 0.987);   // 98.8 %
  EXPECT_GE(within_20 / all, 0.990);  // 99.0 %
  EXPECT_EQ(long_within_5, long_pairs);
  EXPECT_GE(same_tolls / long_pairs, 0.9);
}

}  // namespace
}  // namespace masseflyt::transport
