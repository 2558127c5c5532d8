// From the ledger to the plan: what was driven, what must not be used.
#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <masseflyt/core/zone.hpp>
#include <masseflyt/scenario/execution.hpp>
#include <masseflyt/traceability/blending.hpp>
#include <masseflyt/traceability/digest.hpp>

#include "detail/number.hpp"
#include "scenario/lot_class.hpp"
#include "scenario/row_id.hpp"

namespace masseflyt::scenario {
namespace {

using traceability::EventKind;
using traceability::Handover;
using traceability::Ledger;
using traceability::Lineage;
using traceability::NodeKind;
using traceability::Suspect;

constexpr double all_that_is_left = std::numeric_limits<double>::infinity();

using Shares = std::map<std::string, double>;  ///< by offer

template <typename Row>
bool has(const std::vector<Row>& rows, std::string_view id) {
  return std::any_of(rows.begin(), rows.end(), [&](const Row& r) { return r.id == id; });
}

std::string civil_day(std::int64_t time_us) {
  const Instant t(std::chrono::microseconds{time_us});
  return to_string(t, Zone::oslo()).substr(0, 10);
}

class Reader {
 public:
  Reader(const Ledger& ledger, const Lineage& lineage, const Case& input,
         const ExecutionOptions& options)
      : ledger_(ledger), lineage_(lineage), tracer_(lineage), in_(input), options_(options) {}

  Result<Execution> run() {
    suspects();
    for (std::uint64_t i = 0; i < lineage_.log_size(); ++i) {
      if (superseded(i)) continue;
      const auto event = ledger_.event(i);
      if (!event) return event.error();
      if (event->kind == EventKind::ship && !received_.contains(event->load))
        open_.insert(event->load);
      if (event->kind == EventKind::ship) shipped_[event->load] = *event;
      if (event->kind != EventKind::receive) continue;
      open_.erase(event->load);
      received_.insert(event->load);
      if (auto ok = receipt(i, *event); !ok) return ok.error();
    }
    out_.under_way = open_.size();
    if (auto ok = lots(); !ok) return ok.error();
    changes();
    return std::move(out_);
  }

 private:
  bool superseded(std::uint64_t i) const {
    const auto by = ledger_.corrected_by(i);
    return by && *by < lineage_.log_size();
  }

  void say(Severity severity, std::string path, std::string value, std::string expected) {
    out_.found.push_back(
        {severity, ErrorCode::not_found, std::move(path), std::move(value), std::move(expected)});
  }

  // ---- ids of the ledger in the words of the scenario

  std::optional<std::string> offer_of(const std::string& lot) const {
    const auto named = options_.offer_of_lot.find(lot);
    if (named != options_.offer_of_lot.end()) return named->second;
    const std::string front = lot.substr(0, lot.find('/'));
    if (has(in_.offers, lot)) return lot;
    return has(in_.offers, front) ? std::optional(front) : std::nullopt;
  }

  /// A destination or offer; empty when there is none, or more than one.
  std::string site_of(const std::string& place) const {
    const auto named = options_.site_of_place.find(place);
    if (named != options_.site_of_place.end()) return named->second;
    if (has(in_.receivers, place) || has(in_.stores, place) || has(in_.quarries, place) ||
        has(in_.needs, place) || has(in_.offers, place))
      return place;
    std::vector<std::string> there;
    const auto look = [&](const auto& rows) {
      for (const auto& r : rows)
        if (r.place == place && r.included) there.push_back(r.id);
    };
    look(in_.receivers), look(in_.stores), look(in_.quarries), look(in_.needs), look(in_.offers);
    return there.size() == 1 ? there.front() : std::string();
  }
  bool is_destination(const std::string& id) const {
    return has(in_.receivers, id) || has(in_.stores, id) || has(in_.quarries, id) ||
           has(in_.needs, id);
  }

  /// Where the mass of a lot or load came out of the ground. Mass of unknown lots stands under "".
  Result<Shares> origins(const Suspect& of) {
    const auto trace = tracer_.origins(of);
    if (!trace) return trace.error();
    Shares shares;
    double sum = 0;
    for (std::size_t r = 0; r < trace->size(); ++r) {
      const auto node = trace->node[r];
      if (!lineage_.before(node).empty() || trace->share[r] <= 0) continue;
      const auto next = lineage_.next(node);
      const bool added = lineage_.kind(node) == NodeKind::origin && !next.empty();
      const std::string lot(lineage_.id(added ? next.front() : node));
      const auto offer = offer_of(lot);
      shares[offer.value_or("")] += trace->share[r];
      sum += trace->share[r];
      if (!offer) strangers_[of.id].insert(lot);
    }
    for (auto& [offer, share] : shares) share /= sum;  // what the tracer leaves by rounding
    return shares;
  }

