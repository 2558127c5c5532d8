#include <algorithm>
#include <cmath>

#include <masseflyt/monitoring/rule.hpp>

namespace masseflyt::monitoring {

double Curve::at(double x) const noexcept {
  if (points.empty() || std::isnan(x) || x < lowest) return not_set;
  const auto next = std::upper_bound(points.begin(), points.end(), x,
                                     [](double v, const auto& p) { return v < p.first; });
  if (next == points.begin()) return points.front().second;
  const auto& left = *std::prev(next);
  if (next == points.end() || kind == Kind::step) return left.second;
  return left.second + (x - left.first) * (next->second - left.second) / (next->first - left.first);
}

}  // namespace masseflyt::monitoring
