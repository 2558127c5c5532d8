// masseflyt/transport/table_answer.hpp — matrices that a routing server has answered.
#pragma once

#include <cstdint>
#include <string_view>

#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/transport/cost_matrix.hpp>

namespace masseflyt::transport {

/// Reads the JSON answer of a table service, whose kind is seen from what it holds:
/// - OSRM `table`: "durations" in seconds and "distances" in metres;
/// - openrouteservice `matrix`: the same, distances in the units that "metadata" tells, else
/// metres;
/// - Valhalla `sources_to_targets`: rows of {"time", "distance"} or the two as matrices, distances
///   in kilometres or in the miles that "units" tells.
/// The cost is hours where there are times, else kilometres. `null` is no way. Servers snap places
/// to roads and do not tell how far in the matrix: nothing is added for that.
/// Everything that is wrong goes to `found` with its JSON pointer. Errors: invalid_document,
/// limit_exceeded. Cost: O(bytes).
Result<CostMatrix> read_table_answer(std::string_view bytes, std::string_view file_name,
                                     Diagnostics& found,
                                     std::uint64_t max_bytes = std::uint64_t{1} << 30);

}  // namespace masseflyt::transport
