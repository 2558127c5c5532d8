// Mirrors src/monitoring/gauge.hpp: windows against what one would reckon by hand.
#include "monitoring/gauge.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "monitoring/support_monitoring.hpp"
#include "support/random.hpp"

namespace masseflyt::monitoring::detail {
namespace {

using namespace std::chrono_literals;

Condition rolling(Statistic s, double seconds) {
  Condition c = over("s", Unit::one, {0, not_set, not_set});
  c.statistic = s;
  c.window.kind = Window::Kind::rolling;
  c.window.width = at_s(seconds).time_since_epoch();
  return c;
}

struct Series {
  explicit Series(Condition c, double interval = 0)
      : condition(std::move(c)), stream(instants("s", Unit::one, interval)) {}
  Series& add(double seconds, double value) {
    gauge.take({at_s(seconds), at_s(seconds), value, false}, 1);
    return *this;
  }
  double at(double seconds) { return gauge.now(at_s(seconds)).value; }
  Condition condition;
  Stream stream;
  GaugeSettings settings{Zone::oslo(), 1u << 20, 4};
  Gauge gauge{condition, stream, settings};
};

// Vector ST1: samples 0@0s 1@10s STALE@20s 2@30s, lookback 300 s.
TEST(RollingWindows, ST1AReadingExactlyAsOldAsTheWindowIsGone) {
  Series s(rolling(Statistic::last, 300));
  s.add(0, 0).add(10, 1);
  EXPECT_EQ(s.at(10), 1);
  s.add(20, NAN);
  EXPECT_TRUE(std::isnan(s.at(20)));
  s.add(30, 2);
  EXPECT_EQ(s.at(30), 2);
  EXPECT_EQ(s.at(40), 2);
  EXPECT_EQ(s.at(329), 2);
  EXPECT_TRUE(std::isnan(s.at(330)));
}

// Vector RW1: the same samples, counted in (t-w, t].
TEST(RollingWindows, RW1TheLeftEndIsOutsideAndTheRightInside) {
  const auto count = [](double w, double t) {
    Series s(rolling(Statistic::count, w));
    const std::pair<double, double> samples[] = {{0, 0}, {10, 1}, {20, NAN}, {30, 2}};
    for (const auto& [when, value] : samples)
      if (when <= t) s.add(when, value);
    return s.at(t);
  };
  EXPECT_EQ(count(60, 30), 3);
  EXPECT_EQ(count(1, 10), 1);
  EXPECT_TRUE(std::isnan(count(1, 20)));
  EXPECT_TRUE(std::isnan(count(10, 20)));
  EXPECT_EQ(count(20, 20), 1);
}

TEST(RollingWindows, AnEmptyOneHasNoValue) {
  Series s(rolling(Statistic::max, 10));
  EXPECT_TRUE(std::isnan(s.add(0, 5).at(10)));
}

/// Every statistic that slides, against a plain loop over the same window.
double by_hand(Statistic s, std::vector<double> inside) {
  if (inside.empty()) return NAN;
  std::sort(inside.begin(), inside.end());
  double sum = 0, energy = 0, activity = 0;
  for (const double v : inside) {
    sum += v;
    energy += std::pow(10, v / 10);
    activity += std::pow(10, -v);
  }
  const auto n = static_cast<double>(inside.size());
  switch (s) {
    case Statistic::mean:
      return sum / n;
    case Statistic::sum:
      return sum;
    case Statistic::min:
      return inside.front();
    case Statistic::max:
      return inside.back();
    case Statistic::leq:
      return 10 * std::log10(energy / n);
    case Statistic::mean_ph:
      return -std::log10(activity / n);
    case Statistic::percentile: {
      const double rank = 0.9 * (n - 1);
      const auto low = static_cast<std::size_t>(rank);
      const auto high = std::min(low + 1, inside.size() - 1);
      return inside[low] + (rank - std::floor(rank)) * (inside[high] - inside[low]);
    }
    default:
      return n;
  }
}

TEST(RollingWindows, AgreeWithAPlainLoopOnIrregularSeriesWithGaps) {
  for (const auto statistic :
       {Statistic::mean, Statistic::sum, Statistic::min, Statistic::max, Statistic::leq,
        Statistic::mean_ph, Statistic::percentile, Statistic::count}) {
    test::Random random(static_cast<std::uint32_t>(statistic));
    auto condition = rolling(statistic, 50);
    if (statistic == Statistic::percentile) condition.percentile = 0.9;
    Series s(condition);
    std::vector<std::pair<double, double>> all;
    double t = 0;
    for (int i = 0; i < 2000; ++i) {
      t += random.below(20) == 0 ? random.between(40, 120) : 1 + random.below(5);
      const double value = random.between(0, 14);
      all.emplace_back(t, value);
      s.add(t, value);
      std::vector<double> inside;
      for (const auto& [when, v] : all)
        if (when > t - 50) inside.push_back(v);
      ASSERT_NEAR(s.at(t), by_hand(statistic, inside), 1e-9 * (1 + std::abs(value) * 60)) << i;
    }
  }
}

TEST(RollingWindows, AValueDependsOnNothingThatHasLeftTheWindow) {
  Series with(rolling(Statistic::mean, 10)), without(rolling(Statistic::mean, 10));
  with.add(0, 3e10).add(1, 1e-9).add(2, -7e9);
  for (int i = 20; i < 25; ++i) with.add(i, 0.1 * i), without.add(i, 0.1 * i);
  EXPECT_EQ(with.at(24), without.at(24));  // to the last bit
}

TEST(RollingWindows, PartsAreNotToldBeforeTheyAreCovered) {
  auto c = rolling(Statistic::mean, 10);
  c.min_coverage = 0.8;
  Series s(c, 1);
  for (int i = 1; i <= 7; ++i) EXPECT_TRUE(std::isnan(s.add(i, 4).at(i)));
  EXPECT_EQ(s.add(8, 4).at(8), 4);
}

TEST(Directions, AreAveragedAsVectors) {
  auto c = rolling(Statistic::vector_mean, 10);
  Series s(c);
  s.add(1, 350).add(2, 20);
  EXPECT_NEAR(s.at(2), 5, 1e-9);
  EXPECT_TRUE(std::isnan(Series(c).add(1, 90).add(2, 270).at(2)));  // no direction
}

TEST(Percentiles, AreInterpolatedAsNamed) {
  const std::vector<double> v = {1, 2, 3, 4};
  EXPECT_DOUBLE_EQ(percentile_of(v, 0.5, Interpolation::linear), 2.5);
  EXPECT_DOUBLE_EQ(percentile_of(v, 0.5, Interpolation::lower), 2);
  EXPECT_DOUBLE_EQ(percentile_of(v, 0.5, Interpolation::higher), 3);
  EXPECT_DOUBLE_EQ(percentile_of(v, 0.5, Interpolation::nearest), 2);
  EXPECT_DOUBLE_EQ(percentile_of(v, 0.9, Interpolation::weibull), 4);
  EXPECT_DOUBLE_EQ(percentile_of(v, 0.25, Interpolation::weibull), 1.25);
  EXPECT_DOUBLE_EQ(percentile_of({7}, 0.3, Interpolation::linear), 7);
}

TEST(Fixed, SumsComeBackToWhereTheyWere) {
  test::Random random(3);
  Int128 sum = 0;
  std::vector<double> values;
  for (int i = 0; i < 1000; ++i) values.push_back(random.between(-6e10, 6e10));
  for (const double v : values) sum += to_fixed<value_bits>(v);
  std::reverse(values.begin(), values.end());
  for (const double v : values) sum -= to_fixed<value_bits>(v);
  EXPECT_TRUE(sum == 0);
  for (const double v : {0.0, 1.0, -1.5, 0x1p-60, 68719476735.25, -1e-9})
    EXPECT_NEAR(from_fixed<value_bits>(to_fixed<value_bits>(v)), v, 0x1p-60);
}

}  // namespace
}  // namespace masseflyt::monitoring::detail
