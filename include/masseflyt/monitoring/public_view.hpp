// masseflyt/monitoring/public_view.hpp — what a neighbour may see: late, rounded, and plainly so.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <masseflyt/monitoring/outcome.hpp>

namespace masseflyt::monitoring {

struct PublicOptions {
  Duration delay{std::chrono::hours(1)};  ///< nothing younger is shown
  double rounding = 1;                    ///< values are multiples of it; above 0
  double coverage = 0.75;                 ///< with less of it a window is shown without a value
  std::size_t newest = 48;                ///< windows per rule
};

/// One window of one rule. The place is the stream's own text: coarsen it where it is declared.
struct PublicRow {
  std::string rule;  ///< id
  std::string place, parameter, unit, title;
  InstantSpan window;
  double value = not_set;  ///< rounded; NaN: not shown, and `reason` says why
  Level level = Level::normal;
  double coverage = not_set;
  Duration age{0};           ///< from the end of the window to `now`
  bool provisional = false;  ///< suspect readings, or corrected once already
  bool silent = false;       ///< several windows without a reading
  std::string reason;        ///< "too little data"; empty with a value
  bool operator==(const PublicRow&) const = default;
};

/// The newest windows of every rule with a single civil condition, oldest first; a corrected window
/// stands once, as it is now. `windows` are all results so far, in the order they came.
/// Errors: invalid_argument (rounding not above 0, a negative delay).
Result<std::vector<PublicRow>> public_view(const RuleSet& rules,
                                           std::span<const WindowResult> windows, Instant now,
                                           const PublicOptions& options = {});

/// The rows as one JSON object with `now`, the delay and the rounding; values in plain decimals.
std::string to_json(std::span<const PublicRow> rows, Instant now, const PublicOptions& options);

}  // namespace masseflyt::monitoring
