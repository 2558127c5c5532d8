// Mirrors include/masseflyt/scenario/couplings.hpp: openings, lots, loads, daily limits, storage
// time and blends, from the document to the account. Processes stand in processing_test.cpp.
#include <masseflyt/scenario/couplings.hpp>

#include <algorithm>

#include <gtest/gtest.h>

#include <masseflyt/reporting/report.hpp>
#include <masseflyt/scenario/why.hpp>

#include "support/coupled_case.hpp"

namespace masseflyt::scenario {
namespace {

using reporting::Kind;

// ---- openings

const std::string opens = R"(,"openings":[{"id":"K-1","site":"K","decide_from":"2024-01",
"decide_to":"2024-10","every_months":3,"lead_months":2,"cost_nok":50000,"yearly_nok":12000,
"capacity_t_per_year":6000,"source":"t"}])";

TEST(Openings, OpensWhenThatSavesMoreThanItCosts) {
  const auto out = planned_case(coupled_case(with_fills(opens)));
  adds_up(out);
  // Decided in January, ready in March: ten months of 500 t that drive 20 km less, 20 NOK/t.
  EXPECT_EQ(to(out, "K"), 5000);
  EXPECT_EQ(out.report.plan.status, "optimal");
  EXPECT_NEAR(nok(out, "opening"), 50000 + 10000, 0.01);
  EXPECT_NEAR(out.report.plan.objective_value, 12000 * 30 - 5000 * 20 + 60000, 0.01);
  ASSERT_EQ(out.report.openings.size(), 1u);
  const auto& row = out.report.openings[0];
  EXPECT_EQ(row.status, "opened");
  EXPECT_EQ(to_string(*row.decided), "2024-01");
  EXPECT_EQ(to_string(*row.ready), "2024-03");
  EXPECT_EQ(row.came_kg, 5'000'000);
  ASSERT_EQ(out.report.plan.once.size(), 1u);
  EXPECT_EQ(out.report.plan.once[0].what, "opening");
  // Today's practice opens nothing.
  EXPECT_EQ(out.report.baseline.account.nok_by_stage.count("opening"), 0u);
  for (const auto& m : out.report.baseline.movements) EXPECT_NE(m.destination, "K");
}

TEST(Openings, StaysClosedWhenItDoesNotPay) {
  auto document = coupled_case(with_fills(opens));
  ASSERT_TRUE(document.set("openings", "K-1", "cost_nok", "91000"));
  const auto out = planned_case(document);
  adds_up(out);
  EXPECT_EQ(to(out, "K"), 0);
  EXPECT_EQ(out.report.openings[0].status, "not_opened");
  EXPECT_TRUE(out.report.plan.once.empty());
}

TEST(Openings, WhatIsDecidedAlreadyCostsNothingMore) {
  auto document = coupled_case(with_fills(opens));
  ASSERT_TRUE(document.set("openings", "K-1", "decided", "2023-12"));
  const auto out = planned_case(document);
  adds_up(out);
  EXPECT_EQ(to(out, "K"), 5500);  // ready in February
  EXPECT_EQ(nok(out, "opening"), 0);
  EXPECT_EQ(out.report.openings[0].status, "decided");
}

TEST(Openings, PhasesAddUpAndWaitForEachOther) {
  const std::string phases = R"(,"openings":[
{"id":"K-1","site":"K","decide_from":"2024-04","lead_months":0,"cost_nok":10,"capacity_t_per_year":3600},
{"id":"K-2","site":"K","decide_from":"2024-01","decide_to":"2024-07","every_months":3,"lead_months":0,
"cost_nok":10,"capacity_t_per_year":6000,"after":"K-1"}])";
  const auto out = planned_case(coupled_case(with_fills(phases)));
  adds_up(out);
  EXPECT_EQ(to(out, "K"), 9 * 300 + 9 * 500);
  EXPECT_EQ(to_string(*out.report.openings[1].ready), "2024-04");
}

TEST(Openings, RoomOfAPhaseBindsReceiversForEverAndStoresAtATime) {
  const std::string room = R"(,"openings":[{"id":"K-1","site":"K","decide_from":"2024-01",
"cost_nok":1,"room_t":700}])";
  EXPECT_EQ(to(planned_case(coupled_case(with_fills(room))), "K"), 700);
}

