// Mirrors src/scenario/exclusions.hpp and the compact forms of compatibility and ways: what is kept
// once for many pairs answers as if it were kept for each.
#include <cstdlib>
#include <ctime>
#include <memory>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include <masseflyt/reporting/report.hpp>
#include <masseflyt/scenario/run.hpp>
#include <masseflyt/scenario/why.hpp>

#include "scenario/chain.hpp"
#include "scenario/model.hpp"
#include "support/large_document.hpp"

namespace masseflyt::scenario {
namespace {

RunOptions plain() {
  RunOptions options;
  options.comparisons = options.sensitivity = false;
  return options;
}

std::shared_ptr<const Case> bound(const Document& document) {
  Diagnostics found;
  auto input = document.bind(found);
  for (const auto& d : found) ADD_FAILURE() << to_line(d);
  return std::make_shared<const Case>(std::move(input).value());
}

TEST(LargeDocument, ThePlanIsTheSameByteByByteWhicheverWaysAreLookedUpBeforehand) {
  for (const std::uint64_t seed : {1u, 2u, 3u}) {
    const Document document = large_document(40, seed).settled().value();
    const auto input = bound(document);
    const auto all = Haulage::make(*input).value();
    const auto asked = Haulage::make(*input, {}, Haulage::Ways::asked).value();
    const auto json = [&](const Haulage& ways) {
      auto out = run_case(document, document.hash(), input, plain(), &ways).value();
      EXPECT_TRUE(out.verdict.optimal());
      EXPECT_FALSE(out.report.plan.movements.empty());
      return reporting::plan_json(out.report);
    };
    EXPECT_EQ(json(all), json(asked));
  }
}

TEST(LargeDocument, AWayThatNobodyAskedForIsFoundAllTheSame) {
  Case input = *bound(large_document(12));
  const auto give = input.places[0].id, other = input.places[1].id;  // two offers, never a haul
  input.distances.push_back({});
  input.distances.back().from = other, input.distances.back().to = input.places[2].id;
  input.distances.back().road_km = 0.25;
  const auto all = Haulage::make(input).value();
  const auto asked = Haulage::make(input, {}, Haulage::Ways::asked).value();
  const auto places = static_cast<PlaceIndex>(input.places.size());
  for (PlaceIndex a = 0; a < places; ++a)
    for (PlaceIndex b = 0; b < places; ++b) {
      const auto one = all.route(a, b, {}), two = asked.route(a, b, {});
      ASSERT_EQ(one.has_value(), two.has_value()) << a << ' ' << b;
      if (one) {
        ASSERT_EQ(*one, *two) << a << ' ' << b;
      }
    }
  EXPECT_DOUBLE_EQ(asked.road(1, 2)->km, 0.25);
  EXPECT_GT(asked.road(1, 2)->hours, 0);
}

TEST(Exclusions, AreCountedAsTheyAreAnswered) {
  const auto input = bound(large_document(300));
  const auto model = make_model(*input).value();
  const auto& closed = model.exclusions;
  std::uint64_t pairs = 0;
  bool named = false, by_rule = false;
  for (Index l = 0; l < model.market.lots.size(); ++l)
    for (Index d = 0; d < model.market.destinations.size(); ++d) {
      const Refusal why = closed.why(l, d);
      EXPECT_EQ(closed.any(l, d), !why.rule.empty());
      EXPECT_EQ(closed.any(l, d), !model.market.lot_to.allows(l, d));
      pairs += closed.any(l, d);
      named = named || why.rule == "acceptance/offers";
      by_rule = by_rule || why.rule == "acceptance/materials" || why.rule == "acceptance/class";
      if (why.rule == "acceptance/offers") {
        EXPECT_NE(why.en.find(model.lot_offer[l]), std::string::npos);
      }
    }
  EXPECT_EQ(closed.pairs(), pairs);
  EXPECT_TRUE(named);
  EXPECT_TRUE(by_rule);
  // Kept for a handful of kinds, not for each lot.
  EXPECT_LT(model.market.lot_to.rows(), 40u);
  EXPECT_GT(model.market.lots.size(), 300u);
}

TEST(LargeDocument, TenThousandOffersAndNeedsInPlacesOfTheirOwnArePlannedAndProved) {
  if (std::getenv("MASSEFLYT_LONG") == nullptr) GTEST_SKIP() << "takes minutes";
  const std::clock_t begin = std::clock();
  const Document document = large_document(10'000);
  Diagnostics found;
  const auto out = run(document, found, plain());
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out->report.plan.status, "optimal");
  EXPECT_TRUE(out->verdict.optimal());
  EXPECT_LE(out->report.plan.objective_value, out->report.baseline.objective_value);
  std::set<std::string> sources, destinations;
  for (const auto& m : out->report.plan.movements)
    sources.insert(m.offer), destinations.insert(m.destination);
  EXPECT_EQ(sources.size(), 10'000u);
  EXPECT_GT(destinations.size(), 5'000u);
  ASSERT_FALSE(out->report.exclusions.empty());
  EXPECT_LT(out->report.exclusions.size(), 100u);
  for (const auto& row : out->report.exclusions) EXPECT_GT(row.pairs, 0);
  EXPECT_FALSE(reporting::plan_json(out->report).empty());
  RecordProperty("processor_seconds", std::to_string((std::clock() - begin) / CLOCKS_PER_SEC));
}

}  // namespace
}  // namespace masseflyt::scenario
