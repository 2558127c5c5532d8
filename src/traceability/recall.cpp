#include <algorithm>
#include <cmath>
#include <map>

#include "traceability/lineage_data.hpp"

namespace masseflyt::traceability {
namespace {

using Node = Lineage::Node;
constexpr std::uint32_t no_row = 0xFFFF'FFFF;

Error no_such(const Suspect& s) {
  return {ErrorCode::not_found,
          std::string(s.is_load ? "load '" : "lot '") + s.id + "' has no such versions in the log",
          {}};
}

std::vector<Node> nodes_of(const Lineage& l, const Suspect& s) {
  std::vector<Node> found;
  for (const Node v : s.is_load ? l.versions_of_load(s.id) : l.versions(s.id))
    if (l.version(v) >= s.first_version && l.version(v) <= s.last_version) found.push_back(v);
  return found;
}

/// Mass of an arc that is suspect at least, when `held` of its tail's mass is. Where more was
/// taken than the book had, nobody knows what the surplus was, unless all of it is suspect.
std::int64_t at_least(std::int64_t arc, std::int64_t mass, std::int64_t held, double share) {
  if (share >= 1 && held >= mass) return arc;
  const std::int64_t clean = std::max(mass, arc) - held;
  return std::max<std::int64_t>(0, arc - clean);
}
/// Likewise at most: all of it, from a book that had nothing.
std::int64_t at_most(std::int64_t arc, std::int64_t mass, std::int64_t held) {
  return held >= mass ? arc : std::min(arc, held);
}

}  // namespace

struct Tracer::Scratch {
  explicit Scratch(std::size_t nodes) : marks(nodes) {}

  struct Mark {
    std::uint32_t query = 0;  ///< that saw the node last
    std::uint32_t row = 0;    ///< valid where seen
  };
  std::vector<Mark> marks;
  std::uint32_t query = 0;

  void begin() {
    if (++query != 0) return;
    std::fill(marks.begin(), marks.end(), Mark{});
    query = 1;
  }
  bool visit(Node v) {
    if (marks[v].query == query) return false;
    marks[v].query = query;
    return true;
  }
  bool has(Node v) const { return marks[v].query == query; }
  /// Of a node that was seen; no_row for others.
  std::uint32_t row_of(Node v) const { return has(v) ? marks[v].row : no_row; }
  bool fills_much(std::size_t nodes) const { return nodes > marks.size() / 32; }

  /// All that follows, in order. Found by walking the arcs as long as it is little. What fills much
  /// of the graph is found by going through the columns from front to back: every arc goes forward,
  /// so nothing has to be sorted. False when it was cancelled.
  bool follow(const Lineage::Data& d, std::vector<Node>& nodes, const Cancel* cancel) {
    for (std::size_t next = 0; next < nodes.size(); ++next) {
      if (fills_much(nodes.size())) return sweep(d, nodes, cancel);
      if (next % 65536 == 0 && is_set(cancel)) return false;
      const Node v = nodes[next];
      for (Index a = d.first_out[v]; a < d.first_out[v + std::size_t{1}]; ++a)
        if (visit(d.head[a])) nodes.push_back(d.head[a]);
    }
    number(nodes);
    return true;
  }

  bool sweep(const Lineage::Data& d, std::vector<Node>& nodes, const Cancel* cancel) {
    const auto [low, high] = std::minmax_element(nodes.begin(), nodes.end());
    Node last = *high;
    const Node first = *low;
    nodes.clear();
    for (Node v = first; v <= last; ++v) {
      if (v % 65536 == 0 && is_set(cancel)) return false;
      if (!has(v)) continue;
      marks[v].row = static_cast<std::uint32_t>(nodes.size());
      nodes.push_back(v);
      for (Index a = d.first_out[v]; a < d.first_out[v + std::size_t{1}]; ++a) {
        visit(d.head[a]);
        last = std::max(last, d.head[a]);
      }
    }
    return true;
  }

