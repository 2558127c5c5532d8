// What to do with readings that come after their time, and with samples that are sent again.
#include <algorithm>
#include <cmath>

#include "monitoring/engine.hpp"

namespace masseflyt::monitoring {

using namespace detail;

namespace {

/// Of the fates that several rules give one reading the one that changed most is told.
int rank(LateFate fate) {
  switch (fate) {
    case LateFate::corrected:
      return 3;
    case LateFate::counted:
      return 2;
    case LateFate::judged_alone:
      return 1;
    case LateFate::dropped:
      break;
  }
  return 0;
}

Instant later(Instant t, Duration by) { return shifted(t, by).value_or(Instant::max()); }

bool is_before(const Waiting& w, Instant t) { return w.sample.end < t; }

}  // namespace

void Evaluator::Engine::remember(StreamState& state, const Waiting& sample) const {
  auto& kept = state.samples;
  const auto place = std::lower_bound(kept.begin(), kept.end(), sample.sample.end, is_before);
  kept.insert(place, sample);
  if (kept.size() <= options.most_samples_kept) return;
  kept.pop_front();
  state.forgot_samples = true;
}

Waiting* Evaluator::Engine::remembered(StreamState& state, Instant end) {
  auto& kept = state.samples;
  const auto place = std::lower_bound(kept.begin(), kept.end(), end, is_before);
  return place != kept.end() && place->sample.end == end ? &*place : nullptr;
}

LateReading Evaluator::Engine::late_reading(std::uint32_t index, const Sample& sample) const {
  const auto& stream = rules.streams()[index];
  const bool by_start = stream.meaning != Meaning::instant && stream.stamp == Stamp::start;
  return {index, by_start ? sample.begin : sample.end, sample.value, LateFate::dropped,
          Level::normal};
}

void Evaluator::Engine::list(const LateReading& late) {
  ++streams[late.stream].tally.late;
  if (out.late.size() < options.most_waiting) out.late.push_back(late);
}

void Evaluator::Engine::take_late(std::uint32_t index, const Sample& sample,
                                  std::int64_t revision) {
  const auto& stream = rules.streams()[index];
  auto& state = streams[index];
  const bool same_time = state.heard && sample.end == state.last.end;
  if (same_time && !replaces(stream, state, {state.last, state.last_revision}, {sample, revision}))
    return;
  // Nobody can tell whether a sample older than all that are remembered was counted before.
  const bool fresh = stream.delivered_late && !std::isnan(sample.value) &&
                     !(state.forgot_samples && sample.end < state.samples.front().sample.end);
  const bool new_to_past = !std::isnan(sample.value) && state.past.insert(sample);
  if (!std::isnan(sample.value)) state.paired.insert(sample);
  LateReading late = late_reading(index, sample);
  const auto tell = [&](LateFate fate) {
    if (rank(fate) > rank(late.fate)) late.fate = fate;
  };
  for (const auto i : state.gauges) {
    const auto& g = gauges[i];
    if (g.gauge.is_civil())
      tell(amend(gauges[i], index, sample, fresh));
    else if (g.gauge.is_rolling() && g.other == nobody && new_to_past)
      tell(amend_sliding(gauges[i], index, sample));
    else if (i == watches[g.rule].first_gauge && is_of_single_readings(g.rule, index))
      tell(judge_alone(g.rule, index, sample, fresh, late.level));
  }
  if (fresh) remember(state, {sample, revision});
  list(late);
}

/// Whether the rule looks at nothing but single readings of this stream.
bool Evaluator::Engine::is_of_single_readings(std::uint32_t rule, std::uint32_t stream) const {
  const auto& w = watches[rule];
  for (auto i = w.first_gauge; i < w.last_gauge; ++i) {
    const auto& c = gauges[i].gauge.condition();
    if (gauges[i].stream != stream || c.window.kind != Window::Kind::none ||
        c.statistic != Statistic::last || c.relation != Relation::none)
      return false;
  }
  return true;
}

/// What the rule says of a reading by itself. Precondition: is_of_single_readings().
Finding Evaluator::Engine::finding_alone(std::uint32_t rule, const Sample& sample) const {
  const auto& w = watches[rule];
  Finding f;
  f.at = sample.end;
  f.begin = sample.begin;
  f.window = {sample.begin, sample.end};
  f.value = sample.value;
  f.suspect = sample.suspect;
  for (auto i = w.first_gauge; i < w.last_gauge; ++i) {
    const auto& c = gauges[i].gauge.condition();
    const auto v = judge(sample.value, c);
    f.verdict = i == w.first_gauge ? v : combine(f.verdict, v, w.watch.rule().combine);
    if (f.certainty == Certainty::not_told || level_in(v) > Level::normal)
      f.certainty = certainty_of(sample.value, uncertainty_of(gauges[i], sample.value), c);
  }
  return f;
}

LateFate Evaluator::Engine::judge_alone(std::uint32_t rule, std::uint32_t stream,
                                        const Sample& sample, bool fresh, Level& worst) {
  if (std::isnan(sample.value)) return LateFate::dropped;
  auto& w = watches[rule].watch;
  const auto f = finding_alone(rule, sample);
  const Level level = level_in(f.verdict);
  worst = std::max(worst, level);
  if (rules.streams()[stream].delivered_late) {
    if (!fresh) return LateFate::judged_alone;
    count_sample(rule, f, sample);
    confirm(rule, stream, f, sample);
    return LateFate::judged_alone;
  }
  // One reading is all that a rule without hold asks for: had it come in time, it would have told.
  const bool speaks = w.counts_at(sample.begin, rules.zone());
  const Level before = w.level_during({sample.begin, sample.end}).value_or(Level::normal);
  if (!speaks || w.rule().hold.count() > 0 || level <= before) return LateFate::judged_alone;
  out.corrections.push_back(
      {rule, stream, sample.end, f.window, not_set, sample.value, before, level});
  w.tell_correction(before, level, f, out);
  return LateFate::corrected;
}

/// A sample that was judged before has come again.
void Evaluator::Engine::take_again(std::uint32_t index, Waiting& old, const Waiting& given) {
  if (!replaces(rules.streams()[index], streams[index], old, given)) return;
  LateReading late = late_reading(index, given.sample);
  const auto& mine = streams[index].gauges;
  for (const auto i : mine) {
    const auto rule = gauges[i].rule;
    if (i != watches[rule].first_gauge || !is_of_single_readings(rule, index)) continue;
    late.fate = LateFate::corrected;
    correct_sample(rule, index, old.sample, given.sample, late.level);
  }
  old = given;
  list(late);
}

void Evaluator::Engine::correct_sample(std::uint32_t rule, std::uint32_t stream, const Sample& old,
                                       const Sample& sample, Level& worst) {
  auto& w = watches[rule].watch;
  if (!w.counts_at(sample.begin, rules.zone())) return;
  const auto was = finding_alone(rule, old), is = finding_alone(rule, sample);
  const Level before = level_in(was.verdict), level = level_in(is.verdict);
  worst = std::max(worst, level);
  if (w.rule().allowance.kind != Allowance::Kind::none) {
    auto result = sample_result(rule, is, sample);
    result.revision = 1;
    out.windows.push_back(result);
    w.count(sample_result(rule, was, old), was.verdict.beyond[1] == Truth::yes, -1, sample.end,
            nullptr);
    if (!std::isnan(sample.value))  // else it was taken back
      w.count(result, is.verdict.beyond[1] == Truth::yes, 1, sample.end, &out);
  }
  out.corrections.push_back(
      {rule, stream, sample.end, is.window, old.value, sample.value, before, level});
  if (level != before) w.tell_correction(before, level, is, out);
  confirm(rule, stream, is, sample);
}

namespace {

/// What a window that slides said at one time, and what it should have said.
struct Amended {
  Instant at;
  Reckoning before, after;
  Level level_before = Level::normal, level = Level::normal;

