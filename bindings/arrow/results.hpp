// bindings/arrow/results.hpp — laboratory results that came as Arrow, and verdicts that leave as
// it.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include <masseflyt/c/arrow.h>
#include <masseflyt/classification/columns.hpp>

#include "export.hpp"

namespace masseflyt::arrow {

/// Columns of results as the library takes them, and what they need to be reached by. Nothing of
/// the lender's memory is copied.
struct Results {
  std::vector<classification::ResultBatch> batches;
  std::vector<std::int64_t> offsets;  ///< of samples; empty: the column tells
  std::deque<classification::ColumnView> dictionaries;

  classification::ResultTable table() const { return {batches, offsets}; }
};

/// The column of that name in a batch: sample, analyte, value, qualifier, loq, unit. NULL: none.
classification::ColumnView* column_named(classification::ResultBatch& batch, std::string_view name);

/// One Arrow array as a column; its dictionary is kept in `kept`. `skip` and `length` are those of
/// the struct array it stands in. Errors: invalid_argument (a type that is no number and no text).
Result<classification::ColumnView> view_of(const ArrowSchema& schema, const ArrowArray& array,
                                           std::int64_t skip, std::int64_t length,
                                           std::deque<classification::ColumnView>& kept);

/// Adds a struct array as a batch; other columns are not looked at. Errors: invalid_argument (no
/// struct array, rows that are missing as a whole, a name that stands twice, a type as above).
Result<void> add(const ArrowSchema& schema, const ArrowArray& batch, Results& out);

/// The verdicts, and how their samples are called: shared by all who read them.
struct Verdicts {
  classification::VerdictColumns columns;
  std::vector<std::string> analytes;    ///< ids, by index
  std::vector<std::int64_t> numbers;    ///< of samples, unless they have names
  bool unsigned_numbers = false;        ///< which then are 64 bits without a sign
  std::vector<std::int64_t> name_ends;  ///< of samples that have names; empty: they have none
  std::string names;

  std::int64_t size() const { return static_cast<std::int64_t>(columns.size()); }
};

/// Takes over the verdicts on `results`, and copies the names of their samples.
std::shared_ptr<const Verdicts> verdicts_of(classification::VerdictColumns columns,
                                            const classification::Classifier& classifier,
                                            const Results& results);

/// sample; contaminated (no, yes, unknown); condition_class (1 to 6, null when open); class_low,
/// class_high; status (conclusive, inconclusive); driver (null: none), drivers, above_normverdi
/// (ids of analytes); upper_sum_matters. Words are dictionaries.
std::vector<Column> columns_of(const std::shared_ptr<const Verdicts>& verdicts);

}  // namespace masseflyt::arrow
