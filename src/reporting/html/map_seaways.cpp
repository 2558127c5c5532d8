#include "reporting/html/map_seaways.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <queue>
#include <utility>

namespace masseflyt::reporting {
namespace {

constexpr double square = 6;      // pixels
constexpr double land_cost = 40;  // so many squares of open water rather than one of land
constexpr double infinite = std::numeric_limits<double>::infinity();

/// Places where a horizontal line crosses a ring.
void crossings(const std::vector<Point>& ring, double y, std::vector<double>& out) {
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++)
    if ((ring[i].y > y) != (ring[j].y > y))
      out.push_back((ring[j].x - ring[i].x) * (y - ring[i].y) / (ring[j].y - ring[i].y) +
                    ring[i].x);
}

}  // namespace

SeaChart::SeaChart(const Report& report, const MapView& view) : view_(view) {
  columns_ = static_cast<std::size_t>(view.width / square) + 1;
  rows_ = static_cast<std::size_t>(view.height / square) + 1;
  read_land(report);
  if (!land_.empty()) measure_shore();
}

void SeaChart::read_land(const Report& report) {
  for (const LayerShape& shape : report.layers) {
    if (shape.layer != "land") continue;
    land_.resize(columns_ * rows_);
    std::vector<std::vector<Point>> rings;
    for (const auto& ring : shape.rings) {
      rings.push_back({});
      for (const LonLat& p : ring) rings.back().push_back(view_.at(p));
    }
    for (std::size_t row = 0; row < rows_; ++row) {
      const double y = (static_cast<double>(row) + 0.5) * square;
      std::vector<double> x;
      for (const auto& ring : rings)
        if (ring.size() > 2) crossings(ring, y, x);
      std::sort(x.begin(), x.end());
      for (std::size_t i = 0; i + 1 < x.size(); i += 2)
        for (std::size_t column = 0; column < columns_; ++column) {
          const double middle = (static_cast<double>(column) + 0.5) * square;
          if (middle >= x[i] && middle < x[i + 1]) land_[row * columns_ + column] = 1;
        }
    }
  }
}

/// Water costs more near the shore, so that ways keep to the middle of a fjord and meet there.
void SeaChart::measure_shore() {
  constexpr int far = 5;
  std::vector<int> distance(land_.size(), far);
  for (Cell c = 0; c < land_.size(); ++c)
    if (land_[c]) distance[c] = 0;
  for (int round = 0; round < far; ++round)
    for (Cell c = 0; c < land_.size(); ++c) {
      const std::size_t column = c % columns_, row = c / columns_;
      for (const Cell next : {column > 0 ? c - 1 : c, column + 1 < columns_ ? c + 1 : c,
                              row > 0 ? c - columns_ : c, row + 1 < rows_ ? c + columns_ : c})
        distance[c] = std::min(distance[c], distance[next] + 1);
    }
  cost_.resize(land_.size());
  for (Cell c = 0; c < land_.size(); ++c) cost_[c] = land_[c] ? land_cost : 1 + 2.5 / distance[c];
}

SeaChart::Cell SeaChart::cell(Point p) const {
  const auto column = static_cast<std::size_t>(std::clamp(p.x, 0.0, view_.width - 1) / square);
  const auto row = static_cast<std::size_t>(std::clamp(p.y, 0.0, view_.height - 1) / square);
  return row * columns_ + column;
}

Point SeaChart::centre(Cell c) const {
  const std::size_t column = c % columns_, row = c / columns_;
  return {(static_cast<double>(column) + 0.5) * square, (static_cast<double>(row) + 0.5) * square};
}

/// Dijkstra over the eight neighbours. A target beyond the edge is reached from the square of the
/// edge that is cheapest together with the straight rest.
std::vector<Point> SeaChart::cells_to(Point from, Point to) const {
  std::vector<double> best(land_.size(), infinite);
  std::vector<Cell> before(land_.size());
  using Entry = std::pair<double, Cell>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
  const Cell start = cell(from);
  best[start] = 0;
  before[start] = start;
  open.push({0, start});
  while (!open.empty()) {
    const auto [cost, c] = open.top();
    open.pop();
    if (cost > best[c]) continue;
    const auto column = static_cast<std::ptrdiff_t>(c % columns_);
    const auto row = static_cast<std::ptrdiff_t>(c / columns_);
    for (std::ptrdiff_t dy = -1; dy <= 1; ++dy)
      for (std::ptrdiff_t dx = -1; dx <= 1; ++dx) {
        const std::ptrdiff_t x = column + dx, y = row + dy;
        if (x < 0 || y < 0 || x >= static_cast<std::ptrdiff_t>(columns_) ||
            y >= static_cast<std::ptrdiff_t>(rows_))
          continue;
        const auto next = static_cast<Cell>(y) * columns_ + static_cast<Cell>(x);
        const double step = std::hypot(static_cast<double>(dx), static_cast<double>(dy));
        const double sum = cost + step * cost_[next];
        if (sum < best[next]) best[next] = sum, before[next] = c, open.push({sum, next});
      }
  }
  Cell end = cell(to);
  if (!view_.shows(to)) {
    double least = infinite;
    for (Cell c = 0; c < land_.size(); ++c) {
      const std::size_t column = c % columns_, row = c / columns_;
      const bool edge =
          column == 0 || row == 0 || column + 1 >= columns_ - 1 || row + 1 >= rows_ - 1;
      const Point p = centre(c);
      const double all = best[c] + std::hypot(p.x - to.x, p.y - to.y) / square;
      if (edge && !land_[c] && all < least) least = all, end = c;
    }
  }
  std::vector<Point> points;
  for (Cell c = end;; c = before[c]) {
    points.push_back(centre(c));
    if (c == before[c]) break;
  }
  std::reverse(points.begin(), points.end());
  return points;
}

Line SeaChart::way(const LonLat& from, const LonLat& to) const {
  const Point a = view_.at(from), b = view_.at(to);
  if (land_.empty() || (!view_.shows(a) && !view_.shows(b))) return {from, to};
  const bool turned = !view_.shows(a);  // search from the end that the map shows
  std::vector<Point> points = turned ? cells_to(b, a) : cells_to(a, b);
  if (turned) std::reverse(points.begin(), points.end());
  Line line = {from};
  for (std::size_t i = 1; i + 1 < points.size(); ++i)
    line.push_back({view_.west + points[i].x / view_.x_per_degree,
                    view_.north - points[i].y / view_.y_per_degree});
  line.push_back(to);
  return line;
}

}  // namespace masseflyt::reporting
