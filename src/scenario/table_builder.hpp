// table_builder.hpp — describes a table and how its columns become the members of a struct.
#pragma once

#include <utility>

#include "scenario/tables.hpp"

namespace masseflyt::scenario {

inline void assign(std::string& member, const Value& v) { member = v.text; }
inline void assign(double& member, const Value& v) { member = v.number; }
inline void assign(std::optional<double>& member, const Value& v) { member = v.number; }
inline void assign(std::int32_t& member, const Value& v) {
  member = static_cast<std::int32_t>(v.number);
}
inline void assign(bool& member, const Value& v) { member = v.yes; }
inline void assign(Month& member, const Value& v) { member = v.month; }
inline void assign(std::optional<Month>& member, const Value& v) { member = v.month; }
inline void assign(Names& member, const Value& v) { member = v.list; }
inline void assign(Keyed<double>& member, const Value& v) { member = v.shares; }
inline void assign(Keyed<std::string>& member, const Value& v) { member = v.words; }

template <typename Row>
class TableBuilder {
 public:
  TableBuilder(std::string_view name, std::string_view doc, std::vector<Row> Case::*rows)
      : table_{name, doc} {
    table_.add_row = [rows](Case& c) -> void* { return &(c.*rows).emplace_back(); };
  }

  /// The columns that tell rows apart; for most tables that is `id`.
  TableBuilder& key(std::vector<std::string_view> columns) {
    table_.key = std::move(columns);
    return *this;
  }
  void id(std::string Row::*member) {
    add("id", Type::id, member, "Name of the row in other tables").must();
    table_.key = {"id"};
  }

  Column& text(std::string_view name, std::string Row::*m, std::string_view doc) {
    return add(name, Type::text, m, doc);
  }
  template <typename M>
  Column& number(std::string_view name, M Row::*m, Range range, std::string_view doc) {
    return add(name, Type::number, m, doc).within(range);
  }
  Column& integer(std::string_view name, std::int32_t Row::*m, Range range, std::string_view doc) {
    return add(name, Type::integer, m, doc).within(range);
  }
  template <typename M>
  Column& month(std::string_view name, M Row::*m, std::string_view doc) {
    return add(name, Type::month, m, doc);
  }
  Column& day(std::string_view name, std::string Row::*m, std::string_view doc) {
    return add(name, Type::day, m, doc);
  }
  Column& yes_no(std::string_view name, bool Row::*m, std::string_view doc) {
    return add(name, Type::yes_no, m, doc);
  }
  Column& word(std::string_view name, std::string Row::*m, std::string_view of,
               std::string_view doc) {
    return add(name, Type::word, m, doc, of);
  }
  Column& words(std::string_view name, Names Row::*m, std::string_view of, std::string_view doc) {
    return add(name, Type::words, m, doc, of);
  }
  Column& reference(std::string_view name, std::string Row::*m, std::string_view of,
                    std::string_view doc) {
    return add(name, Type::reference, m, doc, of);
  }
  Column& references(std::string_view name, Names Row::*m, std::string_view of,
                     std::string_view doc) {
    return add(name, Type::references, m, doc, of);
  }
  Column& value(std::string_view name, std::string Row::*m, std::string_view doc) {
    return add(name, Type::value, m, doc);
  }
  Column& texts(std::string_view name, Names Row::*m, std::string_view doc) {
    return add(name, Type::texts, m, doc);
  }
  Column& shares(std::string_view name, Keyed<double> Row::*m, std::string_view of,
                 std::string_view doc) {
    return add(name, Type::shares, m, doc, of).within(between(0, 1));
  }
  Column& keyed(std::string_view name, Keyed<std::string> Row::*m, std::string_view of,
                std::string_view doc) {
    return add(name, Type::keyed, m, doc, of);
  }
  Column& confidence(std::string_view name, std::string Row::*m) {
    return word(name, m, "confidence", "How sure that is");
  }

  /// A column that is a member of a member.
  template <typename Part, typename M>
  Column& inside(std::string_view name, Type type, Part Row::*part, M Part::*m,
                 std::string_view doc, std::string_view of = {}) {
    Column column{name, type, doc, of};
    column.write = [part, m](void* row, const Value& v) {
      assign(static_cast<Row*>(row)->*part.*m, v);
    };
    table_.columns.push_back(std::move(column));
    return table_.columns.back();
  }

  /// Whether the row takes part at all, and what people should know about it.
  void included() {
    yes_no("included", &Row::included, "Whether the row is planned with; no: kept for reference")
        .or_else("yes");
    text("reason", &Row::reason, "Why it is not included");
    text("status", &Row::status, "Information only: a place is open in its window");
    source();
  }
  void source() { text("source", &Row::source, "Page or paper the row rests on"); }
  void note() { text("note", &Row::note, "Anything else"); }

  TableSpec take() { return std::move(table_); }

 private:
  template <typename M>
  Column& add(std::string_view name, Type type, M Row::*m, std::string_view doc,
              std::string_view of = {}) {
    Column column{name, type, doc, of};
    column.write = [m](void* row, const Value& v) { assign(static_cast<Row*>(row)->*m, v); };
    table_.columns.push_back(std::move(column));
    return table_.columns.back();
  }

  TableSpec table_;
};

/// Of a site that takes masses.
template <typename Row>
void add_permit(TableBuilder<Row>& t, Permit Row::*permit) {
  t.inside("permit", Type::word, permit, &Permit::state,
           "applied: planned with from the decision on; refused: not planned with", "permits");
  t.inside("permit_decision", Type::month, permit, &Permit::decision,
           "When a decision is expected");
  t.inside("permit_probability", Type::number, permit, &Permit::probability,
           "How likely it is granted")
      .within(between(0, 1));
  t.inside("storage_years_max", Type::number, permit, &Permit::storage_years,
           "How long masses may lie there before they go on")
      .within(between(0, 100))
      .in("years");
}

/// Of a place that takes lots.
template <typename Row>
void add_lot_rules(TableBuilder<Row>& t, LotRules Row::*lots) {
  t.inside("minimum_lot_t", Type::number, lots, &LotRules::minimum_t,
           "Of one lot it takes nothing, or at least so much in all; none: any amount")
      .within(above_up_to(0, 1e9))
      .in("t");
  t.inside("load_nok", Type::number, lots, &LotRules::load_nok,
           "For every begun truckload of a lot, on top of what a tonne costs")
      .within(between(0, 1e6))
      .in("NOK")
      .or_else("0");
}

/// Of a fill: whether it is a beneficial purpose, or disposal by another name.
template <typename Row>
void add_purpose(TableBuilder<Row>& t, Purpose Row::*purpose) {
  t.inside("purpose_planned", Type::word, purpose, &Purpose::planned_anyway,
           "Is it made whether or not there are surplus masses?", "answers");
  t.inside("purpose_amount", Type::word, purpose, &Purpose::amount_fits,
           "Is the amount fitted to the need?", "answers");
  t.inside("purpose_suited", Type::word, purpose, &Purpose::suited,
           "Are the masses suited to the purpose?", "answers");
  t.inside("purpose_replaces", Type::word, purpose, &Purpose::replaces,
           "Do they replace materials that would otherwise be used?", "answers");
}

}  // namespace masseflyt::scenario
