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

/// One with stores that groups share besides: there the flow alone is not enough.
Document shared_stores() {
  Document document = small_case();
  const Table stores = *document.table("stores");
  for (const auto& row : stores.rows)
    EXPECT_TRUE(document.set("stores", row.front().text, "group_shares", ""));
  return document;
}

TEST(Many, APlanThatGoesOnFromAnotherIsAsGoodAsOneAlone) {
  const auto low = with_volumes(small_case(), Volume::low).value();
  const std::vector<NamedDocument> all = {
      {"point", small_case()}, {"low", low}, {"shared", shared_stores()}, {"low again", low}};
  const auto rows = plan_many(all).value();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto alone = plan_many({all[i]}).value().front();
    EXPECT_EQ(rows[i].status, alone.status) << all[i].name;
    EXPECT_NEAR(rows[i].objective, alone.objective, 1e-6 * alone.objective) << all[i].name;
    EXPECT_LE(rows[i].bound, alone.objective) << all[i].name;
    EXPECT_GE(rows[i].objective, alone.bound) << all[i].name;
  }
  EXPECT_EQ(rows[1].objective, rows[3].objective);
}

TEST(Many, APointOfTheFrontIsAsGoodAsThePlanOfItsWeights) {
  for (const auto& document : {small_case(), shared_stores()}) {
    Diagnostics found;
    const auto points = front(document, {{0, 3}, {0, 10, 50}}, found, threads(2)).value();
    ASSERT_EQ(points.size(), 6u);
    for (const auto& p : points) {
      ManyOptions options;
      options.weights = p.weights;
      const auto alone = plan_many({{"alone", document}}, options).value().front();
      EXPECT_NEAR(p.objective, alone.objective, 1e-6 * std::abs(alone.objective) + 1e-6);
      EXPECT_LE(p.bound, alone.objective + 1e-6);
      EXPECT_GE(p.objective, alone.bound - 1e-6);
    }
  }
}

TEST(Settlement, AddsUpWhereGroupsShareStoresAndTellsTheGap) {
  Diagnostics found;
  const auto answer = settlement(shared_stores(), found).value();
  double settled = 0, outlay = 0;
  for (const auto& p : answer.parties) {
    settled += p.settled, outlay += p.outlay;
    EXPECT_GE(p.gains(), -1) << p.id;
  }
  EXPECT_NEAR(outlay, answer.objective, 0.01);
  EXPECT_NEAR(settled, answer.objective, 1e-5 * answer.objective);
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
