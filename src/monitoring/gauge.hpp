// gauge.hpp — one condition at work: readings in, the value of its window out.
#pragma once

#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <masseflyt/monitoring/calendar.hpp>
#include <masseflyt/monitoring/rule.hpp>
#include <masseflyt/monitoring/stream.hpp>

#include "monitoring/queue.hpp"
#include "monitoring/ring.hpp"
#include "monitoring/seen.hpp"
#include "monitoring/tape.hpp"
#include "monitoring/totals.hpp"

namespace masseflyt::monitoring::detail {

/// A reading as its stream understands it. NaN: known to be missing.
struct Sample {
  Instant begin;  ///< of what it tells of: the stamp itself for an instant
  Instant end;    ///< when it can be known
  double value = not_set;
  bool suspect = false;
};

/// Readings of one stream side by side: in order of time, none missing and none suspect. Times are
/// those of Sample, in nanoseconds.
struct Stretch {
  std::span<const std::int64_t> begin, end;
  std::span<const double> value;
  std::size_t size() const { return value.size(); }
};

/// What a condition without civil window says after each reading of a stretch.
struct Values {
  std::vector<double> value;     ///< NaN: unknown; of energies the mean energy
  std::vector<std::uint32_t> n;  ///< readings inside
  std::vector<double> prepared;  ///< scratch
};

/// A reading after it has met the second stream of its condition.
struct Met {
  Sample sample;
  double weight = 1;
};

/// What a window says.
struct Reckoning {
  double value = not_set;  ///< NaN: unknown
  double with_background = not_set;
  double coverage = not_set;
  std::int64_t n = 0;
  bool suspect = false;
};

/// A civil window that has ended.
struct Closed {
  CivilSpan window;
  Totals totals;
  std::vector<double> values;  ///< of percentiles, sorted
  Seen seen;                   ///< expected readings that have come
  std::int64_t windows = 1;    ///< more: so many in a row in which nothing was heard
  Instant last_end;            ///< of the last of them
  std::uint32_t revision = 0;  ///< how often it was amended
  template <typename Archive>
  void visit(Archive& archive) {
    archive(window.span.begin, window.span.end, window.date, totals, values, seen, windows,
            last_end, revision);
  }
};

/// What all gauges of a rule set share; outlives them.
struct GaugeSettings {
  Zone zone = Zone::utc();
  std::size_t most_readings = 1;  ///< inside one rolling window
  std::size_t closed_kept = 1;    ///< civil windows that late readings still correct
};

class Gauge {
 public:
  /// `stream` and `condition` outlive it.
  Gauge(const Condition& condition, const Stream& stream, const GaugeSettings& settings)
      : condition_(&condition), stream_(&stream), settings_(&settings) {}

  const Condition& condition() const { return *condition_; }
  bool is_civil() const { return condition_->window.kind == Window::Kind::civil; }
  bool is_rolling() const { return condition_->window.kind == Window::Kind::rolling; }

  /// Takes in a reading whose value has met the second stream. False: a rolling window is full; it
  /// is unknown until what was left out would have left it. Precondition: in order of `end`, after
  /// close_until(sample.begin).
  bool take(const Sample& sample, double weight);

  /// Of a condition without civil window, after the last reading.
  Reckoning now(Instant t);

  /// Whether it can take in all of the stretch at once: its readings meet no second stream, find
  /// room, and lie in one civil window or all outside.
  bool takes(const Stretch& stretch) const;
  /// The same as take() and now() reading by reading. `out` is left alone by civil windows.
  /// Precondition: takes(stretch).
  void take(const Stretch& stretch, Values& out);
  /// What now() would have said after reading i of the stretch, which ended at `t`.
  Reckoning at(const Values& values, std::size_t i, Instant t) const;
  /// The least and the largest value after the readings [first, first + n), or a little beyond
  /// them; nothing if some are unknown.
  std::optional<std::pair<double, double>> range(const Values& values, std::size_t first,
                                                 std::size_t n) const;
  /// The first reading of [first, first + n) after which the value was largest, or least.
  /// Precondition: range() has an answer.
  std::size_t worst_row(const Values& values, std::size_t first, std::size_t n, bool largest) const;
  /// Up to where a stretch may go that begins at `t`: the end of the civil window, or of the time
  /// without one; nothing if that is not known yet.
  std::optional<Instant> settled_until(Instant t) const;

