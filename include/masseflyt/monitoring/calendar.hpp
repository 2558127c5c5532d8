// masseflyt/monitoring/calendar.hpp — nights, Sundays and holidays: the windows that permits name.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include <masseflyt/core/time.hpp>
#include <masseflyt/core/zone.hpp>

namespace masseflyt::monitoring {

/// Easter Sunday of the Gregorian calendar. Precondition: 1583 <= y <= 9999.
std::chrono::year_month_day easter_sunday(std::chrono::year y);

/// The Norwegian name of a public holiday, empty for other days. Sundays are not in themselves
/// holidays; Easter and Whit Sunday are.
/// Source: lov 1995-02-24 nr. 12 om helligdager and lov 1947-04-26 nr. 1 om 1. og 17. mai. The
/// list is recalled; its dates 2024 to 2030 are tested against a table of their own.
std::string_view public_holiday(std::chrono::year_month_day date);

/// A set of days of the week; a holiday is the eighth kind of day. A holiday on a Wednesday is no
/// Wednesday: it counts only where `holiday` is in the set. One on a Sunday counts as either.
struct Days {
  static constexpr std::uint8_t monday = 1, tuesday = 2, wednesday = 4, thursday = 8, friday = 16,
                                saturday = 32, sunday = 64, holiday = 128;
  std::uint8_t bits = 255;
  bool contains(std::chrono::year_month_day date) const;
  bool operator==(const Days&) const = default;
};

/// How civil windows follow each other.
enum class Cycle : std::int32_t {
  hour = 1,
  day = 2,   ///< 23, 24 or 25 hours
  week = 3,  ///< from Monday
  month = 4,
  year = 5,
  winter = 6,  ///< 1 November to 30 April: belongs to the year in which it begins
  clock = 7,   ///< from one time of the clock to another, on some days
};

/// Windows by the clock on the wall, all half-open: [begin, end).
struct CivilWindow {
  Cycle cycle = Cycle::day;
  /// `clock` only. An end at or before the begin lies on the next day: 23:00 to 07:00 is the
  /// night that belongs to the date on which it begins; 07:00 to 07:00 are 23 to 25 hours.
  std::chrono::minutes from{0};
  std::chrono::minutes to{0};
  Days days{};  ///< `clock` and `day` only: of the date on which the window begins
  bool operator==(const CivilWindow&) const = default;
};

/// One window: when it is, and the civil date on which it begins.
struct CivilSpan {
  InstantSpan span;
  std::chrono::year_month_day date;
  bool operator==(const CivilSpan&) const = default;
};

/// The window that `t` lies in; nothing when it lies in none (off hours, other days, summer), or
/// outside the years 1679 to 2260. Cost: about a microsecond; keep the answer while it holds.
std::optional<CivilSpan> window_at(const CivilWindow& window, Instant t, const Zone& zone);

/// The first window that begins at or after `t`; nothing beyond the range, or if none begins
/// within 400 days.
std::optional<CivilSpan> window_after(const CivilWindow& window, Instant t, const Zone& zone);

/// How many windows begin in `span`. Counting stops at a million.
std::int64_t count_windows(const CivilWindow& window, InstantSpan span, const Zone& zone);

}  // namespace masseflyt::monitoring
