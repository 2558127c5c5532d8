// Stores over time, and the room that receivers have left.
#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "reporting/html/charts.hpp"
#include "reporting/html/elements.hpp"
#include "reporting/html/sections.hpp"
#include "reporting/html/svg.hpp"

namespace masseflyt::reporting {
namespace {

struct PlaceRooms {
  std::string name;
  std::map<std::int32_t, const RoomRow*> by_year;
  std::int64_t used_kg = 0;
  std::optional<std::int64_t> left_kg;  ///< of its life, after the last year
};

/// Ids of needs: virgin rock fills what surplus does not, so they are no matter of room.
std::set<std::string> needs(const Report& report) {
  std::set<std::string> out;
  for (const Movement& m : report.plan.movements)
    if (m.kind == Kind::need || m.kind == Kind::virgin || m.kind == Kind::shortfall)
      out.insert(m.destination);
  return out;
}

std::vector<PlaceRooms> places(const Context& c) {
  const auto left_out = needs(c.report());
  std::map<std::string, PlaceRooms> by_id;
  for (const RoomRow& row : c.report().rooms) {
    if (left_out.count(row.place)) continue;
    PlaceRooms& place = by_id[row.place];
    place.name = row.name.empty() ? c.name(row.place) : row.name;
    if (row.year != 0) place.by_year[row.year] = &row;
    if (row.year != 0) place.used_kg += row.used_kg;
    if (row.life_left_kg) place.left_kg = *row.life_left_kg;
  }
  std::vector<PlaceRooms> out;
  for (auto& [id, place] : by_id)
    if (place.used_kg > 0) out.push_back(std::move(place));
  std::stable_sort(out.begin(), out.end(),
                   [](const PlaceRooms& a, const PlaceRooms& b) { return a.used_kg > b.used_kg; });
  return out;
}

void room_cell(Table& table, const Context& c, const RoomRow* row, const Scale& scale) {
  if (!row || (row->used_kg == 0 && row->year_capacity_kg.value_or(0) == 0)) {
    table.markup("");
    return;
  }
  const double used = tonnes(row->used_kg);
  if (!row->year_capacity_kg) {
    table.markup("<span class=\"plain\">" + html(used > 0 ? c.amount(used, scale) : "") +
                 "</span>");
    return;
  }
  const double room = tonnes(*row->year_capacity_kg);
  const double share = room > 0 ? used / room : 1;
  const std::string tip = c(Text::used_of_room, {c.with_unit(used, Quantity::tonnes),
                                                 c.with_unit(room, Quantity::tonnes)});
  table.markup(used > 0 ? html(c.percent(share)) + " %" : std::string("–"),
               heat(share) + " title=\"" + html(tip) + "\"");
}

Scale room_scale(const Context& c, const std::vector<PlaceRooms>& rows) {
  Scale scale = c.scale(Quantity::tonnes, std::min(9e5, tonnes(rows.front().used_kg)));
  scale.decimals = 0;
  return scale;
}

std::string room_table(const Context& c, const std::vector<PlaceRooms>& rows) {
  const Scale scale = room_scale(c, rows);
  std::set<std::int32_t> years;
  for (const PlaceRooms& row : rows)
    for (const auto& [year, room] : row.by_year) years.insert(year);
  std::vector<Table::Column> columns = {{std::string(c(Text::place))}};
  for (const std::int32_t year : years) columns.push_back({std::to_string(year), true});
  const std::string unit = ", " + std::string(scale.unit);
  columns.push_back({std::string(c(Text::total)) + unit, true});
  columns.push_back({std::string(c(Text::life_left)) + unit, true});
  Table table(columns, "heat");
  for (const PlaceRooms& row : rows) {
    table.begin_row();
    table.cell(cut(row.name, 33));
    for (const std::int32_t year : years) {
      const auto found = row.by_year.find(year);
      room_cell(table, c, found == row.by_year.end() ? nullptr : found->second, scale);
    }
    table.cell(c.amount(tonnes(row.used_kg), scale));
    table.cell(row.left_kg ? c.amount(tonnes(*row.left_kg), scale) : std::string("–"));
  }
  return table.take();
}

/// The needs of the plan and what fills each of them.
std::vector<std::pair<std::string, KgByKind>> filled_needs(const Report& report) {
  std::map<std::string, KgByKind> by_id;
  for (const Movement& m : report.plan.movements)
    if (m.kind == Kind::need || m.kind == Kind::virgin || m.kind == Kind::shortfall)
      by_id[m.destination][m.kind] += m.kg;
  std::vector<std::pair<std::string, KgByKind>> out(by_id.begin(), by_id.end());
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return total(a.second) > total(b.second); });
  return out;
}

std::string need_table(const Context& c,
                       const std::vector<std::pair<std::string, KgByKind>>& rows) {
  const std::int64_t largest = total(rows.front().second);
  const Scale scale = c.scale(Quantity::tonnes, tonnes(largest));
  const auto column = [&](Text title) {
    return Table::Column{std::string(c(title)) + ", " + std::string(scale.unit), true};
  };
  Table table({{std::string(c(Text::need))},
               {"", false, "wide"},
               column(Text::from_surplus),
               column(Text::from_virgin),
               column(Text::not_met)},
              "projects");
  for (const auto& [id, kg] : rows) {
    const auto cell = [&, &parts = kg](Kind kind) {
      const auto found = parts.find(kind);
      table.cell(found == parts.end() ? "–" : c.amount(tonnes(found->second), scale));
    };
    table.begin_row();
    table.cell(c.name(id));
    table.markup(need_bar(c, kg, largest));
    cell(Kind::need);
    cell(Kind::virgin);
    cell(Kind::shortfall);
  }
  return table.take();
}

}  // namespace

std::string store_section(const Context& c) {
  const std::string pictures = stock_charts(c);
  if (pictures.empty())
    return section(c, "stores", Text::sec_stores, {}, paragraph(c(Text::no_stores)));
  return section(c, "stores", Text::sec_stores, std::string(c(Text::stores_lead)), pictures);
}

std::string room_section(const Context& c) {
  const auto rows = places(c);
  if (rows.empty()) return {};
  return section(c, "rooms", Text::sec_rooms,
                 c(Text::rooms_lead, {std::string(room_scale(c, rows).unit)}), room_table(c, rows));
}

std::string need_section(const Context& c) {
  const auto rows = filled_needs(c.report());
  if (rows.empty()) return {};
  std::vector<LegendEntry> key = {{colour(Kind::need), std::string(c(Text::from_surplus))},
                                  {colour(Kind::virgin), std::string(c(Text::from_virgin))}};
  if (std::any_of(rows.begin(), rows.end(),
                  [](const auto& row) { return row.second.count(Kind::shortfall) > 0; }))
    key.push_back({colour(Kind::shortfall), std::string(c(Text::not_met))});
  return section(c, "needs", Text::sec_needs, std::string(c(Text::needs_lead)),
                 legend(key) + need_table(c, rows));
}

}  // namespace masseflyt::reporting
