// Mirrors include/masseflyt/monitoring/evaluator.hpp.
#include <masseflyt/monitoring/evaluator.hpp>

#include <algorithm>
#include <cmath>

#include "monitoring/support_monitoring.hpp"
#include "support/folders.hpp"
#include "support/random.hpp"
#include "support/shared_data.hpp"

namespace masseflyt::monitoring {
namespace {

using namespace std::chrono;

Instant at(std::string_view text) { return parse_instant(text).value(); }

/// One NTU stream every 60 s; alarm above 50, clear below 25.
RuleSet turbidity(Duration hold = 0s, Duration lateness = 0s) {
  auto s = instants("turb", Unit::turbidity_unit, 60);
  s.lateness = lateness;
  auto r = rule_of(
      "high", {over("turb", Unit::turbidity_unit, {not_set, 50, not_set}, {not_set, 25, not_set})});
  r.hold = hold;
  return rules_of({s}, {r});
}

Outcome run(Evaluator& e, const std::vector<double>& values, double step = 60) {
  for (std::size_t i = 0; i < values.size(); ++i)
    EXPECT_TRUE(e.feed(0, at_s(static_cast<double>(i) * step), values[i]));
  return e.take();
}

std::vector<NoticeKind> kinds(const Outcome& out) {
  std::vector<NoticeKind> found;
  for (const auto& n : out.notices) found.push_back(n.kind);
  return found;
}

using K = NoticeKind;

TEST(Evaluator, AQuietSeriesHasNothingToTell) {
  auto e = watch(turbidity());
  EXPECT_EQ(run(e, {1, 2, 50}), Outcome());
}

TEST(Evaluator, AnEpisodeRunsFromTheFirstReadingBeyondToTheFirstThatIsClear) {
  auto e = watch(turbidity());
  const auto out = run(e, {1, 60, 90, 30, 20});
  ASSERT_EQ(out.episodes.size(), 1u);
  const auto& episode = out.episodes[0];
  EXPECT_EQ(episode.begin, at_s(60));
  EXPECT_EQ(episode.end, at_s(240));
  EXPECT_EQ(episode.peak, 90);
  EXPECT_EQ(episode.peak_at, at_s(120));
  EXPECT_EQ(key(episode, e.rules()), "high@1970-01-01T00:01:00Z");
  EXPECT_EQ(kinds(out), (std::vector{K::raised, K::cleared}));
}

TEST(Evaluator, OneNoticePerTransitionAndNoneTwice) {
  auto e = watch(turbidity());
  const auto out = run(e, {60, 60, 60, 30, 60, 20, 20, 60});
  EXPECT_EQ(kinds(out), (std::vector{K::raised, K::cleared, K::raised}));
  EXPECT_EQ(key(out.notices[0], e.rules()), "high@1970-01-01T00:00:00Z#0-raised");
  EXPECT_EQ(key(out.notices[1], e.rules()), "high@1970-01-01T00:00:00Z#1-cleared");
}

// Vector FX2: ok ok warn crit; the first is no change, but an alarm that is on at the start is
// told.
TEST(Evaluator, FX2TellsChangesOnly) {
  auto rules = rules_of({instants("s", Unit::one, 60)},
                        {rule_of("r", {over("s", Unit::one, {60, 80, not_set})})});
  auto e = watch(rules);
  const auto out = run(e, {1, 1, 70, 90});
  ASSERT_EQ(out.notices.size(), 2u);
  EXPECT_EQ(out.notices[0].to, Level::warning);
  EXPECT_EQ(out.notices[1].to, Level::alarm);
  auto on = watch(rules);
  EXPECT_EQ(run(on, {90}).notices.size(), 1u);
}

TEST(Silence, NeverEndsAnEpisode) {
  auto e = watch(turbidity());
  const auto out = run(e, {60, NAN, NAN, NAN, NAN, NAN});
  e.advance_to(at_s(1e6));
  EXPECT_TRUE(e.take().notices.empty());
  EXPECT_TRUE(out.episodes.empty());
  ASSERT_EQ(kinds(out), (std::vector{K::raised, K::silent}));
  EXPECT_EQ(out.notices[1].at, at_s(180));  // three intervals after the last valid reading
  ASSERT_TRUE(e.standings()[0].episode);
  EXPECT_EQ(e.standings()[0].level, Level::alarm);
  EXPECT_FALSE(e.standings()[0].known);
}

// Vector FX3: the newest reading is at 00:03, and the question is whether it is older than 00:05.
TEST(Silence, FX3IsFoundWithoutData) {
  auto s = instants("s", Unit::one, 60);
  s.silence_after = 10min;
  auto e = watch(rules_of({s}, {rule_of("r", {over("s", Unit::one, {1, not_set, not_set})})}));
  ASSERT_TRUE(e.feed(0, Instant(3min), 0));
  e.advance_to(Instant(13min));
  EXPECT_TRUE(e.take().notices.empty());  // exactly at the limit is not beyond it
  e.advance_to(Instant(15min));
  EXPECT_EQ(kinds(e.take()), (std::vector{K::silent}));
}

TEST(Silence, IsToldOnceAndSoIsItsEnd) {
  auto e = watch(turbidity());
  ASSERT_TRUE(e.feed(0, at_s(0), 1));
  for (int i = 1; i < 50; ++i) e.advance_to(at_s(60 * i));
  ASSERT_TRUE(e.feed(0, at_s(3000), 1));
  ASSERT_TRUE(e.feed(0, at_s(3060), 1));
  EXPECT_EQ(kinds(e.take()), (std::vector{K::silent, K::back}));
}

TEST(Silence, IsFoundInTheDataTooThoughNobodyAdvancedTheClock) {
  auto e = watch(turbidity());
  ASSERT_TRUE(e.feed(0, at_s(0), 1));
  ASSERT_TRUE(e.feed(0, at_s(3000), 1));
  const auto out = e.take();
  ASSERT_EQ(kinds(out), (std::vector{K::silent, K::back}));
  EXPECT_EQ(out.notices[0].at, at_s(180));
}

TEST(Silence, ASensorThatNeverReportedIsFound) {
  auto s = instants("s", Unit::one, 60);
  s.expected_from = at_s(0);
  auto e = watch(rules_of({s}, {rule_of("r", {over("s", Unit::one, {1, not_set, not_set})})}));
  e.advance_to(at_s(1000));
  EXPECT_EQ(kinds(e.take()), (std::vector{K::silent}));
}

TEST(Latching, OnlyAPersonEndsIt) {
  auto rules = turbidity();
  Diagnostics found;
  auto latched = rules.rules();
  latched[0].latch = Level::alarm;
  auto e = watch(rules_of(rules.streams(), latched));
  EXPECT_EQ(kinds(run(e, {60})), (std::vector{K::raised}));
  EXPECT_EQ(e.reset(0, "ola", at_s(10)).error().code, ErrorCode::conflict);  // still beyond
  ASSERT_TRUE(e.feed(0, at_s(60), 1));
  EXPECT_EQ(e.standings()[0].level, Level::alarm);
  EXPECT_EQ(e.standings()[0].measured, Level::normal);
  ASSERT_TRUE(e.reset(0, "ola", at_s(70)));
  const auto out = e.take();
  ASSERT_EQ(kinds(out), (std::vector{K::reset}));
  EXPECT_EQ(out.notices[0].by, "ola");
  ASSERT_EQ(out.episodes.size(), 1u);
  EXPECT_EQ(out.episodes[0].end, at_s(70));
}

TEST(Escalation, ComesOnceUnlessSomebodyHasSeenIt) {
  auto rules = turbidity().rules();
  rules[0].escalate_after = 10min;
  auto e = watch(rules_of(turbidity().streams(), rules));
  run(e, {60});
  e.advance_to(Instant(1h));
  auto all = kinds(e.take());
  EXPECT_EQ(std::count(all.begin(), all.end(), K::escalated), 1);
  auto seen = watch(rules_of(turbidity().streams(), rules));
  run(seen, {60});
  ASSERT_TRUE(seen.acknowledge(0, "kari", at_s(30)));
  seen.advance_to(Instant(1h));
  all = kinds(seen.take());
  EXPECT_EQ(std::count(all.begin(), all.end(), K::escalated), 0);
}

// ---- two sensors
// ---------------------------------------------------------------------------------

RuleSet above_background() {
  auto c = over("near", Unit::turbidity_unit, {not_set, not_set, 5});
  c.other = "far";
  c.relation = Relation::difference;
  auto r = rule_of("sea", {c});
  r.hold = 20min;
  return rules_of(
      {instants("near", Unit::turbidity_unit, 60), instants("far", Unit::turbidity_unit, 60)}, {r});
}

TEST(TwoSensors, TheStopRuleHoldsForTwentyMinutesAboveBackground) {
  auto e = watch(above_background());
  for (int i = 0; i <= 30; ++i) {
    ASSERT_TRUE(e.feed(0, at_s(60 * i), 18));
    ASSERT_TRUE(e.feed(1, at_s(60 * i), 12));
  }
  const auto out = e.take();
  ASSERT_EQ(kinds(out), (std::vector{K::raised}));
  EXPECT_EQ(out.notices[0].at, Instant(20min));
  EXPECT_EQ(out.notices[0].to, Level::stop);
  EXPECT_EQ(out.notices[0].value, 6);
}

TEST(TwoSensors, AMissingBackgroundIsNoBackgroundOfZero) {
  auto e = watch(above_background());
  for (int i = 0; i <= 60; ++i) ASSERT_TRUE(e.feed(0, at_s(60 * i), 18));
  EXPECT_TRUE(e.take().notices.empty());  // waits: the other may still tell
  e.advance_to(at_s(3600));
  EXPECT_FALSE(e.standings()[0].known);
  EXPECT_EQ(e.standings()[0].level, Level::normal);
}

TEST(TwoSensors, TheOrderInWhichTheyAreFedDoesNotMatter) {
  const auto rules = above_background();
  auto a = watch(rules), b = watch(rules);
  test::Random random(4);
  std::vector<double> near, far;
  for (int i = 0; i < 500; ++i) {
    near.push_back(random.between(10, 40));
    far.push_back(random.below(10) == 0 ? NAN : random.between(8, 12));
  }
  for (std::size_t i = 0; i < 500; ++i) {
    const auto t = at_s(60 * static_cast<double>(i));
    ASSERT_TRUE(a.feed(0, t, near[i]));
    ASSERT_TRUE(a.feed(1, t, far[i]));
  }
  for (std::size_t i = 0; i < 500; ++i)
    ASSERT_TRUE(b.feed(1, at_s(60 * static_cast<double>(i)), far[i]));
  for (std::size_t i = 0; i < 500; ++i)
    ASSERT_TRUE(b.feed(0, at_s(60 * static_cast<double>(i)), near[i]));
  EXPECT_EQ(text(a.take(), rules), text(b.take(), rules));
}

TEST(TwoSensors, AQueueThatWaitsTooLongIsRefusedByName) {
  auto e = std::move(Evaluator::make(above_background(), {.most_waiting = 10}).value());
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(e.feed(0, at_s(60 * i), 18));
  const auto fed = e.feed(0, at_s(600), 18);
  ASSERT_FALSE(fed);
  EXPECT_EQ(fed.error().code, ErrorCode::limit_exceeded);
  EXPECT_NE(fed.error().message.find("near"), std::string::npos);
}

TEST(Vibration, ALimitFollowsTheDominantFrequency) {
  Diagnostics found;
  auto rules = RuleSet::read(R"json({"schema": "masseflyt.monitoring/1", "zone": "Europe/Oslo",
    "streams": [
      {"id": "v", "parameter": "velocity", "unit": "mm/s", "meaning": "max", "stamp": "end",
       "interval_s": 60},
      {"id": "f", "parameter": "frequency", "unit": "Hz", "meaning": "max", "stamp": "end",
       "interval_s": 60}],
    "rules": [{"id": "din", "use": "de.vibration.din4150-3/dwellings.foundation",
               "streams": {"velocity": "v", "frequency": "f"}}]})json",
                             found);
  ASSERT_TRUE(rules) << to_line(found.front());
  auto e = watch(*rules);
  const std::vector<std::pair<double, double>> events = {{8, 75}, {8, 30}, {11, 30}, {4, 5}};
  for (std::size_t i = 0; i < events.size(); ++i) {
    ASSERT_TRUE(e.feed(0, at_s(60 * static_cast<double>(i)), events[i].first));
    ASSERT_TRUE(e.feed(1, at_s(60 * static_cast<double>(i)), events[i].second));
  }
  const auto out = e.take();
  ASSERT_EQ(kinds(out), (std::vector{K::raised, K::raised, K::lowered}));
  EXPECT_NEAR(out.notices[0].value, 0.8, 1e-12);  // 8 of 10 mm/s at 30 Hz
  EXPECT_NEAR(out.notices[1].value, 1.1, 1e-12);
  EXPECT_NEAR(out.notices[2].value, 0.8, 1e-12);  // 4 of 5 mm/s at 5 Hz
}

