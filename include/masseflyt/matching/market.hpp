// masseflyt/matching/market.hpp — what is offered, who could take it, and within which limits.
//
// A market is plain data: lots that arise month by month, destinations with the limits they share,
// stores that keep groups of lots apart, and virgin material as the alternative of every need.
// It knows neither why a lot may go somewhere (core/compatibility.hpp) nor how it gets there
// (core/cost_source.hpp). All masses are whole kilograms; a period is a month of the horizon,
// counted from 0.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <masseflyt/core/compatibility.hpp>
#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/haul.hpp>
#include <masseflyt/matching/row.hpp>

namespace masseflyt::matching {

/// All that one offer holds of one group.
struct Lot {
  std::string id;   ///< "S07/soil-class2"
  Index offer = 0;  ///< number of the offer; several lots may share it
  Index group = 0;  ///< lots that everybody treats alike
  PlaceIndex place = 0;
  /// Where it really went, if known: destinations the baseline tries first. May be empty.
  std::vector<Index> observed = {};
};

/// What of a lot has to leave in one period. Nothing waits at the site.
struct Supply {
  Index lot = 0;
  Index period = 0;
  std::int64_t kg = 0;  ///< > 0
  /// The stock it lies in already when the period begins, at the place of its lot: it may stay
  /// there without haul, handling or intake, and goes into no other. none: it arises at its place.
  Index stored = none;
};

/// A bound on what everything below it takes together. Limits form trees: soft rock of a year
/// within the year, the year within the lifetime.
struct Limit {
  std::string id;                        ///< "K10 2024"
  std::int64_t capacity_kg = unlimited;  ///< at most, inclusive
  std::int64_t minimum_kg = 0;           ///< at least, inclusive; a shortfall is a priced answer
  Index parent = none;
};

/// A place where mass comes to rest: a fill, a landfill, a quarry's intake, a need.
struct Destination {
  std::string id;
  PlaceIndex place = 0;
  bool commercial = true;  ///< open to anybody today; only such take part in the baseline
};

/// How one group enters one destination in one stretch of periods.
struct Entry {
  Index destination = 0;
  Index group = 0;
  Index first = 0, last = 0;  ///< periods, both inside
  Index limit = 0;            ///< the narrowest limit it counts towards
  HaulSums extra;             ///< per tonne on arrival: fee, processing, credit
  Index product = none;       ///< none: as dug; else only out of a store's process of that product
};

/// One group inside one store. Groups never mix: what leaves as hard rock came in as hard rock.
struct Stock {
  std::string id;         ///< "K31/rock-hard-clean"
  Index destination = 0;  ///< the store as a column of the compatibility of lots
  Index group = 0;
  PlaceIndex place = 0;
  Index first = 0, last = 0;   ///< periods in which it is open, both inside
  std::int64_t stock_kg = 0;   ///< may lie there at the end of a period
  std::int64_t intake_kg = 0;  ///< may come in per period
  HaulSums in;                 ///< per tonne that comes in: handling
  HaulSums hold;               ///< per tonne and period
  bool may_remain = false;     ///< open beyond the horizon: what is left pays `end`
  HaulSums end;
  std::vector<std::int64_t> taken_kg =
      {};                       ///< per period, of the intake: used up already; or empty
  std::vector<char> shut = {};  ///< per period: nothing leaves; or empty

  /// What may still come in.
  std::int64_t room_kg(Index period) const {
    const std::int64_t used = period < taken_kg.size() ? taken_kg[period] : 0;
    return used < intake_kg ? intake_kg - used : 0;
  }
  bool is_shut(Index period) const { return period < shut.size() && shut[period] != 0; }
};

/// What a store makes of one stock.
struct Process {
  Index stock = 0;
  Index product = 0;
  std::int64_t capacity_kg = 0;  ///< of what goes in, per period
  HaulSums extra;                ///< per tonne in
  double yield = 0;              ///< tonnes of product per tonne in; 0: that of the market
};

/// Virgin material that a need buys when no offer fills it.
struct Virgin {
  std::string id;
  PlaceIndex place = 0;
  bool anywhere = false;  ///< not one quarry but the market: its haul is in `extra`
  Index first = 0, last = 0;
  Index limit = 0;            ///< of the need: the limit it fills
  Index supply_limit = none;  ///< index into `virgin_supply_kg`; none: as much as wanted
  PlaceIndex to = 0;          ///< where the need is
  HaulSums extra;             ///< price and production, per tonne
  double yield = 1;           ///< tonnes of virgin material that stand for one tonne of mass in
};

/// Flows keep their kilograms: what leaves a process counts by the mass that went *in*. Where all
/// processes have one yield, limits of needs that take a product are given in mass in, too; where
/// they differ, the need is a row that counts each process by its yield. See docs/methods/plan.md.
struct Market {
  Index periods = 0;
  std::vector<std::string> groups;
  std::vector<Lot> lots;
  std::vector<Supply> supplies;
  std::vector<Limit> limits;
  std::vector<Destination> destinations;  ///< stores among them, for the compatibility
  std::vector<Entry> entries;
  std::vector<Stock> stocks;
  std::vector<Process> processes;
  std::vector<Virgin> virgin;
  std::vector<std::int64_t> virgin_supply_kg;
  Compatibility lot_to;    ///< lots × destinations
  Compatibility group_to;  ///< groups × destinations: what may come out of a store
  /// What offers really do today, for the baseline alone; empty: lot_to. A place that was built for
  /// some projects serves only them until somebody coordinates.
  Compatibility practised_to;
  double yield = 1;               ///< product out of a process per tonne in
  std::vector<char> far_allowed;  ///< per group: a receiver outside the region would take it
  HaulSums far;                   ///< per tonne, haul and fee of that receiver
  double unplaced_nok_t = 0;  ///< technical price of a tonne that goes nowhere, or of a shortfall
  std::vector<Choice> choices = {};
  std::vector<Row> rows = {};
  std::vector<Byproduct> byproducts = {};

  /// Not one flow: plan() then bounds and bridges the gap by decomposition.
  bool coupled() const { return !choices.empty() || !rows.empty() || !byproducts.empty(); }
};

/// Everything that is inconsistent in `market`: indexes out of range, limits in a circle, minimum
/// above capacity, negative masses, totals that do not fit, rows that count what is not there or
/// that the empty plan breaks. A plan is only made without errors.
Diagnostics check(const Market& market);

/// Tonnes of product per tonne that goes in.
inline double yield_of(const Market& market, Index process) {
  const double own = process == none ? 1 : market.processes[process].yield;
  return own == 0 ? market.yield : own;
}

inline HaulSums scaled(const HaulSums& s, double by) {
  return {s.km * by,           s.road_km * by,    s.nok * by,       s.co2e_kg * by,
          s.exposure_vkm * by, s.loaded_vkm * by, s.empty_vkm * by, s.loads * by};
}

/// The integer price of one kilogram: NOK per tonne as weighed, in micro-NOK per kilogram. All
/// objectives are combined before this one rounding, so it is off by at most 0.5 micro-NOK.
inline std::int64_t micro_nok_per_kg(const HaulSums& sums, const Weights& weights) {
  return std::llround(weigh(sums, weights) * 1000.0);
}

/// The same for what is paid once: NOK, in micro-NOK.
inline std::int64_t micro_nok(const HaulSums& sums, const Weights& weights) {
  return std::llround(weigh(sums, weights) * 1e6);
}

}  // namespace masseflyt::matching
