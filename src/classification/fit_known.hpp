// fit_known.hpp — one lot as all judgements see it, and the reasons that come of it.
//
// Known is made once per lot; the judge_*() functions then hold it against one use.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <masseflyt/classification/fitness.hpp>
#include <masseflyt/classification/land_use.hpp>

namespace masseflyt::classification {

struct Fitter::Data {
  Data(Analytes all, FitOptions chosen) : analytes(std::move(all)), options(std::move(chosen)) {}
  Analytes analytes;
  FitOptions options;
  RulePack limits, classes, land_use, layers, aggregates, armourstone, hazardous, landfill, acid,
      asphalt, concrete, uses;
  std::vector<Use> catalogue;
  std::vector<std::string> fingerprints;
  AnalyteSet with_classes;  ///< substances of the class table
  /// Without the backgrounds of a lot; [1] for rock that may form acid.
  std::vector<Classifier> classifiers;
};

namespace fit {

/// What is said of acid-forming and radioactive rock, hazardous waste, ...: an answer with its
/// reason.
struct Said {
  Answer answer = Answer::unknown;
  bool relevant = true;  ///< no: nobody asks it of such a mass
  std::string rule, measured, limit, source, missing;
  Confidence confidence = Confidence::verified;
  Text text, change;
};

struct Known {
  const Fitter::Data* data = nullptr;
  const Lot* lot = nullptr;
  std::vector<Verdict> verdicts;
  std::int32_t declared = 0;  ///< condition class that was declared; 0: none
  Answer contaminated = Answer::unknown;
  Said hazardous, acid, radioactive, radium, species;
  AnalyteSet untested;  ///< substances with classes that no sample was analysed for
  std::optional<RecoveryAnswer> recovery;
  std::optional<AsphaltAnswer> asphalt;
  std::vector<Property> properties;  ///< told and derived, for tables of requirements
};

/// Whether the mass is dug ground, not demolition waste.
bool is_ground(std::string_view material);
bool is_rock(std::string_view material);
bool is_concrete(std::string_view material);
bool is_product(UseKind kind);
bool is_placed(UseKind kind);  ///< where it lies is looked at

/// Judges samples of a lot with these backgrounds, beside those of the options.
Result<Classifier> classifier_of(const Fitter::Data& data,
                                 const std::vector<Background>& background, bool acid_forming);

Result<Known> know(const Fitter::Data& data, const Lot& lot);

/// Hazard properties of one sample, in the forms that the lot tells.
HazardVerdict screen(const Known& k, const Sample& sample);
/// What landfills ask for: told, screened and analysed.
LandfillWaste landfill_waste(const Known& k);

/// Collects reasons; with `strict`, what rests on a recalled value leaves the use open.
class Reasons {
 public:
  Reasons(const Known& known, const Use& use) : k_(known), use_(use) {}

  const Known& known() const { return k_; }
  const Use& use() const { return use_; }
  bool strict() const { return k_.data->options.strict; }

  /// What the use asks of the subject, by the pack no.uses; nullptr: nothing.
  const Rule* demand(std::string_view subject) const;
  /// "no.uses/fill/purpose".
  std::string id(const Rule& demand) const;

  void add(FitReason reason);
  /// A requirement as a reason, by what it makes of the use.
  FitReason told(const Check& check, std::string_view aspect) const;
  /// A reason that rests on a demand of the pack.
  void add(const Rule& demand, std::string_view aspect, Fitness effect, std::string missing,
           Text text, Text change);
  /// A requirement: refused when broken, unknown when open; nothing when it is met, unless
  /// `tell_met`.
  void add(const Check& check, std::string_view aspect, bool tell_met = false);

  std::vector<FitReason> take() { return std::move(all_); }

 private:
  const Known& k_;
  const Use& use_;
  std::vector<FitReason> all_;
};

/// What a demand makes of a use when it is broken.
Fitness effect_of(const Rule& demand);
/// And while nobody knows: a use that a broken demand only puts conditions on is never better off
/// broken than open.
Fitness open_effect_of(const Rule& demand);

void judge_contamination(Reasons& out);
void judge_said(Reasons& out);  ///< hazardous waste, acid, radioactivity, species
void judge_material(Reasons& out);
Result<void> judge_technical(Reasons& out);
void judge_standing(Reasons& out, PyramidLevel& level);
void judge_demolition(Reasons& out);
Result<void> judge_landfill(Reasons& out);

/// A property or substance for people; its id where nobody has named it.
Text subject_title(std::string_view subject);
Text material_title(std::string_view material);
std::string limit_text(const Rule& rule);

}  // namespace fit
}  // namespace masseflyt::classification
