// Mirrors include/masseflyt/classification/soil.hpp.
#include <masseflyt/classification/soil.hpp>

#include <random>

#include <gtest/gtest.h>

namespace masseflyt::classification {
namespace {

/// A soil by its fines and what passes 4.75 mm.
SoilTests soil(double fines, double below_4_75) {
  SoilTests t;
  t.pass_0_075 = fines;
  t.pass_4_75 = below_4_75;
  return t;
}
SoilTests with_limits(SoilTests t, double liquid, double plastic) {
  t.liquid_limit = liquid;
  t.plastic_limit = plastic;
  return t;
}
SoilTests with_sizes(SoilTests t, double d10, double d30, double d60) {
  t.d10 = d10, t.d30 = d30, t.d60 = d60;
  return t;
}
std::string uscs(const SoilTests& t) { return classify_uscs(t).symbol; }

// ---- USCS -------------------------------------------------------------------------------------

TEST(Uscs, HalfFinesIsFine) {
  EXPECT_EQ(uscs(with_limits(soil(50, 100), 30, 10)), "CL");
  EXPECT_EQ(uscs(with_limits(soil(49.99, 100), 30, 10)), "SC");
}
TEST(Uscs, HatchedZoneEndsAtSevenAndStartsAtFour) {
  EXPECT_EQ(uscs(with_limits(soil(60, 100), 26.4, 19.4)), "CL-ML");  // 7 in decimals, not in bits
  EXPECT_EQ(uscs(with_limits(soil(60, 100), 26.5, 19.4)), "CL");
  EXPECT_EQ(uscs(with_limits(soil(60, 100), 22, 18)), "CL-ML");
  EXPECT_EQ(uscs(with_limits(soil(60, 100), 22, 18.1)), "ML");
}
TEST(Uscs, ZoneNeedsTheALine) {
  EXPECT_EQ(uscs(with_limits(soil(18.95, 96.16), 27.7, 22.7)), "SM");  // PI 5.0 below 5.62
}
TEST(Uscs, OnTheALineIsAboveIt) {
  EXPECT_EQ(uscs(with_limits(soil(60, 100), 60, 30.8)), "CH");  // 29.2 = 0.73 * 40
  EXPECT_EQ(uscs(with_limits(soil(60, 100), 60, 30.9)), "MH");
}
TEST(Uscs, FiftyIsAHighLiquidLimit) {
  EXPECT_EQ(uscs(with_limits(soil(60, 100), 49.9, 20)), "CL");
  EXPECT_EQ(uscs(with_limits(soil(60, 100), 50, 20)), "CH");
}
TEST(Uscs, TieBetweenGravelAndSandIsSand) {
  const auto at = [](double below_4_75) {
    return uscs(with_sizes(soil(4, below_4_75), 0.2, 1, 5));
  };
  EXPECT_EQ(at(52)[0], 'S');
  EXPECT_EQ(at(51.9)[0], 'G');
}
TEST(Uscs, DualZoneIsFiveToTwelveInclusive) {
  const auto at = [](double fines) {
    return uscs(with_limits(with_sizes(soil(fines, 99), 0.1, 0.5, 1.2), 35, 20));
  };
  EXPECT_EQ(at(4.9), "SW");
  EXPECT_EQ(at(5), "SW-SC");
  EXPECT_EQ(at(12), "SW-SC");
  EXPECT_EQ(at(12.1), "SC");
}
TEST(Uscs, WellGradedNeedsBothCoefficients) {
  EXPECT_EQ(uscs(with_sizes(soil(2, 99), 0.1, 0.25, 0.6)), "SW");  // Cu 6, Cc 1.04
  EXPECT_EQ(uscs(with_sizes(soil(2, 99), 0.1, 0.25, 0.59)), "SP");
  EXPECT_EQ(uscs(with_sizes(soil(2, 30), 1, 2, 4)), "GW");    // Cu 4, Cc 1
  EXPECT_EQ(uscs(with_sizes(soil(2, 30), 1, 3.5, 4)), "GP");  // Cc 3.06
}
TEST(Uscs, NamesTellTheOtherFractions) {
  const auto name = [](const SoilTests& t) { return classify_uscs(t).name; };
  EXPECT_EQ(name(with_limits(soil(90, 100), 30, 10)), "lean clay");
  EXPECT_EQ(name(with_limits(soil(80, 100), 30, 10)), "lean clay with sand");
  EXPECT_EQ(name(with_limits(soil(80, 85), 30, 10)), "lean clay with gravel");
  EXPECT_EQ(name(with_limits(soil(60, 80), 30, 10)), "sandy lean clay with gravel");
  EXPECT_EQ(name(with_limits(soil(60, 75), 30, 10)), "gravelly lean clay with sand");
  EXPECT_EQ(name(with_limits(soil(30, 95), 30, 10)), "clayey sand");
  EXPECT_EQ(name(with_limits(soil(30, 85), 30, 10)), "clayey sand with gravel");
}
TEST(Uscs, OrganicFinesAreNamedBySideOfTheALine) {
  auto t = with_limits(soil(90, 100), 60, 20);
  t.organic = true;
  EXPECT_EQ(classify_uscs(t).symbol, "OH");
  EXPECT_EQ(classify_uscs(t).name, "organic clay");
  EXPECT_EQ(classify_uscs(with_limits(t, 60, 45)).name, "organic silt");
  EXPECT_EQ(classify_uscs(with_limits(t, 40, 20)).symbol, "OL");
}
TEST(Uscs, UndecidedGivesAllThatItCanBeAndTheTest) {
  SoilTests t = with_limits(soil(8, 99), 35, 20);
  auto kind = classify_uscs(t);
  EXPECT_TRUE(kind.symbol.empty());
  EXPECT_EQ(kind.alternatives, (std::vector<std::string>{"SW-SC", "SP-SC"}));
  EXPECT_EQ(kind.decided_by.en, "D10, D30 and D60");
  kind = classify_uscs(soil(30, 99));
  EXPECT_EQ(kind.alternatives, (std::vector<std::string>{"SM", "SC-SM", "SC"}));
  EXPECT_EQ(kind.decided_by.nb, "Atterbergs grenser");
  t.pass_4_75.reset();
  EXPECT_EQ(classify_uscs(t).alternatives.size(), 4u);
  EXPECT_EQ(classify_uscs({}).decided_by.en, "sieve 0.075 mm");
}
TEST(Uscs, MissingTestNeverExcludesTheTrueAnswer) {
  std::mt19937 random(2487);
  const auto uniform = [&](double a, double b) {
    return a + (b - a) * static_cast<double>(random() % 100001) / 100000;
  };
  for (int i = 0; i < 5000; ++i) {
    const double fines = uniform(0, 100);
    SoilTests t = soil(fines, uniform(fines, 100));
    t = with_limits(t, uniform(20, 80), uniform(15, 20));
    const double d10 = uniform(0.01, 1), d30 = d10 * uniform(1, 5);
    t = with_sizes(t, d10, d30, d30 * uniform(1, 5));
    const std::string full = uscs(t);
    ASSERT_FALSE(full.empty());
    if (random() % 2) t.liquid_limit.reset();
    if (random() % 2) t.d30.reset();
    if (random() % 3 == 0) t.pass_4_75.reset();
    const SoilKind less = classify_uscs(t);
    const auto& all = less.alternatives;
    EXPECT_TRUE(less.symbol == full || std::find(all.begin(), all.end(), full) != all.end())
        << full << " " << less.symbol;
  }
}

// ---- AASHTO -----------------------------------------------------------------------------------

SoilTests road(double p2, double p0425, double fines, double liquid, double plastic) {
  SoilTests t;
  t.pass_2 = p2, t.pass_0_425 = p0425, t.pass_0_075 = fines;
  return with_limits(t, liquid, plastic);
}

TEST(Aashto, TableIsReadFromLeftToRight) {
  EXPECT_EQ(classify_aashto(road(50, 30, 15, 20, 14)).symbol, "A-1-a(0)");
  EXPECT_EQ(classify_aashto(road(51, 30, 15, 20, 14)).symbol, "A-1-b(0)");
  EXPECT_EQ(classify_aashto(road(51, 51, 15, 20, 14)).symbol, "A-2-4(0)");
  EXPECT_EQ(classify_aashto(road(51, 50, 26, 20, 14)).symbol, "A-2-4(0)");
}
TEST(Aashto, FineSandIsTestedBeforeSiltySand) {
  SoilTests t;
  t.pass_2 = 100, t.pass_0_425 = 51, t.pass_0_075 = 10, t.non_plastic = true;
  EXPECT_EQ(classify_aashto(t).symbol, "A-3(0)");
  t.pass_0_075 = 11;
  EXPECT_EQ(classify_aashto(t).symbol, "A-2-4(0)");
}
TEST(Aashto, GapsOfTheTableAreRounded) {
  EXPECT_EQ(classify_aashto(road(100, 100, 35.4, 40.4, 30)).symbol, "A-2-4(0)");
  EXPECT_EQ(classify_aashto(road(100, 100, 35.5, 40.4, 30.4)).symbol, "A-4(0)");
  EXPECT_EQ(classify_aashto(road(100, 100, 60, 40.5, 31)).symbol, "A-5(5)");
}
TEST(Aashto, GroupIndexHasNoCap) {
  EXPECT_EQ(classify_aashto(road(100, 100, 86, 70, 38)).group_index, 33);
}
TEST(Aashto, PlasticClaysAreSplitByTheLine) {
  EXPECT_TRUE(classify_aashto(road(100, 100, 60, 60, 30)).symbol.starts_with("A-7-5"));
  EXPECT_TRUE(classify_aashto(road(100, 100, 60, 60, 29.9)).symbol.starts_with("A-7-6"));
}
TEST(Aashto, UntestedGroupsStandAmongTheAlternatives) {
  SoilTests t;
  t.pass_0_075 = 11.18;
  const auto kind = classify_aashto(with_limits(t, 30.2, 23.9));
  EXPECT_EQ(kind.symbol, "A-2-4(0)");
  EXPECT_EQ(kind.alternatives, (std::vector<std::string>{"A-1-a(0)", "A-1-b(0)"}));
  EXPECT_EQ(kind.decided_by.en, "sieve 2 mm, sieve 0.425 mm");
  t.pass_0_425 = 20;
  EXPECT_TRUE(classify_aashto(with_limits(t, 30.2, 23.9)).symbol.empty());
}
TEST(Aashto, WithoutLimitsTheGroupIsOpen) {
  SoilTests t;
  t.pass_0_075 = 60;
  const auto kind = classify_aashto(t);
  EXPECT_EQ(kind.alternatives, (std::vector<std::string>{"A-4", "A-5", "A-6", "A-7-5", "A-7-6"}));
  EXPECT_EQ(kind.decided_by.en, "Atterberg limits");
}

// ---- ISO 14688 --------------------------------------------------------------------------------

TEST(Iso14688, PrincipalFractionInCapitals) {
  const auto name = [](double p2, double p0063, double clay) {
    SoilTests t;
    t.pass_2 = p2, t.pass_0_063 = p0063, t.pass_0_002 = clay;
    return classify_iso14688(t).name;
  };
  EXPECT_EQ(name(100, 3, 0), "SAND");
  EXPECT_EQ(name(40, 3, 0), "sandy GRAVEL");
  EXPECT_EQ(name(75, 10, 1), "slightly silty gravelly SAND");
  EXPECT_EQ(name(95, 30, 9), "clayey SAND");
  EXPECT_EQ(name(100, 90, 5), "SILT");
  EXPECT_EQ(name(100, 90, 15), "clayey SILT");
  EXPECT_EQ(name(100, 90, 30), "silty CLAY");
  EXPECT_EQ(name(100, 70, 40), "sandy CLAY");
}
TEST(Iso14688, ClayShareIsAskedForWhenItMatters) {
  SoilTests t;
  t.pass_2 = 100, t.pass_0_063 = 30;
  EXPECT_EQ(classify_iso14688(t).alternatives,
            (std::vector<std::string>{"silty SAND", "clayey SAND"}));
  t.pass_0_063 = 3;
  EXPECT_EQ(classify_iso14688(t).symbol, "SAND");
  EXPECT_TRUE(classify_iso14688({}).symbol.empty());
}

// ---- frost ------------------------------------------------------------------------------------

std::string frost(double p02, std::optional<double> p2 = {}, std::optional<double> p002 = {}) {
  SoilTests t;
  t.pass_0_02 = p02, t.pass_0_2 = p2, t.pass_0_002 = p002;
  return classify_frost(t).symbol;
}

TEST(Frost, BoundsBelongToTheBetterGroup) {
  EXPECT_EQ(frost(3), "T1");
  EXPECT_EQ(frost(3.1), "T2");
  EXPECT_EQ(frost(12), "T2");
  EXPECT_EQ(frost(12.1, 49.9), "T3");
}
TEST(Frost, SiltIsWorstAndFatClayIsNot) {
  EXPECT_EQ(frost(60, 90, 10), "T4");
  EXPECT_EQ(frost(60, 90, 40.1), "T3");
}
TEST(Frost, SilenceOfTheTableIsReadWithCaution) {
  EXPECT_EQ(frost(20, 50, 5), "T4");
  EXPECT_EQ(frost(60, 90, 40), "T4");
}
TEST(Frost, UndecidedBetweenThreeAndFour) {
  SoilTests t;
  t.pass_0_02 = 60, t.pass_0_2 = 90;
  EXPECT_EQ(classify_frost(t).alternatives, (std::vector<std::string>{"T3", "T4"}));
  EXPECT_EQ(classify_frost(t).decided_by.en, "share below 0.002 mm");
}
TEST(Frost, WaterSusceptibleFromSevenPerCent) {
  EXPECT_FALSE(is_water_susceptible(6.9));
  EXPECT_TRUE(is_water_susceptible(7));
}

}  // namespace
}  // namespace masseflyt::classification
