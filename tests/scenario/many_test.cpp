// Mirrors include/masseflyt/scenario/many.hpp, robust.hpp, settlement.hpp and difference.hpp; their
// answers are planned again in tests/python/test_questions.py.
#include <masseflyt/scenario/many.hpp>

#include <cmath>

#include <gtest/gtest.h>

#include <masseflyt/scenario/difference.hpp>
#include <masseflyt/scenario/robust.hpp>
#include <masseflyt/scenario/settlement.hpp>

#include "support/small_case.hpp"

namespace masseflyt::scenario {
namespace {

ManyOptions threads(std::uint32_t n) {
  ManyOptions options;
  options.threads = n;
  return options;
}

TEST(Many, ThreadsNeverChangeAByte) {
  const auto low = with_volumes(small_case(), Volume::low).value();
  const auto high = with_volumes(small_case(), Volume::high).value();
  const std::vector<NamedDocument> all = {{"point", small_case()}, {"low", low}, {"high", high}};
  EXPECT_EQ(many_csv(plan_many(all, threads(1)).value()),
            many_csv(plan_many(all, threads(3)).value()));
  Diagnostics found;
  EXPECT_EQ(front_json(front(small_case(), {}, found, threads(1)).value()),
            front_json(front(small_case(), {}, found, threads(3)).value()));
  EXPECT_EQ(tornado_json(tornado(small_case(), true, found, threads(1)).value()),
            tornado_json(tornado(small_case(), true, found, threads(3)).value()));
}

TEST(Many, AScenarioWithFaultsIsARowThatSaysSo) {
  const auto rows =
      plan_many({{"good", small_case()}, {"bad", with(small_case(), "offers", 0, "unit", "")}})
          .value();
  EXPECT_EQ(rows[0].status, "optimal");
  EXPECT_EQ(rows[1].status, "invalid");
  EXPECT_FALSE(rows[1].message.empty());
  EXPECT_TRUE(std::isnan(rows[1].objective));
}

TEST(Many, CanBeCancelled) {
  Cancel cancel;
  cancel.set();
  ManyOptions options;
  options.control.cancel = &cancel;
  EXPECT_EQ(plan_many({{"one", small_case()}}, options).error().code, ErrorCode::cancelled);
}

TEST(Settlement, AddsUpInTheWordsOfTheInput) {
  Diagnostics found;
  const auto answer = settlement(small_case(), found).value();
  double settled = 0, paid = 0;
  for (const auto& p : answer.parties) {
    settled += p.settled, paid += p.pays;
    EXPECT_GE(p.gains(), -0.01) << p.id;
  }
  EXPECT_NEAR(settled, answer.objective, 0.01);
  EXPECT_NEAR(paid, 0, 0.01);
}

TEST(Robust, TheBoundIsBelowTheValue) {
  Diagnostics found;
  const std::vector<NamedDocument> futures = {
      {"point", small_case()}, {"high", with_volumes(small_case(), Volume::high).value()}};
  const auto answer = robust(futures, {3, matching::Aim::regret, 2}, found).value();
  EXPECT_LE(answer.bound, answer.value + 0.01);
  EXPECT_EQ(answer.futures.size(), 2u);
  EXPECT_FALSE(answer.now.empty());
}

TEST(Difference, EveryChangedCellIsThereAndNothingElse) {
  Document other = small_case();
  ASSERT_TRUE(other.set("offers", "T2", "amount", "20000"));
  Diagnostics found;
  const auto d = difference(small_case(), other, found).value();
  ASSERT_EQ(d.input.size(), 1u);
  EXPECT_EQ(d.input[0].column, "amount");
  EXPECT_EQ(d.input[0].after, "20000");
  ASSERT_EQ(d.causes.size(), 1u);
  EXPECT_NEAR(d.causes[0].objective_change, d.plans.objective - d.plans.objective_before, 0.01);
  EXPECT_NEAR(d.together, 0, 0.01);
  EXPECT_TRUE(difference(other, other, found).value().input.empty());
}

}  // namespace
}  // namespace masseflyt::scenario
