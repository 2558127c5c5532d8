// Taking readings in and keeping their time.
#include "monitoring/engine.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace masseflyt::monitoring {

using namespace detail;

namespace {

/// Changes of level that a rule looks back on: as laboratories take weeks, and as a reading is
/// late.
constexpr std::size_t most_remembered = 4096, few_remembered = 64;

/// Longer than any laboratory takes.
constexpr Duration for_good = std::chrono::hours(24 * 366 * 140);

/// Readings of a stream that are kept for civil windows in which it meets another.
constexpr std::size_t most_met = 1u << 20;

/// No longer than this between the beginnings of windows that follow each other.
Duration longest_period(const CivilWindow& w) {
  using std::chrono::hours;
  switch (w.cycle) {
    case Cycle::hour:
      return hours(1);
    case Cycle::day:
    case Cycle::clock:
      if (w.days.bits == 255) return hours(25);
      return hours(24 * ((w.days.bits & 127) != 0 ? 15 : 366));  // a holiday is no Wednesday
    case Cycle::week:
      return hours(24 * 7 + 1);
    case Cycle::month:
      return hours(24 * 31 + 1);
    case Cycle::year:
    case Cycle::winter:
      return hours(24 * 366 + 1);
  }
  return for_good;
}

/// t - by, not before the beginning of time.
Instant earlier(Instant t, Duration by) { return shifted(t, -by).value_or(Instant::min()); }
Instant later(Instant t, Duration by) { return shifted(t, by).value_or(Instant::max()); }

}  // namespace

Evaluator::Engine::Engine(RuleSet set, const EvaluatorOptions& given)
    : rules(std::move(set)),
      options(given),
      settings{rules.zone(), given.most_window_readings, given.closed_windows_kept} {
  streams.resize(rules.streams().size());
  make_gauges();
  make_groups();
  keep_pasts();
  keep_pairs();
}

/// What late readings may be held against: of each gauge, the readings of its streams.
void Evaluator::Engine::keep_pasts() {
  for (std::size_t s = 0; s < streams.size(); ++s)
    if (rules.streams()[s].delivered_late)
      streams[s].past.keep(Duration(0), options.most_samples_kept, 0);
  if (options.closed_windows_kept == 0) return;
  for (const auto& g : gauges) keep_for(g);
}

// A reading that comes late by less than the width of a window lies in windows that end up to that
// much later and begin up to that much earlier.
void Evaluator::Engine::keep_for(const GaugeState& g) {
  const auto& c = g.gauge.condition();
  const auto keep = [&](Duration horizon, std::size_t least, std::size_t most) {
    horizon = std::min(horizon + std::min(oldest_other(g), for_good), for_good);
    streams[g.stream].past.keep(least == 0 ? horizon : Duration(0), least, most);
    if (g.other != nobody)
      streams[g.other].past.keep(least == 0 ? horizon : Duration(0), least, most);
  };
  const std::size_t inside = options.most_window_readings;
  if (g.gauge.is_rolling()) return keep(std::min(2 * c.window.width, for_good), 0, 2 * inside);
  if (g.gauge.is_civil()) {
    if (g.other == nobody) return;  // sums and places are enough
    const auto kept = static_cast<std::int64_t>(options.closed_windows_kept);
    const Duration period = longest_period(c.window.civil);
    const Duration span = kept + 2 < for_good / period ? (kept + 2) * period : for_good;
    return keep(span, 0, std::min(inside, most_met));
  }
  if (!is_of_single_readings(g.rule) || g.other != nobody || counts_readings(watches[g.rule]))
    keep(Duration(0), options.most_samples_kept, 0);
}

/// Laboratories take weeks: of sensors that they confirm the newest readings are kept, however old.
void Evaluator::Engine::keep_pairs() {
  if (options.most_readings_paired == 0) return;
  for (const auto& w : watches) {
    if (!w.confirms) continue;
    for (const auto& other : watches)
      if (other.watch.rule().id == w.watch.rule().confirms)
        streams[gauges[other.first_gauge].stream].paired.keep(Duration(0),
                                                              options.most_readings_paired, 0);
  }
}