// ---- civil windows
// -------------------------------------------------------------------------------

RuleSet nights(double coverage = 0.75) {
  Condition c = over("mic", Unit::decibel_a, {not_set, 45, not_set});
  c.statistic = Statistic::leq;
  c.window.kind = Window::Kind::civil;
  c.window.civil = {Cycle::clock, 23h, 7h, {}};
  c.min_coverage = coverage;
  auto r = rule_of("night", {c});
  r.allowance = {Allowance::Kind::per_year, 1, 1, 0.9};
  return rules_of({intervals("mic", Unit::decibel_a, 3600, Meaning::leq)}, {r});
}

TEST(CivilWindows, EveryWindowOfTheTableIsClosedWithAllItsHours) {
  const auto path =
      std::filesystem::path(test::data_folder()) / "monitoring" / "dst_windows_europe_oslo.csv";
  std::vector<Condition> conditions;
  std::vector<Rule> rules;
  const std::vector<CivilWindow> windows = {
      {}, {Cycle::clock, 23h, 7h, {}}, {Cycle::clock, 7h, 19h, {}}, {Cycle::clock, 19h, 23h, {}}};
  for (std::size_t i = 0; i < windows.size(); ++i) {
    Condition c = over("s", Unit::one, {1e9, not_set, not_set});
    c.statistic = Statistic::sum;
    c.window = {Window::Kind::civil, {}, windows[i]};
    rules.push_back(rule_of("r" + std::to_string(i), {c}));
  }
  auto e = watch(rules_of({intervals("s", Unit::one, 3600, Meaning::sum)}, rules));
  for (Instant t = at("2024-01-01T00:00Z"); t < at("2031-01-01T00:00Z"); t += 1h)
    ASSERT_TRUE(e.feed(0, t, 1));
  const auto out = e.take();
  const auto rows = test::read_rows(path);
  std::size_t seen = 0;
  for (const auto& row : rows) {
    const Instant begin = at(row.at("start_utc"));
    for (const auto& w : out.windows) {
      constexpr std::string_view names = "cnde";
      if (w.window.begin != begin || names[w.rule] != row.at("window")[0]) continue;
      ++seen;
      EXPECT_EQ(w.window.end, at(row.at("end_utc")));
      EXPECT_EQ(w.value, std::stod(row.at("hours")));
      EXPECT_EQ(w.coverage, 1);
      EXPECT_EQ(w.clock_change, std::stoi(row.at("hours")) % 2 == 1);
    }
  }
  EXPECT_EQ(seen, rows.size());
}

