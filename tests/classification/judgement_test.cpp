// Mirrors include/masseflyt/classification/judgement.hpp.
#include <algorithm>

#include <gtest/gtest.h>

#include <masseflyt/classification/judgement.hpp>

namespace masseflyt::classification {
namespace {

struct Judge : testing::Test {
  std::vector<Judgement> run(const std::string& members) const {
    const std::string json = R"({"schema": "masseflyt.lot/1", "id": "L", )" + members + "}";
    Diagnostics found;
    return judge(fitter, read_lot(json, fitter.analytes(), found).value()).value();
  }
  static const Judgement* find(const std::vector<Judgement>& all, std::string_view about,
                               std::string_view subject = "", std::string_view sample = "") {
    for (const auto& j : all)
      if (j.about == about && j.subject == subject && j.sample == sample) return &j;
    return nullptr;
  }
  static std::string answer(const std::vector<Judgement>& all, std::string_view about,
                            std::string_view subject = "", std::string_view sample = "") {
    const Judgement* j = find(all, about, subject, sample);
    return j == nullptr ? "not asked" : j->answer;
  }
  Fitter fitter = Fitter::built_in().value();
};

std::string metal(const std::string& value) {
  return R"("material": "soil", "samples": [{"id": "P1", "analyte": "pb", "value": ")" + value +
         R"(", "unit": "mg/kg TS"}])";
}

TEST_F(Judge, ASampleIsAskedForItselfAndForItsLot) {
  const auto all = run(metal("150"));
  EXPECT_EQ(answer(all, "contaminated", "", "P1"), "yes");
  EXPECT_EQ(answer(all, "condition_class", "", "P1"), "3");
  EXPECT_EQ(answer(all, "contaminated"), "yes");
  EXPECT_EQ(answer(all, "condition_class"), "3");
  EXPECT_EQ(find(all, "contaminated", "", "P1")->reasons.at(0).rule, "no.normverdier/pb");
}
TEST_F(Judge, AHighLoqLeavesTheClassOpen) {
  const auto all = run(metal("<80"));
  EXPECT_EQ(answer(all, "contaminated"), "unknown");
  EXPECT_EQ(answer(all, "condition_class"), "open");
  EXPECT_EQ(answer(all, "land_use", "sentrum/0-1"), "allowed");  // in both classes
}
TEST_F(Judge, PlacesFollowTheWorstSample) {
  const auto all = run(metal("500"));  // class 4
  EXPECT_EQ(answer(all, "land_use", "bolig/0-1"), "not_allowed");
  EXPECT_EQ(answer(all, "land_use", "sentrum/>1"), "allowed_if");
}
TEST_F(Judge, WhatIsNotInTheDataIsNotAsked) {
  const auto all = run(metal("10"));
  for (const auto* about : {"landfill", "recovery", "acid_forming", "aggregate", "armourstone",
                            "layer", "frost_group", "coal_tar"})
    EXPECT_TRUE(std::none_of(all.begin(), all.end(), [&](const Judgement& j) {
      return j.about == about;
    })) << about;
  EXPECT_EQ(answer(all, "hazardous"), "unknown");  // a condition class never tells
}
TEST_F(Judge, EveryAnswerIsSaidInBothLanguagesAndHasAReason) {
  const auto all = run(R"("material": "rock", "declared_class": "class2", "hazardous": false,
    "acid_rock": {"sulphur_percent": 2, "inorganic_carbon_percent": 0.1},
    "radioactivity": {"uranium_mg_per_kg": 30}, "landfill": {"leaching": {"as": 0.1}},
    "properties": {"los_angeles": 18, "micro_deval": 9},
    "grading": [[0.002, 1], [0.02, 2], [0.063, 4], [0.2, 10], [2, 30], [22.4, 80], [63, 100]],
    "stones_kg": [500, 600, 700])");
  EXPECT_EQ(answer(all, "acid_forming"), "yes");
  EXPECT_EQ(answer(all, "radioactive_waste"), "no");
  EXPECT_EQ(answer(all, "fits_under_buildings"), "no");
  EXPECT_EQ(answer(all, "landfill"), "unknown");
  EXPECT_EQ(answer(all, "aggregate", "EN 12620/los_angeles"), "LA20");
  EXPECT_EQ(answer(all, "armourstone", "HMA300-1000"), "met");
  EXPECT_EQ(answer(all, "frost_group", "22.4 mm"), "T1");
  EXPECT_EQ(answer(all, "waste_code", "EAL"), "17 05 04");
  EXPECT_NE(find(all, "layer", "SVV/forsterkningslag"), nullptr);
  for (const auto& j : all) {
    EXPECT_FALSE(j.answer.empty()) << j.about;
    EXPECT_FALSE(j.title.en.empty() || j.title.nb.empty()) << j.about;
    EXPECT_FALSE(j.text.en.empty() || j.text.nb.empty()) << j.about;
    if (j.about != "frost_group") {
      EXPECT_FALSE(j.reasons.empty()) << j.about;
    }
    for (const auto& r : j.reasons) EXPECT_FALSE(r.text.en.empty() || r.text.nb.empty()) << j.about;
  }
}
TEST_F(Judge, DemolitionIsAskedByItsMaterial) {
  EXPECT_EQ(answer(run(R"("material": "asphalt", "properties": {"pah16": 1200})"), "coal_tar"),
            "yes");
  EXPECT_EQ(answer(run(R"("material": "concrete")"), "recovery"), "unknown");
}
TEST_F(Judge, TheDocumentNamesRulesAndFaults) {
  Diagnostics found;
  const auto told =
      judgements_json(R"({"schema": "masseflyt.lot/1", "id": "L", "material": "soil"})", {}, found)
          .value();
  EXPECT_NE(told.find("masseflyt.judgements/1"), std::string::npos);
  EXPECT_NE(told.find("no.normverdier@"), std::string::npos);
  EXPECT_FALSE(judgements_json(R"({"material": "cheese"})", {}, found));
  EXPECT_TRUE(has_errors(found));
}

}  // namespace
}  // namespace masseflyt::classification
