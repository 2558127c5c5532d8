// The rules are those of the JSON schema of EPCIS 2.0.1 and of CBV 2.0, and those that a schema
// cannot say: words, dates that exist, declared namespaces.
#include <algorithm>
#include <array>
#include <set>
#include <span>

#include <masseflyt/traceability/epcis.hpp>

#include "detail/text.hpp"
#include "traceability/epcis_words.hpp"

namespace masseflyt::traceability {
namespace {

using masseflyt::detail::JsonValue;
using Kind = JsonValue::Kind;

enum class Rule {
  any,
  text,
  uri,
  uris,         ///< list of URIs
  unique_uris,  ///< each of them once
  one_or_more_uris,
  time,
  decimal,
  boolean,
  hexadecimal,
  unit,
  action,
  offset,
  version,
  context,
  biz_step,
  disposition,
  biz_transaction_type,
  source_type,
  error_reason,
  measurement,
  alert,
  component,
  persistent,
  place,
  quantities,
  transactions,
  sources,
  destinations,
  sensors,
  metadata,
  reports,
  master_data,  ///< of instances or lots: members have a namespace
  declaration,
};

struct Member {
  std::string_view name;
  Rule rule;
  bool needed = false;
};
using Members = std::span<const Member>;

constexpr Member common[] = {
    {"@context", Rule::context},
    {"type", Rule::text, true},
    {"eventTime", Rule::time, true},
    {"recordTime", Rule::time},
    {"eventTimeZoneOffset", Rule::offset, true},
    {"eventID", Rule::uri},
    {"certificationInfo", Rule::one_or_more_uris},
    {"errorDeclaration", Rule::declaration},
};
/// Of the five kinds, beside the common ones.
constexpr Member where_and_why[] = {
    {"bizStep", Rule::biz_step},
    {"disposition", Rule::disposition},
    {"persistentDisposition", Rule::persistent},
    {"readPoint", Rule::place},
    {"bizLocation", Rule::place},
    {"bizTransactionList", Rule::transactions},
    {"sourceList", Rule::sources},
    {"destinationList", Rule::destinations},
    {"sensorElementList", Rule::sensors},
};
constexpr Member object_event[] = {{"action", Rule::action, true},
                                   {"epcList", Rule::unique_uris},
                                   {"quantityList", Rule::quantities},
                                   {"ilmd", Rule::master_data}};
constexpr Member aggregation_event[] = {{"action", Rule::action, true},
                                        {"parentID", Rule::uri},
                                        {"childEPCs", Rule::uris},
                                        {"childQuantityList", Rule::quantities}};
constexpr Member association_event[] = {{"action", Rule::action, true},
                                        {"parentID", Rule::uri, true},
                                        {"childEPCs", Rule::uris},
                                        {"childQuantityList", Rule::quantities}};
constexpr Member transaction_event[] = {{"action", Rule::action, true},
                                        {"parentID", Rule::uri},
                                        {"epcList", Rule::uris},
                                        {"quantityList", Rule::quantities}};
constexpr Member transformation_event[] = {
    {"inputEPCList", Rule::unique_uris},  {"inputQuantityList", Rule::quantities},
    {"outputEPCList", Rule::unique_uris}, {"outputQuantityList", Rule::quantities},
    {"transformationID", Rule::uri},      {"ilmd", Rule::master_data}};
constexpr Member quantity[] = {
    {"epcClass", Rule::uri, true}, {"quantity", Rule::decimal}, {"uom", Rule::unit}};
constexpr Member transaction[] = {{"type", Rule::biz_transaction_type},
                                  {"bizTransaction", Rule::uri, true}};
constexpr Member source[] = {{"type", Rule::source_type, true}, {"source", Rule::uri, true}};
constexpr Member destination[] = {{"type", Rule::source_type, true},
                                  {"destination", Rule::uri, true}};
constexpr Member place[] = {{"id", Rule::uri, true}};
constexpr Member declaration[] = {{"declarationTime", Rule::time, true},
                                  {"reason", Rule::error_reason},
                                  {"correctiveEventIDs", Rule::uris}};
constexpr Member sensor[] = {{"sensorMetadata", Rule::metadata},
                             {"sensorReport", Rule::reports, true}};
constexpr Member metadata[] = {{"time", Rule::time},          {"deviceID", Rule::uri},
                               {"deviceMetadata", Rule::uri}, {"rawData", Rule::uri},
                               {"startTime", Rule::time},     {"endTime", Rule::time},
                               {"bizRules", Rule::uri},       {"dataProcessingMethod", Rule::uri}};
constexpr Member report[] = {{"type", Rule::measurement},
                             {"exception", Rule::alert},
                             {"deviceID", Rule::uri},
                             {"deviceMetadata", Rule::uri},
                             {"rawData", Rule::uri},
                             {"dataProcessingMethod", Rule::uri},
                             {"bizRules", Rule::uri},
                             {"time", Rule::time},
                             {"microorganism", Rule::uri},
                             {"chemicalSubstance", Rule::uri},
                             {"coordinateReferenceSystem", Rule::uri},
                             {"value", Rule::decimal},
                             {"component", Rule::component},
                             {"stringValue", Rule::text},
                             {"booleanValue", Rule::boolean},
                             {"hexBinaryValue", Rule::hexadecimal},
                             {"uriValue", Rule::uri},
                             {"minValue", Rule::decimal},
                             {"maxValue", Rule::decimal},
                             {"meanValue", Rule::decimal},
                             {"sDev", Rule::decimal},
                             {"percRank", Rule::decimal},
                             {"percValue", Rule::decimal},
                             {"uom", Rule::text}};
constexpr Member document[] = {{"@context", Rule::context, true},
                               {"id", Rule::uri},
                               {"type", Rule::text, true},
                               {"schemaVersion", Rule::version, true},
                               {"creationDate", Rule::time, true},
                               {"instanceIdentifier", Rule::text},
                               {"sender", Rule::text},
                               {"receiver", Rule::text},
                               {"epcisHeader", Rule::any},
                               {"epcisBody", Rule::any, true}};
constexpr Member query_document[] = {
    {"@context", Rule::context, true}, {"id", Rule::uri},
    {"type", Rule::text, true},        {"schemaVersion", Rule::version},
    {"creationDate", Rule::time},      {"epcisBody", Rule::any, true}};
constexpr Member body[] = {{"eventList", Rule::any, true}};
constexpr Member query_body[] = {{"queryResults", Rule::any, true}};
constexpr Member results[] = {{"queryName", Rule::text, true},
                              {"subscriptionID", Rule::text},
                              {"resultsBody", Rule::any, true}};
constexpr Member results_body[] = {{"eventList", Rule::any, true}, {"vocabularyList", Rule::any}};

struct EventType {
  std::string_view name;
  Members members;
};
constexpr EventType types[] = {{"ObjectEvent", object_event},
                               {"AggregationEvent", aggregation_event},
                               {"AssociationEvent", association_event},
                               {"TransactionEvent", transaction_event},
                               {"TransformationEvent", transformation_event}};

constexpr bool may_have_extensions = true, closed = false;

/// Longer lists of faults help nobody.
constexpr std::size_t most_faults = 1000;

class Check {
 public:
  explicit Check(Diagnostics& found) : found_(found) {}

