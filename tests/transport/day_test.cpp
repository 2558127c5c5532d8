// Mirrors include/masseflyt/transport/day.hpp.
#include <masseflyt/transport/day.hpp>

#include <algorithm>

#include <gtest/gtest.h>

#include "support/random_day.hpp"

namespace masseflyt::transport {
namespace {

struct CheckedDay : testing::Test {
  Day day = make();
  static Day make() {
    test::Random random(1);
    return test::plain_day(random, {});
  }
  std::vector<std::string> errors() const {
    std::vector<std::string> paths;
    for (const auto& d : check(day))
      if (d.severity == Severity::error) paths.push_back(d.path);
    return paths;
  }
};

TEST_F(CheckedDay, APlainDayHasNothingToComplainAbout) { EXPECT_TRUE(check(day).empty()); }

TEST_F(CheckedDay, NamesAllFaultsAtOnce) {
  day.hauls[1].kg = 0;
  day.hauls[2].to = 99;
  day.fleet[0].payload_kg = -1;
  day.fleet[0].shift = {10, 5};
  day.fleet[0].drive_before_break_s = 3600;  // and no length of the break
  day.sites[3].load.servers = 0;
  day.sites[4].chargers = 1;
  day.sites.push_back(day.sites[0]);
  day.road_limits = {{"E18", 0, {}}};
  const std::vector<std::string> expected = {"/hauls/1/kg",
                                             "/hauls/2/to",
                                             "/fleet/0/payload_kg",
                                             "/fleet/0/shift",
                                             "/fleet/0/break_s",
                                             "/sites/3/load/servers",
                                             "/sites/4/charge_m_per_hour",
                                             "/sites/20/place",
                                             "/road_limits/0/per_hour"};
  EXPECT_EQ(errors(), expected);
}

TEST_F(CheckedDay, SaysWhereHandlingTakesNoTimeBecauseNothingIsKnown) {
  day.sites.clear();
  const auto found = check(day);
  ASSERT_FALSE(found.empty());
  for (const auto& d : found) EXPECT_EQ(d.severity, Severity::note);
}

TEST_F(CheckedDay, NeedsKilometresAndHours) {
  MatrixColumns c;
  c.origins = c.destinations = 1, c.cost = {0}, c.cost_unit = "km";
  Diagnostics found;
  day = Day{{}, {}, {}, {}, {}, CostMatrix::make(c, found).value()};
  EXPECT_EQ(errors(), (std::vector<std::string>{"/travel/km", "/travel/hours"}));
}

TEST_F(CheckedDay, TooManyLoadsAreRefused) {
  day.hauls[0].kg = 900'000'000'000;
  EXPECT_EQ(errors(), std::vector<std::string>{"/hauls"});
}

}  // namespace
}  // namespace masseflyt::transport