void hours(Evaluator& e, const char* from, int n, double level) {
  for (int i = 0; i < n; ++i) ASSERT_TRUE(e.feed(0, at(from) + i * 1h, level));
}

TEST(CivilWindows, TheLastOneOfADeadStreamClosesByTheClock) {
  auto e = watch(nights());
  hours(e, "2026-01-05T23:00+01:00", 8, 50);
  EXPECT_EQ(e.take().windows.size(), 1u);  // its last hour has come
  hours(e, "2026-01-06T23:00+01:00", 7, 50);
  EXPECT_TRUE(e.take().windows.empty());
  e.advance_to(at("2026-01-07T08:00+01:00"));
  const auto out = e.take();
  ASSERT_EQ(out.windows.size(), 1u);
  EXPECT_EQ(out.windows[0].coverage, 0.875);
}

TEST(CivilWindows, TooLittleIsUnknownAndToldOnce) {
  auto e = watch(nights());
  hours(e, "2026-01-05T23:00+01:00", 3, 50);
  hours(e, "2026-01-06T23:00+01:00", 3, 50);
  hours(e, "2026-01-07T23:00+01:00", 8, 40);
  const auto out = e.take();
  ASSERT_EQ(out.windows.size(), 3u);
  EXPECT_TRUE(std::isnan(out.windows[0].value));
  std::vector<K> told;
  for (const auto k : kinds(out))
    if (k == K::unknown || k == K::known) told.push_back(k);
  EXPECT_EQ(told, (std::vector{K::unknown, K::known}));
}

