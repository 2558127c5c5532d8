// text_format.hpp — numbers and names as text, the same on every machine and in any locale.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace masseflyt::reporting {

/// `value` with so many decimals, never "-0.0"; empty for what is not finite.
std::string fixed(double value, int decimals);

/// How a reader writes numbers: "1,234.5" in English, "1 234,5" with a hard blank in Norwegian.
/// Four digits stand without a separator in Norwegian. A minus is U+2212.
std::string readable(double value, int decimals, bool norwegian);

/// `text` as well-formed UTF-8: every faulty byte becomes U+FFFD, and so do control characters
/// that XML forbids.
std::string clean_utf8(std::string_view text);

/// For element content and quoted attributes of HTML and SVG. Also does clean_utf8.
std::string html(std::string_view text);

/// One CSV cell. A text that starts with = + - @ tab or carriage return and is no number gets an
/// apostrophe in front, so that no spreadsheet takes it for a formula. Quoted where needed.
std::string csv_cell(std::string_view text);

}  // namespace masseflyt::reporting
