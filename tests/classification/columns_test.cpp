// The columnar half of include/masseflyt/classification/classify.hpp.
#include <cmath>

#include <gtest/gtest.h>

#include "classification/samples.hpp"

namespace masseflyt::classification {
namespace {

struct Columns : Random {
  void add(std::uint32_t number, const Sample& s) {
    for (const auto& r : s.results) {
      id.push_back(number);
      analyte.push_back(r.analyte);
      value.push_back(r.value.to_double());
      kind.push_back(static_cast<std::uint8_t>(r.kind));
    }
  }
  Result<VerdictColumns> run_columns() const {
    return classifier.classify(ResultColumns{id, analyte, value, kind});
  }
  std::vector<std::uint32_t> id;
  std::vector<AnalyteIndex> analyte;
  std::vector<double> value;
  std::vector<std::uint8_t> kind;
};

TEST_F(Columns, GiveTheSameAnswersAsRows) {
  std::vector<Verdict> expected;
  for (std::uint32_t i = 0; i < 2000; ++i) {
    auto all = rows();
    if (i % 3 == 0) {
      for (const auto& row : pcb(i % 2 == 0 ? "<0.002" : "0.003")) all.push_back(row);
      std::erase_if(all, [](const Row& r) { return r.analyte == "pcb7"; });
    }
    for (auto& row : all)  // doubles hold 15 digits
      if (row.value.size() > 12) row.value.resize(12);
    if (all.empty()) continue;
    const Sample s = sample(all);
    expected.push_back(classifier.classify(s));
    add(i, s);
  }
  const VerdictColumns out = run_columns().value();
  ASSERT_EQ(out.sample.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(out.contaminated[i], static_cast<std::int8_t>(expected[i].contaminated));
    EXPECT_EQ(out.class_low[i], expected[i].class_low);
    EXPECT_EQ(out.class_high[i], expected[i].class_high);
    EXPECT_EQ(out.drivers[i], expected[i].drivers);
    EXPECT_EQ(out.above_limit[i], expected[i].above_limit);
    EXPECT_EQ(out.conclusive[i] != 0, expected[i].conclusive);
    EXPECT_EQ(out.upper_sum_matters[i] != 0, expected[i].upper_sum_matters);
  }
}
TEST_F(Columns, NoRowsGiveNoVerdicts) { EXPECT_TRUE(run_columns().value().sample.empty()); }
TEST_F(Columns, MissingValuesAreSkipped) {
  id = {4, 4}, analyte = {0, 1}, value = {NAN, 61.0}, kind = {1, 1};
  const auto out = run_columns().value();
  EXPECT_EQ(out.sample, std::vector<std::uint32_t>{4});
  EXPECT_EQ(out.class_low[0], 2);
}
TEST_F(Columns, NameTheFirstRowThatIsWrong) {
  id = {1, 0}, analyte = {0, 0}, value = {1, 1}, kind = {1, 1};
  EXPECT_EQ(run_columns().error().code, ErrorCode::not_sorted);
  id = {1, 1}, value = {1, -1};
  EXPECT_NE(run_columns().error().message.find("index 1"), std::string::npos);
  value = {1, INFINITY};
  EXPECT_FALSE(run_columns());
  value = {1, 1}, analyte = {0, 500};
  EXPECT_FALSE(run_columns());
  analyte = {0, 0}, kind = {1, 9};
  EXPECT_FALSE(run_columns());
  kind = {1};
  EXPECT_FALSE(run_columns());
}
TEST_F(Columns, StopWhenTheCallerSaysSo) {
  id = {1}, analyte = {0}, value = {1}, kind = {1};
  Cancel cancel;
  cancel.set();
  EXPECT_EQ(classifier.classify(ResultColumns{id, analyte, value, kind}, &cancel).error().code,
            ErrorCode::cancelled);
}

}  // namespace
}  // namespace masseflyt::classification
