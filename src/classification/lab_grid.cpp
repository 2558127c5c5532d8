#include "classification/lab_grid.hpp"

#include <algorithm>

#include "detail/text.hpp"

namespace masseflyt::classification {
namespace {

using masseflyt::detail::trim;

constexpr std::size_t longest_label = 200;  // no name of an analyte with its unit is longer

bool may_begin_unit(std::string_view text, std::size_t i) {
  return std::string_view(" ([,;\n\t").find(text[i]) != std::string_view::npos && i > 0;
}

std::string_view without_brackets(std::string_view text) {
  const auto first = text.find_first_not_of(" ([,;\n\t");
  if (first == std::string_view::npos) return {};
  text.remove_prefix(first);
  while (!text.empty() && std::string_view(" )]\n\t").find(text.back()) != std::string_view::npos)
    text.remove_suffix(1);
  return text;
}

}  // namespace

AnalyteAndUnit split_unit(std::string_view text, const Analytes& analytes) {
  text = trim(text);
  if (text.size() > longest_label) return {std::string(text), ""};
  AnalyteAndUnit unknown{std::string(text), ""};
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (!may_begin_unit(text, i)) continue;
    const auto name = trim(text.substr(0, i)), unit = without_brackets(text.substr(i));
    if (unit.empty() || !analytes.unit(unit)) continue;
    if (analytes.find(name)) return {std::string(name), std::string(unit)};
    if (unknown.unit.empty()) unknown = {std::string(name), std::string(unit)};
  }
  if (analytes.find(text)) return {std::string(text), ""};
  return unknown;
}

namespace detail {

const std::string& LabGrid::at(std::size_t row, std::size_t column) const {
  static const std::string empty;
  const auto& cells = grid_.rows[row];
  return column < cells.size() ? cells[column] : empty;
}

std::string_view LabGrid::word(std::size_t row, std::size_t column) const {
  const std::string& cell = at(row, column);
  if (cell == "\xC2\xB1" || cell == "+/-") return "uncertainty";
  return cell.size() > longest_label ? std::string_view() : analytes_.word(cell);
}

bool LabGrid::is_unit(std::size_t row, std::size_t column) const {
  const std::string& cell = at(row, column);
  return !cell.empty() && cell.size() <= longest_label &&
         analytes_.unit(without_brackets(cell)).has_value();
}

bool LabGrid::is_analyte(std::size_t row, std::size_t column) const {
  const std::string& cell = at(row, column);
  if (cell.empty() || cell.size() > longest_label) return false;
  return analytes_.find(split_unit(cell, analytes_).analyte).has_value();
}

void LabGrid::report(Severity severity, std::size_t row, std::size_t column, std::string_view name,
                     std::string_view value, std::string expected) const {
  const std::string label = name.empty() ? std::to_string(column + 1) : std::string(name);
  found_.push_back({severity, ErrorCode::invalid_document,
                    std::string(file_) + ":" + std::to_string(line(row)) + ":" +
                        masseflyt::detail::shorten(label),
                    masseflyt::detail::shorten(value), std::move(expected)});
}

std::string value_text(const std::string& value, const std::string& qualifier,
                       const std::string& loq) {
  if (!qualifier.empty() && qualifier != "=") return qualifier + value;
  const auto result = read_result(value);
  if (!result || result->kind != ResultKind::not_detected || loq.empty()) return value;
  const auto limit = read_result(loq);
  if (!limit || limit->kind == ResultKind::missing || limit->number == Decimal()) return value;
  return loq.starts_with('<') ? loq : "<" + loq;
}

std::string percent_text(const std::string& cell, std::string_view label) {
  const bool bare = label.find('%') != label.npos && cell.find('%') == cell.npos;
  return bare && !cell.empty() ? cell + " %" : cell;
}

}  // namespace detail
}  // namespace masseflyt::classification
