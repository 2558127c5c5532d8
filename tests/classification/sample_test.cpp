// Mirrors include/masseflyt/classification/sample.hpp.
#include <masseflyt/classification/sample.hpp>

#include <gtest/gtest.h>

namespace masseflyt::classification {
namespace {

ResultText quantity(std::string_view number) {
  return {ResultKind::quantified, Decimal::parse(number).value()};
}
ResultText below(std::string_view number) {
  return {ResultKind::below_loq, Decimal::parse(number).value()};
}

TEST(ReadResult, TakesDecimalCommaAndPoint) {
  EXPECT_EQ(read_result("0,030"), quantity("0.03"));
  EXPECT_EQ(read_result("0.030"), quantity("0.03"));
  EXPECT_EQ(read_result(" 12 "), quantity("12"));
  EXPECT_EQ(read_result("1,200"), quantity("1.2"));
  EXPECT_EQ(read_result("1e-5"), quantity("0.00001"));
}
TEST(ReadResult, TakesThousands) {
  for (const auto* text : {"1200,5", "1 200,5",
                           "1\xC2\xA0"
                           "200,5",
                           "1\xE2\x80\xAF"
                           "200,5",
                           "1.200,5", "1,200.5"})
    EXPECT_EQ(read_result(text), quantity("1200.5")) << text;
  EXPECT_EQ(read_result("1.200.000"), quantity("1200000"));
}
TEST(ReadResult, TellsWhatWasNotQuantified) {
  EXPECT_EQ(read_result("<0,030"), below("0.03"));
  EXPECT_EQ(read_result("< 7"), below("7"));
  EXPECT_EQ(read_result(">1000")->kind, ResultKind::above_range);
  for (const auto* text : {"nd", "ND", "n.d.", "i.p.", "ip", "ikke påvist"})
    EXPECT_EQ(read_result(text)->kind, ResultKind::not_detected) << text;
  for (const auto* text : {"", " ", "-", "i.a.", "n.a."})
    EXPECT_EQ(read_result(text)->kind, ResultKind::missing) << text;
}
TEST(ReadResult, RefusesWhatIsNoResult) {
  for (const auto* text : {"abc", "-1", "<-1", "<0", "<", "nan", "inf", "1,2,3", "1.2,3.4", "12 5",
                           "1.20.000", "=1+1", "1 2", "5 %", "<<5", "1;2", "<nd"})
    EXPECT_FALSE(read_result(text)) << text;
}
TEST(ReadResult, ShiftsExactly) { EXPECT_EQ(read_result("0,0008", 4), quantity("8")); }

struct Reader : testing::Test {
  void add(std::string_view analyte, std::string_view value, std::string_view unit,
           std::string_view sample = "S1") {
    reader.add(sample, analyte, value, unit, "lab.csv:" + std::to_string(++line), found);
  }
  std::size_t errors() const {
    std::size_t n = 0;
    for (const auto& d : found) n += d.severity == Severity::error;
    return n;
  }
  Analytes analytes = Analytes::built_in().value();
  SampleReader reader{analytes};
  Diagnostics found;
  int line = 1;
};

TEST_F(Reader, UnitsDoNotChangeTheResult) {
  add("Bly", "60", "mg/kg TS", "a");
  add("Bly", "60000", "µg/kg TS", "b");
  add("Bly", "0,006", "%", "c");
  add("Bly", "0.06", "g/kg", "d");
  add("Bly", "60000000", "ng/kg", "e");
  for (const auto& sample : reader.finish(found))
    EXPECT_EQ(sample.results.at(0).value, Decimal::whole(60)) << sample.id;
  EXPECT_TRUE(found.empty());
}
TEST_F(Reader, WetResultsUseTheDryMatterWhereverItStands) {
  add("As", "6", "mg/kg våt");
  add("Tørrstoff", "75,0", "%");
  const auto samples = reader.finish(found);
  EXPECT_EQ(samples.at(0).results.at(0).value, Decimal::whole(8));
  EXPECT_EQ(samples.at(0).dry_matter_percent, Decimal::whole(75));
}
TEST_F(Reader, WetResultWithoutDryMatterIsAnError) {
  add("As", "6", "mg/kg wet");
  reader.finish(found);
  ASSERT_EQ(errors(), 1u);
  EXPECT_EQ(found[0].path, "lab.csv:2:unit");
}
TEST_F(Reader, EveryProblemHasItsPlace) {
  add("As", "six", "mg/kg TS");
  add("As", "6", "mg/l");
  add("As", "1000001", "mg/kg");
  add("Tørrstoff", "0", "%");
  add("Tørrstoff", "90", "mg/kg");
  add("As", "6", "mg/kg", " ");
  EXPECT_EQ(errors(), 6u);
  EXPECT_EQ(found[0].path, "lab.csv:2:value");
  EXPECT_EQ(found[1].path, "lab.csv:3:unit");
}
TEST_F(Reader, UnknownAnalyteIsKeptInSight) {
  add("Kryptonitt", "5", "mg/kg");
  const auto samples = reader.finish(found);
  EXPECT_EQ(errors(), 0u);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(samples.at(0).not_recognised, std::vector<std::string>{"Kryptonitt"});
}
TEST_F(Reader, RowsOfOneSampleMayLieApart) {
  add("As", "6", "mg/kg", "b");
  add("As", "7", "mg/kg", "a");
  add("Pb", "8", "mg/kg", "b");
  const auto samples = reader.finish(found);
  ASSERT_EQ(samples.size(), 2u);
  EXPECT_EQ(samples[0].id, "b");
  EXPECT_EQ(samples[0].results.size(), 2u);
}
TEST_F(Reader, DuplicatesAreWarned) {
  add("As", "6", "mg/kg");
  add("Arsen", "7", "mg/kg");
  EXPECT_EQ(found.size(), 1u);
  EXPECT_EQ(errors(), 0u);
}
TEST_F(Reader, PropertiesNeedNoUnit) {
  add("pH", "7,2", "");
  EXPECT_TRUE(found.empty());
}

}  // namespace
}  // namespace masseflyt::classification
