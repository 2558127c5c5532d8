// map_base.hpp — what lies under the flows: land, water, built-up areas, municipalities.
#pragma once

#include <string>
#include <string_view>

#include "reporting/html/context.hpp"
#include "reporting/html/map_labels.hpp"
#include "reporting/html/map_view.hpp"

namespace masseflyt::reporting {

/// Without a land layer nobody knows where the water is, and the ground stays one colour.
void draw_base(Svg& svg, const Report& report, const MapView& view);

/// Names of municipalities, where the labels drawn so far leave room.
void draw_area_names(Svg& svg, const Report& report, const MapView& view, LabelPlacer& placer);

/// The largest of 1, 2 and 5 times a power of ten that is at most `value`.
double nice(double value);
void draw_scale_bar(Svg& svg, const Context& context, const MapView& view, LabelPlacer& placer);

/// A short line as thick as on the map, for a legend.
std::string sample_line(std::string_view colour, double width, bool dashed);
/// A sample and its words.
std::string entry(const std::string& sample, std::string_view words);
/// Whose data the map shows.
std::string credits(const Context& context);

}  // namespace masseflyt::reporting
