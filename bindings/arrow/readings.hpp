// bindings/arrow/readings.hpp — sensor readings that came as Arrow, on their way to an evaluator.
#pragma once

#include <cstdint>
#include <vector>

#include <masseflyt/c/arrow.h>
#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/monitoring/evaluator.hpp>

namespace masseflyt::arrow {

/// Rows of one stream that lie side by side.
struct Run {
  std::size_t stream, first, count;
};

/// One table of readings as columns. Memory is lent where the table holds it as we need it.
struct Readings {
  std::vector<Run> runs;
  std::span<const std::int64_t> time_ns;
  std::span<const double> value;
  std::span<const std::uint8_t> flags;      ///< empty: all good
  std::vector<std::int64_t> revision;       ///< empty: none
  std::vector<std::int64_t> own_time = {};  ///< what could not be lent
  std::vector<double> own_value = {};
  std::vector<std::uint8_t> own_flags = {};
};

/// Columns time, value, stream, flag and revision of a struct array, as c/monitoring.h has them.
/// Errors: invalid_argument (columns); invalid_document, `found` then holds up to 100 rows.
Result<Readings> read_readings(const ArrowSchema& schema, const ArrowArray& batch,
                               const monitoring::RuleSet& rules, Diagnostics& found);

/// Feeds them run by run. Errors: those of Evaluator::feed, naming the row of the table.
Result<void> feed(monitoring::Evaluator& evaluator, const Readings& readings, const Cancel* cancel);

}  // namespace masseflyt::arrow
