#include <masseflyt/c/session.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <masseflyt/reporting/delta.hpp>
#include <masseflyt/scenario/session.hpp>

#include "../delta_columns.hpp"
#include "arrow_table.hpp"
#include "guard.hpp"
#include "handles.hpp"
#include "options.hpp"

using namespace masseflyt;
using c_face::guard;
using c_face::missing;
using reporting::Delta;
using scenario::Cells;
using scenario::Load;
using scenario::Session;

struct mfl_session {
  Session session;
};

struct mfl_delta {
  const Delta delta;
};

namespace {

std::string_view or_empty(const char* text) { return text == nullptr ? "" : text; }

Result<Cells> cells(const char* const* columns, const char* const* texts, size_t count) {
  if (count > 0 && columns == nullptr) return missing("columns");
  if (count > 0 && texts == nullptr) return missing("cells");
  Cells out;
  for (size_t i = 0; i < count; ++i) {
    if (columns[i] == nullptr) return missing("columns");
    out.emplace_back(columns[i], or_empty(texts[i]));
  }
  return out;
}

/// Runs `attempt(session, found)` and hands over what was found, come what may.
template <typename Attempt>
mfl_status changing(mfl_session* session, mfl_diagnostics** found, mfl_error* error,
                    Attempt&& attempt) {
  return guard(error, [&]() -> Result<void> {
    if (found != nullptr) *found = nullptr;
    if (session == nullptr) return missing("session");
    // Room for the answer comes first, so that a change that applied is never told as a failure.
    Session next = session->session;
    Diagnostics faults;
    const Result<std::uint64_t> done = attempt(next, faults);
    mfl_diagnostics* lent = found == nullptr ? nullptr : c_face::lend(std::move(faults));
    if (found != nullptr) *found = lent;
    if (!done) return done.error();
    session->session = std::move(next);
    return {};
  });
}

Load load_of(const mfl_load& l) {
  Load out;
  out.id = or_empty(l.id), out.offer = or_empty(l.offer), out.destination = or_empty(l.destination);
  out.tonnes = l.tonnes, out.day = or_empty(l.day), out.from_store = or_empty(l.from_store);
  out.grade = or_empty(l.grade), out.condition_class = or_empty(l.condition_class);
  out.source = or_empty(l.source), out.note = or_empty(l.note);
  out.held_t = l.held_t;
  return out;
}

/// The array, whose stride is the struct_size that its elements state.
Result<std::vector<Load>> loads_of(const mfl_load* loads, size_t count) {
  std::vector<Load> out;
  if (count == 0) return out;
  if (loads == nullptr) return missing("loads");
  if (!MFL_COVERS(loads, mfl_load, note)) return c_face::without_size("loads");
  const uint32_t stride = loads->struct_size;
  const mfl_load defaults = MFL_LOAD_INIT;
  for (size_t i = 0; i < count; ++i) {
    const auto* const at = reinterpret_cast<const mfl_load*>(reinterpret_cast<const char*>(loads) +
                                                             i * std::size_t{stride});
    if (at->struct_size != stride)
      return Error{ErrorCode::invalid_argument,
                   "loads: element " + std::to_string(i) + " states another struct_size", "loads"};
    out.push_back(load_of(c_face::known_part(*at, defaults)));
  }
  return out;
}

std::int32_t change_number(reporting::Change change) { return static_cast<std::int32_t>(change); }
static_assert(MFL_APPEARED == static_cast<int>(reporting::Change::appeared));
static_assert(MFL_CHANGED == static_cast<int>(reporting::Change::changed));
static_assert(MFL_VANISHED == static_cast<int>(reporting::Change::vanished));

/// Row i of a list, as `fill` writes it.
template <typename Row, typename View, typename Fill>
mfl_status row(const mfl_delta* delta, std::vector<Row> Delta::*list, size_t i, View* out,
               bool covered, View full, mfl_error* error, Fill&& fill) {
  return guard(error, [&]() -> Result<void> {
    if (delta == nullptr) return missing("delta");
    if (out == nullptr) return missing("out");
    if (!covered) return c_face::without_size("out");
    const auto& rows = delta->delta.*list;
    if (i >= rows.size()) return c_face::no_such_row(i, rows.size());
    fill(rows[i], full);
    c_face::give(out, full);
    return {};
  });
}

}  // namespace

