// map_strands.hpp — how much travels on each stretch of road and sea.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "reporting/html/map_seaways.hpp"
#include "reporting/html/map_view.hpp"

namespace masseflyt::reporting {

/// What a flow is for, coarsely enough for bands of colour side by side.
enum class Family { used, treated, disposed, to_store };
inline constexpr std::size_t families = 4;

/// Precondition: mass of this kind is surplus on its way.
Family family(Kind kind);

/// A stretch on which the same tonnes travel from end to end, west end first.
struct Strand {
  Mode mode = Mode::road;
  std::array<std::int64_t, families> kg{};
  std::vector<Point> points;
  std::int64_t total() const {
    std::int64_t sum = 0;
    for (const std::int64_t part : kg) sum += part;
    return sum;
  }
};

/// The lines that movements take on the map. Where a way by sea is not told, it is drawn on the
/// chart; each is searched for once.
class MapLines {
 public:
  MapLines(const Report& report, const MapView& view)
      : ways_(report), chart_(report, view), px_per_km_(view.px_per_km) {}
  std::vector<std::pair<Mode, Line>> of(const Movement& movement);
  /// By how many pixels of `view` a line on the chart strays for being drawn on squares.
  double stray(const MapView& view) const { return 5 * view.px_per_km / px_per_km_; }

 private:
  Line by_sea(const Line& straight);
  Ways ways_;
  SeaChart chart_;
  double px_per_km_;
  std::map<std::pair<LonLat, LonLat>, Line> drawn_;
};

/// All hauls of surplus, added up where they share a stretch. Stretches share one when their
/// geometry does, vertex by vertex.
std::vector<Strand> strands(const Report& report, const MapView& view, MapLines& lines);

/// `points` moved sideways by `by` pixels, to the right of their direction.
std::vector<Point> shifted(const std::vector<Point>& points, double by);

}  // namespace masseflyt::reporting
