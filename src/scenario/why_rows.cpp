// What couples masses and stands in the way of one: openings, daily loads, lots, blends, stores
// whose groups share their room; and needs that take a mass only out of a process.
#include <algorithm>
#include <map>
#include <utility>

#include "reporting/text_format.hpp"
#include "why_trial.hpp"

namespace masseflyt::scenario {
namespace {

using matching::none;
using matching::Room;
using matching::To;

/// Decides every phase of the site for its first month: what it costs is told, not counted.
bool open_at_once(Case& input, const std::string& site, Month first) {
  bool any = false;
  for (auto& o : input.openings) {
    if (o.site != site || !o.included || o.decided) continue;
    o.decided = std::max(first, o.decide_from);
    any = true;
  }
  return any;
}

double cost_of_opening(const Case& input, const std::string& site) {
  double nok = 0;
  for (const auto& o : input.openings)
    if (o.site == site && o.included && !o.decided) nok += o.cost_nok;
  return nok;
}

template <typename Rows>
bool without_minimum(Rows& rows, const std::string& id) {
  for (auto& r : rows)
    if (r.id == id && r.lots.minimum_t) {
      r.lots.minimum_t.reset();
      return true;
    }
  return false;
}

const char* table_with(const Case& input, const std::string& id) {
  for (const auto& r : input.receivers)
    if (r.id == id) return "receivers";
  for (const auto& s : input.stores)
    if (s.id == id) return "stores";
  return "needs";
}

}  // namespace

/// Rows of the market that more of this supply would break there.
std::vector<Index> Asker::held_by(Index supply, To to, Index target) const {
  return use_.held_by(
      {matching::From::supply, supply, to, target, m_.supplies[supply].period, none, 0});
}

/// Of several kinds of rows the first is told; each is tried.
Asker::Sight Asker::held(const std::string& id, const std::string& id_nb,
                         const std::set<Index>& rows, Sight s) const {
  std::map<std::pair<std::string, std::string>, std::vector<Index>> kinds;
  for (const Index r : rows) kinds[{model_.rows[r].rule, model_.rows[r].id}].push_back(r);
  const auto& first = model_.rows[*rows.begin()];
  s.obstacle.rule = first.rule;
  s.obstacle.en = id + " " + first.en, s.obstacle.nb = id_nb + " " + first.nb;
  for (const auto& [kind, all] : kinds) {
    const auto& [rule, row] = kind;
    Trial t;
    t.told.place = s.obstacle.place, t.told.rule = rule, t.told.amount = 1;
    if (rule == "opening") {
      const double nok = cost_of_opening(in_, id);
      t.told.en = id + " opened at the first chance";
      t.told.nb = id + " åpnet ved første anledning";
      t.told.note = "what the opening costs, " + reporting::readable(nok, 0, false) +
                    " NOK and what is paid by the year, is not in the saving";
      t.told.note_nb = "det åpningen koster, " + reporting::readable(nok, 0, true) +
                       " NOK og det som betales per år, er ikke med i besparelsen";
      t.edit = [id, month = model_.first](Case& input) { return open_at_once(input, id, month); };
      for (const auto& o : in_.openings)
        if (o.site == id && o.included && !o.decided)
          t.told.cells.push_back(
              {"openings", o.id, {{"decided", to_string(std::max(model_.first, o.decide_from))}}});
    } else if (rule == "lot") {
      t.told.en = "no smallest lot at " + id, t.told.nb = "ingen minste parti på " + id;
      t.told.cells = {{table_with(in_, id), id, {{"minimum_lot_t", ""}}}};
      t.edit = [id](Case& input) {
        return without_minimum(input.receivers, id) || without_minimum(input.stores, id) ||
               without_minimum(input.needs, id);
      };
    } else if (rule == "storage_time") {
      t.told.en = "no limit to how long masses lie at " + id;
      t.told.nb = "ingen grense for hvor lenge masser ligger på " + id;
      t.told.cells = {{"stores", id, {{"storage_years_max", ""}}}};
      t.edit = [id](Case& input) {
        for (auto& store : input.stores)
          if (store.id == id) store.permit.storage_years.reset();
        return true;
      };
    } else if (rule == "blend") {
      t.told.en = "no limit " + row, t.told.nb = "ingen grense " + row;
      t.edit = [blend = row](Case& input) {
        return std::erase_if(input.blends, [&](const Blend& b) { return b.id == blend; }) > 0;
      };
    } else if (rule == "loads" || rule == "store" || rule == "port" || rule == "need") {
      t.told.amount = 0, t.told.unit = "t";
      std::set<std::string> ports;
      for (const Index r : all) {
        t.rooms.push_back({Room::row, r});
        for (const auto& month : model_.port_months)
          if (month.row == r) ports.insert(month.port);
      }
      std::string over;
      for (const auto& port : ports) over += (over.empty() ? "" : ", ") + port;
      t.told.en = rule == "loads"  ? " more a month by " + row
                  : rule == "port" ? " more a month over " + over
                  : rule == "need" ? " more taken by " + id
                                   : " more room that groups share at " + id;
      t.told.nb = rule == "loads"  ? " mer i måneden ved " + row
                  : rule == "port" ? " mer i måneden over " + over
                  : rule == "need" ? " mer tatt imot av " + id
                                   : " mer plass som gruppene deler på " + id;
    } else {
      continue;
    }
    s.trials.push_back(std::move(t));
  }
  return s;
}

/// The need takes it out of a process only: which stores could make that of it, and what stands
/// between the mass and them.
Asker::Sight Asker::by_way_of_stores(Index lot, Index d, const std::vector<Index>& supplies,
                                     Sight s) const {
  const auto& id = m_.destinations[d].id;
  const Index group = m_.lots[lot].group;
  s.obstacle.rule = "product";
  s.obstacle.en = id + " takes it only out of a store that processes it";
  s.obstacle.nb = id + " tar det bare fra et lager som foredler det";
  std::map<double, Sight> nearest;
  for (Index k = 0; k < m_.stocks.size(); ++k) {
    const auto& stock = m_.stocks[k];
    if (stock.group != group || !m_.group_to.allows(group, d)) continue;
    const bool makes = std::any_of(m_.processes.begin(), m_.processes.end(), [&](const auto& p) {
      return p.stock == k && std::any_of(m_.entries.begin(), m_.entries.end(), [&](auto& e) {
               return e.destination == d && e.group == group && e.product == p.product &&
                      e.product != none;
             });
    });
    const auto on = model_.haulage.route(stock.place, m_.destinations[d].place, weights_);
    if (!makes || !on) continue;
    auto store = look(lot, stock.destination, supplies);
    nearest.emplace(store.obstacle.nok_t + weigh(on->sums, weights_), std::move(store));
  }
  if (nearest.empty()) {
    s.obstacle.en += ", and no store that it may go to does";
    s.obstacle.nb += ", og ingen lager det kan gå til, gjør det";
    return s;
  }
  constexpr std::size_t most = 3;
  std::size_t told = 0;
  s.obstacle.nok_t = nearest.begin()->first;
  for (auto& [nok_t, store] : nearest) {
    if (told == most) break;
    const char* joined = told++ == 0 ? ": " : "; ";
    s.obstacle.en += joined + store.obstacle.en, s.obstacle.nb += joined + store.obstacle.nb;
    for (auto& t : store.trials) s.trials.push_back(std::move(t));
  }
  return s;
}

}  // namespace masseflyt::scenario
