// From one reading to gauges, from gauges to rules.
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
    if (!counts_readings(w)) continue;
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
  if (state.past.keeps()) state.past.push(sample, state.last_revision);
  if (std::isnan(sample.value)) return;
  if (state.paired.keeps()) state.paired.push(sample);
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

/// Of the value of a condition, which readings of both streams gave.
double Evaluator::Engine::uncertainty_of(const GaugeState& g, double value, double first,
                                         double other) const {
  const auto of = [&](std::uint32_t s, double v) {
    const auto& stream = rules.streams()[s];
    return std::max(stream.uncertainty, stream.uncertainty_share * std::abs(v));
  };
  switch (g.gauge.condition().relation) {
    case Relation::difference:  // the second stream is as uncertain as the first
      return std::hypot(of(g.stream, first), of(g.other, other));
    case Relation::share_of_limit:
      return first != 0 ? of(g.stream, first) * std::abs(value / first) : 0;
    default:
      return of(g.stream, value);
  }
}

double Evaluator::Engine::uncertainty_of(const GaugeState& g, double value) const {
  const double other = g.other != nobody ? streams[g.other].last.value : not_set;
  return uncertainty_of(g, value, streams[g.stream].last.value, other);
}

/// How old a reading of the second stream may be.
Duration Evaluator::Engine::oldest_other(const GaugeState& g) const {
  if (g.other == nobody) return Duration(0);
  const auto& c = g.gauge.condition();
  return c.max_age.count() != 0 ? c.max_age : rules.streams()[g.other].interval;
}

/// Whether the stream, which has said no more since, was not yet silent at `t`.
bool Evaluator::Engine::speaks_of(std::uint32_t index, const Sample& sample, Instant t) const {
  const auto& stream = rules.streams()[index];
  if (stream.delivered_late || stream.silence().count() == 0) return true;
  const auto due = shifted(sample.end, stream.silence());
  return !due || *due >= t || (stream.expected_to && *due >= *stream.expected_to);
}

/// The reading as the condition sees it: with `other`, the newest of the second stream.
Met Evaluator::Engine::meet(const GaugeState& g, const Sample& given, const Sample& other) const {
  Met met{given, 1};
  if (g.other == nobody) return met;
  const auto& c = g.gauge.condition();
  const bool fresh = !std::isnan(other.value) && given.end - other.end <= oldest_other(g) &&
                     speaks_of(g.other, other, given.end);
  const double value = fresh ? other.value : not_set;
  if (c.relation == Relation::difference) met.sample.value -= value;
  if (c.relation == Relation::share_of_limit) met.sample.value /= c.curve.at(value);
  if (c.relation == Relation::weight) met.weight = value;
  if (std::isnan(met.weight)) met.sample.value = not_set;
  met.sample.suspect = given.suspect || (fresh && other.suspect);
  return met;
}

/// False: the window is full.
bool Evaluator::Engine::gauge_reading(GaugeState& g, const Sample& given) {
  const auto [sample, weight] =
      meet(g, given, g.other != nobody ? streams[g.other].last : Sample{});
  const bool room = g.gauge.take(sample, weight);
  if (g.gauge.is_civil()) {
    groups[streams[g.stream].group].next_due =
        std::min(groups[streams[g.stream].group].next_due, g.gauge.due().value_or(Instant::max()));
    return room;
  }
  show_reading(g, g.gauge.now(sample.end), given.begin, given.end);
  return room;
}

/// What a condition without civil window says after a reading.
void Evaluator::Engine::show_reading(GaugeState& g, const Reckoning& says, Instant begin,
                                     Instant end) {
  const auto& c = g.gauge.condition();
  const bool rolling = c.window.kind == Window::Kind::rolling;
  g.current = says;
  g.window = rolling ? InstantSpan{end - c.window.width, end} : InstantSpan{begin, end};
  g.begin = rolling ? end : begin;
  g.verdict = judge(says.value, c);
}

/// Whether each reading counts by itself.
bool Evaluator::Engine::counts_readings(const WatchState& w) const {
  return w.watch.rule().allowance.kind != Allowance::Kind::none || w.confirms;
}

WindowResult Evaluator::Engine::result_of(const GaugeState& g, const Closed& closed,
                                          const Reckoning& r) const {
  const auto& c = g.gauge.condition();
  WindowResult w;
  w.rule = g.rule;
  w.window = {closed.window.span.begin, closed.last_end};
  w.date = closed.window.date;
  w.value = r.value;
  w.with_background = r.with_background;
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

/// The condition whose value is told: the first one beyond, else the first.
std::uint32_t Evaluator::Engine::deciding(const WatchState& w) const {
  for (auto i = w.first_gauge; i < w.last_gauge; ++i)
    if (level_in(gauges[i].verdict) > Level::normal) return i;
  return w.first_gauge;
}

Finding Evaluator::Engine::finding_of(const WatchState& w, Instant at) const {
  const auto& g = gauges[deciding(w)];
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
  if (w.watch.rule().allowance.kind == Allowance::Kind::none ||
      gauges[w.first_gauge].gauge.is_civil())
    return;
  if (std::isnan(sample.value) || !w.watch.counts_at(sample.begin, rules.zone())) return;
  const auto r = sample_result(rule, f, sample);
  out.windows.push_back(r);
  w.watch.count(r, f.verdict.beyond[1] == Truth::yes, 1, sample.end, &out);
}

WindowResult Evaluator::Engine::sample_result(std::uint32_t rule, const Finding& f,
                                              const Sample& sample) const {
  const auto& first = gauges[watches[rule].first_gauge];
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
  return r;
}

/// What the sensor of a rule measured of the same water, in the unit of its stream.
double Evaluator::Engine::measured_during(std::uint32_t rule, const Sample& sample) const {
  const auto stream = gauges[watches[rule].first_gauge].stream;
  const auto interval = rules.streams()[stream].interval;
  const Duration age = interval.count() != 0 ? 3 * interval : std::chrono::hours(1);
  return streams[stream].paired.during({sample.begin, sample.end}, age);
}

/// A laboratory's answer beside what the sensor's rule said at the time.
void Evaluator::Engine::confirm(std::uint32_t rule, std::uint32_t stream, const Finding& f,
                                const Sample& sample) {
  if (!watches[rule].confirms || std::isnan(f.value) ||
      !watches[rule].watch.counts_at(sample.begin, rules.zone()))
    return;
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
    out.corrections.push_back({i,
                               stream,
                               sample.end,
                               {sample.begin, sample.end},
                               measured_during(i, sample),
                               f.value,
                               *before,
                               level});
    if (level != *before) other.tell_correction(*before, level, f, out);
    return;
  }
}

}  // namespace masseflyt::monitoring
