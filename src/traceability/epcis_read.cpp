#include <algorithm>
#include <map>
#include <set>

#include <masseflyt/traceability/digest.hpp>
#include <masseflyt/traceability/epcis.hpp>
#include <masseflyt/traceability/event_json.hpp>
#include <masseflyt/traceability/signature.hpp>

#include "detail/number.hpp"
#include "detail/text.hpp"
#include "traceability/base64.hpp"
#include "traceability/epcis_map.hpp"
#include "traceability/epcis_words.hpp"

namespace masseflyt::traceability {
namespace {

using masseflyt::detail::JsonValue;
using masseflyt::detail::pointer_step;
using Kind = JsonValue::Kind;

JsonValue text(std::string_view value) { return JsonValue::of_text(std::string(value)); }

std::string text_at(const JsonValue& v, std::string_view key) {
  const JsonValue* member = v.find(key);
  return member == nullptr ? std::string() : member->text;
}

/// What others' business steps mean here, beside those of EpcisShape.
std::optional<EventKind> kind_of_step(std::string_view step) {
  static const std::map<std::string_view, EventKind> kinds = {
      {"commissioning", EventKind::extract}, {"creating_class_instance", EventKind::extract},
      {"loading", EventKind::load},          {"shipping", EventKind::ship},
      {"departing", EventKind::ship},        {"receiving", EventKind::receive},
      {"arriving", EventKind::receive},      {"accepting", EventKind::receive},
      {"storing", EventKind::store},         {"stocking", EventKind::store},
      {"stock_taking", EventKind::count},    {"cycle_counting", EventKind::count},
      {"inspecting", EventKind::sample},     {"sampling", EventKind::sample},
      {"holding", EventKind::hold},          {"installing", EventKind::use},
      {"destroying", EventKind::dispose},    {"decommissioning", EventKind::dispose}};
  const auto found = kinds.find(step);
  return found == kinds.end() ? std::nullopt : std::optional(found->second);
}

/// An event hash id is told by its digits alone, which are as long as an id may be.
std::string id_of_event(const std::string& base, std::string_view uri) {
  constexpr std::string_view head = "ni:///sha-256;";
  if (uri.starts_with(head)) {
    const std::string_view digits = uri.substr(head.size(), uri.find('?') - head.size());
    if (digits.size() == 64 && from_hex(digits)) return std::string(digits);
  }
  return epcis_id(base, event_folder, uri);
}

/// One event of a document on its way to an Event: by its JSON, whose reader knows all rules.
class OneEvent {
 public:
  OneEvent(const JsonValue& v, std::string path, const Prefixes& outside,
           const EpcisInOptions& options, EpcisIn& in)
      : v_(v), path_(std::move(path)), prefixes_(outside), options_(options), in_(in) {
    if (const JsonValue* own = v.find("@context")) prefixes_.add(*own);
    take({"type", "@context", "action"});
    extensions();
  }

  /// `corrected` is the event that this one puts right, by an error declaration.
  void run(const std::string& corrected) {
    event_.add("id", text(id()));
    event_.add("time", text(time("eventTime")));
    if (!corrected.empty()) event_.add("corrects", text(corrected));
    if (const JsonValue* zone = v_.find("eventTimeZoneOffset")) {
      take({"eventTimeZoneOffset"});
      if (zone->text != "+00:00") lost("eventTimeZoneOffset", "offset of the clock on site");
    }
    const auto kind = find_kind();
    if (!kind) return;
    event_.add("kind", text(name(*kind)));
    if (!epcis_shape(*kind).type.empty()) natives(*kind);
    finish();
  }

  /// The event did not happen: `v_` tells it again.
  void withdrawal(const JsonValue& declaration) {
    const JsonValue* ours = rest_.find("withdraw");
    JsonValue e = ours != nullptr ? *ours : JsonValue::object();
    const std::string of = id();
    if (e.find("id") == nullptr) e.add("id", text(hex(sha256("withdraw/" + of))));
    e.add("kind", text("withdraw"));
    e.add("corrects", text(of));
    const auto at = read_epcis_time(text_at(declaration, "declarationTime"));
    e.add("time", text(time_text(at ? at->micros : 0)));
    if (e.find("reason") == nullptr) {
      const std::string reason = bare_word(Words::error_reason, text_at(declaration, "reason"));
      e.add("reason", text(reason.empty() ? "no reason given" : reason));
    }
    const std::string leaf = text_at(rest_, "leaf");
    rest_ = JsonValue::object();
    if (!leaf.empty()) rest_.add("leaf", text(leaf));
    event_ = std::move(e);
    for (const std::string& key : v_.keys) done_.insert(key);  // told before, by the event itself
    finish();
  }

