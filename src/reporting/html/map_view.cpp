#include "reporting/html/map_view.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <tuple>
#include <utility>

namespace masseflyt::reporting {
namespace {

constexpr double km_per_degree = 111.2;

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

struct Bounds {
  double west = 180, east = -180, south = 90, north = -90;
  void add(const PlaceRow& p) {
    west = std::min(west, p.longitude), east = std::max(east, p.longitude);
    south = std::min(south, p.latitude), north = std::max(north, p.latitude);
  }
};

/// Kilometres of each place from the middle of all.
std::vector<double> spread(const std::vector<const PlaceRow*>& places) {
  std::vector<double> x, y, far;
  for (const PlaceRow* p : places) x.push_back(p->longitude), y.push_back(p->latitude);
  const double lon = median(x), lat = median(y);
  const double shrink = std::cos(lat * std::numbers::pi / 180);
  for (const PlaceRow* p : places)
    far.push_back(std::hypot((p->longitude - lon) * shrink, p->latitude - lat) * km_per_degree);
  return far;
}

double quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

Bounds within(const std::vector<const PlaceRow*>& places, const std::vector<double>& far,
              double limit) {
  Bounds bounds;
  for (std::size_t i = 0; i < places.size(); ++i)
    if (far[i] <= limit) bounds.add(*places[i]);
  return bounds;
}

/// The bounds with some air around them, on a picture of a bearable shape.
MapView fit(const Bounds& b, double width, double least_height, double most_height) {
  MapView view;
  view.width = width;
  const double shrink = std::cos((b.south + b.north) / 2 * std::numbers::pi / 180);
  const double wide = std::max((b.east - b.west) * shrink * km_per_degree, 2.0) * 1.16;
  const double high = std::max((b.north - b.south) * km_per_degree, 2.0) * 1.12;
  view.height = std::clamp(width * high / wide, width * least_height, width * most_height);
  view.px_per_km = std::min(width / wide, view.height / high);
  view.x_per_degree = view.px_per_km * shrink * km_per_degree;
  view.y_per_degree = view.px_per_km * km_per_degree;
  view.west = (b.west + b.east) / 2 - width / 2 / view.x_per_degree;
  view.north = (b.south + b.north) / 2 + view.height / 2 / view.y_per_degree;
  return view;
}

std::vector<const PlaceRow*> chosen(const Report& report, const std::vector<char>& used) {
  std::vector<const PlaceRow*> places;
  for (std::size_t i = 0; i < report.places.size(); ++i)
    if (used[i]) places.push_back(&report.places[i]);
  if (places.empty())
    for (const PlaceRow& p : report.places) places.push_back(&p);
  return places;
}

/// All but those more than three times as far from the middle as most.
MapView fit_most(const std::vector<const PlaceRow*>& places, double width) {
  const auto far = spread(places);
  const double limit = std::max(40.0, 3 * quantile(far, 0.75));
  return fit(within(places, far, limit), width, 0.55, 1.0);
}

double distance(const Point& p, const Point& a, const Point& b) {
  const double dx = b.x - a.x, dy = b.y - a.y;
  const double length = dx * dx + dy * dy;
  const double t =
      length > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / length, 0.0, 1.0) : 0;
  return std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

}  // namespace

std::vector<char> used_places(const Report& report) {
  std::vector<char> used(report.places.size(), 0);
  const auto mark = [&](PlaceIndex place) {
    if (place < used.size()) used[place] = 1;
  };
  for (const Movement& m : report.plan.movements) {
    mark(m.from), mark(m.to);
    for (const Leg& leg : m.route.legs) mark(leg.from), mark(leg.to);
  }
  return used;
}

MapView fit_map(const Report& report, const std::vector<char>& used, double width) {
  const auto places = chosen(report, used);
  return places.empty() ? MapView() : fit_most(places, width);
}

MapView fit_positions(const std::vector<LonLat>& positions, double width) {
  std::vector<PlaceRow> rows(positions.size());
  std::vector<const PlaceRow*> places;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    std::tie(rows[i].longitude, rows[i].latitude) = positions[i];
    places.push_back(&rows[i]);
  }
  return fit_most(places, width);
}

std::optional<MapView> fit_detail(const Report& report, const std::vector<char>& used,
                                  const MapView& whole) {
  constexpr std::size_t few = 16;
  const auto places = chosen(report, used);
  if (places.size() < few) return std::nullopt;
  const auto far = spread(places);
  const MapView view = fit(within(places, far, quantile(far, 0.5)), whole.width, 0.45, 0.75);
  if (view.px_per_km < 2 * whole.px_per_km) return std::nullopt;
  return view;
}

std::vector<Point> simplified(const std::vector<Point>& points, double tolerance) {
  if (points.size() < 3) return points;
  std::vector<char> keep(points.size(), 0);
  keep.front() = keep.back() = 1;
  std::vector<std::pair<std::size_t, std::size_t>> open = {{0, points.size() - 1}};
  while (!open.empty()) {
    const auto [first, last] = open.back();
    open.pop_back();
    std::size_t farthest = first;
    double most = tolerance;
    for (std::size_t i = first + 1; i < last; ++i)
      if (const double d = distance(points[i], points[first], points[last]); d > most)
        most = d, farthest = i;
    if (farthest == first) continue;
    keep[farthest] = 1;
    open.push_back({first, farthest});
    open.push_back({farthest, last});
  }
  std::vector<Point> out;
  for (std::size_t i = 0; i < points.size(); ++i)
    if (keep[i]) out.push_back(points[i]);
  return out;
}

}  // namespace masseflyt::reporting
