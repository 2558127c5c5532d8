// Random days: whatever the rules, the simulation accepts what the dispatcher says.
#include <masseflyt/transport/dispatch.hpp>

#include <cstdlib>

#include <gtest/gtest.h>

#include <masseflyt/transport/simulation.hpp>

#include "support/random_day.hpp"

namespace masseflyt::transport {
namespace {

using test::DaySize;
using test::Random;

std::uint32_t rounds(std::uint32_t quick) {
  return std::getenv("MASSEFLYT_LONG") != nullptr ? quick * 20 : quick;
}

std::string told(const Simulation& s) {
  std::string text;
  for (const Violation& v : s.violations)
    text += v.truck + " at " + std::to_string(v.time) + " in " + std::to_string(v.place) + ": " +
            v.rule + ": " + v.limit + "\n";
  return text;
}

TEST(DispatchProperty, TheSimulationAcceptsEveryDay) {
  std::int64_t served = 0, left = 0;
  for (std::uint32_t seed = 0; seed < rounds(50); ++seed) {
    Random random(seed);
    DaySize size;
    size.places = 5 + random.below(20), size.hauls = 1 + random.below(20);
    size.loads = size.hauls * (1 + random.below(6));
    size.trucks = 1 + random.below(30), size.depots = 1 + random.below(3);
    Day day = test::plain_day(random, size);
    test::add_rules(random, day);
    DispatchOptions options;
    options.work_limit = 100, options.seed = seed;
    options.weights = {1, random.between(0, 20), random.between(0, 20)};
    const auto d = dispatch(day, options);
    ASSERT_TRUE(d) << seed << ": " << d.error().path << " " << d.error().message;
    const auto s = simulate(day, *d);
    ASSERT_TRUE(s) << s.error().message;
    ASSERT_TRUE(s->accepted()) << "seed " << seed << "\n" << told(*s);
    served += d->sums.kg;
    for (const auto& u : d->unserved) left += u.kg;
  }
  EXPECT_GT(served, left / 4);  // the days are not such that nothing can be driven
  std::cout << "driven " << served << " kg, left over " << left << " kg\n";
}

TEST(DispatchProperty, MeanDistanceFromTheBoundOfDaysWhoseHoursDoNotBind) {
  double sum = 0, largest = 0;
  const std::uint32_t days = 200;
  for (std::uint32_t seed = 0; seed < days; ++seed) {
    Random random(1000 + seed);
    DaySize size;
    size.places = 10 + random.below(30), size.hauls = 5 + random.below(10);
    size.loads = size.hauls * 3, size.trucks = 8;
    Day day = test::plain_day(random, size);
    for (auto& row : day.fleet) row.shift = {0, 6 * 86'400};
    DispatchOptions options;
    options.work_limit = 150;
    const auto d = dispatch(day, options).value();
    ASSERT_TRUE(d.unserved.empty());
    ASSERT_GE(d.sums.empty_m, d.bound.empty_m);
    sum += d.distance_from_bound();
    largest = std::max(largest, d.distance_from_bound());
  }
  std::cout << "distance from the bound, of driven metres: mean " << 100 * sum / days
            << " %, largest " << 100 * largest << " %\n";
  EXPECT_LT(sum / days, 0.03);
}

}  // namespace
}  // namespace masseflyt::transport
