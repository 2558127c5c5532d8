// What may be passed so often, and what laboratories say of it.
#include <masseflyt/monitoring/evaluator.hpp>

#include <algorithm>
#include <cmath>

#include "monitoring/support_evaluator.hpp"

namespace masseflyt::monitoring {
namespace {

using namespace std::chrono;
using K = NoticeKind;

TEST(Allowances, OneMoreThanPermittedBreaksTheYear) {
  auto e = watch(nights());
  hours(e, "2026-01-05T23:00+01:00", 8, 50);
  hours(e, "2026-01-06T23:00+01:00", 8, 45);  // equal to the limit is not above it
  auto s = e.statements();
  ASSERT_EQ(s.size(), 1u);
  EXPECT_EQ(s[0].exceeded, 1);
  EXPECT_EQ(s[0].remaining, 0);
  EXPECT_EQ(s[0].possible, 365);
  EXPECT_EQ(s[0].answer, Compliance::so_far);
  hours(e, "2026-01-07T23:00+01:00", 8, 50);
  s = e.statements();
  EXPECT_EQ(s[0].answer, Compliance::broken);
  EXPECT_EQ(s[0].dates, (std::vector<year_month_day>{2026y / 1 / 5, 2026y / 1 / 7}));
  const auto out = e.take();
  const auto all = kinds(out);
  EXPECT_EQ(std::count(all.begin(), all.end(), K::broken), 1);
}

RuleSet weekly_samples(Duplicates duplicates = Duplicates::first) {
  auto s = instants("ss", Unit::milligram_per_litre, 0);
  s.duplicates = duplicates;
  s.delivered_late = true;
  auto r = rule_of("weekly", {over("ss", Unit::milligram_per_litre, {not_set, 50, not_set})});
  r.allowance = {Allowance::Kind::share, 0, 0.9, 0};
  return rules_of({s}, {r});
}

TEST(Allowances, OfTenSamplesOneMayFail) {
  auto e = watch(weekly_samples());
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(e.feed(0, Instant(i * 7 * 24h), i == 3 ? 80 : 20));
  auto s = e.statements();
  ASSERT_EQ(s.size(), 1u);
  EXPECT_EQ(s[0].permitted, 1);  // floor(10 * 0.1), which in binary is 0
  EXPECT_EQ(s[0].answer, Compliance::met);
  ASSERT_TRUE(e.feed(0, Instant(10 * 7 * 24h), 51));
  EXPECT_EQ(e.statements()[0].answer, Compliance::broken);
}

// A laboratory sends its whole table again, with one value changed and one taken back.
TEST(Allowances, SamplesThatAreSentAgainAreCountedOnce) {
  auto e = watch(weekly_samples(Duplicates::last));
  const auto send = [&](std::vector<double> values) {
    for (int i = 0; const double v : values) ASSERT_TRUE(e.feed(0, Instant(i++ * 7 * 24h), v));
  };
  send({20, 80, 20, 20});
  e.take();
  send({20, 80, 20, 20});
  EXPECT_EQ(e.statements()[0].valid, 4);
  EXPECT_EQ(e.take(), Outcome());
  send({20, 30, 20, NAN});
  EXPECT_EQ(e.statements()[0].valid, 3);
  EXPECT_EQ(e.statements()[0].exceeded, 0);
  const auto out = e.take();
  ASSERT_EQ(out.corrections.size(), 2u);
  EXPECT_EQ(out.corrections[0].value_before, 80);
  EXPECT_EQ(out.corrections[0].level, Level::normal);
  EXPECT_EQ(kinds(out), (std::vector{K::corrected}));
  EXPECT_EQ(e.tally(0).contradicted, 2u);
}

TEST(Allowances, SamplesMayComeInAnyOrder) {
  auto e = watch(weekly_samples());
  for (const int week : {3, 1, 2, 0, 1}) ASSERT_TRUE(e.feed(0, Instant(week * 7 * 24h), 20 * week));
  EXPECT_EQ(e.statements()[0].valid, 4);
  EXPECT_EQ(e.statements()[0].exceeded, 1);
}

// Both ends of pH are limits of one rule.
TEST(Allowances, ASampleThatComesLateIsHeldAgainstAllConditions) {
  auto s = instants("ph", Unit::ph, 0);
  s.delivered_late = true;
  auto low = over("ph", Unit::ph, {not_set, 6, not_set});
  low.comparison = Comparison::below;
  auto r = rule_of("ph", {over("ph", Unit::ph, {not_set, 8.5, not_set}), low});
  r.combine = Combine::any;
  r.allowance = {Allowance::Kind::share, 0, 0.9, 0};
  auto e = watch(rules_of({s}, {r}));
  ASSERT_TRUE(e.feed(0, at_s(100), 7));
  ASSERT_TRUE(e.feed(0, at_s(50), 5));
  EXPECT_EQ(e.statements()[0].valid, 2);
  EXPECT_EQ(e.statements()[0].exceeded, 1);
}

TEST(Allowances, SamplesBeforeARuleIsValidAreNotItsOwn) {
  auto s = instants("ss", Unit::one, 60);
  auto r = rule_of("r", {over("ss", Unit::one, {not_set, 50, not_set})});
  r.allowance = {Allowance::Kind::share, 0, 0.9, 0};
  r.valid_from = at_s(120);
  auto e = watch(rules_of({s}, {r}));
  run(e, {60, 60, 60, 60});
  EXPECT_EQ(e.statements()[0].valid, 2);
}

TEST(Laboratory, MeansOfSamplesTakeInWhatComesLate) {
  auto lab = instants("lab", Unit::milligram_per_litre, 0);
  lab.delivered_late = true;
  auto c = over("lab", Unit::milligram_per_litre, {not_set, 50, not_set});
  c.statistic = Statistic::mean;
  c.window = {Window::Kind::civil, {}, {Cycle::month, {}, {}, {}}};
  auto e = watch(rules_of({lab}, {rule_of("month", {c})}));
  ASSERT_TRUE(e.feed(0, at("2026-01-10T12:00Z"), 40));
  ASSERT_TRUE(e.feed(0, at("2026-02-10T12:00Z"), 40));  // closes January
  e.take();
  ASSERT_TRUE(e.feed(0, at("2026-01-20T12:00Z"), 80));
  ASSERT_TRUE(e.feed(0, at("2026-01-20T12:00Z"), 80));
  const auto out = e.take();
  ASSERT_EQ(out.windows.size(), 1u);
  EXPECT_EQ(out.windows[0].value, 60);
  EXPECT_EQ(out.windows[0].level, Level::alarm);
}

// ---- laboratory
// ----------------------------------------------------------------------------------

TEST(Laboratory, ALateAnswerCorrectsWhatTheSensorSaid) {
  auto lab = instants("lab", Unit::milligram_per_litre, 0);
  lab.delivered_late = true;
  auto online = rule_of("online", {over("ss", Unit::milligram_per_litre, {not_set, 50, not_set})});
  auto sample = rule_of("sample", {over("lab", Unit::milligram_per_litre, {not_set, 50, not_set})});
  sample.confirms = "online";
  auto e = watch(rules_of({instants("ss", Unit::milligram_per_litre, 60), lab}, {online, sample}));
  for (int i = 0; i < 600; ++i) ASSERT_TRUE(e.feed(0, at_s(60 * i), 30));
  e.advance_to(at_s(36000));
  e.take();
  ASSERT_TRUE(e.feed(1, at_s(1200), 75));  // ten hours later
  const auto out = e.take();
  ASSERT_EQ(out.corrections.size(), 1u);
  EXPECT_EQ(out.corrections[0].rule, 0u);
  EXPECT_EQ(out.corrections[0].value_before, 30);
  EXPECT_EQ(out.corrections[0].value, 75);
  EXPECT_EQ(out.corrections[0].level_before, Level::normal);
  EXPECT_EQ(out.corrections[0].level, Level::alarm);
  const auto all = kinds(out);
  EXPECT_EQ(std::count(all.begin(), all.end(), K::corrected), 1);
  EXPECT_TRUE(out.late.empty());
}

// The sensor was read in another run, one by one or in columns.
TEST(Laboratory, WhatTheSensorMeasuredIsRemembered) {
  auto lab = intervals("lab", Unit::milligram_per_litre, 600, Meaning::mean, Stamp::end);
  lab.delivered_late = true;
  auto online = rule_of("online", {over("ntu", Unit::turbidity_unit, {not_set, 500, not_set})});
  auto sample = rule_of("sample", {over("lab", Unit::milligram_per_litre, {not_set, 50, not_set})});
  sample.confirms = "online";
  const auto rules = rules_of({instants("ntu", Unit::turbidity_unit, 60), lab}, {online, sample});
  std::vector<std::int64_t> time;
  std::vector<double> value;
  for (int i = 0; i < 600; ++i) {
    time.push_back(at_s(60 * i).time_since_epoch().count());
    value.push_back(i);
  }
  EvaluatorOptions few;
  few.most_readings_paired = 580;
  for (const bool columns : {false, true}) {
    auto e = std::move(Evaluator::make(rules, few).value());
    if (columns) {
      ASSERT_TRUE(e.feed(0, time, value));
    } else {
      for (std::size_t i = 0; i < time.size(); ++i) {
        ASSERT_TRUE(e.feed(0, Instant(Duration(time[i])), value[i]));
      }
    }
    auto later = std::move(Evaluator::restore(rules, e.snapshot(), few).value());
    later.take();
    ASSERT_TRUE(later.feed(1, at_s(6000), 75));  // of the ten minutes up to there
    ASSERT_TRUE(later.feed(1, at_s(900), 75));   // of what is forgotten
    const auto out = later.take();
    ASSERT_EQ(out.corrections.size(), 2u);
    EXPECT_EQ(out.corrections[0].value_before, 95.5);  // minutes 91 to 100
    EXPECT_TRUE(std::isnan(out.corrections[1].value_before));
  }
}

}  // namespace
}  // namespace masseflyt::monitoring
