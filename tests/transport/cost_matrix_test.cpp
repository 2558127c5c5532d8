// Mirrors include/masseflyt/transport/cost_matrix.hpp.
#include <masseflyt/transport/cost_matrix.hpp>

#include <cmath>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "support/random.hpp"

namespace masseflyt::transport {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// Two pits and three fills; no way leads from the second pit to the last fill.
struct Matrix : testing::Test {
  MatrixColumns columns = [] {
    MatrixColumns c;
    c.origins = 2, c.destinations = 3;
    c.cost = {0, 1, 2, 0.5, 0, none};
    c.cost_unit = "h";
    c.km = {0, 60, 90, 30, 0, none};
    return c;
  }();
  Diagnostics found;
  Result<CostMatrix> make() {
    found.clear();
    return CostMatrix::make(columns, found);
  }
  void sparse() {
    columns.first = {0, 2, 3};
    columns.destination = {0, 2, 1};
    columns.cost = {1, none, 3};
    columns.km.clear();
  }
};

TEST_F(Matrix, HoldsThePairsRowByRow) {
  const auto m = make().value();
  EXPECT_EQ(m.at(0, 2), (MatrixEntry{2, 90, {}, {}, {}, {}}));
  EXPECT_EQ(m.at(1, 0)->km, 30);
  EXPECT_FALSE(m.sparse());
  EXPECT_EQ(m.pairs(), 6U);
}

TEST_F(Matrix, APlaceOutOfReachIsNeitherNearNorFar) {
  const auto m = make().value();
  EXPECT_EQ(m.reach(1, 2), Reach::unreachable);
  EXPECT_EQ(m.reach(1, 1), Reach::reached);
  EXPECT_FALSE(m.at(1, 2));
}

TEST_F(Matrix, ASparseOneTellsWhatItLeavesOut) {
  sparse();
  const auto m = make().value();
  EXPECT_EQ(m.reach(0, 0), Reach::reached);
  EXPECT_EQ(m.reach(0, 1), Reach::left_out);
  EXPECT_EQ(m.reach(0, 2), Reach::unreachable);
  EXPECT_EQ(m.at(1, 1)->cost, 3);
  EXPECT_FALSE(m.at(1, 2));
}

TEST_F(Matrix, EverythingThatIsWrongIsToldAtOnce) {
  columns.cost[1] = -1;
  columns.km[2] = none;
  columns.km[5] = 7;
  columns.tolls = {1};
  columns.cost_unit.clear();
  EXPECT_EQ(make().error().code, ErrorCode::invalid_document);
  std::vector<std::string> paths;
  for (const auto& d : found) paths.push_back(d.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"/cost_unit", "/cost/1", "/km/2", "/km/5", "/tolls"}));
  EXPECT_EQ(found[1].value, "-1");
  EXPECT_EQ(found[2].value, "missing");
}

TEST_F(Matrix, APartIsNotLongerThanTheWay) {
  columns.tunnel_km = {0, 40, 0, 0, 0, none};
  columns.built_up_km = {0, 20, 0, 30.005, 0, none};
  EXPECT_TRUE(make());  // within the rounding of two decimals
  columns.built_up_km[1] = 21;
  EXPECT_FALSE(make());
  EXPECT_EQ(found.front().path, "/km/1");
}

TEST_F(Matrix, FaultsWithoutEndAreCounted) {
  columns.origins = 1000, columns.destinations = 1, columns.km.clear();
  columns.cost.assign(1000, -1);
  EXPECT_FALSE(make());
  ASSERT_EQ(found.size(), 101U);
  EXPECT_EQ(found.back().value, "900 more faults");
}

TEST_F(Matrix, BrokenRowsAreRefused) {
  sparse();
  columns.destination = {2, 0, 3};
  EXPECT_FALSE(make());
  EXPECT_EQ(found[0].path, "/destination/1");
  EXPECT_EQ(found[1].path, "/destination/2");
  columns.first = {0, 7, 3};
  EXPECT_FALSE(make());
  EXPECT_EQ(found[0].path, "/first");
  columns.first.clear();
  EXPECT_FALSE(make());
  EXPECT_EQ(found[0].path, "/destination");
}

