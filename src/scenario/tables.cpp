#include "scenario/tables.hpp"

#include <algorithm>
#include <map>

namespace masseflyt::scenario {

const Column* TableSpec::find(std::string_view column) const {
  const auto at = std::find_if(columns.begin(), columns.end(),
                               [&](const Column& c) { return c.name == column; });
  return at == columns.end() ? nullptr : &*at;
}

const std::vector<TableSpec>& all_tables() {
  static const std::vector<TableSpec> tables = [] {
    std::vector<TableSpec> all;
    add_place_tables(all);
    add_mass_tables(all);
    add_destination_tables(all);
    add_coupling_tables(all);
    add_network_tables(all);
    add_truck_tables(all);
    add_reference_tables(all);
    add_monitoring_tables(all);
    return all;
  }();
  return tables;
}

const TableSpec* find_table(std::string_view name) {
  const auto& tables = all_tables();
  const auto at = std::find_if(tables.begin(), tables.end(),
                               [&](const TableSpec& t) { return t.name == name; });
  return at == tables.end() ? nullptr : &*at;
}

const std::vector<HeaderKey>& all_header_keys() {
  using T = HeaderKey::Type;
  static const std::vector<HeaderKey> keys = {
      {"schema", T::word, "Version of this format: masseflyt.scenario/1", true},
      {"id", T::id, "Short name of the scenario", true},
      {"title", T::text, "Title in English", true},
      {"title_nb", T::text, "Title in Norwegian bokmål"},
      {"crs", T::word, "What all x and y are: EPSG:4326 (degrees), EPSG:25832 or EPSG:25833 (m)",
       true},
      {"bounds", T::bounds, "[west, south, east, north] in degrees: where places may lie"},
      {"horizon", T::span, "First and last month that is planned, both inside: 2020-01/2030-12",
       true},
      {"as_of", T::month,
       "Earlier months are facts, this and later ones are planned; default: all are planned"},
      {"price_year", T::integer, "Year whose prices all NOK are in"},
      {"objective", T::weights,
       "NOK per NOK (nok), kg CO2e (co2e), vehicle-km in built-up area (exposure) and road "
       "vehicle-km (road_km); default: {\"nok\": 1}"},
      {"rules", T::texts, "Ids of rule packs"},
      {"attribution", T::texts, "Printed wherever the data shows"},
      {"choices", T::choices, "Chosen option per variant; defaults may be left out"},
      {"applied_choices", T::texts,
       "variant=option that stand in the cells already; written by programs, not by people"},
  };
  return keys;
}

const std::vector<std::string>& vocabulary(std::string_view name) {
  using Words = std::vector<std::string>;
  static const std::map<std::string_view, Words> all = {
      {"materials",
       {"rock", "rock_tbm", "alum_shale", "soil", "clay", "concrete", "asphalt", "organic",
        "hazardous_inorganic"}},
      {"classes", {"clean", "class2", "class3", "class4", "class5", "alum_shale", "hazardous"}},
      {"unclean_classes", {"class2", "class3", "class4", "class5", "alum_shale", "hazardous"}},
      {"grades", {"hard", "soft", "tbm"}},
      {"products",
       {"fill", "fill_soil", "crushed_low", "crushed_hard", "crushed_any", "concrete_aggregate",
        "armour", "armour_and_quarry_run"}},
      {"units", {"t", "kt", "Mt", "m3"}},
      {"states", {"bank", "loose", "placed"}},
      {"excavations", {"tunnel", "cut", "tbm", "pit"}},
      {"confidence", {"verified", "recalled", "estimated", "assumed", "measured", "declared"}},
      {"receiver_kinds", {"fill", "landfill", "treatment", "backfill"}},
      {"otherwise", {"virgin", "nothing"}},
      {"stages", {"draft", "open", "reserved", "agreed", "under_way", "delivered", "withdrawn"}},
      {"privacies", {"open", "coarse"}},
      {"permits", {"granted", "applied", "refused", "not_needed"}},
      {"answers", {"yes", "no"}},
      {"siting_kinds", {"distance", "overlap", "plan_status", "slope"}},
      {"per", {"total", "year"}},
      {"blend_spans", {"month", "year", "total"}},
      {"methods", {"crush", "sieve", "wash", "stabilise"}},
      {"modes", {"sea", "rail"}},
      {"port_roles", {"load", "unload"}},
      {"road_kinds", {"road", "ferry"}},
      {"operations", {"set", "scale"}},
      {"meanings", {"instant", "mean", "max", "leq", "sum"}},
      {"stamps", {"start", "end"}},
      {"statistics",
       {"last", "mean", "min", "max", "sum", "leq", "lden", "percentile", "vector_mean", "count",
        "rate", "mean_ph"}},
      {"comparisons", {"above", "at_or_above", "below", "at_or_below"}},
      {"cycles", {"hour", "day", "week", "month", "year", "winter", "clock"}},
      {"levels", {"warning", "alarm", "stop"}},
      {"weights", {"nok", "co2e", "exposure", "road_km"}},
      {"crs", {"EPSG:4326", "EPSG:25832", "EPSG:25833"}},
      {"schema", {std::string(schema_version)}},
  };
  static const Words none;
  const auto at = all.find(name);
  return at == all.end() ? none : at->second;
}

}  // namespace masseflyt::scenario
