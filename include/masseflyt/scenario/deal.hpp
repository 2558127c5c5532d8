// masseflyt/scenario/deal.hpp — how far an offer, a need or a deal has come, and what it may
// become.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/scenario/case.hpp>
#include <masseflyt/scenario/document.hpp>

namespace masseflyt::scenario {

enum class Stage : std::int32_t {
  draft = 1,      ///< seen by its owner alone
  open = 2,       ///< in the market
  reserved = 3,   ///< one party is held a place until an agreement or its time is up
  agreed = 4,     ///< both sides have accepted
  under_way = 5,  ///< loads are driven
  delivered = 6,  ///< all of it arrived; the end
  withdrawn = 7,  ///< taken back by its owner; the end
};
std::string_view name(Stage stage);
std::optional<Stage> parse_stage(std::string_view word);

/// What may come next, in the order of the list above.
std::span<const Stage> next_stages(Stage stage);

/// The new stage. Errors: conflict, with what may come instead and why not this:
/// draft -> open, withdrawn; open -> reserved, withdrawn, draft; reserved -> agreed, open,
/// withdrawn; agreed -> under_way, withdrawn; under_way -> delivered. Loads that were driven cannot
/// be taken back, so what is under way is not withdrawn.
Result<Stage> advance(Stage from, Stage to);

/// open, reserved, agreed and under_way are planned with. An unknown word is not.
bool is_planned(std::string_view stage);
/// agreed and under_way are pins: the plan keeps them.
bool is_binding(Stage stage);

/// What changing a tonne of any deal costs, NOK: the `penalty_nok_t` of every row of "deals", kept
/// like a Document::set(). 0: deals hold nothing.
/// Errors: not_found (there are no deals), invalid_argument (not within 0 and 1e6).
Result<void> set_deal_penalty(Document& document, double nok_t);

// ---- who may see what
// --------------------------------------------------------------------------

/// A row of offers or needs as somebody else sees it.
struct PublicView {
  std::string id, party;  ///< party: empty while it is hidden
  double longitude = 0, latitude = 0;
  double within_km = 0;  ///< the place lies within so far of the position; 0: it is exact
};

/// `accepted`: the viewer has a deal with the row that both sides have accepted. A coarse place is
/// the middle of its cell in a grid of `cell_km`; the same place gives the same cell whoever asks,
/// so asking often tells no more than asking once. Errors: not_found; invalid_argument (cell).
Result<PublicView> public_view(const Case& input, std::string_view id, bool accepted,
                               double cell_km = 5);

// ---- is a fill a beneficial purpose?
// ---------------------------------------------------------------

struct PurposeAnswer {
  std::string answer;  ///< "recovery", "disposal", or "unknown" while a question is open
  std::vector<std::string> failed, open;  ///< names of the columns, "purpose_planned"
  std::string en, nb;
  std::string source;
};

/// All of: planned regardless of the supply of surplus masses; an amount fitted to the need; masses
/// suited to it (these three are classification's); they replace materials that would otherwise be
/// used. One "no" makes it disposal.
PurposeAnswer beneficial(const Purpose& purpose);

// ---- whom to ask first
// -----------------------------------------------------------------------

/// A place for an offer, or an offer for a need.
struct Candidate {
  std::string id, name, party;
  std::string group;  ///< of masses that fit
  bool allowed = false;
  double km = 0;     ///< of the way, one way
  double nok_t = 0;  ///< haul and what is paid on arrival, NOK per tonne
  double co2e_kg_t = 0;
  double weighed_nok_t = 0;  ///< what the ranking goes by
  double free_t = 0;         ///< what the best plan leaves free in the months they share
  double planned_t = 0;      ///< what the best plan sends there
  std::vector<std::string> reasons, reasons_nb;  ///< why it stands where it stands
};

struct CandidateOptions {
  std::vector<std::string> variants = {};
  std::optional<Weights> weights = {};
  std::size_t most = 20;
  Control control = {};
};

/// Ranked by the weighed price of a tonne, then by id: nothing else counts, not who asks, who owns
/// it, or who came first. Places that are not allowed come last, with the rule that says so.
/// Errors: as run(); not_found (no offer or need of that id is in the plan).
Result<std::vector<Candidate>> candidates(const Document& document, std::string_view id,
                                          Diagnostics& found, const CandidateOptions& options = {});
std::string candidates_json(const std::vector<Candidate>& candidates);

}  // namespace masseflyt::scenario
