// Mirrors include/masseflyt/core/geo_index.hpp.
#include <algorithm>
#include <limits>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include <masseflyt/core/geo_index.hpp>

#include "support/random.hpp"

namespace masseflyt {
namespace {

using Hits = std::vector<GeoIndex::Hit>;

/// What the index must find, by looking at everything.
Hits by_distance(const std::vector<Position>& positions, Position from) {
  Hits hits;
  for (std::uint32_t i = 0; i < positions.size(); ++i)
    hits.push_back({i, distance_m(from, positions[i])});
  std::sort(hits.begin(), hits.end(), [](const auto& a, const auto& b) {
    return std::tie(a.metres, a.index) < std::tie(b.metres, b.index);
  });
  return hits;
}

std::vector<std::uint32_t> indices(const Hits& hits) {
  std::vector<std::uint32_t> found;
  for (const auto& h : hits) found.push_back(h.index);
  return found;
}

/// Oslo, Drammen, Sandvika, Hønefoss, from general knowledge.
const std::vector<Position> towns = {
    {10.75, 59.91}, {10.20, 59.74}, {10.53, 59.89}, {10.26, 60.17}};
const Position lysaker = {10.64, 59.91};

TEST(GeoIndex, FindsTheNearestFirst) {
  const auto index = GeoIndex::make(towns).value();
  EXPECT_EQ(indices(index.nearest(lysaker, 2)), (std::vector<std::uint32_t>{0, 2}));
  EXPECT_EQ(index.nearest(lysaker, 1)[0].metres, distance_m(lysaker, towns[0]));
}

TEST(GeoIndex, GivesAllWhenAskedForMoreThanThereAre) {
  const auto index = GeoIndex::make(towns).value();
  EXPECT_EQ(index.nearest(lysaker, 99), by_distance(towns, lysaker));
  EXPECT_TRUE(index.nearest(lysaker, 0).empty());
}

TEST(GeoIndex, ReachIncludesItsEdge) {
  const auto index = GeoIndex::make(towns).value();
  const double to_oslo = distance_m(lysaker, towns[0]);
  EXPECT_EQ(indices(index.within(lysaker, to_oslo)), (std::vector<std::uint32_t>{0}));
  EXPECT_TRUE(index.within(lysaker, to_oslo - 0.001).empty());
  EXPECT_TRUE(index.within(lysaker, -1).empty());
  EXPECT_EQ(index.within(towns[2], 0).size(), 1U);
}

TEST(GeoIndex, EquallyFarComeInTheOrderGiven) {
  const std::vector<Position> twins(40, Position{10, 60});
  const auto index = GeoIndex::make(twins).value();
  const auto three = index.nearest({11, 60}, 3);
  EXPECT_EQ(indices(three), (std::vector<std::uint32_t>{0, 1, 2}));
  EXPECT_EQ(index.within({10, 60}, 1).size(), 40U);
}

TEST(GeoIndex, HasNoSeamAtTheAntimeridianOrAPole) {
  const auto index =
      GeoIndex::make(std::vector<Position>{{179.9, 0}, {-170, 0}, {0, 89.9}}).value();
  EXPECT_EQ(index.nearest({-179.9, 0}, 1)[0].index, 0U);
  EXPECT_EQ(index.nearest({180, 89.9}, 1)[0].index, 2U);
}

TEST(GeoIndex, MayBeEmpty) {
  const auto index = GeoIndex::make({}).value();
  EXPECT_EQ(index.size(), 0U);
  EXPECT_TRUE(index.nearest(lysaker, 3).empty());
  EXPECT_TRUE(index.within(lysaker, 1e6).empty());
}

TEST(GeoIndex, NamesThePositionThatIsNotOnEarth) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(GeoIndex::make(std::vector<Position>{{0, 0}, {0, 91}}).error().message,
            "position 1 is not on Earth, expected degrees");
  EXPECT_FALSE(GeoIndex::make(std::vector<Position>{{nan, 0}}));
}

TEST(GeoIndex, AgreesWithLookingAtEverything) {
  test::Random random(4);
  for (int round = 0; round < 40; ++round) {
    std::vector<Position> positions(1 + random.below(300));
    // A coarse grid makes many of them equal.
    for (auto& p : positions) p = {random.below(40) * 9.0 - 179, random.below(20) * 9.0 - 89};
    const auto index = GeoIndex::make(positions).value();
    const Position from{random.between(-180, 180), random.between(-90, 90)};
    const auto expected = by_distance(positions, from);
    const std::size_t count = random.below(30);
    const auto found = index.nearest(from, count);
    EXPECT_EQ(found, Hits(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                                   count, expected.size()))));
    const double reach = random.between(0, 1.5e7);
    auto inside = expected;
    inside.erase(std::remove_if(inside.begin(), inside.end(),
                                [&](const auto& h) { return h.metres > reach; }),
                 inside.end());
    EXPECT_EQ(index.within(from, reach), inside);
  }
}

}  // namespace
}  // namespace masseflyt
