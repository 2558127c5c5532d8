// What stands between a need and the masses that could fill it.
#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "reporting/text_format.hpp"
#include "why_trial.hpp"

namespace masseflyt::scenario {
namespace {

using matching::From;
using matching::none;
using matching::Room;
using matching::To;

HaulSums plus(HaulSums a, const HaulSums& b) { return a += b; }

}  // namespace

std::vector<Question> Asker::need(const std::string& id) const {
  const auto need =
      std::find_if(in_.needs.begin(), in_.needs.end(), [&](const Need& n) { return n.id == id; });
  const auto at = std::find_if(m_.destinations.begin(), m_.destinations.end(),
                               [&](const auto& d) { return d.id == id; });
  if (need == in_.needs.end() || at == m_.destinations.end()) return {};
  const auto d = static_cast<Index>(at - m_.destinations.begin());
  Question q;
  q.told.id = id;
  std::int64_t filled = 0, bought = 0, missing = 0;
  for (const auto& f : plan_.flows) {
    if (f.to == To::entry && m_.entries[f.target].destination == d) filled += f.kg;
    if (f.to != To::limit || model_.limits[f.target].place != id) continue;
    (f.from == From::virgin ? bought : missing) += f.kg;
  }
  q.told.tonnes = static_cast<double>(bought + missing) / 1000;
  q.told.of_tonnes = static_cast<double>(filled + bought + missing) / 1000;
  q.told.what = missing > bought ? "shortfall" : bought > 0 ? "virgin" : "placed";
  q.unmet = [id](const Model& model, const matching::Plan& plan) {
    std::int64_t kg = 0;
    for (const auto& f : plan.flows)
      if (f.to == To::limit && (f.from == From::virgin || f.from == From::nothing) &&
          model.limits[f.target].place == id)
        kg += f.kg;
    return kg;
  };
  if (bought + missing > 0) {
    need_price(d, q.told, q.trials);
    need_stores(d, q.told, q.trials);
    need_offers(d, q.told, q.trials);
    need_windows(*need, q.trials);
  }
  std::vector<Question> out;
  out.push_back(std::move(q));
  return out;
}

/// By how much the cheapest mass that could still come costs more than what is bought.
void Asker::need_price(Index d, WhyNot& told, std::vector<Trial>& out) const {
  if (plan_.duals.supply.empty() || weights_.nok <= 0) return;
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  std::string from;
  const auto see = [&](std::int64_t by, const std::string& source) {
    if (by < least) least = by, from = source;
  };
  std::vector<char> bought(m_.limits.size(), 0);
  for (const auto& f : plan_.flows)
    if (f.to == To::limit && (f.from == From::virgin || f.from == From::nothing))
      bought[f.target] = 1;
  for (const auto& e : m_.entries) {
    if (e.destination != d || !bought[e.limit]) continue;
    const auto head = plan_.duals.limit[e.limit];
    const auto to = m_.destinations[d].place;
    if (e.product == none)
      for (Index i = 0; i < m_.supplies.size(); ++i) {
        const auto& s = m_.supplies[i];
        const auto& lot = m_.lots[s.lot];
        if (lot.group != e.group || s.period < e.first || s.period > e.last) continue;
        if (!m_.lot_to.allows(s.lot, d)) continue;
        if (const auto way = model_.haulage.route(lot.place, to, weights_))
          see(reduced(matching::micro_nok_per_kg(plus(way->sums, e.extra), weights_), i, head),
              model_.lot_offer[s.lot]);
      }
    for (Index p = 0; p < m_.processes.size() && e.product != none; ++p) {
      const auto& stock = m_.stocks[m_.processes[p].stock];
      if (m_.processes[p].product != e.product || stock.group != e.group) continue;
      if (!m_.group_to.allows(stock.group, d)) continue;
      const auto way = model_.haulage.route(stock.place, to, weights_);
      if (!way) continue;
      const auto cost = matching::micro_nok_per_kg(
          plus(matching::scaled(way->sums, matching::yield_of(m_, p)), e.extra), weights_);
      for (Index t = std::max(e.first, stock.first); t <= std::min(e.last, stock.last); ++t)
        see(cost - (plan_.duals.process[cell(p, t)] - head) / plan_.duals.scale, stock.id);
    }
  }
  if (least == std::numeric_limits<std::int64_t>::max()) return;
  const double nok_t = static_cast<double>(std::max<std::int64_t>(least, 0) + 1) / 1000;
  const auto price = [&](bool nb) { return reporting::readable(nok_t, 2, nb) + " NOK/t"; };
  told.obstacles.push_back({from, "price",
                            "the cheapest mass that could still come, from " + from + ", costs " +
                                price(false) + " more than what is bought",
                            "den billigste massen som ennå kunne kommet, fra " + from +
                                ", koster " + price(true) + " mer enn det som kjøpes",
                            "", nok_t});
  Trial t;
  t.told.place = told.id, t.told.rule = "price", t.told.amount = nok_t, t.told.unit = "NOK/t";
  t.told.en = told.id + " pays " + price(false) + " for surplus masses";
  t.told.nb = told.id + " betaler " + price(true) + " for overskuddsmasser";
  t.told.note = "what the need pays is not in the saving";
  t.told.note_nb = "det behovet betaler er ikke med i besparelsen";
  t.price = [d, by = nok_t / weights_.nok](matching::Market& m) {
    for (auto& e : m.entries)
      if (e.destination == d) e.extra.nok -= by;
  };
  out.push_back(std::move(t));
}

/// Stores that could serve the need, as far as one of their rooms is used up.
void Asker::need_stores(Index d, WhyNot& told, std::vector<Trial>& out) const {
  std::map<Index, std::set<matching::Bottleneck>> rooms;  // per store
  for (const auto& e : m_.entries) {
    if (e.destination != d) continue;
    for (Index k = 0; k < m_.stocks.size(); ++k) {
      const auto& stock = m_.stocks[k];
      if (stock.group != e.group || !m_.group_to.allows(stock.group, d)) continue;
      bool makes = e.product == none;
      std::set<matching::Bottleneck> here = {{Room::intake, k}, {Room::stock, k}};
      bool full = false;
      for (Index t = stock.first; t <= stock.last && !plan_.stock_kg.empty(); ++t)
        full = full || (stock.room_kg(t) > 0 && came_[cell(k, t)] >= stock.room_kg(t)) ||
               plan_.stock_kg[cell(k, t)] >= stock.stock_kg;
      const auto shared = [&](Index process) {
        for (const Index r : use_.full_at(k, process)) here.insert({Room::row, r}), full = true;
      };
      if (makes) shared(none);
      for (Index p = 0; p < m_.processes.size(); ++p) {
        if (m_.processes[p].stock != k || m_.processes[p].product != e.product) continue;
        makes = true;
        here.insert({Room::process, p});
        shared(p);
        for (Index t = stock.first; t <= stock.last; ++t)
          full = full || processed_[cell(p, t)] >= m_.processes[p].capacity_kg;
      }
      if (makes && full) rooms[stock.destination].insert(here.begin(), here.end());
    }
  }
  for (const auto& [store, bottlenecks] : rooms) {
    const auto& id = m_.destinations[store].id;
    Trial t;
    t.rooms.assign(bottlenecks.begin(), bottlenecks.end());
    t.told.place = id, t.told.rule = "store", t.told.unit = "t";
    t.told.en =
        " more room at " + id + " for each group that serves it, and as much more in a month";
    t.told.nb =
        " mer plass på " + id + " for hver gruppe som dekker det, og like mye mer i måneden";
    const auto way =
        model_.haulage.route(m_.destinations[store].place, m_.destinations[d].place, weights_);
    told.obstacles.push_back(
        {id, "store", id + " could serve it, and is full at times",
         id + " kunne dekket det, og er fullt til tider", "",
         way ? weigh(way->sums, weights_) : std::numeric_limits<double>::infinity()});
    out.push_back(std::move(t));
  }
}

/// Offers whose masses the need refuses, nearest first: one trial per kind of mass.
void Asker::need_offers(Index d, WhyNot& told, std::vector<Trial>& out) const {
  std::vector<std::pair<double, Index>> nearest;
  for (Index l = 0; l < m_.lots.size(); ++l)
    if (!m_.lot_to.allows(l, d))
      if (const auto way =
              model_.haulage.route(m_.lots[l].place, m_.destinations[d].place, weights_))
        nearest.emplace_back(weigh(way->sums, weights_), l);
  std::sort(nearest.begin(), nearest.end());
  std::set<std::string> said;
  for (const auto& [nok_t, lot] : nearest) {
    if (told.obstacles.size() >= options_.obstacles) break;
    if (!said.insert(m_.groups[m_.lots[lot].group]).second) continue;
    Sight s;
    s.obstacle.place = m_.destinations[d].id, s.obstacle.nok_t = nok_t;
    s = refused(lot, d, std::move(s));
    s.obstacle.place = model_.lot_offer[lot];
    told.obstacles.push_back(std::move(s.obstacle));
    for (auto& t : s.trials) out.push_back(std::move(t));
  }
}

void Asker::need_windows(const Need& need, std::vector<Trial>& out) const {
  const auto& horizon = in_.header.horizon;
  for (const std::int32_t k : {3, 12, -3, -12}) {
    if (need.end + k > horizon.last || need.begin + k < model_.first) continue;
    if (need.begin < model_.first || need.end > horizon.last) continue;
    Trial t;
    const auto months = std::to_string(std::abs(k));
    t.told.place = need.id, t.told.rule = "window";
    t.told.amount = std::abs(k), t.told.unit = "months";
    t.told.en = need.id + " open " + months + " months " + (k > 0 ? "longer" : "earlier");
    t.told.nb = need.id + " åpent " + months + " måneder " + (k > 0 ? "lenger" : "tidligere");
    const bool total = need.per != "year";
    if (!total) continue;  // a longer window of a yearly need is a larger need
    t.told.cells = {
        {"needs",
         need.id,
         {{k > 0 ? "end" : "begin", to_string(k > 0 ? need.end + k : need.begin + k)}}}};
    t.edit = [id = need.id, k](Case& input) {
      for (auto& n : input.needs)
        if (n.id == id) (k > 0 ? n.end : n.begin) = (k > 0 ? n.end : n.begin) + k;
      return true;
    };
    out.push_back(std::move(t));
  }
}

}  // namespace masseflyt::scenario
