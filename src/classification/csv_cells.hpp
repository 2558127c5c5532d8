// csv_cells.hpp — what the readers and writers of this module's tables share.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace masseflyt::classification::detail {

/// Column names are the same whatever their case.
inline bool same_word(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

/// Spreadsheets run what starts so; an apostrophe makes it text.
inline std::string neutral(std::string cell) {
  const bool formula =
      !cell.empty() && std::string_view("=+-@\t\r\n").find(cell[0]) != std::string_view::npos;
  if (formula) cell.insert(0, 1, '\'');
  return cell;
}

}  // namespace masseflyt::classification::detail