  /// The nodes in order, numbered as rows. A set that fills much of the graph is read off instead
  /// of sorted.
  void number(std::vector<Node>& nodes) {
    if (fills_much(nodes.size())) {
      const auto [low, high] = std::minmax_element(nodes.begin(), nodes.end());
      const Node from = *low, to = *high;
      nodes.clear();
      for (Node v = from; v <= to; ++v)
        if (has(v)) nodes.push_back(v);
    } else {
      std::sort(nodes.begin(), nodes.end());
    }
    for (std::uint32_t r = 0; r < nodes.size(); ++r) marks[nodes[r]].row = r;
  }
};

Tracer::Tracer(const Lineage& lineage)
    : scratch_(std::make_unique<Scratch>(lineage.node_count())), lineage_(lineage) {}
Tracer::~Tracer() = default;
Tracer::Tracer(Tracer&&) noexcept = default;

namespace {

/// Fills the columns of a recall whose nodes are known and in order.
class Shares {
 public:
  template <typename RowOf>
  static void well_mixed(const Lineage::Data& d, const RowOf& row_of,
                         const std::vector<bool>& source, Recall& r) {
    for (std::uint32_t i = 0; i < r.node.size(); ++i) {
      const Node v = r.node[i];
      if (source[i]) {
        r.share[i] = 1, r.low_g[i] = r.high_g[i] = d.mass[v];
        r.source_g += static_cast<double>(d.mass[v]);
        for (Index a = d.first_in[v]; a < d.first_in[v + std::size_t{1}]; ++a)
          if (const std::uint32_t from = row_of(d.tail[a]); from != no_row)
            r.source_g -= static_cast<double>(d.arc_mass[a]) * r.share[from];
        continue;
      }
      double total = 0, suspect = 0, worst = 0;
      std::int64_t low = 0, high = 0, sum = 0;
      for (Index a = d.first_in[v]; a < d.first_in[v + std::size_t{1}]; ++a) {
        const Node t = d.tail[a];
        total += static_cast<double>(d.arc_mass[a]), sum += d.arc_mass[a];
        const std::uint32_t from = row_of(t);
        if (from == no_row) continue;
        suspect += static_cast<double>(d.arc_mass[a]) * r.share[from];
        worst = std::max(worst, r.share[from]);
        low += at_least(d.arc_mass[a], d.mass[t], r.low_g[from], r.share[from]);
        high += at_most(d.arc_mass[a], d.mass[t], r.high_g[from]);
        if (r.from[i] == no_row) r.from[i] = from;
      }
      r.share[i] = total > 0 ? std::min(1.0, suspect / total) : worst;
      // What an event lost or gained on the way may have been of either sort.
      const std::int64_t lost = std::max<std::int64_t>(0, sum - d.mass[v]);
      r.low_g[i] = low >= sum && sum > 0 ? d.mass[v] : std::max<std::int64_t>(0, low - lost);
      r.low_g[i] = std::min(r.low_g[i], d.mass[v]);
      r.high_g[i] = high >= sum ? d.mass[v] : std::min(high, d.mass[v]);
    }
  }
};

/// First in, first out: each node holds what came in, in order, as (mass, suspect part of it).
class Queues {
 public:
  explicit Queues(const Lineage::Data& d) : d_(d) {}

