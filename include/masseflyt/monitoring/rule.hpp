// masseflyt/monitoring/rule.hpp — what may not be passed, for how long, and who says so.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <masseflyt/core/time.hpp>
#include <masseflyt/core/units.hpp>
#include <masseflyt/monitoring/calendar.hpp>

namespace masseflyt::monitoring {

enum class Level : std::int32_t { normal = 0, warning = 1, alarm = 2, stop = 3 };

/// What is not known is neither: a missing reading proves neither calm nor trouble.
enum class Truth : std::int8_t { no = 0, yes = 1, unknown = 2 };

/// Of Kleene: `no` settles an AND, `yes` an OR, whatever the unknown other turns out to be.
constexpr Truth both(Truth a, Truth b) noexcept;
constexpr Truth either(Truth a, Truth b) noexcept;

/// Whether a value equal to a limit is beyond it. Permits differ, so there is no default.
enum class Comparison : std::int32_t { above = 1, at_or_above = 2, below = 3, at_or_below = 4 };

constexpr bool is_upper(Comparison c) noexcept {
  return c == Comparison::above || c == Comparison::at_or_above;
}

/// Values this close to a limit, relative to it, are equal to it: 0.1 + 0.2 is 0.3 in a permit,
/// though not in binary.
inline constexpr double tolerance = 1e-9;

/// How the readings of a window become one value.
enum class Statistic : std::int32_t {
  last = 1,  ///< the newest reading; in a rolling window nothing once it has left
  mean = 2,
  min = 3,
  max = 4,
  sum = 5,
  leq = 6,   ///< energy mean, 10 lg(mean(10^(L/10)))
  lden = 7,  ///< of day, evening and night by the clock, weights 12, 4 and 8 hours, +5 and +10 dB
  percentile = 8,
  vector_mean = 9,     ///< direction of the sum of unit vectors, or of vectors weighted by `other`
  weighted_mean = 10,  ///< sum(value * other) / sum(other): flow-proportional
  count = 11,          ///< of valid readings; nothing when there are none
  count_above = 12,    ///< readings beyond `threshold`
  share_above = 13,    ///< the same as a share of the valid ones
  rate = 14,           ///< change per second between two readings next to each other
  mean_ph = 15,        ///< pH of the mean activity of H+; a mean of pH is something else
};

/// Between which order statistics a percentile lies: n values sorted, p from 0 to 1.
enum class Interpolation : std::int32_t {
  linear = 1,   ///< rank p (n - 1), between its neighbours (Hyndman and Fan, type 7)
  lower = 2,    ///< the neighbour below that rank
  higher = 3,   ///< the neighbour above
  nearest = 4,  ///< the nearer one; of equals the lower
  weibull = 5,  ///< rank p (n + 1) - 1, kept inside (type 6)
};

/// What the second stream of a condition does to a reading of the first. The newest valid reading
/// of the second at or before it, not older than `max_age`, is taken; without one the value is
/// unknown, never what it would be without the second.
enum class Relation : std::int32_t {
  none = 0,
  difference = 1,     ///< value - other: turbidity above background
  weight = 2,         ///< for vector_mean and weighted_mean
  share_of_limit = 3  ///< value / limit(other): velocity against a curve of dominant frequency
};

/// A limit that depends on another measured quantity, by points in rising order. Below the first
/// and above the last it stays as there.
struct Curve {
  enum class Kind : std::int32_t {
    linear = 1,  ///< straight between points: DIN 4150-3, BS 7385-2
    step = 2,    ///< each point's value from there up to, not including, the next: SN 640 312a
  };
  Kind kind = Kind::linear;
  std::vector<std::pair<double, double>> points;
  /// NaN for NaN, and below `lowest` where the curve says nothing.
  double at(double x) const noexcept;
  double lowest = -std::numeric_limits<double>::infinity();
  bool operator==(const Curve&) const = default;
};

/// Over which readings. A rolling window at time t holds those in (t - width, t].
struct Window {
  enum class Kind : std::int32_t { none = 0, rolling = 1, civil = 2 };
  Kind kind = Kind::none;  ///< none: each reading by itself
  Duration width{0};       ///< rolling
  CivilWindow civil;
  bool operator==(const Window&) const = default;
};

/// Limits of one level each, in the unit of the condition; not set is NaN.
using Limits = std::array<double, 3>;
inline constexpr double not_set = std::numeric_limits<double>::quiet_NaN();

struct Condition {
  std::string stream;
  /// What the stream must measure; empty: not told. A stream that measures another is refused.
  std::string quantity;
  Statistic statistic = Statistic::last;
  Window window;
  double percentile = not_set;  ///< 0 to 1
  Interpolation interpolation = Interpolation::linear;
  double threshold = not_set;  ///< of count_above and share_above, with `comparison`'s strictness
  bool threshold_inclusive = false;
  std::string other;  ///< the second stream
  Relation relation = Relation::none;
  Duration max_age{0};  ///< of the second stream's reading; zero: its interval
  Curve curve;          ///< of share_of_limit
  Comparison comparison = Comparison::above;
  Unit unit = Unit::one;  ///< of the limits
  Limits limit = {not_set, not_set, not_set};
  /// A level holds until the value is strictly on the good side of this; not set: of the limit.
  Limits clear = {not_set, not_set, not_set};
  /// A window that holds less of its readings is unknown.
  double min_coverage = 0;
  /// Of leq and mean over civil windows: what time without readings is taken as for a second
  /// result, which no verdict rests on.
  double background = not_set;
  bool operator==(const Condition&) const = default;
};

enum class Combine : std::int32_t { all = 1, any = 2 };
enum class Confidence : std::int32_t { verified = 1, recalled = 2, user = 3 };

/// How many windows or samples may be beyond the `alarm` level before the rule is broken.
struct Allowance {
  enum class Kind : std::int32_t { none = 0, per_year = 1, share = 2 };
  Kind kind = Kind::none;
  std::int32_t count = 0;    ///< per_year: the next one breaks the rule
  double share_to_meet = 1;  ///< share: allowed failures are floor(n (1 - share))
  double year_coverage = 0;  ///< windows that must be valid before a year is said to be met
  bool operator==(const Allowance&) const = default;
};

struct Rule {
  std::string id;
  std::string title;
  std::vector<Condition> conditions;
  Combine combine = Combine::all;
  Duration hold{0};        ///< a level is raised once its condition has held so long
  Duration hold_clear{0};  ///< and left once it has not held so long
  /// While pending, unknown for longer than this starts the hold anew. Zero: gaps do not matter.
  Duration max_gap{0};
  std::optional<Level> latch;         ///< from this level on only a person ends it
  Duration escalate_after{0};         ///< not acknowledged so long; zero: never
  std::optional<CivilWindow> active;  ///< at other times the rule does not speak
  Allowance allowance;
  std::string confirms;  ///< the rule whose earlier verdicts late values of this one correct
  std::optional<Instant> valid_from;
  std::optional<Instant> valid_to;  ///< from here on it raises nothing; what is open stays open
  std::string edition;
  std::string source;  ///< where the numbers come from: permit, standard or contract clause
  Confidence confidence = Confidence::user;
  std::string note;
  bool operator==(const Rule&) const = default;
};

// ---------------------------------------------------------------------------
// Implementation. Nothing below this line is interface.

constexpr Truth both(Truth a, Truth b) noexcept {
  if (a == Truth::no || b == Truth::no) return Truth::no;
  return a == Truth::yes && b == Truth::yes ? Truth::yes : Truth::unknown;
}

constexpr Truth either(Truth a, Truth b) noexcept {
  if (a == Truth::yes || b == Truth::yes) return Truth::yes;
  return a == Truth::no && b == Truth::no ? Truth::no : Truth::unknown;
}

}  // namespace masseflyt::monitoring
