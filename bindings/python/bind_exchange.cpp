// bindings/python/bind_exchange.cpp — ledgers to and from others, and between ledger and plan.
#include <cmath>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <masseflyt/scenario/execution.hpp>
#include <masseflyt/scenario/run.hpp>
#include <masseflyt/traceability/event_json.hpp>
#include <masseflyt/traceability/exchange.hpp>

#include "common.hpp"
#include "ledger_handle.hpp"
#include "scenario_input.hpp"

namespace masseflyt::python {

using namespace pybind11::literals;
using namespace masseflyt::traceability;

namespace {

py::list notes_of(const std::vector<EpcisNote>& notes) {
  py::list out;
  for (const EpcisNote& n : notes)
    out.append(py::dict("path"_a = n.path, "what"_a = n.what,
                        "fate"_a = n.fate == EpcisFate::lost ? "lost" : "extension"));
  return out;
}

Format known_format(const std::string& word) {
  const auto f = format(word);
  if (!f) throw Failure({ErrorCode::invalid_argument, "'" + word + "' is no format", "format"}, {});
  return *f;
}

Register known_register(const std::string& word) {
  for (int i = 0; i <= 4; ++i)
    if (name(static_cast<Register>(i)) == word) return static_cast<Register>(i);
  throw Failure({ErrorCode::invalid_argument, "'" + word + "' is no register", "register"}, {});
}

py::tuple export_bytes(const py::object& ledger, const std::string& how, const std::string& base,
                       std::int64_t created_us, bool signatures, const std::string& which) {
  const Ledger& l = ledger_of(ledger);
  const ExportOptions options{base, created_us, signatures, known_register(which)};
  const Format f = known_format(how);
  const Exported out = interruptible(
      [&](const Cancel* cancel) { return unwrap(export_ledger(l, f, options, cancel)); });
  return py::make_tuple(py::bytes(out.bytes), notes_of(out.notes));
}

py::tuple read_bytes(const py::bytes& bytes, const std::string& file, const std::string& how,
                     const std::string& base, const std::string& author, const std::string& basis) {
  const std::string text(bytes);
  EpcisInOptions options;
  options.base = base, options.author = author;
  if (!basis.empty()) options.basis = basis == "dry" ? Basis::dry : Basis::wet;
  const Format f = known_format(how);
  const Imported in =
      interruptible([&](const Cancel*) { return read_events(text, file, f, options); });
  py::list events;
  for (const Incoming& e : in.events)
    events.append(py::make_tuple(to_json(e.event), py::bytes(e.leaf), e.recorded_us));
  return py::make_tuple(events, notes_of(in.notes), in.found);
}

py::list hashes(const std::string& text) {
  py::list out;
  for (const EpcisHash& h : unwrap(epcis_hashes(text))) out.append(py::make_tuple(h.id, h.prehash));
  return out;
}

py::list fields() {
  py::list out;
  for (const LoadField& f : load_fields())
    out.append(py::dict("meaning"_a = std::string(f.meaning), "texs"_a = std::string(f.texs),
                        "ontario"_a = std::string(f.ontario),
                        "uk_receipt"_a = std::string(f.uk_receipt),
                        "smartdok"_a = std::string(f.smartdok),
                        "fields"_a = std::vector<std::string>(f.fields.begin(), f.fields.end())));
  return out;
}

// ---- plan and ledger

using scenario::ExpectedLoads;
using scenario::Outcome;

py::list expected(const Outcome& outcome, bool by_day, double payload_t) {
  py::list out;
  for (const ExpectedLoads& e : unwrap(scenario::expected_loads(
           outcome.report,
           {by_day ? scenario::Per::day : scenario::Per::month, payload_t, std::nullopt}))) {
    out.append(py::dict(
        "offer"_a = e.offer, "party"_a = e.party, "source"_a = e.source,
        "destination"_a = e.destination, "material"_a = e.material, "grade"_a = e.grade,
        "class"_a = e.condition_class, "month"_a = to_string(e.month), "day"_a = e.day,
        "tonnes"_a = static_cast<double>(e.kg) / 1000, "loads"_a = e.loads, "first"_a = e.first));
  }
  return out;
}

/// JSON of the drafts of one row of expected().
std::vector<std::string> drafts(const py::dict& row) {
  ExpectedLoads e;
  e.offer = row["offer"].cast<std::string>(), e.party = row["party"].cast<std::string>();
  e.source = row["source"].cast<std::string>();
  e.destination = row["destination"].cast<std::string>();
  e.material = row["material"].cast<std::string>();
  e.day = row["day"].cast<std::string>();
  const auto month = parse_month(row["month"].cast<std::string>());
  e.loads = row["loads"].cast<std::int64_t>(), e.first = row["first"].cast<std::int64_t>();
  e.kg = std::llround(row["tonnes"].cast<double>() * 1000);
  if (!month || e.loads < 1 || e.loads > 1'000'000 || e.kg < 0)
    throw Failure({ErrorCode::invalid_argument, "no row of expected_loads()", "row"}, {});
  e.month = *month;
  std::vector<std::string> out;
  for (std::int64_t i = 0; i < e.loads; ++i) out.push_back(to_json(scenario::draft_ticket(e, i)));
  return out;
}

scenario::ExecutionOptions execution_options(const std::optional<std::uint64_t>& log_size,
                                             const std::map<std::string, std::string>& offers,
                                             const std::map<std::string, std::string>& sites,
                                             const std::vector<std::string>& recalled) {
  scenario::ExecutionOptions options;
  options.log_size = log_size;
  options.offer_of_lot = offers, options.site_of_place = sites;
  for (const std::string& lot : recalled) {
    Suspect suspect;
    suspect.id = lot;
    options.recalled.push_back(suspect);
  }
  return options;
}

py::tuple with_ledger(const Input& input, const py::object& ledger,
                      const std::optional<std::uint64_t>& log_size,
                      const std::map<std::string, std::string>& offers,
                      const std::map<std::string, std::string>& sites,
                      const std::vector<std::string>& recalled) {
  const Ledger& l = ledger_of(ledger);
  Diagnostics found = input.found;
  const scenario::Case bound = unwrap(input.document.bind(found), found);
  const auto done =
      unwrap(scenario::executed(l, bound, execution_options(log_size, offers, sites, recalled)));
  Input after = input;
  after.document = unwrap(scenario::with_execution(input.document, done));
  py::list loads, held, changes;
  for (const scenario::Load& x : done.loads)
    loads.append(py::dict("id"_a = x.id, "offer"_a = x.offer, "destination"_a = x.destination,
                          "tonnes"_a = x.tonnes, "day"_a = x.day, "from_store"_a = x.from_store,
                          "grade"_a = x.grade, "class"_a = x.condition_class,
                          "held_t"_a = x.held_t));
  for (const scenario::HeldMass& h : done.held)
    held.append(py::dict("lot"_a = h.lot, "offer"_a = h.offer, "site"_a = h.site,
                         "tonnes"_a = h.tonnes, "reason"_a = h.reason));
  for (const scenario::RowChange& c : done.changes)
    changes.append(py::dict("table"_a = c.table, "id"_a = c.id, "cells"_a = c.cells));
  return py::make_tuple(after,
                        py::dict("loads"_a = loads, "held"_a = held, "changes"_a = changes,
                                 "samples"_a = done.samples.size(), "under_way"_a = done.under_way),
                        done.found);
}

py::dict fitness(const Input& input, const py::object& ledger, const std::string& lot,
                 const std::string& material, const std::string& grade) {
  const Ledger& l = ledger_of(ledger);
  Diagnostics found = input.found;
  const scenario::Case bound = unwrap(input.document.bind(found), found);
  const auto lineage = unwrap(Lineage::make(l));
  Suspect suspect;
  suspect.id = lot;
  const auto f = unwrap(scenario::fitness_of_lot(l, lineage, bound, suspect, material, grade));
  py::list destinations, missing, present;
  for (const auto& p : f.present) present.append(py::dict("what"_a = p.what, "lots"_a = p.lots));
  for (const auto& d : f.destinations)
    destinations.append(py::dict("destination"_a = d.destination,
                                 "answer"_a = std::string(classification::name(d.answer)),
                                 "reason"_a = d.reason.en, "reason_nb"_a = d.reason.nb,
                                 "change"_a = d.change.en, "change_nb"_a = d.change.nb));
  for (const auto& m : f.missing)
    missing.append(py::dict("id"_a = m.id, "name"_a = m.name, "name_nb"_a = m.name_nb));
  return py::dict("material"_a = f.material, "grade"_a = f.grade, "class"_a = f.condition_class,
                  "at_least"_a = f.at_least, "at_most"_a = f.at_most, "missing"_a = missing,
                  "present"_a = present, "rests_on"_a = f.rests_on.en,
                  "rests_on_nb"_a = f.rests_on.nb, "holds"_a = f.holds,
                  "destinations"_a = destinations);
}

}  // namespace

void bind_exchange(py::module_& m) {
  m.def("export_ledger", &export_bytes, "ledger"_a, "format"_a, "base"_a, "created_us"_a,
        "signatures"_a, "register"_a);
  m.def("read_events", &read_bytes, "bytes"_a, "file"_a, "format"_a, "base"_a, "author"_a,
        "basis"_a);
  m.def(
      "guess_format",
      [](const py::bytes& bytes) {
        const auto f = guess_format(std::string(bytes));
        return f ? std::string(name(*f)) : std::string();
      },
      "bytes"_a);
  m.def(
      "check_epcis",
      [](const std::string& text, const std::string& file) { return check_epcis(text, file); },
      "text"_a, "file"_a);
  m.def("epcis_hashes", &hashes, "text"_a);
  m.def("load_fields", &fields);
  m.def("expected_loads", &expected, "outcome"_a, "by_day"_a, "payload_t"_a);
  m.def("draft_tickets", &drafts, "row"_a);
  m.def("with_ledger", &with_ledger, "document"_a, "ledger"_a, "log_size"_a, "offer_of_lot"_a,
        "site_of_place"_a, "recalled"_a);
  m.def("fitness_of_lot", &fitness, "document"_a, "ledger"_a, "lot"_a, "material"_a, "grade"_a);
}

}  // namespace masseflyt::python
