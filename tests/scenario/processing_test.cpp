// Processes of stores: yields, by-products, what is added, and what becomes of all of it.
#include <cstdlib>
#include <map>

#include <gtest/gtest.h>

#include <masseflyt/reporting/report.hpp>
#include <masseflyt/scenario/why.hpp>

#include "support/coupled_case.hpp"

namespace masseflyt::scenario {
namespace {

const std::string store = R"(,"stores":[{"id":"Y","place":"Y","materials":["rock","soil"],
"classes":["clean","class2"],"stock_t":100000,"throughput_t_per_year":100000,
"open_from":"2024-01","open_to":"2024-12"}])";
const std::string road_base = R"(,"needs":[{"id":"N","place":"N","product":"crushed_hard",
"materials":["rock","soil"],"min_amount":0,"max_amount":6000,"unit":"t","per":"total",
"begin":"2024-01","end":"2024-12","otherwise":"nothing"}])";

std::string crusher(const std::string& more) {
  return R"({"id":"Y-)" + more.substr(0, 1) + R"(","store":"Y","product":"crushed_hard",
"grades":["hard"],"cost_factor":"crush_nok_t")" +
         more.substr(1) + "}";
}

TEST(Processes, ByproductsLeaveWhereTheyAriseAndMassIsKept) {
  const auto out = planned_case(coupled_case(with_fills(
      store + road_base + ",\"processes\":[" + crusher("1,\"yield\":0.75") + "]" +
          R"(,"byproducts":[{"process":"Y-1","material":"soil","class":"clean","share":0.2}])",
      ",\"lifetime_t\":0")));
  adds_up(out);
  // To the kilogram: where the shares do not come out even one may be lost to rounding.
  EXPECT_LT(out.report.plan.gap, 1e-4);
  // 6000 t of product are 8000 t in: 1600 t of soil go on to L, 400 t are disposed of.
  std::map<std::string, std::int64_t> what;
  for (const auto& row : out.report.processing) what[row.what] += row.kg;
  EXPECT_NEAR(static_cast<double>(what["in"]), 8e6, 12);
  EXPECT_NEAR(static_cast<double>(what["product"]), 6e6, 12);
  EXPECT_NEAR(static_cast<double>(what["byproduct"]), 1.6e6, 12);
  EXPECT_NEAR(static_cast<double>(what["rest"]), 4e5, 12);
  EXPECT_EQ(what["in"] + what["added"], what["product"] + what["byproduct"] + what["rest"]);
  std::int64_t soil = 0;
  for (const auto& m : out.report.plan.movements)
    if (m.group == "soil-clean") {
      EXPECT_EQ(m.source, "Y");
      EXPECT_EQ(m.destination, "L");
      EXPECT_EQ(m.offer, "A");
      soil += m.kg;
    }
  EXPECT_EQ(soil, what["byproduct"]);
  EXPECT_NEAR(to(out, "N"), 8000 - 1600, 0.012);  // of surplus: what went in, less the by-product
  const double in = 8000 * (5 + 2 + 10) + 400 * 50, on = 6000 * 5 + 1600 * 30, rest = 4000 * 30;
  EXPECT_NEAR(out.report.plan.objective_value, in + on + rest, 100);
}

TEST(Processes, EveryMonthOfEveryProcessBalances) {
  auto document = coupled_case(with_fills(
      store + road_base + ",\"processes\":[" + crusher("1,\"yield\":0.613,\"added\":0.031") + "]" +
      R"(,"byproducts":[{"process":"Y-1","material":"soil","class":"clean","share":0.217},
{"process":"Y-1","material":"rock","grade":"soft","class":"clean","share":0.109}])"));
  ASSERT_TRUE(document.set("needs", "N", "min_amount", "3000"));
  const auto out = planned_case(document);
  adds_up(out);
  std::map<Month, std::map<std::string, double>> months;
  for (const auto& row : out.report.processing)
    months[row.month][row.what + row.made] += static_cast<double>(row.kg);
  EXPECT_FALSE(months.empty());
  for (auto& [month, kg] : months) {
    const double in = kg["in"];
    EXPECT_NEAR(kg["added"], in * 0.031, 0.5) << to_string(month);
    EXPECT_NEAR(kg["productcrushed_hard"], in * 0.613, 0.5) << to_string(month);
    EXPECT_NEAR(kg["byproductsoil-clean"], in * 0.217, 1) << to_string(month);
    EXPECT_NEAR(kg["byproductrock-soft-clean"], in * 0.109, 1) << to_string(month);
    EXPECT_NEAR(kg["rest"], in * (1.031 - 0.613 - 0.217 - 0.109), 3) << to_string(month);
    EXPECT_EQ(in + kg["added"], kg["productcrushed_hard"] + kg["byproductsoil-clean"] +
                                    kg["byproductrock-soft-clean"] + kg["rest"]);
  }
}

