// Small days, where all orders of all loads on all trucks can be tried.
#include <masseflyt/transport/dispatch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include <gtest/gtest.h>

#include <masseflyt/transport/simulation.hpp>

#include "support/random_day.hpp"
#include "transport/try_everything.hpp"

namespace masseflyt::transport {
namespace {

constexpr double impossible = std::numeric_limits<double>::infinity();

/// Tries everything. Knows shifts, openings, windows, handling times and driving hours; no queues.
class Oracle {
 public:
  Oracle(const Day& day, DispatchWeights weights) : day_(day), weights_(weights) {
    for (std::size_t h = 0; h < day.hauls.size(); ++h)
      for (std::int64_t kg = day.hauls[h].kg; kg > 0; kg -= 20'000) loads_.push_back(h);
    for (const TruckRow& row : day.fleet)
      for (std::uint32_t n = 0; n < row.count; ++n) trucks_.push_back(&row);
  }

  double best() {
    std::sort(loads_.begin(), loads_.end());
    double least = impossible;
    do {
      std::vector<std::size_t> cut(trucks_.size() + 1, 0);
      cut.back() = loads_.size();
      least = std::min(least, split(cut, 1));
    } while (std::next_permutation(loads_.begin(), loads_.end()));
    return least;
  }

 private:
  double split(std::vector<std::size_t>& cut, std::size_t i) const {
    if (i == trucks_.size()) {
      double sum = 0;
      for (std::size_t t = 0; t < trucks_.size() && sum < impossible; ++t)
        sum += cost(*trucks_[t], cut[t], cut[t + 1]);
      return sum;
    }
    double least = impossible;
    for (cut[i] = cut[i - 1]; cut[i] <= loads_.size(); ++cut[i]) {
      least = std::min(least, split(cut, i + 1));
      if (cut[i] == loads_.size()) break;
    }
    return least;
  }

  struct Clock {
    std::int64_t time = 0, driving = 0, metres = 0, waited = 0;
    PlaceIndex at = 0;
    bool late = false;
  };
  void drive(Clock& c, PlaceIndex to) const {
    if (c.at == to) return;
    const auto way = day_.travel.at(c.at, to);
    const auto seconds = std::llround(*way->hours * 3600);
    c.time += seconds, c.driving += seconds, c.metres += std::llround(*way->km * 1000), c.at = to;
  }
  void serve(Clock& c, std::int64_t takes, std::int64_t from, std::int64_t to) const {
    const Site& site = day_.sites[c.at];
    std::int64_t t = std::max(c.time, from);
    for (bool open = site.open.empty(); !open;) {
      const auto hours = std::find_if(site.open.begin(), site.open.end(), [&](const Hours& h) {
        return std::max(t, h.begin) + takes <= h.end;
      });
      if (hours == site.open.end()) return void(c.late = true);
      t = std::max(t, hours->begin), open = true;
    }
    c.waited += t - c.time, c.time = t + takes;
    c.late = c.late || c.time > to;
  }
  double cost(const TruckRow& row, std::size_t first, std::size_t last) const {
    if (first == last) return 0;
    Clock c;
    c.time = row.shift.begin, c.at = row.depot;
    std::int64_t out = row.shift.begin;
    for (std::size_t i = first; i < last; ++i) {
      const DayHaul& h = day_.hauls[loads_[i]];
      const Hours window = h.window.value_or(Hours{0, 7 * 86'400});
      drive(c, h.from);
      serve(c, day_.sites[h.from].load.fixed_s, window.begin, window.end);
      if (i == first) out += c.waited, c.waited = 0;
      drive(c, h.to);
      serve(c, day_.sites[h.to].unload.fixed_s, 0, window.end);
      if (c.late) return impossible;
    }
    drive(c, row.depot);
    if (c.time > row.shift.end || c.time - out > row.max_duty_s.value_or(c.time) ||
        c.driving > row.max_driving_s.value_or(c.driving))
      return impossible;
    return weights_.per_km * static_cast<double>(c.metres) / 1000 + weights_.per_truck +
           weights_.per_waiting_hour * static_cast<double>(c.waited) / 3600;
  }

  const Day& day_;
  DispatchWeights weights_;
  std::vector<std::size_t> loads_;
  std::vector<const TruckRow*> trucks_;
};

TEST(DispatchOracle, IsAsGoodAsTryingEverything) {
  int possible = 0;
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    test::Random random(seed);
    test::DaySize size;
    size.places = 4 + random.below(4), size.hauls = 2 + random.below(3);
    size.loads = size.hauls, size.trucks = 2, size.depots = 1 + random.below(2);
    Day day = test::plain_day(random, size);
    day.hauls[0].kg = 40'000;
    for (auto& site : day.sites)
      if (random.below(3) == 0) site.open = {{7 * 3600, 10 * 3600}, {11 * 3600, 14 * 3600}};
    for (auto& haul : day.hauls)
      if (random.below(4) == 0) haul.window = Hours{9 * 3600, 13 * 3600};
    for (auto& row : day.fleet) {
      row.shift.end = (9 + random.below(6)) * 3600;
      if (random.below(3) == 0) row.max_driving_s = 4 * 3600;
      if (random.below(3) == 0) row.max_duty_s = 5 * 3600;
    }
    DispatchOptions options;
    options.weights = {1, random.between(0, 30), random.between(0, 30)};
    const double best = Oracle(day, options.weights).best();
    options.work_limit = 1500;
    const auto d = dispatch(day, options).value();
    ASSERT_TRUE(simulate(day, d)->accepted());
    ASSERT_EQ(d.unserved.empty(), best < impossible) << seed;
    if (!d.unserved.empty()) continue;
    const double found =
        static_cast<double>(d.sums.driven_m) / 1000 * options.weights.per_km +
        d.sums.trucks * options.weights.per_truck +
        static_cast<double>(d.sums.waiting_s) / 3600 * options.weights.per_waiting_hour;
    EXPECT_NEAR(found, best, 1e-3 + best * 1e-4) << seed;
    ++possible;
  }
  EXPECT_GT(possible, 30);
}

double cost_of(const Dispatch& d, const DispatchWeights& w) {
  return static_cast<double>(d.sums.driven_m) / 1000 * w.per_km + d.sums.trucks * w.per_truck +
         static_cast<double>(d.sums.waiting_s) / 3600 * w.per_waiting_hour;
}

/// Two or three loads on two trucks, with few servers, short breaks and small batteries.
Day crowded_day(test::Random& random) {
  test::DaySize size;
  size.places = 4 + random.below(3), size.hauls = 2, size.loads = 2;
  size.trucks = 2, size.depots = 1;
  Day day = test::plain_day(random, size);
  if (random.below(3) > 0) day.hauls[0].kg = 40'000;
  day.hauls[1].from = day.hauls[0].from;  // both trucks want the same loader
  if (day.hauls[1].to == day.hauls[1].from) day.hauls[1].to = day.hauls[0].to;
  for (auto& site : day.sites) {
    site.load.servers = site.unload.servers = 1;
    site.load.fixed_s = 900 + 300 * random.below(6);
    if (random.below(4) == 0) site.open = {{7 * 3600, 10 * 3600}, {11 * 3600, 15 * 3600}};
    if (random.below(3) == 0) site.charge_m_per_hour = 100'000 + random.below(100'000);
    if (site.charge_m_per_hour && random.below(2) == 0) site.chargers = 1;
  }
  for (auto& row : day.fleet) {
    if (random.below(2) == 0) row.drive_before_break_s = 5400 + 600 * random.below(6);
    row.break_s = 1800;
    if (random.below(2) == 0) row.range_m = 90'000 + random.below(60'000);
  }
  return day;
}

TEST(DispatchOracle, TwoWaysOfTryingEverythingAgree) {
  for (std::uint32_t seed = 0; seed < 30; ++seed) {
    test::Random random(seed);
    Day day = test::plain_day(random, {.places = 5, .hauls = 2, .loads = 4, .trucks = 2});
    for (auto& site : day.sites)
      if (random.below(3) == 0) site.open = {{7 * 3600, 10 * 3600}, {11 * 3600, 14 * 3600}};
    const DispatchWeights weights{1, random.between(0, 30), random.between(0, 30)};
    const double best = Oracle(day, weights).best();
    const auto found = TryEverything(day, weights, 20'000).better_than(impossible);
    ASSERT_EQ(found.has_value(), best < impossible) << seed;
    if (found) {
      EXPECT_NEAR(*found, best, 1e-6) << seed;
    }
  }
}

TEST(DispatchOracle, QueuesBreaksAndBatteriesLeaveLittleToWin) {
  int possible = 0, best_possible = 0, queued = 0, rested = 0, charged = 0;
  double sum = 0, largest = 0;
  for (std::uint32_t seed = 0; seed < 40; ++seed) {
    test::Random random(1000 + seed);
    const Day day = crowded_day(random);
    DispatchOptions options;
    options.weights = {1, random.between(0, 30), random.between(0, 30)};
    options.work_limit = 1500;
    const auto d = dispatch(day, options).value();
    ASSERT_TRUE(simulate(day, d)->accepted()) << seed;
    if (!d.unserved.empty()) continue;
    ++possible;
    for (const auto& it : d.itineraries)
      for (const auto& a : it.activities) {
        queued += a.doing == Doing::wait, rested += a.doing == Doing::rest;
        charged += a.doing == Doing::charge;
      }
    const double found = cost_of(d, options.weights);
    const double best =
        TryEverything(day, options.weights, 20'000).better_than(found - 1e-6).value_or(found);
    const double off = found / best - 1;
    best_possible += off < 1e-4, sum += off, largest = std::max(largest, off);
  }
  RecordProperty("days", possible);
  RecordProperty("best_possible", best_possible);
  RecordProperty("mean_off_ppm", static_cast<int>(1e6 * sum / possible));
  RecordProperty("largest_off_ppm", static_cast<int>(1e6 * largest));
  EXPECT_GT(possible, 25);
  EXPECT_GT(best_possible, possible / 2);
  EXPECT_LT(sum / possible, 0.05);
  EXPECT_GT(queued, 3);
  EXPECT_GT(rested, 10);
  EXPECT_GT(charged, 10);
}

}  // namespace
}  // namespace masseflyt::transport
