// Stores over time, and the room that receivers have left.
#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "reporting/html/charts.hpp"
#include "reporting/html/elements.hpp"
#include "reporting/html/sections.hpp"

namespace masseflyt::reporting {
namespace {

struct PlaceRooms {
  std::string name;
  std::map<std::int32_t, const RoomRow*> by_year;
  std::int64_t used_kg = 0;
  std::optional<std::int64_t> left_kg;  ///< of its life, after the last year
};

std::vector<PlaceRooms> places(const Context& c) {
  std::map<std::string, PlaceRooms> by_id;
  for (const RoomRow& row : c.report().rooms) {
    PlaceRooms& place = by_id[row.place];
    place.name = row.name.empty() ? c.name(row.place) : row.name;
    if (row.year != 0) place.by_year[row.year] = &row;
    if (row.year != 0) place.used_kg += row.used_kg;
    if (row.life_left_kg) place.left_kg = *row.life_left_kg;
  }
  std::vector<PlaceRooms> out;
  for (auto& [id, place] : by_id)
    if (place.used_kg > 0) out.push_back(std::move(place));
  std::stable_sort(out.begin(), out.end(), [](const PlaceRooms& a, const PlaceRooms& b) {
    return a.used_kg > b.used_kg;
  });
  return out;
}

/// Light to dark with the share; white words on dark ground.
std::string heat(double share) {
  const double s = std::clamp(share, 0.0, 1.0);
  const auto mix = [&](double light, double dark) {
    return std::to_string(static_cast<int>(std::lround(light + (dark - light) * s)));
  };
  return " style=\"background:rgb(" + mix(238, 11) + "," + mix(245, 83) + "," + mix(243, 81) +
         ");color:" + (s > 0.55 ? "#fff" : "#1d2a33") + "\"";
}

void room_cell(Table& table, const Context& c, const RoomRow* row) {
  if (!row || (row->used_kg == 0 && row->year_capacity_kg.value_or(0) == 0)) {
    table.markup("");
    return;
  }
  const double used = tonnes(row->used_kg);
  if (!row->year_capacity_kg) {
    table.markup("<span title=\"" + html(c(Text::no_limit)) + "\">" +
                 html(c.with_unit(used, Quantity::tonnes)) + "</span>");
    return;
  }
  const double room = tonnes(*row->year_capacity_kg);
  const double share = room > 0 ? used / room : 1;
  const std::string tip = c(Text::used_of_room, {c.with_unit(used, Quantity::tonnes),
                                                c.with_unit(room, Quantity::tonnes)});
  table.markup(html(c.percent(share)) + " %", heat(share) + " title=\"" + html(tip) + "\"");
}

std::string room_table(const Context& c, const std::vector<PlaceRooms>& rows) {
  std::set<std::int32_t> years;
  for (const PlaceRooms& row : rows)
    for (const auto& [year, room] : row.by_year) years.insert(year);
  std::vector<Table::Column> columns = {{std::string(c(Text::place))}};
  for (const std::int32_t year : years) columns.push_back({std::to_string(year), true});
  columns.push_back({std::string(c(Text::total)), true});
  columns.push_back({std::string(c(Text::life_left)), true});
  Table table(columns, "heat");
  for (const PlaceRooms& row : rows) {
    table.begin_row();
    table.cell(row.name);
    for (const std::int32_t year : years) {
      const auto found = row.by_year.find(year);
      room_cell(table, c, found == row.by_year.end() ? nullptr : found->second);
    }
    table.cell(c.with_unit(tonnes(row.used_kg), Quantity::tonnes));
    table.cell(row.left_kg ? c.with_unit(tonnes(*row.left_kg), Quantity::tonnes)
                           : std::string("–"));
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
  return section(c, "rooms", Text::sec_rooms, std::string(c(Text::rooms_lead)),
                 room_table(c, rows));
}

}  // namespace masseflyt::reporting
