// src/matching/decomposition.hpp — prices of rows that bound a market, and the flow they lead to.
//
// Dantzig-Wolfe decomposition around the flow: a small master mixes flows that were found so far
// and says what a unit of each row is worth; the flow at those prices is a bound, and a new flow to
// mix. Prices are taken between the best and the master's, against zigzag.
// Sources: G. B. Dantzig, P. Wolfe, Operations Research 8 (1960); smoothing: P. Wentges,
// International Transactions in Operational Research 4 (1997).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "coupling.hpp"
#include "linear_program.hpp"
#include "opening_prices.hpp"
#include "relaxation.hpp"

namespace masseflyt::matching {

Control part_of_time(const Control& control, double share);

/// Prices that prove a bound: `flow` of the flow, in millionths of a price, and what the rows and a
/// box of choices add (Decomposition::bound).
struct Certificate {
  Int128 flow = 0;
  std::vector<std::int64_t> row_price;
  std::vector<AskedPrice> asked;
  std::vector<std::int64_t> potential;
  std::shared_ptr<const std::vector<double>> worth;  ///< as of OpeningPrices; may be null
};

/// Of a case that is split: where its parts begin.
struct Parent {
  const Certificate& proof;
  const std::vector<double>& chosen;  ///< per choice
};

struct BoxAnswer {
  std::shared_ptr<const Certificate> best;
  Int128 bound = 0;            ///< of the box, proved by `best`
  std::vector<double> flow;    ///< mixed, per arc of the model
  std::vector<double> chosen;  ///< mixed, per choice
  /// Prices at which the flows of the mixture were found, as in Certificate.
  std::vector<std::vector<std::int64_t>> mixed_at;
  bool converged = false;    ///< no prices prove more
  bool of_openings = false;  ///< `chosen` is what sites gain, and `flow` knows nothing of it
  bool infeasible = false;   ///< the flow itself: limits contradict each other
};

class Decomposition {
 public:
  Decomposition(const FlowModel& model, const Coupling& coupling, Relaxation& relaxation,
                std::int64_t unplaced_micro_nok);

  /// Where the search for prices begins: those that proved best, and others whose flows are mixed
  /// from the start. Per row of `coupling`, in the units of Certificate; `scale` prices make a
  /// micro-NOK.
  void begin_at(const std::vector<std::int64_t>& best,
                const std::vector<std::vector<std::int64_t>>& mixed, std::int64_t scale);

  /// Ends when no prices prove more, when the bound reaches `enough`, after `most_flows`, or late.
  /// Prices of openings go on from those of `parent`, where there is one; others from the last.
  /// Errors: cancelled, limit_exceeded.
  Result<BoxAnswer> solve(const ChoiceBox& box, Int128 enough, std::uint64_t most_flows,
                          const Control& control, const Parent* parent = nullptr);

  Int128 bound(const Certificate& proof, const ChoiceBox& box) const {
    return proof.flow + outside_the_flow(proof.row_price, proof.asked, box);
  }

  /// What one more of each choice adds to that bound, in its unit, whatever is chosen else.
  std::vector<Int128> costs_of_choices(const Certificate& proof) const {
    return costs_of_choices(proof.row_price, proof.asked);
  }

  /// As of OpeningPrices.
  std::vector<std::vector<Index>> sites() const { return opening_.sites(); }

  /// Whether a box with all choices made is one flow.
  bool openings_decide_all() const { return entrances_are_all_; }

  /// Precondition: openings_decide_all(). The cheapest flow when just these choices are made; none:
  /// late, or the limits contradict each other.
  Result<std::optional<Relaxation::Flow>> cheapest(const std::vector<std::int64_t>& chosen,
                                                   const Control& control);

  /// As of OpeningPrices.
  std::vector<std::vector<Index>> rivals(std::size_t most) const { return opening_.rivals(most); }

