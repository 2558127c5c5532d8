// A sum is kept as two doubles, the steps above 2^-s and those below, in which every addition is
// exact: the order of additions leaves no trace, and two of them may be made at once. Where a
// window holds too much for that, the same in 128 bits.
#include "monitoring/sliding.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace masseflyt::monitoring::detail {
namespace {

constexpr std::size_t piece = 128;  ///< rows that are looked at together

/// Where values are cut in two.
struct Cut {
  int above = 0;     ///< s: the high parts are multiples of 2^-s
  double magic = 0;  ///< adding and subtracting it rounds to them
  bool exact = false;
};

/// With at most 2^q terms below 2^p: high parts sum to less than 2^(p+q), low parts to at most
/// 2^(q-s-1) in steps of 2^-bits. Both fit in 53 bits if p + q + s <= 53 and q + bits - s - 1
/// <= 53.
Cut cut_for(double largest, std::size_t most_terms, int bits) {
  int p = 0;
  std::frexp(std::max(largest, 1.0), &p);  // largest < 2^p
  const int q = static_cast<int>(std::bit_width(std::max<std::size_t>(most_terms, 4 * piece)));
  const int s = q + bits - 54;
  return {s, std::ldexp(1.5, 52 - s), p + q + s <= 53 && s < bits};
}

/// high + low, each a double that holds it exactly.
struct Halves {
  double high = 0, low = 0;
};

template <int bits>
Halves halves_of(Int128 total, const Cut& cut) {
  const int shift = bits - cut.above;
  const Int128 high = (total + (Int128{1} << (shift - 1))) >> shift;
  const Int128 low = total - (high << shift);
  return {std::ldexp(static_cast<double>(static_cast<std::int64_t>(high)), -cut.above),
          std::ldexp(static_cast<double>(static_cast<std::int64_t>(low)), -bits)};
}

template <int bits>
Int128 total_of(const Halves& h, const Cut& cut) {
  const auto high = static_cast<std::int64_t>(std::ldexp(h.high, cut.above));
  const auto low = static_cast<std::int64_t>(std::ldexp(h.low, bits));
  return (static_cast<Int128>(high) << (bits - cut.above)) + low;
}

typedef double Two __attribute__((vector_size(16)));  // what every 64-bit machine has

Two load(const double* v) {
  Two two;
  std::memcpy(&two, v, sizeof two);
  return two;
}

/// f[0], f[0] + f[1].
Two running(Two f) {
  const Two zero = {0, 0};
  return f + __builtin_shufflevector(zero, f, 0, 2);
}

Two last(Two f) { return __builtin_shufflevector(f, f, 1, 1); }

/// Rows that enter while exactly one leaves at each. `n` is even.
void exchange(const double* in, const double* out, std::size_t n, double magic, Halves& sum,
              double* sums) {
  const Two m = {magic, magic};
  Two high = {sum.high, sum.high}, low = {sum.low, sum.low};
  for (std::size_t i = 0; i < n; i += 2) {
    const Two a = load(in + i), b = load(out + i);
    const Two a_high = (a + m) - m, b_high = (b + m) - m;
    high = running(a_high - b_high) + last(high);
    low = running((a - a_high) - (b - b_high)) + last(low);
    const Two both = high + low;
    std::memcpy(sums + i, &both, sizeof both);
  }
  sum = {high[1], low[1]};
}

/// Whether at each of `n` rows exactly one reading leaves: out[i] is too old and out[i + 1] is not.
bool one_for_one(const std::int64_t* in, const std::int64_t* out, std::size_t n,
                 std::int64_t width) {
  std::int64_t fault = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const std::int64_t first = in[i] - width;  // the window begins after it
    fault |= (first - out[i]) | ~(first - out[i + 1]);
  }
  return fault >= 0;
}

std::size_t slide_halves(const Slide& s, const Cut& cut, Halves& sum, std::span<double> sums,
                         std::span<std::uint32_t> counts) {
  const double magic = cut.magic;
  const auto* const time = s.time.data();
  const auto* const value = s.value.data();
  const std::size_t rows = sums.size();
  std::size_t left = 0;
  for (std::size_t row = 0; row < rows;) {
    const std::size_t n = std::min(piece, rows - row);
    const std::size_t in = s.entering + row;
    if (n == piece && in - left >= piece && one_for_one(time + in, time + left, n, s.width)) {
      exchange(value + in, value + left, n, magic, sum, sums.data() + row);
      left += n;
      std::fill_n(counts.data() + row, n, static_cast<std::uint32_t>(in - left + n));
      row += n;
      continue;
    }
    for (const std::size_t end = row + n; row < end; ++row) {
      const std::size_t now = s.entering + row;
      const double high = (value[now] + magic) - magic;
      sum.high += high, sum.low += value[now] - high;
      for (; time[left] <= time[now] - s.width; ++left) {
        const double gone = (value[left] + magic) - magic;
        sum.high -= gone, sum.low -= value[left] - gone;
      }
      sums[row] = sum.high + sum.low;
      counts[row] = static_cast<std::uint32_t>(now + 1 - left);
    }
  }
  return left;
}

template <int bits>
std::size_t slide_wide(const Slide& s, Int128& total, std::span<double> sums,
                       std::span<std::uint32_t> counts) {
  std::size_t left = 0;
  for (std::size_t row = 0; row < sums.size(); ++row) {
    const std::size_t now = s.entering + row;
    total += to_fixed<bits>(s.value[now]);
    for (; s.time[left] <= s.time[now] - s.width; ++left) total -= to_fixed<bits>(s.value[left]);
    sums[row] = from_fixed<bits>(total);
    counts[row] = static_cast<std::uint32_t>(now + 1 - left);
  }
  return left;
}

}  // namespace

template <int bits>
std::size_t slide(const Slide& s, Int128& total, std::span<double> sums,
                  std::span<std::uint32_t> counts) {
  const auto cut = cut_for(s.largest, s.time.size(), bits);
  if (!cut.exact) return slide_wide<bits>(s, total, sums, counts);
  Halves sum = halves_of<bits>(total, cut);
  const auto left = slide_halves(s, cut, sum, sums, counts);
  total = total_of<bits>(sum, cut);
  return left;
}

template <int bits>
Int128 sum_of(std::span<const double> values, double largest) {
  const auto cut = cut_for(largest, values.size(), bits);
  Int128 total = 0;
  std::size_t i = 0;
  if (cut.exact) {
    const double magic = cut.magic;
    const Two m = {magic, magic};
    Two high = {0, 0}, low = {0, 0};
    for (; i + 2 <= values.size(); i += 2) {
      const Two v = load(values.data() + i);
      const Two h = (v + m) - m;
      high += h, low += v - h;
    }
    total = total_of<bits>({high[0] + high[1], low[0] + low[1]}, cut);
  }
  for (; i < values.size(); ++i) total += to_fixed<bits>(values[i]);
  return total;
}

template std::size_t slide<value_bits>(const Slide&, Int128&, std::span<double>,
                                       std::span<std::uint32_t>);
template std::size_t slide<energy_bits>(const Slide&, Int128&, std::span<double>,
                                        std::span<std::uint32_t>);
template Int128 sum_of<value_bits>(std::span<const double>, double);
template Int128 sum_of<energy_bits>(std::span<const double>, double);

}  // namespace masseflyt::monitoring::detail
