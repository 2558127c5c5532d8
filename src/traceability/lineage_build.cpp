#include <algorithm>
#include <limits>

#include "traceability/lineage_data.hpp"

namespace masseflyt::traceability {
namespace {

using Node = Lineage::Node;

/// Replays the log into nodes and arcs, in the order of the slots.
class Builder {
 public:
  Builder(const Ledger::State& state, Lineage::Data& data, Index size)
      : s_(state), d_(data), size_(size) {
    d_.newest.resize(s_.entities.size(), Lineage::none);
    d_.stock.resize(s_.entities.size(), 0);
    d_.versions.resize(s_.entities.size(), 0);
    d_.drained.resize(s_.entities.size(), false);
    d_.entity_place.resize(s_.entities.size(), none);
    d_.entity_to_place.resize(s_.entities.size(), none);
    d_.run_newest.resize(s_.runs.size(), Lineage::none);
    d_.run_stock.resize(s_.runs.size(), 0);
  }

  void run(Index from) {
    for (Index slot = from; slot < size_; ++slot)
      if (const Index event = live_at(slot); event != none) add(event);
  }

 private:
  /// The event that has its effect in this slot, as far as a log of `size_` knows.
  Index live_at(Index slot) const {
    if (s_.corrects(slot) != none) return none;  // has its effect in another one
    Index event = slot;
    for (Index by = s_.corrected_by(event); by != none && by < size_; by = s_.corrected_by(event))
      event = by;
    return s_.rows[event].kind() == EventKind::withdraw ? none : event;
  }

  Node node(NodeKind kind, std::int64_t mass, Index event, Index entity = none) {
    d_.kind.push_back(kind);
    d_.mass.push_back(mass);
    d_.event.push_back(event);
    d_.entity.push_back(entity);
    d_.version.push_back(entity == none ? 0 : ++d_.versions[entity]);
    d_.first_in.push_back(static_cast<Index>(d_.tail.size()));
    return static_cast<Node>(d_.nodes() - 1);
  }
  /// Into the newest node.
  void arc(Node tail, std::int64_t mass) {
    d_.tail.push_back(tail);
    d_.arc_mass.push_back(mass);
    ++d_.first_in.back();
  }

  struct Source {
    Node node;
    std::int64_t mass;
    Index entity;
  };

  /// Mass that leaves `entity`, from the node of its newest version. Where the book has nothing
  /// (the origin was withdrawn, or all was taken before) a node without mass stands for it, so that
  /// nothing that was taken escapes the trace.
  Source take(Index entity, std::int64_t mass, Index event) {
    const Node old = d_.newest[entity];
    if (old == Lineage::none || d_.drained[entity]) {
      d_.newest[entity] = node(kind_of(entity), 0, event, entity);
      if (old != Lineage::none) arc(old, 0);
      d_.drained[entity] = false;
    }
    d_.stock[entity] -= mass;
    return {d_.newest[entity], mass, entity};
  }

  NodeKind kind_of(Index entity) const {
    return s_.entities[entity].is_load ? NodeKind::load : NodeKind::lot;
  }

  /// The lot's next version, when something is left. A book below zero was wrong: there was more
  /// than it said, so the trace goes on.
  void leave_rest(const Source& from, Index event) {
    const std::int64_t rest = d_.stock[from.entity];
    const Node old = from.node;
    if (d_.newest[from.entity] != old) return;  // put back by the same event
    if (rest == 0) {
      d_.drained[from.entity] = true;
      return;
    }
    d_.newest[from.entity] =
        node(kind_of(from.entity), std::max<std::int64_t>(rest, 0), event, from.entity);
    arc(old, std::max<std::int64_t>(rest, 0));
  }

  /// A new version that holds what was there and what comes in.
  void put(Index entity, std::int64_t mass, Index event, std::span<const Source> from,
           bool scaled) {
    const Node old = d_.drained[entity] ? Lineage::none : d_.newest[entity];
    d_.drained[entity] = false;
    Node origin = Lineage::none;
    if (from.empty() && old != Lineage::none) origin = node(NodeKind::origin, mass, event);
    const std::int64_t before = std::max<std::int64_t>(d_.stock[entity], 0);
    d_.stock[entity] += mass;
    d_.newest[entity] =
        node(kind_of(entity), std::max<std::int64_t>(d_.stock[entity], 0), event, entity);
    if (old != Lineage::none) arc(old, before);
    if (origin != Lineage::none) arc(origin, mass);
    for (const Source& f : from) arc(f.node, scaled ? mass : f.mass);
  }

