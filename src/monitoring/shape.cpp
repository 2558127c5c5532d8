#include "monitoring/shape.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "detail/number.hpp"
#include "detail/text.hpp"

namespace masseflyt::monitoring::detail {
namespace {

using Kind = Json::Kind;
constexpr double most_seconds = 100.0 * 366 * 86400;

std::string below(const std::string& path, std::string_view key) {
  return path + "/" + masseflyt::detail::pointer_step(key);
}

std::string all_words(std::span<const Word> words) {
  std::string text = "one of";
  for (const auto& w : words) text += " " + std::string(w.word);
  return text;
}

std::string range_text(const Field& f) {
  using masseflyt::detail::format_number;
  const bool low = f.least > -1e15, high = f.most < 1e15;
  if (low && high) return " from " + format_number(f.least) + " to " + format_number(f.most);
  if (low) return ", at least " + format_number(f.least);
  if (high) return ", at most " + format_number(f.most);
  return "";
}

bool knows(std::span<const Word> words, const Json& value) {
  return value.kind == Kind::text && std::any_of(words.begin(), words.end(), [&](const Word& w) {
           return w.word == value.text;
         });
}

std::optional<double> number_in(const Json& value) {
  if (value.kind != Kind::number) return std::nullopt;
  return masseflyt::detail::parse_number(value.text);
}

bool is_point(const Json& value) {
  return value.kind == Kind::array && value.items.size() == 2 && number_in(value.items[0]) &&
         number_in(value.items[1]);
}

bool are_names(const std::vector<Json>& items) {
  std::set<std::string_view> seen;
  return std::all_of(items.begin(), items.end(), [&](const Json& t) {
    return t.kind == Kind::text && !t.text.empty() && seen.insert(t.text).second;
  });
}

/// What a value of this type should be; nothing if it is.
std::optional<std::string> complaint(const Json& v, const Field& f) {
  switch (f.type) {
    case Type::text:
      if (v.kind == Kind::text && (!v.text.empty() || !f.required)) return std::nullopt;
      return "a text";
    case Type::number:
    case Type::seconds: {
      const auto n = number_in(v);
      const double least = f.type == Type::seconds ? std::max(f.least, 0.0) : f.least;
      const double most = f.type == Type::seconds ? std::min(f.most, most_seconds) : f.most;
      if (n && *n >= least && *n <= most) return std::nullopt;
      if (f.type == Type::seconds)
        return "a number of seconds" +
               (least > 0 ? ", at least " + masseflyt::detail::format_number(least) : "") +
               ", at most 100 years";
      return "a number" + range_text(f);
    }
    case Type::integer: {
      const auto n =
          v.kind == Kind::number ? masseflyt::detail::parse_integer(v.text) : std::nullopt;
      if (n && static_cast<double>(*n) >= f.least && static_cast<double>(*n) <= f.most)
        return std::nullopt;
      return "a whole number" + range_text(f);
    }
    case Type::boolean:
      if (v.kind == Kind::boolean) return std::nullopt;
      return "true or false";
    case Type::word:
      if (knows(f.words, v)) return std::nullopt;
      return all_words(f.words);
    case Type::words:
      if (v.kind == Kind::array && !v.items.empty() &&
          std::all_of(v.items.begin(), v.items.end(),
                      [&](const Json& w) { return knows(f.words, w); }))
        return std::nullopt;
      return "a list with " + all_words(f.words);
    case Type::instant:
      if (v.kind == Kind::text && parse_instant(v.text)) return std::nullopt;
      return "a time with its offset, \"2026-03-29T03:30+02:00\"";
    case Type::clock:
      if (v.kind == Kind::text && parse_clock(v.text)) return std::nullopt;
      return "a time of the clock, \"07:00\"";
    case Type::object:
      if (v.kind == Kind::object) return std::nullopt;
      return "an object";
    case Type::list:
      if (v.kind == Kind::array && !(f.required && v.items.empty())) return std::nullopt;
      return "a list of objects";
    case Type::points:
      if (v.kind == Kind::array && !v.items.empty() && v.items.size() <= 1000 &&
          std::all_of(v.items.begin(), v.items.end(), is_point))
        return std::nullopt;
      return "a list of 1 to 1000 points [x, y]";
    case Type::span:
      if (is_point(v) && *number_in(v.items[0]) <= *number_in(v.items[1])) return std::nullopt;
      return "two numbers [low, high]";
    case Type::text_map:
      if (v.kind == Kind::object && std::all_of(v.items.begin(), v.items.end(),
                                                [](const Json& t) { return t.kind == Kind::text; }))
        return std::nullopt;
      return "an object of texts";
    case Type::texts:
      if (v.kind == Kind::array && !v.items.empty() && are_names(v.items)) return std::nullopt;
      return "a list of texts, none empty and none twice";
  }
  return std::nullopt;
}

void check_list(const Json& list, const Shape& shape, const std::string& path, Diagnostics& found) {
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const std::string place = path + "/" + std::to_string(i);
    if (list.items[i].kind == Kind::object)
      check(list.items[i], shape, place, found);
    else
      fault(found, place, to_json_text(list.items[i]), "an object");
  }
}

void warn_unknown(const Json& object, const Shape& shape, const std::string& path,
                  Diagnostics& found) {
  std::vector<std::string> known;
  for (const auto& f : shape.fields) known.emplace_back(f.name);
  for (const auto& key : object.keys) {
    if (key.starts_with("x-") || std::find(known.begin(), known.end(), key) != known.end())
      continue;
    const auto near = masseflyt::detail::nearest_word(key, known);
    found.push_back(
        {Severity::warning, ErrorCode::invalid_document, below(path, key), key,
         near.empty() ? "a key that is known, or one that starts with x-" : "perhaps " + near});
  }
}

Json text_json(std::string_view words) { return Json::of_text(std::string(words)); }

Json typed(std::string_view type) {
  Json schema = Json::object();
  schema.add("type", text_json(type));
  return schema;
}

Json enumerated(std::span<const Word> words) {
  Json schema = typed("string"), list = Json::array();
  for (const auto& w : words) list.items.push_back(text_json(w.word));
  schema.add("enum", std::move(list));
  return schema;
}

Json ranged(std::string_view type, double least, double most) {
  using masseflyt::detail::format_number;
  Json schema = typed(type);
  if (least > -1e15) schema.add("minimum", Json::of_number(format_number(least)));
  if (most < 1e15) schema.add("maximum", Json::of_number(format_number(most)));
  return schema;
}

Json number_pair() {
  Json pair = typed("array");
  pair.add("items", typed("number"));
  pair.add("minItems", Json::of_number("2"));
  pair.add("maxItems", Json::of_number("2"));
  return pair;
}

Json point_list() {
  Json schema = typed("array");
  schema.add("items", number_pair());
  schema.add("minItems", Json::of_number("1"));
  schema.add("maxItems", Json::of_number("1000"));
  return schema;
}

Json with_items(Json items, bool required) {
  Json schema = typed("array");
  schema.add("items", std::move(items));
  if (required) schema.add("minItems", Json::of_number("1"));
  return schema;
}

Json pattern(std::string_view regex) {
  Json schema = typed("string");
  schema.add("pattern", text_json(regex));
  return schema;
}

Json field_schema(const Field& f) {
  switch (f.type) {
    case Type::text:
      return typed("string");
    case Type::number:
      return ranged("number", f.least, f.most);
    case Type::integer:
      return ranged("integer", f.least, f.most);
    case Type::seconds:
      return ranged("number", std::max(f.least, 0.0), most_seconds);
    case Type::boolean:
      return typed("boolean");
    case Type::word:
      return enumerated(f.words);
    case Type::words:
      return with_items(enumerated(f.words), true);
    case Type::instant: {
      Json schema = typed("string");
      schema.add("format", text_json("date-time"));
      return schema;
    }
    case Type::clock:
      return pattern("^([01][0-9]|2[0-3]):[0-5][0-9]$");
    case Type::object:
      return schema_of(*f.of);
    case Type::list:
      return with_items(schema_of(*f.of), f.required);
    case Type::points:
      return point_list();
    case Type::span:
      return number_pair();
    case Type::text_map: {
      Json schema = typed("object");
      schema.add("additionalProperties", typed("string"));
      return schema;
    }
    case Type::texts: {
      Json text = typed("string");
      text.add("minLength", Json::of_number("1"));
      Json schema = with_items(std::move(text), true);
      schema.add("uniqueItems", {Kind::boolean, "true", {}, {}});
      return schema;
    }
  }
  return Json::object();
}

}  // namespace

