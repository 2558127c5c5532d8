#include "transport/osm_tags.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string>

#include "detail/number.hpp"
#include "detail/text.hpp"

namespace masseflyt::transport {
namespace {

bool one_of(std::string_view value, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), value) != words.end();
}

/// The number at the front, above zero; `rest` is what follows it, trimmed.
std::optional<double> front_number(std::string_view text, std::string_view& rest) {
  text = detail::trim(text);
  const auto end = std::min(text.find_first_not_of("0123456789."), text.size());
  const auto value = detail::parse_number(text.substr(0, end));
  rest = detail::trim(text.substr(end));
  return value && *value > 0 ? value : std::nullopt;
}

std::optional<RoadClass> road_class(std::string_view highway) {
  struct Known {
    std::string_view word;
    RoadClass is;
  };
  static constexpr std::array<Known, 16> known = {{{"motorway", RoadClass::motorway},
                                                   {"motorway_link", RoadClass::motorway},
                                                   {"trunk", RoadClass::trunk},
                                                   {"trunk_link", RoadClass::trunk},
                                                   {"primary", RoadClass::primary},
                                                   {"primary_link", RoadClass::primary},
                                                   {"secondary", RoadClass::secondary},
                                                   {"secondary_link", RoadClass::secondary},
                                                   {"tertiary", RoadClass::tertiary},
                                                   {"tertiary_link", RoadClass::tertiary},
                                                   {"unclassified", RoadClass::residential},
                                                   {"residential", RoadClass::residential},
                                                   {"living_street", RoadClass::residential},
                                                   {"road", RoadClass::unknown},
                                                   {"service", RoadClass::service},
                                                   {"track", RoadClass::track}}};
  for (const auto& k : known)
    if (k.word == highway) return k.is;
  return std::nullopt;
}

/// The most particular word on who may drive; empty: nobody says.
std::string_view access(const Tags& tags) {
  for (const char* key : {"hgv", "motor_vehicle", "vehicle", "access"})
    if (const auto value = tags(key); !value.empty()) return value;
  return {};
}

void set_directions(const Tags& tags, std::string_view highway, Road& r) {
  const auto oneway = tags("oneway");
  const auto junction = tags("junction");
  const bool implied = one_of(highway, {"motorway", "motorway_link"}) ||
                       one_of(junction, {"roundabout", "circular"});
  if (one_of(oneway, {"-1", "reverse"}))
    r.forward = false;
  else if (one_of(oneway, {"yes", "true", "1"}) || (oneway.empty() && implied))
    r.backward = false;
}

}  // namespace

std::optional<double> parse_speed(std::string_view text) {
  std::string_view unit;
  const auto value = front_number(text, unit);
  if (!value) return std::nullopt;
  if (unit.empty() || unit == "km/h") return value;
  if (unit == "mph") return *value * 1.609344;
  return std::nullopt;
}

std::optional<double> parse_weight(std::string_view text) {
  std::string_view unit;
  const auto value = front_number(text, unit);
  if (!value) return std::nullopt;
  if (unit.empty() || unit == "t") return value;
  if (unit == "kg") return *value / 1000;
  return std::nullopt;
}

std::optional<double> parse_length(std::string_view text) {
  std::string_view unit;
  const auto value = front_number(text, unit);
  if (!value) return std::nullopt;
  if (unit.empty() || unit == "m") return value;
  if (unit.front() != '\'') return std::nullopt;
  constexpr double foot_m = 0.3048;
  unit.remove_prefix(1);
  if (unit.empty()) return *value * foot_m;
  std::string_view rest;
  const auto inches = front_number(unit, rest);
  if (!inches || rest != "\"") return std::nullopt;
  return (*value + *inches / 12) * foot_m;
}

std::optional<Line> line_of_way(const Tags& tags, std::size_t& unread) {
  Line line;
  Road& r = line.road;
  const auto highway = tags("highway");
  const auto kind = road_class(highway);
  const auto may = access(tags);
  if (kind) {
    if (one_of(may, {"no", "private", "agricultural", "forestry", "emergency", "psv", "bus",
                     "permit", "military"}))
      return std::nullopt;
    r.road_class = *kind;
  } else if (tags("route") == "ferry") {
    if (!one_of(may, {"yes", "designated", "permissive"}) && tags("motorcar") != "yes")
      return std::nullopt;
    r.ferry = true, r.road_class = RoadClass::ferry;
  } else {
    return std::nullopt;
  }
  set_directions(tags, highway, r);
  const auto read = [&](std::initializer_list<const char*> keys, auto&& parse,
                        std::initializer_list<std::string_view> says_nothing) {
    std::optional<double> least;
    for (const char* key : keys) {
      const auto text = tags(key);
      if (text.empty() || one_of(text, says_nothing)) continue;
      const auto value = parse(text);
      if (!value)
        ++unread;
      else if (!least || *value < *least)
        least = value;
    }
    return least;
  };
  line.speed_kmh = read({"maxspeed:hgv", "maxspeed"}, parse_speed, {"none"}).value_or(0);
  r.max_weight_t = read({"maxweight", "maxweightrating", "maxweightrating:hgv"}, parse_weight,
                        {"none", "default", "unsigned"});
  r.max_axle_t = read({"maxaxleload"}, parse_weight, {"none", "default", "unsigned"});
  r.max_height_m = read({"maxheight", "maxheight:physical"}, parse_length,
                        {"none", "default", "unsigned", "below_default"});
  r.max_length_m = read({"maxlength"}, parse_length, {"none", "default", "unsigned"});
  line.tunnel = !one_of(tags("tunnel"), {"", "no", "building_passage", "avalanche_protector"});
  return line;
}

}  // namespace masseflyt::transport
