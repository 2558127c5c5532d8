// masseflyt/monitoring/stream.hpp — what a sensor delivers, and what one reading of it means.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <masseflyt/core/time.hpp>
#include <masseflyt/core/units.hpp>

namespace masseflyt::monitoring {

/// What a reading tells of the time around its stamp.
enum class Meaning : std::int32_t {
  instant = 1,  ///< the value at the stamp
  mean = 2,     ///< over an interval
  max = 3,      ///< over an interval: a mean of these is no mean of the quantity
  leq = 4,      ///< energy mean of a level over an interval
  sum = 5,      ///< over an interval, as of rain
};

/// Which end of its interval a reading is stamped with.
enum class Stamp : std::int32_t { start = 1, end = 2 };

/// Two readings of one sensor with one time. An identical value is always ignored and counted.
enum class Duplicates : std::int32_t {
  first = 1,     ///< the one that came first stays
  last = 2,      ///< the one that comes later corrects it
  revision = 3,  ///< the one with the higher revision stays; of equals the one that came first
};

/// A register entry: a sensor that is listed here and never reports is found by `advance_to`.
struct Stream {
  std::string id;
  std::string parameter;  ///< "noise", "turbidity": a word of the owner's
  /// What exactly is measured, where one unit stands for several quantities that are not
  /// comparable: "unweighted_velocity", "weighted_velocity". A limit that names one is only for
  /// streams of it.
  std::string quantity;
  Unit unit = Unit::one;
  std::string place;  ///< may be empty
  Meaning meaning = Meaning::instant;
  Stamp stamp = Stamp::start;  ///< of no meaning for instants
  /// How often readings are expected, and how long an interval lasts. Zero: irregular, which only
  /// instants may be; coverage is then not known.
  Duration interval{0};
  /// No valid reading for longer than this is silence. Zero: three intervals; irregular streams
  /// without it are never silent.
  Duration silence_after{0};
  /// How much older than the newest reading one may be and still be taken in as if in order.
  Duration lateness{0};
  std::optional<Instant> expected_from;  ///< silence is counted from here before a first reading
  std::optional<Instant> expected_to;    ///< no silence after this
  Duplicates duplicates = Duplicates::first;
  /// Values that come long after their time, as from a laboratory: time that passes does not make
  /// them late, and their absence is no silence.
  bool delivered_late = false;
  /// Added to every value: -6 dB for a microphone on a facade. Told wherever the value is.
  double correction = 0;
  /// Expanded measurement uncertainty (k = 2), in `unit` and as a share of the value; the larger
  /// of both holds. Zero: not told, and a verdict then says nothing of certainty.
  double uncertainty = 0;
  double uncertainty_share = 0;
  bool operator==(const Stream&) const = default;

  Duration silence() const { return silence_after.count() != 0 ? silence_after : 3 * interval; }
};

/// Of a reading, before the rules. The numbers are those of QARTOD (quality.hpp).
enum class Flag : std::uint8_t { good = 1, not_evaluated = 2, suspect = 3, fail = 4, missing = 9 };

/// Whether a value with this flag may count. Suspect ones do, and mark what they count in.
constexpr bool usable(Flag flag) noexcept { return flag != Flag::fail && flag != Flag::missing; }

}  // namespace masseflyt::monitoring
