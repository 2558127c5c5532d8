#include "traceability/hasher.hpp"

#include <new>

#include <openssl/evp.h>

namespace masseflyt::traceability {

void Hasher::Free::operator()(evp_md_ctx_st* context) const noexcept { EVP_MD_CTX_free(context); }
void Hasher::Free::operator()(evp_md_st* algorithm) const noexcept { EVP_MD_free(algorithm); }

Hasher::Hasher()
    : algorithm_(EVP_MD_fetch(nullptr, "SHA256", nullptr)), context_(EVP_MD_CTX_new()) {
  if (!algorithm_ || !context_) throw std::bad_alloc();
}
Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;

void Hasher::begin() {
  if (EVP_DigestInit_ex2(context_.get(), algorithm_.get(), nullptr) != 1) throw std::bad_alloc();
}

void Hasher::add(std::string_view part) {
  if (EVP_DigestUpdate(context_.get(), part.data(), part.size()) != 1) throw std::bad_alloc();
}

Digest Hasher::end() {
  Digest digest;
  unsigned int length = 0;
  if (EVP_DigestFinal_ex(context_.get(), digest.data(), &length) != 1) throw std::bad_alloc();
  return digest;
}

Digest Hasher::hash(std::initializer_list<std::string_view> parts) {
  begin();
  for (const auto part : parts) add(part);
  return end();
}

Digest Hasher::leaf(std::initializer_list<std::string_view> parts) {
  begin();
  add({"\0", 1});
  for (const auto part : parts) add(part);
  return end();
}

Digest Hasher::node(const Digest& left, const Digest& right) {
  unsigned char both[65];
  both[0] = 1;
  for (std::size_t i = 0; i < 32; ++i) both[1 + i] = left[i], both[33 + i] = right[i];
  begin();
  add({reinterpret_cast<const char*>(both), sizeof both});
  return end();
}

}  // namespace masseflyt::traceability
