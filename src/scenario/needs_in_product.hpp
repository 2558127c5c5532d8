// src/scenario/needs_in_product.hpp — what needs get whose ways differ in yield.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include <masseflyt/matching/plan.hpp>

#include "model.hpp"

namespace masseflyt::scenario {

/// Units of each row of Model::need_rows that a plan brings.
std::vector<std::int64_t> need_units(const Model& model, const matching::Plan& plan);

/// Rows that get less than their minimum, and the kilograms of product they lack.
std::vector<std::pair<Index, std::int64_t>> need_shortfalls(const Model& model,
                                                            const matching::Plan& plan);

}  // namespace masseflyt::scenario
