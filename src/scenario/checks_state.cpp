// Loads that were driven, against the rest of the scenario. What contradicts the world of the
// document (an unknown place, a day outside the horizon) is an error. What contradicts its plans (a
// full place, more mass than there was) happened all the same: it counts, with a warning.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "detail/number.hpp"
#include "scenario/binding.hpp"

namespace masseflyt::scenario {
namespace {

bool contains(const Names& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string tonnes(double t) { return detail::format_number(t) + " t"; }

/// What the four kinds of destinations have in common.
struct Place {
  bool included = true;
  const Names* materials = nullptr;
  Names classes;
  const Names* only = nullptr;  ///< offers; none or empty: all
  Month first, last;
  std::optional<double> room_t;  ///< for all its loads together
  std::string room;              ///< column that says so
  std::optional<Month> since;    ///< from when that room is counted
};

class StateChecker {
 public:
  explicit StateChecker(Binding& b) : b_(b) {
    for (const Offer& o : b.out.offers) offers_.emplace(o.id, &o);
    static const Names none;
    for (const Receiver& r : b.out.receivers)
      places_[r.id] = {r.included, &r.materials, r.classes,    &r.exclusive_to, r.open_from,
                       r.open_to,  r.lifetime_t, "lifetime_t", r.lifetime_as_of};
    for (const Store& s : b.out.stores) stores_.insert(s.id);
    for (const Store& s : b.out.stores)
      places_[s.id] = {s.included, &s.materials, s.classes, &s.exclusive_to, s.open_from, s.open_to,
                       {},         "",           {}};
    for (const Quarry& q : b.out.quarries)
      places_[q.id] = {q.included, &q.materials, q.classes, &none, q.open_from,
                       q.open_to,  {},           "",        {}};
    for (const Need& n : b.out.needs) {
      const bool total = n.per != "year" && !n.conversion.empty();
      places_[n.id] = {n.included, &n.materials, {"clean"}, &n.from_offers, n.begin, n.end,
                       {},         "",           {}};
      if (total) places_[n.id].room_t = n.max_t, places_[n.id].room = "max_amount";
    }
  }

  void check() {
    std::vector<std::tuple<std::string, bool, std::string, std::size_t>> order;
    const auto& loads = b_.out.state;
    for (std::size_t i = 0; i < loads.size(); ++i)
      order.emplace_back(loads[i].day, !loads[i].from_store.empty(), loads[i].id, i);
    std::sort(order.begin(), order.end());  // as they happened, whatever the order of the rows
    BoundTable* table = b_.find("state");
    for (const auto& entry : order) {
      const std::size_t i = std::get<3>(entry);
      const Row row = b_.row(*table, i);
      if (!row.good({"offer", "destination", "tonnes", "day", "from_store"})) continue;
      const auto offer = offers_.find(loads[i].offer);
      const auto place = places_.find(loads[i].destination);
      if (offer == offers_.end() || place == places_.end()) continue;  // said by check_references
      check_world(row, loads[i], *offer->second);
      check_place(row, loads[i], *offer->second, place->second);
      check_masses(row, loads[i], *offer->second, place->second);
    }
  }

 private:
  void check_world(const Row& row, const Load& l, const Offer& o) const {
    if (!o.included) row.error("offer", "an offer that is included");
    const MonthSpan& horizon = b_.out.header.horizon;
    if (row.given("day") && horizon != MonthSpan{} && !horizon.contains(l.month))
      row.error("day", "a day inside the horizon, " + to_string(horizon.first) + " to " +
                           to_string(horizon.last));
    if (l.destination == l.from_store) row.error("from_store", "another place than destination");
    if (l.held_t > l.tonnes)
      row.error("held_t", "at most the " + tonnes(l.tonnes) + " of the load");
    if (l.held_t > 0 && stores_.count(l.destination) == 0)
      row.error("held_t", "a load into a store: from " + l.destination + " nothing leaves");
  }

  static void check_place(const Row& row, const Load& l, const Offer& o, const Place& p) {
    if (!p.included)
      return row.warn("destination", "a place that is planned with; the load counts all the same");
    const bool shale = std::any_of(o.not_clean_split.begin(), o.not_clean_split.end(),
                                   [](const auto& s) { return s.first == "alum_shale"; });
    if (!contains(*p.materials, o.material) && !(shale && contains(*p.materials, "alum_shale")))
      row.warn("destination",
               "a place that takes " + o.material + "; the load counts all the same");
    if (!l.condition_class.empty() && !contains(p.classes, l.condition_class))
      row.warn("class", "a class that " + l.destination + " takes; the load counts all the same");
    if (!p.only->empty() && !contains(*p.only, o.id))
      row.warn("destination", "a place that takes from " + o.id + "; the load counts all the same");
    if (l.month < p.first || p.last < l.month)
      row.warn("day", "a day when " + l.destination + " is open, " + to_string(p.first) + " to " +
                          to_string(p.last) + "; the load counts all the same");
  }

  void check_masses(const Row& row, const Load& l, const Offer& o, const Place& p) {
    if (l.from_store.empty()) {
      double& out = out_of_offer_[l.offer] += l.tonnes;
      const double most = std::max(o.tonnes, o.tonnes_high);
      if (!o.conversion.empty() && out > most)
        row.warn("tonnes", "at most what is left: with this load " + tonnes(out) + " have left " +
                               l.offer + ", which has " + tonnes(o.tonnes) + ", " + tonnes(most) +
                               " at most; it counts all the same");
    } else {
      double& held = held_[{l.from_store, l.offer}] -= l.tonnes;
      if (held < -1e-6)
        row.warn("from_store", "a store that holds this much of " + l.offer + ": " + tonnes(-held) +
                                   " more have left it than came in; they are "
                                   "taken from the offer");
      held = std::max(held, 0.0);
    }
    held_[{l.destination, l.offer}] += l.tonnes;  // counts for stores only
    if (!p.room_t || (p.since && l.month < *p.since)) return;
    const double in = into_[l.destination] += l.tonnes;
    if (in > *p.room_t + 1e-6)
      row.warn("tonnes", "room at " + l.destination + ": with this load it has " + tonnes(in) +
                             ", more than its " + p.room + " of " + tonnes(*p.room_t) +
                             "; it counts all the same");
  }

  Binding& b_;
  std::map<std::string, const Offer*> offers_;
  std::map<std::string, Place> places_;
  std::set<std::string> stores_;
  std::map<std::string, double> out_of_offer_, into_;
  std::map<std::pair<std::string, std::string>, double> held_;
};

}  // namespace

void check_state(Binding& b) {
  if (!b.out.state.empty()) StateChecker(b).check();
}

}  // namespace masseflyt::scenario