TEST_F(Matrix, AShapeBeyondMemoryIsRefused) {
  columns.origins = columns.destinations = std::numeric_limits<std::size_t>::max();
  EXPECT_FALSE(make());
  EXPECT_EQ(found[0].path, "/cost");
}

TEST_F(Matrix, TellsItsMemoryBeforehand) {
  EXPECT_EQ(CostMatrix::bytes(4'000'000, 6, false), 192'000'000U);
  EXPECT_EQ(CostMatrix::bytes(1000, 1, true), 12'000U);
}

Tariff plain() {
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

/// Against all pairs, dense and sparse, square and not.
TEST_F(Matrix, NothingCostsLessThanTheLeastCost) {
  test::Random random(4);
  for (int round = 0; round < 40; ++round) {
    const bool apart = round % 2 == 0, sparse = round % 3 == 0;
    const std::uint32_t n = 12, m = apart ? 9 : n;
    std::vector<SpacePoint> points;
    for (std::uint32_t p = 0; p < (apart ? n + m : n); ++p)
      points.push_back({random.between(0, 90), random.between(0, 90), 0});
    columns = {};
    columns.origins = n, columns.destinations = m, columns.cost_unit = "h";
    if (sparse) columns.first = {0};
    for (std::uint32_t i = 0; i < n; ++i) {
      for (std::uint32_t j = 0; j < m; ++j) {
        if (sparse && random.below(2) == 0) continue;
        const bool way = random.below(8) > 0 || sparse;
        const double km = straight_km(points[i], points[(apart ? n : 0) + j]) *
                          random.between(round % 4 == 0 ? 0.7 : 1.1, 2);
        columns.cost.push_back(way ? 1 : none);
        columns.km.push_back(way ? km : none);
        if (sparse) columns.destination.push_back(j);
      }
      if (sparse) columns.first.push_back(columns.cost.size());
    }
    auto matrix = make().value();
    const auto costs = apart ? MatrixCosts::between(std::move(matrix), plain(), points).value()
                             : MatrixCosts::make(std::move(matrix), plain(), points).value();
    for (PlaceIndex a = 0; a < points.size(); ++a)
      for (PlaceIndex b = 0; b < points.size(); ++b) {
        const auto route = costs.route(a, b, {});
        const auto sums = costs.sums(a, b, {});
        ASSERT_EQ(route.has_value(), sums.has_value());
        if (!route) continue;
        ASSERT_EQ(route->sums, *sums);
        if (a != b) {
          ASSERT_LE(costs.least_cost(straight_km(points[a], points[b]), {}), sums->nok);
        }
        ASSERT_LE(costs.lower_bound(a, b, 3, {}), sums->nok);
      }
    if (apart) {
      EXPECT_FALSE(costs.route(0, 1, {}));
      EXPECT_FALSE(costs.route(n, 0, {}));
    }
  }
  EXPECT_EQ(MatrixCosts::between(make().value(), plain(), {{0, 0, 0}}).error().path, "/points");
}

TEST_F(Matrix, ServesAPlanAsRoads) {
  columns.origins = 2, columns.destinations = 2;
  columns.cost = {0, 1, none, 0}, columns.km = {0, 60, none, 0};
  columns.built_up_km = {0, 6, none, 0};
  const auto costs = MatrixCosts::make(make().value(), plain()).value();
  const auto route = costs.route(0, 1, {});
  ASSERT_TRUE(route);
  EXPECT_EQ(route->sums.nok, 10 + 2 * 60);
  EXPECT_EQ(route->sums.exposure_vkm, 2 * 6 / 25.0);
  EXPECT_FALSE(costs.route(1, 0, {}));
  EXPECT_TRUE(costs.route(1, 1, {})->legs.empty());
  EXPECT_FALSE(costs.route(0, 9, {}));
  columns.destinations = 1;
  columns.cost = {1, 1}, columns.km.clear(), columns.built_up_km.clear();
  EXPECT_FALSE(MatrixCosts::make(make().value(), plain()));
}

}  // namespace
}  // namespace masseflyt::transport
