// Keys, signatures and randomness by libcrypto. Its twin without one is crypto_none.cpp.
#include <algorithm>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rand.h>

#include <masseflyt/traceability/commitment.hpp>
#include <masseflyt/traceability/digest.hpp>
#include <masseflyt/traceability/signature.hpp>

namespace masseflyt::traceability {
namespace {

struct Free {
  void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
  void operator()(EVP_PKEY_CTX* p) const { EVP_PKEY_CTX_free(p); }
  void operator()(EVP_MD_CTX* p) const { EVP_MD_CTX_free(p); }
  void operator()(OSSL_PARAM_BLD* p) const { OSSL_PARAM_BLD_free(p); }
  void operator()(OSSL_PARAM* p) const { OSSL_PARAM_free(p); }
  void operator()(BIGNUM* p) const { BN_clear_free(p); }
  void operator()(EC_GROUP* p) const { EC_GROUP_free(p); }
  void operator()(EC_POINT* p) const { EC_POINT_free(p); }
  void operator()(ECDSA_SIG* p) const { ECDSA_SIG_free(p); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Error bad_key() { return {ErrorCode::invalid_argument, "the key is no key of its algorithm"}; }

/// A P-256 key from its public point and, for a signer, its scalar.
Owned<EVP_PKEY> p256_key(std::string_view point, const BIGNUM* scalar) {
  const Owned<OSSL_PARAM_BLD> build(OSSL_PARAM_BLD_new());
  if (!build ||
      OSSL_PARAM_BLD_push_utf8_string(build.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) !=
          1 ||
      OSSL_PARAM_BLD_push_octet_string(build.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                       point.size()) != 1 ||
      (scalar != nullptr &&
       OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar) != 1))
    return nullptr;
  const Owned<OSSL_PARAM> params(OSSL_PARAM_BLD_to_param(build.get()));
  const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  EVP_PKEY* key = nullptr;
  const int selection = scalar == nullptr ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR;
  if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, selection, params.get()) != 1)
    return nullptr;
  Owned<EVP_PKEY> made(key);
  const Owned<EVP_PKEY_CTX> check(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  if (!check || EVP_PKEY_public_check(check.get()) != 1) return nullptr;
  return made;
}

/// r and s of 32 bytes each as the DER that libcrypto wants.
std::string der_of(const Signature& signature) {
  Owned<ECDSA_SIG> sig(ECDSA_SIG_new());
  Owned<BIGNUM> r(BN_bin2bn(signature.data(), 32, nullptr));
  Owned<BIGNUM> s(BN_bin2bn(signature.data() + 32, 32, nullptr));
  if (!sig || !r || !s || ECDSA_SIG_set0(sig.get(), r.get(), s.get()) != 1) return {};
  static_cast<void>(r.release()), static_cast<void>(s.release());
  unsigned char* out = nullptr;
  const int length = i2d_ECDSA_SIG(sig.get(), &out);
  if (length <= 0) return {};
  std::string der(reinterpret_cast<char*>(out), static_cast<std::size_t>(length));
  OPENSSL_free(out);
  return der;
}

/// The compressed point of a scalar.
std::string point_of(const BIGNUM* scalar) {
  const Owned<EC_GROUP> group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
  const Owned<EC_POINT> point(group ? EC_POINT_new(group.get()) : nullptr);
  unsigned char out[33];
  if (!point || EC_POINT_mul(group.get(), point.get(), scalar, nullptr, nullptr, nullptr) != 1 ||
      EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_COMPRESSED, out, sizeof out,
                         nullptr) != sizeof out)
    return {};
  return {reinterpret_cast<char*>(out), sizeof out};
}

const EVP_MD* message_digest(Algorithm algorithm) {
  return algorithm == Algorithm::ed25519 ? nullptr : EVP_sha256();
}

Result<Signature> sign_in_memory(EVP_PKEY* key, Algorithm algorithm, std::string_view message) {
  const Error failed{ErrorCode::internal, "libcrypto did not sign"};
  const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  if (!context ||
      EVP_DigestSignInit(context.get(), nullptr, message_digest(algorithm), nullptr, key) != 1)
    return failed;
  unsigned char out[128];
  std::size_t length = sizeof out;
  if (EVP_DigestSign(context.get(), out, &length, bytes(message), message.size()) != 1)
    return failed;
  if (algorithm == Algorithm::ecdsa_p256)
    return signature_from_der({reinterpret_cast<char*>(out), length});
  Signature signature;
  std::copy(out, out + signature.size(), signature.begin());
  return signature;
}

}  // namespace

