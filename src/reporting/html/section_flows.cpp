// Where the masses go: map, years, kinds, projects.
#include <algorithm>

#include "reporting/html/charts.hpp"
#include "reporting/html/elements.hpp"
#include "reporting/html/map.hpp"
#include "reporting/html/sections.hpp"

namespace masseflyt::reporting {
namespace {

constexpr std::size_t largest_flows = 12;

std::string swatch(Kind kind) {
  return "<i class=\"dot\" style=\"background:" + std::string(colour(kind)) + "\"></i>";
}

/// "road", "road + sea".
std::string modes(const Context& c, const Movement& m) {
  std::string out;
  Mode last{};
  for (const Leg& leg : m.route.legs) {
    if (!out.empty() && leg.mode == last) continue;
    last = leg.mode;
    const Text word = leg.mode == Mode::sea    ? Text::mode_sea
                      : leg.mode == Mode::rail ? Text::mode_rail
                                               : Text::mode_road;
    out += (out.empty() ? "" : " + ") + std::string(c(word));
  }
  return out.empty() ? std::string(c(Text::mode_road)) : out;
}

std::string flow_table(const Context& c, const Summary& s) {
  if (s.ways.empty()) return {};
  const Scale scale = c.scale(Quantity::tonnes, tonnes(s.ways.front().kg));
  Table table({{std::string(c(Text::from))},
               {std::string(c(Text::to))},
               {std::string(c(Text::where_it_goes))},
               {std::string(scale.unit), true},
               {std::string(c(Text::by_way))},
               {"km", true}});
  for (std::size_t i = 0; i < std::min(largest_flows, s.ways.size()); ++i) {
    const WaySummary& way = s.ways[i];
    table.begin_row();
    table.cell(c.name(way.source));
    table.cell(c.name(way.destination));
    table.markup(swatch(way.kind) + html(label(way.kind, c.language())));
    table.cell(c.amount(tonnes(way.kg), scale));
    table.cell(modes(c, *way.first));
    table.cell(c.number(way.first->route.sums.km, 1));
  }
  return heading(c(Text::largest_flows)) + table.take();
}

KgByKind all_kinds(const Summary& s) {
  KgByKind all;
  for (const auto& [year, kg] : s.by_year)
    for (const auto& [kind, part] : kg) all[kind] += part;
  return all;
}

double used_share(const KgByKind& kg) {
  std::int64_t used = 0;
  for (const Kind kind : {Kind::need, Kind::fill, Kind::quarry, Kind::backfill})
    if (const auto found = kg.find(kind); found != kg.end()) used += found->second;
  const std::int64_t all = total(kg);
  return all > 0 ? static_cast<double>(used) / static_cast<double>(all) : 0;
}

std::string project_name(const Context& c, const OfferSummary& offer) {
  const std::string party = c.name(offer.party);
  std::string out = html(c.name(offer.offer));
  if (!party.empty()) out += " <small>" + html(party) + "</small>";
  return out;
}

std::string project_table(const Context& c, const Summary& s) {
  const std::int64_t largest = std::max<std::int64_t>(total(s.offers.front().kg), 1);
  const Scale scale = c.scale(Quantity::tonnes, tonnes(largest));
  Table table({{std::string(c(Text::project))},
               {std::string(c(Text::where_it_goes)), false, "wide"},
               {std::string(scale.unit), true},
               {std::string(c(Text::used_share)) + ", %", true},
               {std::string(c(Text::mean_km)), true},
               {std::string(c(Text::cost_per_t)), true}},
              "projects");
  for (const OfferSummary& offer : s.offers) {
    const double t = tonnes(total(offer.kg));
    table.begin_row();
    table.markup(project_name(c, offer));
    table.markup(kind_bar(c, offer.kg, largest));
    table.cell(c.amount(t, scale));
    table.cell(c.percent(used_share(offer.kg)));
    table.cell(c.number(t > 0 ? offer.road_tkm / t : 0, 1));
    table.cell(c.number(t > 0 ? offer.nok / t : 0, 0));
  }
  return table.take();
}

std::string destination_list(const Context& c, const OfferSummary& offer) {
  std::vector<std::pair<std::string, std::int64_t>> rows(offer.kg_by_destination.begin(),
                                                         offer.kg_by_destination.end());
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string out;
  for (const auto& [destination, kg] : rows) {
    if (!out.empty()) out += "; ";
    out += html(c.name(destination)) + "\u00A0<b>" + html(c.number(tonnes(kg), 0)) + "</b>";
  }
  return out;
}

std::string destination_table(const Context& c, const Summary& s) {
  Table table({{std::string(c(Text::project))}, {"t", true}, {std::string(c(Text::to)) + ", t"}},
              "lists");
  for (const OfferSummary& offer : s.offers) {
    table.begin_row();
    table.cell(c.name(offer.offer) + " (" + offer.offer + ")");
    table.cell(c.number(tonnes(total(offer.kg)), 0));
    table.markup(destination_list(c, offer));
  }
  return "<details open><summary>" + html(c(Text::all_figures)) + "</summary>\n" + table.take() +
         "</details>\n";
}

}  // namespace

std::string map_section(const Context& c, const Summary& s) {
  const std::string picture = flow_map(c);
  if (picture.empty()) return {};
  return section(c, "map", Text::sec_map, std::string(c(Text::map_lead)),
                 picture + flow_table(c, s));
}

std::string time_section(const Context& c, const Summary& s) {
  if (s.by_year.empty()) return {};
  const std::string mark = "<span><i class=\"tick\"></i>" + html(c(Text::arising)) + "</span>";
  std::string key = kind_legend(c, all_kinds(s));
  key.insert(key.find("</p>"), mark);
  // Two headings on one line: that of the section stands in the left half.
  const std::string left = "<h2>" + html(c(Text::sec_year)) + "</h2>\n" +
                           paragraph(c(Text::year_lead), "lead") + figure(year_chart(c, s)) + key;
  const std::string right = heading(c(Text::sec_sankey)) + paragraph(c(Text::sankey_lead), "lead") +
                            figure(group_sankey(c, s));
  return "<section id=\"years\">\n" + columns(left, right) + "</section>\n";
}

std::string project_section(const Context& c, const Summary& s) {
  if (s.offers.empty()) return {};
  return section(c, "projects", Text::sec_projects, std::string(c(Text::projects_lead)),
                 kind_legend(c, all_kinds(s)) + project_table(c, s) + destination_table(c, s));
}

}  // namespace masseflyt::reporting
