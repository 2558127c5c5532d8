#include <masseflyt/scenario/document.hpp>

#include <algorithm>
#include <utility>

#include "detail/json_value.hpp"
#include "detail/number.hpp"
#include "detail/text.hpp"
#include "scenario/cell.hpp"
#include "scenario/header.hpp"
#include "scenario/lookup.hpp"

namespace masseflyt::scenario {
namespace {

/// ", did you mean 'amount'?" or nothing.
std::string did_you_mean(std::string_view word, const Names& known) {
  const std::string near = detail::nearest_word(word, known);
  return near.empty() ? "" : "; did you mean '" + near + "'?";
}

Error not_found(const std::string& what, std::string_view word, const Names& known) {
  return Error{ErrorCode::not_found,
               what + " '" + std::string(word) + "'" + did_you_mean(word, known)};
}

Names names_of_tables() {
  Names names = {"header"};
  for (const TableSpec& t : all_tables()) names.emplace_back(t.name);
  return names;
}

Names names_of_columns(const TableSpec& spec) {
  Names names;
  for (const Column& c : spec.columns) names.emplace_back(c.name);
  return names;
}

Names materials_of(const Document& document) {
  Names words = vocabulary("materials");
  if (const Table* own = document.table("materials"))
    for (std::size_t r = 0; r < own->rows.size(); ++r) words.push_back(text_of(*own, r, "id"));
  return words;
}

}  // namespace

std::string cell_path(const Table& table, std::size_t row, std::string_view column) {
  std::string path = row < table.row_path.size() ? table.row_path[row] : "";
  if (path.empty()) path = "/" + table.name + "/" + std::to_string(row);
  if (column.empty()) return path;
  return path.front() == '/' ? path + "/" + detail::pointer_step(column)
                             : path + ":" + std::string(column);
}

std::string row_key(const Table& table, std::size_t row) {
  std::string key;
  const TableSpec* spec = find_table(table.name);
  if (spec == nullptr) return key;
  for (const auto column : spec->key) {
    const std::string& text = text_of(table, row, column);
    if (!key.empty() && !text.empty()) key += '/';
    key += text;
  }
  return key;
}

const Table* Document::table(std::string_view name) const {
  const auto at =
      std::find_if(tables_.begin(), tables_.end(), [&](const Table& t) { return t.name == name; });
  return at == tables_.end() ? nullptr : &*at;
}

void Document::put(Table table) {
  settle();
  const TableSpec* spec = find_table(table.name);
  for (auto& row : table.rows) {
    row.resize(table.columns.size());
    for (std::size_t c = 0; c < row.size(); ++c)
      normalise(row[c], spec ? spec->find(table.columns[c]) : nullptr);
  }
  table.row_path.resize(table.rows.size());
  std::erase(unread_, table.name);
  const auto at = std::find_if(tables_.begin(), tables_.end(),
                               [&](const Table& t) { return t.name == table.name; });
  if (at != tables_.end()) {
    *at = std::move(table);
  } else {
    tables_.push_back(std::move(table));
  }
}

Result<void> Document::set(std::string_view table, std::string_view id, std::string_view column,
                           std::string_view value) {
  return edit({Edit::Kind::set, std::string(table), std::string(id), std::string(column),
               std::string(value)});
}

Result<void> Document::assume(std::string_view key, std::string_view ids, std::string_view value) {
  return edit({Edit::Kind::assume, std::string(key), std::string(ids), {}, std::string(value)});
}

Result<void> Document::edit(const Edit& edit) {
  const bool first = !remembered_;
  remember_base();
  auto done = replay(edit);
  if (done) edits_.push_back(edit);
  if (!done && first) forget_base();
  return done;
}

Result<void> Document::replay(const Edit& edit) {
  if (edit.kind == Edit::Kind::assume) return assume_now(edit.table, edit.id, edit.value);
  if (edit.table == "header") return set_header(edit.column, edit.value);
  return set_cell(edit.table, edit.id, edit.column, edit.value);
}

Result<void> Document::set_header(std::string_view key, std::string_view value) {
  if (is_private(key)) {
    const auto json = parse_json_value(value);
    header_json_[std::string(key)] = detail::to_json_text(
        json == detail::JsonValue{} ? detail::JsonValue::of_text(std::string(value)) : json);
    return {};
  }
  const HeaderKey* spec = find_header_key(key);
  if (spec == nullptr) {
    Names known;
    for (const HeaderKey& k : all_header_keys()) known.emplace_back(k.name);
    return not_found("a scenario has no key", key, known);
  }
  if (spec->type == HeaderKey::Type::choices || spec->name == "applied_choices")
    return Error{ErrorCode::invalid_argument, "variants are chosen by choose()", "/choices"};
  const std::string json = header_text_to_json(*spec, value);
  Header ignored;
  if (auto expected = read_header_key(*spec, parse_json_value(json), ignored); !expected.empty())
    return Error{ErrorCode::invalid_argument,
                 std::string(key) + " is '" + detail::shorten(value) + "', expected " + expected,
                 "/" + std::string(key)};
  header_json_[std::string(key)] = json;
  return {};
}

Result<void> Document::set_cell(std::string_view table, std::string_view id,
                                std::string_view column, std::string_view value) {
  const auto at =
      std::find_if(tables_.begin(), tables_.end(), [&](const Table& t) { return t.name == table; });
  if (at == tables_.end()) return not_found("the scenario has no table", table, names_of_tables());

  std::size_t row = 0;
  while (row < at->rows.size() && row_key(*at, row) != id) ++row;
  if (row == at->rows.size()) {
    Names keys;
    for (std::size_t r = 0; r < std::min<std::size_t>(row, 2000); ++r)
      keys.push_back(row_key(*at, r));
    return not_found("table " + at->name + " has no row", id, keys);
  }

  const TableSpec* spec = find_table(table);
  const Column* known = spec ? spec->find(column) : nullptr;
  if (known == nullptr && !is_private(column))
    return not_found("table " + at->name + " has no column", column,
                     spec ? names_of_columns(*spec) : at->columns);
  Cell cell{CellKind::text, std::string(value)};
  normalise(cell, known);
  Value ignored;
  if (known != nullptr && cell.kind != CellKind::missing)
    if (auto expected = read_cell(*known, cell, materials_of(*this), ignored); !expected.empty())
      return Error{ErrorCode::invalid_argument,
                   std::string(column) + " of " + std::string(id) + " is '" +
                       detail::shorten(value) + "', expected " + expected,
                   cell_path(*at, row, column)};

  std::size_t position = column_of(*at, column).value_or(at->columns.size());
  if (position == at->columns.size()) {
    at->columns.emplace_back(column);
    for (auto& cells : at->rows) cells.resize(at->columns.size());
  }
  at->rows[row][position] = std::move(cell);
  return {};
}

Result<void> Document::assume_now(std::string_view key, std::string_view ids,
                                  std::string_view value) {
  const Table* all = table("assumptions");
  if (all == nullptr) return Error{ErrorCode::not_found, "the scenario has no assumptions"};
  std::vector<std::size_t> rows;
  Names known;
  for (std::size_t r = 0; r < all->rows.size(); ++r) {
    known.push_back(text_of(*all, r, "key"));
    if (known.back() != key) continue;
    const std::string& of = text_of(*all, r, "ids");
    const Names words = detail::split(of, ';');
    const bool one = std::find(words.begin(), words.end(), ids) != words.end();
    if (ids.empty() || of == ids || one) rows.push_back(r);
  }
  if (rows.empty() && std::find(known.begin(), known.end(), key) == known.end())
    return not_found("there is no assumption", key, known);
  if (rows.size() != 1)
    return Error{rows.empty() ? ErrorCode::not_found : ErrorCode::invalid_argument,
                 "assumption " + std::string(key) + " has " + std::to_string(rows.size()) +
                     " rows for the ids '" + std::string(ids) + "', expected one"};
  return assume_row(rows[0], value);
}

Result<void> Document::assume_row(std::size_t row, std::string_view value) {
  const Table all = *table("assumptions");  // a copy: its own point changes below
  const auto text = [&](std::string_view column) { return text_of(all, row, column); };
  const auto invalid = [&](const std::string& why) {
    return Error{ErrorCode::invalid_argument, "assumption " + text("key") + ": " + why,
                 cell_path(all, row, "point")};
  };
  const bool months = parse_month(text("point")).has_value();
  const auto number = detail::parse_number(value);
  if (months ? !parse_month(value) : !number)
    return invalid("'" + detail::shorten(value) + "' is no " + (months ? "month" : "number"));
  const auto low = detail::parse_number(text("low"));
  const auto high = detail::parse_number(text("high"));
  const bool outside = months ? value < text("low") || text("high") < value
                              : (low && *number < *low) || (high && *high < *number);
  if (outside)
    return invalid("'" + std::string(value) + "' lies outside " + text("low") + " to " +
                   text("high"));

  const auto point = detail::parse_number(text("point"));
  const bool scale = text("operation") == "scale";
  if (scale && (!point || *point == 0)) return invalid("a point of 0 cannot be scaled");
  if (text("target") != "factors") {
    const std::string target = text("target");
    const auto dot = target.find('.');
    if (dot == target.npos) return invalid("target '" + target + "' is no table.column");
    const std::string name = target.substr(0, dot);
    const std::string column = target.substr(dot + 1);
    const Table* at = table(name);
    const std::optional<Table> before = at ? std::optional(*at) : std::nullopt;
    for (const auto& id : detail::split(text("ids"), ';')) {
      std::string changed(value);
      if (scale) {
        const auto old = detail::parse_number(cell_text(name, id, column));
        if (!old) continue;  // nothing there to be scaled
        changed = detail::format_number(*old * *number / *point);
      }
      if (auto done = set_cell(name, id, column, changed); !done) {
        if (before) restore(*before);  // all rows or none
        return done;
      }
    }
  }
  Table& mine = *std::find_if(tables_.begin(), tables_.end(),
                              [](const Table& t) { return t.name == "assumptions"; });
  Cell& cell = mine.rows[row][*column_of(mine, "point")];
  cell = {CellKind::text, std::string(value)};
  normalise(cell, find_table("assumptions")->find("point"));
  return {};
}

void Document::restore(const Table& before) {
  for (Table& t : tables_)
    if (t.name == before.name) t = before;
}

std::string Document::cell_text(std::string_view name, std::string_view id,
                                std::string_view column) const {
  const Table* at = table(name);
  if (at == nullptr) return {};
  for (std::size_t r = 0; r < at->rows.size(); ++r)
    if (row_key(*at, r) == id) return text_of(*at, r, column);
  return {};
}

}  // namespace masseflyt::scenario
