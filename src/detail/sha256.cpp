#include "detail/sha256.hpp"

namespace masseflyt::detail {

std::string sha256_hex(std::string_view bytes) {
  Sha256 sha256;
  sha256.begin();
  sha256.add(bytes);
  constexpr char hex[] = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : sha256.end()) {
    text += hex[byte >> 4];
    text += hex[byte & 0x0F];
  }
  return text;
}

}  // namespace masseflyt::detail
