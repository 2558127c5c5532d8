// in_space.hpp — positions as points around the centre of the Earth.
#pragma once

#include <array>
#include <cmath>

#include <masseflyt/core/geo.hpp>

namespace masseflyt::detail {

/// Metres from the centre of the Earth.
using InSpace = std::array<double, 3>;

/// There is no seam, and a straight line is never longer than the way on the ellipsoid.
inline InSpace in_space(Position p) {
  constexpr double degree = 3.14159265358979323846 / 180;
  constexpr double equator_m = 6378137;
  constexpr double flattening = 1 / 298.257223563;
  constexpr double e2 = flattening * (2 - flattening);
  const double sine = std::sin(p.latitude * degree), cosine = std::cos(p.latitude * degree);
  const double normal = equator_m / std::sqrt(1 - e2 * sine * sine);
  return {normal * cosine * std::cos(p.longitude * degree),
          normal * cosine * std::sin(p.longitude * degree), normal * (1 - e2) * sine};
}

}  // namespace masseflyt::detail
