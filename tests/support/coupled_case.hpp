// coupled_case.hpp — an invented scenario on a line, in which every figure can be worked out by
// hand.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>

#include <masseflyt/scenario/document.hpp>
#include <masseflyt/scenario/run.hpp>

namespace masseflyt::scenario {

/// A to K is 10 km, A to L 30 km, A to Y 5 km, Y to N 5 km, Y to L 30 km. A tonne-kilometre costs
/// 1 NOK and nothing else does, but what `more` says: fees, process, store, far, unplaced.
/// `tables` are members of the document, as ",\"offers\":[...]".
inline std::string coupled_json(std::string_view tables,
                                std::string_view horizon = "2024-01/2024-12") {
  std::string doc = R"({"schema":"masseflyt.scenario/1","id":"line","title":"On a line",
"crs":"EPSG:4326","bounds":[10,59,11,61],"price_year":2024,"objective":{"nok":1},
"horizon":")" + std::string(horizon) +
                    R"(","assumptions":[)";
  const std::pair<const char*, double> factors[] = {{"truck_nok_tkm", 1},
                                                    {"truck_nok_t_fixed", 0},
                                                    {"truck_co2_kg_tkm", 0},
                                                    {"truck_load_t", 25},
                                                    {"toll_nok_passage", 0},
                                                    {"trips_detour", 1},
                                                    {"sea_nok_tkm", 1},
                                                    {"sea_nok_t_fixed", 0},
                                                    {"quay_nok_t", 0},
                                                    {"sea_co2_kg_tkm", 0},
                                                    {"storage_handling_nok_t", 2},
                                                    {"storage_hold_nok_t_month", 1},
                                                    {"crush_nok_t", 10},
                                                    {"crush_co2_kg_t", 0},
                                                    {"gate_fee_fill", 0},
                                                    {"gate_fee_clean_landfill", 50},
                                                    {"gate_fee_quarry_hard", 0},
                                                    {"gate_fee_quarry_soft", 0},
                                                    {"gate_fee_quarry_tbm", 0},
                                                    {"product_value_share_hard", 1},
                                                    {"product_value_share_soft", 1},
                                                    {"product_value_share_tbm", 1},
                                                    {"virgin_haul_km", 15},
                                                    {"far_receiver_km", 100},
                                                    {"far_receiver_fee_nok_t", 100},
                                                    {"end_stock_nok_t_clean", 500},
                                                    {"end_stock_nok_t_other", 500},
                                                    {"unplaced_nok_t", 5000}};
  bool first = true;
  for (const auto& [key, value] : factors) {
    doc += std::string(first ? "" : ",") + "{\"key\":\"" + key +
           "\",\"target\":\"factors\",\"low\":" + std::to_string(value) +
           ",\"point\":" + std::to_string(value) + ",\"high\":" + std::to_string(value) + "}";
    first = false;
  }
  doc += "],\"places\":[";
  const char* places[] = {"A", "B", "K", "L", "Y", "N"};
  for (int i = 0; i < 6; ++i)
    doc += std::string(i ? "," : "") + "{\"id\":\"" + places[i] + "\",\"name\":\"" + places[i] +
           "\",\"x\":10.5,\"y\":" + std::to_string(59.5 + 0.1 * i) + "}";
  doc += R"(],"distances":[{"from":"A","to":"K","road_km":10},{"from":"A","to":"L","road_km":30},
{"from":"A","to":"Y","road_km":5},{"from":"Y","to":"N","road_km":5},{"from":"Y","to":"L","road_km":30},
{"from":"A","to":"N","road_km":8},{"from":"B","to":"K","road_km":20},{"from":"B","to":"N","road_km":9},
{"from":"Y","to":"K","road_km":12}])";
  return doc + std::string(tables) + "}";
}

inline Document coupled_case(std::string_view tables,
                             std::string_view horizon = "2024-01/2024-12") {
  Diagnostics found;
  auto document = Document::read_json(coupled_json(tables, horizon), found);
  EXPECT_TRUE(document) << to_json(found);
  return std::move(document).value();
}

inline Outcome planned_case(const Document& document) {
  Diagnostics found;
  RunOptions options;
  options.comparisons = options.sensitivity = false;
  auto outcome = run(document, found, options);
  if (!outcome) {
    ADD_FAILURE() << outcome.error().message << to_json(found);
    return {};
  }
  EXPECT_TRUE(outcome->verdict.feasible());
  return std::move(outcome).value();
}

/// 12 000 t of hard rock in the twelve months of 2024, at A.
inline constexpr std::string_view rock_at_a =
    R"(,"offers":[{"id":"A","place":"A","material":"rock","amount":12000,"unit":"t",
"begin":"2024-01","end":"2024-12","hard_share":1,"not_clean_share":0,"source":"t"}])";

/// K: a fill 10 km away; L: one 30 km away.
inline constexpr std::string_view fills_k_and_l =
    R"(,"receivers":[{"id":"K","place":"K","kind":"fill","materials":["rock"],"classes":["clean"],
"open_from":"2024-01","open_to":"2024-12"@K},
{"id":"L","place":"L","kind":"fill","materials":["rock","soil"],"classes":["clean"],
"open_from":"2024-01","open_to":"2024-12"@L}])";

/// The two fills with more to say of each: ",\"load_nok\":100".
inline std::string fills(std::string_view k = "", std::string_view l = "") {
  std::string text(fills_k_and_l);
  text.replace(text.find("@K"), 2, k);
  text.replace(text.find("@L"), 2, l);
  return text;
}

inline double to(const Outcome& out, std::string_view destination) {
  std::int64_t kg = 0;
  for (const auto& m : out.report.plan.movements)
    if (m.destination == destination) kg += m.kg;
  return static_cast<double>(kg) / 1000;
}

inline std::string with_fills(const std::string& more, std::string_view k = "",
                              std::string_view l = "") {
  return std::string(rock_at_a) + fills(k, l) + more;
}

inline double nok(const Outcome& out, const char* stage) {
  const auto& all = out.report.plan.account.nok_by_stage;
  const auto at = all.find(stage);
  return at == all.end() ? 0 : at->second;
}

/// Objective, account and proof agree, and every kilogram of an offer comes to rest once.
inline void adds_up(const Outcome& out) {
  EXPECT_NEAR(out.report.plan.account.nok, out.report.plan.objective_value,
              0.01 + 1e-7 * out.report.plan.objective_value);
  EXPECT_LE(out.report.plan.bound, out.report.plan.objective_value);
  std::map<std::string, std::int64_t> left, rests;
  for (const auto& m : out.report.plan.movements) {
    if (m.kind == reporting::Kind::virgin || m.kind == reporting::Kind::shortfall) continue;
    if (m.source == m.offer) left[m.offer] += m.kg;
    if (m.kind != reporting::Kind::store) rests[m.offer] += m.kg;
  }
  EXPECT_EQ(left, rests);
}

}  // namespace masseflyt::scenario
