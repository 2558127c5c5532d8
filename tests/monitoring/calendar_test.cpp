// Mirrors include/masseflyt/monitoring/calendar.hpp.
#include <masseflyt/monitoring/calendar.hpp>

#include <algorithm>
#include <map>

#include "support/folders.hpp"
#include "support/shared_data.hpp"

namespace masseflyt::monitoring {
namespace {

using namespace std::chrono;

Instant at(std::string_view text) { return parse_instant(text).value(); }

std::filesystem::path data(const char* name) {
  return std::filesystem::path(test::data_folder()) / "monitoring" / name;
}

CivilWindow clock(int from, int to, std::uint8_t days = 255) {
  return {Cycle::clock, hours(from), hours(to), {days}};
}

TEST(PublicHolidays, AgreeWithTheTableOfSevenYears) {
  std::multimap<std::string, std::string> expected;
  for (const auto& row : test::read_rows(data("norwegian_public_holidays.csv")))
    expected.emplace(row.at("date"), row.at("name"));
  ASSERT_EQ(expected.size(), 84u);
  std::size_t found = 0;
  for (auto d = sys_days(2024y / 1 / 1); d < sys_days(2031y / 1 / 1); d += days(1)) {
    const auto name = public_holiday(year_month_day(d));
    const auto [first, last] = expected.equal_range(to_string(Instant(d)).substr(0, 10));
    const bool same = std::any_of(first, last, [&](const auto& row) { return row.second == name; });
    EXPECT_EQ(same, !name.empty()) << to_string(Instant(d));
    EXPECT_EQ(first == last, name.empty()) << to_string(Instant(d));
    found += name.empty() ? 0 : 1;
  }
  EXPECT_EQ(found, 83u);  // 17 May 2027 is Whit Monday too
}

TEST(Easter, IsWhereItIsKnownToBe) {
  EXPECT_EQ(easter_sunday(1818y), 1818y / 3 / 22);  // the earliest there is
  EXPECT_EQ(easter_sunday(1943y), 1943y / 4 / 25);  // and the latest
  EXPECT_EQ(easter_sunday(2000y), 2000y / 4 / 23);
}

TEST(CivilWindows, OverClockChangesAreThoseOfTheTable) {
  const auto rows = test::read_rows(data("dst_windows_europe_oslo.csv"));
  ASSERT_EQ(rows.size(), 56u);
  const std::map<char, CivilWindow> windows = {
      {'c', {}}, {'n', clock(23, 7)}, {'d', clock(7, 19)}, {'e', clock(19, 23)}};
  for (const auto& row : rows) {
    const InstantSpan expected{at(row.at("start_utc")), at(row.at("end_utc"))};
    const auto& window = windows.at(row.at("window")[0]);
    for (const Instant t : {expected.begin, expected.end - 1ns, expected.begin + 3h}) {
      const auto found = window_at(window, t, Zone::oslo());
      ASSERT_TRUE(found) << row.at("start_utc");
      EXPECT_EQ(found->span, expected);
      EXPECT_EQ(to_string(Instant(sys_days(found->date))).substr(0, 10),
                row.at("local_date_of_start"));
    }
    EXPECT_EQ(duration_cast<hours>(expected.end - expected.begin).count(),
              std::stoi(row.at("hours")));
  }
}

TEST(CivilWindows, ANightBelongsToTheDateOnWhichItBegins) {
  const auto night = window_at(clock(23, 7), at("2026-01-02T03:00+01:00"), Zone::oslo());
  ASSERT_TRUE(night);
  EXPECT_EQ(night->date, 2026y / 1 / 1);
}

TEST(CivilWindows, AHolidayIsNoWeekday) {
  const auto workdays = clock(7, 19, 31), sundays = clock(7, 23, Days::sunday | Days::holiday);
  const Instant may_17 = at("2024-05-17T12:00+02:00");  // a Friday
  EXPECT_FALSE(window_at(workdays, may_17, Zone::oslo()));
  EXPECT_TRUE(window_at(sundays, may_17, Zone::oslo()));
  EXPECT_TRUE(window_at(workdays, at("2024-05-16T12:00+02:00"), Zone::oslo()));
}

TEST(CivilWindows, AHolidayOnASundayIsBoth) {
  const Instant easter = at("2025-04-20T12:00+02:00");
  EXPECT_TRUE(window_at(clock(7, 23, Days::sunday), easter, Zone::oslo()));
  EXPECT_TRUE(window_at(clock(7, 23, Days::holiday), easter, Zone::oslo()));
}

TEST(CivilWindows, AreHalfOpen) {
  EXPECT_FALSE(window_at(clock(7, 19), at("2026-01-05T19:00+01:00"), Zone::oslo()));
  EXPECT_TRUE(window_at(clock(7, 19), at("2026-01-05T07:00+01:00"), Zone::oslo()));
}

TEST(CivilWindows, TheHourThatIsSaidTwiceIsTwoWindows) {
  const auto first = window_at({Cycle::hour}, at("2026-10-25T02:30+02:00"), Zone::oslo());
  const auto second = window_at({Cycle::hour}, at("2026-10-25T02:30+01:00"), Zone::oslo());
  EXPECT_EQ(first->span.end, second->span.begin);
  EXPECT_EQ(second->span.end - second->span.begin, 1h);
}

TEST(CivilWindows, AWinterHoldsTheTurnOfTheYear) {
  const auto winter = window_at({Cycle::winter}, at("2026-02-01T00:00Z"), Zone::oslo());
  ASSERT_TRUE(winter);
  EXPECT_EQ(winter->date, 2025y / 11 / 1);
  EXPECT_EQ(winter->span.end, at("2026-05-01T00:00+02:00"));
  EXPECT_FALSE(window_at({Cycle::winter}, at("2026-06-01T00:00Z"), Zone::oslo()));
}

TEST(CivilWindows, FollowEachOtherWithoutGapOrOverlap) {
  for (const auto cycle : {Cycle::hour, Cycle::day, Cycle::week, Cycle::month, Cycle::year}) {
    auto w = window_at({cycle}, at("2025-12-30T12:00Z"), Zone::oslo());
    for (int i = 0; i < 400 && w && cycle < Cycle::year; ++i) {
      const auto next = window_after({cycle}, w->span.begin + 1ns, Zone::oslo());
      ASSERT_TRUE(next);
      EXPECT_EQ(next->span.begin, w->span.end);
      w = next;
    }
  }
}

TEST(CivilWindows, NextOnOtherDaysIsFound) {
  const auto next = window_after(clock(7, 19, Days::monday), at("2026-01-06T12:00Z"), Zone::oslo());
  ASSERT_TRUE(next);
  EXPECT_EQ(next->date, 2026y / 1 / 12);
}

TEST(CivilWindows, AreCounted) {
  const InstantSpan year_2026{at("2026-01-01T00:00+01:00"), at("2027-01-01T00:00+01:00")};
  EXPECT_EQ(count_windows({Cycle::day}, year_2026, Zone::oslo()), 365);
  EXPECT_EQ(count_windows({Cycle::hour}, year_2026, Zone::oslo()), 8760);
  EXPECT_EQ(count_windows(clock(23, 7), year_2026, Zone::oslo()), 365);
}

TEST(CivilWindows, OutsideTheYearsWeKnowThereAreNone) {
  EXPECT_FALSE(window_at({Cycle::day}, Instant::min(), Zone::oslo()));
  EXPECT_FALSE(window_at({Cycle::year}, Instant::max(), Zone::oslo()));
  EXPECT_FALSE(window_after(clock(23, 7), Instant::max(), Zone::oslo()));
}

}  // namespace
}  // namespace masseflyt::monitoring
