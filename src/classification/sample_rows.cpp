// One sample per row: analytes stand across.
#include <algorithm>

#include "classification/lab_grid.hpp"

namespace masseflyt::classification::detail {
namespace {

struct AnalyteColumn {
  std::size_t column;
  std::string label;  ///< as the header has it
  std::string analyte, unit, loq, uncertainty;
};

struct Header {
  std::size_t row;  ///< of the names of analytes
  std::size_t sample = 0;
  std::optional<std::size_t> depth;
  std::vector<AnalyteColumn> analytes;
};

bool is_left_out(std::string_view meaning) {
  return meaning == "limit" || meaning == "statistic" || meaning == "other";
}

/// The first column that is labelled so; else the first that holds no analyte.
std::size_t sample_column(const LabGrid& grid, std::size_t row) {
  std::optional<std::size_t> other;
  for (std::size_t c = 0; c < grid.columns(); ++c) {
    if (grid.word(row, c) == "sample") return c;
    if (!other && !grid.is_analyte(row, c) && !is_left_out(grid.word(row, c))) other = c;
  }
  return other.value_or(0);
}

/// A row beside the header that holds units, and nothing else, where analytes stand.
bool is_unit_row(const LabGrid& grid, const Header& header, std::size_t row) {
  std::size_t units = 0;
  for (const auto& a : header.analytes) {
    if (grid.at(row, a.column).empty()) continue;
    if (!grid.is_unit(row, a.column)) return false;
    ++units;
  }
  return units > 0;
}

void take_units(const LabGrid& grid, Header& header, std::size_t row) {
  for (auto& a : header.analytes)
    if (a.unit.empty() && grid.is_unit(row, a.column)) a.unit = grid.at(row, a.column);
}

/// Columns that hold an analyte, known or with a unit of its own.
void find_analytes(const LabGrid& grid, Header& header) {
  for (std::size_t c = 0; c < grid.columns(); ++c) {
    const std::string& label = grid.at(header.row, c);
    if (c == header.sample || label.empty()) continue;
    const auto meaning = grid.word(header.row, c);
    if (meaning == "depth" && !header.depth) header.depth = c;
    if (!meaning.empty() && !grid.is_analyte(header.row, c)) continue;
    auto parts = grid.split(header.row, c);
    header.analytes.push_back({c, label, std::move(parts.analyte), std::move(parts.unit), "", ""});
  }
}

/// Columns without a unit are no results; those of known analytes should have had one.
void drop_columns_without_unit(const LabGrid& grid, Header& header) {
  std::erase_if(header.analytes, [&](const AnalyteColumn& a) {
    if (!a.unit.empty()) return false;
    const bool known = grid.analytes().find(a.analyte).has_value();
    if (known)
      grid.report(Severity::error, header.row, a.column, a.label, "",
                  "a unit: in the name, \"" + a.analyte + " (mg/kg TS)\", or in the row below");
    else
      grid.report(Severity::warning, header.row, a.column, a.label, a.label,
                  "a known analyte, or a unit; this column is not read");
    return true;
  });
}

/// Ph and the like have none; the option is for the others.
void fill_units(const LabGrid& grid, Header& header) {
  for (auto& a : header.analytes) {
    const auto known = grid.analytes().find(a.analyte);
    if (!a.unit.empty() || !known) continue;
    const auto& analyte = grid.analytes()[*known];
    if (analyte.group != "property") a.unit = grid.options().unit;
    if (analyte.id == "ph") a.unit = "-";
  }
}

/// Rows of labels take part in all rows below; false for a row of results.
bool take_label_row(const LabGrid& grid, Header& header, std::size_t row) {
  const auto meaning = grid.word(row, header.sample);
  const std::string& label = grid.at(row, header.sample);
  if (meaning == "loq" || meaning == "uncertainty") {
    for (auto& a : header.analytes)
      (meaning == "loq" ? a.loq : a.uncertainty) = percent_text(grid.at(row, a.column), label);
    return true;
  }
  if (!is_left_out(meaning)) return meaning == "unit" || meaning == "analyte";
  grid.report(meaning == "other" ? Severity::note : Severity::warning, row, header.sample, "",
              label, "a sample; this row is not read");
  return true;
}

void read_row(const LabGrid& grid, const Header& header, std::size_t row,
              std::vector<LaboratoryRow>& rows) {
  const std::string& sample = grid.at(row, header.sample);
  const std::string depth = header.depth ? grid.at(row, *header.depth) : "";
  bool any = false;
  for (const auto& a : header.analytes) {
    const std::string& value = grid.at(row, a.column);
    if (value.empty()) continue;
    any = true;
    if (!sample.empty())
      rows.push_back({sample, depth, a.analyte, value_text(value, "", a.loq), a.unit, a.uncertainty,
                      grid.line(row), a.label});
  }
  if (any && sample.empty())
    grid.report(Severity::error, row, header.sample, grid.at(header.row, header.sample), "",
                "the name of a sample");
}

}  // namespace

std::vector<LaboratoryRow> read_sample_rows(const LabGrid& grid, std::size_t header_row) {
  Header header{header_row, sample_column(grid, header_row), std::nullopt, {}};
  find_analytes(grid, header);
  for (std::size_t row = header_row; row-- > 0;)
    if (is_unit_row(grid, header, row)) take_units(grid, header, row);
  std::size_t first = header_row + 1;
  while (first < grid.rows() && is_unit_row(grid, header, first)) take_units(grid, header, first++);
  for (std::size_t row = first; row < grid.rows(); ++row)
    if (grid.word(row, header.sample) == "unit") take_units(grid, header, row);
  fill_units(grid, header);
  drop_columns_without_unit(grid, header);
  std::vector<std::size_t> results;
  for (std::size_t row = first; row < grid.rows(); ++row)
    if (!take_label_row(grid, header, row)) results.push_back(row);
  std::vector<LaboratoryRow> rows;
  for (const std::size_t row : results) read_row(grid, header, row, rows);
  return rows;
}

}  // namespace masseflyt::classification::detail