TEST(CivilWindows, ASilentDecadeIsOneLine) {
  auto e = watch(nights());
  hours(e, "2010-01-05T23:00+01:00", 8, 40);
  hours(e, "2020-01-05T23:00+01:00", 8, 40);
  std::int64_t n = 0;
  const auto out = e.take();
  for (const auto& w : out.windows) n += w.windows;
  EXPECT_EQ(n, 3653);
  EXPECT_LE(out.windows.size(), 3u);
}

// Two results, as of construction noise: of what was measured, and with the rest as background.
TEST(Background, FillsWhatIsMissingInASecondResult) {
  auto c = over("mic", Unit::decibel_a, {not_set, 55, not_set});
  c.statistic = Statistic::leq;
  c.window = {Window::Kind::civil, {}, {Cycle::clock, 7h, 19h, {}}};
  c.min_coverage = 0.5;
  c.background = 40;
  auto e = watch(
      rules_of({intervals("mic", Unit::decibel_a, 3600, Meaning::leq)}, {rule_of("day", {c})}));
  hours(e, "2026-01-05T07:00+01:00", 3, 60);
  e.advance_to(at("2026-01-07T00:00+01:00"));
  auto out = e.take();
  ASSERT_EQ(out.windows.size(), 2u);
  EXPECT_TRUE(std::isnan(out.windows[0].value));  // a quarter is too little for a verdict
  EXPECT_NEAR(out.windows[0].with_background, 10 * std::log10(0.25 * 1e6 + 0.75 * 1e4),
              1e-9);  // 54.11
  EXPECT_EQ(out.windows[1].with_background, 40);
  ASSERT_TRUE(e.feed(0, at("2026-01-05T10:00+01:00"), 60));
  out = e.take();
  EXPECT_NEAR(out.windows.at(0).with_background, 10 * std::log10(1e6 / 3 + 2e4 / 3), 1e-9);
  Diagnostics found;
  c.window = {Window::Kind::rolling, 1h, {}};
  EXPECT_FALSE(RuleSet::make(Zone::utc(), {intervals("mic", Unit::decibel_a, 3600, Meaning::leq)},
                             {rule_of("day", {c})}, found));
  EXPECT_EQ(found.at(0).path, "/rules/0/conditions/0/background");
}