  /// From here on the first civil window counts even if nothing is heard in it.
  void expect_from(Instant t);
  /// Opens the civil window in which `t` lies, if it lies in one.
  void begin_at(Instant t);
  /// When the current civil window ends for sure, at the latest.
  std::optional<Instant> due() const;
  /// Whether all its readings have come although it is not due.
  bool is_complete(const Sample& newest) const;
  /// Ends the current window and opens the next. If nothing was heard for more than 400 days up to
  /// `t`, it stands for all windows up to there. Precondition: due() has a value.
  Closed close(Instant t);
  /// Of a closed window.
  Reckoning of(const Closed& closed) const;
  /// Takes over what `other`, of the same condition and without civil window, holds.
  void take_over(Gauge&& other);

  enum class Amended : std::uint8_t { nothing, open_window, closed_window };
  /// Puts a late reading where it belongs, unless its place is taken: what is sent again is not
  /// counted twice. Where readings have no places, only what is known to be `fresh` is put.
  /// `before` and `after` are the closed window.
  Amended amend(const Sample& sample, bool fresh, Closed& before, Closed& after);
  /// The windows that late readings still correct, the open one last.
  std::vector<InstantSpan> windows() const;
  /// Counts the i-th of windows() anew: `readings` are all that lie in it, in order of time.
  Amended remake(std::size_t i, std::span<const Met> readings, Closed& before, Closed& after);

  template <typename Archive>
  void visit(Archive& archive) {
    bool has_open = open_.has_value();
    CivilSpan open = open_.value_or(CivilSpan{});
    archive(totals_, tape_, weights_, sorted_, seen_, newest_, before_, closed_, overfull_, front_,
            has_open, open.span.begin, open.span.end, open.date);
    open_ = has_open ? std::optional(open) : std::nullopt;
    if constexpr (Archive::reading) {
      if (!is_sound()) archive.fail();
      find_largest();
    }
  }

 private:
  /// The newest reading, and whether it was missing.
  struct Newest {
    Instant at;
    double value = not_set;
    bool there = false;
    template <typename Archive>
    void visit(Archive& archive) {
      archive(at, value, there);
    }
  };

  void skip_silence(Closed& closed, Instant t);
  void roll(const Sample& sample, double weight);
  bool lies_outside(Instant begin);
  bool slides() const;
  bool slide(const Stretch& stretch, Values& out);
  void finish(std::span<double> sums, std::span<const std::uint32_t> n) const;
  void take_one_by_one(const Stretch& stretch, Values& out);
  void put(const Stretch& stretch);
  void mark_places(std::span<const std::int64_t> begin);
  void find_largest();
  bool is_sound() const;
  double with_background(const Totals& totals, double coverage) const;
  bool is_covered(std::int64_t n, Duration width, double& coverage) const;
  void evict(Instant t);
  void push_extreme(double value);
  void turn_over(std::size_t gone);
  double extreme() const;
  void put(Totals& totals, std::vector<double>& values, const Sample& sample, double weight,
           bool sorted) const;
  std::optional<std::size_t> place(const CivilSpan& window, const Sample& sample) const;
  bool take_place(const CivilSpan& window, const Sample& sample, bool fresh, Seen& seen) const;
  void put_all(const CivilSpan& window, std::span<const Met> readings, Totals& totals,
               std::vector<double>& values, Seen& seen) const;
  Reckoning reckon(const Totals& totals, const std::vector<double>& sorted, Duration width) const;

  const Condition* condition_;
  const Stream* stream_;
  const GaugeSettings* settings_;
  Totals totals_;
  Tape tape_;
  double largest_ = 0;     ///< no |value| on the tape is above it, where the statistic is a sum
  std::size_t stale_ = 0;  ///< readings since it was looked for
  Ring<double> weights_;
  std::vector<double> sorted_;  ///< of percentiles
  Newest newest_, before_;
  std::optional<CivilSpan> open_;
  InstantSpan outside_{};  ///< a time without civil window; only to look it up once
  Queue<Closed> closed_;
  Seen seen_;                        ///< of the open civil window
  std::optional<Instant> overfull_;  ///< last reading that found no room in a rolling window
  std::size_t front_ =
      0;  ///< readings of the tape that hold the extreme from themselves to `front_`
};

}  // namespace masseflyt::monitoring::detail
