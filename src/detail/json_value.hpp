// json_value.hpp — JSON that keeps its numbers as they were written.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace masseflyt::detail {

/// A tree of values. Numbers are text: 1e400, 0.50 and 20 digits survive a round trip.
struct JsonValue {
  enum class Kind : std::uint8_t { null, boolean, number, text, array, object };

  Kind kind = Kind::null;
  std::string text = {};               ///< of a number or text; "true" or "false"
  std::vector<std::string> keys = {};  ///< of an object, beside `items`, in the order of the text
  std::vector<JsonValue> items = {};

  /// The member of an object, or nullptr.
  const JsonValue* find(std::string_view key) const;

  static JsonValue of_text(std::string text) { return {Kind::text, std::move(text), {}, {}}; }
  static JsonValue of_number(std::string text) { return {Kind::number, std::move(text), {}, {}}; }
  static JsonValue array() { return {Kind::array, {}, {}, {}}; }
  static JsonValue object() { return {Kind::object, {}, {}, {}}; }
  void add(std::string key, JsonValue value);

  bool operator==(const JsonValue&) const = default;
};

enum class JsonForm {
  as_written,  ///< keys in their order, numbers digit by digit
  canonical,   ///< keys sorted, numbers in their shortest form: equal content is equal text
};

/// Appends `value` without white space.
void append_json(std::string& out, const JsonValue& value, JsonForm form = JsonForm::as_written);
std::string to_json_text(const JsonValue& value, JsonForm form = JsonForm::as_written);

/// Appends `text` in quotes. Bytes that are no UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);

/// One step of a JSON pointer, "a/b" as "a~1b" (RFC 6901).
std::string pointer_step(std::string_view key);

}  // namespace masseflyt::detail
