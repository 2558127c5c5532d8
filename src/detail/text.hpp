// text.hpp — bytes that are meant to be text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/core/diagnostics.hpp>

namespace masseflyt::detail {

/// Bytes of the UTF-8 character at the front of `text`; 0 when there is none.
std::size_t utf8_length(std::string_view text) noexcept;

/// Whether the bytes are well-formed UTF-8 (no surrogates, no overlong forms).
bool is_utf8(std::string_view bytes) noexcept;

/// Windows-1252, which holds Latin-1 and the quotes and dashes of spreadsheets, as UTF-8.
/// Its five unused bytes become U+FFFD.
std::string windows_1252_to_utf8(std::string_view bytes);

/// `bytes` as UTF-8 without a byte order mark. What is no UTF-8 is read as Windows-1252, with a
/// warning; UTF-16 is an error. NUL bytes are an error and left out. `file_name` is the path of
/// what is found.
std::string decode_text(std::string_view bytes, std::string_view file_name, Diagnostics& found);

/// At most `bytes` bytes of `text`, cut between characters, with "..." when something is missing.
std::string shorten(std::string_view text, std::size_t bytes = 80);

/// The words of `text` between `separator`, blanks trimmed; an empty text has none.
std::vector<std::string> split(std::string_view text, char separator);

/// Without blanks and tabs at both ends.
std::string_view trim(std::string_view text) noexcept;

/// The one of `known` that `word` was probably meant to be, or nothing when none is near.
std::string nearest_word(std::string_view word, const std::vector<std::string>& known);

}  // namespace masseflyt::detail
