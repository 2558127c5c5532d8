// bindings/python/bind_session.cpp — a case that lives. Its face is python/masseflyt/session.py.
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <masseflyt/reporting/delta.hpp>
#include <masseflyt/scenario/session.hpp>
#include <masseflyt/scenario/watch.hpp>

#include "../delta_columns.hpp"
#include "columns.hpp"
#include "common.hpp"
#include "listening.hpp"
#include "scenario_input.hpp"

namespace masseflyt::python {

using namespace pybind11::literals;
using reporting::Delta;
using scenario::Cells;
using scenario::Load;
using scenario::Outcome;
using scenario::Session;

/// A session is for one thread at a time; Python lets several call while another one plans.
struct LiveSession {
  Session session;
  std::mutex busy = {};
};

/// Whoever calls meanwhile is refused instead of waiting: it may be the progress of this very plan.
class Turn {
 public:
  explicit Turn(LiveSession& live) : lock_(live.busy, std::try_to_lock) {
    if (!lock_)
      throw Failure({ErrorCode::conflict, "the session is at work in another thread"}, {});
  }

 private:
  std::unique_lock<std::mutex> lock_;
};

static std::unique_ptr<LiveSession> open(const Input& input, const std::vector<double>& weights,
                                         bool comparisons, bool sensitivity, bool from_scratch,
                                         std::uint32_t threads) {
  scenario::SessionOptions options;
  if (weights.size() == 4) options.weights = {weights[0], weights[1], weights[2], weights[3]};
  options.comparisons = comparisons, options.sensitivity = sensitivity;
  options.threads = threads, options.from_scratch = from_scratch;
  Diagnostics found = input.found;
  py::gil_scoped_release unlocked;
  if (has_errors(found))
    throw Failure({ErrorCode::invalid_document, "the scenario has errors"}, found);
  return std::unique_ptr<LiveSession>(
      new LiveSession{unwrap(Session::open(input.document, found, options), found)});
}

/// What the change brought with it; all that is wrong with it goes with the exception.
template <typename Attempt>
static Diagnostics changing(LiveSession& live, Attempt&& attempt) {
  const Turn turn(live);
  py::gil_scoped_release unlocked;
  Diagnostics found;
  auto done = attempt(live.session, found);
  unwrap(std::move(done), found);
  return found;
}

static Diagnostics add(LiveSession& live, const std::string& table, const Cells& cells) {
  return changing(live, [&](Session& s, Diagnostics& found) { return s.add(table, cells, found); });
}

static Diagnostics change(LiveSession& live, const std::string& table, const std::string& id,
                          const Cells& cells) {
  return changing(
      live, [&](Session& s, Diagnostics& found) { return s.change(table, id, cells, found); });
}

static Diagnostics remove(LiveSession& live, const std::string& table, const std::string& id) {
  return changing(live, [&](Session& s, Diagnostics& found) { return s.remove(table, id, found); });
}

static Diagnostics apply(LiveSession& live, const std::vector<Load>& loads) {
  return changing(live, [&](Session& s, Diagnostics& found) { return s.apply(loads, found); });
}

static Diagnostics apply_stops(LiveSession& live, const std::vector<scenario::Stop>& stops) {
  return changing(
      live, [&](Session& s, Diagnostics& found) { return scenario::apply_stops(s, stops, found); });
}

static Diagnostics advance_to(LiveSession& live, const std::string& month) {
  const auto as_of = parse_month(month);
  if (!as_of)
    throw Failure({ErrorCode::invalid_argument,
                   "as_of is '" + month + "', expected a month as 2026-03", "as_of"},
                  {});
  return changing(live,
                  [&](Session& s, Diagnostics& found) { return s.advance_to(*as_of, found); });
}

/// Works on a copy, which costs little: others may look at the session meanwhile.
static Delta plan(LiveSession& live, std::optional<double> time_limit_s,
                  const py::object& progress) {
  const Turn turn(live);
  Session next = live.session;
  auto delta =
      listening(time_limit_s, progress, [&](const Control& control) { return next.plan(control); });
  Delta told = unwrap(std::move(delta));
  live.session = std::move(next);
  return told;
}

static std::shared_ptr<Outcome> outcome(const LiveSession& live) {
  return std::const_pointer_cast<Outcome>(live.session.outcome());  // Python shows it, no more
}

// ---- deltas
// --------------------------------------------------------------------------------------

static py::dict flows(const Delta& delta) {
  Columns<reporting::FlowChange> columns(delta.flows);
  add_flow_columns(columns);
  return columns.take();
}

static py::dict unmet(const Delta& delta) {
  Columns<reporting::UnmetChange> columns(delta.unmet);
  add_unmet_columns(columns);
  return columns.take();
}

static py::dict deals(const Delta& delta) {
  Columns<reporting::DealChange> columns(delta.deals);
  add_deal_columns(columns);
  return columns.take();
}

static py::dict figures(const Delta& delta) {
  Columns<reporting::FigureChange> columns(delta.account);
  add_figure_columns(columns);
  return columns.take();
}

// ---- binding
// -------------------------------------------------------------------------------------

static Load make_load(std::string id, std::string offer, std::string destination, double tonnes,
                      std::string day, std::string from_store, std::string grade,
                      std::string condition_class, std::string source, std::string note,
                      double held_t) {
  Load l;
  l.id = std::move(id), l.offer = std::move(offer), l.destination = std::move(destination);
  l.tonnes = tonnes, l.day = std::move(day), l.from_store = std::move(from_store);
  l.grade = std::move(grade), l.condition_class = std::move(condition_class);
  l.source = std::move(source), l.note = std::move(note), l.held_t = held_t;
  return l;
}

void bind_session(py::module_& m) {
  py::class_<Load>(m, "Load", "A load that was driven; its face is masseflyt.Load.")
      .def(py::init(&make_load), "id"_a, "offer"_a, "destination"_a, "tonnes"_a, "day"_a,
           "from_store"_a, "grade"_a, "condition_class"_a, "source"_a, "note"_a, "held_t"_a);

  py::class_<Delta>(m, "Delta", "What became different between two plans.")
      .def_readonly("status_before", &Delta::status_before)
      .def_readonly("status", &Delta::status)
      .def_readonly("objective_before", &Delta::objective_before)
      .def_readonly("objective", &Delta::objective)
      .def_readonly("revision_before", &Delta::revision_before)
      .def_readonly("revision", &Delta::revision)
      .def_property_readonly("counts",
                             [](const Delta& d) {
                               return std::vector<std::size_t>{d.flows.size(), d.unmet.size(),
                                                               d.deals.size(), d.account.size()};
                             })
      .def("flows", &flows)
      .def("unmet", &unmet)
      .def("deals", &deals)
      .def("figures", &figures)
      .def("to_json", [](const Delta& d) {
        py::gil_scoped_release unlocked;
        return delta_json(d);
      });

  py::class_<LiveSession>(m, "Session", "A case that lives.")
      .def_static("open", &open, "document"_a, "weights"_a, "comparisons"_a, "sensitivity"_a,
                  "from_scratch"_a, "threads"_a)
      .def("copy",
           [](LiveSession& live) {
             const Turn turn(live);
             return std::unique_ptr<LiveSession>(new LiveSession{live.session});
           })
      .def("add", &add, "table"_a, "cells"_a)
      .def("change", &change, "table"_a, "id"_a, "cells"_a)
      .def("remove", &remove, "table"_a, "id"_a)
      .def("apply", &apply, "loads"_a)
      .def("apply_stops", &apply_stops, "stops"_a)
      .def("advance_to", &advance_to, "as_of"_a)
      .def("plan", &plan, "time_limit"_a, "progress"_a)
      .def("outcome",
           [](LiveSession& live) {
             const Turn turn(live);
             return outcome(live);
           })
      .def("document",
           [](LiveSession& live) {
             const Turn turn(live);
             return Input{live.session.document(), {}};
           })
      .def("diagnostics",
           [](LiveSession& live) {
             const Turn turn(live);
             return live.session.diagnostics();
           })
      .def_property_readonly("revision",
                             [](LiveSession& live) {
                               const Turn turn(live);
                               return live.session.revision();
                             })
      .def_property_readonly("planned_revision", [](LiveSession& live) {
        const Turn turn(live);
        return live.session.planned_revision();
      });
}

}  // namespace masseflyt::python
