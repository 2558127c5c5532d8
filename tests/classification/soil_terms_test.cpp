// Mirrors include/masseflyt/classification/soil_terms.hpp.
#include <masseflyt/classification/soil_terms.hpp>

#include <gtest/gtest.h>

#include "classification/properties.hpp"

namespace masseflyt::classification {
namespace {

using Names = std::vector<std::string>;

struct Terms : testing::Test {
  Names of(std::string_view table, const std::vector<Property>& properties) {
    Names names;
    for (const auto& term : terms_of(pack, table, properties)) names.push_back(term.name);
    return names;
  }
  RulePack pack = built_in_pack("iso.14688").value();
};

TEST_F(Terms, SizesBelongToTheFractionBelowTheirBound) {
  EXPECT_EQ(of("particle_size", {result("size", "2")}), (Names{"sand (Sa)", "coarse sand (CSa)"}));
  EXPECT_EQ(of("particle_size", {result("size", "2.001")}),
            (Names{"gravel (Gr)", "fine gravel (FGr)"}));
  EXPECT_EQ(of("particle_size", {result("size", "0.002")}), Names{"clay (Cl)"});
  EXPECT_EQ(of("particle_size", {result("size", "700")}), Names{"large boulder (LBo)"});
}
TEST_F(Terms, BoundThatNobodyTellsHasBothWords) {
  EXPECT_EQ(of("plasticity", {result("liquid_limit", "34.9")}), Names{"low"});
  EXPECT_EQ(of("plasticity", {result("liquid_limit", "35")}), (Names{"low", "intermediate"}));
  EXPECT_EQ(of("consistency_index", {result("consistency_index", "0.8")}), Names{"stiff"});
  EXPECT_EQ(of("undrained_shear_strength", {result("undrained_shear_strength", "5")}),
            Names{"extremely low"});
}
TEST_F(Terms, GradingNeedsBothNumbers) {
  EXPECT_EQ(of("grading_2018", {result("Cu", "20"), result("Cc", "2")}), Names{"well graded"});
  EXPECT_EQ(of("grading_2018", {result("Cu", "20"), result("Cc", "0.4")}), Names{"gap graded"});
  EXPECT_EQ(of("grading_2018", {result("Cu", "20")}), Names{});
  EXPECT_EQ(of("grading_2018", {result("Cu", "10"), result("Cc", "2")}), Names{});  // in no row
  EXPECT_EQ(of("grading_2018", {result("Cu", "6"), result("Cc", "0.8")}),
            (Names{"medium graded", "poorly graded"}));
}
TEST_F(Terms, RoadTextsHaveTheirOwnWords) {
  EXPECT_EQ(of("naming_norwegian_road", {result("pass_0_002", "30")}), Names{});
  EXPECT_EQ(of("naming_norwegian_road", {result("pass_0_002", "30.1")}), Names{"leire"});
  EXPECT_EQ(of("naming_norwegian_road", {result("d", "22"), result("D", "150")}), Names{"kult"});
}
TEST(ConsistencyIndex, IsOneAtThePlasticLimitAndZeroAtTheLiquidOne) {
  EXPECT_DOUBLE_EQ(consistency_index(40, 20, 20).value(), 1);
  EXPECT_DOUBLE_EQ(consistency_index(40, 20, 40).value(), 0);
  EXPECT_FALSE(consistency_index(20, 20, 10));
}

}  // namespace
}  // namespace masseflyt::classification
