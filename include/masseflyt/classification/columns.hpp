// masseflyt/classification/columns.hpp — the verdicts on millions of samples, without copying them.
//
// Columns are lent in the memory layout of Apache Arrow, which is also that of a NumPy array, a
// pandas or polars column and a plain C array.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include <masseflyt/classification/classify.hpp>
#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/result.hpp>

namespace masseflyt::classification {

enum class ColumnType : std::int32_t {
  none = 0,  ///< there is no such column
  int8 = 1,
  uint8,
  int16,
  uint16,
  int32,
  uint32,
  int64,
  uint64,
  float32,
  float64,
  text,        ///< UTF-8 with 32-bit offsets
  large_text,  ///< UTF-8 with 64-bit offsets
  text_view,   ///< UTF-8 views of 16 bytes, short texts inside them
};

/// Memory of a column that somebody lends. It must stay alive and unchanged during the call.
struct ColumnView {
  ColumnType type = ColumnType::none;
  std::size_t size = 0;
  std::size_t offset = 0;        ///< elements to skip in all three buffers
  const void* values = nullptr;  ///< numbers, the bytes of texts, or the views of them
  /// Of texts: where they begin, and one end more. Of views: the buffers they point into, an array
  /// of pointers.
  const void* ends = nullptr;
  const std::uint8_t* valid = nullptr;  ///< a bit per element, 0 is missing; NULL: all are there
  /// With one, `values` are codes into it; a code below 0 is missing. Its texts need not be unique.
  const ColumnView* dictionary = nullptr;

  template <typename T>
  static ColumnView of(std::span<const T> numbers);
};

/// Whether elements of this type are texts. A column with a dictionary holds codes instead.
constexpr bool holds_text(ColumnType type) {
  return type >= ColumnType::text && type <= ColumnType::text_view;
}
/// Precondition: a column of texts or with a dictionary, and a row that is there.
std::string_view text_at(const ColumnView& column, std::size_t row);
/// Precondition: a column of integers or with a dictionary, whose code this is.
std::int64_t integer_at(const ColumnView& column, std::size_t row);

/// One piece of a table, one row per result. Only `analyte` and `value` have to be there.
struct ResultBatch {
  /// Name or number of the sample. Rows of a sample stand together; not read when the table has
  /// offsets.
  ColumnView sample;
  ColumnView analyte;  ///< any name of the catalogue, or its index as an integer
  /// A number, or a text as laboratories write it, "<0,03". NaN and null: missing. A float32 is
  /// the shortest decimal number that it stands for.
  ColumnView value;
  /// "<" (`value` is the LOQ), ">", "nd", "=" or nothing; or a number of ResultKind.
  ColumnView qualifier;
  /// Limit of quantification: a result that is missing, or smaller than it, is below it.
  ColumnView loq;
  ColumnView unit;  ///< as laboratories write it; without this column mg/kg of dry matter
};

/// A table in pieces of equal columns; a sample may go on from one piece to the next.
struct ResultTable {
  std::span<const ResultBatch> batches;
  /// Sample i has the rows from offsets[i] up to and without offsets[i + 1], counted through all
  /// pieces. Empty: `sample` tells.
  std::span<const std::int64_t> offsets = {};
};

struct TableOptions {
  std::uint32_t threads = 1;  ///< 0: as many as the machine has. The answer is the same for all
  Control control = {};       ///< the deadline is not looked at
};

/// One row per sample, in the order of the table: the same answers as Classifier::classify() of a
/// Sample, without its reasons.
struct VerdictColumns {
  std::vector<std::int64_t> first_row;    ///< of the sample in the table
  std::vector<std::int8_t> contaminated;  ///< Answer
  std::vector<std::int8_t> class_low, class_high;
  std::vector<std::uint8_t> conclusive, upper_sum_matters;
  /// The one of `drivers` that lies furthest above the bound it has passed, as a ratio; -1: none.
  std::vector<std::int8_t> driver;
  std::vector<AnalyteSet> drivers, above_limit;

  std::size_t size() const noexcept { return first_row.size(); }
  bool operator==(const VerdictColumns&) const = default;
};

/// At most so many faults are told one by one; a last diagnostic counts the others.
inline constexpr std::size_t most_faults_told = 100;

/// Judges every sample of the table. As in read_samples_csv(), results per wet mass need the dry
/// matter of their sample, names that are in no catalogue are left out with a warning, and the
/// worst of several results counts. Those warnings are one per kind, with how many rows it
/// concerns.
///
/// Faults are added to `found`, with a JSON pointer: "/value/7" is the eighth row.
/// Errors: invalid_argument (columns that are missing, differ in length or have a type that does
/// not fit; offsets that fall), invalid_document (any row with a fault; there are no verdicts
/// then), not_sorted (rows of a sample that do not stand together), cancelled.
/// Cost: O(rows), two reads of `sample` and one of the others; memory O(samples), and none per
/// sample or row while it runs.
Result<VerdictColumns> classify_table(const Classifier& classifier, const ResultTable& table,
                                      const TableOptions& options, Diagnostics& found);

// ---------------------------------------------------------------------------
// Implementation. Nothing below this line is interface.

template <typename T>
ColumnView ColumnView::of(std::span<const T> numbers) {
  static_assert(std::is_arithmetic_v<T> && sizeof(T) <= 8);
  ColumnView view;
  constexpr int width = sizeof(T) == 1 ? 0 : sizeof(T) == 2 ? 2 : sizeof(T) == 4 ? 4 : 6;
  constexpr auto integer = static_cast<ColumnType>(1 + width + std::is_unsigned_v<T>);
  view.type = !std::is_floating_point_v<T> ? integer
              : sizeof(T) == 8             ? ColumnType::float64
                                           : ColumnType::float32;
  view.size = numbers.size();
  view.values = numbers.data();
  return view;
}

}  // namespace masseflyt::classification
