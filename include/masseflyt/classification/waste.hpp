// masseflyt/classification/waste.hpp — is this mass waste, where does it stand, and which code?
//
// The law decides by questions, not by numbers: what nobody has answered stays a question.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/classification/acceptance.hpp>
#include <masseflyt/classification/classify.hpp>
#include <masseflyt/classification/rule_pack.hpp>
#include <masseflyt/classification/text.hpp>

namespace masseflyt::classification {

// ---- alien species ------------------------------------------------------------------------------

struct AlienSpecies {
  std::string name;
  std::string category;  ///< SE, HI, PH, LO, NK, NR; empty: not told
};

struct SpeciesSurvey {
  Answer surveyed = Answer::unknown;
  std::vector<AlienSpecies> found;
};

/// Whether the mass is kept from free reuse, whatever its chemistry: yes when something was found,
/// unknown when soil, sand, gravel or clay was not surveyed, no for other masses.
struct SpeciesAnswer {
  Answer blocked = Answer::unknown;
  Text reason;
  Text change;
  std::string source;
  Confidence confidence = Confidence::verified;
};
SpeciesAnswer judge_species(std::string_view material, const SpeciesSurvey& survey);

// ---- waste, by-product, and the resource pyramid ------------------------------------------------

/// From the top of the pyramid down.
enum class PyramidLevel : std::int32_t {
  unknown = -1,
  prevention = 1,
  reuse = 2,
  recycling = 3,
  recovery = 4,  ///< backfilling with a purpose included
  disposal = 5,
};

enum class WasteStatus : std::int32_t {
  unknown = -1,
  not_surplus = 1,  ///< used inside its project as planned
  by_product = 2,
  end_of_waste = 3,
  waste = 4,  ///< surplus soil and stone is industrial waste as a main rule
};

enum class PlannedUse : std::int32_t {
  inside_project = 1,
  same_function = 2,  ///< kerbs, blocks, topsoil as topsoil
  product = 3,        ///< crushed, washed or screened into something that is sold
  fill = 4,           ///< a fill, a noise barrier, land from the sea
  facility = 5,       ///< handed to a waste facility
};

/// Answers to the questions of the law. Only those that the planned use needs are looked at.
struct UseFacts {
  PlannedUse use = PlannedUse::facility;
  // by-product: all four
  Answer use_is_certain = Answer::unknown;
  Answer usable_without_further_processing = Answer::unknown;
  Answer part_of_a_production_process = Answer::unknown;
  // end of waste after recovery: with the last one, all four
  Answer recovered = Answer::unknown;
  Answer used_for_specific_purposes = Answer::unknown;
  Answer market_exists = Answer::unknown;
  Answer meets_product_rules = Answer::unknown;
  Answer lawful_without_harm = Answer::unknown;  ///< of both
  // a fill is recovery: all three
  Answer planned_anyway = Answer::unknown;
  Answer amount_fits = Answer::unknown;
  Answer suited = Answer::unknown;
  // permit
  Answer may_pollute = Answer::unknown;
};

struct Standing {
  WasteStatus status = WasteStatus::unknown;
  PyramidLevel level = PyramidLevel::unknown;
  Answer permit_needed = Answer::unknown;  ///< forurensningsloven § 11, for storing or filling
  std::vector<Text> questions;             ///< whose answers would decide or lift it
  /// Of a product or reuse: what is not answered with yes on each of the two ways out of waste.
  std::vector<Text> for_by_product, for_end_of_waste;
  Text reason;
  std::string source;
  Confidence confidence = Confidence::verified;
};

Standing standing_of(const UseFacts& facts);

/// The highest level that a mass of this kind can reach outside its own project, by what it can
/// become. Not clean: disposal, unless it is treated first.
PyramidLevel highest_level(const LotKind& lot);

// ---- codes --------------------------------------------------------------------------------------

struct WasteCode {
  std::string system;  ///< "NS 9431", "EAL"
  std::string code;    ///< "1603", "17 05 03*"
  Text name;
  Text note;
  std::string source;
  Confidence confidence = Confidence::verified;
};

struct WasteCodes {
  std::vector<WasteCode> codes;  ///< one per system when decided, else all candidates
  std::vector<Text> questions;
};

/// `material`: soil, rock, clay, rock_tbm, alum_shale, concrete, reinforced_concrete, brick,
/// asphalt, ballast, dredged. Codes that nobody has found a source for are left out (asphalt in
/// NS 9431, hazardous soil without oil).
WasteCodes waste_codes(std::string_view material, const Verdict& verdict, Answer hazardous,
                       bool oil = false);

}  // namespace masseflyt::classification
