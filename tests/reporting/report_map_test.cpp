// Mirrors the map headers of src/reporting/html.
#include "reporting/html/map.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "reporting/html/charts.hpp"
#include "reporting/html/map_labels.hpp"
#include "reporting/html/map_strands.hpp"
#include "reporting/html/map_view.hpp"
#include "reporting/sample_report.hpp"

namespace masseflyt::reporting {
namespace {

TEST(MapView, LeavesAReceiverAbroadOutside) {
  const Report report = sample::report();
  const MapView view = fit_map(report, used_places(report), 1000);
  const auto at = [&](const char* id) {
    const PlaceRow& p = report.places[sample::place(id)];
    return view.at({p.longitude, p.latitude});
  };
  EXPECT_TRUE(view.shows(at("K19")));
  EXPECT_TRUE(view.shows(at("K17")));
  EXPECT_FALSE(view.shows(at("K05"))) << "Copenhagen";
}

TEST(MapView, EnlargesACrowdedMiddleOnly) {
  Report report = sample::report();
  const auto used = used_places(report);
  const MapView whole = fit_map(report, used, 1000);
  const auto detail = fit_detail(report, used, whole);
  ASSERT_TRUE(detail);
  EXPECT_GE(detail->px_per_km, 2 * whole.px_per_km);
  const PlaceRow& p = report.places[sample::place("S09")];
  EXPECT_TRUE(detail->shows(detail->at({p.longitude, p.latitude})));
  report.places.resize(10);
  EXPECT_FALSE(fit_detail(report, std::vector<char>(10, 1), whole))
      << "ten places need no map more";
}

TEST(MapView, ScalesBothWaysAlike) {
  const Report report = sample::report();
  const MapView view = fit_map(report, used_places(report), 1000);
  const Point a = view.at({10.5, 59.8}), north = view.at({10.5, 59.9}),
              east = view.at({10.6, 59.8});
  EXPECT_NEAR((a.y - north.y) / view.px_per_km, 11.12, 0.01);
  EXPECT_NEAR((east.x - a.x) / view.px_per_km, 11.12 * std::cos(59.8 / 57.29578), 0.06);
}

TEST(Simplified, KeepsCornersAndDropsWhatLiesOnTheLine) {
  const std::vector<Point> line = {{0, 0}, {5, 0.1}, {10, 0}, {10, 10}};
  EXPECT_EQ(simplified(line, 0.5).size(), 3u);
  EXPECT_EQ(simplified(line, 0.05).size(), 4u);
  EXPECT_EQ(simplified({{0, 0}, {9, 9}, {0, 0}}, 0.5).size(), 3u) << "there and back";
}

/// Two offers that share the last stretch: A-C and B-C by way of X.
Report forked() {
  Report r;
  r.places = {{"A", "A", "", 10.0, 60.0, ""},
              {"B", "B", "", 10.0, 59.8, ""},
              {"C", "C", "", 10.4, 59.9, ""}};
  r.paths = {{0, 2, Mode::road, {{10.0, 60.0}, {10.2, 59.9}, {10.3, 59.9}, {10.4, 59.9}}},
             {1, 2, Mode::road, {{10.0, 59.8}, {10.2, 59.9}, {10.3, 59.9}, {10.4, 59.9}}}};
  for (const PlaceIndex from : {0u, 1u}) {
    Movement m;
    m.offer = m.source = r.places[from].id;
    m.destination = "C";
    m.kind = Kind::fill;
    m.from = from, m.to = 2;
    m.kg = 1000;
    m.route.legs = {{Mode::road, from, 2, 0, {}}};
    r.plan.movements.push_back(m);
  }
  return r;
}

std::vector<Strand> strands_of(const Report& report) {
  const MapView view = fit_map(report, used_places(report), 800);
  MapLines lines(report, view);
  return strands(report, view, lines);
}

TEST(Strands, AddUpWhatSharesARoad) {
  const Report report = forked();
  const auto found = strands_of(report);
  ASSERT_EQ(found.size(), 3u) << "two arms and one stem, joined over its middle vertex";
  EXPECT_EQ(found[0].total(), 2000);
  EXPECT_EQ(found[0].points.size(), 2u) << "straight, so simplified";
  EXPECT_EQ(found[1].total(), 1000);
}

TEST(Strands, KeepWhatTheyAreForApart) {
  Report report = forked();
  report.plan.movements[1].kind = Kind::landfill;
  const auto found = strands_of(report);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].kg[static_cast<std::size_t>(Family::used)], 1000);
  EXPECT_EQ(found[0].kg[static_cast<std::size_t>(Family::disposed)], 1000);
}

