// Readings that come too late for civil windows, or by themselves; and twice.
#include <masseflyt/monitoring/evaluator.hpp>

#include "monitoring/support_evaluator.hpp"

namespace masseflyt::monitoring {
namespace {

using namespace std::chrono;
using K = NoticeKind;

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

}  // namespace
}  // namespace masseflyt::monitoring
