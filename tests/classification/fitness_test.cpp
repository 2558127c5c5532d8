// Mirrors include/masseflyt/classification/fitness.hpp.
#include <masseflyt/classification/fitness.hpp>

#include <set>

#include "classification/lots.hpp"

namespace masseflyt::classification {
namespace {

constexpr auto allowed = Fitness::allowed, conditional = Fitness::conditional,
               refused = Fitness::refused, unknown = Fitness::unknown;

// ---- contamination
// -------------------------------------------------------------------------------

TEST_F(Fitting, AFillTakesWhatIsAtTheCleanLimitAndNotFreelyWhatIsAbove) {
  EXPECT_EQ(answer(sampled({{"pb", "59.999999"}}), "fill"), allowed);
  EXPECT_EQ(answer(sampled({{"pb", "60"}}), "fill"), allowed);  // equal is not contaminated
  EXPECT_EQ(answer(sampled({{"pb", "60.000001"}}), "fill"), unknown);
  EXPECT_TRUE(is_missing(fit(sampled({{"pb", "60.000001"}}), "fill"), "land_use_and_depth"));
}

struct Place {
  const char* use;
  std::vector<Fitness> of_class;  ///< 1 to 5, above
};

TEST_F(Fitting, LandUseAndDepthDecideForEachClass) {
  // Lead: clean limit 60, classes up to 60, 100, 300, 700, 2500.
  const char* const lead[] = {"60", "100", "300", "700", "2500", "2500.1"};
  const Place places[] = {
      {"fill/bolig/0-1", {allowed, conditional, refused, refused, refused, refused}},
      {"fill/bolig/>1", {allowed, conditional, conditional, conditional, refused, refused}},
      {"fill/sentrum/0-1", {allowed, conditional, conditional, refused, refused, refused}},
      {"fill/sentrum/>1", {allowed, conditional, conditional, conditional, conditional, refused}},
      {"fill/industri_trafikk/0-1",
       {allowed, conditional, conditional, conditional, refused, refused}},
      {"cover/sentrum", {allowed, conditional, conditional, refused, refused, refused}},
      {"in_project/sentrum/>1",
       {allowed, conditional, conditional, conditional, conditional, refused}},
  };
  for (const auto& place : places)
    for (std::size_t c = 0; c < 6; ++c)
      EXPECT_EQ(answer(sampled({{"pb", lead[c]}}), place.use), place.of_class[c])
          << place.use << " class " << c + 1;
}

TEST_F(Fitting, ContaminatedMassesNeedAPlanInsideAndAPermitOutside) {
  const Lot lot = sampled({{"pb", "90"}});
  EXPECT_TRUE(is_missing(fit(lot, "in_project/sentrum/>1"), "approved_remediation_plan"));
  EXPECT_FALSE(is_missing(fit(lot, "in_project/sentrum/>1"), "permit_pollution_act_11"));
  EXPECT_TRUE(is_missing(fit(lot, "fill/sentrum/>1"), "permit_pollution_act_11"));
  EXPECT_TRUE(is_missing(fit(lot, "fill/sentrum/>1"), "hazardous_waste_characterisation"));
}

TEST_F(Fitting, DeepClassesNeedTheirRiskAssessments) {
  EXPECT_TRUE(
      is_missing(fit(sampled({{"pb", "700"}}), "fill/sentrum/>1"), "risk_assessment_spreading"));
  EXPECT_TRUE(is_missing(fit(sampled({{"pb", "2500"}}), "fill/sentrum/>1"),
                         "risk_assessment_health_and_spreading"));
  Use near = use("fill/sentrum/>1");
  near.vulnerable_recipient = true;
  EXPECT_TRUE(is_missing(fitter().fit(sampled({{"pb", "300"}}), near).value(),
                         "risk_assessment_spreading"));
  EXPECT_FALSE(is_missing(fitter().fit(sampled({{"pb", "100"}}), near).value(),
                          "risk_assessment_spreading"));
}

TEST_F(Fitting, ASubstanceWithoutClassesAsksForASpecificAssessment) {
  const auto f = fit(sampled({{"fluoranten", "1.1"}}), "fill/sentrum/>1");
  EXPECT_EQ(f.answer, conditional);
  EXPECT_TRUE(is_missing(f, "site_specific_risk_assessment"));
}

TEST_F(Fitting, WhatIsNotCleanBecomesNoProduct) {
  for (const auto* use : {"reuse", "concrete_aggregate", "asphalt_aggregate", "unbound", "ballast",
                          "armour/LMA10-60", "clean_disposal"}) {
    Lot lot = fine_lot("rock", "hard");
    lot.samples = {sample({{"ni", "60"}})};
    EXPECT_NE(answer(lot, use), refused) << use;
    lot.samples = {sample({{"ni", "60.1"}})};
    const auto f = fit(lot, use);
    EXPECT_EQ(f.answer, refused) << use;
    const auto* why = reason(f, "no.normverdier/ni");
    ASSERT_NE(why, nullptr) << use;
    EXPECT_EQ(why->effect, refused);
    EXPECT_EQ(why->measured, "60.1");
    EXPECT_EQ(why->limit, "> 60");
    EXPECT_FALSE(why->source.empty());
    EXPECT_FALSE(why->change.nb.empty());
  }
}

TEST_F(Fitting, NaturalBackgroundExcusesUnlessTheRockFormsAcid) {
  Lot lot = fine_lot("rock", "hard");
  lot.samples = {sample({{"ni", "70"}})};
  EXPECT_EQ(answer(lot, "reuse"), refused);
  lot.background = {natural("ni", 75)};
  EXPECT_EQ(answer(lot, "reuse"), allowed);
  lot.samples = {sample({{"ni", "75.1"}})};
  EXPECT_EQ(answer(lot, "reuse"), refused);
  lot.samples = {sample({{"ni", "70"}})};
  lot.acid_suspected = Answer::unknown;
  EXPECT_EQ(answer(lot, "reuse"), refused);
}

TEST_F(Fitting, ALimitOfQuantificationThatIsTooHighNamesTheAnalysis) {
  EXPECT_EQ(answer(sampled({{"as", "<8"}}), "reuse"), allowed);
  const auto f = fit(sampled({{"as", "<8.1"}}), "reuse");
  EXPECT_EQ(f.answer, unknown);
  EXPECT_TRUE(is_missing(f, "analysis:as"));
}

TEST_F(Fitting, WithoutTestsOnlyTheHistoryOfThePlaceHelps) {
  Lot lot = fine_lot("soil");
  EXPECT_EQ(answer(lot, "reuse"), allowed);
  lot.contamination_suspected = Answer::unknown;
  EXPECT_EQ(answer(lot, "reuse"), unknown);
  EXPECT_TRUE(is_missing(fit(lot, "reuse"), "analyses"));
  lot.declared_class = "clean";
  EXPECT_EQ(answer(lot, "reuse"), conditional);
}

TEST_F(Fitting, SubstancesNobodyAnalysedAreACondition) {
  Lot lot = sampled({{"pb", "20"}});
  lot.contamination_suspected = Answer::unknown;
  const auto f = fit(lot, "reuse");
  EXPECT_EQ(f.answer, conditional);
  EXPECT_TRUE(is_missing(f, "analyses_or_history"));
  std::vector<Row> all;
  for (const auto& rule : rules_of(built_in_pack("no.tilstandsklasser.ta2553")))
    if (rule.level == 1) all.push_back({rule.subject, "nd"});
  lot.samples = {sample(all)};
  EXPECT_EQ(answer(lot, "reuse"), allowed);
}

TEST_F(Fitting, TheWorstOfSeveralSamplesDecidesAndIsNamed) {
  Lot lot = sampled({{"pb", "10"}});
  lot.samples.push_back(sample({{"pb", "400"}}));
  lot.samples.back().id = "P2";
  const auto f = fit(lot, "reuse");
  EXPECT_EQ(f.answer, refused);
  EXPECT_EQ(f.reasons[0].sample, "P2");
}

TEST_F(Fitting, ADeclaredClassIsNotWashedAwayByACleanSample) {
  Lot lot = sampled({{"pb", "10"}});
  lot.declared_class = "class3";
  EXPECT_EQ(answer(lot, "reuse"), refused);
  EXPECT_EQ(answer(lot, "fill/sentrum/0-1"), conditional);
  EXPECT_EQ(answer(lot, "fill/bolig/0-1"), refused);
}

TEST_F(Fitting, ALandUseThatNoTableKnowsIsLeftToTheAuthority) {
  const auto f = fit(sampled({{"pb", "90"}}), "cover/barnehage_lek");
  EXPECT_EQ(f.answer, unknown);
  EXPECT_TRUE(is_missing(f, "limits_of_the_authority"));
}

// ---- hazard, acid, radioactivity, species
// --------------------------------------------------------

TEST_F(Fitting, HazardousWasteGoesToCategoryOneOnly) {
  Lot lot = fine_lot("soil");
  lot.hazardous = Answer::yes;
  for (const auto* use : {"in_project", "reuse", "fill", "unbound", "clean_disposal",
                          "landfill/inert", "landfill/ordinary"})
    EXPECT_EQ(answer(lot, use), refused) << use;
  EXPECT_EQ(answer(lot, "landfill/hazardous"), unknown);  // its leaching is not known
}

TEST_F(Fitting, TheScreenOfCompoundsDecidesWhenFormsAreGiven) {
  Lot lot = sampled({{"pb", "999"}});  // 0.0999 %
  lot.compounds["pb"] = {{"invented", Decimal::whole(1), {"H350"}, "test"}};
  EXPECT_EQ(answer(lot, "in_project/industri_trafikk/>1"), conditional);
  lot.samples = {sample({{"pb", "1000"}})};  // HP7 from 0.1 %
  EXPECT_EQ(answer(lot, "in_project/industri_trafikk/>1"), refused);
  EXPECT_EQ(fit(lot, "in_project/industri_trafikk/>1").reasons[0].aspect, "hazardous");
}

AcidRockSample acid(const char* sulphur, const char* np) {
  AcidRockSample a;
  a.sulphur_percent = Range::of(dec(sulphur));
  a.neutralisation_potential = Range::of(dec(np));
  return a;
}

TEST_F(Fitting, AcidFormingRockIsKeptApart) {
  // 1 % S: AP 31.25. NP below it forms acid, up to three times it is uncertain.
  Lot lot = fine_lot("rock", "hard");
  lot.acid_suspected = Answer::yes;
  EXPECT_EQ(answer(lot, "fill"), unknown);
  EXPECT_TRUE(is_missing(fit(lot, "fill"), "acid_base_test"));
  lot.acid_rock = acid("1", "31.2499");
  EXPECT_EQ(answer(lot, "fill"), refused);
  EXPECT_EQ(answer(lot, "in_project"), conditional);
  EXPECT_EQ(answer(lot, "landfill/inert"), refused);
  EXPECT_NE(answer(lot, "landfill/ordinary"), refused);
  lot.acid_rock = acid("1", "31.25");
  EXPECT_EQ(answer(lot, "fill"), unknown);
  EXPECT_TRUE(is_missing(fit(lot, "fill"), "kinetic_test"));
  lot.acid_rock = acid("1", "93.75");
  EXPECT_EQ(answer(lot, "fill"), unknown);
  lot.acid_rock = acid("1", "93.7501");
  EXPECT_EQ(answer(lot, "fill"), allowed);
}

TEST_F(Fitting, AlumShaleFormsAcidUnlessTestsSayOtherwise) {
  Lot lot = fine_lot("alum_shale");
  EXPECT_EQ(answer(lot, "fill"), refused);
  lot.acid_rock = acid("0.1", "40");
  lot.radioactivity.activity_bq_per_g = Range::of(dec("0.2"));
  EXPECT_EQ(answer(lot, "fill"), allowed);
}

TEST_F(Fitting, RadioactiveWasteNeedsAReceiverWithAPermit) {
  Lot lot = fine_lot("rock", "hard");
  lot.radioactivity.activity_bq_per_g = Range::of(dec("0.999"));
  EXPECT_EQ(answer(lot, "fill"), allowed);
  lot.radioactivity.activity_bq_per_g = Range::of(dec("1"));
  EXPECT_EQ(answer(lot, "fill"), refused);
  lot.hazardous = Answer::no;
  lot.landfill.excluded = Answer::no;
  lot.landfill.totals = {result("toc", "1")};
  const auto f = fit(lot, "landfill/ordinary");
  EXPECT_EQ(f.answer, conditional);
  EXPECT_EQ(f.reasons[0].aspect, "radioactivity");
}

TEST_F(Fitting, UnderBuildingsRadiumIsAsked) {
  Lot lot = fine_lot("rock", "hard");
  Use under = use("fill");
  under.under_buildings = true;
  EXPECT_EQ(fitter().fit(lot, under).value().answer, unknown);
  lot.radioactivity.radium226_bq_per_kg = Range::of(dec("149.9"));
  EXPECT_EQ(fitter().fit(lot, under).value().answer, allowed);
  lot.radioactivity.radium226_bq_per_kg = Range::of(dec("150"));
  EXPECT_EQ(fitter().fit(lot, under).value().answer, refused);
  EXPECT_EQ(answer(lot, "fill"), allowed);
}

TEST_F(Fitting, AlienSpeciesBlockFreeUseWhateverTheChemistry) {
  Lot lot = fine_lot("soil");
  lot.species.surveyed = Answer::unknown;
  EXPECT_EQ(answer(lot, "fill"), conditional);
  EXPECT_TRUE(is_missing(fit(lot, "fill"), "alien_species_survey"));
  lot.species = {Answer::yes, {{"parkslirekne", "SE"}}};
  EXPECT_EQ(answer(lot, "fill"), refused);
  EXPECT_EQ(answer(lot, "reuse"), refused);
  EXPECT_EQ(answer(lot, "in_project"), conditional);
  EXPECT_EQ(answer(fine_lot("rock", "hard"), "fill"), allowed);
}

// ---- law
// -----------------------------------------------------------------------------------------

TEST_F(Fitting, AFillWithoutAPurposeIsDisposal) {
  Lot lot = fine_lot("soil");
  EXPECT_EQ(fit(lot, "fill").level, PyramidLevel::recovery);
  lot.facts.planned_anyway = Answer::unknown;
  EXPECT_EQ(answer(lot, "fill"), conditional);
  EXPECT_TRUE(is_missing(fit(lot, "fill"), "purpose"));
  lot.facts.planned_anyway = Answer::no;
  const auto f = fit(lot, "fill");
  EXPECT_EQ(f.level, PyramidLevel::disposal);
  EXPECT_EQ(f.answer, conditional);
  EXPECT_TRUE(is_missing(f, "lawful_facility"));
}

TEST_F(Fitting, AProductIsAByProductOrNoLongerWaste) {
  Lot lot = fine_lot("rock", "hard");
  lot.facts.use_is_certain = Answer::no;
  EXPECT_EQ(answer(lot, "reuse"), allowed);  // end of waste
  lot.facts.market_exists = Answer::unknown;
  EXPECT_EQ(answer(lot, "reuse"), conditional);
  lot.facts.market_exists = Answer::no;
  EXPECT_EQ(answer(lot, "reuse"), refused);
}

TEST_F(Fitting, APermitIsNeededWhereItMayPollute) {
  Lot lot = fine_lot("soil");
  lot.facts.may_pollute = Answer::yes;
  EXPECT_EQ(answer(lot, "fill"), conditional);
  EXPECT_TRUE(is_missing(fit(lot, "fill"), "permit_pollution_act_11"));
}

TEST_F(Fitting, InsideItsProjectANeedIsAsked) {
  Lot lot = fine_lot("soil");
  EXPECT_EQ(answer(lot, "in_project"), allowed);
  EXPECT_EQ(fit(lot, "in_project").level, PyramidLevel::prevention);
  lot.needed_in_project = Answer::unknown;
  EXPECT_EQ(answer(lot, "in_project"), conditional);
  lot.needed_in_project = Answer::no;
  EXPECT_EQ(answer(lot, "in_project"), refused);
}

TEST_F(Fitting, ConcreteFollowsItsOwnChapter) {
  Lot lot = fine_lot("concrete");
  std::vector<Row> body;
  for (const auto& rule : rules_of(built_in_pack("no.concrete_brick.14a")))
    if (rule.scope == "body") body.push_back({rule.subject, rule.value.to_string()});
  lot.samples = {sample(body)};
  auto& d = lot.demolition;
  EXPECT_EQ(answer(lot, "fill"), conditional);  // five questions
  d.mapped_by_competent_person = d.soft_joints_rebar_plastic_removed = d.replaces_other_materials =
      d.suitable = d.amount_fits_the_need = Answer::yes;
  EXPECT_EQ(answer(lot, "fill"), allowed);
  EXPECT_EQ(answer(lot, "clean_disposal"), refused);
  lot.samples[0].results[1].value = dec("60.01");  // lead above 60: only with a permit
  EXPECT_EQ(answer(lot, "fill"), conditional);
  lot.samples[0].results[1].value = dec("60");
  d.surfaces = {
      {"paint",
       {result("pcb7", "49.9"), result("pb", "1"), result("cd", "0.1"), result("hg", "0.1")}}};
  EXPECT_EQ(answer(lot, "fill"), conditional);
  d.surfaces[0].results[0] = result("pcb7", "50");
  EXPECT_EQ(answer(lot, "fill"), refused);
  lot.samples.clear();
  d.surfaces.clear();
  EXPECT_EQ(answer(lot, "fill"), unknown);
}

TEST_F(Fitting, AsphaltIsJudgedByItsTar) {
  Lot lot = fine_lot("asphalt");
  EXPECT_EQ(answer(lot, "asphalt_aggregate", {"los_angeles<=30"}), unknown);
  lot.samples = {sample({{"pah16", "1000"}})};
  lot.properties = {result("storage_years", "3"), result("los_angeles", "30")};
  EXPECT_EQ(answer(lot, "asphalt_aggregate", {"los_angeles<=30"}), allowed);
  EXPECT_EQ(answer(lot, "fill"), conditional);  // no exemption
  lot.properties[0] = result("storage_years", "3.1");
  EXPECT_EQ(answer(lot, "asphalt_aggregate", {"los_angeles<=30"}), conditional);
  lot.samples = {sample({{"pah16", "1000.1"}})};
  EXPECT_EQ(answer(lot, "asphalt_aggregate", {"los_angeles<=30"}), refused);
}

// ---- landfills
// -----------------------------------------------------------------------------------

TEST_F(Fitting, LandfillsTakeWhatTheirTablesHold) {
  const auto pack = built_in_pack("eu.landfill.2003-33").value();
  Lot lot = fine_lot("soil");
  lot.hazardous = Answer::no;
  EXPECT_EQ(answer(lot, "landfill/inert"), unknown);
  lot.landfill.excluded = Answer::no;
  lot.landfill.totals = at_limits(pack, "inert/total");
  lot.landfill.leaching = at_limits(pack, "inert/ls10");
  EXPECT_EQ(answer(lot, "landfill/inert"), allowed);
  EXPECT_EQ(answer(lot, "landfill/ordinary"), allowed);
  EXPECT_EQ(answer(lot, "landfill/hazardous"), refused);
  lot.landfill.leaching = at_limits(pack, "inert/ls10", "as");
  const auto f = fit(lot, "landfill/inert");
  EXPECT_EQ(f.answer, refused);
  EXPECT_EQ(f.reasons[0].rule, "eu.landfill.2003-33/inert/ls10/as");
  EXPECT_EQ(answer(lot, "landfill/ordinary"), allowed);
  lot.landfill_factor = dec("1.1");
  EXPECT_EQ(answer(lot, "landfill/inert"), allowed);
}

TEST_F(Fitting, WasteThatRotsIsBanned) {
  Lot lot = fine_lot("soil");
  lot.hazardous = lot.landfill.excluded = Answer::no;
  lot.landfill.totals = {result("toc", "10")};
  EXPECT_EQ(answer(lot, "landfill/ordinary"), allowed);
  lot.landfill.totals = {result("toc", "10.1")};
  EXPECT_EQ(answer(lot, "landfill/ordinary"), refused);
}

// ---- technical
// -----------------------------------------------------------------------------------

TEST_F(Fitting, TheBuyersWishIsHeldAgainstTheTest) {
  Lot lot = fine_lot("rock");
  lot.properties = {result("los_angeles", "35"), result("total_sulphur", "1")};
  EXPECT_EQ(answer(lot, "concrete_aggregate", {"los_angeles<=35"}), allowed);
  lot.properties[0] = result("los_angeles", "35.1");
  EXPECT_EQ(answer(lot, "concrete_aggregate", {"los_angeles<=35"}), refused);
  EXPECT_EQ(answer(lot, "concrete_aggregate"), conditional);  // which category is enough?
  EXPECT_EQ(answer(lot, "unbound", {"flakiness_index<=35"}), unknown);
  EXPECT_TRUE(is_missing(fit(lot, "unbound", {"flakiness_index<=35"}), "flakiness_index"));
}

TEST_F(Fitting, SulphurOfConcreteAggregateIsAtMostOnePercent) {
  Lot lot = fine_lot("rock", "hard");
  EXPECT_EQ(answer(lot, "concrete_aggregate", {"los_angeles<=35"}), unknown);
  lot.properties = {result("los_angeles", "20"), result("total_sulphur", "1")};
  EXPECT_EQ(answer(lot, "concrete_aggregate", {"los_angeles<=35"}), allowed);
  lot.properties[1] = result("total_sulphur", "1.01");
  EXPECT_EQ(answer(lot, "concrete_aggregate", {"los_angeles<=35"}), refused);
}

TEST_F(Fitting, CategoriesAreToldByTheStandardOfTheUse) {
  Lot lot = fine_lot("rock", "hard");
  lot.properties = {result("los_angeles", "23")};
  EXPECT_NE(reason(fit(lot, "unbound"), "en.aggregates/EN 13242/los_angeles/los_angeles"), nullptr);
  EXPECT_NE(
      reason(fit(lot, "concrete_aggregate"), "en.aggregates/EN 12620/los_angeles/los_angeles"),
      nullptr);
}

TEST_F(Fitting, RockWithoutTestsIsJudgedByItsGrade) {
  EXPECT_EQ(answer(fine_lot("rock", "hard"), "unbound"), conditional);
  EXPECT_EQ(answer(fine_lot("rock", "soft"), "unbound"), conditional);
  EXPECT_EQ(answer(fine_lot("rock", "soft"), "asphalt_aggregate"), refused);
  EXPECT_EQ(answer(fine_lot("rock"), "asphalt_aggregate"), unknown);
  EXPECT_EQ(answer(fine_lot("rock_tbm"), "unbound"), refused);
  Lot tested = fine_lot("rock", "soft");
  tested.properties = {result("los_angeles", "20")};
  EXPECT_EQ(answer(tested, "asphalt_aggregate"), conditional);  // a test supersedes the grade
}

TEST_F(Fitting, MaterialsThatNeverBecomeAProductAreRefused) {
  EXPECT_EQ(answer(fine_lot("clay"), "concrete_aggregate"), refused);
  EXPECT_EQ(answer(fine_lot("soil"), "ballast"), refused);
  EXPECT_EQ(answer(fine_lot("gravel"), "armour/LMA10-60"), refused);
  EXPECT_TRUE(is_missing(fit(fine_lot("soil"), "unbound"), "washing"));
}

GradingCurve curve(std::vector<SievePoint> points) {
  return GradingCurve::make(std::move(points)).value();
}

TEST_F(Fitting, ALayerReadsItsSievesFromTheCurve) {
  const std::string frost = "layer/SVV/frostsikringslag";
  Lot lot = fine_lot("rock", "hard");
  lot.properties = {result("max_stone_length", "500")};
  EXPECT_EQ(answer(lot, frost), unknown);
  lot.grading = curve({{0.063, 2.1}, {90, 30}, {500, 100}});  // 7 % of what is below 90 mm
  EXPECT_EQ(answer(lot, frost), allowed);
  lot.grading = curve({{0.063, 2.2}, {90, 30}, {500, 100}});
  EXPECT_EQ(answer(lot, frost), refused);
  lot.grading = curve({{0.063, 2}, {90, 29.9}, {500, 100}});
  EXPECT_EQ(answer(lot, frost), refused);
  lot.grading = curve({{0.063, 2}, {90, 30}, {500, 100}});
  lot.properties = {result("max_stone_length", "501")};
  EXPECT_EQ(answer(lot, frost), refused);
}

TEST_F(Fitting, FrostGroupsHaveTheBaseOfTheOwner) {
  // 3 % below 0.02 mm of the part below 19 mm: T1 for the railway.
  Lot lot = fine_lot("gravel");
  lot.grading = curve({{0.002, 0.5}, {0.02, 3}, {0.2, 20}, {19, 100}, {22.4, 100}});
  EXPECT_EQ(answer(lot, "layer/Bane NOR/frostsone"), allowed);
  lot.grading = curve({{0.002, 0.5}, {0.02, 3.1}, {0.2, 20}, {19, 100}, {22.4, 100}});
  EXPECT_EQ(answer(lot, "layer/Bane NOR/frostsone"), refused);
  EXPECT_EQ(answer(lot, "layer/Bane NOR/hensettingsområder"), allowed);  // T2
  lot.grading = curve({{0.02, 3.1}, {0.2, 20}});
  EXPECT_EQ(answer(lot, "layer/Bane NOR/frostsone"), unknown);
}

TEST_F(Fitting, LayersWhoseLimitsWereNotFoundSaySo) {
  Lot lot = fine_lot("rock", "hard");
  lot.grading = curve({{0.063, 6.9}, {22.4, 100}});
  const auto f = fit(lot, "layer/SVV/forsterkningslag");
  EXPECT_EQ(f.answer, conditional);
  EXPECT_TRUE(is_missing(f, "requirements_of_the_road_owner"));
  lot.grading = curve({{0.063, 7}, {22.4, 100}});  // water-susceptible
  EXPECT_EQ(answer(lot, "layer/SVV/forsterkningslag"), refused);
}

TEST_F(Fitting, OwnTablesOfLayersAreFound) {
  Diagnostics found;
  FitOptions options;
  options.layers = {read_rule_pack(R"({"schema": "masseflyt.rules/1", "id": "my.layers",
    "title": "mine", "edition": "1", "jurisdiction": "NO", "method": "requirement", "basis": "dry",
    "sources": {"s": "contract"}, "rules": [{"scope": "mine/base", "subject": "los_angeles",
    "comparator": "<=", "value": "30", "source": "s", "confidence": "verified"}]})",
                                   analytes, found)
                        .value()};
  const auto mine = Fitter::built_in(std::move(options)).value();
  Lot lot = fine_lot("rock", "hard");
  lot.properties = {result("los_angeles", "30")};
  EXPECT_EQ(mine.fit(lot, use("layer/mine/base")).value().answer, allowed);
  lot.properties = {result("los_angeles", "30.1")};
  EXPECT_EQ(mine.fit(lot, use("layer/mine/base")).value().answer, refused);
  const auto none = fitter().fit(lot, use("layer/mine/base"));
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::not_found);
  EXPECT_NE(none.error().message.find("SVV/frostsikringslag"), std::string::npos);
}

