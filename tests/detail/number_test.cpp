// Mirrors src/detail/number.hpp.
#include "detail/number.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>

namespace masseflyt::detail {
namespace {

TEST(ParseNumber, ReadsDecimalNumbers) {
  EXPECT_EQ(parse_number("0"), 0.0);
  EXPECT_EQ(parse_number("-1.5e3"), -1500.0);
  EXPECT_EQ(parse_number("0.1"), 0.1);
  EXPECT_EQ(parse_number("1700000000000000000000"), 1.7e21);
}

TEST(ParseNumber, RefusesWhatIsNoFiniteDecimal) {
  for (const char* text :
       {"",    " ",    " 1",       "1 ",    "+1",     "0x10", "1,5", "1 000", "nan", "-nan",
        "inf", "-inf", "infinity", "1e400", "-1e400", "12t",  "--1", "-",     ".",   "e5"})
    EXPECT_FALSE(parse_number(text)) << text;
  EXPECT_FALSE(parse_number(std::string(5000, '1')));
}

TEST(ParseNumber, DecimalCommaIsReadWhereAllowed) {
  constexpr auto comma = DecimalMark::point_or_comma;
  EXPECT_EQ(parse_number("1,5", comma), 1.5);
  EXPECT_EQ(parse_number("1.5", comma), 1.5);
  EXPECT_EQ(parse_number("-0,25e2", comma), -25.0);
  for (const char* text : {"1.000,5", "1,000.5", "1,000,000", ",", "1,5 "})
    EXPECT_FALSE(parse_number(text, comma)) << text;
}

TEST(ParseInteger, ReadsWholeNumbersOnly) {
  EXPECT_EQ(parse_integer("-12"), -12);
  for (const char* text : {"", "1.0", "1e3", "99999999999999999999", "+1"})
    EXPECT_FALSE(parse_integer(text)) << text;
}

TEST(FormatNumber, IsShort) {
  EXPECT_EQ(format_number(0.1), "0.1");
  EXPECT_EQ(format_number(-0.0), "0");
  EXPECT_EQ(format_number(27), "27");
  EXPECT_EQ(format_number(2.7e6), "2700000");
  EXPECT_EQ(format_number(-1e9), "-1000000000");
  EXPECT_EQ(format_number(1e300), "1e+300");
}

TEST(FormatNumber, EveryDoubleComesBack) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20000; ++i) {
    const std::uint64_t bits = random();
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    if (!std::isfinite(value) || std::fpclassify(value) == FP_SUBNORMAL) continue;
    EXPECT_EQ(parse_number(format_number(value)), value);
  }
}

TEST(IsJsonNumber, FollowsTheGrammar) {
  for (const char* text : {"0", "-0", "0.50", "10", "1e5", "-1.5E+3"})
    EXPECT_TRUE(is_json_number(text)) << text;
  for (const char* text : {"", "-", "007", "5.", ".5", "1e", "+1", "1 ", "0x1", "nan"})
    EXPECT_FALSE(is_json_number(text)) << text;
}

}  // namespace
}  // namespace masseflyt::detail
