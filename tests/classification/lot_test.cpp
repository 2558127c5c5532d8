// Mirrors include/masseflyt/classification/lot.hpp.
#include <masseflyt/classification/lot.hpp>

#include <gtest/gtest.h>

#include "classification/properties.hpp"

namespace masseflyt::classification {
namespace {

const Analytes& analytes() {
  static const Analytes one = Analytes::built_in().value();
  return one;
}

std::string faults(std::string_view json) {
  Diagnostics found;
  const auto lot = read_lot(json, analytes(), found);
  std::string all;
  for (const auto& d : found) all += to_line(d) + "\n";
  EXPECT_EQ(!lot, has_errors(found)) << all;
  return all;
}

TEST(LotDocument, ReadsEverySection) {
  Diagnostics found;
  const auto lot = read_lot(R"({"schema": "masseflyt.lot/1", "id": "L1", "material": "rock",
    "grade": "hard", "tonnes": 1200.5, "bank_m3": 450, "placed_m3": 600, "area_m2": 80,
    "samples": [{"id": "P1", "analyte": "Bly", "value": "55,5", "unit": "mg/kg TS"},
                {"id": "P1", "analyte": "as", "value": 3, "unit": "mg/kg TS"}],
    "declared_class": "clean", "contamination_suspected": true,
    "background": [{"analyte": "Ni", "level": "75", "source": "municipality"}],
    "hazardous": "no",
    "compounds": {"pb": [{"name": "x", "per_analyte": "1.5", "statements": ["H350"], "source": "s"}]},
    "acid_suspected": "no", "acid_rock": {"sulphur_percent": "<0.02"},
    "radioactivity": {"uranium_mg_per_kg": 4},
    "species": {"surveyed": "yes", "found": [{"name": "lupin", "category": "SE"}]},
    "demolition": {"surfaces": [{"name": "paint", "results": {"pcb7": "<1"}}], "suitable": "yes"},
    "landfill": {"excluded": "no", "basis": "ls2", "leaching": {"as": "0.1"}, "totals": {"toc": 1},
                 "factor": 2},
    "grading": [[0.063, 5], [22.4, 100]], "stones_kg": [12.5],
    "properties": {"los_angeles": 23, "recycled_aggregate": false},
    "facts": {"planned_anyway": "yes"}, "needed_in_project": "unknown",
    "tests_done": [{"test": "los_angeles", "count": 2}], "x-mine": 1})",
                            analytes(), found)
                       .value();
  EXPECT_TRUE(found.empty());
  EXPECT_EQ(lot.tonnes, 1200.5);
  ASSERT_EQ(lot.samples.size(), 1u);
  EXPECT_EQ(lot.samples[0].results.size(), 2u);
  EXPECT_EQ(lot.contamination_suspected, Answer::yes);
  EXPECT_EQ(lot.background.size(), 1u);
  EXPECT_EQ(lot.compounds.at("pb")[0].per_analyte, dec("1.5"));
  EXPECT_EQ(lot.acid_rock.sulphur_percent->high, dec("0.02"));
  EXPECT_EQ(lot.acid_rock.sulphur_percent->low, Decimal());
  EXPECT_EQ(lot.species.found[0].category, "SE");
  EXPECT_EQ(lot.demolition.surfaces[0].results[0].kind, ResultKind::below_loq);
  EXPECT_EQ(lot.landfill.basis, LeachingBasis::ls2);
  EXPECT_EQ(lot.landfill_factor, dec("2"));
  EXPECT_TRUE(lot.grading);
  EXPECT_EQ(lot.properties.size(), 2u);
  EXPECT_EQ(lot.facts.planned_anyway, Answer::yes);
  EXPECT_EQ(lot.needed_in_project, Answer::unknown);
  EXPECT_EQ(lot.tests_done[0].count, 2);
}

TEST(LotDocument, TellsAllItsFaultsAtOnceWithTheirPlace) {
  const auto all = faults(R"({"schema": "masseflyt.lot/2", "material": "sol", "grade": "harder",
    "tonnes": -1, "samples": [{"id": "P1", "analyte": "pb", "value": "a lot", "unit": "mg/kg"},
    {"id": "P1", "analyte": "pb", "value": 1, "unit": "stone"}, 5],
    "background": [{"analyte": "benzen", "level": 1, "source": "s"}], "hazardous": "maybe",
    "compounds": {"unobtainium": []}, "acid_rock": {"sulphur_percent": "nd"},
    "species": {"found": [{"name": "x", "category": "XX"}]},
    "landfill": {"basis": "ls5", "factor": 4, "leaching": {"as": "-1"}},
    "grading": [[1, 50], [2, 40]], "stones_kg": [0], "properties": {"los_angeles": "hard"},
    "facts": {"planned_anyway": 7}, "tests_done": [{"test": "x", "count": 1.5}]})");
  for (const auto* path : {"/schema",
                           "/id",
                           "/material",
                           "/grade",
                           "/tonnes",
                           "/samples/0/value",
                           "/samples/1/unit",
                           "/samples/2",
                           "/background/0/analyte",
                           "/hazardous",
                           "/compounds/unobtainium",
                           "/acid_rock/sulphur_percent",
                           "/species/found/0/category",
                           "/landfill/basis",
                           "/landfill/factor",
                           "/landfill/leaching/as",
                           "/grading",
                           "/stones_kg/0",
                           "/properties/los_angeles",
                           "/facts/planned_anyway",
                           "/tests_done/0/count"})
    EXPECT_NE(all.find(std::string(path) + ":"), std::string::npos) << path << "\n" << all;
  EXPECT_NE(all.find("did you mean 'soil'"), std::string::npos) << all;
}

TEST(LotDocument, AMisspeltKeyIsAWarningWithTheOneThatWasMeant) {
  const auto all =
      faults(R"({"schema": "masseflyt.lot/1", "id": "L", "material": "soil", "tonns": 3})");
  EXPECT_NE(all.find("did you mean 'tonnes'"), std::string::npos) << all;
}

TEST(LotDocument, WhatIsNoJsonIsOneFault) {
  for (const auto* text : {"", "[]", "{", "null", "{\"schema\": 3}"})
    EXPECT_NE(faults(text).find("error"), std::string::npos) << text;
}

TEST(LotDocument, TheSchemaNamesEveryMember) {
  const auto schema = lot_schema();
  for (const auto* word : {"masseflyt.lot/1", "\"samples\"", "\"acid_rock\"", "\"surfaces\"",
                           "\"tests_done\"", "alum_shale"})
    EXPECT_NE(schema.find(word), std::string::npos) << word;
}

}  // namespace
}  // namespace masseflyt::classification