TEST(LateReadings, CorrectTheWindowTheyBelongTo) {
  auto e = watch(nights());
  hours(e, "2026-01-05T23:00+01:00", 7, 44.9);
  hours(e, "2026-01-06T23:00+01:00", 8, 40);
  e.take();
  ASSERT_TRUE(e.feed(0, at("2026-01-06T06:00+01:00"), 60));
  const auto out = e.take();
  ASSERT_EQ(out.corrections.size(), 1u);
  EXPECT_EQ(out.corrections[0].level_before, Level::normal);
  EXPECT_EQ(out.corrections[0].level, Level::alarm);
  EXPECT_NEAR(out.corrections[0].value, 51.82, 0.01);
  EXPECT_EQ(kinds(out), (std::vector{K::corrected}));
  ASSERT_EQ(out.late.size(), 1u);
  EXPECT_EQ(out.late[0].fate, LateFate::corrected);
  ASSERT_EQ(out.windows.size(), 1u);
  EXPECT_EQ(out.windows[0].revision, 1u);
  EXPECT_EQ(e.statements()[0].exceeded, 1);
}

TEST(LateReadings, WhatIsSentAgainIsNotCountedTwice) {
  auto e = watch(nights());
  hours(e, "2026-01-05T23:00+01:00", 8, 44);
  hours(e, "2026-01-06T23:00+01:00", 8, 40);
  e.take();
  ASSERT_TRUE(e.feed(0, at("2026-01-06T03:00+01:00"), 44));
  const auto out = e.take();
  EXPECT_TRUE(out.corrections.empty());
  ASSERT_EQ(out.late.size(), 1u);
  EXPECT_EQ(out.late[0].fate, LateFate::dropped);
}

