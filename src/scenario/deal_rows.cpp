// What becomes of agreed deals, and what changing them costs.
#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <masseflyt/scenario/deal.hpp>

#include "reporting/text_format.hpp"
#include "tell.hpp"

namespace masseflyt::scenario {
namespace {

using matching::From;
using matching::To;

std::int64_t to_kg(double tonnes) { return std::llround(tonnes * 1000.0); }

/// Where a flow out of an offer ends: the id of a place, or nothing near.
std::string end_of(const matching::Market& m, const matching::Flow& f) {
  if (f.to == To::entry) return m.destinations[m.entries[f.target].destination].id;
  if (f.to == To::stock) return m.destinations[m.stocks[f.target].destination].id;
  return f.to == To::far ? "far" : "unplaced";
}

/// "K31 1 200 t; K10 40 t", the most first.
std::string told(const std::map<std::string, std::int64_t>& ways, bool norwegian) {
  constexpr std::size_t most = 3;
  std::vector<std::pair<std::string, std::int64_t>> order(ways.begin(), ways.end());
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string out;
  for (std::size_t i = 0; i < std::min(order.size(), most); ++i) {
    const auto& [place, kg] = order[i];
    const std::string name = place == "far" ? (norwegian ? "ut av regionen" : "out of the region")
                             : place == "unplaced" ? (norwegian ? "ingen steder" : "nowhere")
                                                   : place;
    const double t = static_cast<double>(kg) / 1000;
    out += (i ? "; " : "") + name + " " + reporting::readable(t, t < 10 ? 1 : 0, norwegian) + " t";
  }
  return out;
}

class Deals {
 public:
  Deals(const Case& input, const Model& model, const matching::Plan& plan)
      : in_(input), model_(model), m_(model.market), plan_(plan) {}

  std::optional<reporting::DealRow> row(const Deal& deal) const {
    const auto stage = parse_stage(deal.stage);
    const Month last = model_.first + (static_cast<std::int32_t>(m_.periods) - 1);
    if (!stage || !is_binding(*stage) || deal.end < model_.first || deal.begin > last)
      return std::nullopt;
    reporting::DealRow out;
    out.id = deal.id, out.offer = deal.offer, out.destination = deal.destination;
    out.group = deal.group, out.months = {deal.begin, deal.end};
    out.agreed_kg = to_kg(deal.tonnes);
    out.penalty_nok_t = deal.penalty_nok_t;
    for (const auto& load : in_.state)
      if (load.offer == deal.offer && load.destination == deal.destination &&
          out.months.contains(load.month))
        out.driven_kg += to_kg(load.tonnes);
    std::map<std::string, std::int64_t> elsewhere;
    for (const auto& f : plan_.flows) {
      if (f.from != From::supply) continue;
      const auto& s = m_.supplies[f.source];
      const auto& group = m_.groups[m_.lots[s.lot].group];
      if (s.stored != matching::none || model_.lot_offer[s.lot] != deal.offer ||
          !(deal.group.empty() || group == deal.group) ||
          !out.months.contains(model_.first + static_cast<std::int32_t>(f.period)))
        continue;
      const auto end = end_of(m_, f);
      (end == deal.destination ? out.planned_kg : elsewhere[end]) += f.kg;
    }
    out.changed_kg = std::max<std::int64_t>(0, out.agreed_kg - out.driven_kg - out.planned_kg);
    if (out.changed_kg == 0) return out;
    out.instead = told(elsewhere, false), out.instead_nb = told(elsewhere, true);
    if (charged(deal.id))
      out.penalty_nok = static_cast<double>(out.changed_kg) / 1000 * deal.penalty_nok_t;
    return out;
  }

 private:
  /// A deal that no plan can keep is no row of the market, and costs nothing.
  bool charged(const std::string& id) const {
    return std::any_of(m_.rows.begin(), m_.rows.end(),
                       [&](const auto& r) { return r.id == "deal " + id; });
  }

  const Case& in_;
  const Model& model_;
  const matching::Market& m_;
  const matching::Plan& plan_;
};

}  // namespace

std::vector<reporting::DealRow> deal_rows(const Case& input, const Model& model,
                                          const matching::Plan& plan) {
  const Deals deals(input, model, plan);
  std::vector<reporting::DealRow> out;
  for (const auto& deal : input.deals)
    if (auto row = deals.row(deal)) out.push_back(*std::move(row));
  return out;
}

}  // namespace masseflyt::scenario
