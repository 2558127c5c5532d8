// SHA-256 by libcrypto, which uses what the processor has for it.
#include <new>

#include <openssl/evp.h>

#include "detail/sha256.hpp"

namespace masseflyt::detail {
namespace {

struct Free {
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
  void operator()(EVP_MD* algorithm) const noexcept { EVP_MD_free(algorithm); }
};

void must(int result) {
  if (result != 1) throw std::bad_alloc();
}

}  // namespace

struct Sha256::State {
  std::unique_ptr<EVP_MD, Free> algorithm{EVP_MD_fetch(nullptr, "SHA256", nullptr)};
  std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  if (!state_->algorithm || !state_->context) throw std::bad_alloc();
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::begin() {
  must(EVP_DigestInit_ex2(state_->context.get(), state_->algorithm.get(), nullptr));
}

void Sha256::add(std::string_view part) {
  must(EVP_DigestUpdate(state_->context.get(), part.data(), part.size()));
}

std::array<std::uint8_t, 32> Sha256::end() {
  std::array<std::uint8_t, 32> digest;
  must(EVP_DigestFinal_ex(state_->context.get(), digest.data(), nullptr));
  return digest;
}

}  // namespace masseflyt::detail
