// src/scenario/tell.hpp — what a report says beyond the movements: rooms, stocks, reasons.
#pragma once

#include <vector>

#include <masseflyt/matching/margins.hpp>
#include <masseflyt/matching/plan.hpp>
#include <masseflyt/reporting/report.hpp>

#include "model.hpp"

namespace masseflyt::scenario {

/// End-of-month stock of every store and group that ever holds anything.
std::vector<reporting::StockRow> stock_rows(const Model& model, const matching::Plan& plan);

/// Use and room of every receiver, quarry and need by year.
std::vector<reporting::RoomRow> room_rows(const Model& model, const matching::Plan& plan);

/// Everything that did not find its place, by offer and group, with the nearest violated
/// condition: the cheapest place that would take it if one limit or window gave way. `margins` of
/// the plan, or empty if it is no optimum.
std::vector<reporting::UnmetRow> unmet_rows(const Model& model, const matching::Plan& plan,
                                            const Weights& weights,
                                            const matching::Margins& margins);

/// What one tonne more or less is worth; none for empty margins. Offers first, then places, stores
/// and quarries; months that agree are one row.
std::vector<reporting::PriceRow> price_rows(const Model& model, const matching::Margins& margins);

/// The published flows beside what plan and baseline do with the same offers and months.
std::vector<reporting::ObservedRow> observed_rows(const Case& input,
                                                  const std::vector<reporting::Movement>& plan,
                                                  const std::vector<reporting::Movement>& baseline,
                                                  const std::vector<reporting::Movement>& facts);

/// What is paid once: openings and begun loads.
std::vector<reporting::Once> once_rows(const Case& input, const Model& model,
                                       const matching::Plan& plan);
/// Every opening that takes part, in the order of the input, and what became of it.
std::vector<reporting::OpeningRow> opening_rows(const Case& input, const Model& model,
                                                const matching::Plan& plan);
/// Every agreed deal that touches the planned months, in the order of the input.
std::vector<reporting::DealRow> deal_rows(const Case& input, const Model& model,
                                          const matching::Plan& plan);
/// The mass balance of every process, month by month.
std::vector<reporting::ProcessingRow> processing_rows(const Model& model,
                                                      const matching::Plan& plan);

/// What people call the ids in a report.
std::vector<reporting::NameRow> name_rows(const Case& input);
std::vector<reporting::PlaceRow> place_rows(const Case& input);
std::vector<reporting::PathRow> path_rows(const Model& model,
                                          const std::vector<reporting::Movement>& movements);
/// Fills the report's sections, and the ways over them of all legs by road. Nothing where the case
/// has no roads.
void tell_road_sections(const Case& input, const Model& model,
                        const std::vector<reporting::Movement>& movements,
                        reporting::Report& report);
/// A note per port with a limited throughput: how full it is, and in which month most.
void tell_ports(const Model& model, const matching::Plan& plan, reporting::Report& report);
std::vector<reporting::AssumptionRow> assumption_rows(const Case& input);

/// In the order of destinations, then of lots.
std::vector<reporting::ExclusionRow> exclusion_rows(const Model& model);

}  // namespace masseflyt::scenario
