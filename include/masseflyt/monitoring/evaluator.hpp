// masseflyt/monitoring/evaluator.hpp — readings in, verdicts out, as they come or in batches.
//
//   auto watch = Evaluator::make(rules).value();
//   watch.feed(stream, time, value);           // or whole columns: the same answer to the last bit
//   watch.advance_to(now);                     // closes windows and finds silence without data
//   Outcome news = watch.take();
//
// Time is the data's own. Per stream there is a watermark, the newest reading less the lateness;
// readings up to it have been judged. A rule over several streams waits for the slowest of them,
// until advance_to() says that time has passed.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/monitoring/outcome.hpp>
#include <masseflyt/monitoring/rule_set.hpp>

namespace masseflyt::monitoring {

/// Readings lie in [first_reading, last_reading): whatever a rule adds to their times fits.
inline constexpr Instant first_reading = std::chrono::sys_days(std::chrono::year{1900} / 1 / 1);
inline constexpr Instant last_reading = std::chrono::sys_days(std::chrono::year{2150} / 1 / 1);

struct EvaluatorOptions {
  std::uint32_t most_window_readings = 1u << 24;  ///< inside one rolling window
  std::uint32_t most_waiting = 1u << 22;          ///< readings of a stream not judged yet
  /// Per civil rule, for late readings to correct. Unless it is 0, readings are kept, too, for late
  /// ones to correct what else was said: of twice the widest window that slides, and, where a
  /// civil window meets a second stream, of all those windows (at most 2^20 of each stream).
  std::uint32_t closed_windows_kept = 4;
  /// Newest readings of a stream that is delivered late, by which what is sent again is known; and
  /// of streams whose single readings meet others, make a rate or are counted.
  std::uint32_t most_samples_kept = 4096;
  /// Of a sensor whose rule is confirmed by a laboratory: its values stand in the corrections.
  std::uint32_t most_readings_paired = 1u << 16;
};

class Evaluator {
 public:
  static Result<Evaluator> make(RuleSet rules, const EvaluatorOptions& options = {});
  Evaluator(Evaluator&&) noexcept;
  Evaluator& operator=(Evaluator&&) noexcept;
  ~Evaluator();

  const RuleSet& rules() const noexcept;

  /// Takes in one reading. NaN and the flags fail and missing are a reading that is known to be
  /// missing. Late readings and duplicates are no errors: they stand in the outcome and the tally.
  ///
  /// Errors: invalid_argument (no such stream, infinite value, a time outside the years 1900 to
  /// 2149); limit_exceeded (a window or the queue is full: the message names the stream and whom
  /// it waits for). A reading that is refused leaves no trace, but a window that is full makes
  /// its rule unknown until what was left out would have left the window.
  /// Memory: see docs/methods/monitoring.md; bounded by the options.
  Result<void> feed(std::size_t stream, Instant time, double value, Flag flag = Flag::good,
                    std::int64_t revision = 0);

  /// Columns of one stream, in the order in which they came: exactly the rows one by one.
  /// `flags` may be empty. Errors: as above, naming the row; invalid_argument (lengths differ, a
  /// flag that is none); cancelled. Rows before the error have been taken in.
  Result<void> feed(std::size_t stream, std::span<const std::int64_t> time_ns,
                    std::span<const double> value, std::span<const std::uint8_t> flags = {},
                    const Cancel* cancel = nullptr);

  /// Nothing older than `now` less its lateness is to be expected any more. Going back does
  /// nothing.
  void advance_to(Instant now);

  /// No more data will come, as at the end of a file: judges all that waits. Open windows stay
  /// open, and so do episodes: nobody has seen their end.
  void flush();

  /// A person has seen the open episode of `rule`. Errors: not_found (no such rule, no episode).
  Result<void> acknowledge(std::size_t rule, std::string by, Instant at);

  /// A person ends a latched level. Errors: not_found; conflict while the limit is still passed or
  /// nobody knows whether it is.
  Result<void> reset(std::size_t rule, std::string by, Instant at);

  /// What has happened since the last call. Call it now and then: outcomes are kept until then.
  Outcome take();

  /// One per rule. Cost: O(rules).
  std::vector<Standing> standings() const;
  /// One per rule that has an allowance and year that has been seen; for samples one per rule.
  std::vector<Statement> statements() const;
  const Tally& tally(std::size_t stream) const;

  /// All state, with what take() has not handed over yet: after restore() everything goes on as if
  /// nothing had been. Errors of restore: corrupt, unsupported_version, conflict (other rules).
  std::string snapshot() const;
  static Result<Evaluator> restore(RuleSet rules, std::string_view snapshot,
                                   const EvaluatorOptions& options = {});

 private:
  struct Engine;
  explicit Evaluator(std::unique_ptr<Engine> engine);
  std::unique_ptr<Engine> engine_;
};

}  // namespace masseflyt::monitoring
