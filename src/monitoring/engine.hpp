// engine.hpp — the evaluator's inside: streams, what is watched on them, and their common time.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <masseflyt/monitoring/evaluator.hpp>

#include "monitoring/gauge.hpp"
#include "monitoring/past.hpp"
#include "monitoring/queue.hpp"
#include "monitoring/watch.hpp"

namespace masseflyt::monitoring {

namespace detail {

/// A reading that waits for its turn.
struct Waiting {
  Sample sample;
  std::int64_t revision = 0;
  template <typename Archive>
  void visit(Archive& archive) {
    archive(sample.begin, sample.end, sample.value, sample.suspect, revision);
  }
};

struct StreamState {
  std::uint32_t group = 0;
  bool heard = false;    ///< something has come
  bool silent = false;   ///< told
  bool valid = false;    ///< something valid has come
  Instant newest{};      ///< end of the newest reading that has come
  Instant last_valid{};  ///< end of the newest valid one that has been judged
  /// Newest one that has been judged, or has come too late to be.
  Sample last{Instant::min(), Instant::min()};
  std::int64_t last_revision = 0;
  Queue<Waiting> waiting;  ///< in order of end
  Past past;               ///< for what comes late or again
  Past paired;             ///< for laboratory values
  Tally tally;
  std::vector<std::uint32_t> gauges;  ///< that it is the first stream of
  template <typename Archive>
  void visit(Archive& archive) {
    archive(heard, silent, valid, newest, last_valid, last.begin, last.end, last.value,
            last.suspect, last_revision, waiting, past, paired, tally);
  }
};

/// One condition of one rule.
struct GaugeState {
  Gauge gauge;
  std::uint32_t rule, stream, other;
  Reckoning current;
  InstantSpan window{};
  Instant begin{};
  Verdict verdict{};
  double uncertainty = 0;
  template <typename Archive>
  void visit(Archive& archive) {
    archive(gauge, current.value, current.coverage, current.n, current.suspect, window.begin,
            window.end, begin, verdict.beyond, verdict.held, uncertainty);
  }
};

struct WatchState {
  Watch watch;
  std::uint32_t first_gauge, last_gauge;  ///< [first, last)
  std::optional<std::uint32_t> confirms;  ///< by index; the version is found by time
  template <typename Archive>
  void visit(Archive& archive) {
    watch.visit(archive);
  }
};

/// A reading that is in the past of its stream now, and what was there before.
struct Change {
  std::uint32_t stream = nobody;
  Sample now;
  std::optional<Sample> before;
  bool kept = false;  ///< it is in the past, and was not there
  bool is_first() const { return !before || std::isnan(before->value); }
};

/// What a condition should have said after a reading.
struct Replayed {
  Correction made;
  Sample at;
  Reckoning says;
};

/// Streams that share rules and therefore time, directly or by way of others.
struct Group {
  std::vector<std::uint32_t> streams, gauges, rules;
  bool direct = false;            ///< one stream without lateness: readings are judged as they come
  Instant time = Zone::earliest;  ///< everything that ends up to here has been judged
  Instant next_due = Instant::min();  ///< no timer is due before; may be too early
  template <typename Archive>
  void visit(Archive& archive) {
    archive(time);
    if constexpr (Archive::reading) next_due = Instant::min();
  }
};

/// Room to judge many readings of one stream at once; kept so that it is made once.
struct Block {
  std::vector<std::int64_t> begin, end;
  std::vector<double> value;
  std::vector<Values> values;  ///< one per gauge of the stream
  Stretch stretch;
};

}  // namespace detail

struct Evaluator::Engine {
  explicit Engine(RuleSet set, const EvaluatorOptions& given);
  Engine(const Engine&) = delete;  // gauges and watches point into `rules`
  Engine& operator=(const Engine&) = delete;

  Result<void> feed(std::size_t stream, Instant time, double value, Flag flag,
                    std::int64_t revision);
  /// As many of these good readings as can be judged at once, with the same answer as one by one;
  /// 0: the first one has to be fed by itself.
  std::size_t feed_block(std::size_t stream, std::span<const std::int64_t> time_ns,
                         std::span<const double> value);
  void advance_to(Instant now);
  void flush();

  /// What a snapshot holds beside the rules.
  template <typename Archive>
  void visit(Archive& archive) {
    archive(clock, out);
    for (auto& s : streams) s.visit(archive);
    for (auto& g : gauges) g.visit(archive);
    for (auto& w : watches) w.visit(archive);
    for (auto& g : groups) g.visit(archive);
  }

  const RuleSet rules;
  const EvaluatorOptions options;
  const detail::GaugeSettings settings;
  std::vector<detail::StreamState> streams;
  std::vector<detail::GaugeState> gauges;
  std::vector<detail::WatchState> watches;
  std::vector<detail::Group> groups;
  std::vector<std::uint32_t> place_in_stream;  ///< of each gauge among those of its stream
  detail::Block block;
  Instant clock = Instant::min();
  Outcome out;

 private:
  using Sample = detail::Sample;

  void make_gauges();
  void keep_pasts();
  void keep_for(const detail::GaugeState& g);
  void keep_pairs();
  void make_groups();
  Sample sampled(std::size_t stream, Instant time, double value, Flag flag);
  Result<void> enqueue(std::uint32_t stream, const detail::Waiting& reading);
  bool replaces(const Stream& stream, detail::StreamState& state, const detail::Waiting& old,
                const detail::Waiting& fresh) const;

