// masseflyt/scenario/robust.hpp — what to do in the first months when volumes, dates and prices are
// not known, and what would be worth knowing better.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/month.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/matching/robust.hpp>
#include <masseflyt/scenario/document.hpp>
#include <masseflyt/scenario/many.hpp>

namespace masseflyt::scenario {

enum class Volume : std::int32_t { low = 1, point = 2, high = 3 };

/// Every offer with its amount_low, amount or amount_high as its amount; what it uses inside its
/// own project is at most that. Errors: as Document::set().
Result<Document> with_volumes(Document document, Volume volume);

struct RobustChoices {
  std::int32_t months = 12;  ///< decided now: the first so many planned months
  matching::Aim aim = matching::Aim::expected;
  std::uint32_t rounds = 12;
};

struct FutureRow {
  std::string name;
  double probability = 0;     ///< they sum to 1
  double cost = 0, best = 0;  ///< NOK as weighed: with the decision; had it been known
  double regret() const { return cost - best; }
};

struct NowRow {
  std::string offer, group, destination;  ///< destination "": far or nowhere
  Month month;
  std::int64_t kg = 0;
};

struct RobustAnswer {
  std::vector<NowRow> now;
  std::vector<FutureRow> futures;
  double value = 0, bound = 0;  ///< of the aim, NOK as weighed; no decision is below the bound
  double gap = 0;               ///< of the expected cost
  double expected = 0;
  double information = 0, information_low = 0;  ///< as in matching::RobustPlan, NOK
};

/// What leaves in the first months counts as known: as the first document says. Where each of these
/// masses goes (into which store, too) is decided now and alike in all futures; what leaves a
/// store, and all that comes later, follows as it turns out.
///
/// Errors: as run() for any of the documents, told with its name; those of matching::robust_plan.
Result<RobustAnswer> robust(const std::vector<NamedDocument>& futures, const RobustChoices& choices,
                            Diagnostics& found, const ManyOptions& options = {});
std::string robust_json(const RobustAnswer& answer);

/// What knowing one assumption would be worth, all others at their point: the expected cost of
/// deciding the first months without knowing it, less that with knowing it, over low, point and
/// high with the probabilities 0.3, 0.4 and 0.3 (Swanson's rule).
struct WorthKnowing {
  std::string key, ids, unit, low, point, high;
  std::string status;                    ///< "optimal" within gap, or why there is no answer
  double worth_low = 0, worth_high = 0;  ///< NOK as weighed
};

/// Of every assumption that is marked `vary`; largest first. Errors: as run(), cancelled.
Result<std::vector<WorthKnowing>> worth_knowing(const Document& document,
                                                const RobustChoices& choices, Diagnostics& found,
                                                const ManyOptions& options = {});
std::string worth_knowing_json(const std::vector<WorthKnowing>& rows);

}  // namespace masseflyt::scenario