mfl_status mfl_session_open(const mfl_scenario* scenario, const mfl_session_options* options,
                            mfl_session** out, mfl_diagnostics** found, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (found != nullptr) *found = nullptr;
    if (out == nullptr) return missing("out");
    *out = nullptr;
    if (scenario == nullptr) return missing("scenario");
    const mfl_session_options defaults = MFL_SESSION_OPTIONS_INIT;
    if (options == nullptr) options = &defaults;
    if (!MFL_COVERS(options, mfl_session_options, from_scratch))
      return c_face::without_size("options");
    const mfl_session_options given = c_face::known_part(*options, defaults);
    scenario::SessionOptions chosen;
    if (given.weights_given != 0) {
      const auto weights = c_face::weights(given);
      if (!weights) return weights.error();
      chosen.weights = *weights;
    }
    if (given.threads > c_face::most_threads) return c_face::refused("threads", "is above 1024");
    chosen.comparisons = given.comparisons != 0, chosen.sensitivity = given.sensitivity != 0;
    chosen.threads = given.threads, chosen.from_scratch = given.from_scratch != 0;
    Diagnostics faults = scenario->found;
    auto opened = has_errors(faults)
                      ? Result<Session>(Error{ErrorCode::invalid_document, "the text has errors"})
                      : Session::open(scenario->document, faults, chosen);
    std::unique_ptr<mfl_session> made;
    if (opened) made.reset(new mfl_session{std::move(*opened)});
    const Error why = opened ? Error{} : c_face::naming_the_first(opened.error(), faults);
    if (found != nullptr) *found = c_face::lend(std::move(faults));
    if (!opened) return why;
    *out = made.release();
    return {};
  });
}

void mfl_session_free(mfl_session* session) { delete session; }

mfl_status mfl_session_add(mfl_session* session, const char* table, const char* const* columns,
                           const char* const* texts, size_t count, mfl_diagnostics** found,
                           mfl_error* error) {
  return changing(session, found, error,
                  [&](Session& s, Diagnostics& faults) -> Result<std::uint64_t> {
                    if (table == nullptr) return missing("table");
                    const auto row = cells(columns, texts, count);
                    if (!row) return row.error();
                    return s.add(table, *row, faults);
                  });
}

mfl_status mfl_session_change(mfl_session* session, const char* table, const char* id,
                              const char* const* columns, const char* const* texts, size_t count,
                              mfl_diagnostics** found, mfl_error* error) {
  return changing(session, found, error,
                  [&](Session& s, Diagnostics& faults) -> Result<std::uint64_t> {
                    if (table == nullptr) return missing("table");
                    if (id == nullptr) return missing("id");
                    const auto row = cells(columns, texts, count);
                    if (!row) return row.error();
                    return s.change(table, id, *row, faults);
                  });
}

mfl_status mfl_session_remove(mfl_session* session, const char* table, const char* id,
                              mfl_diagnostics** found, mfl_error* error) {
  return changing(session, found, error,
                  [&](Session& s, Diagnostics& faults) -> Result<std::uint64_t> {
                    if (table == nullptr) return missing("table");
                    if (id == nullptr) return missing("id");
                    return s.remove(table, id, faults);
                  });
}

mfl_status mfl_session_apply(mfl_session* session, const mfl_load* loads, size_t count,
                             mfl_diagnostics** found, mfl_error* error) {
  return changing(session, found, error,
                  [&](Session& s, Diagnostics& faults) -> Result<std::uint64_t> {
                    const auto all = loads_of(loads, count);
                    if (!all) return all.error();
                    return s.apply(*all, faults);
                  });
}

