// Writing a Document: one JSON text, or a folder that appears as a whole or not at all.
#include <algorithm>
#include <memory>
#include <utility>

#include <masseflyt/scenario/document.hpp>

#include "detail/csv_reader.hpp"
#include "detail/json_value.hpp"
#include "detail/number.hpp"
#include "detail/sha256.hpp"
#include "detail/text.hpp"
#include "scenario/canonical.hpp"
#include "scenario/header.hpp"
#include "scenario/lookup.hpp"

namespace masseflyt::scenario {

namespace fs = std::filesystem;
using detail::JsonForm;
using detail::JsonValue;

namespace {

JsonValue number_or_text(const std::string& text) {
  return detail::is_json_number(text) ? JsonValue::of_number(text) : JsonValue::of_text(text);
}

JsonValue list_json(const Cell& cell) {
  JsonValue list = JsonValue::array();
  for (auto& word : detail::split(cell.text, ';'))
    list.items.push_back(JsonValue::of_text(std::move(word)));
  return list;
}

/// Keyed lists become objects, unless that would lose something: then the text stays.
JsonValue pairs_json(const Cell& cell, Type type) {
  JsonValue object = JsonValue::object();
  for (const auto& pair : detail::split(cell.text, ';')) {
    const auto colon = pair.find(':');
    if (colon == pair.npos || object.find(pair.substr(0, colon)) != nullptr)
      return JsonValue::of_text(cell.text);
    std::string word = pair.substr(colon + 1);
    object.add(pair.substr(0, colon),
               type == Type::shares ? number_or_text(word) : JsonValue::of_text(word));
  }
  return object;
}

JsonValue cell_json(const Cell& cell, const Column* column, JsonForm form) {
  if (column != nullptr && is_list(column->type)) return list_json(cell);
  if (column != nullptr && is_keyed(column->type)) return pairs_json(cell, column->type);
  if (column == nullptr && form == JsonForm::canonical)
    return JsonValue::of_text(cell.text);  // CSV cannot tell 5 from "5" where no type is known
  switch (cell.kind) {
    case CellKind::missing:
      return {};
    case CellKind::text:
      return JsonValue::of_text(cell.text);
    case CellKind::number:
      return number_or_text(cell.text);
    case CellKind::boolean:
      return {JsonValue::Kind::boolean, cell.text == "yes" ? "true" : "false", {}, {}};
    case CellKind::json:
      return parse_json_value(cell.text);
  }
  return {};
}

/// Columns that hold something, known ones first in the order of the table of tables.
std::vector<std::size_t> used_columns(const Table& table, bool required_too) {
  const TableSpec* spec = find_table(table.name);
  std::vector<std::pair<std::size_t, std::size_t>> ranked;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const Column* column = spec ? spec->find(table.columns[c]) : nullptr;
    const bool used = std::any_of(table.rows.begin(), table.rows.end(), [&](const auto& row) {
      return c < row.size() && row[c].kind != CellKind::missing;
    });
    if (!used && !(required_too && column != nullptr && column->required)) continue;
    const auto rank = column ? static_cast<std::size_t>(column - spec->columns.data())
                      : spec ? spec->columns.size()
                             : 0;
    ranked.emplace_back(rank, c);
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::size_t> order;
  for (const auto& [rank, c] : ranked) order.push_back(c);
  return order;
}

void append_table(std::string& out, const Table& table, JsonForm form) {
  const TableSpec* spec = find_table(table.name);
  const auto columns = used_columns(table, false);
  out += '[';
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    out += r > 0 ? ",\n" : "\n";
    JsonValue row = JsonValue::object();
    for (const std::size_t c : columns) {
      const Cell& cell = table.rows[r][c];
      if (cell.kind == CellKind::missing) continue;
      row.add(table.columns[c],
              cell_json(cell, spec ? spec->find(table.columns[c]) : nullptr, form));
    }
    detail::append_json(out, row, form);
  }
  out += "]";
}

void append_key(std::string& out, std::string_view key) {
  if (out.size() > 1) out += ',';
  out += '\n';
  detail::append_json_string(out, key);
  out += ':';
}

/// Known keys in their order, then the rest in alphabetical order.
Names header_order(const std::map<std::string, std::string>& header) {
  Names order;
  for (const HeaderKey& key : all_header_keys())
    if (header.count(std::string(key.name)) != 0) order.emplace_back(key.name);
  for (const auto& [key, json] : header)
    if (find_header_key(key) == nullptr) order.push_back(key);
  return order;
}

void append_header(std::string& out, const std::map<std::string, std::string>& header,
                   JsonForm form) {
  for (const std::string& key : header_order(header)) {
    append_key(out, key);
    if (form == JsonForm::as_written) {
      out += header.at(key);
    } else {
      detail::append_json(out, parse_json_value(header.at(key)), form);
    }
  }
}

void append_layers(std::string& out, const std::map<std::string, std::string>& layers,
                   JsonForm form) {
  out += '{';
  bool first = true;
  for (const auto& [name, json] : layers) {
    out += first ? "\n" : ",\n";
    first = false;
    detail::append_json_string(out, name);
    out += ':';
    if (form == JsonForm::as_written)
      out += json;
    else
      detail::append_json(out, parse_json_value(json), form);
  }
  out += '}';
}

std::string json_of(const std::vector<Table>& tables,
                    const std::map<std::string, std::string>& header,
                    const std::map<std::string, std::string>& layers) {
  std::string out = "{";
  append_header(out, header, JsonForm::as_written);
  for (const Table& table : tables) {
    append_key(out, table.name);
    append_table(out, table, JsonForm::as_written);
  }
  if (!layers.empty()) {
    append_key(out, "layers");
    append_layers(out, layers, JsonForm::as_written);
  }
  return out + "\n}\n";
}

/// Appends the text known by this name; `write(text)` makes it where there is none.
template <typename Write>
void append_known(std::string& out, CanonicalTexts& known, const std::string& name, Write&& write) {
  auto& text = known[name];
  if (!text) {
    std::string made;
    write(made);
    text = std::make_shared<const std::string>(std::move(made));
  }
  append_key(out, name);
  out += *text;
}

std::string csv_of(const Table& table) {
  const auto columns = used_columns(table, true);
  Names cells;
  for (const std::size_t c : columns) cells.push_back(table.columns[c]);
  std::string out = detail::csv_line(cells);
  for (const auto& row : table.rows) {
    cells.clear();
    for (const std::size_t c : columns) cells.push_back(row[c].text);
    out += detail::csv_line(cells);
  }
  return out;
}

/// A layer becomes a file name: nothing that could leave the folder.
bool is_file_name(std::string_view name) {
  return !name.empty() && name.front() != '.' && name.find_first_of("/\\:") == name.npos;
}

bool belongs_to_scenario(const fs::path& file) {
  return file.filename() == "scenario.json" || file.extension() == ".geojson" ||
         (file.extension() == ".csv" && find_table(file.stem().string()) != nullptr);
}

Error io(const fs::path& path, const std::string& what) {
  return Error{ErrorCode::io, path.string() + " " + what, path.string()};
}

/// A folder that is filled beside its place and then moved there.
class NewFolder {
 public:
  explicit NewFolder(const fs::path& target)
      : target_(target), temporary_(beside(target, ".new")), old_(beside(target, ".old")) {}
  ~NewFolder() {
    std::error_code ignored;
    fs::remove_all(temporary_, ignored);
  }
  NewFolder(const NewFolder&) = delete;
  NewFolder& operator=(const NewFolder&) = delete;

