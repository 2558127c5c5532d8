// The names of columns as a JSON object.
#include <functional>
#include <map>
#include <string>
#include <utility>

#include <masseflyt/transport/network_file.hpp>

#include "detail/json_reader.hpp"
#include "detail/text.hpp"

namespace masseflyt::transport {
namespace {

using detail::JsonValue;
using Kind = JsonValue::Kind;

const std::map<std::string, RoadClass>& class_names() {
  static const std::map<std::string, RoadClass> names = {{"unknown", RoadClass::unknown},
                                                         {"motorway", RoadClass::motorway},
                                                         {"trunk", RoadClass::trunk},
                                                         {"primary", RoadClass::primary},
                                                         {"secondary", RoadClass::secondary},
                                                         {"tertiary", RoadClass::tertiary},
                                                         {"residential", RoadClass::residential},
                                                         {"service", RoadClass::service},
                                                         {"track", RoadClass::track},
                                                         {"ferry", RoadClass::ferry}};
  return names;
}

class FormatReader {
 public:
  explicit FormatReader(Diagnostics& found) : found_(found) {
    text("id", format.id), text("geometry", format.geometry), text("length_m", format.length_m);
    text("road_class", format.road_class), text("speed_kmh", format.speed_kmh);
    text("max_weight_t", format.max_weight_t), text("max_axle_t", format.max_axle_t);
    text("max_height_m", format.max_height_m), text("max_length_m", format.max_length_m);
    text("load_class", format.load_class), text("built_up_share", format.built_up_share);
    text("wait_min", format.wait_min);
    words("ferry", format.ferry), words("tunnel", format.tunnel), words("toll", format.toll);
    words("forward_only", format.forward_only), words("backward_only", format.backward_only);
    members_["crs"] = [this](const JsonValue& v) { crs(v); };
    members_["classes"] = [this](const JsonValue& v) { classes(v); };
    members_["keep"] = [this](const JsonValue& v) { keep(v); };
  }

  void read(const JsonValue& root) {
    for (std::size_t i = 0; i < root.items.size(); ++i) {
      const auto& key = root.keys[i];
      const auto member = members_.find(key);
      if (member != members_.end())
        member->second(root.items[i]);
      else
        fault('/' + detail::pointer_step(key), key, "one of " + names());
    }
  }

  LinkFormat format;

 private:
  void text(const char* key, std::string& into) {
    members_[key] = [this, key, &into](const JsonValue& v) {
      if (v.kind == Kind::text)
        into = v.text;
      else
        fault('/' + std::string(key), v.text, "the name of a column");
    };
  }
  void words(const char* key, ColumnWords& into) {
    members_[key] = [this, key, &into](const JsonValue& v) {
      pair('/' + std::string(key), v, into);
    };
  }
  void pair(const std::string& path, const JsonValue& v, ColumnWords& into) {
    const bool fits = v.kind == Kind::array && v.items.size() == 2 &&
                      v.items[0].kind == Kind::text && v.items[1].kind == Kind::array;
    if (!fits) return fault(path, v.text, "a column and a list of words");
    into.column = v.items[0].text;
    for (const auto& word : v.items[1].items) into.words.push_back(word.text);
  }
  void crs(const JsonValue& v) {
    const auto crs = parse_crs(v.text);
    if (!crs) return fault("/crs", v.text, "EPSG:4326, EPSG:25832 or EPSG:25833");
    format.crs = *crs;
  }
  void classes(const JsonValue& v) {
    for (std::size_t i = 0; i < v.items.size(); ++i) {
      const auto at = class_names().find(v.items[i].text);
      if (at == class_names().end())
        fault("/classes/" + detail::pointer_step(v.keys.at(i)), v.items[i].text,
              "a class such as trunk, primary, residential or ferry");
      else
        format.classes[v.keys[i]] = at->second;
    }
  }
  void keep(const JsonValue& v) {
    for (std::size_t i = 0; i < v.items.size(); ++i)
      pair("/keep/" + std::to_string(i), v.items[i], format.keep.emplace_back());
  }
  std::string names() const {
    std::string all;
    for (const auto& [name, use] : members_) all += (all.empty() ? "" : ", ") + name;
    return all;
  }
  void fault(std::string path, std::string_view value, std::string expected) {
    found_.push_back({Severity::error, ErrorCode::invalid_document, std::move(path),
                      detail::shorten(value), std::move(expected)});
  }

  Diagnostics& found_;
  std::map<std::string, std::function<void(const JsonValue&)>> members_;
};

}  // namespace

Result<LinkFormat> parse_link_format(std::string_view json, Diagnostics& found) {
  detail::JsonLimits limits;
  limits.bytes = 1u << 20;
  const auto root = detail::read_json(json, "format", limits, found);
  if (!root) return root.error();
  FormatReader reader(found);
  const auto before = found.size();
  reader.read(*root);
  if (found.size() > before)
    return Error{ErrorCode::invalid_document, "the map of columns has faults", "format"};
  return std::move(reader.format);
}

}  // namespace masseflyt::transport
