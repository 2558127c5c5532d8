// time_text.hpp — what instants and civil times have in common when they are written.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace masseflyt::detail {

/// "2026-03-29T01:30:00", with three, six or nine decimals where they are needed.
std::string date_and_time(std::chrono::nanoseconds since_1970);

/// At least so many digits, filled up with zeros. Precondition: `number` is not negative.
void append_number(std::string& text, std::int64_t number, int digits);

}  // namespace masseflyt::detail
