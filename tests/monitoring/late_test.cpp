// Readings that come too late for windows that slide.
#include <algorithm>
#include <cmath>

#include "monitoring/support_monitoring.hpp"
#include "support/random.hpp"

namespace masseflyt::monitoring {
namespace {

using namespace std::chrono_literals;
using K = NoticeKind;

/// Turbidity every minute; the statistic over three minutes, alarm at 10.
Condition sliding(Statistic statistic = Statistic::mean, Duration width = 3min) {
  auto c = over("turb", Unit::turbidity_unit, {not_set, 10, not_set});
  c.statistic = statistic;
  c.window = {Window::Kind::rolling, width, {}};
  if (statistic == Statistic::percentile) c.percentile = 0.5;
  if (statistic == Statistic::count_above || statistic == Statistic::share_above) {
    c.threshold = 5;
    c.unit = Unit::one;
  }
  return c;
}

RuleSet turbidity(Condition condition, Duration hold = 0s) {
  auto r = rule_of("r", {std::move(condition)});
  r.hold = hold;
  return rules_of({instants("turb", Unit::turbidity_unit, 60)}, {r});
}

/// Values of minutes; NaN: none has come.
void minutes(Evaluator& e, std::initializer_list<double> values, double first = 0) {
  for (const double v : values) {
    if (!std::isnan(v)) {
      ASSERT_TRUE(e.feed(0, at_s(first), v));
    }
    first += 60;
  }
}

TEST(LateInSliding, TheWindowThatIsOpenTakesItInAndSaysSo) {
  auto e = watch(turbidity(sliding()));
  minutes(e, {1, 1, NAN, 4});
  e.take();
  ASSERT_TRUE(e.feed(0, at_s(120), 28));
  auto out = e.take();
  ASSERT_EQ(out.corrections.size(), 1u);
  const auto& c = out.corrections[0];
  EXPECT_EQ(c.window, (InstantSpan{at_s(0), at_s(180)}));  // (0, 3 min] holds 1, 28 and 4
  EXPECT_EQ(c.cause_at, at_s(120));
  EXPECT_EQ(c.value_before, 2.5);
  EXPECT_EQ(c.value, 11);
  EXPECT_EQ(c.level_before, Level::normal);
  EXPECT_EQ(c.level, Level::alarm);
  ASSERT_EQ(out.notices.size(), 1u);
  EXPECT_EQ(out.notices[0].kind, K::corrected);
  EXPECT_EQ(out.late[0].fate, LateFate::corrected);
  minutes(e, {4}, 240);  // (1 min, 4 min] holds 28, 4 and 4: as if it had come in time
  EXPECT_EQ(e.standings()[0].value, 12);
  EXPECT_EQ(e.standings()[0].level, Level::alarm);
}

TEST(LateInSliding, WindowsThatAreOverAreReckonedAgain) {
  auto e = watch(turbidity(sliding()));
  minutes(e, {1, 1, NAN, 4, 1, 1, 1});
  e.take();
  ASSERT_TRUE(e.feed(0, at_s(120), 40));
  const auto out = e.take();
  ASSERT_EQ(out.corrections.size(), 1u);
  // Ends at 2, 3 and 4 minutes hold it. Of those of which all is known the first changed most.
  EXPECT_EQ(out.corrections[0].window.end, at_s(180));
  EXPECT_EQ(out.corrections[0].value_before, 2.5);
  EXPECT_EQ(out.corrections[0].value, 15);
  EXPECT_EQ(out.corrections[0].level, Level::alarm);
  minutes(e, {1}, 420);
  EXPECT_EQ(e.standings()[0].value, 1);
}

TEST(LateInSliding, WhatTakesAnAlarmBackIsToldToo) {
  auto e = watch(turbidity(sliding()));
  minutes(e, {20, 20, NAN, 20});
  e.take();
  ASSERT_TRUE(e.feed(0, at_s(120), -100));
  const auto out = e.take();
  ASSERT_EQ(out.corrections.size(), 1u);
  EXPECT_EQ(out.corrections[0].level_before, Level::alarm);
  EXPECT_EQ(out.corrections[0].level, Level::normal);
  EXPECT_EQ(out.notices[0].kind, K::corrected);
}

TEST(LateInSliding, AWindowThatHadTooLittleGetsItsValue) {
  auto c = sliding();
  c.min_coverage = 1;
  auto e = watch(turbidity(c));
  minutes(e, {1, 1, NAN, 1});
  e.take();
  ASSERT_TRUE(e.feed(0, at_s(120), 1));
  const auto out = e.take();
  ASSERT_EQ(out.corrections.size(), 1u);
  EXPECT_TRUE(std::isnan(out.corrections[0].value_before));
  EXPECT_EQ(out.corrections[0].value, 1);
  EXPECT_EQ(out.notices.at(0).kind, K::corrected);
}

TEST(LateInSliding, ARuleThatHasToHoldIsToldTheValueAndNoMore) {
  auto e = watch(turbidity(sliding(), 2min));
  minutes(e, {1, 1, NAN, 4});
  e.take();
  ASSERT_TRUE(e.feed(0, at_s(120), 40));
  const auto out = e.take();
  ASSERT_EQ(out.corrections.size(), 1u);
  EXPECT_EQ(out.corrections[0].level, Level::alarm);
  EXPECT_TRUE(out.notices.empty());
}

TEST(LateInSliding, WhatIsSentAgainIsNotCountedTwice) {
  auto e = watch(turbidity(sliding()));
  minutes(e, {1, 1, 4, 1});
  e.take();
  ASSERT_TRUE(e.feed(0, at_s(120), 4));
  const auto out = e.take();
  EXPECT_TRUE(out.corrections.empty());
  EXPECT_EQ(out.late.at(0).fate, LateFate::dropped);
  minutes(e, {1}, 240);
  EXPECT_EQ(e.standings()[0].value, 2);
}

TEST(LateInSliding, WhatIsOlderThanAllThatIsKnownIsListedOnly) {
  auto e = watch(turbidity(sliding()));
  minutes(e, {1, NAN, 1, 1, 1, 1, 1, 1});
  e.take();
  ASSERT_TRUE(e.feed(0, at_s(60), 40));  // all windows that hold it begin before 1 min
  const auto out = e.take();
  EXPECT_TRUE(out.corrections.empty());
  EXPECT_EQ(out.late.at(0).fate, LateFate::dropped);
}

TEST(LateInSliding, NothingIsKeptWhereNothingIsToBeCorrected) {
  EvaluatorOptions options;
  options.closed_windows_kept = 0;
  auto e = std::move(Evaluator::make(turbidity(sliding()), options).value());
  minutes(e, {1, 1, NAN, 4});
  ASSERT_TRUE(e.feed(0, at_s(120), 40));
  EXPECT_EQ(e.take().late.at(0).fate, LateFate::dropped);
  auto kept = watch(turbidity(sliding()));
  minutes(kept, {1, 1, NAN, 4});
  auto restored = Evaluator::restore(kept.rules(), kept.snapshot(), options);
  ASSERT_TRUE(restored) << restored.error().message;
  minutes(*restored, {4}, 240);
  EXPECT_EQ(restored->standings()[0].value, 4);
}

/// Some of the readings of each stream come late; from then on nobody can tell.
void come_late(std::uint32_t seed, Statistic statistic, bool restart) {
  test::Random random(seed);
  auto c = sliding(statistic, 10min);
  c.limit = {not_set, 1e6, not_set};
  const auto rules = turbidity(c);
  auto in_order = watch(rules), late = watch(rules);
  std::vector<std::pair<double, double>> rows;
  for (int i = 0; i < 400; ++i)
    rows.emplace_back(60 * i, static_cast<double>(random.below(1000)) / 16);
  std::vector<std::pair<double, double>> waiting;
  for (const auto& [t, v] : rows) {
    ASSERT_TRUE(in_order.feed(0, at_s(t), v));
    if (random.below(4) == 0 && t > 0 && t < 60 * 399) {
      waiting.emplace_back(t, v);
      continue;
    }
    ASSERT_TRUE(late.feed(0, at_s(t), v));
    if (!waiting.empty() && random.below(3) == 0) {  // younger ones first
      for (; !waiting.empty(); waiting.pop_back()) {
        ASSERT_TRUE(late.feed(0, at_s(waiting.back().first), waiting.back().second));
      }
      if (restart) late = std::move(Evaluator::restore(rules, late.snapshot()).value());
    }
    if (!waiting.empty() && t - waiting.front().first > 540) {
      for (const auto& [wt, wv] : waiting) {
        ASSERT_TRUE(late.feed(0, at_s(wt), wv));
      }
      waiting.clear();
    }
    if (waiting.empty()) {
      ASSERT_TRUE(in_order.feed(0, at_s(t + 1), 1)) << t;
      ASSERT_TRUE(late.feed(0, at_s(t + 1), 1));
      const double a = in_order.standings()[0].value, b = late.standings()[0].value;
      ASSERT_TRUE(a == b || (std::isnan(a) && std::isnan(b)))
          << seed << " " << t << " " << a << " " << b;
    }
  }
  const auto out = late.take();
  EXPECT_GT(out.corrections.size(), 20u);
  for (const auto& l : out.late) EXPECT_EQ(l.fate, LateFate::corrected);
}

TEST(LateInSliding, FromThenOnNobodyCanTell) {
  for (const auto s : {Statistic::mean, Statistic::sum, Statistic::min, Statistic::max,
                       Statistic::percentile, Statistic::count_above})
    for (std::uint32_t seed = 0; seed < 8; ++seed) come_late(seed, s, seed % 2 == 0);
}

}  // namespace
}  // namespace masseflyt::monitoring
