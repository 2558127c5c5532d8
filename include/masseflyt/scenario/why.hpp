// masseflyt/scenario/why.hpp — why is this mass not placed, that need not filled, and how little
// would change it?
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/scenario/document.hpp>
#include <masseflyt/scenario/execution.hpp>

namespace masseflyt::scenario {

/// What stands between a mass and a place.
struct Obstacle {
  /// Receiver, quarry, store, need; "far": a far receiver; for a need: the offer that could fill
  /// it.
  std::string place;
  std::string
      rule;  ///< "capacity", "stop", "window", "price", "store", "way", "product", "opening",
             ///< "lot", "loads", "blend", "storage_time", or what refuses: "acceptance/class"
  std::string en, nb;  ///< one sentence
  std::string source;  ///< of the rule, or of the row of the place
  double nok_t = 0;    ///< as weighed: haul and what is paid there; infinity: no way is known
};

/// One change, planned again.
struct Relaxation {
  std::string place, rule;
  double amount = 0;             ///< of `unit`
  std::string unit;              ///< "t" of room, "months", "NOK/t", or "" for a permission
  std::string en, nb;            ///< what changes: "12 400 t more room at K31 in 2023"
  std::string note, note_nb;     ///< what the answer rests on; may be empty
  std::vector<RowChange> cells;  ///< that make the change; empty: room of single years
  double met_t = 0;              ///< of what was asked about: so much more finds its place
  bool all = false;              ///< all of it does
  bool smallest = false;         ///< a step less of it does less; false: not searched for
  double step = 0;               ///< of `amount`
  /// What the whole plan saves by it, NOK as weighed; negative: it costs that much. Low and high
  /// where the plans have a gap.
  double saves_nok = 0, saves_low = 0, saves_high = 0;
};

/// One mass of an offer, or one need.
struct WhyNot {
  std::string id, group;  ///< group of masses; empty for a need
  std::string what;       ///< "placed", "far", "unplaced", "virgin", "shortfall" or "elsewhere"
  double tonnes = 0;      ///< that this is about
  double of_tonnes = 0;   ///< of so many
  std::optional<MonthSpan> months;      ///< in which it leaves
  std::vector<Obstacle> obstacles;      ///< what keeps it from leaving at all, then cheapest first
  std::vector<Relaxation> relaxations;  ///< what places most first, then what saves most
};

struct WhyOptions {
  std::vector<std::string> variants = {};
  std::optional<Weights> weights = {};
  std::string place = {};     ///< about this place alone: why does it not go there?
  std::size_t obstacles = 6;  ///< the cheapest so many are told and tried
  double precision = 0.005;   ///< step of a room that is searched for, of what is unmet
  std::uint32_t threads = 0;  ///< 0: as many as the machine has; never changes an answer
  Control control = {};
};

/// The answers for an offer (one per group of its masses) or a need, of the best plan. Every
/// relaxation was planned again with nothing else changed, and says what that plan did; others may
/// have used what became free, so a small change can do nothing.
///
/// Errors: as run(); not_found (no offer or need of that id is in the plan, or no such place),
/// deadline (no half answer). Cost: up to some 15 plans per obstacle.
Result<std::vector<WhyNot>> why_not(const Document& document, std::string_view id,
                                    Diagnostics& found, const WhyOptions& options = {});

/// As a JSON array; the same answers give the same bytes.
std::string why_json(const std::vector<WhyNot>& answers);

// ---- what contradicts itself
// ------------------------------------------------------------------

struct ConflictMember {
  std::string id;     ///< offer, receiver, quarry, store or need
  std::string kind;   ///< "lot", "minimum", "capacity", "stock", "intake", "process", "virgin"
  std::string group;  ///< of masses; may be empty
  double tonnes = 0;  ///< that have to be placed or delivered, or may be at most
  std::string en, nb;
};

/// If not all masses can be placed and all minima met: a set of claims that contradict each other,
/// of which none can be left out. Empty: nothing contradicts. A far receiver counts as a place
/// where the group may go there.
struct ConflictAnswer {
  std::vector<ConflictMember> members;
  double excess_t = 0;  ///< by which they exceed each other
};
Result<ConflictAnswer> conflict(const Document& document, Diagnostics& found,
                                const WhyOptions& options = {});
std::string conflict_json(const ConflictAnswer& answer);

}  // namespace masseflyt::scenario
