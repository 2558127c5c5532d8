// masseflyt/classification/demolition.hpp — may concrete, brick and asphalt be used again?
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <masseflyt/classification/requirement.hpp>

namespace masseflyt::classification {

enum class Recovery : std::int32_t {
  unknown = -1,
  not_without_permit = 0,
  free = 1,             ///< without a permit
  with_conditions = 2,  ///< without a permit, but covered and placed as the regulation asks
  remove_first = 3,     ///< a layer has to be taken off and destroyed before anything else
  outside_scope = 4,    ///< sprayed concrete, slurry, production waste: a permit is needed
};

/// Paint, hard joints, levelling compound or render on concrete or brick.
struct SurfaceLayer {
  std::string name;
  std::vector<Property> results;  ///< mg/kg: pcb7, pb, cd, hg
};

/// What has been documented. Unknown is not a yes.
struct ConcreteLot {
  std::vector<Property> body;  ///< mg/kg dry matter
  std::vector<SurfaceLayer> surfaces;
  bool sprayed_or_slurry = false;  ///< or production waste of a concrete plant
  Answer mapped_by_competent_person = Answer::unknown;
  Answer soft_joints_rebar_plastic_removed = Answer::unknown;
  Answer replaces_other_materials = Answer::unknown;  ///< that would have been used anyway
  Answer suitable = Answer::unknown;                  ///< for the purpose
  Answer amount_fits_the_need = Answer::unknown;
};

struct RecoveryAnswer {
  Recovery answer = Recovery::unknown;
  std::vector<Check> checks;    ///< that are broken or open
  std::vector<Text> questions;  ///< that must be answered with yes
  Text reason;
};

/// Precondition: a pack with the scopes body, surface_low, surface_max and surface_removal, such
/// as no.concrete_brick.14a. The body needs every substance of its table; a layer that was not
/// tested leaves the answer open.
RecoveryAnswer recover_concrete(const ConcreteLot& lot, const RulePack& pack,
                                const CheckOptions& options = {});

struct AsphaltAnswer {
  Answer hazardous = Answer::unknown;   ///< coal tar asphalt
  Answer landfilled = Answer::unknown;  ///< unprocessed slabs that have lain too long
  std::vector<Check> checks;
};

/// `results` in mg/kg (pah16) and years (storage_years). Precondition: a pack like no.asphalt.
AsphaltAnswer judge_asphalt(std::span<const Property> results, const RulePack& pack,
                            const CheckOptions& options = {});

}  // namespace masseflyt::classification
