// Mirrors include/masseflyt/transport/many_to_many.hpp.
#include <masseflyt/transport/many_to_many.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include "support/random_roads.hpp"
#include "transport/dijkstra.hpp"

namespace masseflyt::transport {
namespace {

std::vector<Access> all_nodes(const Network& net) {
  std::vector<Access> all;
  for (Digraph::Id v = 0; v < net.nodes().size(); ++v) all.push_back(at_node(v));
  return all;
}

Hierarchy prepare(Network net, VehicleClass vehicle = {}) {
  return Hierarchy::prepare(std::make_shared<const Network>(std::move(net)), std::move(vehicle))
      .value();
}

VehicleClass some_vehicle(test::Random& random) {
  VehicleClass v;
  v.measure = random.below(2) == 0 ? Measure::time : Measure::length;
  v.ferries = random.below(2) == 0;
  if (random.below(2) == 0) v.weight_t = 50;
  if (random.below(2) == 0) v.week_minute = random.below(2) == 0 ? 450 : 600;
  return v;
}

//   0 --5 km at 30, town, toll-- 1 --5 km at 30, town-- 3 ~~ferry~~ 4      5: no road
//   0 --7 km at 80, 3 in tunnel- 2 --7 km at 80-------- 3
struct RoadsAround : testing::Test {
  std::vector<Position> nodes = {{10, 60},   {10.1, 60.1}, {10.1, 59.9},
                                 {10.2, 60}, {10.3, 60},   {11, 60}};
  std::vector<Road> roads = {{0, 1, 5, 30, 0, 1, true, false},
                             {1, 3, 5, 30, 0, 1, false, false},
                             {0, 2, 7, 80, 3, 0, false, false},
                             {3, 2, 7, 80, 0, 0, false, false},
                             {3, 4, 1, 10, 0, 0, false, true}};
  Hierarchy h(VehicleClass vehicle = {}) {
    return prepare(Network::make(nodes, roads).value(), vehicle);
  }
  MatrixEntry one(const Hierarchy& h, const Access& from, const Access& to) {
    return cost_matrix(h, std::vector{from}, std::vector{to}).value().at(0, 0).value();
  }
};

TEST_F(RoadsAround, AllFiguresAreThoseOfTheChosenWay) {
  const auto quick = one(h(), at_node(0), at_node(3));
  EXPECT_EQ(quick, (MatrixEntry{0.175, 14, 0.175, 3, 0, 0}));
  VehicleClass v;
  v.measure = Measure::length;
  const auto near = one(h(v), at_node(0), at_node(3));
  EXPECT_DOUBLE_EQ(near.cost, 10);
  EXPECT_EQ(near.built_up_km, 10);
  EXPECT_EQ(near.tolls, 1);
}

TEST_F(RoadsAround, APriceWeighsKilometresHoursTollsAndHouses) {
  VehicleClass v;
  v.price = WayPrice{10, 0, 0, 0};
  EXPECT_DOUBLE_EQ(one(h(v), at_node(0), at_node(3)).cost, 100);
  v.price = WayPrice{10, 0, 0, 5};  // 150 through the town, 140 around
  EXPECT_DOUBLE_EQ(one(h(v), at_node(0), at_node(3)).cost, 140);
  v.price = WayPrice{10, 0, 60, 0};
  EXPECT_DOUBLE_EQ(one(h(v), at_node(0), at_node(3)).cost, 140);
  EXPECT_DOUBLE_EQ(one(h(v), at_node(1), at_node(3)).cost, 50);
}

TEST_F(RoadsAround, NoWayIsAnAnswerAndNeitherZeroNorFar) {
  const auto m = cost_matrix(h(), all_nodes(h().network()), all_nodes(h().network())).value();
  EXPECT_EQ(m.reach(0, 5), Reach::unreachable);
  EXPECT_EQ(m.reach(0, 4), Reach::unreachable);  // the ferry was not allowed
  EXPECT_EQ(m.reach(5, 5), Reach::reached);
  EXPECT_EQ(m.at(5, 5)->cost, 0);
  EXPECT_TRUE(std::isnan(m.columns().km[5]));
}

TEST_F(RoadsAround, LimitsAndHoursCloseRoads) {
  roads[2].max_height_m = 4.2;
  roads[3].max_weight_t = 40;
  roads[3].closed = {{0, 60}};
  VehicleClass v;
  v.week_minute = 60;
  EXPECT_EQ(one(h(v), at_node(0), at_node(3)).km, 14);
  v.height_m = 4.2;  // a limit is what still may pass
  EXPECT_EQ(one(h(v), at_node(0), at_node(3)).km, 14);
  v.height_m = 4.3;
  EXPECT_EQ(one(h(v), at_node(0), at_node(3)).km, 10);
  v = {};
  v.week_minute = 59;
  EXPECT_EQ(one(h(v), at_node(0), at_node(3)).km, 10);
  v.week_minute.reset();  // nobody said when: closed at some time is closed
  EXPECT_EQ(one(h(v), at_node(0), at_node(3)).km, 10);
}

TEST_F(RoadsAround, ATruckIsNoFasterThanItsTopSpeed) {
  VehicleClass v;
  v.top_speed_kmh = 40;
  EXPECT_EQ(one(h(v), at_node(2), at_node(3)).hours, 7.0 / 40);
}

TEST_F(RoadsAround, PlacesMayLieAnywhereOnARoad) {
  const auto on = [](std::uint32_t road, double share, double km = 0) {
    return Access{{}, {{road, share, km}}};
  };
  VehicleClass v;
  v.measure = Measure::length;
  EXPECT_EQ(one(h(v), on(0, 0.2), on(1, 0.4)).km, 4 + 2);
  EXPECT_EQ(one(h(v), on(0, 0.2, 0.3), on(1, 0.4, 0.1)).km, 6.4);
  EXPECT_EQ(one(h(v), on(0, 0.2), on(0, 0.8)).km, 3);
  EXPECT_EQ(one(h(v), on(0, 0.8, 1), on(0, 0.2)).km, 4);
  EXPECT_EQ(one(h(v), on(0, 0.8, 1), on(0, 0.8, 1)).km, 0);  // the same place
  EXPECT_EQ(one(h(v), on(2, 0.5), on(2, 0.5, 0.5)).km, 0.5);
  EXPECT_EQ(one(h(v), on(0, 0.2), on(0, 0.8)).tolls, 1);  // met in the middle
  EXPECT_EQ(one(h(v), on(0, 0.6), on(0, 0.8)).tolls, 0);
  EXPECT_EQ(one(h(v), on(2, 0.5), at_node(2)).tunnel_km, 1.5);
}

TEST_F(RoadsAround, AOneWayRoadIsLeftAtItsEnd) {
  roads[0].backward = false;
  VehicleClass v;
  v.measure = Measure::length;
  const Access early{{}, {{0, 0.2, 0}}}, late{{}, {{0, 0.8, 0}}};
  EXPECT_EQ(one(h(v), early, late).km, 3);
  EXPECT_EQ(one(h(v), late, early).km, 1 + 5 + 14 + 1);  // on to 1, 3, 2 and 0
  EXPECT_EQ(one(h(v), late, at_node(0)).km, 20);
  EXPECT_EQ(one(h(v), at_node(1), early).km, 20);
}

TEST_F(RoadsAround, OfSeveralTiesTheLeastSumCounts) {
  VehicleClass v;
  v.measure = Measure::length;
  EXPECT_EQ(one(h(v), {{{0, 1}, {2, 3}}, {}}, at_node(3)).km, 10);
  EXPECT_EQ(one(h(v), {{{0, 1}, {2, 3}}, {}}, {{{3, 4}, {1, 2}}, {}}).km, 8);
  EXPECT_FALSE(cost_matrix(h(v), std::vector{Access{}}, std::vector{Access{}}).value().at(0, 0));
}

TEST_F(RoadsAround, FaultyPlacesAreNamed) {
  const auto path = [&](Access a) {
    return cost_matrix(h(), std::vector{at_node(0), a}, std::vector{at_node(0)}).error().path;
  };
  EXPECT_EQ(path(at_node(6)), "/origins/1");
  EXPECT_EQ(path({{{0, -1}}, {}}), "/origins/1");
  EXPECT_EQ(path({{}, {{5, 0, 0}}}), "/origins/1");
  EXPECT_EQ(path({{}, {{0, 1.01, 0}}}), "/origins/1");
  EXPECT_EQ(cost_matrix(h(), std::vector{at_node(0)}, std::vector{at_node(9)}).error().path,
            "/destinations/0");
}

TEST_F(RoadsAround, OptionsAreChecked) {
  const auto path = [&](MatrixOptions o) {
    return cost_matrix(h(), std::vector{at_node(0)}, std::vector{at_node(0)}, o).error().path;
  };
  MatrixOptions o;
  o.threads = 0;
  EXPECT_EQ(path(o), "/threads");
  o = {}, o.cut_off = -1;
  EXPECT_EQ(path(o), "/cut_off");
  o = {}, o.nearest = 0;
  EXPECT_EQ(path(o), "/nearest");
  o = {}, o.max_bytes = 100;
  EXPECT_EQ(path(o), "/max_bytes");
}

TEST_F(RoadsAround, AWayTooLongToTellIsNoMissingWay) {
  roads = {{0, 1, 9000, 50, 0, 0, false, false}, {1, 3, 9000, 50, 0, 0, false, false}};
  VehicleClass v;
  v.measure = Measure::length;
  const auto prepared = h(v);
  EXPECT_EQ(one(prepared, at_node(0), at_node(1)).km, 9000);
  const auto far = cost_matrix(prepared, std::vector{at_node(0)}, std::vector{at_node(3)});
  EXPECT_EQ(far.error().code, ErrorCode::limit_exceeded);
  EXPECT_EQ(WayQuery(prepared).find(at_node(0), at_node(3)).error().code,
            ErrorCode::limit_exceeded);
  roads[0].length_km = 11'000;
  EXPECT_EQ(Hierarchy::prepare(std::make_shared<Network>(Network::make(nodes, roads).value()), v)
                .error()
                .path,
            "/roads/0");
}

TEST_F(RoadsAround, ACallerMayStopIt) {
  Cancel cancel;
  cancel.set();
  Control control;
  control.cancel = &cancel;
  const auto prepared = h();
  const auto all = all_nodes(prepared.network());
  EXPECT_EQ(cost_matrix(prepared, all, all, {}, control).error().code, ErrorCode::cancelled);
  EXPECT_EQ(Hierarchy::prepare(std::make_shared<Network>(Network::make(nodes, roads).value()), {},
                               control)
                .error()
                .code,
            ErrorCode::cancelled);
  control.cancel = nullptr, control.deadline = std::chrono::steady_clock::now();
  EXPECT_EQ(cost_matrix(prepared, all, all, {}, control).error().code, ErrorCode::deadline);
}

/// Costs are Dijkstra's for every pair, and the figures those of the arcs of one way of that cost.
TEST(CostMatrixOfRoads, EqualsDijkstraOnRandomNetworksWithOneWays) {
  test::Random random(11);
  for (int round = 0; round < 150; ++round) {
    const Digraph::Id n = 1 + random.below(40);
    const auto h = prepare(test::random_roads(random, n, random.below(100)), some_vehicle(random));
    const auto& net = h.network();
    const Oracle oracle(net, h.vehicle());
    const double per_unit = h.vehicle().measure == Measure::time ? 3'600'000 : 100'000;
    const auto all = all_nodes(net);
    const auto m = cost_matrix(h, all, all).value();
    WayQuery query(h);
    for (Digraph::Id a = 0; a < n; ++a) {
      const auto best = oracle.from(a);
      for (Digraph::Id b = 0; b < n; ++b) {
        ASSERT_EQ(m.reach(a, b) == Reach::reached, best[b].has_value());
        const auto way = query.find(all[a], all[b]).value();
        ASSERT_EQ(way.has_value(), best[b].has_value());
        if (!way) continue;
        const auto pair = m.at(a, b).value();
        ASSERT_EQ(pair.cost, static_cast<double>(*best[b]) / per_unit);
        ASSERT_EQ(way->cost, pair.cost);
        std::int64_t cost = 0;
        double km = 0, tolls = 0, tunnel = 0;
        auto at = a;
        for (const auto arc : way->arcs) {
          ASSERT_EQ(net.graph().tail()[arc], at);
          at = net.graph().head()[arc];
          cost += oracle.whole(arc).value();
          km += net.arcs()[arc].km, tunnel += net.arcs()[arc].tunnel_km;
          tolls += net.arcs()[arc].toll;
        }
        ASSERT_EQ(at, b);
        ASSERT_EQ(cost, *best[b]);
        ASSERT_NEAR(km, *pair.km, 1e-9);
        ASSERT_NEAR(tunnel, *pair.tunnel_km, 1e-4);
        ASSERT_EQ(tolls, *pair.tolls);
        ASSERT_EQ(way->way, (RoadWay{*pair.km, *pair.tunnel_km, *pair.built_up_km, *pair.tolls,
                                     *pair.hours}));
      }
    }
  }
}

/// Points on roads: as if a node had been put there.
TEST(CostMatrixOfRoads, PointsOnRoadsEqualNodesInTheirPlace) {
  test::Random random(12);
  for (int round = 0; round < 100; ++round) {
    const Digraph::Id n = 2 + random.below(12);
    const auto net = test::random_roads(random, n, 1 + random.below(30));
    auto vehicle = some_vehicle(random);
    vehicle.measure = Measure::length;
    std::vector<Position> nodes(net.nodes().begin(), net.nodes().end());
    std::vector<Road> roads;
    std::vector<Access> points, put_in;
    for (std::uint32_t i = 0; i < net.roads().size(); ++i) {
      auto first = net.roads()[i];
      first.toll = false, first.wait_h = 0, first.tunnel_km = 0;
      auto second = first;
      const auto middle = static_cast<Digraph::Id>(nodes.size());
      nodes.push_back(nodes[0]);
      first.to = middle, second.from = middle;
      first.length_km *= 0.25, second.length_km *= 0.75;
      roads.push_back(first), roads.push_back(second);
      points.push_back({{}, {{i, 0.25, 0}}});
      put_in.push_back(at_node(middle));
    }
    const auto a = cost_matrix(prepare(net, vehicle), points, points).value();
    const auto b =
        cost_matrix(prepare(Network::make(nodes, roads).value(), vehicle), put_in, put_in).value();
    for (std::size_t i = 0; i < points.size(); ++i)
      for (std::size_t j = 0; j < points.size(); ++j) {
        if (i == j) continue;
        ASSERT_EQ(a.reach(i, j), b.reach(i, j)) << i << ' ' << j;
        if (a.at(i, j)) {
          ASSERT_NEAR(a.at(i, j)->cost, b.at(i, j)->cost, 1e-9);
        }
      }
  }
}

TEST(CostMatrixOfRoads, ThreadsAndBatchesDoNotMatter) {
  test::Random random(13);
  const auto h = prepare(test::random_roads(random, 300, 600));
  const auto all = all_nodes(h.network());
  const auto whole = cost_matrix(h, all, all).value();
  MatrixOptions o;
  o.threads = 3;
  const auto threaded = cost_matrix(h, all, all, o).value();
  const auto same = [](const std::vector<double>& a, const std::vector<double>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](double x, double y) {
      return x == y || (std::isnan(x) && std::isnan(y));
    });
  };
  EXPECT_TRUE(same(whole.columns().cost, threaded.columns().cost));
  EXPECT_TRUE(same(whole.columns().km, threaded.columns().km));
  EXPECT_TRUE(same(whole.columns().built_up_km, threaded.columns().built_up_km));
  for (std::size_t i = 0; i < all.size(); i += 37) {
    const auto alone = cost_matrix(h, std::vector{all[i]}, all).value();
    for (std::size_t j = 0; j < all.size(); ++j) ASSERT_EQ(alone.at(0, j), whole.at(i, j));
  }
}

