// masseflyt/scenario/trucks.hpp — the tables that a day of trucks is made of, row by row.
//
// Hours are decimal hours after the civil midnight that begins the day: 6.5 is half past six, 26 is
// two o'clock in the night after. An optional figure that is missing means that there is no such
// rule; nothing is filled in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace masseflyt::scenario {

/// Trucks that are alike: table `fleets`.
struct Fleet {
  std::string id;
  std::int32_t count = 0;
  std::string depot;  ///< a place
  double payload_t = 0;
  std::vector<std::string> materials;  ///< empty: all
  double shift_begin_h = 0, shift_end_h = 0;
  std::optional<double> max_duty_h, max_driving_h, drive_before_break_h, break_min, range_km;
  std::string source, confidence, note;
};

/// What a place keeps to on a day: table `sites`.
struct SiteRules {
  std::string place;
  std::optional<double> open_from_h, open_to_h;    ///< both or none
  std::optional<double> open2_from_h, open2_to_h;  ///< a second opening, after a pause
  std::optional<double> loaders, load_min, load_t_per_h;
  std::optional<double> tippers, tip_min, tip_t_per_h;
  std::optional<double> trucks_per_h;
  std::optional<double> charge_km_per_h, chargers;
  std::string source, confidence, note;
};

/// Table `cleanings`.
struct CleaningRule {
  std::string before, after;  ///< materials
  double minutes = 0;
  std::string source;
};

/// Table `road_limits`: trucks that may pass one stretch, whichever drive they are on.
struct RoadLimitRow {
  std::string id, road;  ///< a row of `roads`
  double trucks_per_h = 0;
  std::string source;
};

/// Table `hauls`: what is to be driven on the day.
struct HaulOrder {
  std::string id, from, to;  ///< places
  double tonnes = 0;
  std::string material;
  std::vector<std::string> fleets;                   ///< that may drive it; empty: all
  std::optional<double> window_from_h, window_to_h;  ///< both or none
};

}  // namespace masseflyt::scenario
