// Mirrors include/masseflyt/transport/straight_costs.hpp.
#include <masseflyt/transport/straight_costs.hpp>

#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace masseflyt::transport {
namespace {

/// 3 km east and 4 km north are 5 km apart, 6 km to drive.
const std::vector<SpacePoint> corners = {{0, 0, 0}, {3, 4, 0}};
const TruckFactors truck{
    .nok_t = 11, .nok_tkm = 2, .co2e_kg_tkm = 0.1, .load_t = 20, .detour = 1.2};

TEST(StraightCosts, AreTheLineTheDetourAndTheTariff) {
  const auto costs = StraightCosts::make(corners, truck_tariff(truck).value()).value();
  const auto way = costs.sums(0, 1, {}).value();
  EXPECT_DOUBLE_EQ(way.km, 6);
  EXPECT_DOUBLE_EQ(way.nok, 11 + 2 * 6);
  EXPECT_DOUBLE_EQ(way.co2e_kg, 0.6);
  EXPECT_EQ(costs.route(0, 1, {})->sums, way);
  EXPECT_EQ(costs.route(0, 1, {})->legs.size(), 1U);
  EXPECT_EQ(costs.sums(1, 1, {}), HaulSums{});
}

TEST(StraightCosts, APlaceThatDoesNotExistIsOutOfReach) {
  const auto costs = StraightCosts::make(corners, truck_tariff(truck).value()).value();
  EXPECT_FALSE(costs.sums(0, 2, {}));
  EXPECT_FALSE(costs.route(2, 0, {}));
}

TEST(StraightCosts, NoWayCostsLessThanTheLeastCostOfItsDistance) {
  std::mt19937_64 random(3);
  std::vector<SpacePoint> points;
  const auto km = [&] { return static_cast<double>(random() % 100'000) / 1000; };
  for (int p = 0; p < 60; ++p) points.push_back({km(), km(), km()});
  const auto costs = StraightCosts::make(points, truck_tariff(truck).value()).value();
  const Weights weights{1, 2};
  for (PlaceIndex a = 0; a < 60; ++a)
    for (PlaceIndex b = 0; b < 60; ++b)
      if (a != b) {
        const double cost = weigh(costs.sums(a, b, weights).value(), weights);
        const double least = costs.least_cost(straight_km(points[a], points[b]), weights);
        EXPECT_LE(least, cost);
        EXPECT_GT(least, cost * (1 - 1e-9)) << "as close as can be";
      }
}

TEST(StraightCosts, WhatIsNoNumberIsNamed) {
  auto lost = corners;
  lost[1].y_km = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(StraightCosts::make(lost, truck_tariff(truck).value()).error().path, "/points/1");
  TruckFactors nothing = truck;
  nothing.load_t = 0;
  EXPECT_EQ(truck_tariff(nothing).error().code, ErrorCode::invalid_argument);
  nothing = truck;
  nothing.nok_tkm = -1;
  EXPECT_NE(truck_tariff(nothing).error().message.find("truck_nok_tkm"), std::string::npos);
}

}  // namespace
}  // namespace masseflyt::transport
