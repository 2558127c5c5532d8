// docs/input.md: every table and column, in words.
#include <masseflyt/scenario/document.hpp>

#include "scenario/cell.hpp"
#include "scenario/tables.hpp"

namespace masseflyt::scenario {
namespace {

constexpr std::string_view opening = R"(# The input document

This page is generated from the table that drives the reader; a test proves that it is current.

A scenario is one JSON file, or a folder of files that a spreadsheet can write:

| in a folder | in JSON | content |
| --- | --- | --- |
| `scenario.json` | top-level keys | the header, below |
| `<table>.csv` | `"<table>": [{...}, ...]` | one row per line or object |
| `<layer>.geojson` | `"layers": {"<layer>": {...}}` | polygons for the background of maps, in degrees |

CSV files have one header line and may be separated by comma, semicolon or tab; with the last two, numbers may
have a decimal comma. UTF-8 is expected. An empty cell is a missing value. A list is `a;b` in CSV and an array in
JSON; a list by key is `clean:0.7;class2:0.3` in CSV and an object in JSON; yes and no are `true` and `false` in
JSON. Months are `2026-03`; first and last month are both inside. Keys and columns that begin with `x-` are yours:
they are kept and never read. Other unknown names are reported.

Amounts in `t`, `kt` or `Mt` have no state. Amounts in `m3` need one: `bank` (before loosening), `loose` (on the
vehicle) or `placed`. They become tonnes once, by `t_per_bank_m3` of the row, of the table `materials` or of the
built-in catalogue, and by the volume factors `loose_per_bank_*` and `placed_per_bank_*`, which the table
`assumptions` may set. Rock that fills a need given in loose or placed m3 counts as tunnel rock.

A column that is marked *required* must be filled in rows that are included.

)";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
  return out;
}

std::string header_table() {
  std::string page = "## Header\n\n| key | meaning |\n| --- | --- |\n";
  for (const HeaderKey& key : all_header_keys())
    page += "| `" + std::string(key.name) + "`" + (key.required ? " *required*" : "") + " | " +
            escaped(key.doc) + " |\n";
  return page + "\n";
}

std::string key_line(const TableSpec& table) {
  if (table.key.empty() || table.find("id") != nullptr) return "";
  std::string keys;
  for (const auto k : table.key) keys += (keys.empty() ? "`" : " and `") + std::string(k) + "`";
  return "Rows differ in " + keys + ".\n\n";
}

std::string page_of(const TableSpec& table) {
  std::string page = "## " + std::string(table.name) + "\n\n" + std::string(table.doc) + "\n\n";
  page += key_line(table);
  page += "| column | holds | meaning |\n| --- | --- | --- |\n";
  for (const Column& c : table.columns) {
    page += "| `" + std::string(c.name) + "`" + (c.required ? " *required*" : "") + " | " +
            escaped(expectation(c));
    if (!c.fallback.empty()) page += "; default " + std::string(c.fallback);
    page += " | " + escaped(c.doc) + " |\n";
  }
  return page + "\n";
}

}  // namespace

std::string input_reference() {
  std::string page(opening);
  page += header_table();
  for (const TableSpec& table : all_tables()) page += page_of(table);
  page.pop_back();
  return page;
}

}  // namespace masseflyt::scenario
