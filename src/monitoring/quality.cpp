// The tests of QARTOD. Sources: IOOS manuals for real-time quality control, and the behaviour of
// their public implementation where the manuals leave a choice.
#include <masseflyt/monitoring/quality.hpp>

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>

#include "monitoring/fixed.hpp"

namespace masseflyt::monitoring {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double ns_per_s = 1e9;

Flags all_of(const SeriesView& s, Flag flag) {
  Flags flags(s.value.size(), flag);
  for (std::size_t i = 0; i < flags.size(); ++i)
    if (std::isnan(s.value[i])) flags[i] = Flag::missing;
  return flags;
}

/// NaN compares false with everything, so what could not be reckoned passes.
Flag above(double value, const std::optional<double>& suspect, const std::optional<double>& fail) {
  if (fail && value > *fail) return Flag::fail;
  return suspect && value > *suspect ? Flag::suspect : Flag::good;
}

/// Median time between rows in seconds, without the part of a second as the public implementation
/// has it, unless that leaves nothing.
double median_interval(std::span<const std::int64_t> time) {
  std::vector<std::int64_t> steps;
  for (std::size_t i = 1; i < time.size(); ++i) steps.push_back(time[i] - time[i - 1]);
  if (steps.empty()) return 0;
  const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
  std::nth_element(steps.begin(), middle, steps.end());
  double median = static_cast<double>(*middle);
  if (steps.size() % 2 == 0)
    median = (median + static_cast<double>(*std::max_element(steps.begin(), middle))) / 2;
  median /= ns_per_s;
  return median >= 1 ? std::floor(median) : median;
}

/// Lowest and highest of a window that slides over rows; missing ones are skipped.
class Extremes {
 public:
  explicit Extremes(std::span<const double> value) : value_(value) {}
  void push(std::size_t i) {
    if (std::isnan(value_[i])) return;
    while (!low_.empty() && value_[low_.back()] >= value_[i]) low_.pop_back();
    while (!high_.empty() && value_[high_.back()] <= value_[i]) high_.pop_back();
    low_.push_back(i);
    high_.push_back(i);
  }
  void drop_before(std::size_t first) {
    while (!low_.empty() && low_.front() < first) low_.pop_front();
    while (!high_.empty() && high_.front() < first) high_.pop_front();
  }
  double range() const { return low_.empty() ? nan : value_[high_.front()] - value_[low_.front()]; }

 private:
  std::span<const double> value_;
  std::deque<std::size_t> low_, high_;
};

/// Population variance of a window that slides, exact in what enters and leaves.
class Spread {
 public:
  explicit Spread(std::span<const double> value) : value_(value) {
    const auto first =
        std::find_if(value.begin(), value.end(), [](double v) { return !std::isnan(v); });
    base_ = first == value.end() ? 0 : *first;
  }
  bool fits() const {
    return std::all_of(value_.begin(), value_.end(), [&](double v) {
      return std::isnan(v) || std::abs(v - base_) < 262144;  // its square has 36 bits
    });
  }
  void add(std::size_t i, int sign) {
    if (std::isnan(value_[i])) return;
    const double d = value_[i] - base_;
    n_ += sign;
    sum_ += sign * detail::to_fixed<detail::value_bits>(d);
    squares_ += sign * detail::to_fixed<detail::value_bits>(d * d);
  }
  std::int64_t count() const { return n_; }
  double deviation() const {
    if (n_ == 0) return nan;
    const auto n = static_cast<double>(n_);
    const double mean = detail::from_fixed<detail::value_bits>(sum_) / n;
    const double square = detail::from_fixed<detail::value_bits>(squares_) / n;
    return std::sqrt(std::max(0.0, square - mean * mean));
  }

