#include <algorithm>
#include <array>

#include <masseflyt/traceability/digest.hpp>
#include <masseflyt/traceability/epcis.hpp>
#include <masseflyt/traceability/ticket.hpp>

#include "detail/json_reader.hpp"
#include "detail/text.hpp"
#include "traceability/epcis_words.hpp"

namespace masseflyt::traceability {
namespace {

using masseflyt::detail::JsonValue;
using Kind = JsonValue::Kind;
using Names = std::vector<std::string>;

/// "2026-03-02T06:00:00.123Z"; the third decimal is rounded up from a half on, as the standard
/// says. A text that is no time stays as it is.
std::string milliseconds(std::string_view text) {
  const auto time = read_epcis_time(text);
  if (!time) return std::string(text);
  const std::int64_t rounded = time->micros + 500;
  const std::int64_t ms = (rounded - ((rounded % 1000) + 1000) % 1000) / 1000;
  const std::int64_t part = ((ms % 1000) + 1000) % 1000;
  std::string out = utc_text((ms - part) / 1000);
  out.pop_back();
  return out + '.' + std::to_string(1000 + part).substr(1) + 'Z';
}

class Prehash {
 public:
  Prehash(const Prefixes& prefixes, const Names& ignored)
      : prefixes_(prefixes), ignored_(ignored) {}

  std::string of(const JsonValue& event) const {
    std::string out = "eventType=" + type_of(event);
    Names done = {"type",    "@context",    "recordTime", "eventID", "errorDeclaration",
                  "comment", "rdfs:comment"};
    done.insert(done.end(), ignored_.begin(), ignored_.end());
    for (const Field& field : fields)
      if (const JsonValue* v = event.find(field.name)) {
        out += (this->*field.write)(field.name, *v);
        done.emplace_back(field.name);
      }
    return out + others(event, done);
  }

 private:
  using Write = std::string (Prehash::*)(std::string_view, const JsonValue&) const;
  struct Field {
    std::string_view name;
    Write write;
  };
  static const std::array<Field, 20> fields;

  std::string type_of(const JsonValue& event) const {
    const JsonValue* type = event.find("type");
    return type == nullptr ? std::string() : text_of(*type);
  }

  /// In its one form: trimmed, links and numbers canonical.
  std::string text_of(const JsonValue& v) const {
    if (v.kind != Kind::text && v.kind != Kind::number) return v.text;
    const std::string_view text = masseflyt::detail::trim(v.text);
    if (auto number = plain_decimal(text)) return *std::move(number);
    if (auto name = prefixes_.expand(text)) return name->space + name->local;
    return canonical_gs1_key(text);
  }

  /// A word of a vocabulary in full.
  std::string word_of(Words list, const JsonValue& v) const {
    const std::string text = text_of(v);
    return full_word(list, bare_word(list, text)).value_or(text);
  }

  static std::string joined(Names parts) {
    std::sort(parts.begin(), parts.end());
    std::string out;
    for (const std::string& p : parts) out += p;
    return out;
  }
  template <typename Each>
  static std::string each(const JsonValue& v, Each&& one) {
    Names parts;
    if (v.kind == Kind::array) {
      for (const JsonValue& item : v.items) parts.push_back(one(item));
    } else {
      parts.push_back(one(v));
    }
    return joined(std::move(parts));
  }
  static std::string pair(std::string_view name, const std::string& value) {
    return value.empty() ? std::string() : std::string(name) + "=" + value;
  }

  std::string plain(std::string_view name, const JsonValue& v) const {
    return each(v, [&](const JsonValue& item) { return pair(name, text_of(item)); });
  }
  std::string time(std::string_view name, const JsonValue& v) const {
    return pair(name, milliseconds(masseflyt::detail::trim(v.text)));
  }
  std::string step(std::string_view name, const JsonValue& v) const {
    return pair(name, word_of(Words::biz_step, v));
  }
  std::string disposition(std::string_view name, const JsonValue& v) const {
    return pair(name, word_of(Words::disposition, v));
  }
  std::string keys(std::string_view name, const JsonValue& v) const {
    const std::string all =
        each(v, [&](const JsonValue& item) { return pair("epc", text_of(item)); });
    return all.empty() ? all : std::string(name) + all;
  }
  std::string quantities(std::string_view name, const JsonValue& v) const {
    const std::string all = each(v, [&](const JsonValue& item) {
      std::string one = "quantityElement";
      for (const std::string_view key : {"epcClass", "quantity", "uom"})
        if (const JsonValue* value = item.find(key)) one += pair(key, text_of(*value));
      return one;
    });
    return all.empty() ? all : std::string(name) + all;
  }
  std::string persistent(std::string_view name, const JsonValue& v) const {
    std::string out(name);
    for (const std::string_view key : {"set", "unset"})
      if (const JsonValue* list = v.find(key))
        out += each(*list, [&](const JsonValue& item) {
          return pair(key, word_of(Words::disposition, item));
        });
    return out;
  }
  std::string place(std::string_view name, const JsonValue& v) const {
    const JsonValue* id = v.find("id");
    return std::string(name) + (id == nullptr ? std::string() : pair("id", text_of(*id))) +
           others(v, {"id"});
  }

