// masseflyt/core/zone.hpp — what the clock on the wall says, and when a civil day begins.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <masseflyt/core/month.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/core/time.hpp>

namespace masseflyt {

/// What a clock on the wall says: no instant until a zone is named.
using CivilTime = std::chrono::local_time<std::chrono::nanoseconds>;

/// The instants at which a clock says one civil time.
struct Resolved {
  enum class Kind : std::int32_t {
    unique = 1,
    ambiguous = 2,    ///< said twice: `first` before the clock is set back, `last` after
    nonexistent = 3,  ///< never said: both are the instant at which the clock jumps over it
  };
  Kind kind = Kind::unique;
  Instant first;
  Instant last;
  bool operator==(const Resolved&) const = default;
};

/// Half-open: [begin, end).
struct InstantSpan {
  Instant begin;
  Instant end;
  bool contains(Instant t) const { return begin <= t && t < end; }
  bool operator==(const InstantSpan&) const = default;
};

/// A time zone with its rules compiled in, so that no host can answer differently.
///
/// Europe/Oslo: the rules of the European Union since 1980 for all years to come, no summer time
/// 1966 to 1979, and before that the changes that the IANA database holds for Norway (its file
/// `backzone`; builds without it show Berlin's time before 1970). Mean solar time of Oslo,
/// 43 minutes ahead, until 1895.
class Zone {
 public:
  /// All answers are for instants from 1678-01-01 up to, not including, 2262-01-01 UTC.
  static constexpr Instant earliest = std::chrono::sys_days(std::chrono::year{1678} / 1 / 1);
  static constexpr Instant latest = std::chrono::sys_days(std::chrono::year{2262} / 1 / 1);

  /// "Europe/Oslo" or "UTC". Errors: not_found.
  static Result<Zone> find(std::string_view name);
  static Zone oslo() { return Zone(true); }
  static Zone utc() { return Zone(false); }

  std::string_view name() const { return is_oslo_ ? "Europe/Oslo" : "UTC"; }

  /// Ahead of UTC. Outside the range: as at its nearer end.
  std::chrono::seconds offset(Instant t) const;

  /// The first change of the offset after `t`; nothing when there is none in the range.
  std::optional<Instant> next_change(Instant t) const;

  /// Errors: limit_exceeded outside the range.
  Result<CivilTime> to_civil(Instant t) const;
  Result<Resolved> to_utc(CivilTime civil) const;

  /// From the first instant of the civil day or month to the first of the next: 23, 24 or 25
  /// hours for a day. Errors: invalid_argument (no such day), limit_exceeded.
  Result<InstantSpan> day(std::chrono::year_month_day date) const;
  Result<InstantSpan> month(Month m) const;

  bool operator==(const Zone&) const = default;

 private:
  explicit Zone(bool is_oslo) : is_oslo_(is_oslo) {}
  Result<InstantSpan> days(std::chrono::sys_days begin, std::chrono::sys_days end) const;

  bool is_oslo_;
};

/// "2026-03-29T03:30:00+02:00". Seconds of the offset, which nobody has used since 1895, are left
/// out; outside the zone's range as in UTC.
std::string to_string(Instant t, const Zone& zone);

}  // namespace masseflyt
