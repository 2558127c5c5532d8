// sha256.hpp — the fingerprint of an input.
#pragma once

#include <string>
#include <string_view>

namespace masseflyt::detail {

/// SHA-256 (FIPS 180-4) as 64 hexadecimal digits. Empty only if the cryptography library of the
/// system refuses the algorithm.
std::string sha256_hex(std::string_view bytes);

}  // namespace masseflyt::detail