void fault(Diagnostics& found, std::string path, std::string_view value, std::string expected) {
  found.push_back({Severity::error, ErrorCode::invalid_document, std::move(path),
                   masseflyt::detail::shorten(value), std::move(expected)});
}

void check(const Json& object, const Shape& shape, const std::string& path, Diagnostics& found) {
  warn_unknown(object, shape, path, found);
  for (const auto& f : shape.fields) {
    const Json* value = object.find(f.name);
    const std::string place = below(path, f.name);
    if (value == nullptr) {
      if (f.required) fault(found, place, "", *complaint(Json{}, f));
      continue;
    }
    if (const auto expected = complaint(*value, f)) {
      const bool is_text = value->kind == Kind::text;
      fault(found, place, is_text ? value->text : to_json_text(*value), *expected);
    } else if (f.type == Type::object) {
      check(*value, *f.of, place, found);
    } else if (f.type == Type::list) {
      check_list(*value, *f.of, place, found);
    }
  }
}

Json schema_of(const Shape& shape) {
  Json schema = typed("object"), properties = Json::object(), required = Json::array();
  for (const auto& f : shape.fields) {
    Json member = field_schema(f);
    member.add("description", text_json(f.doc));
    properties.add(std::string(f.name), std::move(member));
    if (f.required) required.items.push_back(text_json(f.name));
  }
  schema.add("properties", std::move(properties));
  if (!required.items.empty()) schema.add("required", std::move(required));
  Json ours = Json::object();
  ours.add("^x-", {Kind::boolean, "true", {}, {}});
  schema.add("patternProperties", std::move(ours));
  schema.add("additionalProperties", {Kind::boolean, "false", {}, {}});
  return schema;
}

