#include <span>

#include "classification/rule_pack_fields.hpp"
#include "detail/json_value.hpp"

namespace masseflyt::classification {
namespace {

using detail::Field;
using detail::Form;
using masseflyt::detail::JsonValue;

JsonValue text(std::string_view value) { return JsonValue::of_text(std::string(value)); }

JsonValue of_type(std::string_view type) {
  JsonValue schema = JsonValue::object();
  schema.add("type", text(type));
  return schema;
}

template <typename Enum, std::size_t n>
JsonValue one_of(const detail::Word<Enum> (&words)[n]) {
  JsonValue list = JsonValue::array();
  for (const auto& w : words) list.items.push_back(text(w.word));
  JsonValue schema = JsonValue::object();
  schema.add("enum", std::move(list));
  return schema;
}

JsonValue pattern(std::string_view regex) {
  JsonValue schema = of_type("string");
  schema.add("pattern", text(regex));
  return schema;
}

JsonValue filled() {
  JsonValue schema = of_type("string");
  schema.add("minLength", JsonValue::of_number("1"));
  return schema;
}

JsonValue object_of(std::span<const Field> fields);

JsonValue form_of(const Field& field) {
  switch (field.form) {
    case Form::schema: {
      JsonValue schema = JsonValue::object();
      schema.add("const", text(detail::rules_schema));
      return schema;
    }
    case Form::text:
      return field.required ? filled() : of_type("string");
    case Form::day:
      return pattern("^$|^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$");
    case Form::level: {
      JsonValue schema = of_type("integer");
      schema.add("minimum", JsonValue::of_number("0"));
      schema.add("maximum", JsonValue::of_number("100"));
      return schema;
    }
    case Form::decimal:
      return pattern("^[+-]?([0-9]+(\\.[0-9]+)?|\\.[0-9]+)([eE][+-]?[0-9]+)?$");
    case Form::method:
      return one_of(detail::methods);
    case Form::basis:
      return one_of(detail::bases);
    case Form::comparator:
      return one_of(detail::comparators);
    case Form::confidence:
      return one_of(detail::confidences);
    case Form::sources: {
      JsonValue schema = of_type("object");
      schema.add("additionalProperties", filled());
      return schema;
    }
    case Form::rules:
      break;
  }
  JsonValue schema = of_type("array");
  schema.add("items", object_of(detail::rule_fields));
  return schema;
}

JsonValue object_of(std::span<const Field> fields) {
  JsonValue schema = of_type("object"), properties = JsonValue::object();
  JsonValue required = JsonValue::array(), own_keys = JsonValue::object();
  for (const Field& field : fields) {
    JsonValue property = form_of(field);
    property.add("description", text(field.told));
    properties.add(std::string(field.name), std::move(property));
    if (field.required) required.items.push_back(text(field.name));
  }
  own_keys.add("^x-", JsonValue::object());
  schema.add("properties", std::move(properties));
  schema.add("patternProperties", std::move(own_keys));
  schema.add("additionalProperties", {JsonValue::Kind::boolean, "false", {}, {}});
  schema.add("required", std::move(required));
  return schema;
}

/// Limits of substances are in mg/kg.
JsonValue unit_of_chemical_methods() {
  JsonValue chemical = JsonValue::array();
  for (const auto& m : detail::methods)
    if (detail::is_chemical(m.value)) chemical.items.push_back(text(m.word));
  JsonValue among = JsonValue::object(), method = JsonValue::object(), unit = JsonValue::object();
  among.add("enum", std::move(chemical));
  method.add("method", std::move(among));
  JsonValue mg_per_kg = JsonValue::object();
  mg_per_kg.add("const", text("mg/kg"));
  unit.add("unit", std::move(mg_per_kg));
  JsonValue when = JsonValue::object(), then = JsonValue::object(), rule = JsonValue::object();
  when.add("properties", std::move(method));
  JsonValue required = JsonValue::array();
  required.items.push_back(text("unit"));
  then.add("properties", std::move(unit));
  then.add("required", std::move(required));
  rule.add("if", std::move(when));
  rule.add("then", std::move(then));
  return rule;
}

}  // namespace

std::string rule_pack_schema() {
  JsonValue root = JsonValue::object();
  root.add("$schema", text("https://json-schema.org/draft/2020-12/schema"));
  root.add("$id", text("urn:masseflyt:rules:1"));
  root.add("title", text("masseflyt rule pack"));
  const JsonValue pack = object_of(detail::pack_fields), unit = unit_of_chemical_methods();
  for (const JsonValue* part : {&pack, &unit})
    for (std::size_t i = 0; i < part->keys.size(); ++i) root.add(part->keys[i], part->items[i]);
  return masseflyt::detail::to_json_text(root) + "\n";
}

}  // namespace masseflyt::classification
