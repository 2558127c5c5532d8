// lookup.hpp — finding columns and rows of the tables of a document.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include <masseflyt/scenario/document.hpp>

namespace masseflyt::scenario {

inline std::optional<std::size_t> column_of(const Table& table, std::string_view name) {
  const auto at = std::find(table.columns.begin(), table.columns.end(), name);
  if (at == table.columns.end()) return std::nullopt;
  return static_cast<std::size_t>(at - table.columns.begin());
}

/// Text of a cell; empty where there is none.
inline const std::string& text_of(const Table& table, std::size_t row, std::string_view column) {
  static const std::string none;
  const auto at = column_of(table, column);
  if (!at || *at >= table.rows[row].size()) return none;
  return table.rows[row][*at].text;
}

/// Place of a cell: "offers.csv:7:amount" or "/offers/5/amount".
std::string cell_path(const Table& table, std::size_t row, std::string_view column);

/// What tells a row apart: the texts of its key columns, joined by '/'.
std::string row_key(const Table& table, std::size_t row);

}  // namespace masseflyt::scenario