TEST_F(Fitting, ArmourstoneIsWeighed) {
  Lot lot = fine_lot("rock", "hard");
  EXPECT_EQ(answer(lot, "armour/HMA300-1000"), unknown);
  lot.stones_kg.assign(10, 700.0);
  EXPECT_EQ(answer(lot, "armour/HMA300-1000"), allowed);
  lot.stones_kg.assign(10, 5000.0);
  EXPECT_EQ(answer(lot, "armour/HMA300-1000"), refused);
  const auto wrong = fitter().fit(lot, use("armour/HMA1-2"));
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().message.find("HMA300-1000"), std::string::npos);
}

TEST_F(Fitting, CoarseArmourGradingsAreReadFromTheCurve) {
  Lot lot = fine_lot("rock", "hard");
  lot.grading = curve({{22.4, 0}, {45, 10}, {125, 95}, {180, 100}});
  EXPECT_EQ(answer(lot, "armour/CP45-125"), allowed);
  lot.grading = curve({{22.4, 6}, {45, 10}, {125, 95}, {180, 100}});
  EXPECT_EQ(answer(lot, "armour/CP45-125"), refused);
}

TEST_F(Fitting, BallastWaitsForTheRailway) {
  Lot lot = fine_lot("rock", "hard");
  EXPECT_EQ(answer(lot, "ballast"), unknown);
  lot.properties = {result("los_angeles_ballast", "16"), result("micro_deval_ballast", "6")};
  lot.grading = curve({{31.5, 5}, {63, 99}, {80, 100}});
  const auto f = fit(lot, "ballast");
  EXPECT_EQ(f.answer, conditional);
  EXPECT_TRUE(is_missing(f, "requirements_of_the_railway"));
}

