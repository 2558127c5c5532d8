#include <masseflyt/classification/soil_table.hpp>

#include "classification/csv_cells.hpp"
#include "detail/csv_reader.hpp"
#include "detail/number.hpp"
#include "detail/text.hpp"

namespace masseflyt::classification {
namespace {

using masseflyt::detail::CsvTable;
using Member = std::optional<double> SoilTests::*;

struct Column {
  std::string_view name;
  Member member;
  double most;  ///< percentages end at 100; a liquid limit may be far above
};
constexpr Column columns[] = {
    {"pass_no10_2mm", &SoilTests::pass_2, 100},
    {"pass_no40_0_425mm", &SoilTests::pass_0_425, 100},
    {"pass_no4_4_75mm", &SoilTests::pass_4_75, 100},
    {"pass_no200_0_075mm", &SoilTests::pass_0_075, 100},
    {"pass_0_2mm", &SoilTests::pass_0_2, 100},
    {"pass_0_063mm", &SoilTests::pass_0_063, 100},
    {"pass_0_02mm", &SoilTests::pass_0_02, 100},
    {"pass_0_002mm", &SoilTests::pass_0_002, 100},
    {"LL", &SoilTests::liquid_limit, 2000},
    {"PL", &SoilTests::plastic_limit, 2000},
    {"D10_mm", &SoilTests::d10, 10000},
    {"D30_mm", &SoilTests::d30, 10000},
    {"D60_mm", &SoilTests::d60, 10000},
};

/// Values that may not fall from left to right.
constexpr Member rising[][2] = {
    {&SoilTests::pass_0_075, &SoilTests::pass_0_425},
    {&SoilTests::pass_0_425, &SoilTests::pass_2},
    {&SoilTests::pass_0_075, &SoilTests::pass_2},
    {&SoilTests::pass_2, &SoilTests::pass_4_75},
    {&SoilTests::pass_0_075, &SoilTests::pass_4_75},
    {&SoilTests::pass_0_425, &SoilTests::pass_4_75},
    {&SoilTests::pass_0_002, &SoilTests::pass_0_02},
    {&SoilTests::pass_0_02, &SoilTests::pass_0_063},
    {&SoilTests::pass_0_02, &SoilTests::pass_0_2},
    {&SoilTests::pass_0_063, &SoilTests::pass_0_2},
    {&SoilTests::pass_0_063, &SoilTests::pass_2},
    {&SoilTests::d10, &SoilTests::d30},
    {&SoilTests::d30, &SoilTests::d60},
    {&SoilTests::plastic_limit, &SoilTests::liquid_limit},
};

std::string_view name_of(Member member) {
  for (const auto& c : columns)
    if (c.member == member) return c.name;
  return "";
}

class Reader {
 public:
  Reader(const CsvTable& table, std::string_view file_name, Diagnostics& found)
      : table_(table), file_(file_name), found_(found) {}

  SoilRow read(std::size_t row) const {
    SoilRow soil;
    soil.id = cell(row, "id");
    if (soil.id.empty()) wrong(row, "id", "", "the name of a soil");
    for (const auto& c : columns) soil.tests.*c.member = number(row, c);
    const std::string organic = cell(row, "organic"), plasticity = cell(row, "plasticity");
    soil.tests.organic = detail::same_word(organic, "yes");
    if (!organic.empty() && !soil.tests.organic && !detail::same_word(organic, "no"))
      wrong(row, "organic", organic, "yes, no or nothing");
    soil.tests.non_plastic = detail::same_word(plasticity, "NP");
    if (!plasticity.empty() && !soil.tests.non_plastic)
      wrong(row, "plasticity", plasticity, "NP or nothing");
    check(row, soil.tests);
    return soil;
  }

 private:
  std::string cell(std::size_t row, std::string_view column) const {
    for (std::size_t c = 0; c < table_.columns.size(); ++c)
      if (detail::same_word(table_.columns[c], column)) return table_.rows[row][c];
    return "";
  }

  void wrong(std::size_t row, std::string_view column, std::string_view value,
             std::string expected) const {
    found_.push_back(
        {Severity::error, ErrorCode::invalid_document,
         std::string(file_) + ":" + std::to_string(table_.line[row]) + ":" + std::string(column),
         masseflyt::detail::shorten(value), std::move(expected)});
  }

  std::optional<double> number(std::size_t row, const Column& column) const {
    const std::string text = cell(row, column.name);
    if (text.empty()) return std::nullopt;
    const auto value =
        masseflyt::detail::parse_number(text, masseflyt::detail::DecimalMark::point_or_comma);
    if (value && *value >= 0 && *value <= column.most) return value;
    wrong(row, column.name, text,
          "a number from 0 to " + std::to_string(static_cast<int>(column.most)) + ", or nothing");
    return std::nullopt;
  }

  void check(std::size_t row, const SoilTests& tests) const {
    for (const auto& pair : rising) {
      const auto &low = tests.*pair[0], &high = tests.*pair[1];
      if (low && high && *low > *high)
        wrong(row, name_of(pair[0]), masseflyt::detail::format_number(*low),
              "at most " + std::string(name_of(pair[1])));
    }
  }

  const CsvTable& table_;
  std::string_view file_;
  Diagnostics& found_;
};

}  // namespace

Result<std::vector<SoilRow>> read_soil_csv(std::string_view bytes, std::string_view file_name,
                                           Diagnostics& found) {
  const auto before = static_cast<std::ptrdiff_t>(found.size());
  const auto refused = [&](const char* message) {
    return Error{ErrorCode::invalid_document, message, std::string(file_name)};
  };
  const auto table = masseflyt::detail::read_csv(bytes, file_name, {}, found);
  if (!table) return table.error();
  const bool has_id = std::any_of(table->columns.begin(), table->columns.end(),
                                  [](const auto& c) { return detail::same_word(c, "id"); });
  if (!has_id) {
    found.push_back({Severity::error, ErrorCode::invalid_document, std::string(file_name) + ":1:id",
                     "", "one column 'id'"});
    return refused("no table of soils");
  }
  const Reader reader(*table, file_name, found);
  std::vector<SoilRow> soils;
  for (std::size_t row = 0; row < table->rows.size(); ++row) soils.push_back(reader.read(row));
  if (has_errors({found.begin() + before, found.end()})) return refused("some soils have errors");
  return soils;
}

std::string soil_kinds_csv(const std::vector<SoilRow>& soils, SoilSystem system,
                           const SoilTableOptions& options) {
  std::string csv = "id,symbol,name,group_index,alternatives";
  csv += options.explain ? ",decided_by\n" : "\n";
  for (const auto& soil : soils) {
    const SoilKind kind = classify_soil(system, soil.tests);
    std::string alternatives;
    for (const auto& other : kind.alternatives)
      alternatives += (alternatives.empty() ? "" : ";") + other;
    std::vector<std::string> cells = {detail::neutral(soil.id), kind.symbol, kind.name,
                                      kind.group_index ? std::to_string(*kind.group_index) : "",
                                      alternatives};
    if (options.explain)
      cells.push_back(options.norwegian ? kind.decided_by.nb : kind.decided_by.en);
    csv += masseflyt::detail::csv_line(cells);
  }
  return csv;
}

Result<std::string> classify_soil_csv(std::string_view bytes, std::string_view file_name,
                                      SoilSystem system, Diagnostics& found,
                                      const SoilTableOptions& options) {
  const auto soils = read_soil_csv(bytes, file_name, found);
  if (!soils) return soils.error();
  return soil_kinds_csv(*soils, system, options);
}

}  // namespace masseflyt::classification
