// Mirrors include/masseflyt/core/geo.hpp.
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <masseflyt/core/geo.hpp>

#include "detail/number.hpp"
#include "support/folders.hpp"
#include "support/random.hpp"
#include "support/shared_data.hpp"

namespace masseflyt {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
const std::string vectors = test::data_folder() + "/geo/";

double number(const test::Row& row, const std::string& column) {
  return detail::parse_number(row.at(column)).value();
}

TEST(Distance, AgreesWithGeographicLib) {
  const auto rows = test::read_rows(vectors + "geodesics.csv");
  EXPECT_EQ(rows.size(), 72U);
  for (const auto& row : rows) {
    const Position a{number(row, "longitude_1"), number(row, "latitude_1")};
    const Position b{number(row, "longitude_2"), number(row, "latitude_2")};
    const double expected = number(row, "distance_m");
    const double tolerance = expected < 3e6 ? 2e-5 : expected < 1.99e7 ? 1e-4 : 7e4;
    EXPECT_NEAR(distance_m(a, b), expected, tolerance) << row.at("note");
    if (expected < 1.99e7) {
      EXPECT_NEAR(distance_m(b, a), distance_m(a, b), 1e-8) << row.at("note");
    }
  }
}

TEST(Distance, OfAPlaceToItselfIsZero) { EXPECT_EQ(distance_m({10, 60}, {10, 60}), 0); }

TEST(Utm, AgreesWithProjBothWays) {
  const auto rows = test::read_rows(vectors + "utm.csv");
  EXPECT_EQ(rows.size(), 104U);
  for (const auto& row : rows) {
    const auto crs = parse_crs("EPSG:" + row.at("epsg")).value();
    const Position p{number(row, "longitude"), number(row, "latitude")};
    const auto xy = from_position(p, crs).value();
    EXPECT_NEAR(xy.x, number(row, "easting_m"), 2e-6) << p.longitude << " " << p.latitude;
    EXPECT_NEAR(xy.y, number(row, "northing_m"), 2e-6) << p.longitude << " " << p.latitude;
    const auto back = to_position(xy, crs).value();
    EXPECT_NEAR(distance_m(back, p), 0, 2e-6) << p.longitude << " " << p.latitude;
  }
}

TEST(Utm, HasTheEquatorAndItsMeridianWhereTheyBelong) {
  const auto origin = from_position({15, 0}, Crs::utm33).value();
  EXPECT_EQ(origin, (Coordinates{500'000, 0}));
  // A quarter meridian is 10 001 965.729 m, and UTM shrinks it by 0.9996.
  const auto north = from_position({9, 89.999999}, Crs::utm32).value();
  EXPECT_NEAR(north.y, 0.9996 * 10'001'965.729, 0.2);
}

TEST(Utm, RefusesWhatIsFarFromItsZone) {
  EXPECT_TRUE(from_position({45, 60}, Crs::utm33));
  EXPECT_FALSE(from_position({45.01, 60}, Crs::utm33));
  EXPECT_FALSE(from_position({15, 90}, Crs::utm33));
  EXPECT_FALSE(from_position({15, 91}, Crs::utm33));
  EXPECT_FALSE(from_position({nan, 60}, Crs::utm33));
  EXPECT_FALSE(to_position({6'643'118, 597'979}, Crs::utm33));  // swapped
  EXPECT_FALSE(to_position({500'000, 2e7}, Crs::utm33));
  EXPECT_FALSE(to_position({500'000, nan}, Crs::utm33));
  EXPECT_EQ(to_position({4e6, 6.6e6}, Crs::utm32).error().code, ErrorCode::invalid_argument);
}

TEST(Utm, TheOtherZoneIsKilometresAway) {
  const auto xy = from_position({10.7522, 59.9139}, Crs::utm32).value();
  const auto wrong = to_position(xy, Crs::utm33).value();
  EXPECT_GT(distance_m(wrong, {10.7522, 59.9139}), 300'000);
}

TEST(Crs, DegreesPassUnchanged) {
  EXPECT_EQ(to_position({10.5, 59.5}, Crs::wgs84).value(), (Position{10.5, 59.5}));
  EXPECT_EQ(from_position({10.5, 59.5}, Crs::wgs84).value(), (Coordinates{10.5, 59.5}));
  EXPECT_FALSE(to_position({597'979, 6'643'118}, Crs::wgs84));
}

TEST(Crs, ThreeAreKnown) {
  EXPECT_EQ(parse_crs("EPSG:25833"), Crs::utm33);
  EXPECT_EQ(parse_crs("EPSG:4326"), Crs::wgs84);
  EXPECT_FALSE(parse_crs("25833"));
  EXPECT_FALSE(parse_crs("EPSG:3857"));
}

const Ring square = {{0, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 0}};
const Ring pond = {{1, 1}, {2, 1}, {2, 2}, {1, 2}, {1, 1}};
const Ring elsewhere = {{10, 0}, {11, 0}, {11, 1}, {10, 0}};

TEST(Area, HoldsWhatLiesInsideAndOnItsEdge) {
  const auto area = Area::make({square}).value();
  EXPECT_TRUE(area.contains({2, 2}));
  EXPECT_TRUE(area.contains({0, 2}));
  EXPECT_TRUE(area.contains({4, 4}));
  EXPECT_FALSE(area.contains({4.001, 2}));
  EXPECT_FALSE(area.contains({-1, 4}));  // level with a corner
  EXPECT_FALSE(area.contains({nan, 2}));
}

TEST(Area, HasHolesAndParts) {
  const auto area = Area::make({square, pond, elsewhere}).value();
  EXPECT_FALSE(area.contains({1.5, 1.5}));
  EXPECT_TRUE(area.contains({1, 1.5}));  // the shore
  EXPECT_TRUE(area.contains({3, 3}));
  EXPECT_TRUE(area.contains({10.8, 0.5}));
  EXPECT_FALSE(area.contains({7, 0.5}));
  EXPECT_EQ(area.bounds(), (Box{0, 0, 11, 4}));
}

TEST(Area, IsNotMisledByACornerLevelWithThePoint) {
  // Two peaks: the line eastwards from (-3, 1) or (-1, 1) runs through the valley at (0, 1).
  const auto peaks = Area::make({{{-4, 0}, {4, 0}, {2, 3}, {0, 1}, {-2, 3}, {-4, 0}}}).value();
  EXPECT_TRUE(peaks.contains({-1, 1}));
  EXPECT_TRUE(peaks.contains({1, 1}));
  EXPECT_FALSE(peaks.contains({-3.9, 1}));
  EXPECT_FALSE(peaks.contains({0, 2}));
  const auto diamond = Area::make({{{0, -1}, {1, 0}, {0, 1}, {-1, 0}, {0, -1}}}).value();
  EXPECT_TRUE(diamond.contains({-0.5, 0}));
  EXPECT_FALSE(diamond.contains({-0.9, 0.5}));
}

TEST(Area, DoesNotMindTheOrientation) {
  EXPECT_TRUE(Area::make({Ring(square.rbegin(), square.rend())}).value().contains({2, 2}));
}

TEST(Area, NamesTheRingThatIsWrong) {
  const auto fault = [](Ring ring) { return Area::make({square, ring}).error().message; };
  EXPECT_EQ(fault({{0, 0}, {1, 0}, {0, 0}}), "ring 1 has fewer than four positions");
  EXPECT_EQ(fault({{0, 0}, {1, 0}, {1, 1}, {0, 1}}), "ring 1 is not closed");
  EXPECT_EQ(fault({{0, 0}, {200, 0}, {1, 1}, {0, 0}}), "ring 1 leaves the Earth");
  EXPECT_EQ(fault({{0, 0}, {1, 1}, {1, 0}, {0, 1}, {0, 0}}),  // a bow tie
            "ring 1 touches itself or encloses nothing");
  EXPECT_EQ(fault({{0, 0}, {1, 1}, {2, 2}, {0, 0}}), "ring 1 touches itself or encloses nothing");
  EXPECT_EQ(Area::make({}).error().message, "an area has no rings");
}

TEST(Area, ForgivesARepeatedPosition) {
  EXPECT_TRUE(Area::make({{{0, 0}, {1, 0}, {1, 0}, {1, 1}, {0, 0}}}));
}

TEST(Area, AgreesWithADiscCutIntoAPolygon) {
  Ring circle;
  for (int i = 0; i < 360; ++i)
    circle.push_back({std::cos(i * 0.0174532925199433), std::sin(i * 0.0174532925199433)});
  circle.push_back(circle.front());
  const auto disc = Area::make({circle}).value();
  test::Random random(11);
  for (int i = 0; i < 2000; ++i) {
    const Position p{random.between(-1.2, 1.2), random.between(-1.2, 1.2)};
    const double radius = std::hypot(p.longitude, p.latitude);
    if (radius < 0.9999 || radius > 1) {
      EXPECT_EQ(disc.contains(p), radius < 1) << radius;
    }
  }
}

/// Outlines as they are published, and places of whose municipality the case is sure.
TEST(Area, MunicipalitiesOfTheCaseHoldTheirPlaces) {
  MASSEFLYT_NEEDS_SHARED_DATA();
  const auto folder = test::shared_data() / "data/oslo_region";
  const auto outlines =
      nlohmann::json::parse(detail::read_file(folder / "municipalities.geojson", 1U << 24).value());
  std::map<std::string, Area> areas;
  for (const auto& feature : outlines.at("features")) {
    std::vector<Ring> rings;
    for (const auto& polygon : feature.at("geometry").at("coordinates"))
      for (const auto& outline : polygon) {
        Ring ring;
        for (const auto& point : outline) ring.push_back({point.at(0), point.at(1)});
        rings.push_back(std::move(ring));
      }
    auto area = Area::make(std::move(rings));
    ASSERT_TRUE(area) << feature.at("properties") << area.error().message;
    areas.emplace(feature.at("properties").at("name"), *std::move(area));
  }
  EXPECT_EQ(areas.size(), 24U);
  int inside = 0, all = 0;
  for (const auto* table : {"sources.csv", "receivers.csv", "stores.csv", "quarries.csv"})
    for (const auto& row : test::read_rows(folder / table)) {
      const auto home = areas.find(row.at("municipality"));
      if (home == areas.end()) continue;
      ++all, inside += home->second.contains({number(row, "lon"), number(row, "lat")});
    }
  EXPECT_GE(all, 70);
  EXPECT_GE(inside, all * 9 / 10);  // positions are recalled, some a kilometre off
}

}  // namespace
}  // namespace masseflyt
