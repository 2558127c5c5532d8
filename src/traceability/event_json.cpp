#include <masseflyt/traceability/event_json.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>
#include <span>

#include <masseflyt/traceability/digest.hpp>
#include <masseflyt/traceability/ticket.hpp>

#include "detail/json_reader.hpp"
#include "detail/json_value.hpp"
#include "detail/number.hpp"

namespace masseflyt::traceability {
namespace {

using masseflyt::detail::JsonValue;

// ---- writing

JsonValue number(std::int64_t value) { return JsonValue::of_number(std::to_string(value)); }
JsonValue text(std::string_view value) { return JsonValue::of_text(std::string(value)); }

void add_text(JsonValue& to, const char* key, const std::string& value) {
  if (!value.empty()) to.add(key, text(value));
}

template <typename T, typename Write>
void add_list(JsonValue& to, const char* key, const std::vector<T>& values, Write&& write) {
  if (values.empty()) return;
  JsonValue list = JsonValue::array();
  for (const T& v : values) list.items.push_back(write(v));
  to.add(key, std::move(list));
}

constexpr std::string_view states[] = {"", "bank", "loose", "placed"};
constexpr std::string_view algorithms[] = {"", "ed25519", "ecdsa_p256"};

JsonValue portion(const Portion& p) {
  JsonValue v = JsonValue::object();
  v.add("lot", text(p.lot));
  v.add("mass_g", number(p.mass_g));
  v.add("basis", text(p.basis == Basis::wet ? "wet" : "dry"));
  if (p.u_g != 0) v.add("u_g", number(p.u_g));
  if (!p.measured) return v;
  JsonValue m = JsonValue::object();
  m.add("litres", number(p.measured->litres));
  m.add("state", text(states[static_cast<std::size_t>(p.measured->state)]));
  m.add("grams_per_litre", number(p.measured->grams_per_litre));
  m.add("source", text(p.measured->source));
  v.add("measured", std::move(m));
  return v;
}

// ---- reading

/// Takes members one by one; what is left over is unknown.
class Object {
 public:
  Object(const JsonValue& value, std::string path) : value_(value), path_(std::move(path)) {}

  Error bad(std::string_view key, std::string what) const {
    return {ErrorCode::invalid_argument, std::string(key) + ": " + std::move(what),
            path_ + "/" + std::string(key)};
  }
  const JsonValue* take(std::string_view key) {
    names_.push_back(key);
    return value_.find(key);
  }
  void text(std::string_view key, std::string& out) {
    const JsonValue* v = take(key);
    if (v == nullptr) return;
    if (v->kind != JsonValue::Kind::text) return fail(bad(key, "expected a text"));
    out = v->text;
  }
  void integer(std::string_view key, std::int64_t& out) {
    const JsonValue* v = take(key);
    if (v == nullptr) return;
    const auto n = v->kind == JsonValue::Kind::number ? masseflyt::detail::parse_integer(v->text)
                                                      : std::nullopt;
    if (!n) return fail(bad(key, "expected an integer"));
    out = *n;
  }
  template <std::size_t N>
  void bytes(std::string_view key, std::optional<std::array<std::uint8_t, N>>& out) {
    std::string hex;
    text(key, hex);
    if (hex.empty()) return;
    const auto b = from_hex(hex);
    if (!b || b->size() != N)
      return fail(bad(key, "expected " + std::to_string(2 * N) + " hexadecimal digits"));
    out.emplace();
    std::copy(b->begin(), b->end(), out->begin());
  }
  template <typename Enum>
  void word(std::string_view key, std::span<const std::string_view> words, Enum& out) {
    std::string name;
    text(key, name);
    for (std::size_t i = 1; i < words.size(); ++i)
      if (words[i] == name) out = static_cast<Enum>(i);
    if (!name.empty() && words[static_cast<std::size_t>(out)] != name)
      fail(bad(key, "'" + name + "' is unknown"));
  }
  void each(std::string_view key, const std::function<void(const JsonValue&, std::string)>& read) {
    const JsonValue* v = take(key);
    if (v == nullptr) return;
    if (v->kind != JsonValue::Kind::array) return fail(bad(key, "expected a list"));
    for (std::size_t i = 0; i < v->items.size(); ++i)
      read(v->items[i], path_ + "/" + std::string(key) + "/" + std::to_string(i));
  }
  void texts(std::string_view key, std::vector<std::string>& out) {
    each(key, [&](const JsonValue& v, const std::string&) {
      if (v.kind != JsonValue::Kind::text) return fail(bad(key, "expected texts"));
      out.push_back(v.text);
    });
  }
  void fail(Error error) {
    if (!error_) error_ = std::move(error);
  }
  /// The first fault, or the first member that nobody asked for.
  std::optional<Error> fault() {
    if (error_) return error_;
    if (value_.kind != JsonValue::Kind::object)
      return Error{ErrorCode::invalid_argument, "expected an object", path_};
    for (const auto& key : value_.keys)
      if (std::find(names_.begin(), names_.end(), key) == names_.end())
        return bad(key, "is no member");
    return std::nullopt;
  }
  void adopt(Object& inner) {
    if (auto e = inner.fault()) fail(*std::move(e));
  }