  // Time.
  Instant watermark(const detail::Group& group) const;
  void release(detail::Group& group, Instant until);
  void run_timers(detail::Group& group, Instant t);
  bool run_first_timer(detail::Group& group, Instant t);
  std::optional<Instant> silence_due(std::uint32_t stream) const;
  void find_next_due(detail::Group& group);
  void go_silent(std::uint32_t stream, Instant at);

  // Judging.
  bool step(detail::Group& group, std::uint32_t stream, const Sample& sample);
  void note(std::uint32_t stream, const Sample& sample);
  bool gauge_reading(detail::GaugeState& g, const Sample& sample);
  void close_window(detail::GaugeState& g, Instant t);
  void judge_rule(std::uint32_t rule, Instant at);
  detail::Finding finding_of(const detail::WatchState& w, Instant at) const;
  void count_sample(std::uint32_t rule, const detail::Finding& finding, const Sample& sample);
  double measured_during(std::uint32_t rule, const Sample& sample) const;
  void confirm(std::uint32_t rule, std::uint32_t stream, const detail::Finding& finding,
               const Sample& sample);
  WindowResult result_of(const detail::GaugeState& g, const detail::Closed& closed,
                         const detail::Reckoning& r) const;
  double uncertainty_of(const detail::GaugeState& g, double value, double first,
                        double other) const;
  double uncertainty_of(const detail::GaugeState& g, double value) const;
  Duration oldest_other(const detail::GaugeState& g) const;
  bool speaks_of(std::uint32_t stream, const Sample& sample, Instant t) const;
  detail::Met meet(const detail::GaugeState& g, const Sample& sample, const Sample& other) const;

  WindowResult sample_result(std::uint32_t rule, const detail::Finding& finding,
                             const Sample& sample) const;

  // Many readings at once.
  std::size_t plain_rows(std::size_t stream, std::span<const std::int64_t> time_ns,
                         std::span<const double> value) const;
  void lay_out(std::size_t stream, std::span<const std::int64_t> time_ns,
               std::span<const double> value);
  void judge_rows(std::uint32_t stream, std::size_t first, std::size_t n);
  bool rests(std::uint32_t rule, std::size_t first, std::size_t n,
             std::vector<detail::Finding>& resting);
  void judge_row(std::uint32_t stream, std::span<const std::uint32_t> awake, std::size_t i);
  void say(std::uint32_t gauge, std::size_t i);
  void say_all(const detail::WatchState& watch, std::size_t i);
  void escalate_before(const detail::Group& group, Instant t);
  bool counts_readings(const detail::WatchState& watch) const;
  std::uint32_t deciding(const detail::WatchState& watch) const;
  void show_reading(detail::GaugeState& gauge, const detail::Reckoning& says, Instant begin,
                    Instant end);

  // What came too late, or again. `undone`: as it was before that change; null: as it is.
  void take_late(std::uint32_t stream, const Sample& sample, std::int64_t revision);
  std::optional<detail::Waiting> known_before(std::uint32_t stream, Instant end) const;
  bool is_kept_out(std::uint32_t stream, const detail::Waiting& old, const detail::Waiting& given);
  LateFate change_rule(std::uint32_t rule, const detail::Change& change, Level& worst);
  LateFate change_gauge(detail::GaugeState& g, const detail::Change& change);
  LateReading late_reading(std::uint32_t stream, const Sample& sample) const;
  void list(const LateReading& late);
  std::optional<Sample> past_reading(std::uint32_t stream, std::size_t i,
                                     const detail::Change* undone) const;
  Sample past_other(const detail::GaugeState& g, Instant t, const detail::Change* undone) const;
  bool knows_other(const detail::GaugeState& g, Instant t, const detail::Change* undone) const;
  detail::Met past_met(const detail::GaugeState& g, const Sample& sample,
                       const detail::Change* undone) const;
  std::vector<std::size_t> changed_rows(const detail::GaugeState& g,
                                        const detail::Change& change) const;

  // Rules on single readings.
  bool is_of_single_readings(std::uint32_t rule) const;
  detail::Finding finding_alone(std::uint32_t rule, const Sample& sample,
                                const detail::Change* undone) const;
  LateFate judge_alone(std::uint32_t rule, const detail::Change& change, Level& worst);
  LateFate change_readings(std::uint32_t rule, const detail::Change& change, Level& worst);
  void count_again(std::uint32_t rule, const detail::Finding& was, double old,
                   const detail::Finding& is, const Sample& sample);

  // Windows.
  LateFate amend(detail::GaugeState& g, const detail::Change& change);
  LateFate replay(detail::GaugeState& g, const detail::Change& change);
  Instant known_since(const detail::GaugeState& g) const;
  void take_over(detail::GaugeState& g, detail::Gauge&& seen);
  void tell_replayed(const detail::GaugeState& g, const detail::Replayed& told);
  LateFate remake(detail::GaugeState& g, const detail::Change& change);
  void tell_amended(const detail::GaugeState& g, const detail::Change& change,
                    const detail::Closed& before, const detail::Closed& after);
  static bool is_change(const Correction& c);
  static bool is_larger(const Correction& a, const Correction& b);
};

}  // namespace masseflyt::monitoring
