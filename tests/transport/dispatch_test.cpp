// Mirrors include/masseflyt/transport/dispatch.hpp.
#include <masseflyt/transport/dispatch.hpp>

#include <algorithm>

#include <gtest/gtest.h>

#include <masseflyt/transport/simulation.hpp>

#include "support/random_day.hpp"

namespace masseflyt::transport {
namespace {

/// Two projects ten kilometres apart, a depot in the middle; a kilometre takes a minute.
struct TwoProjects : testing::Test {
  Day day{{}, {}, {}, {}, {}, test::matrix({{0, 10, 5}, {10, 0, 5}, {5, 5, 0}})};
  DispatchOptions options;

  void SetUp() override {
    day.hauls = {{"out", 0, 1, 80'000, 0, {}, {}}, {"back", 1, 0, 80'000, 1, {}, {}}};
    TruckRow row;
    row.id = "T", row.count = 4, row.depot = 2, row.payload_kg = 20'000;
    row.shift = {6 * 3600, 16 * 3600};
    day.fleet = {row};
    options.work_limit = 500;
  }
  Dispatch run() const {
    auto d = dispatch(day, options).value();
    EXPECT_TRUE(simulate(day, d)->accepted());
    return d;
  }
  std::int64_t time_of(const Dispatch& d, Doing doing) const {
    std::int64_t sum = 0;
    for (const auto& it : d.itineraries)
      for (const auto& a : it.activities)
        if (a.doing == doing) sum += a.end - a.begin;
    return sum;
  }
};

TEST_F(TwoProjects, ReturnLoadsLeaveNothingEmptyButTheWayFromAndToTheDepot) {
  const auto d = run();
  EXPECT_EQ(d.sums.empty_m, 10'000);
  EXPECT_EQ(d.sums.empty_m, d.bound.empty_m);
  EXPECT_EQ(d.sums.trucks, 1u);
  EXPECT_EQ(d.distance_from_bound(), 0);
}

TEST_F(TwoProjects, WithoutThemHalfIsEmpty) {
  day.hauls.pop_back();
  EXPECT_EQ(run().sums.empty_m, 5'000 + 3 * 10'000 + 5'000);
}

TEST_F(TwoProjects, CleaningBetweenMaterialsTakesItsTime) {
  day.cleaning = {{0, 1, 300}};
  EXPECT_EQ(time_of(run(), Doing::clean), 4 * 300);  // one way only
}

TEST_F(TwoProjects, ABatteryIsFilledOnTheWay) {
  day.fleet[0].range_m = 50'000;
  day.fleet[0].count = 1;
  day.sites.resize(1);
  day.sites[0].place = 2, day.sites[0].charge_m_per_hour = 100'000;
  const auto d = run();
  EXPECT_TRUE(d.unserved.empty());
  EXPECT_GT(time_of(d, Doing::charge), 0);
}

TEST_F(TwoProjects, WithoutAChargerTheRangeIsTheReason) {
  day.fleet[0].range_m = 25'000;
  const auto d = run();
  ASSERT_FALSE(d.unserved.empty());
  EXPECT_EQ(d.unserved[0].reason, "the range of the battery does not reach");
}

TEST_F(TwoProjects, TrucksQueueAtOneLoader) {
  day.sites.resize(1);
  day.sites[0].place = 0, day.sites[0].load.servers = 1, day.sites[0].load.fixed_s = 1800;
  day.hauls.pop_back();
  day.fleet[0].shift.end = 9 * 3600;
  day.fleet[0].count = 9;
  const auto d = run();
  EXPECT_TRUE(d.unserved.empty());
  std::vector<std::pair<std::int64_t, std::int64_t>> busy;
  for (const auto& it : d.itineraries)
    for (const auto& a : it.activities)
      if (a.doing == Doing::load) busy.push_back({a.begin, a.end});
  std::sort(busy.begin(), busy.end());
  for (std::size_t i = 1; i < busy.size(); ++i) EXPECT_GE(busy[i].first, busy[i - 1].second);
}

TEST_F(TwoProjects, WhatNobodyCanDriveIsToldWithItsReason) {
  const auto reason = [&] {
    const auto d = run();
    return d.unserved.empty() ? "" : d.unserved[0].reason;
  };
  day.fleet[0].materials = {1};
  EXPECT_EQ(reason(), "no truck may carry it");
  day.fleet[0].materials = {};
  day.fleet[0].shift.end = day.fleet[0].shift.begin + 600;
  EXPECT_EQ(reason(), "no truck would be back before its shift ends");
  day.fleet[0].shift.end = 16 * 3600;
  day.sites.resize(1);
  day.sites[0].place = 0, day.sites[0].open = {{0, 3600}};
  EXPECT_EQ(reason(), "the place is not open long enough");
}

TEST_F(TwoProjects, AnIslandIsTold) {
  day.travel = test::matrix({{0, test::no_way, 5}, {test::no_way, 0, 5}, {5, 5, 0}});
  const auto d = run();
  ASSERT_EQ(d.unserved.size(), 2u);
  EXPECT_EQ(d.unserved[0].reason, "no way leads there");
}

TEST_F(TwoProjects, ARowOfLargerTrucksDrivesFewerLoads) {
  TruckRow large = day.fleet[0];
  large.id = "L", large.payload_kg = 40'000;
  day.fleet.push_back(large);
  EXPECT_EQ(run().sums.loads, 4u);
}

TEST_F(TwoProjects, WeightsThatSayNothingAreRefused) {
  options.weights = {0, 0, 0};
  EXPECT_EQ(dispatch(day, options).error().path, "/weights");
  options.weights = {1, -1, 0};
  EXPECT_EQ(dispatch(day, options).error().path, "/weights");
}

TEST_F(TwoProjects, ADayWithoutWorkOrTrucksIsAnAnswer) {
  auto empty = day;
  empty.hauls.clear();
  EXPECT_TRUE(dispatch(empty).value().itineraries.empty());
  empty = day, empty.fleet.clear();
  const auto d = dispatch(empty).value();
  ASSERT_EQ(d.unserved.size(), 2u);
  EXPECT_EQ(d.unserved[0].reason, "no truck may carry it");
}

TEST_F(TwoProjects, TheCallerMayStopIt) {
  Cancel cancel;
  cancel.set();
  options.control.cancel = &cancel;
  EXPECT_EQ(dispatch(day, options).error().code, ErrorCode::cancelled);
  options.control.cancel = nullptr;
  options.work_limit.reset();
  options.control.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(20);
  const auto d = dispatch(day, options).value();
  EXPECT_EQ(d.stopped, Stopped::deadline);
  EXPECT_TRUE(d.unserved.empty());
}

TEST(Dispatch, SameSeedAndWorkSameDay) {
  test::Random random(5);
  Day day = test::plain_day(random, {});
  test::add_rules(random, day);
  DispatchOptions options;
  options.work_limit = 200;
  const auto a = dispatch(day, options).value(), b = dispatch(day, options).value();
  EXPECT_EQ(a.itineraries, b.itineraries);
  EXPECT_EQ(a.unserved, b.unserved);
}

TEST(Dispatch, MoreWorkIsNeverWorse) {
  test::Random random(6);
  const Day day = test::plain_day(random, {});
  DispatchOptions little, much;
  little.work_limit = 0, much.work_limit = 2000;
  EXPECT_LE(dispatch(day, much).value().sums.driven_m, dispatch(day, little).value().sums.driven_m);
}

// ---- after a breakdown
// ---------------------------------------------------------------------------

TEST(Redispatch, KeepsWhatHasBegunAndMovesTheRest) {
  for (std::uint32_t seed = 0; seed < 30; ++seed) {
    test::Random random(seed);
    test::DaySize size;
    size.loads = 60, size.trucks = 16;
    Day day = test::plain_day(random, size);
    if (seed % 2 == 1) test::add_rules(random, day);
    DispatchOptions options;
    options.work_limit = 200;
    const auto before = dispatch(day, options).value();
    if (before.itineraries.empty()) continue;
    Event event;
    event.now = (7 + random.below(8)) * 3600 + 17;
    event.broken = {
        before.itineraries[random.below(static_cast<std::uint32_t>(before.itineraries.size()))]
            .truck};
    const auto after = redispatch(day, before, event, options);
    ASSERT_TRUE(after) << after.error().message;
    const auto s = simulate(day, *after, event).value();
    std::string found;
    for (const auto& v : s.violations)
      found += v.truck + " " + std::to_string(v.time) + " " + v.rule + ": " + v.limit + "\n";
    ASSERT_TRUE(s.accepted()) << "seed " << seed << " now " << event.now << " broken "
                              << event.broken[0] << "\n"
                              << found;
    for (const auto& old : before.itineraries)
      for (const auto& now : after->itineraries) {
        if (now.truck != old.truck) continue;
        const bool is_broken = now.truck == event.broken[0];
        for (std::size_t i = 0; i < old.activities.size(); ++i) {
          const auto& a = old.activities[i];
          if (a.end > event.now) break;  // and what is done stays as it was
          if (!is_broken || a.end < event.now) {
            ASSERT_EQ(a, now.activities.at(i));
          }
        }
        if (is_broken) {
          EXPECT_LE(now.activities.back().end, event.now);
        }
      }
  }
}

TEST(Redispatch, NamesATruckThatIsNotThere) {
  test::Random random(1);
  const Day day = test::plain_day(random, {});
  DispatchOptions options;
  options.work_limit = 0;
  const auto before = dispatch(day, options).value();
  EXPECT_EQ(redispatch(day, before, {0, {"T0/99"}}, options).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace masseflyt::transport
