// Mirrors include/masseflyt/traceability/blending.hpp.
#include <masseflyt/traceability/blending.hpp>

#include <filesystem>
#include <random>
#include <set>
#include <string_view>

#include <gtest/gtest.h>

#include "support/folders.hpp"
#include "support/shared_data.hpp"
#include "traceability/support_ledger.hpp"

namespace masseflyt::traceability {
namespace {

using test::kg;
using test::Names;
using test::Story;

Figure figure(const char* property, const char* value, const char* unit = "1") {
  return read_figure({property, value, unit, "R-1"}).value();
}
BlendPart part(std::int64_t mass_g, std::initializer_list<std::pair<const char*, const char*>> of) {
  BlendPart p{mass_g, Basis::dry, {}};
  for (const auto& [property, value] : of) p.figures.emplace(property, figure(property, value));
  return p;
}
Figure blended(const char* property, const BlendPart& a, const BlendPart& b) {
  const BlendPart parts[] = {a, b};
  return blend(parts).figures.at(property);
}

TEST(BlendRules, AreThePublishedTableWordByWord) {
  const auto rows =
      masseflyt::test::read_rows(std::filesystem::path(masseflyt::test::data_folder()) /
                                 "traceability" / "blending_rules.csv");
  const auto& rules = blend_rules();
  ASSERT_EQ(rows.size(), rules.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].at("property"), rules[i].title);
    EXPECT_EQ(rows[i].at("rule after merge"), rules[i].rule);
    EXPECT_EQ(rows[i].at("carry"), rules[i].carry);
    EXPECT_EQ(rows[i].at("retest needed"), rules[i].retest);
  }
}

