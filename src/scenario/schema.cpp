// The JSON Schema and the reference page, both from the table of tables.
#include <masseflyt/scenario/document.hpp>

#include "detail/json_value.hpp"
#include "detail/number.hpp"
#include "scenario/tables.hpp"

namespace masseflyt::scenario {
namespace {

using detail::JsonValue;

JsonValue text(std::string_view words) { return JsonValue::of_text(std::string(words)); }

JsonValue yes(bool value) { return {JsonValue::Kind::boolean, value ? "true" : "false", {}, {}}; }

JsonValue number(double value) { return JsonValue::of_number(detail::format_number(value)); }

JsonValue of_type(std::string_view type) {
  JsonValue schema = JsonValue::object();
  schema.add("type", text(type));
  return schema;
}

JsonValue texts(const Names& words) {
  JsonValue list = JsonValue::array();
  for (const auto& w : words) list.items.push_back(text(w));
  return list;
}

/// A word of a vocabulary; materials may be extended by the document, so they are only examples.
JsonValue word(std::string_view vocabulary_name) {
  const Names& words = vocabulary(vocabulary_name);
  JsonValue schema = of_type("string");
  if (!words.empty())
    schema.add(vocabulary_name == "materials" ? "examples" : "enum", texts(words));
  return schema;
}

JsonValue month() {
  JsonValue schema = of_type("string");
  schema.add("pattern", text("^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$"));
  return schema;
}

JsonValue day() {
  JsonValue schema = of_type("string");
  schema.add("pattern", text("^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"));
  return schema;
}

void add_range(JsonValue& schema, const Range& range) {
  if (range.low)
    schema.add(range.low_is_outside ? "exclusiveMinimum" : "minimum", number(*range.low));
  if (range.high) schema.add("maximum", number(*range.high));
}

JsonValue list_of(JsonValue items) {
  JsonValue schema = of_type("array");
  schema.add("items", std::move(items));
  schema.add("uniqueItems", yes(true));
  return schema;
}

JsonValue keyed_by(std::string_view keys, JsonValue values) {
  JsonValue schema = of_type("object");
  if (!keys.empty()) {
    JsonValue names = JsonValue::object();
    names.add("enum", texts(vocabulary(keys)));
    schema.add("propertyNames", std::move(names));
  }
  schema.add("additionalProperties", std::move(values));
  return schema;
}

JsonValue any_of(std::initializer_list<std::string_view> types) {
  JsonValue schema = JsonValue::object();
  JsonValue list = JsonValue::array();
  for (const auto type : types) list.items.push_back(text(type));
  schema.add("type", std::move(list));
  return schema;
}

JsonValue cell_schema(const Column& column) {
  switch (column.type) {
    case Type::number:
    case Type::integer: {
      JsonValue schema = of_type(column.type == Type::number ? "number" : "integer");
      add_range(schema, column.range);
      return schema;
    }
    case Type::month:
      return month();
    case Type::day:
      return day();
    case Type::yes_no:
      return of_type("boolean");
    case Type::word:
      return word(column.of);
    case Type::value:
      return any_of({"string", "number", "boolean"});
    case Type::texts:
    case Type::references:
      return list_of(of_type("string"));
    case Type::words:
      return list_of(word(column.of));
    case Type::shares: {
      JsonValue share = of_type("number");
      add_range(share, column.range);
      return keyed_by(column.of, std::move(share));
    }
    case Type::keyed:
      return keyed_by(column.of, of_type("string"));
    case Type::text:
    case Type::id:
    case Type::reference:
      return of_type("string");
  }
  return {};
}

std::string described(const Column& column) {
  std::string words(column.doc);
  if (!column.unit.empty()) words += " [" + std::string(column.unit) + "]";
  return words;
}

JsonValue private_keys() {
  JsonValue pattern = JsonValue::object();
  pattern.add("^x-", yes(true));
  return pattern;
}

/// What must be there counts for rows that are included.
void add_required(JsonValue& schema, const TableSpec& table) {
  JsonValue always = JsonValue::array();
  JsonValue included = JsonValue::array();
  const bool can_be_left_out = table.find("included") != nullptr;
  for (const Column& c : table.columns)
    if (c.required)
      (c.type == Type::id || !can_be_left_out ? always : included).items.push_back(text(c.name));
  if (!always.items.empty()) schema.add("required", std::move(always));
  if (included.items.empty()) return;
  JsonValue left_out = JsonValue::object();
  left_out.add("const", yes(false));
  JsonValue properties = JsonValue::object();
  properties.add("included", std::move(left_out));
  JsonValue condition = JsonValue::object();
  condition.add("properties", std::move(properties));
  JsonValue only_then = JsonValue::array();
  only_then.items.push_back(text("included"));
  condition.add("required", std::move(only_then));
  JsonValue otherwise = JsonValue::object();
  otherwise.add("required", std::move(included));
  schema.add("if", std::move(condition));
  schema.add("else", std::move(otherwise));
}

JsonValue row_schema(const TableSpec& table) {
  JsonValue schema = of_type("object");
  JsonValue properties = JsonValue::object();
  for (const Column& column : table.columns) {
    JsonValue cell = cell_schema(column);
    cell.add("description", text(described(column)));
    if (!column.fallback.empty())
      cell.add("$comment", text("default: " + std::string(column.fallback)));
    properties.add(std::string(column.name), std::move(cell));
  }
  schema.add("properties", std::move(properties));
  schema.add("patternProperties", private_keys());
  schema.add("additionalProperties", yes(false));
  add_required(schema, table);
  return schema;
}

JsonValue header_schema(const HeaderKey& key) {
  using T = HeaderKey::Type;
  switch (key.type) {
    case T::text:
    case T::id:
      return of_type("string");
    case T::word:
      return word(key.name);
    case T::bounds: {
      JsonValue schema = of_type("array");
      schema.add("items", of_type("number"));
      schema.add("minItems", number(4));
      schema.add("maxItems", number(4));
      return schema;
    }
    case T::span: {
      JsonValue schema = of_type("string");
      schema.add("pattern", text("^[0-9]{4}-(0[1-9]|1[0-2])/[0-9]{4}-(0[1-9]|1[0-2])$"));
      return schema;
    }
    case T::month:
      return month();
    case T::integer:
      return of_type("integer");
    case T::weights: {
      JsonValue weight = of_type("number");
      weight.add("minimum", number(0));
      return keyed_by("weights", std::move(weight));
    }
    case T::texts: {
      JsonValue schema = of_type("array");
      schema.add("items", of_type("string"));
      return schema;
    }
    case T::choices:
      return keyed_by("", of_type("string"));
  }
  return {};
}

JsonValue layers_schema() {
  JsonValue layer = of_type("object");
  JsonValue properties = JsonValue::object();
  JsonValue type = JsonValue::object();
  type.add("const", text("FeatureCollection"));
  properties.add("type", std::move(type));
  layer.add("properties", std::move(properties));
  JsonValue required = JsonValue::array();
  required.items = {text("type"), text("features")};
  layer.add("required", std::move(required));
  JsonValue schema = of_type("object");
  schema.add("description", text("Background of maps: GeoJSON polygons in degrees, by name"));
  schema.add("additionalProperties", std::move(layer));
  return schema;
}

}  // namespace

std::string json_schema() {
  JsonValue root = JsonValue::object();
  root.add("$schema", text("https://json-schema.org/draft/2020-12/schema"));
  root.add("$id", text("urn:masseflyt:scenario:1"));
  root.add("title", text("masseflyt scenario"));
  root.add("type", text("object"));
  JsonValue properties = JsonValue::object();
  JsonValue required = JsonValue::array();
  for (const HeaderKey& key : all_header_keys()) {
    JsonValue schema = header_schema(key);
    schema.add("description", text(key.doc));
    properties.add(std::string(key.name), std::move(schema));
    if (key.required) required.items.push_back(text(key.name));
  }
  for (const TableSpec& table : all_tables()) {
    JsonValue schema = of_type("array");
    schema.add("description", text(table.doc));
    schema.add("items", row_schema(table));
    properties.add(std::string(table.name), std::move(schema));
  }
  properties.add("layers", layers_schema());
  root.add("properties", std::move(properties));
  root.add("patternProperties", private_keys());
  root.add("additionalProperties", yes(false));
  root.add("required", std::move(required));
  return detail::to_json_text(root) + "\n";
}

}  // namespace masseflyt::scenario
