// Mirrors include/masseflyt/classification/soil_table.hpp.
#include <masseflyt/classification/soil_table.hpp>

#include <fstream>
#include <iterator>
#include <map>

#include <gtest/gtest.h>

#include "detail/csv_reader.hpp"
#include "support/folders.hpp"

namespace masseflyt::classification {
namespace {

using Table = std::vector<std::map<std::string, std::string>>;

Table table(const std::string& bytes) {
  Diagnostics found;
  const auto csv = masseflyt::detail::read_csv(bytes, "", {}, found).value();
  Table rows;
  for (const auto& row : csv.rows) {
    rows.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i) rows.back()[csv.columns[i]] = row[i];
  }
  return rows;
}

std::string examples() {
  std::ifstream file(test::data_folder() + "/classification/soil_examples.csv");
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(PublishedExamples, GiveTheAnswerOfTheStandard) {
  Diagnostics found;
  const std::string csv = examples();
  const Table expected = table(csv);
  ASSERT_EQ(expected.size(), 36u);
  const Table uscs = table(classify_soil_csv(csv, "x", SoilSystem::uscs, found).value());
  const Table aashto = table(classify_soil_csv(csv, "x", SoilSystem::aashto, found).value());
  std::size_t deviations = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto& e = expected[i];
    const auto& got = e.at("system") == "USCS" ? uscs[i] : aashto[i];
    EXPECT_EQ(got.at("symbol"), e.at("expected_symbol")) << e.at("id");
    if (e.at("system") == "USCS") {
      EXPECT_EQ(got.at("name"), e.at("expected_name")) << e.at("id");
    }
    if (e.at("basis") == "published_answer_differs") {
      EXPECT_NE(got.at("symbol"), e.at("published_symbol")) << e.at("id");
      ++deviations;
    }
  }
  EXPECT_EQ(deviations, 4u);  // answers of others that do not follow the standard
}

TEST(SoilTable, EmptyCellsAreTestsNotMade) {
  Diagnostics found;
  const auto rows = read_soil_csv("id;LL;PL;plasticity\na;35,5;20;\nb;;;NP\n", "x", found).value();
  EXPECT_EQ(rows[0].tests.liquid_limit, 35.5);
  EXPECT_FALSE(rows[0].tests.pass_2);
  EXPECT_TRUE(rows[1].tests.non_plastic);
}
TEST(SoilTable, EveryProblemHasItsPlace) {
  Diagnostics found;
  EXPECT_FALSE(
      read_soil_csv("id,pass_no4_4_75mm,pass_no200_0_075mm,LL,PL,organic,plasticity\n"
                    "a,50,60,30,40,maybe,some\nb,101,x,-1,,,\n",
                    "f.csv", found));
  std::vector<std::string> paths;
  for (const auto& d : found) paths.push_back(d.path);
  for (const auto* path :
       {"f.csv:2:pass_no200_0_075mm", "f.csv:2:PL", "f.csv:2:organic", "f.csv:2:plasticity",
        "f.csv:3:pass_no4_4_75mm", "f.csv:3:pass_no200_0_075mm", "f.csv:3:LL"})
    EXPECT_NE(std::find(paths.begin(), paths.end(), path), paths.end()) << path;
  EXPECT_EQ(found.size(), 7u);
}
TEST(SoilTable, NeedsAnIdColumn) {
  Diagnostics found;
  EXPECT_FALSE(read_soil_csv("name,LL\na,3\n", "x", found));
  EXPECT_TRUE(has_errors(found));
}
TEST(SoilTable, UndecidedSoilsListWhatTheyCanBe) {
  Diagnostics found;
  const auto csv = classify_soil_csv("id,pass_no4_4_75mm,pass_no200_0_075mm\n=a,99,30\n", "x",
                                     SoilSystem::uscs, found)
                       .value();
  EXPECT_EQ(csv.substr(0, csv.find('\n')), "id,symbol,name,group_index,alternatives");
  const auto row = table(csv).at(0);
  EXPECT_EQ(row.at("id"), "'=a");
  EXPECT_EQ(row.at("symbol"), "");
  EXPECT_EQ(row.at("alternatives"), "SM;SC-SM;SC");
}
TEST(SoilTable, ExplainsWhatWouldDecideInBothLanguages) {
  const auto decided_by = [](bool norwegian) {
    Diagnostics found;
    const auto csv = classify_soil_csv("id,pass_no4_4_75mm,pass_no200_0_075mm\na,99,30\n", "x",
                                       SoilSystem::uscs, found, {true, norwegian})
                         .value();
    return table(csv).at(0).at("decided_by");
  };
  EXPECT_FALSE(decided_by(false).empty());
  EXPECT_FALSE(decided_by(true).empty());
  EXPECT_NE(decided_by(false), decided_by(true));
}

}  // namespace
}  // namespace masseflyt::classification