  void end(NodeKind kind, std::int64_t mass, Index event, std::span<const Source> from,
           bool scaled) {
    node(kind, mass, event);
    for (const Source& f : from) arc(f.node, scaled ? mass : f.mass);
  }

  void add(Index event) {
    const Row& row = s_.rows[event];
    move_about(event, row);
    in_.clear(), out_.clear();
    for (const Move& m : s_.moves_of(event)) {
      if (m.role == Role::input) in_.push_back(take(m.entity, m.mass_g, event));
      if (m.role == Role::drain) {
        const std::int64_t all = std::max<std::int64_t>(d_.stock[m.entity], 0);
        in_.push_back(take(m.entity, all, event));
      }
      if (m.role == Role::output) out_.push_back(&m);
    }
    const std::int64_t lost = s_.lost(event).mass_g;
    if (row.run != none) return add_to_run(event, row.run, lost);
    if (in_.empty() && out_.empty()) return;
    const EventKind kind = row.kind();
    if (kind == EventKind::adjust || kind == EventKind::water || kind == EventKind::sample)
      return set_right(event, in_);
    transform(event, kind, lost);
  }

  /// Where lots and loads are from now on.
  void move_about(Index event, const Row& row) {
    for (const Move& m : s_.moves_of(event)) {
      Index& place = d_.entity_place[m.entity];
      const bool is_load = s_.entities[m.entity].is_load;
      if (m.role == Role::place) place = row.place;
      if (m.role == Role::output && (is_load || d_.newest[m.entity] == Lineage::none))
        place = row.place;
      if (m.role == Role::ship) d_.entity_to_place[m.entity] = row.to_place;
      if (m.role == Role::drain) place = row.place, d_.entity_to_place[m.entity] = none;
    }
  }

  static std::int64_t sum_of(std::span<const Source> sources) {
    std::int64_t sum = 0;
    for (const Source& f : sources) sum += f.mass;
    return sum;
  }

  /// Inputs become outputs, losses and ends.
  void transform(Index event, EventKind kind, std::int64_t lost) {
    const bool end_here = kind == EventKind::use || kind == EventKind::dispose;
    const std::size_t targets = out_.size() + (lost > 0 ? 1 : 0) + (end_here ? 1 : 0);
    const std::int64_t sum = sum_of(in_);
    std::vector<Source> via = in_;
    if (in_.size() > 1 && targets > 1) {
      const Node mixed = node(NodeKind::activity, sum, event);
      for (const Source& f : in_) arc(f.node, f.mass);
      via = {{mixed, sum, none}};
    }
    const bool scaled = via.size() == 1;
    for (const Move* m : out_) put(m->entity, m->mass_g, event, via, scaled);
    if (lost > 0) end(NodeKind::loss, lost, event, via, scaled);
    if (end_here)
      end(kind == EventKind::use ? NodeKind::use : NodeKind::dispose, sum, event, via, scaled);
    for (const Source& f : in_) leave_rest(f, event);
  }

  /// A run is a plant that is fed and emptied by many events: all that went in so far is in what
  /// comes out now. It is never taken for clean again, not even by a book of zero.
  void add_to_run(Index event, Index run, std::int64_t lost) {
    Node& plant = d_.run_newest[run];
    std::int64_t& stock = d_.run_stock[run];
    if (!in_.empty() || plant == Lineage::none) {
      const std::int64_t before = std::max<std::int64_t>(stock, 0);
      stock += sum_of(in_);
      const Node fed = node(NodeKind::activity, std::max<std::int64_t>(stock, 0), event);
      if (plant != Lineage::none) arc(plant, before);
      for (const Source& f : in_) arc(f.node, f.mass);
      plant = fed;
    }
    const Source via{plant, 0, none};
    std::int64_t out = std::max<std::int64_t>(lost, 0);
    for (const Move* m : out_) {
      put(m->entity, m->mass_g, event, {&via, 1}, true);
      out += m->mass_g;
    }
    if (lost > 0) end(NodeKind::loss, lost, event, {&via, 1}, true);
    for (const Source& f : in_) leave_rest(f, event);
    if (out == 0) return;
    stock -= out;
    const std::int64_t rest = std::max<std::int64_t>(stock, 0);
    const Node old = plant;
    plant = node(NodeKind::activity, rest, event);
    arc(old, rest);
  }

