// Readings that come late, or again, where two streams meet: a background, a weight, a limit that
// depends on another quantity.
#include <algorithm>
#include <cmath>

#include "monitoring/support_monitoring.hpp"

namespace masseflyt::monitoring {
namespace {

using namespace std::chrono_literals;
using K = NoticeKind;

constexpr std::size_t down = 0, up = 1;  ///< of the outlet: below and above it

Condition above_background(Window window = {}) {
  auto c = over("down", Unit::turbidity_unit, {not_set, 10, not_set});
  c.other = "up";
  c.relation = Relation::difference;
  c.max_age = 150s;
  c.window = window;
  if (window.kind != Window::Kind::none) c.statistic = Statistic::mean;
  return c;
}

RuleSet river(Condition condition, Duplicates duplicates = Duplicates::first) {
  std::vector<Stream> streams = {instants("down", Unit::turbidity_unit, 60),
                                 instants("up", Unit::turbidity_unit, 60)};
  for (auto& s : streams) s.duplicates = duplicates;
  return rules_of(streams, {rule_of("r", {std::move(condition)})});
}

/// Values of minutes; NaN: none has come.
void minutes(Evaluator& e, std::size_t stream, std::initializer_list<double> values,
             double first = 0) {
  for (const double v : values) {
    if (!std::isnan(v)) {
      ASSERT_TRUE(e.feed(stream, at_s(first), v));
    }
    first += 60;
  }
}

std::vector<K> kinds(const Outcome& out) {
  std::vector<K> all;
  for (const auto& n : out.notices) all.push_back(n.kind);
  return all;
}

const Window three_minutes = {Window::Kind::rolling, 3min, {}};
const Window hour = {Window::Kind::civil, {}, {Cycle::hour, {}, {}, {}}};

TEST(LateBackground, CorrectsTheWindowsThatItsReadingsLieIn) {
  auto e = watch(river(above_background(three_minutes)));
  minutes(e, up, {1, 1, NAN, 1, 1});
  minutes(e, down, {5, 5, 20, 5, 5});
  EXPECT_EQ(e.take().notices.size(), 0u);  // (4 + 4 + 19) / 3 with the background of minute 1
  ASSERT_TRUE(e.feed(up, at_s(120), -16));
  const auto out = e.take();
  ASSERT_EQ(out.corrections.size(), 1u);
  const auto& c = out.corrections[0];
  EXPECT_EQ(c.cause, up);
  EXPECT_EQ(c.cause_at, at_s(120));
  EXPECT_EQ(c.window.end, at_s(120));  // 36 instead of 19 among three
  EXPECT_EQ(c.value_before, 9);
  EXPECT_NEAR(c.value, 44.0 / 3, 1e-12);
  EXPECT_EQ(c.level, Level::alarm);
  EXPECT_EQ(kinds(out), (std::vector{K::corrected}));
  ASSERT_EQ(out.late.size(), 1u);
  EXPECT_EQ(out.late[0].fate, LateFate::corrected);
}

TEST(LateBackground, MakesKnownWhatWasUnknown) {
  auto e = watch(river(above_background()));
  minutes(e, up, {1, 1, NAN, NAN, NAN, 1});
  minutes(e, down, {5, 5, 5, 5, 25, 5});  // at four minutes nothing younger than 150 s
  e.flush();
  e.take();
  ASSERT_TRUE(e.feed(up, at_s(180), 2));
  const auto out = e.take();
  ASSERT_EQ(out.corrections.size(), 1u);
  EXPECT_TRUE(std::isnan(out.corrections[0].value_before));
  EXPECT_EQ(out.corrections[0].value, 23);
  EXPECT_EQ(out.corrections[0].level, Level::alarm);
}

TEST(LateBackground, ThatNobodyNeededIsNoCorrection) {
  auto e = watch(river(above_background()));
  minutes(e, up, {1, NAN, 1, 1});
  minutes(e, down, {5, NAN, 5, 5});
  e.take();
  ASSERT_TRUE(e.feed(up, at_s(60), 40));
  const auto out = e.take();
  EXPECT_TRUE(out.corrections.empty());
  EXPECT_EQ(out.late.at(0).fate, LateFate::dropped);
}

TEST(LateReading, IsHeldAgainstTheBackgroundOfItsTime) {
  auto e = watch(river(above_background()));
  minutes(e, up, {1, 30, 1, 1});
  minutes(e, down, {5, NAN, NAN, 5});
  e.take();
  ASSERT_TRUE(e.feed(down, at_s(60), 35));  // 5 above the background
  auto out = e.take();
  EXPECT_TRUE(out.corrections.empty());
  EXPECT_EQ(out.late.at(0).fate, LateFate::judged_alone);
  ASSERT_TRUE(e.feed(down, at_s(120), 35));
  out = e.take();
  ASSERT_EQ(out.corrections.size(), 1u);
  EXPECT_EQ(out.corrections[0].value, 34);
  EXPECT_EQ(kinds(out), (std::vector{K::corrected}));
}

TEST(LateBackground, CountsTheHoursAnew) {
  auto c = above_background(hour);
  c.limit = {not_set, 30, not_set};
  auto r = rule_of("r", {c});
  r.allowance = {Allowance::Kind::per_year, 0, 1, 0};
  auto e = watch(rules_of(
      {instants("down", Unit::turbidity_unit, 60), instants("up", Unit::turbidity_unit, 60)}, {r}));
  for (int m = 0; m < 200; ++m) {
    if (m != 30) {
      ASSERT_TRUE(e.feed(up, at_s(60 * m), 1));
    }
    ASSERT_TRUE(e.feed(down, at_s(60 * m), m < 60 ? 30 : 5));
  }
  EXPECT_EQ(e.statements().at(0).exceeded, 0);
  e.take();
  ASSERT_TRUE(e.feed(up, at_s(1800), -119));  // (59 * 29 + 149) / 60
  const auto out = e.take();
  ASSERT_EQ(out.corrections.size(), 1u);
  EXPECT_EQ(out.corrections[0].value_before, 29);
  EXPECT_EQ(out.corrections[0].value, 31);
  ASSERT_EQ(out.windows.size(), 1u);
  EXPECT_EQ(out.windows[0].revision, 1u);
  EXPECT_EQ(e.statements().at(0).exceeded, 1);
}

// The load of a river: a concentration that the laboratory sends weeks later, times the discharge.
TEST(LateReading, JoinsAFlowProportionalMean) {
  auto lab = instants("lab", Unit::milligram_per_litre, 0);
  lab.delivered_late = true;
  lab.duplicates = Duplicates::last;
  auto c = over("lab", Unit::milligram_per_litre, {not_set, 50, not_set});
  c.other = "flow";
  c.relation = Relation::weight;
  c.statistic = Statistic::weighted_mean;
  c.window = {Window::Kind::civil, {}, {Cycle::day, {}, {}, {}}};
  auto e =
      watch(rules_of({lab, instants("flow", Unit::litre_per_second, 3600)}, {rule_of("r", {c})}));
  for (int h = 0; h < 60; ++h) ASSERT_TRUE(e.feed(1, at_s(3600 * h), h == 10 ? 3 : 1));
  ASSERT_TRUE(e.feed(0, at_s(3600 * 5), 20));
  ASSERT_TRUE(e.feed(0, at_s(3600 * 10), 100));
  auto out = e.take();
  ASSERT_EQ(out.windows.size(), 3u);  // nothing was expected before the first
  EXPECT_EQ(out.windows[0].value, 20);
  EXPECT_TRUE(std::isnan(out.windows[1].value));
  EXPECT_EQ(out.windows[2].value, 80);  // (20 + 3 * 100) / 4
  EXPECT_EQ(out.windows[2].revision, 1u);
  ASSERT_TRUE(e.feed(0, at_s(3600 * 10), 60));
  out = e.take();
  ASSERT_EQ(out.corrections.size(), 1u);
  EXPECT_EQ(out.corrections[0].value_before, 80);
  EXPECT_EQ(out.corrections[0].value, 50);
  EXPECT_EQ(out.corrections[0].level, Level::normal);
}

// Copper is judged by the hardness of the same water; both are sent by laboratories, when they
// like.
TEST(LateLimit, CountsTheSamplesItJudges) {
  auto copper = instants("cu", Unit::microgram_per_litre, 0), hardness = copper;
  hardness.id = "hardness";
  hardness.unit = Unit::milligram_per_litre;
  copper.delivered_late = hardness.delivered_late = true;
  hardness.duplicates = Duplicates::last;
  auto c = over("cu", Unit::one, {not_set, 1, not_set});
  c.other = "hardness";
  c.relation = Relation::share_of_limit;
  c.max_age = 24h;
  c.curve.points = {{10, 4}, {110, 14}};
  auto r = rule_of("r", {c});
  r.allowance = {Allowance::Kind::share, 0, 0.9, 0};
  auto e = watch(rules_of({copper, hardness}, {r}));
  for (int day = 0; day < 5; ++day) {
    ASSERT_TRUE(e.feed(0, Instant(day * 24h), 6));
    if (day != 2) {
      ASSERT_TRUE(e.feed(1, Instant(day * 24h - 1h), 60));  // limit 9
    }
  }
  ASSERT_TRUE(e.feed(1, Instant(4 * 24h), 60));
  EXPECT_EQ(e.statements().at(0).valid, 4);
  EXPECT_EQ(e.statements().at(0).unknown, 1);
  e.take();
  ASSERT_TRUE(e.feed(1, Instant(47h), 10));  // limit 4
  EXPECT_EQ(e.statements().at(0).valid, 5);
  EXPECT_EQ(e.statements().at(0).unknown, 0);
  EXPECT_EQ(e.statements().at(0).exceeded, 1);
  auto out = e.take();
  ASSERT_EQ(out.corrections.size(), 1u);
  EXPECT_EQ(out.corrections[0].value, 1.5);
  ASSERT_EQ(out.windows.size(), 1u);
  EXPECT_EQ(out.windows[0].revision, 1u);
  ASSERT_TRUE(e.feed(1, Instant(47h), 60));  // the laboratory has been wrong
  EXPECT_EQ(e.statements().at(0).exceeded, 0);
  EXPECT_EQ(e.take().corrections.at(0).level, Level::normal);
}

// ---- laboratory samples under windows that slide, and values that are sent again

RuleSet monthly(Duplicates duplicates, Window window) {
  auto lab = instants("lab", Unit::milligram_per_litre, 0);
  lab.delivered_late = true;
  lab.duplicates = duplicates;
  auto c = over("lab", Unit::milligram_per_litre, {not_set, 50, not_set});
  c.statistic = Statistic::mean;
  c.window = window;
  return rules_of({lab}, {rule_of("r", {c})});
}

const Window month_that_slides = {Window::Kind::rolling, 30 * 24h, {}};
const Window month = {Window::Kind::civil, {}, {Cycle::month, {}, {}, {}}};

TEST(SentAgain, CorrectsTheWindowsThatSlide) {
  auto e = watch(monthly(Duplicates::last, month_that_slides));
  for (int week = 0; week < 8; ++week) ASSERT_TRUE(e.feed(0, Instant(week * 7 * 24h), 40));
  e.take();
  ASSERT_TRUE(e.feed(0, Instant(2 * 7 * 24h), 130));
  auto out = e.take();
  ASSERT_EQ(out.corrections.size(), 1u);
  EXPECT_EQ(out.corrections[0].window.end, Instant(2 * 7 * 24h));
  EXPECT_EQ(out.corrections[0].value_before, 40);
  EXPECT_EQ(out.corrections[0].value, 70);  // (40 + 40 + 130) / 3
  EXPECT_EQ(kinds(out), (std::vector{K::corrected}));
  EXPECT_EQ(out.late.at(0).fate, LateFate::corrected);
  ASSERT_TRUE(e.feed(0, Instant(2 * 7 * 24h), NAN));  // and taken back
  out = e.take();
  ASSERT_EQ(out.corrections.size(), 1u);
  EXPECT_EQ(out.corrections[0].value, 40);
  ASSERT_TRUE(e.feed(0, Instant(7 * 7 * 24h), 90));  // the newest one
  ASSERT_TRUE(e.feed(0, Instant(8 * 7 * 24h), 40));
  EXPECT_EQ(e.standings()[0].value, 50);  // weeks 4, 5, 6, 8 and the 90
}

TEST(SentAgain, CorrectsTheMonthItBelongsTo) {
  auto e = watch(monthly(Duplicates::last, month));
  for (const int day : {5, 15, 25, 35, 45}) ASSERT_TRUE(e.feed(0, Instant(day * 24h), 40));
  e.take();
  ASSERT_TRUE(e.feed(0, Instant(15 * 24h), 100));  // of January
  auto out = e.take();
  ASSERT_EQ(out.windows.size(), 1u);
  EXPECT_EQ(out.windows[0].value, 60);
  EXPECT_EQ(out.corrections.at(0).level, Level::alarm);
  ASSERT_TRUE(e.feed(0, Instant(35 * 24h), 80));  // of February, which is not over
  EXPECT_EQ(e.take().late.at(0).fate, LateFate::counted);
  ASSERT_TRUE(e.feed(0, Instant(70 * 24h), 40));
  EXPECT_EQ(e.take().windows.at(0).value, 60);
}

TEST(SentAgain, FollowsThePolicyAndTheRevision) {
  for (const auto policy : {Duplicates::first, Duplicates::last, Duplicates::revision}) {
    auto e = watch(monthly(policy, month_that_slides));
    for (int week = 0; week < 4; ++week)
      ASSERT_TRUE(e.feed(0, Instant(week * 7 * 24h), 40, Flag::good, 2));
    e.take();
    e = std::move(Evaluator::restore(e.rules(), e.snapshot()).value());
    ASSERT_TRUE(e.feed(0, Instant(7 * 24h), 130, Flag::good, 1));
    EXPECT_EQ(e.take().corrections.size(), policy == Duplicates::last ? 1u : 0u);
    ASSERT_TRUE(e.feed(0, Instant(14 * 24h), 130, Flag::good, 3));
    EXPECT_EQ(e.take().corrections.size(), policy == Duplicates::first ? 0u : 1u);
  }
}

// What can no longer be answered is listed, and changes nothing.
TEST(SentAgain, OfWhatIsForgottenIsListedOnly) {
  EvaluatorOptions few;
  few.most_samples_kept = 3;
  auto e = std::move(Evaluator::make(monthly(Duplicates::last, month), few).value());
  for (int day = 1; day < 30; day += 2) ASSERT_TRUE(e.feed(0, Instant(day * 24h), 40));
  e.take();
  for (const int day : {27, 3}) {  // one is known, but not all that lies beside it
    ASSERT_TRUE(e.feed(0, Instant(day * 24h), 400));
    const auto out = e.take();
    EXPECT_TRUE(out.corrections.empty());
    EXPECT_EQ(out.late.at(0).fate, LateFate::dropped);
  }
}

TEST(TakenBack, ASampleThatComesAgainIsCountedOnce) {
  auto lab = instants("lab", Unit::milligram_per_litre, 0);
  lab.delivered_late = true;
  lab.duplicates = Duplicates::last;
  auto r = rule_of("r", {over("lab", Unit::milligram_per_litre, {not_set, 50, not_set})});
  r.allowance = {Allowance::Kind::share, 0, 0.9, 0};
  auto e = watch(rules_of({lab}, {r}));
  for (int day = 0; day < 4; ++day) ASSERT_TRUE(e.feed(0, Instant(day * 24h), 40));
  for (const double v : {70.0, not_set, not_set, 60.0}) ASSERT_TRUE(e.feed(0, Instant(24h), v));
  const auto s = e.statements().at(0);
  EXPECT_EQ(s.valid, 4);
  EXPECT_EQ(s.unknown, 0);
  EXPECT_EQ(s.exceeded, 1);
}

}  // namespace
}  // namespace masseflyt::monitoring
