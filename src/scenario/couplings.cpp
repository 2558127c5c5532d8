// What a plan does with openings, begun loads, processes and needs that count product.
#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "needs_in_product.hpp"
#include "tell.hpp"

namespace masseflyt::scenario {
namespace {

using matching::From;
using matching::none;
using matching::To;

bool is_below(const matching::Market& m, Index limit, Index top) {
  while (limit != none && limit != top) limit = m.limits[limit].parent;
  return limit == top;
}

/// First month in which something of a lot goes straight there.
Month first_month(const Model& model, const matching::Plan& plan, const ChoiceMeaning& c) {
  const auto& m = model.market;
  Index first = m.periods;
  for (const auto& f : plan.flows) {
    if (f.from != From::supply || m.supplies[f.source].lot != c.lot) continue;
    Index d = none;
    if (f.to == To::entry) d = m.entries[f.target].destination;
    if (f.to == To::stock) d = m.stocks[f.target].destination;
    if (d == c.destination) first = std::min(first, f.period);
  }
  return model.first + static_cast<std::int32_t>(first == m.periods ? 0 : first);
}

}  // namespace

std::vector<std::int64_t> need_units(const Model& model, const matching::Plan& plan) {
  const auto& m = model.market;
  std::vector<std::int64_t> units(model.need_rows.size(), 0);
  for (std::size_t n = 0; n < units.size(); ++n)
    for (const auto& f : plan.flows) {
      const bool comes = f.to == To::entry, bought = f.from == From::virgin;
      if (!comes && !bought) continue;
      if (!is_below(m, comes ? m.entries[f.target].limit : f.target, model.need_rows[n].limit))
        continue;
      const double yield = comes ? model.entries[f.target].yield : 1;
      units[n] += f.kg * std::llround(yield * NeedRow::units_per_kg);
    }
  return units;
}

std::vector<std::pair<Index, std::int64_t>> need_shortfalls(const Model& model,
                                                            const matching::Plan& plan) {
  std::vector<std::pair<Index, std::int64_t>> out;
  if (plan.flows.empty()) return out;  // stopped before it was a plan
  const auto units = need_units(model, plan);
  for (Index n = 0; n < units.size(); ++n) {
    const auto lacks = model.market.rows[model.need_rows[n].row].minimum - units[n];
    if (lacks > 0) out.emplace_back(n, (lacks + NeedRow::units_per_kg - 1) / NeedRow::units_per_kg);
  }
  return out;
}

std::vector<reporting::Once> once_rows(const Case& input, const Model& model,
                                       const matching::Plan& plan) {
  const auto& m = model.market;
  std::vector<reporting::Once> out;
  for (Index c = 0; c < model.choices.size() && c < plan.chosen.size(); ++c) {
    const auto& what = model.choices[c];
    const auto n = plan.chosen[c];
    if (n == 0 || what.what == ChoiceMeaning::What::lot) continue;
    const auto times = static_cast<double>(n);
    if (what.what == ChoiceMeaning::What::opening) {
      const Opening& o = input.openings[what.opening];
      out.push_back(
          {"opening", o.id, o.site, "", what.decided, n, what.cost.nok, what.cost.co2e_kg});
      continue;
    }
    const auto& lot = m.lots[what.lot];
    const auto& place = m.destinations[what.destination].id;
    out.push_back({"load_fee", lot.id + " to " + place, place, input.offers[lot.offer].party,
                   first_month(model, plan, what), n, times * what.cost.nok,
                   times * what.cost.co2e_kg});
  }
  return out;
}

std::vector<reporting::OpeningRow> opening_rows(const Case& input, const Model& model,
                                                const matching::Plan& plan) {
  const auto& m = model.market;
  std::map<std::string, std::int64_t> came;
  for (const auto& f : plan.flows) {
    if (f.to == To::entry) came[m.destinations[m.entries[f.target].destination].id] += f.kg;
    const bool in = f.to == To::stock && m.supplies[f.source].stored == none;
    if (in) came[m.destinations[m.stocks[f.target].destination].id] += f.kg;
  }
  std::vector<reporting::OpeningRow> out;
  for (Index i = 0; i < input.openings.size(); ++i) {
    const Opening& o = input.openings[i];
    if (!o.included) continue;
    reporting::OpeningRow row;
    row.id = o.id, row.name = o.name, row.site = o.site, row.area = o.area;
    row.status = "not_opened";
    row.came_kg = came[o.site];
    if (o.decided)
      row.status = "decided", row.decided = o.decided, row.ready = *o.decided + o.lead_months;
    for (const auto& shut : model.shut_openings)
      if (shut.opening == i) row.status = "closed", row.reason = shut.en, row.reason_nb = shut.nb;
    for (Index c = 0; c < model.choices.size() && c < plan.chosen.size(); ++c) {
      const auto& what = model.choices[c];
      if (what.what != ChoiceMeaning::What::opening || what.opening != i || plan.chosen[c] == 0)
        continue;
      row.status = "opened", row.decided = what.decided, row.ready = what.ready;
      row.nok = what.cost.nok, row.co2e_kg = what.cost.co2e_kg;
    }
    out.push_back(std::move(row));
  }
  return out;
}

std::vector<reporting::ProcessingRow> processing_rows(const Model& model,
                                                      const matching::Plan& plan) {
  const auto& m = model.market;
  std::map<std::pair<Index, Index>, std::int64_t> in;     // process and period
  std::map<std::pair<Index, Index>, std::int64_t> arose;  // by-product and period
  for (const auto& f : plan.flows) {
    if (f.process != none) in[{f.process, f.period}] += f.kg;
    if (f.from == From::byproduct) arose[{f.source, f.period}] += f.kg;
  }
  std::vector<reporting::ProcessingRow> out;
  for (const auto& [key, kg] : in) {
    const auto& [p, period] = key;
    const auto& meaning = model.processes[p];
    const auto& stock = m.stocks[m.processes[p].stock];
    const auto add = [&, t = model.first + static_cast<std::int32_t>(period)](
                         const char* what, const std::string& made, std::int64_t mass) {
      if (mass != 0)
        out.push_back({meaning.id, m.destinations[stock.destination].id, m.groups[stock.group], t,
                       what, made, mass});
      return mass;
    };
    const auto share = [mass = static_cast<double>(kg)](double by) {
      return std::llround(mass * by);
    };
    add("in", "", kg);
    std::int64_t rest = kg + add("added", "", share(meaning.added));
    rest -= add("product", meaning.product, share(matching::yield_of(m, p)));
    for (Index b = 0; b < m.byproducts.size(); ++b)
      if (m.byproducts[b].process == p)
        rest -= add("byproduct", m.groups[m.byproducts[b].group], arose[{b, period}]);
    add("rest", "", rest);
  }
  return out;
}

}  // namespace masseflyt::scenario
