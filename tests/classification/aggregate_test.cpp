// Mirrors include/masseflyt/classification/aggregate.hpp.
#include <masseflyt/classification/aggregate.hpp>

#include <gtest/gtest.h>

#include "classification/properties.hpp"

namespace masseflyt::classification {
namespace {

struct Aggregate : testing::Test {
  std::string of(std::string_view standard, std::string_view property, std::string_view value,
                 bool strict = false) {
    const auto c = category_of(pack, standard, property, dec(value), strict);
    return c ? c->name : "none";
  }
  RulePack pack = built_in_pack("en.aggregates").value();
};

TEST_F(Aggregate, SmallestCategoryThatHoldsTheValue) {
  EXPECT_EQ(of("EN 12620", "los_angeles", "20"), "LA20");
  EXPECT_EQ(of("EN 12620", "los_angeles", "20.1"), "LA25");
  EXPECT_EQ(of("EN 12620", "los_angeles", "33"), "LA35");
  EXPECT_EQ(of("EN 12620", "los_angeles", "51"), "declared");
}
TEST_F(Aggregate, StandardsHaveTheirOwnSets) {
  EXPECT_EQ(of("EN 13043", "nordic_abrasion", "4"), "AN5");
  EXPECT_EQ(of("EN 12620", "nordic_abrasion", "4"), "AN7");
  EXPECT_EQ(of("EN 13242", "los_angeles", "12"), "LA20");
  EXPECT_EQ(of("EN 13450", "los_angeles_ballast", "15"), "LARB16");
  EXPECT_EQ(of("EN 13450", "los_angeles", "15"), "none");
}
TEST_F(Aggregate, EveryCategoryEndsAtItsLimit) {
  for (const auto& rule : pack.rules) {
    const std::string standard = rule.scope.substr(0, rule.scope.find('/'));
    const auto at = category_of(pack, standard, rule.subject, rule.value);
    const auto above =
        category_of(pack, standard, rule.subject, Decimal::of_steps(rule.value.steps() + 2));
    EXPECT_EQ(at->name, rule.outcome) << rule.scope;
    EXPECT_NE(above->name, rule.outcome) << rule.scope;
  }
}
TEST_F(Aggregate, StrictKnowsOnlyVerifiedCategories) {
  EXPECT_EQ(of("EN 12620", "los_angeles", "12", true), "LA35");
}

struct Armour : testing::Test {
  Answer met(const std::vector<double>& stones, bool category_a = false) {
    return check_armourstone(stones, "HMA300-1000", category_a, pack).value().met;
  }
  RulePack pack = built_in_pack("en.armourstone.13383").value();
};

TEST_F(Armour, SharesAreByMass) {
  std::vector<double> stones(3, 150);
  stones.insert(stones.end(), {225, 225});
  stones.insert(stones.end(), 10, 625);
  EXPECT_EQ(met(stones), Answer::no);  // 450 of 7 150 kg are lighter than 200 kg: 6.3 %
  stones.insert(stones.end(), {1400, 1450});
  EXPECT_EQ(met(stones), Answer::yes);  // of 10 t: 4.5 %, 9 %, 71.5 % and all
  stones.push_back(150);
  EXPECT_EQ(met(stones), Answer::no);  // 600 of 10 150 kg are lighter than 200 kg
}
TEST_F(Armour, CategoryAAddsTheMeanMass) {
  std::vector<double> stones(20, 600);
  stones.push_back(1100);
  EXPECT_EQ(met(stones), Answer::yes);
  EXPECT_EQ(met(stones, true), Answer::yes);  // 623.8 kg within 540 to 690
  const std::vector<double> heavy(20, 900);
  EXPECT_EQ(met(heavy), Answer::yes);
  EXPECT_EQ(met(heavy, true), Answer::no);
}
TEST_F(Armour, RefusesWhatCannotBeJudged) {
  EXPECT_FALSE(check_armourstone({}, "HMA300-1000", false, pack));
  const std::vector<double> stones = {500, -1};
  EXPECT_FALSE(check_armourstone(stones, "HMA300-1000", false, pack));
  const std::vector<double> one = {500};
  EXPECT_EQ(check_armourstone(one, "HMA1-2", false, pack).error().code, ErrorCode::not_found);
}

TEST(Layers, AreRequirementsAsAnyOther) {
  const RulePack pack = built_in_pack("no.layers").value();
  const std::vector<Property> stone = {result("max_stone_length", "400"), result("pass_90mm", "35"),
                                       result("fines_0_063_of_lt_90mm", "5")};
  EXPECT_EQ(check(pack, "SVV/frostsikringslag", stone).met, Answer::yes);
  const std::vector<Property> clean = {result("max_stone_length", "400"), result("pass_90mm", "35"),
                                       result("fines_0_063_of_lt_90mm", "0.5")};
  EXPECT_EQ(check(pack, "SVV/frostsikringslag", clean).met, Answer::no);
  const std::vector<Property> some = {result("pass_90mm", "35")};
  const Checks open = check(pack, "SVV/frostsikringslag", some);
  EXPECT_EQ(open.met, Answer::unknown);
  EXPECT_EQ(open.open_or_broken().size(), 3u);
}

}  // namespace
}  // namespace masseflyt::classification