TEST(Openings, AnAreaThatBreaksARuleStaysClosed) {
  auto document = coupled_case(with_fills(
      opens + R"(,"areas":[{"id":"A1","place":"K","area_daa":800,"plan_status":"nature"}],
"siting_rules":[{"id":"plan","kind":"plan_status","allowed":["industry"],"source":"t"}])"));
  ASSERT_TRUE(document.set("openings", "K-1", "area", "A1"));
  const auto out = planned_case(document);
  EXPECT_EQ(to(out, "K"), 0);
  EXPECT_EQ(out.report.openings[0].status, "closed");
  EXPECT_NE(out.report.openings[0].reason.find("'nature'"), std::string::npos);
  EXPECT_NE(out.report.openings[0].reason_nb.find("«nature»"), std::string::npos);
}

/// A square of half a degree's hundredth around a point, as a GeoJSON feature.
std::string square(const char* id, double x, double y) {
  const auto corner = [&](double dx, double dy) {
    return "[" + std::to_string(x + dx) + "," + std::to_string(y + dy) + "]";
  };
  return std::string(R"({"type":"Feature","properties":{"id":")") + id +
         R"("},"geometry":{"type":"Polygon","coordinates":[[)" + corner(0, 0) + "," +
         corner(0.01, 0) + "," + corner(0.01, 0.005) + "," + corner(0, 0.005) + "," + corner(0, 0) +
         "]]}}";
}

TEST(Openings, APolygonTooNearToHomesIsNamedWithItsDistance) {
  const auto with_homes_at = [](double north) {
    const std::string layers = R"(,"layers":{"areas":{"type":"FeatureCollection","features":[)" +
                               square("A1", 10.5, 59.7) +
                               R"(]},"homes":{"type":"FeatureCollection","features":[)" +
                               square("Lia", 10.5, north) + "]}}";
    auto document = coupled_case(
        with_fills(opens + layers + R"(,"areas":[{"id":"A1","place":"K","area_daa":800}],
"siting_rules":[{"id":"quiet","kind":"distance","layer":"homes","distance_m":500,"name":"homes",
"name_nb":"boliger","source":"t"}])"));
    EXPECT_TRUE(document.set("openings", "K-1", "area", "A1"));
    return planned_case(document);
  };
  const auto near = with_homes_at(59.707);  // 223 m north of the area
  ASSERT_EQ(near.report.openings[0].status, "closed");
  const auto& reason = near.report.openings[0].reason;
  EXPECT_NE(reason.find("Lia"), std::string::npos) << reason;
  EXPECT_NE(reason.find("223 m"), std::string::npos) << reason;
  EXPECT_EQ(to(near, "K"), 0);
  EXPECT_EQ(to(with_homes_at(59.72), "K"), 5000);
}

TEST(Openings, WhyToldBySiteAndWorthOfOpeningPlannedAgain) {
  auto document = coupled_case(with_fills(opens));
  ASSERT_TRUE(document.set("openings", "K-1", "cost_nok", "91000"));
  Diagnostics found;
  WhyOptions at;
  at.place = "K";
  const auto why = why_not(document, "A", found, at).value();
  ASSERT_EQ(why.size(), 1u);
  ASSERT_EQ(why[0].obstacles.size(), 1u);
  EXPECT_EQ(why[0].obstacles[0].rule, "opening");
  ASSERT_EQ(why[0].relaxations.size(), 1u);
  EXPECT_EQ(why[0].relaxations[0].met_t, 5000);
  EXPECT_NEAR(why[0].relaxations[0].saves_nok, 5000 * 20, 0.01);  // without its cost
  EXPECT_NE(why[0].relaxations[0].note.find("91"), std::string::npos);
  // The change is one that the document can make.
  const auto& cell = why[0].relaxations[0].cells.at(0);
  ASSERT_TRUE(document.set(cell.table, cell.id, cell.cells[0].first, cell.cells[0].second));
  EXPECT_EQ(to(planned_case(document), "K"), 5000);
}

const std::string store = R"(,"stores":[{"id":"Y","place":"Y","materials":["rock","soil"],
"classes":["clean","class2"],"stock_t":100000,"throughput_t_per_year":100000,
"open_from":"2024-01","open_to":"2024-12"}])";
const std::string road_base = R"(,"needs":[{"id":"N","place":"N","product":"crushed_hard",
"materials":["rock","soil"],"min_amount":0,"max_amount":6000,"unit":"t","per":"total",
"begin":"2024-01","end":"2024-12","otherwise":"nothing"}])";

// ---- lots and loads

