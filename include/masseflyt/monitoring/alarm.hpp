// masseflyt/monitoring/alarm.hpp — from true, false and unknown to a level, with holds between.
#pragma once

#include <array>
#include <optional>

#include <masseflyt/monitoring/rule.hpp>

namespace masseflyt::monitoring {

/// What one evaluation says of each level: warning, alarm, stop.
struct Verdict {
  /// Past the limit. Levels that are not set are `no`.
  std::array<Truth, 3> beyond = {Truth::no, Truth::no, Truth::no};
  /// Not yet on the good side of the clear level: what is beyond also holds.
  std::array<Truth, 3> held = {Truth::no, Truth::no, Truth::no};
  bool operator==(const Verdict&) const = default;
};

/// The verdict of one value; NaN is unknown. `tolerance` (rule.hpp) decides what equals a limit.
Verdict judge(double value, const Condition& condition) noexcept;

/// Of the conditions of one rule.
Verdict combine(const Verdict& a, const Verdict& b, Combine how) noexcept;

struct AlarmSettings {
  Duration hold{0};
  Duration hold_clear{0};
  Duration max_gap{0};  ///< zero: gaps do not matter
};

/// The level of one rule as evaluations come in, in order of time.
///
/// A level is raised at the first evaluation at which it has been beyond for `hold`, counted from
/// the first evaluation that found it so; one that finds it not beyond starts anew. The highest
/// such level wins. The level is left at the first evaluation at which it has not been held for
/// `hold_clear`; then the highest lower level that is not known to be kept is taken, else normal.
/// Unknown evaluations prove nothing: they raise nothing, end nothing and start the clock of
/// clearing anew; unknown for more than `max_gap` starts a pending hold anew.
class Alarm {
 public:
  Level level() const noexcept { return level_; }
  /// Since when each level has been beyond without a break.
  const std::array<std::optional<Instant>, 3>& since() const noexcept { return since_; }
  bool pending() const noexcept;

  /// The level after this evaluation. Precondition: `at` is not before the last one.
  Level step(Instant at, const Verdict& verdict, const AlarmSettings& settings);

  /// Whether evaluations from `from` to `to`, never further apart than `gap` and all with this
  /// verdict, would leave everything as it is. None may be unknown.
  bool rests(Instant from, Instant to, Duration gap, const Verdict& verdict,
             const AlarmSettings& settings) const;
  /// The last of them. Precondition: rests().
  void rest(Instant to, const Verdict& verdict);

  template <typename Archive>
  void visit(Archive& archive) {
    archive(level_, since_, known_, clearing_);
  }
  bool operator==(const Alarm&) const = default;

 private:
  void follow(std::size_t l, Instant at, Truth beyond, Duration max_gap);
  Level lower_than_now(const Verdict& verdict) const;

  Level level_ = Level::normal;
  std::array<std::optional<Instant>, 3> since_;  ///< first evaluation of the present run of yes
  std::array<Instant, 3> known_ = {};            ///< last yes
  std::optional<Instant> clearing_;              ///< first evaluation that found the level not held
};

}  // namespace masseflyt::monitoring
