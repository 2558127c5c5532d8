// Mirrors include/masseflyt/traceability/answer_json.hpp.
#include <masseflyt/traceability/answer_json.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "traceability/support_ledger.hpp"

namespace masseflyt::traceability {
namespace {

using nlohmann::json;
using test::kg;

struct AnswerJson : testing::Test, test::Story {};

TEST_F(AnswerJson, ARecallTellsWhyEachMemberIsThere) {
  extract("A", 10), extract("B", 10);
  merge({kg("A", 10), kg("B", 10)}, {kg("C", 20)});
  const Lineage lineage = Lineage::make(ledger).value();
  const json r = json::parse(to_json(lineage, Tracer(lineage).recall("A").value()));
  EXPECT_EQ(r["as_of"], ledger.size());
  EXPECT_EQ(r["source_g"], 10'000);
  const auto c = std::find_if(r["lots"].begin(), r["lots"].end(),
                              [](const json& l) { return l["id"] == "C"; });
  ASSERT_NE(c, r["lots"].end());
  EXPECT_EQ((*c)["share"], 0.5);
  EXPECT_EQ((*c)["path"].front(), "A");
  EXPECT_EQ((*c)["path"].back(), "C");
}

TEST_F(AnswerJson, BalancesAndStatesHaveTheNamesOfTheirStructs) {
  extract("A", 10, 1);
  ship("L", kg("A", 4));
  const json lot = json::parse(to_json(balance_of_lot(ledger, "A").value()));
  EXPECT_EQ(lot["stock_g"], 6000);
  EXPECT_EQ(lot["u_g"], 1000);
  EXPECT_TRUE(lot["counted_g"].is_null());
  EXPECT_EQ(lot["closure"], "closed");
  EXPECT_EQ(json::parse(to_json(balance_of_site(ledger, "pit").value()))["shipped_g"], 4000);
  EXPECT_EQ(json::parse(to_json(*ledger.lot("A")))["basis"], "wet");
  EXPECT_EQ(json::parse(to_json(*ledger.load("L")))["handover"], "under_way");
  EXPECT_TRUE(json::parse(to_json(*ledger.load("L")))["received_at"].is_null());
}

TEST_F(AnswerJson, ReceiptsTellWhatWasTakenAndWhatWasNot) {
  std::vector<Result<Receipt>> receipts;
  extract("A", 1);
  Event use = at(EventKind::use, "contractor");
  use.place = "pit", use.inputs = {kg("A", 5)};
  receipts.push_back(append(use));
  use.id = "X", use.inputs = {kg("Z", 5)};
  receipts.push_back(append(use));
  const json r = json::parse(to_json(receipts));
  EXPECT_EQ(r[0]["flags"][0]["what"], "negative_stock");
  EXPECT_EQ(r[0]["leaf_hash"].get<std::string>().size(), 64u);
  EXPECT_EQ(r[1]["code"], static_cast<int>(ErrorCode::not_found));
  EXPECT_NE(r[1]["message"].get<std::string>().find("Z"), std::string::npos);
}

}  // namespace
}  // namespace masseflyt::traceability
