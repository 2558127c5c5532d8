// masseflyt/scenario/difference.hpp — what is different between two scenarios and their plans, and
// which change of the input did it?
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/reporting/delta.hpp>
#include <masseflyt/scenario/document.hpp>
#include <masseflyt/scenario/many.hpp>

namespace masseflyt::scenario {

/// One cell that is different. A row that one of the two does not have has all its cells here.
struct CellChange {
  reporting::Change change = reporting::Change::changed;
  std::string table, id, column;  ///< id: key columns joined by '/'; "" in "header"
  std::string before, after;      ///< as written
};

/// What a part of the changes does alone, from the first scenario.
struct Cause {
  std::string table, id;  ///< id empty: all changes of the table
  std::size_t cells = 0;
  std::string status;           ///< of that plan, or why there is none
  double objective_change = 0;  ///< NOK as weighed; NaN without a plan
  double moved_t = 0;           ///< as in ManyRow
};

struct Difference {
  std::vector<CellChange> input;  ///< as planned: chosen variants are in the cells
  std::vector<Cause> causes;      ///< largest effect first
  /// Change of the objective that no cause explains alone: what the changes do together.
  double together = 0;
  reporting::Delta plans;
};

/// Plans both and each change alone: row by row, or table by table if more than `rows` rows differ.
/// Rows that one of the two does not have count as changes, too.
/// Errors: as run() for either; cancelled.
Result<Difference> difference(const Document& before, const Document& after, Diagnostics& found,
                              const ManyOptions& options = {}, std::size_t rows = 24);
std::string difference_json(const Difference& difference);

}  // namespace masseflyt::scenario