  Result<void> begin() {
    std::error_code fault;
    const bool there = fs::exists(target_, fault);
    if (there && !fs::is_directory(target_, fault)) return io(target_, "is no folder");
    replaces_ = there && !fs::is_empty(target_, fault);
    if (replaces_ && !fs::exists(target_ / "scenario.json", fault))
      return Error{ErrorCode::conflict,
                   target_.string() + " holds other things, and no scenario to be replaced",
                   target_.string()};
    fs::remove_all(temporary_, fault);
    fs::create_directories(temporary_, fault);
    if (fault) return io(temporary_, "cannot be created: " + fault.message());
    return replaces_ ? keep_the_rest() : Result<void>();
  }

  Result<void> add(const std::string& name, std::string_view bytes) {
    return detail::write_file(temporary_ / name, bytes);
  }

  Result<void> finish() {
    std::error_code fault;
    fs::remove_all(old_, fault);
    if (fs::exists(target_, fault)) fs::rename(target_, old_, fault);
    if (fault) return io(target_, "cannot be replaced: " + fault.message());
    fs::rename(temporary_, target_, fault);
    if (fault) {
      std::error_code ignored;
      fs::rename(old_, target_, ignored);
      return io(target_, "cannot be created: " + fault.message());
    }
    fs::remove_all(old_, fault);
    return {};
  }

