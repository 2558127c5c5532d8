// masseflyt/classification/lot.hpp — all that is known of one mass, tested or told.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/classification/acid_rock.hpp>
#include <masseflyt/classification/classify.hpp>
#include <masseflyt/classification/demolition.hpp>
#include <masseflyt/classification/grading.hpp>
#include <masseflyt/classification/hazardous.hpp>
#include <masseflyt/classification/landfill.hpp>
#include <masseflyt/classification/waste.hpp>
#include <masseflyt/core/diagnostics.hpp>

namespace masseflyt::classification {

/// A test that has been made, for the duties of duty.hpp.
struct TestDone {
  std::string test;        ///< as the duty names it: "los_angeles", "black_shale_sample"
  std::int64_t count = 1;  ///< samples or tests, within the interval the duty speaks of
  bool operator==(const TestDone&) const = default;
};

/// A lot as somebody hands it over. What nobody has told is unknown, never a no.
struct Lot {
  std::string id;
  /// soil, clay, sand, gravel, rock, rock_tbm, alum_shale, concrete, reinforced_concrete, brick,
  /// asphalt, ballast, dredged.
  std::string material;
  std::string grade;  ///< of rock: hard, soft, tbm; empty: not known
  std::optional<double> tonnes, bank_m3, placed_m3;
  std::optional<double> area_m2;  ///< of the ground it is dug from

  // contamination
  std::vector<Sample> samples;
  std::string declared_class;  ///< clean, class2 ... class5, alum_shale, hazardous; may be empty
  /// Whether (further) substances are suspected, by the history of the place.
  Answer contamination_suspected = Answer::unknown;
  std::vector<Background> background;
  Answer hazardous = Answer::unknown;  ///< as characterised by somebody who may
  /// Per analyte id: the forms it may have, for the screen of hazardous waste.
  std::map<std::string, std::vector<Compound>> compounds;
  LandfillWaste landfill;  ///< `hazardous` and what the samples say is filled in
  Decimal landfill_factor = Decimal::whole(1);

  // rock
  Answer acid_suspected = Answer::unknown;  ///< by a geologist
  AcidRockSample acid_rock;
  Radioactivity radioactivity;

  SpeciesSurvey species;

  // demolition
  ConcreteLot demolition;  ///< its body is filled in from the samples

  // technical
  std::optional<GradingCurve> grading;
  std::vector<double> stones_kg;     ///< weighed one by one
  std::vector<Property> properties;  ///< los_angeles, D, storage_years, ... in units of the rules

  // law
  UseFacts facts;  ///< `use` is taken from the use that is asked for
  Answer needed_in_project = Answer::unknown;
  std::vector<TestDone> tests_done;
};

/// Reads "masseflyt.lot/1". Errors: invalid_document; `found` then holds every problem with its
/// JSON pointer: unknown words, values that are no results, ranges that fall, a sieve curve that
/// cannot be. Unknown keys are warnings; keys that start with "x-" are allowed.
Result<Lot> read_lot(std::string_view json, const Analytes& analytes, Diagnostics& found);

/// JSON Schema (draft 2020-12) of that document, made from the table that the reader uses.
std::string lot_schema();

/// Words that `material` may be.
std::span<const std::string_view> materials();

}  // namespace masseflyt::classification