  void root(const JsonValue& v) {
    const std::string type = text_at(v, "type");
    if (type == "EPCISDocument") return whole(v, document, body);
    if (type == "EPCISQueryDocument") return whole(v, query_document, query_body);
    if (v.find("type") == nullptr) return bad("/type", "", "a type, as \"EPCISDocument\"");
    if (v.find("@context") == nullptr) bad("/@context", "", "a context");
    event(v, "");
  }

 private:
  static std::string text_at(const JsonValue& v, std::string_view key) {
    const JsonValue* member = v.find(key);
    return member == nullptr || member->kind != Kind::text ? std::string() : member->text;
  }
  static std::size_t length(const JsonValue& v, std::string_view key) {
    const JsonValue* member = v.find(key);
    return member == nullptr ? 0 : member->items.size();
  }

  void say(Severity severity, std::string path, std::string_view value, std::string expected) {
    if (found_.size() < most_faults)
      found_.push_back({severity, ErrorCode::invalid_document, std::move(path),
                        masseflyt::detail::shorten(value), std::move(expected)});
  }
  void bad(std::string path, std::string_view value, std::string expected) {
    say(Severity::error, std::move(path), value, std::move(expected));
  }
  void bad(std::string path, const JsonValue& v, std::string expected) {
    bad(std::move(path), masseflyt::detail::to_json_text(v), std::move(expected));
  }

