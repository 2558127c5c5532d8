// masseflyt/scenario/run.hpp — the whole chain: one document in, one plan with its account out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/matching/verify.hpp>
#include <masseflyt/reporting/report.hpp>
#include <masseflyt/scenario/document.hpp>

namespace masseflyt::scenario {

struct RunOptions {
  /// "variant=option" each; the defaults of all others apply.
  std::vector<std::string> variants = {};
  /// How the objectives are weighed; none: as the document says.
  std::optional<Weights> weights = {};
  /// Also the plans of least cost, least road kilometres and least CO2e, to stand beside it.
  bool comparisons = true;
  /// Also plans again with the low and the high value of every assumption that is marked `vary`:
  /// the range that savings are printed with.
  bool sensitivity = true;
  /// Worker threads for the sensitivity; 0: as many as the machine has. Never changes an answer.
  std::uint32_t threads = 0;
  Control control = {};
};

struct Outcome {
  reporting::Report report;
  matching::Verdict verdict;        ///< of the plan, by independent code
  std::size_t nodes = 0, arcs = 0;  ///< size of the flow problem
  std::size_t solves = 0;           ///< plans and baselines made in all
};

/// Reads, chooses variants, checks, plans, compares and accounts.
///
/// All problems of the document go to `found`; with an error among them there is no outcome.
/// Errors: invalid_document, not_found (variant), limit_exceeded, cancelled, internal (the plan
/// did not pass its own verification: never printed as a plan). A deadline that passes before
/// there is a plan gives an Outcome whose plan.status is "stopped".
Result<Outcome> run(const Document& document, Diagnostics& found, const RunOptions& options = {});

}  // namespace masseflyt::scenario