TEST(Lots, NothingOrAtLeastSoMuchOfALot) {
  // K takes 500 t in all, which is less than a lot there has to be.
  EXPECT_EQ(to(planned_case(coupled_case(with_fills("", ",\"lifetime_t\":500"))), "K"), 500);
  const auto out =
      planned_case(coupled_case(with_fills("", ",\"lifetime_t\":500,\"minimum_lot_t\":501")));
  adds_up(out);
  EXPECT_EQ(to(out, "K"), 0);
  EXPECT_EQ(
      to(planned_case(coupled_case(with_fills("", ",\"lifetime_t\":500,\"minimum_lot_t\":500"))),
         "K"),
      500);
}

TEST(Lots, BegunLoadsArePaidInFull) {
  const auto out =
      planned_case(coupled_case(with_fills("", ",\"lifetime_t\":510,\"load_nok\":100")));
  adds_up(out);
  // A load of 25 t saves 500 NOK and costs 100; the last 10 t save 200.
  EXPECT_EQ(to(out, "K"), 510);
  EXPECT_NEAR(nok(out, "load_fee"), 21 * 100, 0.01);
  ASSERT_EQ(out.report.plan.once.size(), 1u);
  EXPECT_EQ(out.report.plan.once[0].amount, 21);
  const auto dear =
      planned_case(coupled_case(with_fills("", ",\"lifetime_t\":510,\"load_nok\":250")));
  EXPECT_EQ(to(dear, "K"), 500);
  EXPECT_NEAR(nok(dear, "load_fee"), 20 * 250, 0.01);
}

TEST(LoadLimits, OfAPlaceHoldLoadsADay) {
  const auto out = planned_case(coupled_case(
      with_fills(R"(,"load_limits":[{"id":"gate","place":"K","loads_per_day":2,"days_per_month":10,
"begin":"2024-03"}])")));
  adds_up(out);
  EXPECT_EQ(to(out, "K"), 2 * 1000 + 10 * 500);  // 20 loads of 25 t a month from March on
  const auto& notes = out.report.notes;
  EXPECT_TRUE(std::any_of(notes.begin(), notes.end(), [](const std::string& note) {
    return note.find("also what goes to a far receiver") != note.npos;
  }));
}

TEST(LoadLimits, OfASiteHoldWhatLeavesForAFarReceiver) {
  auto document = coupled_case(with_fills(
      R"(,"load_limits":[{"id":"gate","place":"A","loads_per_day":1,"days_per_month":8}])"));
  for (const char* fill : {"K", "L"})
    ASSERT_TRUE(document.set("receivers", fill, "lifetime_t", "100"));
  const auto out = planned_case(document);
  EXPECT_LE(out.report.plan.gap, 1e-6);
  EXPECT_EQ(to(out, "K") + to(out, "L"), 200);
  const double kilograms = 0.012;  // one a month at most is lost to rounding
  EXPECT_NEAR(out.report.plan.account.far_t, 12 * 200 - 200, kilograms);
  EXPECT_NEAR(out.report.plan.account.unplaced_t, 12000 - 12 * 200, kilograms);
  const std::string gate = "a far receiver is out of reach: A bears 1 loads a day";
  const auto& unmet = out.report.unmet;
  EXPECT_TRUE(std::any_of(unmet.begin(), unmet.end(), [&](const auto& row) {
    return row.what == "unplaced" && row.reason.starts_with(gate);
  }));
  Diagnostics found;
  const auto why = why_not(document, "A", found).value();
  ASSERT_EQ(why.size(), 1u);
  EXPECT_EQ(why[0].what, "unplaced");
  ASSERT_FALSE(why[0].obstacles.empty());
  EXPECT_EQ(why[0].obstacles[0].place, "far");
  EXPECT_EQ(why[0].obstacles[0].rule, "loads");
  EXPECT_EQ(why[0].obstacles[0].en, gate);
  // A month makes 1 000 t and 200 t may leave: 800 t more let all of it go far, and no fill is met.
  const auto& changes = why[0].relaxations;
  const auto wider = std::find_if(changes.begin(), changes.end(), [](const Relaxation& r) {
    return r.place == "far" && r.rule == "loads";
  });
  ASSERT_NE(wider, changes.end());
  EXPECT_TRUE(wider->all);
  EXPECT_TRUE(wider->smallest);
  EXPECT_NEAR(wider->amount, 800, wider->step + 0.001);
  EXPECT_NEAR(wider->met_t, 12000 - 12 * 200, 1);
  EXPECT_EQ(wider->note, "what then leaves for a far receiver counts as placed");
}

