// bindings/python/bind_plan.cpp — runs a scenario and hands its outcome over as columns.
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <masseflyt/reporting/report.hpp>
#include <masseflyt/scenario/run.hpp>

#include "columns.hpp"
#include "common.hpp"
#include "listening.hpp"
#include "scenario_input.hpp"

namespace masseflyt::python {

using namespace pybind11::literals;
using reporting::Movement;
using reporting::Report;
using reporting::Solution;
using scenario::Outcome;

// ---- running ------------------------------------------------------------------------------------

/// `weights`: nok, co2e, exposure, road_km; empty: as the document says.
static std::shared_ptr<Outcome> run(const Input& input, const std::vector<double>& weights,
                                    bool comparisons, bool sensitivity, std::uint32_t threads,
                                    std::optional<double> time_limit_s,
                                    const py::object& progress) {
  scenario::RunOptions options;
  if (weights.size() == 4) options.weights = {weights[0], weights[1], weights[2], weights[3]};
  options.comparisons = comparisons;
  options.sensitivity = sensitivity;
  options.threads = threads;
  Diagnostics found = input.found;
  auto outcome = listening(time_limit_s, progress, [&](const Control& control) {
    options.control = control;
    return scenario::run(input.document, found, options);
  });
  return std::make_shared<Outcome>(unwrap(std::move(outcome), found));
}

// ---- tables
// --------------------------------------------------------------------------------------

static double tonnes(const Movement& m) { return static_cast<double>(m.kg) / 1e3; }

/// A figure per tonne of the haul, or of what is done with the mass, for all tonnes.
static auto in_all(double HaulSums::*per_tonne) {
  return [per_tonne](const Movement& m) { return m.route.sums.*per_tonne * tonnes(m); };
}
static auto in_all(double Movement::*per_tonne) {
  return [per_tonne](const Movement& m) { return m.*per_tonne * tonnes(m); };
}

static double total_nok(const Movement& m) {
  return (m.route.sums.nok + m.fee_nok_t + m.store_nok_t + m.process_nok_t) * tonnes(m);
}
static double total_co2e_kg(const Movement& m) {
  return (m.route.sums.co2e_kg + m.process_co2e_kg_t + m.virgin_co2e_kg_t) * tonnes(m);
}

static std::string place_id(const Report& report, PlaceIndex place) {
  return place < report.places.size() ? report.places[place].id : std::string();
}

/// "plan", "baseline" or the objective of one of the others.
static const Solution& solution(const Outcome& outcome, const std::string& name) {
  if (name == "plan") return outcome.report.plan;
  if (name == "baseline") return outcome.report.baseline;
  for (const Solution& s : outcome.report.others)
    if (s.objective == name) return s;
  throw Failure({ErrorCode::not_found, "this plan was not made with the objective " + name}, {});
}

static const std::vector<Movement>& movements(const Outcome& outcome, const std::string& name) {
  return name == "facts" ? outcome.report.facts : solution(outcome, name).movements;
}

/// Columns and units as in flows.csv.
static py::dict flows(const Outcome& outcome, const std::string& name) {
  const Report& report = outcome.report;
  Columns<Movement> columns(movements(outcome, name));
  columns.words("offer", &Movement::offer)
      .words("party", &Movement::party)
      .words("group", &Movement::group)
      .words("material", &Movement::material)
      .words("grade", &Movement::grade)
      .words("class", &Movement::condition_class)
      .words("kind", [](const Movement& m) { return std::string(reporting::name(m.kind, false)); })
      .words("source", &Movement::source)
      .words("destination", &Movement::destination)
      .words("from_place", [&](const Movement& m) { return place_id(report, m.from); })
      .words("to_place", [&](const Movement& m) { return place_id(report, m.to); })
      .months("period", [](const Movement& m) { return m.month; })
      .integers("kg", [](const Movement& m) { return m.kg; })
      .numbers("tonnes", &tonnes)
      .numbers("km", [](const Movement& m) { return m.route.sums.km; })
      .numbers("road_km", [](const Movement& m) { return m.route.sums.road_km; })
      .numbers("loads", in_all(&HaulSums::loads))
      .numbers("loaded_vkm", in_all(&HaulSums::loaded_vkm))
      .numbers("empty_vkm", in_all(&HaulSums::empty_vkm))
      .numbers("exposure_vkm", in_all(&HaulSums::exposure_vkm))
      .numbers("haul_nok", in_all(&HaulSums::nok))
      .numbers("haul_co2e_kg", in_all(&HaulSums::co2e_kg))
      .numbers("fee_nok", in_all(&Movement::fee_nok_t))
      .numbers("store_nok", in_all(&Movement::store_nok_t))
      .numbers("process_nok", in_all(&Movement::process_nok_t))
      .numbers("process_co2e_kg", in_all(&Movement::process_co2e_kg_t))
      .numbers("virgin_co2e_kg", in_all(&Movement::virgin_co2e_kg_t))
      .numbers("avoided_virgin_t", in_all(&Movement::avoided_virgin_share))
      .numbers("avoided_co2e_kg", in_all(&Movement::avoided_co2e_kg_t))
      .numbers("total_nok", &total_nok)
      .numbers("total_co2e_kg", &total_co2e_kg);
  return columns.take();
}

struct LegRow {
  std::int64_t flow = 0, leg = 0;
  const Movement* movement = nullptr;
  const Leg* way = nullptr;
};

static py::dict legs(const Outcome& outcome, const std::string& name) {
  const Report& report = outcome.report;
  std::vector<LegRow> rows;
  std::int64_t flow = 0;
  for (const Movement& m : movements(outcome, name)) {
    std::int64_t leg = 0;
    for (const Leg& way : m.route.legs) rows.push_back({flow, leg++, &m, &way});
    ++flow;
  }
  const auto mode = [](const LegRow& r) -> std::string {
    return r.way->mode == Mode::sea ? "sea" : r.way->mode == Mode::rail ? "rail" : "road";
  };
  const auto all = [](double HaulSums::*per_tonne) {
    return [per_tonne](const LegRow& r) { return r.way->sums.*per_tonne * tonnes(*r.movement); };
  };
  Columns<LegRow> columns(rows);
  columns.integers("flow", [](const LegRow& r) { return r.flow; })
      .integers("leg", [](const LegRow& r) { return r.leg; })
      .words("mode", mode)
      .words("from_place", [&](const LegRow& r) { return place_id(report, r.way->from); })
      .words("to_place", [&](const LegRow& r) { return place_id(report, r.way->to); })
      .months("period", [](const LegRow& r) { return r.movement->month; })
      .integers("kg", [](const LegRow& r) { return r.movement->kg; })
      .numbers("tonnes", [](const LegRow& r) { return tonnes(*r.movement); })
      .numbers("km", [](const LegRow& r) { return r.way->sums.km; })
      .numbers("hours", [](const LegRow& r) { return r.way->hours; })
      .numbers("nok", all(&HaulSums::nok))
      .numbers("co2e_kg", all(&HaulSums::co2e_kg))
      .numbers("exposure_vkm", all(&HaulSums::exposure_vkm))
      .numbers("loaded_vkm", all(&HaulSums::loaded_vkm))
      .numbers("empty_vkm", all(&HaulSums::empty_vkm))
      .numbers("loads", all(&HaulSums::loads));
  return columns.take();
}

static py::dict stocks(const Report& report) {
  using Row = reporting::StockRow;
  Columns<Row> columns(report.stocks);
  columns.words("store", &Row::store)
      .words("group", &Row::group)
      .months("period", [](const Row& r) { return r.month; })
      .integers("kg", [](const Row& r) { return r.kg; })
      .integers("capacity_kg", [](const Row& r) { return r.capacity_kg; });
  return columns.take();
}

static py::dict rooms(const Report& report) {
  using Row = reporting::RoomRow;
  Columns<Row> columns(report.rooms);
  columns.words("place", &Row::place)
      .words("name", &Row::name)
      .integers("year", [](const Row& r) { return r.year; })
      .integers("used_kg", [](const Row& r) { return r.used_kg; })
      .numbers("year_capacity_kg", [](const Row& r) { return r.year_capacity_kg; })
      .numbers("life_left_kg", [](const Row& r) { return r.life_left_kg; });
  return columns.take();
}

static py::dict unmet(const Report& report) {
  using Row = reporting::UnmetRow;
  Columns<Row> columns(report.unmet);
  columns.words("id", &Row::id)
      .words("group", &Row::group)
      .months("first", [](const Row& r) { return r.months.first; })
      .months("last", [](const Row& r) { return r.months.last; })
      .integers("kg", [](const Row& r) { return r.kg; })
      .words("what", &Row::what)
      .words("reason", &Row::reason)
      .words("reason_nb", &Row::reason_nb);
  return columns.take();
}

static py::dict once(const Report& report) {
  using Row = reporting::Once;
  Columns<Row> columns(report.plan.once);
  columns.words("what", &Row::what)
      .words("id", &Row::id)
      .words("place", &Row::place)
      .words("party", &Row::party)
      .months("period", [](const Row& r) { return r.month; })
      .integers("amount", [](const Row& r) { return r.amount; })
      .numbers("nok", &Row::nok)
      .numbers("co2e_kg", &Row::co2e_kg);
  return columns.take();
}

static py::dict openings(const Report& report) {
  using Row = reporting::OpeningRow;
  const auto month = [](const std::optional<Month>& m) { return m ? to_string(*m) : ""; };
  Columns<Row> columns(report.openings);
  columns.words("id", &Row::id)
      .words("name", &Row::name)
      .words("site", &Row::site)
      .words("area", &Row::area)
      .words("status", &Row::status)
      .words("decided", [&](const Row& r) { return month(r.decided); })
      .words("ready", [&](const Row& r) { return month(r.ready); })
      .numbers("nok", &Row::nok)
      .numbers("co2e_kg", &Row::co2e_kg)
      .integers("came_kg", [](const Row& r) { return r.came_kg; })
      .words("reason", &Row::reason)
      .words("reason_nb", &Row::reason_nb);
  return columns.take();
}

static py::dict deals(const Report& report) {
  using Row = reporting::DealRow;
  Columns<Row> columns(report.deals);
  columns.words("id", &Row::id)
      .words("offer", &Row::offer)
      .words("destination", &Row::destination)
      .words("group", &Row::group)
      .months("first", [](const Row& r) { return r.months.first; })
      .months("last", [](const Row& r) { return r.months.last; })
      .integers("agreed_kg", [](const Row& r) { return r.agreed_kg; })
      .integers("driven_kg", [](const Row& r) { return r.driven_kg; })
      .integers("planned_kg", [](const Row& r) { return r.planned_kg; })
      .integers("changed_kg", [](const Row& r) { return r.changed_kg; })
      .numbers("penalty_nok_t", &Row::penalty_nok_t)
      .numbers("penalty_nok", &Row::penalty_nok)
      .words("instead", &Row::instead)
      .words("instead_nb", &Row::instead_nb);
  return columns.take();
}

static py::dict processing(const Report& report) {
  using Row = reporting::ProcessingRow;
  Columns<Row> columns(report.processing);
  columns.words("process", &Row::process)
      .words("store", &Row::store)
      .words("group", &Row::group)
      .months("period", [](const Row& r) { return r.month; })
      .words("what", &Row::what)
      .words("made", &Row::made)
      .integers("kg", [](const Row& r) { return r.kg; });
  return columns.take();
}

static py::dict prices(const Report& report) {
  using Row = reporting::PriceRow;
  Columns<Row> columns(report.prices);
  columns.words("what", &Row::what)
      .words("place", &Row::place)
      .words("group", &Row::group)
      .words("name", &Row::name)
      .months("first", [](const Row& r) { return r.months.first; })
      .months("last", [](const Row& r) { return r.months.last; })
      .numbers("more_nok_t", [](const Row& r) { return r.more_nok_t; })
      .numbers("less_nok_t", [](const Row& r) { return r.less_nok_t; });
  return columns.take();
}

static py::dict savings(const Report& report) {
  using Row = reporting::SavingRow;
  Columns<Row> columns(report.savings);
  columns.words("objective", &Row::objective)
      .words("figure", &Row::figure)
      .numbers("baseline", &Row::baseline)
      .numbers("plan", &Row::plan)
      .numbers("saving", [](const Row& r) { return r.baseline - r.plan; })
      .numbers("low", &Row::low)
      .numbers("high", &Row::high);
  return columns.take();
}

static py::dict sensitivity(const Report& report) {
  using Row = reporting::SensitivityRow;
  Columns<Row> columns(report.sensitivity);
  columns.words("assumption", &Row::assumption)
      .words("side", &Row::side)
      .words("value", &Row::value)
      .numbers("saving_nok", &Row::saving_nok)
      .numbers("saving_co2e_kg", &Row::saving_co2e_kg)
      .numbers("saving_vkm", &Row::saving_vkm)
      .words("status", &Row::status);
  return columns.take();
}

static py::dict assumptions(const Report& report) {
  using Row = reporting::AssumptionRow;
  Columns<Row> columns(report.assumptions);
  columns.words("key", &Row::key)
      .words("applies_to", &Row::applies_to)
      .words("low", &Row::low)
      .words("point", &Row::point)
      .words("high", &Row::high)
      .words("unit", &Row::unit)
      .words("why", &Row::why)
      .words("source", &Row::source)
      .words("confidence", &Row::confidence);
  return columns.take();
}

static py::dict observed(const Report& report) {
  using Row = reporting::ObservedRow;
  Columns<Row> columns(report.observed);
  columns.words("id", &Row::id)
      .words("offers", &Row::offers)
      .words("receivers", &Row::receivers)
      .numbers("tonnes", &Row::tonnes)
      .numbers("plan_to_same_t", &Row::plan_to_same_t)
      .numbers("plan_total_t", &Row::plan_total_t)
      .numbers("baseline_to_same_t", &Row::baseline_to_same_t)
      .words("plan_receivers", &Row::plan_receivers)
      .words("note", &Row::note);
  return columns.take();
}

static py::dict places(const Report& report) {
  using Row = reporting::PlaceRow;
  Columns<Row> columns(report.places);
  columns.words("id", &Row::id)
      .words("name", &Row::name)
      .words("municipality", &Row::municipality)
      .words("role", &Row::role)
      .numbers("longitude", &Row::longitude)
      .numbers("latitude", &Row::latitude);
  return columns.take();
}

static py::dict traffic(const Report& report) {
  using Row = reporting::SectionMonth;
  const auto rows = reporting::traffic(report).months;
  const auto road = [&](const Row& r) -> const auto& { return report.sections[r.section]; };
  Columns<Row> columns(rows);
  columns.words("section", [&](const Row& r) { return road(r).id; })
      .words("name", [&](const Row& r) { return road(r).name; })
      .words("from", [&](const Row& r) { return road(r).from; })
      .words("to", [&](const Row& r) { return road(r).to; })
      .months("period", [](const Row& r) { return r.month; })
      .numbers("loaded", [](const Row& r) { return r.passes.loaded; })
      .numbers("empty", [](const Row& r) { return r.passes.empty; })
      .numbers("tonnes", [](const Row& r) { return static_cast<double>(r.passes.kg) / 1e3; })
      .numbers("trucks_per_day", &Row::trucks_per_day);
  return columns.take();
}

static py::dict traffic_peaks(const Report& report) {
  using Row = reporting::SectionTraffic;
  const auto rows = reporting::traffic(report).sections;
  const auto road = [&](const Row& r) -> const auto& { return report.sections[r.section]; };
  Columns<Row> columns(rows);
  columns.words("section", [&](const Row& r) { return road(r).id; })
      .words("name", [&](const Row& r) { return road(r).name; })
      .words("from", [&](const Row& r) { return road(r).from; })
      .words("to", [&](const Row& r) { return road(r).to; })
      .numbers("length_km", [&](const Row& r) { return road(r).length_km; })
      .numbers("tunnel_km", [&](const Row& r) { return road(r).tunnel_km; })
      .numbers("built_up_km", [&](const Row& r) { return road(r).built_up_km; })
      .numbers("loaded", [](const Row& r) { return r.passes.loaded; })
      .numbers("empty", [](const Row& r) { return r.passes.empty; })
      .numbers("tonnes", [](const Row& r) { return static_cast<double>(r.passes.kg) / 1e3; })
      .numbers("built_up_vkm", &Row::built_up_vkm)
      .months("busiest", [](const Row& r) { return r.busiest; })
      .numbers("trucks_per_day", &Row::trucks_per_day)
      .words("peak_week", [](const Row& r) { return r.peak.name; })
      .words("monday", [](const Row& r) { return r.peak.monday; })
      .numbers("trucks_in_week", [](const Row& r) { return r.peak.trucks; });
  return columns.take();
}

/// What the sections sum up to.
static py::dict traffic_sums(const Outcome& outcome) {
  const auto all = reporting::traffic(outcome.report);
  py::dict sums;
  sums["peak_week"] = all.peak ? py::object(py::str(all.peak->name)) : py::none();
  sums["monday"] = all.peak ? py::object(py::str(all.peak->monday)) : py::none();
  sums["loads_in_week"] = all.peak ? all.peak->trucks : 0.0;
  sums["vkm"] = all.vkm;
  sums["virgin_vkm"] = all.virgin_vkm;
  sums["on_sections_vkm"] = all.on_sections_vkm;
  sums["built_up_vkm"] = all.built_up_vkm;
  sums["on_sections_built_up_vkm"] = all.on_sections_built_up_vkm;
  return sums;
}

static py::dict table(const Outcome& outcome, const std::string& name) {
  static const std::map<std::string, py::dict (*)(const Report&)> all = {
      {"stocks", &stocks},
      {"rooms", &rooms},
      {"unmet", &unmet},
      {"prices", &prices},
      {"savings", &savings},
      {"sensitivity", &sensitivity},
      {"assumptions", &assumptions},
      {"observed", &observed},
      {"places", &places},
      {"once", &once},
      {"openings", &openings},
      {"deals", &deals},
      {"processing", &processing},
      {"traffic", &traffic},
      {"traffic_peaks", &traffic_peaks}};
  const auto at = all.find(name);
  if (at == all.end()) throw Failure({ErrorCode::not_found, "a plan has no table " + name}, {});
  return at->second(outcome.report);
}

// ---- binding
// -------------------------------------------------------------------------------------

static std::vector<std::string> others(const Outcome& outcome) {
  std::vector<std::string> names;
  for (const Solution& s : outcome.report.others) names.push_back(s.objective);
  return names;
}

/// A writer of reporting, without the interpreter lock.
template <std::string (*write)(const Report&)>
static std::string written(const Outcome& outcome) {
  py::gil_scoped_release unlocked;
  return write(outcome.report);
}

static std::string report_html(const Outcome& outcome, bool norwegian) {
  py::gil_scoped_release unlocked;
  return reporting::report_html(outcome.report,
                                norwegian ? reporting::Language::nb : reporting::Language::en);
}

void bind_plan(py::module_& m) {
  py::class_<Solution>(m, "Solution", "Figures of one plan; its tables come from the Outcome.")
      .def_readonly("objective_name", &Solution::objective)
      .def_readonly("status", &Solution::status)
      .def_readonly("stopped_by", &Solution::stopped_by)
      .def_readonly("objective", &Solution::objective_value)
      .def_readonly("bound", &Solution::bound)
      .def_readonly("gap", &Solution::gap)
      .def_property_readonly("weights", [](const Solution& s) {
        return std::map<std::string, double>{{"nok", s.weights.nok},
                                             {"co2e", s.weights.co2e},
                                             {"exposure", s.weights.exposure},
                                             {"road_km", s.weights.road_km}};
      });

  py::class_<Outcome, std::shared_ptr<Outcome>>(m, "Outcome", "A plan and all that is told of it.")
      .def("solution", &solution, "name"_a, py::return_value_policy::reference_internal)
      .def_property_readonly("others", &others, "Objectives of the plans beside it.")
      .def("flows", &flows, "name"_a)
      .def("legs", &legs, "name"_a)
      .def("table", &table, "name"_a)
      .def("plan_json", &written<&reporting::plan_json>)
      .def("flows_csv", &written<&reporting::flows_csv>)
      .def("prices_csv", &written<&reporting::prices_csv>)
      .def("traffic_csv", &written<&reporting::traffic_csv>)
      .def("traffic_peaks_csv", &written<&reporting::traffic_peaks_csv>)
      .def("traffic_sums", &traffic_sums)
      .def("account_json", &written<&reporting::account_json>)
      .def("plan_geojson", &written<&reporting::plan_geojson>)
      .def("report_html", &report_html, "norwegian"_a)
      .def_property_readonly("title", [](const Outcome& o) { return o.report.title; })
      .def_property_readonly("case_id", [](const Outcome& o) { return o.report.case_id; })
      .def_property_readonly("variant", [](const Outcome& o) { return o.report.variant; })
      .def_property_readonly("input_hash", [](const Outcome& o) { return o.report.input_hash; })
      .def_property_readonly("price_year", [](const Outcome& o) { return o.report.price_year; })
      .def_property_readonly("attribution", [](const Outcome& o) { return o.report.attribution; })
      .def_property_readonly("notes", [](const Outcome& o) { return o.report.notes; })
      .def_property_readonly("notes_nb", [](const Outcome& o) { return o.report.notes_nb; })
      .def_property_readonly("violations", [](const Outcome& o) { return o.verdict.violations; })
      .def_property_readonly("verified_objective_micro_nok",
                             [](const Outcome& o) { return o.verdict.objective_micro_nok; })
      .def_property_readonly("verified_bound_micro_nok",
                             [](const Outcome& o) { return o.verdict.bound_micro_nok; })
      .def_readonly("nodes", &Outcome::nodes)
      .def_readonly("arcs", &Outcome::arcs)
      .def_readonly("solves", &Outcome::solves);

  m.def("run", &run, "document"_a, "weights"_a, "comparisons"_a, "sensitivity"_a, "threads"_a,
        "time_limit_s"_a, "progress"_a,
        "Plans, compares and accounts. Ctrl-C ends it; progress is called with stage and share.");
}

}  // namespace masseflyt::python
