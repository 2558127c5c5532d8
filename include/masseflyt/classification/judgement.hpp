// masseflyt/classification/judgement.hpp — everything the rules say of one lot, with the reasons.
//
// No use is asked for: that is fitness.hpp. Only what the data allow is judged, so that a lot with
// nothing but metals has no answer on ballast.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/classification/fitness.hpp>
#include <masseflyt/classification/fitness_json.hpp>
#include <masseflyt/classification/lot.hpp>
#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/result.hpp>

namespace masseflyt::classification {

/// One reason, for machines and for people.
struct JudgementReason {
  std::string rule;      ///< "no.normverdier/as"; empty when it rests on no value
  std::string sample;    ///< empty when it is about the lot
  std::string subject;   ///< analyte, property or hazard statement
  std::string measured;  ///< "11", "<20"; empty: not tested
  std::string limit;     ///< "> 8"; empty when there is none
  std::string source;
  Confidence confidence = Confidence::verified;
  Text text;    ///< a sentence
  Text change;  ///< what would change it; may be empty
};

struct Judgement {
  /// What was asked:
  /// * contaminated: yes, no, unknown. Per sample, and of the lot
  /// * condition_class: 1 to 5, above_5, open, none. Per sample, and of the lot: the worst sample
  /// * land_use, per place ("sentrum/>1"): allowed, allowed_if, not_allowed, outside_scope, unknown
  /// * hazardous: yes, no, unknown
  /// * landfill: inert, ordinary, hazardous, none, unknown
  /// * recovery, of concrete and brick: free, with_conditions, remove_first, not_without_permit,
  ///   outside_scope, unknown
  /// * coal_tar and stored_too_long, of asphalt; acid_forming; radioactive_waste;
  ///   fits_under_buildings; alien_species (kept from free reuse): yes, no, unknown. acid_forming
  ///   may also be uncertain
  /// * aggregate, per "EN 12620/los_angeles": the category
  /// * armourstone, per grading, and layer, per table: met, not_met, unknown
  /// * frost_group, per base ("22.4 mm", "19 mm"): T1 to T4, unknown
  /// * waste_code, per system: the code, or all candidates joined by ';'
  std::string about;
  std::string subject, sample;
  std::string answer;
  Text title, text;  ///< what was asked, and the answer, for people
  std::vector<JudgementReason> reasons;
};

/// In the order of the list above. Errors: as Fitter::fit().
Result<std::vector<Judgement>> judge(const Fitter& fitter, const Lot& lot);

std::string to_json(const std::vector<Judgement>& judgements);

/// "masseflyt.judgements/1": lot, material, rules ("id@sha-256"), judgements; texts in both
/// languages. `lot` is "masseflyt.lot/1". Of the options, strict, date, vulnerable_recipient and
/// layers count. Errors: invalid_document (`found` then holds every problem), and as judge().
Result<std::string> judgements_json(std::string_view lot, const FitJsonOptions& options,
                                    Diagnostics& found);

}  // namespace masseflyt::classification