TEST(CostMatrixOfRoads, ASparseOneHoldsWhatIsNear) {
  test::Random random(14);
  const auto h = prepare(test::random_roads(random, 60, 150));
  const auto all = all_nodes(h.network());
  const auto dense = cost_matrix(h, all, all).value();
  MatrixOptions o;
  o.cut_off = 0.1;
  const auto near = cost_matrix(h, all, all, o).value();
  o = {}, o.nearest = 5, o.figures = false;
  const auto few = cost_matrix(h, all, all, o).value();
  EXPECT_TRUE(near.sparse() && few.sparse());
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::vector<std::pair<double, std::size_t>> by_cost;
    for (std::size_t j = 0; j < all.size(); ++j) {
      const auto pair = dense.at(i, j);
      if (pair) by_cost.push_back({pair->cost, j});
      const bool within = pair && pair->cost <= 0.1;
      ASSERT_EQ(near.reach(i, j), within ? Reach::reached : Reach::left_out);
      if (within) {
        ASSERT_EQ(near.at(i, j), pair);
      }
    }
    std::sort(by_cost.begin(), by_cost.end());
    for (std::size_t k = 0; k < by_cost.size(); ++k)
      ASSERT_EQ(few.reach(i, by_cost[k].second), k < 5 ? Reach::reached : Reach::left_out);
    ASSERT_EQ(few.at(i, i)->km, std::nullopt);
  }
}

