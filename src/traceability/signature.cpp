#include <masseflyt/traceability/signature.hpp>

#include <algorithm>

#include <masseflyt/traceability/digest.hpp>

#include "traceability/hasher.hpp"

namespace masseflyt::traceability {

KeyId key_id(const PublicKey& key) {
  const char algorithm = static_cast<char>(key.algorithm);
  const Digest digest = Hasher().hash({{&algorithm, 1}, key.bytes});
  KeyId id;
  std::copy_n(digest.begin(), id.size(), id.begin());
  return id;
}

Result<SignedEvent> sign(const Event& event, const Signer& signer) {
  auto body = encode(event);
  if (!body) return body.error();
  auto signature = signer.sign(*body);
  if (!signature) return signature.error();
  return SignedEvent{*std::move(body), key_id(signer.key), *signature};
}

std::string leaf(const SignedEvent& event) {
  std::string bytes = event.body;
  bytes.append(bytes_of(event.key)).append(bytes_of(event.signature));
  return bytes;
}

Result<SignedEvent> from_leaf(std::string_view leaf) {
  if (leaf.size() <= leaf_tail_bytes)
    return Error{ErrorCode::corrupt, "a leaf of " + std::to_string(leaf.size()) +
                                         " bytes is too short for a signed event"};
  SignedEvent e;
  const std::size_t body = leaf.size() - leaf_tail_bytes;
  e.body = leaf.substr(0, body);
  std::copy_n(leaf.begin() + static_cast<std::ptrdiff_t>(body), e.key.size(), e.key.begin());
  std::copy_n(leaf.end() - static_cast<std::ptrdiff_t>(e.signature.size()), e.signature.size(),
              e.signature.begin());
  return e;
}

}  // namespace masseflyt::traceability
