// masseflyt/classification/laboratory_table.hpp — a laboratory's table, whichever way round.
//
// Laboratories send one row per result, one row per sample with a column per analyte, or one row
// per analyte with a column per sample. All of them become the first; nothing is guessed: what
// cannot be told apart is an error that names the row and the column.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/classification/analyte.hpp>
#include <masseflyt/classification/sample.hpp>
#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/result.hpp>

namespace masseflyt::classification {

enum class TableShape : std::int32_t {
  one_result_per_row = 1,   ///< sample, analyte, value, unit
  one_sample_per_row = 2,   ///< analytes across
  one_analyte_per_row = 3,  ///< samples across
};

/// One result, every text as written. `row` and `column` are where its value stands: the number
/// that a spreadsheet shows, and the name of the column, or its number where it has none.
struct LaboratoryRow {
  std::string sample, depth, analyte, value, unit, uncertainty;
  std::uint32_t row = 0;
  std::string column;
  bool operator==(const LaboratoryRow&) const = default;
};

struct LaboratoryTable {
  TableShape shape = TableShape::one_result_per_row;
  std::string file_name;
  std::vector<LaboratoryRow> rows;  ///< in the order of the file
};

struct LaboratoryTableOptions {
  std::string unit;  ///< of results whose unit the table does not tell; not of dry matter
};

/// Reads a table of results: comma, semicolon or tab; UTF-8 or Windows-1252; titles above it are
/// skipped. Labels are words of the catalogue ("Prøvenavn", "Enhet", "MU").
///
/// * One result per row: a header with a sample, an analyte and a value column, in any order, and
///   if there are any a unit, uncertainty (k = 2), LOQ, qualifier (`<`) and depth column. Other
///   columns are ignored.
/// * One sample per row: the row with the most analytes is the header. Units stand in it, "Bly
///   (mg/kg TS)", or in a row beside it; a row labelled LOQ or MU is of its columns.
/// * One analyte per row: the column with the most analytes. Names of samples stand above the
///   results; unit, LOQ and uncertainty in columns of their own. An uncertainty column to the right
///   of a sample is of that sample, one before the first sample is of all.
///
/// In the wide shapes an empty cell is an analysis not made; rows and columns of limits, of
/// statistics and without a known analyte are left out with a warning. Where a sample comes with
/// several depths, each is a sample of its own, "P1 (0-1)". "nd" becomes "<LOQ" where the LOQ is
/// told. A number such as "1,234" in a table that writes "0.5" elsewhere is an error: it may be
/// one or a thousand.
///
/// To judge a table of any shape: read_samples_csv(), or this and samples_of(). To hand it on in
/// one shape: long_csv(), whose bytes classify_csv() reads as well.
///
/// Errors: invalid_document, with every problem in `found` under "file:row:column";
/// limit_exceeded. Cost: O(bytes).
Result<LaboratoryTable> read_laboratory_table(std::string_view bytes, std::string_view file_name,
                                              const Analytes& analytes, Diagnostics& found,
                                              const LaboratoryTableOptions& options = {});

/// The results in mg/kg of dry matter, by sample. Errors: invalid_document, as SampleReader finds.
Result<std::vector<Sample>> samples_of(const LaboratoryTable& table, const Analytes& analytes,
                                       Diagnostics& found);

/// `sample,depth,analyte,value,unit,uncertainty`, one row per result, LF. Texts as in the table,
/// but for an apostrophe before what a spreadsheet would run.
std::string long_csv(const LaboratoryTable& table);

/// The analyte and the unit of "Bly (mg/kg TS)", "Krom (VI) mg/kg", "TS %"; the whole text and no
/// unit where none ends it.
struct AnalyteAndUnit {
  std::string analyte, unit;
};
AnalyteAndUnit split_unit(std::string_view text, const Analytes& analytes);

}  // namespace masseflyt::classification
