#include <masseflyt/traceability/blending.hpp>

#include <algorithm>
#include <map>
#include <set>

#include "traceability/blend_family.hpp"
#include "traceability/lineage_data.hpp"

namespace masseflyt::traceability {

namespace {

using Node = Lineage::Node;

/// What is known at one node.
struct Known {
  Figures figures;
  std::set<std::uint64_t> holds;
  std::set<std::string> voided;
  bool weighted_wet = false;
};

/// Samples, holds and releases of one lot, in the order of their slots.
struct Heard {
  Index slot;
  Index event;
  Role role;
};

class Propagation {
 public:
  Propagation(const Ledger& ledger, const Lineage& lineage, const Recall& origins)
      : ledger_(ledger), s_(ledger.state()), l_(lineage), d_(lineage.data()), r_(origins) {}

  Result<Known> run() {
    known_.resize(r_.size());
    for (std::uint32_t i = 0; i < r_.size(); ++i) row_[r_.node[i]] = i;
    for (std::uint32_t i = 0; i < r_.size(); ++i) {
      come_in(i);
      if (auto ok = hear_samples(i); !ok) return ok.error();
    }
    const Node target = r_.node.back();
    if (d_.entity[target] != none) own_holds(d_.entity[target], known_.back());
    return std::move(known_.back());
  }

 private:
  bool is_rest(Node tail, Node head) const {
    return d_.entity[tail] != none && d_.entity[tail] == d_.entity[head];
  }

  EventKind kind(Node v) const { return s_.rows[d_.event[v]].kind(); }

  /// Of the masses on the arcs into a node: that of its lot, or of what is mixed in it.
  Basis basis(Node v) const {
    while (d_.entity[v] == none && d_.first_in[v] < d_.first_in[v + std::size_t{1}])
      v = d_.tail[d_.first_in[v]];
    return d_.entity[v] == none ? Basis::wet : s_.entities[d_.entity[v]].basis;
  }

  void come_in(std::uint32_t i) {
    const Node v = r_.node[i];
    Known& k = known_[i];
    std::vector<BlendPart> parts;
    bool rest = false, moved = false;
    for (Index a = d_.first_in[v]; a < d_.first_in[v + std::size_t{1}]; ++a) {
      const Node t = d_.tail[a];
      const Known& from = known_[row_.at(t)];
      k.holds.insert(from.holds.begin(), from.holds.end());
      k.voided.insert(from.voided.begin(), from.voided.end());
      k.weighted_wet = k.weighted_wet || from.weighted_wet;
      (is_rest(t, v) ? rest : moved) = true;
      if (d_.kind[t] == NodeKind::origin && kind(t) == EventKind::water) continue;  // no dry mass
      parts.push_back({d_.arc_mass[a], basis(v), from.figures});
    }
    if (parts.size() == 1) {
      k.figures = std::move(parts[0].figures);
      if (moved && !rest)
        for (auto& [property, figure] : k.figures)
          if (figure.rests == Rests::measured) figure.rests = Rests::inherited;
    } else if (parts.size() > 1) {
      Blend b = blend(parts);
      k.figures = std::move(b.figures);
      k.voided.insert(b.voided.begin(), b.voided.end());
      k.weighted_wet = k.weighted_wet || b.weighted_wet;
    }
    const bool only_rest = rest && parts.size() == 1;
    if (kind(v) == EventKind::water || (kind(v) == EventKind::process && !only_rest))
      changed_water(k);
    if (kind(v) == EventKind::process && !only_rest) handled_hard(k);
  }

  /// Rain, drying, washing: what was known of the water is known no longer.
  static void changed_water(Known& k) {
    for (const char* property : {"water_content", "dry_matter"})
      if (const auto f = k.figures.find(property); f != k.figures.end())
        f->second.complete = false, f->second.needs_test = true;
  }

