// masseflyt/matching/consignment.hpp — whose mass is it that leaves a store?
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include <masseflyt/matching/market.hpp>
#include <masseflyt/matching/plan.hpp>

namespace masseflyt::matching {

/// A part of one flow out of a store, and the supply it came in with.
struct Consignment {
  Index flow = 0;     ///< row of plan.flows that leaves the store
  Index supply = 0;   ///< row of market.supplies
  Index arrived = 0;  ///< period in which it came in
  std::int64_t kg = 0;
  bool operator==(const Consignment&) const = default;
};

/// Splits every flow out of a store into lots, first in, first out; within a period what comes in
/// does so before anything leaves, in the order of plan.flows. The kilograms of the consignments
/// of a flow add up to it. Precondition: the plan is feasible (verify.hpp).
/// Cost: O(flows × log flows) time, O(flows) memory.
std::vector<Consignment> consignments(const Market& market, const Plan& plan);

}  // namespace masseflyt::matching
