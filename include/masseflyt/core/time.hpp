// masseflyt/core/time.hpp — points in time, always UTC, and the text they are written as.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <masseflyt/core/result.hpp>

namespace masseflyt {

/// Nanoseconds since 1970-01-01T00:00Z, leap seconds not counted: 1677-09-21 to 2262-04-11.
using Instant = std::chrono::sys_time<std::chrono::nanoseconds>;
using Duration = std::chrono::nanoseconds;

/// later - earlier, negative when they are the other way round. Nothing where the difference does
/// not fit, beyond 292 years.
constexpr std::optional<Duration> elapsed(Instant earlier, Instant later) noexcept;

/// t + by, or nothing where that does not fit.
constexpr std::optional<Instant> shifted(Instant t, Duration by) noexcept;

/// A date and time of ISO 8601 with its offset from UTC: "2026-03-29T03:30+02:00",
/// "2026-03-29 01:30:00.25Z". Seconds and up to nine decimals (after '.' or ',') may be left out;
/// the offset may be Z, +hh:mm, +hhmm or +hh and must stand there: a naive time says nothing.
///
/// Errors: invalid_argument, which names what is wrong (no offset, no such day, hour 24, second
/// 60, more than nine decimals); limit_exceeded outside 1677-09-22 to 2262-04-10.
Result<Instant> parse_instant(std::string_view text);

/// A civil day, "2026-03-29". Errors: invalid_argument.
Result<std::chrono::year_month_day> parse_date(std::string_view text);

/// "2026-03-29T01:30:00Z", with three, six or nine decimals where they are needed. Read back by
/// parse_instant() as the same instant.
std::string to_string(Instant t);

// ---------------------------------------------------------------------------
// Implementation. Nothing below this line is interface.

constexpr std::optional<Duration> elapsed(Instant earlier, Instant later) noexcept {
  const auto a = earlier.time_since_epoch(), b = later.time_since_epoch();
  if (a < Duration::zero() ? b > Duration::max() + a : b < Duration::min() + a) return std::nullopt;
  return b - a;
}

constexpr std::optional<Instant> shifted(Instant t, Duration by) noexcept {
  const auto a = t.time_since_epoch();
  if (by < Duration::zero() ? a < Duration::min() - by : a > Duration::max() - by)
    return std::nullopt;
  return t + by;
}

}  // namespace masseflyt
