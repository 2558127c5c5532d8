// What a build without libcrypto answers: that it cannot, never that a signature is good.
#include <masseflyt/traceability/commitment.hpp>
#include <masseflyt/traceability/signature.hpp>

namespace masseflyt::traceability {
namespace {

Error not_built_with() {
  return {ErrorCode::not_found, "this masseflyt is built without OpenSSL (MASSEFLYT_WITH_OPENSSL)"};
}

}  // namespace

Result<Verifier> Verifier::make(const PublicKey&) { return not_built_with(); }

// Nobody has a Verifier to call it with.
bool Verifier::verify(std::string_view, const Signature&) const { return false; }

Result<Signer> signer_in_memory(Algorithm, std::string_view) { return not_built_with(); }

Result<Signature> signature_from_der(std::string_view) { return not_built_with(); }

Result<std::string> random_salt() { return not_built_with(); }

}  // namespace masseflyt::traceability
