// Mirrors include/masseflyt/matching/model_text.hpp. tests/python/test_plan_models.py lets another
// solver find the same objective.
#include <masseflyt/matching/model_text.hpp>

#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "support/random_market.hpp"

namespace masseflyt::matching {
namespace {

using test::random_market;

std::string text_of(const test::RandomMarket& r, ModelFormat format) {
  return model_text(r.market, r.costs, {}, format).value();
}

TEST(ModelText, NamesWhatItStandsFor) {
  const auto r = random_market(3);
  const auto text = text_of(r, ModelFormat::mps);
  for (const auto* part :
       {" E supply(lot0,", " E limit(life0)", "haul(lot0,", "missing(need)", "ENDATA"})
    EXPECT_NE(text.find(part), text.npos) << part;
  const auto months = model_text(r.market, r.costs, {}, ModelFormat::lp, [](Index t) {
                        return "2024-0" + std::to_string(t + 1);
                      }).value();
  EXPECT_NE(months.find(",2024_01,"), months.npos);
}

TEST(ModelText, NamesAreUniqueAndWithoutBlanks) {
  for (std::uint32_t seed = 0; seed < 50; ++seed) {
    std::istringstream lines(text_of(random_market(seed), ModelFormat::mps));
    std::set<std::string> rows;
    bool in_rows = false;
    for (std::string line; std::getline(lines, line);) {
      if (line == "COLUMNS") break;
      if (in_rows) {
        ASSERT_TRUE(rows.insert(line).second) << line;
      }
      if (line == "ROWS") in_rows = true;
      ASSERT_LE(std::count(line.begin(), line.end(), ' '), 2) << line;
    }
  }
}

TEST(ModelText, SameMarketSameBytes) {
  EXPECT_EQ(text_of(random_market(7), ModelFormat::lp), text_of(random_market(7), ModelFormat::lp));
}

TEST(ModelText, RefusesAMarketThatIsInconsistent) {
  auto r = random_market(3);
  r.market.supplies.front().lot = 99;
  EXPECT_EQ(model_text(r.market, r.costs, {}, ModelFormat::mps).error().code,
            ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace masseflyt::matching
