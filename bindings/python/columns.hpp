// bindings/python/columns.hpp — rows of structs as columns that a data frame is made of.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <masseflyt/core/month.hpp>

#include "common.hpp"

namespace masseflyt::python {

/// Makes a dict of column by name. A column of numbers is a NumPy array; one of words is a pair
/// (codes, words), because few words fill many rows.
template <typename Row>
class Columns {
 public:
  explicit Columns(const std::vector<Row>& rows) : rows_(rows) {}

  /// `of(row)` gives a text.
  template <typename Of>
  Columns& words(const char* name, Of of) {
    std::map<std::string, std::int32_t> known;
    std::vector<std::string> words;
    std::vector<std::int32_t> codes;
    codes.reserve(rows_.size());
    for (const Row& row : rows_) {
      const auto [at, fresh] = known.try_emplace(of(row), static_cast<std::int32_t>(words.size()));
      if (fresh) words.push_back(at->first);
      codes.push_back(at->second);
    }
    columns_[name] = py::make_tuple(array(std::move(codes)), words);
    return *this;
  }
  Columns& words(const char* name, std::string Row::*member) {
    return words(name, [member](const Row& row) -> const std::string& { return row.*member; });
  }

  /// `of(row)` gives a double, an integer, or an optional one: missing is NaN.
  template <typename Of>
  Columns& numbers(const char* name, Of of) {
    return fill<double>(name, [&](const Row& row) { return number(of(row)); });
  }
  Columns& numbers(const char* name, double Row::*member) {
    return numbers(name, [member](const Row& row) { return row.*member; });
  }

  template <typename Of>
  Columns& integers(const char* name, Of of) {
    return fill<std::int64_t>(name, of);
  }

  /// Months since January 1970, as datetime64[M] counts them.
  template <typename Of>
  Columns& months(const char* name, Of of) {
    return integers(name, [&](const Row& row) { return of(row) - Month::of(1970, 1); });
  }

  py::dict take() { return std::move(columns_); }

 private:
  template <typename T, typename Of>
  Columns& fill(const char* name, Of of) {
    std::vector<T> values;
    values.reserve(rows_.size());
    for (const Row& row : rows_) values.push_back(of(row));
    columns_[name] = array(std::move(values));
    return *this;
  }
  static double number(double value) { return value; }
  static double number(const std::optional<std::int64_t>& value) {
    return value ? static_cast<double>(*value) : std::numeric_limits<double>::quiet_NaN();
  }

  const std::vector<Row>& rows_;
  py::dict columns_;
};

}  // namespace masseflyt::python
