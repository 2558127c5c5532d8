// masseflyt/core/columns.hpp — tables as named columns, owned or lent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <masseflyt/core/result.hpp>

namespace masseflyt {

/// The three kinds of column. A missing number is NaN in a column of doubles; integers and texts
/// have no missing value. The unit stands in the name: "amount_t", "time_ns".
template <typename T>
concept ColumnType =
    std::is_same_v<T, double> || std::is_same_v<T, std::int64_t> || std::is_same_v<T, std::string>;

/// Columns of equal length in the order they were added. `Column` decides who owns the memory:
/// see Table and TableView.
template <template <typename> typename Column>
class BasicTable {
 public:
  using AnyColumn = std::variant<Column<double>, Column<std::int64_t>, Column<std::string>>;

  /// Errors: conflict if the name is taken, invalid_argument if the length differs.
  template <ColumnType T>
  Result<void> add(std::string name, Column<T> values);

  std::size_t rows() const noexcept { return columns_.empty() ? 0 : length(columns_.front()); }
  std::size_t column_count() const noexcept { return columns_.size(); }
  const std::vector<std::string>& names() const noexcept { return names_; }
  const AnyColumn& column(std::size_t i) const { return columns_[i]; }

  /// Errors: not_found, invalid_argument if the column holds another type. The span borrows: it
  /// lives as long as the table, or as what the table itself was lent.
  template <ColumnType T>
  Result<std::span<const T>> column(std::string_view name) const;

 private:
  static std::size_t length(const AnyColumn& c) {
    return std::visit([](const auto& values) { return values.size(); }, c);
  }

  std::vector<std::string> names_;
  std::vector<AnyColumn> columns_;
};

template <typename T>
using OwnedColumn = std::vector<T>;
template <typename T>
using LentColumn = std::span<const T>;

/// Owns its columns.
using Table = BasicTable<OwnedColumn>;

/// Borrows its columns; the lender keeps them alive and unchanged.
using TableView = BasicTable<LentColumn>;

// ---------------------------------------------------------------------------
// Implementation. Nothing below this line is interface.

template <template <typename> typename Column>
template <ColumnType T>
Result<void> BasicTable<Column>::add(std::string name, Column<T> values) {
  for (const auto& taken : names_)
    if (taken == name) return Error{ErrorCode::conflict, "column '" + name + "' stands twice"};
  if (!columns_.empty() && values.size() != rows())
    return Error{ErrorCode::invalid_argument, "column '" + name + "' has " +
                                                  std::to_string(values.size()) +
                                                  " rows, expected " + std::to_string(rows())};
  names_.push_back(std::move(name));
  columns_.push_back(AnyColumn(std::move(values)));
  return {};
}

template <template <typename> typename Column>
template <ColumnType T>
Result<std::span<const T>> BasicTable<Column>::column(std::string_view name) const {
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (names_[i] != name) continue;
    if (const auto* values = std::get_if<Column<T>>(&columns_[i]))
      return std::span<const T>(*values);
    return Error{ErrorCode::invalid_argument,
                 "column '" + std::string(name) + "' holds another type"};
  }
  return Error{ErrorCode::not_found, "there is no column '" + std::string(name) + "'"};
}

}  // namespace masseflyt
