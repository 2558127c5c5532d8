// Mirrors include/masseflyt/classification/aggregate_grading.hpp.
#include <masseflyt/classification/aggregate_grading.hpp>

#include <map>

#include <gtest/gtest.h>

#include "classification/properties.hpp"

namespace masseflyt::classification {
namespace {

struct Gradings : testing::Test {
  static GradingCurve curve(std::vector<SievePoint> points) {
    return GradingCurve::make(std::move(points)).value();
  }
  std::map<std::string, Answer> of(std::vector<SievePoint> points, const char* standard,
                                   AggregateSize size) {
    const auto categories =
        grading_categories(curve(std::move(points)), standard, size, pack).value();
    std::map<std::string, Answer> all;
    for (const auto& c : categories) all[c.name] = c.checks.met;
    return all;
  }
  using Met = std::map<std::string, Answer>;
  RulePack pack = built_in_pack("en.aggregates.grading").value();
  RulePack armour = built_in_pack("en.armourstone.13383").value();
};

TEST_F(Gradings, NarrowCoarseAggregate) {
  EXPECT_EQ(of({{4, 3}, {8, 18}, {16, 87}, {22.4, 99}, {31.5, 100}}, "EN 12620", {8, 16}),
            (Met{{"GC85/20", Answer::yes}, {"GC80/20", Answer::yes}}));
  EXPECT_EQ(of({{4, 3}, {8, 18}, {16, 82}, {22.4, 99}, {31.5, 100}}, "EN 12620", {8, 16}),
            (Met{{"GC85/20", Answer::no}, {"GC80/20", Answer::yes}}));
}
TEST_F(Gradings, WideCoarseAggregateHasATableOfItsOwn) {
  EXPECT_EQ(of({{2, 3}, {4, 14}, {16, 92}, {22.4, 99}, {31.5, 100}}, "EN 12620", {4, 16}),
            (Met{{"GC90/15", Answer::yes}}));
  EXPECT_EQ(of({{2, 3}, {4, 16}, {16, 92}, {22.4, 99}, {31.5, 100}}, "EN 12620", {4, 16}),
            (Met{{"GC90/15", Answer::no}}));
}
TEST_F(Gradings, EightMillimetresIsFineForNobodyButTwoTablesFit) {
  const auto met = of({{0.063, 2}, {8, 95}, {11.2, 99}, {16, 100}}, "EN 12620", {0, 8});
  EXPECT_EQ(met, (Met{{"GNG90", Answer::yes}, {"GA90", Answer::yes}, {"GA85", Answer::yes}}));
}
TEST_F(Gradings, SieveThatWasNotUsedLeavesItOpenAndIsNamed) {
  const auto all =
      grading_categories(curve({{8, 18}, {16, 87}, {31.5, 100}}), "EN 12620", {8, 16}, pack)
          .value();
  EXPECT_EQ(all[0].checks.met, Answer::unknown);
  std::vector<std::string> tests;
  for (const auto& c : all[0].checks.open_or_broken()) tests.push_back(c.change.en);
  EXPECT_EQ(tests, (std::vector<std::string>{"sieve 22.4 mm", "sieve 4 mm"}));
}
TEST_F(Gradings, NeighboursDecideWhereTheyAgree) {
  // What passes 4 mm lies between 0 and the 4 % that pass 5.6 mm, whatever the sieve would say.
  const auto met = of({{5.6, 4}, {8, 18}, {16, 87}, {22.4, 99}, {31.5, 100}}, "EN 12620", {8, 16});
  EXPECT_EQ(met.at("GC85/20"), Answer::yes);
}
TEST_F(Gradings, SizeThatNoTableIsForIsNotFound) {
  const auto c = curve({{1, 10}, {2, 100}});
  EXPECT_EQ(grading_categories(c, "EN 12620", {0, 63}, pack).error().code, ErrorCode::not_found);
  EXPECT_EQ(grading_categories(c, "EN 1", {0, 4}, pack).error().code, ErrorCode::not_found);
  EXPECT_EQ(grading_categories(c, "EN 12620", {8, 4}, pack).error().code,
            ErrorCode::invalid_argument);
}
TEST_F(Gradings, EveryBoundOfEveryCategoryHasItsOwnBelowEqualAndAbove) {
  const std::map<std::string, AggregateSize> size_of = {
      {"EN 12620/coarse_wide", {4, 16}}, {"EN 12620/coarse_narrow", {8, 16}},
      {"EN 12620/fine", {0, 4}},         {"EN 12620/natural_graded", {0, 8}},
      {"EN 12620/all_in", {0, 16}},      {"EN 13242/coarse", {8, 16}},
      {"EN 13242/fine", {0, 4}},         {"EN 13242/all_in", {0, 16}}};
  int seen = 0;
  for (const auto& rule : pack.rules) {
    const std::string table = rule.scope.substr(0, rule.scope.rfind('/'));
    if (rule.scope.find("applies") != std::string::npos || !size_of.contains(table)) continue;
    const AggregateSize size = size_of.at(table);
    const std::map<std::string, double> sieve = {{"pass_2D", 2 * size.D},
                                                 {"pass_1_4D", 1.4 * size.D},
                                                 {"pass_D", size.D},
                                                 {"pass_d", size.d},
                                                 {"pass_half_d", size.d / 2}};
    for (const double step : {-1e-6, 0.0, 1e-6}) {
      const double passing = rule.value.to_double() + step;
      if (passing > 100) continue;
      // One sieve tells; the others are far away, with nothing and all below.
      const double at = sieve.at(rule.subject);
      const auto categories =
          grading_categories(curve({{at / 100, 0}, {at, passing}, {at * 100, 100}}),
                             table.substr(0, table.find('/')), size, pack)
              .value();
      for (const auto& category : categories) {
        if (category.name != rule.outcome) continue;
        for (const auto& c : category.checks.all) {
          if (c.rule != rule) continue;
          const bool little = rule.comparator == Comparator::at_most;
          const bool met = step == 0 || (little ? step < 0 : step > 0);
          EXPECT_EQ(c.met, met ? Answer::yes : Answer::no) << rule.scope << " " << rule.subject;
          ++seen;
        }
      }
    }
  }
  EXPECT_GT(seen, 150);
}

TEST_F(Gradings, CrushedParticlesNeedBothCounts) {
  const auto of = [&](const CrushedParticles& found) {
    Met met;
    for (const auto& c : crushed_categories(found, pack)) met[c.name] = c.checks.met;
    return met;
  };
  EXPECT_EQ(of({dec("92"), dec("3")}).at("C90/3"), Answer::yes);
  EXPECT_EQ(of({dec("89"), dec("3")}).at("C90/3"), Answer::no);
  EXPECT_EQ(of({dec("89"), dec("3")}).at("C50/10"), Answer::yes);
  EXPECT_EQ(of({dec("92"), {}}).at("C90/3"), Answer::unknown);
  EXPECT_EQ(of({{}, dec("40")}).at("CNR/50"), Answer::yes);
}
TEST_F(Gradings, CoarseArmourstoneIsJudgedByItsSieves) {
  const auto met = [&](std::vector<SievePoint> points) {
    return check_coarse_armourstone(curve(std::move(points)), "CP45/125", armour).value().met;
  };
  EXPECT_EQ(met({{22.4, 4}, {45, 14}, {125, 90}, {180, 98}}), Answer::yes);
  EXPECT_EQ(met({{22.4, 5}, {45, 14}, {125, 90}, {180, 98}}), Answer::no);
  EXPECT_EQ(met({{22.4, 4}, {45, 15}, {125, 90}, {180, 98}}), Answer::no);
  EXPECT_EQ(met({{22.4, 4}, {45, 14}, {180, 98}}), Answer::unknown);
  EXPECT_EQ(check_coarse_armourstone(curve({{1, 0}, {2, 100}}), "CP1/2", armour).error().code,
            ErrorCode::not_found);
  EXPECT_FALSE(check_coarse_armourstone(curve({{1, 0}, {2, 100}}), "HMA300-1000", armour));
}
TEST_F(Gradings, CurveAnswersTheRequirementsOfALayer) {
  const RulePack layers = built_in_pack("no.layers").value();
  const auto frost = curve({{0.063, 2}, {90, 60}, {400, 100}});
  const auto found = properties_of(frost, layers, "SVV/frostsikringslag");
  ASSERT_EQ(found.size(), 2u);  // the longest stone is measured otherwise
  EXPECT_EQ(found[0].subject, "pass_90mm");
  EXPECT_EQ(found[1].value, Decimal::from_double(2.0 / 60 * 100));
  const auto gk = curve({{0.063, 5}, {2, 25}, {22.4, 80}, {63, 100}});
  const Checks checks =
      check(layers, "SVV/bærelag knust grus Gk (2005 edition)",
            properties_of(gk, layers, "SVV/bærelag knust grus Gk (2005 edition)"));
  EXPECT_EQ(checks.met, Answer::yes);
}

}  // namespace
}  // namespace masseflyt::classification
