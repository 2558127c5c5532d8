// Mirrors include/masseflyt/transport/hauls.hpp.
#include <masseflyt/transport/hauls.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/random.hpp"

namespace masseflyt::transport {
namespace {

std::map<std::string, double> tariff_factors() {
  return {{"truck_nok_tkm", 2},    {"truck_nok_t_fixed", 10}, {"truck_co2_kg_tkm", 0.1},
          {"truck_load_t", 25},    {"toll_nok_passage", 0},   {"trips_detour", 1},
          {"sea_nok_tkm", 0.1},    {"sea_nok_t_fixed", 0},    {"quay_nok_t", 20},
          {"sea_co2_kg_tkm", 0.02}};
}

Tariff tariff() { return Tariff::make(tariff_factors()).value(); }

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
  stops[1].quay_km = 0.5;
  const auto h = make();
  EXPECT_EQ(h.route(0, 1, {1, 0, 0, 0})->legs.size(), 3u);  // 77 against 170 NOK/t
  EXPECT_DOUBLE_EQ(h.route(0, 1, {1, 0, 0, 0})->sums.nok, 20 + 46 + 11);
  EXPECT_EQ(h.route(0, 1, {0, 0, 0, 1})->legs.size(), 3u);
  // Nothing to pay for but emissions: 20 t of road at 0.1 against 60 km of sea at 0.02.
  roads[0].way.km = 10;
  EXPECT_EQ(make().route(0, 1, {0, 1, 0, 0})->legs.size(), 1u);
  quays[1].unload = false;
  roads[0].way.km = 80;
  EXPECT_EQ(make().route(0, 1, {1, 0, 0, 0})->legs.size(), 1u);
}

/// The Copenhagen case: masses go out on a ship that brings goods back.
TEST_F(Fjord, GoodsOnTheWayBackMakeTheSeaCheaper) {
  stops[1].quay = PlaceIndex{3};
  sea[0].return_share = 1;
  EXPECT_EQ(Hauls::make(stops, roads, quays, sea, tariff()).error().path, "/sea/0");
  auto factors = tariff_factors();
  factors["sea_empty_share"] = 0.5;
  const auto with = Tariff::make(factors).value();
  const auto h = Hauls::make(stops, roads, quays, sea, with).value();
  EXPECT_DOUBLE_EQ(h.route(0, 1, {})->sums.nok, 20 + (3 + 40));
}

TEST_F(Fjord, ATrainIsOneMoreChoice) {
  stops[1].quay = PlaceIndex{3};
  sea.push_back({2, 3, 50, Mode::rail});
  EXPECT_EQ(Hauls::make(stops, roads, quays, sea, tariff()).error().code, ErrorCode::not_found);
  auto factors = tariff_factors();
  factors["rail_nok_tkm"] = 0.05, factors["rail_nok_t_fixed"] = 1, factors["terminal_nok_t"] = 5;
  factors["rail_co2_kg_tkm"] = 0.5;
  const auto h = Hauls::make(stops, roads, quays, sea, Tariff::make(factors).value()).value();
  const auto cheap = h.route(0, 1, {}).value(), clean = h.route(0, 1, {0, 1, 0, 0}).value();
  ASSERT_EQ(cheap.legs.size(), 2u);
  EXPECT_EQ(cheap.legs[1].mode, Mode::rail);
  EXPECT_DOUBLE_EQ(cheap.sums.nok, 20 + (1 + 2.5 + 10));
  EXPECT_EQ(clean.legs[1].mode, Mode::sea);  // the train burns diesel here
}

TEST_F(Fjord, APlaceOnTheQuayNeedsNoTruckThere) {
  stops[1].quay = PlaceIndex{3};
  const auto r = make().route(0, 1, {}).value();
  ASSERT_EQ(r.legs.size(), 2u);
  EXPECT_DOUBLE_EQ(r.sums.nok, 20 + 46);
}

TEST_F(Fjord, TheBestOfAllPairsOfQuaysIsFound) {
  test::Random random(9);
  for (int round = 0; round < 100; ++round) {
    const PlaceIndex n = 8;
    stops.assign(n, {}), roads.clear(), quays.clear(), sea.clear();
    for (PlaceIndex a = 0; a < n; ++a)
      for (PlaceIndex b = 0; b < a; ++b) {
        const double km = random.between(1, 200);
        roads.push_back({a, b, {km, 0, random.between(0, km), 0, 0}});
        if (a >= 3) sea.push_back({a, b, random.between(1, 200)});
      }
    for (PlaceIndex q = 3; q < n; ++q)
      quays.push_back({q, random.below(3) > 0, random.below(3) > 0});
    const Weights weights{random.between(0, 1), random.between(0, 9), random.between(0, 9), 0};
    const auto h = make();
    const auto leg = [&](Mode mode, PlaceIndex a, PlaceIndex b) {
      for (const auto& r : roads)
        if (mode == Mode::road && std::minmax(r.from, r.to) == std::minmax(a, b))
          return weigh(tariff().road(r.way), weights);
      for (const auto& s : sea)
        if (mode == Mode::sea && std::minmax(s.from, s.to) == std::minmax(a, b))
          return weigh(tariff().sea(s.km), weights);
      return a == b ? 0 : 1e9;
    };
    double least = leg(Mode::road, 0, 1);
    for (const auto& a : quays)
      for (const auto& b : quays)
        if (a.load && b.unload && a.place != b.place)
          least = std::min(least, leg(Mode::road, 0, a.place) + leg(Mode::sea, a.place, b.place) +
                                      leg(Mode::road, b.place, 1));
    EXPECT_NEAR(weigh(h.route(0, 1, weights)->sums, weights), least, 1e-9);
  }
}

/// Against all pairs: places anywhere, roads that may be shorter than the straight line, quays that
/// serve places far and near, a price list that falls.
TEST_F(Fjord, NothingCostsLessThanTheLeastCost) {
  test::Random random(17);
  std::size_t asked = 0, close = 0;
  for (int round = 0; round < 60; ++round) {
    const PlaceIndex n = 14;
    stops.assign(n, {}), roads.clear(), quays.clear(), sea.clear();
    RoadMap map;
    for (PlaceIndex a = 0; a < n; ++a)
      map.position.push_back({10 + random.between(0, 2), 60 + random.between(0, 1)});
    const auto apart = [&](PlaceIndex a, PlaceIndex b) {
      return straight_km(space_point(map.position[a]), space_point(map.position[b]));
    };
    for (PlaceIndex a = 0; a < n; ++a)
      for (PlaceIndex b = 0; b < a; ++b) {
        const double km = apart(a, b) * random.between(round % 2 == 0 ? 0.8 : 1.2, 2);
        if (random.below(9) > 0) roads.push_back({a, b, {km, 0, random.between(0, km), 1, 0}});
      }
    for (PlaceIndex q = 0; q < 4 && round % 3 != 0; ++q)
      quays.push_back({q, random.below(3) > 0, random.below(3) > 0});
    for (const auto& a : quays)
      for (const auto& b : quays)
        if (a.place < b.place)
          sea.push_back({a.place, b.place, apart(a.place, b.place) * random.between(1, 2)});
    for (PlaceIndex a = 4; a < n && !quays.empty(); a += 3) {
      stops[a].quay = quays[random.below(4)].place;
      if (random.below(2) == 0) stops[a].quay_km = random.between(0, 30);
    }
    std::vector<HaulPrice> list;
    if (round % 4 == 1) list = {{0, 30}, {20, 90}, {60, 80}, {200, 300}};
    if (round % 4 == 2) list = {{0, 90}, {300, 80}};
    const auto h =
        Hauls::make(stops, roads, quays, sea, Tariff::make(tariff_factors(), list).value(), map)
            .value();
    const Weights weights{random.between(0, 1), random.between(0, 9), random.between(0, 9),
                          random.between(0, 3)};
    ASSERT_EQ(h.points().size(), n);
    for (PlaceIndex a = 0; a < n; ++a)
      for (PlaceIndex b = 0; b < n; ++b) {
        const auto route = h.route(a, b, weights);
        const auto sums = h.sums(a, b, weights);
        ASSERT_EQ(route.has_value(), sums.has_value());
        if (!route) continue;
        ASSERT_EQ(route->sums, *sums);
        const double cost = weigh(*sums, weights);
        if (a != b) {
          ASSERT_LE(h.least_cost(apart(a, b), weights), cost) << round << " " << a << " " << b;
          ++asked, close += h.least_cost(apart(a, b), weights) > 0.3 * cost ? 1 : 0;
        }
        for (PlaceIndex middle = 0; middle < n; ++middle)
          ASSERT_LE(h.lower_bound(a, middle, apart(middle, b), weights), cost + 1e-9);
      }
  }
  EXPECT_GT(4 * close, asked);  // it says something
}

TEST_F(Fjord, ATableThatMemoryCannotHoldIsRefusedBeforeItIsMade) {
  const auto refused = Hauls::make(std::vector<Stop>(60'000), {}, {}, {}, tariff());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::limit_exceeded);
  EXPECT_NE(refused.error().message.find("13732 MB"), std::string::npos) << refused.error().message;
}

/// The same places over three nodes in a row, 10 km apart, at 50 km/h.
struct FjordWithRoads : Fjord {
  std::vector<Position> nodes = {{10, 60}, {10.1, 60}, {10.2, 60}};
  RoadMap map() {
    const std::vector<Road> stretches = {{0, 1, 10, 50, 0, 0.5, true, false},
                                         {1, 2, 10, 50, 4, 0, false, false}};
    auto net = std::make_shared<const Network>(Network::make(nodes, stretches).value());
    return {net,
            {{9, 60}, {11, 60}, {12, 60}, {13, 60}, {14, 60}, {15, 60}},
            {{{0, 1}}, {{2, 2}}, {{1, 0}}, {{1, 0}}, {}, {}},
            {}};
  }
  Hauls make() { return Hauls::make(stops, roads, quays, sea, tariff(), map()).value(); }
};

TEST_F(FjordWithRoads, TheNetworkFillsWhatTheTableLacks) {
  roads.erase(roads.begin());  // from the pit to the fill
  const auto r = make().route(0, 1, {}).value();
  EXPECT_DOUBLE_EQ(r.sums.km, 1 + 20 + 2);
  EXPECT_DOUBLE_EQ(r.sums.exposure_vkm, 2 * 5.0 / 25);
  EXPECT_DOUBLE_EQ(r.legs[0].hours, 23.0 / 50);
}

TEST_F(FjordWithRoads, TheTableCountsFirstAndTakesItsHoursFromTheNetwork) {
  const auto r = make().route(0, 1, {}).value();
  EXPECT_DOUBLE_EQ(r.sums.km, 80);
  EXPECT_DOUBLE_EQ(r.legs[0].hours, 80.0 / 50);
}

TEST_F(FjordWithRoads, AnIslandHasNoRoadEvenIfItsQuayIsTied) {
  const auto r = make().route(0, 4, {}).value();
  EXPECT_EQ(r.legs.size(), 3u);
  EXPECT_FALSE(make().route(0, 5, {}));  // a place without ties stays out of reach
}

TEST_F(FjordWithRoads, ALegHasTheShapeOfItsRoadInBothDirections) {
  const auto h = make();
  const std::vector<Position> there = {{9, 60}, {10, 60}, {10.1, 60}, {10.2, 60}, {11, 60}};
  EXPECT_EQ(h.path(0, 1, Mode::road), there);
  EXPECT_EQ(h.path(1, 0, Mode::road), std::vector<Position>(there.rbegin(), there.rend()));
  EXPECT_EQ(h.path(2, 3, Mode::sea), (std::vector<Position>{{12, 60}, {13, 60}}));
  EXPECT_EQ(h.path(0, 5, Mode::road), (std::vector<Position>{{9, 60}, {15, 60}}));
}

TEST_F(FjordWithRoads, AMapMustFitTheStops) {
  auto m = map();
  m.ties.pop_back();
  EXPECT_EQ(Hauls::make(stops, roads, quays, sea, tariff(), m).error().path, "/map");
  m = map();
  m.ties[0][0].node = 3;
  EXPECT_FALSE(Hauls::make(stops, roads, quays, sea, tariff(), m));
  EXPECT_TRUE(Fjord::make().path(0, 1, Mode::road).empty());
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
