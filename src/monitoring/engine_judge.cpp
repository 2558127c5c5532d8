// From one reading to gauges, from gauges to rules; and what to do with readings that come late.
#include <algorithm>
#include <cmath>

#include "monitoring/engine.hpp"

namespace masseflyt::monitoring {

using namespace detail;

/// Of a group with one stream and no lateness: row by row, without a queue.
bool Evaluator::Engine::step(Group& group, std::uint32_t stream, const Sample& sample) {
  if (sample.end >= group.next_due) run_timers(group, sample.end);
  group.time = sample.end;
  note(stream, sample);
  bool room = true;
  const auto& mine = streams[stream].gauges;
  for (std::size_t i = 0; i < mine.size(); ++i) {
    auto& g = gauges[mine[i]];
    room = gauge_reading(g, sample) && room;
    // The conditions of a rule stand side by side: it is judged after its last one.
    const bool last = i + 1 == mine.size() || gauges[mine[i + 1]].rule != g.rule;
    if (!last) continue;
    const auto& w = watches[g.rule];
    bool touched = false;
    for (auto k = w.first_gauge; k < w.last_gauge; ++k)
      touched = touched || !gauges[k].gauge.is_civil();
    if (!touched) continue;
    judge_rule(g.rule, sample.end);
    if (w.watch.rule().allowance.kind == Allowance::Kind::none && !w.confirms) continue;
    const auto f = finding_of(w, sample.end);
    count_sample(g.rule, f, sample);
    confirm(g.rule, stream, f, sample);
  }
  for (const auto i : mine)
    while (gauges[i].gauge.is_complete(sample)) close_window(gauges[i], sample.end);
  return room;
}

/// What all gauges need to know of the reading.
void Evaluator::Engine::note(std::uint32_t index, const Sample& sample) {
  auto& state = streams[index];
  state.last = sample;
  if (std::isnan(sample.value)) return;
  if (state.silent) {
    Notice n;
    n.kind = NoticeKind::back;
    n.stream = index;
    n.at = sample.end;
    n.value = sample.value;
    n.episode = state.valid ? state.last_valid : sample.end;
    n.window = {n.episode, sample.end};
    out.notices.push_back(n);
    state.silent = false;
    groups[state.group].next_due = Instant::min();
  }
  if (!state.valid) groups[state.group].next_due = Instant::min();
  state.valid = true;
  state.last_valid = sample.end;
}

double Evaluator::Engine::uncertainty_of(const GaugeState& g, double value) const {
  const auto of = [&](std::uint32_t s, double v) {
    const auto& stream = rules.streams()[s];
    return std::max(stream.uncertainty, stream.uncertainty_share * std::abs(v));
  };
  const auto& c = g.gauge.condition();
  switch (c.relation) {
    case Relation::difference:  // the second stream is as uncertain as the first
      return std::hypot(of(g.stream, streams[g.stream].last.value),
                        of(g.other, streams[g.other].last.value));
    case Relation::share_of_limit: {
      const double measured = streams[g.stream].last.value;
      return measured != 0 ? of(g.stream, measured) * std::abs(value / measured) : 0;
    }
    default:
      return of(g.stream, value);
  }
}

/// The reading as the condition sees it, with the second stream. False: the window is full.
bool Evaluator::Engine::gauge_reading(GaugeState& g, const Sample& given) {
  const auto& c = g.gauge.condition();
  Sample sample = given;
  double weight = 1;
  if (g.other != nobody) {
    const auto& state = streams[g.other];
    const auto& stream = rules.streams()[g.other];
    const Duration age = c.max_age.count() != 0 ? c.max_age : stream.interval;
    const bool fresh = state.valid && sample.end - state.last.end <= age;
    const double other = fresh ? state.last.value : not_set;
    if (c.relation == Relation::difference) sample.value -= other;
    if (c.relation == Relation::share_of_limit) sample.value /= c.curve.at(other);
    if (c.relation == Relation::weight) weight = other;
    if (std::isnan(weight)) sample.value = not_set;
    sample.suspect = sample.suspect || state.last.suspect;
  }
  const bool room = g.gauge.take(sample, weight);
  if (g.gauge.is_civil()) {
    groups[streams[g.stream].group].next_due =
        std::min(groups[streams[g.stream].group].next_due, g.gauge.due().value_or(Instant::max()));
    return room;
  }
  g.current = g.gauge.now(sample.end);
  g.window = c.window.kind == Window::Kind::rolling
                 ? InstantSpan{sample.end - c.window.width, sample.end}
                 : InstantSpan{given.begin, given.end};
  g.begin = c.window.kind == Window::Kind::rolling ? sample.end : given.begin;
  g.verdict = judge(g.current.value, c);
  return room;
}

WindowResult Evaluator::Engine::result_of(const GaugeState& g, const Closed& closed,
                                          const Reckoning& r) const {
  const auto& c = g.gauge.condition();
  WindowResult w;
  w.rule = g.rule;
  w.window = {closed.window.span.begin, closed.last_end};
  w.date = closed.window.date;
  w.value = r.value;
  w.coverage = r.coverage;
  w.n = r.n;
  w.windows = closed.windows;
  w.level = level_in(judge(r.value, c));
  w.suspect = r.suspect;
  const auto change = rules.zone().next_change(closed.window.span.begin);
  w.clock_change = change && *change < closed.window.span.end && closed.windows == 1;
  w.certainty = certainty_of(r.value, uncertainty_of(g, r.value), c);
  return w;
}

void Evaluator::Engine::close_window(GaugeState& g, Instant t) {
  const Closed closed = g.gauge.close(t);
  const auto& c = g.gauge.condition();
  g.current = g.gauge.of(closed);
  g.window = {closed.window.span.begin, closed.last_end};
  g.begin = closed.window.span.begin;
  g.verdict = judge(g.current.value, c);
  auto& w = watches[g.rule];
  const auto& rule = w.watch.rule();
  const Instant at = std::max(closed.last_end, w.watch.last());
  const bool valid = (!rule.valid_from || closed.window.span.begin >= *rule.valid_from) &&
                     (!rule.valid_to || closed.window.span.begin < *rule.valid_to);
  if (rule.conditions.size() == 1 && valid) {
    const auto result = result_of(g, closed, g.current);
    out.windows.push_back(result);
    w.watch.tell_known(finding_of(w, at), !std::isnan(g.current.value), out);
    judge_rule(g.rule, at);
    w.watch.count(result, g.verdict.beyond[1] == Truth::yes, 1, at, &out);
  } else {
    judge_rule(g.rule, at);
  }
}

Finding Evaluator::Engine::finding_of(const WatchState& w, Instant at) const {
  // The condition that decides: the first one beyond, else the first one that is known.
  auto decides = w.first_gauge;
  for (auto i = w.first_gauge; i < w.last_gauge; ++i)
    if (level_in(gauges[i].verdict) > Level::normal) {
      decides = i;
      break;
    }
  const auto& g = gauges[decides];
  Finding f;
  f.at = at;
  f.verdict = gauges[w.first_gauge].verdict;
  for (auto i = w.first_gauge + 1; i < w.last_gauge; ++i)
    f.verdict = combine(f.verdict, gauges[i].verdict, w.watch.rule().combine);
  f.value = g.current.value;
  f.upper = is_upper(g.gauge.condition().comparison);
  f.window = g.window;
  f.begin = w.last_gauge - w.first_gauge == 1 ? g.begin : at;
  f.coverage = g.current.coverage;
  f.suspect = g.current.suspect;
  if (level_in(f.verdict) > Level::normal)
    f.certainty =
        certainty_of(g.current.value, uncertainty_of(g, g.current.value), g.gauge.condition());
  return f;
}

void Evaluator::Engine::judge_rule(std::uint32_t rule, Instant at) {
  auto& w = watches[rule];
  const auto due = w.watch.escalation();
  w.watch.find(finding_of(w, at), rules.zone(), out);
  if (w.watch.escalation() != due)
    groups[streams[gauges[w.first_gauge].stream].group].next_due = Instant::min();
}

/// One sample of an allowance on samples.
void Evaluator::Engine::count_sample(std::uint32_t rule, const Finding& f, const Sample& sample) {
  auto& w = watches[rule];
  const auto& first = gauges[w.first_gauge];
  if (w.watch.rule().allowance.kind == Allowance::Kind::none || first.gauge.is_civil()) return;
  if (std::isnan(sample.value)) return;
  WindowResult r;
  r.rule = rule;
  r.window = {sample.begin, sample.end};
  const auto civil = sample.begin + rules.zone().offset(sample.begin);
  r.date = std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(civil));
  r.value = f.value;
  r.n = 1;
  r.level = level_in(f.verdict);
  r.suspect = f.suspect;
  r.certainty = f.certainty;
  if (f.certainty == Certainty::not_told)
    r.certainty = certainty_of(f.value, uncertainty_of(first, f.value), first.gauge.condition());
  out.windows.push_back(r);
  w.watch.count(r, f.verdict.beyond[1] == Truth::yes, 1, sample.end, &out);
}

