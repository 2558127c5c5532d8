// Assumptions and variants: what they say about other tables must be true of them.
#include <algorithm>
#include <map>
#include <optional>

#include "detail/json_value.hpp"
#include "detail/number.hpp"
#include "detail/text.hpp"
#include "scenario/binding.hpp"
#include "scenario/cell.hpp"
#include "scenario/header.hpp"

namespace masseflyt::scenario {
namespace {

/// Columns that assumptions and variants speak of.
Names column_names(const TableSpec& spec) {
  Names names;
  for (const Column& c : spec.columns) names.emplace_back(c.name);
  return names;
}

std::string did_you_mean(std::string_view word, const Names& known) {
  const std::string near = detail::nearest_word(word, known);
  return near.empty() ? "" : " (did you mean '" + near + "'?)";
}

/// Finds table and column; reports what is not there.
const Column* find_column(Binding& b, const Row& row, std::string_view place,
                          const std::string& table, const std::string& column) {
  const TableSpec* spec = find_table(table);
  if (spec == nullptr) {
    Names known = {"header"};
    for (const TableSpec& t : all_tables()) known.emplace_back(t.name);
    row.error(place, "a table: there is no '" + table + "'" + did_you_mean(table, known));
    return nullptr;
  }
  const Column* found = spec->find(column);
  if (found == nullptr || found->type == Type::id || b.find(table) == nullptr) {
    row.error(place == "table" ? "column" : place,
              "a column of " + table + " that can be changed: there is no '" + column + "'" +
                  did_you_mean(column, column_names(*spec)));
    return nullptr;
  }
  return found;
}

bool check_ids(Binding& b, const Row& row, const std::string& table, const Names& ids) {
  if (ids.empty()) {
    row.error("ids", "the rows of " + table + " that it is about");
    return false;
  }
  for (const auto& id : ids)
    if (!b.exists(table, id)) {
      row.error("ids", "ids of " + table + ": there is no '" + id + "'" + b.suggestion(table, id));
      return false;
    }
  return true;
}

void check_order(const Row& row, const Assumption& a, bool months) {
  for (const auto& [column, text] : {std::pair<std::string_view, const std::string&>{"low", a.low},
                                     {"point", a.point},
                                     {"high", a.high}}) {
    const bool fits =
        months ? parse_month(text).has_value() : detail::parse_number(text).has_value();
    if (!fits) return row.error(column, months ? "a month as 2026-03" : "a number");
  }
  const auto before = [&](const std::string& x, const std::string& y) {
    return months ? x <= y : *detail::parse_number(x) <= *detail::parse_number(y);
  };
  if (!before(a.low, a.point)) row.error("low", "at most the point, " + a.point);
  if (!before(a.point, a.high)) row.error("high", "at least the point, " + a.point);
}

void check_factor(const Row& row, const Assumption& a) {
  if (!a.ids.empty()) row.error("ids", "no ids: a factor counts everywhere");
  if (a.operation == "scale") row.error("operation", "set: a factor is its point");
  check_order(row, a, false);
}

void check_assumption(Binding& b, const Row& row, const Assumption& a) {
  if (!row.good({"target", "operation", "ids", "low", "point", "high"}) || a.target.empty()) return;
  if (a.target == "factors") return check_factor(row, a);
  const auto dot = a.target.find('.');
  if (dot == a.target.npos)
    return row.error("target", "factors or table.column, as stores.open_from");
  const std::string table = a.target.substr(0, dot);
  const Column* column = find_column(b, row, "target", table, a.target.substr(dot + 1));
  if (column == nullptr || !check_ids(b, row, table, a.ids)) return;
  const bool scale = a.operation == "scale";
  if (scale && column->type != Type::number)
    return row.error("operation", "set: only numbers can be scaled");
  if (is_numeric(column->type) || column->type == Type::month) {
    check_order(row, a, column->type == Type::month);
    if (scale && detail::parse_number(a.point) == 0.0)
      row.error("point", "a number that is not 0: the column is scaled by it");
    return;
  }
  for (const auto& [name, text] : {std::pair<std::string_view, const std::string&>{"low", a.low},
                                   {"point", a.point},
                                   {"high", a.high}}) {
    Value ignored;
    if (auto bad = read_cell(*column, {CellKind::text, text}, b.materials, ignored); !bad.empty())
      row.error(name, bad);
  }
}

void check_header_value(const Row& row, const VariantRow& v) {
  const HeaderKey* key = find_header_key(v.column);
  if (key == nullptr || key->type == HeaderKey::Type::choices)
    return row.error("column", "a key of the header that can be changed");
  Header ignored;
  const auto value = parse_json_value(header_text_to_json(*key, v.value));
  if (auto bad = read_header_key(*key, value, ignored); !bad.empty()) row.error("value", bad);
}

void check_variant(Binding& b, const Row& row, const VariantRow& v) {
  if (!row.good({"table", "ids", "column", "value"})) return;
  if (v.table.empty()) {
    if (!v.column.empty()) row.error("table", "the table of the column");
    return;
  }
  if (v.table == "header") return check_header_value(row, v);
  const Column* column = find_column(b, row, "table", v.table, v.column);
  if (column == nullptr || !check_ids(b, row, v.table, v.ids) || v.value.empty()) return;
  Value read;
  Cell cell{CellKind::text, v.value};
  normalise(cell, column);
  if (auto bad = read_cell(*column, cell, b.materials, read); !bad.empty())
    return row.error("value", bad);
  if (column->type != Type::reference && column->type != Type::references) return;
  for (const auto& id : column->type == Type::reference ? Names{read.text} : read.list)
    if (!b.exists(column->of, id))
      return row.error("value", "an id of " + std::string(column->of) + ": there is no '" + id +
                                    "'" + b.suggestion(column->of, id));
}

/// Every variant has one default at most, and all rows of an option agree on it.
void check_defaults(Binding& b) {
  std::map<std::string, std::string> chosen;
  std::map<std::pair<std::string, std::string>, bool> is_default;
  b.each("variants", b.out.variants, [&](const Row& row, const VariantRow& v) {
    if (!row.good({"variant", "option", "is_default"})) return;
    const auto [said, fresh] = is_default.emplace(std::pair(v.variant, v.option), v.is_default);
    if (!fresh && said->second != v.is_default)
      return row.error("is_default", "the same in all rows of " + v.variant + "=" + v.option);
    if (!v.is_default) return;
    const auto [first, only] = chosen.emplace(v.variant, v.option);
    if (!only && first->second != v.option)
      row.error("is_default", "no: " + v.variant + " has the default " + first->second);
  });
}

void check_choices(Binding& b) {
  for (const auto& [variant, option] : b.out.header.variants) {
    Names options;
    for (const VariantRow& v : b.out.variants)
      if (v.variant == variant) options.push_back(v.option);
    if (std::find(options.begin(), options.end(), option) != options.end()) continue;
    const std::string expected = options.empty()
                                     ? "a variant of the table variants"
                                     : "an option of " + variant + did_you_mean(option, options);
    b.found.add(0, 0, all_header_keys().size(),
                {Severity::error, ErrorCode::not_found,
                 b.header_file + "/choices/" + detail::pointer_step(variant), option, expected});
  }
}

}  // namespace

void check_assumptions(Binding& b) {
  b.each("assumptions", b.out.assumptions,
         [&](const Row& row, const Assumption& a) { check_assumption(b, row, a); });
}

void check_variants(Binding& b) {
  b.each("variants", b.out.variants,
         [&](const Row& row, const VariantRow& v) { check_variant(b, row, v); });
  check_defaults(b);
  check_choices(b);
}

}  // namespace masseflyt::scenario