TEST(Strands, LeaveVirginRockOut) {
  Report report = forked();
  for (Movement& m : report.plan.movements) m.kind = Kind::virgin;
  EXPECT_TRUE(strands_of(report).empty());
}

/// A wall of land from the north, with water south of it: A lies west, B east.
Report headland() {
  Report r;
  r.places = {{"A", "", "", 10.0, 59.95, ""}, {"B", "", "", 10.4, 59.95, ""}};
  r.layers = {{"land", "", {{{10.15, 59.9}, {10.25, 59.9}, {10.25, 60.3}, {10.15, 60.3}}}}};
  return r;
}

TEST(SeaChart, GoesRoundAHeadland) {
  const Report report = headland();
  const MapView view = fit_map(report, used_places(report), 800);
  const Line way = SeaChart(report, view).way({10.0, 59.95}, {10.4, 59.95});
  ASSERT_GT(way.size(), 3u);
  EXPECT_EQ(way.front(), (LonLat{10.0, 59.95}));
  EXPECT_EQ(way.back(), (LonLat{10.4, 59.95}));
  for (const LonLat& p : way)
    EXPECT_FALSE(p.first > 10.15 && p.first < 10.25 && p.second > 59.902) << p.first;
}

TEST(SeaChart, LeavesTheMapTowardsAFarHarbour) {
  const Report report = headland();
  const MapView view = fit_map(report, used_places(report), 800);
  const Line way = SeaChart(report, view).way({10.0, 59.95}, {12.6, 55.7});
  EXPECT_EQ(way.back(), (LonLat{12.6, 55.7}));
  EXPECT_FALSE(view.shows(view.at(way.back())));
  EXPECT_TRUE(view.shows(view.at(way[way.size() - 2])));
}

TEST(SeaChart, IsStraightWhereNobodyKnowsTheLand) {
  Report report = headland();
  report.layers.clear();
  const MapView view = fit_map(report, used_places(report), 800);
  EXPECT_EQ(SeaChart(report, view).way({10.0, 59.95}, {10.4, 59.95}).size(), 2u);
}

TEST(Shifted, MovesALineSideways) {
  const auto moved = shifted({{0, 0}, {10, 0}, {10, 10}}, 2);
  EXPECT_NEAR(moved[0].y, 2, 1e-9);
  EXPECT_NEAR(moved[1].x, 8, 1e-9) << "the corner keeps both distances";
  EXPECT_NEAR(moved[1].y, 2, 1e-9);
  EXPECT_NEAR(moved[2].x, 8, 1e-9);
}

TEST(LabelPlacer, NeverCoversWhatIsTaken) {
  MapView view;
  view.width = view.height = 200;
  LabelPlacer placer(view);
  std::vector<Box> boxes;
  for (int i = 0; i < 60; ++i) {
    const Point centre{100.0 + i % 5, 100.0 + i / 5};
    const auto spot = placer.place(centre, 4, 60, 14);
    if (!spot) continue;
    const Box box{spot->text.x, spot->text.y - 11, spot->text.x + 60, spot->text.y + 3};
    for (const Box& other : boxes) EXPECT_FALSE(box.meets(other));
    EXPECT_GE(box.left, 0);
    EXPECT_LE(box.right, 200);
    boxes.push_back(box);
  }
  EXPECT_GT(boxes.size(), 8u);
  EXPECT_LT(boxes.size(), 60u) << "there is no room for all";
}

TEST(AxisSteps, AreRoundAndReachTheTop) {
  EXPECT_EQ(axis_steps(10, 4), (std::vector<double>{0, 2.5, 5, 7.5, 10}));
  EXPECT_EQ(axis_steps(0, 4), (std::vector<double>{0, 1}));
  for (const double largest : {0.3, 7.0, 1234.0, 9.9e6}) {
    const auto steps = axis_steps(largest, 4);
    EXPECT_GE(steps.size(), 3u);
    EXPECT_LE(steps.size(), 7u);
    EXPECT_LE(steps.back(), largest * 1.001);
  }
}

TEST(FlowMap, OfNoPlaceIsNothing) {
  const Report report;
  EXPECT_EQ(flow_map(Context(report, Language::en)), "");
}

}  // namespace
}  // namespace masseflyt::reporting
