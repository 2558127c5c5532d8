// Mirrors include/masseflyt/classification/demolition.hpp.
#include <masseflyt/classification/demolition.hpp>

#include <gtest/gtest.h>

#include "classification/properties.hpp"

namespace masseflyt::classification {
namespace {

struct Concrete : testing::Test {
  Concrete() {
    lot.body = at_limits(pack, "body");
    lot.mapped_by_competent_person = lot.soft_joints_rebar_plastic_removed = Answer::yes;
    lot.replaces_other_materials = lot.suitable = lot.amount_fits_the_need = Answer::yes;
  }
  Recovery answer() const { return recover_concrete(lot, pack).answer; }
  RulePack pack = built_in_pack("no.concrete_brick.14a").value();
  ConcreteLot lot;
};

TEST_F(Concrete, BodyAtEveryLimitIsFree) { EXPECT_EQ(answer(), Recovery::free); }
TEST_F(Concrete, BodyBeyondAnyLimitNeedsAPermit) {
  for (const auto& rule : pack.rules) {
    if (rule.scope != "body") continue;
    lot.body = at_limits(pack, "body", rule.subject);
    EXPECT_EQ(answer(), Recovery::not_without_permit) << rule.subject;
  }
}
TEST_F(Concrete, LayersDecideByTheirTwoTables) {
  lot.surfaces = {{"paint", at_limits(pack, "surface_low")}};
  EXPECT_EQ(answer(), Recovery::free);
  lot.surfaces = {{"paint", at_limits(pack, "surface_low", "pb")}};
  EXPECT_EQ(answer(), Recovery::with_conditions);
  lot.surfaces = {{"paint", at_limits(pack, "surface_max")}};
  EXPECT_EQ(answer(), Recovery::with_conditions);
  lot.surfaces = {{"paint", at_limits(pack, "surface_max", "hg")}};
  EXPECT_EQ(answer(), Recovery::not_without_permit);
}
TEST_F(Concrete, PcbInALayerIsRemovedAndDestroyed) {
  lot.surfaces = {{"paint", {result("pcb7", "50")}}};
  EXPECT_EQ(answer(), Recovery::remove_first);
  lot.surfaces = {{"paint", {result("pcb7", "49.9")}}};
  EXPECT_EQ(answer(), Recovery::not_without_permit);
}
TEST_F(Concrete, UntestedIsUnknown) {
  lot.surfaces = {{"paint", {}}};
  EXPECT_EQ(answer(), Recovery::unknown);
  lot.surfaces.clear();
  lot.body.pop_back();
  EXPECT_EQ(answer(), Recovery::unknown);
}
TEST_F(Concrete, QuestionsMustBeAnswered) {
  lot.suitable = Answer::unknown;
  EXPECT_EQ(answer(), Recovery::unknown);
  EXPECT_EQ(recover_concrete(lot, pack).questions.size(), 1u);
  lot.suitable = Answer::no;
  EXPECT_EQ(answer(), Recovery::not_without_permit);
}
TEST_F(Concrete, SprayedConcreteIsOutside) {
  lot.sprayed_or_slurry = true;
  EXPECT_EQ(answer(), Recovery::outside_scope);
}
TEST(Asphalt, CoalTarIsHazardousAboveItsLimit) {
  const RulePack pack = built_in_pack("no.asphalt").value();
  const auto at = [&](const char* pah, const char* years) {
    const Property p[] = {result("pah16", pah), result("storage_years", years)};
    return judge_asphalt(p, pack);
  };
  EXPECT_EQ(at("1000", "3").hazardous, Answer::no);
  EXPECT_EQ(at("1000.1", "3").hazardous, Answer::yes);
  EXPECT_EQ(at("5", "3").landfilled, Answer::no);
  EXPECT_EQ(at("5", "3.1").landfilled, Answer::yes);
  EXPECT_EQ(judge_asphalt({}, pack).hazardous, Answer::unknown);
}

}  // namespace
}  // namespace masseflyt::classification
