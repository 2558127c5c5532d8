// What to do with readings that come after their time, and with samples that are sent again.
#include <algorithm>
#include <cmath>
#include <set>

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

bool is_same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

}  // namespace

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
  auto& state = streams[index];
  Change change{index, sample, std::nullopt, false};
  if (const auto old = known_before(index, sample.end)) {
    if (is_kept_out(index, *old, {sample, revision})) return;
    change.before = old->sample;
  }
  change.kept = state.past.put(sample, revision) && !change.before;
  if (!std::isnan(sample.value) || change.before) state.paired.put(sample);
  if (sample.end >= state.last.end) state.last = sample, state.last_revision = revision;
  LateReading late = late_reading(index, sample);
  auto& group = groups[state.group];
  for (const auto r : group.rules) {
    const auto fate = change_rule(r, change, late.level);
    if (rank(fate) > rank(late.fate)) late.fate = fate;
  }
  if (group.next_due <= group.time) run_timers(group, group.time);
  list(late);
}

/// The reading of that time, as far as the past is known.
std::optional<Waiting> Evaluator::Engine::known_before(std::uint32_t index, Instant end) const {
  const auto& state = streams[index];
  if (const auto i = state.past.find(end))
    return Waiting{*past_reading(index, *i, nullptr), state.past.revision(end)};
  if (state.last.end == end) return Waiting{state.last, state.last_revision};
  return std::nullopt;
}

/// Whether the old reading stays in its place. A value always fills that of a missing one.
bool Evaluator::Engine::is_kept_out(std::uint32_t index, const Waiting& old, const Waiting& given) {
  if (std::isnan(old.sample.value) && !std::isnan(given.sample.value)) return false;
  const auto& stream = rules.streams()[index];
  if (replaces(stream, streams[index], old, given)) return false;
  // What a table of a laboratory tells again is no news, nor is what was only just told.
  if (!stream.delivered_late && given.sample.end != streams[index].last.end)
    list(late_reading(index, given.sample));
  return true;
}

LateFate Evaluator::Engine::change_rule(std::uint32_t rule, const Change& change, Level& worst) {
  const auto& w = watches[rule];
  auto fate = LateFate::dropped;
  for (auto i = w.first_gauge; i < w.last_gauge; ++i) {
    auto& g = gauges[i];
    if (g.stream != change.stream && g.other != change.stream) continue;
    if (is_of_single_readings(rule)) return change_readings(rule, change, worst);
    const auto of_gauge = change_gauge(g, change);
    if (rank(of_gauge) > rank(fate)) fate = of_gauge;
  }
  return fate;
}

LateFate Evaluator::Engine::change_gauge(GaugeState& g, const Change& change) {
  if (!g.gauge.is_civil()) return replay(g, change);
  // Of a laboratory even the first sample may be late; its window may have to end at once.
  if (g.stream == change.stream && !std::isnan(change.now.value) && g.gauge.windows().empty()) {
    g.gauge.begin_at(change.now.begin);
    groups[streams[g.stream].group].next_due = Instant::min();
  }
  // Sums and places are enough for one more reading that meets no other.
  return g.other == nobody && change.is_first() ? amend(g, change) : remake(g, change);
}

// ---- the past, as it is and as it was

std::optional<Sample> Evaluator::Engine::past_reading(std::uint32_t index, std::size_t i,
                                                      const Change* undone) const {
  Sample s = streams[index].past[i];
  if (undone != nullptr && undone->stream == index && undone->now.end == s.end)
    return undone->before;
  const auto& stream = rules.streams()[index];
  if (stream.meaning != Meaning::instant) s.begin = s.end - stream.interval;
  return s;
}

/// The newest reading of the second stream at or before `t`; its value is NaN if there is none.
Sample Evaluator::Engine::past_other(const GaugeState& g, Instant t, const Change* undone) const {
  if (g.other == nobody) return {};
  for (auto i = streams[g.other].past.after(t); i > 0; --i)
    if (const auto s = past_reading(g.other, i - 1, undone)) return *s;
  return {};
}

