// Mirrors include/masseflyt/classification/waste.hpp.
#include <masseflyt/classification/waste.hpp>

#include <gtest/gtest.h>

namespace masseflyt::classification {
namespace {

TEST(AlienSpecies, FoundSpeciesBlockWhateverTheCategory) {
  for (const auto* category : {"SE", "LO", "NR", ""})
    EXPECT_EQ(judge_species("soil", {Answer::yes, {{"parkslirekne", category}}}).blocked,
              Answer::yes);
  EXPECT_EQ(judge_species("rock", {Answer::no, {{"parkslirekne", "SE"}}}).blocked, Answer::yes);
}
TEST(AlienSpecies, UnsurveyedSoilIsAQuestion) {
  const auto a = judge_species("soil", {});
  EXPECT_EQ(a.blocked, Answer::unknown);
  EXPECT_FALSE(a.change.nb.empty());
  EXPECT_EQ(judge_species("clay", {Answer::yes, {}}).blocked, Answer::no);
  EXPECT_EQ(judge_species("rock", {}).blocked, Answer::no);
}

TEST(Standing, UsedInsideItsProjectIsNotSurplus) {
  UseFacts f;
  f.use = PlannedUse::inside_project;
  const auto s = standing_of(f);
  EXPECT_EQ(s.status, WasteStatus::not_surplus);
  EXPECT_EQ(s.level, PyramidLevel::prevention);
}
TEST(Standing, FillIsRecoveryOnlyIfAllThreeHold) {
  UseFacts f;
  f.use = PlannedUse::fill;
  f.may_pollute = Answer::no;
  EXPECT_EQ(standing_of(f).level, PyramidLevel::unknown);
  EXPECT_EQ(standing_of(f).questions.size(), 3u);
  f.planned_anyway = f.amount_fits = f.suited = Answer::yes;
  EXPECT_EQ(standing_of(f).level, PyramidLevel::recovery);
  EXPECT_TRUE(standing_of(f).questions.empty());
  for (const auto condition :
       {&UseFacts::planned_anyway, &UseFacts::amount_fits, &UseFacts::suited}) {
    f.*condition = Answer::no;
    EXPECT_EQ(standing_of(f).level, PyramidLevel::disposal);
    f.*condition = Answer::yes;
  }
}
TEST(Standing, ByProductNeedsAllFour) {
  UseFacts f;
  f.use = PlannedUse::product;
  f.use_is_certain = f.usable_without_further_processing = Answer::yes;
  f.part_of_a_production_process = f.lawful_without_harm = Answer::yes;
  EXPECT_EQ(standing_of(f).status, WasteStatus::by_product);
  f.part_of_a_production_process = Answer::no;
  EXPECT_EQ(standing_of(f).status, WasteStatus::unknown);
  f.recovered = Answer::no;
  EXPECT_EQ(standing_of(f).status, WasteStatus::waste);
  f.recovered = f.used_for_specific_purposes = f.market_exists = f.meets_product_rules =
      Answer::yes;
  EXPECT_EQ(standing_of(f).status, WasteStatus::end_of_waste);
  EXPECT_EQ(standing_of(f).level, PyramidLevel::recycling);
}
TEST(Standing, PollutionAsksForAPermit) {
  UseFacts f;
  f.use = PlannedUse::fill;
  f.may_pollute = Answer::yes;
  EXPECT_EQ(standing_of(f).permit_needed, Answer::yes);
  f.use = PlannedUse::facility;
  EXPECT_EQ(standing_of(f).permit_needed, Answer::no);
}
TEST(Standing, HighestLevelFollowsTheLadder) {
  EXPECT_EQ(highest_level({"rock", "hard", "clean"}), PyramidLevel::recycling);
  EXPECT_EQ(highest_level({"rock", "soft", "clean"}), PyramidLevel::recycling);
  EXPECT_EQ(highest_level({"rock_tbm", "tbm", "clean"}), PyramidLevel::recovery);
  EXPECT_EQ(highest_level({"soil", "", "clean"}), PyramidLevel::recovery);
  EXPECT_EQ(highest_level({"rock", "", "clean"}), PyramidLevel::unknown);
  EXPECT_EQ(highest_level({"rock", "hard", "class3"}), PyramidLevel::disposal);
  EXPECT_EQ(highest_level({"soil", "", ""}), PyramidLevel::unknown);
}

struct Codes : testing::Test {
  std::vector<std::string> of(std::string_view material, int condition_class, Answer contaminated,
                              Answer hazardous, bool oil = false) {
    Verdict v;
    v.class_low = v.class_high = condition_class;
    v.contaminated = contaminated;
    std::vector<std::string> codes;
    last = waste_codes(material, v, hazardous, oil);
    for (const auto& c : last.codes) codes.push_back(c.code);
    return codes;
  }
  using List = std::vector<std::string>;
  WasteCodes last;
};

TEST_F(Codes, OfSoilFollowClassAndHazard) {
  EXPECT_EQ(of("soil", 1, Answer::no, Answer::no), (List{"1601", "17 05 04"}));
  EXPECT_EQ(of("soil", 2, Answer::no, Answer::no), (List{"1601", "17 05 04"}));  // zinc 200
  EXPECT_EQ(of("soil", 2, Answer::yes, Answer::no), (List{"1603", "17 05 04"}));
  EXPECT_EQ(of("soil", 3, Answer::yes, Answer::no), (List{"1603", "17 05 04"}));
  EXPECT_EQ(of("soil", 5, Answer::yes, Answer::no), (List{"1604", "17 05 04"}));
  EXPECT_EQ(of("soil", 6, Answer::yes, Answer::yes), (List{"17 05 03*"}));
  EXPECT_EQ(of("soil", 6, Answer::yes, Answer::yes, true), (List{"7022", "17 05 03*"}));
}
TEST_F(Codes, UnknownHazardLeavesBothSidesOfTheMirror) {
  EXPECT_EQ(of("rock", 1, Answer::no, Answer::unknown), (List{"1601", "17 05 03*", "17 05 04"}));
  EXPECT_EQ(last.questions.size(), 1u);
}
TEST_F(Codes, OfBuildingMaterials) {
  EXPECT_EQ(of("concrete", 1, Answer::no, Answer::no), (List{"1611", "17 01 01"}));
  EXPECT_EQ(of("reinforced_concrete", 1, Answer::no, Answer::no), (List{"1612", "17 01 01"}));
  EXPECT_EQ(of("brick", 3, Answer::yes, Answer::no), (List{"1614", "17 01 02"}));
  EXPECT_EQ(of("brick", 3, Answer::yes, Answer::yes), (List{"17 01 06*"}));
  EXPECT_EQ(of("asphalt", 0, Answer::unknown, Answer::no), (List{"17 03 02"}));
  EXPECT_TRUE(of("cheese", 1, Answer::no, Answer::no).empty());
}

}  // namespace
}  // namespace masseflyt::classification
