// figures.hpp — what one movement amounts to in all, rounded once so that files add up.
#pragma once

#include <string>
#include <vector>

#include <masseflyt/reporting/report.hpp>

namespace masseflyt::reporting {

/// Of all tonnes of a movement: NOK to the øre, CO2e to the gram, vehicle-km to the metre.
struct LegFigures {
  double km = 0;  ///< of the way, not times tonnes
  double nok = 0, co2e_kg = 0, exposure_vkm = 0;
};

struct Figures {
  double tonnes = 0;
  std::vector<LegFigures> legs;  ///< as the route's; their sums are `haul`
  LegFigures haul;               ///< of the route itself where it has no legs
  double road_km = 0, loads = 0, loaded_vkm = 0, empty_vkm = 0;
  double fee_nok = 0, store_nok = 0, process_nok = 0, process_co2e_kg = 0, virgin_co2e_kg = 0;
  double avoided_virgin_t = 0, avoided_co2e_kg = 0;
  double total_nok = 0;      ///< haul, fee, store and process
  double total_co2e_kg = 0;  ///< haul, process and virgin; the credit is not in it
};

Figures figures(const Movement& movement);

/// The id of a place, or "#7" for one that the report does not list.
std::string place_id(const Report& report, PlaceIndex place);

/// "road", "sea" or "rail".
const char* name(Mode mode);

}  // namespace masseflyt::reporting