TEST(LoadLimits, OfARoadHoldAllWhoseWayPassesIt) {
  const std::string net =
      R"(,"road_nodes":[{"id":"n1","x":10.5,"y":59.5},{"id":"n2","x":10.5,"y":59.7},
{"id":"n3","x":10.5,"y":59.8}],"roads":[{"id":"r1","from":"n1","to":"n2","length_km":10,"speed_kmh":50},
{"id":"r2","from":"n2","to":"n3","length_km":20,"speed_kmh":50}],"road_ties":[{"place":"A","node":"n1","km":0},
{"place":"K","node":"n2","km":0},{"place":"L","node":"n3","km":0}])";
  const auto limited = [&](const char* road) {
    return planned_case(
        coupled_case(with_fills(net + R"(,"load_limits":[{"id":"x","road":")" + road +
                                R"(","loads_per_day":1,"days_per_month":8}])")));
  };
  const auto r2 = limited("r2");
  EXPECT_EQ(to(r2, "L"), 0);
  EXPECT_EQ(to(r2, "K"), 12000);
  const auto r1 = limited("r1");  // both ways pass it
  EXPECT_EQ(to(r1, "K") + to(r1, "L"), 12 * 200);
  EXPECT_EQ(r1.report.plan.account.far_t, 12000 - 2400);
  bool told = false;
  for (const auto& row : r1.report.unmet)
    told = told || row.reason.find("bears 1 loads a day") != std::string::npos;
  EXPECT_TRUE(told);
}

// ---- storage time and blends

TEST(StorageTime, MassesHaveToLeaveInTime) {
  // Rock of January waits for the need of December, or goes to L at once.
  const std::string offer =
      R"(,"offers":[{"id":"A","place":"A","material":"rock","amount":100,"unit":"t",
"begin":"2024-01","end":"2024-01","hard_share":1,"not_clean_share":0}])";
  const std::string need = R"(,"needs":[{"id":"N","place":"N","product":"fill","materials":["rock"],
"min_amount":0,"max_amount":100,"unit":"t","per":"total","begin":"2024-08","end":"2024-12",
"otherwise":"nothing"}])";
  auto document = coupled_case(offer + fills(",\"lifetime_t\":0") + store + need);
  EXPECT_EQ(to(planned_case(document), "N"), 100);
  ASSERT_TRUE(document.set("stores", "Y", "storage_years_max", "0.5"));
  const auto in_time = planned_case(document);
  EXPECT_EQ(to(in_time, "N"), 0);  // by the end of July it has to be gone
  EXPECT_EQ(to(in_time, "L"), 100);
  ASSERT_TRUE(document.set("stores", "Y", "storage_years_max", "0.6"));
  EXPECT_EQ(to(planned_case(document), "N"), 100);
}

TEST(Blends, TheMeanAtTheNeedKeepsItsLimit) {
  const std::string offers =
      R"(,"offers":[{"id":"A","place":"A","material":"rock","amount":1200,"unit":"t",
"begin":"2024-01","end":"2024-12","hard_share":1,"not_clean_share":0},
{"id":"B","place":"B","material":"rock","amount":1200,"unit":"t",
"begin":"2024-01","end":"2024-12","hard_share":0,"not_clean_share":0}])";
  const std::string need = R"(,"needs":[{"id":"N","place":"N","product":"fill","materials":["rock"],
"min_amount":0,"max_amount":2400,"unit":"t","per":"total","begin":"2024-01","end":"2024-12",
"otherwise":"nothing"}])";
  const std::string blend =
      R"(,"blends":[{"id":"fines","need":"N","quality":"fines","most":7,"unit":"%"}],
"qualities":[{"quality":"fines","material":"rock","grade":"hard","class":"clean","value":4},
{"quality":"fines","material":"rock","grade":"soft","class":"clean","value":10}])";
  EXPECT_EQ(to(planned_case(coupled_case(offers + fills() + need)), "N"), 2400);
  auto document = coupled_case(offers + fills() + need + blend);
  EXPECT_EQ(to(planned_case(document), "N"), 2400);  // half and half is 7
  ASSERT_TRUE(document.set("blends", "fines", "most", "6"));
  const auto out = planned_case(document);
  adds_up(out);
  // x t of soft to 1200 t of hard: (10 x + 4800) / (1200 + x) <= 6
  EXPECT_NEAR(to(out, "N"), 1200 + 600, 0.1);
  ASSERT_TRUE(document.set("blends", "fines", "least", "5.5"));
  EXPECT_NEAR(to(planned_case(document), "N"), 1200 + 600, 0.1);
}

