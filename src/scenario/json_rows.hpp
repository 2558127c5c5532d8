// json_rows.hpp — rows of JSON objects on their way into a table of cells.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/scenario/document.hpp>

#include "detail/json_value.hpp"
#include "scenario/tables.hpp"

namespace masseflyt::scenario {

/// Columns join as they turn up. What does not fit a cell is reported with its JSON pointer; a
/// table that breaks a limit, or has a thousand problems, stops and stays empty.
class JsonTable {
 public:
  JsonTable(const TableSpec& spec, const ReadLimits& limits, Diagnostics& found);
  void add(std::size_t index, const detail::JsonValue& row);
  bool stopped() const { return stopped_; }
  Table take();

 private:
  void report(const std::string& path, const detail::JsonValue& value, std::string expected);
  void stop(const std::string& path, std::string expected);
  std::optional<std::size_t> column_of(const std::string& name);
  Cell cell(const std::string& name, const detail::JsonValue& value, const std::string& path);

  const TableSpec& spec_;
  const ReadLimits& limits_;
  Diagnostics& found_;
  Table table_;
  std::map<std::string, std::size_t> position_;
  std::size_t problems_ = 0;
  bool stopped_ = false;
};

}  // namespace masseflyt::scenario
