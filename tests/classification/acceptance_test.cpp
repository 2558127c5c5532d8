// Mirrors include/masseflyt/classification/acceptance.hpp.
#include <masseflyt/classification/acceptance.hpp>

#include <algorithm>

#include <gtest/gtest.h>

namespace masseflyt::classification {
namespace {

const LotKind hard = {"rock", "hard", "clean"}, soft = {"rock", "soft", "clean"},
              bored = {"rock_tbm", "tbm", "clean"}, soil = {"soil", "", "clean"},
              clay = {"clay", "", "clean"}, shale = {"alum_shale", "", "alum_shale"};

/// A place that takes every mass above and asks for `product`.
Acceptance need(std::string product) {
  Acceptance place;
  place.materials = {"rock", "rock_tbm", "soil", "clay", "alum_shale"};
  place.classes = {"clean", "alum_shale"};
  place.product = std::move(product);
  return place;
}

TEST(Ladder, IsTheOneOfTheCase) {
  struct {
    const char* product;
    Ladder hard, soft, bored, soil;
  } const rungs[] = {
      {"armour", Ladder::yes, Ladder::no, Ladder::no, Ladder::no},
      {"armour_and_quarry_run", Ladder::yes, Ladder::no, Ladder::no, Ladder::no},
      {"concrete_aggregate", Ladder::yes, Ladder::no, Ladder::no, Ladder::no},
      {"crushed_hard", Ladder::yes, Ladder::no, Ladder::no, Ladder::no},
      {"crushed_any", Ladder::yes, Ladder::limited, Ladder::no, Ladder::no},
      {"crushed_low", Ladder::yes, Ladder::yes, Ladder::no, Ladder::no},
      {"fill", Ladder::yes, Ladder::yes, Ladder::yes, Ladder::yes},
      {"fill_soil", Ladder::no, Ladder::no, Ladder::no, Ladder::yes},
      {"gold", Ladder::no, Ladder::no, Ladder::no, Ladder::no},
  };
  for (const auto& r : rungs) {
    EXPECT_EQ(can_become(hard, r.product), r.hard) << r.product;
    EXPECT_EQ(can_become(soft, r.product), r.soft) << r.product;
    EXPECT_EQ(can_become(bored, r.product), r.bored) << r.product;
    EXPECT_EQ(can_become(soil, r.product), r.soil) << r.product;
  }
}
TEST(Ladder, BetterRockCanBecomeWhateverWorseRockCan) {
  for (const auto product : products()) {
    EXPECT_GE(can_become(hard, product), can_become(soft, product)) << product;
    EXPECT_GE(can_become(soft, product), can_become(bored, product)) << product;
  }
}

TEST(Accepts, ListsAreComplete) {
  Acceptance place;
  place.materials = {"rock"};
  place.classes = {"clean"};
  EXPECT_TRUE(accepts(hard, place).allowed);
  EXPECT_EQ(accepts(bored, place).rule, "acceptance/material");
  EXPECT_EQ(accepts({"rock", "hard", "class2"}, place).rule, "acceptance/class");
  EXPECT_EQ(accepts(hard, {}).rule, "acceptance/material");
}
TEST(Accepts, NamesTheReasonInBothLanguages) {
  Acceptance place;
  place.materials = {"rock"};
  place.classes = {"clean", "class2"};
  const auto answer = accepts({"rock", "hard", "class4"}, place);
  EXPECT_FALSE(answer.allowed);
  EXPECT_EQ(answer.reason.en, "takes clean, class 2, not class 4");
  EXPECT_EQ(answer.reason.nb, "tar rene masser, klasse 2, ikke klasse 4");
}
TEST(Accepts, AcidFormingPartOfARockLotIsAlumShale) {
  Acceptance place;
  place.materials = {"alum_shale"};
  place.classes = {"alum_shale"};
  EXPECT_TRUE(accepts(shale, place).allowed);
  EXPECT_TRUE(accepts({"rock", "soft", "alum_shale"}, place).allowed);
  EXPECT_FALSE(accepts(soft, place).allowed);
}
TEST(Accepts, ClayIsNotSoilUnlessListed) {
  Acceptance place;
  place.materials = {"soil"};
  place.classes = {"clean"};
  EXPECT_TRUE(accepts(soil, place).allowed);
  EXPECT_FALSE(accepts(clay, place).allowed);
}
TEST(Accepts, QuarryTakesItsGradesAndSoftRockAsAShare) {
  Acceptance quarry;
  quarry.materials = {"rock", "soil"};
  quarry.classes = {"clean"};
  quarry.grades = {"hard", "soft"};
  quarry.soft_share_max = 0.5;
  EXPECT_TRUE(accepts(hard, quarry).allowed);
  EXPECT_FALSE(accepts(hard, quarry).share_max);
  EXPECT_EQ(accepts(soft, quarry).share_max, 0.5);
  EXPECT_EQ(accepts(soil, quarry).share_max, 0.5);
  quarry.materials.push_back("rock_tbm");
  EXPECT_EQ(accepts(bored, quarry).rule, "acceptance/grade");
  quarry.soft_share_max = 0;
  EXPECT_FALSE(accepts(soft, quarry).allowed);
  EXPECT_TRUE(accepts(hard, quarry).allowed);
}
TEST(Accepts, CrushedRockTakesLowGradeAsAShare) {
  Acceptance market = need("crushed_any");
  EXPECT_TRUE(accepts(soft, market).allowed);
  EXPECT_FALSE(accepts(soft, market).share_max);
  market.low_share_max = 0.3;
  EXPECT_EQ(accepts(soft, market).share_max, 0.3);
  EXPECT_FALSE(accepts(hard, market).share_max);
  market.low_share_max = 0;
  EXPECT_FALSE(accepts(soft, market).allowed);
}
TEST(Accepts, ProductDecidesAfterMaterialAndClass) {
  EXPECT_TRUE(accepts(hard, need("concrete_aggregate")).allowed);
  const auto answer = accepts(soft, need("concrete_aggregate"));
  EXPECT_EQ(answer.rule, "acceptance/product");
  EXPECT_EQ(answer.reason.en, "soft rock cannot become concrete aggregate");
  EXPECT_EQ(answer.reason.nb, "bløt stein kan ikke bli betongtilslag");
  EXPECT_FALSE(accepts(bored, need("crushed_low")).allowed);
  EXPECT_TRUE(accepts(bored, need("fill")).allowed);
  EXPECT_TRUE(accepts(soil, need("fill_soil")).allowed);
}
TEST(Accepts, UnknownGradeIsNotAssumed) {
  const LotKind unknown = {"rock", "", "clean"};
  EXPECT_FALSE(accepts(unknown, need("crushed_hard")).allowed);
  EXPECT_TRUE(accepts(unknown, need("fill")).allowed);
}
TEST(Accepts, AllowedWithoutAReason) {
  const auto answer = accepts(hard, need("fill"));
  EXPECT_TRUE(answer.rule.empty());
  EXPECT_TRUE(answer.reason.en.empty());
}

}  // namespace
}  // namespace masseflyt::classification