TEST(Processes, YieldsThatDifferAreCountedInProduct) {
  auto document =
      coupled_case(with_fills(store + road_base + ",\"processes\":[" +
                                  crusher("1,\"yield\":0.9,\"capacity_t_per_year\":2400") + "," +
                                  crusher("2,\"yield\":0.5") + "]",
                              ",\"lifetime_t\":0"));
  ASSERT_TRUE(document.set("needs", "N", "min_amount", "6000"));
  const auto out = planned_case(document);
  adds_up(out);
  double product = 0;
  for (const auto& row : out.report.processing)
    if (row.what == "product") product += static_cast<double>(row.kg);
  EXPECT_NEAR(product / 1000, 6000, 0.1);  // 2160 t out of 2400, 3840 t out of 7680
  EXPECT_NEAR(to(out, "N"), 2400 + 7680, 0.1);
  bool told = false;
  for (const auto& room : out.report.rooms)
    if (room.place == "N") told = std::abs(room.used_kg - 6'000'000) < 100;
  EXPECT_TRUE(told);
}

TEST(Processes, AMinimumThatYieldsCannotReachIsTold) {
  auto document =
      coupled_case(with_fills(store + road_base + ",\"processes\":[" +
                              crusher("1,\"yield\":0.9,\"capacity_t_per_year\":1200") + "," +
                              crusher("2,\"yield\":0.5,\"capacity_t_per_year\":1200") + "]"));
  ASSERT_TRUE(document.set("needs", "N", "min_amount", "2000"));
  const auto out = planned_case(document);
  EXPECT_NEAR(out.report.plan.account.shortfall_t, 2000 - 1080 - 600, 0.01);
  bool told = false;
  for (const auto& row : out.report.unmet)
    told = told || (row.id == "N" && row.what == "shortfall");
  EXPECT_TRUE(told);
}

TEST(Processes, WashingMakesCleanWhatNeedsTake) {
  const std::string soil =
      R"(,"offers":[{"id":"A","place":"A","material":"soil","amount":1200,"unit":"t",
"begin":"2024-01","end":"2024-12","hard_share":0,"not_clean_share":1,"not_clean_split":{"class2":1}}])";
  const std::string wash = R"(,"processes":[{"id":"W","store":"Y","method":"wash",
"product":"fill_soil","materials":["soil"],"classes":["class2"],"product_class":"clean","yield":0.8}])";
  const std::string fill = R"(,"needs":[{"id":"N","place":"N","product":"fill_soil",
"materials":["soil"],"min_amount":0,"max_amount":500,"unit":"t","per":"total",
"begin":"2024-01","end":"2024-12","otherwise":"nothing"}])";
  const auto out = planned_case(coupled_case(soil + store + wash + fill));
  double product = 0;
  for (const auto& row : out.report.processing)
    if (row.what == "product") product += static_cast<double>(row.kg) / 1000;
  EXPECT_NEAR(product, 500, 0.02);
  for (const auto& m : out.report.plan.movements)
    EXPECT_TRUE(m.destination != "N" || m.source == "Y");  // never as dug
}

TEST(Processes, WhyGoesOnToTheStoreThatCouldProcessIt) {
  auto document = coupled_case(
      with_fills(store + road_base + ",\"processes\":[" + crusher("1,\"yield\":1") + "]"));
  ASSERT_TRUE(document.set("stores", "Y", "stock_t", "0"));
  ASSERT_TRUE(document.set("stores", "Y", "throughput_t_per_year", "600"));
  Diagnostics found;
  WhyOptions at;
  at.place = "N";
  const auto why = why_not(document, "A", found, at).value();
  ASSERT_EQ(why.size(), 1u);
  ASSERT_FALSE(why[0].obstacles.empty());
  EXPECT_EQ(why[0].obstacles[0].rule, "product");
  EXPECT_NE(why[0].obstacles[0].en.find("Y"), std::string::npos) << why[0].obstacles[0].en;
}

}  // namespace
}  // namespace masseflyt::scenario