  bool changes_verdict() const {
    return level != level_before || std::isnan(before.value) != std::isnan(after.value);
  }
  /// By how much the verdict changes; where it does not, by how much the value does.
  std::pair<int, double> size() const {
    if (std::isnan(before.value) != std::isnan(after.value)) return {4, static_cast<double>(level)};
    const double moved = std::abs(after.value - before.value);
    return {std::abs(static_cast<int>(level) - static_cast<int>(level_before)),
            std::isnan(moved) ? 0 : moved};
  }
};

}  // namespace

/// Reckons all windows again that hold the reading, as far as all their readings are still known.
/// One of them is told, that with the largest change; the window that is still open takes it in.
/// Cost: O(readings in two widths). Precondition: the reading is in the past of its stream.
LateFate Evaluator::Engine::amend_sliding(GaugeState& g, std::uint32_t stream,
                                          const Sample& sample) {
  const auto& c = g.gauge.condition();
  const auto& past = streams[stream].past;
  auto& watch = watches[g.rule].watch;
  const Duration width = c.window.width;
  const Instant first = std::max(sample.end, later(past.since(), width));
  const Instant last = std::min(past.newest(), later(sample.end, width - Duration(1)));
  if (first > last) return LateFate::dropped;
  Gauge before(c, rules.streams()[stream], settings), after = before;
  std::optional<Amended> told;
  for (auto i = past.after(first - width); i < past.size() && past[i].end <= last; ++i) {
    const Sample s = past[i];
    if (s.end != sample.end) before.take(s, 1);
    after.take(s, 1);
    if (s.end < first || !watch.counts_at(s.end, rules.zone())) continue;
    Amended a{s.end, before.now(s.end), after.now(s.end)};
    a.level_before = level_in(judge(a.before.value, c));
    a.level = level_in(judge(a.after.value, c));
    if (!told || a.size() > told->size()) told = a;
  }
  const bool open = last == past.newest();
  if (open) g.gauge.take_over(std::move(after));
  if (!told) return open ? LateFate::counted : LateFate::dropped;
  const InstantSpan window{told->at - width, told->at};
  out.corrections.push_back({g.rule, stream, sample.end, window, told->before.value,
                             told->after.value, told->level_before, told->level});
  const auto& rule = watch.rule();
  if (rule.conditions.size() != 1 || rule.hold.count() > 0 || !told->changes_verdict())
    return LateFate::corrected;
  Finding f;
  f.at = f.begin = told->at;
  f.window = window;
  f.value = told->after.value;
  f.coverage = told->after.coverage;
  f.suspect = told->after.suspect;
  f.certainty = certainty_of(f.value, uncertainty_of(g, f.value), c);
  watch.tell_correction(told->level_before, told->level, f, out);
  return LateFate::corrected;
}

LateFate Evaluator::Engine::amend(GaugeState& g, std::uint32_t stream, const Sample& sample,
                                  bool fresh) {
  const auto& c = g.gauge.condition();
  Closed before, after;
  switch (g.gauge.amend(sample, fresh, before, after)) {
    case Gauge::Amended::nothing:
      return LateFate::dropped;
    case Gauge::Amended::open_window:
      return LateFate::counted;
    case Gauge::Amended::closed_window:
      break;
  }
  auto& w = watches[g.rule];
  const auto was = result_of(g, before, g.gauge.of(before));
  auto is = result_of(g, after, g.gauge.of(after));
  is.revision = after.revision;
  out.corrections.push_back(
      {g.rule, stream, sample.end, is.window, was.value, is.value, was.level, is.level});
  if (w.watch.rule().conditions.size() != 1) return LateFate::corrected;
  out.windows.push_back(is);
  const auto beyond = [&](double v) { return judge(v, c).beyond[1] == Truth::yes; };
  w.watch.count(was, beyond(was.value), -1, is.window.end, nullptr);
  w.watch.count(is, beyond(is.value), 1, is.window.end, &out);
  if (is.level == was.level && std::isnan(is.value) == std::isnan(was.value))
    return LateFate::corrected;
  Finding f;
  f.at = is.window.end;
  f.begin = is.window.begin;
  f.window = is.window;
  f.value = is.value;
  f.coverage = is.coverage;
  f.certainty = is.certainty;
  w.watch.tell_correction(was.level, is.level, f, out);
  return LateFate::corrected;
}

}  // namespace masseflyt::monitoring
