#include <masseflyt/core/geo_index.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <tuple>

#include <boost/geometry.hpp>
#include <boost/geometry/index/rtree.hpp>

#include "detail/in_space.hpp"

namespace masseflyt {
namespace {

namespace bg = boost::geometry;
namespace bgi = boost::geometry::index;

// The tree lies in space, not on the map: there is no seam, and the straight line between two
// points is never longer than the way between them on the ellipsoid.
using Point = bg::model::point<double, 3, bg::cs::cartesian>;
using Entry = std::pair<Point, std::uint32_t>;

Point in_space(Position p) {
  const auto at = detail::in_space(p);
  return {at[0], at[1], at[2]};
}

bool nearer(const GeoIndex::Hit& a, const GeoIndex::Hit& b) {
  return std::tie(a.metres, a.index) < std::tie(b.metres, b.index);
}

/// Larger than the rounding of a straight line in space, and of distance_m().
constexpr double slack_m = 0.001;

}  // namespace

struct GeoIndex::Tree {
  std::vector<Position> position;
  bgi::rtree<Entry, bgi::rstar<16>> points;
};

Result<GeoIndex> GeoIndex::make(std::span<const Position> positions) {
  if (positions.size() > std::numeric_limits<std::uint32_t>::max())
    return Error{ErrorCode::limit_exceeded, "an index holds at most 2^32 - 1 positions"};
  std::vector<Entry> entries;
  for (std::uint32_t i = 0; i < positions.size(); ++i) {
    if (!is_on_earth(positions[i]))
      return Error{ErrorCode::invalid_argument,
                   "position " + std::to_string(i) + " is not on Earth, expected degrees"};
    entries.emplace_back(in_space(positions[i]), i);
  }
  Tree tree;
  tree.position.assign(positions.begin(), positions.end());
  tree.points = decltype(tree.points)(entries);  // packed: faster than one by one
  return GeoIndex(std::make_shared<const Tree>(std::move(tree)));
}

std::size_t GeoIndex::size() const noexcept { return tree_->position.size(); }

// The nearest through space tell how far one has to look; the nearest on the ellipsoid are among
// what lies within that.
std::vector<GeoIndex::Hit> GeoIndex::nearest(Position from, std::size_t count) const {
  count = std::min(count, size());
  if (count == 0) return {};
  double reach = 0;
  const auto candidates = bgi::nearest(in_space(from), static_cast<unsigned>(count));
  for (auto next = tree_->points.qbegin(candidates); next != tree_->points.qend(); ++next)
    reach = std::max(reach, distance_m(from, tree_->position[next->second]));
  auto hits = within(from, reach);
  hits.resize(count);
  return hits;
}

std::vector<GeoIndex::Hit> GeoIndex::within(Position from, double metres) const {
  std::vector<Hit> hits;
  if (!(metres >= 0)) return hits;
  const auto c = in_space(from);
  const double r = metres + slack_m;
  const bg::model::box<Point> reach({c.get<0>() - r, c.get<1>() - r, c.get<2>() - r},
                                    {c.get<0>() + r, c.get<1>() + r, c.get<2>() + r});
  for (auto next = tree_->points.qbegin(bgi::intersects(reach)); next != tree_->points.qend();
       ++next) {
    const Hit hit{next->second, distance_m(from, tree_->position[next->second])};
    if (hit.metres <= metres) hits.push_back(hit);
  }
  std::sort(hits.begin(), hits.end(), nearer);
  return hits;
}

}  // namespace masseflyt
