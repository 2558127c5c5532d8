// masseflyt/scenario/document.hpp — the one input of masseflyt: read, change, check and write it.
//
// A Document holds the cells as they were written, each with its place in the input. Variants,
// assumptions and `set()` all change cells the same way; `bind()` then reads the cells into a
// Case and reports everything that is wrong at once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/scenario/case.hpp>

namespace masseflyt::scenario {

/// What a reader accepts before it says limit_exceeded instead of filling the memory.
struct ReadLimits {
  std::uint64_t bytes = 256u << 20;   ///< per file
  std::uint32_t depth = 64;           ///< of JSON
  std::uint64_t rows = 5'000'000;     ///< per table
  std::uint32_t columns = 512;
  std::uint32_t cell_bytes = 1u << 20;
};

enum class CellKind : std::uint8_t { missing, text, number, boolean };

struct Cell {
  CellKind kind = CellKind::missing;
  std::string text;                   ///< numbers as written; a list joined by ';'
  bool operator==(const Cell&) const = default;
};

/// Rows of cells under column names. `row_path[i]` is "offers.csv:7" or "/offers/5".
struct Table {
  std::string name;
  std::vector<std::string> columns;
  std::vector<std::vector<Cell>> rows;
  std::vector<std::string> row_path;
};

class Document {
 public:
  /// A folder of CSV, GeoJSON and JSON files, or one JSON file.
  /// Problems of the text itself (encoding, quoting, JSON syntax, limits) go to `found`; what can
  /// be read is read. Errors: io (nothing there), invalid_document when nothing could be read.
  static Result<Document> read(const std::filesystem::path& path, Diagnostics& found,
                               const ReadLimits& limits = {});
  static Result<Document> read_json(std::string_view text, Diagnostics& found,
                                    const ReadLimits& limits = {});

  /// The same document, as one JSON text. Keys that start with "x-" survive.
  std::string to_json() const;
  /// As a folder: scenario.json, <table>.csv, <layer>.geojson. Errors: io.
  Result<void> write_folder(const std::filesystem::path& folder) const;

  const std::vector<Table>& tables() const noexcept { return tables_; }
  const Table* table(std::string_view name) const;
  /// Replaces or adds a whole table (from a data frame, say).
  void put(Table table);

  /// Changes one cell. `table` "header" changes a top-level key; "horizon" there takes
  /// "2020-01/2030-12". Errors: not_found (table, row or column), invalid_argument.
  Result<void> set(std::string_view table, std::string_view id, std::string_view column,
                   std::string_view value);

  /// Names of the variants and of their options, default first.
  Keyed<Names> variants() const;
  /// Applies one option: "ringeriksbanen=yes", or just "yes" where only one variant has it.
  /// Errors: not_found, with the options there are.
  Result<void> choose(std::string_view variant_option);
  /// Applies the default option of every variant nothing was chosen for.
  Result<void> choose_defaults();

  /// Replaces the value of an assumption everywhere it applies. `ids` picks among assumptions of
  /// one key and may be empty when there is only one. Errors: not_found, invalid_argument.
  Result<void> assume(std::string_view key, std::string_view ids, std::string_view value);

  /// Reads and checks every cell. Applies the defaults of variants first. Nothing is dropped:
  /// a row with an error makes the answer an error, and `found` holds all of them.
  Result<Case> bind(Diagnostics& found) const;

  /// SHA-256 of the canonical JSON text, hexadecimal: the same content gives the same hash,
  /// whether it came from a folder or from JSON.
  std::string hash() const;

 private:
  std::vector<Table> tables_;
  std::map<std::string, std::string> header_json_;  ///< top-level keys that are no tables
  std::map<std::string, std::string> layers_json_;  ///< GeoJSON texts by layer name
  std::vector<std::string> chosen_;                 ///< variants that have been applied
};

/// JSON Schema (2020-12) of the whole document, made from the table that drives the reader.
std::string json_schema();

}  // namespace masseflyt::scenario
