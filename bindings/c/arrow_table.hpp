// bindings/c/arrow_table.hpp — rows of any kind on their way into one Arrow struct array.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <masseflyt/c/arrow.h>
#include <masseflyt/core/month.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/core/time.hpp>

namespace masseflyt::c_face {

/// One column: its type, its buffers, and the pointers that Arrow reads them through.
struct ArrowColumn {
  const char* name;
  const char* format;
  std::int64_t nulls = 0;
  std::vector<std::uint8_t> valid = {};  ///< one bit per row; empty: no nulls
  std::vector<std::uint8_t> bits = {};   ///< of truths
  std::size_t truths = 0;
  std::vector<std::int32_t> small = {};  ///< offsets of text, or days
  std::vector<std::int64_t> whole = {};
  std::vector<double> real = {};
  std::string text = {};
  std::vector<const void*> buffers = {};

  void add_number(double value);
  void add_instant(std::optional<Instant> t);
  void add_truth(bool value);
  void add_day(std::chrono::sys_days day);
  void close();

 private:
  void add_there(std::size_t i, bool there);
};

/// Columns are built one by one from `rows`, then handed over. Names have to be static.
template <typename Row>
class ArrowTable {
 public:
  explicit ArrowTable(const std::vector<Row>& rows) : rows_(rows) {}

  /// utf8 of what `get(row)` returns, anything that becomes a string_view.
  template <typename Get>
  ArrowTable& words(const char* name, Get get) {
    ArrowColumn& column = add(name, "u");
    column.small.push_back(0);
    for (const Row& row : rows_) {
      column.text += std::string_view(get(row));
      if (column.text.size() > std::numeric_limits<std::int32_t>::max()) too_much_ = name;
      column.small.push_back(static_cast<std::int32_t>(column.text.size()));
      if (too_much_ != nullptr) break;
    }
    return *this;
  }
  ArrowTable& words(const char* name, std::string Row::*member) {
    return words(name, [member](const Row& row) -> const std::string& { return row.*member; });
  }
  /// float64, null where it is not finite.
  template <typename Get>
  ArrowTable& numbers(const char* name, Get get) {
    ArrowColumn& column = add(name, "g");
    for (const Row& row : rows_) column.add_number(get(row));
    return *this;
  }
  ArrowTable& numbers(const char* name, double Row::*member) {
    return numbers(name, [member](const Row& row) { return row.*member; });
  }
  /// int64.
  template <typename Get>
  ArrowTable& integers(const char* name, Get get) {
    ArrowColumn& column = add(name, "l");
    for (const Row& row : rows_) column.whole.push_back(get(row));
    return *this;
  }
  /// date32, the first day of the month.
  template <typename Get>
  ArrowTable& months(const char* name, Get get) {
    return days(name, [get](const Row& row) {
      const Month m = get(row);
      return std::chrono::year(m.year()) / std::chrono::month(static_cast<unsigned>(m.month())) / 1;
    });
  }
  /// date32.
  template <typename Get>
  ArrowTable& days(const char* name, Get get) {
    ArrowColumn& column = add(name, "tdD");
    for (const Row& row : rows_) column.add_day(std::chrono::sys_days(get(row)));
    return *this;
  }
  /// timestamp in nanoseconds, UTC; null where there is none.
  template <typename Get>
  ArrowTable& instants(const char* name, Get get) {
    ArrowColumn& column = add(name, "tsn:UTC");
    for (const Row& row : rows_) column.add_instant(get(row));
    return *this;
  }
  template <typename Get>
  ArrowTable& truths(const char* name, Get get) {
    ArrowColumn& column = add(name, "b");
    for (const Row& row : rows_) column.add_truth(get(row));
    return *this;
  }

  /// Fills both, or neither. Errors: limit_exceeded (2 GiB of text in one column).
  Result<void> move_to(ArrowSchema* schema, ArrowArray* array);

 private:
  ArrowColumn& add(const char* name, const char* format) {
    columns_.push_back(std::make_unique<ArrowColumn>(ArrowColumn{name, format}));
    return *columns_.back();
  }
  const std::vector<Row>& rows_;
  std::vector<std::unique_ptr<ArrowColumn>> columns_;
  const char* too_much_ = nullptr;
};

void hand_over(std::vector<std::unique_ptr<ArrowColumn>>& columns, std::size_t rows,
               ArrowSchema* schema, ArrowArray* array);

template <typename Row>
Result<void> ArrowTable<Row>::move_to(ArrowSchema* schema, ArrowArray* array) {
  if (too_much_ != nullptr)
    return Error{ErrorCode::limit_exceeded, "more than 2 GiB of text in one column", too_much_};
  hand_over(columns_, rows_.size(), schema, array);
  return {};
}

}  // namespace masseflyt::c_face
