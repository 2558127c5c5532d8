// sha256.hpp — the fingerprint of an input, by libcrypto or, in a build without it, by ourselves.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace masseflyt::detail {

/// SHA-256 (FIPS 180-4) of many texts, without looking the algorithm up again for each. One per
/// thread or object: not thread-safe. A libcrypto that has no SHA-256 cannot be worked with: it
/// ends in std::bad_alloc, like one that is out of memory.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void begin();                        ///< of a new text; what was added before is forgotten
  void add(std::string_view part);     ///< after begin(), as often as you like
  std::array<std::uint8_t, 32> end();  ///< of all parts one after the other

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// As 64 hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

}  // namespace masseflyt::detail