// ---- strict, reasons, ranking
// --------------------------------------------------------------------

TEST_F(Fitting, StrictNeverRestsOnARecalledValue) {
  // Housing is recalled, town centres are verified.
  const Lot lot = sampled({{"pb", "90"}});
  EXPECT_EQ(answer(lot, "fill/bolig/>1"), conditional);
  EXPECT_EQ(strict().fit(lot, use("fill/bolig/>1")).value().answer, unknown);
  EXPECT_EQ(strict().fit(lot, use("fill/sentrum/>1")).value().answer, conditional);
  // The conditions of by-products are recalled too.
  EXPECT_EQ(strict().fit(fine_lot("soil"), use("reuse")).value().answer, unknown);
  for (const auto& use : strict().catalogue()) {
    const auto f = strict().fit(lot, use).value();
    for (const auto& r : f.reasons)
      if (r.confidence == Confidence::recalled && r.aspect != "technical") {
        EXPECT_EQ(r.effect, unknown) << to_string(use) << " " << r.rule;
      }
  }
}

TEST_F(Fitting, EveryReasonSpeaksBothLanguagesAndNamesItsSource) {
  std::vector<Lot> lots = {fine_lot("rock", "hard"), fine_lot("alum_shale"), fine_lot("concrete"),
                           fine_lot("asphalt"), sampled({{"pb", "400"}, {"as", "<20"}})};
  Lot blank;
  blank.id = "B", blank.material = "soil";
  lots.push_back(blank);
  for (const auto& lot : lots)
    for (const auto& use : fitter().catalogue()) {
      const auto f = fitter().fit(lot, use).value();
      EXPECT_FALSE(f.reasons.empty()) << to_string(use);
      for (const auto& r : f.reasons) {
        EXPECT_FALSE(r.text.en.empty() || r.text.nb.empty()) << to_string(use) << r.rule;
        EXPECT_EQ(r.text.en.find('_'), std::string::npos) << r.text.en;
        EXPECT_FALSE(r.aspect.empty());
        if (r.effect == allowed) continue;
        EXPECT_FALSE(r.change.en.empty() || r.change.nb.empty()) << r.text.en;
        EXPECT_FALSE(r.source.empty() && r.missing.empty()) << r.text.en;
        if (r.effect != refused) {
          EXPECT_FALSE(r.missing.empty()) << to_string(use) << r.text.en;
        }
      }
    }
}

