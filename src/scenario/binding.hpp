// binding.hpp — what the parts of bind() share: the cells, the rows made of them, what is wrong.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <masseflyt/scenario/document.hpp>

#include "scenario/tables.hpp"

namespace masseflyt::scenario {

/// Diagnostics with their place, so that they can be told in the order of the input.
class Findings {
 public:
  void add(std::size_t table, std::size_t row, std::size_t column, Diagnostic diagnostic);
  void move_to(Diagnostics& found);

 private:
  struct Finding {
    std::size_t table, row, column;
    Diagnostic diagnostic;
  };
  std::vector<Finding> all_;
  std::size_t dropped_ = 0;
};

/// One table on its way into the Case: row i of the table is element i of the vector.
struct BoundTable {
  const Table* table = nullptr;
  const TableSpec* spec = nullptr;
  std::size_t rank = 0;
  std::vector<std::size_t> position = {};    ///< per column of the spec, its place in the table
  std::unordered_set<std::size_t> bad = {};  ///< cells with an error, row * columns + column
  std::unordered_map<std::string, std::size_t> ids = {};  ///< first row of each id
};

class Binding;

/// One row of a table while it is checked.
class Row {
 public:
  Row(Binding& binding, BoundTable& table, std::size_t index)
      : binding_(binding), table_(table), index_(index) {}

  /// Whether these cells could be read: what is wrong already is not checked any further.
  bool good(std::initializer_list<std::string_view> columns) const;
  bool given(std::string_view column) const;
  const std::string& text(std::string_view column) const;
  void error(std::string_view column, std::string expected) const;
  void warn(std::string_view column, std::string expected) const;

 private:
  void report(Severity severity, std::string_view column, std::string expected) const;
  Binding& binding_;
  BoundTable& table_;
  std::size_t index_;
};

class Binding {
 public:
  Binding(const std::vector<Table>& tables, Names unread);

  /// nullptr when the document has no such table.
  BoundTable* find(std::string_view table);
  Row row(BoundTable& table, std::size_t index) { return {*this, table, index}; }

  /// Whether `id` is a row of one of `tables`, "offers|EXT". True when one of them was unreadable.
  bool exists(std::string_view tables, const std::string& id) const;
  std::string suggestion(std::string_view tables, const std::string& id) const;

  /// Calls `check(row, element)` for every row of a table that is there.
  template <typename T, typename Check>
  void each(std::string_view table, std::vector<T>& elements, Check check) {
    BoundTable* bound = find(table);
    for (std::size_t i = 0; bound != nullptr && i < elements.size(); ++i)
      check(row(*bound, i), elements[i]);
  }

  std::vector<BoundTable> tables;
  Findings found;
  Case out;
  Names materials;                                       ///< built-in and own
  std::unordered_map<std::string, std::size_t> factors;  ///< row of each factor
  std::string header_file;                               ///< before paths of header keys

 private:
  Names unread_;
};

/// Steps of bind(), in this order.
void bind_header(Binding& binding, const std::map<std::string, std::string>& header);
void bind_tables(Binding& binding);
void check_references(Binding& binding);
void derive(Binding& binding);
void check_rows(Binding& binding);
void check_state(Binding& binding);
void check_samples(Binding& binding);
void check_monitoring(Binding& binding);
void check_assumptions(Binding& binding);
void check_variants(Binding& binding);
void check_network(Binding& binding);
void check_trucks(Binding& binding);
void check_couplings(Binding& binding);
void bind_layers(Binding& binding, const std::map<std::string, std::string>& layers);

}  // namespace masseflyt::scenario
