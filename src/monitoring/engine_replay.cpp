// Windows that are reckoned again because one of their readings came late, or again.
#include <algorithm>
#include <cmath>

#include "monitoring/engine.hpp"

namespace masseflyt::monitoring {

using namespace detail;

namespace {

Instant later(Instant t, Duration by) { return shifted(t, by).value_or(Instant::max()); }
Instant earlier(Instant t, Duration by) { return shifted(t, -by).value_or(Instant::min()); }

void take_met(Gauge& gauge, const Met& met) { gauge.take(met.sample, met.weight); }

/// By how much the verdict changes; where it does not, by how much the value does.
std::pair<int, double> size_of(const Correction& c) {
  const bool known = !std::isnan(c.value), was_known = !std::isnan(c.value_before);
  if (known != was_known) return {4, static_cast<double>(c.level)};
  const int levels = std::abs(static_cast<int>(c.level) - static_cast<int>(c.level_before));
  return {levels, known ? std::abs(c.value - c.value_before) : 0};
}

}  // namespace

bool Evaluator::Engine::is_change(const Correction& c) { return size_of(c) > std::pair(0, 0.0); }

bool Evaluator::Engine::is_larger(const Correction& a, const Correction& b) {
  return size_of(a) > size_of(b);
}

// ---- without civil windows

/// From when on all is known that the condition rests on: what is older may be forgotten.
Instant Evaluator::Engine::known_since(const GaugeState& g) const {
  const auto& c = g.gauge.condition();
  const auto& past = streams[g.stream].past;
  Instant since = past.has_lost() ? past.since() : Instant::min();
  if (g.other != nobody && streams[g.other].past.has_lost())
    since = std::max(since, later(streams[g.other].past.since(), oldest_other(g)));
  if (since == Instant::min() || c.window.kind == Window::Kind::civil) return since;
  if (g.gauge.is_rolling()) return later(since, c.window.width);
  if (c.statistic != Statistic::rate) return since;
  for (auto i = past.after(since); i < past.size(); ++i)  // a rate has one before it
    if (!std::isnan(past[i].value)) return past[i].end + Duration(1);
  return Instant::max();
}

/// All that is known of both streams, gone through twice: as it was and as it is. What the
/// condition said at each reading is compared as far as all that it rested on is still known. One
/// time is told, that with the largest change; the window that is still open takes the reading in.
/// Cost: O(readings in two widths).
LateFate Evaluator::Engine::replay(GaugeState& g, const Change& change) {
  const auto& c = g.gauge.condition();
  const auto& past = streams[g.stream].past;
  const auto rows = changed_rows(g, change);
  if (rows.empty()) return LateFate::dropped;
  const bool rolling = g.gauge.is_rolling(), rate = c.statistic == Statistic::rate;
  const Duration width = rolling ? c.window.width : Duration(1);
  const Instant first = std::max(past[rows.front()].end, known_since(g));
  const Instant last =
      rate ? past.newest()
           : std::min(past.newest(), later(past[rows.back()].end, width - Duration(1)));
  if (first > last) return LateFate::dropped;
  Gauge before(c, rules.streams()[g.stream], settings), after = before;
  std::optional<Replayed> told;
  for (auto i = rate ? 0 : past.after(earlier(first, width)); i < past.size(); ++i) {
    const Sample is = *past_reading(g.stream, i, nullptr);
    if (is.end > last) break;
    const auto was = past_reading(g.stream, i, &change);
    if (was) take_met(before, past_met(g, *was, &change));
    take_met(after, past_met(g, is, nullptr));
    if (is.end < first || !watches[g.rule].watch.counts_at(is.end, rules.zone())) continue;
    const auto says = after.now(is.end);
    const double said = was || rolling ? before.now(is.end).value : not_set;
    const Correction made{
        g.rule, change.stream, change.now.end,           {is.end - width, is.end},
        said,   says.value,    level_in(judge(said, c)), level_in(judge(says.value, c))};
    if (!told || is_larger(made, told->made)) told = Replayed{made, is, says};
  }
  const bool open = last == past.newest();
  if (open) take_over(g, std::move(after));
  // A value that comes late is told even where it is what the others were.
  const bool own = g.stream == change.stream && change.is_first();
  const bool news = told && (own ? !std::isnan(change.now.value) : is_change(told->made));
  if (!news) return open ? LateFate::counted : LateFate::dropped;
  tell_replayed(g, *told);
  return LateFate::corrected;
}

/// What is gone through becomes what the condition has seen.
void Evaluator::Engine::take_over(GaugeState& g, Gauge&& seen) {
  const bool silent = streams[g.stream].silent || (g.other != nobody && streams[g.other].silent);
  const auto& past = streams[g.stream].past;
  const Sample newest = *past_reading(g.stream, past.size() - 1, nullptr);
  const auto says = seen.now(newest.end);
  g.gauge.take_over(std::move(seen));
  if (!silent) show_reading(g, says, newest.begin, newest.end);
}

void Evaluator::Engine::tell_replayed(const GaugeState& g, const Replayed& told) {
  const auto& c = g.gauge.condition();
  auto made = told.made;
  if (!g.gauge.is_rolling()) made.window = {told.at.begin, told.at.end};
  out.corrections.push_back(made);
  const auto& w = watches[g.rule];
  const bool verdict =
      made.level != made.level_before || std::isnan(made.value) != std::isnan(made.value_before);
  if (w.last_gauge - w.first_gauge != 1 || w.watch.rule().hold.count() > 0 || !verdict) return;
  Finding f;
  f.at = f.begin = told.at.end;
  f.window = made.window;
  f.value = made.value;
  f.coverage = told.says.coverage;
  f.suspect = told.says.suspect;
  f.certainty = certainty_of(f.value, uncertainty_of(g, f.value), c);
  watches[g.rule].watch.tell_correction(made.level_before, made.level, f, out);
}

// ---- civil windows

/// Counts one more reading, whose place in the window is free.
LateFate Evaluator::Engine::amend(GaugeState& g, const Change& change) {
  Closed before, after;
  switch (g.gauge.amend(change.now, change.kept || change.before, before, after)) {
    case Gauge::Amended::nothing:
      return LateFate::dropped;
    case Gauge::Amended::open_window:
      return LateFate::counted;
    case Gauge::Amended::closed_window:
      tell_amended(g, change, before, after);
      return LateFate::corrected;
  }
  return LateFate::dropped;
}

/// Counts windows anew, all readings of which are known, with what each has met.
LateFate Evaluator::Engine::remake(GaugeState& g, const Change& change) {
  const auto& past = streams[g.stream].past;
  const auto rows = changed_rows(g, change);
  const auto windows = g.gauge.windows();
  auto fate = LateFate::dropped;
  for (std::size_t k = 0; k < windows.size(); ++k) {
    const auto& span = windows[k];
    const bool changes = std::any_of(rows.begin(), rows.end(), [&](std::size_t i) {
      return span.contains(past_reading(g.stream, i, nullptr)->begin);
    });
    if (!changes || known_since(g) >= span.begin) continue;
    std::vector<Met> readings;
    for (auto i = past.after(span.begin - Duration(1)); i < past.size(); ++i) {
      const Sample s = *past_reading(g.stream, i, nullptr);
      if (s.begin >= span.end) break;
      if (s.begin >= span.begin) readings.push_back(past_met(g, s, nullptr));
    }
    Closed before, after;
    const bool open = g.gauge.remake(k, readings, before, after) == Gauge::Amended::open_window;
    if (!open) tell_amended(g, change, before, after);
    if (fate != LateFate::corrected) fate = open ? LateFate::counted : LateFate::corrected;
  }
  return fate;
}

void Evaluator::Engine::tell_amended(const GaugeState& g, const Change& change,
                                     const Closed& before, const Closed& after) {
  const auto& c = g.gauge.condition();
  auto& w = watches[g.rule];
  const auto was = result_of(g, before, g.gauge.of(before));
  auto is = result_of(g, after, g.gauge.of(after));
  is.revision = after.revision;
  out.corrections.push_back(
      {g.rule, change.stream, change.now.end, is.window, was.value, is.value, was.level, is.level});
  if (w.watch.rule().conditions.size() != 1) return;
  out.windows.push_back(is);
  const auto beyond = [&](double v) { return judge(v, c).beyond[1] == Truth::yes; };
  w.watch.count(was, beyond(was.value), -1, is.window.end, nullptr);
  w.watch.count(is, beyond(is.value), 1, is.window.end, &out);
  if (is.level == was.level && std::isnan(is.value) == std::isnan(was.value)) return;
  Finding f;
  f.at = is.window.end;
  f.begin = is.window.begin;
  f.window = is.window;
  f.value = is.value;
  f.coverage = is.coverage;
  f.suspect = is.suspect;
  f.certainty = is.certainty;
  w.watch.tell_correction(was.level, is.level, f, out);
}

}  // namespace masseflyt::monitoring
