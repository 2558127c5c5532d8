// link_rows.hpp — one row of attributes, from a table or a GeoJSON feature, as a line.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/transport/network_file.hpp>

#include "detail/number.hpp"
#include "transport/lines.hpp"

namespace masseflyt::transport {

/// Reads rows by a format and counts what it leaves out. Faults go to `found`.
class LinkRows {
 public:
  /// The text of a column; none: it is empty or not there.
  using Cell = std::function<std::optional<std::string_view>(const std::string& column)>;
  /// Where a column of this row stands.
  using Place = std::function<std::string(const std::string& column)>;

  LinkRows(const LinkFormat& format, detail::DecimalMark mark, Diagnostics& found)
      : format_(format), mark_(mark), found_(found) {}

  /// Names of all columns that the format speaks of, without the geometry.
  static std::vector<std::string> columns(const LinkFormat& format);

  /// Attributes without points; none: left out, or faulty.
  std::optional<Line> read(const Cell& cell, const Place& place);
  std::size_t left_out() const { return left_out_; }
  KnownOfRoads told() const;

  void fault(std::string path, std::string_view value, std::string expected);

 private:
  bool has(const ColumnWords& words, const Cell& cell) const;
  std::optional<double> number(const std::string& column, const Cell& cell, const Place& place,
                               double low, const char* expected);
  void read_load_class(Road& road, const Cell& cell, const Place& place);

  const LinkFormat& format_;
  detail::DecimalMark mark_;
  Diagnostics& found_;
  std::size_t left_out_ = 0;
};

/// "LINESTRING(10.1 59.9, 10.2 59.9)" in a coordinate system. Nothing when it is none.
std::optional<std::vector<Position>> parse_linestring(std::string_view text, Crs crs);

/// "Bk10/50", "BkT8 - 40 tonn": tonnes per axle and in all. Nothing when it is no such text.
struct LoadClass {
  double axle_t = 0;
  double weight_t = 0;
};
std::optional<LoadClass> parse_load_class(std::string_view text);

}  // namespace masseflyt::transport
