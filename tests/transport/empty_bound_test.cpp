// Mirrors include/masseflyt/transport/empty_bound.hpp.
#include <masseflyt/transport/empty_bound.hpp>

#include <algorithm>

#include <gtest/gtest.h>

#include "support/random_day.hpp"

namespace masseflyt::transport {
namespace {

using test::matrix;

/// Places 0, 1, 2, ... kilometre by kilometre along one road.
CostMatrix road(std::size_t places) {
  std::vector<std::vector<double>> km(places, std::vector<double>(places));
  for (std::size_t i = 0; i < places; ++i)
    for (std::size_t j = 0; j < places; ++j)
      km[i][j] = i > j ? static_cast<double>(i - j) : static_cast<double>(j - i);
  return matrix(km);
}

TEST(EmptyBound, OneWayLoadsGoBackEmptyEveryTime) {
  const std::vector<Trips> trips = {{2, 5, 4}};
  const std::vector<Depot> depots = {{0, 9}};
  const auto bound = empty_bound(trips, depots, 1, road(6)).value();
  EXPECT_EQ(bound.empty_m, 2000 + 3 * 3000 + 5000);  // out, three times back, home
}

TEST(EmptyBound, AReturnLoadTakesTheWayBack) {
  const std::vector<Trips> trips = {{2, 5, 4}, {5, 2, 4}};
  const std::vector<Depot> depots = {{2, 9}};
  EXPECT_EQ(empty_bound(trips, depots, 1, road(6)).value().empty_m, 0);
}

TEST(EmptyBound, EachTruckThatIsNeededComesFromADepot) {
  const std::vector<Trips> trips = {{2, 5, 4}, {5, 2, 4}};
  const std::vector<Depot> depots = {{0, 9}};
  const auto one = empty_bound(trips, depots, 1, road(6)).value();
  const auto three = empty_bound(trips, depots, 3, road(6)).value();
  EXPECT_EQ(one.empty_m, 2 * 2000);
  EXPECT_EQ(three.empty_m, 3 * 2 * 2000);
  EXPECT_EQ(three.min_trucks, 3);
}

TEST(EmptyBound, SaysWhichReturnFlowWouldHelpMost) {
  const std::vector<Trips> trips = {{2, 5, 4}, {1, 0, 1}};
  const std::vector<Depot> depots = {{1, 9}};
  const auto bound = empty_bound(trips, depots, 1, road(6)).value();
  ASSERT_FALSE(bound.return_flows.empty());
  EXPECT_EQ(bound.return_flows[0].from, 5u);  // from where trucks become empty
}

TEST(EmptyBound, OneMoreLoadNeverSavesMoreThanItsPrice) {
  for (std::uint32_t seed = 0; seed < 40; ++seed) {
    test::Random random(seed);
    test::DaySize size;
    size.places = 8, size.hauls = 6;
    const Day day = test::plain_day(random, size);
    std::vector<Trips> trips;
    for (const auto& h : day.hauls) trips.push_back({h.from, h.to, 1 + random.below(5)});
    const std::vector<Depot> depots = {{day.fleet[0].depot, 100}};
    const auto bound = empty_bound(trips, depots, 2, day.travel).value();
    for (const ReturnFlow& flow : bound.return_flows) {
      auto more = trips;
      more.push_back({flow.from, flow.to, 1});
      const auto then = empty_bound(more, depots, 2, day.travel).value();
      EXPECT_LE(bound.empty_m - then.empty_m, flow.saved_m);
    }
  }
}

TEST(EmptyBound, ADayWithoutLoadsNeedsNoTruck) {
  const auto bound = empty_bound({}, {}, 0, road(3)).value();
  EXPECT_EQ(bound.empty_m, 0);
  EXPECT_TRUE(bound.flows.empty());
}

TEST(EmptyBound, NamesWhatIsWrong) {
  const std::vector<Trips> trips = {{0, 1, 1}, {0, 7, 1}};
  const std::vector<Depot> depots = {{0, 1}};
  const auto bound = empty_bound(trips, depots, 1, road(3));
  ASSERT_FALSE(bound);
  EXPECT_EQ(bound.error().path, "/trips/1");
  const std::vector<Trips> fine = {{0, 1, 1}};
  EXPECT_EQ(empty_bound(fine, depots, 2, road(3)).error().code, ErrorCode::not_found);
  const auto island = matrix({{0, test::no_way}, {test::no_way, 0}});
  EXPECT_EQ(empty_bound(fine, depots, 1, island).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace masseflyt::transport
