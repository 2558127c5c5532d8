// Mirrors include/masseflyt/traceability/digest.hpp and src/traceability/cbor.hpp. The vectors are
// written by tests/data/traceability/event_form_vectors.py, which shares no code with the library.
#include <masseflyt/traceability/digest.hpp>

#include <random>

#include <gtest/gtest.h>

#include "support/vectors.hpp"
#include "traceability/cbor.hpp"
#include "traceability/support_events.hpp"

namespace masseflyt::traceability {
namespace {

std::span<const std::uint8_t> bytes_span(const std::string& bytes) {
  return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

using masseflyt::test::unhex;
using masseflyt::test::vectors;

TEST(EventForm, EveryKindSurvivesTheRoundTrip) {
  for (const Event& e : test::one_of_each()) {
    const std::string bytes = encode(e).value();
    EXPECT_EQ(decode(bytes).value(), e) << name(e.kind);
  }
}

TEST(EventForm, IsWhatTheIndependentProgramWrites) {
  const auto all = test::one_of_each();
  const auto expected = vectors("event-form.json");
  ASSERT_EQ(expected.size(), all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(hex(bytes_span(encode(all[i]).value())), expected[i].at("body").get<std::string>())
        << name(all[i].kind);
    EXPECT_EQ(hex(sha256(encode(all[i]).value())), expected[i].at("sha256").get<std::string>());
  }
}

TEST(EventForm, EveryTruncationAndTrailingByteIsRefused) {
  for (const Event& e : test::one_of_each()) {
    const std::string bytes = encode(e).value();
    for (std::size_t n = 0; n < bytes.size(); ++n)
      EXPECT_FALSE(decode(bytes.substr(0, n))) << name(e.kind) << " cut at " << n;
    EXPECT_FALSE(decode(bytes + '\0'));
  }
}

/// Another content or none, but never a second way to write the same.
TEST(EventForm, WhatIsReadIsWrittenAsItWas) {
  std::mt19937 random(7);
  const auto all = test::one_of_each();
  std::size_t read = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes = encode(all[random() % all.size()]).value();
    for (auto edits = 1 + random() % 3; edits > 0; --edits)
      bytes[random() % bytes.size()] ^= static_cast<char>(1u << random() % 8);
    if (const auto e = decode(bytes)) {
      ++read;
      EXPECT_EQ(encode(*e).value(), bytes);
    }
  }
  EXPECT_GT(read, 1000u);  // else the test says nothing
}

TEST(EventForm, OtherWaysOfWritingTheSameAreRefused) {
  Event e = test::event(EventKind::place, "E", "p");
  e.subject = "S";
  const std::string good = encode(e).value();
  ASSERT_TRUE(decode(good));
  const auto with = [&](std::string from, std::string to) {
    std::string bytes = good;
    const auto at = bytes.find(from);
    EXPECT_NE(at, bytes.npos);
    return bytes.replace(at, from.size(), to);
  };
  using namespace std::string_literals;
  for (const auto& [bytes, why] :
       {std::pair{with("\x61S"s, "\x78\x01S"s), "a length that could be shorter"},
        std::pair{with("\x61S"s, "\x7F\x61S\xFF"s), "an indefinite length"},
        std::pair{with("\x61S"s, "\x41S"s), "bytes for text"},
        std::pair{with("\x61S"s, "\xC0\x61S"s), "a tag"},
        std::pair{with("\x61S"s, "\xF6"s), "null"},
        std::pair{with("\x61S"s, "\x60"s), "an empty text"},
        std::pair{with("\x61S"s, "\x61\xFF"s), "no UTF-8"},
        std::pair{with("\x07\x61S"s, "\x18\x07\x61S"s), "a key that could be shorter"},
        std::pair{with("\x07\x61S"s, "\x05\x61S"s), "a key twice"},
        std::pair{with("\x07\x61S"s, "\x18\x63\x61S"s), "an unknown key"}}) {
    const auto read = decode(bytes);
    ASSERT_FALSE(read) << why;
    EXPECT_EQ(read.error().code, ErrorCode::corrupt) << why;
  }
}

TEST(EventForm, AnotherVersionIsToldFromDamage) {
  Event e = test::event(EventKind::place, "E", "p");
  e.subject = "S";
  std::string bytes = encode(e).value();
  bytes[bytes.find("masseflyt/event") + 15 + 1] = 2;
  EXPECT_EQ(decode(bytes).error().code, ErrorCode::unsupported_version);
}

TEST(EventForm, SizeBombsCostNothing) {
  using namespace std::string_literals;
  EXPECT_FALSE(decode("\xBB\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"s));
  EXPECT_FALSE(decode("\xA6\x00\x7B\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF"s));
  EXPECT_FALSE(decode(std::string(100'000, '\x81')));
}

TEST(EventForm, RandomBytesAreRefused) {
  std::mt19937 random(11);
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes(random() % 64, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    EXPECT_FALSE(decode(bytes));
  }
}

TEST(Cbor, IntegersAreAsShortAsRfc8949Writes) {  // appendix A
  const auto text = [](std::int64_t value) {
    std::string out;
    cbor::Writer(out).integer(value);
    return hex(bytes_span(out));
  };
  for (const auto& [value, expected] : std::initializer_list<std::pair<std::int64_t, const char*>>{
           {0, "00"},
           {23, "17"},
           {24, "1818"},
           {100, "1864"},
           {1000, "1903e8"},
           {1'000'000, "1a000f4240"},
           {1'000'000'000'000, "1b000000e8d4a51000"},
           {-1, "20"},
           {-10, "29"},
           {-100, "3863"},
           {-1000, "3903e7"}}) {
    EXPECT_EQ(text(value), expected);
    const std::string bytes = unhex(expected);
    cbor::Reader r(bytes);
    EXPECT_EQ(r.integer(), value);
    EXPECT_TRUE(r.ok() && r.at_end());
  }
  const std::string least = unhex("3b7fffffffffffffff");
  EXPECT_EQ(cbor::Reader(least).integer(), std::numeric_limits<std::int64_t>::min());
  const std::string beyond = unhex("3b8000000000000000");
  cbor::Reader r(beyond);
  r.integer();
  EXPECT_FALSE(r.ok());
}

TEST(Hex, ReadsWhatItWrites) {
  EXPECT_EQ(from_hex("00fFa5").value(), std::string("\0\xFF\xA5", 3));
  EXPECT_FALSE(from_hex("0"));
  EXPECT_FALSE(from_hex("0g"));
}

}  // namespace
}  // namespace masseflyt::traceability