/// A laboratory's answer beside what the sensor's rule said at the time.
void Evaluator::Engine::confirm(std::uint32_t rule, std::uint32_t stream, const Finding& f,
                                const Sample& sample) {
  if (!watches[rule].confirms || std::isnan(f.value)) return;
  const auto& id = watches[rule].watch.rule().confirms;
  for (std::uint32_t i = 0; i < watches.size(); ++i) {
    auto& other = watches[i].watch;
    const auto& r = other.rule();
    if (r.id != id || (r.valid_from && sample.begin < *r.valid_from) ||
        (r.valid_to && sample.begin >= *r.valid_to))
      continue;
    const auto before = other.level_during({sample.begin, sample.end});
    if (!before) return;
    const Level level = level_in(f.verdict);
    out.corrections.push_back(
        {i, stream, sample.end, {sample.begin, sample.end}, not_set, f.value, *before, level});
    if (level != *before) other.tell_correction(*before, level, f, out);
    return;
  }
}

// ---- what came too late
// --------------------------------------------------------------------------

void Evaluator::Engine::take_late(std::uint32_t index, const Sample& sample,
                                  std::int64_t revision) {
  const auto& stream = rules.streams()[index];
  auto& state = streams[index];
  const bool same_time = state.heard && sample.end == state.last.end;
  if (same_time && !replaces(stream, state, {state.last, state.last_revision}, {sample, revision}))
    return;
  ++state.tally.late;
  LateReading late{index,
                   stream.meaning != Meaning::instant && stream.stamp == Stamp::start ? sample.begin
                                                                                      : sample.end,
                   sample.value, LateFate::dropped, Level::normal};
  for (const auto i : state.gauges) {
    const auto fate = amend(gauges[i], index, sample, late.level);
    const auto rank = [](LateFate f) {
      return f == LateFate::corrected      ? 3
             : f == LateFate::counted      ? 2
             : f == LateFate::judged_alone ? 1
                                           : 0;
    };
    if (rank(fate) > rank(late.fate)) late.fate = fate;
  }
  if (out.late.size() < options.most_waiting) out.late.push_back(late);
}

void Evaluator::Engine::judge_alone(GaugeState& g, std::uint32_t stream, const Sample& sample,
                                    Level& level) {
  auto& w = watches[g.rule];
  Finding f;
  f.at = sample.end;
  f.begin = sample.begin;
  f.window = {sample.begin, sample.end};
  f.value = sample.value;
  f.verdict = judge(sample.value, g.gauge.condition());
  f.certainty = certainty_of(sample.value, uncertainty_of(g, sample.value), g.gauge.condition());
  level = std::max(level, level_in(f.verdict));
  if (!rules.streams()[stream].delivered_late || w.last_gauge - w.first_gauge != 1) return;
  count_sample(g.rule, f, sample);
  confirm(g.rule, stream, f, sample);
}

LateFate Evaluator::Engine::amend(GaugeState& g, std::uint32_t stream, const Sample& sample,
                                  Level& level) {
  const auto& c = g.gauge.condition();
  if (!g.gauge.is_civil()) {
    if (c.relation != Relation::none || c.statistic != Statistic::last || std::isnan(sample.value))
      return LateFate::dropped;
    judge_alone(g, stream, sample, level);
    return LateFate::judged_alone;
  }
  Closed before, after;
  switch (g.gauge.amend(sample, before, after)) {
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
