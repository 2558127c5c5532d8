// Columns: many readings of one stream at once, with the same answer as one by one.
//
// Gauges take in a whole block and tell their value after each reading. Where all values of a block
// give a rule the same verdict, and that verdict changes nothing, only the last one is told; else
// smaller pieces are tried, and at last single readings.
#include <algorithm>

#include "monitoring/engine.hpp"

namespace masseflyt::monitoring {

using namespace detail;

namespace {

constexpr std::size_t most_rows = 512, few_rows = 64, least_rows = 16;

Instant instant(std::int64_t t) { return Instant(Duration(t)); }

/// Negative if the reading does not follow the one before it: times rise by `gap` at most, and lie
/// in the years 1824 to 2116, so that no difference overflows; others go by themselves.
std::int64_t fault_of(const std::int64_t* time, std::size_t i, std::int64_t gap) {
  const auto t = static_cast<std::uint64_t>(time[i]);
  const auto step = static_cast<std::int64_t>(t - static_cast<std::uint64_t>(time[i - 1]));
  return static_cast<std::int64_t>(t ^ t << 1) | (step - 1) | (gap - step);
}

/// How many of the first readings follow each other so, with values that are finite. The first one
/// is taken as it is.
std::size_t rising(std::span<const std::int64_t> time, std::span<const double> value,
                   std::int64_t gap) {
  for (std::size_t i = 1; i < time.size();) {
    const std::size_t end = std::min(i + few_rows, time.size());
    std::int64_t fault = 0;
    for (std::size_t k = i; k < end; ++k) fault |= fault_of(time.data(), k, gap);
    if (fault < 0 || !range_of(value.subspan(i, end - i)).known) {
      while (fault_of(time.data(), i, gap) >= 0 && value[i] - value[i] == 0) ++i;
      return i;
    }
    i = end;
  }
  return time.size();
}

}  // namespace

/// How many of these readings come as they should, before any window ends.
std::size_t Evaluator::Engine::plain_rows(std::size_t index, std::span<const std::int64_t> time_ns,
                                          std::span<const double> value) const {
  const auto& stream = rules.streams()[index];
  const auto& state = streams[index];
  const auto& group = groups[state.group];
  const bool usual = group.direct && state.valid && !state.silent && !stream.delivered_late;
  if (!usual || time_ns.size() < least_rows) return 0;
  const auto first = static_cast<std::uint64_t>(time_ns[0]);
  if (static_cast<std::int64_t>(first ^ first << 1) < 0 || value[0] - value[0] != 0) return 0;
  const bool by_start = stream.meaning != Meaning::instant && stream.stamp == Stamp::start;
  const bool by_end = stream.meaning != Meaning::instant && !by_start;
  const auto to_end = by_start ? stream.interval.count() : 0;
  const auto to_begin = by_end ? stream.interval.count() : 0;
  const Instant first_end = instant(time_ns[0] + to_end);
  const auto silence = stream.silence().count();
  const auto gap = silence == 0 ? std::numeric_limits<std::int64_t>::max() : silence;
  if (first_end <= group.time || (first_end - state.last_valid).count() > gap) return 0;
  const std::size_t some = std::min(time_ns.size(), most_rows);
  const std::size_t n = rising(time_ns.first(some), value.first(some), gap);
  Instant until = Instant::max();
  for (const auto g : group.gauges) {
    const auto settled = gauges[g].gauge.settled_until(instant(time_ns[0] - to_begin));
    until = std::min(until, settled.value_or(Instant::min()));
  }
  const auto* const end =
      std::upper_bound(time_ns.data(), time_ns.data() + n, until,
                       [&](Instant limit, std::int64_t t) { return instant(t + to_end) >= limit; });
  return static_cast<std::size_t>(end - time_ns.data());
}

/// The rows as samples side by side.
void Evaluator::Engine::lay_out(std::size_t index, std::span<const std::int64_t> time_ns,
                                std::span<const double> value) {
  const auto& stream = rules.streams()[index];
  block.begin.assign(time_ns.begin(), time_ns.end());
  block.end = block.begin;
  if (stream.meaning != Meaning::instant) {
    const auto interval = stream.interval.count();
    if (stream.stamp == Stamp::start)
      for (auto& t : block.end) t += interval;
    else
      for (auto& t : block.begin) t -= interval;
  }
  block.value.resize(value.size());
  for (std::size_t i = 0; i < value.size(); ++i) block.value[i] = value[i] + stream.correction;
  block.stretch = {block.begin, block.end, block.value};
  block.values.resize(std::max(block.values.size(), streams[index].gauges.size()));
}

std::size_t Evaluator::Engine::feed_block(std::size_t index, std::span<const std::int64_t> time_ns,
                                          std::span<const double> value) {
  const std::size_t n = plain_rows(index, time_ns, value);
  if (n < least_rows) return 0;
  auto& state = streams[index];
  auto& group = groups[state.group];
  lay_out(index, time_ns.first(n), value.first(n));
  for (const auto g : state.gauges)
    if (!gauges[g].gauge.takes(block.stretch)) return 0;
  for (const auto g : state.gauges)
    gauges[g].gauge.take(block.stretch, block.values[place_in_stream[g]]);
  state.tally.readings += n;
  if (state.past.keeps()) state.past.push(block.stretch);
  if (state.paired.keeps()) state.paired.push(block.stretch);
  judge_rows(static_cast<std::uint32_t>(index), 0, n);
  const Instant last = instant(block.end.back());
  state.heard = true;
  state.newest = std::max(state.newest, last);
  state.last = {instant(block.begin.back()), last, block.value.back(), false};
  state.last_revision = 0;
  state.last_valid = last;
  group.time = last;
  if (group.next_due <= last) group.next_due = Instant::min();
  return n;
}

void Evaluator::Engine::judge_rows(std::uint32_t index, std::size_t first, std::size_t n) {
  const auto& group = groups[streams[index].group];
  std::vector<std::uint32_t> awake;
  std::vector<Finding> resting;
  std::vector<std::uint32_t> asleep;
  for (const auto r : group.rules) {
    const auto& w = watches[r];
    const bool by_window =
        std::all_of(gauges.begin() + w.first_gauge, gauges.begin() + w.last_gauge,
                    [](const GaugeState& g) { return g.gauge.is_civil(); });
    if (by_window) continue;
    (rests(r, first, n, resting) ? asleep : awake).push_back(r);
  }
  if (!awake.empty() && n > few_rows) {
    for (std::size_t i = 0; i < n; i += few_rows)
      judge_rows(index, first + i, std::min(few_rows, n - i));
    return;
  }
  for (std::size_t i = 0; i < asleep.size(); ++i) watches[asleep[i]].watch.rest(resting[i]);
  if (!awake.empty())
    for (std::size_t i = first; i < first + n; ++i) judge_row(index, awake, i);
  else
    escalate_before(group, instant(block.end[first + n - 1]));
}

/// Whether nothing becomes of the rows; what the last one says then joins `resting`.
bool Evaluator::Engine::rests(std::uint32_t rule, std::size_t first, std::size_t n,
                              std::vector<Finding>& resting) {
  const auto& w = watches[rule];
  if (counts_readings(w)) return false;
  const std::size_t last = first + n - 1;
  const auto escalation = w.watch.escalation();
  if (escalation && *escalation < instant(block.end[last])) return false;
  std::optional<std::pair<double, double>> range;
  for (auto i = w.first_gauge; i < w.last_gauge; ++i) {
    auto& g = gauges[i];
    if (g.gauge.is_civil()) continue;
    const auto& values = block.values[place_in_stream[i]];
    range = g.gauge.range(values, first, n);
    if (!range) return false;
    const auto verdict = judge(range->first, g.gauge.condition());
    if (verdict != judge(range->second, g.gauge.condition())) return false;
    say(i, last);
  }
  Watch::Same same;
  same.last = finding_of(w, instant(block.end[last]));
  const auto decides = deciding(w);
  if (gauges[decides].gauge.is_civil()) return false;
  if (w.last_gauge - w.first_gauge > 1)
    range = gauges[decides].gauge.range(block.values[place_in_stream[decides]], first, n);
  same.worst = same.last.upper ? range->second : range->first;
  same.first_at = instant(block.end[first]);
  const bool rolling = gauges[w.first_gauge].gauge.condition().window.kind == Window::Kind::rolling;
  const bool alone = w.last_gauge - w.first_gauge == 1;
  same.first_begin = alone && !rolling ? instant(block.begin[first]) : same.first_at;
  if (w.watch.rule().max_gap.count() > 0)
    for (std::size_t i = first + 1; i <= last; ++i)
      same.gap = std::max(same.gap, Duration(block.end[i] - block.end[i - 1]));
  if (!w.watch.rests(same)) return false;
  if (w.watch.may_peak(same)) {
    const auto row = gauges[decides].gauge.worst_row(block.values[place_in_stream[decides]], first,
                                                     n, same.last.upper);
    say_all(w, row);
    watches[rule].watch.peak(finding_of(w, instant(block.end[row])));
    say_all(w, last);
  }
  resting.push_back(same.last);
  return true;
}

/// What all gauges of the rule say after row i.
void Evaluator::Engine::say_all(const WatchState& w, std::size_t i) {
  for (auto g = w.first_gauge; g < w.last_gauge; ++g)
    if (!gauges[g].gauge.is_civil()) say(g, i);
}

/// What the gauge says after row i.
void Evaluator::Engine::say(std::uint32_t gauge, std::size_t i) {
  auto& g = gauges[gauge];
  const Instant end = instant(block.end[i]);
  show_reading(g, g.gauge.at(block.values[place_in_stream[gauge]], i, end), instant(block.begin[i]),
               end);
}

void Evaluator::Engine::judge_row(std::uint32_t index, std::span<const std::uint32_t> awake,
                                  std::size_t i) {
  const Instant end = instant(block.end[i]);
  escalate_before(groups[streams[index].group], end);
  for (const auto r : awake) {
    const auto& w = watches[r];
    say_all(w, i);
    judge_rule(r, end);
    if (!counts_readings(w)) continue;
    const Sample sample{instant(block.begin[i]), end, block.value[i], false};
    const auto f = finding_of(w, end);
    count_sample(r, f, sample);
    confirm(r, index, f, sample);
  }
}

void Evaluator::Engine::escalate_before(const Group& group, Instant t) {
  while (true) {
    std::uint32_t first = nobody;
    for (const auto r : group.rules) {
      const auto due = watches[r].watch.escalation();
      if (due && *due < t && (first == nobody || *due < *watches[first].watch.escalation()))
        first = r;
    }
    if (first == nobody) return;
    watches[first].watch.escalate(out);
  }
}

}  // namespace masseflyt::monitoring
