#include <masseflyt/transport/network_file.hpp>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>

#include "detail/csv_reader.hpp"
#include "detail/file.hpp"
#include "detail/json_reader.hpp"
#include "detail/text.hpp"
#include "transport/link_rows.hpp"

namespace masseflyt::transport {
namespace {

Error faulty(std::string_view file_name) {
  return {ErrorCode::invalid_document, "the roads have faults", std::string(file_name)};
}

Error too_many_points(const NetworkOptions& options, std::string_view file_name) {
  return {ErrorCode::limit_exceeded,
          "the roads have more than " + std::to_string(options.max_points) + " points",
          std::string(file_name)};
}

void tell_left_out(std::size_t count, std::string_view file_name, Diagnostics& found) {
  if (count > 0)
    found.push_back({Severity::note, ErrorCode::invalid_document, std::string(file_name),
                     std::to_string(count) + " rows", "left out: they are no roads to drive"});
}

/// Columns by name; those that the format speaks of must be there.
class TableColumns {
 public:
  TableColumns(const detail::CsvTable& table, std::string_view file_name) : file_(file_name) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) at_.emplace(table.columns[i], i);
  }
  void require(const std::vector<std::string>& names, LinkRows& rows) const {
    for (const auto& name : names)
      if (!at_.contains(name)) rows.fault(file_ + ":1:" + name, "", "a column of this name");
  }
  const std::size_t* find(const std::string& name) const {
    const auto at = at_.find(name);
    return at == at_.end() ? nullptr : &at->second;
  }

 private:
  std::string file_;
  std::unordered_map<std::string, std::size_t> at_;
};

}  // namespace

LinkFormat n1000_format() {
  LinkFormat f;
  f.id = "link_id", f.geometry = "wkt", f.length_m = "length_m", f.road_class = "category";
  f.classes = {{"E", RoadClass::trunk},
               {"R", RoadClass::primary},
               {"F", RoadClass::secondary},
               {"K", RoadClass::residential},
               {"P", RoadClass::service}};
  f.keep = {{"type", {"enkelBilveg", "bilferje"}}, {"phase", {"V"}}};
  f.ferry = {"type", {"bilferje"}};
  f.tunnel = {"medium", {"U"}};
  return f;
}

Result<Network> read_link_table(std::string_view bytes, std::string_view file_name,
                                const LinkFormat& format, const NetworkOptions& options,
                                Diagnostics& found) {
  detail::CsvLimits limits;
  limits.bytes = options.max_bytes;
  limits.cells = 200'000'000;
  const auto table = detail::read_csv(bytes, file_name, limits, found);
  if (!table) return table.error();
  LinkRows rows(
      format,
      table->separator == ';' ? detail::DecimalMark::point_or_comma : detail::DecimalMark::point,
      found);
  const TableColumns columns(*table, file_name);
  auto names = LinkRows::columns(format);
  names.push_back(format.geometry);
  columns.require(names, rows);
  if (has_errors(found)) return faulty(file_name);
  const auto geometry = *columns.find(format.geometry);
  std::vector<Line> lines;
  std::uint64_t points = 0;
  for (std::size_t i = 0; i < table->rows.size(); ++i) {
    const auto place = [&](const std::string& column) {
      return std::string(file_name) + ':' + std::to_string(table->line[i]) + ':' + column;
    };
    auto line = rows.read(
        [&](const std::string& column) -> std::optional<std::string_view> {
          const std::string_view text = table->rows[i][*columns.find(column)];
          return text.empty() ? std::nullopt : std::optional(text);
        },
        place);
    if (!line) continue;
    auto shape = parse_linestring(table->rows[i][geometry], format.crs);
    if (!shape) {
      rows.fault(place(format.geometry), table->rows[i][geometry],
                 "a LINESTRING of two points or more on Earth");
      continue;
    }
    if ((points += shape->size()) > options.max_points) return too_many_points(options, file_name);
    line->points = *std::move(shape);
    lines.push_back(*std::move(line));
  }
  if (has_errors(found)) return faulty(file_name);
  tell_left_out(rows.left_out(), file_name, found);
  return join_lines(std::move(lines), options, rows.told(), file_name, found);
}

namespace {

/// Features one by one, so that the file never lies in memory as a tree.
class Features final : public detail::JsonRows {
 public:
  Features(const LinkFormat& format, const NetworkOptions& options, Diagnostics& found)
      : format_(format), options_(options), rows_(format, detail::DecimalMark::point, found) {}

  bool wants(std::string_view key) override { return key == "features"; }