TEST(LateReadings, ASingleOneBeyondItsLimitIsTold) {
  auto e = watch(turbidity());
  run(e, {1, 1, 1, 1});
  ASSERT_TRUE(e.feed(0, at_s(90), 60));
  auto out = e.take();
  ASSERT_EQ(out.corrections.size(), 1u);
  EXPECT_EQ(out.corrections[0].level_before, Level::normal);
  EXPECT_EQ(out.corrections[0].level, Level::alarm);
  EXPECT_EQ(kinds(out), (std::vector{K::corrected}));
  EXPECT_EQ(out.late[0].fate, LateFate::corrected);
  ASSERT_TRUE(e.feed(0, at_s(100), 2));  // nothing that anybody missed
  out = e.take();
  EXPECT_TRUE(out.notices.empty());
  EXPECT_EQ(out.late[0].fate, LateFate::judged_alone);
}

TEST(LateReadings, ASingleOneProvesNothingWhereALimitHasToHold) {
  auto e = watch(turbidity(5min));
  run(e, {1, 1, 1, 1});
  ASSERT_TRUE(e.feed(0, at_s(90), 60));
  const auto out = e.take();
  EXPECT_TRUE(out.notices.empty());
  EXPECT_EQ(out.late[0].level, Level::alarm);
}

TEST(LateReadings, ASingleOneInsideAnEpisodeThatWasToldIsNoNews) {
  auto e = watch(turbidity());
  run(e, {60, 70, 60, 1, 1});
  ASSERT_TRUE(e.feed(0, at_s(90), 65));
  EXPECT_TRUE(e.take().notices.empty());
}

TEST(Duplicates, IdenticalOnesAreIgnoredAndOthersFollowThePolicy) {
  for (const auto policy : {Duplicates::first, Duplicates::last, Duplicates::revision}) {
    auto s = instants("s", Unit::one, 60);
    s.lateness = 10min;
    s.duplicates = policy;
    auto e = watch(rules_of({s}, {rule_of("r", {over("s", Unit::one, {5, not_set, not_set})})}));
    ASSERT_TRUE(e.feed(0, at_s(0), 1, Flag::good, 2));
    ASSERT_TRUE(e.feed(0, at_s(0), 1, Flag::good, 9));
    ASSERT_TRUE(e.feed(0, at_s(0), 7, Flag::good, 1));
    e.flush();
    EXPECT_EQ(e.standings()[0].value, policy == Duplicates::last ? 7 : 1);
    EXPECT_EQ(e.tally(0).repeated, 1u);
    EXPECT_EQ(e.tally(0).contradicted, 1u);
  }
}

// ---- allowances
// ----------------------------------------------------------------------------------

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

TEST(Uncertainty, SaysWhetherALimitIsPassedForCertain) {
  auto s = instants("s", Unit::one, 60);
  s.uncertainty = 2;
  auto e = watch(rules_of({s}, {rule_of("r", {over("s", Unit::one, {not_set, 50, not_set})})}));
  const auto out = run(e, {51, 40, 53});
  ASSERT_EQ(out.notices.size(), 3u);
  EXPECT_EQ(out.notices[0].certainty, Certainty::possible);
  EXPECT_EQ(out.notices[2].certainty, Certainty::certain);
}

