// src/scenario/why_trial.hpp — a condition that stands in the way, and what could be tried about
// it.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <masseflyt/matching/why.hpp>
#include <masseflyt/scenario/why.hpp>

#include "planned.hpp"
#include "row_use.hpp"

namespace masseflyt::scenario {

/// What is left of the question in a plan of this model, in kg.
using Unmet = std::function<std::int64_t(const Model&, const matching::Plan&)>;

/// A relaxation that has not been planned yet. One of the three does it.
struct Trial {
  Relaxation told;
  std::vector<matching::Bottleneck> rooms;  ///< its amount is searched for
  std::function<bool(Case&)> edit;          ///< false: it cannot be done
  std::function<void(matching::Market&)> price;
  Unmet unmet;  ///< what it is about, where that is less than the question; else empty
};

/// A question: what is asked about, and how much of it the plan leaves.
struct Question {
  WhyNot told;
  Unmet unmet;
  std::vector<Trial> trials;
};

/// The steps from a plan to the questions about one id; shared by why_*.cpp.
class Asker {
 public:
  Asker(const Modelled& modelled, const matching::Plan& plan, const WhyOptions& options);

  std::vector<Question> offer(const std::string& id) const;
  std::vector<Question> need(const std::string& id) const;

 private:
  struct Sight {
    Obstacle obstacle;
    std::vector<Trial> trials;
  };
  void ask_lot(Index lot, std::vector<Question>& out) const;
  static std::vector<Sight> joined(std::vector<Sight> sights);
  Sight look(Index lot, Index destination, const std::vector<Index>& supplies) const;
  Sight refused(Index lot, Index destination, Sight sight) const;
  Sight at_entries(Index lot, Index d, const std::vector<Index>& supplies, Sight sight) const;
  Sight at_store(Index lot, Index d, const std::vector<Index>& supplies, Sight sight) const;
  std::optional<Sight> far_out_of_reach(Index lot, const std::vector<Index>& supplies) const;
  Sight held(const std::string& id, const std::string& id_nb, const std::set<Index>& rows,
             Sight sight) const;
  Sight by_way_of_stores(Index lot, Index d, const std::vector<Index>& supplies, Sight sight) const;
  std::vector<Index> held_by(Index supply, matching::To to, Index target) const;
  Sight closed(Index d, const std::vector<Index>& supplies, MonthSpan open, Sight sight) const;
  Sight dearer(Index d, Index group, std::int64_t micro_nok_kg, Sight sight) const;
  void later_or_earlier(const std::string& offer, std::vector<Trial>& out) const;
  void need_windows(const Need& need, std::vector<Trial>& out) const;
  void need_stores(Index destination, WhyNot& told, std::vector<Trial>& out) const;
  void need_price(Index destination, WhyNot& told, std::vector<Trial>& out) const;
  void need_offers(Index destination, WhyNot& told, std::vector<Trial>& out) const;
  std::int64_t reduced(std::int64_t cost, Index supply, std::int64_t head) const {
    return cost - (plan_.duals.supply[supply] - head) / plan_.duals.scale;
  }
  std::size_t cell(Index row, Index period) const { return std::size_t{row} * m_.periods + period; }
  Month month(Index t) const { return model_.first + static_cast<std::int32_t>(t); }

  const Case& in_;
  const Model& model_;
  const matching::Market& m_;
  const matching::Plan& plan_;
  const Weights weights_;
  const WhyOptions& options_;
  std::vector<std::int64_t> came_, processed_;  ///< per stock or process and period
  mutable RowUse use_;
};

/// Opens a place, by its own words, to a kind of mass. What was changed, or nothing if that does
/// not do it: what the law or the mass itself refuses is no permission of the place.
std::optional<RowChange> permit(Case& input, const std::string& place, const LotKind& kind,
                                const std::string& offer, std::string& note, std::string& note_nb);

/// "12 400 t" as people of that language write it.
std::string tell_tonnes(double t, bool norwegian);

}  // namespace masseflyt::scenario