  std::string sensors(std::string_view name, const JsonValue& v) const {
    const std::string all = each(v, [&](const JsonValue& element) {
      std::string one = "sensorElement";
      if (const JsonValue* meta = element.find("sensorMetadata"))
        one += "sensorMetadata" + members(*meta, metadata_fields);
      if (const JsonValue* reports = element.find("sensorReport"))
        one += each(*reports, [&](const JsonValue& report) {
          return "sensorReport" + members(report, report_fields);
        });
      return one + others(element, {"sensorMetadata", "sensorReport"});
    });
    return all.empty() ? all : std::string(name) + all;
  }
  static const std::array<std::string_view, 8> metadata_fields;
  static const std::array<std::string_view, 23> report_fields;

  std::string members(const JsonValue& v, std::span<const std::string_view> order) const {
    std::string out;
    Names done;
    for (const std::string_view key : order)
      if (const JsonValue* value = v.find(key)) {
        out += sensor_member(key, *value);
        done.emplace_back(key);
      }
    return out + others(v, done);
  }
  std::string sensor_member(std::string_view key, const JsonValue& v) const {
    if (key == "time" || key == "startTime" || key == "endTime") return time(key, v);
    if (key == "type") return pair(key, word_of(Words::measurement, v));
    if (key == "exception") return pair(key, word_of(Words::alert, v));
    if (key == "component") return pair(key, word_of(Words::component, v));
    return plain(key, v);
  }

  /// Business transactions, sources and destinations: the type comes first, as in all vectors.
  std::string typed_list(std::string_view name, std::string_view key, Words list,
                         const JsonValue& v) const {
    const std::string all = each(v, [&](const JsonValue& item) {
      const JsonValue* type = item.find("type");
      const JsonValue* value = item.find(key);
      return (type == nullptr ? std::string() : pair("type", word_of(list, *type))) +
             (value == nullptr ? std::string() : pair(key, text_of(*value)));
    });
    return all.empty() ? all : std::string(name) + all;
  }

  /// What has no place in the fixed order: lists of typed pairs, master data, extensions; sorted.
  std::string others(const JsonValue& v, const Names& done) const {
    Names parts;
    for (std::size_t i = 0; i < v.keys.size(); ++i) {
      const std::string& key = v.keys[i];
      if (std::find(done.begin(), done.end(), key) != done.end()) continue;
      const JsonValue& value = v.items[i];
      if (key == "bizTransactionList") {
        parts.push_back(typed_list(key, "bizTransaction", Words::biz_transaction, value));
      } else if (key == "sourceList") {
        parts.push_back(typed_list(key, "source", Words::source_or_destination, value));
      } else if (key == "destinationList") {
        parts.push_back(typed_list(key, "destination", Words::source_or_destination, value));
      } else {
        extension(key, value, parts);
      }
    }
    return joined(std::move(parts));
  }

  void extension(const std::string& key, const JsonValue& v, Names& parts) const {
    if (key == "@context" || key == "comment" || key == "rdfs:comment") return;
    if (v.kind == Kind::array) {
      for (const JsonValue& item : v.items) extension(key, item, parts);
      return;
    }
    const Prefixes::Name name = prefixes_.name_of(key);
    std::string out = name.space.empty() ? name.local : "{" + name.space + "}" + name.local;
    if (v.kind == Kind::object) {
      const JsonValue* text = v.find("#text");  // mixed content, from XML
      if (text != nullptr) out += "=" + text_of(*text);
      out += others(v, {"#text"});
    } else if (const std::string text = text_of(v); !text.empty()) {
      out += "=" + text;
    }
    parts.push_back(std::move(out));
  }

