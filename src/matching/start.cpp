#include "start.hpp"

#include <utility>

#include "auction.hpp"
#include "coarse_start.hpp"

namespace masseflyt::matching {
namespace {

constexpr std::size_t few_nodes = 1000;  // below, no start pays

bool given(const NetworkSimplex::Start& s) { return !s.potential.empty(); }

}  // namespace

NetworkSimplex::Start good_start(const NetworkSimplex::Problem& problem, const Control& control,
                                 const Series& series) {
  if (problem.graph.node_count() < few_nodes) return {};
  const bool equal = equal_volumes(problem);
  if (equal)
    if (auto start = auction_start(problem, control); given(start)) return start;
  auto start = coarse_start(problem, control, series);
  return given(start) || equal ? std::move(start) : auction_start(problem, control);
}

}  // namespace masseflyt::matching