  std::string id() {
    take({"eventID"});
    if (const JsonValue* own = v_.find("eventID")) return id_of_event(options_.base, own->text);
    return id_of_event(options_.base, epcis_hash(v_, prefixes_, {}).id);
  }

 private:
  void take(std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys) done_.insert(std::string(key));
  }
  void bad(const std::string& where, std::string_view value, std::string expected,
           ErrorCode code = ErrorCode::invalid_document) {
    in_.found.push_back({Severity::error, code, path_ + where, masseflyt::detail::shorten(value),
                         std::move(expected)});
    failed_ = true;
  }
  void lost(std::string_view member, std::string what) {
    in_.notes.push_back({path_ + "/" + std::string(member), std::move(what), EpcisFate::lost});
  }

  /// Our namespace goes to `rest_` with plain names; that of others is told as lost.
  void extensions() {
    for (std::size_t i = 0; i < v_.keys.size(); ++i) {
      const Prefixes::Name name = prefixes_.name_of(v_.keys[i]);
      if (name.space != epcis_namespace) continue;
      done_.insert(v_.keys[i]);
      rest_.add(name.local, unprefixed(v_.items[i]));
    }
  }
  JsonValue unprefixed(JsonValue v) const {
    for (std::string& key : v.keys) {
      const Prefixes::Name name = prefixes_.name_of(key);
      if (name.space == epcis_namespace) key = name.local;
    }
    for (JsonValue& item : v.items) item = unprefixed(std::move(item));
    return v;
  }

  std::string time(const char* key) {
    take({std::string_view(key)});
    const auto at = read_epcis_time(text_at(v_, key));
    if (at && !at->beyond.empty()) lost(key, "decimals beyond microseconds: " + at->beyond);
    return time_text(at ? at->micros : 0);
  }

  std::string uri_id(std::string_view folder, std::string_view uri) const {
    return epcis_id(options_.base, folder, uri);
  }

  std::optional<EventKind> find_kind() {
    const std::string own = text_at(rest_, "kind");
    if (!own.empty()) {
      drop(rest_, "kind");
      if (const auto kind = event_kind(own)) return kind;
      bad("/masse:kind", own, "a kind of event");
      return std::nullopt;
    }
    const std::string type = text_at(v_, "type");
    const std::string step = bare_word(Words::biz_step, expanded(text_at(v_, "bizStep")));
    if (type == "TransformationEvent") return kind_of_transformation(step);
    if (const JsonValue* p = v_.find("persistentDisposition"))
      return p->find("set") != nullptr ? EventKind::hold : EventKind::release;
    const std::string action = text_at(v_, "action");
    if (const auto kind = kind_of_step(step)) {
      const EpcisShape& shape = epcis_shape(*kind);
      if (shape.type == type && shape.action == action) return kind;
      bad("", type + " " + action + " " + step,
          std::string(shape.type) + " " + std::string(shape.action) + " with this business step");
      return std::nullopt;
    }
    if (action == "OBSERVE" && type == "ObjectEvent") {
      in_.notes.push_back({path_, "event " + step + ": no mass changes", EpcisFate::lost});
      return std::nullopt;
    }
    bad("", type + " " + action + " " + step,
        "an event with a meaning for masses: extraction, transformation, loading, shipping, "
        "receipt, storage, inspection, hold, use or disposal");
    return std::nullopt;
  }

  std::string expanded(const std::string& word) const {
    const auto full = prefixes_.expand(word);
    return full ? full->space + full->local : word;
  }

  EventKind kind_of_transformation(std::string_view step) const {
    const auto count = [&](const char* key) {
      const JsonValue* list = v_.find(key);
      return list == nullptr ? std::size_t{0} : list->items.size();
    };
    const std::size_t in = count("inputQuantityList"), out = count("outputQuantityList");
    const bool alone = v_.find("transformationID") == nullptr;
    if (alone && in == 1 && out > 0 && step == "repackaging") return EventKind::split;
    if (alone && in > 1 && out == 1) return EventKind::merge;
    return EventKind::process;
  }

