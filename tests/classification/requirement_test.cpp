// Mirrors include/masseflyt/classification/requirement.hpp.
#include <masseflyt/classification/requirement.hpp>

#include <gtest/gtest.h>

#include "classification/properties.hpp"

namespace masseflyt::classification {
namespace {

struct Requirement : testing::Test {
  Answer met(Comparator comparator, std::string_view limit, std::string_view value,
             bool strict = false, Confidence confidence = Confidence::verified) {
    Rule rule{"s", "x", 0, comparator, dec(limit), "%", "", "source", confidence, ""};
    RulePack pack;
    pack.id = "p";
    pack.rules = {rule};
    const Property p = result("x", value);
    return check(pack, "s", std::span(&p, 1), {strict}).met;
  }
};

TEST_F(Requirement, LimitBelongsToTheSideThatTheSignSays) {
  EXPECT_EQ(met(Comparator::at_most, "5", "5"), Answer::yes);
  EXPECT_EQ(met(Comparator::less, "5", "5"), Answer::no);
  EXPECT_EQ(met(Comparator::at_least, "5", "5"), Answer::yes);
  EXPECT_EQ(met(Comparator::above, "5", "5"), Answer::no);
}
TEST_F(Requirement, HalfAnsweredIsUnknown) {
  EXPECT_EQ(met(Comparator::at_most, "5", "<5"), Answer::yes);
  EXPECT_EQ(met(Comparator::at_most, "5", "<6"), Answer::unknown);
  EXPECT_EQ(met(Comparator::at_least, "5", "<5"), Answer::no);
  EXPECT_EQ(met(Comparator::at_least, "5", "<6"), Answer::unknown);
  EXPECT_EQ(met(Comparator::at_most, "5", ">5"), Answer::no);
  EXPECT_EQ(met(Comparator::at_most, "5", ">4"), Answer::unknown);
  EXPECT_EQ(met(Comparator::at_most, "5", "-"), Answer::unknown);
}
TEST_F(Requirement, StrictTrustsNeitherNotDetectedNorRecalled) {
  EXPECT_EQ(met(Comparator::at_most, "5", "nd"), Answer::yes);
  EXPECT_EQ(met(Comparator::at_most, "5", "nd", true), Answer::unknown);
  EXPECT_EQ(met(Comparator::at_most, "5", "1", true, Confidence::recalled), Answer::unknown);
}
TEST_F(Requirement, UnknownScopeIsUnknown) {
  EXPECT_EQ(check(RulePack{}, "s", {}).met, Answer::unknown);
}
TEST(PropertiesOf, AddUpCompleteSums) {
  const auto analytes = Analytes::built_in().value();
  Sample s{"S", {}, {}, {}};
  for (const auto* n : {"28", "52", "101", "118", "138", "153", "180"})
    s.results.push_back(
        {analytes.find(std::string("PCB ") + n).value(), ResultKind::quantified, dec("0.1")});
  const auto all = properties_of(s, analytes);
  ASSERT_EQ(all.size(), 8u);
  EXPECT_EQ(all[7].subject, "pcb7");
  EXPECT_EQ(all[7].value, dec("0.7"));
}

}  // namespace
}  // namespace masseflyt::classification
