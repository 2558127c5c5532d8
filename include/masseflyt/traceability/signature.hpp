// masseflyt/traceability/signature.hpp — who said so: Ed25519 and ECDSA P-256.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <masseflyt/traceability/event.hpp>

namespace masseflyt::traceability {

/// Ed25519: as in RFC 8032. ECDSA P-256 over SHA-256: r, then s, 32 bytes each.
using Signature = std::array<std::uint8_t, 64>;

KeyId key_id(const PublicKey& key);

/// Signs elsewhere: a phone's key store, a hardware module, another process. The library sees the
/// message, the public key and the signature, never a private key.
struct Signer {
  PublicKey key;
  std::function<Result<Signature>(std::string_view message)> sign;
};

/// A public key ready for use. Copies share it; verifying is thread-safe.
class Verifier {
 public:
  /// Errors: invalid_argument (wrong length, no point of the curve).
  static Result<Verifier> make(const PublicKey& key);

  /// False for a wrong signature; there is no third answer.
  bool verify(std::string_view message, const Signature& signature) const;

  const PublicKey& key() const noexcept { return key_; }

 private:
  Verifier(PublicKey key, std::shared_ptr<void> handle)
      : key_(std::move(key)), handle_(std::move(handle)) {}
  PublicKey key_;
  std::shared_ptr<void> handle_;
};

/// A signer that holds its key in memory: for tests, tools and demonstrations.
/// `secret` is the 32-byte seed of RFC 8032, or the 32-byte scalar of P-256.
/// Errors: invalid_argument.
Result<Signer> signer_in_memory(Algorithm algorithm, std::string_view secret);

/// ECDSA from DER, as most hardware writes it, to r and s. Errors: corrupt.
Result<Signature> signature_from_der(std::string_view der);

/// What a ledger keeps: leaf = body, key id, signature, in this order without separators.
struct SignedEvent {
  std::string body = {};  ///< encode(event)
  KeyId key = {};
  Signature signature = {};
  bool operator==(const SignedEvent&) const = default;
};

inline constexpr std::size_t leaf_tail_bytes = sizeof(KeyId) + sizeof(Signature);

/// Errors: those of encode() and of the signer.
Result<SignedEvent> sign(const Event& event, const Signer& signer);

std::string leaf(const SignedEvent& event);
/// Splits a leaf; the body is not looked at. Errors: corrupt (too short).
Result<SignedEvent> from_leaf(std::string_view leaf);

}  // namespace masseflyt::traceability
