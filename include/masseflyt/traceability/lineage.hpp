// masseflyt/traceability/lineage.hpp — where a lot came from, where it went, and what it touched.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/traceability/ledger.hpp>

namespace masseflyt::traceability {

/// What a node stands for.
enum class NodeKind : std::int32_t {
  lot = 0,       ///< a lot between two events that change its mass
  load = 1,      ///< a load between loading and receipt
  activity = 2,  ///< an event that mixes several inputs into several outputs; what a run has in
                 ///< its plant
  use = 3,       ///< built in: an end
  dispose = 4,   ///< landfilled or destroyed: an end
  loss = 5,      ///< dust, water, spill, samples, corrections of the book: an end
  origin = 6,    ///< mass that comes into a lot that was there already
};

std::string_view name(NodeKind kind) noexcept;

/// A directed acyclic graph of lot versions, as a log of a given size tells it. Nodes are numbered
/// so that every arc goes from a smaller to a larger number. Immutable: ask from many threads.
class Lineage {
 public:
  using Node = std::uint32_t;
  static constexpr Node none = 0xFFFF'FFFF;

  /// Of the first `size` events; corrections behind them are not known yet.
  /// Errors: invalid_argument (size > ledger.size()), limit_exceeded. Cost: O(events + arcs), about
  /// 0.3 µs per event. The ledger may go on or end.
  static Result<Lineage> make(const Ledger& ledger, std::uint64_t size);
  static Result<Lineage> make(const Ledger& ledger) { return make(ledger, ledger.size()); }

  /// The same for a longer log. Costs the new events and one copy of the columns, unless a
  /// correction reaches back: then all is built again. Errors: as make().
  Result<Lineage> extended(const Ledger& ledger, std::uint64_t size) const;

  std::uint64_t log_size() const noexcept;
  std::size_t node_count() const noexcept;
  std::size_t arc_count() const noexcept;

  NodeKind kind(Node node) const;
  std::int64_t mass_g(Node node) const;
  std::uint64_t event(Node node) const;     ///< number of the event that made it
  std::uint32_t version(Node node) const;   ///< of its lot or load, from 1; 0 for other kinds
  std::string_view id(Node node) const;     ///< of its lot or load; of the event for other kinds
  std::string_view place(Node node) const;  ///< of the event that made it; may be empty

  /// Versions of a lot or load, oldest first; empty for an id that is not there.
  std::span<const Node> versions(std::string_view lot) const;
  std::span<const Node> versions_of_load(std::string_view load) const;

  /// Arcs out of a node, in the order mass left it; the lot's next version is the last.
  std::span<const Node> next(Node node) const;
  /// Arcs into a node; the lot's version before, if there is one, is the first.
  std::span<const Node> before(Node node) const;
  std::span<const std::int64_t> mass_before_g(Node node) const;  ///< one value per arc of before()

  struct Data;  ///< src/traceability/lineage_data.hpp
  const Data& data() const noexcept { return *data_; }

 private:
  explicit Lineage(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  std::shared_ptr<const Data> data_;
};

/// How a pile gives back what was put into it. Nobody knows; so the answer names its reading.
enum class Reading : std::int32_t {
  well_mixed = 0,  ///< every shovel has the mean
  fifo = 1,        ///< what came first leaves first
};

/// What may be suspect, and how much of it. One value per member in each column; members are in
/// the order of their nodes, so causes come before effects.
struct Recall {
  Reading reading = Reading::well_mixed;
  std::uint64_t log_size = 0;
  double source_g = 0;  ///< suspect mass that the sources brought in
  std::vector<Lineage::Node> node = {};
  std::vector<double> share = {};         ///< of the node's mass that is suspect, 0 to 1
  std::vector<std::int64_t> low_g = {};   ///< suspect mass at least, whatever way piles mix
  std::vector<std::int64_t> high_g = {};  ///< at most: the worst case
  std::vector<std::uint32_t> from = {};   ///< row of the member it was reached from; none: a source

  std::size_t size() const noexcept { return node.size(); }
  /// Rows from a source to `row`, both included: why this member is suspect.
  std::vector<std::uint32_t> path(std::uint32_t row) const;
};

/// A lot in a stretch of versions, 1 being the first. The default is all of them.
struct Suspect {
  std::string id = {};
  bool is_load = false;
  std::uint32_t first_version = 1;
  std::uint32_t last_version = 0xFFFF'FFFF;
};

/// Owns the scratch memory of queries: one per thread. A query costs its answer, not the graph.
class Tracer {
 public:
  explicit Tracer(const Lineage& lineage);
  ~Tracer();
  Tracer(Tracer&&) noexcept;

  /// Everything that can hold mass of the suspects: the forward closure of their versions.
  /// Errors: not_found, cancelled. Cost: O(members + arcs between them).
  Result<Recall> recall(std::span<const Suspect> suspects, Reading reading = Reading::well_mixed,
                        const Cancel* cancel = nullptr);
  Result<Recall> recall(std::string_view lot) {
    const Suspect suspect{std::string(lot)};
    return recall({&suspect, 1});
  }

  /// Everything a lot or load is made of. `share` is the part of the target's mass that came
  /// through the member, well mixed; `low_g` and `high_g` are 0. `from` leads towards the target.
  /// Errors: not_found, cancelled.
  Result<Recall> origins(const Suspect& target, const Cancel* cancel = nullptr);

 private:
  struct Scratch;
  std::unique_ptr<Scratch> scratch_;
  Lineage lineage_;
};

/// A recall as an inspector wants it.
struct RecallSummary {
  struct Lot {
    std::string id = {};
    bool is_load = false;
    double share = 0;  ///< of its newest suspect version
    std::int64_t mass_g = 0, low_g = 0, high_g = 0;
    std::string place = {};     ///< where the lot is, or the load was, at the end of the log
    std::string to_place = {};  ///< of a load under way: where it is going
  };
  std::vector<Lot> lots = {};  ///< lots and loads reached, by their newest suspect version
  struct End {
    std::string place = {};
    NodeKind kind = NodeKind::use;
    double suspect_g = 0;
    std::int64_t low_g = 0, high_g = 0;
  };
  std::vector<End> ends = {};  ///< where suspect mass came to rest, by place and kind; `activity`
                               ///< is what a plant has not given back yet
  double stock_g = 0;          ///< suspect mass that can still be stopped
};

RecallSummary summarise(const Lineage& lineage, const Recall& recall);

}  // namespace masseflyt::traceability
