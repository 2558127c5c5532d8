#include "warm_start.hpp"

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

namespace masseflyt::matching {
namespace {

constexpr std::int64_t million = 1'000'000;  // a row's price is in millionths

class WarmStart {
 public:
  WarmStart(const Market& market, const FlowModel& model, const Digraph& graph, const Plan& before,
            std::int64_t scale)
      : m_(market),
        f_(model),
        g_(graph),
        before_(before),
        scale_(scale),
        kg_(graph.arc_count(), 0),
        in_(graph.node_count(), 0),
        out_(in_),
        at_(graph.arc_count()) {
    for (Digraph::Id k = 0; k < g_.arc_count(); ++k) at_[g_.input()[k]] = k;
  }

  NetworkSimplex::Start run() {
    for (const Flow& f : before_.flows) carry(f);
    for (Index v = f_.sink + 1; v < g_.node_count(); ++v) pass_on(v);  // entrances
    stocks();
    limits();
    ground();
    return {potentials(), 0, 0, std::move(kg_)};
  }

 private:
  Index cell(Index block, Index row, Index period) const {
    return block + row * m_.periods + period;
  }
  void set(Digraph::Id arc, std::int64_t kg) {
    kg_[arc] = kg;
    out_[g_.tail()[arc]] += kg;
    in_[g_.head()[arc]] += kg;
  }

  /// The node a flow leaves; none: this market has no such row.
  Index tail_of(const Flow& f) const {
    if (f.period >= m_.periods) return none;
    switch (f.from) {
      case From::supply:
        return f.source < m_.supplies.size() ? f.source : none;
      case From::stock:
        if (f.source >= m_.stocks.size()) return none;
        if (f.process == none) return cell(f_.stocks, f.source, f.period);
        return f.process < m_.processes.size() ? cell(f_.processes, f.process, f.period) : none;
      case From::virgin:
        if (f.source >= m_.virgin.size()) return none;
        return m_.virgin[f.source].supply_limit == none
                   ? f_.ground
                   : f_.virgin + m_.virgin[f.source].supply_limit;
      case From::nothing:
        return f_.ground;
      case From::byproduct:
        return f.source < m_.byproducts.size() ? cell(f_.byproducts, f.source, f.period) : none;
    }
    return none;
  }

  void carry(Flow f) {
    const Index tail = tail_of(f);
    if (tail == none) return;
    const std::int64_t kg = std::exchange(f.kg, 0);
    for (auto k = g_.first_out()[tail]; k < g_.first_out()[tail + 1]; ++k)
      if (f_.meaning[g_.input()[k]] == f) return set(k, kg);
  }

  /// What came in goes into the stock, what a machine gave came out of it, and the rest lay there.
  void stocks() {
    for (Index s = 0; s < m_.stocks.size(); ++s)
      for (Index t = m_.stocks[s].first; t <= m_.stocks[s].last; ++t)
        pass_on(cell(f_.intakes, s, t));
    for (std::size_t p = 0; p < f_.machine_arc.size(); ++p)
      if (f_.machine_arc[p] != none)
        set(at_[f_.machine_arc[p]], out_[f_.processes + static_cast<Index>(p)]);
    if (before_.stock_kg.size() != f_.level_arc.size()) return;
    for (std::size_t i = 0; i < f_.level_arc.size(); ++i)
      if (f_.level_arc[i] != none && f_.meaning[f_.level_arc[i]].source == none)
        set(at_[f_.level_arc[i]], before_.stock_kg[i]);
  }

  /// Along the only arc that leaves the node.
  void pass_on(Index node) {
    if (g_.first_out()[node] < g_.first_out()[node + 1]) set(g_.first_out()[node], in_[node]);
  }

  /// From the narrowest limits up.
  void limits() {
    std::vector<std::pair<Index, Index>> order;  // how many are above, and which
    for (Index i = 0; i < m_.limits.size(); ++i) {
      Index depth = 0;
      for (Index l = m_.limits[i].parent; l != none; l = m_.limits[l].parent) ++depth;
      order.push_back({depth, i});
    }
    std::sort(order.begin(), order.end(), std::greater<>());
    for (const auto& [depth, i] : order) pass_on(f_.limits + i);
  }

  void ground() {
    for (Index q = f_.virgin; q < f_.ground; ++q)
      for (auto k = g_.first_in()[q]; k < g_.first_in()[q + 1]; ++k) set(g_.in_arc()[k], out_[q]);
    for (auto k = g_.first_out()[f_.ground]; k < g_.first_out()[f_.ground + 1]; ++k)
      if (g_.head()[k] == f_.sink && f_.meaning[g_.input()[k]].source == none)
        return set(k, std::max<std::int64_t>(0, f_.node_kg[f_.ground] - out_[f_.ground]));
  }

  /// Prices are measured against the sink, whose potential is zero then, as is that of the ground.
  std::vector<std::int64_t> potentials() const {
    std::vector<std::int64_t> out(g_.node_count(), 0);
    const auto fill = [&](Index begin, Index end, const std::vector<std::int64_t>& price) {
      for (Index v = begin; v < end && v - begin < price.size(); ++v)
        out[v] = -in_scale(price[v - begin]);
    };
    const Duals& d = before_.duals;
    fill(0, f_.limits, d.supply);
    fill(f_.limits, f_.intakes, d.limit);
    fill(f_.intakes, f_.stocks, d.intake);
    fill(f_.stocks, f_.processes, d.stock);
    fill(f_.processes, f_.virgin, d.process);
    fill(f_.virgin, f_.byproducts, d.virgin);
    fill(f_.byproducts, f_.ground, d.byproduct);
    for (std::size_t r = 0; r < f_.entrance_arc.size(); ++r)
      if (const Index a = f_.entrance_arc[r]; a != none)
        out[f_.arcs[a].tail] =
            out[f_.arcs[a].head] - (r < d.row.size() ? in_scale(d.row[r] / million) : 0);
    return out;
  }

  std::int64_t in_scale(std::int64_t price) const {
    const std::int64_t was = before_.duals.scale;
    return was == scale_ ? price : was > scale_ ? price / (was / scale_) : price * (scale_ / was);
  }

  const Market& m_;
  const FlowModel& f_;
  const Digraph& g_;
  const Plan& before_;
  const std::int64_t scale_;
  std::vector<std::int64_t> kg_;        ///< per arc of the graph
  std::vector<std::int64_t> in_, out_;  ///< per node
  std::vector<Digraph::Id> at_;         ///< per arc of the model: its number in the graph
};

}  // namespace

NetworkSimplex::Start warm_start(const Market& market, const FlowModel& model, const Digraph& graph,
                                 const Plan& before, std::int64_t scale) {
  return WarmStart(market, model, graph, before, scale).run();
}

}  // namespace masseflyt::matching
