// masseflyt/monitoring/quality.hpp — which readings can be believed, before any rule sees them.
//
// Flags and their edges are those of QARTOD as its public implementation has them; where that one
// and ours differ on purpose, the test says so. A missing value, a test that could not be made and
// a test that failed are three things.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/core/time.hpp>
#include <masseflyt/monitoring/stream.hpp>

namespace masseflyt::monitoring {

/// One flag per reading.
using Flags = std::vector<Flag>;

/// A series as columns of one length: UTC nanoseconds, not falling, and values; NaN is missing and
/// gets the flag missing from every test.
struct SeriesView {
  std::span<const std::int64_t> time_ns;
  std::span<const double> value;
};

/// Both ends are inside.
struct Span {
  double low = 0, high = 0;
  bool contains(double v) const { return low <= v && v <= high; }
  bool operator==(const Span&) const = default;
};

// ---- tests of QARTOD
// -----------------------------------------------------------------------------

/// Outside `fail`: 4; else outside `suspect`: 3; on the bound is inside.
struct GrossRange {
  Span fail;
  std::optional<Span> suspect;  ///< must lie inside `fail`
};

/// |x - mean of its neighbours| above a threshold, strictly (`average`), or the smaller of the two
/// differences where the direction turns (`differential`). First and last reading and those beside
/// a missing one: 2. The neighbours of a large spike are flagged too, with `average`.
struct Spike {
  enum class Method : std::int32_t { average = 1, differential = 2 };
  std::optional<double> suspect, fail;  ///< zero is the same as none
  Method method = Method::average;
};

/// |change| per second since the reading before above a threshold, strictly; the later one is
/// flagged. The first reading and one after a missing one: 1. Time differences count to the
/// nanosecond (the public implementation cuts them to seconds). With `relative_tolerance`, changes
/// that close to the threshold do not count: decimal limits.
struct RateOfChange {
  double suspect = 0;
  std::optional<double> fail;
  double relative_tolerance = 0;
};

/// Highest less lowest of the last n + 1 readings below `tolerance`, strictly; n is the whole part
/// of seconds / median interval. Readings before a full window, and series of fewer than three: 1.
/// Missing ones are skipped. Tolerance zero never flags.
struct FlatLine {
  double suspect_s = 0, fail_s = 0;
  double tolerance = 0;
};

/// Standard deviation (population) or range below a threshold, over all or over (t - period, t].
/// Too little inside: 2.
struct AttenuatedSignal {
  enum class Kind : std::int32_t { std = 1, range = 2 };
  double suspect = 0, fail = 0;
  Kind kind = Kind::std;
  std::optional<double> period_s;
  std::optional<std::int64_t> min_readings;  ///< 1 if not told
};

/// Value outside the span of the member that the time and, if told, the depth fall into; of
/// several the last one. None: 2.
struct Climatology {
  struct Member {
    Instant begin, end;  ///< both inside
    std::optional<Span> depth, fail;
    Span suspect;
    /// Instead of begin and end: month of the year, 1 to 12, in UTC.
    std::optional<std::pair<int, int>> months;  ///< both inside
  };
  std::vector<Member> members;
};

/// More than so much time since the row before, strictly; the later one is flagged, the first: 2.
struct TimeGap {
  double suspect_s = 0;
  std::optional<double> fail_s;
};

/// A time before `earliest` or after `now`: 4.
struct ImpossibleDate {
  Instant earliest;
  Instant now;
};

// ---- tests beyond QARTOD
// -------------------------------------------------------------------------

/// A run of readings that stays within `tolerance` (highest less lowest) for at least `duration_s`:
/// all of the run is flagged, not only its end. Missing ones inside are skipped.
struct Stuck {
  double tolerance = 0;
  double duration_s = 0;
  Flag flag = Flag::fail;
};

/// The median of the difference to a reference over (t - window, t] has moved from what it was in
/// the first full window by more than a threshold. Too little to compare: 2.
struct Drift {
  double window_s = 0;
  double suspect = 0;
  std::optional<double> fail;
  std::string reference;  ///< in a plan: its name
};

/// |difference to the median of the neighbours at that time| above a threshold. A neighbour counts
/// if its newest reading is at most `max_age_s` old; with fewer than `least` of them: 2.
struct Neighbours {
  double suspect = 0;
  std::optional<double> fail;
  double max_age_s = 0;
  std::int64_t least = 2;
  std::vector<std::string> series;  ///< in a plan: their names
};

/// What cannot be, whatever the site: pH outside 0 to 14, a direction outside 0 to 360, a negative
/// concentration. 4.
struct Plausible {
  Span possible;
};

/// Limits of Plausible that follow from the quantity itself; nothing where physics sets none.
std::optional<Span> possible_values(Unit unit);

// Preconditions: columns of one length, times not falling. Cost: O(n), flat line, attenuated
// signal and drift O(n log n). Thread-safe.
Flags gross_range(const SeriesView& series, const GrossRange& test);
Flags spike(const SeriesView& series, const Spike& test);
Flags rate_of_change(const SeriesView& series, const RateOfChange& test);
Flags flat_line(const SeriesView& series, const FlatLine& test);
Flags attenuated_signal(const SeriesView& series, const AttenuatedSignal& test);
Flags climatology(const SeriesView& series, std::span<const double> depth, const Climatology& test);
Flags time_gap(const SeriesView& series, const TimeGap& test);
Flags impossible_date(const SeriesView& series, const ImpossibleDate& test);
Flags stuck(const SeriesView& series, const Stuck& test);
Flags drift(const SeriesView& series, const SeriesView& reference, const Drift& test);
Flags neighbours(const SeriesView& series, std::span<const SeriesView> others,
                 const Neighbours& test);
Flags plausible(const SeriesView& series, const Plausible& test);

/// The strongest flag per reading: missing < not evaluated < good < suspect < fail. It is not the
/// largest number. Precondition: all of one length.
Flags roll_up(std::span<const Flags> tests);

// ---- by name
// -------------------------------------------------------------------------------------

struct TestFlags {
  std::string test;
  Flags flags;
};

struct QualityReport {
  std::vector<TestFlags> tests;  ///< in the order of the configuration
  Flags rollup;                  ///< good or missing where no test is configured
};

using QualityTest =
    std::variant<GrossRange, Spike, RateOfChange, FlatLine, AttenuatedSignal, Climatology, TimeGap,
                 ImpossibleDate, Stuck, Plausible, Drift, Neighbours>;

/// A series beside the one that is tested, by the name that drift and neighbours call it.
struct NamedSeries {
  std::string name;
  SeriesView series;
};

/// Tests of one series as they stand in "masseflyt.quality/1", each at most once. Their keys are
/// those of the public implementation: "fail_span", "suspect_threshold" and so on.
struct QualityPlan {
  std::vector<std::pair<std::string, QualityTest>> tests;

  /// Errors: invalid_document; `found` then holds every problem with its JSON pointer.
  static Result<QualityPlan> read(std::string_view json, Diagnostics& found);

  /// Names of the series that drift and neighbours look at beside the one that is tested, each
  /// once, in the order of the document.
  std::vector<std::string> others() const;

  /// `others` in any order; those that no test names are left alone.
  ///
  /// Errors: not_found (others() that are not there, all of them; the path is that of the first
  /// test that names one); invalid_argument (lengths differ, a value is infinite, a name twice);
  /// not_sorted, naming the first row that goes back in time, of another series with its name;
  /// cancelled.
  Result<QualityReport> run(const SeriesView& series, std::span<const NamedSeries> others = {},
                            const Cancel* cancel = nullptr) const;
};

/// JSON Schema (2020-12) of "masseflyt.quality/1".
std::string quality_schema();

}  // namespace masseflyt::monitoring
