#include "monitoring/watch.hpp"

#include <algorithm>
#include <cmath>

namespace masseflyt::monitoring::detail {
namespace {

constexpr std::size_t most_history = 1000, most_dates = 1000;

std::size_t number(Level level) { return static_cast<std::size_t>(level); }

bool is_worse(double a, double b, bool upper) { return upper ? a > b : a < b; }

}  // namespace

Level level_in(const Verdict& v) noexcept {
  for (std::size_t l = 3; l > 0; --l)
    if (v.beyond[l - 1] == Truth::yes) return static_cast<Level>(l);
  return Level::normal;
}

bool is_unknown(const Verdict& v) noexcept {
  return std::find(v.beyond.begin(), v.beyond.end(), Truth::unknown) != v.beyond.end() &&
         level_in(v) == Level::normal;
}

Certainty certainty_of(double value, double uncertainty, const Condition& c) noexcept {
  if (std::isnan(value) || !(uncertainty > 0)) return Certainty::not_told;
  const double better = is_upper(c.comparison) ? -uncertainty : uncertainty;
  const auto passed = number(level_in(judge(value, c)));
  if (passed > 0)
    return number(level_in(judge(value + better, c))) >= passed ? Certainty::certain
                                                                : Certainty::possible;
  return level_in(judge(value - better, c)) > Level::normal ? Certainty::possible : Certainty::none;
}

// ---- evaluation
// ----------------------------------------------------------------------------------

/// Whether the rule speaks at this time of the week.
bool Watch::speaks(Instant t, const Zone& zone) {
  if (!rule_->active) return true;
  if (t >= active_begin_ && t < active_end_) return active_in_;
  const auto in = window_at(*rule_->active, t, zone);
  const auto next = in ? std::nullopt : window_after(*rule_->active, t, zone);
  active_in_ = in.has_value();
  active_begin_ = in ? in->span.begin : t;
  active_end_ = in ? in->span.end : next ? next->span.begin : t + std::chrono::nanoseconds(1);
  return active_in_;
}

bool Watch::counts_at(Instant t, const Zone& zone) {
  return (!rule_->valid_from || t >= *rule_->valid_from) &&
         (!rule_->valid_to || t < *rule_->valid_to) && speaks(t, zone);
}

void Watch::find(const Finding& given, const Zone& zone, Outcome& out) {
  // Whether the rule speaks is asked of the time the value tells of, not of when it became known.
  if (rule_->valid_from && given.begin < *rule_->valid_from) return;
  Finding f = given;
  if (!speaks(f.begin, zone)) f.verdict = {};
  if (rule_->valid_to && f.begin >= *rule_->valid_to) {
    for (std::size_t l = number(alarm_.level()); l < 3; ++l) f.verdict.beyond[l] = Truth::no;
    if (alarm_.level() == Level::normal && !open_) return;
  }
  last_ = f.at;
  value_ = f.value;
  known_ = !is_unknown(f.verdict);
  const Level before = alarm_.level();
  const Level level =
      alarm_.step(f.at, f.verdict, {rule_->hold, rule_->hold_clear, rule_->max_gap});
  if (before == Level::normal && level == Level::normal && !draft_ && !open_ && !alarm_.pending())
    return;
  if (!open_) draft(f);
  if (rule_->latch && level >= *rule_->latch) latched_ = std::max(latched_, level);
  show(std::max(level, latched_), f, out);
  if (open_ && !known_) ++open_->missing;
  if (open_ && known_) follow_peak(*open_, f);
  if (open_) open_->latched = latched_ > level;
}

/// Keeps what an episode would be while its hold runs.
void Watch::draft(const Finding& f) {
  if (!alarm_.pending() && alarm_.level() == Level::normal) {
    draft_.reset();
    return;
  }
  if (!draft_) {
    draft_.emplace();
    draft_->rule = index_;
    draft_->begin = f.begin;
  }
  known_ ? follow_peak(*draft_, f) : void(++draft_->missing);
}

void Watch::follow_peak(Episode& e, const Finding& f) const {
  if (std::isnan(f.value) || level_in(f.verdict) == Level::normal) return;
  if (!is_peak(e, f, f.value)) return;
  e.peak = f.value;
  e.peak_at = f.at;
  e.certainty = f.certainty;
}

bool Watch::is_peak(const Episode& e, const Finding& f, double value) const {
  return std::isnan(e.peak) || is_worse(value, e.peak, f.upper);
}

// ---- many findings that say the same

/// The verdict as far as the rule speaks. Precondition: the last answer of speaks() still holds.
Verdict Watch::heard(const Finding& f) const {
  return rule_->active && !active_in_ ? Verdict() : f.verdict;
}

bool Watch::rests(const Same& s) const {
  if (rule_->valid_from && s.first_begin < *rule_->valid_from) return false;
  if (rule_->valid_to && s.last.begin >= *rule_->valid_to) return false;
  if (rule_->active && !(s.first_begin >= active_begin_ && s.last.begin < active_end_))
    return false;
  const Verdict verdict = heard(s.last);
  if (!alarm_.rests(s.first_at, s.last.at, s.gap, verdict,
                    {rule_->hold, rule_->hold_clear, rule_->max_gap}))
    return false;
  const Level level = alarm_.level();
  if (rule_->latch && level >= *rule_->latch && level > latched_) return false;
  if (std::max(level, latched_) != shown_) return false;
  if (open_ && open_->latched != (latched_ > level)) return false;
  return open_ || draft_.has_value() == alarm_.pending();
}

bool Watch::may_peak(const Same& s) const {
  return episode() != nullptr && level_in(heard(s.last)) > Level::normal &&
         is_peak(*episode(), s.last, s.worst);
}

void Watch::peak(const Finding& worst) { follow_peak(open_ ? *open_ : *draft_, worst); }

void Watch::rest(const Finding& last) {
  last_ = last.at;
  value_ = last.value;
  known_ = true;
  alarm_.rest(last.at, heard(last));
}

void Watch::show(Level level, const Finding& f, Outcome& out) {
  const Level before = shown_;
  if (level == before) return;
  shown_ = level;
  look_back_on(f.at, level);
  if (!open_) {
    open_ = std::move(draft_);
    draft_.reset();
    open_->raised = f.at;
    notices_ = 0;
  }
  ++open_->transitions;
  if (open_->history.size() < most_history) open_->history.emplace_back(f.at, level);
  open_->level = std::max(open_->level, level);
  const auto kind = level == Level::normal ? NoticeKind::cleared
                    : level > before       ? NoticeKind::raised
                                           : NoticeKind::lowered;
  tell(kind, before, level, f, out);
  if (level > before && rule_->escalate_after.count() > 0) {
    escalate_ = f.at + rule_->escalate_after;
    open_->acknowledged.reset();
  }
  if (level == Level::normal) end_episode(f.at, out);
}

void Watch::tell(NoticeKind kind, Level from, Level to, const Finding& f, Outcome& out,
                 std::string by) {
  Notice n;
  n.kind = kind;
  n.rule = index_;
  n.at = f.at;
  n.from = from;
  n.to = to;
  n.value = f.value;
  n.window = f.window;
  n.coverage = f.coverage;
  n.suspect = f.suspect;
  n.certainty = f.certainty;
  n.episode = open_ ? open_->begin : f.begin;
  n.number = kind == NoticeKind::corrected ? corrections_++ : open_ ? notices_++ : 0;
  n.by = std::move(by);
  out.notices.push_back(std::move(n));
}

void Watch::end_episode(Instant at, Outcome& out) {
  open_->end = at;
  open_->latched = false;
  out.episodes.push_back(std::move(*open_));
  open_.reset();
  escalate_.reset();
  latched_ = Level::normal;
}

void Watch::tell_known(const Finding& f, bool known, Outcome& out) {
  if (known != told_unknown_) return;
  told_unknown_ = !known;
  tell(known ? NoticeKind::known : NoticeKind::unknown, shown_, shown_, f, out);
}

void Watch::tell_correction(Level before, Level after, const Finding& f, Outcome& out) {
  tell(NoticeKind::corrected, before, after, f, out);
}

// ---- people
// --------------------------------------------------------------------------------------

Finding Watch::nothing_new(Instant at) const {
  Finding f;
  f.at = at;
  f.value = value_;
  f.window = {at, at};
  f.begin = at;
  return f;
}

void Watch::escalate(Outcome& out) {
  const Instant at = *escalate_;
  escalate_.reset();
  if (open_ && !open_->acknowledged)
    tell(NoticeKind::escalated, shown_, shown_, nothing_new(at), out);
}

Result<void> Watch::acknowledge(std::string by, Instant at, Outcome& out) {
  if (!open_) return Error{ErrorCode::not_found, "rule '" + rule_->id + "' has no open episode"};
  if (open_->acknowledged) return {};
  open_->acknowledged = at;
  escalate_.reset();
  tell(NoticeKind::acknowledged, shown_, shown_, nothing_new(at), out, std::move(by));
  return {};
}

Result<void> Watch::reset(std::string by, Instant at, Outcome& out) {
  if (!open_ || latched_ == Level::normal)
    return Error{ErrorCode::not_found, "rule '" + rule_->id + "' has no latched level"};
  if (!known_ || alarm_.level() >= latched_)
    return Error{ErrorCode::conflict,
                 "rule '" + rule_->id + "' " +
                     (known_ ? "is still beyond its limit"
                             : "has no value: nobody knows whether it is calm")};
  const Level before = shown_;
  latched_ = Level::normal;
  shown_ = alarm_.level();
  ++open_->transitions;
  if (open_->history.size() < most_history) open_->history.emplace_back(at, shown_);
  look_back_on(at, shown_);
  tell(NoticeKind::reset, before, shown_, nothing_new(at), out, std::move(by));
  if (shown_ == Level::normal) end_episode(at, out);
  return {};
}

// ---- counting
// ------------------------------------------------------------------------------------

std::int64_t Watch::permitted(const Count& c) const {
  const auto& a = rule_->allowance;
  if (a.kind != Allowance::Kind::share) return a.count;
  // A hair more than the product, for 10 (1 - 0.9) is less than 1 in binary.
  return static_cast<std::int64_t>(
      std::floor(static_cast<double>(c.valid) * (1 - a.share_to_meet) + 1e-9));
}

void Watch::count(const WindowResult& r, bool beyond, int sign, Instant at, Outcome* out) {
  if (rule_->allowance.kind == Allowance::Kind::none) return;
  const bool by_year = rule_->allowance.kind == Allowance::Kind::per_year;
  const int year = by_year ? static_cast<int>(r.date.year()) : 0;
  auto c = std::find_if(counts_.begin(), counts_.end(),
                        [&](const Count& known) { return known.year == year; });
  if (c == counts_.end()) {
    counts_.push_back({year, 0, 0, 0, 0, false, {}});
    c = std::prev(counts_.end());
  }
  if (std::isnan(r.value)) {
    c->unknown += sign * r.windows;
    return;
  }
  c->valid += sign * r.windows;
  if (!beyond) {
    if (r.certainty == Certainty::possible) c->possibly += sign;
    return;
  }
  c->exceeded += sign * r.windows;
  const auto place = std::lower_bound(c->dates.begin(), c->dates.end(), r.date);
  if (sign > 0 && c->dates.size() < most_dates) c->dates.insert(place, r.date);
  if (sign < 0 && place != c->dates.end() && *place == r.date) c->dates.erase(place);
  if (!by_year || c->told || c->exceeded <= permitted(*c) || out == nullptr) return;
  c->told = true;
  Finding f = nothing_new(at);
  f.window = r.window;
  f.value = r.value;
  f.coverage = r.coverage;
  tell(NoticeKind::broken, shown_, shown_, f, *out);
}

std::vector<Statement> Watch::statements(const Zone& zone) const {
  std::vector<Statement> all;
  for (const auto& c : counts_) {
    Statement s;
    s.rule = index_;
    s.year = c.year;
    s.valid = c.valid;
    s.unknown = c.unknown;
    s.exceeded = c.exceeded;
    s.possibly = c.possibly;
    s.dates = c.dates;
    s.permitted = permitted(c);
    s.remaining = std::max<std::int64_t>(0, s.permitted - s.exceeded);
    const auto& window = rule_->conditions.front().window;
    if (c.year != 0 && window.kind == Window::Kind::civil) {
      const auto noon = [&](int y) { return std::chrono::sys_days(std::chrono::year{y} / 1 / 1); };
      const auto year =
          window_at({Cycle::year}, Instant(noon(c.year)) + std::chrono::hours(12), zone);
      if (year) s.possible = count_windows(window.civil, year->span, zone);
    }
    s.coverage = s.possible > 0 ? static_cast<double>(s.valid) / static_cast<double>(s.possible)
                                : (s.valid > 0 ? 1.0 : 0.0);
    const bool over = s.possible > 0 && s.valid + s.unknown >= s.possible;
    // Missing windows can break a year but never mend it.
    const bool enough = s.coverage >= rule_->allowance.year_coverage;
    const bool left_open = s.exceeded + s.possibly > s.permitted;
    if (c.year == 0)
      s.answer = s.exceeded > s.permitted ? Compliance::broken
                 : left_open              ? Compliance::so_far
                                          : Compliance::met;
    else if (s.exceeded > s.permitted)
      s.answer = Compliance::broken;
    else
      s.answer = over && enough && !left_open ? Compliance::met : Compliance::so_far;
    all.push_back(std::move(s));
  }
  return all;
}

// ---- looking back
// --------------------------------------------------------------------------------

void Watch::look_back_on(Instant at, Level level) {
  if (remembers_ == 0) return;
  history_.emplace_back(at, level);
  if (history_.size() > remembers_) history_.pop_front(), forgotten_ = true;
}

std::optional<Level> Watch::level_during(InstantSpan span) const {
  if (last_ < span.begin) return std::nullopt;  // nothing has been judged so far
  Level level = Level::normal;
  bool known = !forgotten_;
  for (const auto& [at, after] : history_) {
    if (at >= span.end && at > span.begin) break;
    if (at <= span.begin) {
      level = after;
      known = true;
    } else {
      level = std::max(level, after);
    }
  }
  return known ? std::optional(level) : std::nullopt;
}

Standing Watch::standing() const {
  return {index_, shown_, alarm_.level(), known_, value_, last_, open_};
}

}  // namespace masseflyt::monitoring::detail
