// Mirrors include/masseflyt/classification/land_use.hpp.
#include <masseflyt/classification/land_use.hpp>

#include <gtest/gtest.h>

#include "classification/properties.hpp"

namespace masseflyt::classification {
namespace {

struct LandUse : testing::Test {
  Acceptability at(int condition_class, std::string use, bool deep, bool recipient = false) {
    last = may_remain(condition_class, {std::move(use), deep, recipient}, pack);
    return last.answer;
  }
  RulePack pack = built_in_pack("no.arealbruk.ta2553").value();
  LandUseAnswer last;
};

TEST_F(LandUse, TableOfTheGuideline) {
  using A = Acceptability;
  struct {
    const char* use;
    bool deep;
    A of_class[6];
  } const table[] = {
      {"bolig",
       false,
       {A::allowed, A::allowed, A::not_allowed, A::not_allowed, A::not_allowed, A::not_allowed}},
      {"bolig",
       true,
       {A::allowed, A::allowed, A::allowed, A::allowed_if, A::not_allowed, A::not_allowed}},
      {"sentrum",
       false,
       {A::allowed, A::allowed, A::allowed, A::not_allowed, A::not_allowed, A::not_allowed}},
      {"sentrum",
       true,
       {A::allowed, A::allowed, A::allowed, A::allowed_if, A::allowed_if, A::not_allowed}},
      {"industri_trafikk",
       false,
       {A::allowed, A::allowed, A::allowed, A::allowed_if, A::not_allowed, A::not_allowed}},
      {"industri_trafikk",
       true,
       {A::allowed, A::allowed, A::allowed, A::allowed_if, A::allowed_if, A::not_allowed}},
  };
  for (const auto& row : table)
    for (int c = 1; c <= 6; ++c)
      EXPECT_EQ(at(c, row.use, row.deep), row.of_class[c - 1]) << row.use << row.deep << c;
}
TEST_F(LandUse, SaysWhichRiskToAssess) {
  at(4, "sentrum", true);
  EXPECT_TRUE(last.assess_spreading);
  EXPECT_FALSE(last.assess_health);
  at(5, "sentrum", true);
  EXPECT_TRUE(last.assess_health);
  EXPECT_TRUE(last.assess_spreading);
  EXPECT_EQ(last.highest_class, 5);
}
TEST_F(LandUse, ClassThreeNearAVulnerableRecipientAsksForSpreading) {
  EXPECT_EQ(at(3, "sentrum", true, true), Acceptability::allowed_if);
  EXPECT_EQ(at(2, "sentrum", true, true), Acceptability::allowed);
}
TEST_F(LandUse, PlayAreasAreOutsideTheScope) {
  EXPECT_EQ(at(1, "barnehage_lek", false), Acceptability::outside_scope);
}
TEST_F(LandUse, StrictLeavesRecalledRowsOpen) {
  EXPECT_EQ(may_remain(2, {"bolig", false, false}, pack, true).answer, Acceptability::unknown);
  EXPECT_EQ(may_remain(3, {"sentrum", false, false}, pack, true).answer, Acceptability::allowed);
}
TEST_F(LandUse, OpenClassIsOnlyAnsweredWhenItDoesNotMatter) {
  Verdict v;
  v.class_low = 2, v.class_high = 3;
  EXPECT_EQ(may_remain(v, {"sentrum", false, false}, pack).answer, Acceptability::allowed);
  EXPECT_EQ(may_remain(v, {"bolig", false, false}, pack).answer, Acceptability::unknown);
  v.class_low = v.class_high = 0;
  EXPECT_EQ(may_remain(v, {"bolig", false, false}, pack).answer, Acceptability::unknown);
}
TEST_F(LandUse, WorseClassIsNeverMoreWelcome) {
  const auto rank = [](Acceptability a) {
    return a == Acceptability::allowed ? 2 : a == Acceptability::allowed_if ? 1 : 0;
  };
  for (const auto* use : {"bolig", "sentrum", "industri_trafikk"})
    for (const bool deep : {false, true})
      for (int c = 1; c < 6; ++c) EXPECT_GE(rank(at(c, use, deep)), rank(at(c + 1, use, deep)));
}

}  // namespace
}  // namespace masseflyt::classification
