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
  std::uint64_t bytes = 256u << 20;  ///< per file
  std::uint32_t depth = 64;          ///< of JSON
  std::uint64_t rows = 5'000'000;    ///< per table
  std::uint32_t columns = 512;
  std::uint32_t cell_bytes = 1u << 20;
  std::uint64_t cells = 20'000'000;  ///< per table, empty ones included
};

/// `json`: an array or object under a column that starts with "x-", as JSON text.
enum class CellKind : std::uint8_t { missing, text, number, boolean, json };

struct Cell {
  CellKind kind = CellKind::missing;
  std::string text;  ///< numbers as written; a list joined by ';'; yes or no
  bool operator==(const Cell&) const = default;
};

/// Rows of cells under column names. `row_path[i]` is "offers.csv:7" or "/offers/5".
struct Table {
  std::string name;
  std::vector<std::string> columns;
  std::vector<std::vector<Cell>> rows;
  std::vector<std::string> row_path;
};

class Session;

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
  /// As a folder: scenario.json, <table>.csv, <layer>.geojson. Either all of it is written or
  /// nothing. An older scenario there is replaced, files that are no part of it are kept.
  /// Errors: io, conflict (the folder holds other things but no scenario).
  Result<void> write_folder(const std::filesystem::path& folder) const;

  const std::vector<Table>& tables() const noexcept { return tables_; }
  const Table* table(std::string_view name) const;
  /// Replaces or adds a whole table (from a data frame, say). Paths of its rows may be left out.
  void put(Table table);

  /// The same, read from a CSV file of any name; faults of its text go to `found`.
  /// Errors: not_found (no table of that name), io, invalid_document, limit_exceeded.
  Result<void> put_csv(std::string_view table, const std::filesystem::path& file,
                       Diagnostics& found, const ReadLimits& limits = {});

  /// JSON text of each top-level key that is no table, and of each GeoJSON layer.
  const std::map<std::string, std::string>& header() const noexcept { return header_json_; }
  const std::map<std::string, std::string>& layers() const noexcept { return layers_json_; }

  // set(), choose(), choose_defaults() and assume() change all that they should, or nothing.

  /// Changes one cell; an empty value empties it. `table` "header" changes a top-level key and
  /// takes its value as text or JSON: "horizon" wants "2020-01/2030-12". A row without an id is
  /// named by its key columns: "S01/K02" in `distances`. What is set stays, whatever variants are
  /// chosen before or afterwards.
  /// Errors: not_found (table, row or column), invalid_argument (not what the column wants).
  Result<void> set(std::string_view table, std::string_view id, std::string_view column,
                   std::string_view value);

  /// Names of the variants and of their options, default first.
  Keyed<Names> variants() const;
  /// Applies one option: "ringeriksbanen=yes", or just "yes" where only one variant has it.
  /// A second option of the same variant takes the place of the first. Whatever the order of the
  /// calls, variants are applied in the order in which they stand in the table.
  /// Errors: not_found, with the options there are; conflict (the document was saved with another
  /// option in its cells).
  Result<void> choose(std::string_view variant_option);
  /// Applies the default option of every variant nothing was chosen for.
  Result<void> choose_defaults();

  /// The document as it is planned: every variant applied, defaults included, for good. Its cells
  /// say what bind() reads, and no other option can be chosen any more.
  /// Errors: as choose().
  Result<Document> settled() const;

  /// The option per variant that something was chosen for, by choose() or by the document itself.
  std::map<std::string, std::string> chosen() const;

  /// Replaces the value of an assumption everywhere it applies, its point included. `ids` picks
  /// among assumptions of one key, "K10;K11" or one of them, and may be empty when there is only
  /// one. Errors: not_found, invalid_argument (no number or month, outside low and high).
  Result<void> assume(std::string_view key, std::string_view ids, std::string_view value);

  /// Reads and checks every cell. Applies the chosen and default options of variants first.
  /// Nothing is dropped: a row with an error makes the answer an error, and `found` holds all of
  /// them, up to ten thousand. Errors that stand in `found` already count as well.
  /// Errors: invalid_document.
  Result<Case> bind(Diagnostics& found) const;

  /// SHA-256 of the JSON text with its keys sorted and numbers in their shortest form,
  /// hexadecimal: the same content gives the same hash, whether it came from a folder or from JSON.
  std::string hash() const;

 private:
  friend class DocumentReader;
  friend class Session;
  Result<Case> bind_again(Diagnostics& found, const Case* known) const;
  /// A change that outlives a new choice of variants.
  struct Edit {
    enum class Kind { set, assume } kind;
    std::string table, id, column, value;
  };
  Result<void> edit(const Edit& edit);
  Result<void> replay(const Edit& edit);
  Result<void> set_header(std::string_view key, std::string_view value);
  Result<void> set_cell(std::string_view table, std::string_view id, std::string_view column,
                        std::string_view value);
  Result<void> assume_now(std::string_view key, std::string_view ids, std::string_view value);
  Result<void> assume_row(std::size_t row, std::string_view value);
  std::string cell_text(std::string_view table, std::string_view id, std::string_view column) const;
  Result<void> apply(const std::string& variant, const std::string& option);
  bool shows_all_variants() const;
  Result<void> choose_all(const Keyed<std::string>& choices);
  Result<void> apply_all();
  Result<void> overwrite();
  void restore(const Table& before);
  void remember_base();
  void forget_base();
  void settle();
  Document as_saved() const;

  std::vector<Table> tables_;
  std::map<std::string, std::string> header_json_;  ///< top-level keys that are no tables
  std::map<std::string, std::string> layers_json_;  ///< GeoJSON texts by layer name
  std::string header_file_;                         ///< before paths of header keys
  Names unread_;                                    ///< tables whose text could not be read
  bool remembered_ = false;                         ///< whether the base is filled
  bool applied_ = false;  ///< whether the cells show the choices, since the base is filled
  std::vector<Table> base_tables_;  ///< before variants and edits
  std::map<std::string, std::string> base_header_;
  std::vector<Edit> edits_;  ///< made again after every new choice
};

/// JSON Schema (2020-12) of the whole document, made from the table that drives the reader.
std::string json_schema();

/// All tables and columns as a page of Markdown, made from the same table: docs/input.md.
std::string input_reference();

}  // namespace masseflyt::scenario
