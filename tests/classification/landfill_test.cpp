// Mirrors include/masseflyt/classification/landfill.hpp.
#include <masseflyt/classification/landfill.hpp>

#include <gtest/gtest.h>

#include "classification/properties.hpp"

namespace masseflyt::classification {
namespace {

struct LandfillTest : testing::Test {
  LandfillTest() {
    waste.hazardous = waste.excluded = Answer::no;
    waste.totals = at_limits(pack, "inert/total");
    waste.leaching = at_limits(pack, "inert/ls10");
  }
  Landfill best(Decimal factor = Decimal::whole(1)) const {
    LandfillOptions options;
    options.factor = factor;
    return landfill_category(waste, pack, options).value().best;
  }
  void replace(std::vector<Property>& in, std::string subject, std::string_view value) {
    std::erase_if(in, [&](const Property& p) { return p.subject == subject; });
    in.push_back(result(std::move(subject), value));
  }
  RulePack pack = built_in_pack("eu.landfill.2003-33").value();
  LandfillWaste waste;
};

TEST_F(LandfillTest, InertAtEveryLimit) { EXPECT_EQ(best(), Landfill::inert); }
TEST_F(LandfillTest, BeyondAnyLimitIsOrdinary) {
  for (const auto* scope : {"inert/ls10", "inert/total"})
    for (const auto& rule : pack.rules) {
      if (rule.scope != scope) continue;
      auto& table = std::string(scope) == "inert/ls10" ? waste.leaching : waste.totals;
      const auto before = table;
      table = at_limits(pack, scope, rule.subject);
      const bool replaced = rule.subject == "tds" || rule.subject == "chloride" ||
                            rule.subject == "sulphate";  // the other test still holds
      EXPECT_EQ(best(), replaced ? Landfill::inert : Landfill::ordinary) << rule.subject;
      table = before;
    }
}
TEST_F(LandfillTest, DissolvedSolidsAndSaltsReplaceEachOther) {
  replace(waste.leaching, "chloride", "900");
  replace(waste.leaching, "tds", "4001");
  EXPECT_EQ(best(), Landfill::ordinary);
  replace(waste.leaching, "tds", "4000");
  EXPECT_EQ(best(), Landfill::inert);
}
TEST_F(LandfillTest, LimitsOfMercuryAndCadmiumAreTenTimesTheEluate) {
  for (const auto& rule : pack.rules)
    if (rule.scope == "ordinary/ls10") {
      if (rule.subject == "cd") {
        EXPECT_EQ(rule.value, dec("1"));
      }
      if (rule.subject == "hg") {
        EXPECT_EQ(rule.value, dec("0.2"));
      }
    }
}
TEST_F(LandfillTest, FactorRaisesSomeLimitsOnly) {
  replace(waste.leaching, "as", "1.5");
  EXPECT_EQ(best(), Landfill::ordinary);
  EXPECT_EQ(best(dec("3")), Landfill::inert);
  replace(waste.leaching, "doc", "501");
  EXPECT_EQ(best(dec("3")), Landfill::ordinary);
  replace(waste.leaching, "doc", "500");
  replace(waste.totals, "toc", "6");
  EXPECT_EQ(best(dec("3")), Landfill::inert);
  replace(waste.totals, "toc", "6.1");
  EXPECT_EQ(best(dec("3")), Landfill::ordinary);
  EXPECT_FALSE(landfill_category(waste, pack, {{}, dec("3.1")}));
}
TEST_F(LandfillTest, BiodegradableIsBanned) {
  replace(waste.totals, "toc", "10.1");
  EXPECT_EQ(best(), Landfill::none);
}
TEST_F(LandfillTest, HazardousMeetsItsOwnTable) {
  waste.hazardous = Answer::yes;
  waste.leaching = at_limits(pack, "hazardous/ls10");
  EXPECT_EQ(best(), Landfill::hazardous);
  waste.leaching = at_limits(pack, "hazardous/ls10", "as");
  EXPECT_EQ(best(), Landfill::none);
}
TEST_F(LandfillTest, UnknownIsAskedFor) {
  waste.hazardous = Answer::unknown;
  const auto a = landfill_category(waste, pack).value();
  EXPECT_EQ(a.best, Landfill::unknown);
  EXPECT_EQ(a.questions.size(), 1u);
}
TEST_F(LandfillTest, UntestedIsNotInert) {
  waste.leaching.clear();
  EXPECT_EQ(best(), Landfill::ordinary);
  EXPECT_FALSE(landfill_category(waste, pack).value().against_inert.empty());
}
TEST_F(LandfillTest, BesideHazardousWasteTheOrdinaryTableApplies) {
  waste.granular_beside_hazardous = true;
  waste.leaching = at_limits(pack, "ordinary/ls10");
  replace(waste.totals, "toc", "4");
  replace(waste.totals, "ph", "7");
  EXPECT_EQ(best(), Landfill::ordinary);
  waste.leaching = at_limits(pack, "ordinary/ls10", "pb");
  EXPECT_EQ(best(), Landfill::none);
}

}  // namespace
}  // namespace masseflyt::classification