void Evaluator::Engine::make_gauges() {
  std::map<std::string_view, std::uint32_t> by_id;
  for (std::uint32_t i = 0; i < rules.streams().size(); ++i) by_id[rules.streams()[i].id] = i;
  std::map<std::string_view, std::uint32_t> rule_by_id;
  for (std::uint32_t i = 0; i < rules.rules().size(); ++i)
    rule_by_id.try_emplace(rules.rules()[i].id, i);
  for (std::uint32_t i = 0; i < rules.rules().size(); ++i) {
    const auto& rule = rules.rules()[i];
    const auto first = static_cast<std::uint32_t>(gauges.size());
    for (const auto& c : rule.conditions) {
      const auto stream = by_id.at(c.stream);
      const auto other = c.other.empty() ? nobody : by_id.at(c.other);
      auto& mine = streams[stream].gauges;
      place_in_stream.push_back(static_cast<std::uint32_t>(mine.size()));
      mine.push_back(static_cast<std::uint32_t>(gauges.size()));
      gauges.push_back({Gauge(c, rules.streams()[stream], settings),
                        i,
                        stream,
                        other,
                        {},
                        {},
                        {},
                        judge(not_set, c),
                        0});
    }
    watches.push_back({Watch(rule, i), first, static_cast<std::uint32_t>(gauges.size()), {}});
    if (!rule.confirms.empty()) watches.back().confirms = rule_by_id.at(rule.confirms);
  }
  for (std::uint32_t r = 0; r < watches.size(); ++r)
    if (is_of_single_readings(r)) watches[r].watch.remember_levels(few_remembered);
  for (const auto& w : watches)
    if (w.confirms)
      for (auto& other : watches)
        if (other.watch.rule().id == w.watch.rule().confirms)
          other.watch.remember_levels(most_remembered);
  for (auto& g : gauges)
    if (const auto from = rules.streams()[g.stream].expected_from) g.gauge.expect_from(*from);
}

// Streams that meet in a rule keep one time: union by the smallest number.
void Evaluator::Engine::make_groups() {
  std::vector<std::uint32_t> root(streams.size());
  std::iota(root.begin(), root.end(), 0u);
  const auto find = [&](std::uint32_t s) {
    while (root[s] != s) s = root[s] = root[root[s]];
    return s;
  };
  const auto join = [&](std::uint32_t a, std::uint32_t b) {
    const auto x = find(a), y = find(b);
    root[std::max(x, y)] = std::min(x, y);
  };
  for (const auto& w : watches)
    for (auto g = w.first_gauge; g < w.last_gauge; ++g) {
      join(gauges[w.first_gauge].stream, gauges[g].stream);
      if (gauges[g].other != nobody) join(gauges[g].stream, gauges[g].other);
    }
  std::map<std::uint32_t, std::uint32_t> group_of;
  for (std::uint32_t s = 0; s < streams.size(); ++s) {
    const auto [at, fresh] =
        group_of.try_emplace(find(s), static_cast<std::uint32_t>(groups.size()));
    if (fresh) groups.emplace_back();
    streams[s].group = at->second;
    groups[at->second].streams.push_back(s);
  }
  for (std::uint32_t g = 0; g < gauges.size(); ++g)
    groups[streams[gauges[g].stream].group].gauges.push_back(g);
  for (std::uint32_t w = 0; w < watches.size(); ++w)
    groups[streams[gauges[watches[w].first_gauge].stream].group].rules.push_back(w);
  for (auto& group : groups)
    group.direct =
        group.streams.size() == 1 && rules.streams()[group.streams.front()].lateness.count() == 0;
}

// ---- readings
// ------------------------------------------------------------------------------------

Sample Evaluator::Engine::sampled(std::size_t index, Instant time, double value, Flag flag) {
  const Stream& stream = rules.streams()[index];
  auto& tally = streams[index].tally;
  ++tally.readings;
  if (!usable(flag) || std::isnan(value)) {
    ++tally.missing;
    value = not_set;
  }
  if (flag == Flag::suspect) ++tally.suspect;
  Sample s{time, time, value + stream.correction, flag == Flag::suspect};
  if (stream.meaning == Meaning::instant) return s;
  if (stream.stamp == Stamp::start)
    s.end = time + stream.interval;
  else
    s.begin = time - stream.interval;
  return s;
}