  void whole(const JsonValue& v, Members members, Members of_body) {
    if (const JsonValue* context = v.find("@context")) prefixes_.add(*context);
    object(v, "", members, may_have_extensions);
    const JsonValue* inner = v.find("epcisBody");
    if (inner == nullptr) return;
    object(*inner, "/epcisBody", of_body, may_have_extensions);
    if (const JsonValue* query = inner->find("queryResults")) {
      object(*query, "/epcisBody/queryResults", results, may_have_extensions);
      if (const JsonValue* b = query->find("resultsBody"))
        object(*b, "/epcisBody/queryResults/resultsBody", results_body, may_have_extensions);
    }
    const EpcisEvents events = find_events(v);
    if (events.list == nullptr || !events.is_list) return;
    if (events.list->kind != Kind::array) return bad(events.path, *events.list, "a list of events");
    for (std::size_t i = 0; i < events.list->items.size(); ++i)
      event(events.list->items[i], events.path + "/" + std::to_string(i));
  }

  void event(const JsonValue& v, const std::string& path) {
    if (v.kind != Kind::object) return bad(path, v, "an event");
    const Prefixes outside = prefixes_;
    if (const JsonValue* own = v.find("@context")) prefixes_.add(*own);
    const std::string type = text_at(v, "type");
    const auto known = std::find_if(std::begin(types), std::end(types),
                                    [&](const EventType& t) { return t.name == type; });
    std::vector<Member> members(std::begin(common), std::end(common));
    if (known != std::end(types)) {
      members.insert(members.end(), known->members.begin(), known->members.end());
      members.insert(members.end(), std::begin(where_and_why), std::end(where_and_why));
    } else if (!type.empty() && !is_uri(type)) {
      bad(path + "/type", type, "a kind of event, or a URI for an own kind");
    }
    if (known != std::end(types) || type.empty()) {
      object(v, path, members, may_have_extensions);
    } else {  // an own kind has own members, which nobody else can judge
      for (const Member& m : common) member(v, path, m);
    }
    if (known != std::end(types)) together(type, v, path);
    prefixes_ = outside;
  }

  /// What members of one event ask of each other.
  void together(const std::string& type, const JsonValue& v, const std::string& path) {
    const auto has = [&](std::string_view key) { return v.find(key) != nullptr; };
    const auto some = [&](std::string_view key) { return length(v, key) > 0; };
    const std::string action = text_at(v, "action");
    if (type == "ObjectEvent") {
      if (!has("epcList") && !some("quantityList") &&
          !(some("sensorElementList") && has("readPoint")))
        bad(path, type, "an epcList, a quantityList, or sensorElementList and readPoint");
      if (has("ilmd") && action != "ADD")
        bad(path + "/ilmd", action, "no ilmd unless the action is ADD");
    } else if (type == "TransformationEvent") {
      const bool in = some("inputEPCList") || some("inputQuantityList");
      const bool out = some("outputEPCList") || some("outputQuantityList");
      if (!(in && out) && !((in || out) && has("transformationID")))
        bad(path, type, "inputs and outputs, or one of them and a transformationID");
    } else if (type == "TransactionEvent") {
      if (!some("bizTransactionList")) bad(path, type, "a bizTransactionList");
      if (!has("epcList") && !some("quantityList") && action != "DELETE")
        bad(path, type, "an epcList or a quantityList, unless the action is DELETE");
    } else if (!some("childEPCs") && !some("childQuantityList") && action != "DELETE") {
      bad(path, type, "childEPCs or a childQuantityList, unless the action is DELETE");
    }
  }

  void member(const JsonValue& v, const std::string& path, const Member& m) {
    const JsonValue* value = v.find(m.name);
    const std::string at = path + "/" + std::string(m.name);
    if (value != nullptr)
      check(*value, at, m.rule);
    else if (m.needed)
      bad(at, "", "to be there");
  }

  void object(const JsonValue& v, const std::string& path, Members members, bool extensible) {
    if (v.kind != Kind::object) return bad(path, v, "an object");
    for (const Member& m : members) member(v, path, m);
    for (std::size_t i = 0; i < v.keys.size(); ++i) {
      const std::string& key = v.keys[i];
      const bool known = std::any_of(members.begin(), members.end(),
                                     [&](const Member& m) { return m.name == key; });
      if (known) continue;
      const std::string at = path + "/" + masseflyt::detail::pointer_step(key);
      if (!extensible) {
        bad(at, key, "no such member here");
      } else if (!is_uri(key)) {
        bad(at, key, "a member of EPCIS 2.0, or a name with a namespace");
      } else {
        declared(key, at);
      }
    }
  }