mfl_status mfl_session_advance_to(mfl_session* session, int32_t year, int32_t month,
                                  mfl_diagnostics** found, mfl_error* error) {
  return changing(session, found, error,
                  [&](Session& s, Diagnostics& faults) -> Result<std::uint64_t> {
                    if (month < 1 || month > 12) return c_face::refused("month", "is not 1 to 12");
                    if (year < 1900 || year > 2199)
                      return c_face::refused("year", "is not 1900 to 2199");
                    return s.advance_to(Month::of(year, month), faults);
                  });
}

uint64_t mfl_session_revision(const mfl_session* session) {
  return session == nullptr ? 0 : session->session.revision();
}

uint64_t mfl_session_planned_revision(const mfl_session* session) {
  return session == nullptr ? 0 : session->session.planned_revision();
}

mfl_status mfl_session_check(const mfl_session* session, mfl_diagnostics** out, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (out == nullptr) return missing("out");
    *out = nullptr;
    if (session == nullptr) return missing("session");
    *out = c_face::lend(session->session.diagnostics());
    return {};
  });
}

mfl_status mfl_session_json(const mfl_session* session, mfl_text** out, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (out == nullptr) return missing("out");
    *out = nullptr;
    if (session == nullptr) return missing("session");
    *out = c_face::text(session->session.document().to_json());
    return {};
  });
}

mfl_status mfl_session_last_plan(const mfl_session* session, mfl_plan** out, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (out == nullptr) return missing("out");
    *out = nullptr;
    if (session == nullptr) return missing("session");
    if (session->session.outcome() == nullptr)
      return Error{ErrorCode::not_found, "the session has not planned yet"};
    *out = new mfl_plan(session->session.outcome());
    return {};
  });
}

mfl_status mfl_session_plan(mfl_session* session, const mfl_replan_options* options,
                            mfl_delta** out, mfl_cancel* cancel, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (out == nullptr) return missing("out");
    *out = nullptr;
    if (session == nullptr) return missing("session");
    const mfl_replan_options defaults = MFL_REPLAN_OPTIONS_INIT;
    if (options == nullptr) options = &defaults;
    if (!MFL_COVERS(options, mfl_replan_options, user)) return c_face::without_size("options");
    const mfl_replan_options given = c_face::known_part(*options, defaults);
    const auto control = c_face::control(given.time_limit_s, given.progress, given.user, cancel);
    if (!control) return control.error();
    Session next = session->session;  // its plan is kept only together with its delta
    auto delta = next.plan(*control);
    if (!delta) return delta.error();
    *out = new mfl_delta{std::move(*delta)};
    session->session = std::move(next);
    return {};
  });
}

void mfl_delta_free(mfl_delta* delta) { delete delta; }

mfl_status mfl_delta_summarise(const mfl_delta* delta, mfl_delta_summary* out, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (delta == nullptr) return missing("delta");
    if (out == nullptr) return missing("out");
    if (!MFL_COVERS(out, mfl_delta_summary, figures)) return c_face::without_size("out");
    const Delta& d = delta->delta;
    mfl_delta_summary s = MFL_DELTA_SUMMARY_INIT;
    s.status = c_face::status_number(d.status);
    s.status_before = d.status_before.empty() ? 0 : c_face::status_number(d.status_before);
    s.revision_before = d.revision_before, s.revision = d.revision;
    s.objective_before = d.objective_before, s.objective = d.objective;
    s.flows = d.flows.size(), s.unmet = d.unmet.size(), s.figures = d.account.size();
    c_face::give(out, s);
    return {};
  });
}

