// What a day of trucks is made of. A plan does not read these tables.
#include "scenario/table_builder.hpp"

namespace masseflyt::scenario {
namespace {

constexpr double two_days = 48;

TableSpec fleets() {
  TableBuilder<Fleet> t("fleets", "Trucks that are alike, for a day of trucks.", &Case::fleets);
  t.id(&Fleet::id);
  t.integer("count", &Fleet::count, between(1, 100000), "How many there are").must();
  t.reference("depot", &Fleet::depot, "places", "Where each begins and ends its day").must();
  t.number("payload_t", &Fleet::payload_t, above_up_to(0, 1000), "Largest load").in("t").must();
  t.words("materials", &Fleet::materials, "materials", "What they may carry; empty: all");
  t.number("shift_begin_h", &Fleet::shift_begin_h, between(0, two_days),
           "Earliest hour they leave the depot, after midnight")
      .in("h")
      .must();
  t.number("shift_end_h", &Fleet::shift_end_h, above_up_to(0, two_days),
           "Hour they are back at the latest")
      .in("h")
      .must();
  t.number("max_duty_h", &Fleet::max_duty_h, above_up_to(0, two_days),
           "Longest time from leaving the depot to being back; empty: no such rule")
      .in("h");
  t.number("max_driving_h", &Fleet::max_driving_h, above_up_to(0, two_days),
           "Most driving of the day; empty: no such rule")
      .in("h");
  t.number("drive_before_break_h", &Fleet::drive_before_break_h, above_up_to(0, two_days),
           "Driving after which a break is due; empty: no such rule")
      .in("h");
  t.number("break_min", &Fleet::break_min, above_up_to(0, 1440), "Length of that break").in("min");
  t.number("range_km", &Fleet::range_km, above_up_to(0, 10000),
           "With a full battery, as the day begins; empty: no limit")
      .in("km");
  t.source();
  t.confidence("confidence", &Fleet::confidence);
  t.note();
  return t.take();
}

TableSpec sites() {
  TableBuilder<SiteRules> t("sites", "What places keep to on a day of trucks.", &Case::sites);
  t.key({"place"});
  const auto hour = [&](std::string_view name, std::optional<double> SiteRules::*m,
                        std::string_view doc) {
    t.number(name, m, between(0, two_days), doc).in("h");
  };
  const auto figure = [&](std::string_view name, std::optional<double> SiteRules::*m,
                          std::string_view unit, std::string_view doc) {
    t.number(name, m, above_up_to(0, 1e6), doc).in(unit);
  };
  t.reference("place", &SiteRules::place, "places", "The place").must();
  hour("open_from_h", &SiteRules::open_from_h,
       "Loading and unloading from this hour on; empty: always");
  hour("open_to_h", &SiteRules::open_to_h, "Done by this hour");
  hour("open2_from_h", &SiteRules::open2_from_h, "Open again, after a pause");
  hour("open2_to_h", &SiteRules::open2_to_h, "Done by this hour");
  figure("loaders", &SiteRules::loaders, "trucks", "Loaded at a time; empty: nobody waits");
  figure("load_min", &SiteRules::load_min, "min", "Loading takes so long a visit");
  figure("load_t_per_h", &SiteRules::load_t_per_h, "t/h", "and so long by mass");
  figure("tippers", &SiteRules::tippers, "trucks", "Unloaded at a time; empty: nobody waits");
  figure("tip_min", &SiteRules::tip_min, "min", "Unloading takes so long a visit");
  figure("tip_t_per_h", &SiteRules::tip_t_per_h, "t/h", "and so long by mass");
  figure("trucks_per_h", &SiteRules::trucks_per_h, "trucks/h",
         "Loadings and unloadings that begin within any hour; empty: no limit");
  figure("charge_km_per_h", &SiteRules::charge_km_per_h, "km/h", "Range gained at its chargers");
  figure("chargers", &SiteRules::chargers, "trucks", "Charged at a time; empty: nobody waits");
  t.source();
  t.confidence("confidence", &SiteRules::confidence);
  t.note();
  return t.take();
}

TableSpec cleanings() {
  TableBuilder<CleaningRule> t("cleanings",
                               "Cleaning between loads of two materials; pairs that are not listed "
                               "need none.",
                               &Case::cleanings);
  t.key({"before", "after"});
  t.word("before", &CleaningRule::before, "materials", "Of the load before").must();
  t.word("after", &CleaningRule::after, "materials", "Of the load after").must();
  t.number("minutes", &CleaningRule::minutes, between(0, 1440), "At the next loading place")
      .in("min")
      .must();
  t.source();
  return t.take();
}

TableSpec road_limits() {
  TableBuilder<RoadLimitRow> t("road_limits", "Trucks that may pass a road within any hour.",
                               &Case::road_limits);
  t.id(&RoadLimitRow::id);
  t.reference("road", &RoadLimitRow::road, "roads", "The stretch").must();
  t.number("trucks_per_h", &RoadLimitRow::trucks_per_h, between(1, 100000),
           "Loaded and empty, both directions together")
      .in("trucks/h")
      .must();
  t.source();
  return t.take();
}

TableSpec hauls() {
  TableBuilder<HaulOrder> t("hauls", "What is to be driven on the day.", &Case::hauls);
  t.id(&HaulOrder::id);
  t.reference("from", &HaulOrder::from, "places", "Where it is loaded").must();
  t.reference("to", &HaulOrder::to, "places", "Where it is unloaded").must();
  t.number("tonnes", &HaulOrder::tonnes, above_up_to(0, 1e9), "Mass of the day").in("t").must();
  t.word("material", &HaulOrder::material, "materials", "What it is").must();
  t.references("fleets", &HaulOrder::fleets, "fleets", "That may drive it; empty: all");
  t.number("window_from_h", &HaulOrder::window_from_h, between(0, two_days),
           "Loading begins from this hour on")
      .in("h");
  t.number("window_to_h", &HaulOrder::window_to_h, between(0, two_days),
           "Unloading is done by this hour")
      .in("h");
  return t.take();
}

}  // namespace

void add_truck_tables(std::vector<TableSpec>& tables) {
  tables.push_back(fleets());
  tables.push_back(sites());
  tables.push_back(cleanings());
  tables.push_back(road_limits());
  tables.push_back(hauls());
}

}  // namespace masseflyt::scenario
