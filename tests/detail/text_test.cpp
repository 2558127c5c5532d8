// Mirrors src/detail/text.hpp.
#include "detail/text.hpp"

#include <gtest/gtest.h>

namespace masseflyt::detail {
namespace {

TEST(IsUtf8, KnowsTheWellFormed) {
  for (const char* text : {"", "abc", "Ås", "€", "\xF0\x9F\x9A\x9A", "\xED\x9F\xBF"})
    EXPECT_TRUE(is_utf8(text)) << text;
}

TEST(IsUtf8, RefusesOverlongSurrogatesAndTruncated) {
  for (const char* text : {"\x80", "\xC3", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xE2\x82",
                           "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"})
    EXPECT_FALSE(is_utf8(text));
}

TEST(Windows1252, EveryByteBecomesUtf8) {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  EXPECT_TRUE(is_utf8(windows_1252_to_utf8(all)));
  EXPECT_EQ(windows_1252_to_utf8("\x80\xE5\xC6"), "€åÆ");
}

TEST(Shorten, CutsBetweenCharacters) {
  EXPECT_EQ(shorten("abc", 3), "abc");
  EXPECT_EQ(shorten("abcdefg", 6), "abc...");
  EXPECT_EQ(shorten("abåååå", 6), "ab...");  // å has two bytes
}

TEST(Split, TrimsAndKeepsEmptyWordsInside) {
  EXPECT_EQ(split("", ';'), std::vector<std::string>{});
  EXPECT_EQ(split("a; b", ';'), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(split("a;;b;", ';'), (std::vector<std::string>{"a", "", "b", ""}));
}

TEST(NearestWord, FindsTyposAndNothingElse) {
  const std::vector<std::string> known = {"amount", "material", "state"};
  EXPECT_EQ(nearest_word("ammount", known), "amount");
  EXPECT_EQ(nearest_word("materiale", known), "material");
  EXPECT_EQ(nearest_word("satte", known), "state");
  EXPECT_EQ(nearest_word("colour", known), "");
  EXPECT_EQ(nearest_word("", known), "");
}

}  // namespace
}  // namespace masseflyt::detail
