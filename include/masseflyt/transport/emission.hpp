// masseflyt/transport/emission.hpp — what a trip emits, loaded and empty, and how sure that is.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/core/result.hpp>

namespace masseflyt::transport {

/// A figure as its source has it. `confidence`: verified, verified_secondary, derived, recalled.
struct Factor {
  std::string id, category, item;
  double value = 0;
  std::optional<double> low, high;  ///< none: the source tells no range
  std::string unit, scope, year, source, confidence, notes;
};

/// All factors of vehicles, fuels and hauling that are built in, in the order of their list.
std::span<const Factor> transport_factors();

/// Errors: not_found; rule_not_verified if `strict` and nobody has checked its source (recalled).
Result<Factor> transport_factor(std::string_view id, bool strict = false);

/// A figure with the range it may lie in; both ends are the figure where no range is known.
struct Ranged {
  double low = 0, point = 0, high = 0;
  bool operator==(const Ranged&) const = default;
};
Ranged ranged(const Factor& factor);

/// What a vehicle burns and what a unit of that emits. Energy rises with the load in a straight
/// line from empty to full.
struct EnergyUse {
  std::string energy_unit;  ///< "litre", "kWh"
  Ranged full_per_km;       ///< with `payload_t` on it
  Ranged empty_share;       ///< of `full_per_km`, 0 to 1
  Ranged kg_per_unit;       ///< kg CO2e
  std::string scope;        ///< what `kg_per_unit` covers: "TTW", "WTW"
  double payload_t = 0;     ///< above 0
  /// Share of energy more, per per cent of mean ascent less descent along the way; none: not known,
  /// and a trip with a gradient is refused.
  std::optional<Ranged> per_gradient_percent = {};
  std::vector<std::string> rests_on = {};  ///< ids or sources of the figures
};

/// A round trip: out with a load, back or to the next load without.
struct Trip {
  double loaded_km = 0;
  double load_t = 0;
  double empty_km = 0;
  std::optional<double> gradient_percent = {};  ///< of the loaded way, seen by the load
};

/// By the logic of ISO 14083:2023: what the empty way emits belongs to the load, and the intensity
/// counts the tonne-kilometres of the loaded way only.
struct TripEmission {
  Ranged loaded_kg, empty_kg;
  Ranged kg_per_tkm;  ///< both over load_t × loaded_km
  std::string scope;
  std::vector<std::string> rests_on;
};

/// Errors: invalid_argument, naming the member: no payload, a load above it, lengths below 0 or
/// none at all, a range that is not in order, a gradient where the effect of one is not known.
Result<TripEmission> trip_emission(const EnergyUse& use, const Trip& trip);

}  // namespace masseflyt::transport
