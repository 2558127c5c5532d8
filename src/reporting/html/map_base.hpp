// map_base.hpp — what lies under the flows: land, water, built-up areas, municipalities.
#pragma once

#include "reporting/html/map_labels.hpp"
#include "reporting/html/map_view.hpp"

namespace masseflyt::reporting {

/// Without a land layer nobody knows where the water is, and the ground stays one colour.
void draw_base(Svg& svg, const Report& report, const MapView& view);

/// Names of municipalities, where the labels drawn so far leave room.
void draw_area_names(Svg& svg, const Report& report, const MapView& view, LabelPlacer& placer);

}  // namespace masseflyt::reporting
