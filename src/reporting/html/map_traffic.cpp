#include <algorithm>

#include "reporting/html/elements.hpp"
#include "reporting/html/map.hpp"
#include "reporting/html/map_base.hpp"
#include "reporting/text_format.hpp"

namespace masseflyt::reporting {
namespace {

constexpr double map_width = 1040, widest_line = 15, thinnest_line = 1.1;

/// What most of a section is.
enum class Ground { open, built_up, tunnel };
constexpr std::string_view ground_colour[] = {"#5b6f80", "#c0392b", "#8d8d8d"};
constexpr Text ground_text[] = {Text::traffic_open, Text::traffic_built_up, Text::traffic_tunnel};

Ground ground(const RoadSection& road) {
  if (2 * road.tunnel_km > road.length_km) return Ground::tunnel;
  return 2 * road.built_up_km > road.length_km ? Ground::built_up : Ground::open;
}

double line_width(double trucks, double most) {
  return std::max(thinnest_line, widest_line * trucks / most);
}

std::string words(const Context& c, const SectionTraffic& row, const RoadSection& road) {
  return road.name + " " + road.from + " – " + road.to + ": " +
         c(Text::traffic_width, {c.number(row.trucks_per_day, 0)}) + ", " +
         month_text(row.busiest, c.language());
}

void draw_sections(Svg& svg, const Context& c, const MapView& view,
                   std::vector<const SectionTraffic*> rows, double most) {
  // The widest last: nothing hides the busiest road.
  std::stable_sort(rows.begin(), rows.end(), [](const auto* a, const auto* b) {
    return a->trucks_per_day < b->trucks_per_day;
  });
  svg.open(" class=\"strands\"");
  for (const SectionTraffic* row : rows) {
    const RoadSection& road = c.report().sections[row->section];
    const auto kind = ground(road);
    std::vector<Point> points;
    for (const auto& p : road.line) points.push_back(view.at(p));
    std::string extra = " class=\"road\"" +
                        attribute("stroke", ground_colour[static_cast<int>(kind)]) +
                        attribute("stroke-width", line_width(row->trucks_per_day, most));
    if (kind == Ground::tunnel) extra += " stroke-dasharray=\"3 5\"";
    svg.path(path_of(points), extra, words(c, *row, road));
  }
  svg.close();
}

std::string traffic_legend(const Context& c, double most) {
  std::string out = "<p class=\"legend map-legend\">";
  for (const auto kind : {Ground::built_up, Ground::open, Ground::tunnel}) {
    const auto i = static_cast<int>(kind);
    out += entry(sample_line(ground_colour[i], 5, kind == Ground::tunnel), c(ground_text[i]));
  }
  const double big = nice(most);
  for (const double trucks : {big, big / 5})
    out += entry(sample_line("#5b6770", line_width(trucks, most), false),
                 c(Text::traffic_width, {c.number(trucks, trucks < 10 ? 1 : 0)}));
  return out + "</p>\n";
}

}  // namespace

std::string traffic_map(const Context& c, const Traffic& traffic) {
  std::vector<LonLat> ends;
  std::vector<const SectionTraffic*> rows;
  double most = 0;
  for (const SectionTraffic& row : traffic.sections) {
    const auto& line = c.report().sections[row.section].line;
    ends.insert(ends.end(), line.begin(), line.end());
    rows.push_back(&row);
    most = std::max(most, row.trucks_per_day);
  }
  if (ends.empty()) return {};
  const MapView view = fit_positions(ends, map_width);
  LabelPlacer placer(view);
  Svg svg(view.width, view.height, c(Text::traffic_alt));
  svg.raw("<clipPath id=\"frame-traffic\"><rect width=\"" + px(view.width) + "\" height=\"" +
          px(view.height) + "\"/></clipPath>\n");
  svg.open(" clip-path=\"url(#frame-traffic)\"");
  draw_base(svg, c.report(), view);
  draw_sections(svg, c, view, std::move(rows), most);
  draw_scale_bar(svg, c, view, placer);
  draw_area_names(svg, c.report(), view, placer);
  svg.close();
  svg.rect(0.5, 0.5, view.width - 1, view.height - 1, "none", " stroke=\"#b9c1c4\"");
  return "<figure class=\"map\">\n" + svg.take() + "</figure>\n" + traffic_legend(c, most) +
         paragraph(credits(c), "note");
}

}  // namespace masseflyt::reporting
