// lying.hpp — what lies where by the ledger, and which loads brought it there.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <masseflyt/traceability/lineage.hpp>

namespace masseflyt::scenario {

/// A lot that has mass at the end of the lineage's log.
struct Lying {
  std::string lot;
  std::string place;  ///< of the ledger; empty: not known
  std::int64_t mass_g = 0;
};
/// None for a lot that is not there, or of which nothing is left.
std::optional<Lying> lying(const traceability::Lineage& lineage, std::string_view lot);

/// The part of a lot that each load brought to where it lies, by id of the load, well mixed. Only
/// loads that `counts` says yes to; mass that came by several of them came by the last. What the
/// shares leave of 1 came by none. Precondition: the lot lies somewhere.
/// Cost: O(n log n) of what the lot is made of, back to these loads.
std::map<std::string, double> brought_by(const traceability::Lineage& lineage, std::string_view lot,
                                         const std::function<bool(std::string_view)>& counts);

}  // namespace masseflyt::scenario
