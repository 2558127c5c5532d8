// masseflyt/classification/sample_set.hpp — what many samples of one mass say together.
//
// The rule of TA-2553 for sets of samples (mean, maximum, share) has not been found, so nothing is
// averaged away: the verdict of a set is that of its worst sample, and the whole distribution is
// given beside it. Source of the worst sample: Miljødirektoratet's guidance on interpreting
// results, where one sample above the clean limit makes that sample contaminated.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <masseflyt/classification/classify.hpp>

namespace masseflyt::classification {

/// What counts of several results of one analyte in one sample.
enum class Duplicates : std::int32_t {
  worst = 1,   ///< the highest, and of what is below a LOQ the highest LOQ
  mean = 2,    ///< with half the LOQ of what is below it; "<LOQ" if the mean falls below the LOQ
  refuse = 3,  ///< an error that names the sample and the analyte
};

/// The sample with one result per analyte, in the order of the report. The mean follows directive
/// 2009/90/EC as used in SGU-FS 2014:1 §§ 25-26; results beyond the measuring range, and "nd"
/// without a LOQ beside numbers, have none: then the worst counts. A merged result has no
/// uncertainty. Errors: invalid_document, when duplicates are refused; `found` has each.
Result<Sample> merge_duplicates(const Sample& sample, Duplicates rule, const Analytes& analytes,
                                Diagnostics& found);

/// A number that what lies below a LOQ may leave open, mg/kg of dry matter. Equal ends: it is
/// known.
struct Between {
  Decimal low, high;
  bool beyond = false;  ///< above the measuring range: `high` is not known
  bool operator==(const Between&) const = default;
};

/// "12", "<5", "3-5", ">100".
std::string to_string(const Between& value);

/// One analyte over a set of samples. Sums that were not reported are made of their members.
struct Distribution {
  AnalyteIndex analyte = 0;
  std::size_t n = 0;           ///< samples with a result
  std::size_t quantified = 0;  ///< of these, with a number
  Between min, median, max;
  Between p90;          ///< the smallest result that at least 90 % of the samples do not exceed
  Decimal mean;         ///< half the LOQ for what is below it; the end of the range beyond it
  Decimal largest_loq;  ///< a mean below it is reported as "<LOQ"; zero when all are quantified
  std::size_t above_limit = 0;  ///< above the clean limit, background considered
  std::size_t open = 0;         ///< LOQ above the limit: may be above it
  /// [k]: samples that this analyte puts above class k + 1. All zero without classes.
  std::array<std::size_t, 5> above_class = {};
  std::vector<std::size_t> worst;  ///< samples with the highest result, by index
};

/// Depth of a sample below ground in metres. From "0-1 m", "0,5–1,0", or, when no depth is told,
/// from a name that ends so in brackets: "SKY001(0-1)".
struct DepthRange {
  double from, to;
};
std::optional<DepthRange> depth_of(const Sample& sample);

/// The layers of TA-2553: topsoil ends one metre below ground. A sample that reaches across is in
/// both. They count from the *future* ground level, samples mostly from the present one.
enum class Layer : std::int32_t { all = 0, topsoil = 1, deeper = 2, not_told = 3 };

struct LayerSet {
  Layer layer = Layer::all;
  std::vector<std::size_t> samples;    ///< by index
  LotVerdict verdict;                  ///< of its worst sample; `worst` counts within `samples`
  std::vector<Distribution> analytes;  ///< in the order of the catalogue
};

struct SetReason {
  std::string analyte;  ///< id; empty when it is about the set
  std::string rule;
  Text text;
  Text change;
  std::string source;
};

struct SampleSetOptions {
  /// A decision of the authority that small exceedances within the measurement uncertainty do not
  /// count, by its name and date. Empty: there is none. The criteria have not been found, so the
  /// library never assumes one; what it excuses is listed.
  std::string small_exceedance_decision;
};

struct SampleSet {
  std::vector<Verdict> verdicts;  ///< of the samples, in their order
  LayerSet all;
  std::vector<LayerSet> layers;           ///< topsoil, deeper, not told: those that have samples
  std::vector<std::size_t> excused;       ///< samples whose exceedances the decision covers
  Answer contaminated = Answer::unknown;  ///< of the whole, what is excused left out
  std::vector<SetReason> reasons;         ///< most important first
};

/// Cost: O(results · log n).
SampleSet judge_set(std::span<const Sample> samples, const Classifier& classifier,
                    const SampleSetOptions& options = {});

/// `layer,analyte,n,quantified,min,median,mean,p90,max,unit,above_limit,share_above_limit,open,
/// above_class_1,...,above_class_5,worst`: one row per layer and analyte, first of all samples.
/// Shares are per cent; names of the worst samples are joined by ';'.
std::string distribution_csv(const SampleSet& set, std::span<const Sample> samples,
                             const Classifier& classifier);

}  // namespace masseflyt::classification
