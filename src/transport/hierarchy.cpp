#include <masseflyt/transport/hierarchy.hpp>

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

#include "transport/contraction.hpp"
#include "transport/hierarchy_file.hpp"
#include "transport/reachability.hpp"

namespace masseflyt::transport {
Result<std::vector<OpenArc>> open_arcs(const Network& network, const VehicleClass& vehicle) {
  const ArcCosts costs(network, vehicle);
  const auto& g = network.graph();
  std::vector<OpenArc> open;
  for (Digraph::Id a = 0; a < g.arc_count(); ++a) {
    const auto road = g.input()[a] / 2;
    if (!network.arcs()[a].open || !costs.may_use(network.roads()[road])) continue;
    const auto sums = costs.of_arc(a);
    const auto cost = costs.cost(sums);
    if (cost >= unreached)
      return Error{ErrorCode::limit_exceeded,
                   "a road takes longer than can be told: 298 h, 10 737 km or 1 million NOK",
                   "/roads/" + std::to_string(road)};
    open.push_back({g.tail()[a], g.head()[a], static_cast<std::int32_t>(cost), a, sums});
  }
  return open;
}

namespace {

/// Nothing is chosen by what nobody knows.
Result<void> check_known(const KnownOfRoads& known, const VehicleClass& v) {
  const auto lacks = [](const char* what) {
    return Error{ErrorCode::invalid_argument,
                 std::string("the network does not tell ") + what + ", so no way is chosen by it"};
  };
  const auto price = v.price.value_or(WayPrice{});
  const bool by_time = v.price ? price.nok_h > 0 : v.measure == Measure::time;
  if (by_time && !known.hours) return lacks("how fast its roads are");
  if (price.nok_toll > 0 && !known.tolls) return lacks("where tolls are paid");
  if (price.nok_built_up_km > 0 && !known.built_up) return lacks("what is built-up area");
  return {};
}

}  // namespace

Hierarchy::Hierarchy(std::shared_ptr<const Network> network, VehicleClass vehicle,
                     std::shared_ptr<const HierarchyData> data)
    : network_(std::move(network)), vehicle_(std::move(vehicle)), data_(std::move(data)) {}

Result<Hierarchy> Hierarchy::prepare(std::shared_ptr<const Network> network, VehicleClass vehicle,
                                     const Control& control) {
  if (auto sound = check(vehicle); !sound) return sound.error();
  if (auto known = check_known(network->known(), vehicle); !known) return known.error();
  const auto open = open_arcs(*network, vehicle);
  if (!open) return open.error();
  auto data = contract(static_cast<Digraph::Id>(network->nodes().size()), *open, control);
  if (!data) return data.error();
  return Hierarchy(std::move(network), std::move(vehicle),
                   std::make_shared<const HierarchyData>(*std::move(data)));
}

std::string Hierarchy::save() const { return write_hierarchy(*network_, vehicle_, *data_); }

Result<Hierarchy> Hierarchy::load(std::string_view bytes, std::shared_ptr<const Network> network) {
  auto read = read_hierarchy(bytes, *network);
  if (!read) return read.error();
  return Hierarchy(std::move(network), std::move(read->vehicle),
                   std::make_shared<const HierarchyData>(std::move(read->data)));
}

std::vector<OpenDirection> Hierarchy::open_directions() const {
  std::vector<OpenDirection> all;
  const auto open = open_arcs(*network_, vehicle_).value();
  for (const auto& a : open) all.push_back({a.tail, a.head, a.cost});
  return all;
}

std::size_t Hierarchy::shortcuts() const noexcept {
  return data_->links.size() -
         static_cast<std::size_t>(
             std::count(data_->links.second.begin(), data_->links.second.end(), no_link));
}

std::uint64_t Hierarchy::bytes() const noexcept {
  const auto arcs = data_->up.other.size() + data_->down.other.size();
  return data_->place.size() * 16 + arcs * 12 + data_->links.size() * (8 + sizeof(Sums));
}

// ---- single ways
// ---------------------------------------------------------------------------------
//
// The same two passes as a sweep (sweep.cpp), in the same order: a single way is that of the
// matrix.

struct WayQuery::Scratch {
  explicit Scratch(const Hierarchy& h)
      : hierarchy(&h),
        costs(h.network(), h.vehicle()),
        up_cost(h.data().place.size(), unreached),
        down_cost(up_cost),
        up_by(h.data().place.size(), none),
        down_by(up_by),
        taken(h.data().place.size(), 0) {}

  static constexpr std::uint32_t none = no_link;
  using Places = std::vector<std::uint32_t>;

  /// All that is reached by arcs to more important nodes, by number.
  Places closure(const UpArcs& arcs, const std::vector<End>& ends) {
    Places found;
    const auto take = [&](std::uint32_t place) {
      if (!std::exchange(taken[place], 1)) found.push_back(place);
    };
    for (const auto& e : ends) take(hierarchy->data().place[e.node]);
    for (std::size_t i = 0; i < found.size(); ++i)
      for (auto a = arcs.begin[found[i]]; a < arcs.begin[found[i] + 1]; ++a) take(arcs.other[a]);
    for (const auto place : found) taken[place] = 0;
    std::sort(found.begin(), found.end());
    return found;
  }

