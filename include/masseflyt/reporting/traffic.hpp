// masseflyt/reporting/traffic.hpp — how many trucks a plan sends past where, and when.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <masseflyt/core/haul.hpp>
#include <masseflyt/core/month.hpp>

namespace masseflyt::reporting {

struct Report;

/// A stretch of road between two nodes.
struct RoadSection {
  std::string id, name;                         ///< name: of the road, "E18"
  std::string from, to;                         ///< what its ends are called
  std::vector<std::pair<double, double>> line;  ///< longitude and latitude
  double length_km = 0, tunnel_km = 0;
  double built_up_km = 0;  ///< of the length, outside tunnels
};

/// The sections that a leg by road between two places passes, in order; the same both ways.
struct SectionWay {
  PlaceIndex from = 0, to = 0;          ///< from < to
  std::vector<std::uint32_t> sections;  ///< into the sections of the report
};

/// Trucks that pass, both directions together.
struct Passes {
  double loaded = 0, empty = 0;
  std::int64_t kg = 0;  ///< on the loaded ones
  double all() const { return loaded + empty; }
};

struct SectionMonth {
  std::uint32_t section = 0;  ///< of Report::sections
  Month month;
  Passes passes;              ///< in the whole month
  double trucks_per_day = 0;  ///< passes on a day from Monday to Friday
};

/// Monday to Sunday (ISO 8601).
struct Week {
  std::string name;    ///< "2023-W40"
  std::string monday;  ///< "2023-10-02"
  double trucks = 0;   ///< passes of a section; for the plan, truckloads on roads
};

struct SectionTraffic {
  std::uint32_t section = 0;
  Passes passes;              ///< in all months
  double built_up_vkm = 0;    ///< passes times kilometres in built-up area outside tunnels
  Month busiest;              ///< the first month with the most trucks per day
  double trucks_per_day = 0;  ///< in it
  Week peak;                  ///< the first week with the most passes
};

struct MonthTraffic {
  Month month;
  std::int32_t working_days = 0;  ///< Monday to Friday
  double loads = 0;               ///< truckloads, each leg by road for itself
  double vkm = 0;                 ///< loaded and empty
};

struct Traffic {
  std::vector<SectionMonth> months;      ///< by section, then month; only where trucks pass
  std::vector<SectionTraffic> sections;  ///< likewise
  std::vector<MonthTraffic> all;         ///< the whole plan; only months with driving
  std::optional<Week> peak;              ///< with the most truckloads; none: nothing is driven
  double vkm = 0;                        ///< truck kilometres of surplus, loaded and empty
  double on_sections_vkm = 0;            ///< of the passes: what the sections below explain
  double built_up_vkm = 0, on_sections_built_up_vkm = 0;  ///< the same in built-up area
  double virgin_vkm = 0;                                  ///< of virgin rock, in no other figure
};

/// Trucks that the plan sends over the sections of the report. Not in it: facts, masses that stay
/// inside a project, and virgin rock, of which a plan says in which year a need buys it, but not
/// in which month it is driven. A plan knows months: its loads are spread evenly over Monday to
/// Friday, holidays are not known, so that all full weeks of the busiest month are alike and the
/// first is told. Legs without a known way (to receivers outside, where the report holds no roads)
/// and the ways from places to the roads count in `vkm` alone. Nothing here tells how many people
/// live or go to school beside a road. Cost: O(movements × sections of a way + sections × weeks).
Traffic traffic(const Report& report);

/// One row per section and month.
std::string traffic_csv(const Report& report);
/// One row per section: all passes, the busiest month, the peak week, built-up passes.
std::string traffic_peaks_csv(const Report& report);

}  // namespace masseflyt::reporting