TEST(CostMatrixOfRoads, TheEstimateIsKept) {
  test::Random random(15);
  const auto h = prepare(test::random_roads(random, 100, 200));
  const auto all = all_nodes(h.network());
  EXPECT_EQ(estimate(h, 100, 100, {}).matrix_bytes, 100U * 100 * 6 * 8);
  MatrixOptions o;
  o.nearest = 3, o.figures = false;
  EXPECT_EQ(estimate(h, 100, 100, o).matrix_bytes, 100U * 3 * 12 + 800);
  const auto need = estimate(h, 100, 100, {});
  MatrixOptions tight;
  tight.max_bytes = need.matrix_bytes + need.scratch_bytes;
  EXPECT_TRUE(cost_matrix(h, all, all, tight));
  --tight.max_bytes;
  EXPECT_EQ(cost_matrix(h, all, all, tight).error().code, ErrorCode::limit_exceeded);
}

TEST(CostMatrixOfRoads, MayBeEmpty) {
  const auto h = prepare(Network::make({}, {}).value());
  EXPECT_EQ(cost_matrix(h, {}, {}).value().pairs(), 0U);
  const auto m = cost_matrix(h, std::vector{Access{}, Access{}}, std::vector{Access{}}).value();
  EXPECT_EQ(m.reach(1, 0), Reach::unreachable);
}

}  // namespace
}  // namespace masseflyt::transport
