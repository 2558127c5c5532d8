// Mirrors the last part of include/masseflyt/scenario/execution.hpp: what a lot may become.
#include <masseflyt/scenario/execution.hpp>

#include <algorithm>

#include <gtest/gtest.h>

#include <masseflyt/classification/acceptance.hpp>
#include <masseflyt/classification/fitness.hpp>

#include "scenario/support_books.hpp"
#include "support/small_case.hpp"

namespace masseflyt::scenario {
namespace {

using classification::Fitness;
using Lots = std::vector<std::string>;

/// The yard S1 takes clean rock and soil, the landfill L1 soil up to class 3; the quarry Q1 and the
/// needs N1 and N2 take clean rock.
struct OfALot : testing::Test, Books {
  void merge(const Lots& lots, const std::string& into) {
    Event e = make(EventKind::merge);
    e.place = "T2";
    for (const auto& lot : lots) e.inputs.push_back(t(lot, 1));
    e.outputs = {t(into, static_cast<double>(lots.size()))};
    must(e);
  }
  void soil(const Lots& lots) {
    for (const auto& lot : lots) extract(lot, 100, "T2");
  }
  LotFitness of(const std::string& lot, const std::string& material = "soil",
                const std::string& grade = "") {
    const auto lineage = traceability::Lineage::make(ledger).value();
    Diagnostics found;
    const Case input = document.bind(found).value();
    return fitness_of_lot(ledger, lineage, input, {lot}, material, grade).value();
  }
  static LotAnswer at(const LotFitness& f, const std::string& place) {
    for (const auto& d : f.destinations)
      if (d.destination == place) return d;
    ADD_FAILURE() << place;
    return {};
  }
  static Lots missing(const LotFitness& f) {
    Lots ids;
    for (const auto& m : f.missing) ids.push_back(m.id);
    std::sort(ids.begin(), ids.end());
    return ids;
  }
  using Range = std::pair<std::string, std::string>;
  static Range range(const LotFitness& f) { return {f.at_least, f.at_most}; }
  static bool says(const classification::Text& text, const std::string& en, const std::string& nb) {
    return text.en.find(en) != text.en.npos && text.nb.find(nb) != text.nb.npos;
  }

