// Mirrors include/masseflyt/transport/table_answer.hpp.
#include <masseflyt/transport/table_answer.hpp>

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace masseflyt::transport {
namespace {

struct TableAnswer : testing::Test {
  Diagnostics found;
  Result<CostMatrix> read(const std::string& json) {
    found.clear();
    return read_table_answer(json, "answer.json", found);
  }
  std::vector<std::string> paths(const std::string& json) {
    EXPECT_FALSE(read(json)) << json;
    std::vector<std::string> all;
    for (const auto& d : found) all.push_back(d.path);
    return all;
  }
  using Paths = std::vector<std::string>;
};

TEST_F(TableAnswer, OfOsrmIsInSecondsAndMetres) {
  const auto m = read(R"({"code": "Ok", "durations": [[0, 1800, null]],
                          "distances": [[0, 25000, null]], "sources": []})")
                     .value();
  EXPECT_EQ(m.at(0, 1), (MatrixEntry{0.5, 25, 0.5, {}, {}, {}}));
  EXPECT_EQ(m.reach(0, 2), Reach::unreachable);
  EXPECT_EQ(m.columns().cost_unit, "h");
}

TEST_F(TableAnswer, MayHoldOneOfTheTwo) {
  EXPECT_EQ(read(R"({"code": "Ok", "durations": [[3600]]})")->at(0, 0)->km, std::nullopt);
  const auto m = read(R"({"distances": [[3500], [500]]})").value();
  EXPECT_EQ(m.at(0, 0)->cost, 3.5);
  EXPECT_EQ(m.columns().cost_unit, "km");
}

TEST_F(TableAnswer, OfOpenrouteserviceTellsItsUnits) {
  const auto m = read(R"({"durations": [[7200]], "distances": [[10]],
                          "metadata": {"query": {"units": "mi"}}})")
                     .value();
  EXPECT_DOUBLE_EQ(*m.at(0, 0)->km, 16.09344);
  EXPECT_EQ(m.at(0, 0)->hours, 2);
  EXPECT_EQ(paths(R"({"distances": [[1]], "metadata": {"query": {"units": "ells"}}})"),
            Paths{"/metadata/query/units"});
}

TEST_F(TableAnswer, OfValhallaIsReadInBothForms) {
  const std::string cells = R"({"units": "kilometers", "sources_to_targets":
      [[{"distance": 12.5, "time": 900, "to_index": 0, "from_index": 0},
        {"distance": null, "time": null, "to_index": 1, "from_index": 0}]]})";
  EXPECT_EQ(read(cells)->at(0, 0), (MatrixEntry{0.25, 12.5, 0.25, {}, {}, {}}));
  EXPECT_EQ(read(cells)->reach(0, 1), Reach::unreachable);
  const std::string concise = R"({"units": "miles", "sources_to_targets":
      {"durations": [[900]], "distances": [[1]]}})";
  EXPECT_DOUBLE_EQ(*read(concise)->at(0, 0)->km, 1.609344);
}

TEST_F(TableAnswer, FaultsHavePointers) {
  EXPECT_EQ(paths(R"({"code": "NoTable"})"), (Paths{"/code", ""}));
  EXPECT_EQ(paths(R"({"durations": [[1, -2], [1]]})"), (Paths{"/durations/0/1", "/durations/1"}));
  EXPECT_EQ(paths(R"({"durations": [[1]], "distances": [[1, 2]]})"), Paths{"/distances"});
  EXPECT_EQ(paths(R"({"durations": [[null]], "distances": [[1]]})"), Paths{"/0/0"});
  EXPECT_EQ(paths(R"({"durations": 7})"), (Paths{"/durations", ""}));
  EXPECT_EQ(paths(R"({"durations": [["x"]]})"), Paths{"/durations/0/0"});
  EXPECT_EQ(paths(R"({"sources_to_targets": [[{"time": {}}]]})"),
            Paths{"/sources_to_targets/0/0/time"});
  EXPECT_FALSE(read("[]"));
  EXPECT_FALSE(read("{"));
}

TEST_F(TableAnswer, MayBeEmpty) { EXPECT_EQ(read(R"({"durations": []})")->pairs(), 0U); }

}  // namespace
}  // namespace masseflyt::transport