  // ---- loads

  Result<void> receipt(std::uint64_t index, const traceability::Event& e) {
    const std::string path = "ledger/event " + std::to_string(index);
    const std::string destination = site_of(e.place);
    if (!is_destination(destination)) {
      say(Severity::warning, path, e.place,
          "a place of exactly one receiver, store, quarry or need: load " + e.load +
              " is not taken over");
      return {};
    }
    if (lineage_.versions_of_load(e.load).empty()) {
      say(Severity::warning, path, e.load, "a load that somebody shipped: its origin is not known");
      return {};
    }
    const auto shares = origins({e.load, true});
    if (!shares) return shares.error();
    if (const auto unknown = shares->find(""); unknown != shares->end())
      say(Severity::warning, path, *strangers_[e.load].begin(),
          "a lot that is named like an offer: " + detail::format_number(100 * unknown->second) +
              " % of load " + e.load + " is not taken over");
    return rows(e, destination, *shares);
  }

  Result<void> rows(const traceability::Event& e, const std::string& destination,
                    const Shares& shares) {
    const std::int64_t kg = (e.outputs.front().mass_g + 500) / 1000;
    const auto quality = traceability::quality(ledger_, lineage_, {e.load, true});
    if (!quality) return quality.error();
    const auto is = class_of(*quality);
    if (!is) return is.error();
    double passed = 0;
    std::int64_t given = 0;
    for (const auto& [offer, share] : shares) {  // cumulative rounding: the parts add up exactly
      passed += share;
      const std::int64_t upto = std::llround(passed * static_cast<double>(kg));
      const std::int64_t part = upto - given;
      given = upto;
      if (offer.empty() || part <= 0) continue;
      Load l;
      l.id = row_id(shares.size() == 1 ? e.load : e.load + "." + offer);
      l.offer = offer, l.destination = destination, l.tonnes = static_cast<double>(part) / 1000;
      l.day = civil_day(e.time_us);
      l.grade = grade_word(is->grade), l.condition_class = class_word(*is);
      l.source = "ledger " + ledger_.origin();
      const auto from = shipped_.find(e.load);
      if (from != shipped_.end()) {
        const std::string site = site_of(from->second.place);
        if (has(in_.stores, site)) l.from_store = site;
      }
      l.month = *parse_month(l.day.substr(0, 7));
      out_.loads.push_back(std::move(l));
    }
    return {};
  }
  /// Only words that the table has.
  static std::string grade_word(const std::string& g) {
    return g == "hard" || g == "soft" || g == "tbm" ? g : std::string();
  }
  /// What is known to be bad stays bad; clean has to be shown.
  static std::string class_word(const LotClass& c) {
    if (c.least == 1 && !c.settled()) return {};
    return c.least > 5 ? "hazardous" : class_name(c.least);
  }

  // ---- holds, recalls and tests

  void suspects() {
    if (options_.recalled.empty()) return;
    const auto recall = tracer_.recall(options_.recalled);
    if (!recall) {
      say(Severity::warning, "recalled", "", recall.error().message);
      return;
    }
    for (const auto node : recall->node)
      if (lineage_.kind(node) == NodeKind::lot) recalled_.insert(std::string(lineage_.id(node)));
  }

  Result<void> lots() {
    std::set<std::string> seen;
    for (const std::string& id : ledger_.lots()) {
      if (lineage_.versions(id).empty() || !seen.insert(id).second) continue;
      const auto quality = traceability::quality(ledger_, lineage_, {id, false});
      if (!quality) return quality.error();
      const bool is_offer = has(in_.offers, id);
      if (is_offer) tests(id, *quality);
      if (quality->holds.empty() && !recalled_.contains(id)) continue;
      if (auto ok = held(id, *quality, is_offer); !ok) return ok;
    }
    return {};
  }

