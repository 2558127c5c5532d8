// Mirrors include/masseflyt/transport/network.hpp.
#include <masseflyt/transport/network.hpp>

#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace masseflyt::transport {
namespace {

//  0 --tunnel-- 1 --ferry-- 2     3 -- 4 -- 5
struct TwoShores : testing::Test {
  std::vector<Position> nodes = {{10, 60}, {10.1, 60}, {10.2, 60},
                                 {11, 60}, {11.1, 60}, {11.2, 60}};
  std::vector<Road> roads = {{0, 1, 6, 60, 2, 0.5, true, false},
                             {1, 2, 5, 10, 0, 0, false, true},
                             {3, 4, 6, 80, 0, 1, false, false},
                             {5, 4, 6, 40, 0, 0, false, false}};
  Network make() { return Network::make(nodes, roads).value(); }
};

TEST_F(TwoShores, EveryRoadGoesBothWays) {
  const auto net = make();
  ASSERT_EQ(net.graph().arc_count(), 8U);
  for (std::size_t a = 0; a < 8; ++a) {
    const auto& road = roads[net.graph().input()[a] / 2];
    const bool back = net.graph().input()[a] % 2 == 1;
    EXPECT_EQ(net.graph().tail()[a], back ? road.to : road.from);
    EXPECT_EQ(net.graph().head()[a], back ? road.from : road.to);
    EXPECT_EQ(net.arcs()[a].km, road.length_km);
    EXPECT_EQ(net.arcs()[a].hours, road.length_km / road.speed_kmh);
    EXPECT_EQ(net.arcs()[a].toll, road.toll);
    EXPECT_EQ(net.arcs()[a].ferry, road.ferry);
  }
}

TEST_F(TwoShores, TunnelsAreNeverBuiltUp) {
  EXPECT_EQ(make().arcs()[0].built_up_km, 3);  // half of six, of which four are outside
  roads[0].built_up_share = 1;
  EXPECT_EQ(make().arcs()[0].built_up_km, 4);
  roads[0].tunnel_km = 6.005;  // rounded up
  EXPECT_EQ(make().arcs()[0].tunnel_km, 6);
  EXPECT_EQ(make().arcs()[0].built_up_km, 0);
}

TEST_F(TwoShores, PartsAreWhatIsReachedWithoutAFerry) {
  const auto net = make();
  EXPECT_EQ(net.component_count(), 3U);
  const std::vector<std::uint32_t> component(net.component().begin(), net.component().end());
  EXPECT_EQ(component, (std::vector<std::uint32_t>{1, 1, 2, 0, 0, 0}));
  roads[1].ferry = false;
  EXPECT_EQ(make().component_count(), 2U);
  EXPECT_EQ(make().component()[0], 0U);  // now equally large: the lower node comes first
}

TEST_F(TwoShores, APlaceIsTiedToTheLargestPart) {
  const auto tie = make().nearest({10.1, 60}, 1.3).value();
  EXPECT_EQ(tie.node, 3U);
  EXPECT_DOUBLE_EQ(tie.km, distance_m({10.1, 60}, {11, 60}) / 1000 * 1.3);
}

TEST_F(TwoShores, ATieIsDrivenAsTheSlowestRoadThatMeetsThere) {
  EXPECT_DOUBLE_EQ(make().hours({4, 10}), 10.0 / 40);
  EXPECT_DOUBLE_EQ(make().hours({1, 6}), 6.0 / 60);  // a ferry is no road
  EXPECT_DOUBLE_EQ(make().hours({2, 6}), 0);
}

TEST_F(TwoShores, MayBeEmpty) {
  const auto net = Network::make({}, {}).value();
  EXPECT_EQ(net.component_count(), 0U);
  EXPECT_FALSE(net.nearest({10, 60}, 1));
}

TEST_F(TwoShores, BrokenRoadsAreRefusedWithTheirPlace) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto refused = [&](auto change) {
    auto broken = roads;
    change(broken[2]);
    const auto net = Network::make(nodes, broken);
    return !net && net.error().path == "/roads/2";
  };
  EXPECT_TRUE(refused([](Road& r) { r.to = 6; }));
  EXPECT_TRUE(refused([](Road& r) { r.length_km = -1; }));
  EXPECT_TRUE(refused([&](Road& r) { r.length_km = nan; }));
  EXPECT_TRUE(refused([](Road& r) { r.speed_kmh = 0; }));
  EXPECT_TRUE(refused([](Road& r) { r.tunnel_km = 6.02; }));
  EXPECT_TRUE(refused([](Road& r) { r.built_up_share = 1.01; }));
  EXPECT_TRUE(refused([&](Road& r) { r.built_up_share = nan; }));
  nodes[1].latitude = 95;
  EXPECT_EQ(Network::make(nodes, roads).error().path, "/nodes/1");
}

}  // namespace
}  // namespace masseflyt::transport
