// masseflyt/reporting/account.hpp — tonnes, kilometres, money, CO2e and nuisance of a set of movements.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <masseflyt/core/haul.hpp>
#include <masseflyt/core/month.hpp>

namespace masseflyt::reporting {

/// Where a movement ends.
enum class Kind : std::int32_t {
  need = 1,        ///< replaces virgin material in a need of the market
  fill = 2,        ///< a fill that wants the mass
  quarry = 3,      ///< taken in by a quarry and crushed for sale
  backfill = 4,    ///< backfill of a pit
  treatment = 5,   ///< washing, sorting
  landfill = 6,
  far_receiver = 7,///< outside the region, for lack of room
  unplaced = 8,    ///< nowhere: it is listed with its reason
  store = 9,       ///< into an intermediate store; what comes out is a movement of its own
  internal = 10,   ///< used inside its own project; reported apart from the market
  virgin = 11,     ///< rock blasted or bought to fill what no offer fills
  end_stock = 12,  ///< still in a store when the horizon ends; pays its future disposal
  past = 13,       ///< left before `as_of`: a fact; its way may be unknown
  shortfall = 14,  ///< asked for by a need and not to be had
};

/// Short English and Norwegian names: "quarry" / "pukkverk".
const char* name(Kind kind, bool norwegian);

/// Level of the resource pyramid (facts: ressurspyramide): 1 prevention (used inside), 2 reuse,
/// 3 recycling, 4 other recovery, 5 disposal; 0 does not apply (store, virgin).
std::int32_t pyramid_level(Kind kind);

/// So much mass, one way, in one month. Money and CO2e per tonne beyond the haul stand apart by
/// stage, so that every figure in the account can be traced to a factor.
struct Movement {
  std::string offer;        ///< id of the giver; of the quarry for virgin
  std::string party;
  std::string group;        ///< lots that everybody treats alike: "rock-hard-clean"
  std::string material, grade, condition_class;
  std::string source;       ///< id of where it leaves: the offer, a store or a quarry
  std::string destination;  ///< id: K10, N35b, "far", "unplaced"
  Kind kind = Kind::need;
  PlaceIndex from = 0, to = 0;
  Month month;
  std::int64_t kg = 0;
  Route route;              ///< per tonne; empty for internal and unplaced
  double fee_nok_t = 0;     ///< gate fee, or price of virgin material ex works
  double store_nok_t = 0;   ///< handling and holding until it leaves again
  double process_nok_t = 0;
  double process_co2e_kg_t = 0;
  double virgin_co2e_kg_t = 0;   ///< production of the virgin material itself
  double avoided_virgin_share = 0;    ///< tonnes of virgin rock not needed per tonne
  double avoided_co2e_kg_t = 0;       ///< its production, as a credit; reported apart
};

/// Sums of one set of movements. Tonnes are sums of whole kilograms.
struct Account {
  double surplus_t = 0;       ///< to be placed: what leaves the offers, internal masses not in it
  double internal_t = 0;
  double placed_t = 0;        ///< of surplus: reached a final place in the region
  double far_t = 0, unplaced_t = 0, end_stock_t = 0;
  double virgin_t = 0, avoided_virgin_t = 0;
  double reused_share = 0;    ///< need + fill + quarry + backfill, of surplus
  double disposed_share = 0;  ///< landfill + far + unplaced, of surplus
  double short_share = 0;     ///< of placed tonnes: driven at most 15 road km in all
  double loads = 0, loaded_vkm = 0, empty_vkm = 0, road_tkm = 0, sea_tkm = 0;
  double mean_road_km = 0;    ///< per tonne of surplus, one way
  double exposure_vkm = 0;
  double nok = 0, co2e_kg = 0;  ///< all stages
  double avoided_co2e_kg = 0;   ///< production of virgin rock that quarries need not blast: a credit
  double net_co2e_kg = 0;       ///< co2e_kg less the credit: what plans are compared by
  /// By stage: haul_road, haul_sea, fee, store, process, virgin, virgin_haul, far, end_stock.
  std::map<std::string, double> nok_by_stage, co2e_kg_by_stage;
  std::map<std::string, double> tonnes_by_material, tonnes_by_class, tonnes_by_group;
  std::map<std::string, double> tonnes_by_kind;     ///< English names of Kind
  std::map<std::int32_t, double> tonnes_by_pyramid;
  std::map<std::int32_t, double> tonnes_by_year;
  std::map<std::string, double> nok_by_party, tonnes_by_party;
};

/// Cost: one pass. Kind::store rows add their haul and handling but no final tonnes; the haul of
/// virgin material is a stage of its own.
Account account(const std::vector<Movement>& movements);

}  // namespace masseflyt::reporting
