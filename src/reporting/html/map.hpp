// map.hpp — the map of flows.
#pragma once

#include <string>

#include "reporting/html/context.hpp"

namespace masseflyt::reporting {

/// The picture with its legend; empty when the report knows no place.
std::string flow_map(const Context& context);

}  // namespace masseflyt::reporting
