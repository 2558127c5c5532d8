// masseflyt/classification/classify.hpp — is this mass contaminated, in which class, and why?
//
// Two questions that are never one. *Contaminated* (forurensningsforskriften kap. 2) means above
// the clean limit; *condition class* (TA-2553) counts a value equal to that limit as class 2.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/classification/analyte.hpp>
#include <masseflyt/classification/rule_pack.hpp>
#include <masseflyt/classification/sample.hpp>
#include <masseflyt/core/result.hpp>

namespace masseflyt::classification {

enum class Answer : std::int32_t { unknown = -1, no = 0, yes = 1 };

/// Our label for what lies above class 5. It is not a verdict on hazardous waste.
inline constexpr std::int32_t above_class_5 = 6;

/// What a member that was not quantified adds to a sum: nothing (as laboratories do), half its
/// LOQ, or all of it.
enum class SumRule : std::int32_t { lower = 1, middle = 2, upper = 3 };

/// Natural level of an inorganic substance in the area a lot comes from, mg/kg dry matter.
struct Background {
  AnalyteIndex analyte = 0;
  Decimal level;
  std::string source;
};

/// The levels of a local pack, "no.trondheim.background". Analytes that the catalogue does not know
/// are left out. Precondition: a pack of Method::local_background.
std::vector<Background> backgrounds_of(const RulePack& pack, const Analytes& analytes);

struct ClassifyOptions {
  SumRule sums = SumRule::lower;
  std::vector<Background> background;
  bool acid_forming = false;  ///< rock that can form acid is never excused by its background
  bool strict = false;        ///< trust no `recalled` limit and no "nd" without a LOQ
};

/// A set of analytes.
struct AnalyteSet {
  std::array<std::uint64_t, 2> word = {};

  void add(AnalyteIndex i) noexcept { word[i >> 6] |= std::uint64_t{1} << (i & 63); }
  bool has(AnalyteIndex i) const noexcept { return (word[i >> 6] >> (i & 63) & 1) != 0; }
  bool empty() const noexcept { return (word[0] | word[1]) == 0; }
  std::size_t size() const noexcept {
    return static_cast<std::size_t>(std::popcount(word[0]) + std::popcount(word[1]));
  }
  /// In the order of the catalogue.
  std::vector<AnalyteIndex> list() const;
  bool operator==(const AnalyteSet&) const = default;
};

enum class ReasonKind : std::int32_t {
  above_limit = 1,       ///< contaminated
  above_limit_no_class,  ///< contaminated; the substance has no classes: assess the risk
  natural_background,    ///< above the clean limit, but not above the natural background
  class_reached,         ///< decides the class of the sample
  loq_too_high,          ///< below a LOQ that lies above the limit: proves nothing
  loq_not_told,          ///< "nd" without a LOQ, taken as laboratories mean it
  upper_sum_matters,     ///< with LOQs in place of zeros the sum would change the verdict
  sum_incomplete,        ///< members missing; counted only for what it proves
  sums_disagree,         ///< reported and computed sum differ; the larger one counts
  limit_not_verified,    ///< strict: the limit is `recalled`
  nothing_found,         ///< no limit exceeded; names the result that came closest
  nothing_judged,        ///< no result has a limit
  exceedance_certain,    ///< above the clean limit even with the uncertainty taken away
  exceedance_possible,   ///< the uncertainty reaches across the clean limit
  class_possible,        ///< with the uncertainty the class may be another
};

/// What the measurement uncertainty (k = 2) leaves of an exceedance. Laboratories do not use it
/// when they mark exceedances, and neither do the verdicts: whether it may explain a small one is
/// for the authority to decide, by criteria that have not been found.
enum class Exceedance : std::int32_t {
  not_told = -1,  ///< a result that matters has no uncertainty
  none = 0,       ///< nothing is above its clean limit, even with the uncertainty added
  possible = 1,   ///< above with the uncertainty added, not above with it taken away
  certain = 2,    ///< above even with it taken away
};

/// One reason, for machines and for people. Numbers are mg/kg of dry matter.
struct Reason {
  ReasonKind kind = ReasonKind::nothing_judged;
  std::string sample;
  std::string analyte;     ///< id; empty when the reason is about the sample
  std::string rule;        ///< "no.normverdier/as", "no.tilstandsklasser.ta2553/as/2"
  std::string measured;    ///< "11", "<20", "nd"
  std::string limit;       ///< "> 8", "<= 20"; empty when there is none
  std::int32_t level = 0;  ///< condition class
  std::string source;
  Confidence confidence = Confidence::verified;
  Text text;    ///< a sentence
  Text change;  ///< what would change it; may be empty
};

/// What the results of one sample say.
struct Verdict {
  std::string sample;
  Answer contaminated = Answer::unknown;
  /// Condition class 1 to 5, 6 above; both 0 when no analysed substance has classes. They differ
  /// when the results leave it open.
  std::int32_t class_low = 0, class_high = 0;
  bool conclusive = false;  ///< both answers stand whatever was left unquantified
  AnalyteSet drivers;       ///< reach class_low, when that is 2 or more
  AnalyteSet above_limit;   ///< above their clean limit, background considered
  AnalyteSet judged;        ///< had a result and a limit
  bool upper_sum_matters = false;
  /// Of the worst result. Members of a sum are taken to be off in the same direction, which is the
  /// widest that their sum can be.
  Exceedance exceedance = Exceedance::not_told;
  std::int32_t class_least = 0, class_most = 0;  ///< with uncertainty; 0 when not told for all
  std::vector<Reason> reasons;                   ///< most important first
};

/// Packs and options, checked and compiled. Immutable; copies share; safe from many threads.
class Classifier {
 public:
  /// Takes at most one pack of each method; limits and classes may both be there, or one.
  /// Errors: invalid_argument (two packs of a method, one of another method, none at all,
  /// background for an organic substance or not above zero, or without a source).
  static Result<Classifier> make(Analytes analytes, std::vector<RulePack> packs,
                                 ClassifyOptions options = {});
  /// With no.normverdier and no.tilstandsklasser.ta2553, in the editions of `iso_date`; without a
  /// date the newest. Packs in `own` stand in place of the built-in pack of their method.
  /// Errors: as above and as built_in_pack() of a day.
  static Result<Classifier> built_in(ClassifyOptions options = {}, std::string_view iso_date = {},
                                     std::vector<RulePack> own = {});

  const Analytes& analytes() const noexcept;
  const std::vector<RulePack>& packs() const noexcept;
  /// "no.normverdier@<sha-256>", one per pack: what a verdict rests on.
  const std::vector<std::string>& fingerprints() const noexcept;

  Verdict classify(const Sample& sample) const;

  struct Tables;
  const Tables& tables() const noexcept { return *tables_; }  ///< for columns.hpp

 private:
  explicit Classifier(std::shared_ptr<const Tables> tables) : tables_(std::move(tables)) {}
  std::shared_ptr<const Tables> tables_;
};

/// The verdict on a lot that several samples stand for: its worst sample. The rule of TA-2553 for
/// sets of samples (mean, maximum, share) has not been found, so nothing is averaged away.
struct LotVerdict {
  Answer contaminated = Answer::unknown;  ///< yes if one sample is; no only if all are not
  std::int32_t class_low = 0, class_high = 0;
  bool conclusive = false;
  std::size_t samples = 0;
  std::array<std::size_t, 7> per_class = {};  ///< conclusive class 1..6; [0]: open or without one
  std::vector<std::size_t> worst;             ///< samples that reach the class of the lot
};

LotVerdict classify_lot(std::span<const Verdict> samples);

}  // namespace masseflyt::classification