 private:
  const JsonValue& value_;
  std::string path_;
  std::vector<std::string_view> names_;
  std::optional<Error> error_;
};

constexpr std::string_view bases[] = {"", "wet", "dry"};

Portion read_portion(const JsonValue& value, std::string path, Object& outer) {
  Object o(value, path);
  Portion p;
  o.text("lot", p.lot);
  o.integer("mass_g", p.mass_g);
  p.basis = static_cast<Basis>(0);  // a mass without basis is refused by check()
  o.word("basis", bases, p.basis);
  o.integer("u_g", p.u_g);
  if (const JsonValue* m = o.take("measured")) {
    Object inner(*m, path + "/measured");
    Measured measured;
    inner.integer("litres", measured.litres);
    measured.state = static_cast<VolumeState>(0);
    inner.word("state", states, measured.state);
    inner.integer("grams_per_litre", measured.grams_per_litre);
    inner.text("source", measured.source);
    o.adopt(inner);
    p.measured = std::move(measured);
  }
  outer.adopt(o);
  return p;
}

void read_lists(Object& o, Event& e) {
  for (const auto& [key, list] : {std::pair{"inputs", &e.inputs}, {"outputs", &e.outputs}})
    o.each(key, [&, list = list](const JsonValue& v, std::string path) {
      list->push_back(read_portion(v, std::move(path), o));
    });
  o.each("losses", [&](const JsonValue& v, std::string path) {
    Object inner(v, std::move(path));
    Loss l;
    inner.text("cause", l.cause);
    inner.integer("mass_g", l.mass_g);
    inner.integer("u_g", l.u_g);
    o.adopt(inner);
    e.losses.push_back(std::move(l));
  });
  o.each("values", [&](const JsonValue& v, std::string path) {
    Object inner(v, std::move(path));
    Value value;
    inner.text("property", value.property);
    inner.text("value", value.value);
    inner.text("unit", value.unit);
    inner.text("document", value.document);
    o.adopt(inner);
    e.values.push_back(std::move(value));
  });
  o.each("commitments", [&](const JsonValue& v, std::string path) {
    Object inner(v, std::move(path));
    std::optional<Digest> digest;
    Commitment c;
    inner.text("label", c.label);
    inner.bytes("digest", digest);
    if (!digest) inner.fail(inner.bad("digest", "is missing"));
    o.adopt(inner);
    c.digest = digest.value_or(Digest{});
    e.commitments.push_back(std::move(c));
  });
}

Result<Event> read_event(const JsonValue& root) {
  Object o(root, "");
  Event e;
  std::string kind, time;
  o.text("kind", kind);
  if (const auto known = event_kind(kind))
    e.kind = *known;
  else
    o.fail(o.bad("kind", "'" + kind + "' is no kind of event"));
  o.text("time", time);
  if (const auto at = read_time(time))
    e.time_us = *at;
  else
    o.fail(o.bad("time", at.error().message));
  for (const auto& [key, member] : {std::pair{"id", &e.id},
                                    {"author", &e.author},
                                    {"principal", &e.principal},
                                    {"subject", &e.subject},
                                    {"place", &e.place},
                                    {"load", &e.load},
                                    {"to_party", &e.to_party},
                                    {"to_place", &e.to_place},
                                    {"run", &e.run},
                                    {"corrects", &e.corrects},
                                    {"reason", &e.reason}})
    o.text(key, *member);
  o.texts("lots", e.lots);
  o.texts("documents", e.documents);
  read_lists(o, e);
  o.integer("sequence", e.sequence);
  o.bytes("key_id", e.key_id);
  o.bytes("digest", e.digest);
  if (const JsonValue* k = o.take("key")) {
    Object inner(*k, "/key");
    PublicKey key;
    std::string bytes;
    inner.word("algorithm", algorithms, key.algorithm);
    inner.text("bytes", bytes);
    if (const auto b = from_hex(bytes))
      key.bytes = *b;
    else
      inner.fail(inner.bad("bytes", "expected hexadecimal digits"));
    o.adopt(inner);
    e.key = std::move(key);
  }
  if (const JsonValue* t = o.take("terms")) {
    if (t->kind != JsonValue::Kind::object) o.fail(o.bad("terms", "expected an object"));
    for (std::size_t i = 0; i < t->keys.size(); ++i) e.terms[t->keys[i]] = t->items[i].text;
  }
  if (auto fault = o.fault()) return *std::move(fault);
  if (auto ok = check(e); !ok) return ok.error();
  return e;
}

std::optional<int> two(std::string_view text, std::size_t at) {
  if (at + 2 > text.size()) return std::nullopt;
  const char a = text[at], b = text[at + 1];
  if (a < '0' || a > '9' || b < '0' || b > '9') return std::nullopt;
  return 10 * (a - '0') + (b - '0');
}

/// "Z", "+01:00", "-05:30" in minutes.
std::optional<int> offset_minutes(std::string_view text) {
  if (text == "Z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto hours = two(text, 1), minutes = two(text, 4);
  if (!hours || !minutes || *hours > 14 || *minutes > 59) return std::nullopt;
  return (text[0] == '-' ? -1 : 1) * (60 * *hours + *minutes);
}

}  // namespace

Result<std::int64_t> read_time(std::string_view text) {
  const Error bad{ErrorCode::invalid_argument,
                  "'" + std::string(text.substr(0, 40)) +
                      "' is no time with an offset, as in 2026-03-02T07:00:00+01:00",
                  {}};
  const auto century = two(text, 0), year = two(text, 2), month = two(text, 5), day = two(text, 8),
             hour = two(text, 11), minute = two(text, 14), second = two(text, 17);
  if (!century || !year || !month || !day || !hour || !minute || !second || text[4] != '-' ||
      text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':')
    return bad;
  std::string_view rest = text.substr(19);
  std::int64_t micros = 0;
  if (rest.starts_with('.')) {
    std::size_t digits = 0;
    while (1 + digits < rest.size() && rest[1 + digits] >= '0' && rest[1 + digits] <= '9') ++digits;
    if (digits == 0 || digits > 6) return bad;
    for (std::size_t i = 0; i < 6; ++i) micros = 10 * micros + (i < digits ? rest[1 + i] - '0' : 0);
    rest.remove_prefix(1 + digits);
  }
  const auto offset = offset_minutes(rest);
  using namespace std::chrono;
  const year_month_day date{std::chrono::year(100 * *century + *year),
                            std::chrono::month(static_cast<unsigned>(*month)),
                            std::chrono::day(static_cast<unsigned>(*day))};
  if (!offset || !date.ok() || *hour > 23 || *minute > 59 || *second > 59) return bad;
  const std::int64_t days = sys_days(date).time_since_epoch().count();
  const std::int64_t minutes = days * 1440 + *hour * 60 + *minute - *offset;
  return (minutes * 60 + *second) * 1'000'000 + micros;
}

std::string time_text(std::int64_t time_us) {
  const std::int64_t micros = ((time_us % 1'000'000) + 1'000'000) % 1'000'000;
  std::string text = utc_text((time_us - micros) / 1'000'000);
  text.pop_back();
  return text + '.' + std::to_string(1'000'000 + micros).substr(1) + 'Z';
}

std::string to_json(const Event& e) {
  JsonValue v = JsonValue::object();
  v.add("kind", text(name(e.kind)));
  v.add("id", text(e.id));
  v.add("time", text(time_text(e.time_us)));
  v.add("author", text(e.author));
  add_text(v, "principal", e.principal);
  add_text(v, "subject", e.subject);
  add_text(v, "place", e.place);
  add_list(v, "inputs", e.inputs, portion);
  add_list(v, "outputs", e.outputs, portion);
  add_list(v, "losses", e.losses, [](const Loss& l) {
    JsonValue o = JsonValue::object();
    o.add("cause", text(l.cause));
    o.add("mass_g", number(l.mass_g));
    if (l.u_g != 0) o.add("u_g", number(l.u_g));
    return o;
  });
  add_list(v, "lots", e.lots, [](const std::string& s) { return text(s); });
  add_text(v, "load", e.load);
  add_text(v, "to_party", e.to_party);
  add_text(v, "to_place", e.to_place);
  add_text(v, "run", e.run);
  add_list(v, "documents", e.documents, [](const std::string& s) { return text(s); });
  add_list(v, "values", e.values, [](const Value& x) {
    JsonValue o = JsonValue::object();
    o.add("property", text(x.property));
    o.add("value", text(x.value));
    o.add("unit", text(x.unit));
    o.add("document", text(x.document));
    return o;
  });
  add_list(v, "commitments", e.commitments, [](const Commitment& c) {
    JsonValue o = JsonValue::object();
    o.add("label", text(c.label));
    o.add("digest", text(hex(c.digest)));
    return o;
  });
  add_text(v, "corrects", e.corrects);
  add_text(v, "reason", e.reason);
  if (!e.terms.empty()) {
    JsonValue terms = JsonValue::object();
    for (const auto& [key, value] : e.terms) terms.add(key, text(value));
    v.add("terms", std::move(terms));
  }
  if (e.sequence != 0) v.add("sequence", number(e.sequence));
  if (e.key) {
    JsonValue key = JsonValue::object();
    key.add("algorithm", text(algorithms[static_cast<std::size_t>(e.key->algorithm)]));
    const auto* data = reinterpret_cast<const std::uint8_t*>(e.key->bytes.data());
    key.add("bytes", text(hex({data, e.key->bytes.size()})));
    v.add("key", std::move(key));
  }
  if (e.key_id) v.add("key_id", text(hex(*e.key_id)));
  if (e.digest) v.add("digest", text(hex(*e.digest)));
  return masseflyt::detail::to_json_text(v);
}

Result<Event> read_event_json(std::string_view json) {
  Diagnostics found;
  masseflyt::detail::JsonLimits limits;
  limits.bytes = 1u << 20;
  const auto root = masseflyt::detail::read_json(json, "event", limits, found);
  if (!root)
    return Error{ErrorCode::invalid_argument,
                 found.empty() ? root.error().message : to_line(found.front()),
                 {}};
  return read_event(*root);
}

}  // namespace masseflyt::traceability
