// SHA-256 as FIPS 180-4 tells it, for builds without libcrypto. The names are those of its
// sections 4.1.2, 5.1.1 and 6.2.2.
#include <algorithm>
#include <bit>
#include <cstring>

#include "detail/sha256.hpp"

namespace masseflyt::detail {
namespace {

using Words = std::array<std::uint32_t, 8>;
constexpr std::size_t block_bytes = 64;

// Section 5.3.3: fractions of the square roots of the first 8 primes.
constexpr Words initial = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                           0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

// Section 4.2.2: fractions of the cube roots of the first 64 primes.
constexpr std::array<std::uint32_t, 64> K = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

using Schedule = std::array<std::uint32_t, 64>;

/// W of section 6.2.2, step 1.
Schedule schedule(const std::uint8_t* block) {
  Schedule w;
  for (std::size_t t = 0; t < 16; ++t, block += 4)
    w[t] = std::uint32_t{block[0]} << 24 | std::uint32_t{block[1]} << 16 |
           std::uint32_t{block[2]} << 8 | std::uint32_t{block[3]};
  for (std::size_t t = 16; t < w.size(); ++t) {
    const std::uint32_t a = w[t - 15], b = w[t - 2];
    const std::uint32_t s0 = std::rotr(a, 7) ^ std::rotr(a, 18) ^ a >> 3;
    const std::uint32_t s1 = std::rotr(b, 17) ^ std::rotr(b, 19) ^ b >> 10;
    w[t] = s1 + w[t - 7] + s0 + w[t - 16];
  }
  return w;
}

/// Steps 2 to 4.
void compress(Words& hash, const std::uint8_t* block) {
  const Schedule w = schedule(block);
  auto [a, b, c, d, e, f, g, h] = hash;
  for (std::size_t t = 0; t < w.size(); ++t) {
    const std::uint32_t S1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
    const std::uint32_t S0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
    const std::uint32_t t1 = h + S1 + ((e & f) ^ (~e & g)) + K[t] + w[t];
    const std::uint32_t t2 = S0 + ((a & b) ^ (a & c) ^ (b & c));
    h = g, g = f, f = e, e = d + t1;
    d = c, c = b, b = a, a = t1 + t2;
  }
  const Words last = {a, b, c, d, e, f, g, h};
  for (std::size_t i = 0; i < hash.size(); ++i) hash[i] += last[i];
}

}  // namespace

struct Sha256::State {
  Words hash = initial;
  std::array<std::uint8_t, block_bytes> block = {};  ///< the last, unfinished one
  std::uint64_t bytes = 0;                           ///< added so far
  std::size_t filled() const { return bytes % block_bytes; }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::begin() { *state_ = State(); }

void Sha256::add(std::string_view part) {
  while (!part.empty()) {
    const std::size_t filled = state_->filled();
    const std::size_t taken = std::min(part.size(), block_bytes - filled);
    std::memcpy(state_->block.data() + filled, part.data(), taken);
    state_->bytes += taken;
    part.remove_prefix(taken);
    if (filled + taken == block_bytes) compress(state_->hash, state_->block.data());
  }
}

std::array<std::uint8_t, 32> Sha256::end() {
  const std::uint64_t bits = 8 * state_->bytes;
  add("\x80");
  constexpr char zeros[block_bytes] = {};
  const std::size_t filled = state_->filled();
  add({zeros, filled <= 56 ? 56 - filled : 120 - filled});
  char length[8];
  for (std::size_t i = 0; i < 8; ++i) length[i] = static_cast<char>(bits >> (56 - 8 * i) & 0xFF);
  add({length, sizeof length});
  std::array<std::uint8_t, 32> digest;
  for (std::size_t i = 0; i < digest.size(); ++i)
    digest[i] = static_cast<std::uint8_t>(state_->hash[i / 4] >> (24 - 8 * (i % 4)));
  return digest;
}

}  // namespace masseflyt::detail
