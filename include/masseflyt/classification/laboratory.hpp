// masseflyt/classification/laboratory.hpp — from a laboratory's table to a table of verdicts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/classification/classify.hpp>
#include <masseflyt/classification/sample.hpp>
#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/result.hpp>

namespace masseflyt::classification {

/// Reads a table of results of any shape: see read_laboratory_table(). Values as read_result()
/// takes them.
///
/// Every problem goes to `found` with "file:row:column". Errors: invalid_document when a column
/// is missing, there is no row, or any row has an error; limit_exceeded.
Result<std::vector<Sample>> read_samples_csv(std::string_view bytes, std::string_view file_name,
                                             const Analytes& analytes, Diagnostics& found);

struct VerdictTableOptions {
  bool norwegian = false;  ///< reasons in Norwegian bokmål
  bool explain = false;    ///< reasons with their sources and what would change them
  /// Two more columns: `exceedance` (certain, possible, none, not_told) and
  /// `class_with_uncertainty`, "1-3". classify_csv() adds them when a result has an uncertainty.
  bool uncertainty = false;
};

/// `sample,contaminated,condition_class,drivers,above_normverdi,status,reasons`, one row per
/// verdict, LF. contaminated: yes, no, unknown. condition_class: 1 to 6, empty when the results
/// leave it open or nothing has classes. status: conclusive, inconclusive. Lists are joined by
/// ';'. Cells that a spreadsheet would take for a formula get an apostrophe in front.
/// The same verdicts give the same bytes.
std::string verdicts_csv(const std::vector<Verdict>& verdicts, const Classifier& classifier,
                         const VerdictTableOptions& options = {});

struct ClassifyCsvOptions {
  ClassifyOptions rules;
  VerdictTableOptions table;
  std::string date;  ///< ISO day whose rules count; empty: the newest rules
  /// Own packs as JSON, "masseflyt.rules/1", in place of the built-in pack of their method.
  std::vector<std::string> packs = {};
};

/// The packs that `options` ask for. `found` gets all problems of own packs. Errors: as
/// read_rule_pack() and Classifier::built_in().
Result<Classifier> classifier_for(const ClassifyCsvOptions& options, Diagnostics& found);

/// read_samples_csv(), classifier_for(), verdicts_csv(). With a date, `found` has a note for each
/// pack that does not tell since when it is valid.
Result<std::string> classify_csv(std::string_view bytes, std::string_view file_name,
                                 const ClassifyCsvOptions& options, Diagnostics& found);

}  // namespace masseflyt::classification
