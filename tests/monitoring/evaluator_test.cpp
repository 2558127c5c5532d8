// Mirrors include/masseflyt/monitoring/evaluator.hpp.
#include <masseflyt/monitoring/evaluator.hpp>

#include <algorithm>
#include <cmath>

#include "monitoring/support_evaluator.hpp"
#include "support/random.hpp"

namespace masseflyt::monitoring {
namespace {

using namespace std::chrono;
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

}  // namespace
}  // namespace masseflyt::monitoring
