// bindings/delta_columns.hpp — the columns of a delta, the same in C and in Python.
//
// `Table` has words(), months(), integers() and numbers(), which take a name and how to read a row.
#pragma once

#include <string>

#include <masseflyt/reporting/delta.hpp>

namespace masseflyt {

template <typename Table>
void add_flow_columns(Table& table) {
  using Row = reporting::FlowChange;
  using Figures = reporting::FlowFigures;
  const auto before = [](double Figures::*f) { return [f](const Row& r) { return r.before.*f; }; };
  const auto after = [](double Figures::*f) { return [f](const Row& r) { return r.after.*f; }; };
  table.words("change", [](const Row& r) { return std::string(reporting::name(r.change)); })
      .words("offer", &Row::offer)
      .words("party", &Row::party)
      .words("group", &Row::group)
      .words("kind", [](const Row& r) { return std::string(reporting::name(r.kind, false)); })
      .words("source", &Row::source)
      .words("destination", &Row::destination)
      .months("period", [](const Row& r) { return r.month; })
      .integers("kg_before", [](const Row& r) { return r.before.kg; })
      .integers("kg", [](const Row& r) { return r.after.kg; })
      .numbers("vehicle_km_before", before(&Figures::vehicle_km))
      .numbers("vehicle_km", after(&Figures::vehicle_km))
      .numbers("exposure_vkm_before", before(&Figures::exposure_vkm))
      .numbers("exposure_vkm", after(&Figures::exposure_vkm))
      .numbers("nok_before", before(&Figures::nok))
      .numbers("nok", after(&Figures::nok))
      .numbers("co2e_kg_before", before(&Figures::co2e_kg))
      .numbers("co2e_kg", after(&Figures::co2e_kg));
}

template <typename Table>
void add_unmet_columns(Table& table) {
  using Row = reporting::UnmetChange;
  table.words("change", [](const Row& r) { return std::string(reporting::name(r.change)); })
      .words("id", &Row::id)
      .words("group", &Row::group)
      .words("what", &Row::what)
      .integers("kg_before", [](const Row& r) { return r.kg_before; })
      .integers("kg", [](const Row& r) { return r.kg_after; })
      .words("reason", &Row::reason)
      .words("reason_nb", &Row::reason_nb);
}

template <typename Table>
void add_deal_columns(Table& table) {
  using Row = reporting::DealChange;
  table.words("change", [](const Row& r) { return std::string(reporting::name(r.change)); })
      .words("id", &Row::id)
      .words("offer", &Row::offer)
      .words("destination", &Row::destination)
      .integers("changed_kg_before", [](const Row& r) { return r.changed_kg_before; })
      .integers("changed_kg", [](const Row& r) { return r.changed_kg_after; })
      .numbers("penalty_nok_before", &Row::penalty_nok_before)
      .numbers("penalty_nok", &Row::penalty_nok_after);
}

template <typename Table>
void add_figure_columns(Table& table) {
  using Row = reporting::FigureChange;
  table.words("figure", &Row::figure).numbers("before", &Row::before).numbers("after", &Row::after);
}

}  // namespace masseflyt
