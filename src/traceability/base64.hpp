// base64.hpp — RFC 4648, 4: with padding, and read strictly.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace masseflyt::traceability {

std::string to_base64(std::string_view bytes);

/// Nothing for other characters, missing padding, or bits that are left over and not zero.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace masseflyt::traceability
