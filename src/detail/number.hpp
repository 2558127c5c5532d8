// number.hpp — numbers as text and back, the same in every locale.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace masseflyt::detail {

/// Norwegian spreadsheets write 1,5; whoever knows where the text came from says so.
enum class DecimalMark { point, point_or_comma };

/// The whole text as one finite decimal number, "-1.5e3". Nothing for an empty text, blanks, a
/// plus sign, hexadecimals, "nan", "inf", thousands separators, what a double cannot hold (1e400)
/// and anything behind the number.
std::optional<double> parse_number(std::string_view text,
                                   DecimalMark mark = DecimalMark::point) noexcept;

/// The whole text as one integer; nothing where parse_number has nothing, or beyond 64 bits.
std::optional<std::int64_t> parse_integer(std::string_view text) noexcept;

/// The shortest text that parse_number reads back as `value`; whole numbers below 10^15 in plain
/// digits. Zero has no sign.
/// Precondition: `value` is finite.
std::string format_number(double value);

/// Whether `text` is a number as JSON writes it: "0.50" is, "5.", ".5" and "007" are not.
bool is_json_number(std::string_view text) noexcept;

}  // namespace masseflyt::detail
