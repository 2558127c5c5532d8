#include <masseflyt/classification/laboratory_table.hpp>

#include <algorithm>
#include <set>

#include "classification/csv_cells.hpp"
#include "classification/lab_grid.hpp"
#include "detail/text.hpp"

namespace masseflyt::classification {
namespace detail {
namespace {

/// How many labels of that meaning stand in the row.
std::size_t times(const LabGrid& grid, std::size_t row, std::string_view meaning) {
  std::size_t count = 0;
  for (std::size_t c = 0; c < grid.columns(); ++c) count += grid.word(row, c) == meaning;
  return count;
}

/// Of several columns of one meaning, the one that is called exactly so.
std::optional<std::size_t> exact(const LabGrid& grid, std::size_t row, std::string_view meaning) {
  std::optional<std::size_t> place;
  for (std::size_t c = 0; c < grid.columns(); ++c)
    if (same_word(grid.at(row, c), meaning)) {
      if (place) return std::nullopt;
      place = c;
    }
  return place;
}

}  // namespace

std::optional<LongHeader> find_long_header(const LabGrid& grid) {
  for (std::size_t row = 0; row < std::min(grid.rows(), label_rows); ++row) {
    std::size_t known = 0;
    for (const auto* meaning : {"sample", "analyte", "value"})
      known += times(grid, row, meaning) > 0;
    if (known < 3) continue;
    LongHeader header{row, {}};
    for (std::size_t c = 0; c < grid.columns(); ++c)
      if (const auto meaning = grid.word(row, c); !meaning.empty())
        header.column.try_emplace(std::string(meaning), c);
    return header;
  }
  return std::nullopt;
}

/// One column of each meaning; a second one is an error unless one has the very name.
void settle_columns(const LabGrid& grid, LongHeader& header) {
  for (const auto* meaning :
       {"sample", "analyte", "value", "unit", "uncertainty", "loq", "qualifier", "depth"}) {
    if (times(grid, header.row, meaning) < 2) continue;
    if (const auto place = exact(grid, header.row, meaning))
      header.column[meaning] = *place;
    else
      grid.report(Severity::error, header.row, header.column[meaning], meaning, meaning,
                  "one column '" + std::string(meaning) + "'");
  }
}

std::vector<LaboratoryRow> read_long(const LabGrid& grid, const LongHeader& found) {
  LongHeader header = found;
  settle_columns(grid, header);
  const auto cell = [&](std::size_t row, const char* meaning) -> const std::string& {
    static const std::string none;
    const auto place = header.column.find(meaning);
    return place == header.column.end() ? none : grid.at(row, place->second);
  };
  std::size_t wide = grid.columns();
  while (wide > 0 && grid.at(header.row, wide - 1).empty()) --wide;
  const bool has_unit = header.column.contains("unit");
  bool unit_told = true;
  std::vector<LaboratoryRow> rows;
  for (std::size_t r = header.row + 1; r < grid.rows(); ++r) {
    if (!grid.at(r, wide).empty())
      grid.report(Severity::error, r, wide, "", grid.at(r, wide),
                  "as many fields as the header has, " + std::to_string(wide));
    LaboratoryRow row{
        cell(r, "sample"),  cell(r, "depth"),
        cell(r, "analyte"), "",
        cell(r, "unit"),    percent_text(cell(r, "uncertainty"), cell(header.row, "uncertainty")),
        grid.line(r),       ""};
    row.value = value_text(cell(r, "value"), cell(r, "qualifier"), cell(r, "loq"));
    if (row.unit.empty()) {
      const auto parts = split_unit(row.analyte, grid.analytes());
      if (!parts.unit.empty()) row.analyte = parts.analyte, row.unit = parts.unit;
    }
    if (row.unit.empty()) row.unit = grid.options().unit;
    unit_told &= !row.unit.empty() || has_unit;
    rows.push_back(std::move(row));
  }
  if (rows.empty() ? !has_unit : !unit_told)
    grid.report(Severity::error, header.row, 0, "unit", "", "one column 'unit'");
  return rows;
}

}  // namespace detail

namespace {

using detail::LabGrid;
using Rows = std::vector<LaboratoryRow>;

struct Across {
  std::size_t place = 0, analytes = 0;
};

Across row_of_analytes(const LabGrid& grid) {
  Across best;
  for (std::size_t r = 0; r < std::min(grid.rows(), detail::label_rows); ++r) {
    std::size_t count = 0;
    for (std::size_t c = 0; c < grid.columns(); ++c) count += grid.is_analyte(r, c);
    if (count > best.analytes) best = {r, count};
  }
  return best;
}

Across column_of_analytes(const LabGrid& grid) {
  constexpr std::size_t label_columns = 12, enough = 1000;
  Across best;
  for (std::size_t c = 0; c < std::min(grid.columns(), label_columns); ++c) {
    std::size_t count = 0;
    for (std::size_t r = 0; r < std::min(grid.rows(), enough); ++r) count += grid.is_analyte(r, c);
    if (count > best.analytes) best = {c, count};
  }
  return best;
}

/// As many analytes across as down, mostly one: labels tell, or where the results stand.
TableShape by_label(const LabGrid& grid, const Across& row, const Across& column) {
  for (std::size_t c = 0; c < grid.columns(); ++c)
    if (grid.word(row.place, c) == "sample") return TableShape::one_sample_per_row;
  for (std::size_t r = 0; r < std::min(grid.rows(), detail::label_rows); ++r)
    if (grid.word(r, column.place) == "analyte") return TableShape::one_analyte_per_row;
  for (std::size_t r = row.place + 1; r < grid.rows(); ++r)
    if (!grid.at(r, column.place).empty()) return TableShape::one_sample_per_row;
  return TableShape::one_analyte_per_row;
}

/// There is no known analyte anywhere.
void say_what_is_missing(const LabGrid& grid) {
  for (const auto* name : {"sample", "analyte", "value", "unit"})
    if (detail::times(grid, 0, name) == 0)
      grid.report(Severity::error, 0, 0, name, "",
                  "one column '" + std::string(name) + "', or a row or column of known analytes");
}

Rows read_shape(const LabGrid& grid, TableShape& shape) {
  if (const auto header = detail::find_long_header(grid)) return read_long(grid, *header);
  const Across row = row_of_analytes(grid), column = column_of_analytes(grid);
  if (row.analytes + column.analytes == 0) {
    say_what_is_missing(grid);
    return {};
  }
  shape = row.analytes > column.analytes   ? TableShape::one_sample_per_row
          : column.analytes > row.analytes ? TableShape::one_analyte_per_row
                                           : by_label(grid, row, column);
  return shape == TableShape::one_sample_per_row ? read_sample_rows(grid, row.place)
                                                 : read_analyte_rows(grid, column.place);
}

// ---- marks that may mean a thousand or one ------------------------------------------------------

struct Marks {
  bool decimal_point = false, decimal_comma = false;
};

/// The only mark in the number, and the digits before and behind it.
struct OneMark {
  char mark = 0;
  std::size_t before = 0, behind = 0;
  bool leading_zero = false;
};

OneMark one_mark(std::string_view value) {
  while (!value.empty() && (value[0] == '<' || value[0] == '>' || value[0] == ' '))
    value.remove_prefix(1);
  const auto at = value.find_first_of(",.");
  if (at == std::string_view::npos || value.find_first_of(",.", at + 1) != std::string_view::npos)
    return {};
  const auto digits = [](std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  if (!digits(value.substr(0, at)) || !digits(value.substr(at + 1))) return {};
  return {value[at], at, value.size() - at - 1, at == 0 || value[0] == '0'};
}

bool may_be_thousands(const OneMark& m) {
  return m.mark != 0 && !m.leading_zero && m.before <= 3 && m.behind == 3;
}

Marks marks_of(const Rows& rows) {
  Marks marks;
  for (const auto& row : rows) {
    const OneMark m = one_mark(row.value);
    if (m.mark == 0 || may_be_thousands(m)) continue;
    (m.mark == '.' ? marks.decimal_point : marks.decimal_comma) = true;
  }
  return marks;
}

std::string path_of(const LaboratoryTable& table, const LaboratoryRow& row) {
  return table.file_name + ":" + std::to_string(row.row);
}

void check_marks(const LaboratoryTable& table, Diagnostics& found) {
  const Marks marks = marks_of(table.rows);
  for (const auto& row : table.rows) {
    const OneMark m = one_mark(row.value);
    if (!may_be_thousands(m) || !(m.mark == '.' ? marks.decimal_comma : marks.decimal_point))
      continue;
    found.push_back({Severity::error, ErrorCode::invalid_document,
                     path_of(table, row) + ":" + (row.column.empty() ? "value" : row.column),
                     masseflyt::detail::shorten(row.value),
                     m.mark == '.'
                         ? "a number that can be read in one way only: other numbers here "
                           "have a decimal comma"
                         : "a number that can be read in one way only: other numbers here "
                           "have a decimal point"});
  }
}

/// A sample that comes from several depths is several samples.
void name_depths_apart(Rows& rows) {
  std::map<std::string, std::set<std::string>> depths;
  for (const auto& row : rows)
    if (!row.depth.empty()) depths[row.sample].insert(row.depth);
  for (auto& row : rows)
    if (!row.depth.empty() && depths.at(row.sample).size() > 1)
      row.sample += " (" + row.depth + ")";
}

bool errors_since(const Diagnostics& found, std::size_t before) {
  return has_errors({found.begin() + static_cast<std::ptrdiff_t>(before), found.end()});
}

}  // namespace

Result<LaboratoryTable> read_laboratory_table(std::string_view bytes, std::string_view file_name,
                                              const Analytes& analytes, Diagnostics& found,
                                              const LaboratoryTableOptions& options) {
  const std::size_t before = found.size();
  const Error refused{ErrorCode::invalid_document, "no table of laboratory results",
                      std::string(file_name)};
  const auto grid = masseflyt::detail::read_csv_grid(bytes, file_name, {}, found);
  if (!grid) return grid.error();
  const LabGrid cells(*grid, file_name, analytes, options, found);
  LaboratoryTable table;
  table.file_name = file_name;
  table.rows = read_shape(cells, table.shape);
  if (errors_since(found, before)) return refused;
  if (table.rows.empty()) {
    found.push_back(
        {Severity::error, ErrorCode::invalid_document, table.file_name, "", "at least one result"});
    return refused;
  }
  check_marks(table, found);
  if (errors_since(found, before)) return refused;
  name_depths_apart(table.rows);
  return table;
}

Result<std::vector<Sample>> samples_of(const LaboratoryTable& table, const Analytes& analytes,
                                       Diagnostics& found) {
  const std::size_t before = found.size();
  SampleReader reader(analytes);
  for (const auto& row : table.rows)
    reader.add(
        {row.sample, row.analyte, row.value, row.unit, row.uncertainty, row.depth, row.column},
        path_of(table, row), found);
  auto samples = reader.finish(found);
  if (errors_since(found, before))
    return Error{ErrorCode::invalid_document, "some results have errors", table.file_name};
  return samples;
}

std::string long_csv(const LaboratoryTable& table) {
  std::string csv = "sample,depth,analyte,value,unit,uncertainty\n";
  for (const auto& row : table.rows)
    csv += masseflyt::detail::csv_line({detail::neutral(row.sample), detail::neutral(row.depth),
                                        detail::neutral(row.analyte), detail::neutral(row.value),
                                        row.unit, detail::neutral(row.uncertainty)});
  return csv;
}

}  // namespace masseflyt::classification
