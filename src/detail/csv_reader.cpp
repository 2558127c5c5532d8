#include "detail/csv_reader.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "detail/text.hpp"

namespace masseflyt::detail {
namespace {

/// A file where every row is wrong should not fill the memory with complaints.
constexpr std::size_t most_diagnostics = 1000;

constexpr char undetected = '\0';

class Reader {
 public:
  Reader(std::string_view text, std::string_view file, const CsvLimits& limits, Diagnostics& found)
      : text_(text), file_(file), limits_(limits), found_(found), first_(found.size()) {
    table_.separator = undetected;
  }

  Result<CsvTable> read() {
    skip_separator_hint();
    skip_blank_lines();
    if (at_ == text_.size()) return fail(ErrorCode::invalid_document, file_, "", "a header line");
    if (table_.separator == undetected) table_.separator = detect_separator();
    if (const auto bad = read_header()) return *bad;
    while (skip_blank_lines(), at_ < text_.size()) {
      if (const auto bad = read_row()) return *bad;
      if (found_.size() - first_ > most_diagnostics)
        return fail(ErrorCode::limit_exceeded, file_, "",
                    "fewer problems: the rest of this file is not read");
    }
    drop_unnamed_columns();
    return std::move(table_);
  }

  Result<CsvGrid> read_grid() {
    CsvGrid grid;
    skip_separator_hint();
    if (table_.separator == undetected) table_.separator = separator_of_most_lines();
    while (skip_blank_lines(), at_ < text_.size()) {
      if (grid.rows.size() == limits_.rows)
        return fail(ErrorCode::limit_exceeded, file_ + ":" + std::to_string(line_), "",
                    "at most " + std::to_string(limits_.rows) + " rows");
      std::vector<std::string> cells;
      if (const auto bad = read_cells(cells)) return *bad;
      while (!cells.empty() && cells.back().empty()) cells.pop_back();
      cells_ += cells.size();
      if (cells_ > limits_.cells)
        return fail(ErrorCode::limit_exceeded, file_ + ":" + std::to_string(line_), "",
                    "at most " + std::to_string(limits_.cells) + " cells");
      if (found_.size() - first_ > most_diagnostics)
        return fail(ErrorCode::limit_exceeded, file_, "",
                    "fewer problems: the rest of this file is not read");
      if (!cells.empty()) grid.rows.push_back(std::move(cells)), grid.line.push_back(line_);
      if (at_ < text_.size()) skip_line_end();
    }
    if (grid.rows.empty()) return fail(ErrorCode::invalid_document, file_, "", "a header line");
    return grid;
  }

 private:
  enum class After { cell, line };  ///< what may come after a cell

  Error fail(ErrorCode code, const std::string& path, std::string value,
             const std::string& expected) {
    found_.push_back({Severity::error, code, path, std::move(value), expected});
    return Error{code, path + ": expected " + expected, path};
  }

  void report(Severity severity, std::size_t column, std::string_view value, std::string expected) {
    found_.push_back({severity, ErrorCode::invalid_document, place(column), shorten(value),
                      std::move(expected)});
  }

  std::string place(std::size_t column) const {
    const bool named = column < table_.columns.size() && !table_.columns[column].empty();
    return file_ + ":" + std::to_string(line_) + ":" +
           (named ? table_.columns[column] : std::to_string(column + 1));
  }

  bool at_line_end() const { return text_[at_] == '\n' || text_[at_] == '\r'; }

