// src/scenario/samples.hpp — what laboratory results say of the offers they belong to.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <masseflyt/core/result.hpp>
#include <masseflyt/scenario/case.hpp>

namespace masseflyt::scenario {

/// The verdict on one offer with samples.
struct Sampled {
  std::int32_t worst = 0;  ///< condition class of the worst sample, 6 above class 5; 0: left open
  bool contaminated = false;  ///< at least one sample is above a clean limit
  std::string en, nb;         ///< one sentence with the deciding reason
};

/// By offer. Samples are judged by the built-in packs for clean limits and condition classes.
/// Errors: invalid_document when a result cannot be read (the first one is named).
Result<std::map<std::string, Sampled>> judge_samples(const Case& input);

/// The class that the clean part of an offer has to be planned as: "clean", unless its samples are
/// worse than anything it declares. Diluting in thought is no way out.
std::string clean_part_of(const Offer& offer, const Sampled& sampled);

}  // namespace masseflyt::scenario
