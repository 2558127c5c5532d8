// map_seaways.hpp — a plausible way by water for the map, where nobody told the real one.
#pragma once

#include <vector>

#include "reporting/html/map_view.hpp"

namespace masseflyt::reporting {

/// The water of the map as a grid of small squares. A way found on it is a drawing, no route: it
/// keeps off the shore and goes round headlands, and crosses land only where a sound is narrower
/// than a square.
class SeaChart {
 public:
  /// Without a layer "land" there is no chart, and every way is straight.
  SeaChart(const Report& report, const MapView& view);

  /// From one position to the other. Beyond the edge of the map it goes on straight.
  Line way(const LonLat& from, const LonLat& to) const;

 private:
  using Cell = std::size_t;
  std::vector<Point> cells_to(Point from, Point to) const;
  Cell cell(Point p) const;
  Point centre(Cell c) const;
  void read_land(const Report& report);
  void measure_shore();

  MapView view_;
  std::size_t columns_ = 0, rows_ = 0;
  std::vector<char> land_;    ///< by square; empty: no chart
  std::vector<double> cost_;  ///< of crossing a square
};

}  // namespace masseflyt::reporting
