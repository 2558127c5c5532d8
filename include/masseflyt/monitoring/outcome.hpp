// masseflyt/monitoring/outcome.hpp — what watching has found: notices, episodes, windows,
// corrections.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <masseflyt/core/time.hpp>
#include <masseflyt/monitoring/rule_set.hpp>

namespace masseflyt::monitoring {

/// Whether a limit is passed, given the measurement uncertainty of the stream.
enum class Certainty : std::int32_t {
  not_told = 0,  ///< the stream tells no uncertainty, or there is no value
  none = 1,      ///< not even with it
  possible = 2,
  certain = 3,  ///< also without it
};

enum class NoticeKind : std::int32_t {
  raised = 1,
  lowered = 2,  ///< to a level that is not normal
  cleared = 3,
  unknown = 4,  ///< a civil window without a verdict
  known = 5,    ///< the first verdict after that
  silent = 6,   ///< of a stream
  back = 7,     ///< of a stream
  escalated = 8,
  acknowledged = 9,
  reset = 10,   ///< a person has ended a latched level
  broken = 11,  ///< one more than permitted in the year
  corrected = 12,
};

inline constexpr std::uint32_t nobody = 0xffffffff;

/// One per transition, never repeated. What is sent to whom, and muting, are the host's.
struct Notice {
  NoticeKind kind = NoticeKind::raised;
  std::uint32_t rule = nobody;    ///< index in the rule set
  std::uint32_t stream = nobody;  ///< of silent and back
  Instant at;                     ///< event time
  Level from = Level::normal;
  Level to = Level::normal;
  double value = not_set;  ///< that decided
  InstantSpan window;      ///< over which; of a reading by itself: its interval
  double coverage = not_set;
  bool suspect = false;  ///< readings in it are
  Certainty certainty = Certainty::not_told;
  Instant episode;           ///< when the episode began; for streams: the last reading
  std::uint32_t number = 0;  ///< of notices in the episode, from 0
  std::string by;            ///< person, of acknowledged and reset
  bool operator==(const Notice&) const = default;
  template <typename Archive>
  void visit(Archive& archive) {
    archive(kind, rule, stream, at, from, to, value, window.begin, window.end, coverage, suspect,
            certainty, episode, number, by);
  }
};

/// "raised", "cleared" and so on.
std::string_view name(NoticeKind kind) noexcept;
/// "normal", "warning", "alarm", "stop".
std::string_view name(Level level) noexcept;
/// "none", "possible", "certain"; empty where nothing is told.
std::string_view name(Certainty certainty) noexcept;

/// "noise-day@2025-03-22T16:41:50Z#0-raised": the same on every run and after every restart, and
/// never the measured value.
std::string key(const Notice& notice, const RuleSet& rules);

/// From the first evaluation beyond a limit to the one that found it normal again, and at least as
/// long as the hold. Half-open; silence never ends it.
struct Episode {
  std::uint32_t rule = 0;
  Instant begin;                ///< first evaluation beyond; of civil windows: begin of the window
  Instant raised;               ///< when the hold had passed
  std::optional<Instant> end;   ///< none: open
  Level level = Level::normal;  ///< highest reached
  double peak = not_set;        ///< worst value; for limits from below the smallest
  Instant peak_at;
  Certainty certainty = Certainty::not_told;       ///< of the peak against the highest level
  std::vector<std::pair<Instant, Level>> history;  ///< at most 1000; later ones are counted only
  std::uint64_t transitions = 0;
  std::uint64_t missing = 0;  ///< evaluations inside that were unknown
  bool latched = false;       ///< waits for a person
  std::optional<Instant> acknowledged;
  bool operator==(const Episode&) const = default;

