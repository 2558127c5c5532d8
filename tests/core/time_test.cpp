// Mirrors include/masseflyt/core/time.hpp.
#include <chrono>
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include <masseflyt/core/time.hpp>

#include "support/random.hpp"

namespace masseflyt {
namespace {

using namespace std::chrono_literals;

Instant at(std::int64_t ns) { return Instant(Duration(ns)); }
std::int64_t ns(std::string_view text) {
  return parse_instant(text).value().time_since_epoch().count();
}
std::string fault(std::string_view text) {
  const auto t = parse_instant(text);
  return t ? "" : t.error().message;
}

TEST(Elapsed, MayBeNegative) {
  static_assert(elapsed(Instant(5ns), Instant(3ns)) == -2ns);
  static_assert(elapsed(Instant(-5ns), Instant(3ns)) == 8ns);
}

TEST(Elapsed, SaysWhenItDoesNotFit) {
  static_assert(!elapsed(Instant::min(), Instant::max()));
  static_assert(!elapsed(Instant::max(), Instant::min()));
  static_assert(!elapsed(Instant(-1ns), Instant::max()));
  static_assert(elapsed(Instant(0ns), Instant::max()) == Duration::max());
  static_assert(elapsed(Instant(0ns), Instant::min()) == Duration::min());
  static_assert(!elapsed(Instant(1ns), Instant::min()));
}

TEST(Shifted, SaysWhenItDoesNotFit) {
  static_assert(shifted(Instant(5ns), -7ns) == Instant(-2ns));
  static_assert(!shifted(Instant::max(), 1ns));
  static_assert(!shifted(Instant::min(), -1ns));
  static_assert(shifted(Instant::min(), Duration::max()) == Instant(-1ns));
}

TEST(ParseInstant, TakesItsOffsetAway) {
  EXPECT_EQ(ns("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(ns("2026-03-29T03:30+02:00"), ns("2026-03-29T01:30:00Z"));
  EXPECT_EQ(ns("2026-01-01T00:30+01"), ns("2025-12-31T23:30Z"));
  EXPECT_EQ(ns("2025-12-31T20:00-0430"), ns("2026-01-01T00:30Z"));
  EXPECT_EQ(ns("2026-03-29 01:30:00z"), ns("2026-03-29T01:30Z"));
  EXPECT_EQ(ns("2026-03-29t01:30-00:00"), ns("2026-03-29T01:30Z"));
}

TEST(ParseInstant, ReadsUpToNineDecimals) {
  EXPECT_EQ(ns("1970-01-01T00:00:01.5Z"), 1'500'000'000);
  EXPECT_EQ(ns("1970-01-01T00:00:00,000000001Z"), 1);
  EXPECT_EQ(ns("1969-12-31T23:59:59.999999999Z"), -1);
}

TEST(ParseInstant, RefusesANaiveTime) {
  EXPECT_EQ(fault("2026-03-29T03:30:00"),
            "'2026-03-29T03:30:00' has no offset from UTC, expected a time with its offset such "
            "as 2026-03-29T03:30:00+02:00");
  EXPECT_NE(fault("2026-03-29"), "");
}

TEST(ParseInstant, RefusesWhatIsNoTime) {
  for (const auto* text : {"",
                           "x",
                           "2026",
                           "2026-02-29T00:00Z",
                           "2026-13-01T00:00Z",
                           "2026-00-01T00:00Z",
                           "2026-01-01T24:00Z",
                           "2026-01-01T00:60Z",
                           "2026-12-31T23:59:60Z",
                           "2026-01-01T0:00Z",
                           "2026-1-01T00:00Z",
                           "2026-01-01T00:00:00.Z",
                           "2026-01-01T00:00:00.1234567890Z",
                           "2026-01-01T00:00Z ",
                           "2026-01-01T00:00+1",
                           "2026-01-01T00:00+01:0",
                           "+026-01-01T00:00Z",
                           "2026-01-01T00:00+24:00",
                           "2026-01-01X00:00Z",
                           "20260101T000000Z",
                           "2026-01-01T00Z"})
    EXPECT_NE(fault(text), "") << text;
  EXPECT_NE(fault(std::string(1000, '9')), "");
}

TEST(ParseInstant, SaysWhenTheTimeIsOutOfRange) {
  EXPECT_EQ(parse_instant("2262-04-11T00:00Z").error().code, ErrorCode::limit_exceeded);
  EXPECT_EQ(parse_instant("1677-09-21T23:59Z").error().code, ErrorCode::limit_exceeded);
  EXPECT_EQ(parse_instant("9999-12-31T23:59Z").error().code, ErrorCode::limit_exceeded);
  EXPECT_TRUE(parse_instant("2262-04-10T23:59:59.999999999Z"));
  EXPECT_TRUE(parse_instant("1677-09-22T00:00Z"));
}

TEST(ToString, ShowsDecimalsOnlyWhereTheyAreNeeded) {
  EXPECT_EQ(to_string(at(0)), "1970-01-01T00:00:00Z");
  EXPECT_EQ(to_string(at(1'500'000'000)), "1970-01-01T00:00:01.500Z");
  EXPECT_EQ(to_string(at(1'000)), "1970-01-01T00:00:00.000001Z");
  EXPECT_EQ(to_string(at(-1)), "1969-12-31T23:59:59.999999999Z");
  EXPECT_EQ(to_string(Instant::max()), "2262-04-11T23:47:16.854775807Z");
  EXPECT_EQ(to_string(Instant::min()), "1677-09-21T00:12:43.145224192Z");
}

TEST(ToString, IsReadBackAsTheSameInstant) {
  test::Random random(3);
  for (int i = 0; i < 1000; ++i) {
    auto t = static_cast<std::int64_t>(random.between(-9.2e18, 9.2e18));
    if (i % 3 == 1) t -= t % 1'000'000;
    if (i % 3 == 2) t -= t % 1'000'000'000;
    EXPECT_EQ(ns(to_string(at(t))), t);
  }
}

TEST(ParseDate, TakesRealDaysOnly) {
  using namespace std::chrono;
  EXPECT_EQ(parse_date("2024-02-29").value(), year{2024} / 2 / 29);
  EXPECT_FALSE(parse_date("2023-02-29"));
  EXPECT_FALSE(parse_date("2024-02-29T00:00Z"));
  EXPECT_EQ(parse_date("29.02.2024").error().message,
            "'29.02.2024' has no year, expected a day such as 2026-03-29");
}

}  // namespace
}  // namespace masseflyt
