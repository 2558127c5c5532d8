// Mirrors src/matching/relaxation.hpp.
#include "matching/relaxation.hpp"

#include <gtest/gtest.h>

#include <random>

#include "support/random_rows.hpp"

namespace masseflyt::matching {
namespace {

/// Weak duality, node by node and arc by arc.
Int128 proved(const FlowModel& f, const std::vector<std::int64_t>& priced,
              const std::vector<std::int64_t>& potential) {
  const auto worth = [&](Index v) { return potential[f.sink] - potential[v]; };
  Int128 sum = 0;
  for (Index v = 0; v < f.node_kg.size(); ++v) sum += Int128{f.node_kg[v]} * worth(v);
  for (std::size_t a = 0; a < f.arcs.size(); ++a) {
    const Int128 reduced = Int128{priced[a]} + worth(f.arcs[a].head) - worth(f.arcs[a].tail);
    sum += reduced * (reduced > 0 ? f.lower[a] : f.upper[a]);
  }
  return sum;
}

TEST(Relaxation, ProvesWhatItsFlowCosts) {
  int solved = 0;
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    const auto r = test::random_coupled_market(seed);
    auto model = FlowModel::make(r.market, r.costs, {}, {}).value();
    model.add_entrances(r.market);
    const Coupling coupling(r.market, {}, model);
    auto relaxation = Relaxation::make(model, coupling).value();
    std::mt19937_64 random(seed);
    std::vector<std::int64_t> price;
    for (std::size_t k = 0; k < coupling.row.size(); ++k)
      price.push_back(static_cast<std::int64_t>(random() % 1'000'001) * relaxation.scale());
    if (relaxation.solve(price, {}).value() != Relaxation::Outcome::optimal) continue;
    ++solved;
    auto potential = relaxation.potential();
    const Int128 says = relaxation.cost_with_free_ground(potential);
    EXPECT_TRUE(says == relaxation.cost()) << seed;
    EXPECT_TRUE(says == proved(model, relaxation.priced(), potential)) << seed;
  }
  EXPECT_GT(solved, 200);
}

/// Where all of the ground is used it is worth something, but not to whoever checks a plan.
TEST(Relaxation, AScarceGroundIsTakenAsFree) {
  FlowModel f;
  f.ground = 1, f.sink = 2;
  f.node_kg = {5, 3, -8, 0};
  const auto arc = [&](Index tail, Index head, std::int64_t upper, std::int64_t cost) {
    f.arcs.push_back({tail, head});
    f.lower.push_back(0), f.upper.push_back(upper), f.cost.push_back(cost);
    f.meaning.push_back({From::nothing, none, To::limit, none, 0, none, 0});
  };
  arc(0, 2, 8, 2);
  arc(1, 2, 8, 0);
  arc(1, 3, 10, -7);  // it pays to take more than the three kilograms that there are
  arc(3, 2, 10, 0);
  const Coupling nothing(Market(), {}, f);
  auto relaxation = Relaxation::make(f, nothing).value();
  ASSERT_EQ(relaxation.solve({}, {}).value(), Relaxation::Outcome::optimal);
  auto potential = relaxation.potential();
  EXPECT_NE(potential[f.ground], potential[f.sink]);
  EXPECT_TRUE(relaxation.cost() == (5 * 2 - 3 * 7) * relaxation.scale());
  const Int128 says = relaxation.cost_with_free_ground(potential);
  EXPECT_EQ(potential[f.ground], potential[f.sink]);
  EXPECT_TRUE(says == (5 * 2 - 10 * 7) * relaxation.scale());
  EXPECT_TRUE(says == proved(f, relaxation.priced(), potential));
}

}  // namespace
}  // namespace masseflyt::matching
