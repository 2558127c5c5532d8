// fixed.hpp — sums that do not depend on the order in which, or the batches in which, they grew.
#pragma once

#include <cmath>
#include <cstdint>

namespace masseflyt::monitoring::detail {

__extension__ using Int128 = __int128;

/// Steps of a sum: 2^-60 for values up to 2^36 (about 7e10), 2^-40 for energies up to 2^56 (168
/// dB). Either way 2^31 of them fit in 127 bits, and taking one out again leaves no trace.
inline constexpr int value_bits = 60, energy_bits = 40;
inline constexpr double most_value = 68719476736.0, most_energy = 72057594037927936.0;

/// Precondition: |v| * 2^bits < 2^97.
template <int bits>
inline Int128 to_fixed(double v) noexcept {
  constexpr double scale = static_cast<double>(std::uint64_t{1} << (bits - 1)) * 2;
  const double scaled = v * scale;  // exact: only the exponent changes
  const auto high = static_cast<std::int64_t>(scaled * 0x1p-48);
  const auto low = static_cast<std::int64_t>(scaled - static_cast<double>(high) * 0x1p48);
  return static_cast<Int128>(high) * (Int128{1} << 48) + low;
}

template <int bits>
inline double from_fixed(Int128 sum) noexcept {
  constexpr double scale = static_cast<double>(std::uint64_t{1} << (bits - 1)) * 2;
  return static_cast<double>(sum) / scale;
}

/// What a sum takes in of `v`: the same steps, so that sums of doubles are exact too. Only values
/// below 2^(53 - bits) have more.
template <int bits>
inline double quantised(double v) noexcept {
  constexpr double coarse = bits > 53 ? 1.0 / static_cast<double>(std::int64_t{1} << (bits - 53))
                                      : static_cast<double>(std::int64_t{1} << (53 - bits));
  return std::abs(v) < coarse ? from_fixed<bits>(to_fixed<bits>(v)) : v;
}

/// 10^(level / 10).
inline double energy_of(double level) noexcept {
  return std::exp2(level * 0.33219280948873623479);  // log2(10) / 10
}

inline double level_of(double energy) noexcept { return 10 * std::log10(energy); }

}  // namespace masseflyt::monitoring::detail
