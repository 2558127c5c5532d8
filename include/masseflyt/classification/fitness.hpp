// masseflyt/classification/fitness.hpp — what may this mass be used for, why, and what would it
// take?
//
// All judgements of this module, held against one use. Which of them a use looks at, and what
// follows, is data: the pack no.uses.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/classification/lot.hpp>
#include <masseflyt/classification/use.hpp>
#include <masseflyt/core/result.hpp>

namespace masseflyt::classification {

/// An answer is as good as the worst of its reasons: refused, unknown, conditional, allowed.
enum class Fitness : std::int32_t {
  unknown = -1,     ///< a test that is named would tell
  refused = 0,      ///< by something that is known
  conditional = 1,  ///< if an assessment, a permit or an answer that is named is there
  allowed = 2,
};
std::string_view name(Fitness fitness);
Text title(Fitness fitness);

/// 0 for refused, then unknown, conditional, allowed.
constexpr int goodness(Fitness f) {
  return f == Fitness::refused ? 0 : f == Fitness::unknown ? 1 : f == Fitness::conditional ? 2 : 3;
}

/// One reason, for machines and for people.
struct FitReason {
  Fitness effect = Fitness::allowed;  ///< what it makes of the use; allowed: it speaks for it
  /// contamination, hazardous, acid_rock, radioactivity, species, demolition, landfill, technical,
  /// waste, material
  std::string aspect;
  std::string rule;    ///< "no.normverdier/as"
  std::string sample;  ///< empty when it is about the lot
  std::string subject;
  std::string measured;  ///< "11", "<20"; empty when it is no measurement
  std::string limit;     ///< "> 8"; empty when there is none
  std::string source;
  Confidence confidence = Confidence::verified;
  /// Of an unknown: the test, or with `strict` "source", that would tell. Of a condition: what is
  /// missing. Words for programs.
  std::string missing;
  Text text;    ///< a sentence
  Text change;  ///< what would change it; empty when it speaks for the use
};

struct Fit {
  Use use;
  Fitness answer = Fitness::unknown;
  PyramidLevel level = PyramidLevel::unknown;  ///< a fill without a purpose is disposal
  std::vector<FitReason> reasons;              ///< what decides first
};

struct UseRanking {
  /// From the top of the pyramid down; at one level, what is allowed stands first.
  std::vector<Fit> fits;
  PyramidLevel level = PyramidLevel::unknown;    ///< best that is allowed now; unknown: none is
  PyramidLevel highest = PyramidLevel::unknown;  ///< best that is not refused
  PyramidLevel highest_outside = PyramidLevel::unknown;  ///< the same, outside its own project
  std::vector<FitReason> takes;  ///< what it takes to reach `highest_outside` from `level`
};

struct FitOptions {
  /// A verdict never rests on a value that is only recalled: it is then unknown.
  bool strict = false;
  SumRule sums = SumRule::lower;
  AcidRockOptions acid_rock;
  std::vector<Background> background;  ///< for all lots, beside their own
  /// Own tables for layers (Method::requirement), looked up before the built-in ones.
  std::vector<RulePack> layers;
};

/// Rules and options, checked and compiled. Immutable; copies share; safe from many threads.
class Fitter {
 public:
  /// The built-in packs in the editions of `iso_date`; without one the newest. Errors: as
  /// built_in_pack() of a day, invalid_argument (a pack in `layers` of another method).
  static Result<Fitter> built_in(FitOptions options = {}, std::string_view iso_date = {});

  /// Errors: not_found (no such layer, grading or landfill category; the message lists them),
  /// invalid_argument (an unknown material, a range that falls, a landfill factor outside 1 to 3).
  Result<Fit> fit(const Lot& lot, const Use& use) const;

  /// All uses of the catalogue, or those that are given. Errors: as fit().
  Result<UseRanking> uses(const Lot& lot, std::span<const Use> among = {}) const;

  /// What uses() asks for: every kind, all land uses, layers, gradings and landfills of the packs.
  const std::vector<Use>& catalogue() const noexcept;

  const Analytes& analytes() const noexcept;
  /// Judges samples of rock and soil that form no acid, with the backgrounds of the options.
  const Classifier& classifier() const noexcept;
  /// "no.uses@<sha-256>" of every pack that answers rest on.
  const std::vector<std::string>& fingerprints() const noexcept;

  struct Data;
  const Data& data() const noexcept { return *data_; }  ///< for judgement.hpp

 private:
  explicit Fitter(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  std::shared_ptr<const Data> data_;
};

/// Orders reasons: what decides first.
void sort_reasons(std::vector<FitReason>& reasons);

}  // namespace masseflyt::classification
