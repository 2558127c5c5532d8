// masseflyt/scenario/truck_day.hpp — a day of trucks from the tables of a scenario, and its files.
//
//   places, distances, roads ┐
//   fleets, sites, hauls, ...├─► truck_day() ─► transport::dispatch() ─► itineraries.csv,
//   loads.csv,
//                            ┘                                           dispatch.json
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/scenario/document.hpp>
#include <masseflyt/transport/dispatch.hpp>
#include <masseflyt/transport/simulation.hpp>

namespace masseflyt::scenario {

/// A day, and what its numbers stand for. Places are those that the day needs and no others.
struct TruckDay {
  transport::Day day;
  std::vector<std::string> places, place_names;  ///< per place of the day
  std::vector<double> longitude, latitude;       ///< per place
  std::vector<std::string> materials;            ///< per material of the day
};

/// Reads `fleets`, `sites`, `cleanings`, `road_limits` and `hauls` of a document. Ways are those
/// that its plan reckons with: the table `distances`, and the roads where it has no row; the
/// kilometres and hours of both times the factor `trips_detour`.
///
/// Everything that is wrong goes to `found`, with file, row and column. Errors: invalid_document;
/// those of the road network.
Result<TruckDay> truck_day(const Document& document, Diagnostics& found);

/// A warning if a plan was not made from `document` and its chosen variants: places and ways of its
/// hauls may then be others. `planned_hash` is Report::input_hash of the plan; empty, it is not
/// known and that is the warning. Rows of the tables of a day in the document change its hash.
std::optional<Diagnostic> other_input(const Document& document, std::string_view planned_hash);

/// What was made of a day, as it is told.
struct ToldDay {
  const TruckDay& input;
  const transport::Dispatch& dispatch;
  const transport::Simulation& simulation;
  std::string date;  ///< "2026-03-16"; may be empty
  transport::DispatchOptions options = {};
};

/// Vehicle-kilometres in built-up area, outside tunnels; negative: not known for every way.
double built_up_km(const ToldDay& told);

// The same bytes for the same day. Hours are those of the clock, "06:30:00".

/// One row per activity of a truck.
std::string itineraries_csv(const ToldDay& told);
/// One row per load.
std::string loads_csv(const ToldDay& told);
/// Sums, bound, what is left over, return flows that would help.
std::string dispatch_json(const ToldDay& told);

}  // namespace masseflyt::scenario
