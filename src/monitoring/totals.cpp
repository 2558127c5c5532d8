#include "monitoring/totals.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

namespace masseflyt::monitoring::detail {
namespace {

constexpr double degree = std::numbers::pi / 180;

/// Of day, evening and night with their weights in hours; all three must have been heard.
double lden_of(const Totals& t) noexcept {
  if (t.na == 0 || t.nb == 0 || t.nc == 0) return not_set;
  const double day = from_fixed<energy_bits>(t.a) / static_cast<double>(t.na);
  const double evening = from_fixed<energy_bits>(t.b) / static_cast<double>(t.nb);
  const double night = from_fixed<energy_bits>(t.c) / static_cast<double>(t.nc);
  return level_of((12 * day + 4 * std::sqrt(10.0) * evening + 8 * 10 * night) / 24);
}

/// Sums of opposite vectors cancel to nothing but rounding: no direction.
double direction_of(const Totals& t) noexcept {
  const double x = from_fixed<value_bits>(t.a), y = from_fixed<value_bits>(t.b);
  if (std::hypot(x, y) <= 1e-9 * static_cast<double>(t.n)) return not_set;
  const double degrees = std::atan2(y, x) / degree;
  return degrees < 0 ? degrees + 360 : degrees;
}

/// What the sums take in of a value that fits in them; others are left as they are.
double whole_steps(double v) noexcept {
  return std::abs(v) <= most_value ? quantised<value_bits>(v) : v;
}
double whole_energy_steps(double energy) noexcept {
  return energy <= most_energy ? quantised<energy_bits>(energy) : energy;
}

bool counts(const Condition& c, double value) noexcept {
  return c.threshold_inclusive ? value >= c.threshold : value > c.threshold;
}

}  // namespace

Range range_of(std::span<const double> values) noexcept {
  // Side by side, in the vectors of two that every 64-bit machine has; twice, for they take a
  // while.
  typedef double Two __attribute__((vector_size(16)));
  const auto load = [](const double* v) {
    Two two;
    std::memcpy(&two, v, sizeof two);
    return two;
  };
  const double first = values[0];
  Two low[2] = {{first, first}, {first, first}}, high[2] = {low[0], low[0]};
  Two odd[2] = {{0, 0}, {0, 0}};  // NaN, and for ever, once a value is none
  std::size_t i = 0;
  for (; i + 4 <= values.size(); i += 4)
    for (std::size_t k = 0; k < 2; ++k) {
      const Two v = load(values.data() + i + 2 * k);
      low[k] = v < low[k] ? v : low[k];
      high[k] = v > high[k] ? v : high[k];
      odd[k] += v - v;
    }
  Range r{std::min({low[0][0], low[0][1], low[1][0], low[1][1]}),
          std::max({high[0][0], high[0][1], high[1][0], high[1][1]}), true};
  double none = odd[0][0] + odd[0][1] + odd[1][0] + odd[1][1];
  for (; i < values.size(); ++i) {
    r.low = std::min(r.low, values[i]);
    r.high = std::max(r.high, values[i]);
    none += values[i] - values[i];
  }
  r.known = none == 0;
  return r;
}

double prepared(Statistic statistic, double value) noexcept {
  switch (statistic) {
    case Statistic::mean:
    case Statistic::sum:
      return whole_steps(value);
    case Statistic::leq:
    case Statistic::lden:
      return whole_energy_steps(energy_of(value));
    case Statistic::mean_ph:
      return whole_energy_steps(energy_of(10 * (12 - value)));
    default:
      return value;
  }
}

double prepare(Statistic statistic, std::span<const double> values,
               std::span<double> out) noexcept {
  const auto each = [&](auto&& one) {
    for (std::size_t i = 0; i < values.size(); ++i) out[i] = one(values[i]);
  };
  switch (statistic) {
    case Statistic::leq:
    case Statistic::lden:
      each([](double v) { return whole_energy_steps(energy_of(v)); });
      break;
    case Statistic::mean_ph:
      each([](double v) { return whole_energy_steps(energy_of(10 * (12 - v))); });
      break;
    case Statistic::mean:
    case Statistic::sum: {
      const auto range = range_of(values);
      if (range.low < 1 && range.high > -1) {  // some may have steps that are too fine
        each([](double v) { return whole_steps(v); });
        break;
      }
      std::copy(values.begin(), values.end(), out.begin());
      return range.largest();
    }
    default:
      std::copy(values.begin(), values.end(), out.begin());
  }
  return range_of(out).largest();
}

bool fits(Statistic statistic, double value, double weight) noexcept {
  if (uses_energy(statistic)) return value >= 0 && value <= most_energy;
  return std::abs(value) <= most_value && std::abs(weight) <= most_value &&
         std::abs(value * weight) <= most_value;
}

int part_of_day(Instant t, const Zone& zone) noexcept {
  const auto civil = t + zone.offset(t);
  const auto hour =
      std::chrono::floor<std::chrono::hours>(civil - std::chrono::floor<std::chrono::days>(civil))
          .count();
  if (hour >= 7 && hour < 19) return 0;
  return hour >= 19 && hour < 23 ? 1 : 2;
}

void add(Totals& t, const Condition& c, const Item& item, int part, int sign) noexcept {
  t.n += sign;
  switch (c.statistic) {
    case Statistic::mean:
    case Statistic::sum:
      t.a += sign * to_fixed<value_bits>(item.value);
      break;
    case Statistic::leq:
    case Statistic::mean_ph:
      t.a += sign * to_fixed<energy_bits>(item.value);
      break;
    case Statistic::lden:
      (part == 0 ? t.a : part == 1 ? t.b : t.c) += sign * to_fixed<energy_bits>(item.value);
      (part == 0 ? t.na : part == 1 ? t.nb : t.nc) += sign;
      break;
    case Statistic::vector_mean:
      t.a += sign * to_fixed<value_bits>(item.weight * std::cos(item.value * degree));
      t.b += sign * to_fixed<value_bits>(item.weight * std::sin(item.value * degree));
      break;
    case Statistic::weighted_mean:
      t.a += sign * to_fixed<value_bits>(item.value * item.weight);
      t.b += sign * to_fixed<value_bits>(item.weight);
      break;
    case Statistic::count_above:
    case Statistic::share_above:
      if (counts(c, item.value)) t.na += sign;
      break;
    default:
      break;
  }
}

double value_of(const Totals& t, Statistic statistic) noexcept {
  if (t.n <= 0) return not_set;
  const auto n = static_cast<double>(t.n);
  switch (statistic) {
    case Statistic::mean:
      return from_fixed<value_bits>(t.a) / n;
    case Statistic::sum:
      return from_fixed<value_bits>(t.a);
    case Statistic::leq:
      return level_of(from_fixed<energy_bits>(t.a) / n);
    case Statistic::mean_ph:
      return 12 - std::log10(from_fixed<energy_bits>(t.a) / n);
    case Statistic::lden:
      return lden_of(t);
    case Statistic::vector_mean:
      return direction_of(t);
    case Statistic::weighted_mean:
      return t.b > 0 ? from_fixed<value_bits>(t.a) / from_fixed<value_bits>(t.b) : not_set;
    case Statistic::count:
      return n;
    case Statistic::count_above:
      return static_cast<double>(t.na);
    case Statistic::share_above:
      return static_cast<double>(t.na) / n;
    case Statistic::min:
      return t.least;
    case Statistic::max:
      return t.most;
    case Statistic::last:
      return t.newest;
    default:
      return not_set;
  }
}

double percentile_of(const std::vector<double>& sorted, double p, Interpolation how) noexcept {
  const auto last = static_cast<double>(sorted.size() - 1);
  double rank = p * last;
  if (how == Interpolation::weibull) rank = p * (last + 2) - 1;
  rank = std::clamp(rank, 0.0, last);
  const auto at = [&](double r) { return sorted[static_cast<std::size_t>(r)]; };
  const double lower = at(std::floor(rank)), higher = at(std::ceil(rank));
  const double share = rank - std::floor(rank);
  switch (how) {
    case Interpolation::lower:
      return lower;
    case Interpolation::higher:
      return higher;
    case Interpolation::nearest:
      return share <= 0.5 ? lower : higher;
    default:
      return lower + share * (higher - lower);
  }
}

}  // namespace masseflyt::monitoring::detail