  void declared(const std::string& key, const std::string& at) {
    const auto colon = key.find(':');
    const std::string_view rest = std::string_view(key).substr(colon + 1);
    const std::string prefix = key.substr(0, colon);
    if (rest.starts_with("//") || prefix == "urn" || prefixes_.has(prefix)) return;
    say(Severity::warning, at, key, "the prefix '" + prefix + "' in the @context");
  }

  template <typename Each>
  void each(const JsonValue& v, const std::string& path, Each&& one) {
    if (v.kind != Kind::array) return bad(path, v, "a list");
    for (std::size_t i = 0; i < v.items.size(); ++i)
      one(v.items[i], path + "/" + std::to_string(i));
  }
  void objects(const JsonValue& v, const std::string& path, Members members, bool extensible) {
    each(v, path, [&](const JsonValue& item, const std::string& at) {
      object(item, at, members, extensible);
    });
  }

  void uri(const JsonValue& v, const std::string& path) {
    if (v.kind != Kind::text || !is_uri(v.text)) bad(path, v, "a URI");
  }
  void uris(const JsonValue& v, const std::string& path, bool once) {
    std::set<std::string_view> seen;
    each(v, path, [&](const JsonValue& item, const std::string& at) {
      uri(item, at);
      if (once && !seen.insert(item.text).second) bad(at, item.text, "each entry once");
    });
  }

  /// A known word, bare or in full, or a URI of somebody else.
  void word(const JsonValue& v, const std::string& path, Words list, std::string_view what) {
    if (v.kind != Kind::text) return bad(path, v, "a text");
    std::string text = v.text;
    if (const auto full = prefixes_.expand(text)) text = full->space + full->local;
    const bool curie = text != v.text;
    if (full_word(list, text)) return;
    const bool ours =
        text.starts_with("https://ref.gs1.org/cbv/") || text.starts_with("urn:epcglobal:cbv") ||
        text.starts_with("https://ns.gs1.org/cbv/") || text.starts_with("http://ns.gs1.org/cbv/") ||
        text.starts_with("https://gs1.org/voc/");
    const std::string bare = bare_word(list, text);
    if (full_word(list, bare) && !text.starts_with("urn:")) return;
    if (is_uri(text) && !ours) return;
    std::string expected = std::string(what) + " of CBV 2.0, or a URI of your own";
    const std::string near = masseflyt::detail::nearest_word(bare, words_of(list));
    if (!near.empty()) expected += " (did you mean '" + near + "'?)";
    // Types of measurement are the one list that its publisher goes on adding to.
    const bool perhaps = curie || list == Words::measurement;
    say(perhaps ? Severity::warning : Severity::error, path, v.text, std::move(expected));
  }

  void texts(const JsonValue& v, const std::string& path, Rule rule) {
    if (v.kind != Kind::text) return bad(path, v, "a text");
    const std::string& t = v.text;
    if (rule == Rule::action && t != "ADD" && t != "OBSERVE" && t != "DELETE")
      bad(path, t, "ADD, OBSERVE or DELETE");
    if (rule == Rule::time && !read_epcis_time(t))
      bad(path, t, "a time with an offset, as 2026-03-02T07:00:00+01:00");
    if (rule == Rule::offset && !is_offset(t)) bad(path, t, "an offset from -14:00 to +14:00");
    if (rule == Rule::hexadecimal && (t.empty() || t.find_first_not_of(hex_digits) != t.npos))
      bad(path, t, "hexadecimal digits");
    if (rule == Rule::unit && !is_unit(t))
      bad(path, t, "a code of UN/ECE Recommendation 20, as KGM");
    if (rule == Rule::version && (t.empty() || t.find_first_not_of("0123456789.") != t.npos))
      bad(path, t, "a version, as 2.0");
  }
  static constexpr std::string_view hex_digits = "0123456789abcdefABCDEF";
  static bool is_unit(std::string_view t) {
    return t.size() >= 2 && t.size() <= 3 && std::all_of(t.begin(), t.end(), [](char c) {
             return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
           });
  }
  static bool is_offset(std::string_view t) {
    const auto digit = [&](std::size_t i, char most) { return t[i] >= '0' && t[i] <= most; };
    if (t.size() != 6 || (t[0] != '+' && t[0] != '-') || t[3] != ':') return false;
    if (t.substr(1) == "14:00") return true;
    return digit(1, '1') && digit(2, t[1] == '1' ? '3' : '9') && digit(4, '5') && digit(5, '9');
  }

