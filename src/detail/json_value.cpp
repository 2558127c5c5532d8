#include "detail/json_value.hpp"

#include <algorithm>
#include <numeric>

#include "detail/number.hpp"
#include "detail/text.hpp"

namespace masseflyt::detail {
namespace {

void append_number(std::string& out, const std::string& text, JsonForm form) {
  const auto value = form == JsonForm::canonical ? parse_number(text) : std::nullopt;
  out += value ? format_number(*value) : text;
}

void append_object(std::string& out, const JsonValue& value, JsonForm form) {
  std::vector<std::size_t> order(value.keys.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (form == JsonForm::canonical)
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return value.keys[a] < value.keys[b]; });
  out += '{';
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i > 0) out += ',';
    append_json_string(out, value.keys[order[i]]);
    out += ':';
    append_json(out, value.items[order[i]], form);
  }
  out += '}';
}

void append_array(std::string& out, const JsonValue& value, JsonForm form) {
  out += '[';
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    if (i > 0) out += ',';
    append_json(out, value.items[i], form);
  }
  out += ']';
}

void append_escape(std::string& out, unsigned char c) {
  constexpr char hex[] = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  if (c >= 0x20) {
    out += static_cast<char>(c);
    return;
  }
  out += "\\u00";
  out += hex[c >> 4];
  out += hex[c & 0x0F];
}

}  // namespace

const JsonValue* JsonValue::find(std::string_view key) const {
  const auto found = std::find(keys.begin(), keys.end(), key);
  return found == keys.end() ? nullptr : &items[static_cast<std::size_t>(found - keys.begin())];
}

void JsonValue::add(std::string key, JsonValue value) {
  keys.push_back(std::move(key));
  items.push_back(std::move(value));
}

// Recursion is safe: what is written was read with a limit on its depth, or built by hand.
void append_json(std::string& out, const JsonValue& value, JsonForm form) {
  switch (value.kind) {
    case JsonValue::Kind::null:
      out += "null";
      return;
    case JsonValue::Kind::boolean:
      out += value.text;
      return;
    case JsonValue::Kind::number:
      append_number(out, value.text, form);
      return;
    case JsonValue::Kind::text:
      append_json_string(out, value.text);
      return;
    case JsonValue::Kind::array:
      append_array(out, value, form);
      return;
    case JsonValue::Kind::object:
      append_object(out, value, form);
      return;
  }
}

std::string to_json_text(const JsonValue& value, JsonForm form) {
  std::string out;
  append_json(out, value, form);
  return out;
}

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) {
      out += "\xEF\xBF\xBD";
    } else if (length == 1) {
      append_escape(out, static_cast<unsigned char>(text.front()));
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  out += '"';
}

std::string pointer_step(std::string_view key) {
  std::string step;
  for (const char c : key) {
    if (c == '~')
      step += "~0";
    else if (c == '/')
      step += "~1";
    else
      step += c;
  }
  return step;
}

}  // namespace masseflyt::detail
