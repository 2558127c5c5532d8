// masseflyt/transport/vehicle.hpp — what a class of vehicles may drive on, and what its ways are
// chosen by.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <masseflyt/core/result.hpp>

namespace masseflyt::transport {

/// What a way is chosen by. All its figures are then those of that one way.
enum class Measure : std::int32_t { time = 1, length = 2 };

/// Prices that a way is chosen by instead. Each is 0 or more; not all are 0.
struct WayPrice {
  double nok_km = 0;
  double nok_h = 0;            ///< under way, waiting for ferries included
  double nok_toll = 0;         ///< per passage
  double nok_built_up_km = 0;  ///< on top, in built-up area outside tunnels
  bool operator==(const WayPrice&) const = default;
};

/// A size that is not given is not held against the limits of roads; a limit that a road does not
/// tell is taken as none. Turns are not looked at.
struct VehicleClass {
  std::string name = {};                ///< for people: "truck and trailer, 50 t"
  std::optional<double> weight_t = {};  ///< of the whole vehicle with its load
  std::optional<double> axle_t = {};
  std::optional<double> height_m = {};
  std::optional<double> length_m = {};
  std::optional<double> top_speed_kmh = {};  ///< roads that allow more are driven so fast
  bool ferries = false;                      ///< whether it may take them
  /// When it drives, in minutes since Monday 00:00 local time. Without it a road that is closed at
  /// any time of the week is closed.
  std::optional<std::int32_t> week_minute = {};
  Measure measure = Measure::time;
  std::optional<WayPrice> price = {};  ///< counts instead of `measure`
  bool operator==(const VehicleClass&) const = default;
};

/// Errors: invalid_argument, naming the member: a size or speed that is not above zero, a minute
/// outside the week, prices below zero or all zero.
Result<void> check(const VehicleClass& vehicle);

/// The unit of what ways are chosen by: "h", "km" or "NOK".
const char* cost_unit(const VehicleClass& vehicle) noexcept;

}  // namespace masseflyt::transport
