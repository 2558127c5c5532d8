// The circulation as a transport problem with depots, solved by LEMON's network simplex:
//
//   unloading places ──► loading places          every empty drive between two loads
//        │                     ▲
//        ▼                     │
//     depots in ──► S ──► depots out             at least `min_trucks` through S
#include "transport/dispatch/circulation.hpp"

#include <algorithm>
#include <iterator>
#include <string>

#include <lemon/network_simplex.h>

#include "detail/lemon_digraph.hpp"

namespace masseflyt::transport::dispatching {
namespace {

using detail::LemonDigraph;

/// Count per place, places in rising order.
struct Ends {
  std::vector<Place> place;
  std::vector<std::int64_t> count;

  void add_up(std::vector<std::pair<Place, std::int64_t>> rows) {
    std::sort(rows.begin(), rows.end());
    for (const auto& [p, n] : rows) {
      if (n == 0) continue;
      if (place.empty() || place.back() != p) place.push_back(p), count.push_back(0);
      count.back() += n;
    }
  }
};

class Network {
 public:
  Network(std::span<const Trips> trips, std::span<const Place> depots, std::int64_t min_trucks,
          const EmptyCosts& costs)
      : costs_(costs), depots_(depots.begin(), depots.end()), min_trucks_(min_trucks) {
    std::sort(depots_.begin(), depots_.end());
    depots_.erase(std::unique(depots_.begin(), depots_.end()), depots_.end());
    std::vector<std::pair<Place, std::int64_t>> starts, ends;
    for (const Trips& t : trips)
      starts.push_back({t.from, t.count}), ends.push_back({t.to, t.count});
    load_.add_up(std::move(starts));
    unload_.add_up(std::move(ends));
    for (const auto n : load_.count) loads_ += n;
    make_arcs();
  }

  Result<Circulation> solve() const {
    auto graph = Digraph::make(node_count(), arcs_);
    if (!graph) return graph.error();
    const LemonDigraph view(*graph);
    lemon::NetworkSimplex<LemonDigraph, std::int64_t, std::int64_t> simplex(view);
    fill(simplex, view, *graph);
    if (simplex.run(decltype(simplex)::BLOCK_SEARCH) != decltype(simplex)::OPTIMAL)
      return Error{ErrorCode::not_found,
                   "no way leads from every unloading place to where the "
                   "next load or a depot is, and back"};
    return told(simplex, *graph);
  }

 private:
  using Id = Digraph::Id;
  static constexpr std::int64_t dear = std::int64_t{1} << 60;
  Id unload_node(std::size_t i) const { return static_cast<Id>(i); }
  Id load_node(std::size_t j) const { return static_cast<Id>(unload_.place.size() + j); }
  Id depot_in(std::size_t d) const { return load_node(load_.place.size()) + static_cast<Id>(d); }
  Id depot_out(std::size_t d) const { return depot_in(depots_.size()) + static_cast<Id>(d); }
  Id gate(Id side) const { return depot_out(depots_.size()) + side; }
  Id node_count() const { return gate(2); }

  void add(Id from, Id to, std::int64_t cost, std::int64_t least = 0) {
    arcs_.push_back({from, to}), cost_.push_back(cost), least_.push_back(least);
  }
  void add_drive(Id from, Id to, std::int32_t cost) {
    if (cost != Travel::nowhere) add(from, to, cost);
  }
  void make_arcs() {
    for (std::size_t i = 0; i < unload_.place.size(); ++i) {
      for (std::size_t j = 0; j < load_.place.size(); ++j)
        add_drive(unload_node(i), load_node(j), costs_(unload_.place[i], load_.place[j]));
      for (std::size_t d = 0; d < depots_.size(); ++d)
        add_drive(unload_node(i), depot_in(d), costs_(unload_.place[i], depots_[d]));
    }
    for (std::size_t d = 0; d < depots_.size(); ++d) {
      for (std::size_t j = 0; j < load_.place.size(); ++j)
        add_drive(depot_out(d), load_node(j), costs_(depots_[d], load_.place[j]));
      add(depot_in(d), gate(0), 0);
      add(gate(1), depot_out(d), 0);
    }
    add(gate(0), gate(1), 0, min_trucks_);
  }

