// csv_reader.hpp — tables as people save them: RFC 4180 and what spreadsheets make of it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/result.hpp>

#include "detail/file.hpp"

namespace masseflyt::detail {

struct CsvLimits {
  std::uint64_t bytes = 256u << 20;
  std::uint64_t rows = 5'000'000;
  std::uint32_t columns = 512;
  std::uint32_t cell_bytes = 1u << 20;
  std::uint64_t cells = 20'000'000;
};

struct CsvTable {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  ///< each as long as `columns`
  std::vector<std::uint32_t> line;  ///< per row, as a spreadsheet numbers it: the header is 1,
                                    ///< blank lines count, a line break inside quotes does not
  char separator = ',';             ///< with ';', numbers may have a decimal comma
};

/// Reads a header line and the rows below it. The separator (comma, semicolon or tab) is the one
/// the header has most of; lines end with LF, CRLF or CR; quotes may hold all of them; blanks
/// around what is not quoted are dropped; blank lines are skipped. Bytes that are no UTF-8 are
/// read as Windows-1252, with a warning. A row with too few or too many fields is reported, and
/// filled up or cut. After a thousand problems reading stops.
///
/// Everything that is wrong goes to `found` with the path "file:row:column". Without a table
/// there is an error as well, which stands in `found` already: invalid_document (empty, UTF-16,
/// bad header), limit_exceeded.
/// Cost: O(bytes). Thread-safe.
Result<CsvTable> read_csv(std::string_view bytes, std::string_view file_name,
                          const CsvLimits& limits, Diagnostics& found);

/// Cells as they stand, for tables whose header is not the first line.
struct CsvGrid {
  std::vector<std::vector<std::string>> rows;  ///< as long as each line is; no blank lines
  std::vector<std::uint32_t> line;             ///< as in CsvTable
};

/// Reads every line as a row of cells, by the rules of read_csv() but for what those say of a
/// header. The separator is the tab or semicolon that stands in most lines, and else the comma.
/// Errors: invalid_document (empty, UTF-16), limit_exceeded.
Result<CsvGrid> read_csv_grid(std::string_view bytes, std::string_view file_name,
                              const CsvLimits& limits, Diagnostics& found);

/// One line of comma separated cells, quoted where reading it back needs it, LF at the end. Read
/// back correctly below a header line that has a comma or neither semicolon nor tab.
std::string csv_line(const std::vector<std::string>& cells);

}  // namespace masseflyt::detail
