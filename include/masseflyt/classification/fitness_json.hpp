// masseflyt/classification/fitness_json.hpp — fitness and duties for programs: JSON in, JSON out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/classification/duty.hpp>
#include <masseflyt/classification/fitness.hpp>

namespace masseflyt::classification {

/// {"use", "title", "answer", "level", "reasons": [...]}: texts in both languages, as
/// {"en": ..., "nb": ...}. The same input gives the same bytes.
std::string to_json(const Fit& fit);
std::string to_json(const UseRanking& ranking);
std::string to_json(const std::vector<DutyState>& duties);

struct FitJsonOptions {
  bool strict = false;
  std::string date;  ///< ISO day whose rules count; empty: the newest rules
  bool vulnerable_recipient = false;
  bool under_buildings = false;
  std::vector<std::string> wanted;  ///< "los_angeles<=35"
  std::vector<std::string> layers;  ///< own tables of layers, each a rule pack as JSON
};

/// Errors: as read_rule_pack() of its layers and Fitter::built_in().
Result<Fitter> fitter_of(const FitJsonOptions& options, Diagnostics& found);

/// "masseflyt.fit/1": lot, rules ("id@sha-256"), fit and its duties that are open.
/// Errors: invalid_document (`found` then holds every problem of the lot and the packs), and as
/// parse_use(), wanted_rule() and Fitter::fit().
Result<std::string> fit_json(std::string_view lot, std::string_view use,
                             const FitJsonOptions& options, Diagnostics& found);

/// "masseflyt.uses/1": the ranked uses of the lot. Flags and wishes count for all of them.
Result<std::string> uses_json(std::string_view lot, const FitJsonOptions& options,
                              Diagnostics& found);

/// "masseflyt.duties_of_lot/1": all duties of the lot for this use, fulfilled ones too.
Result<std::string> duties_json(std::string_view lot, std::string_view use,
                                const FitJsonOptions& options, Diagnostics& found);

/// What parse_use() reads, one use of the catalogue in each line of a JSON list.
Result<std::string> catalogue_json(const FitJsonOptions& options, Diagnostics& found);

}  // namespace masseflyt::classification