  Result<void> held(const std::string& id, const traceability::Quality& quality, bool is_offer) {
    std::string reason = "recalled";
    if (!quality.holds.empty()) {
      const auto event = ledger_.event(quality.holds.front());
      if (!event) return event.error();
      reason = "on hold by event " + event->id + ": " + event->reason;
    }
    if (is_offer) {
      out_.held.push_back({id, id, id, all_that_is_left, reason});
      return {};
    }
    const auto state = ledger_.lot(id);
    if (!state || state->stock_g <= 0) return {};
    const auto shares = origins({id, false});
    if (!shares) return shares.error();
    const std::string at = site_of(state->place);
    for (const auto& [offer, share] : *shares) {
      const double t = share * static_cast<double>(state->stock_g) / 1e6;
      if (offer.empty()) {
        say(Severity::warning, "ledger/lot " + id, detail::format_number(t) + " t",
            "an offer it came from: it is on hold, and the plan knows nothing of it");
        continue;
      }
      out_.held.push_back({id, offer,
                           has(in_.stores, at)  ? at
                           : is_destination(at) ? at
                                                : offer,
                           t, reason});
    }
    return {};
  }

  void tests(const std::string& offer, const traceability::Quality& quality) {
    for (const auto& [property, figure] : quality.figures) {
      constexpr std::string_view contents = "content/";
      if (!property.starts_with(contents) || figure.text.empty()) continue;  // measured ones only
      out_.samples.push_back({row_id("ledger." + offer), offer, property.substr(contents.size()),
                              figure.text, figure.unit});
    }
    const auto declared = quality.figures.find("condition_class");
    if (declared == quality.figures.end() || declared->second.rests == traceability::Rests::unknown)
      return;
    const auto number = static_cast<int>(std::ceil(declared->second.high));
    if (number < 2) return;
    const std::string word = number > 5 ? "hazardous" : "class" + std::to_string(number);
    out_.changes.push_back(
        {"offers", offer, {{"not_clean_share", "1"}, {"not_clean_split", word + ":1"}}});
  }

  /// Takes held mass out of offers and stores. Loads into a store whose mass is held now are no
  /// longer told as loads: else the plan would use what lies there.
  void changes() {
    std::map<std::string, double> less_of_offer, less_of_store;
    std::set<std::string> closed;
    for (const HeldMass& h : out_.held) {
      if (h.tonnes == all_that_is_left) {
        closed.insert(h.offer);
      } else if (has(in_.stores, h.site)) {
        less_of_store[h.site] += unload(h);
        less_of_offer[h.offer] += h.tonnes;
      } else if (h.site == h.offer) {
        less_of_offer[h.offer] += h.tonnes;
      }  // else it lies where it was to end: nothing is planned with it
    }
    for (const Offer& o : in_.offers)
      if (closed.contains(o.id) || less_of_offer.contains(o.id))
        shrink(o, closed.contains(o.id), less_of_offer[o.id]);
    for (const Store& s : in_.stores)
      if (const auto t = less_of_store.find(s.id); t != less_of_store.end())
        out_.changes.push_back(
            {"stores",
             s.id,
             {{"stock_t", detail::format_number(std::max(0.0, s.stock_t - t->second))}}});
  }

  /// Removes so much of the loads that brought it into the store; what was removed, in tonnes.
  double unload(const HeldMass& h) {
    double left = h.tonnes;
    for (auto l = out_.loads.rbegin(); l != out_.loads.rend() && left > 1e-9; ++l) {
      if (l->offer != h.offer || l->destination != h.site) continue;
      const double part = std::min(left, l->tonnes);
      l->tonnes -= part;
      left -= part;
    }
    std::erase_if(out_.loads, [](const Load& l) { return l.tonnes < 0.0005; });
    return h.tonnes - left;
  }

  double driven(const std::string& offer) const {
    double t = 0;
    for (const Load& l : out_.loads)
      if (l.offer == offer && l.from_store.empty()) t += l.tonnes;
    for (const Load& l : in_.state)
      if (l.offer == offer && l.from_store.empty() && !has(out_.loads, l.id)) t += l.tonnes;
    return t;
  }

  void shrink(const Offer& o, bool closed, double less_t) {
    std::string why;
    for (const HeldMass& h : out_.held)
      if (h.offer == o.id) why += (why.empty() ? "" : "; ") + h.lot + " " + h.reason;
    const double gone = driven(o.id);
    const double left = closed ? gone : std::max(gone, o.tonnes - less_t);
    if (left <= 0) {
      out_.changes.push_back({"offers", o.id, {{"included", "no"}, {"reason", why}}});
      return;
    }
    Keyed<std::string> cells = {{"amount", detail::format_number(left)},
                                {"amount_low", detail::format_number(left)},
                                {"amount_high", detail::format_number(left)},
                                {"unit", "t"},
                                {"state", ""},
                                {"reason", why}};
    if (o.internal_t > left) cells.emplace_back("internal_t", detail::format_number(left));
    out_.changes.push_back({"offers", o.id, std::move(cells)});
  }

