#include <masseflyt/monitoring/alarm.hpp>

#include <algorithm>
#include <cmath>

namespace masseflyt::monitoring {
namespace {

Truth truth(bool yes) { return yes ? Truth::yes : Truth::no; }

/// Within `tolerance` of each other, relative to the limit.
bool equal(double value, double limit) {
  return std::abs(value - limit) <= tolerance * std::abs(limit);
}

bool is_beyond(double value, double limit, Comparison how) {
  const bool same = equal(value, limit);
  switch (how) {
    case Comparison::above:
      return value > limit && !same;
    case Comparison::at_or_above:
      return value >= limit || same;
    case Comparison::below:
      return value < limit && !same;
    case Comparison::at_or_below:
      return value <= limit || same;
  }
  return false;
}

/// On the good side of the clear level: strictly, because a value equal to it is not better.
bool is_clear(double value, double clear, bool upper) {
  return (upper ? value < clear : value > clear) && !equal(value, clear);
}

}  // namespace

Verdict judge(double value, const Condition& c) noexcept {
  Verdict v;
  for (std::size_t l = 0; l < 3; ++l) {
    if (std::isnan(c.limit[l])) continue;
    if (std::isnan(value)) {
      v.beyond[l] = v.held[l] = Truth::unknown;
      continue;
    }
    const bool beyond = is_beyond(value, c.limit[l], c.comparison);
    v.beyond[l] = truth(beyond);
    v.held[l] = truth(beyond || (!std::isnan(c.clear[l]) &&
                                 !is_clear(value, c.clear[l], is_upper(c.comparison))));
  }
  return v;
}

Verdict combine(const Verdict& a, const Verdict& b, Combine how) noexcept {
  Verdict v;
  const auto join = how == Combine::all ? both : either;
  for (std::size_t l = 0; l < 3; ++l) {
    v.beyond[l] = join(a.beyond[l], b.beyond[l]);
    v.held[l] = join(a.held[l], b.held[l]);
  }
  return v;
}

bool Alarm::pending() const noexcept {
  for (std::size_t l = static_cast<std::size_t>(level_); l < 3; ++l)
    if (since_[l]) return true;
  return false;
}

void Alarm::follow(std::size_t l, Instant at, Truth beyond, Duration max_gap) {
  if (beyond == Truth::no) {
    since_[l].reset();
    return;
  }
  const bool too_long = since_[l] && max_gap.count() > 0 && at - known_[l] > max_gap;
  if (too_long) since_[l].reset();
  if (beyond == Truth::unknown) return;
  if (!since_[l]) since_[l] = at;
  known_[l] = at;
}

Level Alarm::lower_than_now(const Verdict& verdict) const {
  for (auto l = static_cast<std::size_t>(level_) - 1; l > 0; --l)
    if (verdict.beyond[l - 1] != Truth::no) return static_cast<Level>(l);
  return Level::normal;
}

Level Alarm::step(Instant at, const Verdict& verdict, const AlarmSettings& settings) {
  auto raised = Level::normal;
  for (std::size_t l = 0; l < 3; ++l) {
    follow(l, at, verdict.beyond[l], settings.max_gap);
    if (verdict.beyond[l] == Truth::yes && at - *since_[l] >= settings.hold)
      raised = static_cast<Level>(l + 1);
  }
  if (raised > level_) {
    clearing_.reset();
    return level_ = raised;
  }
  if (level_ == Level::normal) return level_;
  if (verdict.held[static_cast<std::size_t>(level_) - 1] != Truth::no) {
    clearing_.reset();
    return level_;
  }
  if (!clearing_) clearing_ = at;
  if (at - *clearing_ < settings.hold_clear) return level_;
  clearing_.reset();
  return level_ = lower_than_now(verdict);
}

bool Alarm::rests(Instant from, Instant to, Duration gap, const Verdict& verdict,
                  const AlarmSettings& settings) const {
  const auto above = static_cast<std::size_t>(level_);
  for (std::size_t l = 0; l < 3; ++l) {
    if (verdict.beyond[l] == Truth::unknown || verdict.held[l] == Truth::unknown) return false;
    const bool beyond = verdict.beyond[l] == Truth::yes;
    if (beyond != since_[l].has_value()) return false;
    if (!beyond) continue;
    if (l >= above && to - *since_[l] >= settings.hold) return false;
    const Duration longest = std::max(gap, Duration(from - known_[l]));
    if (settings.max_gap.count() > 0 && longest > settings.max_gap) return false;
  }
  if (level_ == Level::normal) return true;
  if (verdict.held[above - 1] == Truth::yes) return !clearing_;
  return clearing_ && to - *clearing_ < settings.hold_clear;
}

void Alarm::rest(Instant to, const Verdict& verdict) {
  for (std::size_t l = 0; l < 3; ++l)
    if (verdict.beyond[l] == Truth::yes) known_[l] = to;
}

}  // namespace masseflyt::monitoring