Result<void> Evaluator::Engine::feed(std::size_t index, Instant time, double value, Flag flag,
                                     std::int64_t revision) {
  if (index >= streams.size())
    return Error{ErrorCode::invalid_argument, "there is no stream number " + std::to_string(index)};
  if (std::isinf(value) || time < first_reading || time >= last_reading)
    return Error{
        ErrorCode::invalid_argument,
        "stream '" + rules.streams()[index].id + "': " +
            (std::isinf(value) ? "an infinite value" : "a time outside the years 1900 to 2149")};
  const auto stream = static_cast<std::uint32_t>(index);
  auto& state = streams[index];
  auto& group = groups[state.group];
  if (!group.direct && state.waiting.size() >= options.most_waiting)
    return Error{ErrorCode::limit_exceeded,
                 "stream '" + rules.streams()[index].id + "' has " +
                     std::to_string(state.waiting.size()) +
                     " readings that wait for another stream of its rules: call advance_to()"};
  const Sample sample = sampled(index, time, value, flag);
  if (sample.end <= group.time) {
    take_late(stream, sample, revision);
    return {};
  }
  state.heard = true;
  state.newest = std::max(state.newest, sample.end);
  if (!group.direct) return enqueue(stream, {sample, revision});
  state.last_revision = revision;
  if (!step(group, stream, sample))
    return Error{ErrorCode::limit_exceeded,
                 "a window of stream '" + rules.streams()[index].id + "' holds more than " +
                     std::to_string(options.most_window_readings) + " readings"};
  return {};
}

/// Which of two readings of one time stays. Identical ones are counted and otherwise nothing.
bool Evaluator::Engine::replaces(const Stream& stream, StreamState& state, const Waiting& old,
                                 const Waiting& fresh) const {
  const bool same = old.sample.value == fresh.sample.value ||
                    (std::isnan(old.sample.value) && std::isnan(fresh.sample.value));
  ++(same ? state.tally.repeated : state.tally.contradicted);
  if (same) return false;
  switch (stream.duplicates) {
    case Duplicates::first:
      return false;
    case Duplicates::last:
      return true;
    case Duplicates::revision:
      return fresh.revision > old.revision;
  }
  return false;
}

Result<void> Evaluator::Engine::enqueue(std::uint32_t stream, const Waiting& reading) {
  auto& state = streams[stream];
  auto& queue = state.waiting;
  const auto place = std::lower_bound(queue.begin(), queue.end(), reading.sample.end,
                                      [](const Waiting& w, Instant t) { return w.sample.end < t; });
  if (place != queue.end() && place->sample.end == reading.sample.end) {
    if (replaces(rules.streams()[stream], state, *place, reading)) *place = reading;
  } else {
    queue.insert(place, reading);
  }
  auto& group = groups[state.group];
  release(group, watermark(group));
  return {};
}

// ---- time
// ----------------------------------------------------------------------------------------

/// Up to where every stream of the group has told what it will tell.
Instant Evaluator::Engine::watermark(const Group& group) const {
  Instant least = Instant::max();
  bool any = false;
  const bool of_sensors =
      std::any_of(group.streams.begin(), group.streams.end(),
                  [&](std::uint32_t s) { return !rules.streams()[s].delivered_late; });
  for (const auto s : group.streams) {
    const auto& stream = rules.streams()[s];
    if (stream.delivered_late && of_sensors) continue;
    const auto& state = streams[s];
    Instant mark = state.heard ? earlier(state.newest, stream.lateness) : Instant::min();
    if (!stream.delivered_late) mark = std::max(mark, earlier(clock, stream.lateness));
    least = std::min(least, mark);
    any = true;
  }
  return any ? least : Instant::min();
}

void Evaluator::Engine::release(Group& group, Instant until) {
  while (true) {
    std::uint32_t first = nobody;
    for (const auto s : group.streams)
      if (!streams[s].waiting.empty() &&
          (first == nobody ||
           streams[s].waiting.front().sample.end < streams[first].waiting.front().sample.end))
        first = s;
    if (first == nobody || streams[first].waiting.front().sample.end > until) break;
    const Instant t = streams[first].waiting.front().sample.end;
    if (t >= group.next_due) run_timers(group, t);
    group.time = t;
    std::vector<std::pair<std::uint32_t, Sample>> now;
    for (const auto s : group.streams) {
      auto& queue = streams[s].waiting;
      if (queue.empty() || queue.front().sample.end != t) continue;
      now.emplace_back(s, queue.front().sample);
      streams[s].last_revision = queue.front().revision;
      queue.pop_front();
      note(s, now.back().second);
    }
    std::vector<std::uint32_t> touched;
    for (const auto& [s, sample] : now)
      for (const auto g : streams[s].gauges) {
        gauge_reading(gauges[g], sample);
        if (!gauges[g].gauge.is_civil()) touched.push_back(gauges[g].rule);
      }
    std::sort(touched.begin(), touched.end());
    touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
    for (const auto r : touched) judge_rule(r, t);
    for (const auto& [s, sample] : now)
      for (const auto r : touched) {
        if (gauges[watches[r].first_gauge].stream != s) continue;
        const auto f = finding_of(watches[r], t);
        count_sample(r, f, sample);
        confirm(r, s, f, sample);
      }
    for (const auto& [s, sample] : now)
      for (const auto g : streams[s].gauges)
        while (gauges[g].gauge.is_complete(sample)) close_window(gauges[g], t);
  }
  if (until <= group.time && until < group.next_due) return;
  if (until > Instant::min()) run_timers(group, until);
  group.time = std::max(group.time, until);
}

