// The machine-readable files of include/masseflyt/reporting/report.hpp.
#include <masseflyt/reporting/report.hpp>

#include <cmath>
#include <numeric>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "reporting/sample_report.hpp"

namespace masseflyt::reporting {
namespace {

using Json = nlohmann::json;

TEST(Files, AreTheSameBytesForTheSameReport) {
  const Report a = sample::report(), b = sample::report();
  EXPECT_EQ(plan_json(a), plan_json(b));
  EXPECT_EQ(account_json(a), account_json(b));
  EXPECT_EQ(flows_csv(a), flows_csv(b));
  EXPECT_EQ(plan_geojson(a), plan_geojson(b));
}

TEST(PlanJson, KeepsTheContract) {
  const Json plan = Json::parse(plan_json(sample::report()));
  for (const char* key :
       {"status", "objective", "bound", "gap", "flows", "stocks", "unmet", "baseline",
        "assumptions", "input_hash", "variant", "weights", "notes", "savings"})
    EXPECT_TRUE(plan.contains(key)) << key;
  EXPECT_EQ(plan["status"], "optimal");
  EXPECT_EQ(plan["gap"], 0);
  const Json& flow = plan["flows"][0];
  for (const char* key : {"offer", "group", "material", "class", "destination", "period", "tonnes",
                          "kg", "legs", "km", "nok", "co2e_kg"})
    EXPECT_TRUE(flow.contains(key)) << key;
  for (const char* key : {"mode", "from", "to", "km", "nok", "co2e_kg", "exposure"})
    EXPECT_TRUE(flow["legs"][0].contains(key)) << key;
  EXPECT_EQ(plan["unmet"][0]["reason"], "K17 has no room left: 500 000 t in 2025");
}

TEST(PlanJson, FlowsAreTheMovementsToTheKilogram) {
  const Report report = sample::report();
  const Json flows = Json::parse(plan_json(report))["flows"];
  ASSERT_EQ(flows.size(), report.plan.movements.size());
  for (std::size_t i = 0; i < flows.size(); ++i) {
    const Movement& m = report.plan.movements[i];
    EXPECT_TRUE(flows[i]["kg"].is_number_integer());
    EXPECT_EQ(flows[i]["kg"], m.kg);
    EXPECT_DOUBLE_EQ(flows[i]["tonnes"].get<double>(), static_cast<double>(m.kg) / 1000);
    EXPECT_EQ(flows[i]["period"], to_string(m.month));
  }
}

TEST(PlanJson, SumsOfAFlowAreThoseOfItsLegs) {
  const Json flows = Json::parse(plan_json(sample::report()))["flows"];
  std::size_t by_sea = 0;
  for (const Json& flow : flows) {
    if (flow["legs"].empty()) continue;
    double km = 0, nok = 0, co2e = 0;
    for (const Json& leg : flow["legs"]) {
      km += leg["km"].get<double>(), nok += leg["nok"].get<double>();
      co2e += leg["co2e_kg"].get<double>();
      by_sea += leg["mode"] == "sea";
    }
    EXPECT_NEAR(flow["km"].get<double>(), km, 1e-6);
    EXPECT_NEAR(flow["nok"].get<double>(), nok, 1e-4);
    EXPECT_NEAR(flow["co2e_kg"].get<double>(), co2e, 1e-4);
  }
  EXPECT_GT(by_sea, 0u);
}

TEST(PlanJson, FlowsAddUpToTheAccount) {
  const Json plan = Json::parse(plan_json(sample::report()));
  double nok = 0, co2e = 0;
  for (const Json& flow : plan["flows"]) {
    nok += flow["total_nok"].get<double>();
    co2e += flow["total_co2e_kg"].get<double>();
  }
  const double rows = static_cast<double>(plan["flows"].size());
  EXPECT_NEAR(nok, plan["account"]["nok"].get<double>(), 0.02 * rows);
  EXPECT_NEAR(co2e, plan["account"]["co2e_kg"].get<double>(), 0.002 * rows);
}

TEST(PlanJson, SaysNullForWhatIsNotKnown) {
  Report report;
  report.plan.status = "stopped";
  report.plan.objective_value = report.plan.gap = NAN;
  const Json plan = Json::parse(plan_json(report));
  EXPECT_TRUE(plan["objective"].is_null());
  EXPECT_TRUE(plan["gap"].is_null());
  EXPECT_TRUE(plan["flows"].empty());
}

TEST(PlanJson, StaysJsonWhateverTheNames) {
  const Json plan = Json::parse(plan_json(sample::hostile_report()));
  EXPECT_EQ(plan["title"], "<script>alert(1)</script>\"'&");
  EXPECT_EQ(plan["notes"][1], "\uFFFD\uFFFD broken \uFFFD text");
}

TEST(AccountJson, HoldsEveryAccount) {
  const Report report = sample::report();
  const Json file = Json::parse(account_json(report));
  const Json& plan = file["plan"]["account"];
  EXPECT_NEAR(plan["nok"].get<double>(), report.plan.account.nok, 0.01);
  EXPECT_NEAR(plan["surplus_t"].get<double>(), report.plan.account.surplus_t, 0.001);
  EXPECT_NEAR(plan["tonnes_by_kind"]["fill"].get<double>(),
              report.plan.account.tonnes_by_kind.at("fill"), 0.001);
  EXPECT_EQ(file["baseline"]["objective_name"], "baseline");
  EXPECT_EQ(file["others"].size(), 3u);
  EXPECT_NEAR(file["facts"]["internal_t"].get<double>(), 450'000, 0.001);
  EXPECT_EQ(file["savings"].size(), 20u);
}

/// Rows of cells, quotes understood.
std::vector<std::vector<std::string>> parse_csv(const std::string& text) {
  std::vector<std::vector<std::string>> rows(1, std::vector<std::string>(1));
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' && quoted && i + 1 < text.size() && text[i + 1] == '"')
      rows.back().back() += text[++i];
    else if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      rows.back().push_back({});
    else if (c == '\n' && !quoted)
      rows.push_back(std::vector<std::string>(1));
    else
      rows.back().back() += c;
  }
  rows.pop_back();
  return rows;
}

TEST(FlowsCsv, HasAsManyCellsInEveryRow) {
  for (const Report& report : {sample::report(), sample::hostile_report()}) {
    const auto rows = parse_csv(flows_csv(report));
    ASSERT_EQ(rows.size(), 1 + report.plan.movements.size() + report.facts.size());
    for (const auto& row : rows) EXPECT_EQ(row.size(), rows.front().size());
  }
}

TEST(FlowsCsv, KeepsKilogramsAndTellsFactsFromPlan) {
  const Report report = sample::report();
  const auto rows = parse_csv(flows_csv(report));
  EXPECT_EQ(rows[0][11], "kg");
  EXPECT_EQ(rows[1][0], "plan");
  EXPECT_EQ(rows[1][11], std::to_string(report.plan.movements[0].kg));
  EXPECT_EQ(rows.back()[0], "fact");
}

TEST(FlowsCsv, LeavesNoFormula) {
  for (const auto& row : parse_csv(flows_csv(sample::hostile_report())))
    for (const std::string& cell : row) {
      if (cell.empty()) continue;
      EXPECT_EQ(std::string("=+@\t\r").find(cell[0]), std::string::npos) << cell;
    }
}

TEST(PlanGeojson, HasPlacesAndFlows) {
  const Json map = Json::parse(plan_geojson(sample::report()));
  EXPECT_EQ(map["type"], "FeatureCollection");
  std::size_t places = 0, flows = 0;
  double tonnes = 0;
  for (const Json& feature : map["features"]) {
    EXPECT_EQ(feature["type"], "Feature");
    if (feature["geometry"]["type"] == "Point") {
      ++places;
      EXPECT_EQ(feature["geometry"]["coordinates"].size(), 2u);
      continue;
    }
    ++flows;
    EXPECT_EQ(feature["geometry"]["type"], "MultiLineString");
    EXPECT_EQ(feature["properties"]["modes"].size(), feature["geometry"]["coordinates"].size());
    for (const Json& line : feature["geometry"]["coordinates"]) EXPECT_GE(line.size(), 2u);
    tonnes += feature["properties"]["tonnes"].get<double>();
  }
  EXPECT_EQ(places, std::size(sample::sites));
  EXPECT_EQ(flows, 20u) << "22 hauls less those to nowhere, with the virgin rock";
  EXPECT_GT(tonnes, 4e6);
}

TEST(PlanGeojson, FollowsTheWayOfALegEitherWayRound) {
  const Json map = Json::parse(plan_geojson(sample::report()));
  for (const Json& feature : map["features"]) {
    const Json& p = feature["properties"];
    if (p["feature"] != "flow" || p["source"] != "K27") continue;
    const Json& sea = feature["geometry"]["coordinates"][1];
    EXPECT_EQ(sea.size(), 5u) << "the path is told from P12 to P01";
    EXPECT_DOUBLE_EQ(sea[0][1].get<double>(), 59.8975);
  }
}

}  // namespace
}  // namespace masseflyt::reporting
