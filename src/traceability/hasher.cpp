#include "traceability/hasher.hpp"

namespace masseflyt::traceability {

Digest Hasher::hash(std::initializer_list<std::string_view> parts) {
  sha256_.begin();
  for (const auto part : parts) sha256_.add(part);
  return sha256_.end();
}

Digest Hasher::leaf(std::initializer_list<std::string_view> parts) {
  sha256_.begin();
  sha256_.add({"\0", 1});
  for (const auto part : parts) sha256_.add(part);
  return sha256_.end();
}

Digest Hasher::node(const Digest& left, const Digest& right) {
  unsigned char both[65];
  both[0] = 1;
  for (std::size_t i = 0; i < 32; ++i) both[1 + i] = left[i], both[33 + i] = right[i];
  sha256_.begin();
  sha256_.add({reinterpret_cast<const char*>(both), sizeof both});
  return sha256_.end();
}

}  // namespace masseflyt::traceability
