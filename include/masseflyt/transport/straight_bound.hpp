// masseflyt/transport/straight_bound.hpp — how much shorter than the straight line a way may be.
#pragma once

#include <algorithm>
#include <limits>

namespace masseflyt::transport {

/// Learned from all ways that are known: a way between two places is at least
/// `ratio * (straight - slack)` long. Lengths may be shorter than the straight line: maps are
/// generalised, places stand beside their roads, and tables round.
///
/// Proof. Where two places are `far_km` or more apart, the ratio is no more than km / straight of
/// that pair, so ratio * straight <= km. Nearer to each other a pair has either km < straight, and
/// the slack is at least its straight line, so the bound is 0 or less; or km >= straight, and
/// ratio * (straight - (1 - 1 / ratio) * far_km) <= ratio * straight - (ratio - 1) * straight
/// = straight <= km for a ratio above 1. Ratios of 1 or less need no slack there.
class StraightBound {
 public:
  void add(double straight_km, double km) {
    if (straight_km >= far_km)
      ratio_ = std::min(ratio_, km / straight_km);
    else if (km < straight_km)
      slack_km_ = std::max(slack_km_, straight_km);
  }
  /// No way is shorter, between places so far apart. Without any far pair nothing is said.
  double least_km(double straight_km) const {
    if (ratio_ == none) return 0;
    const double slack = std::max(slack_km_, ratio_ > 1 ? far_km * (1 - 1 / ratio_) : 0.0);
    return std::max(0.0, ratio_ * (straight_km - slack) * (1 - 1e-12));
  }

 private:
  static constexpr double far_km = 2;
  static constexpr double none = std::numeric_limits<double>::infinity();
  double ratio_ = none, slack_km_ = 0;
};

}  // namespace masseflyt::transport