  void row(std::string_view, std::size_t index, detail::JsonValue&& feature) override {
    ++count_;
    const auto pointer = "/features/" + std::to_string(index);
    const auto* properties = feature.find("properties");
    const auto place = [&](const std::string& column) {
      return pointer + "/properties/" + detail::pointer_step(column);
    };
    auto line = rows_.read(
        [&](const std::string& column) -> std::optional<std::string_view> {
          const auto* value = properties == nullptr ? nullptr : properties->find(column);
          using Kind = detail::JsonValue::Kind;
          if (value == nullptr || value->kind == Kind::null) return std::nullopt;
          if (value->kind == Kind::array || value->kind == Kind::object) return "{...}";
          if (value->text.empty()) return std::nullopt;
          return value->text;
        },
        place);
    if (!line) return;
    add_geometry(feature.find("geometry"), pointer + "/geometry", *line);
  }

  std::vector<Line> lines;
  LinkRows& rows() { return rows_; }
  std::size_t count() const { return count_; }
  bool too_many() const { return points_ > options_.max_points; }

 private:
  void add_geometry(const detail::JsonValue* geometry, const std::string& pointer,
                    const Line& attributes) {
    const auto* type = geometry == nullptr ? nullptr : geometry->find("type");
    const auto* at = geometry == nullptr ? nullptr : geometry->find("coordinates");
    if (type == nullptr || at == nullptr ||
        (type->text != "LineString" && type->text != "MultiLineString"))
      return rows_.fault(pointer, type == nullptr ? "" : type->text,
                         "a LineString or MultiLineString with coordinates");
    if (type->text == "LineString") return add_line(*at, pointer + "/coordinates", attributes);
    for (std::size_t i = 0; i < at->items.size(); ++i)
      add_line(at->items[i], pointer + "/coordinates/" + std::to_string(i), attributes);
  }

  void add_line(const detail::JsonValue& at, const std::string& pointer, Line line) {
    for (const auto& point : at.items) {
      const auto number = [&](std::size_t i) {
        return i < point.items.size() ? detail::parse_number(point.items[i].text) : std::nullopt;
      };
      const auto x = number(0), y = number(1);
      const auto position =
          x && y ? to_position({*x, *y}, format_.crs)
                 : Result<Position>(Error{ErrorCode::invalid_argument, "no numbers"});
      if (!position) return rows_.fault(pointer, detail::to_json_text(point), "positions on Earth");
      line.points.push_back(*position);
    }
    if (line.points.size() < 2) return rows_.fault(pointer, "", "two positions or more");
    points_ += line.points.size();
    if (!too_many()) lines.push_back(std::move(line));
  }

  const LinkFormat& format_;
  const NetworkOptions& options_;
  LinkRows rows_;
  std::uint64_t points_ = 0;
  std::size_t count_ = 0;
};

}  // namespace

Result<Network> read_geojson_lines(std::string_view bytes, std::string_view file_name,
                                   const LinkFormat& format, const NetworkOptions& options,
                                   Diagnostics& found) {
  detail::JsonLimits limits;
  limits.bytes = options.max_bytes;
  Features features(format, options, found);
  const auto root = detail::read_json(bytes, file_name, limits, found, &features);
  if (!root) return root.error();
  const auto* type = root->find("type");
  if (type == nullptr || type->text != "FeatureCollection")
    features.rows().fault("/type", type == nullptr ? "" : type->text, "'FeatureCollection'");
  if (root->find("features") == nullptr)
    features.rows().fault("/features", "", "an array of features");
  if (has_errors(found)) return faulty(file_name);
  if (features.too_many()) return too_many_points(options, file_name);
  tell_left_out(features.rows().left_out(), file_name, found);
  return join_lines(std::move(features.lines), options, features.rows().told(), file_name, found);
}

Result<Network> read_network_file(const std::string& path, const LinkFormat& format,
                                  const NetworkOptions& options, Diagnostics& found) {
  const std::filesystem::path file(path);
  const auto ends = [&](std::string_view end) {
    const auto name = file.filename().string();
    return name.size() >= end.size() && name.substr(name.size() - end.size()) == end;
  };
  if (ends(".pbf") || ends(".osm")) return read_openstreetmap(path, options, found);
  const auto bytes = detail::read_file(file, options.max_bytes);
  if (!bytes) return bytes.error();
  const auto name = file.filename().string();
  if (ends(".geojson") || ends(".json"))
    return read_geojson_lines(*bytes, name, format, options, found);
  return read_link_table(*bytes, name, format, options, found);
}

}  // namespace masseflyt::transport
