// sliding.hpp — sums over (t - width, t] at each of many readings, exact to the last bit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "monitoring/fixed.hpp"

namespace masseflyt::monitoring::detail {

/// Readings of a tape: those before `entering` are inside the window, the others join it one by
/// one. Values are multiples of one step of the sums (quantised()).
struct Slide {
  std::span<const std::int64_t> time;
  std::span<const double> value;
  std::size_t entering = 0;
  std::int64_t width = 0;
  double largest = 0;  ///< no |value| is above it
};

/// After each reading that entered: the sum of what is inside, correctly rounded, and how many are.
/// `total` is the exact sum before and after. Returns how many have left.
template <int bits>
std::size_t slide(const Slide& slide, Int128& total, std::span<double> sums,
                  std::span<std::uint32_t> counts);

extern template std::size_t slide<value_bits>(const Slide&, Int128&, std::span<double>,
                                              std::span<std::uint32_t>);
extern template std::size_t slide<energy_bits>(const Slide&, Int128&, std::span<double>,
                                               std::span<std::uint32_t>);

/// Exact sum of quantised values, none above `largest`.
template <int bits>
Int128 sum_of(std::span<const double> values, double largest);

extern template Int128 sum_of<value_bits>(std::span<const double>, double);
extern template Int128 sum_of<energy_bits>(std::span<const double>, double);

}  // namespace masseflyt::monitoring::detail