/// Whether past_other() is all that can be known: an older one that is forgotten would be too old.
bool Evaluator::Engine::knows_other(const GaugeState& g, Instant t, const Change* undone) const {
  if (g.other == nobody) return true;
  const auto& past = streams[g.other].past;
  if (!past.has_lost()) return true;
  const auto oldest = shifted(t, -oldest_other(g));
  return (oldest && past.since() < *oldest) || past_other(g, t, undone).end > past.since();
}

Met Evaluator::Engine::past_met(const GaugeState& g, const Sample& sample,
                                const Change* undone) const {
  return meet(g, sample, past_other(g, sample.end, undone));
}

/// Rows of the past of the first stream that the condition sees another way than before.
std::vector<std::size_t> Evaluator::Engine::changed_rows(const GaugeState& g,
                                                         const Change& change) const {
  const auto& past = streams[g.stream].past;
  std::vector<std::size_t> rows;
  if (g.stream == change.stream) {
    if (const auto i = past.find(change.now.end)) rows.push_back(*i);
    return rows;
  }
  const auto& others = streams[g.other].past;
  const auto next = others.after(change.now.end);
  const Instant until = next < others.size() ? others[next].end : Instant::max();
  const Instant oldest = shifted(change.now.end, oldest_other(g)).value_or(Instant::max());
  for (auto i = past.after(change.now.end - Duration(1)); i < past.size(); ++i) {
    const Sample s = *past_reading(g.stream, i, nullptr);
    if (s.end >= until || s.end > oldest) break;
    if (!knows_other(g, s.end, &change)) continue;
    const auto was = past_met(g, s, &change), is = past_met(g, s, nullptr);
    if (!is_same(was.sample.value, is.sample.value) || !is_same(was.weight, is.weight) ||
        was.sample.suspect != is.sample.suspect)
      rows.push_back(i);
  }
  return rows;
}

// ---- rules on single readings

/// Whether the rule looks at nothing but single readings of one stream, each with what others said
/// at the time.
bool Evaluator::Engine::is_of_single_readings(std::uint32_t rule) const {
  const auto& w = watches[rule];
  return std::all_of(gauges.begin() + w.first_gauge, gauges.begin() + w.last_gauge,
                     [&](const GaugeState& g) {
                       const auto& c = g.gauge.condition();
                       return g.stream == gauges[w.first_gauge].stream &&
                              c.window.kind == Window::Kind::none && c.statistic == Statistic::last;
                     });
}

/// What the rule says of a reading by itself. Precondition: is_of_single_readings().
Finding Evaluator::Engine::finding_alone(std::uint32_t rule, const Sample& sample,
                                         const Change* undone) const {
  const auto& w = watches[rule];
  Finding f;
  f.at = sample.end;
  f.begin = sample.begin;
  f.window = {sample.begin, sample.end};
  bool decided = false;
  for (auto i = w.first_gauge; i < w.last_gauge; ++i) {
    const auto& g = gauges[i];
    const auto& c = g.gauge.condition();
    const auto other = past_other(g, sample.end, undone);
    const auto met = meet(g, sample, other).sample;
    const auto v = judge(met.value, c);
    f.verdict = i == w.first_gauge ? v : combine(f.verdict, v, w.watch.rule().combine);
    const bool beyond = level_in(v) > Level::normal;
    if (i == w.first_gauge || (beyond && !decided)) {  // as deciding() finds it
      f.value = met.value;
      f.suspect = met.suspect;
      f.upper = is_upper(c.comparison);
    }
    decided = decided || beyond;
    if (f.certainty == Certainty::not_told || beyond)
      f.certainty =
          certainty_of(met.value, uncertainty_of(g, met.value, sample.value, other.value), c);
  }
  return f;
}

