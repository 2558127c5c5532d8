// masseflyt/core/geo.hpp — where things are, how far apart, and what lies inside what.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <masseflyt/core/result.hpp>

namespace masseflyt {

/// Degrees on WGS 84, longitude first as in GeoJSON.
struct Position {
  double longitude = 0;
  double latitude = 0;
  bool operator==(const Position&) const = default;
};

/// Longitude in -180..180 and latitude in -90..90, both finite.
bool is_on_earth(Position p) noexcept;

/// Length in metres of the shortest line on the WGS 84 ellipsoid (Vincenty, Survey Review 23, 1975,
/// 88-93). Good to 0.02 mm within 3 000 km and to 0.1 mm within 19 900 km; places nearly opposite
/// each other on Earth, where the method does not converge, are up to 70 km off.
/// Precondition: both positions are on Earth. Cost: about a microsecond. Thread-safe.
double distance_m(Position a, Position b);

/// Kilometres along three axes; what lies in a plane has z = 0.
struct SpacePoint {
  double x_km = 0, y_km = 0, z_km = 0;
  bool operator==(const SpacePoint&) const = default;
};

/// The way of light: shorter than any line on the ground, and never longer than by way of a third
/// point.
double straight_km(const SpacePoint& a, const SpacePoint& b) noexcept;

/// A place on the WGS 84 ellipsoid, seen from the middle of the Earth. Precondition: it is on
/// Earth.
SpacePoint space_point(Position p) noexcept;

/// The coordinate systems that inputs may be in.
enum class Crs : std::int32_t {
  wgs84 = 4326,   ///< longitude, latitude in degrees
  utm32 = 25832,  ///< ETRS89 / UTM zone 32N: easting, northing in metres
  utm33 = 25833,  ///< ETRS89 / UTM zone 33N
};

/// "EPSG:25833".
std::optional<Crs> parse_crs(std::string_view text);

/// A point in one of the coordinate systems, in its units: easting or longitude first.
struct Coordinates {
  double x = 0;
  double y = 0;
  bool operator==(const Coordinates&) const = default;
};

/// To and from longitude and latitude. ETRS89 counts as WGS 84: they part by 2.5 cm a year, less
/// than a metre so far, which is below what a place is known to. The projection itself is exact to
/// a micrometre within 30 degrees of its meridian (Krüger 1912 to sixth order, coefficients of
/// Karney, J. Geodesy 85, 2011, 475-485, equations 35 and 36). Errors: invalid_argument for what
/// is not on Earth or lies farther from the meridian than that. Cost: O(1). Thread-safe.
Result<Position> to_position(Coordinates point, Crs crs);
Result<Coordinates> from_position(Position p, Crs crs);

/// Where west, south, east and north end. Edges are inside.
struct Box {
  double west = 0, south = 0, east = 0, north = 0;
  bool contains(Position p) const noexcept {
    return west <= p.longitude && p.longitude <= east && south <= p.latitude && p.latitude <= north;
  }
  bool operator==(const Box&) const = default;
};

/// Closed: the last position repeats the first. Edges are straight in longitude and latitude,
/// as GeoJSON (RFC 7946 section 3.1.1) has them, and none may cross the antimeridian.
using Ring = std::vector<Position>;

/// What lies inside an odd number of its rings. So an outline may have holes, holes may have
/// islands, and one area may be of many parts. Orientation does not matter.
class Area {
 public:
  /// Errors: invalid_argument, naming the ring, if there is none, one has fewer than four
  /// positions, is not closed, leaves the Earth or touches itself.
  /// Cost: O(n log n) per ring of n positions.
  static Result<Area> make(std::vector<Ring> rings);

  /// The edge is inside, that of holes too. Cost: O(positions), or O(1) outside the bounds.
  bool contains(Position p) const noexcept;

  const std::vector<Ring>& rings() const noexcept { return rings_; }
  const Box& bounds() const noexcept { return bounds_; }
  bool operator==(const Area&) const = default;

 private:
  Area() = default;
  std::vector<Ring> rings_;
  Box bounds_;
};

}  // namespace masseflyt
