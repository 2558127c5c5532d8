#include "reporting/figures.hpp"

#include <cmath>

namespace masseflyt::reporting {
namespace {

/// To 1/`steps`, so that printed parts add up to the printed sum.
double rounded(double value, double steps) { return std::round(value * steps) / steps; }

LegFigures of(const HaulSums& sums, double tonnes) {
  return {rounded(sums.km, 1e3), rounded(sums.nok * tonnes, 1e2),
          rounded(sums.co2e_kg * tonnes, 1e3), rounded(sums.exposure_vkm * tonnes, 1e3)};
}

LegFigures sum(const std::vector<LegFigures>& legs) {
  LegFigures all;
  for (const LegFigures& leg : legs) {
    all.km += leg.km, all.nok += leg.nok;
    all.co2e_kg += leg.co2e_kg, all.exposure_vkm += leg.exposure_vkm;
  }
  return {rounded(all.km, 1e3), rounded(all.nok, 1e2), rounded(all.co2e_kg, 1e3),
          rounded(all.exposure_vkm, 1e3)};
}

}  // namespace

Figures figures(const Movement& m) {
  const double t = static_cast<double>(m.kg) / 1e3;
  const HaulSums& way = m.route.sums;
  Figures f;
  f.tonnes = t;
  for (const Leg& leg : m.route.legs) f.legs.push_back(of(leg.sums, t));
  f.haul = f.legs.empty() ? of(way, t) : sum(f.legs);
  f.road_km = rounded(way.road_km, 1e3);
  f.loads = rounded(way.loads * t, 1e3);
  f.loaded_vkm = rounded(way.loaded_vkm * t, 1e3);
  f.empty_vkm = rounded(way.empty_vkm * t, 1e3);
  f.fee_nok = rounded(m.fee_nok_t * t, 1e2);
  f.store_nok = rounded(m.store_nok_t * t, 1e2);
  f.process_nok = rounded(m.process_nok_t * t, 1e2);
  f.process_co2e_kg = rounded(m.process_co2e_kg_t * t, 1e3);
  f.virgin_co2e_kg = rounded(m.virgin_co2e_kg_t * t, 1e3);
  f.avoided_virgin_t = rounded(m.avoided_virgin_share * t, 1e3);
  f.avoided_co2e_kg = rounded(m.avoided_co2e_kg_t * t, 1e3);
  f.total_nok = rounded(f.haul.nok + f.fee_nok + f.store_nok + f.process_nok, 1e2);
  f.total_co2e_kg = rounded(f.haul.co2e_kg + f.process_co2e_kg + f.virgin_co2e_kg, 1e3);
  return f;
}

std::string place_id(const Report& report, PlaceIndex place) {
  return place < report.places.size() ? report.places[place].id : "#" + std::to_string(place);
}

const char* name(Mode mode) {
  return mode == Mode::sea ? "sea" : mode == Mode::rail ? "rail" : "road";
}

}  // namespace masseflyt::reporting
