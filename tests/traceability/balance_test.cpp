// Mirrors include/masseflyt/traceability/balance.hpp.
#include <masseflyt/traceability/balance.hpp>

#include <gtest/gtest.h>

#include "traceability/support_ledger.hpp"

namespace masseflyt::traceability {
namespace {

using test::kg;
using test::Story;

TEST(Judge, ADifferenceIsClosedOpenOrBroken) {
  const double u2 = 100 * 100;
  EXPECT_EQ(judge(200, u2, {}), Closure::closed);
  EXPECT_EQ(judge(201, u2, {}), Closure::open);
  EXPECT_EQ(judge(-300, u2, {}), Closure::open);
  EXPECT_EQ(judge(-301, u2, {}), Closure::broken);
  EXPECT_EQ(closed_up_to_g(u2, {}), 200);
}

TEST(Judge, WithoutUncertaintyOneGramIsBroken) {
  EXPECT_EQ(judge(0, 0, {}), Closure::closed);
  EXPECT_EQ(judge(1, 0, {}), Closure::broken);
}

TEST(Judge, TheFloorIsOneScaleStep) {
  const Tolerance scale{2, 3, 20'000};
  EXPECT_EQ(judge(20'000, 0, scale), Closure::closed);
  EXPECT_EQ(judge(20'001, 0, scale), Closure::broken);
}

struct ABalance : testing::Test, Story {};

TEST_F(ABalance, OfASiteHoldsEveryWayInAndOut) {
  extract("A", 100);
  ship("L", kg("A", 60));
  receive("L", kg("IN", 60));
  Event e = at(EventKind::process, "plant");
  e.place = "plant-yard", e.inputs = {kg("IN", 60)}, e.outputs = {kg("OUT", 57)};
  e.losses = {{"dust", 3'000, 0}};
  must(e);
  use(kg("OUT", 20), "plant", "plant-yard");
  e = at(EventKind::water, "plant");
  e.outputs = {kg("OUT", 2)};
  must(e);
  const auto pit = balance_of_site(ledger, "pit").value();
  EXPECT_EQ(pit.extracted_g, 100'000);
  EXPECT_EQ(pit.shipped_g, 60'000);
  EXPECT_EQ(pit.stock_g, 40'000);
  EXPECT_EQ(pit.difference_g, 0);
  const auto yard = balance_of_site(ledger, "plant-yard").value();
  EXPECT_EQ(yard.received_g, 60'000);
  EXPECT_EQ(yard.lost_g, 3'000);
  EXPECT_EQ(yard.used_g, 20'000);
  EXPECT_EQ(yard.water_g, 2'000);
  EXPECT_EQ(yard.stock_g, 39'000);
  EXPECT_EQ(yard.difference_g, 0);
  EXPECT_EQ(yard.closure, Closure::closed);
}

TEST_F(ABalance, OfASiteNoticesMassOutOfNothing) {
  extract("A", 100);
  Event e = at(EventKind::process, "contractor");
  e.place = "pit", e.inputs = {kg("A", 50)}, e.outputs = {kg("B", 51)};
  must(e);
  const auto pit = balance_of_site(ledger, "pit").value();
  EXPECT_EQ(pit.difference_g, -1'000);
  EXPECT_EQ(pit.closure, Closure::broken);
}

TEST_F(ABalance, OfASiteIsThatOfItsWorstLot) {
  extract("A", 100), extract("B", 100);
  use(kg("B", 130), "contractor", "pit");  // more than it held: flows and stocks agree, and cannot
  const auto pit = balance_of_site(ledger, "pit").value();
  EXPECT_EQ(pit.difference_g, 0);
  EXPECT_EQ(pit.stock_g, 70'000);
  EXPECT_EQ(pit.closure, Closure::broken);
  EXPECT_EQ(pit.worst_lot, "B");
}

TEST_F(ABalance, FollowsALotThatIsMoved) {
  extract("A", 100);
  Event e = at(EventKind::store, "contractor");
  e.lots = {"A"}, e.place = "site";
  must(e);
  EXPECT_EQ(balance_of_site(ledger, "pit")->moved_g, -100'000);
  EXPECT_EQ(balance_of_site(ledger, "site")->moved_g, 100'000);
  EXPECT_EQ(balance_of_site(ledger, "pit")->difference_g, 0);
  EXPECT_EQ(balance_of_site(ledger, "site")->difference_g, 0);
}

TEST_F(ABalance, WetAndDryAreNotAdded) {
  extract("A", 100);
  Event e = at(EventKind::extract, "contractor");
  e.place = "pit", e.outputs = {{"D", 1000, Basis::dry, 0, {}}};
  must(e);
  EXPECT_EQ(balance_of_site(ledger, "pit").error().code, ErrorCode::unit_mismatch);
}

TEST_F(ABalance, UnknownNamesAreErrors) {
  EXPECT_EQ(balance_of_lot(ledger, "?").error().code, ErrorCode::not_found);
  EXPECT_EQ(balance_of_site(ledger, "?").error().code, ErrorCode::not_found);
  EXPECT_EQ(balance_of_run(ledger, "?").error().code, ErrorCode::not_found);
}

TEST_F(ABalance, AnAdjustmentExplainsWhatASurveyFound) {
  extract("A", 100);
  Event e = at(EventKind::count, "contractor");
  e.outputs = {kg("A", 97)};
  must(e);
  EXPECT_EQ(balance_of_lot(ledger, "A")->closure, Closure::broken);
  e = at(EventKind::adjust, "contractor");
  e.inputs = {kg("A", 3)}, e.reason = "settled in the rain";
  must(e);
  const auto b = balance_of_lot(ledger, "A").value();
  EXPECT_EQ(b.count_difference_g, -3'000);  // what was found stays told
  EXPECT_EQ(b.count_open_g, 0);
  EXPECT_EQ(b.closure, Closure::closed);
}

TEST_F(ABalance, TurnoverCountsWhatStandsOnly) {
  extract("A", 100);
  use(kg("A", 30));
  Event e = at(EventKind::use, "contractor");
  e.place = "pit", e.inputs = {kg("A", 5)};
  must(e), must(withdrawal(e));
  const auto b = balance_of_lot(ledger, "A").value();
  EXPECT_EQ(b.in_g, 100'000);
  EXPECT_EQ(b.out_g, 30'000);
  EXPECT_EQ(b.in_g - b.out_g, b.stock_g);
}

}  // namespace
}  // namespace masseflyt::traceability
