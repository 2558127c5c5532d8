// Mirrors include/masseflyt/classification/classify.hpp.
#include <masseflyt/classification/classify.hpp>

#include <algorithm>
#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "classification/samples.hpp"

namespace masseflyt::classification {
namespace {

using Ids = std::vector<std::string>;

// ---- the limit itself -------------------------------------------------------------------------

TEST_F(Classify, EqualToTheCleanLimitIsClassTwoButNotContaminated) {
  const Verdict v = run({{"zn", "200"}});
  EXPECT_EQ(v.contaminated, Answer::no);
  EXPECT_EQ(v.class_low, 2);
  EXPECT_TRUE(v.conclusive);
  EXPECT_EQ(ids(v.drivers), Ids{"zn"});
}
TEST_F(Classify, EveryCleanLimitHasItsOwnBelowEqualAndAbove) {
  const auto classifier = Classifier::built_in().value();
  for (const auto& rule : rules_of(built_in_pack("no.normverdier"))) {
    const AnalyteIndex a = analytes.find(rule.subject).value();
    const auto answer = [&](std::int64_t steps) {
      const Decimal value = Decimal::of_steps(rule.value.steps() + steps);
      return classifier.classify(Sample{"S", {{a, ResultKind::quantified, value}}, {}, {}});
    };
    EXPECT_EQ(answer(-1).contaminated, Answer::no) << rule.subject;
    EXPECT_EQ(answer(0).contaminated, Answer::no) << rule.subject;
    EXPECT_EQ(answer(1).contaminated, Answer::yes) << rule.subject;
  }
}
TEST_F(Classify, EveryClassBoundHasItsOwnBelowEqualAndAbove) {
  const auto classifier = Classifier::built_in().value();
  for (const auto& rule : rules_of(built_in_pack("no.tilstandsklasser.ta2553"))) {
    const AnalyteIndex a = analytes.find(rule.subject).value();
    const auto class_at = [&](std::int64_t steps) {
      const Decimal value = Decimal::of_steps(rule.value.steps() + steps);
      const Verdict v =
          classifier.classify(Sample{"S", {{a, ResultKind::quantified, value}}, {}, {}});
      // Of a sum that it is a member of, the others are missing: they could add to what it proves.
      bool open = false;
      for (const auto& sum : analytes.sums()) {
        if (std::find(sum.members.begin(), sum.members.end(), a) == sum.members.end()) continue;
        const Sample alone{"S", {{sum.sum, ResultKind::quantified, value}}, {}, {}};
        open = open || classifier.classify(alone).class_low >= 2;
      }
      EXPECT_EQ(v.class_high, open ? above_class_5 : v.class_low) << rule.subject;
      return v.class_low;
    };
    if (rule.subject == "ali_c8_c10" && rule.level <= 2) continue;  // next test
    EXPECT_EQ(class_at(-1), rule.level) << rule.subject;
    EXPECT_EQ(class_at(0), rule.level == 1 ? 2 : rule.level) << rule.subject;
    EXPECT_EQ(class_at(1), rule.level + 1) << rule.subject;
  }
}
TEST_F(Classify, ClassTwoOfShortAliphaticsIsOneSingleValue) {
  EXPECT_EQ(run({{"ali_c8_c10", "9.999999999"}}).class_low, 1);
  EXPECT_EQ(run({{"ali_c8_c10", "10"}}).class_low, 2);
  EXPECT_EQ(run({{"ali_c8_c10", "10.000000001"}}).class_low, 3);
}
TEST_F(Classify, AboveClassFiveIsSix) {
  EXPECT_EQ(run({{"as", "1000.1"}}).class_low, above_class_5);
}

// ---- what was not quantified ------------------------------------------------------------------

TEST_F(Classify, QuantificationLimitEqualToTheLimitProvesCompliance) {
  const Verdict v = run({{"ali_c5_c6", "<7"}});
  EXPECT_EQ(v.contaminated, Answer::no);
  EXPECT_TRUE(v.conclusive);
}
TEST_F(Classify, QuantificationLimitAboveTheLimitProvesNothing) {
  const Verdict v = run({{"as", "<8.1"}});
  EXPECT_EQ(v.contaminated, Answer::unknown);
  EXPECT_FALSE(v.conclusive);
  EXPECT_EQ(v.class_low, 1);
  EXPECT_EQ(v.class_high, 2);
  ASSERT_NE(find(v, ReasonKind::loq_too_high), nullptr);
  EXPECT_EQ(find(v, ReasonKind::loq_too_high)->measured, "<8.1");
}
TEST_F(Classify, WorseSubstanceSettlesWhatAHighLoqLeavesOpen) {
  const Verdict v = run({{"as", "<20"}, {"pb", "500"}});
  EXPECT_EQ(v.contaminated, Answer::yes);
  EXPECT_EQ(v.class_low, 4);
  EXPECT_TRUE(v.conclusive);
}
TEST_F(Classify, NotDetectedIsTakenAsZeroAndSaidSo) {
  const Verdict v = run({{"as", "nd"}});
  EXPECT_EQ(v.contaminated, Answer::no);
  EXPECT_NE(find(v, ReasonKind::loq_not_told), nullptr);
}
TEST_F(Classify, StrictModeDoesNotTrustNotDetectedWithoutALimit) {
  ClassifyOptions strict;
  strict.strict = true;
  EXPECT_EQ(run({{"as", "nd"}}, strict).contaminated, Answer::unknown);
}
TEST_F(Classify, BeyondTheMeasuringRangeIsAtLeastThatMuch) {
  const Verdict v = run({{"cu", ">1000"}});
  EXPECT_EQ(v.contaminated, Answer::yes);
  EXPECT_EQ(v.class_low, 4);
  EXPECT_FALSE(v.conclusive);
}
TEST_F(Classify, NothingMeasuredIsUnknown) {
  const Verdict v = run({});
  EXPECT_EQ(v.contaminated, Answer::unknown);
  EXPECT_EQ(v.class_high, 0);
  EXPECT_FALSE(v.conclusive);
  EXPECT_NE(find(v, ReasonKind::nothing_judged), nullptr);
}
TEST_F(Classify, WorstOfSeveralResultsCounts) {
  EXPECT_EQ(run({{"as", "7"}, {"as", "9"}}).contaminated, Answer::yes);
  EXPECT_EQ(run({{"as", "9"}, {"as", "<20"}}).contaminated, Answer::yes);
  EXPECT_EQ(run({{"as", "7"}, {"as", "<20"}}).contaminated, Answer::unknown);
}

// ---- sums ---------------------------------------------------------------------------------------

const std::vector<std::string> pah_lines = {"naftalen",
                                            "acenaftylen",
                                            "acenaften",
                                            "fluoren",
                                            "fenantren",
                                            "antracen",
                                            "fluoranten",
                                            "pyren",
                                            "benzo_a_antracen",
                                            "krysen",
                                            "benzo_bk_fluoranten",
                                            "bap",
                                            "dibenzo_ah_antracen",
                                            "benzo_ghi_perylen",
                                            "indeno_123cd_pyren"};

TEST_F(Classify, SevenUndetectedCongenersAreCleanAndFlagged) {
  const Verdict v = run(pcb("<0.002"));
  EXPECT_EQ(v.contaminated, Answer::no);
  EXPECT_EQ(v.class_low, 1);
  EXPECT_TRUE(v.conclusive);
  EXPECT_TRUE(v.upper_sum_matters);
}
TEST_F(Classify, SumRuleDecidesOnTheSameCongeners) {
  ClassifyOptions middle, upper;
  middle.sums = SumRule::middle;
  upper.sums = SumRule::upper;
  EXPECT_EQ(run(pcb("<0.002"), middle).contaminated, Answer::no);   // 0.007
  EXPECT_EQ(run(pcb("<0.002"), upper).contaminated, Answer::yes);   // 0.014
  EXPECT_EQ(run(pcb("<0.003"), middle).contaminated, Answer::yes);  // 0.0105
  EXPECT_FALSE(run(pcb("<0.001")).upper_sum_matters);               // 0.007
}
TEST_F(Classify, MemberWhoseOwnLoqIsAboveTheLimitLeavesTheSumOpen) {
  EXPECT_EQ(run(pcb("<0.02")).contaminated, Answer::unknown);
}
TEST_F(Classify, MembersAreAddedExactly) {
  auto rows = pcb("<0.001");
  rows[0].value = "0.003", rows[1].value = "0.003", rows[2].value = "0.004";
  EXPECT_EQ(run(rows).contaminated, Answer::no);  // 0.01, which three doubles do not add up to
  EXPECT_EQ(run(rows).class_low, 2);
}
TEST_F(Classify, FifteenLinesMakeSixteenCompounds) {
  std::vector<Row> rows;
  for (const auto& line : pah_lines) rows.push_back({line, "0.05"});
  rows[3].value = "0.75";
  rows[10].value = "0.61";  // 13 * 0.05 + 0.75 + 0.61 = 2.01
  const Verdict v = run(rows);
  EXPECT_EQ(ids(v.above_limit), Ids{"pah16"});
  EXPECT_EQ(find(v, ReasonKind::above_limit)->measured, "2.01");
}
TEST_F(Classify, LineForTwoMembersIsNotCountedTwice) {
  std::vector<Row> rows;
  for (const auto& line : pah_lines) rows.push_back({line, "0.09"});
  rows.push_back({"benzo_b_fluoranten", "0.045"});
  rows.push_back({"benzo_k_fluoranten", "0.045"});
  rows[11].value = "0.05";
  rows[3].value = "0.78";  // 13 * 0.09 + 0.05 + 0.78 = 2.00
  EXPECT_EQ(run(rows).contaminated, Answer::no);
}
TEST_F(Classify, IncompleteSumOnlyProvesExceedance) {
  const Verdict little = run({{"naftalen", "0.1"}, {"as", "3"}});
  EXPECT_EQ(little.contaminated, Answer::no);
  EXPECT_TRUE(little.conclusive);
  EXPECT_NE(find(little, ReasonKind::sum_incomplete), nullptr);
  const Verdict much = run({{"fenantren", "9"}});
  EXPECT_EQ(much.contaminated, Answer::yes);
  EXPECT_EQ(much.class_low, 3);
  EXPECT_FALSE(much.conclusive);  // the missing members could add to it
  const Verdict beside_worse = run({{"fenantren", "9"}, {"as", "100"}});
  EXPECT_EQ(beside_worse.class_low, 4);  // arsenic
  EXPECT_EQ(beside_worse.class_high, above_class_5);
  EXPECT_FALSE(beside_worse.conclusive);
}
TEST_F(Classify, ReportedSumStandsWhenMembersAreMissing) {
  EXPECT_EQ(run({{"pah16", "2.1"}}).contaminated, Answer::yes);
  EXPECT_EQ(run({{"pah16", "nd"}}).contaminated, Answer::no);
}
TEST_F(Classify, LargerOfTwoSumsThatContradictEachOtherCounts) {
  auto rows = pcb("<0.001");
  rows.push_back({"pcb7", "0.02"});
  const Verdict v = run(rows);
  EXPECT_EQ(v.contaminated, Answer::yes);
  EXPECT_NE(find(v, ReasonKind::sums_disagree), nullptr);
}
TEST_F(Classify, RoundingOfTheReportedSumIsNoContradiction) {
  auto rows = pcb("<0.001");
  rows[0].value = "0.0096";
  rows.push_back({"pcb7", "0.0100"});
  EXPECT_EQ(find(run(rows), ReasonKind::sums_disagree), nullptr);
  EXPECT_EQ(run(rows).class_low, 1);  // the sum is not rounded again
}

// ---- natural background -------------------------------------------------------------------------

TEST_F(Classify, NaturalBackgroundMovesTheLimitAndTheFirstClassBound) {
  ClassifyOptions options;
  options.background = {natural("cr_iii", 100)};
  const Verdict v = run({{"cr_iii", "82"}}, options);
  EXPECT_EQ(v.contaminated, Answer::no);
  EXPECT_EQ(v.class_low, 1);
  EXPECT_NE(find(v, ReasonKind::natural_background), nullptr);
  EXPECT_EQ(run({{"cr_iii", "100"}}, options).contaminated, Answer::no);
  EXPECT_EQ(run({{"cr_iii", "100"}}, options).class_low, 2);
  EXPECT_EQ(run({{"cr_iii", "101"}}, options).contaminated, Answer::yes);
}
TEST_F(Classify, AcidFormingRockIsNotExcused) {
  ClassifyOptions options;
  options.background = {natural("cr_iii", 100)};
  options.acid_forming = true;
  EXPECT_EQ(run({{"cr_iii", "82"}}, options).contaminated, Answer::yes);
}
TEST_F(Classify, BackgroundBelowTheLimitChangesNothing) {
  ClassifyOptions options;
  options.background = {natural("cr_iii", 20)};
  EXPECT_EQ(run({{"cr_iii", "40"}}, options).class_low, 1);
}
TEST_F(Classify, TrondheimHasItsOwnNickelAndChromium) {
  ClassifyOptions options;
  options.background = backgrounds_of(built_in_pack("no.trondheim.background").value(), analytes);
  EXPECT_EQ(run({{"ni", "75"}, {"cr_iii", "99"}}, options).contaminated, Answer::no);
  EXPECT_EQ(run({{"ni", "75"}}, options).class_low, 2);
  EXPECT_EQ(run({{"ni", "74"}}, options).class_low, 1);
  EXPECT_EQ(run({{"ni", "76"}}, options).contaminated, Answer::yes);
}
TEST_F(Classify, BackgroundIsForInorganicSubstancesWithASource) {
  ClassifyOptions options;
  options.background = {natural("bap", 1)};
  EXPECT_FALSE(Classifier::built_in(options));
  options.background = {{analytes.find("as").value(), Decimal::whole(9), ""}};
  EXPECT_FALSE(Classifier::built_in(options));
}

// ---- reasons ------------------------------------------------------------------------------------

TEST_F(Classify, SubstanceWithoutClassesAsksForARiskAssessment) {
  const Verdict v = run({{"toluen", "3"}});
  EXPECT_EQ(v.contaminated, Answer::yes);
  EXPECT_EQ(v.class_high, 0);
  EXPECT_TRUE(v.conclusive);
  EXPECT_NE(find(v, ReasonKind::above_limit_no_class), nullptr);
}
TEST_F(Classify, ReasonNamesRuleValueLimitAndSourceInBothLanguages) {
  const Verdict v = run({{"as", "11.5"}});
  const Reason* r = find(v, ReasonKind::above_limit);
  ASSERT_NE(r, nullptr);
  EXPECT_EQ(r->rule, "no.normverdier/as");
  EXPECT_EQ(r->measured, "11.5");
  EXPECT_EQ(r->limit, "> 8");
  EXPECT_FALSE(r->source.empty());
  EXPECT_EQ(r->confidence, Confidence::verified);
  EXPECT_EQ(r->text.en, "Arsenic is 11.5 mg/kg TS, above the clean limit 8 mg/kg TS: contaminated");
  EXPECT_EQ(r->text.nb, "Arsen er 11,5 mg/kg TS, over normverdien 8 mg/kg TS: forurenset");
  EXPECT_NE(r->change.nb.find("naturlig bakgrunn på minst 11,5"), std::string::npos);
  const Reason* c = find(v, ReasonKind::class_reached);
  ASSERT_NE(c, nullptr);
  EXPECT_EQ(c->rule, "no.tilstandsklasser.ta2553/as/2");
  EXPECT_EQ(c->level, 2);
}
TEST_F(Classify, CleanSampleNamesWhatComesClosest) {
  const Reason* r = find(run({{"as", "4"}, {"pb", "45"}}), ReasonKind::nothing_found);
  const Verdict v = run({{"as", "4"}, {"pb", "45"}});
  r = find(v, ReasonKind::nothing_found);
  ASSERT_NE(r, nullptr);
  EXPECT_EQ(r->analyte, "pb");
}
TEST_F(Classify, VerdictsNameTheirPacks) {
  const auto classifier = Classifier::built_in().value();
  ASSERT_EQ(classifier.fingerprints().size(), 2u);
  EXPECT_EQ(classifier.fingerprints()[0],
            "no.normverdier@" + hash(built_in_pack("no.normverdier").value()));
}
TEST_F(Classify, StrictModeLeavesRecalledLimitsOut) {
  RulePack pack = built_in_pack("no.normverdier").value();
  pack.rules[0].confidence = Confidence::recalled;
  ClassifyOptions strict;
  strict.strict = true;
  const auto classifier = Classifier::make(analytes, {pack}, strict).value();
  const Verdict v = classifier.classify(sample({{"as", "100"}, {"pb", "5"}}));
  EXPECT_EQ(v.contaminated, Answer::no);
  EXPECT_FALSE(v.conclusive);
  EXPECT_NE(find(v, ReasonKind::limit_not_verified), nullptr);
  EXPECT_EQ(Classifier::make(analytes, {pack})->classify(sample({{"as", "100"}})).contaminated,
            Answer::yes);
}
TEST_F(Classify, OnePackPerQuestion) {
  const RulePack pack = built_in_pack("no.normverdier").value();
  EXPECT_FALSE(Classifier::make(analytes, {pack, pack}));
  EXPECT_FALSE(Classifier::make(analytes, {}));
}

// ---- properties ---------------------------------------------------------------------------------

TEST_F(Random, WorseMeasuredValueNeverImprovesAConclusiveVerdict) {
  for (int round = 0; round < 3000; ++round) {
    auto worse = rows();
    if (worse.empty()) continue;
    const Verdict before = classifier.classify(sample(worse));
    auto& row = worse[random() % worse.size()];
    if (row.value[0] == '<') continue;
    const auto steps = Decimal::parse(row.value)->steps();
    row.value = Decimal::of_steps(steps + steps / 7 + 1).to_string();
    const Verdict after = classifier.classify(sample(worse));
    if (!before.conclusive) continue;
    EXPECT_GE(after.class_low, before.class_low);
    if (before.contaminated == Answer::yes) {
      EXPECT_EQ(after.contaminated, Answer::yes);
    }
  }
}
TEST_F(Random, NonDetectBelowItsLimitNeverWorsens) {
  for (int round = 0; round < 3000; ++round) {
    auto more = rows();
    const Verdict before = classifier.classify(sample(more));
    more.push_back({"cd", "<1.5"});
    const Verdict after = classifier.classify(sample(more));
    EXPECT_EQ(after.class_low, std::max(before.class_low, 1));
    EXPECT_EQ(after.class_high, std::max(before.class_high, 1));
    if (before.contaminated != Answer::unknown) {
      EXPECT_EQ(after.contaminated, before.contaminated);
    }
  }
}
TEST_F(Random, OrderOfResultsDoesNotMatter) {
  for (int round = 0; round < 500; ++round) {
    auto shuffled = rows();
    const Verdict before = classifier.classify(sample(shuffled));
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    const Verdict after = classifier.classify(sample(shuffled));
    EXPECT_EQ(after.drivers, before.drivers);
    EXPECT_EQ(after.class_high, before.class_high);
    EXPECT_EQ(after.reasons.size(), before.reasons.size());
  }
}

// ---- lots ---------------------------------------------------------------------------------------

TEST_F(Classify, LotIsAsItsWorstSample) {
  const std::vector<Verdict> samples = {run({{"as", "3"}}), run({{"as", "30"}}),
                                        run({{"as", "9"}})};
  const LotVerdict lot = classify_lot(samples);
  EXPECT_EQ(lot.contaminated, Answer::yes);
  EXPECT_EQ(lot.class_low, 3);
  EXPECT_TRUE(lot.conclusive);
  EXPECT_EQ(lot.worst, std::vector<std::size_t>{1});
  EXPECT_EQ(lot.per_class, (std::array<std::size_t, 7>{0, 1, 1, 1, 0, 0, 0}));
}
TEST_F(Classify, LotWithAnOpenSampleIsNotClean) {
  const std::vector<Verdict> samples = {run({{"as", "3"}}), run({{"as", "<10"}})};
  EXPECT_EQ(classify_lot(samples).contaminated, Answer::unknown);
  EXPECT_FALSE(classify_lot(samples).conclusive);
}
TEST_F(Classify, LotWithASampleThatHasNoClassIsOpen) {
  const std::vector<Verdict> samples = {run({{"as", "3"}}), run({{"toluen", "0.1"}})};
  EXPECT_FALSE(classify_lot(samples).conclusive);
  EXPECT_EQ(classify_lot(samples).class_high, above_class_5);
}
TEST_F(Classify, LotWithoutSamplesIsUnknown) {
  EXPECT_EQ(classify_lot({}).contaminated, Answer::unknown);
  EXPECT_FALSE(classify_lot({}).conclusive);
}

}  // namespace
}  // namespace masseflyt::classification