  /// Crushing and washing change what the size and shape of the grains decide, and make a new
  /// product.
  static void handled_hard(Known& k) {
    for (auto at = k.figures.begin(); at != k.figures.end();) {
      const BlendRule* rule = blend_rule_of(at->first);
      if (rule != nullptr && rule->method == BlendMethod::void_after_merge) {
        k.voided.insert(at->first);
        at = k.figures.erase(at);
        continue;
      }
      const std::string_view of = family(at->first);
      const bool grains = of == "passing/" || at->first == "fines" || rule == nullptr ||
                          rule->method == BlendMethod::unknown || at->first == "flakiness" ||
                          at->first == "shape" || of == "leaching/";
      if (grains) at->second.needs_test = true;
      ++at;
    }
  }

  const std::vector<Heard>& heard(Index entity) {
    const auto [at, fresh] = heard_.try_emplace(entity);
    if (!fresh) return at->second;
    for (const Index m : s_.live_moves(entity, d_.log_size)) {
      const Move& move = s_.moves[m];
      if (move.role == Role::hold || move.role == Role::release || move.role == Role::sample)
        at->second.push_back({s_.slot(move.event), move.event, move.role});
    }
    return at->second;
  }

  /// What was said of the lot between this version and the next.
  Result<void> hear_samples(std::uint32_t i) {
    const Node v = r_.node[i];
    if (d_.entity[v] == none) return {};
    Index end = none;
    for (const Node w : l_.next(v))
      if (d_.entity[w] == d_.entity[v]) end = s_.slot(d_.event[w]);
    Known& k = known_[i];
    const auto& all = heard(d_.entity[v]);
    auto at = std::lower_bound(all.begin(), all.end(), s_.slot(d_.event[v]),
                               [](const Heard& h, Index slot) { return h.slot < slot; });
    for (; at != all.end() && at->slot < end; ++at) {
      if (at->role == Role::hold) k.holds.insert(at->event);
      if (at->role == Role::release && !k.holds.empty()) k.holds.erase(k.holds.begin());
      if (at->role != Role::sample) continue;
      if (auto ok = measure(at->event, d_.entity[v], k); !ok) return ok;
    }
    return {};
  }

  Result<void> measure(Index event, Index entity, Known& k) const {
    const auto body = ledger_.event(event);
    if (!body) return body.error();
    for (const Value& value : body->values) {
      auto figure = read_figure(value);
      if (!figure) return figure.error();
      figure->sources = {std::string(s_.name_of(entity))};
      k.figures.insert_or_assign(value.property, *std::move(figure));
    }
    return {};
  }

  /// A hold is on the lot, not on what lay there: emptying a pile does not end it.
  void own_holds(Index entity, Known& k) {
    std::vector<std::uint64_t> open;
    for (const Heard& h : heard(entity)) {
      if (h.role == Role::hold) open.push_back(h.event);
      if (h.role == Role::release && !open.empty()) open.erase(open.begin());
    }
    k.holds.insert(open.begin(), open.end());
  }

  const Ledger& ledger_;
  const Ledger::State& s_;
  const Lineage& l_;
  const Lineage::Data& d_;
  const Recall& r_;
  std::map<Node, std::uint32_t> row_;
  std::map<Index, std::vector<Heard>> heard_;
  std::vector<Known> known_;
};

}  // namespace

Result<Quality> quality(const Ledger& ledger, const Lineage& lineage, const Suspect& of) {
  const auto origins = Tracer(lineage).origins(of);
  if (!origins) return origins.error();
  auto known = Propagation(ledger, lineage, *origins).run();
  if (!known) return known.error();
  Quality q;
  q.id = of.id, q.figures = std::move(known->figures), q.weighted_wet = known->weighted_wet;
  q.holds.assign(known->holds.begin(), known->holds.end());
  q.voided.assign(known->voided.begin(), known->voided.end());
  std::set<std::string> documents;
  for (const auto& [property, figure] : q.figures)
    if (!figure.document.empty()) documents.insert(figure.document);
  q.documents.assign(documents.begin(), documents.end());
  return q;
}

}  // namespace masseflyt::traceability
