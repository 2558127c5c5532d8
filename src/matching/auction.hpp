// src/matching/auction.hpp — who takes whose mass, found by bidding.
//
// Givers bid for room at takers; who is outbid bids again. A bid raises a price by at least a
// step, and the step shrinks from round to round. With equal volumes nearly nothing is as quick,
// and when the steps of a path add up to less than the smallest cost, the answer is exact. With
// spread volumes the last rounds become long: then the simplex finishes from what there is.
// Sources: D. P. Bertsekas and D. A. Castañon, The auction algorithm for the transportation
// problem, Annals of Operations Research 20 (1989); the exact prices at the end are our own.
#pragma once

#include <masseflyt/core/cancel.hpp>

#include "network_simplex.hpp"

namespace masseflyt::matching {

/// A flow and prices. Empty where arcs do not all lead from givers straight to takers with room
/// for all that either has, where bidding does not come to an end (masses that cannot be moved, or
/// neighbours that outbid each other by little), and when time is up. The same problem always
/// gives the same start.
/// Cost: a few dozen looks at the arcs of every giver; at most a fixed number of them.
NetworkSimplex::Start auction_start(const NetworkSimplex::Problem& problem,
                                    const Control& control = {});

/// All givers have the same to give, and all takers the same to take.
bool equal_volumes(const NetworkSimplex::Problem& problem);

}  // namespace masseflyt::matching