  void go_up(const std::vector<End>& start, const Places& places) {
    const auto& arcs = hierarchy->data().up;
    start_of.clear();
    for (std::uint32_t i = 0; i < start.size(); ++i) {
      const auto p = hierarchy->data().place[start[i].node];
      if (start[i].cost >= up_cost[p]) continue;
      up_cost[p] = start[i].cost;
      start_of.emplace_back(p, i);
    }
    for (auto p = places.rbegin(); p != places.rend(); ++p)
      for (auto a = arcs.begin[*p]; a < arcs.begin[*p + 1]; ++a) {
        const auto cost = up_cost[*p] + arcs.cost[a];
        if (cost >= up_cost[arcs.other[a]]) continue;
        up_cost[arcs.other[a]] = cost;
        up_by[arcs.other[a]] = a;
        up_tail.resize(arcs.other.size());
        up_tail[a] = *p;
      }
  }

  void go_down(const Places& places) {
    const auto& arcs = hierarchy->data().down;
    for (const auto p : places) {
      down_cost[p] = up_cost[p], down_by[p] = none;
      for (auto a = arcs.begin[p]; a < arcs.begin[p + 1]; ++a) {
        const auto cost = down_cost[arcs.other[a]] + arcs.cost[a];
        if (cost < down_cost[p]) down_cost[p] = cost, down_by[p] = a;
      }
    }
  }

  void forget(const Places& up, const Places& down) {
    for (const auto p : up) up_cost[p] = unreached, up_by[p] = none;
    for (const auto p : down) down_cost[p] = unreached;
  }

  /// The arcs of the network that a link stands for.
  void unpack(std::uint32_t link, std::vector<Digraph::Id>& arcs) {
    const auto& links = hierarchy->data().links;
    stack.push_back(link);
    while (!stack.empty()) {
      const auto l = stack.back();
      stack.pop_back();
      if (links.second[l] == no_link) {
        arcs.push_back(links.first[l]);
        continue;
      }
      stack.push_back(links.second[l]);
      stack.push_back(links.first[l]);
    }
  }

  FoundWay collect(const std::vector<End>& start, const End& end);
  const End* best_end(const std::vector<End>& ends) const;

  const Hierarchy* hierarchy;
  ArcCosts costs;
  std::vector<std::int32_t> up_cost, down_cost;
  std::vector<std::uint32_t> up_by, down_by, up_tail;
  std::vector<std::uint8_t> taken;
  std::vector<std::pair<std::uint32_t, std::uint32_t>>
      start_of;  ///< the last one of a place counts
  std::vector<std::uint32_t> stack;
  std::optional<Reachability> parts;  ///< made when the first place is not reached
};

const End* WayQuery::Scratch::best_end(const std::vector<End>& ends) const {
  const End* best = nullptr;
  std::int32_t least = unreached;
  for (const auto& e : ends)
    if (const auto there = down_cost[hierarchy->data().place[e.node]];
        there < unreached && there + e.cost < least)
      least = there + e.cost, best = &e;
  return best;
}

FoundWay WayQuery::Scratch::collect(const std::vector<End>& start, const End& end) {
  const auto& d = hierarchy->data();
  std::vector<std::uint32_t> links;  // from the end
  auto p = d.place[end.node];
  for (; down_by[p] != none; p = d.down.other[down_by[p]]) links.push_back(d.down.link[down_by[p]]);
  for (; up_by[p] != none; p = up_tail[up_by[p]]) links.push_back(d.up.link[up_by[p]]);
  const End* first = nullptr;
  for (const auto& [place, i] : start_of)
    if (place == p) first = &start[i];
  FoundWay found;
  Sums sums = first->sums + end.sums;
  std::int64_t cost = std::int64_t{first->cost} + end.cost;
  for (auto l = links.rbegin(); l != links.rend(); ++l) {
    sums += d.links.sums[*l];
    unpack(*l, found.arcs);
  }
  for (const auto a : found.arcs) cost += costs.cost(costs.of_arc(a));
  found.nodes.push_back(first->node);
  for (const auto a : found.arcs) found.nodes.push_back(hierarchy->network().graph().head()[a]);
  found.cost = static_cast<double>(cost) / costs.per_unit();
  found.way = to_way(sums);
  return found;
}

WayQuery::WayQuery(const Hierarchy& hierarchy) : scratch_(std::make_unique<Scratch>(hierarchy)) {}
WayQuery::~WayQuery() = default;
WayQuery::WayQuery(WayQuery&&) noexcept = default;
WayQuery& WayQuery::operator=(WayQuery&&) noexcept = default;

Result<std::optional<FoundWay>> WayQuery::find(const Access& from, const Access& to) {
  auto& s = *scratch_;
  for (const auto* access : {&from, &to})
    if (const char* expected = s.costs.wrong_with(*access))
      return Error{ErrorCode::invalid_argument, std::string("expected ") + expected};
  if (from == to && !(from == Access{})) return std::optional(FoundWay{});
  bool too_far = false;
  const auto start = s.costs.ends(from, true, too_far), end = s.costs.ends(to, false, too_far);
  const auto up = s.closure(s.hierarchy->data().up, start);
  const auto down = s.closure(s.hierarchy->data().down, end);
  s.go_up(start, up);
  s.go_down(down);
  std::optional<FoundWay> found;
  if (const End* last = s.best_end(end)) found = s.collect(start, *last);
  s.forget(up, down);
  for (const auto& p : from.points)
    for (const auto& q : to.points)
      if (const auto way = s.costs.between(p, q);
          way && (!found || s.costs.cost_in_unit(way->cost) <= found->cost))
        found = FoundWay{s.costs.cost_in_unit(way->cost), to_way(way->sums), {}, {}};
  if (found) return found;
  if (too_far) return too_long();
  if (!s.parts) s.parts.emplace(s.hierarchy->network(), s.costs);
  for (const auto& a : start)
    for (const auto& b : end)
      if (s.parts->leads(a.node, b.node)) return too_long();
  return found;
}

}  // namespace masseflyt::transport
