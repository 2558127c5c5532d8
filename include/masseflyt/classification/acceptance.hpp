// masseflyt/classification/acceptance.hpp — would this place take this mass, and if not, why?
//
// The first slice of fitness for use: material, condition class, rock grade and product. Words are
// those of the scenario: "rock", "hard", "class2", "crushed_any".
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/classification/text.hpp>

namespace masseflyt::classification {

/// Masses that everybody treats alike.
struct LotKind {
  std::string material;         ///< rock, rock_tbm, alum_shale, soil, clay, concrete, ...
  std::string grade;            ///< of rock: hard, soft, tbm; empty: not known, or no rock
  std::string condition_class;  ///< clean, class2 ... class5, alum_shale, hazardous
  bool operator==(const LotKind&) const = default;
};

/// What a receiver, store, quarry or need takes. Lists of materials and classes are complete: what
/// is not listed is not taken.
struct Acceptance {
  std::vector<std::string> materials;
  std::vector<std::string> classes;
  std::vector<std::string> grades;       ///< of rock; empty: all
  std::string product;                   ///< what it has to be or become; empty: anything
  std::optional<double> low_share_max;   ///< of crushed_any: how much may be of low grade
  std::optional<double> soft_share_max;  ///< soft and bored rock and soil together, of the intake
};

struct AcceptanceAnswer {
  bool allowed = false;
  /// Allowed, but masses like this one may only be so large a share of what the place takes.
  std::optional<double> share_max;
  std::string rule;  ///< "acceptance/material", ".../class", ".../grade", ".../product"; or empty
  Text reason;       ///< empty when allowed without a share
};

/// The first rule that is broken, in the order material, class, grade, product.
AcceptanceAnswer accepts(const LotKind& lot, const Acceptance& place);

/// Whether a mass can be made into a product. `limited`: only as a share of it.
enum class Ladder { no, limited, yes };

/// concrete_aggregate > crushed_hard > crushed_low > fill: drilled and blasted hard rock can become
/// all of them, soft rock the last two, bored rock only fill. crushed_any takes what is crushed
/// hard, and as a share what is crushed low. Armour stone and quarry run come from hard rock only.
/// Any material may lie in a fill that lists it; fill_soil takes soil and clay.
/// An unknown product is never possible.
Ladder can_become(const LotKind& lot, std::string_view product);

/// From the top of the ladder down.
std::span<const std::string_view> products();

}  // namespace masseflyt::classification
