// map_markers.hpp — the places on the map, with their names.
#pragma once

#include "reporting/html/context.hpp"
#include "reporting/html/map_labels.hpp"
#include "reporting/html/map_view.hpp"

namespace masseflyt::reporting {

/// Givers, receivers, stores and quays that the plan uses; places beyond the edge as arrows.
void draw_markers(Svg& svg, const Context& context, const MapView& view,
                  const std::vector<char>& used, LabelPlacer& placer);

}  // namespace masseflyt::reporting
