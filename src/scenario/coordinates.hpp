// coordinates.hpp — where a point lies, and what probably went wrong when it lies nowhere.
#pragma once

#include <string>
#include <vector>

#include <masseflyt/core/geo.hpp>

namespace masseflyt::scenario {

struct Located {
  Position position;
  std::string problem;  ///< what was expected; empty when the point is where it may be
};

/// `bounds` is empty or west, south, east, north in degrees; `outside`: they do not bind.
Located locate(double x, double y, Crs crs, const std::vector<double>& bounds, bool outside);

}  // namespace masseflyt::scenario
