// How many trucks pass which road, in which month, and past how many kilometres of homes.
#include <algorithm>
#include <map>

#include "reporting/html/elements.hpp"
#include "reporting/html/map.hpp"
#include "reporting/html/sections.hpp"

namespace masseflyt::reporting {
namespace {

constexpr std::size_t most_rows = 20;

using Rows = std::vector<const SectionTraffic*>;

/// The rows with the largest figures, largest first; rows without any are left out.
template <typename Figure>
Rows largest(const Traffic& traffic, Figure figure) {
  Rows rows;
  for (const SectionTraffic& row : traffic.sections)
    if (figure(row) > 0) rows.push_back(&row);
  std::stable_sort(rows.begin(), rows.end(),
                   [&](const auto* a, const auto* b) { return figure(*a) > figure(*b); });
  if (rows.size() > most_rows) rows.resize(most_rows);
  return rows;
}

void name_cell(Table& table, const RoadSection& road) {
  table.markup(html(road.name) + " <small>" + html(road.from) + " – " + html(road.to) + "</small>");
}

std::string trucks(const Context& c, double number) {
  return c.number(number, number < 10 ? 1 : 0);
}

std::string month_table(const Context& c, const Traffic& traffic, const Rows& rows,
                        std::int32_t year) {
  std::map<std::pair<std::uint32_t, std::int32_t>, double> per_day;
  for (const SectionMonth& m : traffic.months)
    if (m.month.year() == year) per_day[{m.section, m.month.month()}] = m.trucks_per_day;
  std::vector<Table::Column> columns = {{std::string(c(Text::traffic_section))}};
  for (std::int32_t m = 1; m <= 12; ++m) {
    const std::string words = month_text(Month::of(year, m), c.language());
    columns.push_back({words.substr(0, words.find("\u00A0")), true});
  }
  columns.push_back({std::string(c(Text::traffic_busiest)), true});
  columns.push_back({std::string(c(Text::traffic_week)), true});
  Table table(columns, "heat");
  const double most = rows.front()->trucks_per_day;
  for (const SectionTraffic* row : rows) {
    table.begin_row();
    name_cell(table, c.report().sections[row->section]);
    for (std::int32_t m = 1; m <= 12; ++m) {
      const auto at = per_day.find({row->section, m});
      if (at == per_day.end())
        table.markup("");
      else
        table.markup(html(trucks(c, at->second)), heat(at->second / most));
    }
    table.cell(trucks(c, row->trucks_per_day) + ", " + month_text(row->busiest, c.language()));
    table.cell(c.number(row->peak.trucks, 0) + ", " + row->peak.name);
  }
  return table.take();
}

std::string homes_table(const Context& c, const Rows& rows) {
  Table table({{std::string(c(Text::traffic_section))},
               {std::string(c(Text::traffic_homes_km)), true},
               {std::string(c(Text::traffic_passes)), true},
               {std::string(c(Text::traffic_homes_vkm)), true},
               {std::string(c(Text::traffic_busiest)), true},
               {std::string(c(Text::traffic_week)), true}});
  for (const SectionTraffic* row : rows) {
    const RoadSection& road = c.report().sections[row->section];
    table.begin_row();
    name_cell(table, road);
    table.cell(c.number(road.built_up_km, 1));
    table.cell(c.number(row->passes.all(), 0));
    table.cell(c.number(row->built_up_vkm, 0));
    table.cell(trucks(c, row->trucks_per_day) + ", " + month_text(row->busiest, c.language()));
    table.cell(c.number(row->peak.trucks, 0) + ", " + row->peak.name);
  }
  return table.take();
}

std::string by_month(const Context& c, const Traffic& traffic) {
  const Rows rows = largest(traffic, [](const SectionTraffic& s) { return s.trucks_per_day; });
  const std::int32_t year = parse_month(traffic.peak->monday.substr(0, 7))->year();
  return heading(c(Text::traffic_by_month, {std::to_string(year)})) +
         paragraph(c(Text::traffic_by_month_lead, {c.number(static_cast<double>(rows.size()), 0)}),
                   "lead") +
         month_table(c, traffic, rows, year);
}

std::string past_homes(const Context& c, const Traffic& traffic) {
  const Rows rows = largest(traffic, [](const SectionTraffic& s) { return s.built_up_vkm; });
  std::string out = heading(c(Text::traffic_homes));
  if (!rows.empty())
    out += paragraph(c(Text::traffic_homes_lead, {c.number(static_cast<double>(rows.size()), 0)}),
                     "lead") +
           homes_table(c, rows);
  return out + paragraph(c(Text::traffic_unknown, {c.number(traffic.on_sections_built_up_vkm, 0),
                                                   c.number(traffic.built_up_vkm, 0)}));
}

}  // namespace

std::string traffic_section(const Context& c) {
  const Traffic all = traffic(c.report());
  if (!all.peak) return {};
  const std::string peak = paragraph(
      c(Text::traffic_peak, {all.peak->name, all.peak->monday, c.number(all.peak->trucks, 0)}));
  if (all.sections.empty())
    return section(c, "traffic", Text::sec_traffic, std::string(c(Text::traffic_none)), peak);
  const std::string lead = c(Text::traffic_lead, {c.with_unit(all.on_sections_vkm, Quantity::km),
                                                  c.with_unit(all.vkm, Quantity::km),
                                                  c.with_unit(all.virgin_vkm, Quantity::km)});
  return section(c, "traffic", Text::sec_traffic, lead,
                 peak + traffic_map(c, all) + by_month(c, all) + past_homes(c, all));
}

}  // namespace masseflyt::reporting
