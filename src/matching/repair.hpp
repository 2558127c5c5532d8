// src/matching/repair.hpp — from a mixed flow to whole kilograms that keep every row.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "coupling.hpp"
#include "relaxation.hpp"

namespace masseflyt::matching {

/// Keeps rows to the unit. Costs in micro-NOK, shortfalls and choices included.
struct Feasible {
  Relaxation::Flow flow;
  std::vector<std::int64_t> chosen;
  Int128 cost = 0;
};

/// Rounds each counted arc to a neighbouring kilogram and lets the flow fill in the rest; where a
/// row is broken then, its arcs get less room, and the flow is solved again. It ends, for the empty
/// plan keeps all rows; choices that cannot be kept fall. None: late, or the limits of the flow
/// contradict each other.
/// `costs`: at which the rest is filled in. With the prices of rows it keeps minima and leaves room
/// where it is scarce; at their own costs it never pays for a row that does not bind.
/// Errors: cancelled, limit_exceeded.
Result<std::optional<Feasible>> repair(const FlowModel& model, const Coupling& coupling,
                                       const Relaxation& relaxation, Relaxation::Costs costs,
                                       std::span<const double> flow,
                                       std::vector<std::int64_t> chosen, const Control& control);

/// A flow that keeps every row with these choices; of them, those are dropped that no row needs.
Feasible within_choices(const FlowModel& model, const Coupling& coupling, Relaxation::Flow flow,
                        std::vector<std::int64_t> chosen);

/// Choices in whole numbers near `mixed`, within the box, that keep rows of choices alone.
/// `up`: anything begun is taken whole; otherwise the nearest.
std::vector<std::int64_t> whole_choices(const Coupling& coupling, std::span<const double> mixed,
                                        bool up);

}  // namespace masseflyt::matching
