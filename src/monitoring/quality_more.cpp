// Tests beyond QARTOD: stuck sensors, drift, neighbours, and what cannot be.
#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>

#include <masseflyt/monitoring/quality.hpp>

namespace masseflyt::monitoring {
namespace {

Flags all_of(const SeriesView& s, Flag flag) {
  Flags flags(s.value.size(), flag);
  for (std::size_t i = 0; i < flags.size(); ++i)
    if (std::isnan(s.value[i])) flags[i] = Flag::missing;
  return flags;
}

std::int64_t nanoseconds_of(double seconds) {
  return static_cast<std::int64_t>(std::min(seconds, 9e9) * 1e9);
}

double median_of(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

double sorted_median(const std::vector<double>& v) {
  const auto half = v.size() / 2;
  return v.size() % 2 == 1 ? v[half] : (v[half - 1] + v[half]) / 2;
}

Flag beyond(double size, double suspect, const std::optional<double>& fail) {
  if (fail && size > *fail) return Flag::fail;
  return size > suspect ? Flag::suspect : Flag::good;
}

/// Walks along a series and knows the newest valid reading at or before a time.
class Follower {
 public:
  explicit Follower(const SeriesView& s) : series_(s) {}
  /// NaN: none, or it is older than `age`. Precondition: `t` does not fall.
  double at(std::int64_t t, std::int64_t age) {
    for (; next_ < series_.value.size() && series_.time_ns[next_] <= t; ++next_)
      if (!std::isnan(series_.value[next_])) newest_ = next_, any_ = true;
    const bool fresh = any_ && t - series_.time_ns[newest_] <= age;
    return fresh ? series_.value[newest_] : std::numeric_limits<double>::quiet_NaN();
  }

 private:
  SeriesView series_;
  std::size_t next_ = 0, newest_ = 0;
  bool any_ = false;
};

/// Differences to a reference inside (t - window, t], with their median.
class Differences {
 public:
  explicit Differences(std::int64_t window) : window_(window) {}
  void add(std::int64_t t, double d) {
    for (; !queue_.empty() && queue_.front().first <= t - window_; queue_.pop_front())
      sorted_.erase(std::lower_bound(sorted_.begin(), sorted_.end(), queue_.front().second));
    if (std::isnan(d)) return;
    queue_.emplace_back(t, d);
    sorted_.insert(std::upper_bound(sorted_.begin(), sorted_.end(), d), d);
  }
  bool enough() const { return sorted_.size() >= 3; }
  double median() const { return sorted_median(sorted_); }

 private:
  std::int64_t window_;
  std::deque<std::pair<std::int64_t, double>> queue_;
  std::vector<double> sorted_;
};

}  // namespace

// The longest run that ends at each row, by two monotonic queues; every row of a run that is long
// enough is marked, by where marking begins and ends.
Flags stuck(const SeriesView& s, const Stuck& t) {
  Flags flags = all_of(s, Flag::good);
  std::vector<int> marks(flags.size() + 1);
  std::deque<std::size_t> low, high, rows;  // rows: valid ones of the run
  const auto needed = nanoseconds_of(t.duration_s);
  for (std::size_t i = 0; i < flags.size(); ++i) {
    if (flags[i] == Flag::missing) continue;
    while (!low.empty() && s.value[low.back()] >= s.value[i]) low.pop_back();
    while (!high.empty() && s.value[high.back()] <= s.value[i]) high.pop_back();
    low.push_back(i), high.push_back(i), rows.push_back(i);
    while (s.value[high.front()] - s.value[low.front()] > t.tolerance) {
      if (low.front() == rows.front()) low.pop_front();
      if (high.front() == rows.front()) high.pop_front();
      rows.pop_front();
    }
    if (rows.size() < 2 || s.time_ns[i] - s.time_ns[rows.front()] < needed) continue;
    ++marks[rows.front()];
    --marks[i + 1];
  }
  int open = 0;
  for (std::size_t i = 0; i < flags.size(); ++i) {
    open += marks[i];
    if (open > 0 && flags[i] != Flag::missing) flags[i] = t.flag;
  }
  return flags;
}

Flags drift(const SeriesView& s, const SeriesView& reference, const Drift& t) {
  Flags flags = all_of(s, Flag::not_evaluated);
  const auto window = nanoseconds_of(t.window_s);
  Follower follower(reference);
  Differences differences(window);
  std::optional<double> before;
  for (std::size_t i = 0; i < flags.size(); ++i) {
    const auto now = s.time_ns[i];
    differences.add(now, s.value[i] - follower.at(now, window));
    if (now - s.time_ns.front() < window || !differences.enough()) continue;
    if (!before) before = differences.median();
    if (flags[i] != Flag::missing)
      flags[i] = beyond(std::abs(differences.median() - *before), t.suspect, t.fail);
  }
  return flags;
}

Flags neighbours(const SeriesView& s, std::span<const SeriesView> others, const Neighbours& t) {
  Flags flags = all_of(s, Flag::not_evaluated);
  std::vector<Follower> followers(others.begin(), others.end());
  const auto age = nanoseconds_of(t.max_age_s);
  std::vector<double> now;
  for (std::size_t i = 0; i < flags.size(); ++i) {
    now.clear();
    for (auto& f : followers)
      if (const double v = f.at(s.time_ns[i], age); !std::isnan(v)) now.push_back(v);
    const bool enough = !now.empty() && static_cast<std::int64_t>(now.size()) >= t.least;
    if (flags[i] != Flag::missing && enough)
      flags[i] = beyond(std::abs(s.value[i] - median_of(now)), t.suspect, t.fail);
  }
  return flags;
}

Flags plausible(const SeriesView& s, const Plausible& t) {
  Flags flags = all_of(s, Flag::good);
  for (std::size_t i = 0; i < flags.size(); ++i)
    if (flags[i] != Flag::missing && !t.possible.contains(s.value[i])) flags[i] = Flag::fail;
  return flags;
}

std::optional<Span> possible_values(Unit unit) {
  constexpr double top = std::numeric_limits<double>::max();
  switch (unit) {
    case Unit::ph:
      return Span{0, 14};
    case Unit::degree:
      return Span{0, 360};
    case Unit::percent:
      return Span{0, 100};
    case Unit::degree_celsius:
      return Span{-273.15, top};
    case Unit::decibel_a:  // a level may be below the threshold of hearing
    case Unit::one:
    case Unit::metre:  // a water level may be below its mark
    case Unit::centimetre:
    case Unit::millimetre_per_second:  // a component has a sign
      return std::nullopt;
    default:
      return Span{0, top};
  }
}

}  // namespace masseflyt::monitoring
