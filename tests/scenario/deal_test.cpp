// Mirrors include/masseflyt/scenario/deal.hpp.
#include <masseflyt/scenario/deal.hpp>

#include <gtest/gtest.h>

#include <masseflyt/scenario/run.hpp>

#include "support/small_case.hpp"

namespace masseflyt::scenario {
namespace {

constexpr Stage all[] = {Stage::draft,     Stage::open,      Stage::reserved, Stage::agreed,
                         Stage::under_way, Stage::delivered, Stage::withdrawn};

TEST(Deal, EveryStepThatIsNoneIsRefusedWithWhatMayComeInstead) {
  for (const Stage from : all)
    for (const Stage to : all) {
      const auto next = next_stages(from);
      const bool step = std::find(next.begin(), next.end(), to) != next.end();
      const auto done = advance(from, to);
      ASSERT_EQ(done.has_value(), step) << name(from) << " to " << name(to);
      if (step) continue;
      EXPECT_EQ(done.error().code, ErrorCode::conflict);
      for (const Stage s : next) EXPECT_NE(done.error().message.find(name(s)), std::string::npos);
    }
}

TEST(Deal, NamesAreReadBack) {
  for (const Stage s : all) EXPECT_EQ(parse_stage(name(s)), s);
  EXPECT_FALSE(parse_stage("sold"));
  EXPECT_TRUE(is_planned("reserved"));
  EXPECT_FALSE(is_planned("draft") || is_planned("delivered") || is_planned("sold"));
  EXPECT_TRUE(is_binding(Stage::agreed) && !is_binding(Stage::reserved));
}

TEST(Deal, AFillIsRecoveryOnlyIfEverythingIsAnsweredWithYes) {
  EXPECT_EQ(beneficial({"yes", "yes", "yes", "yes"}).answer, "recovery");
  EXPECT_EQ(beneficial({"yes", "yes", "yes", "no"}).answer, "disposal");
  EXPECT_EQ(beneficial({"no", "", "", ""}).answer, "disposal");
  const auto open = beneficial({"yes", "yes", "yes", ""});
  EXPECT_EQ(open.answer, "unknown");
  EXPECT_EQ(open.open, (std::vector<std::string>{"purpose_replaces"}));
  EXPECT_FALSE(open.source.empty());
}

TEST(Deal, CandidatesAreRankedByPriceAndThenByName) {
  Diagnostics found;
  const auto ranked = candidates(small_case(), "T1", found).value();
  ASSERT_GT(ranked.size(), 2u);
  for (std::size_t i = 1; i < ranked.size(); ++i) {
    EXPECT_GE(ranked[i - 1].allowed, ranked[i].allowed);
    if (ranked[i - 1].allowed == ranked[i].allowed) {
      EXPECT_LE(ranked[i - 1].weighed_nok_t, ranked[i].weighed_nok_t);
    }
    EXPECT_EQ(ranked[i].reasons.size(), ranked[i].reasons_nb.size());
  }
}

}  // namespace
}  // namespace masseflyt::scenario
