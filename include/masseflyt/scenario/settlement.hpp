// masseflyt/scenario/settlement.hpp — who pays what to whom, and the model for any other solver.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/matching/model_text.hpp>
#include <masseflyt/scenario/document.hpp>
#include <masseflyt/scenario/many.hpp>

namespace masseflyt::scenario {

/// One party: the owner of offers, or a place that takes masses or sells rock. NOK as weighed.
struct PartyShare {
  std::string id, name;
  std::string role;    ///< giver, receiver, store, quarry, need, or limit (of loads, of a port)
  double settled = 0;  ///< what it bears in the end; negative: it earns that
  double outlay = 0;   ///< what falls on it by the plan's flows
  double pays = 0;     ///< to the others; negative: it gets that
  double alone = 0;    ///< what it would bear with its own masses and rooms alone
  /// Not below zero, but for a party that alone would open something else than the plan does.
  double gains() const { return alone - settled; }
};

struct SettlementAnswer {
  std::vector<PartyShare> parties;  ///< givers first, in the order of the input
  double objective = 0;             ///< of the plan
  double unexplained = 0;           ///< of it, in no `settled`: the plan's gap at its own openings
};

/// The rule of matching/settlement.hpp: every resource at its price, half way between what is best
/// for givers and for takers. A giver owns its masses; a place owns its rooms, a quarry its rock
/// as well. Gate fees count as costs of the place, not as its income. Where rules couple masses,
/// rows of a place are the place's, a site pays for its opening, a deal binds the giver, a limit of
/// loads and a port are parties of their own, and openings are taken as the plan makes them.
/// Errors: as run(); invalid_argument (there is no plan).
Result<SettlementAnswer> settlement(const Document& document, Diagnostics& found,
                                    const ManyOptions& options = {});
std::string settlement_json(const SettlementAnswer& answer);

/// The program behind the plan as MPS or LP text, months by name: see matching/model_text.hpp.
Result<std::string> model_text(const Document& document, matching::ModelFormat format,
                               Diagnostics& found, const ManyOptions& options = {});

}  // namespace masseflyt::scenario
