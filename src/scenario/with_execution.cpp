// What the ledger says of the masses, written into the document of the next plan.
#include <algorithm>
#include <map>

#include <masseflyt/scenario/execution.hpp>

#include "detail/number.hpp"

namespace masseflyt::scenario {
namespace {

Cell cell(const std::string& text) { return text.empty() ? Cell{} : Cell{CellKind::text, text}; }

/// Adds rows under the ids they have. Rows that are there already must say the same.
Result<void> add_rows(Document& document, const std::string& name,
                      const std::vector<std::pair<std::string, Keyed<std::string>>>& rows,
                      bool unique) {
  if (rows.empty()) return {};
  const Table* old = document.table(name);
  Table table = old != nullptr ? *old : Table{name, {}, {}, {}};
  const auto column = [&](const std::string& c) {
    const auto at = std::find(table.columns.begin(), table.columns.end(), c);
    if (at != table.columns.end()) return static_cast<std::size_t>(at - table.columns.begin());
    table.columns.push_back(c);
    for (auto& cells : table.rows) cells.emplace_back();
    return table.columns.size() - 1;
  };
  const std::size_t key = column("id");
  std::map<std::string, std::size_t> known;
  for (std::size_t r = 0; unique && r < table.rows.size(); ++r)
    known.emplace(table.rows[r][key].text, r);
  for (const auto& [id, cells] : rows) {
    std::vector<std::pair<std::size_t, Cell>> wanted;
    for (const auto& [name_of, text] : cells) wanted.emplace_back(column(name_of), cell(text));
    std::size_t at = table.rows.size();
    if (unique) at = known.emplace(id, at).first->second;
    if (at == table.rows.size()) {
      table.rows.emplace_back(table.columns.size());
      table.row_path.push_back("/" + name + "/" + std::to_string(at));
    } else {
      for (const auto& [c, value] : wanted)
        if (table.rows[at][c].text != value.text)
          return Error{ErrorCode::conflict,
                       name + " has another row '" + id + "': " + table.columns[c] + " is '" +
                           table.rows[at][c].text + "', the ledger says '" + value.text + "'",
                       "/" + name + "/" + std::to_string(at) + "/" + table.columns[c]};
      continue;
    }
    for (auto& [c, value] : wanted) table.rows[at][c] = std::move(value);
  }
  for (auto& cells : table.rows) cells.resize(table.columns.size());
  table.row_path.resize(table.rows.size());
  document.put(std::move(table));
  return {};
}

}  // namespace

Result<Document> with_execution(Document document, const Execution& execution) {
  std::vector<std::pair<std::string, Keyed<std::string>>> loads, samples;
  for (const Load& l : execution.loads)
    loads.push_back({l.id,
                     {{"id", l.id},
                      {"offer", l.offer},
                      {"destination", l.destination},
                      {"tonnes", detail::format_number(l.tonnes)},
                      {"day", l.day},
                      {"from_store", l.from_store},
                      {"grade", l.grade},
                      {"class", l.condition_class},
                      {"held_t", l.held_t > 0 ? detail::format_number(l.held_t) : ""},
                      {"source", l.source}}});
  for (const Sample& s : execution.samples)
    samples.push_back({s.id,
                       {{"id", s.id},
                        {"offer", s.offer},
                        {"analyte", s.analyte},
                        {"value", s.value},
                        {"unit", s.unit}}});
  if (auto ok = add_rows(document, "state", loads, true); !ok) return ok.error();
  if (auto ok = add_rows(document, "samples", samples, false); !ok) return ok.error();
  for (const RowChange& change : execution.changes)
    for (const auto& [column, value] : change.cells)
      if (auto ok = document.set(change.table, change.id, column, value); !ok) return ok.error();
  return document;
}

}  // namespace masseflyt::scenario
