// Mirrors include/masseflyt/scenario/deal.hpp.
#include <masseflyt/scenario/deal.hpp>

#include <cmath>

#include <gtest/gtest.h>

#include <masseflyt/reporting/delta.hpp>
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

// ---- what changing a deal costs

/// The small case with 100 t of an offer agreed to go somewhere dearer than where the plan sends
/// it.
struct ChangedDeal : testing::Test {
  ChangedDeal() : document(small_case()) {
    const auto [offer, dear] = not_used();
    EXPECT_FALSE(dear.empty());
    Table deals;
    deals.name = "deals";
    deals.columns = {"id", "offer", "destination", "tonnes", "begin", "end", "source"};
    const auto text = [](const std::string& t) { return Cell{CellKind::text, t}; };
    deals.rows = {{text("D1"), text(offer), text(dear), text("100"), text("2024-01"),
                   text("2024-12"), text("contract 7")}};
    document.put(std::move(deals));
  }

  /// An offer and a place with room that would take it, where the plan sends nothing of it.
  std::pair<std::string, std::string> not_used() const {
    const auto plan = planned(document);
    for (const std::string offer : {"T1", "T2", "T3"}) {
      Diagnostics found;
      const auto ranked = candidates(document, offer, found).value();
      for (const auto& c : ranked) {
        const bool used =
            std::any_of(plan.plan.movements.begin(), plan.plan.movements.end(), [&](const auto& m) {
              return m.offer == offer && (m.destination == c.id || m.source == c.id);
            });
        if (c.allowed && c.free_t > 100 && !used) return {offer, c.id};
      }
    }
    return {};
  }

  reporting::Report planned(double penalty_nok_t) const {
    Document d = document;
    EXPECT_TRUE(set_deal_penalty(d, penalty_nok_t));
    return planned(d);
  }

  static reporting::Report planned(const Document& d) {
    Diagnostics found;
    RunOptions options;
    options.comparisons = options.sensitivity = false;
    auto outcome = run(d, found, options);
    EXPECT_TRUE(outcome) << to_json(found);
    EXPECT_TRUE(outcome->verdict.feasible());
    return outcome->report;
  }

  Document document;
};

TEST_F(ChangedDeal, IsChangedWhereThatCostsLessThanKeepingIt) {
  const auto free = planned(0), cheap = planned(1), dear = planned(100'000);
  ASSERT_EQ(cheap.deals.size(), 1u);
  const auto& changed = cheap.deals.front();
  EXPECT_EQ(changed.changed_kg, 100'000);
  EXPECT_NEAR(changed.penalty_nok, 100, 1e-9);
  EXPECT_FALSE(changed.instead.empty());
  EXPECT_NEAR(cheap.plan.objective_value, free.plan.objective_value + 100, 1e-3);
  const auto& kept = dear.deals.front();
  EXPECT_EQ(kept.changed_kg, 0);
  EXPECT_EQ(kept.planned_kg, 100'000);
  // Keeping it costs more than changing it did, and no more than the penalty.
  EXPECT_GT(dear.plan.objective_value, cheap.plan.objective_value);
}

TEST_F(ChangedDeal, TheDeltaTellsWhatWasChangedAndWhatThatCosts) {
  const auto kept = planned(100'000), changed = planned(1);
  const auto delta = reporting::delta(kept, changed);
  ASSERT_EQ(delta.deals.size(), 1u);
  EXPECT_EQ(delta.deals.front().id, "D1");
  EXPECT_EQ(delta.deals.front().changed_kg_before, 0);
  EXPECT_EQ(delta.deals.front().changed_kg_after, 100'000);
  EXPECT_NEAR(delta.deals.front().penalty_nok_after, 100, 1e-9);
  EXPECT_NE(reporting::delta_json(delta).find("\"deals\""), std::string::npos);
  EXPECT_TRUE(reporting::delta(kept, kept).deals.empty());
}

TEST_F(ChangedDeal, APenaltyNeedsDealsAndABound) {
  Document none = small_case();
  EXPECT_EQ(set_deal_penalty(none, 100).error().code, ErrorCode::not_found);
  for (const double wrong : {-1.0, 2e6, std::nan("")})
    EXPECT_EQ(set_deal_penalty(document, wrong).error().code, ErrorCode::invalid_argument) << wrong;
}

}  // namespace
}  // namespace masseflyt::scenario
