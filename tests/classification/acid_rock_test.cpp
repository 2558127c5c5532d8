// Mirrors include/masseflyt/classification/acid_rock.hpp.
#include <masseflyt/classification/acid_rock.hpp>

#include <gtest/gtest.h>

#include "classification/properties.hpp"

namespace masseflyt::classification {
namespace {

struct AcidRock : testing::Test {
  AcidForming of(std::string_view sulphur, std::string_view carbon, AcidRockOptions options = {}) {
    AcidRockSample s;
    s.sulphur_percent = Range::of(dec(sulphur));
    s.inorganic_carbon_percent = Range::of(dec(carbon));
    last = judge_acid_rock(s, pack, options).value();
    return last.acid_forming;
  }
  RulePack pack = built_in_pack("no.acid_rock").value();
  AcidRockVerdict last;
};

TEST_F(AcidRock, RatioOfPotentialsDecides) {
  EXPECT_EQ(of("3", "0.5"), AcidForming::yes);  // AP 93.75, NP 41.65
  EXPECT_EQ(last.acid_potential->low, dec("93.75"));
  EXPECT_EQ(last.neutralisation_potential->low, dec("41.65"));
  EXPECT_EQ(last.net_potential->low, dec("-52.1"));
  EXPECT_EQ(last.presumed_contaminated, Answer::yes);
  EXPECT_EQ(of("1", "0.6"), AcidForming::uncertain);  // 31.25 and 49.98
  EXPECT_EQ(last.presumed_contaminated, Answer::yes);
  EXPECT_EQ(of("1", "2"), AcidForming::no);  // 31.25 and 166.6
  EXPECT_EQ(last.presumed_contaminated, Answer::no);
}
TEST_F(AcidRock, BoundsThemselvesAreUncertain) {
  AcidRockSample s;
  s.sulphur_percent = Range::of(dec("1"));
  const auto at = [&](std::string_view np) {
    s.neutralisation_potential = Range::of(dec(np));
    return judge_acid_rock(s, pack).value().acid_forming;
  };
  EXPECT_EQ(at("31.249999"), AcidForming::yes);
  EXPECT_EQ(at("31.25"), AcidForming::uncertain);
  EXPECT_EQ(at("93.75"), AcidForming::uncertain);
  EXPECT_EQ(at("93.750001"), AcidForming::no);
}
TEST_F(AcidRock, UpperBoundIsAParameter) {
  EXPECT_EQ(of("1", "0.9"), AcidForming::uncertain);  // 2.4
  EXPECT_EQ(of("1", "0.9", {dec("2")}), AcidForming::no);
}
TEST_F(AcidRock, NoSulphurIsNotAcidForming) {
  EXPECT_EQ(of("0", "0"), AcidForming::no);
  EXPECT_TRUE(last.ratio_infinite);
}
TEST_F(AcidRock, RangesAcrossABoundAreOpen) {
  AcidRockSample s;
  s.sulphur_percent = Range::below(dec("0.1"));
  s.inorganic_carbon_percent = Range::of(dec("0.05"));
  EXPECT_EQ(judge_acid_rock(s, pack).value().acid_forming, AcidForming::unknown);
  s.inorganic_carbon_percent = Range::of(dec("2"));
  EXPECT_EQ(judge_acid_rock(s, pack).value().acid_forming, AcidForming::no);
  EXPECT_EQ(judge_acid_rock({}, pack).value().presumed_contaminated, Answer::unknown);
  s.sulphur_percent = Range{dec("2"), dec("1")};
  EXPECT_FALSE(judge_acid_rock(s, pack));
}
TEST_F(AcidRock, UraniumStandsForItsActivity) {
  const auto waste = [&](std::string_view uranium) {
    Radioactivity found;
    found.uranium_mg_per_kg = Range::of(dec(uranium));
    return judge_radioactivity(found, pack).value();
  };
  EXPECT_EQ(waste("80").radioactive_waste, Answer::no);   // 0.992 Bq/g
  EXPECT_EQ(waste("81").radioactive_waste, Answer::yes);  // 1.004 Bq/g
  EXPECT_EQ(waste("11.9").fits_under_buildings, Answer::yes);
  EXPECT_EQ(waste("12").fits_under_buildings, Answer::no);
}
TEST_F(AcidRock, RadiumGoesBeforeUranium) {
  Radioactivity found;
  found.uranium_mg_per_kg = Range::of(dec("5"));
  found.radium226_bq_per_kg = Range::of(dec("150"));
  EXPECT_EQ(judge_radioactivity(found, pack).value().fits_under_buildings, Answer::no);
  EXPECT_EQ(judge_radioactivity({}, pack).value().radioactive_waste, Answer::unknown);
}

}  // namespace
}  // namespace masseflyt::classification
