// src/matching/verify_bound.hpp — what do these prices prove?
#pragma once

#include "verify_prices.hpp"
#include "verify_rows.hpp"

namespace masseflyt::matching {

/// The bound that `plan` states proofs for, in micro-NOK, recomputed over all permitted flows. The
/// smallest int64 where no certificate is given, or one of the wrong shape.
std::int64_t proved_bound(const Market& market, PermittedPrices& prices, CountedRows& rows,
                          const Plan& plan);

}  // namespace masseflyt::matching
