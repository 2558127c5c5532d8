// Mirrors include/masseflyt/classification/fitness_json.hpp.
#include <masseflyt/classification/fitness_json.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace masseflyt::classification {
namespace {

using nlohmann::json;

constexpr std::string_view lot = R"({"schema": "masseflyt.lot/1", "id": "L1", "material": "soil",
  "samples": [{"id": "P1", "analyte": "Bly", "value": "90", "unit": "mg/kg TS"}]})";

json fit(std::string_view use, const FitJsonOptions& options = {}) {
  Diagnostics found;
  return json::parse(fit_json(lot, use, options, found).value());
}

TEST(FitJson, TellsReasonsInBothLanguagesWithRuleAndSource) {
  const auto root = fit("reuse");
  EXPECT_EQ(root["schema"], "masseflyt.fit/1");
  EXPECT_EQ(root["fit"]["answer"], "refused");
  const auto& r = root["fit"]["reasons"][0];
  EXPECT_EQ(r["rule"], "no.normverdier/pb");
  EXPECT_EQ(r["sample"], "P1");
  EXPECT_EQ(r["measured"], "90");
  EXPECT_EQ(r["limit"], "> 60");
  EXPECT_NE(r["text"]["nb"].get<std::string>().find("over normverdien"), std::string::npos);
  EXPECT_GT(root["rules"].size(), 10u);
  EXPECT_FALSE(root["open_duties"].empty());
}

TEST(FitJson, TheSameInputGivesTheSameBytes) {
  Diagnostics found;
  EXPECT_EQ(fit_json(lot, "fill", {}, found).value(), fit_json(lot, "fill", {}, found).value());
  EXPECT_EQ(uses_json(lot, {}, found).value(), uses_json(lot, {}, found).value());
}

TEST(FitJson, WishesAndFlagsReachTheUse) {
  FitJsonOptions options;
  options.under_buildings = true;
  const auto root = fit("fill/sentrum/>1", options);
  bool told = false;
  for (const auto& r : root["fit"]["reasons"]) told = told || r["subject"] == "radium_226";
  EXPECT_TRUE(told);
  options.wanted = {"los_angeles less than 3"};
  Diagnostics found;
  EXPECT_EQ(fit_json(lot, "unbound", options, found).error().code, ErrorCode::invalid_argument);
}

TEST(FitJson, UsesComeRanked) {
  Diagnostics found;
  const auto root = json::parse(uses_json(lot, {}, found).value());
  EXPECT_EQ(root["schema"], "masseflyt.uses/1");
  EXPECT_EQ(root["highest_outside"]["level"], "recovery");
  EXPECT_GT(root["uses"].size(), 40u);
  EXPECT_GT(root["takes"].size(), 0u);
}

TEST(FitJson, DutiesHaveTheirNumbers) {
  Diagnostics found;
  const auto root = json::parse(duties_json(lot, "unbound", {}, found).value());
  bool told = false;
  for (const auto& d : root["duties"])
    if (d["id"] == "fpc.en13242.los_angeles") told = d["required"] == 2 && d["fulfilled"] == "no";
  EXPECT_TRUE(told);
}

TEST(FitJson, FaultsOfLotUseAndPacksAreErrors) {
  Diagnostics found;
  EXPECT_EQ(fit_json("{}", "fill", {}, found).error().code, ErrorCode::invalid_document);
  EXPECT_GE(found.size(), 3u);  // schema, id, material
  EXPECT_EQ(fit_json(lot, "", {}, found).error().code, ErrorCode::not_found);
  FitJsonOptions options;
  options.layers = {"{}"};
  EXPECT_EQ(fit_json(lot, "fill", options, found).error().code, ErrorCode::invalid_document);
  options = {};
  options.date = "2001-01-01";
  EXPECT_EQ(fit_json(lot, "fill", options, found).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace masseflyt::classification
