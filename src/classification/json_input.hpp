// json_input.hpp — small JSON documents of ours, read so that every fault is told with its place.
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/core/diagnostics.hpp>

#include "detail/json_value.hpp"

namespace masseflyt::classification::detail {

using Json = masseflyt::detail::JsonValue;

/// At most 16 MB and 16 levels deep; none, with a diagnostic, if it is no JSON object.
std::optional<Json> parse_object(std::string_view text, Diagnostics& found);

/// A JSON pointer, one step further.
std::string below(const std::string& path, std::string_view key);
/// The value as a fault tells it.
std::string shown(const Json& value);

void fault(Diagnostics& found, std::string path, std::string_view value, std::string expected);

/// The member as text; "" if it is missing (a fault when `required`) or no string (a fault).
std::string text_of(const Json& object, std::string_view key, const std::string& path,
                    bool required, Diagnostics& found);

/// The member as a whole number from `least` to `most`; `otherwise` if it is missing, or, with a
/// fault, if it is something else.
std::int32_t whole_of(const Json& object, std::string_view key, const std::string& path,
                      std::int32_t least, std::int32_t most, std::int32_t otherwise,
                      Diagnostics& found);

/// The elements of a list; none, with a fault when `required`, if there is no list.
const std::vector<Json>& list_of(const Json& object, std::string_view key, const std::string& path,
                                 bool required, Diagnostics& found);

/// The texts of a list that may be missing.
std::vector<std::string> texts_of(const Json& object, std::string_view key, const std::string& path,
                                  Diagnostics& found);

/// Warns of every key that is not in `known` and does not start with "x-".
void warn_unknown(const Json& object, std::span<const std::string_view> known,
                  const std::string& path, Diagnostics& found);
inline void warn_unknown(const Json& object, std::initializer_list<std::string_view> known,
                         const std::string& path, Diagnostics& found) {
  warn_unknown(object, std::span(known.begin(), known.size()), path, found);
}

}  // namespace masseflyt::classification::detail
