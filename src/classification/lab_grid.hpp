// lab_grid.hpp — tables of results as a grid of cells: what their labels say, and what stands
// where they cross.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <masseflyt/classification/laboratory_table.hpp>

#include "detail/csv_reader.hpp"

namespace masseflyt::classification::detail {

/// A grid, and where in it complaints point to.
class LabGrid {
 public:
  LabGrid(const masseflyt::detail::CsvGrid& grid, std::string_view file, const Analytes& analytes,
          const LaboratoryTableOptions& options, Diagnostics& found)
      : grid_(grid), file_(file), analytes_(analytes), options_(options), found_(found) {
    for (const auto& row : grid.rows) columns_ = std::max(columns_, row.size());
  }

  std::size_t rows() const { return grid_.rows.size(); }
  std::size_t columns() const { return columns_; }  ///< of the longest row
  const std::string& at(std::size_t row, std::size_t column) const;
  std::uint32_t line(std::size_t row) const { return grid_.line[row]; }
  std::string_view word(std::size_t row, std::size_t column) const;
  bool is_unit(std::size_t row, std::size_t column) const;
  bool is_analyte(std::size_t row, std::size_t column) const;
  AnalyteAndUnit split(std::size_t row, std::size_t column) const {
    return split_unit(at(row, column), analytes_);
  }
  const Analytes& analytes() const { return analytes_; }
  const LaboratoryTableOptions& options() const { return options_; }

  /// `name` is the column's; its number where that is empty.
  void report(Severity severity, std::size_t row, std::size_t column, std::string_view name,
              std::string_view value, std::string expected) const;

 private:
  const masseflyt::detail::CsvGrid& grid_;
  std::string_view file_;
  const Analytes& analytes_;
  const LaboratoryTableOptions& options_;
  Diagnostics& found_;
  std::size_t columns_ = 0;
};

/// Rows that are looked at for labels: below them there are only results.
inline constexpr std::size_t label_rows = 60;

/// "nd" where the LOQ is told, and values whose sign stands apart, in one text.
std::string value_text(const std::string& value, const std::string& qualifier,
                       const std::string& loq);

/// Under a label with a % sign a bare number is a percentage: "25" -> "25 %".
std::string percent_text(const std::string& cell, std::string_view label);

/// The cells of the header that name what a row of a long table holds, if `row` is such a header.
struct LongHeader {
  std::size_t row;
  std::map<std::string, std::size_t, std::less<>> column;  ///< by meaning
};
std::optional<LongHeader> find_long_header(const LabGrid& grid);

std::vector<LaboratoryRow> read_long(const LabGrid& grid, const LongHeader& header);
std::vector<LaboratoryRow> read_sample_rows(const LabGrid& grid, std::size_t header);
std::vector<LaboratoryRow> read_analyte_rows(const LabGrid& grid, std::size_t column);

}  // namespace masseflyt::classification::detail
