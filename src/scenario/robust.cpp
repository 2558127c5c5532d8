#include <masseflyt/scenario/robust.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "chain.hpp"
#include "detail/number.hpp"
#include "lookup.hpp"
#include "planned.hpp"
#include "reporting/json_writer.hpp"
#include "workers.hpp"

namespace masseflyt::scenario {
namespace {

using matching::Market;
using reporting::JsonWriter;

/// Lots of the reference that a future does not have, with nothing in them yet.
void add_lots(Market& m, const Market& reference) {
  std::map<std::string, Index> known;
  for (Index l = 0; l < m.lots.size(); ++l) known.emplace(m.lots[l].id, l);
  std::vector<Index> missing;
  for (Index l = 0; l < reference.lots.size(); ++l)
    if (known.count(reference.lots[l].id) == 0) missing.push_back(l);
  if (missing.empty()) return;
  Compatibility grown(m.lots.size() + missing.size(), m.destinations.size());
  for (std::size_t d = 0; d < m.destinations.size(); ++d) {
    for (std::size_t l = 0; l < m.lots.size(); ++l)
      if (!m.lot_to.allows(l, d)) grown.refuse(l, d, m.lot_to.why_not(l, d));
    for (std::size_t i = 0; i < missing.size(); ++i)
      if (!reference.lot_to.allows(missing[i], d))
        grown.refuse(m.lots.size() + i, d, reference.lot_to.why_not(missing[i], d));
  }
  for (const Index l : missing) m.lots.push_back(reference.lots[l]);
  m.lot_to = m.practised_to = std::move(grown);
}

/// What leaves in the first periods, as the reference says.
Result<void> known_now(Market& m, const Market& reference, Index periods, const std::string& name) {
  const auto differ = [&](const char* what) {
    return Error{ErrorCode::invalid_argument,
                 name + " has other " + what +
                     " than the first future: decisions of now cannot be the same in both"};
  };
  if (m.groups != reference.groups) return differ("groups of masses");
  if (m.destinations.size() != reference.destinations.size()) return differ("places");
  add_lots(m, reference);
  std::map<std::string, Index> lot;
  for (Index l = 0; l < m.lots.size(); ++l) lot.emplace(m.lots[l].id, l);
  const auto first = [&](const matching::Supply& s) {
    return s.period < periods && s.stored == matching::none;
  };
  std::erase_if(m.supplies, first);
  for (const auto& s : reference.supplies)
    if (first(s)) m.supplies.push_back({lot.at(reference.lots[s.lot].id), s.period, s.kg});
  return {};
}

Result<RobustAnswer> decide(const std::vector<std::string>& names,
                            const std::vector<double>& probability, std::vector<Modelled>& all,
                            const RobustChoices& choices, const Control& control) {
  const Modelled reference = all.front();
  const auto periods =
      static_cast<Index>(std::clamp<std::int64_t>(choices.months, 1, reference.market().periods));
  std::vector<matching::Future> futures;
  for (std::size_t s = 0; s < all.size(); ++s) {
    if (auto same = known_now(all[s].model.market, reference.market(), periods, names[s]); !same)
      return same.error();
    futures.push_back({names[s], &all[s].market(), &all[s].costs(), probability[s]});
  }
  const auto found = matching::robust_plan(futures, reference.weights,
                                           {periods, choices.aim, choices.rounds, 1e-4, control});
  if (!found) return found.error();
  RobustAnswer out;
  const auto& m = reference.market();
  std::map<std::string, Index> lot;
  for (Index l = 0; l < m.lots.size(); ++l) lot.emplace(m.lots[l].id, l);
  for (const auto& f : found->now) {
    const Index l = lot.at(f.lot);
    out.now.push_back({reference.model.lot_offer[l], m.groups[m.lots[l].group], f.destination,
                       reference.model.first + static_cast<std::int32_t>(f.period), f.kg});
  }
  double sum = 0;
  for (const double p : probability) sum += p;
  for (std::size_t s = 0; s < names.size(); ++s)
    out.futures.push_back({names[s], probability[s] / sum,
                           static_cast<double>(found->cost[s]) / 1e6,
                           static_cast<double>(found->best[s]) / 1e6});
  out.value = found->value / 1e6, out.bound = found->bound / 1e6, out.gap = found->gap();
  out.expected = found->expected / 1e6;
  out.information = found->information / 1e6, out.information_low = found->information_low / 1e6;
  return out;
}

std::string joined(const Names& names) {
  std::string out;
  for (const auto& n : names) out += (out.empty() ? "" : ";") + n;
  return out;
}

/// Knowing one assumption, or why that is not told.
WorthKnowing worth(const Document& chosen, const Assumption& a, const RobustChoices& choices,
                   const ManyOptions& options, const Control& control) {
  WorthKnowing out;
  out.key = a.key, out.ids = joined(a.ids), out.unit = a.unit;
  out.low = a.low, out.point = a.point, out.high = a.high;
  std::vector<Modelled> all;
  const std::vector<std::pair<std::string, double>> ends = {
      {a.point, 0.4}, {a.low, 0.3}, {a.high, 0.3}};
  std::vector<std::string> names;
  std::vector<double> probability;
  for (const auto& [value, p] : ends) {
    Document changed = chosen;
    if (value != a.point)
      if (const auto done = changed.assume(a.key, out.ids, value); !done)
        return out.status = done.error().message, out;
    Diagnostics found;
    auto m = modelled(changed, {}, options.weights, found);
    if (!m) return out.status = found.empty() ? m.error().message : to_line(found.front()), out;
    all.push_back(std::move(*m));
    names.push_back(value), probability.push_back(p);
  }
  const auto answer = decide(names, probability, all, choices, control);
  if (!answer) return out.status = answer.error().message, out;
  out.status = "optimal";
  out.worth_low = answer->information_low, out.worth_high = std::max(0.0, answer->information);
  return out;
}

}  // namespace

Result<Document> with_volumes(Document document, Volume volume) {
  const Table* offers = document.table("offers");
  if (offers == nullptr || volume == Volume::point) return document;
  const char* const column = volume == Volume::low ? "amount_low" : "amount_high";
  std::vector<std::pair<std::string, std::string>> changes;
  for (std::size_t r = 0; r < offers->rows.size(); ++r)
    if (const auto& value = text_of(*offers, r, column); !value.empty())
      changes.emplace_back(row_key(*offers, r), value);
  Diagnostics found;
  if (const auto input = document.bind(found))  // what is wrong with it is told when it is planned
    for (const auto& o : input->offers) {
      const double tonnes = volume == Volume::low ? o.tonnes_low : o.tonnes_high;
      if (o.internal_t <= tonnes) continue;
      const auto text = detail::format_number(std::floor(tonnes));
      if (const auto done = document.set("offers", o.id, "internal_t", text); !done)
        return done.error();
    }
  for (const auto& [id, value] : changes)
    if (const auto done = document.set("offers", id, "amount", value); !done) return done.error();
  return document;
}

Result<RobustAnswer> robust(const std::vector<NamedDocument>& futures, const RobustChoices& choices,
                            Diagnostics& found, const ManyOptions& options) {
  if (futures.empty()) return Error{ErrorCode::invalid_argument, "there is no future to plan for"};
  std::vector<Modelled> all;
  std::vector<std::string> names;
  std::vector<double> probability;
  for (const auto& f : futures) {
    auto m = modelled(f.document, options.variants, options.weights, found);
    if (!m) return Error{m.error().code, f.name + ": " + m.error().message, m.error().path};
    if (!all.empty()) m->weights = all.front().weights;
    all.push_back(std::move(*m));
    names.push_back(f.name), probability.push_back(f.probability);
  }
  return decide(names, probability, all, choices, options.control);
}

std::string robust_json(const RobustAnswer& a) {
  JsonWriter out;
  out.open_object();
  out.member("value", a.value, 2), out.member("bound", a.bound, 2), out.member("gap", a.gap, 9);
  out.member("expected", a.expected, 2);
  out.member("information", a.information, 2);
  out.member("information_low", a.information_low, 2);
  out.open_array("futures");
  for (const auto& f : a.futures) {
    out.open_object(JsonWriter::Layout::row);
    out.member("name", f.name), out.member("probability", f.probability, 6);
    out.member("cost", f.cost, 2), out.member("best", f.best, 2),
        out.member("regret", f.regret(), 2);
    out.close();
  }
  out.close();
  out.open_array("now");
  for (const auto& n : a.now) {
    out.open_object(JsonWriter::Layout::row);
    out.member("offer", n.offer), out.member("group", n.group);
    out.member("destination", n.destination), out.member("period", to_string(n.month));
    out.member("kg", n.kg);
    out.close();
  }
  out.close();
  out.close();
  return out.take();
}

Result<std::vector<WorthKnowing>> worth_knowing(const Document& document,
                                                const RobustChoices& choices, Diagnostics& found,
                                                const ManyOptions& options) {
  const auto chosen = with_variants(document, options.variants);
  if (!chosen) return chosen.error();
  const auto input = chosen->bind(found);
  if (!input) return input.error();
  std::vector<const Assumption*> varied;
  for (const auto& a : input->assumptions)
    if (a.vary && (a.low != a.point || a.high != a.point)) varied.push_back(&a);
  std::vector<WorthKnowing> rows(varied.size());
  for_each(rows.size(), options.threads, options.control, "worth knowing",
           [&](std::size_t i, const Control& control) {
             rows[i] = worth(*chosen, *varied[i], choices, options, control);
           });
  if (options.control.cancelled()) return stopped_by_caller();
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return a.worth_high > b.worth_high; });
  return rows;
}

std::string worth_knowing_json(const std::vector<WorthKnowing>& rows) {
  JsonWriter out;
  out.open_array();
  for (const auto& r : rows) {
    out.open_object(JsonWriter::Layout::row);
    out.member("assumption", r.key), out.member("ids", r.ids), out.member("unit", r.unit);
    out.member("low", r.low), out.member("point", r.point), out.member("high", r.high);
    out.member("status", r.status);
    out.member("worth_low", r.worth_low, 2), out.member("worth_high", r.worth_high, 2);
    out.close();
  }
  out.close();
  return out.take();
}

}  // namespace masseflyt::scenario
