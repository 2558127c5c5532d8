// texts.hpp — every sentence of the report, in English and Norwegian (bokmål).
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include <masseflyt/reporting/report.hpp>

namespace masseflyt::reporting {

/// In the order of the table in texts.cpp. `count` is their number.
enum class Text {
  // head
  eyebrow, horizon, variant, facts_before, prices_of, defaults, months, made_with,
  optimal, feasible, infeasible, stopped, stopped_deadline, stopped_cancel,
  headline, headline_saves, headline_no_saving, headline_rest, contents, skip,
  // objectives
  obj_cost, obj_chosen, obj_co2e, obj_road_km, obj_custom, obj_baseline,
  plan_cost, plan_co2e, plan_road_km, plan_custom, weights_are,
  // key figures
  sec_key, key_lead, card_placed, card_used, card_cost, card_co2e, card_vkm, card_exposure,
  card_virgin, card_short, card_placed_note, card_used_note, card_cost_note, card_co2e_note,
  card_vkm_note, card_exposure_note, card_virgin_note, card_short_note,
  this_plan, saves, costs_more, unchanged, range_note, more_points, fewer_points, more_t, fewer_t,
  // map
  sec_map, map_lead, map_alt, map_width, map_used, map_treated, map_disposed, map_to_store,
  map_sea, map_offer, map_destination, map_store, map_port, map_built_up, map_sea_note,
  map_detail, map_see_detail,
  map_far_off, map_straight, largest_flows, from, to, via, by_way, distance, mode_road, mode_sea,
  mode_rail,
  // time and kind
  sec_year, year_lead, year_alt, arising, sec_sankey, sankey_lead, sankey_alt,
  // projects
  sec_projects, projects_lead, project, where_it_goes, tonnes, used_share, mean_km, cost_per_t,
  all_figures, total,
  // stores and rooms
  sec_stores, stores_lead, stock_alt, no_stores, capacity, peak, sec_rooms, rooms_lead, place,
  used_of_room, life_left, no_limit, others_small, sec_needs, needs_lead, need, from_surplus,
  from_virgin, not_met,
  // trucks
  sec_trucks, trucks_lead, trucks_alt, figure, loads, loaded_km, empty_km, exposure_km, road_tkm,
  sea_tkm, loads_per_day, mean_way,
  // cost and emissions
  sec_stages, stages_lead, stages_alt, stage, cost, emissions, credit, net_emissions,
  st_haul_road, st_haul_sea, st_fee, st_store, st_process, st_virgin, st_virgin_haul, st_far,
  st_end_stock, st_unplaced, st_shortfall,
  // comparison
  sec_compare, compare_lead, best_note, sec_savings, savings_lead, row_placed, row_used,
  row_disposed, row_short, row_cost, row_co2e, row_net, row_vkm, row_exposure, row_virgin,
  row_avoided, row_far, row_unplaced, row_status,
  // not placed
  sec_unmet, unmet_lead, unmet_none, offer_or_need, group, when, what, why,
  un_far, un_unplaced, un_end_stock, un_shortfall,
  // sensitivity
  sec_sensitivity, sensitivity_lead, sensitivity_alt, assumption, low, high, saving_at,
  sensitivity_none, not_solved,
  // observed
  sec_observed, observed_lead, observed_none, really, plan_same, baseline_same, plan_sends,
  not_public, remark,
  // inside
  sec_inside, inside_lead, inside_none, inside_past,
  // assumptions
  sec_assumptions, assumptions_lead, applies_to, point, unit, source, confidence, sec_confidence,
  conf_verified, conf_measured, conf_declared, conf_recalled, conf_estimated, conf_assumed,
  // method
  sec_method, method_exact, method_baseline, method_exposure, method_co2e, method_pyramid,
  sec_colophon, input_hash, version, attribution,
  // materials and classes
  m_rock, m_rock_tbm, m_alum_shale, m_soil, m_clay, m_virgin, g_hard, g_soft, c_clean, c_class,
  c_hazardous,
  count
};

/// The sentence in one language, with {0}, {1}, ... still in it.
std::string_view text(Text id, Language language);

/// `pattern` with {0}, {1}, ... replaced. A number without an argument stays.
std::string fill(std::string_view pattern, std::initializer_list<std::string> arguments);

/// What a kind is called in running text and legends: "Quarry intake" / "Pukkverk".
std::string_view label(Kind kind, Language language);

/// "jan. 2024" / "Jan 2024".
std::string month_text(Month month, Language language);

}  // namespace masseflyt::reporting
