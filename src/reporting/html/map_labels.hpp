// map_labels.hpp — words on a map that do not cover each other.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reporting/html/map_view.hpp"

namespace masseflyt::reporting {

struct Box {
  double left = 0, top = 0, right = 0, bottom = 0;
  bool meets(const Box& o) const {
    return left < o.right && o.left < right && top < o.bottom && o.top < bottom;
  }
};

/// Where a label found room: the start of its text, and the end of the line that leads to it.
struct Spot {
  Point text;
  std::optional<Point> leader;
};

/// Finds room near a point, the nearest and most usual side first. What is placed or blocked
/// stays taken, so the important words come first.
class LabelPlacer {
 public:
  explicit LabelPlacer(const MapView& view) : view_(view) {}

  void block(const Box& box) { taken_.push_back(box); }
  /// A box of `width` × `height` beside a circle, at most `reach` pixels off it; nothing when there
  /// is no room.
  std::optional<Spot> place(Point centre, double radius, double width, double height,
                            double reach = 70);
  /// The box itself, if it is free.
  bool take(const Box& box);

 private:
  bool free(const Box& box) const;
  MapView view_;
  std::vector<Box> taken_;
};

}  // namespace masseflyt::reporting