  void skip_line_end() {
    if (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') ++at_;
    ++at_;
    ++line_;
  }

  void skip_blank_lines() {
    while (at_ < text_.size() && at_line_end()) skip_line_end();
  }

  /// "sep=;" as Excel writes it before the header.
  void skip_separator_hint() {
    if (text_.substr(0, 4) != "sep=" || text_.size() < 6) return;
    const char separator = text_[4];
    if ((separator != ',' && separator != ';' && separator != '\t') ||
        (text_[5] != '\n' && text_[5] != '\r'))
      return;
    table_.separator = separator;
    at_ = 5;
    skip_line_end();
    line_ = 1;  // Excel does not show the hint
  }

  char detect_separator() const {
    constexpr std::array<char, 3> known = {',', ';', '\t'};
    std::array<std::size_t, 3> count = {};
    bool quoted = false;
    for (std::size_t i = at_; i < text_.size(); ++i) {
      if (text_[i] == '"') quoted = !quoted;
      if (quoted) continue;
      if (text_[i] == '\n' || text_[i] == '\r') break;
      for (std::size_t k = 0; k < known.size(); ++k) count[k] += text_[i] == known[k];
    }
    const auto most = std::max_element(count.begin(), count.end());
    return known[static_cast<std::size_t>(most - count.begin())];
  }

  /// Titles above a table have no separators, and a decimal comma stands in many lines.
  char separator_of_most_lines() const {
    std::size_t lines = 0, with_tab = 0, with_semicolon = 0;
    bool quoted = false, tab = false, semicolon = false, filled = false;
    const auto end_line = [&] {
      lines += filled, with_tab += tab, with_semicolon += semicolon;
      tab = semicolon = filled = false;
    };
    for (std::size_t i = at_; i < text_.size(); ++i) {
      const char c = text_[i];
      if (c == '"') quoted = !quoted;
      if (!quoted && (c == '\n' || c == '\r')) {
        end_line();
        continue;
      }
      filled = true;
      tab |= !quoted && c == '\t';
      semicolon |= !quoted && c == ';';
    }
    end_line();
    if (with_tab * 2 > lines) return '\t';
    return with_semicolon * 2 > lines ? ';' : ',';
  }

  /// Reads one cell and what ends it. `quoted` cells keep their blanks.
  After read_cell(std::string& cell, std::size_t column) {
    cell.clear();
    std::size_t start = at_;
    while (start < text_.size() &&
           (text_[start] == ' ' || (text_[start] == '\t' && table_.separator != '\t')))
      ++start;
    if (start < text_.size() && text_[start] == '"') {
      at_ = start + 1;
      read_quoted(cell, column);
    } else {
      const std::size_t end = end_of_plain(at_);
      cell = trim(text_.substr(at_, end - at_));
      at_ = end;
    }
    if (at_ < text_.size() && text_[at_] == table_.separator) return ++at_, After::cell;
    return After::line;
  }

  std::size_t end_of_plain(std::size_t from) const {
    while (from < text_.size() && text_[from] != table_.separator && text_[from] != '\n' &&
           text_[from] != '\r')
      ++from;
    return from;
  }

  void read_quoted(std::string& cell, std::size_t column) {
    for (;;) {
      const std::size_t quote = text_.find('"', at_);
      if (quote == text_.npos) {
        cell.append(text_.substr(at_));
        at_ = text_.size();
        report(Severity::error, column, cell, "a quote that ends the cell");
        return;
      }
      cell.append(text_.substr(at_, quote - at_));
      at_ = quote + 1;
      if (at_ == text_.size() || text_[at_] != '"') break;
      cell += '"';
      ++at_;
    }
    const std::size_t end = end_of_plain(at_);
    const std::string_view rest = trim(text_.substr(at_, end - at_));
    if (!rest.empty()) report(Severity::error, column, rest, "nothing after the closing quote");
    at_ = end;
  }

  std::optional<Error> read_cells(std::vector<std::string>& cells) {
    for (After after = After::cell; after == After::cell;) {
      if (cells.size() == limits_.columns)
        return fail(ErrorCode::limit_exceeded, place(cells.size()), "",
                    "at most " + std::to_string(limits_.columns) + " columns");
      cells.emplace_back();
      after = read_cell(cells.back(), cells.size() - 1);
      if (cells.back().size() > limits_.cell_bytes)
        return fail(ErrorCode::limit_exceeded, place(cells.size() - 1), shorten(cells.back()),
                    "at most " + std::to_string(limits_.cell_bytes) + " bytes in a cell");
    }
    return std::nullopt;
  }

  std::optional<Error> read_header() {
    header_line_ = line_;
    std::vector<std::string> names;
    if (auto bad = read_cells(names)) return bad;
    std::map<std::string, std::size_t> seen;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names[i].empty()) continue;
      const auto [first, fresh] = seen.emplace(names[i], i);
      if (!fresh)
        report(Severity::error, i, names[i],
               "another name: column " + std::to_string(first->second + 1) + " has this one");
    }
    table_.columns = std::move(names);
    if (at_ < text_.size()) skip_line_end();
    return std::nullopt;
  }