 private:
  static fs::path beside(const fs::path& target, const char* suffix) {
    fs::path clean = target.lexically_normal();
    if (!clean.has_filename()) clean = clean.parent_path();  // "folder/"
    return clean.parent_path() / ("." + clean.filename().string() + suffix);
  }

  Result<void> keep_the_rest() {
    std::error_code fault;
    for (fs::directory_iterator it(target_, fault), end; !fault && it != end; it.increment(fault)) {
      if (belongs_to_scenario(it->path())) continue;
      fs::copy(it->path(), temporary_ / it->path().filename(),
               fs::copy_options::recursive | fs::copy_options::copy_symlinks, fault);
      if (fault) break;
    }
    if (fault) return io(target_, "cannot be copied: " + fault.message());
    return {};
  }

  fs::path target_, temporary_, old_;
  bool replaces_ = false;
};

}  // namespace

std::string Document::to_json() const {
  const Document saved = as_saved();
  return json_of(saved.tables_, saved.header_json_, saved.layers_json_);
}

std::string Document::hash() const {
  CanonicalTexts none;
  return remembered_ ? canonical_hash(as_saved(), none) : canonical_hash(*this, none);
}

std::string canonical_hash(const Document& settled, CanonicalTexts& known) {
  std::vector<const Table*> tables;
  for (const Table& table : settled.tables())
    if (!table.rows.empty()) tables.push_back(&table);  // an empty one says nothing
  std::sort(tables.begin(), tables.end(),
            [](const Table* a, const Table* b) { return a->name < b->name; });
  std::string out = "{";
  append_header(out, settled.header(), JsonForm::canonical);
  for (const Table* table : tables)
    append_known(out, known, table->name,
                 [&](std::string& text) { append_table(text, *table, JsonForm::canonical); });
  if (!settled.layers().empty())
    append_known(out, known, "layers", [&](std::string& text) {
      append_layers(text, settled.layers(), JsonForm::canonical);
    });
  return detail::sha256_hex(out + "\n}\n");
}

Result<void> Document::write_folder(const fs::path& folder) const {
  const Document saved = as_saved();
  for (const auto& [name, json] : saved.layers_json_)
    if (!is_file_name(name))
      return Error{ErrorCode::invalid_argument, "layer '" + name + "' cannot be a file name",
                   "/layers"};
  NewFolder target(folder);
  if (auto done = target.begin(); !done) return done;
  const std::string header = json_of({}, saved.header_json_, {});
  if (auto done = target.add("scenario.json", header); !done) return done;
  for (const Table& table : saved.tables_)
    if (auto done = target.add(table.name + ".csv", csv_of(table)); !done) return done;
  for (const auto& [name, json] : saved.layers_json_)
    if (auto done = target.add(name + ".geojson", json + "\n"); !done) return done;
  return target.finish();
}

}  // namespace masseflyt::scenario