/// Two parts of 100 g and 300 g, dry, put together by hand as the words of each row say.
TEST(BlendRules, EachRowDoesWhatItsWordsSay) {
  struct Row {
    const char *title, *property, *small, *large;
    double low, high, bound;
    Rests rests;
  };
  const double worst = 35, none = 0;
  const Row rows[] = {
      {"water content w (water/dry)", "water_content", "0.1", "0.2", 0.175, 0.175, 0.2,
       Rests::derived},
      {"dry matter TS % (lab)", "dry_matter", "80", "50", 100 / 1.8125, 100 / 1.8125, 80,
       Rests::derived},
      {"total content of a substance (mg/kg TS)", "content/lead", "10", "110", 85, 85, 110,
       Rests::derived},
      {"condition class (tilstandsklasse), clean/contaminated status", "condition_class", "4", "1",
       4, 4, 4, Rests::worst_case},
      {"condition class (tilstandsklasse), clean/contaminated status", "contaminated", "absent",
       "present", 1, 1, 1, Rests::worst_case},
      {"value below detection limit", "content/lead", "<4", "8", 6, 7, 8, Rests::derived},
      {"leaching (mg/kg at L/S 10)", "leaching/arsenic", "35", "20", worst, worst, 35,
       Rests::worst_case},
      {"pH, redox, acid-forming potential", "ph", "4.5", "8", 4.5, 8, 8, Rests::derived},
      {"pH, redox, acid-forming potential", "redox", "-200", "300", -200, 300, 300, Rests::derived},
      {"pH, redox, acid-forming potential", "redox", "-300", "-200", -300, -200, -200,
       Rests::derived},
      {"pH, redox, acid-forming potential", "acid_forming", "-5", "20", -5, 20, 20, Rests::derived},
      {"asbestos, invasive species, waste fragments (presence)", "presence/asbestos", "present",
       "absent", 1, 1, 1, Rests::worst_case},
      {"total organic carbon, activity concentration", "toc", "1", "5", 4, 4, 5, Rests::derived},
      {"total organic carbon, activity concentration", "activity/ra226", "1", "5", 4, 4, 5,
       Rests::derived},
      {"grading: % passing each sieve", "passing/4", "40", "80", 70, 70, 80, Rests::derived},
      {"fines content", "fines", "3", "7", 6, 6, 7, Rests::derived},
      {"particle density", "particle_density", "2", "3", 400 / 150., 400 / 150., 3, Rests::derived},
      {"loose or compacted bulk density, void ratio", "bulk_density", "1", "1", none, none, none,
       Rests::unknown},
      {"loose or compacted bulk density, void ratio", "void_ratio", "1", "1", none, none, none,
       Rests::unknown},
      {"Los Angeles, micro-Deval, studded-tyre (Nordic) value", "los_angeles", "35", "20", worst,
       worst, 35, Rests::worst_case},
      {"Los Angeles, micro-Deval, studded-tyre (Nordic) value", "micro_deval", "35", "20", worst,
       worst, 35, Rests::worst_case},
      {"Los Angeles, micro-Deval, studded-tyre (Nordic) value", "nordic", "35", "20", worst, worst,
       35, Rests::worst_case},
      {"flakiness / shape index", "flakiness", "10", "30", 25, 25, 30, Rests::derived},
      {"flakiness / shape index", "shape", "10", "30", 25, 25, 30, Rests::derived},
      {"CBR, E-modulus, Proctor, frost class", "cbr", "1", "1", none, none, none, Rests::unknown},
      {"CBR, E-modulus, Proctor, frost class", "e_modulus", "1", "1", none, none, none,
       Rests::unknown},
      {"CBR, E-modulus, Proctor, frost class", "proctor", "1", "1", none, none, none,
       Rests::unknown},
      {"CBR, E-modulus, Proctor, frost class", "frost_class", "1", "1", none, none, none,
       Rests::unknown},
  };
  std::set<std::string_view> covered = {"dry mass", "wet mass",  // the books: ledger_test.cpp
                                        "declared performance / CE document", "split of a lot"};
  for (const Row& row : rows) {
    const auto f = blended(row.property, part(100, {{row.property, row.small}}),
                           part(300, {{row.property, row.large}}));
    EXPECT_NEAR(f.low, row.low, 1e-12) << row.title;
    EXPECT_NEAR(f.high, row.high, 1e-12) << row.title;
    EXPECT_DOUBLE_EQ(f.bound, row.bound) << row.title;
    EXPECT_EQ(f.rests, row.rests) << row.title;
    covered.insert(row.title);
  }
  for (const BlendRule& rule : blend_rules()) {
    EXPECT_TRUE(covered.contains(rule.title)) << rule.title;
    const bool yes = rule.retest.starts_with("yes") || rule.retest == "new declaration";
    EXPECT_EQ(rule.needs_test, yes) << rule.title;
  }
}

TEST(Blend, WaterContentIsADryMassMean) {
  const auto f = blended("water_content", part(100, {{"water_content", "0.10"}}),
                         part(300, {{"water_content", "0.20"}}));
  EXPECT_DOUBLE_EQ(f.high, 0.175);
  EXPECT_FALSE(f.needs_test);
}

TEST(Blend, DryMatterGoesByWayOfWater) {
  const auto f =
      blended("dry_matter", part(100, {{"dry_matter", "80"}}), part(100, {{"dry_matter", "50"}}));
  EXPECT_NEAR(f.high, 100 / (1 + (0.25 + 1.0) / 2), 1e-12);  // 61.5, and not 65
}

TEST(Blend, AContentIsAMeanWithTheLargestPartAsBound) {
  const auto f = blended("content/lead", part(900, {{"content/lead", "10"}}),
                         part(100, {{"content/lead", "110"}}));
  EXPECT_DOUBLE_EQ(f.high, 20);
  EXPECT_DOUBLE_EQ(f.bound, 110);
  EXPECT_EQ(f.rests, Rests::derived);
  EXPECT_TRUE(f.needs_test);  // before a lower class may be claimed
}

TEST(Blend, BelowTheLimitOfQuantificationIsAnInterval) {
  const auto f = blended("content/lead", part(100, {{"content/lead", "<1"}}),
                         part(100, {{"content/lead", "3"}}));
  EXPECT_DOUBLE_EQ(f.low, 1.5);
  EXPECT_DOUBLE_EQ(f.high, 2);
}

