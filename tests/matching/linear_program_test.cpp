// Mirrors src/matching/linear_program.hpp. What is optimal is seen from bounds, rows and reduced
// costs alone.
#include "matching/linear_program.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "support/random.hpp"

namespace masseflyt::matching {
namespace {

struct Sample {
  LinearProgram lp;
  std::vector<std::vector<double>> row;  ///< per row a coefficient per variable
  std::vector<double> cost, low, high;
};

/// Rows a·x - s = 0 with x in [0, 5] and s in [-10, 10]; all start at 0.
Sample sample(std::uint32_t seed, std::size_t rows, std::size_t columns) {
  test::Random random(seed);
  Sample s;
  const auto add = [&](double cost, double low, double high) {
    s.cost.push_back(cost), s.low.push_back(low), s.high.push_back(high);
    return s.lp.add_variable(cost, low, high, std::vector<double>(s.lp.rows(), 0));
  };
  for (std::size_t v = 0; v < columns; ++v) add(random.between(-3, 1), 0, 5);
  for (std::size_t r = 0; r < rows; ++r) {
    const auto slack = add(0, -10, 10);
    s.row.emplace_back(slack + 1, 0);
    for (std::size_t v = 0; v < columns; ++v)
      if (random.below(3) == 0) s.row.back()[v] = random.between(-2, 4);
    s.row.back()[slack] = -1;
    s.lp.add_row(s.row.back(), slack);
  }
  for (auto& row : s.row) row.resize(s.cost.size(), 0);
  return s;
}

TEST(SmallProgramme, IsSolvedAsBoundsRowsAndReducedCostsSay) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    Sample s = sample(seed, 40, 120);
    ASSERT_TRUE(s.lp.solve()) << seed;
    for (const bool anew : {false, true}) {  // after many pivots, and inverted once more
      if (anew) s.lp.refactor();
      for (const auto& row : s.row) {
        double off = 0;
        for (std::size_t v = 0; v < row.size(); ++v) off += row[v] * s.lp.value(v);
        EXPECT_NEAR(off, 0, 1e-6) << seed;
      }
      for (std::size_t v = 0; v < s.cost.size(); ++v) {
        const double x = s.lp.value(v);
        EXPECT_GE(x, s.low[v] - 1e-6);
        EXPECT_LE(x, s.high[v] + 1e-6);
        double reduced = s.cost[v];
        for (std::size_t r = 0; r < s.row.size(); ++r) reduced -= s.lp.price(r) * s.row[r][v];
        if (x > s.low[v] + 1e-6) {
          EXPECT_LE(reduced, 1e-6) << seed << ' ' << v;
        }
        if (x < s.high[v] - 1e-6) {
          EXPECT_GE(reduced, -1e-6) << seed << ' ' << v;
        }
      }
      ASSERT_TRUE(s.lp.solve()) << seed;  // nothing is left to do
    }
  }
}

}  // namespace
}  // namespace masseflyt::matching
