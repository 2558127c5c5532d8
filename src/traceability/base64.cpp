#include "traceability/base64.hpp"

#include <cstdint>

namespace masseflyt::traceability {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string to_base64(std::string_view bytes) {
  std::string text;
  std::uint32_t bits = 0;
  int have = 0;
  for (const char c : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (have += 8; have >= 6; have -= 6) text += alphabet[bits >> (have - 6) & 0x3F];
    bits &= 0xFF;
  }
  if (have > 0) text += alphabet[bits << (6 - have) & 0x3F];
  while (text.size() % 4 != 0) text += '=';
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string_view body = text;
  for (int i = 0; i < 2 && body.ends_with('='); ++i) body.remove_suffix(1);
  std::string bytes;
  std::uint32_t bits = 0;
  int have = 0;
  for (const char c : body) {
    const auto value = alphabet.find(c);
    if (value == alphabet.npos) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    if ((have += 6) < 8) continue;
    have -= 8;
    bytes += static_cast<char>(bits >> have & 0xFF);
    bits &= (1u << have) - 1;
  }
  if (bits != 0 || have >= 6) return std::nullopt;
  return bytes;
}

}  // namespace masseflyt::traceability