  template <typename RowOf>
  void run(const RowOf& row_of, const std::vector<bool>& source, Recall& r) {
    held_.resize(r.node.size());
    r.source_g = 0;
    for (std::uint32_t i = 0; i < r.node.size(); ++i) {
      const Node v = r.node[i];
      if (source[i]) {
        const double mass = static_cast<double>(d_.mass[v]);
        r.source_g += mass;
        for (Index a = d_.first_in[v]; a < d_.first_in[v + std::size_t{1}]; ++a)
          if (const std::uint32_t from = row_of(d_.tail[a]); from != no_row)
            r.source_g -= pop(held_[from], static_cast<double>(d_.arc_mass[a]), r.share[from]);
        held_[i].parcels = {{mass, mass}};
        continue;
      }
      Parcel mixed{0, 0};
      for (Index a = d_.first_in[v]; a < d_.first_in[v + std::size_t{1}]; ++a) {
        const Node t = d_.tail[a];
        const std::uint32_t from = row_of(t);
        const bool rest = d_.entity[t] != none && d_.entity[t] == d_.entity[v];
        if (rest && from != no_row) {
          pass_on(held_[from], static_cast<double>(d_.arc_mass[a]), held_[i], r.share[from]);
          continue;
        }
        const double mass = static_cast<double>(d_.arc_mass[a]);
        if (rest) {
          held_[i].parcels.push_back({mass, 0});
          continue;
        }
        mixed.mass += mass;
        if (from != no_row) mixed.suspect += pop(held_[from], mass, r.share[from]);
      }
      if (mixed.mass > 0) held_[i].parcels.push_back(mixed);
      double mass = 0, suspect = 0;
      for (std::size_t p = held_[i].first; p < held_[i].parcels.size(); ++p)
        mass += held_[i].parcels[p].mass, suspect += held_[i].parcels[p].suspect;
      if (mass > 0) r.share[i] = std::clamp(suspect / mass, 0.0, 1.0);
    }
  }

 private:
  struct Parcel {
    double mass, suspect;
  };
  struct Queue {
    std::vector<Parcel> parcels = {};
    std::size_t first = 0;
  };

  /// Takes `mass` from the front; the suspect part of it. Beyond what the book holds, the share
  /// of the whole goes on.
  static double pop(Queue& q, double mass, double share) {
    double suspect = 0;
    while (mass > 0 && q.first < q.parcels.size()) {
      Parcel& p = q.parcels[q.first];
      const double taken = std::min(mass, p.mass);
      const double part = p.mass > 0 ? p.suspect * (taken / p.mass) : 0;
      p.mass -= taken, p.suspect -= part, suspect += part, mass -= taken;
      if (p.mass <= 0) ++q.first;
    }
    return suspect + mass * share;
  }

  /// The lot's next version keeps the order of what is left.
  static void pass_on(Queue& from, double mass, Queue& to, double share) {
    double left = 0;
    for (std::size_t p = from.first; p < from.parcels.size(); ++p) left += from.parcels[p].mass;
    to = std::move(from);
    from = {};
    if (mass > left) to.parcels.push_back({mass - left, (mass - left) * share});
  }

