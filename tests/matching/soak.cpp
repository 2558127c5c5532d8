// Random coupled markets for as long as one likes: is any certificate wrong?
//
//   masseflyt_soak SECONDS [FIRST_SEED]
//
// Prints the seed to go on with, how many were planned, and how wide the gaps were; stops with 1 at
// the first plan that breaks a row, or claims what its prices do not prove.
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include <masseflyt/matching/plan.hpp>
#include <masseflyt/matching/verify.hpp>

#include "support/random_rows.hpp"

using namespace masseflyt;
using namespace masseflyt::matching;

namespace {

int wrong(std::uint32_t seed, const char* what) {
  std::printf("seed %u: %s\n", seed, what);
  return 1;
}

/// The same market with more room may not have a bound above this plan.
bool contradicts(test::RandomMarket r, const Plan& narrow) {
  for (auto& row : r.market.rows)
    if (row.capacity < unlimited) row.capacity += row.capacity / 10 + 100;
  const auto wide = plan(r.market, r.costs, {});
  return !wide || wide->bound_micro_nok > narrow.objective_micro_nok;
}

}  // namespace

int main(int argc, char** argv) {
  const auto seconds = std::chrono::seconds(argc > 1 ? std::atoi(argv[1]) : 10);
  auto seed = static_cast<std::uint32_t>(argc > 2 ? std::atoll(argv[2]) : 0);
  const auto end = std::chrono::steady_clock::now() + seconds;
  std::size_t planned = 0, exact = 0, close = 0, wide = 0;
  for (; std::chrono::steady_clock::now() < end; ++seed) {
    const auto r = test::random_coupled_market(seed);
    const auto made = plan(r.market, r.costs, {});
    if (!made) return wrong(seed, made.error().message.c_str());
    if (made->status == Status::infeasible) continue;
    if (made->status == Status::stopped) return wrong(seed, "no plan");
    const auto verdict = verify(r.market, r.costs, {}, *made);
    if (!verdict.feasible()) return wrong(seed, verdict.violations.front().c_str());
    if (verdict.objective_micro_nok != made->objective_micro_nok)
      return wrong(seed, "another objective");
    if (verdict.bound_micro_nok != made->bound_micro_nok) return wrong(seed, "another bound");
    if (made->bound_micro_nok > made->objective_micro_nok) return wrong(seed, "bound above plan");
    if (contradicts(r, *made)) return wrong(seed, "a bound above a plan with less room");
    ++planned;
    exact += made->gap() == 0, close += made->gap() <= 1e-4, wide += made->gap() > 0.01;
  }
  std::printf("next seed %u\n%zu planned, %zu proved optimal, %zu within 0.01 %%, %zu above 1 %%\n",
              seed, planned, exact, close, wide);
  return 0;
}
