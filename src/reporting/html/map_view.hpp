// map_view.hpp — which piece of the world the map shows, and where on it a position lies.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "reporting/geometry.hpp"
#include "reporting/html/svg.hpp"

namespace masseflyt::reporting {

/// A plane picture of a small region: kilometres east and north are scaled alike at its middle
/// latitude, which is off by less than 1 % within 100 km.
struct MapView {
  double west = 0, north = 0;  ///< degrees, of the upper left corner
  double x_per_degree = 1, y_per_degree = 1;
  double width = 0, height = 0;  ///< pixels
  double px_per_km = 1;

  Point at(const LonLat& position) const {
    return {(position.first - west) * x_per_degree, (north - position.second) * y_per_degree};
  }
  bool shows(const Point& p, double margin = 0) const {
    return p.x >= -margin && p.x <= width + margin && p.y >= -margin && p.y <= height + margin;
  }
};

/// Places that a movement of the plan touches.
std::vector<char> used_places(const Report& report);

/// Fits the used places, `width` pixels wide; those more than three times as far from the middle
/// as most are left outside: a receiver abroad must not shrink the region to a dot.
MapView fit_map(const Report& report, const std::vector<char>& used, double width);

/// Fits these positions in the same way. Precondition: there is one at least.
MapView fit_positions(const std::vector<LonLat>& positions, double width);

/// Fits the denser half of the used places, those nearest to the middle. Nothing when that would
/// not show them at least twice as large as `whole` does, or when they are few.
std::optional<MapView> fit_detail(const Report& report, const std::vector<char>& used,
                                  const MapView& whole);

/// Douglas and Peucker, keeping within `tolerance` pixels.
std::vector<Point> simplified(const std::vector<Point>& points, double tolerance);

}  // namespace masseflyt::reporting
