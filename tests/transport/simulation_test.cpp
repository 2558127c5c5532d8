// Mirrors include/masseflyt/transport/simulation.hpp: it accepts a good day, and names what is
// wrong with each of the bad ones.
#include <masseflyt/transport/simulation.hpp>

#include <functional>

#include <gtest/gtest.h>

#include "support/random_day.hpp"

namespace masseflyt::transport {
namespace {

/// Pit 0, fill 1, depot 2; a kilometre takes a minute.
struct Simulated : testing::Test {
  Day day{{}, {}, {}, {}, {}, test::matrix({{0, 10, 5}, {10, 0, 5}, {5, 5, 0}})};
  Dispatch good;

  void SetUp() override {
    day.hauls = {{"soil", 0, 1, 40'000, 0, {}, {}}};
    TruckRow row;
    row.id = "T", row.count = 2, row.depot = 2, row.payload_kg = 20'000;
    row.shift = {6 * 3600, 16 * 3600};
    day.fleet = {row};
    day.sites.resize(2);
    day.sites[0].place = 0, day.sites[0].load.fixed_s = 600;
    day.sites[1].place = 1, day.sites[1].unload.fixed_s = 300;
    good = dispatch(day).value();
  }

  /// The first rule that is broken once `change` has been made; "" if none is.
  std::string broken(const std::function<void(Day&, Dispatch&)>& change) const {
    Day d = day;
    Dispatch told = good;
    change(d, told);
    const auto s = simulate(d, told).value();
    return s.accepted() ? "" : s.violations.front().rule;
  }
  static Activity& find(Dispatch& d, Doing doing) {
    for (auto& a : d.itineraries.at(0).activities)
      if (a.doing == doing) return a;
    throw std::out_of_range("no such activity");
  }
};

TEST_F(Simulated, AGoodDayIsAccepted) {
  const auto s = simulate(day, good).value();
  EXPECT_TRUE(s.accepted());
  EXPECT_EQ(s.delivered_kg, std::vector<std::int64_t>{40'000});
  EXPECT_EQ(s.sums, good.sums);
  EXPECT_EQ(s.sums.driven_m, 5'000 + 10'000 * 3 + 5'000);  // one truck, twice
}

TEST_F(Simulated, NamesTheRuleThatADayBreaks) {
  const auto rule = [&](auto change) { return broken([&](Day& d, Dispatch&) { change(d); }); };
  EXPECT_EQ(rule([](Day& d) { d.fleet[0].shift.begin += 3600; }), "shift");
  EXPECT_EQ(rule([](Day& d) { d.fleet[0].shift.end = 7 * 3600; }), "shift");
  EXPECT_EQ(rule([](Day& d) { d.fleet[0].max_duty_s = 3600; }), "duty hours");
  EXPECT_EQ(rule([](Day& d) { d.fleet[0].max_driving_s = 1800; }), "driving hours");
  EXPECT_EQ(rule([](Day& d) { d.fleet[0].drive_before_break_s = 1800, d.fleet[0].break_s = 60; }),
            "break");
  EXPECT_EQ(rule([](Day& d) { d.fleet[0].range_m = 20'000; }), "range");
  EXPECT_EQ(rule([](Day& d) { d.fleet[0].payload_kg = 19'000; }), "payload");
  EXPECT_EQ(rule([](Day& d) { d.fleet[0].materials = {7}; }), "material");
  EXPECT_EQ(rule([](Day& d) { d.sites[0].open = {{0, 6 * 3600}}; }), "opening hours");
  EXPECT_EQ(rule([](Day& d) { d.hauls[0].window = Hours{7 * 3600, 9 * 3600}; }), "window");
  EXPECT_EQ(rule([](Day& d) { d.sites[1].unload.fixed_s = 301; }), "handling");
  EXPECT_EQ(rule([](Day& d) { d.sites[0].max_per_hour = 1; }), "trucks per hour");
  EXPECT_EQ(rule([](Day& d) {
              d.road_limits = {{"E18", 1, {{0, 1, 0}, {1, 0, 0}}}};
            }),
            "trucks per hour on E18");
  EXPECT_EQ(rule([](Day& d) { d.hauls[0].kg += 1; }), "tonnes of soil");
  EXPECT_EQ(rule([](Day& d) { d.cleaning = {{0, 0, 60}}; }), "cleaning");
}

TEST_F(Simulated, NamesTheRuleThatAnItineraryBreaks) {
  const auto rule = [&](auto change) { return broken([&](Day&, Dispatch& d) { change(d); }); };
  EXPECT_EQ(rule([](Dispatch& d) { find(d, Doing::drive_loaded).metres -= 1; }), "way");
  EXPECT_EQ(rule([](Dispatch& d) { d.itineraries[0].activities.pop_back(); }), "depot");
  EXPECT_EQ(rule([](Dispatch& d) { d.itineraries.push_back(d.itineraries[0]); }), "fleet");
  EXPECT_EQ(rule([](Dispatch& d) { find(d, Doing::drive_loaded).begin -= 60; }),
            "one thing at a time");
  EXPECT_EQ(rule([](Dispatch& d) { find(d, Doing::load).haul.reset(); }), "load");
  EXPECT_EQ(rule([](Dispatch& d) { find(d, Doing::unload).kg -= 1; }), "load");
  EXPECT_EQ(rule([](Dispatch& d) { find(d, Doing::drive_loaded).doing = Doing::drive_empty; }),
            "load");
  EXPECT_EQ(rule([](Dispatch& d) { d.sums.driven_m += 1; }), "sums");
  EXPECT_EQ(rule([](Dispatch& d) { d.bound.empty_m = d.sums.empty_m + 1; }), "bound");
}

TEST_F(Simulated, TwoTrucksAtOneLoaderAreSeen) {
  day.sites[0].load.servers = 1;
  day.fleet[0].max_driving_s = 1800;  // two trucks are needed
  Dispatch two = dispatch(day).value();
  ASSERT_EQ(two.itineraries.size(), 2u);
  ASSERT_TRUE(simulate(day, two)->accepted());
  const auto shift =
      two.itineraries[0].activities[0].begin - two.itineraries[1].activities[0].begin;
  for (auto& a : two.itineraries[1].activities) a.begin += shift, a.end += shift;
  const auto s = simulate(day, two).value();
  ASSERT_FALSE(s.accepted());
  EXPECT_EQ(s.violations.front().rule, "servers");
  EXPECT_EQ(s.violations.front().place, 0u);
}

TEST_F(Simulated, ADayWithErrorsIsNotPlayed) {
  day.fleet[0].payload_kg = 0;
  EXPECT_EQ(simulate(day, good).error().path, "/fleet/0/payload_kg");
}

}  // namespace
}  // namespace masseflyt::transport
