// However readings are fed, and however often it starts anew, the answer is the same.
#include <masseflyt/monitoring/evaluator.hpp>

#include <algorithm>
#include <cmath>

#include "monitoring/support_evaluator.hpp"
#include "support/random.hpp"

namespace masseflyt::monitoring {
namespace {

using namespace std::chrono;
using K = NoticeKind;

/// Rules of all kinds over two streams, and one of its own.
RuleSet mixed(Duration lateness) {
  auto mic = intervals("mic", Unit::decibel_a, 600, Meaning::leq);
  auto near = instants("near", Unit::turbidity_unit, 600);
  auto far = instants("far", Unit::turbidity_unit, 600);
  mic.lateness = near.lateness = far.lateness = lateness;
  mic.uncertainty = 1;
  const auto window = [](Condition c, Statistic s, Window w) {
    c.statistic = s;
    c.window = w;
    return c;
  };
  const Window hour{Window::Kind::rolling, 1h, {}}, day{Window::Kind::civil, {}, {}},
      night{Window::Kind::civil, {}, {Cycle::clock, 23h, 7h, {}}};
  const auto level = over("mic", Unit::decibel_a, {50, 55, 60}, {48, 52, 57});
  auto above = over("near", Unit::turbidity_unit, {2, 5, 10});
  above.other = "far";
  above.relation = Relation::difference;
  auto percentile = window(level, Statistic::percentile, day);
  percentile.percentile = 0.9;
  auto covered = window(level, Statistic::leq, night);
  covered.min_coverage = 0.8;
  std::vector<Rule> rules = {
      rule_of("leq", {window(level, Statistic::leq, hour)}),
      rule_of("max", {window(level, Statistic::max, hour)}),
      rule_of("night", {covered}),
      rule_of("p90", {percentile}),
      rule_of("lden", {window(level, Statistic::lden, day)}),
      rule_of("now", {level}),
      rule_of("above", {above}),
      rule_of("both", {above, window(over("far", Unit::turbidity_unit, {5, 9, 12}), Statistic::mean,
                                     hour)}),
  };
  rules[0].hold = 20min;
  rules[1].hold_clear = 30min;
  rules[2].allowance = {Allowance::Kind::per_year, 3, 1, 0.5};
  rules[5].latch = Level::stop;
  rules[6].max_gap = 20min;
  rules[7].combine = Combine::any;
  return rules_of({mic, near, far}, rules);
}

struct Row {
  std::size_t stream;
  Instant time;
  double value;
};

/// A fortnight over the change of clocks, with gaps and missing values, in order of time.
std::vector<Row> fortnight(std::uint32_t seed) {
  test::Random random(seed);
  std::vector<Row> rows;
  Instant t = at("2026-03-22T00:00Z");
  for (int i = 0; i < 14 * 144; ++i, t += 10min) {
    if (random.below(100) == 0) t += random.below(30) * 10min;
    for (std::size_t s = 0; s < 3; ++s) {
      if (random.below(20) == 0) continue;
      const double base = s == 0 ? 52 : 8;
      const double value = base + random.between(-8, 8) + (i / 300 % 2) * 3;
      rows.push_back({s, t, random.below(40) == 0 ? NAN : value});
    }
  }
  return rows;
}

std::string row_by_row(const RuleSet& rules, const std::vector<Row>& rows) {
  auto e = watch(rules);
  for (const auto& r : rows) EXPECT_TRUE(e.feed(r.stream, r.time, r.value));
  e.flush();
  return text(e.take(), rules);
}

/// Lines of different rules may come in another order when batches do: compared sorted.
std::string sorted(const std::string& lines) {
  std::vector<std::string> all;
  std::size_t begin = 0;
  for (auto end = lines.find('\n'); end != lines.npos; end = lines.find('\n', begin)) {
    all.push_back(lines.substr(begin, end - begin));
    begin = end + 1;
  }
  std::sort(all.begin(), all.end());
  std::string joined;
  for (const auto& line : all) joined += line + "\n";
  return joined;
}

TEST(SameAnswer, FromRowsAndFromBatchesOfAnySizeToTheLastBit) {
  const auto rules = mixed(0s);
  const auto rows = fortnight(1);
  const auto expected = row_by_row(rules, rows);
  EXPECT_GT(std::count(expected.begin(), expected.end(), '\n'), 200);
  for (const std::size_t size : {std::size_t{1}, std::size_t{7}, std::size_t{1000}, rows.size()}) {
    auto e = watch(rules);
    for (std::size_t first = 0; first < rows.size(); first += size)
      for (std::size_t s = 0; s < 3; ++s) {
        std::vector<std::int64_t> times;
        std::vector<double> values;
        for (auto i = first; i < std::min(first + size, rows.size()); ++i)
          if (rows[i].stream == s) {
            times.push_back(rows[i].time.time_since_epoch().count());
            values.push_back(rows[i].value);
          }
        ASSERT_TRUE(e.feed(s, times, values));
      }
    e.flush();
    EXPECT_EQ(sorted(text(e.take(), rules)), sorted(expected)) << size;
  }
}

TEST(SameAnswer, AfterRestartsAnywhere) {
  const auto rules = mixed(30min);
  const auto rows = fortnight(2);
  const auto expected = row_by_row(rules, rows);
  test::Random random(5);
  for (int round = 0; round < 5; ++round) {
    auto e = watch(rules);
    for (const auto& r : rows) {
      ASSERT_TRUE(e.feed(r.stream, r.time, r.value));
      if (random.below(200) != 0) continue;
      auto again = Evaluator::restore(rules, e.snapshot());
      ASSERT_TRUE(again) << again.error().message;
      EXPECT_EQ(again->snapshot(), e.snapshot());
      e = std::move(*again);
    }
    e.flush();
    EXPECT_EQ(text(e.take(), rules), expected);
  }
}

TEST(SameAnswer, WhateverTheOrderInsideTheLateness) {
  const auto rules = mixed(3h);
  const auto rows = fortnight(3);
  const auto expected = row_by_row(rules, rows);
  test::Random random(6);
  for (int round = 0; round < 5; ++round) {
    std::vector<std::pair<double, Row>> shuffled;
    for (const auto& r : rows)
      shuffled.emplace_back(
          static_cast<double>(r.time.time_since_epoch().count()) + random.between(0, 2.9 * 3600e9),
          r);
    std::sort(shuffled.begin(), shuffled.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    auto e = watch(rules);
    for (const auto& [key, r] : shuffled) ASSERT_TRUE(e.feed(r.stream, r.time, r.value));
    e.flush();
    const auto out = e.take();
    EXPECT_TRUE(out.late.empty());
    EXPECT_EQ(sorted(text(out, rules)), sorted(expected));
  }
}

TEST(SameAnswer, HoweverOftenTheClockIsAdvanced) {
  const auto rules = mixed(0s);
  const auto rows = fortnight(7);
  const auto expected = row_by_row(rules, rows);
  auto e = watch(rules);
  Instant last = rows.front().time;
  for (const auto& r : rows) {
    if (r.time != last) e.advance_to(r.time - 1ns);  // before the reading, never past it
    last = r.time;
    ASSERT_TRUE(e.feed(r.stream, r.time, r.value));
  }
  e.flush();
  EXPECT_EQ(sorted(text(e.take(), rules)), sorted(expected));
}

// There may be very many sensors.
TEST(Snapshots, AreSmallWhateverTheWindowHolds) {
  auto c = over("mic", Unit::decibel_a, {not_set, 45, not_set});
  c.statistic = Statistic::leq;
  c.window = {Window::Kind::civil, {}, {Cycle::clock, 23h, 7h, {}}};
  auto e = watch(
      rules_of({intervals("mic", Unit::decibel_a, 1, Meaning::leq)}, {rule_of("night", {c})}));
  std::vector<std::int64_t> time(6 * 86400);
  std::vector<double> value(time.size());
  for (std::size_t i = 0; i < time.size(); ++i) {
    time[i] = (at("2026-01-05T12:00Z") + std::chrono::seconds(i)).time_since_epoch().count();
    value[i] = 40 + static_cast<double>(i % 7);
  }
  ASSERT_TRUE(e.feed(0, time, value));
  EXPECT_EQ(e.take().windows.size(), 6u);
  EXPECT_LE(e.snapshot().size(), 1000u);
}

TEST(Snapshots, AreRefusedWhenTheyDoNotFit) {
  const auto rules = turbidity();
  auto e = watch(rules);
  run(e, {60, 70});
  const auto good = e.snapshot();
  const auto code = [&](const std::string& bytes, const RuleSet& under) {
    return Evaluator::restore(under, bytes).error().code;
  };
  EXPECT_EQ(code("", rules), ErrorCode::corrupt);
  EXPECT_EQ(code(good.substr(0, good.size() - 1), rules), ErrorCode::corrupt);
  EXPECT_EQ(code(good, turbidity(5min)), ErrorCode::conflict);
  auto other = good;
  other[27] = '1';
  EXPECT_EQ(code(other, rules), ErrorCode::unsupported_version);
  for (std::size_t i = 0; i < good.size(); i += 3) {
    auto damaged = good;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x40);
    EXPECT_FALSE(Evaluator::restore(rules, damaged)) << i;
  }
}

TEST(Feed, SurvivesRandomStreams) {
  const auto rules = mixed(1h);
  for (std::uint32_t seed = 0; seed < 5; ++seed) {
    test::Random random(seed);
    auto e = watch(rules);
    for (int i = 0; i < 2000; ++i) {
      const double year = random.below(200) == 0 ? random.between(-290, 290) : 56.2;
      const auto t = Instant(Duration(
          static_cast<std::int64_t>((year * 365.25 * 86400 + random.between(0, 86400)) * 1e9)));
      static_cast<void>(e.feed(random.below(4), t, random.between(-1e12, 1e12),
                               static_cast<Flag>(1 + random.below(4))));
      if (random.below(100) == 0) e.advance_to(t);
      if (random.below(50) == 0) e.take();
    }
    e.flush();
    EXPECT_LT(e.snapshot().size(), 8u << 20);
  }
}

}  // namespace
}  // namespace masseflyt::monitoring
