// osm_tags.hpp — what the tags of an OpenStreetMap way say to a goods vehicle.
//
// Keys and values as the OpenStreetMap wiki has them: Key:highway, Key:access, Key:oneway,
// Key:maxspeed, Key:maxweight, Key:maxaxleload, Key:maxheight, Key:maxlength, Key:tunnel.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>

#include "transport/lines.hpp"

namespace masseflyt::transport {

/// The value of a key; empty: not there.
using Tags = std::function<std::string_view(const char* key)>;

/// A way as a line without points; none: no goods vehicle drives there. Tags that cannot be read
/// count as not there and are counted in `unread`.
std::optional<Line> line_of_way(const Tags& tags, std::size_t& unread);

/// "50", "30 mph", in km/h. "none", "walk" and zones of a country are not numbers.
std::optional<double> parse_speed(std::string_view text);
/// "7.5", "16 t", "3500 kg", in tonnes.
std::optional<double> parse_weight(std::string_view text);
/// "4.2", "4.2 m", "13'6\"", in metres.
std::optional<double> parse_length(std::string_view text);

}  // namespace masseflyt::transport
