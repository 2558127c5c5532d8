#include <masseflyt/scenario/difference.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "chain.hpp"
#include "lookup.hpp"
#include "reporting/json_writer.hpp"

namespace masseflyt::scenario {
namespace {

using reporting::Change;
using reporting::JsonWriter;

/// Rows by key, in their order; a key that is not unique counts once.
std::map<std::string, std::size_t> rows_of(const Table* table) {
  std::map<std::string, std::size_t> out;
  for (std::size_t r = 0; table != nullptr && r < table->rows.size(); ++r)
    out.try_emplace(row_key(*table, r), r);
  return out;
}

std::vector<std::string> columns_of(const Table* a, const Table* b) {
  std::vector<std::string> out;
  for (const Table* t : {a, b})
    for (std::size_t c = 0; t != nullptr && c < t->columns.size(); ++c)
      if (std::find(out.begin(), out.end(), t->columns[c]) == out.end())
        out.push_back(t->columns[c]);
  return out;
}

void compare(const std::string& name, const Table* before, const Table* after,
             std::vector<CellChange>& out) {
  const auto was = rows_of(before), is = rows_of(after);
  const auto columns = columns_of(before, after);
  std::set<std::string> keys;
  for (const auto* rows : {&was, &is})
    for (const auto& [key, row] : *rows) keys.insert(key);
  for (const auto& key : keys) {
    const auto a = was.find(key), b = is.find(key);
    const Change change = a == was.end()  ? Change::appeared
                          : b == is.end() ? Change::vanished
                                          : Change::changed;
    for (const auto& column : columns) {
      const std::string old = a == was.end() ? "" : text_of(*before, a->second, column);
      const std::string now = b == is.end() ? "" : text_of(*after, b->second, column);
      if (old != now) out.push_back({change, name, key, column, old, now});
    }
  }
}

/// Keys that say how a document came about, not what it says.
bool is_bookkeeping(const std::string& key) {
  return key == "choices" || key == "applied_choices" || key == "title" || key == "title_nb";
}

std::vector<CellChange> changes(const Document& before, const Document& after) {
  std::vector<CellChange> out;
  std::set<std::string> keys;
  for (const auto* header : {&before.header(), &after.header()})
    for (const auto& [key, text] : *header) keys.insert(key);
  for (const auto& key : keys) {
    if (is_bookkeeping(key)) continue;
    const auto a = before.header().find(key), b = after.header().find(key);
    const std::string old = a == before.header().end() ? "" : a->second;
    const std::string now = b == after.header().end() ? "" : b->second;
    if (old != now) out.push_back({Change::changed, "header", "", key, old, now});
  }
  std::vector<std::string> tables;
  for (const auto* d : {&before, &after})
    for (const auto& t : d->tables())
      if (t.name != "variants" && std::find(tables.begin(), tables.end(), t.name) == tables.end())
        tables.push_back(t.name);
  for (const auto& name : tables) compare(name, before.table(name), after.table(name), out);
  return out;
}

/// `before` with one row, or all rows, of a table as they are in `after`.
Document with_part(Document before, const Document& after, const std::string& name,
                   const std::string& id) {
  const Table* const is = after.table(name);
  const Table* const was = before.table(name);
  if (id.empty() || was == nullptr) {
    Table empty;
    empty.name = name;
    before.put(is != nullptr ? *is : empty);
    return before;
  }
  Table table = *was;
  const auto rows = rows_of(&table), now = rows_of(is);
  const auto a = rows.find(id), b = now.find(id);
  if (b == now.end()) {
    table.rows.erase(table.rows.begin() + static_cast<std::ptrdiff_t>(a->second));
    if (a->second < table.row_path.size())
      table.row_path.erase(table.row_path.begin() + static_cast<std::ptrdiff_t>(a->second));
    before.put(std::move(table));
    return before;
  }
  for (const auto& column : is->columns)
    if (!column_of(table, column)) {
      table.columns.push_back(column);
      for (auto& row : table.rows) row.resize(table.columns.size());
    }
  std::vector<Cell> cells(table.columns.size());
  for (std::size_t c = 0; c < is->columns.size(); ++c)
    if (c < is->rows[b->second].size())
      cells[*column_of(table, is->columns[c])] = is->rows[b->second][c];
  if (a == rows.end()) {
    table.rows.push_back(std::move(cells));
    table.row_path.clear();
  } else {
    table.rows[a->second] = std::move(cells);
  }
  before.put(std::move(table));
  return before;
}

Result<Document> with_header(Document before, const std::vector<CellChange>& all) {
  for (const auto& c : all)
    if (c.table == "header")
      if (const auto done = before.set("header", "", c.column, c.after); !done) return done.error();
  return before;
}

std::vector<Cause> parts(const std::vector<CellChange>& all, std::size_t most) {
  std::vector<Cause> out;
  std::map<std::pair<std::string, std::string>, std::size_t> at;
  const auto count = [&](bool by_row) {
    out.clear(), at.clear();
    for (const auto& c : all) {
      const std::pair key{c.table, by_row ? c.id : std::string()};
      const auto [place, added] = at.try_emplace(key, out.size());
      if (added) out.push_back({c.table, key.second, 0, "", 0, 0});
      ++out[place->second].cells;
    }
  };
  count(true);
  if (out.size() > most) count(false);
  return out;
}

double ends(const ManyRow& row) { return row.message.empty() ? row.objective : std::nan(""); }

}  // namespace

Result<Difference> difference(const Document& before, const Document& after, Diagnostics& found,
                              const ManyOptions& options, std::size_t rows) {
  const auto a = with_variants(before, options.variants),
             b = with_variants(after, options.variants);
  if (!a) return a.error();
  if (!b) return b.error();
  RunOptions run_options;
  run_options.weights = options.weights, run_options.comparisons = false;
  run_options.sensitivity = false, run_options.control = options.control;
  const auto was = run(*a, found, run_options);
  if (!was) return Error{was.error().code, "the first scenario: " + was.error().message};
  const auto is = run(*b, found, run_options);
  if (!is) return Error{is.error().code, "the second scenario: " + is.error().message};

  Difference out;
  out.input = changes(*a, *b);
  out.plans = reporting::delta(was->report, is->report);
  out.causes = parts(out.input, rows);
  std::vector<NamedDocument> documents = {{"before", *a}};
  std::vector<std::size_t> planned;  // row of `documents` per cause
  for (auto& cause : out.causes) {
    auto changed = cause.table == "header"
                       ? with_header(*a, out.input)
                       : Result<Document>(with_part(*a, *b, cause.table, cause.id));
    planned.push_back(changed ? documents.size() : 0);
    if (changed)
      documents.push_back({cause.table + "/" + cause.id, std::move(*changed)});
    else
      cause.status = changed.error().message;
  }
  ManyOptions alone = options;
  alone.variants = {};
  const auto plans = plan_many(documents, alone);
  if (!plans) return plans.error();
  const double start = ends(plans->front());
  out.together = is->report.plan.objective_value - start;
  for (std::size_t i = 0; i < out.causes.size(); ++i) {
    auto& cause = out.causes[i];
    cause.objective_change = std::nan("");
    if (planned[i] == 0) continue;
    const auto& row = (*plans)[planned[i]];
    cause.status = row.message.empty() ? row.status : row.message;
    cause.objective_change = ends(row) - start;
    cause.moved_t = row.moved_t;
    if (std::isfinite(cause.objective_change)) out.together -= cause.objective_change;
  }
  std::stable_sort(out.causes.begin(), out.causes.end(), [](const Cause& x, const Cause& y) {
    const auto size = [](const Cause& c) {
      return std::isfinite(c.objective_change) ? std::abs(c.objective_change) : -1.0;
    };
    return size(x) > size(y);
  });
  return out;
}

std::string difference_json(const Difference& d) {
  JsonWriter out;
  out.open_object();
  out.member("schema", "masseflyt.difference/1");
  out.open_array("input");
  for (const auto& c : d.input) {
    out.open_object(JsonWriter::Layout::row);
    out.member("change", name(c.change));
    out.member("table", c.table), out.member("id", c.id), out.member("column", c.column);
    out.member("before", c.before), out.member("after", c.after);
    out.close();
  }
  out.close();
  out.open_array("causes");
  for (const auto& c : d.causes) {
    out.open_object(JsonWriter::Layout::row);
    out.member("table", c.table), out.member("id", c.id);
    out.member("cells", static_cast<std::int64_t>(c.cells)), out.member("status", c.status);
    out.member("objective_change", c.objective_change, 2), out.member("moved_t", c.moved_t, 3);
    out.close();
  }
  out.close();
  out.member("together", d.together, 2);
  out.close();
  return out.take();
}

}  // namespace masseflyt::scenario
