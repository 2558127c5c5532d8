// Many readings at once: what Gauge::take() and now() say one by one, to the last bit.
#include <algorithm>
#include <cmath>

#include "monitoring/gauge.hpp"
#include "monitoring/sliding.hpp"

namespace masseflyt::monitoring::detail {
namespace {

Instant instant(std::int64_t ns) { return Instant(Duration(ns)); }

/// What makes a value of a mean energy.
double named(Statistic statistic, double value) {
  if (statistic == Statistic::leq) return level_of(value);
  return statistic == Statistic::mean_ph ? 12 - std::log10(value) : value;
}

}  // namespace

bool Gauge::slides() const {
  return condition_->window.kind == Window::Kind::rolling && is_sum(condition_->statistic);
}

std::optional<Instant> Gauge::settled_until(Instant t) const {
  if (!is_civil()) return Instant::max();
  if (outside_.contains(t)) return outside_.end;
  if (open_ && open_->span.contains(t)) return open_->span.end;
  return std::nullopt;
}

bool Gauge::takes(const Stretch& s) const {
  if (condition_->relation != Relation::none || condition_->statistic == Statistic::rate)
    return false;
  if (!is_civil()) return !overfull_ && tape_.size() + s.size() <= settings_->most_readings;
  const auto until = settled_until(instant(s.begin.front()));
  return until && instant(s.begin.back()) < *until;
}

void Gauge::take(const Stretch& s, Values& out) {
  if (is_civil()) {
    if (open_ && open_->span.contains(instant(s.begin.front()))) put(s);
  } else {
    out.value.resize(s.size());
    out.n.resize(s.size());
    const bool by_itself = condition_->window.kind == Window::Kind::none;
    if (!by_itself && !(slides() && slide(s, out))) return take_one_by_one(s, out);
    if (by_itself) {
      std::copy(s.value.begin(), s.value.end(), out.value.begin());
      std::fill(out.n.begin(), out.n.end(), 1u);
      totals_.suspect = false;
    }
  }
  const auto last = s.size() - 1;
  if (last > 0)
    before_ = {instant(s.end[last - 1]), s.value[last - 1], true};
  else if (newest_.there && !std::isnan(newest_.value))
    before_ = newest_;
  newest_ = {instant(s.end[last]), s.value[last], true};
}

void Gauge::take_one_by_one(const Stretch& s, Values& out) {
  for (std::size_t i = 0; i < s.size(); ++i) {
    const Instant end = instant(s.end[i]);
    take(Sample{instant(s.begin[i]), end, s.value[i], false}, 1);
    const auto r = now(end);
    out.value[i] = r.value;
    out.n[i] = static_cast<std::uint32_t>(r.n);
  }
}

Reckoning Gauge::at(const Values& values, std::size_t i, Instant t) const {
  Reckoning r;
  r.n = values.n[i];
  r.value = slides() ? named(condition_->statistic, values.value[i]) : values.value[i];
  if (condition_->window.kind == Window::Kind::none || condition_->statistic == Statistic::last)
    return r;
  is_covered(r.n, condition_->window.width, r.coverage);
  r.suspect = totals_.nc != 0 &&
              totals_.nc > t.time_since_epoch().count() - condition_->window.width.count();
  return r;
}

std::optional<std::pair<double, double>> Gauge::range(const Values& values, std::size_t first,
                                                      std::size_t n) const {
  const auto r = range_of(std::span(values.value).subspan(first, n));
  if (!r.known) return std::nullopt;
  if (!slides() || !uses_energy(condition_->statistic)) return std::pair(r.low, r.high);
  // Logarithms rise with what they are of, but for the last bits.
  const double a = named(condition_->statistic, r.low), b = named(condition_->statistic, r.high);
  if (!std::isfinite(a) || !std::isfinite(b)) return std::nullopt;
  const double hair = 1e-12 * std::max({std::abs(a), std::abs(b), 1.0});
  return std::pair(std::min(a, b) - hair, std::max(a, b) + hair);
}

std::size_t Gauge::worst_row(const Values& values, std::size_t first, std::size_t n,
                             bool largest) const {
  const auto rows = std::span(values.value).subspan(first, n);
  const auto worst_of = [&](auto&& value) {
    std::size_t worst = 0;
    for (std::size_t i = 1; i < rows.size(); ++i)
      if (largest ? value(rows[i]) > value(rows[worst]) : value(rows[i]) < value(rows[worst]))
        worst = i;
    return first + worst;
  };
  // Two mean energies may have one level: the first of them is told.
  if (slides() && uses_energy(condition_->statistic))
    return worst_of([&](double v) { return named(condition_->statistic, v); });
  return worst_of([](double v) { return v; });
}

// ---- rolling windows

void Gauge::find_largest() {
  largest_ = 0;
  stale_ = 0;
  if (!slides()) return;
  if (!tape_.empty()) largest_ = range_of(tape_.values()).largest();
}

/// False: some value does not fit in the sums, and nothing was done.
bool Gauge::slide(const Stretch& s, Values& out) {
  const auto& c = *condition_;
  auto& fresh = out.prepared;
  fresh.resize(s.size());
  const double largest = prepare(c.statistic, s.value, fresh);
  if (!(largest <= (uses_energy(c.statistic) ? most_energy : most_value))) return false;
  if (stale_ > 2 * tape_.size()) find_largest();
  stale_ += s.size();
  largest_ = std::max(largest_, largest);
  const std::size_t inside = tape_.size();
  tape_.push(s.end, fresh);
  const Slide work{tape_.times(), tape_.values(), inside, c.window.width.count(), largest_};
  tape_.pop(uses_energy(c.statistic)
                ? detail::slide<energy_bits>(work, totals_.a, out.value, out.n)
                : detail::slide<value_bits>(work, totals_.a, out.value, out.n));
  totals_.n = static_cast<std::int64_t>(tape_.size());
  finish(out.value, out.n);
  return true;
}

/// From sums to values; those of windows that hold too little are unknown.
void Gauge::finish(std::span<double> sums, std::span<const std::uint32_t> n) const {
  const auto& c = *condition_;
  if (c.statistic != Statistic::sum)
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] /= n[i];
  if (!(c.min_coverage > 0)) return;
  double coverage = not_set;
  for (std::size_t i = 0; i < sums.size(); ++i)
    if (!is_covered(n[i], c.window.width, coverage)) sums[i] = not_set;
}

// ---- civil windows

void Gauge::put(const Stretch& s) {
  const auto& c = *condition_;
  mark_places(s.begin);
  const auto all = range_of(s.value);
  const double largest =
      Range{prepared(c.statistic, all.low), prepared(c.statistic, all.high), true}.largest();
  if (!is_sum(c.statistic) || !(largest <= (uses_energy(c.statistic) ? most_energy : most_value))) {
    for (std::size_t i = 0; i < s.size(); ++i)
      put(totals_, sorted_, {instant(s.begin[i]), instant(s.end[i]), s.value[i], false}, 1, false);
    return;
  }
  std::vector<double> fresh(s.size());
  prepare(c.statistic, s.value, fresh);
  totals_.a += uses_energy(c.statistic) ? sum_of<energy_bits>(fresh, largest)
                                        : sum_of<value_bits>(fresh, largest);
  totals_.n += static_cast<std::int64_t>(s.size());
  totals_.least = std::min(totals_.least, all.low);
  totals_.most = std::max(totals_.most, all.high);
  totals_.newest = s.value.back();
}

}  // namespace masseflyt::monitoring::detail