TEST_F(Fitting, UsesAreRankedFromTheTopAndTellWhatTheNextStepTakes) {
  const auto r = fitter().uses(fine_lot("rock", "hard")).value();
  EXPECT_EQ(r.fits.size(), fitter().catalogue().size());
  for (std::size_t i = 1; i < r.fits.size(); ++i) EXPECT_LE(r.fits[i - 1].level, r.fits[i].level);
  EXPECT_EQ(r.level, PyramidLevel::prevention);
  Lot soil = sampled({{"pb", "90"}});
  soil.needed_in_project = Answer::no;
  const auto s = fitter().uses(soil).value();
  EXPECT_EQ(s.level, PyramidLevel::unknown);  // nothing without a permit
  EXPECT_EQ(s.highest, PyramidLevel::recovery);
  EXPECT_FALSE(s.takes.empty());
  for (const auto& step : s.takes) EXPECT_NE(step.effect, allowed);
}

TEST_F(Fitting, TheCatalogueReadsBack) {
  std::set<std::string> seen;
  for (const auto& u : fitter().catalogue()) {
    EXPECT_EQ(parse_use(to_string(u)).value(), u);
    EXPECT_TRUE(seen.insert(to_string(u)).second) << to_string(u);
  }
}

TEST(UseText, FaultsSayWhatWasExpected) {
  for (const auto* text : {"", "fil", "fill/", "fill/sentrum", "fill/sentrum/2-3", "layer",
                           "layer/", "armour", "landfill", "reuse/x", "cover/sentrum/>1"}) {
    const auto use = parse_use(text);
    ASSERT_FALSE(use) << text;
    EXPECT_GT(use.error().message.size(), 25u) << text;
  }
  for (const auto* text : {"", "los_angeles", "<=3", "la<=x", "la<="})
    EXPECT_FALSE(wanted_rule(text)) << text;
}

