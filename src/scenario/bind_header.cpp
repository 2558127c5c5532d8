// The header and the layers of a document.
#include <algorithm>
#include <cmath>

#include "detail/json_value.hpp"
#include "detail/number.hpp"
#include "detail/text.hpp"
#include "scenario/binding.hpp"
#include "scenario/header.hpp"

namespace masseflyt::scenario {
namespace {

using detail::JsonValue;

class HeaderBinder {
 public:
  explicit HeaderBinder(Binding& binding) : b_(binding) {}

  void bind(const std::map<std::string, std::string>& header) {
    const auto& keys = all_header_keys();
    bool as_of = false;
    for (std::size_t k = 0; k < keys.size(); ++k) {
      const auto at = header.find(std::string(keys[k].name));
      if (at == header.end()) {
        if (keys[k].required) report(k, keys[k].name, "", "this key; it is required");
        continue;
      }
      const JsonValue value = parse_json_value(at->second);
      const std::string expected = read_header_key(keys[k], value, b_.out.header);
      if (!expected.empty()) report(k, keys[k].name, shown(at->second, value), expected);
      if (keys[k].name == "as_of") as_of = expected.empty();
    }
    check_as_of(header, as_of);
    check_unknown(header);
  }

 private:
  static std::string shown(const std::string& json, const JsonValue& value) {
    return detail::shorten(value.kind == JsonValue::Kind::text ? value.text : json);
  }

  void report(std::size_t rank, std::string_view key, std::string value, std::string expected,
              Severity severity = Severity::error) {
    const ErrorCode code =
        key == "schema" ? ErrorCode::unsupported_version : ErrorCode::invalid_document;
    b_.found.add(0, 0, rank,
                 {severity, code, b_.header_file + "/" + detail::pointer_step(key),
                  std::move(value), std::move(expected)});
  }

  void check_as_of(const std::map<std::string, std::string>& header, bool given) {
    Header& h = b_.out.header;
    if (h.horizon == MonthSpan{}) return;
    if (!given) h.as_of = h.horizon.first;
    if (h.horizon.contains(h.as_of)) return;
    report(0, "as_of", shown(header.at("as_of"), parse_json_value(header.at("as_of"))),
           "a month inside the horizon, " + to_string(h.horizon.first) + " to " +
               to_string(h.horizon.last));
  }

  void check_unknown(const std::map<std::string, std::string>& header) {
    Names known = {"layers"};
    for (const HeaderKey& k : all_header_keys()) known.emplace_back(k.name);
    for (const TableSpec& t : all_tables()) known.emplace_back(t.name);
    for (const auto& [key, json] : header) {
      if (is_private(key) || find_header_key(key) != nullptr) continue;
      const std::string near = detail::nearest_word(key, known);
      report(all_header_keys().size(), key, detail::shorten(json),
             near.empty() ? "a key we know; this one is not read (x-" + key + " would be kept)"
                          : "a key we know (did you mean '" + near + "'?)",
             near.empty() ? Severity::warning : Severity::error);
    }
  }

  Binding& b_;
};

/// GeoJSON polygons of one layer.
class LayerBinder {
 public:
  LayerBinder(Binding& binding, std::string name) : b_(binding), layer_(std::move(name)) {}

  void bind(const JsonValue& layer) {
    const JsonValue* features = layer.find("features");
    if (text_of(&layer, "type") != "FeatureCollection" || features == nullptr ||
        features->kind != JsonValue::Kind::array)
      return report("", "a GeoJSON FeatureCollection");
    for (std::size_t i = 0; i < features->items.size(); ++i)
      feature(features->items[i], "/features/" + std::to_string(i));
  }

 private:
  using Rings = std::vector<std::vector<std::pair<double, double>>>;

  void report(const std::string& pointer, std::string expected) {
    const std::string file =
        b_.header_file.empty() ? "/layers/" + detail::pointer_step(layer_) : layer_ + ".geojson:";
    b_.found.add(
        all_tables().size() + 1, 0, 0,
        {Severity::error, ErrorCode::invalid_document, file + pointer, "", std::move(expected)});
  }

  static std::string text_of(const JsonValue* object, std::string_view key) {
    const JsonValue* value = object ? object->find(key) : nullptr;
    if (value == nullptr) return {};
    const bool plain =
        value->kind == JsonValue::Kind::text || value->kind == JsonValue::Kind::number;
    return plain ? value->text : std::string();
  }

  void feature(const JsonValue& feature, const std::string& pointer) {
    const JsonValue* properties = feature.find("properties");
    const JsonValue* geometry = feature.find("geometry");
    Shape shape{layer_, text_of(properties, "id"), text_of(properties, "name"), {}};
    if (shape.id.empty()) shape.id = text_of(&feature, "id");
    const std::string type = text_of(geometry, "type");
    const JsonValue* parts = geometry ? geometry->find("coordinates") : nullptr;
    const bool many = type == "MultiPolygon";
    if ((!many && type != "Polygon") || parts == nullptr)
      return report(pointer + "/geometry", "a Polygon or a MultiPolygon with coordinates");
    bool good = many || polygon(*parts, shape.rings);
    for (std::size_t i = 0; many && i < parts->items.size(); ++i)
      good = polygon(parts->items[i], shape.rings) && good;
    if (!good || shape.rings.empty())
      return report(pointer + "/geometry/coordinates",
                    "closed rings of at least four [longitude, latitude] in degrees");
    b_.out.shapes.push_back(std::move(shape));
  }

  static bool polygon(const JsonValue& rings, Rings& out) {
    for (const JsonValue& ring : rings.items) {
      out.emplace_back();
      for (const JsonValue& point : ring.items) {
        const auto longitude =
            point.items.size() < 2 ? std::nullopt : detail::parse_number(point.items[0].text);
        const auto latitude =
            point.items.size() < 2 ? std::nullopt : detail::parse_number(point.items[1].text);
        if (!longitude || !latitude || std::abs(*longitude) > 180 || std::abs(*latitude) > 90)
          return false;
        out.back().emplace_back(*longitude, *latitude);
      }
      if (out.back().size() < 4 || out.back().front() != out.back().back()) return false;
    }
    return !rings.items.empty();
  }

  Binding& b_;
  std::string layer_;
};

}  // namespace

void bind_header(Binding& binding, const std::map<std::string, std::string>& header) {
  HeaderBinder(binding).bind(header);
}

void bind_layers(Binding& binding, const std::map<std::string, std::string>& layers) {
  for (const auto& [name, json] : layers) LayerBinder(binding, name).bind(parse_json_value(json));
}

}  // namespace masseflyt::scenario
