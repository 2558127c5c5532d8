// Mirrors include/masseflyt/classification/hazardous.hpp.
#include <masseflyt/classification/hazardous.hpp>

#include <gtest/gtest.h>

#include "classification/properties.hpp"

namespace masseflyt::classification {
namespace {

struct Hazard : testing::Test {
  WasteSubstance of(std::string name, std::string_view mg_per_kg,
                    std::vector<std::string> statements, std::string_view factor = "1") {
    return {
        name, dec(mg_per_kg), dec(mg_per_kg), {{name, dec(factor), std::move(statements), "x"}}};
  }
  HazardVerdict screen(const std::vector<WasteSubstance>& all, bool strict = false) {
    return screen_hazardous(all, pack, strict);
  }
  RulePack pack = built_in_pack("eu.hazardous.1357-2014").value();
};

TEST_F(Hazard, ClassFiveIsNoHazardousWaste) {
  EXPECT_EQ(screen({of("BaP", "150", {"H350"})}).hazardous, Answer::no);  // 0.015 % of 0.1 %
}
TEST_F(Hazard, EveryRuleHasItsOwnBelowAndEqual) {
  for (const auto& rule : pack.rules) {
    if (rule.scope.find('/') != std::string::npos) continue;
    if (rule.subject.find_first_of("+*") != std::string::npos) continue;
    const auto hit = [&](std::int64_t steps) {
      const Decimal percent = Decimal::of_steps(rule.value.steps() + steps);
      const Decimal mg = percent.scaled(Decimal::whole(10'000), Decimal::whole(1)).value();
      const WasteSubstance s{"x", mg, mg, {{"x", Decimal::whole(1), {rule.subject}, "y"}}};
      for (const auto& h : screen({s}).hits)
        if (h.property == rule.scope && h.statement == rule.subject) return h.met == Answer::yes;
      return false;
    };
    EXPECT_TRUE(hit(0)) << rule.scope << rule.subject;
    EXPECT_FALSE(hit(-2)) << rule.scope << rule.subject;
  }
}
TEST_F(Hazard, OnlySumsAddUp) {
  const auto carcinogens = screen({of("a", "600", {"H350"}), of("b", "600", {"H350"})});
  EXPECT_EQ(carcinogens.hazardous, Answer::no);  // 0.06 % each; HP7 does not add
  const auto toxic = screen({of("a", "30000", {"H301"}), of("b", "30000", {"H301"})});
  EXPECT_EQ(toxic.hazardous, Answer::yes);  // 3 % + 3 % of 5 %
  EXPECT_EQ(toxic.hits[0].property, "HP6");
}
TEST_F(Hazard, BelowTheCutOffDoesNotAdd) {
  std::vector<WasteSubstance> many;
  for (int i = 0; i < 60; ++i) many.push_back(of(std::to_string(i), "990", {"H301"}));
  EXPECT_EQ(screen(many).hazardous, Answer::no);  // 60 * 0.099 %
  for (auto& s : many) s.low = s.high = dec("1000");
  EXPECT_EQ(screen(many).hazardous, Answer::yes);  // 60 * 0.1 %
}
TEST_F(Hazard, AquaticToxicityIsWeighted) {
  const auto v = screen({of("zinc", "2500", {"H410"})});  // 100 * 0.25 % = 25 %
  ASSERT_EQ(v.hazardous, Answer::yes);
  EXPECT_EQ(v.hits[0].property, "HP14");
  EXPECT_EQ(screen({of("zinc", "2499", {"H410"})}).hazardous, Answer::no);
  EXPECT_EQ(screen({of("x", "12500", {"H411"}), of("y", "125000", {"H412"})}).hazardous,
            Answer::yes);  // 10 * 1.25 % + 12.5 %
}
TEST_F(Hazard, WorstFormCountsAndItsWholeMass) {
  WasteSubstance lead = of("lead", "600", {"H302"});
  EXPECT_EQ(screen({lead}).hazardous, Answer::no);
  lead.compounds.push_back({"chromate", dec("1.56"), {"H350"}, "x"});
  EXPECT_EQ(screen({lead}).hazardous, Answer::no);  // 0.0936 %
  lead.low = lead.high = dec("650");
  EXPECT_EQ(screen({lead}).hazardous, Answer::yes);  // 0.1014 %
}
TEST_F(Hazard, UnquantifiedAndUnclassifiedLeaveItOpen) {
  WasteSubstance s = of("x", "0", {"H350"});
  s.high = dec("2000");
  EXPECT_EQ(screen({s}).hazardous, Answer::unknown);
  s.compounds.clear();
  EXPECT_EQ(screen({s}).hazardous, Answer::unknown);
  EXPECT_EQ(screen({}).hazardous, Answer::unknown);
}
TEST_F(Hazard, StrictDoesNotConvictOnRecalledLimits) {
  EXPECT_EQ(screen({of("x", "3000", {"H360"})}).hazardous, Answer::yes);
  EXPECT_EQ(screen({of("x", "3000", {"H360"})}, true).hazardous, Answer::unknown);
}

}  // namespace
}  // namespace masseflyt::classification
