// Random rules over random readings: how they come makes no difference to what is said of them.
#include <algorithm>
#include <cstdlib>

#include "monitoring/random_rules.hpp"

namespace masseflyt::monitoring {
namespace {

constexpr std::int64_t ns_per_s = 1'000'000'000;

std::uint32_t rounds(std::uint32_t usual) {
  return std::getenv("MASSEFLYT_LONG") != nullptr ? 50 * usual : usual;
}

Instant instant(std::int64_t t) { return Instant(Duration(t)); }

void feed(Evaluator& e, const Reading& r) {
  ASSERT_TRUE(e.feed(r.stream, instant(r.time), r.value, static_cast<Flag>(r.flag)));
}

/// What was said, and the state that is left.
std::pair<std::string, std::string> end(Evaluator& e) {
  e.flush();
  const auto out = e.take();
  return {text(out, e.rules()), e.snapshot()};
}

/// Streams that share no rule are told in the order in which they came.
std::string sorted(const std::string& lines) {
  std::vector<std::string> all;
  for (std::size_t begin = 0; begin < lines.size();) {
    const auto end = lines.find('\n', begin);
    all.push_back(lines.substr(begin, end - begin));
    begin = end + 1;
  }
  std::sort(all.begin(), all.end());
  std::string joined;
  for (const auto& line : all) joined += line + "\n";
  return joined;
}

std::pair<std::string, std::string> row_by_row(const RuleSet& rules,
                                               const std::vector<Reading>& rows) {
  auto e = watch(rules);
  for (const auto& r : rows) feed(e, r);
  return end(e);
}

/// Readings [first, last) of one stream, as columns.
void feed_columns(Evaluator& e, const std::vector<Reading>& rows, std::size_t first,
                  std::size_t last) {
  std::vector<std::int64_t> time;
  std::vector<double> value;
  std::vector<std::uint8_t> flag;
  for (auto i = first; i < last; ++i) {
    time.push_back(rows[i].time);
    value.push_back(rows[i].value);
    flag.push_back(rows[i].flag);
  }
  ASSERT_TRUE(e.feed(rows[first].stream, time, value, flag));
}

// The columns go another way through the engine than single readings do; what they leave behind is
// the same to the last bit.
TEST(Properties, ColumnsSplitAnywhereAreTheRowsOneByOne) {
  for (std::uint32_t seed = 0; seed < rounds(40); ++seed) {
    const auto rules = RandomRules(seed).make(1, Duration(0));
    const auto rows = random_readings(seed, 1);
    const auto expected = row_by_row(rules, rows);
    test::Random random(seed);
    for (const std::uint32_t longest : {3000u, 700u, 40u}) {
      auto e = watch(rules);
      for (std::size_t i = 0; i < rows.size();) {
        const auto next = std::min<std::size_t>(rows.size(), i + 1 + random.below(longest));
        feed_columns(e, rows, i, longest == 3000 ? rows.size() : next);
        i = longest == 3000 ? rows.size() : next;
      }
      const auto found = end(e);
      ASSERT_EQ(found.first, expected.first) << seed << "\n" << to_json(rules);
      ASSERT_TRUE(found.second == expected.second) << seed << "\n" << to_json(rules);
    }
  }
}

TEST(Properties, RestartsAnywhereChangeNothing) {
  for (std::uint32_t seed = 0; seed < rounds(8); ++seed) {
    const std::size_t streams = 1 + seed % 3;
    const auto rules = RandomRules(seed).make(streams, seed % 2 * std::chrono::minutes(10));
    const auto rows = random_readings(seed, streams, 1500);
    const auto expected = row_by_row(rules, rows);
    test::Random random(seed);
    auto e = watch(rules);
    for (const auto& r : rows) {
      feed(e, r);
      if (random.below(150) != 0) continue;
      auto again = Evaluator::restore(rules, e.snapshot());
      ASSERT_TRUE(again) << again.error().message;
      e = std::move(*again);
    }
    ASSERT_EQ(end(e), expected) << seed << "\n" << to_json(rules);
  }
}

TEST(Properties, TheOrderInsideTheLatenessChangesNothing) {
  for (std::uint32_t seed = 0; seed < rounds(8); ++seed) {
    const std::size_t streams = 1 + seed % 3;
    const auto rules = RandomRules(seed).make(streams, std::chrono::minutes(10));
    auto rows = random_readings(seed, streams, 1500);
    const auto expected = row_by_row(rules, rows);
    test::Random random(seed);
    std::vector<std::pair<std::int64_t, Reading>> shuffled;
    for (const auto& r : rows) shuffled.emplace_back(r.time + random.below(590) * ns_per_s, r);
    std::stable_sort(shuffled.begin(), shuffled.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    auto e = watch(rules);
    for (const auto& [key, r] : shuffled) feed(e, r);
    const auto found = end(e);
    ASSERT_EQ(sorted(found.first), sorted(expected.first)) << seed << "\n" << to_json(rules);
    EXPECT_EQ(e.tally(0).late, 0u);
  }
}

TEST(Properties, TheClockMayBeToldAtAnyTime) {
  for (std::uint32_t seed = 0; seed < rounds(8); ++seed) {
    const auto rules = RandomRules(seed).make(1, Duration(0));
    const auto rows = random_readings(seed, 1, 1500);
    const auto expected = row_by_row(rules, rows);
    test::Random random(seed);
    auto e = watch(rules);
    std::int64_t newest = 0;
    for (const auto& r : rows) {
      // Before what is next, and of intervals before its end.
      if (random.below(5) == 0 && newest > 0) e.advance_to(instant(newest));
      feed(e, r);
      newest = r.time - 60 * ns_per_s;
    }
    ASSERT_EQ(end(e).first, expected.first) << seed << "\n" << to_json(rules);
  }
}

TEST(Properties, MovingAllTimesByAYearMovesAllAnswers) {
  // Of rolling windows: civil ones have another calendar in another year.
  for (std::uint32_t seed = 0; seed < rounds(8); ++seed) {
    auto s = instants("s0", Unit::turbidity_unit, 60);
    auto c = over("s0", Unit::turbidity_unit, {46, 48, 50}, {45, 47, 49});
    c.statistic = seed % 2 == 0 ? Statistic::mean : Statistic::max;
    c.window = {Window::Kind::rolling, std::chrono::minutes(10 + seed), {}};
    const auto rules = rules_of({s}, {rule_of("r", {c})});
    auto rows = random_readings(seed, 1);
    const auto level_times = [&](std::int64_t shift) {
      auto e = watch(rules);
      for (auto r : rows) {
        r.time += shift;
        feed(e, r);
      }
      std::vector<std::pair<std::int64_t, Level>> all;
      for (const auto& n : e.take().notices)
        all.emplace_back(n.at.time_since_epoch().count() - shift, n.to);
      return all;
    };
    const auto expected = level_times(0);
    EXPECT_FALSE(expected.empty());
    EXPECT_EQ(level_times(365 * 86400 * ns_per_s), expected);
  }
}

}  // namespace
}  // namespace masseflyt::monitoring