TEST(Blend, AClassIsTheWorstUntilRetested) {
  const auto f = blended("condition_class", part(999, {{"condition_class", "1"}}),
                         part(1, {{"condition_class", "4"}}));
  EXPECT_DOUBLE_EQ(f.high, 4);
  EXPECT_EQ(f.rests, Rests::worst_case);
  EXPECT_TRUE(f.needs_test);
}

TEST(Blend, LeachingAndLosAngelesAreTheWorst) {
  for (const char* property : {"leaching/arsenic", "los_angeles", "micro_deval", "nordic"})
    EXPECT_DOUBLE_EQ(
        blended(property, part(9, {{property, "20"}}), part(1, {{property, "35"}})).high, 35)
        << property;
}

TEST(Blend, PhKeepsBothEnds) {
  const auto f = blended("ph", part(9, {{"ph", "4.5"}}), part(1, {{"ph", "8"}}));
  EXPECT_DOUBLE_EQ(f.low, 4.5);
  EXPECT_DOUBLE_EQ(f.high, 8);
}

TEST(Blend, PresenceCannotBeDilutedAway) {
  const auto f = blended("presence/asbestos", part(999'999, {{"presence/asbestos", "absent"}}),
                         part(1, {{"presence/asbestos", "present"}}));
  EXPECT_DOUBLE_EQ(f.high, 1);
}

TEST(Blend, ParticleDensityIsAHarmonicMean) {
  const auto f = blended("particle_density", part(100, {{"particle_density", "2.0"}}),
                         part(100, {{"particle_density", "3.0"}}));
  EXPECT_NEAR(f.high, 2.4, 1e-12);
}

TEST(Blend, WhatDoesNotAddUpIsUnknown) {
  for (const char* property : {"bulk_density", "cbr", "frost_class", "something else"}) {
    const auto f = blended(property, part(1, {{property, "1"}}), part(1, {{property, "1"}}));
    EXPECT_FALSE(f.complete) << property;
    EXPECT_TRUE(f.needs_test) << property;
  }
}

TEST(Blend, ADeclarationEndsWithTheMerge) {
  const BlendPart parts[] = {part(1, {{"declaration/EN 13242", "1"}}), part(1, {})};
  const auto b = blend(parts);
  EXPECT_TRUE(b.figures.empty());
  EXPECT_EQ(b.voided, Names{"declaration/EN 13242"});
}

TEST(Blend, AnUntestedPartLeavesTheWholeUntested) {
  const auto f = blended("condition_class", part(1, {{"condition_class", "1"}}), part(1, {}));
  EXPECT_FALSE(f.complete);
  EXPECT_TRUE(f.needs_test);
}

TEST(Blend, WetMassesAreWeighedDryWhereTheWaterIsKnown) {
  BlendPart wet = part(200, {{"water_content", "1.0"}, {"toc", "1"}});
  wet.basis = Basis::wet;  // 100 g dry
  const BlendPart parts[] = {wet, part(300, {{"water_content", "0"}, {"toc", "5"}})};
  const auto b = blend(parts);
  EXPECT_DOUBLE_EQ(b.figures.at("toc").high, 4);
  EXPECT_FALSE(b.weighted_wet);
  BlendPart unknown = part(1, {{"toc", "1"}});
  unknown.basis = Basis::wet;
  EXPECT_TRUE(blend({&unknown, 1}).weighted_wet);
}

TEST(Blend, I12AMergeNeverGivesABetterClassThanItsWorstPart) {
  std::mt19937 random(17);
  for (int round = 0; round < 1000; ++round) {
    std::vector<BlendPart> parts;
    double worst = 0;
    for (auto n = 1 + random() % 5; n > 0; --n) {
      const std::string c = std::to_string(1 + random() % 5);
      parts.push_back(part(1 + random() % 1'000'000, {{"condition_class", c.c_str()}}));
      worst = std::max(worst, std::stod(c));
    }
    EXPECT_EQ(blend(parts).figures.at("condition_class").high, worst);
  }
}

// ---- along the lineage

struct AQuality : testing::Test, Story {
  void sample(const std::string& lot, std::vector<Value> values) {
    Event e = at(EventKind::sample, "lab");
    e.lots = {lot}, e.values = std::move(values);
    must(e);
  }
  Quality of(const std::string& lot) {
    const auto l = Lineage::make(ledger).value();
    return quality(ledger, l, {lot}).value();
  }
  void hold(const std::string& lot, EventKind kind = EventKind::hold) {
    Event e = at(kind, "lab");
    e.lots = {lot}, e.reason = "lead";
    must(e);
  }
};

TEST_F(AQuality, DilutionIsNoWayOut) {
  extract("BAD", 1), extract("GOOD", 999);
  sample("BAD", {{"condition_class", "4", "1", "R-1"}});
  sample("GOOD", {{"condition_class", "1", "1", "R-1"}});
  merge({kg("BAD", 1), kg("GOOD", 999)}, {kg("M", 1000)});
  EXPECT_EQ(of("M").figures.at("condition_class").high, 4);
  sample("M", {{"condition_class", "2", "1", "R-1"}});
  const auto tested = of("M").figures.at("condition_class");
  EXPECT_EQ(tested.high, 2);
  EXPECT_EQ(tested.rests, Rests::measured);
  EXPECT_FALSE(tested.needs_test);
}

TEST_F(AQuality, ATestOfAPileIsWorthNothingAfterTheNextLoad) {
  extract("PILE", 100), extract("BAD", 1);
  sample("PILE", {{"condition_class", "1", "1", "R-1"}});
  sample("BAD", {{"condition_class", "3", "1", "R-1"}});
  split({kg("PILE", 10)}, {kg("EARLY", 10)});
  merge({kg("BAD", 1)}, {kg("PILE", 1)});
  EXPECT_EQ(of("EARLY").figures.at("condition_class").high, 1);
  EXPECT_EQ(of("PILE").figures.at("condition_class").high, 3);
}

TEST_F(AQuality, I13ChildrenInheritValuesDocumentsAndHoldsOfThatTime) {
  extract("A", 100);
  split({kg("A", 10)}, {kg("BEFORE", 10)});
  sample("A", {{"content/lead", "10", "mg/kg TS", "R-1"}});
  hold("A");
  split({kg("A", 10)}, {kg("AFTER", 10)});
  EXPECT_TRUE(of("BEFORE").holds.empty() && of("BEFORE").figures.empty());
  const auto after = of("AFTER");
  EXPECT_EQ(after.holds.size(), 1u);
  EXPECT_EQ(after.documents, Names{"R-1"});
  EXPECT_EQ(after.figures.at("content/lead").rests, Rests::inherited);
  hold("A", EventKind::release);
  EXPECT_EQ(of("AFTER").holds.size(), 1u);  // its own hold stands
  EXPECT_TRUE(of("A").holds.empty());
}

TEST_F(AQuality, ACeDeclarationEndsInTheCrusher) {
  extract("A", 30);
  sample("A", {{"declaration/EN 13242", "DoP-1", "1", "R-1"}, {"passing/4", "40", "%", "R-1"}});
  Event e = at(EventKind::process, "contractor");
  e.place = "pit", e.inputs = {kg("A", 10)}, e.outputs = {kg("B", 10)};
  must(e);
  const auto q = of("B");
  EXPECT_EQ(q.voided, Names{"declaration/EN 13242"});
  EXPECT_TRUE(q.figures.at("passing/4").needs_test);
  EXPECT_TRUE(of("A").voided.empty());  // what was not crushed
}

TEST_F(AQuality, OfAWorstValueKnowsTheLotsItWasFoundIn) {
  extract("A", 100), extract("B", 100), extract("C", 100);
  for (const char* lot : {"A", "B", "C"}) {
    const bool bad = *lot != 'A';
    sample(lot, {{"presence/asbestos", bad ? "present" : "absent", "1", "R-1"},
                 {"content/lead", *lot == 'C' ? "70" : "7", "mg/kg", "R-1"}});
  }
  merge({kg("A", 50), kg("B", 50)}, {kg("AB", 100)});
  merge({kg("AB", 50), kg("C", 50)}, {kg("ABC", 100)});
  EXPECT_EQ(of("AB").figures.at("presence/asbestos").sources, Names{"B"});
  EXPECT_EQ(of("ABC").figures.at("presence/asbestos").sources, (Names{"B", "C"}));
  EXPECT_EQ(of("ABC").figures.at("content/lead").sources, Names{"C"});
  EXPECT_EQ(of("A").figures.at("content/lead").sources, Names{"A"});
}

TEST_F(AQuality, WhatSomePartHoldsAtLeastIsNoLimitOfQuantification) {
  extract("A", 100), extract("B", 100);
  sample("A", {{"content/lead", "<50", "mg/kg", "R-1"}, {"content/zinc", "<5", "mg/kg", "R-1"}});
  sample("B", {{"content/lead", "20", "mg/kg", "R-1"}, {"content/zinc", "<5", "mg/kg", "R-1"}});
  merge({kg("A", 50), kg("B", 50)}, {kg("AB", 100)});
  const auto lead = of("AB").figures.at("content/lead"), zinc = of("AB").figures.at("content/zinc");
  EXPECT_EQ(std::pair(lead.bound_low, lead.bound), std::pair(20.0, 50.0));
  EXPECT_TRUE(lead.bound_below);
  EXPECT_EQ(std::pair(zinc.bound_low, zinc.bound), std::pair(0.0, 5.0));
  EXPECT_TRUE(zinc.bound_below);
}

TEST_F(AQuality, FollowsALoad) {
  extract("A", 10);
  sample("A", {{"condition_class", "2", "1", "R-1"}});
  ship("L", kg("A", 10));
  receive("L", kg("IN", 10));
  EXPECT_EQ(of("IN").figures.at("condition_class").high, 2);
}

TEST_F(AQuality, TwoHoldsNeedTwoReleases) {
  extract("A", 10);
  hold("A"), hold("A");
  hold("A", EventKind::release);
  EXPECT_EQ(of("A").holds.size(), 1u);
  EXPECT_TRUE(ledger.lot("A")->on_hold);
  hold("A", EventKind::release);
  EXPECT_TRUE(of("A").holds.empty());
  EXPECT_FALSE(ledger.lot("A")->on_hold);
}

TEST_F(AQuality, EmptyingAPileDoesNotEndItsHold) {
  extract("PILE", 10);
  hold("PILE");
  split({kg("PILE", 10)}, {kg("OUT", 10)});
  extract("PILE", 5);
  EXPECT_EQ(of("PILE").holds.size(), 1u);
  EXPECT_TRUE(ledger.lot("PILE")->on_hold);
}

TEST_F(AQuality, AsOfAPastLogSizeLaterCorrectionsAreNotKnown) {
  extract("A", 10);
  Event e = at(EventKind::sample, "lab");
  e.lots = {"A"}, e.values = {{"condition_class", "4", "1", "R-1"}};
  must(e);
  const auto then = ledger.size();
  Event better = corrected(e);
  better.values[0].value = "1";
  must(better);
  const auto at_size = [&](std::uint64_t size) {
    return quality(ledger, Lineage::make(ledger, size).value(), {"A"})
        .value()
        .figures.at("condition_class")
        .high;
  };
  EXPECT_EQ(at_size(then), 4);
  EXPECT_EQ(at_size(ledger.size()), 1);
}

TEST_F(AQuality, APlantHandsOnWhatWentIntoItsRun) {
  extract("BAD", 10), extract("GOOD", 90);
  sample("BAD", {{"condition_class", "4", "1", "R-1"}});
  sample("GOOD", {{"condition_class", "1", "1", "R-1"}});
  const auto process = [&](std::vector<Portion> in, std::vector<Portion> out) {
    Event e = at(EventKind::process, "contractor");
    e.place = "pit", e.run = "run-1", e.inputs = std::move(in), e.outputs = std::move(out);
    must(e);
  };
  process({kg("GOOD", 90)}, {});
  process({}, {kg("CLEAN", 10)});
  process({kg("BAD", 10)}, {});
  process({}, {kg("MIXED", 50)});
  EXPECT_EQ(of("CLEAN").figures.at("condition_class").high, 1);
  EXPECT_EQ(of("MIXED").figures.at("condition_class").high, 4);
}

TEST_F(AQuality, RainChangesTheWaterAndNothingElse) {
  extract("A", 100);
  sample("A", {{"content/lead", "10", "mg/kg TS", "R-1"}, {"water_content", "0.1", "1", "R-1"}});
  Event e = at(EventKind::water, "contractor");
  e.outputs = {kg("A", 20)};
  must(e);
  const auto q = of("A");
  EXPECT_EQ(q.figures.at("content/lead").high, 10);
  EXPECT_FALSE(q.figures.at("content/lead").needs_test);
  EXPECT_TRUE(q.figures.at("water_content").needs_test);
}

TEST(Blend, FiguresInOtherUnitsHaveNoMean) {
  const auto part = [](const char* value, const char* unit) {
    BlendPart p{1000, Basis::dry, {}};
    p.figures["content/lead"] = read_figure({"content/lead", value, unit, "R"}).value();
    return p;
  };
  const std::vector<BlendPart> parts{part("100", "mg/kg TS"), part("0.1", "%")};
  const Figure f = blend(parts).figures.at("content/lead");
  EXPECT_EQ(f.rests, Rests::unknown);
  EXPECT_TRUE(f.needs_test && !f.complete);
  ASSERT_EQ(f.by_unit.size(), 2u);  // but the worst of each unit is known
  EXPECT_EQ(std::pair(f.by_unit[0].unit, f.by_unit[0].bound),
            std::pair(std::string("mg/kg TS"), 100.0));
  EXPECT_EQ(std::pair(f.by_unit[1].unit, f.by_unit[1].bound), std::pair(std::string("%"), 0.1));
  EXPECT_TRUE(f.units_complete);
  BlendPart again{1000, Basis::dry, {{"content/lead", f}}};
  const std::vector<BlendPart> next{again, part("<200", "mg/kg TS"), BlendPart{1, Basis::dry, {}}};
  const Figure g = blend(next).figures.at("content/lead");
  ASSERT_EQ(g.by_unit.size(), 2u);
  EXPECT_EQ(std::pair(g.by_unit[0].bound_low, g.by_unit[0].bound), std::pair(100.0, 200.0));
  EXPECT_TRUE(g.by_unit[0].bound_below && !g.units_complete);  // a part has no lead at all told
}

TEST(Blend, PartsWithoutMassAreAnythingBetweenThem) {
  const auto part = [](const char* value) {
    BlendPart p{0, Basis::dry, {}};
    p.figures["content/lead"] = read_figure({"content/lead", value, "mg/kg TS", "R"}).value();
    return p;
  };
  const std::vector<BlendPart> parts{part("100"), part("300")};
  const Figure f = blend(parts).figures.at("content/lead");
  EXPECT_EQ(std::pair(f.low, f.high), std::pair(100.0, 300.0));
  EXPECT_FALSE(f.complete);
}

TEST(Blend, FiguresThatCannotBeAreRefused) {
  for (const auto& [property, value] : {std::pair{"dry_matter", "0"},
                                        {"dry_matter", "101"},
                                        {"content/lead", "-1"},
                                        {"passing/4", "130"},
                                        {"particle_density", "0"},
                                        {"water_content", "-0.1"}})
    EXPECT_FALSE(read_figure({property, value, "1", "R"})) << property << " " << value;
  EXPECT_NE(read_figure({"passing/4", "130", "%", "R"}).error().message.find("at most 100"),
            std::string::npos);
}

}  // namespace
}  // namespace masseflyt::traceability
