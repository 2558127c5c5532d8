// masseflyt/reporting/report.hpp — the files of a plan: for people, spreadsheets, maps and
// programs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <masseflyt/reporting/account.hpp>
#include <masseflyt/reporting/traffic.hpp>

namespace masseflyt::reporting {

struct PlaceRow {
  std::string id, name, municipality;
  double longitude = 0, latitude = 0;
  std::string role;  ///< offer, receiver, store, quarry, need, port
};

/// What an id is called. Ids without a row are printed as they are.
struct NameRow {
  std::string id;  ///< of an offer, party, receiver, store, quarry, need or port
  std::string name;
};

/// A background ring set in WGS 84 degrees. Layers that a map knows: "land" (clipped at the coast;
/// with it, what is not land is drawn as water), "water", "municipalities", "built_up_areas";
/// others are left out.
struct LayerShape {
  std::string layer, name;
  std::vector<std::vector<std::pair<double, double>>> rings;
};

/// Geometry of a leg between two places, longitude and latitude; straight where unknown.
struct PathRow {
  PlaceIndex from = 0, to = 0;
  Mode mode = Mode::road;
  std::vector<std::pair<double, double>> points;
};

struct StockRow {
  std::string store, group;
  Month month;
  std::int64_t kg = 0, capacity_kg = 0;  ///< at the end of the month
};

/// Room of a place over time. A figure that does not apply is absent.
struct RoomRow {
  std::string place, name;
  std::int32_t year = 0;
  std::int64_t used_kg = 0;
  std::optional<std::int64_t> year_capacity_kg;
  std::optional<std::int64_t> life_left_kg;
};

struct UnmetRow {
  std::string id;  ///< offer or need
  std::string group;
  MonthSpan months;
  std::int64_t kg = 0;
  std::string what;               ///< far, unplaced, end_stock or shortfall
  std::string reason, reason_nb;  ///< the nearest violated condition
};

/// A place that is closed to masses of one group, and why.
struct ExclusionRow {
  std::string place;
  std::string group;
  std::vector<std::string> offers;  ///< whose masses are meant
  std::string rule;                 ///< "acceptance/class", "no.normverdier/pb"; joined by "; "
  std::string reason, reason_nb;
  std::string source;  ///< of the rules, or of the row of the place
  /// Where there are too many to list: how many pairs of a lot and a place it is about, which are
  /// not named then. Else 0.
  std::int64_t pairs = 0;
};

/// What one tonne more, or less, would change in the objective, NOK per tonne as weighed. Negative:
/// it saves that much. Absent: no plan keeps all limits then, or there is none to take.
struct PriceRow {
  /// "supply" (mass that arises), "room" (of a limit), "minimum" (of a need), "intake", "stock"
  /// (of a store), "process" (of its plant), "virgin" (what a quarry can sell), or what couples
  /// masses: "store" (room, intake or plant that groups share), "loads", "port", "deal", "need"
  std::string what;
  std::string place;  ///< offer, receiver, quarry, store or need
  std::string group;  ///< of masses; empty where all count
  std::string name;   ///< "K31 2024"
  MonthSpan months;   ///< in each of them, or, for "room", "minimum" and "virgin", in all of them
  std::optional<double> more_nok_t, less_nok_t;
};

/// A phase of a site that is not open yet, and what the plan decides.
struct OpeningRow {
  std::string id, name, site, area;
  /// opened; not_opened; decided: a fact; or closed: it cannot be opened in these months, or its
  /// area breaks a siting rule
  std::string status;
  std::optional<Month> decided, ready;  ///< first month in which masses may come
  double nok = 0, co2e_kg = 0;          ///< of the plan: 0 unless it is opened
  std::int64_t came_kg = 0;             ///< into the site, in all its phases
  std::string reason, reason_nb;        ///< of closed
};

/// An agreed deal, and what the plan makes of it.
struct DealRow {
  std::string id, offer, destination, group;  ///< group of masses; empty: any of the offer
  MonthSpan months;                           ///< of the deal
  std::int64_t agreed_kg = 0;
  std::int64_t driven_kg = 0;   ///< by loads, already
  std::int64_t planned_kg = 0;  ///< that the plan brings besides, in these months
  std::int64_t changed_kg = 0;  ///< of what was agreed, neither driven nor planned
  double penalty_nok_t = 0;     ///< what changing a tonne of it costs
  double penalty_nok = 0;       ///< of `changed_kg`; in the objective, not in the account
  /// Where masses of the offer go in these months, most first: "K31 1 200 t". Empty: nothing
  /// changed.
  std::string instead, instead_nb;
};

/// What a process took in and made in one month: in + added = product + by-products + rest. The
/// product is rounded to whole kilograms.
struct ProcessingRow {
  std::string process, store, group;  ///< group: of what went in
  Month month;
  std::string what;  ///< in, added, product, byproduct or rest
  std::string made;  ///< product or group of by-product; else empty
  std::int64_t kg = 0;
};

struct AssumptionRow {
  std::string key, applies_to, low, point, high, unit, why, source, confidence;
};

/// One saving against the baseline under one objective, with its range over the assumptions.
struct SavingRow {
  std::string objective;  ///< cost, co2e, road_km
  std::string figure;     ///< nok, co2e_kg, vehicle_km, exposure_vkm, virgin_t
  double baseline = 0, plan = 0;
  double low = 0, high = 0;  ///< least and most of baseline - plan over `runs`
};

struct SensitivityRow {
  std::string assumption, side, value;  ///< low or high
  double saving_nok = 0, saving_co2e_kg = 0, saving_vkm = 0;
  std::string status;
};

struct ObservedRow {
  std::string id, offers, receivers;            ///< as published
  double tonnes = 0;                            ///< 0: not public
  double plan_to_same_t = 0, plan_total_t = 0;  ///< what the plan sends to the same receivers
  double baseline_to_same_t = 0;
  std::string plan_receivers;  ///< the plan's largest receivers, with tonnes
  std::string note;
};

struct Solution {
  std::string objective;  ///< "cost", "co2e", "road_km", "custom"
  Weights weights;
  std::string status;                              ///< optimal, feasible, infeasible, stopped
  std::string stopped_by;                          ///< deadline, cancel or empty
  double objective_value = 0, bound = 0, gap = 0;  ///< NOK as weighed; gap relative
  std::vector<Movement> movements;
  std::vector<Once> once;
  Account account;
};

/// All that the report tells. `scenario::run` fills it; nothing here is computed again.
struct Report {
  std::string title, title_nb, case_id, variant;  ///< variant: "ringeriksbanen=no, ..."
  MonthSpan horizon;
  Month as_of;
  std::int32_t price_year = 0;
  std::string input_hash, version;
  std::vector<std::string> attribution;
  std::vector<PlaceRow> places;  ///< PlaceIndex of the movements
  std::vector<NameRow> names;    ///< of ids that are no place, or share one with others
  std::vector<LayerShape> layers;
  std::vector<PathRow> paths;
  std::vector<RoadSection> sections;     ///< the roads of the case
  std::vector<SectionWay> section_ways;  ///< of the plan's legs by road; by from, then to
  Solution plan;                         ///< the one that was asked for
  std::vector<Solution> others;          ///< least cost, least km, least CO2e, for the comparison
  Solution baseline;
  std::vector<Movement> facts;  ///< before as_of, and internal masses: pinned
  std::vector<StockRow> stocks;
  std::vector<RoomRow> rooms;
  std::vector<OpeningRow> openings;
  std::vector<DealRow> deals;  ///< agreed or under way, in the order of the input
  std::vector<ProcessingRow> processing;
  std::vector<UnmetRow> unmet;
  std::vector<ExclusionRow> exclusions;
  std::vector<PriceRow> prices;  ///< of the plan; empty if it is no optimum
  /// Where rows couple masses (shared stores, openings, deals ...) prices are bounds at the plan's
  /// own openings: one tonne more of room saves at most so much, one of supply costs at least.
  bool prices_are_bounds = false;
  std::vector<SavingRow> savings;
  std::vector<SensitivityRow> sensitivity;
  std::vector<ObservedRow> observed;
  std::vector<AssumptionRow> assumptions;
  std::vector<std::string> notes, notes_nb;  ///< what this plan rests on and leaves out
};

enum class Language : std::int32_t { en = 1, nb = 2 };

// All of these give the same bytes for the same Report, on any machine and in any locale.

/// plan.json of the command-line contract.
std::string plan_json(const Report& report);
/// One row per movement, units in the column names; cells that start with =, +, - or @ and are no
/// number are neutralised with an apostrophe.
std::string flows_csv(const Report& report);
/// One row per price, as in PriceRow, months apart.
std::string prices_csv(const Report& report);
/// Accounts of plan, baseline and the other objectives.
std::string account_json(const Report& report);
/// Places, and flows summed over time, as a FeatureCollection.
std::string plan_geojson(const Report& report);
/// One self-contained page: no network, no script needed to read it, prints on A4.
std::string report_html(const Report& report, Language language);

}  // namespace masseflyt::reporting
