// masseflyt/scenario/execution.hpp — from a plan to the loads it expects, and from the ledger of
// what was driven back to the plan.
//
//   plan ─► expected_loads() ─► tickets ─► ledger ─► executed() ─► loads, holds ─► next plan
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <masseflyt/classification/fitness.hpp>
#include <masseflyt/classification/text.hpp>
#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/month.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/reporting/report.hpp>
#include <masseflyt/scenario/case.hpp>
#include <masseflyt/scenario/document.hpp>
#include <masseflyt/traceability/event.hpp>
#include <masseflyt/traceability/ledger.hpp>
#include <masseflyt/traceability/lineage.hpp>

namespace masseflyt::scenario {

// ---- from the plan to the ledger
// -----------------------------------------------------------------

/// Loads that one flow of the plan brings about in a month, or on a day.
struct ExpectedLoads {
  std::string offer, party;         ///< whose mass, and who gives it
  std::string source, destination;  ///< an offer or store; a receiver, store, quarry or need
  std::string material, grade, condition_class;
  Month month;
  std::string day;  ///< "2026-03-16", or empty: any day of the month
  std::int64_t kg = 0;
  std::int64_t loads = 0;  ///< truckloads; the last one may be smaller
  std::int64_t first = 1;  ///< number of the first one, within source, offer, destination, month
  bool operator==(const ExpectedLoads&) const = default;
};

enum class Per : std::int32_t { month = 1, day = 2 };

struct ExpectOptions {
  Per per = Per::month;
  /// Tonnes per truckload; 0: what the hauls of the plan reckon with.
  double payload_t = 0;
  std::optional<MonthSpan> months = {};  ///< none: all that are planned
};

/// What is to be driven by the plan, in the order of its movements. Only movements of surplus on
/// roads: virgin rock, internal masses, what stays in stores and what has no place are not in it. A
/// haul by quay counts the loads of its first leg on a road. Kilograms add up to those of the
/// movements exactly. A month is spread evenly over its days from Monday to Friday; holidays are
/// not known here. Errors: invalid_argument (payload).
Result<std::vector<ExpectedLoads>> expected_loads(const reporting::Report& report,
                                                  const ExpectOptions& options = {});

/// The load document of load number `i` (0 is `first`) as an event of kind `ship`, ready to be
/// completed and signed where it is loaded: mass and time are the plan's until then. The lot is
/// named like the offer, places like source and destination, the receiving party like the
/// destination. The id and the load are "<offer>.<destination>.<month or day>.<number>", with the
/// store in front if it leaves one; with ids so long that this does not fit, their hash.
/// Precondition: 0 <= i < loads.
traceability::Event draft_ticket(const ExpectedLoads& expected, std::int64_t i);

// ---- from the ledger to the plan
// -----------------------------------------------------------------

struct ExecutionOptions {
  std::optional<std::uint64_t> log_size = {};  ///< as the first so many events tell it; none: all
  /// Offer of a lot that comes out of the ground, where the two names differ. Without an entry a
  /// lot belongs to the offer it is named like, "T3" or "T3/anything".
  std::map<std::string, std::string> offer_of_lot = {};
  /// Place of the ledger, and the receiver, store, quarry, need or offer it stands for, where the
  /// names differ and the place has not exactly one of them.
  std::map<std::string, std::string> site_of_place = {};
  /// Lots under recall: everything that may hold mass of them counts as held, although nobody has
  /// told the ledger so yet.
  std::vector<traceability::Suspect> recalled = {};
};

/// Mass that must not be used, by offer and where it lies: on hold, recalled, or brought into a
/// store by a load while its class is open.
struct HeldMass {
  std::string lot;
  std::string offer;  ///< one of those it came from
  std::string site;   ///< a store, or the offer itself
  double tonnes = 0;  ///< of that offer, well mixed; infinity: all that is left of the offer
  std::string reason;
};

/// Cells of one row to change, as in Document::set().
struct RowChange {
  std::string table, id;
  Keyed<std::string> cells;
  bool operator==(const RowChange&) const = default;
};

struct Execution {
  std::vector<Load> loads;  ///< rows of `state`: received, weighed at receipt, in log order; with
                            ///< what of them is held in a store
  std::vector<HeldMass> held;
  std::vector<Sample> samples;     ///< rows of `samples`: contents that the ledger knows of offers
  std::vector<RowChange> changes;  ///< what held mass that no load brought takes out of offers
                                   ///< and stores
  std::uint64_t under_way = 0;     ///< loads that left and have not arrived: not in `loads`
  /// Notes and warnings: what the ledger tells and the scenario cannot take, load by load; and
  /// each load whose class is open, with its bounds, what is missing and what would tell.
  Diagnostics found;
};

/// What the ledger says of the masses of a scenario. A load of mixed origin becomes one row per
/// offer, by its share of the mass, well mixed, whole kilograms that add up. Ids of rows are those
/// of the loads, "<load>.<offer>" when it is mixed; what an id of a scenario cannot hold becomes
/// '_', with digits of the hash behind it. The day is that of Oslo.
///
/// A row has the class and grade that are known now. In a store that is what lies there of the
/// load: a lot tested or mixed after it came is what the test or the mixture says, the worst of it
/// where it became several. Elsewhere, and when nothing is left, it is that of the load when it
/// came, or of what lies there where that was open. While the class is open (see fitness_of_lot())
/// the row has the least that is proved, or none while that is clean.
///
/// What must not be used leaves no store in the plan: mass on hold (by an event that has not been
/// released) or of a recalled origin, and mass whose class is open. Loads that brought it have it
/// as `held_t`: it was driven, it takes room, and nothing is planned with it until a release, a
/// test or a declaration. Other held mass leaves the plan: of a lot that is named like an offer all
/// that is left of it, of any other lot its stock. At a place where nothing leaves, open mass is
/// told. Errors: those of the ledger's store and of the lineage; invalid_argument (log_size).
Result<Execution> executed(const traceability::Ledger& ledger, const Case& input,
                           const ExecutionOptions& options = {});

/// The document with the loads as its table `state` (rows of other ids stay), the samples added
/// and the changes made. Errors: those of Document::set(); conflict (another load under an id).
Result<Document> with_execution(Document document, const Execution& execution);

// ---- what a lot of the ledger may become
// ------------------------------------------------------------

/// A substance with condition classes that was not judged in all parts of a lot.
struct Unjudged {
  std::string id;             ///< "as"
  std::string name, name_nb;  ///< "Arsenic", "Arsen"
  bool operator==(const Unjudged&) const = default;
};

/// Asbestos, an alien species, waste: what mixing does not take away.
struct Present {
  std::string what;               ///< "asbestos"
  std::vector<std::string> lots;  ///< where it was found
  bool operator==(const Present&) const = default;
};

struct LotAnswer {
  std::string destination;
  /// allowed, refused, or unknown: the place takes some of what the lot may still be
  classification::Fitness answer = classification::Fitness::unknown;
  classification::Text reason;  ///< of an allowed one: the share of the intake it may be, or empty
  classification::Text change;  ///< what would change it; empty when allowed
};

/// A lot or load of the ledger in the words of a scenario.
struct LotFitness {
  std::string material, grade;
  /// clean, class2 ... class5, above_class5; empty: open, between the two below
  std::string condition_class;
  std::string at_least, at_most;  ///< what is proved, and what is not ruled out
  std::vector<Unjudged> missing;  ///< why it is open; empty: for another reason, see rests_on
  std::vector<Present> present;
  classification::Text rests_on;
  std::vector<std::uint64_t> holds;     ///< events, of its origin too
  std::vector<LotAnswer> destinations;  ///< receivers, stores, quarries and needs, in their order
};

/// Who may take a lot as it is known now. Contents are judged by the packs for clean limits and
/// condition classes with the largest value of any part, and a declared class counts when it is
/// worse: mixing never makes a lot milder.
///
/// The class is known when every substance that has classes was judged in all parts, or a class was
/// declared for all of them that no test proves wrong. Else what is proved is a lower bound: a
/// place that takes nothing as bad refuses the lot, and one that takes some of what it may be is
/// unknown. The same holds for rock whose grade nobody has tested. On hold it is refused
/// everywhere. A place that takes only named offers, or that the scenario leaves out, allows
/// nothing. Whether a place is open, and has room, is for the plan. Errors: not_found, those of
/// quality().
Result<LotFitness> fitness_of_lot(const traceability::Ledger& ledger,
                                  const traceability::Lineage& lineage, const Case& input,
                                  const traceability::Suspect& lot, std::string_view material,
                                  std::string_view grade = {});

}  // namespace masseflyt::scenario