  /// Inputs and outputs that have nothing to do with each other.
  void set_right(Index event, std::span<const Source> in) {
    for (const Move* m : out_) put(m->entity, m->mass_g, event, {}, false);
    for (const Source& f : in) {
      end(NodeKind::loss, f.mass, event, {&f, 1}, true);
      leave_rest(f, event);
    }
  }

  const Ledger::State& s_;
  Lineage::Data& d_;
  Index size_;
  std::vector<Source> in_;
  std::vector<const Move*> out_;
};

void copy_names(const Ledger::State& s, Lineage::Data& d) {
  d.lot_names = s.lot_names, d.load_names = s.load_names, d.places = s.places;
  d.event_ids = static_cast<const Texts&>(s.event_ids);
  d.lot_entities = s.lot_entities, d.load_entities = s.load_entities;
  for (std::size_t i = d.entity_name.size(); i < s.entities.size(); ++i) {
    d.entity_name.push_back(s.entities[i].name);
    d.entity_is_load.push_back(s.entities[i].is_load);
  }
  for (std::size_t i = d.event_place.size(); i < s.rows.size(); ++i)
    d.event_place.push_back(s.rows[i].place);
}

/// Counting sort of arcs by tail and of versions by entity; order inside a group is kept.
void index_columns(Lineage::Data& d) {
  const std::size_t n = d.nodes();
  d.first_out.assign(n + 1, 0);
  for (const Node t : d.tail) ++d.first_out[t + std::size_t{1}];
  for (std::size_t v = 0; v < n; ++v) d.first_out[v + 1] += d.first_out[v];
  std::vector<Index> next(d.first_out.begin(), d.first_out.end() - 1);
  d.head.resize(d.tail.size());
  d.out_arc.resize(d.tail.size());
  for (Node v = 0; v < n; ++v)
    for (Index a = d.first_in[v]; a < d.first_in[v + std::size_t{1}]; ++a) {
      const Index at = next[d.tail[a]]++;
      d.head[at] = v, d.out_arc[at] = a;
    }
  d.first_version.assign(d.entity_name.size() + 1, 0);
  for (const Index e : d.entity)
    if (e != none) ++d.first_version[e + std::size_t{1}];
  for (std::size_t e = 0; e + 1 < d.first_version.size(); ++e)
    d.first_version[e + 1] += d.first_version[e];
  next.assign(d.first_version.begin(), d.first_version.end() - 1);
  d.version_node.resize(d.first_version.back());
  for (Node v = 0; v < n; ++v)
    if (d.entity[v] != none) d.version_node[next[d.entity[v]]++] = v;
}

Result<void> build(const Ledger& ledger, std::uint64_t size, Lineage::Data& d) {
  if (size > ledger.size())
    return Error{
        ErrorCode::invalid_argument,
        "the ledger has " + std::to_string(ledger.size()) + " events, not " + std::to_string(size),
        {}};
  const auto& s = ledger.state();
  if (4 * s.moves.size() + s.rows.size() > std::numeric_limits<Index>::max())
    return Error{ErrorCode::limit_exceeded, "more lot versions than can be numbered", {}};
  Builder(s, d, static_cast<Index>(size)).run(static_cast<Index>(d.log_size));
  d.log_size = size, d.corrections = s.corrections.size();
  copy_names(s, d);
  index_columns(d);
  return {};
}

}  // namespace

Result<Lineage> Lineage::make(const Ledger& ledger, std::uint64_t size) {
  auto data = std::make_shared<Data>();
  if (auto ok = build(ledger, size, *data); !ok) return ok.error();
  return Lineage(std::move(data));
}

Result<Lineage> Lineage::extended(const Ledger& ledger, std::uint64_t size) const {
  if (size < data_->log_size || ledger.state().corrections.size() != data_->corrections)
    return make(ledger, size);
  auto data = std::make_shared<Data>(*data_);
  if (auto ok = build(ledger, size, *data); !ok) return ok.error();
  return Lineage(std::move(data));
}

}  // namespace masseflyt::traceability