  std::optional<Error> read_row() {
    if (table_.rows.size() == limits_.rows)
      return fail(ErrorCode::limit_exceeded, file_ + ":" + std::to_string(line_), "",
                  "at most " + std::to_string(limits_.rows) + " rows");
    std::vector<std::string> cells;
    cells.reserve(table_.columns.size());
    if (auto bad = read_cells(cells)) return bad;
    const auto filled = [](const std::string& cell) { return !cell.empty(); };
    if (std::any_of(cells.begin(), cells.end(), filled)) {  // ",,," is Excel's blank line
      cells_ += table_.columns.size();
      if (cells_ > limits_.cells)
        return fail(ErrorCode::limit_exceeded, file_ + ":" + std::to_string(line_), "",
                    "at most " + std::to_string(limits_.cells) + " cells");
      check_length(cells);
      cells.resize(table_.columns.size());
      table_.rows.push_back(std::move(cells));
      table_.line.push_back(line_);
    }
    if (at_ < text_.size()) skip_line_end();
    return std::nullopt;
  }

  void check_length(std::vector<std::string>& cells) {
    const std::size_t columns = table_.columns.size();
    while (cells.size() > columns && cells.back().empty()) cells.pop_back();  // Excel adds these
    if (cells.size() == columns) return;
    report(Severity::error, std::min(cells.size(), columns),
           "fields: " + std::to_string(cells.size()),
           "as many fields as the header has, " + std::to_string(columns));
  }

  /// Excel leaves empty columns at the edge: harmless without a value, an error with one.
  void drop_unnamed_columns() {
    for (std::size_t c = table_.columns.size(); c-- > 0;) {
      if (!table_.columns[c].empty()) continue;
      const auto used = std::find_if(table_.rows.begin(), table_.rows.end(),
                                     [&](const auto& row) { return !row[c].empty(); });
      line_ = header_line_;
      if (used != table_.rows.end()) report(Severity::error, c, "", "a name for this column");
      table_.columns.erase(table_.columns.begin() + static_cast<std::ptrdiff_t>(c));
      for (auto& row : table_.rows) row.erase(row.begin() + static_cast<std::ptrdiff_t>(c));
    }
  }

  std::string_view text_;
  std::string file_;
  const CsvLimits& limits_;
  Diagnostics& found_;
  std::size_t first_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
  std::uint32_t header_line_ = 1;
  std::uint64_t cells_ = 0;
  CsvTable table_;
};

bool needs_quotes(std::string_view cell) {
  if (cell.find_first_of(",\"\r\n") != cell.npos) return true;
  return trim(cell).size() != cell.size();
}

}  // namespace

namespace {

std::optional<Error> too_large(std::string_view bytes, std::string_view file_name,
                               const CsvLimits& limits, Diagnostics& found) {
  if (bytes.size() <= limits.bytes) return std::nullopt;
  const std::string expected = "at most " + std::to_string(limits.bytes) + " bytes";
  found.push_back({Severity::error, ErrorCode::limit_exceeded, std::string(file_name),
                   std::to_string(bytes.size()) + " bytes", expected});
  return Error{ErrorCode::limit_exceeded, std::string(file_name) + ": expected " + expected,
               std::string(file_name)};
}

}  // namespace

Result<CsvTable> read_csv(std::string_view bytes, std::string_view file_name,
                          const CsvLimits& limits, Diagnostics& found) {
  if (const auto bad = too_large(bytes, file_name, limits, found)) return *bad;
  const std::string text = decode_text(bytes, file_name, found);
  return Reader(text, file_name, limits, found).read();
}

Result<CsvGrid> read_csv_grid(std::string_view bytes, std::string_view file_name,
                              const CsvLimits& limits, Diagnostics& found) {
  if (const auto bad = too_large(bytes, file_name, limits, found)) return *bad;
  const std::string text = decode_text(bytes, file_name, found);
  return Reader(text, file_name, limits, found).read_grid();
}

std::string csv_line(const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += ',';
    if (!needs_quotes(cells[i])) {
      line += cells[i];
      continue;
    }
    line += '"';
    for (const char c : cells[i]) line += c == '"' ? std::string("\"\"") : std::string(1, c);
    line += '"';
  }
  if (cells.size() == 1 && cells[0].empty()) line = "\"\"";  // else it would be a blank line
  return line + "\n";
}

}  // namespace masseflyt::detail
