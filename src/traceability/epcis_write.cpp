#include <map>
#include <set>

#include <masseflyt/traceability/digest.hpp>
#include <masseflyt/traceability/epcis.hpp>
#include <masseflyt/traceability/event_json.hpp>

#include "detail/json_reader.hpp"
#include "traceability/base64.hpp"
#include "traceability/epcis_map.hpp"
#include "traceability/epcis_words.hpp"

namespace masseflyt::traceability {

using masseflyt::detail::JsonValue;
using Kind = JsonValue::Kind;

namespace {

constexpr std::string_view object = "ObjectEvent", transformation = "TransformationEvent",
                           aggregation = "AggregationEvent";

constexpr EpcisShape shapes[] = {
    {EventKind::extract, object, "ADD", "creating_class_instance", "active", true},
    {EventKind::split, transformation, "", "repackaging", "", true},
    {EventKind::merge, transformation, "", "creating_class_instance", "", true},
    {EventKind::process, transformation, "", "creating_class_instance", "in_progress", true},
    {EventKind::load, aggregation, "ADD", "loading", "in_progress", false},
    {EventKind::ship, object, "OBSERVE", "shipping", "in_transit", false},
    {EventKind::receive, object, "OBSERVE", "receiving", "in_progress", true},
    {EventKind::store, object, "OBSERVE", "storing", "", true},
    {EventKind::sample, object, "OBSERVE", "inspecting", "", true},
    {EventKind::hold, object, "OBSERVE", "holding", "", true},
    {EventKind::release, object, "OBSERVE", "", "", true},
    {EventKind::use, object, "DELETE", "installing", "inactive", true},
    {EventKind::dispose, object, "DELETE", "destroying", "disposed", true},
    {EventKind::count, object, "OBSERVE", "stock_taking", "", true},
};

JsonValue text(std::string_view value) { return JsonValue::of_text(std::string(value)); }

JsonValue one(const char* key, std::string value) {
  JsonValue v = JsonValue::object();
  v.add(key, text(value));
  return v;
}

/// 28640123 g as 28640.123 kg.
std::string kilograms(std::int64_t grams) {
  std::string out = std::to_string(grams / 1000);
  if (grams % 1000 == 0) return out;
  out += '.' + std::to_string(1000 + grams % 1000).substr(1);
  out.erase(out.find_last_not_of('0') + 1);
  return out;
}

/// The same tree with our prefix before every name.
JsonValue prefixed(JsonValue v) {
  for (std::string& key : v.keys) key.insert(0, epcis_prefix);
  for (JsonValue& item : v.items) item = prefixed(std::move(item));
  return v;
}

void remove(JsonValue& v, std::string_view key) {
  for (std::size_t i = 0; i < v.keys.size(); ++i)
    if (v.keys[i] == key) {
      v.keys.erase(v.keys.begin() + static_cast<std::ptrdiff_t>(i));
      v.items.erase(v.items.begin() + static_cast<std::ptrdiff_t>(i));
      return;
    }
}

class Writer {
 public:
  Writer(std::span<const Event> events, const EpcisOutOptions& options)
      : events_(events), options_(options) {
    for (const Event& e : events) by_id_.emplace(e.id, &e);
  }

  Result<EpcisOut> run() {
    for (std::size_t i = 0; i < events_.size(); ++i) {
      if (auto ok = check(events_[i]); !ok) return ok.error();
      write(events_[i], options_.leaves.empty() ? std::string_view{} : options_.leaves[i]);
    }
    if (options_.leaves.empty() && !events_.empty())
      out_.notes.push_back({"", "signatures of the events", EpcisFate::lost});
    out_.document = document();
    return std::move(out_);
  }

 private:
  void write(const Event& e, std::string_view leaf) {
    const auto wrong = by_id_.find(e.corrects);
    const bool declares = !e.corrects.empty() && wrong != by_id_.end();
    if (e.kind == EventKind::withdraw && declares) return withdraw(e, *wrong->second, leaf);
    if (declares) {
      JsonValue original = native(*wrong->second);
      original.add("errorDeclaration", declaration(e, "incorrect_data", true));
      list_.items.push_back(std::move(original));
    }
    JsonValue event = native(e);
    JsonValue rest = members_of(e);
    drop_carried(e, rest);
    if (declares) remove(rest, "corrects");
    add_rest(event, std::move(rest), leaf);
    list_.items.push_back(std::move(event));
  }

  /// In EPCIS, an event that did not happen is the event itself, told again with a declaration.
  void withdraw(const Event& e, const Event& original, std::string_view leaf) {
    JsonValue event = native(original);
    event.add("errorDeclaration", declaration(e, "did_not_occur", false));
    JsonValue rest = members_of(e);
    for (const char* key : {"corrects", "time", "kind"}) remove(rest, key);
    JsonValue wrapped = JsonValue::object();
    wrapped.add("withdraw", std::move(rest));
    add_rest(event, std::move(wrapped), leaf);
    list_.items.push_back(std::move(event));
  }

