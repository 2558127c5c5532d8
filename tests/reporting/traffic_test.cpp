// Mirrors include/masseflyt/reporting/traffic.hpp.
#include <masseflyt/reporting/traffic.hpp>

#include <algorithm>

#include <gtest/gtest.h>

#include <masseflyt/reporting/report.hpp>

namespace masseflyt::reporting {
namespace {

/// A town road (2 km of 4 built up) and a tunnel; trucks of 20 t that drive back empty.
//
//   0 ----town---- 1 ====tunnel==== 2
Report two_roads() {
  Report r;
  r.sections = {{"E1", "Town road", "A", "B", {{10, 60}, {10.1, 60}}, 4, 0, 2},
                {"E2", "Tunnel", "B", "C", {{10.1, 60}, {10.2, 60}}, 6, 6, 0}};
  r.section_ways = {{0, 1, {0}}, {0, 2, {0, 1}}};
  return r;
}

Movement haul(PlaceIndex from, PlaceIndex to, Month month, double tonnes, double km) {
  Leg leg{Mode::road, from, to, 0, {}};
  leg.sums.km = leg.sums.road_km = km;
  leg.sums.loads = 1.0 / 20;
  leg.sums.loaded_vkm = leg.sums.empty_vkm = km / 20;
  leg.sums.exposure_vkm = 2 * 2.5 / 20;
  Movement m;
  m.kind = Kind::fill;
  m.from = from, m.to = to, m.month = month;
  m.kg = static_cast<std::int64_t>(tonnes * 1000);
  m.route = {{leg}, leg.sums};
  return m;
}

constexpr Month january = Month::of(2024, 1), february = Month::of(2024, 2);

TEST(Traffic, CountsLoadedAndEmptyTrucksByMonth) {
  Report r = two_roads();
  r.plan.movements = {haul(0, 1, january, 4600, 4), haul(2, 0, january, 2300, 10),
                      haul(0, 2, february, 420, 10)};
  const Traffic t = traffic(r);
  ASSERT_EQ(t.months.size(), 4u);
  EXPECT_EQ(t.months[0].section, 0u);
  EXPECT_EQ(t.months[0].month, january);
  EXPECT_DOUBLE_EQ(t.months[0].passes.loaded, 345);  // 230 to B and 115 from C
  EXPECT_DOUBLE_EQ(t.months[0].passes.empty, 345);
  EXPECT_EQ(t.months[0].passes.kg, 6'900'000);
  EXPECT_DOUBLE_EQ(t.months[0].trucks_per_day, 30);  // 23 days from Monday to Friday
  EXPECT_DOUBLE_EQ(t.months[2].trucks_per_day, 10);  // the tunnel
  EXPECT_DOUBLE_EQ(t.months[3].trucks_per_day, 2);   // 42 passes on 21 days
  ASSERT_EQ(t.all.size(), 2u);
  EXPECT_EQ(t.all[0].working_days, 23);
  EXPECT_EQ(t.all[1].working_days, 21);
  EXPECT_DOUBLE_EQ(t.all[0].loads, 345);
  EXPECT_DOUBLE_EQ(t.vkm, 2 * (230 * 4 + 115 * 10 + 21 * 10));
  EXPECT_DOUBLE_EQ(t.on_sections_vkm, t.vkm);  // the lengths of the sections are the whole way
}

TEST(Traffic, TellsWhatPassesHomes) {
  Report r = two_roads();
  r.plan.movements = {haul(0, 2, january, 2300, 10)};
  const Traffic t = traffic(r);
  ASSERT_EQ(t.sections.size(), 2u);
  EXPECT_DOUBLE_EQ(t.sections[0].built_up_vkm, 230 * 2);
  EXPECT_DOUBLE_EQ(t.sections[1].built_up_vkm, 0) << "nobody lives in a tunnel";
  EXPECT_DOUBLE_EQ(t.on_sections_built_up_vkm, 460);
  EXPECT_DOUBLE_EQ(t.built_up_vkm, 575) << "half a kilometre more lies beside the sections";
}

TEST(Traffic, ThePeakWeekMayLieInTwoMonths) {
  Report r = two_roads();
  // Monday 29 January to Friday 2 February: three days of January and two of February.
  r.plan.movements = {haul(0, 1, january, 4600, 4), haul(0, 1, february, 4200, 4)};
  const Traffic even = traffic(r);
  EXPECT_EQ(even.peak->name, "2024-W01") << "equal weeks: the first";
  EXPECT_EQ(even.peak->monday, "2024-01-01");
  EXPECT_DOUBLE_EQ(even.peak->trucks, 50);
  r.plan.movements = {haul(0, 1, february, 4200, 4)};
  const Traffic late = traffic(r);
  EXPECT_EQ(late.peak->monday, "2024-02-05") << "the first week that is full";
  EXPECT_EQ(late.sections[0].peak.name, "2024-W06");
  EXPECT_DOUBLE_EQ(late.sections[0].peak.trucks, 100) << "both directions";
}

TEST(Traffic, AWeekBelongsToTheYearOfItsThursday) {
  Report r = two_roads();
  r.plan.movements = {haul(0, 1, Month::of(2024, 12), 440, 4),
                      haul(0, 1, Month::of(2025, 1), 9200, 4)};
  EXPECT_EQ(traffic(r).peak->monday, "2025-01-06");
  r.plan.movements.back() = haul(0, 1, Month::of(2025, 1), 460, 4);
  EXPECT_EQ(traffic(r).peak->name, "2024-W49") << "Monday 2 December";
  r.plan.movements = {haul(0, 1, Month::of(2027, 1), 420, 4)};
  EXPECT_EQ(traffic(r).peak->name, "2027-W01");
  EXPECT_EQ(traffic(r).peak->monday, "2027-01-04");
}

TEST(Traffic, WaysNobodyKnowsCountAsKilometresOnly) {
  Report r = two_roads();
  r.plan.movements = {haul(1, 2, january, 460, 6), haul(5, 5, january, 460, 100)};
  const Traffic t = traffic(r);
  EXPECT_TRUE(t.sections.empty());
  EXPECT_DOUBLE_EQ(t.vkm, 2 * (23 * 6 + 23 * 100));
  EXPECT_DOUBLE_EQ(t.on_sections_vkm, 0);
  ASSERT_TRUE(t.peak);
  EXPECT_FALSE(traffic(two_roads()).peak) << "nothing is driven";
}

TEST(Traffic, VirginRockIsInNoMonth) {
  Report r = two_roads();
  r.plan.movements = {haul(0, 1, january, 460, 4)};
  const Traffic before = traffic(r);
  r.plan.movements.push_back(haul(0, 1, january, 46'000, 4));
  r.plan.movements.back().kind = Kind::virgin;
  const Traffic after = traffic(r);
  EXPECT_EQ(after.vkm, before.vkm);
  EXPECT_EQ(after.months[0].trucks_per_day, before.months[0].trucks_per_day);
  EXPECT_DOUBLE_EQ(after.virgin_vkm, 2 * 2300 * 4);
}

TEST(Traffic, NoSumDependsOnTheOrderOfMovements) {
  Report r = two_roads();
  for (int i = 1; i < 60; ++i) r.plan.movements.push_back(haul(0, 1 + i % 2, january, 7.1 * i, 4));
  const std::string csv = traffic_csv(r), peaks = traffic_peaks_csv(r);
  std::reverse(r.plan.movements.begin(), r.plan.movements.end());
  EXPECT_EQ(traffic_csv(r), csv);
  EXPECT_EQ(traffic_peaks_csv(r), peaks);
}

TEST(Traffic, FilesNameSectionsAndUnits) {
  Report r = two_roads();
  r.sections[0].name = "=cmd";
  r.plan.movements = {haul(0, 2, january, 2300, 10)};
  EXPECT_EQ(traffic_csv(r),
            "section,name,from,to,period,loaded,empty,tonnes,trucks_per_day\n"
            "E1,'=cmd,A,B,2024-01,115.000,115.000,2300.000,10.00\n"
            "E2,Tunnel,B,C,2024-01,115.000,115.000,2300.000,10.00\n");
  EXPECT_EQ(traffic_peaks_csv(r),
            "section,name,from,to,length_km,tunnel_km,built_up_km,loaded,empty,tonnes,"
            "built_up_vkm,busiest,trucks_per_day,peak_week,monday,trucks_in_week\n"
            "E1,'=cmd,A,B,4.000,0.000,2.000,115.000,115.000,2300.000,460.000,2024-01,10.00,"
            "2024-W01,2024-01-01,50.00\n"
            "E2,Tunnel,B,C,6.000,6.000,0.000,115.000,115.000,2300.000,0.000,2024-01,10.00,"
            "2024-W01,2024-01-01,50.00\n");
}

TEST(Traffic, ThePageShowsRoadsMonthsAndHomesAndSaysWhatIsUnknown) {
  Report r = two_roads();
  r.places = {{"A", "A", "", 10, 60, "offer"},
              {"B", "B", "", 10.1, 60, "need"},
              {"C", "C", "", 10.2, 60, "need"}};
  r.horizon = {january, february};
  r.plan.movements = {haul(0, 2, january, 2300, 10)};
  const std::string en = report_html(r, Language::en), nb = report_html(r, Language::nb);
  for (const char* words : {"id=\"traffic\"", "Peak week: 2024-W01, from Monday 2024-01-01",
                            "Town road", "which sections pass a school"})
    EXPECT_NE(en.find(words), std::string::npos) << words;
  EXPECT_NE(nb.find("Toppuke: 2024-W01"), std::string::npos);
  EXPECT_NE(nb.find("forbi en skole"), std::string::npos);
  r.sections.clear(), r.section_ways.clear();
  EXPECT_NE(report_html(r, Language::en).find("the case has no roads"), std::string::npos);
}

}  // namespace
}  // namespace masseflyt::reporting
