// src/transport/dispatch/outcome.hpp — routes as the itineraries and sums that are told to others.
#pragma once

#include <vector>

#include <masseflyt/transport/dispatch.hpp>

#include "transport/dispatch/routes.hpp"
#include "transport/dispatch/search.hpp"

namespace masseflyt::transport::dispatching {

/// `driven` per truck: what it did before its route begins; or empty. Then the hours of trucks say
/// nothing about the bound: some may have broken down on the way.
Result<Dispatch> outcome(const Day& day, const Model& model, Routes& routes,
                         std::vector<std::vector<Activity>> driven, const SearchOutcome& search,
                         const Control& control);

}  // namespace masseflyt::transport::dispatching