  template <typename Simplex>
  void fill(Simplex& simplex, const LemonDigraph& view, const Digraph& graph) const {
    LemonDigraph::ArcMap<std::int64_t> cost(view), lower(view), upper(view, loads_);
    for (std::size_t a = 0; a < graph.arc_count(); ++a) {
      const auto arc = LemonDigraph::arcFromId(static_cast<int>(a));
      cost.set(arc, cost_[graph.input()[a]]), lower.set(arc, least_[graph.input()[a]]);
    }
    LemonDigraph::NodeMap<std::int64_t> supply(view, 0);
    for (std::size_t i = 0; i < unload_.place.size(); ++i)
      supply.set(LemonDigraph::nodeFromId(static_cast<int>(unload_node(i))), unload_.count[i]);
    for (std::size_t j = 0; j < load_.place.size(); ++j)
      supply.set(LemonDigraph::nodeFromId(static_cast<int>(load_node(j))), -load_.count[j]);
    simplex.costMap(cost).lowerMap(lower).upperMap(upper).supplyMap(supply);
  }

  template <typename Simplex>
  Circulation told(const Simplex& simplex, const Digraph& graph) const {
    Circulation c;
    for (std::size_t a = 0; a < graph.arc_count(); ++a) {
      const auto n = simplex.flow(LemonDigraph::arcFromId(static_cast<int>(a)));
      c.cost += n * cost_[graph.input()[a]];
      if (n > 0) tell_drive(c, graph.tail()[a], graph.head()[a], n);
    }
    tell_prices(c, [&](Id node) {
      return simplex.potential(LemonDigraph::nodeFromId(static_cast<int>(node)));
    });
    return c;
  }

  /// Reduced cost is cost + potential(tail) - potential(head), never negative: potentials are like
  /// distances, and a unit from one node to another costs their difference.
  template <typename Potential>
  void tell_prices(Circulation& c, const Potential& potential) const {
    std::set_union(load_.place.begin(), load_.place.end(), unload_.place.begin(),
                   unload_.place.end(), std::back_inserter(c.places));
    for (const Place p : c.places) {
      std::int64_t wanted = dear, freed = -dear;
      const auto from = [&](Id node, std::int32_t cost) {
        if (cost != Travel::nowhere) wanted = std::min(wanted, potential(node) + cost);
      };
      const auto to = [&](Id node, std::int32_t cost) {
        if (cost != Travel::nowhere) freed = std::max(freed, potential(node) - cost);
      };
      for (std::size_t i = 0; i < unload_.place.size(); ++i)
        from(unload_node(i), costs_(unload_.place[i], p));
      for (std::size_t j = 0; j < load_.place.size(); ++j)
        to(load_node(j), costs_(p, load_.place[j]));
      for (std::size_t d = 0; d < depots_.size(); ++d)
        from(depot_out(d), costs_(depots_[d], p)), to(depot_in(d), costs_(p, depots_[d]));
      c.wanted.push_back(wanted), c.freed.push_back(freed);
    }
  }
  void tell_drive(Circulation& c, Id tail, Id head, std::int64_t n) const {
    const Id depots = depot_in(0), outs = depot_out(0);
    EmptyFlow flow{0, 0, n, false, false};
    if (tail < load_node(0)) {
      flow.from = unload_.place[tail];
      flow.into_depot = head >= depots;
      flow.to = flow.into_depot ? depots_[head - depots] : load_.place[head - load_node(0)];
    } else if (tail >= outs && tail < gate(0)) {
      flow = {depots_[tail - outs], load_.place[head - load_node(0)], n, true, false};
    } else {
      return;  // through S
    }
    c.flows.push_back(flow);
  }

  const EmptyCosts& costs_;
  Ends unload_, load_;
  std::vector<Place> depots_;
  std::int64_t min_trucks_, loads_ = 0;
  std::vector<Digraph::Arc> arcs_;
  std::vector<std::int64_t> cost_, least_;
};

}  // namespace

EmptyCosts empty_costs(std::size_t places, std::span<const std::int32_t> direct,
                       std::span<const Place> via) {
  EmptyCosts c{places, {direct.begin(), direct.end()}};
  for (const Place v : via)  // Floyd and Warshall's order: exact for ways over these places
    for (std::size_t i = 0; i < places; ++i) {
      const std::int64_t to_v = c.cost[i * places + v];
      if (to_v == Travel::nowhere) continue;
      for (std::size_t j = 0; j < places; ++j) {
        const std::int64_t by_v = to_v + c.cost[v * places + j];
        auto& known = c.cost[i * places + j];
        if (by_v < known) known = static_cast<std::int32_t>(by_v);
      }
    }
  return c;
}

Result<Circulation> circulate(std::span<const Trips> trips, std::span<const Place> depots,
                              std::int64_t min_trucks, const EmptyCosts& costs,
                              const Control& control) {
  if (control.cancelled()) return stopped_by_caller();
  std::int64_t loads = 0;
  for (const Trips& t : trips) loads += t.count;
  if (loads == 0) return Circulation{};
  return Network(trips, depots, std::min(min_trucks, loads), costs).solve();
}

}  // namespace masseflyt::transport::dispatching
