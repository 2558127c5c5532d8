// geometry.hpp — where movements run on the map.
#pragma once

#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include <masseflyt/reporting/report.hpp>

namespace masseflyt::reporting {

using LonLat = std::pair<double, double>;
using Line = std::vector<LonLat>;

/// Finds the way of a leg: as the report says, the same way back, or straight.
class Ways {
 public:
  explicit Ways(const Report& report);

  /// Empty when one of the ends is no place of the report.
  Line line(Mode mode, PlaceIndex from, PlaceIndex to) const;
  /// One line per leg; one straight line where a movement that goes somewhere has no legs.
  std::vector<std::pair<Mode, Line>> lines(const Movement& movement) const;

 private:
  const Report* report_;
  std::map<std::tuple<Mode, PlaceIndex, PlaceIndex>, const PathRow*> path_;
};

}  // namespace masseflyt::reporting