  static void drop(JsonValue& v, std::string_view key) {
    const auto at = std::find(v.keys.begin(), v.keys.end(), key) - v.keys.begin();
    if (at == static_cast<std::ptrdiff_t>(v.keys.size())) return;
    v.keys.erase(v.keys.begin() + at);
    v.items.erase(v.items.begin() + at);
  }

  void natives(EventKind kind) {
    const EpcisShape& shape = epcis_shape(kind);
    take({"bizStep"});
    if (const std::string d = bare_word(Words::disposition, expanded(text_at(v_, "disposition")));
        d == shape.disposition)
      take({"disposition"});
    places();
    if (shape.type == "TransformationEvent") {
      quantities("inputQuantityList", "inputs");
      quantities("outputQuantityList", "outputs");
      if (kind == EventKind::process)
        if (const JsonValue* run = v_.find("transformationID")) {
          take({"transformationID"});
          event_.add("run", text(uri_id(run_folder, run->text)));
        }
    } else if (kind == EventKind::load) {
      take({"parentID"});
      event_.add("load", text(uri_id(load_folder, text_at(v_, "parentID"))));
      quantities("childQuantityList", "inputs");
    } else {
      const bool outputs =
          kind == EventKind::extract || kind == EventKind::receive || kind == EventKind::count;
      const bool only_lots = kind == EventKind::store || kind == EventKind::hold ||
                             kind == EventKind::release ||
                             (kind == EventKind::sample && rest_.find("inputs") == nullptr);
      quantities("quantityList", outputs ? "outputs" : "inputs", only_lots);
    }
    if (kind == EventKind::hold || kind == EventKind::release) hold(kind);
    papers(kind);
    if (kind == EventKind::ship) parties();
  }

  void places() {
    const JsonValue* read = v_.find("readPoint");
    const JsonValue* location = v_.find("bizLocation");
    const JsonValue* at = read != nullptr ? read : location;
    if (at == nullptr) return;
    const std::string id = text_at(*at, "id");
    event_.add("place", text(uri_id(place_folder, id)));
    take({"readPoint"});
    if (location != nullptr && text_at(*location, "id") == id) take({"bizLocation"});
    if (at->keys.size() > 1) lost("readPoint", "members of the place besides its id");
  }

  std::optional<std::int64_t> grams(const JsonValue& q, const std::string& where) {
    const JsonValue* number = q.find("quantity");
    const std::string unit = text_at(q, "uom");
    const std::map<std::string_view, std::int64_t> decimals = {{"GRM", 0}, {"KGM", 3}, {"TNE", 6}};
    const auto known = decimals.find(unit);
    if (known == decimals.end()) {
      bad(where + "/uom", unit, "KGM, TNE or GRM: a mass; a volume needs a density with its source",
          ErrorCode::unit_mismatch);
      return std::nullopt;
    }
    std::string digits = plain_decimal(number->text).value_or("");
    const auto dot = digits.find('.');
    const std::size_t behind = dot == digits.npos ? 0 : digits.size() - dot - 1;
    if (dot != digits.npos) digits.erase(dot, 1);
    if (behind > static_cast<std::size_t>(known->second)) {
      bad(where + "/quantity", number->text, "a whole number of grams; nothing is rounded");
      return std::nullopt;
    }
    digits.append(static_cast<std::size_t>(known->second) - behind, '0');
    const auto mass = masseflyt::detail::parse_integer(digits);
    if (!mass || *mass < 0 || *mass > max_mass_g) {
      bad(where + "/quantity", number->text, "a mass from 0 to 10^15 g", ErrorCode::limit_exceeded);
      return std::nullopt;
    }
    return mass;
  }