void Evaluator::Engine::advance_to(Instant now) {
  if (now <= clock) return;
  clock = std::clamp(now, first_reading, last_reading);
  for (auto& group : groups) release(group, watermark(group));
}

void Evaluator::Engine::flush() {
  for (auto& group : groups) {
    Instant newest = Instant::min();
    for (const auto s : group.streams)
      if (streams[s].heard) newest = std::max(newest, streams[s].newest);
    release(group, newest);
  }
}

/// When the stream has been silent for too long, if nothing comes until then.
std::optional<Instant> Evaluator::Engine::silence_due(std::uint32_t index) const {
  const auto& stream = rules.streams()[index];
  const auto& state = streams[index];
  if (state.silent || stream.delivered_late || stream.silence().count() == 0) return std::nullopt;
  if (!state.valid && !stream.expected_from) return std::nullopt;
  const Instant from = state.valid ? state.last_valid : *stream.expected_from;
  const Instant due = later(from, stream.silence());
  if (stream.expected_to && due >= *stream.expected_to) return std::nullopt;
  return due;
}

/// Runs what is due at `t`, in order of time: windows that end at `t` are over, silence that could
/// still be broken at `t` is not.
void Evaluator::Engine::run_timers(Group& group, Instant t) {
  while (run_first_timer(group, t)) {
  }
  find_next_due(group);
}

bool Evaluator::Engine::run_first_timer(Group& group, Instant t) {
  Instant first = Instant::max();
  enum class What { nothing, window, silence, escalation } what = What::nothing;
  std::uint32_t which = 0;
  const auto offer = [&](std::optional<Instant> due, bool inclusive, What kind, std::uint32_t i) {
    if (!due || *due >= first || (inclusive ? *due > t : *due >= t)) return;
    first = *due, what = kind, which = i;
  };
  for (const auto g : group.gauges) offer(gauges[g].gauge.due(), true, What::window, g);
  for (const auto s : group.streams) offer(silence_due(s), false, What::silence, s);
  for (const auto r : group.rules) offer(watches[r].watch.escalation(), false, What::escalation, r);
  switch (what) {
    case What::nothing:
      return false;
    case What::window:
      close_window(gauges[which], t);
      return true;
    case What::silence:
      go_silent(which, first);
      return true;
    case What::escalation:
      watches[which].watch.escalate(out);
      return true;
  }
  return false;
}

void Evaluator::Engine::find_next_due(Group& group) {
  Instant next = Instant::max();
  const auto offer = [&](std::optional<Instant> due) {
    if (due) next = std::min(next, *due);
  };
  for (const auto g : group.gauges) offer(gauges[g].gauge.due());
  for (const auto s : group.streams) offer(silence_due(s));
  for (const auto r : group.rules) offer(watches[r].watch.escalation());
  group.next_due = next;
}

void Evaluator::Engine::go_silent(std::uint32_t index, Instant at) {
  auto& state = streams[index];
  state.silent = true;
  Notice n;
  n.kind = NoticeKind::silent;
  n.stream = index;
  n.at = at;
  n.episode = state.valid ? state.last_valid : *rules.streams()[index].expected_from;
  n.window = {n.episode, at};
  out.notices.push_back(n);
  for (const auto r : groups[state.group].rules) {
    bool touched = false;
    for (auto i = watches[r].first_gauge; i < watches[r].last_gauge; ++i) {
      auto& g = gauges[i];
      if ((g.stream != index && g.other != index) || g.gauge.is_civil()) continue;
      g.current = {};
      g.verdict = judge(not_set, g.gauge.condition());
      touched = true;
    }
    if (touched) judge_rule(r, at);
  }
}

}  // namespace masseflyt::monitoring
