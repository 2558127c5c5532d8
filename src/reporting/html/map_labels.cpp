#include "reporting/html/map_labels.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace masseflyt::reporting {
namespace {

/// Degrees from east, clockwise: right, left, then up and down and between.
constexpr double directions[] = {0, 180, 325, 215, 35, 145, 300, 240, 60, 120, 270, 90};

/// How far the label stands off the circle; beyond the first a line leads to it.
constexpr double distances[] = {4, 13, 24, 36, 50, 66};

}  // namespace

bool LabelPlacer::free(const Box& box) const {
  if (box.left < 3 || box.top < 3 || box.right > view_.width - 3 || box.bottom > view_.height - 3)
    return false;
  return std::none_of(taken_.begin(), taken_.end(),
                      [&](const Box& other) { return box.meets(other); });
}

bool LabelPlacer::take(const Box& box) {
  if (!free(box)) return false;
  block(box);
  return true;
}

std::optional<Spot> LabelPlacer::place(Point centre, double radius, double width, double height,
                                       double reach) {
  for (const double off : distances)
    for (const double degrees : directions) {
      if (off > reach) return std::nullopt;
      const double angle = degrees * std::numbers::pi / 180;
      const double dx = std::cos(angle), dy = std::sin(angle);
      const Point near{centre.x + dx * (radius + off), centre.y + dy * (radius + off)};
      const double left = dx > 0.2 ? near.x : dx < -0.2 ? near.x - width : near.x - width / 2;
      const double top = near.y - height / 2 + dy * height / 2;
      if (!take({left, top, left + width, top + height})) continue;
      Spot spot{{left, top + height - 3}, {}};
      if (off > distances[0]) spot.leader = near;
      return spot;
    }
  return std::nullopt;
}

}  // namespace masseflyt::reporting
