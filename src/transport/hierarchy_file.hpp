// hierarchy_file.hpp — a prepared network as bytes.
#pragma once

#include <string>
#include <string_view>

#include <masseflyt/core/result.hpp>
#include <masseflyt/transport/network.hpp>

#include "transport/hierarchy_data.hpp"

namespace masseflyt::transport {

std::string write_hierarchy(const Network& network, const VehicleClass& vehicle,
                            const HierarchyData& data);

struct ReadHierarchy {
  VehicleClass vehicle;
  HierarchyData data;
};

/// Errors: see Hierarchy::load().
Result<ReadHierarchy> read_hierarchy(std::string_view bytes, const Network& network);

}  // namespace masseflyt::transport
