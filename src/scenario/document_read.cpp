// Reading a Document: a folder of CSV, GeoJSON and JSON, or one JSON text.
#include <algorithm>
#include <map>

#include <masseflyt/scenario/document.hpp>

#include "detail/csv_reader.hpp"
#include "detail/json_reader.hpp"
#include "detail/text.hpp"
#include "scenario/cell.hpp"
#include "scenario/header.hpp"
#include "scenario/json_rows.hpp"

namespace masseflyt::scenario {

namespace fs = std::filesystem;
using detail::JsonValue;

namespace {

detail::JsonLimits json_limits(const ReadLimits& limits) {
  return {.bytes = limits.bytes,
          .depth = limits.depth,
          .rows = limits.rows,
          .text_bytes = limits.cell_bytes};
}

detail::CsvLimits csv_limits(const ReadLimits& limits) {
  return {.bytes = limits.bytes,
          .rows = limits.rows,
          .columns = limits.columns,
          .cell_bytes = limits.cell_bytes,
          .cells = limits.cells};
}

Names table_names() {
  Names names;
  for (const TableSpec& t : all_tables()) names.emplace_back(t.name);
  return names;
}

}  // namespace

class DocumentReader : public detail::JsonRows {
 public:
  DocumentReader(Diagnostics& found, const ReadLimits& limits) : found_(found), limits_(limits) {}

  Result<Document> json(std::string_view text, std::string_view file_name) {
    auto root = detail::read_json(text, file_name, json_limits(limits_), found_, this);
    if (!root) return Error{ErrorCode::invalid_document, root.error().message, root.error().path};
    take_header(*root);
    for (const TableSpec& spec : all_tables()) {
      const auto at = rows_.find(spec.name);
      if (at == rows_.end()) continue;
      if (at->second.stopped()) document_.unread_.emplace_back(spec.name);
      document_.tables_.push_back(at->second.take());
    }
    return std::move(document_);
  }

  Result<Document> folder(const fs::path& path) {
    std::error_code fault;
    std::vector<fs::path> files;
    for (fs::directory_iterator it(path, fault), end; !fault && it != end; it.increment(fault))
      files.push_back(it->path());
    if (fault) return Error{ErrorCode::io, path.string() + " cannot be listed", path.string()};
    std::sort(files.begin(), files.end());  // the order of a folder is not the same everywhere
    document_.header_file_ = "scenario.json:";
    const bool any = read_scenario(path / "scenario.json");
    for (const fs::path& file : files) read_file(file);
    sort_tables();
    if (!any && document_.tables_.empty() && document_.layers_json_.empty())
      return Error{ErrorCode::invalid_document,
                   path.filename().string() + " holds no scenario that can be read", path.string()};
    return std::move(document_);
  }

  Result<Table> table(const TableSpec& spec, const fs::path& file) {
    const std::string name = file.filename().string();
    auto bytes = detail::read_file(file, limits_.bytes);
    if (!bytes) {
      report(Severity::error, bytes.error().code, name, "",
             "a table of " + std::string(spec.name) + "; " + bytes.error().message);
      return bytes.error();
    }
    auto csv = detail::read_csv(*bytes, name, csv_limits(limits_), found_);
    if (!csv) return csv.error();
    return table_of(spec, name, std::move(*csv));
  }

  bool wants(std::string_view key) override { return find_table(key) != nullptr; }

  void row(std::string_view key, std::size_t index, JsonValue&& value) override {
    const TableSpec* spec = find_table(key);
    rows_.try_emplace(spec->name, *spec, limits_, found_).first->second.add(index, value);
  }

 private:
  void report(Severity severity, ErrorCode code, std::string path, std::string value,
              std::string expected) {
    found_.push_back({severity, code, std::move(path), std::move(value), std::move(expected)});
  }

  void take_header(const JsonValue& root) {
    for (std::size_t i = 0; i < root.keys.size(); ++i) {
      const std::string& key = root.keys[i];
      const JsonValue& value = root.items[i];
      const std::string path = document_.header_file_ + "/" + detail::pointer_step(key);
      if (key == "variants" && value.kind == JsonValue::Kind::object) {
        // What is chosen, under the name of what there is to choose from.
        document_.header_json_.emplace("choices", detail::to_json_text(value));
      } else if (const TableSpec* spec = find_table(key)) {
        if (value.kind == JsonValue::Kind::array && document_.header_file_.empty()) {
          rows_.try_emplace(spec->name, *spec, limits_, found_);  // also when it has no rows
          continue;
        }
        report(Severity::error, ErrorCode::invalid_document, path, "",
               document_.header_file_.empty() ? "an array of objects"
                                              : "this table in " + key + ".csv");
      } else if (key == "layers") {
        take_layers(value, path);
      } else if (value.kind != JsonValue::Kind::null) {
        document_.header_json_.emplace(key, detail::to_json_text(value));
      }
    }
  }

  void take_layers(const JsonValue& layers, const std::string& path) {
    if (layers.kind != JsonValue::Kind::object)
      return report(Severity::error, ErrorCode::invalid_document, path, "",
                    "an object of GeoJSON FeatureCollections");
    for (std::size_t i = 0; i < layers.keys.size(); ++i)
      document_.layers_json_.emplace(layers.keys[i], detail::to_json_text(layers.items[i]));
  }