  /// Entries without a quantity are lots; those with one are portions, in the order of `ours`.
  void quantities(const char* list_name, const char* ours, bool only_lots = false) {
    const JsonValue* list = v_.find(list_name);
    take({std::string_view(list_name)});
    const JsonValue* more = rest_.find(ours);
    JsonValue portions = JsonValue::array(), lots = JsonValue::array();
    for (std::size_t i = 0; list != nullptr && i < list->items.size(); ++i) {
      const JsonValue& q = list->items[i];
      const std::string where = "/" + std::string(list_name) + "/" + std::to_string(i);
      const std::string lot = uri_id(lot_folder, text_at(q, "epcClass"));
      if (only_lots || q.find("quantity") == nullptr) {
        lots.items.push_back(text(lot));
        if (const JsonValue* amount = q.find("quantity"))
          lost(std::string(list_name) + "/" + std::to_string(i),
               "quantity " + amount->text + ": the whole lot is meant");
        continue;
      }
      const auto mass = grams(q, where);
      if (!mass) continue;
      const std::size_t n = portions.items.size();
      JsonValue p =
          more != nullptr && n < more->items.size() ? more->items[n] : JsonValue::object();
      p.add("lot", text(lot));
      p.add("mass_g", JsonValue::of_number(std::to_string(*mass)));
      if (p.find("basis") == nullptr) add_basis(p, where);
      portions.items.push_back(std::move(p));
    }
    if (more != nullptr && more->items.size() != portions.items.size() && !failed_)
      bad("/masse:" + std::string(ours), std::to_string(more->items.size()),
          "one entry per quantity of " + std::string(list_name));
    drop(rest_, ours);
    if (!portions.items.empty()) event_.add(ours, std::move(portions));
    if (!lots.items.empty()) event_.add("lots", std::move(lots));
  }

  void add_basis(JsonValue& portion, const std::string& where) {
    if (!options_.basis)
      return bad(where, "", "to be told whether masses are wet or dry: EPCIS does not say",
                 ErrorCode::unit_mismatch);
    portion.add("basis", text(*options_.basis == Basis::wet ? "wet" : "dry"));
  }

  void hold(EventKind kind) {
    const JsonValue* p = v_.find("persistentDisposition");
    const JsonValue* words =
        p == nullptr ? nullptr : p->find(kind == EventKind::hold ? "set" : "unset");
    std::string reason;
    for (std::size_t i = 0; words != nullptr && i < words->items.size(); ++i)
      reason += (i > 0 ? ", " : "") + bare_word(Words::disposition, expanded(words->items[i].text));
    if (p == nullptr || p->keys.size() == 1) take({"persistentDisposition"});
    if (rest_.find("reason") == nullptr)
      rest_.add("reason", text(reason.empty() ? "held" : reason));
  }

  /// Loads and papers. Own documents stand without a type; results of tests are in the values.
  void papers(EventKind kind) {
    const JsonValue* list = v_.find("bizTransactionList");
    take({"bizTransactionList"});
    const bool foreign = rest_.find("author") == nullptr;
    const bool needs_load = kind == EventKind::ship || kind == EventKind::receive;
    std::string load;
    if (const JsonValue* keys = v_.find("epcList"); needs_load && keys != nullptr)
      if (keys->items.size() == 1) {
        load = uri_id(load_folder, keys->items.front().text);
        take({"epcList"});
      }
    JsonValue documents = JsonValue::array();
    for (std::size_t i = 0; list != nullptr && i < list->items.size(); ++i) {
      const JsonValue& t = list->items[i];
      const std::string type = bare_word(Words::biz_transaction, expanded(text_at(t, "type")));
      const std::string paper = text_at(t, "bizTransaction");
      if (!foreign && type == "testres") continue;
      if (foreign && needs_load && load.empty() && type == "bol") {
        load = uri_id(load_folder, paper);
        continue;
      }
      if (foreign) lost("bizTransactionList/" + std::to_string(i), type + " " + paper);
      if (!foreign) documents.items.push_back(text(uri_id(document_folder, paper)));
    }
    if (!load.empty()) event_.add("load", text(load));
    if (!documents.items.empty()) event_.add("documents", std::move(documents));
  }

  void parties() {
    const auto party = [&](const char* list_name, const char* key, std::string_view type) {
      const JsonValue* list = v_.find(list_name);
      for (std::size_t i = 0; list != nullptr && i < list->items.size(); ++i)
        if (bare_word(Words::source_or_destination, expanded(text_at(list->items[i], "type"))) ==
            type)
          return text_at(list->items[i], key);
      return std::string();
    };
    take({"sourceList", "destinationList"});
    const std::string from = party("sourceList", "source", "possessing_party");
    const std::string to = party("destinationList", "destination", "possessing_party");
    const std::string at = party("destinationList", "destination", "location");
    if (!to.empty()) event_.add("to_party", text(uri_id(party_folder, to)));
    if (!at.empty()) event_.add("to_place", text(uri_id(place_folder, at)));
    const std::string sender = uri_id(party_folder, from);
    if (rest_.find("author") == nullptr && !from.empty() && sender != options_.author)
      rest_.add("principal", text(sender));
    for (const char* list : {"sourceList", "destinationList"})
      if (party(list, std::string_view(list) == "sourceList" ? "source" : "destination",
                "owning_party") != "")
        lost(list, "owning party");
  }

