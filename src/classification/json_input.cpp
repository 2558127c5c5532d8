#include "classification/json_input.hpp"

#include <algorithm>

#include "detail/json_reader.hpp"
#include "detail/number.hpp"
#include "detail/text.hpp"

namespace masseflyt::classification::detail {

std::string below(const std::string& path, std::string_view key) {
  return path + "/" + masseflyt::detail::pointer_step(key);
}

std::string shown(const Json& value) {
  return value.kind == Json::Kind::text ? value.text : to_json_text(value);
}

void fault(Diagnostics& found, std::string path, std::string_view value, std::string expected) {
  found.push_back({Severity::error, ErrorCode::invalid_document, std::move(path),
                   masseflyt::detail::shorten(value), std::move(expected)});
}

std::optional<Json> parse_object(std::string_view text, Diagnostics& found) {
  masseflyt::detail::JsonLimits limits;
  limits.bytes = 16u << 20;
  limits.depth = 16;
  limits.values = 1'000'000;
  const auto before = found.size();
  auto root = masseflyt::detail::read_json(text, "", limits, found);
  const bool broken =
      has_errors({found.begin() + static_cast<std::ptrdiff_t>(before), found.end()});
  if (!root || broken) return std::nullopt;
  return std::move(*root);
}

std::string text_of(const Json& object, std::string_view key, const std::string& path,
                    bool required, Diagnostics& found) {
  const Json* member = object.find(key);
  if (member == nullptr) {
    if (required) fault(found, below(path, key), "", "a text");
    return {};
  }
  if (member->kind == Json::Kind::text) return member->text;
  fault(found, below(path, key), to_json_text(*member), "a text");
  return {};
}

std::int32_t whole_of(const Json& object, std::string_view key, const std::string& path,
                      std::int32_t least, std::int32_t most, std::int32_t otherwise,
                      Diagnostics& found) {
  const Json* member = object.find(key);
  if (member == nullptr) return otherwise;
  const auto number = member->kind == Json::Kind::number
                          ? masseflyt::detail::parse_integer(member->text)
                          : std::nullopt;
  if (number && *number >= least && *number <= most) return static_cast<std::int32_t>(*number);
  fault(found, below(path, key), to_json_text(*member),
        "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  return otherwise;
}

const std::vector<Json>& list_of(const Json& object, std::string_view key, const std::string& path,
                                 bool required, Diagnostics& found) {
  static const std::vector<Json> none;
  const Json* member = object.find(key);
  if (member != nullptr && member->kind == Json::Kind::array) return member->items;
  if (member != nullptr || required)
    fault(found, below(path, key), member == nullptr ? "" : to_json_text(*member), "a list");
  return none;
}

std::vector<std::string> texts_of(const Json& object, std::string_view key, const std::string& path,
                                  Diagnostics& found) {
  std::vector<std::string> all;
  for (const auto& item : list_of(object, key, path, false, found)) {
    if (item.kind == Json::Kind::text)
      all.push_back(item.text);
    else
      fault(found, below(path, key), to_json_text(item), "a text");
  }
  return all;
}

void warn_unknown(const Json& object, std::span<const std::string_view> known,
                  const std::string& path, Diagnostics& found) {
  for (const auto& key : object.keys) {
    if (key.starts_with("x-") || std::find(known.begin(), known.end(), key) != known.end())
      continue;
    found.push_back({Severity::warning, ErrorCode::invalid_document, below(path, key), key,
                     "a known key, or one that starts with x-"});
  }
}

}  // namespace masseflyt::classification::detail
