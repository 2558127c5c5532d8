// Mirrors include/masseflyt/transport/snap.hpp.
#include <masseflyt/transport/snap.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "support/random_roads.hpp"

namespace masseflyt::transport {
namespace {

// 0 ------ 1 ------ 2   one road with a bend in it, then a tunnel; 3 -- 4 -- 5 an island to the
// north; 2 --> 6 leads into nowhere. A degree of longitude is 55.8 km here.
struct Shore : testing::Test {
  std::vector<Position> nodes = {{10, 60},      {10.1, 60},    {10.2, 60}, {10, 60.05},
                                 {10.1, 60.05}, {10.2, 60.05}, {10.3, 60}};
  std::vector<Road> roads = {
      {0, 1, 6, 60}, {1, 2, 6, 60, 6}, {3, 4, 6, 60}, {4, 5, 6, 60}, {2, 6, 6, 60}};
  SnapOptions options;
  Diagnostics found;
  Shore() {
    roads[0].shape = {{10.05, 60.01}};
    roads[4].backward = false;
  }
  Snapper make(VehicleClass v = {}) {
    return Snapper::make(std::make_shared<const Network>(Network::make(nodes, roads).value()), v)
        .value();
  }
};

TEST_F(Shore, APlaceLiesOnTheRoadNotAtItsEnds) {
  const auto s = make().nearest({10.05, 60.02}, options).value();
  EXPECT_EQ(s.point.road, 0U);
  EXPECT_NEAR(s.point.share, 0.5, 1e-3);
  EXPECT_NEAR(s.metres, distance_m({10.05, 60.02}, {10.05, 60.01}), 1);
  EXPECT_DOUBLE_EQ(s.point.access_km, s.metres / 1000 * 1.3);
  EXPECT_EQ(s.island_nodes, 0U);
}

TEST_F(Shore, NobodyLeavesInATunnel) {
  EXPECT_EQ(make().nearest({10.12, 60}, options)->point.road, 0U);
  EXPECT_EQ(make().nearest({10.12, 60}, options)->point.share, 1);
}

TEST_F(Shore, AQuarryOnAnIslandIsTold) {
  const auto joined =
      make()
          .join(std::vector<NamedPlace>{{"quarry", {10.1, 60.049}}, {"pit", {10.05, 60}}},
                {1.3, 10'000, false}, found)
          .value();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].path, "/places/0");
  EXPECT_EQ(
      found[0].value,
      "quarry: the nearest road, 111 m away, is on an island of 3 nodes that a vehicle cannot "
      "both reach and leave");
  EXPECT_EQ(joined[0].points[0].road, 0U);
}

TEST_F(Shore, AOneWayIntoNowhereIsAnIslandToo) {
  const auto s = make().nearest({10.28, 60}, options, true).value();
  EXPECT_EQ(s.point.road, 4U);
  EXPECT_EQ(s.island_nodes, 1U);
}

TEST_F(Shore, APlaceFarFromEveryRoadStaysOutOfReach) {
  const auto joined =
      make().join(std::vector<NamedPlace>{{"hut", {10.1, 60.2}}}, options, found).value();
  EXPECT_EQ(joined[0], Access{});
  EXPECT_EQ(found[0].value, "hut: no road");
  EXPECT_FALSE(make().nearest({-70, -33}, options));
}

TEST_F(Shore, RoadsThatTheVehicleMayNotUseAreNone) {
  roads[0].max_weight_t = 10;
  VehicleClass heavy;
  heavy.weight_t = 50;
  EXPECT_EQ(make().main_nodes(), 3U);
  EXPECT_EQ(make(heavy).nearest({10.05, 60.02}, options, true)->point.road, 2U);
}

TEST_F(Shore, MotorwaysHaveNoGates) {
  roads[0].road_class = RoadClass::motorway;
  EXPECT_FALSE(make().nearest({10.05, 60.02}, options));
  options.motorways = true;
  EXPECT_TRUE(make().nearest({10.05, 60.02}, options));
}

TEST_F(Shore, WrongOptionsAndPlacesAreRefused) {
  const std::vector<NamedPlace> place = {{"x", {10, 60}}};
  EXPECT_EQ(make().join(place, {0.9, 100, false}, found).error().path, "/detour");
  EXPECT_EQ(make().join(place, {1, -1, false}, found).error().path, "/max_metres");
  EXPECT_EQ(make().join(std::vector<NamedPlace>{{"x", {10, 95}}}, options, found).error().path,
            "/places/0");
}

/// Against all stretches one by one, measured on the ellipsoid along their length.
TEST(Snapper, FindsTheNearestOfAllRoads) {
  test::Random random(31);
  for (int round = 0; round < 8; ++round) {
    const auto net =
        std::make_shared<const Network>(test::random_roads(random, 2 + random.below(20), 30));
    const auto snapper = Snapper::make(net, {}).value();
    SnapOptions far;
    far.max_metres = 1e6;
    for (int i = 0; i < 10; ++i) {
      const Position p{random.between(10, 11), random.between(59, 60)};
      const auto s = snapper.nearest(p, far, true);
      double least = 1e9;
      for (const auto& r : net->roads()) {
        if (r.ferry || !(r.forward || r.backward) || !r.closed.empty() ||
            (r.length_km > 0 && r.tunnel_km >= r.length_km - 0.01) || r.length_km == 0)
          continue;
        const auto a = net->nodes()[r.from], b = net->nodes()[r.to];
        for (int k = 0; k <= 200; ++k)
          least =
              std::min(least, distance_m(p, {a.longitude + (b.longitude - a.longitude) * k / 200,
                                             a.latitude + (b.latitude - a.latitude) * k / 200}));
      }
      if (!s) continue;
      EXPECT_LT(s->metres, least + 1);
      const auto& r = net->roads()[s->point.road];
      EXPECT_TRUE(r.from == r.to || s->metres <= distance_m(p, net->nodes()[r.from]) + 1);
      EXPECT_EQ(distance_m(p, s->at), s->metres);
    }
  }
}

}  // namespace
}  // namespace masseflyt::transport
