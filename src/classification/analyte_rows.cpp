// One analyte per row: samples stand across.
#include <algorithm>

#include "classification/lab_grid.hpp"

namespace masseflyt::classification::detail {
namespace {

struct SampleColumn {
  std::size_t column;
  std::string sample, depth;
  std::optional<std::size_t> uncertainty;
};

struct Header {
  std::size_t analyte;    ///< column of their names
  std::size_t names = 0;  ///< row of the names of samples
  std::size_t first = 0;  ///< row of results
  std::optional<std::size_t> unit, loq, uncertainty;
  std::vector<SampleColumn> samples;
};

std::size_t first_analyte(const LabGrid& grid, std::size_t column) {
  std::size_t row = 0;
  while (row < grid.rows() && !grid.is_analyte(row, column)) ++row;
  return row;
}

/// The row with the label of samples; else the one with the label of analytes; else the nearest
/// row above the results that has anything beside the analytes.
std::optional<std::size_t> row_of_names(const LabGrid& grid, const Header& header) {
  std::optional<std::size_t> best;
  int known = 0;  // 1: has something, 2: label of analytes, 3: label of samples
  for (std::size_t row = header.first; row-- > 0;) {
    int says = 0;
    for (std::size_t c = 0; c < grid.columns(); ++c) {
      const auto meaning = grid.word(row, c);
      const bool beside = c > header.analyte && !grid.at(row, c).empty();
      const bool labels = c <= header.analyte;
      if (labels && meaning == "sample")
        says = std::max(says, 3);
      else if (labels && meaning == "analyte")
        says = std::max(says, 2);
      else if (beside && !grid.is_unit(row, c))
        says = std::max(says, 1);
    }
    if (says > known) best = row, known = says;
  }
  return best;
}

/// What a label anywhere above the results says of its column.
std::string_view meaning_of(const LabGrid& grid, const Header& header, std::size_t column) {
  for (std::size_t row = header.first; row-- > 0;)
    if (const auto meaning = grid.word(row, column); !meaning.empty()) return meaning;
  return {};
}

bool holds_units(const LabGrid& grid, const Header& header, std::size_t column) {
  std::size_t units = 0, others = 0;
  for (std::size_t row = header.first; row < grid.rows(); ++row)
    if (!grid.at(row, column).empty()) ++(grid.is_unit(row, column) ? units : others);
  return units > others;
}

bool has_results(const LabGrid& grid, const Header& header, std::size_t column) {
  for (std::size_t row = header.first; row < grid.rows(); ++row)
    if (grid.is_analyte(row, header.analyte) && !grid.at(row, column).empty()) return true;
  return false;
}

/// "Prøvenavn: | P1" above a table with one column of results.
std::string name_above(const LabGrid& grid, const Header& header) {
  for (std::size_t row = 0; row < header.first; ++row)
    for (std::size_t c = 0; c + 1 < grid.columns(); ++c)
      if (grid.word(row, c) == "sample")
        for (std::size_t right = c + 1; right < grid.columns(); ++right)
          if (!grid.at(row, right).empty() && grid.word(row, right).empty())
            return grid.at(row, right);
  return {};
}

std::string depth_above(const LabGrid& grid, const Header& header, std::size_t column) {
  for (std::size_t row = 0; row < header.first; ++row)
    for (std::size_t c = 0; c <= header.analyte; ++c)
      if (grid.word(row, c) == "depth") return grid.at(row, column);
  return {};
}

void take_uncertainty(Header& header, std::size_t column) {
  if (header.samples.empty())
    header.uncertainty = column;
  else
    header.samples.back().uncertainty = column;
}

void take_sample(const LabGrid& grid, Header& header, std::size_t column,
                 std::string_view meaning) {
  const std::string& label = grid.at(header.names, column);
  if (!has_results(grid, header, column)) return;
  std::string name = meaning == "value" ? name_above(grid, header) : label;
  if (name.empty()) {
    grid.report(Severity::error, header.names, column, label, label,
                "the name of a sample above its results");
    return;
  }
  header.samples.push_back(
      {column, std::move(name), depth_above(grid, header, column), std::nullopt});
}

void take_column(const LabGrid& grid, Header& header, std::size_t column) {
  const auto meaning = meaning_of(grid, header, column);
  if (meaning == "unit" || (meaning.empty() && !header.unit && holds_units(grid, header, column))) {
    header.unit = column;
  } else if (meaning == "loq") {
    header.loq = column;
  } else if (meaning == "uncertainty") {
    take_uncertainty(header, column);
  } else if (meaning == "limit" || meaning == "statistic") {
    grid.report(Severity::warning, header.names, column, grid.at(header.names, column),
                grid.at(header.names, column), "a sample; this column is not read");
  } else if (meaning != "other" && meaning != "analyte") {
    take_sample(grid, header, column, meaning);
  }
}

std::string uncertainty_at(const LabGrid& grid, const Header& header, const SampleColumn& sample,
                           std::size_t row) {
  const auto column = sample.uncertainty ? sample.uncertainty : header.uncertainty;
  if (!column) return {};
  std::string labels;
  for (std::size_t r = 0; r < header.first; ++r) labels += grid.at(r, *column);
  return percent_text(grid.at(row, *column), labels);
}

struct AnalyteRow {
  std::string analyte, unit;
};

/// None for headings, rows without results and, with a word on it, rows that cannot be read.
std::optional<AnalyteRow> analyte_at(const LabGrid& grid, const Header& header, std::size_t row) {
  const std::string& label = grid.at(row, header.analyte);
  const bool any = std::any_of(header.samples.begin(), header.samples.end(),
                               [&](const auto& s) { return !grid.at(row, s.column).empty(); });
  if (!any) return std::nullopt;
  auto [analyte, unit] = grid.split(row, header.analyte);
  if (unit.empty() && header.unit) unit = grid.at(row, *header.unit);
  const auto known = grid.analytes().find(analyte);
  const bool property = known && grid.analytes()[*known].group == "property";
  if (unit.empty() && known && !property) unit = grid.options().unit;
  if (unit.empty() && property && grid.analytes()[*known].id == "ph") unit = "-";
  if (!unit.empty() && !label.empty()) return AnalyteRow{std::move(analyte), std::move(unit)};
  if (known)
    grid.report(Severity::error, row, header.analyte, "unit", label,
                "a unit: in a column of its own, or in the name, \"" + analyte + " (mg/kg TS)\"");
  else if (label.empty())
    grid.report(Severity::error, row, header.analyte, "", "", "the name of an analyte");
  else
    grid.report(Severity::warning, row, header.analyte, "", label,
                "a known analyte, or a unit; this row is not read");
  return std::nullopt;
}

}  // namespace

std::vector<LaboratoryRow> read_analyte_rows(const LabGrid& grid, std::size_t column) {
  Header header{column, 0, first_analyte(grid, column), {}, {}, {}, {}};
  const auto names = row_of_names(grid, header);
  if (!names) {
    grid.report(Severity::error, 0, column, "", "", "the names of samples above their results");
    return {};
  }
  header.names = *names;
  for (std::size_t c = column + 1; c < grid.columns(); ++c) take_column(grid, header, c);
  if (header.samples.empty())
    grid.report(Severity::error, header.names, column, "", grid.at(header.names, column),
                "a column of results with the name of its sample above them");
  std::vector<LaboratoryRow> rows;
  for (std::size_t row = header.first; row < grid.rows(); ++row) {
    const auto analyte = analyte_at(grid, header, row);
    if (!analyte) continue;
    const std::string loq = header.loq ? grid.at(row, *header.loq) : std::string();
    for (const auto& s : header.samples)
      if (const std::string& value = grid.at(row, s.column); !value.empty())
        rows.push_back({s.sample, s.depth, analyte->analyte, value_text(value, "", loq),
                        analyte->unit, uncertainty_at(grid, header, s, row), grid.line(row),
                        s.sample});
  }
  return rows;
}

}  // namespace masseflyt::classification::detail
