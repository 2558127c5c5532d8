// Every limit of every pack just below, at and just above it. What has to come out is read from the
// comparator in the pack, by a table of its own; how it comes out is up to the code under test.
#include <array>
#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include <masseflyt/classification/hazardous.hpp>
#include <masseflyt/classification/land_use.hpp>
#include <masseflyt/classification/soil.hpp>

#include "classification/properties.hpp"
#include "classification/samples.hpp"

namespace masseflyt::classification {
namespace {

/// Whether a rule holds for a value below, at and above its own.
const std::map<Comparator, std::array<bool, 3>> expected = {
    {Comparator::less, {true, false, false}},
    {Comparator::at_most, {true, true, false}},
    {Comparator::above, {false, false, true}},
    {Comparator::at_least, {false, true, true}},
    {Comparator::equal, {false, true, false}}};

/// Two steps, so that the value could be a limit itself.
Decimal beside(const Rule& rule, std::size_t where) {
  return Decimal::of_steps(rule.value.steps() + 2 * (static_cast<std::int64_t>(where) - 1));
}

Answer answer(bool yes) { return yes ? Answer::yes : Answer::no; }

TEST(Boundaries, EveryRequirementOfEveryPack) {
  std::size_t rules = 0;
  for (const auto& id : built_in_packs()) {
    const RulePack pack = built_in_pack(id).value();
    if (pack.method != Method::requirement) continue;
    for (const auto& rule : pack.rules) {
      ++rules;
      for (std::size_t where = 0; where < 3; ++where) {
        const Property p{rule.subject, ResultKind::quantified, beside(rule, where)};
        EXPECT_EQ(check(pack, rule, std::span(&p, 1)).met,
                  answer(expected.at(rule.comparator)[where]))
            << id << " " << rule_id(pack, rule) << " " << where;
      }
    }
  }
  EXPECT_GT(rules, 700u);
}

/// "<x" is a value somewhere below x: at the limit it complies, above it nothing is known.
TEST(Boundaries, QuantificationLimitOfEveryRequirementThatWantsLittle) {
  for (const auto& id : built_in_packs()) {
    const RulePack pack = built_in_pack(id).value();
    if (pack.method != Method::requirement) continue;
    for (const auto& rule : pack.rules) {
      if (rule.comparator != Comparator::less && rule.comparator != Comparator::at_most) continue;
      if (rule.value <= Decimal()) continue;
      for (std::size_t where = 0; where < 3; ++where) {
        const Property p{rule.subject, ResultKind::below_loq, beside(rule, where)};
        EXPECT_EQ(check(pack, rule, std::span(&p, 1)).met,
                  where < 2 ? Answer::yes : Answer::unknown)
            << rule_id(pack, rule);
      }
    }
  }
}

// ---- methods of their own -----------------------------------------------------------------------

TEST_F(Classify, EveryNaturalBackgroundHasItsOwnBelowEqualAndAbove) {
  const RulePack pack = built_in_pack("no.trondheim.background").value();
  ClassifyOptions options;
  options.background = backgrounds_of(pack, analytes);
  const auto classifier = Classifier::built_in(options).value();
  for (const auto& rule : pack.rules)
    for (std::size_t where = 0; where < 3; ++where) {
      const Sample s{
          "S",
          {{analytes.find(rule.subject).value(), ResultKind::quantified, beside(rule, where), {}}},
          {},
          {}};
      EXPECT_EQ(classifier.classify(s).contaminated, answer(where == 2)) << rule.subject;
    }
}

struct HazardBounds : testing::Test {
  /// A substance of so many per cent with all these statements.
  static WasteSubstance substance(Decimal percent, std::vector<std::string> statements) {
    const Decimal mg = Decimal::of_steps(percent.steps() * 10'000);
    return {"x", mg, mg, {{"x", Decimal::whole(1), std::move(statements), "test"}}};
  }
  bool hits(const std::vector<WasteSubstance>& all, const Rule& rule) {
    const auto verdict = screen_hazardous(all, pack);
    for (const auto& hit : verdict.hits)
      if (hit.rule == rule) return hit.met == Answer::yes;
    return false;
  }
  /// The statement that counts once in a rule, "H412" of "100*H410+10*H411+H412".
  static std::string counted_once(const Rule& rule) {
    const auto plus = rule.subject.rfind('+');
    return plus == std::string::npos ? rule.subject : rule.subject.substr(plus + 1);
  }
  RulePack pack = built_in_pack("eu.hazardous.1357-2014").value();
};

TEST_F(HazardBounds, EveryPropertyBelowAtAndAboveItsLimit) {
  for (const auto& rule : pack.rules) {
    if (rule.scope.ends_with("cut_off")) continue;
    for (std::size_t where = 0; where < 3; ++where)
      EXPECT_EQ(hits({substance(beside(rule, where), {counted_once(rule)})}, rule), where > 0)
          << rule.scope << " " << rule.subject << " " << where;
  }
}
TEST_F(HazardBounds, EveryCutOffBelowAtAndAboveItsValue) {
  std::size_t tested = 0;
  for (const auto& cut : pack.rules) {
    if (!cut.scope.ends_with("/cut_off")) continue;
    const std::string property = cut.scope.substr(0, cut.scope.find('/'));
    for (const auto& rule : pack.rules) {
      if (rule.scope != property || counted_once(rule) != cut.subject || rule.outcome != "sum")
        continue;
      ++tested;
      // So many substances that they exceed the limit together, each about the cut-off.
      const auto many =
          static_cast<std::size_t>(rule.value.to_double() / cut.value.to_double()) + 2;
      for (std::size_t where = 0; where < 3; ++where)
        EXPECT_EQ(hits(std::vector(many, substance(beside(cut, where), {cut.subject})), rule),
                  where > 0)
            << cut.scope << " " << cut.subject << " " << where;
    }
  }
  EXPECT_GT(tested, 15u);
}

TEST(Boundaries, EveryLandUseForEveryClass) {
  const RulePack pack = built_in_pack("no.arealbruk.ta2553").value();
  std::set<std::string> scopes;
  for (const auto& rule : pack.rules) scopes.insert(rule.scope);
  for (const auto& scope : scopes) {
    const bool deep = scope.ends_with(">1");
    for (std::int32_t level = 1; level <= 6; ++level) {
      const Rule* narrowest = nullptr;
      for (const auto& rule : pack.rules)
        if (rule.scope == scope && Decimal::whole(level) <= rule.value &&
            (narrowest == nullptr || rule.value < narrowest->value))
          narrowest = &rule;
      const std::string outcome = narrowest == nullptr ? "not_allowed" : narrowest->outcome;
      const auto wanted = outcome == "allowed"       ? Acceptability::allowed
                          : outcome == "not_allowed" ? Acceptability::not_allowed
                                                     : Acceptability::allowed_if;
      const auto found = may_remain(level, {scope.substr(0, scope.find('/')), deep, false}, pack);
      EXPECT_EQ(found.answer, wanted) << scope << " class " << level;
      EXPECT_EQ(found.assess_health, outcome.find("health") != std::string::npos) << scope;
    }
  }
}

/// The code of the frost groups and the pack must say the same around every bound.
TEST(Boundaries, EveryFrostGroupIsThatOfItsPack) {
  const RulePack pack = built_in_pack("no.frost").value();
  const auto around = [&](const std::string& subject) {
    std::set<Decimal> values;
    for (const auto& rule : pack.rules)
      if (rule.subject == subject)
        for (const std::int64_t step : {-1'000'000, 0, 1'000'000})
          values.insert(Decimal::of_steps(rule.value.steps() + step));
    return values;
  };
  std::size_t tested = 0;
  for (const Decimal a : around("pass_0_02"))
    for (const Decimal b : around("pass_0_2"))
      for (const Decimal c : around("pass_0_002")) {
        const std::vector<Property> found = {{"pass_0_02", ResultKind::quantified, a},
                                             {"pass_0_2", ResultKind::quantified, b},
                                             {"pass_0_002", ResultKind::quantified, c}};
        std::set<std::string> groups;
        for (const auto* scope : {"T1", "T2", "T3", "T3 (clay)", "T4"}) {
          if (check(pack, scope, found).met != Answer::yes) continue;
          // A clay with more than 40 % below 0.002 mm is T3 though most of it passes 0.2 mm, but
          // exactly 50 % is T4: README of the facts.
          const bool half = b == Decimal::whole(50) && std::string(scope) == "T3 (clay)";
          if (!half) groups.insert(std::string(scope).substr(0, 2));
        }
        SoilTests tests;
        tests.pass_0_02 = a.to_double(), tests.pass_0_2 = b.to_double();
        tests.pass_0_002 = c.to_double();
        const bool silent_half = a > Decimal::whole(12) && b == Decimal::whole(50);
        const std::set<std::string> wanted = silent_half ? std::set<std::string>{"T4"} : groups;
        EXPECT_EQ(std::set<std::string>{classify_frost(tests).symbol}, wanted)
            << a.to_string() << " " << b.to_string() << " " << c.to_string();
        ++tested;
      }
  EXPECT_GT(tested, 50u);
  for (const auto& rule : pack.rules) {
    if (rule.scope != "water_susceptible") continue;
    for (const double step : {-1e-6, 0.0, 1e-6})
      EXPECT_EQ(is_water_susceptible(rule.value.to_double() + step), step >= 0);
  }
}

// ---- units --------------------------------------------------------------------------------------

/// The same amount in every unit that the catalogue knows is the same measurement, to the step.
TEST_F(Random, UnitNeverChangesAVerdict) {
  const std::vector<std::pair<std::string, int>> units = {
      {"mg/kg TS", 0}, {"µg/kg TS", 3}, {"ng/kg TS", 6}, {"g/kg TS", -3}, {"% TS", -4}};
  for (int round = 0; round < 500; ++round) {
    const auto all = rows();
    std::optional<Verdict> first;
    for (const auto& [unit, shift] : units) {
      SampleReader reader(analytes);
      Diagnostics found;
      for (const auto& row : all) {
        const bool below = row.value[0] == '<';
        const std::string number = row.value.substr(below ? 1 : 0);
        reader.add("S", row.analyte, (below ? "<" : "") + number + "e" + std::to_string(shift),
                   unit, "t:1", found);
      }
      const auto samples = reader.finish(found);
      ASSERT_FALSE(has_errors(found)) << to_line(found[0]);
      if (samples.empty()) continue;
      const Verdict v = classifier.classify(samples[0]);
      if (!first) first = v;
      EXPECT_EQ(v.contaminated, first->contaminated) << unit;
      EXPECT_EQ(v.class_low, first->class_low) << unit;
      EXPECT_EQ(v.class_high, first->class_high) << unit;
      EXPECT_EQ(v.drivers, first->drivers) << unit;
    }
  }
}

}  // namespace
}  // namespace masseflyt::classification
