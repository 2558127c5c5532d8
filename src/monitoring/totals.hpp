// totals.hpp — the readings of one window, summed so that their order leaves no trace.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>

#include <masseflyt/core/zone.hpp>
#include <masseflyt/monitoring/rule.hpp>

#include "monitoring/fixed.hpp"

namespace masseflyt::monitoring::detail {

/// What the statistics need, whichever it is. `a`, `b` and `c` mean what add() puts there.
struct Totals {
  Int128 a = 0, b = 0, c = 0;
  std::int64_t n = 0;  ///< readings
  std::int64_t na = 0, nb = 0, nc = 0;
  double least = std::numeric_limits<double>::infinity();
  double most = -std::numeric_limits<double>::infinity();
  double newest = not_set;
  bool suspect = false;  ///< some reading in it was

  /// What is as in an empty window takes one bit: a statistic uses a few of them.
  template <typename Archive>
  void visit(Archive& archive) {
    const Totals empty;
    std::uint16_t there = 0;
    int bit = 0;
    const auto look = [&](const auto& value, const auto& otherwise) {
      const bool same = value == otherwise || (value != value && otherwise != otherwise);
      there = static_cast<std::uint16_t>(there | (same ? 0 : 1 << bit));
      ++bit;
    };
    each(*this, empty, look);
    archive(there);
    bit = 0;
    each(*this, empty, [&](auto& value, const auto& otherwise) {
      if ((there >> bit++ & 1) != 0)
        archive(value);
      else
        value = otherwise;
    });
  }

 private:
  template <typename Do>
  static void each(Totals& t, const Totals& e, Do&& act) {
    act(t.a, e.a), act(t.b, e.b), act(t.c, e.c), act(t.n, e.n), act(t.na, e.na), act(t.nb, e.nb);
    act(t.nc, e.nc), act(t.least, e.least), act(t.most, e.most), act(t.newest, e.newest);
    act(t.suspect, e.suspect);
  }

 public:
};

/// Both ends of some values, and whether all are numbers.
struct Range {
  double low = 0, high = 0;
  bool known = true;
  double largest() const { return std::max(std::abs(low), std::abs(high)); }
};

/// Precondition: not empty.
Range range_of(std::span<const double> values) noexcept;

/// One reading as a window takes it in.
struct Item {
  std::int64_t time = 0;
  double value = 0;   ///< for energies: of the energy
  double weight = 1;  ///< of vector_mean and weighted_mean
};

/// Whether sums of this statistic grow by energies.
constexpr bool uses_energy(Statistic s) noexcept {
  return s == Statistic::leq || s == Statistic::lden || s == Statistic::mean_ph;
}

/// Whether the statistic is a sum of values, or of energies, and how many there are.
constexpr bool is_sum(Statistic s) noexcept {
  return s == Statistic::mean || s == Statistic::sum || s == Statistic::leq ||
         s == Statistic::mean_ph;
}

/// The value as sums take it: the energy of a level, the activity of H+ in 1e-12 mol/l.
double prepared(Statistic statistic, double value) noexcept;

/// The same for many. Returns the largest |value| that came out. Precondition: finite values.
double prepare(Statistic statistic, std::span<const double> values, std::span<double> out) noexcept;

/// Whether a prepared value fits in the sums.
bool fits(Statistic statistic, double value, double weight) noexcept;

/// Which part of the day a reading of Lden belongs to: 0 day, 1 evening, 2 night.
int part_of_day(Instant t, const Zone& zone) noexcept;

/// Adds a prepared reading, or with sign -1 takes it out again (not `least`, `most`, `newest`).
void add(Totals& totals, const Condition& condition, const Item& item, int part, int sign) noexcept;

/// The statistic of what is inside; NaN when it has none. Not of percentiles.
double value_of(const Totals& totals, Statistic statistic) noexcept;

/// Precondition: `sorted` is, and is not empty.
double percentile_of(const std::vector<double>& sorted, double p, Interpolation how) noexcept;

}  // namespace masseflyt::monitoring::detail
