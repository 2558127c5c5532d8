// components.hpp — which nodes reach each other there and back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <masseflyt/core/digraph.hpp>

namespace masseflyt::transport {

/// Number 0 has the most nodes; of parts of equal size the one with the lower node comes first.
struct Components {
  std::vector<std::uint32_t> of_node;
  std::vector<std::size_t> size;  ///< per number
};

/// Strongly connected components. Precondition: the ends of the arcs are nodes.
/// Cost: O(nodes + arcs) and sorting the parts.
Components strong_components(Digraph::Id nodes, std::span<const Digraph::Arc> arcs);

}  // namespace masseflyt::transport
