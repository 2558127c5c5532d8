// src/transport/dispatch/model.hpp — a Day as the search wants it: trucks one by one, rules in
// seconds and metres, everything that can be looked up looked up once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <masseflyt/core/result.hpp>
#include <masseflyt/transport/day.hpp>
#include <masseflyt/transport/dispatch.hpp>

#include "transport/dispatch/circulation.hpp"
#include "transport/dispatch/travel.hpp"

namespace masseflyt::transport::dispatching {

using Time = std::int64_t;
inline constexpr Time never = std::numeric_limits<Time>::max() / 4;

/// A rule of the day that several trucks share; numbers into the calendars.
inline constexpr std::int32_t no_calendar = -1;

struct PlaceRules {
  std::vector<Hours> open;  ///< sorted, none overlapping; empty: always
  const Handling* load = nullptr;
  const Handling* unload = nullptr;
  std::int32_t load_servers = no_calendar, unload_servers = no_calendar, chargers = no_calendar;
  std::int32_t per_hour = no_calendar;
  std::int64_t charge_m_per_hour = 0;  ///< 0: no charger
};

/// What trucks of one row share.
struct Row {
  Place depot = 0;
  std::int64_t payload_kg = 0;
  Time shift_begin = 0, shift_end = never;
  Time max_duty = never, max_driving = never, drive_before_break = never, break_s = 0;
  std::int64_t range_m = 0;     ///< 0: no limit
  std::vector<char> drives;     ///< per haul
  std::vector<Place> chargers;  ///< from which the depot is in reach
};

struct HaulRules {
  Place from = 0, to = 0;
  std::int64_t kg = 0;
  std::uint32_t material = 0;
  Time window_begin = 0, window_end = never;
  std::int32_t metres = 0, seconds = 0;
};

struct Weighed {
  std::int64_t metre = 0, truck = 0, waiting_second = 0;
  std::int64_t unserved_kg = 0;  ///< dearer than any way to drive it
};

/// A shared calendar: so many at a time, or so many beginnings within an hour.
struct CalendarRule {
  enum class Kind { servers, per_hour } kind = Kind::servers;
  std::uint32_t most = 0;
};

/// Calendars that a drive between two places counts towards, each after so many seconds.
struct RoadUse {
  std::int32_t calendar = no_calendar;
  Time offset = 0;
};

struct Model {
  Travel travel;
  std::vector<Row> rows;
  std::vector<std::uint32_t> row_of;  ///< per truck
  std::vector<std::uint32_t> number;  ///< per truck, within its row
  std::vector<HaulRules> hauls;
  std::vector<PlaceRules> places;
  std::vector<CalendarRule> calendars;
  std::vector<std::vector<std::int32_t>>
      road_row;  ///< per place of departure, per place: into road_uses
  std::vector<std::vector<RoadUse>> road_uses;
  std::vector<Time> cleaning;  ///< material × material
  std::uint32_t materials = 0;
  Weighed weigh;
  bool one_payload = true;  ///< of all trucks
  bool any_cleaning = false, any_range = false;

  const Row& row(std::size_t truck) const { return rows[row_of[truck]]; }
  Time load_s(const PlaceRules& p, std::int64_t kg) const { return handling_s(p.load, kg); }
  Time unload_s(const PlaceRules& p, std::int64_t kg) const { return handling_s(p.unload, kg); }
  Time clean_s(std::int32_t before, std::uint32_t after) const {
    return before < 0 ? 0 : cleaning[static_cast<std::size_t>(before) * materials + after];
  }
  /// Roads with a limit on the way; nullptr: none.
  const std::vector<RoadUse>* roads(Place from, Place to) const {
    if (road_row.empty() || road_row[from].empty()) return nullptr;
    const auto i = road_row[from][to];
    return i < 0 ? nullptr : &road_uses[static_cast<std::size_t>(i)];
  }
  static Time handling_s(const Handling* h, std::int64_t kg) {
    if (h == nullptr) return 0;
    if (!h->kg_per_hour) return h->fixed_s;
    return h->fixed_s + (kg * 3600 + *h->kg_per_hour - 1) / *h->kg_per_hour;
  }
};

/// Precondition: check(day) has no errors. `day` is borrowed.
Result<Model> make_model(const Day& day, const DispatchWeights& weights);

/// The least circulation for loads as they are cut. With the time they take to handle, as many
/// trucks leave as their hours need; without it, one.
Result<EmptyBound> bound_of(const Model& model, const std::vector<Trips>& trips,
                            std::optional<std::int64_t> service_s, const Control& control);

}  // namespace masseflyt::transport::dispatching
