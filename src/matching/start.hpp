// src/matching/start.hpp — where a simplex had better begin.
#pragma once

#include <masseflyt/core/cancel.hpp>

#include "coarse_start.hpp"
#include "network_simplex.hpp"

namespace masseflyt::matching {

/// The start that suits the problem: an auction for equal volumes, a coarser problem where nodes
/// have neighbours, an auction where costs are at random; none for small problems.
NetworkSimplex::Start good_start(const NetworkSimplex::Problem& problem,
                                 const Control& control = {}, const Series& series = {});

}  // namespace masseflyt::matching
