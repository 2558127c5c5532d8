// src/scenario/session_rows.hpp — tables of a session: rows found, compared and put by their id.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <masseflyt/scenario/session.hpp>

#include "scenario/tables.hpp"

namespace masseflyt::scenario {

/// Where the rows stood when the session was opened. New ones come after them, by id, so that the
/// order of rows, and with it the plan, does not depend on the order of changes.
using Ranks = std::map<std::string, std::size_t>;

/// One table on its way into a changed document.
class SessionTable {
 public:
  /// The table of `document`, or an empty one. Precondition: `spec` is keyed by id.
  SessionTable(const Document& document, const TableSpec& spec);

  std::optional<std::size_t> find(std::string_view id) const;
  /// Columns that `cells` names and nobody knows, or names twice; id may be named where `id_too`.
  Diagnostics check(std::string_view id, const Cells& cells, bool id_too) const;
  /// Whether the row says the same after `cells` are written.
  bool holds(std::size_t row, const Cells& cells, bool nothing_else) const;
  void write(std::size_t row, const Cells& cells);
  void insert(const Cells& cells, const Ranks& ranks);
  void remove(std::size_t row);
  Diagnostic not_there(std::string_view id) const;
  std::string path(std::string_view id) const;

  Table take() { return std::move(table_); }

 private:
  Cell cell(std::string_view column, const std::string& text) const;
  const TableSpec& spec_;
  Table table_;
};

/// The spec of a table whose rows have ids; otherwise what is wrong.
const TableSpec* table_with_ids(std::string_view table, Diagnostics& wrong);

/// The text of a column among cells; empty if it is not named.
std::string_view text_in(const Cells& cells, std::string_view column);

}  // namespace masseflyt::scenario
