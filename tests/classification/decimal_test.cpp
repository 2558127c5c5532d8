// Mirrors include/masseflyt/classification/decimal.hpp.
#include <masseflyt/classification/decimal.hpp>

#include <random>

#include <gtest/gtest.h>

namespace masseflyt::classification {
namespace {

Decimal dec(std::string_view text, int shift = 0) { return Decimal::parse(text, shift).value(); }

TEST(Decimal, ReadsWhatItWrites) {
  for (const auto* text : {"0", "8", "0.015", "0.00001", "1234567.000000000001", "-2.5"})
    EXPECT_EQ(dec(text).to_string(), text);
}
TEST(Decimal, ReadsExponents) {
  EXPECT_EQ(dec("1e-05"), dec("0.00001"));
  EXPECT_EQ(dec("2.5E+3"), dec("2500"));
}
TEST(Decimal, RefusesWhatIsNoDecimalNumber) {
  for (const auto* text : {"", "-", ".", "5.", "1,5", "1.2.3", "0x10", "nan", "inf", "1e", "1e99",
                           " 1", "1 ", "1e1.5", "9300000", "99999999999999999999999999"})
    EXPECT_FALSE(Decimal::parse(text)) << text;
}
TEST(Decimal, ShiftsExactly) {
  EXPECT_EQ(dec("1.2", 4), dec("12000"));
  EXPECT_EQ(dec("0.1", -3), dec("0.0001"));
}
TEST(Decimal, RoundedNumbersStayOnTheirSideOfEveryLimit) {
  EXPECT_LT(dec("0.00999999999999999999"), dec("0.01"));
  EXPECT_GT(dec("0.01000000000000000001"), dec("0.01"));
  EXPECT_EQ(dec("0.01000000000000000000"), dec("0.01"));
}
TEST(Decimal, QuotientsStayOnTheirSideToo) {
  const Decimal third = dec("1").scaled(dec("1"), dec("3")).value();
  EXPECT_GT(third, dec("0.33333333333"));
  EXPECT_LT(third, dec("0.33333333334"));
  EXPECT_EQ(dec("7.52").scaled(dec("100"), dec("94")).value(), dec("8"));
  EXPECT_FALSE(dec("1").scaled(dec("1"), dec("0")));
  EXPECT_FALSE(dec("9000000").scaled(dec("100"), dec("1")));
}
TEST(Decimal, SumsStayAtTheEndOfTheRange) {
  const Decimal most = Decimal::of_steps(std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(Decimal::whole(9'000'000) + Decimal::whole(9'000'000), most);
}
TEST(Decimal, TakesTheDecimalNumberThatADoubleStandsFor) {
  std::mt19937 random(1);
  for (int i = 0; i < 10000; ++i) {
    const auto thousandths = static_cast<std::int64_t>(random() % 100'000'000);
    const double value = static_cast<double>(thousandths) / 1000;
    EXPECT_EQ(Decimal::from_double(value).steps(), thousandths * 1'000'000'000);
    EXPECT_EQ(Decimal::from_double(value / 1e6).steps(), thousandths * 1000);
  }
  EXPECT_EQ(Decimal::from_double(25000), Decimal::whole(25000));
}
TEST(Decimal, CutsToSignificantDigits) {
  EXPECT_EQ(dec("12345.678").to_string(3), "12345");
  EXPECT_EQ(dec("0.0123456").to_string(2), "0.012");
}

TEST(Comparator, LimitsBelongToOneSide) {
  EXPECT_FALSE(holds(dec("8"), Comparator::above, dec("8")));
  EXPECT_TRUE(holds(dec("8"), Comparator::at_least, dec("8")));
  EXPECT_TRUE(holds(dec("8"), Comparator::at_most, dec("8")));
  EXPECT_FALSE(holds(dec("8"), Comparator::less, dec("8")));
  EXPECT_TRUE(holds(dec("8"), Comparator::equal, dec("8")));
}

}  // namespace
}  // namespace masseflyt::classification
