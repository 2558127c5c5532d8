// map.hpp — the maps of flows and of trucks.
#pragma once

#include <string>

#include "reporting/html/context.hpp"

namespace masseflyt::reporting {

/// The picture with its legend; empty when the report knows no place.
std::string flow_map(const Context& context);

/// The roads that trucks pass, as wide as the trucks of their busiest month are many.
std::string traffic_map(const Context& context, const Traffic& traffic);

}  // namespace masseflyt::reporting
