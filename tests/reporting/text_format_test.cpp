// Mirrors src/reporting/text_format.hpp.
#include "reporting/text_format.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace masseflyt::reporting {
namespace {

TEST(Fixed, WritesSoManyDecimals) {
  EXPECT_EQ(fixed(1234.5678, 2), "1234.57");
  EXPECT_EQ(fixed(0.5, 0), "0") << "ties to even, as to_chars does";
  EXPECT_EQ(fixed(1e21, 0), "1000000000000000000000");
}

TEST(Fixed, KnowsNoNegativeZeroAndNothingInfinite) {
  EXPECT_EQ(fixed(-0.0001, 2), "0.00");
  EXPECT_EQ(fixed(-0.01, 2), "-0.01");
  EXPECT_EQ(fixed(NAN, 2), "");
  EXPECT_EQ(fixed(-INFINITY, 0), "");
  EXPECT_EQ(fixed(-1.7e308, 2).size(), 313u);
}

TEST(Readable, GroupsThousandsAsEachLanguageDoes) {
  EXPECT_EQ(readable(1234567.8, 1, false), "1,234,567.8");
  EXPECT_EQ(readable(1234567.8, 1, true), "1\u00A0234\u00A0567,8");
  EXPECT_EQ(readable(1234, 0, false), "1,234");
  EXPECT_EQ(readable(1234, 0, true), "1234");
  EXPECT_EQ(readable(12345, 0, true), "12\u00A0345");
  EXPECT_EQ(readable(999, 0, false), "999");
}

TEST(Readable, WritesARealMinusAndADashForUnknown) {
  EXPECT_EQ(readable(-3.25, 2, true), "−3,25");
  EXPECT_EQ(readable(-0.001, 1, false), "0.0");
  EXPECT_EQ(readable(NAN, 1, false), "–");
}

TEST(CleanUtf8, ReplacesWhatIsNoText) {
  EXPECT_EQ(clean_utf8("Bærum – ok\n"), "Bærum – ok\n");
  EXPECT_EQ(clean_utf8("a\xFF"
                       "b"),
            "a\uFFFD"
            "b");
  EXPECT_EQ(clean_utf8("\x01\x7F"), "\uFFFD\uFFFD");
  EXPECT_EQ(clean_utf8("\xC3"), "\uFFFD") << "half a character";
}

TEST(Html, LeavesNoMarkup) {
  EXPECT_EQ(html("<b a=\"1\">&'"), "&lt;b a=&quot;1&quot;&gt;&amp;&#39;");
}

TEST(CsvCell, NeutralisesFormulasButNotNumbers) {
  EXPECT_EQ(csv_cell("=1+1"), "'=1+1");
  EXPECT_EQ(csv_cell("@SUM(A1)"), "'@SUM(A1)");
  EXPECT_EQ(csv_cell("+47 22 00 00 00"), "'+47 22 00 00 00");
  EXPECT_EQ(csv_cell("-3.5"), "-3.5");
  EXPECT_EQ(csv_cell("-a"), "'-a");
  EXPECT_EQ(csv_cell("\t=x"), "\"'\t=x\"");
  EXPECT_EQ(csv_cell(""), "");
}

TEST(CsvCell, QuotesWhatWouldBreakTheRow) {
  EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_cell("say \"hi\""), "\"say \"\"hi\"\"\"");
  EXPECT_EQ(csv_cell("two\nlines"), "\"two\nlines\"");
}

}  // namespace
}  // namespace masseflyt::reporting
