// masseflyt/traceability/event_json.hpp — events as people and other programs write them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <masseflyt/core/result.hpp>
#include <masseflyt/traceability/event.hpp>

namespace masseflyt::traceability {

/// One JSON object with the member names of Event; `time` is RFC 3339 in UTC with microseconds,
/// masses are integers of grams, digests and keys are hexadecimal. What is empty is left out.
/// This is no form to sign: sign encode().
std::string to_json(const Event& event);

/// Reads what to_json() writes, and times with any offset. A time without an offset, a mass that
/// is no integer, and a member that is not known are refused. The answer has passed check().
/// Errors: invalid_argument and those of check(); `path` is a JSON pointer.
Result<Event> read_event_json(std::string_view json);

/// "2026-03-02T07:00:00+01:00" as microseconds since 1970 UTC; at most six decimals of a second.
/// Errors: invalid_argument (form, no offset, a day that is none).
Result<std::int64_t> read_time(std::string_view text);
/// "2026-03-02T06:00:00.000000Z"
std::string time_text(std::int64_t time_us);

}  // namespace masseflyt::traceability