 private:
  std::span<const double> value_;
  double base_ = 0;
  std::int64_t n_ = 0;
  detail::Int128 sum_ = 0, squares_ = 0;
};

/// In two passes, over rows [first, last).
double deviation_of(std::span<const double> value, std::size_t first, std::size_t last) {
  double sum = 0, squares = 0, n = 0;
  for (auto i = first; i < last; ++i)
    if (!std::isnan(value[i])) sum += value[i], ++n;
  if (n == 0) return nan;
  for (auto i = first; i < last; ++i)
    if (!std::isnan(value[i])) squares += (value[i] - sum / n) * (value[i] - sum / n);
  return std::sqrt(squares / n);
}

Flag attenuated(double measure, const AttenuatedSignal& t) {
  if (std::isnan(measure)) return Flag::not_evaluated;
  if (measure < t.fail) return Flag::fail;
  return measure < t.suspect ? Flag::suspect : Flag::good;
}

Flags attenuated_as_a_whole(const SeriesView& s, const AttenuatedSignal& t) {
  double measure = deviation_of(s.value, 0, s.value.size());
  if (t.kind == AttenuatedSignal::Kind::range) {
    Extremes extremes(s.value);
    for (std::size_t i = 0; i < s.value.size(); ++i) extremes.push(i);
    measure = extremes.range();
  }
  return all_of(s, attenuated(measure, t));
}

void flag_flat(const SeriesView& s, double seconds, double interval, double tolerance, Flag flag,
               Flags& flags) {
  if (!(interval > 0)) return;
  const double steps = std::floor(std::floor(seconds) / interval);
  if (!(steps >= 0) || steps >= static_cast<double>(s.value.size())) return;
  const auto n = static_cast<std::size_t>(steps);
  Extremes extremes(s.value);
  for (std::size_t i = 0; i < s.value.size(); ++i) {
    extremes.push(i);
    if (i < n) continue;
    extremes.drop_before(i - n);
    if (flags[i] != Flag::missing && extremes.range() < tolerance) flags[i] = flag;
  }
}

/// The last member that holds the time and the depth.
const Climatology::Member* member_at(const Climatology& t, std::int64_t time, double depth) {
  const Instant at{Duration(time)};
  const auto date = std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(at));
  const int month = static_cast<int>(static_cast<unsigned>(date.month()));
  const Climatology::Member* found = nullptr;
  for (const auto& m : t.members) {
    const bool in_time = m.months ? month >= m.months->first && month <= m.months->second
                                  : m.begin <= at && at <= m.end;
    if (in_time && (!m.depth || m.depth->contains(depth))) found = &m;
  }
  return found;
}

int rank(Flag flag) {
  switch (flag) {
    case Flag::missing:
      return 0;
    case Flag::not_evaluated:
      return 1;
    case Flag::good:
      return 2;
    case Flag::suspect:
      return 3;
    case Flag::fail:
      return 4;
  }
  return 0;
}

}  // namespace

Flags gross_range(const SeriesView& s, const GrossRange& t) {
  Flags flags = all_of(s, Flag::good);
  for (std::size_t i = 0; i < flags.size(); ++i) {
    if (flags[i] == Flag::missing) continue;
    if (!t.fail.contains(s.value[i]))
      flags[i] = Flag::fail;
    else if (t.suspect && !t.suspect->contains(s.value[i]))
      flags[i] = Flag::suspect;
  }
  return flags;
}

Flags spike(const SeriesView& s, const Spike& t) {
  Flags flags = all_of(s, Flag::not_evaluated);
  const auto some = [](const std::optional<double>& v) { return v && *v != 0 ? v : std::nullopt; };
  const auto suspect = some(t.suspect), fail = some(t.fail);
  for (std::size_t i = 1; i + 1 < flags.size(); ++i) {
    const double before = s.value[i - 1], x = s.value[i], after = s.value[i + 1];
    if (std::isnan(before) || std::isnan(x) || std::isnan(after)) continue;
    double size = std::abs(x - (before + after) / 2);
    if (t.method == Spike::Method::differential) {
      const double in = x - before, out = after - x;
      size = in * out < 0 ? std::min(std::abs(in), std::abs(out)) : 0;
    }
    flags[i] = above(size, suspect, fail);
  }
  return flags;
}