  /// A flow that the master may mix from now on.
  void offer(const Relaxation::Flow& flow);

 private:
  struct Column {
    std::vector<std::pair<std::uint32_t, std::int64_t>> kg;  ///< arc, more than 0
    double cost;
    std::vector<double> units;           ///< per row
    std::vector<std::int64_t> found_at;  ///< row prices; empty: offered
  };
  /// One row of the master: units - slack - over + under + short = 0, each times `by`.
  struct ActiveRow {
    Index row;
    double by;
    std::size_t slack;
  };

  /// What is known of a box while it is looked at.
  struct Looking {
    const ChoiceBox& box;
    const Int128 enough;
    const std::uint64_t most_flows;
    const Control& control;
    BoxAnswer answer = {};
    std::vector<double> best_price = {};  ///< per row
    std::uint64_t flows = 0;

    bool over() const { return flows >= most_flows || answer.bound >= enough || control.late(); }
  };
  Result<bool> evaluate(const std::vector<double>& price, Looking& at);
  Result<bool> mix_prices(std::uint64_t most_flows, Looking& at);
  Result<bool> price_openings(int steps, Looking& at);
  void ask(std::vector<AskedPrice> asked);
  void open_entrances(const ChoiceBox& box);
  Int128 rents(const std::vector<std::int64_t>& potential, std::vector<std::int64_t>& row_price);
  void price_once(const ChoiceBox& box, std::vector<std::int64_t>& row_price) const;
  std::vector<Int128> costs_of_choices(const std::vector<std::int64_t>& row_price,
                                       const std::vector<AskedPrice>& asked) const;
  double cost_of(const Column& column) const;

  void start_master(const ChoiceBox& box);
  void add_row(Index row);
  void add_to_master(const Column& column);
  bool add_violated_rows();
  std::vector<double> in_micro_nok(const std::vector<std::int64_t>& row_price,
                                   std::int64_t scale) const;
  double possible(Index row, double price) const;
  std::vector<double> master_prices() const;
  std::vector<double> units_of_mix() const;
  Int128 outside_the_flow(const std::vector<std::int64_t>& row_price,
                          const std::vector<AskedPrice>& asked, const ChoiceBox& box) const;
  std::vector<std::int64_t> rounded(const std::vector<double>& price) const;
  double reduced_cost(const Column& column, const std::vector<double>& price) const;
  void mix(BoxAnswer& answer) const;

  const FlowModel& f_;
  const Coupling& c_;
  Relaxation& relaxation_;
  std::vector<double> dearest_;  ///< per row, micro-NOK per unit: no price beyond it
  std::vector<char> whole_;      ///< per row: counts single kilograms only
  std::vector<Column> column_;
  std::vector<Index> wanted_;  ///< rows that a master had to know, in any box
  double cost_by_ = 1;

  std::unique_ptr<LinearProgram> lp_;
  std::vector<ActiveRow> active_;
  std::vector<char> is_active_;
  std::vector<std::size_t> theta_, choice_;  ///< variables of the master
  std::vector<double> last_price_;           ///< that proved best so far, in any box
  OpeningPrices opening_;
  std::vector<double> last_open_price_;  ///< the same where something was left to be opened
  std::vector<AskedPrice> last_open_asked_;
  std::shared_ptr<const std::vector<double>> worth_;  ///< at which openings were priced last
  std::vector<AskedPrice> asked_;                     ///< at present
  std::vector<std::int64_t> asked_of_arc_;            ///< per arc, in prices; empty: nothing
  bool entrances_are_all_ = false;  ///< every row is an entrance, or says "at most once"
  std::vector<std::pair<Index, std::int64_t>> entrance_;  ///< arcs, and how much the box lets in
  std::vector<double> asked_of_choice_;        ///< per choice: what it frees from, in micro-NOK
  std::vector<std::vector<double>> begin_at_;  ///< until the first solve
};

}  // namespace masseflyt::matching