std::string text_of(const Json& object, std::string_view key) {
  const Json* v = object.find(key);
  return v != nullptr && v->kind == Kind::text ? v->text : std::string();
}

double number_of(const Json& object, std::string_view key, double otherwise) {
  const Json* v = object.find(key);
  return v == nullptr ? otherwise : number_in(*v).value_or(otherwise);
}

Duration seconds_of(const Json& object, std::string_view key) {
  const double s = number_of(object, key, 0);
  if (!(s >= 0 && s <= most_seconds)) return Duration(0);
  return Duration(std::llround(s * 1e9));
}

bool truth_of(const Json& object, std::string_view key) {
  const Json* v = object.find(key);
  return v != nullptr && v->kind == Kind::boolean && v->text == "true";
}

std::int32_t word_of(const Json& object, std::string_view key, std::span<const Word> words,
                     std::int32_t otherwise) {
  const auto text = text_of(object, key);
  for (const auto& w : words)
    if (w.word == text) return w.value;
  return otherwise;
}

std::uint8_t bits_of(const Json& object, std::string_view key, std::span<const Word> words) {
  const Json* list = object.find(key);
  if (list == nullptr) return 255;
  int bits = 0;
  for (const auto& item : list->items)
    for (const auto& w : words)
      if (w.word == item.text) bits |= w.value;
  return static_cast<std::uint8_t>(bits);
}

std::vector<std::string> texts_of(const Json& object, std::string_view key) {
  std::vector<std::string> texts;
  if (const Json* list = object.find(key))
    for (const auto& item : list->items) texts.push_back(item.text);
  return texts;
}

std::optional<Instant> instant_of(const Json& object, std::string_view key) {
  const auto text = text_of(object, key);
  if (text.empty()) return std::nullopt;
  const auto t = parse_instant(text);
  return t ? std::optional(*t) : std::nullopt;
}

std::optional<std::chrono::minutes> parse_clock(std::string_view text) {
  const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4))
    return std::nullopt;
  const int h = (text[0] - '0') * 10 + text[1] - '0', m = (text[3] - '0') * 10 + text[4] - '0';
  if (h > 23 || m > 59) return std::nullopt;
  return std::chrono::minutes(60 * h + m);
}

std::optional<std::pair<double, double>> span_of(const Json& object, std::string_view key) {
  const Json* v = object.find(key);
  if (v == nullptr || !is_point(*v)) return std::nullopt;
  return std::pair(*number_in(v->items[0]), *number_in(v->items[1]));
}

const Json* object_of(const Json& object, std::string_view key) {
  const Json* v = object.find(key);
  return v != nullptr && v->kind == Kind::object ? v : nullptr;
}

std::string_view name_of(std::span<const Word> words, std::int32_t value) {
  for (const auto& w : words)
    if (w.value == value) return w.word;
  return "";
}

}  // namespace masseflyt::monitoring::detail
