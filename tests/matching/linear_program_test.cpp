// Mirrors src/matching/linear_program.hpp. What is optimal is seen from bounds, rows and reduced
// costs alone; CLP, where the build has it, is held to the same.
#include "matching/linear_program.hpp"

#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "support/random.hpp"

namespace masseflyt::matching {
namespace {

/// Rows a·x - s = 0 with x in [0, 5] and s in [-10, 10], that grow as a master's do.
struct Sample {
  std::unique_ptr<LinearProgram> lp;
  test::Random random;
  std::vector<std::vector<double>> row = {};  ///< per row a coefficient per variable
  std::vector<double> cost = {}, low = {}, high = {};

  std::size_t add(double c, double l, double h, const std::vector<double>& column) {
    cost.push_back(c), low.push_back(l), high.push_back(h);
    for (std::size_t r = 0; r < row.size(); ++r) row[r].push_back(column[r]);
    return lp->add_variable(c, l, h, column);
  }

  void add_columns(std::size_t count) {
    for (std::size_t v = 0; v < count; ++v) {
      std::vector<double> column(row.size(), 0);
      for (auto& by : column)
        if (random.below(3) == 0) by = random.between(-2, 4);
      add(random.between(-3, 1), 0, 5, column);
    }
  }

  /// What is beyond the slack of the new row at present is dear, as in Decomposition::add_row.
  void add_rows(std::size_t count) {
    for (std::size_t r = 0; r < count; ++r) {
      std::vector<double> by(cost.size(), 0);
      double now = 0;
      for (std::size_t v = 0; v < by.size(); ++v)
        if (random.below(3) == 0) by[v] = random.between(-2, 4), now += by[v] * lp->value(v);
      const std::vector<double> none(row.size(), 0);
      const auto slack = add(0, -10, 10, none), over = add(50, 0, LinearProgram::infinite, none),
                 under = add(50, 0, LinearProgram::infinite, none);
      by.insert(by.end(), {-1, -1, 1});
      if (std::abs(now) > 10) {
        lp->set_bounds(slack, -10, 10, now > 10);
        lp->add_row(by, now > 10 ? over : under);
      } else {
        lp->add_row(by, slack);
      }
      row.push_back(by);
    }
  }

  void expect_optimal(const std::string& where) const {
    double objective = 0;
    for (const auto& by : row) {
      double off = 0;
      for (std::size_t v = 0; v < by.size(); ++v) off += by[v] * lp->value(v);
      EXPECT_NEAR(off, 0, 1e-6) << where;
    }
    for (std::size_t v = 0; v < cost.size(); ++v) {
      const double x = lp->value(v);
      EXPECT_GE(x, low[v] - 1e-6) << where;
      EXPECT_LE(x, high[v] + 1e-6) << where;
      double reduced = cost[v];
      for (std::size_t r = 0; r < row.size(); ++r) reduced -= lp->price(r) * row[r][v];
      if (x > low[v] + 1e-6) {
        EXPECT_LE(reduced, 1e-6) << where << ' ' << v;
      }
      if (x < high[v] - 1e-6) {
        EXPECT_GE(reduced, -1e-6) << where << ' ' << v;
      }
      objective += cost[v] * x;
    }
    EXPECT_NEAR(lp->objective(), objective, 1e-6 * (1 + std::abs(objective))) << where;
  }
};

void expect_optimal_while_it_grows(std::unique_ptr<LinearProgram> (*make)()) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    Sample s{make(), test::Random(seed)};
    s.add_columns(120);
    s.add_rows(40);
    for (int step = 0; step < 6; ++step) {
      const auto where = std::to_string(seed) + ", step " + std::to_string(step);
      ASSERT_TRUE(s.lp->solve()) << where;
      s.expect_optimal(where);
      ASSERT_TRUE(s.lp->solve()) << where;  // nothing is left to do
      s.expect_optimal(where);
      if (step % 2 == 0) s.add_columns(9);
      s.add_rows(3);
      if (step % 3 == 0) s.add_columns(2);
    }
    EXPECT_EQ(s.lp->rows(), 58u);
  }
}

TEST(SmallProgramme, IsSolvedAsBoundsRowsAndReducedCostsSay) {
  expect_optimal_while_it_grows(own_linear_program);
}

TEST(SmallProgramme, IsSolvedByClpAsWell) {
  if (!clp_linear_program()) GTEST_SKIP() << "built without CLP";
  expect_optimal_while_it_grows(clp_linear_program);
}

TEST(SmallProgramme, HasRowsWithSomethingOnTheirRight) {
  for (const auto make : {own_linear_program, clp_linear_program}) {
    const auto lp = make();
    if (!lp) continue;
    const auto dear = lp->add_variable(3, 0, 4, {}), cheap = lp->add_variable(1, 0, 2, {});
    const auto rest = lp->add_variable(10, 0, LinearProgram::infinite, {});
    lp->add_row({1, 1, 1}, rest, 5);
    EXPECT_EQ(lp->value(rest), 5);
    ASSERT_TRUE(lp->solve());
    EXPECT_NEAR(lp->value(cheap), 2, 1e-9);
    EXPECT_NEAR(lp->value(dear), 3, 1e-9);
    EXPECT_NEAR(lp->price(0), 3, 1e-9);
    EXPECT_NEAR(lp->objective(), 11, 1e-9);
  }
}

}  // namespace
}  // namespace masseflyt::matching
