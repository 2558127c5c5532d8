#include <masseflyt/scenario/session.hpp>

#include <algorithm>
#include <utility>

#include "detail/number.hpp"
#include "scenario/canonical.hpp"
#include "scenario/chain.hpp"
#include "scenario/lookup.hpp"
#include "scenario/session_rows.hpp"

namespace masseflyt::scenario {
namespace {

/// What stands in `now` and not in `before`, each as often as it is new.
Diagnostics news(const Diagnostics& now, Diagnostics before) {
  Diagnostics out;
  for (const Diagnostic& d : now) {
    const auto at = std::find(before.begin(), before.end(), d);
    if (at == before.end())
      out.push_back(d);
    else
      before.erase(at);
  }
  return out;
}

void append(Diagnostics& to, Diagnostics from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

Diagnostic fault(ErrorCode code, std::string path, std::string_view value, std::string expected) {
  return {Severity::error, code, std::move(path), std::string(value), std::move(expected)};
}

/// Where the masses go, for what and when: the network between the places stays what it is.
bool keeps_network(std::string_view table) {
  return table == "offers" || table == "needs" || table == "state" || table == "parties" ||
         table == "observed" || table == "areas" || table == "sensors" || table == "alarms" ||
         table == "stops" || table == "openings" || table == "byproducts" || table == "blends" ||
         table == "qualities" || table == "load_limits" || table == "header";
}

Cells cells_of(const Load& load) {
  Cells cells = {{"id", load.id},
                 {"offer", load.offer},
                 {"destination", load.destination},
                 {"tonnes", detail::format_number(load.tonnes)},
                 {"day", load.day}};
  const auto add = [&](const char* column, const std::string& text) {
    if (!text.empty()) cells.emplace_back(column, text);
  };
  add("from_store", load.from_store);
  add("grade", load.grade);
  add("class", load.condition_class);
  if (load.held_t != 0) add("held_t", detail::format_number(load.held_t));
  add("source", load.source);
  add("note", load.note);
  return cells;
}

std::map<std::string, Ranks> ranks_of(const Document& document) {
  std::map<std::string, Ranks> all;
  for (const Table& table : document.tables()) {
    auto& ranks = all[table.name];
    for (std::size_t r = 0; r < table.rows.size(); ++r)
      ranks.emplace(text_of(table, r, "id"), ranks.size());
  }
  return all;
}

const Ranks& ranks_in(const std::map<std::string, Ranks>& all, std::string_view table) {
  static const Ranks none;
  const auto at = all.find(std::string(table));
  return at == all.end() ? none : at->second;
}

}  // namespace

Result<Session> Session::open(const Document& document, Diagnostics& found,
                              const SessionOptions& options) {
  auto settled = with_variants(document, options.variants);
  if (!settled) {
    // bind() tells the same of the document itself with more detail
    if (const auto bound = document.bind(found); !bound) return bound.error();
    return settled.error();
  }
  Session session;
  auto input = settled->bind(session.found_);
  append(found, session.found_);
  if (!input) return input.error();
  session.rank_ = std::make_shared<const std::map<std::string, Ranks>>(ranks_of(*settled));
  session.document_ = std::make_shared<const Document>(std::move(*settled));
  session.input_ = std::make_shared<const Case>(std::move(*input));
  session.from_scratch_ = options.from_scratch;
  session.options_ = {
      {}, options.weights, options.comparisons, options.sensitivity, options.threads, {}};
  return session;
}

Result<std::uint64_t> Session::refuse(Diagnostics wrong, Diagnostics& found) const {
  const auto first = std::find_if(wrong.begin(), wrong.end(), [](const Diagnostic& d) {
    return d.severity == Severity::error;
  });
  Error error{first->code, to_line(*first), first->path};
  append(found, std::move(wrong));
  return error;
}

/// Makes `candidate` the document of the session, if it is sound.
Result<std::uint64_t> Session::keep(Document candidate, std::string_view table,
                                    Diagnostics& found) {
  Diagnostics now;
  auto input = candidate.bind_again(now, input_.get());
  Diagnostics brought = news(now, found_);
  if (!input) return refuse(std::move(brought), found);
  auto next = std::make_shared<const Document>(std::move(candidate));
  auto bound = std::make_shared<const Case>(std::move(*input));
  append(found, std::move(brought));
  document_ = std::move(next);  // from here on nothing can fail
  input_ = std::move(bound);
  found_ = std::move(now);
  if (const auto old = texts_.find(table); old != texts_.end()) texts_.erase(old);
  if (!keeps_network(table)) haulage_.reset();
  return ++revision_;
}

Result<std::uint64_t> Session::add(std::string_view table, const Cells& cells, Diagnostics& found) {
  Diagnostics wrong;
  const TableSpec* spec = table_with_ids(table, wrong);
  if (spec == nullptr) return refuse(std::move(wrong), found);
  SessionTable rows(*document_, *spec);
  const std::string id(text_in(cells, "id"));
  wrong = rows.check(id, cells, true);
  if (id.empty()) wrong.push_back(fault(ErrorCode::invalid_argument, rows.path(""), "", "an id"));
  if (has_errors(wrong)) return refuse(std::move(wrong), found);
  if (const auto there = rows.find(id)) {
    if (rows.holds(*there, cells, true)) return revision_;
    return refuse({fault(ErrorCode::conflict, rows.path(id), id,
                         "an id that is not in use, or the same row once more")},
                  found);
  }
  rows.insert(cells, ranks_in(*rank_, table));
  Document candidate = *document_;
  candidate.put(rows.take());
  return keep(std::move(candidate), table, found);
}

Result<std::uint64_t> Session::change(std::string_view table, std::string_view id,
                                      const Cells& cells, Diagnostics& found) {
  Diagnostics wrong;
  const TableSpec* spec = table_with_ids(table, wrong);
  if (spec == nullptr) return refuse(std::move(wrong), found);
  SessionTable rows(*document_, *spec);
  wrong = rows.check(id, cells, false);
  const auto row = rows.find(id);
  if (!row) wrong.push_back(rows.not_there(id));
  if (has_errors(wrong)) return refuse(std::move(wrong), found);
  if (rows.holds(*row, cells, false)) return revision_;
  rows.write(*row, cells);
  Document candidate = *document_;
  candidate.put(rows.take());
  return keep(std::move(candidate), table, found);
}

Result<std::uint64_t> Session::remove(std::string_view table, std::string_view id,
                                      Diagnostics& found) {
  Diagnostics wrong;
  const TableSpec* spec = table_with_ids(table, wrong);
  if (spec == nullptr) return refuse(std::move(wrong), found);
  SessionTable rows(*document_, *spec);
  const auto row = rows.find(id);
  if (!row) return refuse({rows.not_there(id)}, found);
  rows.remove(*row);
  Document candidate = *document_;
  candidate.put(rows.take());
  return keep(std::move(candidate), table, found);
}

Result<std::uint64_t> Session::apply(const std::vector<Load>& loads, Diagnostics& found) {
  SessionTable rows(*document_, *find_table("state"));
  Diagnostics wrong;
  bool any = false;
  for (const Load& load : loads) {
    const Cells cells = cells_of(load);
    if (load.id.empty()) {
      wrong.push_back(fault(ErrorCode::invalid_argument, rows.path("") + "/id", "", "an id"));
    } else if (const auto there = rows.find(load.id); !there) {
      rows.insert(cells, ranks_in(*rank_, "state"));
      any = true;
    } else if (!rows.holds(*there, cells, true)) {
      wrong.push_back(fault(ErrorCode::conflict, rows.path(load.id), load.id,
                            "the load that is known by this id, or an id of its own"));
    }
  }
  if (!has_errors(wrong) && !any) return revision_;
  Document candidate = *document_;
  candidate.put(rows.take());
  if (!has_errors(wrong)) return keep(std::move(candidate), "state", found);
  Diagnostics now;  // what is wrong with the others is told along with it
  if (const auto bound = candidate.bind(now); !bound) append(wrong, news(now, found_));
  return refuse(std::move(wrong), found);
}

Result<std::uint64_t> Session::advance_to(Month as_of, Diagnostics& found) {
  if (input_->header.as_of == as_of) return revision_;
  Document candidate = *document_;
  if (const auto done = candidate.set("header", "", "as_of", to_string(as_of)); !done)
    return refuse(
        {fault(done.error().code, done.error().path, to_string(as_of), "a month as 2026-03")},
        found);
  auto settled = candidate.settled();
  if (!settled) return settled.error();
  return keep(std::move(*settled), "header", found);
}

Result<reporting::Delta> Session::plan(const Control& control) {
  static const reporting::Report none;
  const auto tell = [&](const reporting::Report& before, const reporting::Report& after) {
    reporting::Delta delta = reporting::delta(before, after);
    delta.revision_before = planned_, delta.revision = revision_;
    return delta;
  };
  if (last_ && planned_ == revision_) return tell(last_->report, last_->report);
  if (control.cancelled()) return stopped_by_caller();
  if (!haulage_) {
    auto made = Haulage::make(*input_);
    if (!made) return made.error();
    haulage_ = std::make_shared<const Haulage>(std::move(*made));
  }
  RunOptions options = options_;
  options.control = control;
  std::shared_ptr<const Remembered> made;
  auto outcome = run_case(*document_, canonical_hash(*document_, texts_), input_, options,
                          haulage_.get(), remembered_.get(), from_scratch_ ? nullptr : &made);
  if (!outcome) return outcome.error();
  if (outcome->report.plan.status == matching::name(matching::Status::stopped))
    return Error{ErrorCode::deadline, "no plan in the time given; that of revision " +
                                          std::to_string(planned_) + " stands"};
  auto next = std::make_shared<const Outcome>(std::move(*outcome));
  auto delta = tell(last_ ? last_->report : none, next->report);
  last_ = std::move(next);
  remembered_ = std::move(made);
  planned_ = revision_;
  return delta;
}

}  // namespace masseflyt::scenario
