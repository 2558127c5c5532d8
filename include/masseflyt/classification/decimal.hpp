// masseflyt/classification/decimal.hpp — the numbers that limits are made of, without binary noise.
//
// Six of the 58 Norwegian clean limits do not survive mg/kg -> % -> mg/kg in a double, and a
// verdict that turns on the last bit is no verdict. A Decimal counts whole 10^-12 of its unit.
#pragma once

#include <cmath>
#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace masseflyt::classification {

/// A number between -9.2 and +9.2 million in steps of 10^-12. The unit stands beside it.
class Decimal {
 public:
  static constexpr std::int64_t steps_per_one = 1'000'000'000'000;

  constexpr Decimal() = default;
  static constexpr Decimal of_steps(std::int64_t steps) { return Decimal(steps); }
  /// Precondition: |whole| <= 9 000 000.
  static constexpr Decimal whole(std::int64_t whole) { return Decimal(whole * steps_per_one); }

  /// "12", "0.015", "1e-05", times 10^`shift`, so that "1.2" with shift 4 is exactly 12000.
  /// What lies between two steps becomes the odd one of them: limits are even, so a number that
  /// had to be rounded never equals a limit it does not equal. None if it is no plain decimal
  /// number or is too large.
  static std::optional<Decimal> parse(std::string_view text, int shift = 0);

  /// The decimal number that `value` was written as, if it had at most 12 decimals and 15 digits.
  /// Precondition: |value| <= 9 000 000.
  static Decimal from_double(double value) noexcept {
    if (std::abs(value) < 1000)
      return Decimal(static_cast<std::int64_t>(value * 1e12 + (value < 0 ? -0.5 : 0.5)));
    return from_large_double(value);
  }

  constexpr std::int64_t steps() const noexcept { return steps_; }
  double to_double() const noexcept { return static_cast<double>(steps_) / 1e12; }

  /// `this * numerator / denominator`, rounded as in parse(). None if it is too large or the
  /// denominator is zero.
  std::optional<Decimal> scaled(Decimal numerator, Decimal denominator) const;

  /// Shortest exact text, "0.015"; with `digits`, at most so many significant ones,
  /// cut off; what stands before the point always stays.
  std::string to_string(int digits = 19) const;

  /// Sums that leave the range stay at its end: larger than every limit.
  friend constexpr Decimal operator+(Decimal a, Decimal b) noexcept {
    constexpr auto top = std::numeric_limits<std::int64_t>::max();
    if (a.steps_ > 0 && b.steps_ > top - a.steps_) return Decimal(top);
    if (a.steps_ < 0 && b.steps_ < -top - a.steps_) return Decimal(-top);
    return Decimal(a.steps_ + b.steps_);
  }
  constexpr auto operator<=>(const Decimal&) const = default;

 private:
  explicit constexpr Decimal(std::int64_t steps) : steps_(steps) {}

  /// Four digits and more before the point leave fewer than twelve behind it.
  static Decimal from_large_double(double value) noexcept {
    std::int64_t coarse = 10;
    for (double top = 1e4; std::abs(value) >= top; top *= 10) coarse *= 10;
    const double whole = std::trunc(value);
    const double steps = std::nearbyint((value - whole) * 1e12 / static_cast<double>(coarse));
    return Decimal(static_cast<std::int64_t>(whole) * steps_per_one +
                   static_cast<std::int64_t>(steps) * coarse);
  }
  std::int64_t steps_ = 0;
};

/// How a measured value is held against a limit: `value <comparator> limit`.
enum class Comparator : std::int32_t { less = 1, at_most = 2, above = 3, at_least = 4, equal = 5 };

constexpr bool holds(Decimal value, Comparator comparator, Decimal limit) noexcept {
  switch (comparator) {
    case Comparator::less:
      return value < limit;
    case Comparator::at_most:
      return value <= limit;
    case Comparator::above:
      return value > limit;
    case Comparator::at_least:
      return value >= limit;
    case Comparator::equal:
      return value == limit;
  }
  return false;
}

}  // namespace masseflyt::classification
