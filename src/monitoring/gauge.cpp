#include "monitoring/gauge.hpp"

#include <algorithm>
#include <cmath>

namespace masseflyt::monitoring::detail {
namespace {

std::int64_t ns(Instant t) { return t.time_since_epoch().count(); }

constexpr std::size_t most_slots = 1u << 20;

bool is_extreme(Statistic s) { return s == Statistic::min || s == Statistic::max; }

}  // namespace

bool Gauge::take(const Sample& sample, double weight) {
  before_ = newest_.there && !std::isnan(newest_.value) ? newest_ : before_;
  newest_ = {sample.end, sample.value, true};
  if (condition_->window.kind == Window::Kind::none) {
    totals_.suspect = sample.suspect;
    return true;
  }
  if (std::isnan(sample.value)) return true;
  if (!is_civil()) {
    evict(sample.end);
    if (tape_.size() < settings_->most_readings) return roll(sample, weight), true;
    newest_.value = not_set;
    overfull_ = sample.end;
    return false;
  }
  if (lies_outside(sample.begin)) return true;
  put(totals_, sorted_, sample, weight, false);
  if (const auto slot = place(*open_, sample)) seen_.mark(*slot);
  return true;
}

/// Whether it lies in no window, or in none that is still open; else that window is open.
bool Gauge::lies_outside(Instant begin) {
  if (outside_.contains(begin)) return true;
  if (!open_ || (begin < open_->span.begin && totals_.n == 0)) {
    const auto& civil = condition_->window.civil;
    if (const auto window = window_at(civil, begin, settings_->zone)) {
      open_ = window;
    } else {
      const auto next = window_after(civil, begin, settings_->zone);
      outside_ = {begin, next ? next->span.begin : begin + Duration(1)};
    }
  }
  return !open_ || !open_->span.contains(begin);
}

// ---- rolling windows
// -----------------------------------------------------------------------------

void Gauge::roll(const Sample& sample, double weight) {
  const auto& c = *condition_;
  if (c.statistic == Statistic::last) return;
  const double value = prepared(c.statistic, sample.value);
  if (!fits(c.statistic, value, weight)) {
    newest_.value = not_set;
    return;
  }
  tape_.push(ns(sample.end), value);
  if (is_sum(c.statistic)) largest_ = std::max(largest_, std::abs(value));
  if (sample.suspect) totals_.nc = ns(sample.end);  // of the last one; no sliding sum uses `nc`
  if (is_extreme(c.statistic)) {
    totals_.n += 1;
    push_extreme(value);
    return;
  }
  if (c.relation == Relation::weight) weights_.push(weight);
  if (c.statistic == Statistic::percentile)
    sorted_.insert(std::upper_bound(sorted_.begin(), sorted_.end(), value), value), ++totals_.n;
  else
    add(totals_, c, {ns(sample.end), value, weight}, 0, 1);
}

void Gauge::evict(Instant t) {
  const auto& c = *condition_;
  const auto first = ns(t) - c.window.width.count();  // the window is (t - width, t]
  const auto times = tape_.times();
  const auto values = tape_.values();
  std::size_t gone = 0;
  for (; gone < times.size() && times[gone] <= first; ++gone) {
    if (is_extreme(c.statistic)) {
      if (front_ == 0) turn_over(gone);
      --front_;
      totals_.n -= 1;
    } else if (c.statistic == Statistic::percentile) {
      sorted_.erase(std::lower_bound(sorted_.begin(), sorted_.end(), values[gone]));
      --totals_.n;
    } else {
      const double weight = weights_.empty() ? 1 : weights_.front();
      add(totals_, c, {times[gone], values[gone], weight}, 0, -1);
      if (!weights_.empty()) weights_.pop();
    }
  }
  tape_.pop(gone);
  if (tape_.empty()) largest_ = 0;
}

// A queue that knows its extreme, as two stacks on one tape: the readings before `front_` hold the
// extreme from themselves up to `front_`, those behind it their own values, whose extreme is in
// `totals_`. Each reading is turned over once.
void Gauge::push_extreme(double value) {
  totals_.least = std::min(totals_.least, value);
  totals_.most = std::max(totals_.most, value);
}

void Gauge::turn_over(std::size_t gone) {
  const bool low = condition_->statistic == Statistic::min;
  const auto values = tape_.values().subspan(gone);
  front_ = values.size();
  for (std::size_t i = front_ - 1; i > 0; --i) {
    auto& value = values[i - 1];
    value = low ? std::min(value, values[i]) : std::max(value, values[i]);
  }
  totals_.least = std::numeric_limits<double>::infinity();
  totals_.most = -totals_.least;
}

double Gauge::extreme() const {
  if (tape_.empty()) return not_set;
  const bool low = condition_->statistic == Statistic::min;
  const double back = low ? totals_.least : totals_.most;
  const double front = tape_.values().front();
  if (front_ == 0) return back;
  return low ? std::min(front, back) : std::max(front, back);
}

Reckoning Gauge::now(Instant t) {
  const auto& c = *condition_;
  Reckoning r;
  if (c.window.kind == Window::Kind::none) {
    r.suspect = totals_.suspect;
    r.n = 1;
    r.value = newest_.value;
    if (c.statistic != Statistic::rate) return r;
    r.value = not_set;
    if (!before_.there || !newest_.there || newest_.at <= before_.at) return r;
    const double seconds = static_cast<double>((newest_.at - before_.at).count()) / 1e9;
    r.value = std::abs(newest_.value - before_.value) / seconds;
    return r;
  }
  if (c.statistic == Statistic::last) {
    if (newest_.there && newest_.at > t - c.window.width) r.value = newest_.value;
    return r;
  }
  evict(t);
  r = reckon(totals_, sorted_, c.window.width);
  if (overfull_ && *overfull_ > t - c.window.width) r.value = not_set;  // something is left out
  r.suspect = totals_.nc != 0 && totals_.nc > ns(t) - c.window.width.count();
  if (is_extreme(c.statistic) && !std::isnan(r.value)) r.value = extreme();
  return r;
}

/// Whether the parts of a state that was read fit each other.
bool Gauge::is_sound() const {
  const auto& c = *condition_;
  const bool rolling = c.window.kind == Window::Kind::rolling;
  const std::size_t n = tape_.size();
  if (front_ > n || (!rolling && n > 0)) return false;
  if (rolling && totals_.n != static_cast<std::int64_t>(n)) return false;
  if (rolling && sorted_.size() != (c.statistic == Statistic::percentile ? n : 0)) return false;
  return weights_.size() == (rolling && c.relation == Relation::weight ? n : 0);
}

// ---- civil windows
// -------------------------------------------------------------------------------

void Gauge::put(Totals& totals, std::vector<double>& values, const Sample& sample, double weight,
                bool sorted) const {
  const auto& c = *condition_;
  const double value = prepared(c.statistic, sample.value);
  if (!fits(c.statistic, value, weight)) return;
  const int part = c.statistic == Statistic::lden ? part_of_day(sample.begin, settings_->zone) : 0;
  add(totals, c, {ns(sample.end), value, weight}, part, 1);
  totals.least = std::min(totals.least, sample.value);
  totals.most = std::max(totals.most, sample.value);
  if (!sorted) totals.newest = sample.value;
  totals.suspect = totals.suspect || sample.suspect;
  if (c.statistic != Statistic::percentile) return;
  if (sorted)
    values.insert(std::upper_bound(values.begin(), values.end(), value), value);
  else
    values.push_back(value);
}

void Gauge::expect_from(Instant t) {
  if (is_civil() && !open_) open_ = window_after(condition_->window.civil, t, settings_->zone);
}

// The last reading of an interval stream may begin inside the window and be known only one
// interval after its end, if the intervals do not fit the window.
std::optional<Instant> Gauge::due() const {
  if (!open_) return std::nullopt;
  const bool instant = stream_->meaning == Meaning::instant;
  return open_->span.end + (instant ? Duration(0) : stream_->interval);
}

bool Gauge::is_complete(const Sample& newest) const {
  return open_ && stream_->meaning != Meaning::instant && newest.end >= open_->span.end;
}

// Nothing was heard for more than a year: the rest at once. Hours are reckoned, for there are many.
void Gauge::skip_silence(Closed& closed, Instant t) {
  const auto& civil = condition_->window.civil;
  const Instant heard = t - (*due() - open_->span.end);
  if (heard - open_->span.begin < std::chrono::hours(24 * 400)) return;
  if (civil.cycle == Cycle::hour) {
    closed.windows += (heard - open_->span.begin) / std::chrono::hours(1);
    open_ = window_at(civil, heard, settings_->zone);
    if (open_) closed.last_end = open_->span.begin;
    return;
  }
  while (open_ && open_->span.end <= heard) {
    closed.last_end = open_->span.end;
    ++closed.windows;
    open_ = window_after(civil, closed.last_end, settings_->zone);
  }
}

Closed Gauge::close(Instant t) {
  Closed closed{*open_, totals_, std::move(sorted_), std::move(seen_), 1, open_->span.end, 0};
  std::sort(closed.values.begin(), closed.values.end());
  const auto& civil = condition_->window.civil;
  open_ = window_after(civil, closed.window.span.end, settings_->zone);
  if (totals_.n == 0 && open_) skip_silence(closed, t);
  totals_ = Totals();
  sorted_.clear();
  seen_.clear();
  outside_ = {closed.last_end, open_ ? open_->span.begin : closed.last_end};
  closed_.push_back(closed);
  if (closed_.size() > settings_->closed_kept) closed_.pop_front();
  return closed;
}

Reckoning Gauge::of(const Closed& closed) const {
  auto r = reckon(closed.totals, closed.values, closed.window.span.end - closed.window.span.begin);
  r.suspect = closed.totals.suspect;
  r.with_background = with_background(closed.totals, r.coverage);
  return r;
}

/// The value with the background for the time that has no readings; it needs no least coverage.
double Gauge::with_background(const Totals& totals, double coverage) const {
  const auto& c = *condition_;
  if (std::isnan(c.background)) return not_set;
  if (totals.n == 0) return c.background;
  const double measured = value_of(totals, c.statistic);
  if (c.statistic == Statistic::mean) return coverage * measured + (1 - coverage) * c.background;
  return level_of(coverage * energy_of(measured) + (1 - coverage) * energy_of(c.background));
}

/// Which of the expected readings of the window this one is; nothing where nobody knows.
std::optional<std::size_t> Gauge::place(const CivilSpan& window, const Sample& sample) const {
  if (stream_->interval.count() == 0) return std::nullopt;
  const auto slot =
      static_cast<std::size_t>((sample.begin - window.span.begin) / stream_->interval);
  return slot < most_slots ? std::optional(slot) : std::nullopt;
}

/// The places of readings in the open window, mostly one after the other.
void Gauge::mark_places(std::span<const std::int64_t> begin) {
  const auto interval = stream_->interval.count();
  if (interval == 0) return;
  const auto from = ns(open_->span.begin);
  std::int64_t slot = 0, starts = from;
  for (const auto t : begin) {
    if (t - starts >= 2 * interval || t < starts) {
      slot = (t - from) / interval;
      starts = from + slot * interval;
    } else if (t - starts >= interval) {
      ++slot;
      starts += interval;
    }
    if (static_cast<std::size_t>(slot) >= most_slots) return;
    seen_.mark(static_cast<std::size_t>(slot));
  }
}

// ---- both
// ----------------------------------------------------------------------------------------

/// Whether `n` readings are enough; `coverage` is their share of what is expected, where known.
bool Gauge::is_covered(std::int64_t n, Duration width, double& coverage) const {
  const double least = condition_->min_coverage;
  if (stream_->interval.count() != 0) {
    const double share = static_cast<double>(n) * static_cast<double>(stream_->interval.count()) /
                         static_cast<double>(width.count());
    coverage = std::min(share, 1.0);
  }
  return !(least > 0 && coverage < least * (1 - tolerance));
}

Reckoning Gauge::reckon(const Totals& totals, const std::vector<double>& sorted,
                        Duration width) const {
  const auto& c = *condition_;
  Reckoning r;
  r.n = totals.n;
  const bool covered = is_covered(totals.n, width, r.coverage);
  const bool counts_nothing = c.statistic == Statistic::count && is_civil() && totals.n == 0;
  if (counts_nothing) r.value = 0;  // an inspection that was not made
  if (totals.n == 0 || !covered) return r;
  r.value = c.statistic == Statistic::percentile
                ? percentile_of(sorted, c.percentile, c.interpolation)
                : value_of(totals, c.statistic);
  return r;
}

}  // namespace masseflyt::monitoring::detail
