// Mirrors include/masseflyt/core/zone.hpp.
#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <masseflyt/core/zone.hpp>

#include "detail/number.hpp"
#include "support/folders.hpp"
#include "support/random.hpp"
#include "support/shared_data.hpp"

namespace masseflyt {
namespace {

using namespace std::chrono;

Instant utc(std::string_view text) { return parse_instant(text).value(); }
CivilTime civil(int y, int m, int d, int h, int minute = 0) {
  return CivilTime(sys_days(year{y} / m / d).time_since_epoch() + hours(h) + minutes(minute));
}
const Zone oslo = Zone::oslo();
constexpr nanoseconds tick{1};

TEST(Oslo, HasTheChangesOfTheIanaDatabase) {
  const auto rows = test::read_rows(test::data_folder() + "/time/europe_oslo.csv");
  EXPECT_EQ(rows.size(), 267U);
  seconds before = minutes(43);
  Instant previous = Zone::earliest;
  for (const auto& row : rows) {
    const auto at = utc(row.at("change_utc"));
    const seconds after(detail::parse_integer(row.at("offset_s")).value());
    EXPECT_EQ(oslo.offset(at - tick), before) << to_string(at);
    EXPECT_EQ(oslo.offset(at), after) << to_string(at);
    EXPECT_EQ(oslo.next_change(previous), at);  // and none between
    before = after, previous = at;
  }
}

TEST(Oslo, GoesOnWithTheRulesOfTheUnion) {
  EXPECT_EQ(to_string(*oslo.next_change(utc("2199-12-01T00:00Z"))), "2200-03-30T01:00:00Z");
  EXPECT_EQ(to_string(*oslo.next_change(utc("2261-06-01T00:00Z"))), "2261-10-27T01:00:00Z");
  EXPECT_FALSE(oslo.next_change(utc("2261-12-01T00:00Z")));
  EXPECT_FALSE(oslo.next_change(Instant::max()));
}

TEST(Oslo, TheHourThatIsSkippedIsNeverSaid) {
  const auto change = utc("2026-03-29T01:00Z");
  for (const auto c : {civil(2026, 3, 29, 2), civil(2026, 3, 29, 2, 59)})
    EXPECT_EQ(oslo.to_utc(c).value(), (Resolved{Resolved::Kind::nonexistent, change, change}));
  EXPECT_EQ(oslo.to_utc(civil(2026, 3, 29, 3)).value(),
            (Resolved{Resolved::Kind::unique, change, change}));
  EXPECT_EQ(oslo.to_utc(civil(2026, 3, 29, 1, 59))->kind, Resolved::Kind::unique);
}

TEST(Oslo, TheHourThatIsRepeatedIsSaidTwice) {
  EXPECT_EQ(
      oslo.to_utc(civil(2026, 10, 25, 2, 30)).value(),
      (Resolved{Resolved::Kind::ambiguous, utc("2026-10-25T00:30Z"), utc("2026-10-25T01:30Z")}));
  EXPECT_EQ(oslo.to_utc(civil(2026, 10, 25, 2))->kind, Resolved::Kind::ambiguous);
  EXPECT_EQ(oslo.to_utc(civil(2026, 10, 25, 3))->kind, Resolved::Kind::unique);
  EXPECT_EQ(oslo.to_utc(civil(2026, 10, 25, 1, 59))->kind, Resolved::Kind::unique);
}

TEST(Oslo, SkippedMinutesOf1895AreNeverSaidEither) {
  const auto change = utc("1894-12-31T23:17Z");  // 00:00 by the sun became 00:17
  EXPECT_EQ(oslo.to_utc(civil(1895, 1, 1, 0, 10)).value(),
            (Resolved{Resolved::Kind::nonexistent, change, change}));
  EXPECT_EQ(oslo.day(year{1895} / 1 / 1)->begin, change);
}

TEST(Oslo, ThereAndBackIsTheSameInstant) {
  test::Random random(6);
  for (int i = 0; i < 3000; ++i) {
    const Instant t(nanoseconds(static_cast<std::int64_t>(random.between(-9.2e18, 9.2e18))));
    const auto wall = oslo.to_civil(t);
    if (!wall) continue;
    const auto back = oslo.to_utc(*wall).value();
    EXPECT_TRUE(back.first == t || back.last == t) << to_string(t);
    EXPECT_NE(back.kind, Resolved::Kind::nonexistent);
    EXPECT_EQ(back.kind == Resolved::Kind::unique, back.first == back.last);
  }
}

TEST(Oslo, DaysHave23Or25HoursWhenTheClockChanges) {
  const auto length = [](year_month_day d) {
    const auto span = oslo.day(d).value();
    return duration_cast<hours>(span.end - span.begin).count();
  };
  EXPECT_EQ(length(year{2026} / 3 / 29), 23);
  EXPECT_EQ(length(year{2026} / 10 / 25), 25);
  EXPECT_EQ(length(year{2026} / 6 / 1), 24);
  EXPECT_EQ(oslo.day(year{2026} / 6 / 1)->begin, utc("2026-05-31T22:00Z"));
}

TEST(Oslo, MonthsMeetWithoutGapOrOverlap) {
  for (auto m = Month::of(1890, 1); m < Month::of(2101, 1); m = m + 1)
    EXPECT_EQ(oslo.month(m)->end, oslo.month(m + 1)->begin) << to_string(m);
  EXPECT_EQ(oslo.month(Month::of(2026, 3)).value(),
            (InstantSpan{utc("2026-02-28T23:00Z"), utc("2026-03-31T22:00Z")}));
}

TEST(Zone, SpansAreHalfOpen) {
  const auto day = oslo.day(year{2026} / 1 / 1).value();
  EXPECT_TRUE(day.contains(day.begin));
  EXPECT_FALSE(day.contains(day.end));
}

TEST(Zone, UtcIsItsOwnCivilTime) {
  EXPECT_EQ(Zone::utc().day(year{2026} / 1 / 1)->begin, utc("2026-01-01T00:00Z"));
  EXPECT_FALSE(Zone::utc().next_change(Instant()));
  EXPECT_EQ(Zone::find("UTC").value(), Zone::utc());
  EXPECT_EQ(Zone::find("Europe/Oslo").value(), oslo);
  EXPECT_EQ(Zone::find("CET").error().message,
            "time zone 'CET' is not known, expected Europe/Oslo or UTC");
}

TEST(Zone, SaysWhenATimeIsOutOfItsRange) {
  EXPECT_FALSE(oslo.to_civil(Zone::earliest - tick));
  EXPECT_TRUE(oslo.to_civil(Zone::earliest));
  EXPECT_FALSE(oslo.to_civil(Zone::latest));
  EXPECT_FALSE(oslo.to_civil(Instant::max()));
  EXPECT_FALSE(oslo.to_utc(CivilTime(nanoseconds::max())));
  EXPECT_FALSE(oslo.to_utc(CivilTime(nanoseconds::min())));
  EXPECT_EQ(oslo.offset(Instant::min()), minutes(43));
  EXPECT_EQ(oslo.offset(Instant::max()), hours(1));
  EXPECT_TRUE(oslo.day(year{1678} / 1 / 1));
  EXPECT_TRUE(oslo.day(year{2261} / 12 / 31));
  EXPECT_EQ(oslo.day(year{2262} / 1 / 1).error().code, ErrorCode::limit_exceeded);
  EXPECT_EQ(oslo.day(year{2026} / 2 / 30).error().code, ErrorCode::invalid_argument);
  EXPECT_FALSE(oslo.month(Month::of(1677, 12)));
}

TEST(Zone, WritesTheOffset) {
  EXPECT_EQ(to_string(utc("2026-07-01T10:00:00.5Z"), oslo), "2026-07-01T12:00:00.500+02:00");
  EXPECT_EQ(to_string(utc("2026-01-01T10:00Z"), oslo), "2026-01-01T11:00:00+01:00");
  EXPECT_EQ(to_string(utc("1890-01-01T00:00Z"), oslo), "1890-01-01T00:43:00+00:43");
  EXPECT_EQ(to_string(utc("2026-01-01T10:00Z"), Zone::utc()), "2026-01-01T10:00:00+00:00");
}

TEST(Oslo, HasTheDaysAndNightsOfTheSharedTable) {
  MASSEFLYT_NEEDS_SHARED_DATA();
  const auto rows =
      test::read_rows(test::shared_data() / "data/sensors/dst_windows_europe_oslo.csv");
  EXPECT_GT(rows.size(), 20U);
  for (const auto& row : rows) {
    const auto date = parse_date(row.at("local_date_of_start")).value();
    const auto start = [&](int day, int hour) {
      return oslo.to_utc(CivilTime(sys_days(date).time_since_epoch() + days(day) + hours(hour)))
          ->first;
    };
    InstantSpan span = oslo.day(date).value();
    const auto kind = row.at("window").substr(0, 3);
    if (kind == "nig") span = {start(0, 23), start(1, 7)};
    if (kind == "day") span = {start(0, 7), start(0, 19)};
    if (kind == "eve") span = {start(0, 19), start(0, 23)};
    EXPECT_EQ(span, (InstantSpan{utc(row.at("start_utc")), utc(row.at("end_utc"))}))
        << row.at("local_date_of_start") << row.at("window");
  }
}

}  // namespace
}  // namespace masseflyt
