// header.hpp — the top-level keys of a document that are no tables.
#pragma once

#include <string>
#include <string_view>

#include <masseflyt/scenario/case.hpp>

#include "detail/json_value.hpp"
#include "scenario/tables.hpp"

namespace masseflyt::scenario {

const HeaderKey* find_header_key(std::string_view name);

/// Keys that anybody may use for what is not ours.
inline bool is_private(std::string_view name) { return name.substr(0, 2) == "x-"; }

/// A JSON text that was checked when it was read; null if it was not.
detail::JsonValue parse_json_value(std::string_view text);

/// Reads one key into `header`. Empty answer: done. Otherwise it is what was expected.
std::string read_header_key(const HeaderKey& key, const detail::JsonValue& value, Header& header);

/// What somebody types for a key, as JSON text: 2020-01/2030-12, 2025, ["a"], a;b.
std::string header_text_to_json(const HeaderKey& key, std::string_view text);

/// "2020-01/2030-12" with the first month not after the last.
bool parse_span(std::string_view text, MonthSpan& span);

}  // namespace masseflyt::scenario