TEST(Versions, OpenAlarmsKeepTheRuleTheyFiredUnder) {
  auto old = rule_of("r", {over("s", Unit::one, {not_set, 50, not_set})});
  auto strict = rule_of("r", {over("s", Unit::one, {not_set, 10, not_set})});
  old.valid_to = strict.valid_from = at_s(120);
  auto e = watch(rules_of({instants("s", Unit::one, 60)}, {old, strict}));
  const auto out = run(e, {20, 60, 60, 20, 5});
  ASSERT_EQ(out.episodes.size(), 2u);
  EXPECT_EQ(out.episodes[0].rule, 0u);
  EXPECT_EQ(out.episodes[0].end, at_s(180));
  EXPECT_EQ(out.episodes[1].rule, 1u);
  EXPECT_EQ(out.episodes[1].begin, at_s(120));
  EXPECT_EQ(out.episodes[1].end, at_s(240));
}

TEST(Active, AtOtherTimesARuleDoesNotSpeak) {
  auto r = rule_of("r", {over("s", Unit::one, {not_set, 50, not_set})});
  r.active = CivilWindow{Cycle::clock, 23h, 7h, {}};
  auto e = watch(rules_of({instants("s", Unit::one, 3600)}, {r}));
  for (int h = 0; h < 24; ++h) ASSERT_TRUE(e.feed(0, at("2026-01-05T12:00+01:00") + h * 1h, 60));
  const auto out = e.take();
  ASSERT_EQ(out.episodes.size(), 1u);
  EXPECT_EQ(out.episodes[0].begin, at("2026-01-05T23:00+01:00"));
  EXPECT_EQ(out.episodes[0].end, at("2026-01-06T07:00+01:00"));
}

TEST(Inspections, ADayWithoutOneIsFound) {
  Condition c = over("walk", Unit::one, {not_set, 1, not_set});
  c.statistic = Statistic::count;
  c.comparison = Comparison::below;
  c.window.kind = Window::Kind::civil;
  auto s = instants("walk", Unit::one, 0);
  auto e = watch(rules_of({s}, {rule_of("inspection", {c})}));
  ASSERT_TRUE(e.feed(0, at("2026-01-05T12:00+01:00"), 1));
  e.advance_to(at("2026-01-07T00:00+01:00"));
  const auto out = e.take();
  ASSERT_EQ(out.windows.size(), 2u);
  EXPECT_EQ(out.windows[1].value, 0);
  EXPECT_EQ(kinds(out), (std::vector{K::raised}));
}

// ---- the same answer
// -----------------------------------------------------------------------------

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
  auto e = watch(rules_of({intervals("mic", Unit::decibel_a, 1, Meaning::leq)},
                          {rule_of("night", {c})}));
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

TEST(Feed, RefusesWhatItCannotUnderstandAndNamesTheRow) {
  auto e = watch(turbidity());
  EXPECT_EQ(e.feed(9, at_s(0), 1).error().code, ErrorCode::invalid_argument);
  EXPECT_FALSE(e.feed(0, at_s(0), INFINITY));
  EXPECT_FALSE(e.feed(0, Instant::max(), 1));
  const std::vector<std::int64_t> times = {0, 60, 120};
  const std::vector<double> values = {1, 2, INFINITY};
  const std::vector<std::uint8_t> flags = {1, 5, 1};
  EXPECT_EQ(e.feed(0, times, values).error().path, "row 2");
  EXPECT_EQ(e.feed(0, times, values, flags).error().path, "row 1");
  EXPECT_FALSE(e.feed(0, times, std::vector<double>{1}));
}

TEST(Feed, FailedReadingsAreUnknownAndSuspectOnesMarked) {
  auto e = watch(turbidity());
  ASSERT_TRUE(e.feed(0, at_s(0), 60, Flag::fail));
  EXPECT_TRUE(e.take().notices.empty());
  ASSERT_TRUE(e.feed(0, at_s(60), 60, Flag::suspect));
  const auto out = e.take();
  ASSERT_EQ(out.notices.size(), 1u);
  EXPECT_TRUE(out.notices[0].suspect);
}

// Random rules would be refused; random streams must not be: no crash, and state that stays small.
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