  void finish() {
    for (std::size_t i = 0; i < v_.keys.size(); ++i)
      if (!done_.contains(v_.keys[i])) lost(pointer_step(v_.keys[i]), "member " + v_.keys[i]);
    const std::string leaf = text_at(rest_, "leaf");
    drop(rest_, "leaf");
    for (std::size_t i = 0; i < rest_.keys.size(); ++i)
      event_.add(rest_.keys[i], std::move(rest_.items[i]));
    if (event_.find("author") == nullptr) {
      if (options_.author.empty())
        return bad("", "", "to be told who says so: the document names no author");
      event_.add("author", text(options_.author));
    }
    if (failed_) return;
    auto event = read_event_json(masseflyt::detail::to_json_text(event_));
    if (!event)
      return bad("", text_at(event_, "kind") + " " + text_at(event_, "id"),
                 "an event that can be recorded: " + event.error().message, event.error().code);
    if (!leaf.empty() && !says_the_same(leaf, *event)) return;
    in_.events.push_back(*std::move(event));
    in_.leaves.push_back(leaf.empty() ? std::string() : *from_base64(leaf));
  }

  bool says_the_same(const std::string& leaf, const Event& event) {
    const auto bytes = from_base64(leaf);
    const auto parts = bytes ? from_leaf(*bytes) : Result<SignedEvent>(Error{});
    const auto body = parts ? decode(parts->body) : Result<Event>(Error{});
    if (body && *body == event) return true;
    bad("/masse:leaf", leaf,
        body ? "a signed event that says what the document says" : "a signed event in base64",
        ErrorCode::corrupt);
    return false;
  }

  const JsonValue& v_;
  std::string path_;
  Prefixes prefixes_;
  const EpcisInOptions& options_;
  EpcisIn& in_;
  JsonValue rest_ = JsonValue::object();   ///< our namespace
  JsonValue event_ = JsonValue::object();  ///< as to_json() would write it
  std::set<std::string> done_;
  bool failed_ = false;
};

class Reader {
 public:
  Reader(const EpcisInOptions& options, EpcisIn& in) : options_(options), in_(in) {}

  void run(const JsonValue& root) {
    if (const JsonValue* context = root.find("@context")) prefixes_.add(*context);
    const EpcisEvents events = find_events(root);
    if (!events.is_list) event(*events.list, events.path);
    for (std::size_t i = 0;
         events.is_list && events.list != nullptr && i < events.list->items.size(); ++i)
      event(events.list->items[i], events.path + "/" + std::to_string(i));
    for (const auto& [id, corrected] : corrects_)
      in_.found.push_back({Severity::error, ErrorCode::not_found, events.path, corrected,
                           "its correction " + id + " in the same document"});
  }

 private:
  void event(const JsonValue& v, const std::string& path) {
    OneEvent one(v, path, prefixes_, options_, in_);
    const std::string id = one.id();
    if (const JsonValue* declaration = v.find("errorDeclaration")) {
      const JsonValue* ids = declaration->find("correctiveEventIDs");
      if (ids == nullptr || ids->items.empty()) return one.withdrawal(*declaration);
      // Told again only to say what puts it right.
      for (const JsonValue& by : ids->items) corrects_[id_of_event(options_.base, by.text)] = id;
      return;
    }
    const auto corrected = corrects_.find(id);
    one.run(corrected == corrects_.end() ? std::string() : corrected->second);
    if (corrected != corrects_.end()) corrects_.erase(corrected);
  }

  const EpcisInOptions& options_;
  EpcisIn& in_;
  Prefixes prefixes_;
  std::map<std::string, std::string> corrects_;  ///< corrective event, and what it puts right
};

}  // namespace

EpcisIn from_epcis(std::string_view json, std::string_view file_name,
                   const EpcisInOptions& options) {
  EpcisIn in;
  const auto root = read_epcis(json, file_name, options.limits, in.found);
  if (!root) return in;
  check_epcis(*root, in.found);
  if (!has_errors(in.found)) Reader(options, in).run(*root);
  return in;
}

}  // namespace masseflyt::traceability