  const Prefixes& prefixes_;
  const Names& ignored_;
};

const std::array<Prehash::Field, 20> Prehash::fields = {{
    {"eventTime", &Prehash::time},
    {"eventTimeZoneOffset", &Prehash::plain},
    {"certificationInfo", &Prehash::plain},
    {"parentID", &Prehash::plain},
    {"epcList", &Prehash::keys},
    {"inputEPCList", &Prehash::keys},
    {"childEPCs", &Prehash::keys},
    {"quantityList", &Prehash::quantities},
    {"childQuantityList", &Prehash::quantities},
    {"inputQuantityList", &Prehash::quantities},
    {"outputEPCList", &Prehash::keys},
    {"outputQuantityList", &Prehash::quantities},
    {"action", &Prehash::plain},
    {"transformationID", &Prehash::plain},
    {"bizStep", &Prehash::step},
    {"disposition", &Prehash::disposition},
    {"persistentDisposition", &Prehash::persistent},
    {"readPoint", &Prehash::place},
    {"bizLocation", &Prehash::place},
    {"sensorElementList", &Prehash::sensors},
}};
const std::array<std::string_view, 8> Prehash::metadata_fields = {"time",
                                                                  "startTime",
                                                                  "endTime",
                                                                  "deviceID",
                                                                  "deviceMetadata",
                                                                  "rawData",
                                                                  "dataProcessingMethod",
                                                                  "bizRules"};
const std::array<std::string_view, 23> Prehash::report_fields = {"type",
                                                                 "exception",
                                                                 "deviceID",
                                                                 "deviceMetadata",
                                                                 "rawData",
                                                                 "dataProcessingMethod",
                                                                 "time",
                                                                 "microorganism",
                                                                 "chemicalSubstance",
                                                                 "value",
                                                                 "component",
                                                                 "stringValue",
                                                                 "booleanValue",
                                                                 "hexBinaryValue",
                                                                 "uriValue",
                                                                 "minValue",
                                                                 "maxValue",
                                                                 "meanValue",
                                                                 "sDev",
                                                                 "percRank",
                                                                 "percValue",
                                                                 "uom",
                                                                 "coordinateReferenceSystem"};

/// Members that a repository added to events it hands out, which are no part of them.
Names ignored_fields(const JsonValue& root) {
  Names names;
  const auto look = [&](const JsonValue* v) {
    if (v == nullptr) return;
    for (std::size_t i = 0; i < v->keys.size(); ++i)
      if (v->keys[i].ends_with(":ignoreFields"))
        for (const JsonValue& item : v->items[i].items) names.push_back(item.text);
  };
  look(&root);
  if (const JsonValue* body = root.find("epcisBody")) look(body->find("queryResults"));
  return names;
}

}  // namespace

EpcisHash epcis_hash(const JsonValue& event, const Prefixes& document, const Names& ignored) {
  Prefixes prefixes = document;
  if (const JsonValue* own = event.find("@context")) prefixes.add(*own);
  EpcisHash hash;
  hash.prehash = Prehash(prefixes, ignored).of(event);
  hash.id = "ni:///sha-256;" + hex(sha256(hash.prehash)) + "?ver=CBV2.0";
  return hash;
}

Result<std::vector<EpcisHash>> epcis_hashes(std::string_view json, const EpcisLimits& limits) {
  Diagnostics found;
  const auto root = read_epcis(json, "document", limits, found);
  if (!root) return root.error();
  Prefixes prefixes;
  if (const JsonValue* context = root->find("@context")) prefixes.add(*context);
  const Names ignored = ignored_fields(*root);
  const EpcisEvents events = find_events(*root);
  std::vector<EpcisHash> hashes;
  if (!events.is_list) return std::vector{epcis_hash(*events.list, prefixes, ignored)};
  if (events.list != nullptr)
    for (const JsonValue& event : events.list->items)
      hashes.push_back(epcis_hash(event, prefixes, ignored));
  return hashes;
}

Result<JsonValue> read_epcis(std::string_view json, std::string_view file_name,
                             const EpcisLimits& limits, Diagnostics& found) {
  masseflyt::detail::JsonLimits l;
  l.bytes = limits.bytes;
  l.depth = limits.depth;
  l.rows = limits.events;
  l.values = 4'000'000;
  auto root = masseflyt::detail::read_json(json, file_name, l, found);
  if (!root) return root;
  const EpcisEvents events = find_events(*root);
  if (events.is_list && events.list != nullptr && events.list->items.size() > limits.events) {
    const std::string most = "at most " + std::to_string(limits.events) + " events";
    found.push_back({Severity::error, ErrorCode::limit_exceeded, events.path,
                     std::to_string(events.list->items.size()), most});
    return Error{ErrorCode::limit_exceeded, "expected " + most, events.path};
  }
  return root;
}

}  // namespace masseflyt::traceability
