// masseflyt/reporting/account.hpp — tonnes, kilometres, money, CO2e and nuisance of a set of
// movements.
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
  need = 1,       ///< replaces virgin material in a need of the market
  fill = 2,       ///< a fill that wants the mass
  quarry = 3,     ///< taken in by a quarry and crushed for sale
  backfill = 4,   ///< backfill of a pit
  treatment = 5,  ///< washing, sorting
  landfill = 6,
  far_receiver = 7,  ///< outside the region, for lack of room
  unplaced = 8,      ///< nowhere: it is listed with its reason
  store = 9,         ///< into an intermediate store; what comes out is a movement of its own
  internal = 10,     ///< used inside its own project; reported apart from the market
  virgin = 11,       ///< rock blasted or bought to fill what no offer fills
  end_stock = 12,    ///< still in a store when the horizon ends; pays its future disposal
  past = 13,         ///< left before `as_of`, or was driven since: a fact; its way may be unknown
  shortfall = 14,    ///< asked for by a need and not to be had
};

/// Short English and Norwegian names: "quarry" / "pukkverk". The English one has no blanks
/// ("far_receiver"): it is the word that files use.
const char* name(Kind kind, bool norwegian);

/// Whether a movement of this kind ends the way of surplus mass: all but store, internal, virgin,
/// past and shortfall.
bool ends_surplus(Kind kind);

/// Level of the resource pyramid (Directive 2008/98/EC article 4, as in Norwegian guidance):
/// 1 prevention (used inside), 2 reuse, 3 recycling (needs, quarries, treatment), 4 other recovery
/// (fills, backfill), 5 disposal (landfill, far, unplaced); 0: does not apply (store, virgin, past,
/// shortfall) or not yet known (end_stock). A kind is a rough guide: reuse of blocks and top soil
/// in the same function cannot be told from recycling by where a movement ends.
std::int32_t pyramid_level(Kind kind);

/// So much mass, one way, in one month. Money and CO2e per tonne beyond the haul stand apart by
/// stage, so that every figure in the account can be traced to a factor.
struct Movement {
  std::string offer;  ///< id of the giver; of the quarry for virgin
  std::string party;
  std::string group;  ///< lots that everybody treats alike: "rock-hard-clean"
  std::string material, grade, condition_class;
  std::string source;       ///< id of where it leaves: the offer, a store or a quarry
  std::string destination;  ///< id: K10, N35b, "far", "unplaced"
  Kind kind = Kind::need;
  PlaceIndex from = 0, to = 0;
  Month month;
  std::int64_t kg = 0;
  Route route;             ///< per tonne; empty for internal and unplaced
  double fee_nok_t = 0;    ///< gate fee, or price of virgin material ex works
  double store_nok_t = 0;  ///< handling and holding until it leaves again
  double process_nok_t = 0;
  double process_co2e_kg_t = 0;
  double virgin_co2e_kg_t = 0;      ///< production of the virgin material itself
  double avoided_virgin_share = 0;  ///< tonnes of virgin rock not needed per tonne
  double avoided_co2e_kg_t = 0;     ///< its production, as a credit; reported apart
};

/// What is paid once, not per tonne.
struct Once {
  std::string what;         ///< "opening" of a site, or "load_fee": begun truckloads, paid in full
  std::string id;           ///< of the opening, or "S07/soil-class2 to K10"
  std::string place;        ///< id of the site
  std::string party;        ///< who pays, if anybody is named
  Month month;              ///< in which it is decided, or first driven
  std::int64_t amount = 1;  ///< openings, or loads
  double nok = 0, co2e_kg = 0;  ///< of all of them
};

/// Sums of one set of movements. Tonnes are sums of whole kilograms, all else sums of millionths,
/// so no figure depends on the order of the movements.
struct Account {
  double surplus_t = 0;    ///< to be placed: what leaves the offers, internal masses not in it
  double internal_t = 0;   ///< apart: nothing else in an account counts them but kind and pyramid
  double past_t = 0;       ///< left before `as_of`; not in surplus_t
  double stored_t = 0;     ///< of surplus: passed through a store
  double shortfall_t = 0;  ///< asked for by needs and not to be had
  double placed_t = 0;     ///< of surplus: reached a final place in the region
  double far_t = 0, unplaced_t = 0, end_stock_t = 0;
  double virgin_t = 0, avoided_virgin_t = 0;
  double reused_share = 0;    ///< need + fill + quarry + backfill, of surplus; 0 without surplus
  double disposed_share = 0;  ///< landfill + far + unplaced, of surplus
  double short_share = 0;  ///< of placed tonnes: driven at most 15 road km, way to a store included
  double loads = 0, loaded_vkm = 0, empty_vkm = 0, road_tkm = 0, sea_tkm = 0;
  double mean_road_km = 0;  ///< per tonne of surplus, one way
  double exposure_vkm = 0;
  double nok = 0, co2e_kg = 0;  ///< all stages
  double avoided_co2e_kg = 0;  ///< production of virgin rock that quarries need not blast: a credit
  double net_co2e_kg = 0;      ///< co2e_kg less the credit: what plans are compared by
  /// By stage: haul_road (and rail), haul_sea, fee, store, process, virgin, virgin_haul, far,
  /// end_stock, unplaced, shortfall, opening, load_fee. Stages without a figure are left out.
  std::map<std::string, double> nok_by_stage, co2e_kg_by_stage;
  /// Of surplus, as it leaves the offers: each of these adds up to surplus_t.
  std::map<std::string, double> tonnes_by_material, tonnes_by_class, tonnes_by_group;
  std::map<std::string, double> tonnes_by_party;
  std::map<std::int32_t, double> tonnes_by_year;
  /// English names of Kind, store left out. Those that end surplus add up to surplus_t.
  std::map<std::string, double> tonnes_by_kind;
  std::map<std::int32_t, double> tonnes_by_pyramid;  ///< surplus and internal
  std::map<std::string, double> nok_by_party;        ///< adds up to nok
};

/// Every tonne counts once as surplus, where it leaves its offer, and once by kind, where it comes
/// to rest: a row into a store (Kind::store) adds its haul and handling to the sums of what leaves
/// that store, and the way to it to `short_share`. The haul of virgin material is a stage of its
/// own and is driven like any other. Figures that are not finite make their sums NaN. Cost: O(n log
/// n). Thread-safe: no shared state.
Account account(const std::vector<Movement>& movements, const std::vector<Once>& once = {});

}  // namespace masseflyt::reporting