mfl_status mfl_delta_flow(const mfl_delta* delta, size_t i, mfl_flow_change* out,
                          mfl_error* error) {
  const bool covered = out != nullptr && MFL_COVERS(out, mfl_flow_change, co2e_kg);
  return row(delta, &Delta::flows, i, out, covered, mfl_flow_change MFL_FLOW_CHANGE_INIT, error,
             [](const reporting::FlowChange& c, mfl_flow_change& f) {
               f.change = change_number(c.change);
               f.year = c.month.year(), f.month = c.month.month();
               f.offer = c.offer.c_str(), f.party = c.party.c_str(), f.group = c.group.c_str();
               f.kind = reporting::name(c.kind, false);
               f.source = c.source.c_str(), f.destination = c.destination.c_str();
               f.kg_before = c.before.kg, f.kg = c.after.kg;
               f.vehicle_km_before = c.before.vehicle_km, f.vehicle_km = c.after.vehicle_km;
               f.exposure_vkm_before = c.before.exposure_vkm;
               f.exposure_vkm = c.after.exposure_vkm;
               f.nok_before = c.before.nok, f.nok = c.after.nok;
               f.co2e_kg_before = c.before.co2e_kg, f.co2e_kg = c.after.co2e_kg;
             });
}

mfl_status mfl_delta_unmet(const mfl_delta* delta, size_t i, mfl_unmet_change* out,
                           mfl_error* error) {
  const bool covered = out != nullptr && MFL_COVERS(out, mfl_unmet_change, reason_nb);
  return row(delta, &Delta::unmet, i, out, covered, mfl_unmet_change MFL_UNMET_CHANGE_INIT, error,
             [](const reporting::UnmetChange& c, mfl_unmet_change& u) {
               u.change = change_number(c.change);
               u.id = c.id.c_str(), u.group = c.group.c_str(), u.what = c.what.c_str();
               u.kg_before = c.kg_before, u.kg = c.kg_after;
               u.reason = c.reason.c_str(), u.reason_nb = c.reason_nb.c_str();
             });
}

mfl_status mfl_delta_figure(const mfl_delta* delta, size_t i, mfl_figure_change* out,
                            mfl_error* error) {
  const bool covered = out != nullptr && MFL_COVERS(out, mfl_figure_change, after);
  return row(delta, &Delta::account, i, out, covered, mfl_figure_change MFL_FIGURE_CHANGE_INIT,
             error, [](const reporting::FigureChange& c, mfl_figure_change& f) {
               f.figure = c.figure.c_str(), f.before = c.before, f.after = c.after;
             });
}

mfl_status mfl_delta_json(const mfl_delta* delta, mfl_text** out, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (out == nullptr) return missing("out");
    *out = nullptr;
    if (delta == nullptr) return missing("delta");
    *out = c_face::text(delta_json(delta->delta));
    return {};
  });
}

namespace {

template <typename Row, typename AddColumns>
Result<void> to_arrow(const std::vector<Row>& rows, AddColumns&& add_columns, ArrowSchema* schema,
                      ArrowArray* array) {
  c_face::ArrowTable<Row> table(rows);
  add_columns(table);
  return table.move_to(schema, array);
}

}  // namespace

mfl_status mfl_delta_arrow(const mfl_delta* delta, int32_t list, struct ArrowSchema* schema,
                           struct ArrowArray* array, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (schema != nullptr) schema->release = nullptr;
    if (array != nullptr) array->release = nullptr;
    if (delta == nullptr) return missing("delta");
    if (schema == nullptr) return missing("schema");
    if (array == nullptr) return missing("array");
    const Delta& d = delta->delta;
    switch (list) {
      case MFL_DELTA_FLOWS:
        return to_arrow(
            d.flows, [](auto& table) { add_flow_columns(table); }, schema, array);
      case MFL_DELTA_UNMET:
        return to_arrow(
            d.unmet, [](auto& table) { add_unmet_columns(table); }, schema, array);
      case MFL_DELTA_FIGURES:
        return to_arrow(
            d.account, [](auto& table) { add_figure_columns(table); }, schema, array);
    }
    return Error{ErrorCode::not_found, "no list has the number " + std::to_string(list), "list"};
  });
}
