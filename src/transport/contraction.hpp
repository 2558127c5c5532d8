// contraction.hpp — takes the nodes of a network out one by one, the least important first.
#pragma once

#include <span>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/result.hpp>

#include "transport/hierarchy_data.hpp"

namespace masseflyt::transport {

/// Geisberger et al. 2012: shortcuts where no witness is found, order by edge difference, level and
/// arcs replaced, evaluated lazily. Everything is decided by whole numbers, ties by the lower node.
/// Errors: cancelled, deadline.
Result<HierarchyData> contract(Digraph::Id nodes, std::span<const OpenArc> arcs,
                               const Control& control);

}  // namespace masseflyt::transport
