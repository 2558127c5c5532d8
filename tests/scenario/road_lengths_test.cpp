// The roads of the bundled case against what others say of them: published lengths, and the
// distances that were measured on the whole network. The tolerances stand in the case's README.
#include <cmath>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include <masseflyt/scenario/document.hpp>
#include <masseflyt/transport/routing.hpp>

#include "detail/number.hpp"
#include "scenario/haulage.hpp"
#include "support/folders.hpp"
#include "support/shared_data.hpp"

namespace masseflyt::scenario {
namespace {

struct OsloRoads : testing::Test {
  Case input;
  Haulage haulage;
  void SetUp() override {
    Diagnostics found;
    const auto document = Document::read(test::case_folder() + "/oslo_region", found).value();
    input = document.bind(found).value();
    haulage = Haulage::make(input).value();
  }
  Digraph::Id node(const std::string& id) const {
    for (std::size_t i = 0; i < input.road_nodes.size(); ++i)
      if (input.road_nodes[i].id == id) return static_cast<Digraph::Id>(i);
    ADD_FAILURE() << "no node " << id;
    return 0;
  }
};

TEST_F(OsloRoads, PublishedLengthsAreMetWithinTheToleranceOfTheReadme) {
  transport::RouteQuery query(*haulage.map().network, haulage.map().options);
  std::size_t rows = 0;
  for (const auto& row : test::read_rows(test::data_folder() + "/roads/published_lengths.csv")) {
    const auto number = [&](const char* column) {
      return detail::parse_number(row.at(column)).value();
    };
    const transport::Tie from{node(row.at("from")), 0}, to{node(row.at("to")), 0};
    query.from(std::span(&from, 1));
    const auto way = query.to(std::span(&to, 1));
    ASSERT_TRUE(way) << row.at("name");
    EXPECT_NEAR(way->km, number("measured_km"), 0.05) << row.at("name");
    const double published = number("published_km");
    EXPECT_LE(std::abs(way->km - published), number("within") * published) << row.at("name");
    EXPECT_TRUE(row.at("source_url").starts_with("http")) << row.at("name");
    ++rows;
  }
  EXPECT_EQ(rows, 5u);
}

TEST_F(OsloRoads, DistancesAreMetWithinTheToleranceOfTheReadme) {
  const auto& map = haulage.map();
  transport::RouteQuery query(*map.network, map.options);
  double all = 0, within_5 = 0, within_20 = 0;
  std::string asked;
  for (const Distance& d : input.distances) {
    if (d.from != asked) query.from(map.ties[haulage.index(d.from)]);
    asked = d.from;
    const auto way = query.to(map.ties[haulage.index(d.to)]);
    ASSERT_TRUE(way) << d.from << " to " << d.to;
    const double error = std::abs(way->km / d.road_km - 1);
    ++all, within_5 += error <= 0.05, within_20 += error <= 0.2;
  }
  EXPECT_EQ(all, 3324);
  EXPECT_GE(within_5 / all, 0.98);
  EXPECT_GE(within_20 / all, 0.99);
}

}  // namespace
}  // namespace masseflyt::scenario
