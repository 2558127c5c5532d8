// map_strands.hpp — how much travels on each stretch of road and sea.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "reporting/html/map_view.hpp"

namespace masseflyt::reporting {

/// What a flow is for, coarsely enough for bands of colour side by side.
enum class Family { used, treated, disposed, to_store, virgin };
inline constexpr std::size_t families = 5;

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

/// All hauls of the plan, added up where they share a stretch. Stretches share one when their
/// geometry does, vertex by vertex.
std::vector<Strand> strands(const Report& report, const MapView& view);

/// `points` moved sideways by `by` pixels, to the right of their direction.
std::vector<Point> shifted(const std::vector<Point>& points, double by);

}  // namespace masseflyt::reporting