  template <typename Archive>
  void visit(Archive& archive) {
    archive(rule, begin, raised, end, level, peak, peak_at, certainty, history, transitions,
            missing, latched, acknowledged);
  }
};

/// "2025-03-22T16:41:50Z alarm; 2025-03-22T16:42:11Z normal".
std::string history_text(const Episode& episode);

/// "noise-day@2025-03-22T16:41:50Z": the notices of an episode begin with it.
std::string key(const Episode& episode, const RuleSet& rules);

/// One civil window of one rule with a single civil condition, or one sample that is counted.
struct WindowResult {
  std::uint32_t rule = 0;
  InstantSpan window;
  std::chrono::year_month_day date;  ///< on which it begins
  double value = not_set;            ///< NaN: unknown
  double with_background = not_set;  ///< where the condition tells a background
  double coverage = not_set;
  std::int64_t n = 0;           ///< readings
  std::int64_t windows = 1;     ///< more: so many silent ones in a row, told at once
  Level level = Level::normal;  ///< by the value alone, without holds; of no meaning when unknown
  bool suspect = false;
  bool clock_change = false;  ///< the civil day has 23 or 25 hours
  Certainty certainty = Certainty::not_told;
  std::uint32_t revision = 0;  ///< 1 and more: corrected
  bool operator==(const WindowResult&) const = default;
  template <typename Archive>
  void visit(Archive& archive) {
    archive(rule, window.begin, window.end, date, value, with_background, coverage, n, windows,
            level, suspect, clock_change, certainty, revision);
  }
};

/// A verdict given earlier and what it should have been. Notices that were sent stay as they are.
/// Of the windows that slide over a late reading, and of the readings that a late one of a second
/// stream meets, the one is told whose verdict, or else value, changed most; of equals the first.
/// Of a rule with several conditions, unless all are on single readings of one stream, value and
/// level are those of one condition.
struct Correction {
  std::uint32_t rule = 0;
  std::uint32_t cause = nobody;  ///< stream whose reading came late
  Instant cause_at;              ///< time of that reading
  InstantSpan window;            ///< [begin, end), of windows that slide (begin, end]
  /// Of a rule that a laboratory confirms: what its sensor measured at the time of the sample (its
  /// newest reading, not older than three intervals, or the mean over the sample's interval), and
  /// what the laboratory found, each in the unit of its stream.
  double value_before = not_set, value = not_set;
  Level level_before = Level::normal, level = Level::normal;
  bool operator==(const Correction&) const = default;
  template <typename Archive>
  void visit(Archive& archive) {
    archive(rule, cause, cause_at, window.begin, window.end, value_before, value, level_before,
            level);
  }
};

enum class LateFate : std::int32_t {
  corrected = 1,     ///< windows that were told were reckoned again
  judged_alone = 2,  ///< held against the limits by itself
  dropped = 3,       ///< it changes nothing that is still known, or its place is taken
  counted = 4,       ///< its window is still open
};

/// "corrected", "judged_alone", "dropped", "counted".
std::string_view name(LateFate fate) noexcept;

/// A reading older than its stream allows. Never dropped in silence.
struct LateReading {
  std::uint32_t stream = 0;
  Instant time;
  double value = not_set;
  LateFate fate = LateFate::dropped;
  Level level = Level::normal;  ///< that a rule on single readings would have given it
  bool operator==(const LateReading&) const = default;
  template <typename Archive>
  void visit(Archive& archive) {
    archive(stream, time, value, fate, level);
  }
};

/// Per stream, since it was first fed.
struct Tally {
  std::uint64_t readings = 0;  ///< all that came
  std::uint64_t missing = 0;   ///< NaN, or flagged fail or missing
  std::uint64_t suspect = 0;
  std::uint64_t late = 0;
  std::uint64_t repeated = 0;      ///< identical duplicates
  std::uint64_t contradicted = 0;  ///< duplicates with another value
  bool operator==(const Tally&) const = default;
  template <typename Archive>
  void visit(Archive& archive) {
    archive(readings, missing, suspect, late, repeated, contradicted);
  }
};

/// What has happened since the last take(). In event order per rule; rules that share no stream
/// are in the order in which their readings came.
struct Outcome {
  std::vector<Notice> notices;
  std::vector<Episode> episodes;  ///< that have ended
  std::vector<WindowResult> windows;
  std::vector<Correction> corrections;
  std::vector<LateReading> late;
  bool operator==(const Outcome&) const = default;
  template <typename Archive>
  void visit(Archive& archive) {
    archive(notices, episodes, windows, corrections, late);
  }
};

/// Where a rule stands now.
struct Standing {
  std::uint32_t rule = 0;
  Level level = Level::normal;  ///< shown: a latched level stays
  Level measured = Level::normal;
  bool known = false;  ///< the last evaluation had a value
  double value = not_set;
  Instant at;                      ///< of the last evaluation
  std::optional<Episode> episode;  ///< open
  bool operator==(const Standing&) const = default;
};

enum class Compliance : std::int32_t {
  met = 1,
  broken = 2,  ///< for good, whatever is missing
  so_far = 3,  ///< the period runs, or too little was measured to say `met`
};

/// "met", "broken", "so_far".
std::string_view name(Compliance answer) noexcept;

/// A rule over one calendar year: how often, how often it may, and on which days.
struct Statement {
  std::uint32_t rule = 0;
  std::int32_t year = 0;      ///< 0: all samples
  std::int64_t valid = 0;     ///< windows or samples with a verdict
  std::int64_t unknown = 0;   ///< windows without
  std::int64_t possible = 0;  ///< windows of the whole year; 0 for samples
  std::int64_t exceeded = 0;  ///< beyond the alarm limit: a lower bound while some are unknown
  std::int64_t possibly = 0;  ///< of the others, those that uncertainty leaves open
  std::int64_t permitted = 0;
  std::int64_t remaining = 0;  ///< never below zero
  double coverage = 0;         ///< valid / possible
  Compliance answer = Compliance::so_far;
  std::vector<std::chrono::year_month_day> dates;  ///< of windows or samples beyond; at most 1000
  bool operator==(const Statement&) const = default;
};

}  // namespace masseflyt::monitoring
