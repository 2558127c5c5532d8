// bindings/python/bind_scenario.cpp — the input document. Its face is python/masseflyt/scenario.py,
// which treats a Document as immutable: it copies before it changes.
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <masseflyt/scenario/deal.hpp>
#include <masseflyt/scenario/document.hpp>
#include <masseflyt/scenario/watch.hpp>

#include "common.hpp"
#include "scenario_input.hpp"

namespace masseflyt::python {

using namespace pybind11::literals;
using scenario::Cell;
using scenario::CellKind;
using scenario::Document;
using scenario::Table;

static Input read(const std::string& path) {
  py::gil_scoped_release unlocked;
  Input input;
  input.document = unwrap(Document::read(path, input.found), input.found);
  return input;
}

static Input read_json(const std::string& text) {
  py::gil_scoped_release unlocked;
  Input input;
  input.document = unwrap(Document::read_json(text, input.found), input.found);
  return input;
}

static void write_folder(const Input& input, const std::string& folder) {
  py::gil_scoped_release unlocked;
  unwrap(input.document.write_folder(folder));
}

static std::string to_json(const Input& input) {
  py::gil_scoped_release unlocked;
  return input.document.to_json();
}

static Diagnostics check(const Input& input) {
  py::gil_scoped_release unlocked;
  Diagnostics found = input.found;
  // The answer is not needed here: an error without a diagnostic would be one of ours.
  if (const auto bound = input.document.bind(found); !bound && !has_errors(found))
    throw Failure(bound.error(), found);
  return found;
}

static std::map<std::string, std::size_t> row_counts(const Input& input) {
  std::map<std::string, std::size_t> counts;
  for (const Table& t : input.document.tables()) counts[t.name] = t.rows.size();
  return counts;
}

/// (name, kinds, texts) of one column; a kind is a number of CellKind.
using CellColumn = std::tuple<std::string, py::array_t<std::uint8_t>, std::vector<std::string>>;

static std::vector<CellColumn> table(const Input& input, const std::string& name) {
  std::vector<CellColumn> columns;
  const Table* const at = input.document.table(name);
  if (at == nullptr) return columns;
  for (std::size_t c = 0; c < at->columns.size(); ++c) {
    std::vector<std::uint8_t> kinds;
    std::vector<std::string> texts;
    for (const auto& row : at->rows) {
      const Cell cell = c < row.size() ? row[c] : Cell{};
      kinds.push_back(static_cast<std::uint8_t>(cell.kind));
      texts.push_back(cell.text);
    }
    columns.emplace_back(at->columns[c], array(std::move(kinds)), std::move(texts));
  }
  return columns;
}

using NewColumn = std::tuple<std::string, std::vector<std::uint8_t>, std::vector<std::string>>;

static void put(Input& input, const std::string& name, const std::vector<NewColumn>& columns) {
  Table table;
  table.name = name;
  for (const auto& [column, kinds, texts] : columns) {
    if (kinds.size() != texts.size())
      throw Failure({ErrorCode::invalid_argument, column + ": lengths differ", column}, {});
    table.columns.push_back(column);
    table.rows.resize(std::max(table.rows.size(), texts.size()));
    for (std::size_t r = 0; r < texts.size(); ++r) {
      table.rows[r].resize(table.columns.size());
      table.rows[r].back() = {static_cast<CellKind>(kinds[r]), texts[r]};
    }
  }
  input.document.put(std::move(table));
}

// ---- monitoring and stops
// ---------------------------------------------------------------------

using scenario::Stop;

static std::string watch_rules(const Input& input) {
  Diagnostics found = input.found;
  return scenario::watch_rules_json(unwrap(input.document.bind(found), found));
}

/// rule, key, level by instant (nanoseconds; 0 normal to 3 stop), end (none: open).
using SeenEpisode =
    std::tuple<std::string, std::string, std::vector<std::pair<std::int64_t, std::int32_t>>,
               std::optional<std::int64_t>>;

static std::pair<std::vector<Stop>, Diagnostics> stops_of(
    const Input& input, const std::vector<SeenEpisode>& episodes) {
  Diagnostics found = input.found;
  const auto bound = unwrap(input.document.bind(found), found);
  std::vector<scenario::Watched> all;
  for (const auto& [rule, key, history, end] : episodes) {
    scenario::Watched w{rule, key, {}, {}};
    for (const auto& [at, level] : history)
      w.history.emplace_back(Instant(Duration(at)), static_cast<monitoring::Level>(level));
    if (end) w.end = Instant(Duration(*end));
    all.push_back(std::move(w));
  }
  Diagnostics told;
  auto rows = scenario::stops_of(bound, all, told);
  return {std::move(rows), std::move(told)};
}

void bind_scenario(py::module_& m) {
  py::class_<Stop>(m, "Stop", "A site that stands still; its face is masseflyt.Stop.")
      .def(py::init([](std::string id, std::string site, std::string begin, std::string end,
                       double remaining, std::string source, std::string note) {
             return Stop{std::move(id), std::move(site),   std::move(begin), std::move(end),
                         remaining,     std::move(source), std::move(note)};
           }),
           "id"_a, "site"_a, "begin"_a, "end"_a, "remaining"_a, "source"_a, "note"_a)
      .def_readonly("id", &Stop::id)
      .def_readonly("site", &Stop::site)
      .def_readonly("begin", &Stop::begin)
      .def_readonly("end", &Stop::end)
      .def_readonly("remaining", &Stop::remaining)
      .def_readonly("source", &Stop::source)
      .def_readonly("note", &Stop::note);
  py::class_<Input>(m, "Document", "The cells of a scenario, and what was found reading them.")
      .def_static("read", &read, "path"_a)
      .def_static("read_json", &read_json, "text"_a)
      .def("copy", [](const Input& input) { return input; })
      .def_readonly("found", &Input::found, "Problems of the text itself.")
      .def("check", &check, "All problems, those of the text first.")
      .def("write_folder", &write_folder, "folder"_a)
      .def("to_json", &to_json)
      .def("hash", [](const Input& input) { return input.document.hash(); })
      .def("row_counts", &row_counts, "Number of rows by name of table.")
      .def("table", &table, "name"_a, "Columns of a table: name, kinds and texts of its cells.")
      .def("put", &put, "name"_a, "columns"_a)
      .def(
          "put_csv",
          [](Input& input, const std::string& table, const std::string& file) {
            unwrap(input.document.put_csv(table, file, input.found), input.found);
          },
          "table"_a, "file"_a)
      .def("header", [](const Input& input) { return input.document.header(); })
      .def("layers", [](const Input& input) { return input.document.layers(); })
      .def("variants", [](const Input& input) { return input.document.variants(); })
      .def("chosen", [](const Input& input) { return input.document.chosen(); })
      .def(
          "set",
          [](Input& input, const std::string& table, const std::string& id,
             const std::string& column,
             const std::string& value) { unwrap(input.document.set(table, id, column, value)); },
          "table"_a, "id"_a, "column"_a, "value"_a)
      .def(
          "choose",
          [](Input& input, const std::string& option) { unwrap(input.document.choose(option)); },
          "variant_option"_a)
      .def(
          "assume",
          [](Input& input, const std::string& key, const std::string& ids,
             const std::string& value) { unwrap(input.document.assume(key, ids, value)); },
          "key"_a, "ids"_a, "value"_a)
      .def(
          "set_deal_penalty",
          [](Input& input, double nok_t) {
            unwrap(scenario::set_deal_penalty(input.document, nok_t));
          },
          "nok_t"_a);

  m.def("watch_rules", &watch_rules, "document"_a,
        "Sensors and alarms of a scenario as a document of monitoring.");
  m.def("stops_of", &stops_of, "document"_a, "episodes"_a, "Rows of stops, and what was found.");
  m.def(
      "with_stops",
      [](const Input& input, const std::vector<Stop>& stops) {
        return Input{scenario::with_stops(input.document, stops), input.found};
      },
      "document"_a, "stops"_a);
  m.def("json_schema", &scenario::json_schema, "JSON Schema of the input document.");
  m.def("input_reference", &scenario::input_reference, "All tables and columns, in Markdown.");
}

}  // namespace masseflyt::python
