#include "reporting/html/map_base.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "reporting/text_format.hpp"

namespace masseflyt::reporting {
namespace {

constexpr std::string_view ground = "#f6f4ee", water = "#d5e3ec", built_up = "#e6dfd3";

bool overlaps(const std::vector<Point>& ring, const MapView& view) {
  double left = 1e9, right = -1e9, top = 1e9, bottom = -1e9;
  for (const Point& p : ring) {
    left = std::min(left, p.x), right = std::max(right, p.x);
    top = std::min(top, p.y), bottom = std::max(bottom, p.y);
  }
  return right > 0 && left < view.width && bottom > 0 && top < view.height;
}

/// All rings of a shape that the map shows, as one path: holes stay holes.
std::string outline(const LayerShape& shape, const MapView& view) {
  std::string d;
  for (const auto& ring : shape.rings) {
    std::vector<Point> points;
    for (const LonLat& p : ring) points.push_back(view.at(p));
    if (!overlaps(points, view)) continue;
    points = simplified(points, 0.7);
    if (points.size() > 2) d += path_of(points, true);
  }
  return d;
}

void draw_layer(Svg& svg, const Report& report, const MapView& view, std::string_view layer,
                std::string_view extra) {
  for (const LayerShape& shape : report.layers) {
    if (shape.layer != layer) continue;
    if (const std::string d = outline(shape, view); !d.empty()) svg.path(d, extra);
  }
}

bool has_layer(const Report& report, std::string_view layer) {
  return std::any_of(report.layers.begin(), report.layers.end(),
                     [&](const LayerShape& s) { return s.layer == layer; });
}

/// Land that bears names is the municipalities, clipped at the coast.
bool land_has_names(const Report& report) {
  return std::any_of(report.layers.begin(), report.layers.end(),
                     [](const LayerShape& s) { return s.layer == "land" && !s.name.empty(); });
}

bool inside(const std::vector<Point>& ring, const Point& p) {
  bool in = false;
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++)
    if ((ring[i].y > p.y) != (ring[j].y > p.y) &&
        p.x < (ring[j].x - ring[i].x) * (p.y - ring[i].y) / (ring[j].y - ring[i].y) + ring[i].x)
      in = !in;
  return in;
}

/// The middle of the part of a shape's largest ring that the map shows.
std::vector<Point> middles(const LayerShape& shape, const MapView& view) {
  std::vector<Point> ring;
  for (const auto& candidate : shape.rings)
    if (candidate.size() > ring.size()) {
      ring.clear();
      for (const LonLat& p : candidate) ring.push_back(view.at(p));
    }
  if (ring.size() < 3 || !overlaps(ring, view)) return {};
  constexpr double step = 18;
  std::vector<Point> within;
  Point mean;
  for (double y = step; y < view.height; y += step)
    for (double x = step; x < view.width; x += step)
      if (inside(ring, {x, y})) {
        within.push_back({x, y});
        mean.x += x, mean.y += y;
      }
  if (within.size() < 12) return {};
  mean.x /= static_cast<double>(within.size()), mean.y /= static_cast<double>(within.size());
  std::stable_sort(within.begin(), within.end(), [&](const Point& a, const Point& b) {
    return std::hypot(a.x - mean.x, a.y - mean.y) < std::hypot(b.x - mean.x, b.y - mean.y);
  });
  within.resize(std::min<std::size_t>(within.size(), 40));
  return within;
}

}  // namespace

void draw_base(Svg& svg, const Report& report, const MapView& view) {
  const bool coast = has_layer(report, "land");
  svg.rect(0, 0, view.width, view.height, coast ? water : ground);
  if (coast)
    draw_layer(svg, report, view, "land",
               attribute("fill", ground) + " stroke=\"#c4c9c6\" stroke-width=\"0.8\"");
  draw_layer(svg, report, view, "built_up_areas", attribute("fill", built_up));
  draw_layer(svg, report, view, "water", attribute("fill", water));
  if (!land_has_names(report))
    draw_layer(svg, report, view, "municipalities",
               " fill=\"none\" stroke=\"#c4c0b6\" stroke-width=\"0.8\"");
}

void draw_area_names(Svg& svg, const Report& report, const MapView& view, LabelPlacer& placer) {
  const std::string_view layer = land_has_names(report) ? "land" : "municipalities";
  for (const LayerShape& shape : report.layers) {
    if (shape.layer != layer || shape.name.empty()) continue;
    const double width = text_width(shape.name, 11) * 1.15 + 2;
    for (const Point& p : middles(shape, view)) {
      if (!placer.take({p.x - width / 2, p.y - 8, p.x + width / 2, p.y + 5})) continue;
      svg.text({p.x, p.y + 3}, shape.name, "area");
      break;
    }
  }
}

double nice(double value) {
  const double power = std::pow(10.0, std::floor(std::log10(std::max(value, 1e-9))));
  for (const double factor : {5.0, 2.0, 1.0})
    if (power * factor <= value) return power * factor;
  return power;
}

void draw_scale_bar(Svg& svg, const Context& c, const MapView& view, LabelPlacer& placer) {
  const double km = nice(160 / view.px_per_km);
  const double length = km * view.px_per_km;
  const Point at{18, view.height - 20};
  placer.block({at.x - 6, at.y - 22, at.x + length + 10, at.y + 10});
  svg.path("M" + px(at.x) + ' ' + px(at.y - 5) + "v5h" + px(length) + "v-5",
           " fill=\"none\" stroke=\"#33424d\" stroke-width=\"1.5\"");
  svg.text({at.x + length / 2, at.y - 7}, c.number(km, km < 1 ? 1 : 0) + " km", "t-s t-mid halo");
}

std::string sample_line(std::string_view colour, double width, bool dashed) {
  return "<svg width=\"34\" height=\"16\" aria-hidden=\"true\"><line x1=\"1\" y1=\"8\" "
         "x2=\"33\" y2=\"8\"" +
         attribute("stroke", colour) + attribute("stroke-width", width) +
         (dashed ? " stroke-dasharray=\"6 4\"" : "") + "/></svg>";
}

std::string entry(const std::string& sample, std::string_view words) {
  return "<span>" + sample + html(words) + "</span> ";
}

std::string credits(const Context& c) {
  std::string words;
  for (const std::string& text : c.report().attribution)
    words += (words.empty() ? "" : " · ") + text;
  return words;
}

}  // namespace masseflyt::reporting
