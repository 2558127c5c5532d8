// Mirrors include/masseflyt/transport/hauls.hpp.
#include <masseflyt/transport/hauls.hpp>

#include <gtest/gtest.h>

namespace masseflyt::transport {
namespace {

Tariff tariff() {
  return Tariff::make({{"truck_nok_tkm", 2},
                       {"truck_nok_t_fixed", 10},
                       {"truck_co2_kg_tkm", 0.1},
                       {"truck_load_t", 25},
                       {"toll_nok_passage", 0},
                       {"trips_detour", 1},
                       {"sea_nok_tkm", 0.1},
                       {"sea_nok_t_fixed", 0},
                       {"quay_nok_t", 20},
                       {"sea_co2_kg_tkm", 0.02}})
      .value();
}

// 0 pit, 1 fill, 2 quay near the pit, 3 quay on the island, 4 island (no road), 5 nowhere
struct Fjord : testing::Test {
  std::vector<Stop> stops = {{}, {}, {}, {false, {}, 0}, {false, PlaceIndex{3}, 0.5}, {}};
  std::vector<RoadRow> roads = {
      {0, 1, {80, 0, 8, 0, 0}}, {0, 2, {5, 0, 5, 0, 0}}, {1, 2, {90, 0, 0, 0, 0}}};
  std::vector<Quay> quays = {{2, true, true}, {3, true, true}};
  std::vector<SeaRow> sea = {{2, 3, 60}};
  Hauls make() { return Hauls::make(stops, roads, quays, sea, tariff()).value(); }
};

TEST_F(Fjord, ARoadIsGoodForBothDirections) {
  const auto h = make();
  EXPECT_EQ(h.route(0, 1, {})->sums, h.route(1, 0, {})->sums);
  EXPECT_EQ(h.route(0, 1, {})->legs.front().from, 0u);
  EXPECT_EQ(h.route(1, 0, {})->legs.front().from, 1u);
}

TEST_F(Fjord, AnIslandIsReachedByItsQuayOnly) {
  roads.push_back({0, 4, {1, 0, 0, 0, 0}});  // a road in the table does not build a bridge
  const auto r = make().route(0, 4, {}).value();
  ASSERT_EQ(r.legs.size(), 3u);
  EXPECT_EQ(r.legs[0].mode, Mode::road);
  EXPECT_EQ(r.legs[1].mode, Mode::sea);
  EXPECT_EQ(r.legs[1].from, 2u);
  EXPECT_EQ(r.legs[2].to, 4u);
  EXPECT_DOUBLE_EQ(r.sums.km, 5 + 60 + 0.5);
  EXPECT_DOUBLE_EQ(r.sums.road_km, 5.5);
  EXPECT_DOUBLE_EQ(r.sums.nok, (10 + 10) + (6 + 40) + (10 + 1));
}

TEST_F(Fjord, NoWayIsAnAnswer) {
  EXPECT_FALSE(make().route(0, 5, {}));
  EXPECT_FALSE(make().route(0, 99, {}));
  EXPECT_TRUE(make().route(4, 4, {})->legs.empty());
}

TEST_F(Fjord, WeightsChooseBetweenRoadAndSea) {
  stops[1].quay = PlaceIndex{3};  // the fill has a quay too: 80 km of road or 60 km of sea
  const auto h = make();
  EXPECT_EQ(h.route(0, 1, {1, 0, 0, 0})->legs.size(), 3u);  // 77 against 170 NOK/t
  EXPECT_EQ(h.route(0, 1, {1, 0, 0, 0})->sums.nok, 20 + 46 + 10);
  quays[1].unload = false;
  EXPECT_EQ(make().route(0, 1, {1, 0, 0, 0})->legs.size(), 1u);
}

TEST_F(Fjord, AQuayThatIsNotInUseIsNoWay) {
  quays.pop_back();
  EXPECT_FALSE(make().route(0, 4, {}));
}

TEST_F(Fjord, OfTwoRowsTheShorterCounts) {
  roads.push_back({1, 0, {70, 0, 0, 0, 0}});
  EXPECT_DOUBLE_EQ(make().route(0, 1, {})->sums.km, 70);
}

TEST_F(Fjord, BrokenRowsAreRefusedWithTheirPlace) {
  roads[1].way.km = -2;
  EXPECT_EQ(Hauls::make(stops, roads, quays, sea, tariff()).error().path, "/roads/1");
  roads[1].way.km = 2;
  sea[0].to = 77;
  EXPECT_EQ(Hauls::make(stops, roads, quays, sea, tariff()).error().path, "/sea/0");
}

}  // namespace
}  // namespace masseflyt::transport
