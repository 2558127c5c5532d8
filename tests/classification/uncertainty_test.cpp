// Measurement uncertainty, in the verdicts of include/masseflyt/classification/classify.hpp.
#include <array>
#include <random>

#include <gtest/gtest.h>

#include <masseflyt/classification/laboratory.hpp>

#include "classification/samples.hpp"

namespace masseflyt::classification {
namespace {

struct Uncertainty : Classify {
  /// "zn 250 20%" becomes a result with its uncertainty; without the last word it has none.
  Verdict judged(const std::vector<std::array<std::string, 3>>& rows) {
    SampleReader reader(analytes);
    Diagnostics found;
    for (const auto& [analyte, value, u] : rows)
      reader.add({"S", analyte, value, "mg/kg", u}, "t:1", found);
    EXPECT_FALSE(has_errors(found));
    return classifier.classify(reader.finish(found).at(0));
  }
  Exceedance of(const std::string& value, const std::string& u) {
    return judged({{"zn", value, u}}).exceedance;  // the clean limit is 200
  }
  Classifier classifier = Classifier::built_in().value();
};

TEST_F(Uncertainty, ExceedanceIsCertainPossibleOrNone) {
  EXPECT_EQ(of("300", "20 %"), Exceedance::certain);
  EXPECT_EQ(of("220", "20 %"), Exceedance::possible);
  EXPECT_EQ(of("190", "20%"), Exceedance::possible);
  EXPECT_EQ(of("150", "20%"), Exceedance::none);
  EXPECT_EQ(of("300", ""), Exceedance::not_told);
}
TEST_F(Uncertainty, EndsOfTheIntervalGoAsTheLimitSays) {
  EXPECT_EQ(of("160", "40"), Exceedance::none);  // up to 200, which is not above
  EXPECT_EQ(of("160", "40,1"), Exceedance::possible);
  EXPECT_EQ(of("240", "40"), Exceedance::possible);  // down to 200
  EXPECT_EQ(of("240", "39.9"), Exceedance::certain);
}
TEST_F(Uncertainty, DoesNotChangeTheVerdict) {
  const Verdict with = judged({{"zn", "220", "20%"}}), without = judged({{"zn", "220", ""}});
  EXPECT_EQ(with.contaminated, Answer::yes);
  EXPECT_EQ(with.contaminated, without.contaminated);
  EXPECT_EQ(with.class_low, without.class_low);
}
TEST_F(Uncertainty, ReasonTellsTheIntervalInBothLanguages) {
  const Verdict v = judged({{"zn", "220", "20%"}});
  const Reason* r = find(v, ReasonKind::exceedance_possible);
  ASSERT_NE(r, nullptr);
  EXPECT_NE(r->text.en.find("between 176 and 264"), std::string::npos) << r->text.en;
  EXPECT_NE(r->text.nb.find("mellom 176 og 264"), std::string::npos) << r->text.nb;
  EXPECT_EQ(v.class_least, 1);
  EXPECT_EQ(v.class_most, 2);
  EXPECT_NE(find(v, ReasonKind::class_possible), nullptr);
}
TEST_F(Uncertainty, OneUntoldResultAboveItsLimitHidesWhatIsOnlyPossible) {
  EXPECT_EQ(judged({{"zn", "220", "20%"}, {"pb", "70", ""}}).exceedance, Exceedance::not_told);
  EXPECT_EQ(judged({{"zn", "220", "20%"}, {"pb", "20", ""}}).exceedance, Exceedance::possible);
  EXPECT_EQ(judged({{"zn", "300", "20%"}, {"pb", "70", ""}}).exceedance, Exceedance::certain);
  EXPECT_EQ(judged({{"zn", "100", "20%"}, {"pb", "20", ""}}).exceedance, Exceedance::not_told);
  EXPECT_EQ(judged({{"zn", "100", "20%"}, {"pb", "20", ""}}).class_least, 0);
}
TEST_F(Uncertainty, QuantificationLimitNeedsNone) {
  EXPECT_EQ(judged({{"zn", "100", "20%"}, {"pb", "<5", ""}}).exceedance, Exceedance::none);
  EXPECT_EQ(judged({{"zn", "100", "20%"}, {"pb", "<70", ""}}).exceedance, Exceedance::possible);
}
TEST_F(Uncertainty, MembersOfASumAreOffTogether) {
  std::vector<std::array<std::string, 3>> rows;
  for (const auto& r : pcb("0.0015")) rows.push_back({r.analyte, r.value, "30%"});  // 0.0105
  EXPECT_EQ(judged(rows).exceedance, Exceedance::possible);  // 0.00735 to 0.01365
  rows.push_back({"pcb7", "0.011", ""});                     // as reported, without uncertainty
  EXPECT_EQ(judged(rows).exceedance, Exceedance::possible);
  rows[0][2] = "";
  EXPECT_EQ(judged(rows).exceedance, Exceedance::not_told);
}
TEST_F(Uncertainty, WetMassWidensItWithTheValue) {
  SampleReader reader(analytes);
  Diagnostics found;
  reader.add({"S", "zn", "110", "mg/kg wet", "20%"}, "t:1", found);
  reader.add({"S", "TS", "50", "%"}, "t:2", found);
  const auto samples = reader.finish(found);
  EXPECT_EQ(samples[0].results[0].value, Decimal::whole(220));
  EXPECT_EQ(samples[0].results[0].uncertainty, Decimal::whole(44));
}
TEST_F(Uncertainty, WhatIsNoUncertaintyIsAnErrorWithItsPlace) {
  SampleReader reader(analytes);
  Diagnostics found;
  reader.add({"S", "zn", "110", "mg/kg", "much"}, "t:1", found);
  reader.add({"S", "pb", "110", "mg/kg", "-5"}, "t:2", found);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].path, "t:1:uncertainty");
  EXPECT_EQ(found[1].path, "t:2:uncertainty");
}
TEST_F(Uncertainty, MoreOfItNeverMakesAnAnswerMoreCertain) {
  std::mt19937 random(7);
  for (int i = 0; i < 2000; ++i) {
    const std::string value = std::to_string(random() % 400 + 1);
    const auto little = random() % 50, more = little + random() % 50;
    const auto a = of(value, std::to_string(little) + "%"),
               b = of(value, std::to_string(more) + "%");
    if (a != b) {
      EXPECT_EQ(b, Exceedance::possible) << value << " " << little << " " << more;
    }
  }
}
TEST(ClassifyCsv, UncertaintyInGivesTwoMoreColumnsOut) {
  Diagnostics found;
  const auto csv = classify_csv(
      "sample,analyte,value,unit,uncertainty\nA,Zn,220,mg/kg,20%\nB,Zn,300,mg/kg,20%\n", "t.csv",
      {}, found);
  ASSERT_TRUE(csv);
  EXPECT_NE(csv->find("reasons,exceedance,class_with_uncertainty\n"), std::string::npos);
  EXPECT_NE(csv->find(",possible,1-2\n"), std::string::npos) << *csv;
  EXPECT_NE(csv->find(",certain,2\n"), std::string::npos) << *csv;
}

}  // namespace
}  // namespace masseflyt::classification
