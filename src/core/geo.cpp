#include <masseflyt/core/geo.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include <boost/geometry/algorithms/correct.hpp>
#include <boost/geometry/algorithms/is_valid.hpp>
#include <boost/geometry/formulas/vincenty_inverse.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/geometries/ring.hpp>
#include <boost/geometry/srs/spheroid.hpp>
#include <boost/geometry/strategies/strategies.hpp>

#include "detail/in_space.hpp"

namespace masseflyt {
namespace {

namespace bg = boost::geometry;

/// Whether `p` lies on the straight line from `a` to `b`, ends included.
bool on_edge(Position p, Position a, Position b) {
  const double cross = (b.longitude - a.longitude) * (p.latitude - a.latitude) -
                       (b.latitude - a.latitude) * (p.longitude - a.longitude);
  return cross == 0 && std::min(a.longitude, b.longitude) <= p.longitude &&
         p.longitude <= std::max(a.longitude, b.longitude) &&
         std::min(a.latitude, b.latitude) <= p.latitude &&
         p.latitude <= std::max(a.latitude, b.latitude);
}

/// Whether the ray from `p` to the east crosses the edge. Half-open in latitude, so that a ray
/// through a corner counts once.
bool crosses(Position p, Position a, Position b) {
  if ((a.latitude > p.latitude) == (b.latitude > p.latitude)) return false;
  const double share = (p.latitude - a.latitude) / (b.latitude - a.latitude);
  return p.longitude < a.longitude + share * (b.longitude - a.longitude);
}

Result<void> check_ring(const Ring& ring, std::size_t number) {
  const auto fault = [&](const std::string& what) {
    return Error{ErrorCode::invalid_argument, "ring " + std::to_string(number) + " " + what};
  };
  if (ring.size() < 4) return fault("has fewer than four positions");
  if (!std::all_of(ring.begin(), ring.end(), is_on_earth)) return fault("leaves the Earth");
  if (ring.front() != ring.back()) return fault("is not closed");
  using Point = bg::model::d2::point_xy<double>;
  bg::model::ring<Point> outline;
  for (const auto& p : ring) outline.emplace_back(p.longitude, p.latitude);
  bg::correct(outline);  // orientation is free
  bg::validity_failure_type failure = bg::no_failure;
  if (bg::is_valid(outline, failure) || failure == bg::failure_duplicate_points) return {};
  return fault("touches itself or encloses nothing");
}

}  // namespace

bool is_on_earth(Position p) noexcept {
  return std::abs(p.longitude) <= 180 && std::abs(p.latitude) <= 90;  // false for NaN
}

double straight_km(const SpacePoint& a, const SpacePoint& b) noexcept {
  const double x = a.x_km - b.x_km, y = a.y_km - b.y_km, z = a.z_km - b.z_km;
  return std::sqrt(x * x + y * y + z * z);
}

SpacePoint space_point(Position p) noexcept {
  const auto metres = detail::in_space(p);
  return {metres[0] / 1000, metres[1] / 1000, metres[2] / 1000};
}

// Not Boost's karney_inverse, which in 1.74 reads memory that nobody has written.
double distance_m(Position a, Position b) {
  using Inverse = bg::formula::vincenty_inverse<double, true, false>;  // distance, no azimuths
  const double degree = bg::math::d2r<double>();
  const bg::srs::spheroid<double> wgs84(6378137.0, 6356752.3142451795);
  return Inverse::apply(a.longitude * degree, a.latitude * degree, b.longitude * degree,
                        b.latitude * degree, wgs84)
      .distance;
}

Result<Area> Area::make(std::vector<Ring> rings) {
  if (rings.empty()) return Error{ErrorCode::invalid_argument, "an area has no rings"};
  for (std::size_t i = 0; i < rings.size(); ++i)
    if (auto checked = check_ring(rings[i], i); !checked) return checked.error();
  Area area;
  area.bounds_ = {180, 90, -180, -90};
  for (const auto& ring : rings)
    for (const auto& p : ring) {
      area.bounds_.west = std::min(area.bounds_.west, p.longitude);
      area.bounds_.east = std::max(area.bounds_.east, p.longitude);
      area.bounds_.south = std::min(area.bounds_.south, p.latitude);
      area.bounds_.north = std::max(area.bounds_.north, p.latitude);
    }
  area.rings_ = std::move(rings);
  return area;
}

bool Area::contains(Position p) const noexcept {
  if (!bounds_.contains(p)) return false;
  bool inside = false;
  for (const auto& ring : rings_)
    for (std::size_t i = 1; i < ring.size(); ++i) {
      if (on_edge(p, ring[i - 1], ring[i])) return true;
      if (crosses(p, ring[i - 1], ring[i])) inside = !inside;
    }
  return inside;
}

}  // namespace masseflyt