Flags rate_of_change(const SeriesView& s, const RateOfChange& t) {
  Flags flags = all_of(s, Flag::good);
  const double more = 1 + t.relative_tolerance;
  const std::optional<double> fail = t.fail ? std::optional(*t.fail * more) : std::nullopt;
  for (std::size_t i = 1; i < flags.size(); ++i) {
    if (flags[i] == Flag::missing) continue;
    const double seconds = static_cast<double>(s.time_ns[i] - s.time_ns[i - 1]) / ns_per_s;
    flags[i] = above(std::abs((s.value[i] - s.value[i - 1]) / seconds), t.suspect * more, fail);
  }
  return flags;
}

Flags flat_line(const SeriesView& s, const FlatLine& t) {
  Flags flags = all_of(s, Flag::good);
  if (flags.size() < 3) return flags;
  const double interval = median_interval(s.time_ns);
  flag_flat(s, t.suspect_s, interval, t.tolerance, Flag::suspect, flags);
  flag_flat(s, t.fail_s, interval, t.tolerance, Flag::fail, flags);
  return flags;
}

Flags attenuated_signal(const SeriesView& s, const AttenuatedSignal& t) {
  if (!t.period_s) return attenuated_as_a_whole(s, t);
  Flags flags = all_of(s, Flag::not_evaluated);
  const auto period = static_cast<std::int64_t>(*t.period_s * ns_per_s);
  const std::int64_t least = std::max<std::int64_t>(1, t.min_readings.value_or(1));
  Extremes extremes(s.value);
  Spread spread(s.value);
  const bool exact = spread.fits();
  std::size_t first = 0;
  for (std::size_t i = 0; i < flags.size(); ++i) {
    extremes.push(i);
    spread.add(i, 1);
    for (; s.time_ns[first] <= s.time_ns[i] - period; ++first) spread.add(first, -1);
    extremes.drop_before(first);
    if (flags[i] == Flag::missing || spread.count() < least) continue;
    const double measure = t.kind == AttenuatedSignal::Kind::range ? extremes.range()
                           : exact                                 ? spread.deviation()
                                   : deviation_of(s.value, first, i + 1);
    flags[i] = attenuated(measure, t);
  }
  return flags;
}

Flags climatology(const SeriesView& s, std::span<const double> depth, const Climatology& t) {
  Flags flags = all_of(s, Flag::not_evaluated);
  for (std::size_t i = 0; i < flags.size(); ++i) {
    if (flags[i] == Flag::missing) continue;
    const auto* m = member_at(t, s.time_ns[i], depth.empty() ? nan : depth[i]);
    if (m == nullptr) continue;
    flags[i] = m->fail && !m->fail->contains(s.value[i]) ? Flag::fail
               : !m->suspect.contains(s.value[i])        ? Flag::suspect
                                                         : Flag::good;
  }
  return flags;
}

Flags time_gap(const SeriesView& s, const TimeGap& t) {
  Flags flags = all_of(s, Flag::not_evaluated);
  for (std::size_t i = 1; i < flags.size(); ++i)
    if (flags[i] != Flag::missing)
      flags[i] = above(static_cast<double>(s.time_ns[i] - s.time_ns[i - 1]) / ns_per_s, t.suspect_s,
                       t.fail_s);
  return flags;
}

Flags impossible_date(const SeriesView& s, const ImpossibleDate& t) {
  Flags flags = all_of(s, Flag::good);
  for (std::size_t i = 0; i < flags.size(); ++i) {
    const Instant at{Duration(s.time_ns[i])};
    if (flags[i] != Flag::missing && (at < t.earliest || at > t.now)) flags[i] = Flag::fail;
  }
  return flags;
}

Flags roll_up(std::span<const Flags> tests) {
  Flags strongest = tests.empty() ? Flags() : tests.front();
  for (const auto& flags : tests)
    for (std::size_t i = 0; i < strongest.size(); ++i)
      if (rank(flags[i]) > rank(strongest[i])) strongest[i] = flags[i];
  return strongest;
}

}  // namespace masseflyt::monitoring