  JsonValue declaration(const Event& e, const char* reason, bool corrective) const {
    JsonValue d = JsonValue::object();
    d.add("declarationTime", text(time_text(e.time_us)));
    d.add("reason", text(reason));
    if (!corrective) return d;
    JsonValue ids = JsonValue::array();
    ids.items.push_back(text(uri(event_folder, e.id)));
    d.add("correctiveEventIDs", std::move(ids));
    return d;
  }

  static JsonValue members_of(const Event& e) {
    Diagnostics none;
    auto v = masseflyt::detail::read_json(to_json(e), "event", {}, none);
    return v ? *std::move(v) : JsonValue::object();
  }

  /// Takes out of `rest` what the EPCIS members say already.
  void drop_carried(const Event& e, JsonValue& rest) const {
    const EpcisShape& shape = epcis_shape(e.kind);
    for (const char* key : {"id", "time"}) remove(rest, key);
    if (shape.type.empty()) return;
    for (const char* key : {"place", "lots", "to_party", "to_place", "documents"})
      remove(rest, key);
    if (!e.load.empty()) remove(rest, "load");
    if (e.kind == EventKind::process) remove(rest, "run");
    for (const char* key : {"inputs", "outputs"})
      for (std::size_t i = 0; i < rest.keys.size(); ++i)
        if (rest.keys[i] == key)
          for (JsonValue& portion : rest.items[i].items) {
            remove(portion, "lot");
            remove(portion, "mass_g");
          }
  }

  void add_rest(JsonValue& event, JsonValue rest, std::string_view leaf) {
    const std::string path = "/epcisBody/eventList/" + std::to_string(list_.items.size()) + "/";
    if (!leaf.empty()) rest.add("leaf", text(to_base64(leaf)));
    rest = prefixed(std::move(rest));
    for (std::size_t i = 0; i < rest.keys.size(); ++i) {
      out_.notes.push_back(
          {path + rest.keys[i], rest.keys[i].substr(epcis_prefix.size()), EpcisFate::extension});
      event.add(rest.keys[i], std::move(rest.items[i]));
    }
  }

  std::string uri(std::string_view folder, std::string_view id) const {
    return epcis_uri(options_.base, folder, id);
  }
  JsonValue quantity(const std::string& lot) const { return one("epcClass", uri(lot_folder, lot)); }
  void add_portions(JsonValue& to, const char* key, const std::vector<Portion>& portions,
                    const std::vector<std::string>& lots = {}) const {
    if (portions.empty() && lots.empty()) return;
    JsonValue list = JsonValue::array();
    for (const std::string& lot : lots) list.items.push_back(quantity(lot));
    for (const Portion& p : portions) {
      JsonValue q = quantity(p.lot);
      q.add("quantity", JsonValue::of_number(kilograms(p.mass_g)));
      q.add("uom", text("KGM"));
      list.items.push_back(std::move(q));
    }
    to.add(key, std::move(list));
  }

  JsonValue native(const Event& e) {
    const EpcisShape& shape = epcis_shape(e.kind);
    JsonValue v = JsonValue::object();
    v.add("type", text(shape.type.empty() ? std::string(epcis_prefix) + std::string(name(e.kind))
                                          : std::string(shape.type)));
    v.add("eventID", text(uri(event_folder, e.id)));
    v.add("eventTime", text(time_text(e.time_us)));
    v.add("eventTimeZoneOffset", text("+00:00"));
    if (shape.type.empty()) return v;
    if (!shape.action.empty()) v.add("action", text(shape.action));
    if (!shape.step.empty()) v.add("bizStep", text(step_of(e, shape)));
    if (!shape.disposition.empty()) v.add("disposition", text(shape.disposition));
    what(e, shape, v);
    if (!e.place.empty()) {
      v.add("readPoint", one("id", uri(place_folder, e.place)));
      if (shape.stays) v.add("bizLocation", one("id", uri(place_folder, e.place)));
    }
    papers(e, v);
    return v;
  }

  /// The first event of a lot may say so.
  std::string step_of(const Event& e, const EpcisShape& shape) {
    if (e.kind != EventKind::extract) return std::string(shape.step);
    bool all_new = true;
    for (const Portion& p : e.outputs) {
      const auto [known, is_new] = first_.emplace(p.lot, e.id);
      all_new = all_new && (is_new || known->second == e.id);
    }
    return all_new ? "commissioning" : std::string(shape.step);
  }

