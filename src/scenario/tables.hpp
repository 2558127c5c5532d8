// tables.hpp — the one table of tables: what a scenario may say, column by column.
//
// The reader, the checks, the JSON Schema and the reference in docs/input.md all come from here.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/scenario/case.hpp>

namespace masseflyt::scenario {

enum class Type {
  text,
  id,         ///< of this row
  reference,  ///< id of a row of `of`, several tables separated by '|'
  number,
  integer,
  month,
  day,
  yes_no,
  word,   ///< one of the vocabulary `of`
  value,  ///< a number, a month or a word: what a variant writes into another column
  texts,  ///< lists: "a;b" in CSV, arrays in JSON
  references,
  words,
  shares,  ///< "clean:0.7;class2:0.3" in CSV, an object of numbers in JSON
  keyed,   ///< "clean:gate_fee_fill" in CSV, an object of texts in JSON
};

constexpr bool is_list(Type t) {
  return t == Type::texts || t == Type::references || t == Type::words;
}
constexpr bool is_keyed(Type t) { return t == Type::shares || t == Type::keyed; }
constexpr bool is_numeric(Type t) { return t == Type::number || t == Type::integer; }

/// Of a number; a bound that is left out does not bind.
struct Range {
  std::optional<double> low, high;
  bool low_is_outside = false;
  bool contains(double value) const {
    if (low && (value < *low || (low_is_outside && value == *low))) return false;
    return !high || value <= *high;
  }
};

inline Range at_least(double low) { return {low, {}, false}; }
inline Range above(double low) { return {low, {}, true}; }
inline Range between(double low, double high) { return {low, high, false}; }
inline Range above_up_to(double low, double high) { return {low, high, true}; }

/// A cell that has been read. The member that belongs to the type of its column is filled.
struct Value {
  std::string text;
  double number = 0;
  Month month;
  bool yes = false;
  Names list;
  Keyed<double> shares;
  Keyed<std::string> words;
};

struct Column {
  std::string_view name;
  Type type = Type::text;
  std::string_view doc;
  std::string_view of = {};  ///< tables or vocabulary, see Type
  std::string_view unit = {};
  Range range = {};
  bool required = false;           ///< in rows that are included
  std::string_view fallback = {};  ///< read where the cell is missing
  std::function<void(void* row, const Value&)> write = {};

  Column& must() { return required = true, *this; }
  Column& in(std::string_view u) { return unit = u, *this; }
  Column& within(Range r) { return range = r, *this; }
  Column& or_else(std::string_view text) { return fallback = text, *this; }
};

struct TableSpec {
  std::string_view name;
  std::string_view doc;
  std::vector<Column> columns = {};
  std::vector<std::string_view> key = {};  ///< columns that tell the rows apart; none: nothing does
  std::function<void*(Case&)> add_row = {};

  const Column* find(std::string_view column) const;
};

/// All tables, in the order they are written and explained.
const std::vector<TableSpec>& all_tables();
const TableSpec* find_table(std::string_view name);

/// A top-level key of the document that is no table.
struct HeaderKey {
  enum class Type { text, id, word, bounds, span, month, integer, weights, texts, choices };
  std::string_view name;
  Type type = Type::text;
  std::string_view doc;
  bool required = false;
};
const std::vector<HeaderKey>& all_header_keys();

/// Words a column may hold: materials, classes, grades, products, units, states, ... Materials may
/// be extended by the table of that name.
const std::vector<std::string>& vocabulary(std::string_view name);

inline constexpr std::string_view schema_version = "masseflyt.scenario/1";

/// Groups of tables; `all_tables` puts them together.
void add_place_tables(std::vector<TableSpec>& tables);
void add_mass_tables(std::vector<TableSpec>& tables);
void add_destination_tables(std::vector<TableSpec>& tables);
void add_coupling_tables(std::vector<TableSpec>& tables);
void add_network_tables(std::vector<TableSpec>& tables);
void add_truck_tables(std::vector<TableSpec>& tables);
void add_reference_tables(std::vector<TableSpec>& tables);
void add_monitoring_tables(std::vector<TableSpec>& tables);

}  // namespace masseflyt::scenario
