#include "scenario/json_rows.hpp"

#include <utility>

#include "detail/text.hpp"
#include "scenario/cell.hpp"

namespace masseflyt::scenario {
namespace {

using detail::JsonValue;
using Kind = JsonValue::Kind;

constexpr std::size_t most_problems = 1000;

bool has(const std::string& text, const char* separators) {
  return text.find_first_of(separators) != text.npos;
}

/// Lists and keyed lists become text with separators; everything else stays JSON.
Cell nested(const Column* column, const JsonValue& value) {
  const Cell as_json{CellKind::json, detail::to_json_text(value)};
  if (column == nullptr) return as_json;
  const bool array = value.kind == Kind::array;
  if (array ? !is_list(column->type) : !is_keyed(column->type)) return as_json;
  Names words;
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    const JsonValue& item = value.items[i];
    const bool plain = item.kind == Kind::text || item.kind == Kind::number;
    if (!plain || has(item.text, ";") || (!array && has(value.keys[i], ":;"))) return as_json;
    words.push_back(array ? item.text : value.keys[i] + ":" + item.text);
  }
  return words.empty() ? Cell{} : Cell{CellKind::text, join(words)};
}

Cell plain_cell(const Column* column, const JsonValue& value) {
  switch (value.kind) {
    case Kind::null:
      return {};
    case Kind::boolean:
      return {CellKind::boolean, value.text == "true" ? "yes" : "no"};
    case Kind::number:
      return {CellKind::number, value.text};
    case Kind::text:
      return {CellKind::text, value.text};
    case Kind::array:
    case Kind::object:
      return nested(column, value);
  }
  return {};
}

}  // namespace

JsonTable::JsonTable(const TableSpec& spec, const ReadLimits& limits, Diagnostics& found)
    : spec_(spec), limits_(limits), found_(found) {
  table_.name = spec.name;
}

void JsonTable::add(std::size_t index, const JsonValue& row) {
  if (stopped_) return;
  const std::string path = "/" + std::string(spec_.name) + "/" + std::to_string(index);
  table_.row_path.push_back(path);
  table_.rows.emplace_back();
  if (row.kind != Kind::object)
    return report(path, row, "an object with the columns of " + std::string(spec_.name));
  auto& cells = table_.rows.back();
  for (std::size_t i = 0; i < row.keys.size(); ++i) {
    const auto column = column_of(row.keys[i]);
    if (!column) return stop(path, "at most " + std::to_string(limits_.columns) + " columns");
    if (cells.size() <= *column) cells.resize(*column + 1);
    if (cells[*column].kind != CellKind::missing) continue;  // a repeated key, reported already
    cells[*column] = cell(row.keys[i], row.items[i], path);
    if (stopped_) return;
  }
  if (table_.rows.size() * table_.columns.size() > limits_.cells)
    stop(path, "at most " + std::to_string(limits_.cells) + " cells");
}

Table JsonTable::take() {
  if (stopped_) return {table_.name, {}, {}, {}};
  for (auto& row : table_.rows) row.resize(table_.columns.size());
  return std::move(table_);
}

void JsonTable::report(const std::string& path, const JsonValue& value, std::string expected) {
  found_.push_back({Severity::error, ErrorCode::invalid_document, path,
                    detail::shorten(detail::to_json_text(value)), std::move(expected)});
  if (++problems_ == most_problems)
    stop(path, "fewer problems: the rest of this table is not read");
}

void JsonTable::stop(const std::string& path, std::string expected) {
  found_.push_back({Severity::error, ErrorCode::limit_exceeded, path, "", std::move(expected)});
  stopped_ = true;
}

std::optional<std::size_t> JsonTable::column_of(const std::string& name) {
  const auto known = position_.find(name);
  if (known != position_.end()) return known->second;
  if (table_.columns.size() == limits_.columns) return std::nullopt;
  table_.columns.push_back(name);
  return position_.emplace(name, table_.columns.size() - 1).first->second;
}

Cell JsonTable::cell(const std::string& name, const JsonValue& value, const std::string& path) {
  const Column* column = spec_.find(name);
  Cell cell = plain_cell(column, value);
  if (cell.kind == CellKind::json && column != nullptr) {
    report(path + "/" + detail::pointer_step(name), value, expectation(*column));
    return {};
  }
  normalise(cell, column);
  return cell;
}

}  // namespace masseflyt::scenario
