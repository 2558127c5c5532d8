// map_markers.hpp — the places on the map, with their names.
#pragma once

#include "reporting/html/context.hpp"
#include "reporting/html/map_labels.hpp"
#include "reporting/html/map_strands.hpp"
#include "reporting/html/map_view.hpp"

namespace masseflyt::reporting {

/// Givers, receivers, stores and quays that the plan uses. Those inside `elsewhere` get no names,
/// for another map shows them larger. With `beyond`, places outside the map become arrows where
/// the way to them leaves it.
struct MarkerOptions {
  const MapView* elsewhere = nullptr;
  bool beyond = true;
};
void draw_markers(Svg& svg, const Context& context, const MapView& view, MapLines& lines,
                  LabelPlacer& placer, const MarkerOptions& options);

}  // namespace masseflyt::reporting