  void what(const Event& e, const EpcisShape& shape, JsonValue& v) const {
    if (shape.type == transformation) {
      add_portions(v, "inputQuantityList", e.inputs);
      add_portions(v, "outputQuantityList", e.outputs);
      // Without a side of its own, an event needs an id that ties it to the others of its run.
      if (!e.run.empty()) v.add("transformationID", text(uri(run_folder, e.run)));
      return;
    }
    if (shape.type == aggregation) {
      v.add("parentID", text(uri(load_folder, e.load)));
      return add_portions(v, "childQuantityList", e.inputs);
    }
    if (!e.load.empty()) {
      JsonValue list = JsonValue::array();
      list.items.push_back(text(uri(load_folder, e.load)));
      v.add("epcList", std::move(list));
    }
    add_portions(v, "quantityList", e.inputs.empty() ? e.outputs : e.inputs, e.lots);
    if (e.kind == EventKind::hold || e.kind == EventKind::release) {
      JsonValue words = JsonValue::array(), persistent = JsonValue::object();
      words.items.push_back(text(held));
      persistent.add(e.kind == EventKind::hold ? "set" : "unset", std::move(words));
      v.add("persistentDisposition", std::move(persistent));
    }
  }

  void papers(const Event& e, JsonValue& v) const {
    JsonValue list = JsonValue::array();
    for (const std::string& d : e.documents)
      list.items.push_back(one("bizTransaction", uri(document_folder, d)));
    std::set<std::string_view> results;
    for (const Value& value : e.values)
      if (results.insert(value.document).second) {
        JsonValue result = one("type", "testres");
        result.add("bizTransaction", text(uri(document_folder, value.document)));
        list.items.push_back(std::move(result));
      }
    if (!list.items.empty()) v.add("bizTransactionList", std::move(list));
    if (e.kind != EventKind::ship) return;
    const auto typed = [&](const char* type, const char* key, std::string value) {
      JsonValue t = one("type", type);
      t.add(key, text(value));
      return t;
    };
    JsonValue sources = JsonValue::array(), destinations = JsonValue::array();
    const std::string& from = e.principal.empty() ? e.author : e.principal;
    sources.items.push_back(typed("possessing_party", "source", uri(party_folder, from)));
    destinations.items.push_back(
        typed("possessing_party", "destination", uri(party_folder, e.to_party)));
    destinations.items.push_back(typed("location", "destination", uri(place_folder, e.to_place)));
    v.add("sourceList", std::move(sources));
    v.add("destinationList", std::move(destinations));
  }

  std::string document() {
    JsonValue context = JsonValue::array();
    context.items.push_back(text("https://ref.gs1.org/standards/epcis/epcis-context.jsonld"));
    context.items.push_back(one("masse", std::string(epcis_namespace)));
    JsonValue body = JsonValue::object(), all = JsonValue::object();
    body.add("eventList", std::move(list_));
    all.add("@context", std::move(context));
    all.add("type", text("EPCISDocument"));
    all.add("schemaVersion", text("2.0"));
    all.add("creationDate", text(time_text(options_.created_us)));
    all.add("epcisBody", std::move(body));
    return masseflyt::detail::to_json_text(all);
  }

  std::span<const Event> events_;
  const EpcisOutOptions& options_;
  std::map<std::string_view, const Event*> by_id_;
  std::map<std::string, std::string> first_;  ///< lot, and the event that brought it
  JsonValue list_ = JsonValue::array();
  EpcisOut out_;
};

bool is_plain(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
         c == '_' || c == '.';
}

std::string percent(std::string_view id) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : id) {
    const auto b = static_cast<unsigned char>(c);
    if (is_plain(c)) {
      out += c;
    } else {
      out += '%';
      out += digits[b >> 4];
      out += digits[b & 0x0F];
    }
  }
  return out;
}

/// Nothing where a percent sign has no two digits behind it.
std::optional<std::string> unpercent(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const auto byte = from_hex(text.substr(i + 1, 2));
    if (!byte || byte->size() != 1) return std::nullopt;
    out += *byte;
    i += 2;
  }
  return out;
}

}  // namespace

const EpcisShape& epcis_shape(EventKind kind) {
  static constexpr EpcisShape none{EventKind::party, "", "", "", "", false};
  for (const EpcisShape& shape : shapes)
    if (shape.kind == kind) return shape;
  return none;
}

std::string epcis_uri(std::string_view base, std::string_view folder, std::string_view id) {
  const bool is_address = id.find("://") != id.npos || id.starts_with("urn:");
  if (is_address && is_uri(id) && !id.starts_with(base)) return std::string(id);
  return std::string(base) + std::string(folder) + percent(id);
}

std::string epcis_id(std::string_view base, std::string_view folder, std::string_view uri) {
  const std::string front = std::string(base) + std::string(folder);
  if (base.empty() || !uri.starts_with(front)) return std::string(uri);
  const auto id = unpercent(uri.substr(front.size()));
  return id && epcis_uri(base, folder, *id) == uri ? *id : std::string(uri);
}

Result<EpcisOut> to_epcis(std::span<const Event> events, const EpcisOutOptions& options) {
  if (!is_uri(options.base) || !options.base.ends_with('/'))
    return Error{ErrorCode::invalid_argument,
                 "base is '" + options.base + "', expected an address that ends with '/'", "/base"};
  if (!options.leaves.empty() && options.leaves.size() != events.size())
    return Error{ErrorCode::invalid_argument, "one leaf per event, or none", "/leaves"};
  return Writer(events, options).run();
}

}  // namespace masseflyt::traceability
