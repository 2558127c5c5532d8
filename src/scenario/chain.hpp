// src/scenario/chain.hpp — the chain of run() from the bound case on, for whoever has one already.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <masseflyt/matching/market.hpp>
#include <masseflyt/matching/plan.hpp>
#include <masseflyt/scenario/run.hpp>

#include "haulage.hpp"

namespace masseflyt::scenario {

/// The document with these options chosen, the defaults of all others applied, settled.
/// Errors: as Document::choose().
Result<Document> with_variants(const Document& document, const std::vector<std::string>& wanted);

/// What the next plans of a session go on from: those of one case, one per objective, in the
/// numbers of their market.
struct Remembered {
  matching::Market market;
  Month first;  ///< of period 0
  std::vector<matching::Plan> plans;
};

/// Plans `input`, which `settled` was bound to; `hash` is that of `settled`. The variants of
/// `options` do not count. `known`: the haulage of a case with the same places, roads, quays and
/// factors; nullptr: made anew. `before`: plans to go on from, or nullptr; where `after` is given,
/// it gets those that were made.
Result<Outcome> run_case(const Document& settled, const std::string& hash,
                         std::shared_ptr<const Case> input, const RunOptions& options,
                         const Haulage* known = nullptr, const Remembered* before = nullptr,
                         std::shared_ptr<const Remembered>* after = nullptr);

}  // namespace masseflyt::scenario
