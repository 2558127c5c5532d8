// masseflyt/core/material.hpp — what a cubic metre weighs, and how it grows when it is dug up.
//
// A volume says nothing until its state is known, and its mass is known no better than the factor
// that made it. Every conversion therefore answers with a range and with the factors it used.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <masseflyt/core/quantity.hpp>
#include <masseflyt/core/result.hpp>

namespace masseflyt {

/// How well a figure is known.
enum class Confidence : std::int32_t {
  verified = 1,   ///< stands in the source that is named
  recalled = 2,   ///< general knowledge, no page at hand
  estimated = 3,  ///< computed or judged from public facts
  assumed = 4,    ///< a planning assumption
};
std::string_view to_string(Confidence confidence);
std::optional<Confidence> parse_confidence(std::string_view word);

/// "bank", "loose", "placed".
std::string_view to_string(VolumeState state);
std::optional<VolumeState> parse_volume_state(std::string_view word);

/// A positive number that turns one quantity into another, and who says so.
class Factor {
 public:
  struct Parts {
    std::string name;  ///< "loose_per_bank_tunnel_rock"
    double low = 0, point = 0, high = 0;
    std::string unit;  ///< "m3/m3", "t/m3"
    std::string source;
    Confidence confidence = Confidence::assumed;
    bool operator==(const Parts&) const = default;
  };

  /// Errors: invalid_argument, naming the factor, unless 0 < low <= point <= high, all finite, and
  /// the source is named.
  static Result<Factor> make(Parts parts);

  const Parts& operator*() const { return parts_; }
  const Parts* operator->() const { return &parts_; }
  bool operator==(const Factor&) const = default;

 private:
  explicit Factor(Parts parts) : parts_(std::move(parts)) {}
  Parts parts_;
};

/// "t_per_bank_m3_rock 2.7 t/m3 (2.6 to 2.8, recalled: general geology)".
std::string to_string(const Factor& factor);

/// One kind of mass, dug in one way.
struct Material {
  std::string id;          ///< rock, rock_tbm, alum_shale, soil, clay, moraine
  Factor t_per_bank_m3;    ///< tonnes, wet, per m³ in the ground
  Factor loose_per_bank;   ///< m³ on the vehicle per m³ in the ground
  Factor placed_per_bank;  ///< m³ built in per m³ in the ground
  bool operator==(const Material&) const = default;
};

/// Built-in figures. Blasted rock grows by how it was dug: `excavation` is tunnel, cut or pit;
/// other materials ignore it. Sources: Statens vegvesen R761 (2018) table 7.4-1 for the volume
/// factors; the densities name their own. Errors: not_found, naming what is known.
Result<Material> find_material(std::string_view id, std::string_view excavation);

/// The ids that find_material() knows, sorted.
std::vector<std::string> material_ids();

/// The same material with the points of `points` (by Factor name) where it has them, as a scenario
/// sets them; a range is widened where the new point lies outside. Errors: as Factor::make().
Result<Material> with_points(Material material, const std::map<std::string, double>& points);

/// A converted quantity. `low` and `high` are what the factors' ranges allow when they err
/// together; the amount that went in counts as exact.
template <typename Q>
struct Converted {
  Q low, point, high;
  std::vector<Factor> factors;  ///< in the order of use; none when nothing had to be converted
  bool operator==(const Converted&) const = default;
};

/// The wet mass of a volume.
template <VolumeState S>
Converted<Mass<wet>> to_mass(Volume<S> volume, const Material& material);

/// For a state that is known at run time only.
Converted<Mass<wet>> to_mass(double cubic_metres, VolumeState state, const Material& material);

/// The same mass in another state: `to_state<placed>(Volume<loose>::cubic_metres(10), material)`.
template <VolumeState To, VolumeState From>
Converted<Volume<To>> to_state(Volume<From> volume, const Material& material);

/// The volume of a wet mass.
template <VolumeState To>
Converted<Volume<To>> to_volume(Mass<wet> mass, const Material& material);

// ---------------------------------------------------------------------------
// Implementation. Nothing below this line is interface.

namespace detail {

/// An amount on its way through factors.
struct Range {
  double low, point, high;
  std::vector<Factor> factors = {};
  void times(const Factor& factor);
  void divided_by(const Factor& factor);
};

Range to_bank(double cubic_metres, VolumeState from, const Material& material);
void from_bank(Range& bank, VolumeState to, const Material& material);

template <typename Q>
Converted<Q> converted(Range range, Q (*make)(double)) {
  return {make(range.low), make(range.point), make(range.high), std::move(range.factors)};
}

}  // namespace detail

template <VolumeState S>
Converted<Mass<wet>> to_mass(Volume<S> volume, const Material& material) {
  return to_mass(volume.cubic_metres(), S, material);
}

template <VolumeState To, VolumeState From>
Converted<Volume<To>> to_state(Volume<From> volume, const Material& material) {
  if constexpr (To == From) return {volume, volume, volume, {}};
  auto range = detail::to_bank(volume.cubic_metres(), From, material);
  detail::from_bank(range, To, material);
  return detail::converted<Volume<To>>(std::move(range), Volume<To>::cubic_metres);
}

template <VolumeState To>
Converted<Volume<To>> to_volume(Mass<wet> mass, const Material& material) {
  detail::Range range{mass.tonnes(), mass.tonnes(), mass.tonnes()};
  range.divided_by(material.t_per_bank_m3);
  detail::from_bank(range, To, material);
  return detail::converted<Volume<To>>(std::move(range), Volume<To>::cubic_metres);
}

}  // namespace masseflyt
