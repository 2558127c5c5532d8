// Mirrors include/masseflyt/classification/sample_set.hpp.
#include <masseflyt/classification/sample_set.hpp>

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "classification/properties.hpp"
#include "classification/samples.hpp"

namespace masseflyt::classification {
namespace {

struct Sets : Classify {
  /// One result of zinc (clean limit 200) per sample.
  std::vector<Sample> zinc(const std::vector<std::string>& values) {
    std::vector<Sample> all;
    for (const auto& value : values) {
      all.push_back(sample({{"zn", value}}));
      all.back().id = "P" + std::to_string(all.size());
    }
    return all;
  }
  SampleSet judged(const std::vector<Sample>& samples, SampleSetOptions options = {}) {
    return judge_set(samples, classifier, options);
  }
  Classifier classifier = Classifier::built_in().value();
};

TEST_F(Sets, DistributionOfNumbers) {
  const auto samples = zinc({"10", "20", "30", "40", "50", "60", "70", "80", "90", "250"});
  const auto set = judged(samples);
  const Distribution& d = set.all.analytes.at(0);
  EXPECT_EQ(d.n, 10u);
  EXPECT_EQ(to_string(d.min), "10");
  EXPECT_EQ(to_string(d.median), "55");
  EXPECT_EQ(d.mean, Decimal::whole(70));
  EXPECT_EQ(to_string(d.p90), "90");  // nine of ten do not exceed it
  EXPECT_EQ(to_string(d.max), "250");
  EXPECT_EQ(d.above_limit, 1u);
  EXPECT_EQ(d.above_class, (std::array<std::size_t, 5>{1, 0, 0, 0, 0}));
  EXPECT_EQ(d.worst, std::vector<std::size_t>{9});
}
TEST_F(Sets, WorstSampleDecidesAndTheReasonSaysSo) {
  const auto set = judged(zinc({"10", "20", "2000"}));
  EXPECT_EQ(set.contaminated, Answer::yes);
  EXPECT_EQ(set.all.verdict.class_low, 4);
  ASSERT_EQ(set.reasons.size(), 2u);
  EXPECT_NE(set.reasons[0].text.en.find("P3, class 4"), std::string::npos)
      << set.reasons[0].text.en;
  EXPECT_NE(set.reasons[1].text.en.find("1 of 3 samples (33.3 %)"), std::string::npos)
      << set.reasons[1].text.en;
  EXPECT_NE(set.reasons[1].text.nb.find("1 av 3 prøver (33,3 %)"), std::string::npos);
  EXPECT_FALSE(set.reasons[1].source.empty());
}
TEST_F(Sets, WhatIsBelowALoqLeavesStatisticsBetweenTwoEnds) {
  const auto set = judged(zinc({"<10", "<30", "20"}));
  const Distribution& d = set.all.analytes.at(0);
  EXPECT_EQ(d.quantified, 1u);
  EXPECT_EQ(to_string(d.min), "<10");
  EXPECT_EQ(to_string(d.median), "<20");
  EXPECT_EQ(to_string(d.max), "20-30");
  EXPECT_EQ(d.mean, Decimal::of_steps(40 * Decimal::steps_per_one / 3));  // 5, 15 and 20
  EXPECT_EQ(d.largest_loq, Decimal::whole(30));
}
TEST_F(Sets, LoqAboveTheLimitIsOpenAndNeitherAboveNorBelow) {
  const auto set = judged(zinc({"10", "<300"}));
  EXPECT_EQ(set.all.analytes.at(0).above_limit, 0u);
  EXPECT_EQ(set.all.analytes.at(0).open, 1u);
  EXPECT_EQ(set.contaminated, Answer::unknown);
}
TEST_F(Sets, BeyondTheMeasuringRangeHasNoUpperEnd) {
  EXPECT_EQ(to_string(judged(zinc({"10", ">1000"})).all.analytes.at(0).max), ">1000");
}
TEST_F(Sets, SumsAreMadeOfTheirMembers) {
  std::vector<Sample> samples = {sample(pcb("0.001")), sample(pcb("0.002"))};
  const auto set = judged(samples);
  const auto pcb7 = std::find_if(set.all.analytes.begin(), set.all.analytes.end(),
                                 [&](auto& d) { return analytes[d.analyte].id == "pcb7"; });
  ASSERT_NE(pcb7, set.all.analytes.end());
  EXPECT_EQ(to_string(pcb7->max), "0.014");
  EXPECT_EQ(pcb7->above_limit, 1u);
}
TEST_F(Sets, LayersEndOneMetreBelowGround) {
  auto samples = zinc({"10", "300", "2000", "20"});
  samples[0].depth = "0-1 m", samples[1].depth = "1–2", samples[2].depth = "0,5-1,5";
  samples[3].id = "X";
  const auto set = judged(samples);
  ASSERT_EQ(set.layers.size(), 3u);
  EXPECT_EQ(set.layers[0].samples, (std::vector<std::size_t>{0, 2}));
  EXPECT_EQ(set.layers[1].samples, (std::vector<std::size_t>{1, 2}));
  EXPECT_EQ(set.layers[2].samples, std::vector<std::size_t>{3});
  EXPECT_EQ(set.layers[2].layer, Layer::not_told);
  EXPECT_EQ(set.layers[2].verdict.class_low, 1);
}
TEST_F(Sets, DepthMayStandInTheName) {
  Sample s{"SKY001(0-1)", {}, {}, {}};
  EXPECT_EQ(depth_of(s)->to, 1);
  s.id = "B-3 (2)";
  EXPECT_FALSE(depth_of(s));
  s.depth = "3 - 2";
  EXPECT_FALSE(depth_of(s));
}
TEST_F(Sets, DecisionExcusesOnlyWhatUncertaintyExplains) {
  auto samples = zinc({"100", "220", "300"});
  for (auto& s : samples) s.results[0].uncertainty = Decimal::whole(30);
  EXPECT_EQ(judged(samples).excused.size(), 0u);
  auto set = judged(samples, {"decision 7 of 2026-03-01"});
  EXPECT_EQ(set.excused, std::vector<std::size_t>{1});
  EXPECT_EQ(set.contaminated, Answer::yes);  // 300 is certain
  samples.pop_back();
  set = judged(samples, {"decision 7 of 2026-03-01"});
  EXPECT_EQ(set.contaminated, Answer::no);
  EXPECT_EQ(set.all.verdict.contaminated, Answer::yes);  // the verdict itself stays
  EXPECT_NE(set.reasons.back().text.en.find("decision 7"), std::string::npos);
}
TEST_F(Sets, EmptySetIsUnknown) {
  const auto set = judged({});
  EXPECT_EQ(set.contaminated, Answer::unknown);
  EXPECT_TRUE(set.all.analytes.empty());
  EXPECT_EQ(judged({}, {"any"}).contaminated, Answer::unknown);
}
TEST_F(Sets, TableHasARowPerLayerAndAnalyte) {
  auto samples = zinc({"10", "<30"});
  samples[0].depth = "0-1";
  const auto set = judged(samples);
  EXPECT_EQ(distribution_csv(set, samples, classifier),
            "layer,analyte,n,quantified,min,median,mean,p90,max,unit,above_limit,"
            "share_above_limit,open,above_class_1,above_class_2,above_class_3,above_class_4,"
            "above_class_5,worst\n"
            "all,zn,2,1,<10,5-20,<30,10-30,10-30,mg/kg TS,0,0,0,0,0,0,0,0,P2\n"
            "0-1,zn,1,1,10,10,10,10,10,mg/kg TS,0,0,0,0,0,0,0,0,P1\n"
            "not_told,zn,1,0,<30,<30,<30,<30,<30,mg/kg TS,0,0,0,0,0,0,0,0,P2\n");
}
TEST_F(Sets, MoreSamplesNeverImproveAConclusiveVerdict) {
  std::mt19937 random(11);
  for (int round = 0; round < 300; ++round) {
    std::vector<std::string> values;
    int worst = 0;
    for (int i = 0; i < 6; ++i) {
      values.push_back(std::to_string(random() % 3000));
      const int level = judged(zinc(values)).all.verdict.class_low;
      EXPECT_GE(level, worst);
      worst = level;
    }
  }
}

struct Duplicate : Classify {
  std::vector<std::string> merged(const std::vector<Row>& rows, Duplicates rule) {
    found.clear();
    const auto s = merge_duplicates(sample(rows), rule, analytes, found);
    std::vector<std::string> all;
    if (!s) return {"refused"};
    for (const auto& m : s->results)
      all.push_back((m.kind == ResultKind::below_loq ? "<" : "") + m.value.to_string());
    return all;
  }
  using Texts = std::vector<std::string>;
  Diagnostics found;
};

TEST_F(Duplicate, WorstKeepsWhatDecides) {
  EXPECT_EQ(merged({{"zn", "10"}, {"as", "3"}, {"zn", "20"}}, Duplicates::worst),
            (Texts{"20", "3"}));
  EXPECT_EQ(merged({{"zn", "10"}, {"zn", "<5"}}, Duplicates::worst), Texts{"10"});
  EXPECT_EQ(merged({{"zn", "10"}, {"zn", "<50"}}, Duplicates::worst), (Texts{"<50", "10"}));
}
TEST_F(Duplicate, WorstGivesTheVerdictOfAll) {
  std::mt19937 random(5);
  const auto classifier = Classifier::built_in().value();
  for (int round = 0; round < 500; ++round) {
    std::vector<Row> rows;
    for (int i = 0; i < 4; ++i)
      rows.push_back({random() % 2 ? "zn" : "as",
                      (random() % 3 ? "" : "<") + std::to_string(random() % 400 + 1)});
    const auto all = sample(rows);
    const auto one = merge_duplicates(all, Duplicates::worst, analytes, found).value();
    const Verdict a = classifier.classify(all), b = classifier.classify(one);
    EXPECT_EQ(a.contaminated, b.contaminated);
    EXPECT_EQ(a.class_low, b.class_low);
    EXPECT_EQ(a.class_high, b.class_high);
  }
}
TEST_F(Duplicate, MeanTakesHalfTheLoqAndFallsBackToIt) {
  EXPECT_EQ(merged({{"zn", "10"}, {"zn", "20"}}, Duplicates::mean), Texts{"15"});
  EXPECT_EQ(merged({{"zn", "10"}, {"zn", "<4"}}, Duplicates::mean), Texts{"6"});
  EXPECT_EQ(merged({{"zn", "4"}, {"zn", "<6"}}, Duplicates::mean), Texts{"<6"});
  EXPECT_EQ(merged({{"zn", "4"}, {"zn", ">9"}}, Duplicates::mean), Texts{"9"});
}
TEST_F(Duplicate, RefusingNamesSampleAndAnalyte) {
  EXPECT_EQ(merged({{"zn", "10"}, {"as", "1"}, {"zn", "20"}}, Duplicates::refuse),
            Texts{"refused"});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].path, "S");
  EXPECT_EQ(found[0].value, "zn");
  EXPECT_EQ(merged({{"zn", "10"}, {"as", "1"}}, Duplicates::refuse), (Texts{"10", "1"}));
}

}  // namespace
}  // namespace masseflyt::classification
