#include "scenario/header.hpp"

#include <algorithm>

#include "detail/json_reader.hpp"
#include "detail/number.hpp"
#include "detail/text.hpp"
#include "scenario/cell.hpp"

namespace masseflyt::scenario {
namespace {

using detail::JsonValue;
using Kind = JsonValue::Kind;

constexpr std::int32_t longest_horizon = 1200;  // months; longer is a slip of the finger

std::string read_text(const HeaderKey& key, const JsonValue& value, Header& header) {
  const std::string& text = value.text;
  if (value.kind != Kind::text) return "text";
  if (key.name == "title") return header.title = text, "";
  if (key.name == "title_nb") return header.title_nb = text, "";
  const Column id{"id", Type::id, ""};
  Value ignored;
  if (auto bad = read_cell(id, {CellKind::text, text}, {}, ignored); !bad.empty()) return bad;
  return header.id = text, "";
}

std::string read_word(const HeaderKey& key, const JsonValue& value, Header& header) {
  const Column column{key.name, Type::word, "", key.name};
  Value word;
  if (value.kind != Kind::text) return expectation(column);
  if (auto bad = read_cell(column, {CellKind::text, value.text}, {}, word); !bad.empty())
    return bad;
  (key.name == "crs" ? header.crs : header.schema) = value.text;
  return {};
}

std::string read_bounds(const JsonValue& value, Header& header) {
  const char* expected = "[west, south, east, north] in degrees, west < east and south < north";
  std::vector<double> sides;
  for (const JsonValue& item : value.items) {
    const auto number = detail::parse_number(item.text);
    if (item.kind != Kind::number || !number) return expected;
    sides.push_back(*number);
  }
  if (value.kind != Kind::array || sides.size() != 4) return expected;
  const bool inside = sides[0] >= -180 && sides[2] <= 180 && sides[1] >= -90 && sides[3] <= 90;
  if (!inside || sides[0] >= sides[2] || sides[1] >= sides[3]) return expected;
  header.bounds = sides;
  return {};
}

std::string read_span(const JsonValue& value, Header& header) {
  if (value.kind == Kind::text && parse_span(value.text, header.horizon)) return {};
  return "first and last month as 2020-01/2030-12, at most " + std::to_string(longest_horizon) +
         " months";
}

std::string read_month(const JsonValue& value, Header& header) {
  const auto month = value.kind == Kind::text ? parse_month(value.text) : std::nullopt;
  if (!month) return "a month as 2026-03";
  header.as_of = *month;
  return {};
}

std::string read_year(const JsonValue& value, Header& header) {
  const auto year = detail::parse_integer(value.text);
  if (value.kind != Kind::number || !year || *year < 1900 || *year > 2199)
    return "a year from 1900 to 2199";
  header.price_year = static_cast<std::int32_t>(*year);
  return {};
}

std::string read_weights(const JsonValue& value, Header& header) {
  const char* expected = "numbers >= 0 under nok, co2e, exposure and road_km, not all of them 0";
  Weights weights{0, 0, 0, 0};
  if (value.kind != Kind::object) return expected;
  for (std::size_t i = 0; i < value.keys.size(); ++i) {
    double* member = value.keys[i] == "nok"        ? &weights.nok
                     : value.keys[i] == "co2e"     ? &weights.co2e
                     : value.keys[i] == "exposure" ? &weights.exposure
                     : value.keys[i] == "road_km"  ? &weights.road_km
                                                   : nullptr;
    const auto number = detail::parse_number(value.items[i].text);
    if (!member || value.items[i].kind != Kind::number || !number || *number < 0) return expected;
    *member = *number;
  }
  if (weights == Weights{0, 0, 0, 0}) return expected;
  header.objective = weights;
  return {};
}

std::string read_texts(const HeaderKey& key, const JsonValue& value, Header& header) {
  Names texts;
  for (const JsonValue& item : value.items) {
    if (item.kind != Kind::text) return "a list of texts";
    texts.push_back(item.text);
  }
  if (value.kind != Kind::array) return "a list of texts";
  if (key.name == "rules") header.rules = texts;
  if (key.name == "attribution") header.attribution = texts;
  return {};
}

std::string read_choices(const JsonValue& value, Header& header) {
  Keyed<std::string> choices;
  if (value.kind != Kind::object) return "an object of options by variant";
  for (std::size_t i = 0; i < value.keys.size(); ++i) {
    if (value.items[i].kind != Kind::text) return "an object of options by variant";
    choices.emplace_back(value.keys[i], value.items[i].text);
  }
  header.variants = choices;
  return {};
}

}  // namespace

const HeaderKey* find_header_key(std::string_view name) {
  const auto& keys = all_header_keys();
  const auto at =
      std::find_if(keys.begin(), keys.end(), [&](const HeaderKey& k) { return k.name == name; });
  return at == keys.end() ? nullptr : &*at;
}

detail::JsonValue parse_json_value(std::string_view text) {
  Diagnostics ignored;
  // read_json wants an object, as every file has one.
  auto read = detail::read_json("{\"v\":" + std::string(text) + "}", "", {}, ignored);
  if (!read || read->items.size() != 1 || has_errors(ignored)) return {};
  return std::move(read->items[0]);
}

std::string read_header_key(const HeaderKey& key, const JsonValue& value, Header& header) {
  using T = HeaderKey::Type;
  switch (key.type) {
    case T::text:
    case T::id:
      return read_text(key, value, header);
    case T::word:
      return read_word(key, value, header);
    case T::bounds:
      return read_bounds(value, header);
    case T::span:
      return read_span(value, header);
    case T::month:
      return read_month(value, header);
    case T::integer:
      return read_year(value, header);
    case T::weights:
      return read_weights(value, header);
    case T::texts:
      return read_texts(key, value, header);
    case T::choices:
      return read_choices(value, header);
  }
  return {};
}

std::string header_text_to_json(const HeaderKey& key, std::string_view text) {
  using T = HeaderKey::Type;
  const bool plain = key.type == T::text || key.type == T::id || key.type == T::word ||
                     key.type == T::span || key.type == T::month;
  if (plain) return detail::to_json_text(JsonValue::of_text(std::string(text)));
  if (key.type == T::texts && text.substr(0, 1) != "[") {
    JsonValue list = JsonValue::array();
    for (auto& word : detail::split(text, ';'))
      list.items.push_back(JsonValue::of_text(std::move(word)));
    return detail::to_json_text(list);
  }
  return detail::to_json_text(parse_json_value(text));
}

bool parse_span(std::string_view text, MonthSpan& span) {
  if (text.size() != 15 || text[7] != '/') return false;
  const auto first = parse_month(text.substr(0, 7));
  const auto last = parse_month(text.substr(8));
  if (!first || !last || *last < *first || *last - *first >= longest_horizon) return false;
  span = {*first, *last};
  return true;
}

}  // namespace masseflyt::scenario