  Document document = small_case();
};

TEST_F(OfALot, TestedForLeadAloneIsNotClean) {
  soil({"A"});
  test("A", "content/lead", "12", "mg/kg");
  const auto f = of("A");
  EXPECT_EQ(f.condition_class, "");
  EXPECT_EQ(range(f), Range("clean", "above_class5"));
  Lots all_but_lead = with_classes();
  std::erase(all_but_lead, "pb");
  std::sort(all_but_lead.begin(), all_but_lead.end());
  EXPECT_EQ(missing(f), all_but_lead);
  for (const char* place : {"S1", "L1"}) {
    const auto a = at(f, place);
    EXPECT_EQ(a.answer, Fitness::unknown) << place;
    EXPECT_TRUE(says(a.reason, "not judged in all of its parts: ", "ikke vurdert i alle deler: "));
    EXPECT_TRUE(says(a.reason, "and 12 more", "og 12 til")) << a.reason.en;
    EXPECT_TRUE(says(a.change, "analyses of these in all parts", "analyse av dette i alle deler"));
    EXPECT_TRUE(says(a.change, "class declared for all parts", "deklarert for alle deler"));
  }
  EXPECT_EQ(at(f, "F1").answer, Fitness::refused);  // rock only, whatever the class
}

TEST_F(OfALot, IsCleanWhenAllSubstancesWithClassesWereJudged) {
  soil({"A"});
  analyse("A");
  const auto f = of("A");
  EXPECT_EQ(f.condition_class, "clean");
  EXPECT_EQ(range(f), Range("clean", "clean"));
  EXPECT_TRUE(f.missing.empty());
  EXPECT_TRUE(says(f.rests_on, "none of the ", "ingen av de ")) << f.rests_on.en;
  for (const char* place : {"S1", "L1"}) EXPECT_EQ(at(f, place).answer, Fitness::allowed) << place;
}

TEST_F(OfALot, EachSubstanceLeftOutKeepsTheClassOpen) {
  for (const auto& id : with_classes()) {
    soil({"lot " + id});
    analyse("lot " + id, {{id, "-"}});
    const auto f = of("lot " + id);
    EXPECT_EQ(f.condition_class, "");
    EXPECT_EQ(missing(f), Lots{id});
    EXPECT_EQ(at(f, "S1").answer, Fitness::unknown);
    EXPECT_NE(at(f, "S1").reason.nb.find(f.missing[0].name_nb), std::string::npos) << id;
  }
}

TEST_F(OfALot, ASumCountsWhenAllItsMembersDo) {
  soil({"A", "B"});
  const char* members[] = {"pcb_28", "pcb_52", "pcb_101", "pcb_118", "pcb_138", "pcb_153"};
  for (const char* lot : {"A", "B"}) {
    analyse(lot, {{"pcb7", "-"}});
    for (const char* m : members) test(lot, std::string("content/") + m, "0.0001", "mg/kg");
  }
  EXPECT_EQ(missing(of("A")), Lots{"pcb7"});
  test("A", "content/pcb_180", "0.0001", "mg/kg");
  EXPECT_EQ(of("A").condition_class, "clean");
  merge({"A", "B"}, "AB");  // one part lacks a member
  EXPECT_EQ(missing(of("AB")), Lots{"pcb7"});
  test("B", "content/pcb_180", "0.0001", "mg/kg");
  merge({"A", "B"}, "C");
  EXPECT_EQ(of("C").condition_class, "clean");
}

TEST_F(OfALot, WhatIsKnownToBeBadStaysBad) {
  soil({"A"});
  test("A", "content/lead", "250", "mg/kg");  // class 3, and nothing else was tested
  const auto f = of("A");
  EXPECT_EQ(f.condition_class, "");
  EXPECT_EQ(range(f), Range("class3", "above_class5"));
  EXPECT_TRUE(says(f.rests_on, "at least class 3: ", "minst klasse 3: ")) << f.rests_on.en;
  EXPECT_EQ(at(f, "S1").answer, Fitness::refused);  // clean only
  EXPECT_TRUE(says(at(f, "S1").reason, "at least class 3", "minst klasse 3"));
  EXPECT_TRUE(says(at(f, "S1").change, "another place", "et annet sted"));
  EXPECT_EQ(at(f, "L1").answer, Fitness::unknown);  // up to class 3: it may be worse
  analyse("A", {{"pb", "250"}});
  EXPECT_EQ(of("A").condition_class, "class3");
  EXPECT_EQ(at(of("A"), "L1").answer, Fitness::allowed);
}

TEST_F(OfALot, DilutionIsNoWayOut) {
  soil({"clean", "dirty"});
  analyse("clean"), analyse("dirty", {{"pb", "250"}});
  merge({"clean", "dirty"}, "blend");
  EXPECT_EQ(of("dirty").condition_class, "class3");
  EXPECT_EQ(of("blend").condition_class, "class3");
  EXPECT_EQ(at(of("blend"), "S1").answer, Fitness::refused);
  EXPECT_TRUE(says(of("blend").rests_on, "found in lot 'dirty'", "funnet i parti 'dirty'"))
      << of("blend").rests_on.en;
  analyse("blend", {{"pb", "30"}});  // the blend itself is tested
  EXPECT_EQ(of("blend").condition_class, "clean");
}

TEST_F(OfALot, AnUntestedPartLeavesTheBlendOpen) {
  soil({"A", "B", "dirty"});
  analyse("A"), analyse("dirty", {{"pb", "250"}});
  merge({"A", "B"}, "AB");
  EXPECT_EQ(of("AB").condition_class, "");
  EXPECT_EQ(of("AB").missing.size(), with_classes().size());
  EXPECT_EQ(at(of("AB"), "S1").answer, Fitness::unknown);
  merge({"dirty", "B"}, "DB");
  EXPECT_EQ(of("DB").at_least, "class3");
  EXPECT_EQ(at(of("DB"), "S1").answer, Fitness::refused);
  EXPECT_EQ(at(of("DB"), "L1").answer, Fitness::unknown);
}

TEST_F(OfALot, NobodyHasTested) {
  soil({"A"});
  const auto f = of("A");
  EXPECT_EQ(f.condition_class, "");
  EXPECT_EQ(missing(f).size(), with_classes().size());
  EXPECT_TRUE(says(f.rests_on, "nobody has tested or declared it", "ingen har prøvd"));
  EXPECT_EQ(at(f, "S1").answer, Fitness::unknown);
}

TEST_F(OfALot, AClassDeclaredForAllPartsSettlesIt) {
  soil({"A", "B", "C"});
  for (const char* lot : {"A", "B"}) test(lot, "condition_class", "1", "1");
  merge({"A", "B"}, "AB");
  EXPECT_EQ(of("AB").condition_class, "clean");
  EXPECT_TRUE(says(of("AB").rests_on, "declared class 1 for all parts", "for alle deler"));
  merge({"A", "C"}, "AC");  // C is declared by nobody
  EXPECT_EQ(of("AC").condition_class, "");
  EXPECT_EQ(of("AC").missing.size(), with_classes().size());
  test("C", "condition_class", "3", "1");
  merge({"A", "C"}, "AC2");
  EXPECT_EQ(of("AC2").condition_class, "class3");
}

TEST_F(OfALot, ADeclarationThatATestProvesWrongSettlesNothing) {
  soil({"A"});
  test("A", "condition_class", "2", "1");
  test("A", "content/lead", "50", "mg/kg");  // below the clean limit: no contradiction
  EXPECT_EQ(of("A").condition_class, "class2");
  test("A", "content/lead", "250", "mg/kg");
  const auto f = of("A");
  EXPECT_EQ(f.condition_class, "");
  EXPECT_EQ(f.at_least, "class3");
  EXPECT_TRUE(says(f.rests_on, "class 2 is proved wrong", "klasse 2 er motbevist"));
}

TEST_F(OfALot, DeclaredContaminatedIsAtLeastClass2) {
  soil({"A"});
  test("A", "contaminated", "present", "1");
  EXPECT_EQ(of("A").at_least, "class2");
  EXPECT_EQ(at(of("A"), "S1").answer, Fitness::refused);
  EXPECT_EQ(at(of("A"), "L1").answer, Fitness::unknown);
}

TEST_F(OfALot, ALimitOfQuantificationThatIsTooHighLeavesItOpen) {
  soil({"A"});
  analyse("A", {{"cd", "<5"}});  // clean is below 1.5
  const auto f = of("A");
  EXPECT_EQ(f.condition_class, "");
  EXPECT_TRUE(f.missing.empty());
  EXPECT_EQ(f.at_least, "clean");
  EXPECT_EQ(f.at_most, "class2");
  EXPECT_EQ(at(f, "S1").answer, Fitness::unknown);
  EXPECT_TRUE(says(at(f, "S1").reason, "quantification limit", "kvantifiseringsgrense"));
  EXPECT_EQ(at(f, "L1").answer, Fitness::allowed);  // takes all that it may be
}

TEST_F(OfALot, AHighLimitOfQuantificationOfAPartProvesNothingOfTheBlend) {
  soil({"A", "B"});
  analyse("A", {{"cd", "<5"}}), analyse("B", {{"cd", "0.2"}});
  merge({"A", "B"}, "AB");
  EXPECT_EQ(of("AB").at_least, "clean");  // 5 is what it may be, not what anybody found
  EXPECT_EQ(of("AB").condition_class, "");
}

TEST_F(OfALot, ASumOfLargestValuesIsNoProofOfTheSum) {
  soil({"A", "B"});
  // 0.006 of one congener each: the clean limit of the sum is 0.01, no part is above it.
  for (const auto& [lot, much] : {std::pair{"A", "pcb_28"}, {"B", "pcb_52"}}) {
    analyse(lot, {{"pcb7", "-"}});
    for (const char* m :
         {"pcb_28", "pcb_52", "pcb_101", "pcb_118", "pcb_138", "pcb_153", "pcb_180"})
      test(lot, std::string("content/") + m, std::string(m) == much ? "0.006" : "0", "mg/kg");
    EXPECT_EQ(of(lot).condition_class, "clean");
  }
  merge({"A", "B"}, "AB");
  EXPECT_EQ(range(of("AB")), Range("clean", "class2"));
  EXPECT_TRUE(says(of("AB").rests_on, "largest values of all its parts", "største verdiene"));
}

TEST_F(OfALot, WhatHasNoClassesLeavesTheClassOpen) {
  soil({"A"});
  analyse("A");
  test("A", "content/fluoranten", "2.5", "mg/kg");  // above the clean limit 1; it has no classes
  const auto f = of("A");
  EXPECT_EQ(f.at_least, "class2");
  EXPECT_EQ(f.condition_class, "");
  EXPECT_EQ(at(f, "S1").answer, Fitness::refused);
  EXPECT_EQ(at(f, "L1").answer, Fitness::unknown);
  EXPECT_TRUE(says(at(f, "L1").change, "risk assessment", "risikovurdering"));
}

TEST_F(OfALot, WhatCannotBeReadIsNotJudgedAndNamed) {
  soil({"A"});
  analyse("A", {{"pb", "-"}});
  test("A", "content/lead", "20", "furlongs");
  test("A", "content/unobtainium", "1", "mg/kg");
  const auto f = of("A");
  EXPECT_EQ(missing(f), Lots{"pb"});
  EXPECT_TRUE(says(f.rests_on, "lead '20' furlongs", "lead '20' furlongs")) << f.rests_on.en;
  EXPECT_TRUE(says(f.rests_on, "unobtainium", "unobtainium"));
}

TEST_F(OfALot, UnitsOfItsPartsAreConverted) {
  soil({"A", "B", "C"});
  analyse("A"), analyse("B", {{"pb", "-"}}), analyse("C", {{"pb", "-"}});
  test("B", "content/pb", "0.001", "%");          // 10 mg/kg: clean
  test("C", "content/pb", "250000", "µg/kg TS");  // class 3
  merge({"A", "B"}, "AB"), merge({"B", "C"}, "BC"), merge({"AB", "BC"}, "all");
  EXPECT_EQ(of("AB").condition_class, "clean");
  for (const char* lot : {"BC", "all"}) {
    EXPECT_EQ(of(lot).condition_class, "class3") << lot;
    EXPECT_TRUE(says(of(lot).rests_on, "found in lot 'C'", "funnet i parti 'C'"))
        << of(lot).rests_on.en;
  }
}

TEST_F(OfALot, AnExactLimitSurvivesTheConversion) {
  soil({"A", "B"});
  analyse("A"), analyse("B", {{"pb", "-"}});
  test("B", "content/pb", "0.0059999", "%");  // 59.999 mg/kg: the clean limit is 60
  merge({"A", "B"}, "AB");
  EXPECT_EQ(of("AB").condition_class, "clean");
  test("B", "content/pb", "0.006", "%");
  merge({"A", "B"}, "AB2");
  EXPECT_EQ(of("AB2").condition_class, "class2");
}

TEST_F(OfALot, WhatIsProvedInOneUnitStaysProvedBesideAnother) {
  soil({"A", "B", "C"});
  for (const char* lot : {"A", "B", "C"}) analyse(lot, {{"pb", "-"}});
  test("A", "content/pb", "250", "mg/kg");      // class 3
  test("B", "content/pb", "20", "furlongs");    // nobody can read that
  test("C", "content/pb", "400", "mg/kg wet");  // class 4 at least; its water is not known
  merge({"A", "B"}, "AB");
  EXPECT_EQ(range(of("AB")), Range("class3", "above_class5"));
  EXPECT_EQ(missing(of("AB")), Lots{"pb"});
  EXPECT_TRUE(says(of("AB").rests_on, "lead '20' furlongs", "furlongs") ||
              says(of("AB").rests_on, "pb '20' furlongs", "furlongs"))
      << of("AB").rests_on.en;
  EXPECT_EQ(at(of("AB"), "S1").answer, Fitness::refused);
  merge({"AB", "C"}, "ABC");
  for (const char* lot : {"C", "ABC"}) EXPECT_EQ(of(lot).at_least, "class4") << lot;
  for (const char* lot : {"C", "ABC"}) EXPECT_EQ(of(lot).at_most, "above_class5") << lot;
}

TEST_F(OfALot, ANeedAsksForTheProductAsThePlanDoes) {
  extract("A", 100, "T2");
  analyse("A");
  const Lots materials = {"rock", "rock_tbm", "alum_shale", "soil", "clay", "concrete", "asphalt"};
  document = with(document, "needs", 0, "materials",
                  "rock;rock_tbm;alum_shale;soil;clay;concrete;asphalt");
  const auto fitter = classification::Fitter::built_in().value();
  int unfit = 0;
  for (const auto& [product, use] :
       {std::pair{"fill", "fill"}, {"fill_soil", "fill"}, {"crushed_low", "unbound"}}) {
    document = with(document, "needs", 0, "product", product);
    for (const auto& material : materials) {
      classification::Lot lot;
      lot.id = "A", lot.material = material, lot.declared_class = "clean";
      lot.grade = material == "rock" ? "hard" : "";
      lot.contamination_suspected = lot.acid_suspected = classification::Answer::no;
      const bool refused = fitter.fit(lot, classification::parse_use(use).value()).value().answer ==
                           Fitness::refused;
      const bool taken = classification::accepts({material, lot.grade, "clean"},
                                                 {materials, {"clean"}, {}, product, {}, {}})
                             .allowed;
      const auto a = at(of("A", material, lot.grade), "N1");
      EXPECT_EQ(a.answer == Fitness::refused, !taken || refused) << material << " as " << product;
      EXPECT_EQ(a.reason.en.empty(), a.answer == Fitness::allowed) << a.reason.en;
      unfit += taken && refused;
    }
  }
  EXPECT_GT(unfit, 0);  // or this shows nothing
}

TEST_F(OfALot, AsbestosIsNotDilutedAway) {
  soil({"A", "B"});
  analyse("A"), analyse("B");
  test("B", "presence/asbestos", "present", "1");
  merge({"A", "B"}, "AB");
  const auto f = of("AB");
  EXPECT_EQ(f.condition_class, "clean");
  EXPECT_EQ(f.present, (std::vector<Present>{{"asbestos", {"B"}}}));
  EXPECT_EQ(at(f, "S1").answer, Fitness::unknown);
  EXPECT_TRUE(says(at(f, "S1").reason, "it holds asbestos, found in B",
                   "det inneholder asbestos, funnet i B"));
}

TEST_F(OfALot, OnHoldIsRefusedEverywhere) {
  soil({"A"});
  analyse("A");
  hold("A", "documents missing");
  for (const auto& d : of("A").destinations) {
    EXPECT_EQ(d.answer, Fitness::refused) << d.destination;
    EXPECT_TRUE(says(d.reason, "on hold", "sperret"));
    EXPECT_FALSE(d.change.en.empty() || d.change.nb.empty());
  }
}

TEST_F(OfALot, RockOfUnknownGradeIsOpenWhereTheGradeMatters) {
  extract("A", 100, "T2");
  analyse("A");
  EXPECT_EQ(at(of("A", "rock"), "S1").answer, Fitness::allowed);
  EXPECT_EQ(at(of("A", "rock", "tbm"), "N1").answer, Fitness::refused);
  document = with(document, "needs", 0, "product", "crushed_hard");
  EXPECT_EQ(at(of("A", "rock"), "N1").answer, Fitness::unknown);
  EXPECT_TRUE(says(at(of("A", "rock"), "N1").reason, "grade of the rock", "steinens kvalitet"));
  EXPECT_EQ(at(of("A", "rock", "hard"), "N1").answer, Fitness::allowed);
  EXPECT_EQ(at(of("A", "rock", "soft"), "N1").answer, Fitness::refused);
}

TEST_F(OfALot, AShareOfTheIntakeIsTold) {
  extract("A", 100, "T2");
  analyse("A");
  const auto a = at(of("A", "rock", "soft"), "Q1");
  EXPECT_EQ(a.answer, Fitness::allowed);
  EXPECT_TRUE(says(a.reason, "at most 50 %", "høyst 50 %")) << a.reason.en;
}

TEST_F(OfALot, APlaceForNamedOffersIsForThem) {
  extract("A", 100, "T2"), extract("T1/heap", 100, "T1");
  analyse("A"), analyse("T1/heap");
  EXPECT_EQ(at(of("A", "rock", "hard"), "N2").answer, Fitness::unknown);
  EXPECT_TRUE(says(at(of("A", "rock", "hard"), "N2").reason, "only masses of T1", "fra T1"));
  EXPECT_EQ(at(of("T1/heap", "rock", "hard"), "N2").answer, Fitness::allowed);
}

TEST_F(OfALot, APlaceThatIsLeftOutAllowsNothing) {
  soil({"A"});
  analyse("A");
  document = with(with(document, "stores", 0, "included", "no"), "stores", 0, "reason", "closed");
  const auto a = at(of("A"), "S1");
  EXPECT_EQ(a.answer, Fitness::unknown);
  EXPECT_TRUE(says(a.reason, "leaves the place out: closed", "regner ikke med stedet: closed"));
}

}  // namespace
}  // namespace masseflyt::scenario
