#include "scenario/coordinates.hpp"

#include <cmath>
#include <optional>

namespace masseflyt::scenario {
namespace {

/// Northings of the mainland of Europe; eastings of a zone and its neighbours. Only to tell the
/// kinds of numbers apart: an easting has six digits, a northing seven.
bool looks_metric(double x, double y) { return x > -500e3 && x < 1500e3 && y > 1e6 && y < 10e6; }

bool looks_like_degrees(double x, double y) { return std::abs(x) <= 180 && std::abs(y) <= 90; }

bool inside(Position p, const std::vector<double>& bounds) {
  if (bounds.size() != 4) return true;
  return Box{bounds[0], bounds[1], bounds[2], bounds[3]}.contains(p);
}

std::optional<Position> position(double x, double y, Crs crs) {
  const auto found = to_position({x, y}, crs);
  return found ? std::optional(*found) : std::nullopt;
}

std::string name(Crs crs) { return "EPSG:" + std::to_string(static_cast<int>(crs)); }

/// The other coordinate system that would put the point inside the bounds.
std::string other_crs(double x, double y, Crs crs, const std::vector<double>& bounds) {
  if (bounds.empty() || crs == Crs::wgs84) return {};
  const Crs other = crs == Crs::utm32 ? Crs::utm33 : Crs::utm32;
  const auto p = position(x, y, other);
  return p && inside(*p, bounds) ? name(other) : std::string();
}

}  // namespace

Located locate(double x, double y, Crs crs, const std::vector<double>& bounds, bool outside) {
  const bool degrees = crs == Crs::wgs84;
  if (degrees && !looks_like_degrees(x, y)) {
    if (looks_metric(x, y) || looks_metric(y, x))
      return {{}, "degrees, as the crs " + name(crs) + " says; these look like metres"};
    if (looks_like_degrees(y, x))
      return {{}, "longitude in x and latitude in y; they look swapped"};
    return {{}, "longitude from -180 to 180 and latitude from -90 to 90"};
  }
  if (!degrees && looks_like_degrees(x, y))
    return {{}, "metres, as the crs " + name(crs) + " says; these look like degrees"};
  if (!degrees && !looks_metric(x, y) && looks_metric(y, x))
    return {{}, "easting in x and northing in y; they look swapped"};
  if (!degrees && !looks_metric(x, y))
    return {{}, "easting and northing in metres, as the crs " + name(crs) + " has them"};

  const auto found = position(x, y, crs);
  if (!found) return {{}, "a point that fits the crs " + name(crs)};
  if (outside || inside(*found, bounds)) return {*found, ""};
  if (const auto swapped = position(y, x, crs); swapped && inside(*swapped, bounds))
    return {{}, "longitude in x and latitude in y; they look swapped"};
  if (const auto other = other_crs(x, y, crs, bounds); !other.empty())
    return {{}, "a point inside the bounds; it would be if the crs were " + other};
  return {{}, "a point inside the bounds of the header, or yes in the column outside"};
}

}  // namespace masseflyt::scenario
