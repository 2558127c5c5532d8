// src/matching/residual.hpp — where could one more kilogram flow in a plan, and at what price?
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <masseflyt/core/digraph.hpp>
#include <masseflyt/core/result.hpp>

#include "flow_model.hpp"

namespace masseflyt::matching {

/// The flow model of a market with an optimal flow in it. Searches go over reduced costs, which are
/// never negative where a kilogram could move: the proof of the optimum is what makes them quick.
class Residual {
 public:
  using Node = Digraph::Id;
  static constexpr std::int64_t nowhere = std::numeric_limits<std::int64_t>::max();

  /// Errors: invalid_argument (the plan's flows or duals do not fit the model, or prove less than
  /// an optimum).
  static Result<Residual> make(const FlowModel& model, const Plan& plan);

  /// The same of any flow on the arcs of the model that its potentials prove to be optimal.
  static Result<Residual> make(const FlowModel& model, std::vector<std::int64_t> kg,
                               std::vector<std::int64_t> potential);

  /// Price of one kilogram from `source` to each node, or from each node to `source`; `nowhere`
  /// where none can go.
  std::vector<std::int64_t> from(Node source) { return all(source, true); }
  std::vector<std::int64_t> towards(Node source) { return all(source, false); }

  std::int64_t way(Node source, Node target);

  /// In the order of the model's arcs.
  std::int64_t kg(std::size_t arc) const { return kg_[arc]; }
  std::int64_t reduced(std::size_t arc) const;  ///< cost less what its ends' prices pay

 private:
  struct Label {
    std::int64_t distance;
    Node node;
    bool operator>(const Label& o) const {
      return distance != o.distance ? distance > o.distance : node > o.node;
    }
  };

  explicit Residual(const FlowModel& model) : f_(model) {}
  bool place_flows(const Plan& plan);
  bool balance_the_rest();
  void read_potentials(const Plan& plan);
  bool proves_optimum() const;
  void search(Node source, Node target, bool forward);
  void relax(Node from, Node to, std::int64_t by);
  std::vector<std::int64_t> all(Node source, bool forward);
  std::int64_t distance(Node v) const { return seen_[v] == round_ ? distance_[v] : nowhere; }

  const FlowModel& f_;
  Digraph graph_;  ///< its input() are the model's arcs
  std::vector<std::int64_t> kg_, potential_, distance_;
  std::vector<std::uint32_t> seen_;
  std::uint32_t round_ = 0;
  std::vector<Label> heap_;
};

}  // namespace masseflyt::matching