  void persistent(const JsonValue& v, const std::string& path) {
    if (v.kind != Kind::object) return bad(path, v, "an object with set or unset");
    if (v.find("set") == nullptr && v.find("unset") == nullptr) bad(path, v, "set or unset");
    for (std::size_t i = 0; i < v.keys.size(); ++i) {
      const std::string at = path + "/" + masseflyt::detail::pointer_step(v.keys[i]);
      if (v.keys[i] != "set" && v.keys[i] != "unset") {
        bad(at, v.keys[i], "set or unset");
        continue;
      }
      if (v.items[i].kind == Kind::array && v.items[i].items.empty()) bad(at, "[]", "an entry");
      std::set<std::string_view> seen;
      each(v.items[i], at, [&](const JsonValue& item, const std::string& where) {
        word(item, where, Words::disposition, "a disposition");
        if (!seen.insert(item.text).second) bad(where, item.text, "each entry once");
      });
    }
  }

  void sensor_report(const JsonValue& v, const std::string& path) {
    object(v, path, report, may_have_extensions);
    if (v.kind == Kind::object && v.find("type") == nullptr)
      say(Severity::warning, path + "/type", "", "what was measured");
  }

  void check(const JsonValue& v, const std::string& path, Rule rule) {
    switch (rule) {
      case Rule::any:
        return;
      case Rule::uri:
        return uri(v, path);
      case Rule::uris:
        return uris(v, path, false);
      case Rule::unique_uris:
        return uris(v, path, true);
      case Rule::one_or_more_uris:
        return v.kind == Kind::array ? uris(v, path, false) : uri(v, path);
      case Rule::decimal:
        if (v.kind != Kind::number || !plain_decimal(v.text)) bad(path, v, "a number");
        return;
      case Rule::boolean:
        if (v.kind != Kind::boolean) bad(path, v, "true or false");
        return;
      case Rule::context:
        return context(v, path);
      case Rule::biz_step:
        return word(v, path, Words::biz_step, "a business step");
      case Rule::disposition:
        return word(v, path, Words::disposition, "a disposition");
      case Rule::biz_transaction_type:
        return word(v, path, Words::biz_transaction, "a type of business transaction");
      case Rule::source_type:
        return word(v, path, Words::source_or_destination, "a type of source or destination");
      case Rule::error_reason:
        return word(v, path, Words::error_reason, "a reason");
      case Rule::measurement:
        return word(v, path, Words::measurement, "a type of measurement");
      case Rule::alert:
        return word(v, path, Words::alert, "a type of alert");
      case Rule::component:
        return word(v, path, Words::component, "a component");
      case Rule::persistent:
        return persistent(v, path);
      case Rule::place:
        return object(v, path, place, may_have_extensions);
      case Rule::quantities:
        return objects(v, path, quantity, closed);
      case Rule::transactions:
        return objects(v, path, transaction, closed);
      case Rule::sources:
        return objects(v, path, source, closed);
      case Rule::destinations:
        return objects(v, path, destination, closed);
      case Rule::sensors:
        return objects(v, path, sensor, may_have_extensions);
      case Rule::metadata:
        return object(v, path, metadata, may_have_extensions);
      case Rule::reports:
        if (v.kind == Kind::array && v.items.empty()) bad(path, "[]", "a report");
        return each(v, path,
                    [&](const JsonValue& item, const std::string& at) { sensor_report(item, at); });
      case Rule::master_data:
        return object(v, path, {}, may_have_extensions);
      case Rule::declaration:
        return object(v, path, declaration, may_have_extensions);
      default:
        return texts(v, path, rule);
    }
  }

  void context(const JsonValue& v, const std::string& path) {
    const auto fits = [](const JsonValue& one) {
      return one.kind == Kind::object || (one.kind == Kind::text && is_uri(one.text));
    };
    if (fits(v)) return;
    if (v.kind != Kind::array) return bad(path, v, "the address of a context, or prefixes");
    each(v, path, [&](const JsonValue& item, const std::string& at) {
      if (!fits(item)) bad(at, item, "the address of a context, or prefixes");
    });
  }

  Diagnostics& found_;
  Prefixes prefixes_;
};

}  // namespace

void check_epcis(const JsonValue& root, Diagnostics& found) { Check(found).root(root); }

Diagnostics check_epcis(std::string_view json, std::string_view file_name,
                        const EpcisLimits& limits) {
  Diagnostics found;
  if (const auto root = read_epcis(json, file_name, limits, found)) check_epcis(*root, found);
  return found;
}

}  // namespace masseflyt::traceability