TEST_F(Fitting, AnUnknownMaterialOrCategoryIsAnError) {
  EXPECT_EQ(fitter().fit(fine_lot("jord"), use("fill")).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(fitter().fit(fine_lot("soil"), use("landfill/cat9")).error().code,
            ErrorCode::not_found);
  Lot lot = fine_lot("soil");
  lot.landfill_factor = dec("3.1");
  EXPECT_EQ(fitter().fit(lot, use("fill")).error().code, ErrorCode::invalid_argument);
}

TEST_F(Fitting, RulesOfADayBeforeTheyExistedAreRefused) {
  EXPECT_EQ(Fitter::built_in({}, "2001-01-01").error().code, ErrorCode::not_found);
  EXPECT_TRUE(Fitter::built_in({}, "2026-01-01"));
}

// ---- properties
// ----------------------------------------------------------------------------------

struct RandomLots : Random {
  Fitter fitter = Fitter::built_in().value();

  Answer any_answer() { return static_cast<Answer>(static_cast<int>(random() % 3) - 1); }
  std::string around(double limit) {
    const double factor = std::pow(10.0, static_cast<double>(random() % 200) / 100 - 1);
    return Decimal::from_double(std::round(limit * factor * 1e6) / 1e6).to_string();
  }
  Lot lot() {
    static const char* const materials[] = {"soil", "clay",       "gravel",
                                            "rock", "alum_shale", "concrete"};
    Lot l = fine_lot(materials[random() % 6]);
    if (l.material == "rock") l.grade = random() % 2 == 0 ? "hard" : "";
    l.contamination_suspected = any_answer();
    l.acid_suspected = any_answer();
    l.species.surveyed = any_answer();
    l.facts.planned_anyway = any_answer();
    l.hazardous = random() % 4 == 0 ? Answer::no : Answer::unknown;
    for (std::size_t i = random() % 3; i > 0; --i) {
      std::vector<Row> quantified;
      for (auto row : rows())
        if (row.value[0] != '<') quantified.push_back(row);
      l.samples.push_back(sample(quantified));
      l.samples.back().id = "P" + std::to_string(i);
    }
    if (random() % 2 == 0) l.acid_rock = acid(around(0.5).c_str(), around(30).c_str());
    if (random() % 2 == 0) l.radioactivity.activity_bq_per_g = Range::of(dec(around(1)));
    if (random() % 2 == 0)
      l.properties = {result("los_angeles", around(30)), result("total_sulphur", around(0.8))};
    return l;
  }
  Use any_use() {
    const auto& all = fitter.catalogue();
    Use u = all[random() % all.size()];
    if (random() % 2 == 0) u.wanted.push_back(wanted_rule("los_angeles<=30").value());
    return u;
  }
};

TEST_F(RandomLots, WorseningAMeasuredValueNeverImprovesFitness) {
  int changed = 0;
  for (int i = 0; i < 4000; ++i) {
    const Lot before = lot();
    Lot after = before;
    const auto more = [&](Decimal d) { return d.scaled(dec("4"), Decimal::whole(1)).value(); };
    switch (random() % 4) {
      case 0:
        if (after.samples.empty() || after.samples[0].results.empty()) continue;
        after.samples[0].results[0].value = more(after.samples[0].results[0].value);
        break;
      case 1:
        if (!after.acid_rock.sulphur_percent) continue;
        after.acid_rock.sulphur_percent = Range::of(more(after.acid_rock.sulphur_percent->high));
        break;
      case 2:
        if (!after.radioactivity.activity_bq_per_g) continue;
        after.radioactivity.activity_bq_per_g =
            Range::of(more(after.radioactivity.activity_bq_per_g->high));
        break;
      default:
        if (after.properties.empty()) continue;
        for (auto& p : after.properties) p.value = more(p.value);
    }
    const Use u = any_use();
    const auto a = fitter.fit(before, u).value(), b = fitter.fit(after, u).value();
    EXPECT_LE(goodness(b.answer), goodness(a.answer))
        << to_string(u) << " " << before.material << ": " << a.reasons[0].text.en << " -> "
        << b.reasons[0].text.en;
    changed += a.answer != b.answer;
  }
  EXPECT_GT(changed, 50);  // the property is not empty
}

TEST_F(RandomLots, AnotherSampleNeverTurnsRefusedIntoAnythingElse) {
  int refusals = 0;
  for (int i = 0; i < 2000; ++i) {
    const Lot before = lot();
    Lot after = before;
    std::vector<Row> quantified;
    for (auto row : rows())
      if (row.value[0] != '<') quantified.push_back(row);
    after.samples.push_back(sample(quantified));
    const Use u = any_use();
    if (fitter.fit(before, u).value().answer != refused) continue;
    ++refusals;
    EXPECT_EQ(fitter.fit(after, u).value().answer, refused) << to_string(u);
  }
  EXPECT_GT(refusals, 100);
}

TEST_F(RandomLots, UnknownNamesTheTestThatWouldTell) {
  int unknowns = 0;
  for (int i = 0; i < 2000; ++i) {
    const auto f = fitter.fit(lot(), any_use()).value();
    if (f.answer != unknown) continue;
    ++unknowns;
    for (const auto& r : f.reasons) {
      if (r.effect != unknown) continue;
      EXPECT_FALSE(r.missing.empty()) << r.text.en;
      EXPECT_FALSE(r.change.nb.empty()) << r.text.en;
    }
  }
  EXPECT_GT(unknowns, 100);
}

}  // namespace
}  // namespace masseflyt::classification