  /// The bytes of a file of the folder, or nothing and a diagnostic.
  std::optional<std::string> bytes_of(const fs::path& file) {
    auto bytes = detail::read_file(file, limits_.bytes);
    if (bytes) return std::move(*bytes);
    report(Severity::error, bytes.error().code, file.filename().string(), "",
           "a file that can be read: " + bytes.error().message);
    return std::nullopt;
  }

  bool read_scenario(const fs::path& file) {
    std::error_code fault;
    if (!fs::exists(file, fault)) {
      report(Severity::error, ErrorCode::not_found, "scenario.json", "",
             "this file, with schema, id, title, crs and horizon");
      return false;
    }
    const auto bytes = bytes_of(file);
    if (!bytes) return false;
    const auto root = detail::read_json(*bytes, "scenario.json", json_limits(limits_), found_);
    if (root) take_header(*root);
    return root.has_value();
  }

  void read_file(const fs::path& file) {
    const std::string name = file.filename().string();
    const std::string stem = file.stem().string();
    const std::string extension = file.extension().string();
    std::error_code fault;
    if (name == "scenario.json" || name.front() == '.' || fs::is_directory(file, fault)) return;
    if (extension == ".csv") {
      read_table(file, name, stem);
    } else if (extension == ".geojson") {
      read_layer(file, name, stem);
    } else if (extension != ".md" && extension != ".txt" && name != "LICENSE") {
      report(Severity::warning, ErrorCode::invalid_document, name, "",
             "scenario.json, CSV tables and GeoJSON layers; this file is not read");
    }
  }

  void read_table(const fs::path& file, const std::string& name, const std::string& stem) {
    const TableSpec* spec = find_table(stem);
    if (spec == nullptr) {
      const std::string near = detail::nearest_word(stem, table_names());
      const bool private_name = is_private(stem);
      report(private_name   ? Severity::note
             : near.empty() ? Severity::warning
                            : Severity::error,
             ErrorCode::invalid_document, name, stem,
             near.empty() || private_name ? "a table we know; this one is not read"
                                          : "a table we know (did you mean '" + near + "'?)");
      return;
    }
    const auto bytes = bytes_of(file);
    auto csv = bytes ? detail::read_csv(*bytes, name, csv_limits(limits_), found_)
                     : Result<detail::CsvTable>(Error{});
    if (!csv) {
      document_.unread_.push_back(stem);
      return;
    }
    document_.tables_.push_back(table_of(*spec, name, std::move(*csv)));
  }

  static Table table_of(const TableSpec& spec, const std::string& file, detail::CsvTable&& csv) {
    // Spreadsheets that separate by semicolon or tab write decimal commas.
    const auto mark =
        csv.separator == ',' ? detail::DecimalMark::point : detail::DecimalMark::point_or_comma;
    Table table{std::string(spec.name), std::move(csv.columns), {}, {}};
    std::vector<const Column*> columns;
    for (const auto& name : table.columns) columns.push_back(spec.find(name));
    table.rows.reserve(csv.rows.size());
    for (std::size_t r = 0; r < csv.rows.size(); ++r) {
      auto& cells = table.rows.emplace_back();
      cells.reserve(columns.size());
      for (std::size_t c = 0; c < columns.size(); ++c) {
        cells.push_back({CellKind::text, std::move(csv.rows[r][c])});
        normalise(cells.back(), columns[c], mark);
      }
      table.row_path.push_back(file + ":" + std::to_string(csv.line[r]));
    }
    return table;
  }

  void read_layer(const fs::path& file, const std::string& name, const std::string& stem) {
    const auto bytes = bytes_of(file);
    if (!bytes) return;
    const auto layer = detail::read_json(*bytes, name, json_limits(limits_), found_);
    if (layer) document_.layers_json_.emplace(stem, detail::to_json_text(*layer));
  }

  void sort_tables() {
    const Names order = table_names();
    const auto rank = [&](const Table& t) {
      return std::find(order.begin(), order.end(), t.name) - order.begin();
    };
    std::sort(document_.tables_.begin(), document_.tables_.end(),
              [&](const Table& a, const Table& b) { return rank(a) < rank(b); });
  }

  Diagnostics& found_;
  const ReadLimits& limits_;
  Document document_;
  std::map<std::string_view, JsonTable> rows_;
};

Result<Document> Document::read(const fs::path& path, Diagnostics& found,
                                const ReadLimits& limits) {
  std::error_code fault;
  if (fs::is_directory(path, fault)) return DocumentReader(found, limits).folder(path);
  auto bytes = detail::read_file(path, limits.bytes);
  if (!bytes) {
    found.push_back({Severity::error, bytes.error().code, path.filename().string(), "",
                     "a scenario: a folder or a JSON file; " + bytes.error().message});
    return bytes.error();
  }
  return DocumentReader(found, limits).json(*bytes, path.filename().string());
}

Result<Document> Document::read_json(std::string_view text, Diagnostics& found,
                                     const ReadLimits& limits) {
  return DocumentReader(found, limits).json(text, "document");
}

Result<void> Document::put_csv(std::string_view table, const fs::path& file, Diagnostics& found,
                               const ReadLimits& limits) {
  const TableSpec* spec = find_table(table);
  if (spec == nullptr)
    return Error{ErrorCode::not_found, "a scenario has no table '" + std::string(table) + "'"};
  auto read = DocumentReader(found, limits).table(*spec, file);
  if (!read) return read.error();
  put(std::move(*read));
  return {};
}

}  // namespace masseflyt::scenario