TEST(Blends, AQualityNobodyTellsIsAnError) {
  const std::string need = R"(,"needs":[{"id":"N","place":"N","product":"fill","materials":["rock"],
"min_amount":0,"max_amount":2400,"unit":"t","per":"total","begin":"2024-01","end":"2024-12",
"otherwise":"nothing"}])";
  Diagnostics found;
  const auto out = run(coupled_case(with_fills(
                           need + R"(,"blends":[{"id":"b","need":"N","quality":"fines","most":7}],
"qualities":[{"quality":"fines","material":"soil","class":"clean","value":4}])")),
                       found);
  ASSERT_FALSE(out);
  EXPECT_NE(out.error().message.find("nobody tells the fines of rock-hard-clean"),
            std::string::npos);
}

// ---- stops

TEST(Stops, APartOfAMonthHoldsBackAllGroupsOfASharedStore) {
  const std::string offers =
      R"(,"offers":[{"id":"A","place":"A","material":"rock","amount":24000,"unit":"t",
"begin":"2024-01","end":"2024-12","hard_share":0.5,"not_clean_share":0}])";
  const std::string need = R"(,"needs":[{"id":"N","place":"N","product":"fill","materials":["rock"],
"min_amount":0,"max_amount":24000,"unit":"t","per":"total","begin":"2024-01","end":"2024-12",
"otherwise":"nothing"}])";
  // Only by way of the store: there is no road from A to the need.
  std::string text = coupled_json(offers + fills(",\"lifetime_t\":0") + store + need +
                                  R"(,"stops":[{"id":"s","site":"Y","begin":"2024-06-01",
"end":"2024-06-30","remaining":0.5}])");
  const std::string way = R"({"from":"A","to":"N","road_km":8},)";
  text.replace(text.find(way), way.size(), "");
  Diagnostics found;
  auto document = Document::read_json(text, found).value();
  ASSERT_TRUE(document.set("stores", "Y", "throughput_t_per_year", "12000"));
  const auto out = planned_case(document);
  std::int64_t june = 0, all = 0;
  for (const auto& m : out.report.plan.movements) {
    if (m.kind != Kind::store) continue;
    all += m.kg;
    if (m.month == Month::of(2024, 6)) june += m.kg;
  }
  EXPECT_LE(june, 500'000);
  EXPECT_EQ(all, 11'500'000);
}

// ---- what is wrong in the document

TEST(Couplings, EveryMistakeIsNamedWithItsCell) {
  const std::string wrong = R"(,"openings":[
{"id":"a","site":"M","decide_from":"2024-01"},
{"id":"b","site":"K"},
{"id":"c","site":"K","decide_from":"2024-05","decide_to":"2024-01"},
{"id":"d","site":"K","decide_from":"2010-01","decide_to":"2030-01","every_months":1},
{"id":"e","site":"K","decide_from":"2024-01","after":"f"},
{"id":"f","site":"K","decide_from":"2024-01","after":"e","room_t":5}],
"processes":[{"id":"P","store":"Y","product":"fill","yield":0.9},
{"id":"Q","store":"Y","product":"fill","grades":["hard"],"yield":0.9}],
"byproducts":[{"process":"Q","material":"soil","class":"clean","share":0.2},
{"process":"Q","material":"rock","class":"clean","share":0.1},
{"process":"Q","material":"soil","grade":"hard","class":"class2","share":0}],
"blends":[{"id":"x","need":"N","quality":"fines"},
{"id":"y","need":"N","quality":"fines","most":1,"least":2,"virgin_value":3}],
"load_limits":[{"id":"l","loads_per_day":-1,"days_per_month":20},
{"id":"m","place":"A","loads_per_day":1,"days_per_month":20,"begin":"2024-05","end":"2024-04"}])";
  Diagnostics found;
  const auto bound = coupled_case(with_fills(store + road_base + wrong)).bind(found);
  EXPECT_FALSE(bound);
  const auto told = to_json(found);
  for (const char* path :
       {"/processes/0/grades", "/processes/1/yield", "/byproducts/1/grade", "/byproducts/2/grade",
        "/byproducts/2/share", "/openings/0/site", "/openings/1/decide_from",
        "/openings/2/decide_to", "/openings/3/every_months", "/openings/4/after",
        "/openings/5/room_t", "/blends/0/most", "/blends/0/quality", "/blends/1/most",
        "/blends/1/virgin_value", "/load_limits/0/place", "/load_limits/0/loads_per_day",
        "/load_limits/1/end"})
    EXPECT_NE(told.find("\"" + std::string(path) + "\""), std::string::npos) << path << told;
}

}  // namespace
}  // namespace masseflyt::scenario