Result<Verifier> Verifier::make(const PublicKey& key) {
  Owned<EVP_PKEY> made;
  if (key.algorithm == Algorithm::ed25519 && key.bytes.size() == 32)
    made.reset(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes(key.bytes), 32));
  if (key.algorithm == Algorithm::ecdsa_p256 && key.bytes.size() == 33)
    made = p256_key(key.bytes, nullptr);
  if (!made) return bad_key();
  return Verifier(key, std::shared_ptr<void>(made.release(), [](void* p) {
                    EVP_PKEY_free(static_cast<EVP_PKEY*>(p));
                  }));
}

bool Verifier::verify(std::string_view message, const Signature& signature) const {
  const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  if (!context || EVP_DigestVerifyInit(context.get(), nullptr, message_digest(key_.algorithm),
                                       nullptr, static_cast<EVP_PKEY*>(handle_.get())) != 1)
    return false;
  std::string der(bytes_of(signature));
  if (key_.algorithm == Algorithm::ecdsa_p256) der = der_of(signature);
  return EVP_DigestVerify(context.get(), bytes(der), der.size(), bytes(message), message.size()) ==
         1;
}

Result<Signer> signer_in_memory(Algorithm algorithm, std::string_view secret) {
  if (secret.size() != 32) return bad_key();
  Owned<EVP_PKEY> made;
  PublicKey key{algorithm, {}};
  if (algorithm == Algorithm::ed25519) {
    made.reset(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytes(secret), 32));
    unsigned char out[32];
    std::size_t length = sizeof out;
    if (!made || EVP_PKEY_get_raw_public_key(made.get(), out, &length) != 1) return bad_key();
    key.bytes.assign(reinterpret_cast<char*>(out), length);
  } else {
    const Owned<BIGNUM> scalar(BN_bin2bn(bytes(secret), 32, nullptr));
    const Owned<EC_GROUP> group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
    if (!scalar || !group || BN_is_zero(scalar.get()) ||
        BN_cmp(scalar.get(), EC_GROUP_get0_order(group.get())) >= 0)
      return bad_key();
    key.bytes = point_of(scalar.get());
    made = p256_key(key.bytes, scalar.get());
    if (!made) return bad_key();
  }
  const std::shared_ptr<EVP_PKEY> shared(made.release(), Free());
  return Signer{key, [shared, algorithm](std::string_view message) {
                  return sign_in_memory(shared.get(), algorithm, message);
                }};
}

Result<Signature> signature_from_der(std::string_view der) {
  const unsigned char* at = bytes(der);
  const Owned<ECDSA_SIG> sig(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  Signature signature;
  if (!sig || BN_bn2binpad(ECDSA_SIG_get0_r(sig.get()), signature.data(), 32) != 32 ||
      BN_bn2binpad(ECDSA_SIG_get0_s(sig.get()), signature.data() + 32, 32) != 32)
    return Error{ErrorCode::corrupt, "no ECDSA signature of P-256 in DER"};
  return signature;
}

Result<std::string> random_salt() {
  unsigned char salt[16];
  if (RAND_bytes(salt, sizeof salt) != 1)
    return Error{ErrorCode::io, "the system has no randomness to give"};
  return std::string(reinterpret_cast<char*>(salt), sizeof salt);
}

}  // namespace masseflyt::traceability
