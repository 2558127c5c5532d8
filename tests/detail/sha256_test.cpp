// Mirrors src/detail/sha256.hpp. Vectors: FIPS 180-2, appendix B.
#include "detail/sha256.hpp"

#include <utility>

#include <gtest/gtest.h>

namespace masseflyt::detail {
namespace {

TEST(Sha256, PublishedVectors) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256_hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

// By Python's hashlib: the lengths around which the padding takes one block more.
TEST(Sha256, PaddingAtTheEdgesOfABlock) {
  const std::pair<std::size_t, const char*> known[] = {
      {0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"},
      {56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"},
      {63, "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34"},
      {64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"},
      {65, "635361c48bb9eab14198e76ea8ab7f1a41685d6ad62aa9146d301d4f17eb0ae0"},
      {119, "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb"},
      {120, "2f3d335432c70b580af0e8e1b3674a7c020d683aa5f73aaaedfdc55af904c21c"},
  };
  for (const auto& [length, digest] : known)
    EXPECT_EQ(sha256_hex(std::string(length, 'a')), digest) << length;
}

TEST(Sha256, PartsAreTheirWhole) {
  std::string whole;
  for (int i = 0; i < 300; ++i) whole += static_cast<char>(i);
  Sha256 sha256;
  sha256.begin();
  sha256.add(whole);
  const auto expected = sha256.end();
  for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
    sha256.begin();  // forgets the text before
    sha256.add(std::string_view(whole).substr(0, cut));
    sha256.add(std::string_view(whole).substr(cut));
    EXPECT_EQ(sha256.end(), expected) << cut;
  }
}

}  // namespace
}  // namespace masseflyt::detail
