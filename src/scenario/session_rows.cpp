#include "scenario/session_rows.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "detail/json_value.hpp"
#include "detail/text.hpp"
#include "scenario/cell.hpp"
#include "scenario/header.hpp"
#include "scenario/lookup.hpp"

namespace masseflyt::scenario {
namespace {

std::string did_you_mean(std::string_view word, const Names& known) {
  const std::string near = detail::nearest_word(word, known);
  return near.empty() ? "" : " (did you mean '" + near + "'?)";
}

Diagnostic fault(ErrorCode code, std::string path, std::string_view value, std::string expected) {
  return {Severity::error, code, std::move(path), detail::shorten(value), std::move(expected)};
}

}  // namespace

SessionTable::SessionTable(const Document& document, const TableSpec& spec) : spec_(spec) {
  if (const Table* at = document.table(spec.name)) table_ = *at;
  table_.name = spec.name;
  if (!column_of(table_, "id")) {
    table_.columns.emplace_back("id");
    for (auto& row : table_.rows) row.resize(table_.columns.size());
  }
  table_.row_path.resize(table_.rows.size());
}

std::string SessionTable::path(std::string_view id) const {
  std::string path = "/" + table_.name;
  return id.empty() ? path : path + "/" + detail::pointer_step(id);
}

std::optional<std::size_t> SessionTable::find(std::string_view id) const {
  const std::size_t column = *column_of(table_, "id");
  for (std::size_t r = 0; r < table_.rows.size(); ++r)
    if (table_.rows[r][column].text == id) return r;
  return std::nullopt;
}

Diagnostic SessionTable::not_there(std::string_view id) const {
  Names known;
  for (std::size_t r = 0; r < table_.rows.size(); ++r) known.push_back(text_of(table_, r, "id"));
  return fault(ErrorCode::not_found, path(id), id,
               "a row of " + table_.name + did_you_mean(id, known));
}

Diagnostics SessionTable::check(std::string_view id, const Cells& cells, bool id_too) const {
  Diagnostics wrong;
  Names known;
  for (const Column& c : spec_.columns) known.emplace_back(c.name);
  std::set<std::string_view> seen;
  for (const auto& [column, text] : cells) {
    const std::string at = path(id) + "/" + detail::pointer_step(column);
    if (!seen.insert(column).second)
      wrong.push_back(fault(ErrorCode::invalid_argument, at, text, "each column once"));
    if (column == "id" && !id_too && text != id)
      wrong.push_back(fault(ErrorCode::invalid_argument, at, text,
                            "the id that it has; remove the row and add another one"));
    if (spec_.find(column) == nullptr && !is_private(column))
      wrong.push_back(fault(ErrorCode::not_found, at, column,
                            "a column of " + table_.name + did_you_mean(column, known)));
  }
  return wrong;
}

Cell SessionTable::cell(std::string_view column, const std::string& text) const {
  Cell cell{CellKind::text, text};
  normalise(cell, spec_.find(column));
  return cell;
}

bool SessionTable::holds(std::size_t row, const Cells& cells, bool nothing_else) const {
  std::set<std::string_view> named;
  for (const auto& [column, text] : cells) {
    named.insert(column);
    const auto at = column_of(table_, column);
    if (!(cell(column, text) == (at ? table_.rows[row][*at] : Cell{}))) return false;
  }
  for (std::size_t c = 0; nothing_else && c < table_.columns.size(); ++c)
    if (table_.rows[row][c].kind != CellKind::missing && named.count(table_.columns[c]) == 0)
      return false;
  return true;
}

void SessionTable::write(std::size_t row, const Cells& cells) {
  for (const auto& [column, text] : cells) {
    auto at = column_of(table_, column);
    if (!at) {
      at = table_.columns.size();
      table_.columns.emplace_back(column);
      for (auto& each : table_.rows) each.resize(table_.columns.size());
    }
    table_.rows[row][*at] = cell(column, text);
  }
  table_.row_path[row] = path(text_of(table_, row, "id"));  // the file does not say this any more
}

void SessionTable::insert(const Cells& cells, const Ranks& ranks) {
  const auto key = [&](std::string_view id) {
    const auto at = ranks.find(std::string(id));
    return at == ranks.end() ? std::pair(ranks.size(), id) : std::pair(at->second, id);
  };
  const auto mine = key(text_in(cells, "id"));
  std::size_t row = table_.rows.size();
  while (row > 0 && mine < key(text_of(table_, row - 1, "id"))) --row;
  const auto offset = static_cast<std::ptrdiff_t>(row);
  table_.rows.insert(table_.rows.begin() + offset, std::vector<Cell>(table_.columns.size()));
  table_.row_path.insert(table_.row_path.begin() + offset, std::string());
  write(row, cells);
}

void SessionTable::remove(std::size_t row) {
  const auto offset = static_cast<std::ptrdiff_t>(row);
  table_.rows.erase(table_.rows.begin() + offset);
  table_.row_path.erase(table_.row_path.begin() + offset);
}

const TableSpec* table_with_ids(std::string_view table, Diagnostics& wrong) {
  const TableSpec* spec = find_table(table);
  if (spec != nullptr && spec->key == std::vector<std::string_view>{"id"}) return spec;
  Names known;
  for (const TableSpec& t : all_tables())
    if (t.key == std::vector<std::string_view>{"id"}) known.emplace_back(t.name);
  wrong.push_back(fault(ErrorCode::not_found, "/" + detail::pointer_step(table), table,
                        "a table whose rows have ids" + did_you_mean(table, known)));
  return nullptr;
}

std::string_view text_in(const Cells& cells, std::string_view column) {
  for (const auto& [name, text] : cells)
    if (name == column) return text;
  return {};
}

}  // namespace masseflyt::scenario
