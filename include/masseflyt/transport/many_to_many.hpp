// masseflyt/transport/many_to_many.hpp — the cost matrix over a road network.
//
// Restricted sweeps over the hierarchy: Delling, Goldberg, Nowatzyk, Werneck, PHAST, J. Parallel
// Distrib. Comput. 73(7), 2013, 940-952; Delling, Goldberg, Werneck, Faster Batched Shortest Paths
// in Road Networks, ATMOS 2011, 52-63 (RPHAST).
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/transport/access.hpp>
#include <masseflyt/transport/cost_matrix.hpp>
#include <masseflyt/transport/hierarchy.hpp>

namespace masseflyt::transport {

struct MatrixOptions {
  bool figures = true;  ///< km, hours, tunnels, built-up and tolls along each way, besides its cost
  /// With either of the two the matrix is sparse. Pairs that cost more are left out, and so are
  /// pairs that no way connects.
  std::optional<double> cut_off = {};
  /// Only so many destinations per origin, the cheapest; of equal ones the first.
  std::optional<std::uint32_t> nearest = {};
  unsigned threads = 1;  ///< 1 to 1024; the answer is the same, byte by byte
  std::uint64_t max_bytes = std::uint64_t{8} << 30;
};

struct MatrixEstimate {
  std::uint64_t matrix_bytes = 0;   ///< at most: a sparse matrix with a cut-off may hold less
  std::uint64_t scratch_bytes = 0;  ///< at most, while it is made
};

/// Memory of a matrix before it is made.
MatrixEstimate estimate(const Hierarchy& hierarchy, std::size_t origins, std::size_t destinations,
                        const MatrixOptions& options);

/// The best ways from every origin to every destination. A pair at one place costs nothing.
/// Errors: invalid_argument ("/origins/7": a tie, road or share that does not exist; "/threads",
/// "/cut_off", "/nearest"), limit_exceeded (more memory than `max_bytes`, told before the start; a
/// way longer than Hierarchy::prepare() allows for one road), cancelled, deadline.
/// Cost: one sweep over a part of the network for every 16 origins, about 2 ns per node, road and
/// origin, and O(pairs). Stage "matrix" in the progress.
Result<CostMatrix> cost_matrix(const Hierarchy& hierarchy, std::span<const Access> origins,
                               std::span<const Access> destinations,
                               const MatrixOptions& options = {}, const Control& control = {});

}  // namespace masseflyt::transport
