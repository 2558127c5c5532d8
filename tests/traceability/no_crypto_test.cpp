// A build without OpenSSL (src/traceability/crypto_none.cpp): it says that it cannot.
#include <gtest/gtest.h>

#include <masseflyt/traceability/commitment.hpp>
#include <masseflyt/traceability/signature.hpp>

namespace masseflyt::traceability {
namespace {

void names_openssl(const Error& error) {
  EXPECT_EQ(error.code, ErrorCode::not_found);
  EXPECT_NE(error.message.find("without OpenSSL"), std::string::npos) << error.message;
}

TEST(WithoutOpenssl, NothingIsVerified) {
  names_openssl(Verifier::make({Algorithm::ed25519, std::string(32, '\1')}).error());
}

TEST(WithoutOpenssl, NothingIsSigned) {
  names_openssl(signer_in_memory(Algorithm::ed25519, std::string(32, '\1')).error());
  names_openssl(signature_from_der("\x30\x06\x02\x01\x01\x02\x01\x01").error());
}

TEST(WithoutOpenssl, NoSaltIsMadeUp) { names_openssl(random_salt().error()); }

}  // namespace
}  // namespace masseflyt::traceability
