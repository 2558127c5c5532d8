#include <cstddef>

#include <masseflyt/reporting/report.hpp>

#include "reporting/account_fields.hpp"
#include "reporting/figures.hpp"

namespace masseflyt::reporting {
namespace {

using Layout = JsonWriter::Layout;

void write_legs(JsonWriter& out, const Report& report, const Movement& m, const Figures& f) {
  out.open_array("legs");
  for (std::size_t i = 0; i < m.route.legs.size(); ++i) {
    const Leg& leg = m.route.legs[i];
    out.open_object();
    out.member("mode", name(leg.mode));
    out.member("from", place_id(report, leg.from));
    out.member("to", place_id(report, leg.to));
    out.member("km", f.legs[i].km);
    out.member("nok", f.legs[i].nok);
    out.member("co2e_kg", f.legs[i].co2e_kg);
    out.member("exposure", f.legs[i].exposure_vkm);
    out.close();
  }
  out.close();
}

void write_identity(JsonWriter& out, const Movement& m, double tonnes) {
  out.member("offer", m.offer);
  out.member("party", m.party);
  out.member("group", m.group);
  out.member("material", m.material);
  out.member("grade", m.grade);
  out.member("class", m.condition_class);
  out.member("kind", name(m.kind, false));
  out.member("source", m.source);
  out.member("destination", m.destination);
  out.member("period", to_string(m.month));
  out.member("tonnes", tonnes);
  out.member("kg", m.kg);
}

void write_flows(JsonWriter& out, const Report& report, std::string_view key,
                 const std::vector<Movement>& movements, bool with_legs) {
  out.open_array(key);
  for (const Movement& m : movements) {
    const Figures f = figures(m);
    out.open_object(Layout::row);
    write_identity(out, m, f.tonnes);
    if (with_legs) write_legs(out, report, m, f);
    out.member("km", f.haul.km);
    out.member("nok", f.haul.nok);
    out.member("co2e_kg", f.haul.co2e_kg);
    out.member("exposure", f.haul.exposure_vkm);
    out.member("fee_nok", f.fee_nok);
    out.member("store_nok", f.store_nok);
    out.member("process_nok", f.process_nok);
    out.member("total_nok", f.total_nok);
    out.member("total_co2e_kg", f.total_co2e_kg);
    out.member("avoided_virgin_t", f.avoided_virgin_t);
    out.member("avoided_co2e_kg", f.avoided_co2e_kg);
    out.close();
  }
  out.close();
}

void write_stocks(JsonWriter& out, const Report& report) {
  out.open_array("stocks");
  for (const StockRow& row : report.stocks) {
    out.open_object(Layout::row);
    out.member("store", row.store);
    out.member("group", row.group);
    out.member("period", to_string(row.month));
    out.member("kg", row.kg);
    out.member("tonnes", static_cast<double>(row.kg) / 1e3);
    out.member("capacity_kg", row.capacity_kg);
    out.close();
  }
  out.close();
  out.open_array("rooms");
  for (const RoomRow& row : report.rooms) {
    out.open_object(Layout::row);
    out.member("place", row.place);
    out.member("year", row.year);
    out.member("used_kg", row.used_kg);
    if (row.year_capacity_kg) out.member("year_capacity_kg", *row.year_capacity_kg);
    if (row.life_left_kg) out.member("life_left_kg", *row.life_left_kg);
    out.close();
  }
  out.close();
}

void write_once(JsonWriter& out, const Report& report) {
  out.open_array("once");
  for (const Once& o : report.plan.once) {
    out.open_object(Layout::row);
    out.member("what", o.what);
    out.member("id", o.id);
    out.member("place", o.place);
    out.member("party", o.party);
    out.member("period", to_string(o.month));
    out.member("amount", o.amount);
    out.member("nok", o.nok);
    out.member("co2e_kg", o.co2e_kg);
    out.close();
  }
  out.close();
}

void write_openings(JsonWriter& out, const Report& report) {
  out.open_array("openings");
  for (const OpeningRow& row : report.openings) {
    out.open_object(Layout::row);
    out.member("id", row.id);
    out.member("name", row.name);
    out.member("site", row.site);
    out.member("area", row.area);
    out.member("status", row.status);
    if (row.decided) out.member("decided", to_string(*row.decided));
    if (row.ready) out.member("ready", to_string(*row.ready));
    out.member("nok", row.nok);
    out.member("co2e_kg", row.co2e_kg);
    out.member("came_kg", row.came_kg);
    out.member("reason", row.reason);
    out.member("reason_nb", row.reason_nb);
    out.close();
  }
  out.close();
}

void write_deals(JsonWriter& out, const Report& report) {
  out.open_array("deals");
  for (const DealRow& row : report.deals) {
    out.open_object(Layout::row);
    out.member("id", row.id);
    out.member("offer", row.offer);
    out.member("destination", row.destination);
    out.member("group", row.group);
    out.member("first", to_string(row.months.first));
    out.member("last", to_string(row.months.last));
    out.member("agreed_kg", row.agreed_kg);
    out.member("driven_kg", row.driven_kg);
    out.member("planned_kg", row.planned_kg);
    out.member("changed_kg", row.changed_kg);
    out.member("penalty_nok_t", row.penalty_nok_t);
    out.member("penalty_nok", row.penalty_nok);
    out.member("instead", row.instead);
    out.member("instead_nb", row.instead_nb);
    out.close();
  }
  out.close();
}

void write_processing(JsonWriter& out, const Report& report) {
  out.open_array("processing");
  for (const ProcessingRow& row : report.processing) {
    out.open_object(Layout::row);
    out.member("process", row.process);
    out.member("store", row.store);
    out.member("group", row.group);
    out.member("period", to_string(row.month));
    out.member("what", row.what);
    out.member("made", row.made);
    out.member("kg", row.kg);
    out.close();
  }
  out.close();
}

void write_unmet(JsonWriter& out, const Report& report) {
  out.open_array("unmet");
  for (const UnmetRow& row : report.unmet) {
    out.open_object(Layout::row);
    out.member("id", row.id);
    out.member("group", row.group);
    out.member("first", to_string(row.months.first));
    out.member("last", to_string(row.months.last));
    out.member("tonnes", static_cast<double>(row.kg) / 1e3);
    out.member("kg", row.kg);
    out.member("what", row.what);
    out.member("reason", row.reason);
    out.member("reason_nb", row.reason_nb);
    out.close();
  }
  out.close();
}

void write_exclusions(JsonWriter& out, const Report& report) {
  out.open_array("exclusions");
  for (const ExclusionRow& row : report.exclusions) {
    out.open_object(Layout::row);
    out.member("place", row.place);
    out.member("group", row.group);
    out.member("offers", row.offers);
    out.member("rule", row.rule);
    out.member("reason", row.reason);
    out.member("reason_nb", row.reason_nb);
    out.member("source", row.source);
    if (row.pairs > 0) out.member("pairs", row.pairs);
    out.close();
  }
  out.close();
}

void write_baseline(JsonWriter& out, const Report& report) {
  out.open_object("baseline");
  write_solution(out, report.baseline);
  write_account(out, "account", report.baseline.account);
  write_flows(out, report, "flows", report.baseline.movements, false);
  out.close();
}

void write_savings(JsonWriter& out, const Report& report) {
  out.open_array("savings");
  for (const SavingRow& row : report.savings) {
    out.open_object(Layout::row);
    out.member("objective", row.objective);
    out.member("figure", row.figure);
    out.member("saving", row.baseline - row.plan, 3);
    out.member("low", row.low, 3);
    out.member("high", row.high, 3);
    out.close();
  }
  out.close();
  out.open_array("sensitivity");
  for (const SensitivityRow& row : report.sensitivity) {
    out.open_object(Layout::row);
    out.member("assumption", row.assumption);
    out.member("side", row.side);
    out.member("value", row.value);
    out.member("status", row.status);
    out.member("saving_nok", row.saving_nok, 2);
    out.member("saving_co2e_kg", row.saving_co2e_kg, 3);
    out.member("saving_vkm", row.saving_vkm, 3);
    out.close();
  }
  out.close();
}

void write_observed(JsonWriter& out, const Report& report) {
  out.open_array("observed");
  for (const ObservedRow& row : report.observed) {
    out.open_object(Layout::row);
    out.member("id", row.id);
    out.member("offers", row.offers);
    out.member("receivers", row.receivers);
    if (row.tonnes > 0) out.member("tonnes", row.tonnes);
    out.member("plan_to_same_t", row.plan_to_same_t, 3);
    out.member("plan_total_t", row.plan_total_t, 3);
    out.member("baseline_to_same_t", row.baseline_to_same_t, 3);
    out.member("plan_receivers", row.plan_receivers);
    out.member("note", row.note);
    out.close();
  }
  out.close();
}

void write_assumptions(JsonWriter& out, const Report& report) {
  out.open_array("assumptions");
  for (const AssumptionRow& row : report.assumptions) {
    out.open_object(Layout::row);
    out.member("key", row.key);
    out.member("applies_to", row.applies_to);
    out.member("low", row.low);
    out.member("point", row.point);
    out.member("high", row.high);
    out.member("unit", row.unit);
    out.member("why", row.why);
    out.member("source", row.source);
    out.member("confidence", row.confidence);
    out.close();
  }
  out.close();
}

}  // namespace

std::string plan_json(const Report& report) {
  JsonWriter out;
  out.open_object();
  write_head(out, report, "masseflyt.plan/1");
  write_solution(out, report.plan);
  write_account(out, "account", report.plan.account);
  write_flows(out, report, "flows", report.plan.movements, true);
  write_flows(out, report, "facts", report.facts, true);
  write_stocks(out, report);
  write_once(out, report);
  write_openings(out, report);
  write_deals(out, report);
  write_processing(out, report);
  write_unmet(out, report);
  write_exclusions(out, report);
  write_baseline(out, report);
  write_savings(out, report);
  write_observed(out, report);
  write_assumptions(out, report);
  out.member("notes", report.notes);
  out.member("notes_nb", report.notes_nb);
  out.close();
  return out.take();
}

}  // namespace masseflyt::reporting