  const Ledger& ledger_;
  const Lineage& lineage_;
  traceability::Tracer tracer_;
  const Case& in_;
  const ExecutionOptions& options_;
  Execution out_;
  std::set<std::string> open_, received_, recalled_;
  std::map<std::string, traceability::Event> shipped_;
  std::map<std::string, std::set<std::string>> strangers_;
};

Cell cell(const std::string& text) { return text.empty() ? Cell{} : Cell{CellKind::text, text}; }

/// Adds rows under the ids they have. Rows that are there already must say the same.
Result<void> add_rows(Document& document, const std::string& name,
                      const std::vector<std::pair<std::string, Keyed<std::string>>>& rows,
                      bool unique) {
  if (rows.empty()) return {};
  const Table* old = document.table(name);
  Table table = old != nullptr ? *old : Table{name, {}, {}, {}};
  const auto column = [&](const std::string& c) {
    const auto at = std::find(table.columns.begin(), table.columns.end(), c);
    if (at != table.columns.end()) return static_cast<std::size_t>(at - table.columns.begin());
    table.columns.push_back(c);
    for (auto& cells : table.rows) cells.emplace_back();
    return table.columns.size() - 1;
  };
  for (const auto& [id, cells] : rows) {
    std::vector<std::pair<std::size_t, Cell>> wanted;
    for (const auto& [name_of, text] : cells) wanted.emplace_back(column(name_of), cell(text));
    const std::size_t key = column("id");
    std::size_t at = table.rows.size();
    for (std::size_t r = 0; unique && r < table.rows.size(); ++r)
      if (table.rows[r][key].text == id) at = r;
    if (at == table.rows.size()) {
      table.rows.emplace_back(table.columns.size());
      table.row_path.push_back("/" + name + "/" + std::to_string(at));
    } else {
      for (const auto& [c, value] : wanted)
        if (table.rows[at][c].text != value.text)
          return Error{ErrorCode::conflict,
                       name + " has another row '" + id + "': " + table.columns[c] + " is '" +
                           table.rows[at][c].text + "', the ledger says '" + value.text + "'",
                       "/" + name + "/" + std::to_string(at) + "/" + table.columns[c]};
      continue;
    }
    for (auto& [c, value] : wanted) table.rows[at][c] = std::move(value);
  }
  for (auto& cells : table.rows) cells.resize(table.columns.size());
  table.row_path.resize(table.rows.size());
  document.put(std::move(table));
  return {};
}

}  // namespace

Result<Execution> executed(const Ledger& ledger, const Case& input,
                           const ExecutionOptions& options) {
  const auto lineage = Lineage::make(ledger, options.log_size.value_or(ledger.size()));
  if (!lineage) return lineage.error();
  return Reader(ledger, *lineage, input, options).run();
}

Result<Document> with_execution(Document document, const Execution& execution) {
  std::vector<std::pair<std::string, Keyed<std::string>>> loads, samples;
  for (const Load& l : execution.loads)
    loads.push_back({l.id,
                     {{"id", l.id},
                      {"offer", l.offer},
                      {"destination", l.destination},
                      {"tonnes", detail::format_number(l.tonnes)},
                      {"day", l.day},
                      {"from_store", l.from_store},
                      {"grade", l.grade},
                      {"class", l.condition_class},
                      {"source", l.source}}});
  for (const Sample& s : execution.samples)
    samples.push_back({s.id,
                       {{"id", s.id},
                        {"offer", s.offer},
                        {"analyte", s.analyte},
                        {"value", s.value},
                        {"unit", s.unit}}});
  if (auto ok = add_rows(document, "state", loads, true); !ok) return ok.error();
  if (auto ok = add_rows(document, "samples", samples, false); !ok) return ok.error();
  for (const RowChange& change : execution.changes)
    for (const auto& [column, value] : change.cells)
      if (auto ok = document.set(change.table, change.id, column, value); !ok) return ok.error();
  return document;
}

}  // namespace masseflyt::scenario
