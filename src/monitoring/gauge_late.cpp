// What comes late, or again: windows are put right.
#include <algorithm>
#include <cmath>

#include "monitoring/gauge.hpp"

namespace masseflyt::monitoring::detail {

void Gauge::take_over(Gauge&& other) {
  newest_ = other.newest_;
  before_ = other.before_;
  totals_ = other.totals_;
  tape_ = std::move(other.tape_);
  weights_ = std::move(other.weights_);
  sorted_ = std::move(other.sorted_);
  front_ = other.front_;
  largest_ = other.largest_;
  stale_ = 0;
  if (other.overfull_ && (!overfull_ || *overfull_ < *other.overfull_)) overfull_ = other.overfull_;
}

/// Whether the reading may be put there; its place is then taken.
bool Gauge::take_place(const CivilSpan& window, const Sample& sample, bool fresh,
                       Seen& seen) const {
  const auto slot = place(window, sample);
  if (!slot) return fresh;
  if (seen.has(*slot)) return false;
  seen.mark(*slot);
  return true;
}

Gauge::Amended Gauge::amend(const Sample& sample, bool fresh, Closed& before, Closed& after) {
  if (std::isnan(sample.value)) return Amended::nothing;
  if (open_ && open_->span.contains(sample.begin)) {
    if (!take_place(*open_, sample, fresh, seen_)) return Amended::nothing;
    put(totals_, sorted_, sample, 1, false);
    return Amended::open_window;
  }
  for (auto& closed : closed_) {
    if (closed.windows != 1 || !closed.window.span.contains(sample.begin)) continue;
    const Closed was = closed;
    if (!take_place(closed.window, sample, fresh, closed.seen)) return Amended::nothing;
    put(closed.totals, closed.values, sample, 1, true);
    ++closed.revision;
    before = was;
    after = closed;
    return Amended::closed_window;
  }
  return Amended::nothing;
}

void Gauge::begin_at(Instant t) { open_ = window_at(condition_->window.civil, t, settings_->zone); }

std::vector<InstantSpan> Gauge::windows() const {
  std::vector<InstantSpan> all;
  for (const auto& closed : closed_)
    all.push_back(closed.windows == 1 ? closed.window.span : InstantSpan{});
  if (open_) all.push_back(open_->span);
  return all;
}

void Gauge::put_all(const CivilSpan& window, std::span<const Met> readings, Totals& totals,
                    std::vector<double>& values, Seen& seen) const {
  totals = Totals();
  values.clear();
  seen.clear();
  for (const auto& [sample, weight] : readings) {
    if (std::isnan(sample.value)) continue;
    put(totals, values, sample, weight, false);
    if (const auto slot = place(window, sample)) seen.mark(*slot);
  }
}

Gauge::Amended Gauge::remake(std::size_t i, std::span<const Met> readings, Closed& before,
                             Closed& after) {
  if (i == closed_.size()) {
    put_all(*open_, readings, totals_, sorted_, seen_);
    return Amended::open_window;
  }
  auto& closed = *(closed_.begin() + static_cast<std::ptrdiff_t>(i));
  before = closed;
  put_all(closed.window, readings, closed.totals, closed.values, closed.seen);
  std::sort(closed.values.begin(), closed.values.end());
  ++closed.revision;
  after = closed;
  return Amended::closed_window;
}

}  // namespace masseflyt::monitoring::detail