  const Lineage::Data& d_;
  std::vector<Queue> held_;
};

}  // namespace

Result<Recall> Tracer::recall(std::span<const Suspect> suspects, Reading reading,
                              const Cancel* cancel) {
  const auto& d = lineage_.data();
  Scratch& s = *scratch_;
  s.begin();
  Recall r;
  r.reading = reading, r.log_size = d.log_size;
  for (const Suspect& suspect : suspects) {
    const auto nodes = nodes_of(lineage_, suspect);
    if (nodes.empty()) return no_such(suspect);
    for (const Node v : nodes)
      if (s.visit(v)) r.node.push_back(v);
  }
  std::vector<Node> sources = r.node;
  if (!s.follow(d, r.node, cancel)) return stopped_by_caller();
  std::vector<bool> source(r.node.size(), false);
  for (const Node v : sources) source[s.marks[v].row] = true;
  r.share.assign(r.node.size(), 0);
  r.low_g.assign(r.node.size(), 0);
  r.high_g.assign(r.node.size(), 0);
  r.from.assign(r.node.size(), no_row);
  const auto row_of = [&](Node v) { return s.row_of(v); };
  Shares::well_mixed(d, row_of, source, r);
  if (reading == Reading::fifo) Queues(d).run(row_of, source, r);
  return r;
}

Result<Recall> Tracer::origins(const Suspect& target, const Cancel* cancel) {
  const auto& d = lineage_.data();
  Scratch& s = *scratch_;
  s.begin();
  Recall r;
  r.log_size = d.log_size;
  const auto targets = nodes_of(lineage_, target);
  if (targets.empty()) return no_such(target);
  const Node end = targets.back();  // earlier versions are before it, as far as they still count
  s.visit(end);
  r.node.push_back(end);
  for (std::size_t next = 0; next < r.node.size(); ++next) {
    if (next % 65536 == 0 && is_set(cancel)) return stopped_by_caller();
    const Node v = r.node[next];
    for (Index a = d.first_in[v]; a < d.first_in[v + std::size_t{1}]; ++a)
      if (s.visit(d.tail[a])) r.node.push_back(d.tail[a]);
  }
  s.number(r.node);
  r.share.assign(r.node.size(), 0);
  r.low_g.assign(r.node.size(), 0);
  r.high_g.assign(r.node.size(), 0);
  r.from.assign(r.node.size(), no_row);
  r.share.back() = 1;
  for (std::uint32_t i = static_cast<std::uint32_t>(r.node.size()); i-- > 0;) {
    const Node v = r.node[i];
    double total = 0;
    for (Index a = d.first_in[v]; a < d.first_in[v + std::size_t{1}]; ++a)
      total += static_cast<double>(d.arc_mass[a]);
    for (Index a = d.first_in[v]; a < d.first_in[v + std::size_t{1}]; ++a) {
      const std::uint32_t from = s.marks[d.tail[a]].row;
      if (total > 0) r.share[from] += r.share[i] * static_cast<double>(d.arc_mass[a]) / total;
      r.from[from] = i;
    }
  }
  return r;
}

std::vector<std::uint32_t> Recall::path(std::uint32_t row) const {
  std::vector<std::uint32_t> rows;
  for (std::uint32_t r = row; r != no_row; r = from[r]) rows.push_back(r);
  std::reverse(rows.begin(), rows.end());
  return rows;
}

namespace {

/// Mass rests in an end, or in a plant that has not given it back yet.
bool is_end(const Lineage::Data& d, Node v) {
  switch (d.kind[v]) {
    case NodeKind::use:
    case NodeKind::dispose:
    case NodeKind::loss:
      return true;
    case NodeKind::activity:
      return d.mass[v] > 0 && d.first_out[v] == d.first_out[v + std::size_t{1}];
    case NodeKind::lot:
    case NodeKind::load:
    case NodeKind::origin:
      return false;
  }
  return false;
}

std::string place_of(const Lineage::Data& d, Index place) {
  return place == none ? std::string() : std::string(d.places[place]);
}

}  // namespace

RecallSummary summarise(const Lineage& lineage, const Recall& recall) {
  const auto& d = lineage.data();
  RecallSummary sum;
  std::map<Index, std::uint32_t> newest;  // by entity
  std::map<std::pair<std::string, NodeKind>, RecallSummary::End> ends;
  for (std::uint32_t i = 0; i < recall.size(); ++i) {
    const Node v = recall.node[i];
    const double suspect = recall.share[i] * static_cast<double>(d.mass[v]);
    if (d.entity[v] != none) {
      newest[d.entity[v]] = i;
      if (d.first_out[v] == d.first_out[v + std::size_t{1}]) sum.stock_g += suspect;
      continue;
    }
    if (!is_end(d, v)) continue;
    const std::string place(lineage.place(v));
    auto& end =
        ends.try_emplace({place, d.kind[v]}, RecallSummary::End{place, d.kind[v]}).first->second;
    end.suspect_g += suspect, end.low_g += recall.low_g[i], end.high_g += recall.high_g[i];
  }
  for (const auto& [entity, i] : newest) {
    const Node v = recall.node[i];
    sum.lots.push_back({std::string(lineage.id(v)), d.kind[v] == NodeKind::load, recall.share[i],
                        d.mass[v], recall.low_g[i], recall.high_g[i],
                        place_of(d, d.entity_place[entity]),
                        place_of(d, d.entity_to_place[entity])});
  }
  for (auto& [key, end] : ends) sum.ends.push_back(std::move(end));
  return sum;
}

}  // namespace masseflyt::traceability
