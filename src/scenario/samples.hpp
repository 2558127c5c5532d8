// src/scenario/samples.hpp — what test results say of the offers they belong to.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <masseflyt/classification/fitness.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/scenario/case.hpp>

namespace masseflyt::scenario {

/// The built-in rules, compiled once: constants that every check and every model reads, and that
/// take longer to compile than a small case to check.
const Result<classification::Fitter>& built_in_fitter();

/// The verdict on one offer with samples.
struct Sampled {
  std::int32_t worst = 0;  ///< condition class of the worst sample, 6 above class 5; 0: left open
  bool contaminated = false;  ///< at least one sample is above a clean limit
  bool acid = false;          ///< a sample forms acid or is radioactive: planned as alum shale
  std::string en, nb;         ///< one sentence with the deciding reason
  /// Of what keeps it from free use; empty when nothing does.
  std::string rule, source, reason_en, reason_nb;
};

/// A cell of the table `samples` that is wrong, or not used.
struct SampleFault {
  std::size_t row = 0;  ///< of Case::samples
  std::string column, expected;
  bool warning = false;
};

/// By offer. Substances are judged by the built-in packs for clean limits and condition classes;
/// sulphur, TIC and NP (in %, %, kg CaCO3/t) tell whether rock forms acid; uranium (mg/kg),
/// activity (Bq/g) and radium-226 (Bq/kg) whether it is radioactive. All faults go to `faults`, and
/// offers with an error among theirs are left out.
Result<std::map<std::string, Sampled>> judge_samples(const Case& input,
                                                     std::vector<SampleFault>& faults);

/// The class that the clean part of an offer has to be planned as: "clean", unless its samples are
/// worse than anything it declares. Diluting in thought is no way out. Above class 5 it is
/// "above_class5", which no place takes: whether it is hazardous has to be characterised first.
std::string clean_part_of(const Offer& offer, const Sampled& sampled);

}  // namespace masseflyt::scenario