LateFate Evaluator::Engine::judge_alone(std::uint32_t rule, const Change& change, Level& worst) {
  const Sample& sample = change.now;
  const auto& w = watches[rule];
  for (auto i = w.first_gauge; i < w.last_gauge; ++i)
    if (!knows_other(gauges[i], sample.end, nullptr)) return LateFate::dropped;
  const auto f = finding_alone(rule, sample, nullptr);
  const Level level = level_in(f.verdict);
  worst = std::max(worst, level);
  // Nobody can tell whether one that is older than all that are kept was counted before.
  if (change.kept || change.before) {
    count_sample(rule, f, sample);
    confirm(rule, change.stream, f, sample);
  }
  if (rules.streams()[change.stream].delivered_late) return LateFate::judged_alone;
  if (std::isnan(f.value)) return LateFate::dropped;
  // One reading is all that a rule without hold asks for: had it come in time, it would have told.
  auto& watch = watches[rule].watch;
  const bool speaks = watch.counts_at(sample.begin, rules.zone());
  const Level before = watch.level_during({sample.begin, sample.end}).value_or(Level::normal);
  if (!speaks || watch.rule().hold.count() > 0 || level <= before) return LateFate::judged_alone;
  out.corrections.push_back(
      {rule, change.stream, sample.end, f.window, not_set, f.value, before, level});
  watch.tell_correction(before, level, f, out);
  return LateFate::corrected;
}

/// Judges readings again, each by itself. All are counted as they are now; that which changed most
/// is told.
LateFate Evaluator::Engine::change_readings(std::uint32_t rule, const Change& change,
                                            Level& worst) {
  const auto first = watches[rule].first_gauge;
  const auto stream = gauges[first].stream;
  const bool own = stream == change.stream;
  if (own && change.is_first())
    return std::isnan(change.now.value) ? LateFate::dropped : judge_alone(rule, change, worst);
  std::set<std::size_t> rows;
  for (auto i = first; i < watches[rule].last_gauge; ++i)
    for (const auto row : changed_rows(gauges[i], change)) rows.insert(row);
  auto& watch = watches[rule].watch;
  std::optional<Correction> told;
  Finding finding;
  const auto change_one = [&](const Sample& old, const Sample& sample) {
    if (!watch.counts_at(sample.begin, rules.zone())) return;
    const auto was = finding_alone(rule, old, &change), is = finding_alone(rule, sample, nullptr);
    const Correction c{rule,      change.stream, change.now.end,        is.window,
                       was.value, is.value,      level_in(was.verdict), level_in(is.verdict)};
    worst = std::max(worst, c.level);
    count_again(rule, was, old.value, is, sample);
    if (is_change(c) && (!told || is_larger(c, *told))) told = c, finding = is;
    confirm(rule, change.stream, is, sample);
  };
  if (own && rows.empty()) change_one(*change.before, change.now);  // nothing is kept of it
  for (const auto i : rows) {
    const Sample sample = *past_reading(stream, i, nullptr);
    change_one(own ? *change.before : sample, sample);
  }
  if (!told) return LateFate::dropped;
  out.corrections.push_back(*told);
  if (told->level != told->level_before && watch.rule().hold.count() == 0)
    watch.tell_correction(told->level_before, told->level, finding, out);
  return LateFate::corrected;
}

/// `old`: the value of the first stream that was counted; NaN: none was.
void Evaluator::Engine::count_again(std::uint32_t rule, const Finding& was, double old,
                                    const Finding& is, const Sample& sample) {
  auto& w = watches[rule].watch;
  if (w.rule().allowance.kind == Allowance::Kind::none) return;
  auto result = sample_result(rule, is, sample);
  result.revision = 1;
  out.windows.push_back(result);
  if (!std::isnan(old))
    w.count(sample_result(rule, was, sample), was.verdict.beyond[1] == Truth::yes, -1, sample.end,
            nullptr);
  if (!std::isnan(sample.value))  // else it was taken back
    w.count(result, is.verdict.beyond[1] == Truth::yes, 1, sample.end, &out);
}

}  // namespace masseflyt::monitoring
