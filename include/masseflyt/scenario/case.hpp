// masseflyt/scenario/case.hpp — the tables of a scenario once they have been checked and typed.
//
// A Case is what a Document (document.hpp) says when every cell has been read. One struct per
// table, one member per column, same names. Lists are separated by ';' in a CSV cell and are
// arrays in JSON. Amounts that are planned with are tonnes; an amount that is given in m³ needs a
// state (bank, loose, placed) and is converted once, with the factor and its source on record.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/haul.hpp>
#include <masseflyt/core/month.hpp>
#include <masseflyt/scenario/couplings.hpp>
#include <masseflyt/scenario/trucks.hpp>

namespace masseflyt::scenario {

/// Share or price by key, in the order of the input: "clean:0.7;class2:0.3".
template <typename V>
using Keyed = std::vector<std::pair<std::string, V>>;
using Names = std::vector<std::string>;

struct Header {
  std::string schema;  ///< "masseflyt.scenario/1"
  std::string id;
  std::string title, title_nb;
  std::string crs;             ///< EPSG:4326, EPSG:25832 or EPSG:25833: of all x and y
  std::vector<double> bounds;  ///< west, south, east, north in degrees: where places may lie
  MonthSpan horizon;
  Month as_of;  ///< earlier months are facts, this and later ones are planned
  std::int32_t price_year = 0;
  Weights objective;
  Names rules;                  ///< ids of rule packs
  Names attribution;            ///< printed wherever the data shows
  Keyed<std::string> variants;  ///< chosen option per variant; a default may be left out
};

struct Party {
  std::string id, name, role, source;
};

struct Place {
  std::string id, name, municipality;
  double x = 0, y = 0;  ///< longitude and latitude, or easting and northing in metres
  double longitude = 0, latitude = 0;  ///< WGS 84, derived from x, y and the crs
  bool road_access = true;             ///< no: only by way of its port
  std::string port;                    ///< the quay that serves it; may be empty
  double port_km = 0;                  ///< way between the place and that quay
  bool outside = false;                ///< yes: may lie outside the bounds (an export by sea)
  std::string source, confidence;
};

struct Offer {
  std::string id, name, party, place;
  std::string material;    ///< rock, rock_tbm, alum_shale, soil, clay, ...
  std::string excavation;  ///< tunnel, cut, tbm, pit: picks the volume factor
  double amount = 0, amount_low = 0, amount_high = 0;
  std::string unit, state;              ///< t, kt, Mt or m3; a state goes with m3 and only with it
  std::optional<double> t_per_bank_m3;  ///< else from the catalogue of materials
  Month begin, end;                     ///< both inside; spread evenly over the months
  double hard_share = 0;                ///< of rock: fit for base course and better
  double not_clean_share = 0;           ///< share of tonnes that is not clean
  Keyed<double> not_clean_split;        ///< class2..class5, alum_shale, hazardous; sums to 1
  double internal_t = 0;                ///< used inside its own project, evenly over the months
  std::string internal_need;            ///< the need that takes it
  bool included = true;
  std::string reason;  ///< why not included
  std::string quality, status, source;
  std::string confidence_amount, confidence_period, confidence_grade, confidence_class,
      confidence_internal;
  std::string note;
  std::string stage = "open";  ///< see deal.hpp: draft, withdrawn and delivered are not planned
  std::string privacy;         ///< open, or coarse: place and owner are hidden until accepted
  // derived
  double tonnes = 0, tonnes_low = 0, tonnes_high = 0;
  std::string conversion;  ///< how tonnes came from the amount, with source
};

/// The licence of a site. While it is applied for the site is planned with from the month in which
/// a decision is expected; without one that is not needed it is not planned with.
struct Permit {
  std::string state;              ///< granted, applied, refused, not_needed; "": not said
  std::optional<Month> decision;  ///< expected
  std::optional<double> probability;
  std::optional<double> storage_years;  ///< masses may lie there so long
};

/// The test of a beneficial purpose: yes, no, or "" where nobody has said.
struct Purpose {
  std::string planned_anyway;  ///< the fill is made whether or not there are surplus masses
  std::string amount_fits;     ///< no more than it needs
  std::string suited;          ///< masses fit for it
  std::string replaces;        ///< something that would otherwise be used
};

struct Receiver {
  std::string id, place, name;
  std::string kind;          ///< fill, landfill, treatment, backfill
  Names materials, classes;  ///< complete: what is not listed is not taken
  Names exclusive_to;        ///< only these offers; empty: all
  Names intended_for;        ///< named together by the source; information
  Keyed<std::string> fees;   ///< per class, the key of a factor in NOK per tonne
  std::optional<double> throughput_t_per_year, lifetime_t;  ///< gross; none: no such limit
  std::optional<Month> lifetime_as_of;                      ///< from when the lifetime is counted
  double background_share = 0;  ///< share of the yearly figure that others use
  Month open_from, open_to;
  bool included = true;
  std::string reason, status, source;
  std::string confidence_capacity, confidence_window, confidence_rules;
  std::string published, note;
  std::optional<double> benefit_nok_t;  ///< what a tonne is worth to it; information for settling
  Permit permit;
  Purpose purpose;
  LotRules lots;
};

struct Store {
  std::string id, place, name;
  Names materials, classes, exclusive_to, intended_for;
  double stock_t = 0;                ///< may lie there at one time
  double throughput_t_per_year = 0;  ///< may come in per year, gross
  std::optional<double> lifetime_t;  ///< may ever come in
  double background_share = 0;
  /// Share of stock and throughput per group; sums to at most 1. Empty: groups share them.
  Keyed<double> group_shares;
  Month open_from, open_to;
  bool included = true;
  std::string reason, status, source;
  std::string confidence_capacity, confidence_window, confidence_rules;
  std::string published, note;
  Permit permit;
  LotRules lots;
};

/// What a store can make of what lies in it.
struct Process {
  std::string id, store, name;
  std::string method;         ///< crush, sieve, wash, stabilise; information
  std::string product;        ///< crushed_hard, crushed_low, concrete_aggregate, fill, armour
  Names materials, classes;   ///< that may go in; none: rock and bored rock, of any class
  Names grades;               ///< of rock that may go in: hard, soft, tbm; none: any
  std::string product_class;  ///< of the product; empty: as what went in
  std::optional<double> capacity_t_per_year;  ///< of what goes in; none: the store's throughput
  /// Product out per tonne in. What is neither product nor by-product is disposed of as clean.
  double yield = 1;
  double added = 0;                      ///< tonnes of binder or water per tonne in
  std::string cost_factor, co2e_factor;  ///< keys of factors, per tonne in
  std::string source, confidence, note;
};

struct Quarry {
  std::string id, place, name;
  Names materials, grades, classes;
  double soft_share_max = 0;     ///< soft and bored rock and soil together, of the room
  double intake_t_per_year = 0;  ///< gross
  double background_share = 0;
  double virgin_t_per_year = 0;
  double virgin_price_nok_t = 0, virgin_co2_kg_t = 0;
  Names products;
  Month open_from, open_to;
  bool included = true;
  std::string reason, status, source;
  std::string confidence_capacity, confidence_window, confidence_rules, confidence_virgin;
  std::string note;
};

struct Need {
  std::string id, place, name, part_of;
  std::string product;  ///< fill, fill_soil, crushed_any, crushed_hard, ...
  Names materials;
  double min_amount = 0, max_amount = 0;
  std::string unit, state;
  std::string per;    ///< total or year
  Names from_offers;  ///< only these; empty: all
  Month begin, end;
  std::optional<double> low_share_max;  ///< of crushed_any: how much may be of the low grade
  std::string otherwise;  ///< what fills the part that no offer does: virgin or nothing
  bool included = true;
  std::string reason, status, source;
  std::string confidence_amount, confidence_window, confidence_rules;
  std::string published, note;
  std::string stage = "open", privacy;  ///< as in Offer
  std::optional<double> benefit_nok_t;
  Purpose purpose;  ///< of a fill
  LotRules lots;
  // derived
  double min_t = 0, max_t = 0;
  std::string conversion;
};

struct Port {
  std::string id, place, name;
  Names roles;  ///< load, unload
  std::string vessel, use;
  std::optional<double> throughput_t_per_month;  ///< loaded and unloaded together; none: no limit
  std::optional<double> vessel_t;                ///< largest cargo of a ship that can call
  bool included = true;
  std::string source, confidence, note;
};

struct Link {
  std::string id, from, to;  ///< ports
  std::string mode;          ///< sea, rail
  double km = 0;
  std::optional<double> vessel_t;  ///< largest cargo
  double return_share = 0;         ///< of the ways back with goods of others
  std::string method, confidence;
};

/// A row of a price list for hauling by road.
struct HaulPriceRow {
  double km = 0, nok_t = 0;
  std::string source, confidence;
};

struct Distance {
  std::string from, to;  ///< places, either order
  double road_km = 0, tunnel_km = 0, built_up_km = 0;
  std::int32_t tolls = 0;
};

struct RoadNode {
  std::string id, name;
  double x = 0, y = 0, longitude = 0, latitude = 0;
};

struct Road {
  std::string id, from, to, name;
  double length_km = 0, speed_kmh = 0, tunnel_km = 0, built_up_share = 0;
  bool toll = false;
  std::string kind;  ///< road or ferry
};

struct RoadTie {
  std::string place, node;
  double km = 0;
};

struct Assumption {
  std::string key;               ///< unique together with ids
  std::string target;            ///< "factors", or "table.column" of the rows in ids
  std::string operation;         ///< set (default) or scale: column := column × value / point
  Names ids;                     ///< rows it applies to; none for a factor
  std::string low, point, high;  ///< numbers, or months
  std::string unit, why, source, confidence;
  bool vary = false;  ///< part of the range that savings are printed with
};

struct VariantRow {
  std::string variant, option;
  bool is_default = false;
  std::string table;  ///< where the column stands; "header" for the horizon
  Names ids;
  std::string column, value, source, confidence, note;
};

struct ObservedFlow {
  std::string id;
  Names offers, receivers;  ///< EXT: outside the scenario
  std::string port;
  std::optional<double> tonnes;
  Month begin, end;
  std::string mode, tests, source, confidence, note;
};

/// A load that was driven: a fact, whatever was planned.
struct Load {
  std::string id;           ///< of the ticket: the same load has the same id
  std::string offer;        ///< whose mass it is
  std::string destination;  ///< a receiver, store, quarry or need
  double tonnes = 0;
  double held_t = 0;            ///< of it, so much lies in the store it went to and must not leave
  std::string day;              ///< civil day it arrived, "2026-03-14"
  std::string from_store;       ///< the store it left; empty: the place of the offer
  std::string grade;            ///< as far as it is known
  std::string condition_class;  ///< column `class`; as far as it is known
  std::string source, note;
  // derived
  Month month;
};

/// A deal between an offer and a place. One that is agreed or under way stays in every plan, or its
/// shortfall is told at `penalty_nok_t`.
struct Deal {
  std::string id, offer, destination;
  std::string group;  ///< of masses; empty: any of the offer
  double tonnes = 0;
  Month begin, end;                   ///< both inside: within them it is up to the plan when
  std::string stage;                  ///< as in Offer
  std::optional<double> price_nok_t;  ///< that was agreed; information for settling
  double penalty_nok_t = 0;           ///< of a tonne that is not delivered
  std::string source, note;
};

/// A register entry of monitoring: what a sensor delivers. See monitoring/stream.hpp.
struct Sensor {
  std::string id, name, place;
  std::string parameter, unit;  ///< "noise", "dB(A)"
  std::string quantity;         ///< of several with one unit; may be empty
  std::string meaning, stamp;   ///< instant, mean, max, leq, sum; start, end
  double interval_s = 0;        ///< 0: irregular, which only instants may be
  std::optional<double> silence_after_s;
  double lateness_s = 0;
  double correction = 0;  ///< added to every value
  double uncertainty = 0, uncertainty_share = 0;
  bool delivered_late = false;  ///< as by a laboratory
  std::string source, confidence, note;
};

/// One rule on one sensor, and what it closes. See monitoring/rule.hpp.
struct AlarmRow {
  std::string id, name;
  std::string sensor, other;     ///< a second sensor, as the background
  std::string use;               ///< "pack/rule" of a limit pack; else the rule stands here
  std::optional<double> factor;  ///< of the limits of `use`
  std::string quantity;          ///< that the sensor must measure; may be empty
  std::string statistic;
  std::optional<double> rolling_s;  ///< width of a window that slides
  std::string civil, from, to;      ///< or windows of the calendar, or by the clock
  std::optional<double> percentile;
  std::string comparison, unit;
  std::optional<double> warning, alarm, stop, clear_warning, clear_alarm, clear_stop;
  double hold_s = 0, hold_clear_s = 0, min_coverage = 0;
  bool latch = false;     ///< only a person ends the level stop
  Names closes;           ///< sites; none: the rule warns and closes nothing
  std::string closes_at;  ///< from this level on
  double remaining = 0;   ///< share of the capacity that is left meanwhile
  std::string source, confidence, note;
};

/// A site or a way stands still, or is held back.
struct Stop {
  std::string id;
  std::string site;        ///< a place (all that is there), or an offer, receiver, port, road, ...
  std::string begin, end;  ///< civil days, both inside; no end: nobody knows, the plan sees none
  double remaining = 0;    ///< share of its capacity that is left
  std::string source;      ///< key of the alarm, or who decided
  std::string note;
};

struct Material {
  std::string id, name, name_nb;
  double t_per_bank_m3 = 0, t_per_bank_m3_low = 0, t_per_bank_m3_high = 0;
  double loose_per_bank = 0, placed_per_bank = 0;
  std::string source, confidence;
};

struct Sample {
  std::string id, offer, analyte, value, unit;
};

struct Area {
  std::string id, name, place, kind;
  double area_daa = 0;
  Names roles;
  std::string source, confidence, note;
  std::string plan_status;              ///< in the municipality's plan, in its words; "": not said
  std::optional<double> slope_percent;  ///< steepest, over the area
};

/// What an area has to keep to be a candidate; see siting.hpp.
struct SitingRule {
  std::string id, kind;                 ///< distance, overlap, plan_status or slope
  std::string layer;                    ///< of shapes, for distance and overlap
  std::optional<double> distance_m;     ///< at least
  std::optional<double> slope_percent;  ///< at most
  Names allowed;                        ///< plan statuses
  std::string name, name_nb;            ///< "homes", "boliger"
  std::string source, confidence, note;
};

/// Polygon rings of a background layer in WGS 84 degrees, for maps only.
struct Shape {
  std::string layer, id, name;
  std::vector<std::vector<std::pair<double, double>>> rings;
};

struct Case {
  Header header;
  std::vector<Party> parties;
  std::vector<Place> places;
  std::vector<Material> materials;
  std::vector<Offer> offers;
  std::vector<Need> needs;
  std::vector<Store> stores;
  std::vector<Process> processes;
  std::vector<ByproductRow> byproducts;
  std::vector<Receiver> receivers;
  std::vector<Quarry> quarries;
  std::vector<Opening> openings;
  std::vector<Blend> blends;
  std::vector<QualityRow> qualities;
  std::vector<LoadLimit> load_limits;
  std::vector<Port> ports;
  std::vector<Link> links;
  std::vector<HaulPriceRow> haul_prices;
  std::vector<Distance> distances;
  std::vector<RoadNode> road_nodes;
  std::vector<Road> roads;
  std::vector<RoadTie> road_ties;
  std::vector<Fleet> fleets;
  std::vector<SiteRules> sites;
  std::vector<CleaningRule> cleanings;
  std::vector<RoadLimitRow> road_limits;
  std::vector<HaulOrder> hauls;
  std::vector<Assumption> assumptions;
  std::vector<VariantRow> variants;
  std::vector<ObservedFlow> observed;
  std::vector<Load> state;
  std::vector<Deal> deals;
  std::vector<Sensor> sensors;
  std::vector<AlarmRow> alarms;
  std::vector<Stop> stops;
  std::vector<Sample> samples;
  std::vector<Area> areas;
  std::vector<SitingRule> siting_rules;
  std::vector<Shape> shapes;

  /// The factors in force: `point` of every assumption whose target is "factors", with the
  /// changes made by variants. Units stand in the assumptions.
  std::map<std::string, double> factors;
};

}  // namespace masseflyt::scenario
