// Mirrors include/masseflyt/traceability/signature.hpp. Ed25519: RFC 8032, 7.1.
// ECDSA: NIST CAVP SigVer, P-256 with SHA-256, and RFC 6979, A.2.5 for the key.
#include <masseflyt/traceability/signature.hpp>

#include <gtest/gtest.h>

#include "support/vectors.hpp"
#include "traceability/support_events.hpp"

namespace masseflyt::traceability {
namespace {

using masseflyt::test::unhex;
using masseflyt::test::vectors;

Signature to_signature(const std::string& bytes) {
  Signature s{};
  EXPECT_EQ(bytes.size(), s.size());
  std::copy_n(bytes.begin(), s.size(), s.begin());
  return s;
}

TEST(Signature, Rfc8032Vectors) {
  const auto all = vectors("signed-note/ed25519.json");
  ASSERT_EQ(all.size(), 3u);
  for (const auto& v : all) {
    const auto signer = signer_in_memory(Algorithm::ed25519, unhex(v.at("seed"))).value();
    EXPECT_EQ(signer.key.bytes, unhex(v.at("public")));
    const auto expected = to_signature(unhex(v.at("signature")));
    EXPECT_EQ(signer.sign(unhex(v.at("message_hex"))).value(), expected);
    EXPECT_TRUE(Verifier::make(signer.key).value().verify(unhex(v.at("message_hex")), expected));
  }
}

TEST(Signature, Rfc6979VectorOfP256) {
  const auto signer =
      signer_in_memory(Algorithm::ecdsa_p256,
                       unhex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"))
          .value();
  EXPECT_EQ(signer.key.bytes,  // Uy is odd
            unhex("0360fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"));
  const auto signature =
      to_signature(unhex("efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                         "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"));
  const auto verifier = Verifier::make(signer.key).value();
  EXPECT_TRUE(verifier.verify("sample", signature));
  EXPECT_FALSE(verifier.verify("sampled", signature));
}

struct Both : testing::TestWithParam<Algorithm> {};
INSTANTIATE_TEST_SUITE_P(Algorithms, Both,
                         testing::Values(Algorithm::ed25519, Algorithm::ecdsa_p256));

TEST_P(Both, EveryFlippedBitIsNoticed) {
  const auto signer = test::signer('a', GetParam());
  const auto verifier = Verifier::make(signer.key).value();
  const auto good = signer.sign("message").value();
  ASSERT_TRUE(verifier.verify("message", good));
  for (std::size_t bit = 0; bit < 8 * good.size(); ++bit) {
    auto bad = good;
    bad[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    EXPECT_FALSE(verifier.verify("message", bad)) << bit;
  }
  EXPECT_FALSE(verifier.verify("Message", good));
  EXPECT_FALSE(Verifier::make(test::signer('b', GetParam()).key).value().verify("message", good));
}

TEST_P(Both, ASignatureOfZerosIsWrong) {
  EXPECT_FALSE(Verifier::make(test::signer('a', GetParam()).key).value().verify("message", {}));
}

TEST_P(Both, AnEventIsSignedAndItsLeafTakenApart) {
  Event e = test::event(EventKind::place, "E-1", "contractor");
  e.subject = "pit";
  const auto signer = test::signer('a', GetParam());
  const auto signed_event = sign(e, signer).value();
  EXPECT_TRUE(Verifier::make(signer.key).value().verify(signed_event.body, signed_event.signature));
  EXPECT_EQ(from_leaf(leaf(signed_event)).value(), signed_event);
  EXPECT_EQ(leaf(signed_event).size(), signed_event.body.size() + 72);
}

TEST(Signature, ALeafNeedsABody) { EXPECT_FALSE(from_leaf(std::string(72, 'x'))); }

TEST(Signature, KeysThatAreNoneAreRefused) {
  EXPECT_FALSE(Verifier::make({Algorithm::ed25519, std::string(31, 'x')}));
  EXPECT_FALSE(
      Verifier::make({Algorithm::ecdsa_p256, '\x02' + std::string(32, '\xFF')}));  // beyond p
  EXPECT_FALSE(Verifier::make({static_cast<Algorithm>(3), std::string(32, 'x')}));
  EXPECT_FALSE(signer_in_memory(Algorithm::ecdsa_p256, std::string(32, '\0')));
  EXPECT_FALSE(signer_in_memory(Algorithm::ecdsa_p256, std::string(32, '\xFF')));  // >= the order
}

TEST(Signature, DerOfHardwareBecomesRAndS) {
  // 0x30 len 0x02 len r 0x02 len s, with r = 1 and s = 2^255: a leading zero to strip
  const auto s = signature_from_der(unhex("302602010102210080" + std::string(62, '0'))).value();
  EXPECT_EQ(s[31], 1);
  EXPECT_EQ(s[32], 0x80);
  EXPECT_FALSE(signature_from_der("no DER"));
}

TEST(Signature, TheKeyIdTellsAlgorithmsApart) {
  const PublicKey a{Algorithm::ed25519, "k"}, b{Algorithm::ecdsa_p256, "k"};
  EXPECT_NE(key_id(a), key_id(b));
}

}  // namespace
}  // namespace masseflyt::traceability
