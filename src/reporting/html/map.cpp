#include "reporting/html/map.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "reporting/html/charts.hpp"
#include "reporting/html/elements.hpp"
#include "reporting/html/map_base.hpp"
#include "reporting/html/map_labels.hpp"
#include "reporting/html/map_markers.hpp"
#include "reporting/html/map_strands.hpp"
#include "reporting/html/summary.hpp"
#include "reporting/text_format.hpp"

namespace masseflyt::reporting {
namespace {

constexpr double map_width = 1040, widest_line = 15, thinnest_line = 1.1;

constexpr std::string_view family_colour[families] = {"#1f8a7d", "#8c6bb1", "#d98a1f", "#5b6f80"};
constexpr Text family_text[families] = {Text::map_used, Text::map_treated, Text::map_disposed,
                                        Text::map_to_store};

double line_width(std::int64_t kg, std::int64_t most) {
  return std::max(thinnest_line, widest_line * static_cast<double>(kg) / static_cast<double>(most));
}

/// The colours of a strand lie side by side, so that none hides another.
void draw_strand(Svg& svg, const Context& c, const Strand& strand, std::int64_t most) {
  double all = 0;
  for (const std::int64_t kg : strand.kg)
    if (kg > 0) all += line_width(kg, most);
  double offset = -all / 2;
  for (std::size_t f = 0; f < families; ++f) {
    if (strand.kg[f] == 0) continue;
    const double w = line_width(strand.kg[f], most);
    std::string extra = attribute("stroke", family_colour[f]) + attribute("stroke-width", w);
    if (strand.mode == Mode::sea)
      extra += attribute("stroke-dasharray",
                         px(std::max(6.0, 1.6 * w)) + ' ' + px(std::max(4.0, 0.9 * w)));
    if (strand.mode != Mode::sea) extra += " class=\"road\"";
    svg.path(path_of(shifted(strand.points, offset + w / 2)), extra,
             std::string(c(family_text[f])) + ": " +
                 c.with_unit(tonnes(strand.kg[f]), Quantity::tonnes));
    offset += w;
  }
}

void draw_strands(Svg& svg, const Context& c, const std::vector<Strand>& all, std::int64_t most) {
  svg.open(" class=\"strands\"");
  for (const Strand& strand : all) draw_strand(svg, c, strand, most);
  svg.close();
}

/// Shows which piece the detail map holds.
void draw_frame(Svg& svg, const Context& c, const MapView& view, const MapView& detail,
                LabelPlacer& placer) {
  const Point a = view.at({detail.west, detail.north});
  const double w = detail.width * view.x_per_degree / detail.x_per_degree;
  const double h = detail.height * view.y_per_degree / detail.y_per_degree;
  svg.rect(a.x, a.y, w, h, "#fff",
           " fill-opacity=\"0.12\" stroke=\"#22303a\" "
           "stroke-width=\"1.2\"");
  const std::string words(c(Text::map_see_detail));
  const double wide = text_width(words, 12) + 8;
  placer.block({a.x, a.y - 16, a.x + wide, a.y});
  svg.text({a.x + 3, a.y - 5}, words, "t-s halo");
}

std::string sample_shape(std::string_view shape) {
  return "<svg width=\"18\" height=\"16\" aria-hidden=\"true\">" + std::string(shape) + "</svg>";
}

std::string map_legend(const Context& c, const std::vector<Strand>& all, std::int64_t most) {
  std::array<bool, families> seen{};
  bool sea = false;
  for (const Strand& s : all) {
    for (std::size_t f = 0; f < families; ++f) seen[f] = seen[f] || s.kg[f] > 0;
    sea = sea || s.mode == Mode::sea;
  }
  std::string out = "<p class=\"legend map-legend\">";
  for (std::size_t f = 0; f < families; ++f)
    if (seen[f]) out += entry(sample_line(family_colour[f], 5, false), c(family_text[f]));
  if (sea) out += entry(sample_line("#5b6770", 3, true), c(Text::map_sea));
  const double big = nice(tonnes(most));
  for (const double t : {big, big / 5}) {
    const Scale scale = c.scale(Quantity::tonnes, t);
    out +=
        entry(sample_line("#5b6770", line_width(static_cast<std::int64_t>(t * 1e3), most), false),
              axis_number(c, t, t, scale) + " " + std::string(scale.unit));
  }
  out += entry(sample_shape("<circle cx=\"8\" cy=\"8\" r=\"5.5\" fill=\"#fff\" "
                            "stroke=\"#22303a\" stroke-width=\"2\"/>"),
               c(Text::map_offer));
  out += entry(sample_shape("<circle cx=\"8\" cy=\"8\" r=\"6\" fill=\"#2a9d8f\"/>"),
               c(Text::map_destination));
  out +=
      entry(sample_shape("<path d=\"M8 1l7 7l-7 7l-7-7z\" fill=\"#6f7f8c\"/>"), c(Text::map_store));
  if (sea)
    out += entry(sample_shape("<path d=\"M3 4h10l-5 9z\" fill=\"#22303a\"/>"), c(Text::map_port));
  return out + "</p>\n";
}

/// A picture of one piece of the region.
struct Sheet {
  MapView view;
  const MapView* detail = nullptr;  ///< a piece that another sheet shows larger
  const char* clip;                 ///< id of its frame, unique on the page
  bool whole = true;
};

std::string draw_sheet(const Context& c, const Sheet& sheet, MapLines& lines, std::int64_t most) {
  const MapView& view = sheet.view;
  LabelPlacer placer(view);
  Svg svg(view.width, view.height, c(Text::map_alt));
  svg.raw("<clipPath id=\"" + std::string(sheet.clip) + "\"><rect width=\"" + px(view.width) +
          "\" height=\"" + px(view.height) + "\"/></clipPath>\n");
  svg.open(" clip-path=\"url(#" + std::string(sheet.clip) + ")\"");
  draw_base(svg, c.report(), view);
  draw_strands(svg, c, strands(c.report(), view, lines), most);
  draw_scale_bar(svg, c, view, placer);
  if (sheet.detail) draw_frame(svg, c, view, *sheet.detail, placer);
  draw_markers(svg, c, view, lines, placer, {sheet.detail, sheet.whole});
  draw_area_names(svg, c.report(), view, placer);
  svg.close();
  svg.rect(0.5, 0.5, view.width - 1, view.height - 1, "none", " stroke=\"#b9c1c4\"");
  return "<figure class=\"map\">\n" + svg.take() + "</figure>\n";
}

}  // namespace

std::string flow_map(const Context& c) {
  if (c.report().places.empty()) return {};
  const auto used = used_places(c.report());
  const MapView whole = fit_map(c.report(), used, map_width);
  const auto detail = fit_detail(c.report(), used, whole);
  MapLines lines(c.report(), whole);
  const std::vector<Strand> all = strands(c.report(), whole, lines);
  const std::int64_t most = all.empty() ? 1 : std::max<std::int64_t>(all.front().total(), 1);
  std::string out = draw_sheet(c, {whole, detail ? &*detail : nullptr, "frame", true}, lines, most);
  out += map_legend(c, all, most);
  std::string note = credits(c);
  if (std::any_of(all.begin(), all.end(), [](const Strand& s) { return s.mode == Mode::sea; }))
    note = std::string(c(Text::map_sea_note)) + " " + note;
  out += paragraph(note, "note");
  if (detail) {
    out += heading(c(Text::map_detail));
    out += draw_sheet(c, {*detail, nullptr, "frame-detail", false}, lines, most);
  }
  return out;
}

}  // namespace masseflyt::reporting
