// src/matching/opening_prices.hpp — what a site that has to be opened is worth to each supply.
//
// A row that lets nothing in unless something is chosen proves little: a thousandth of an opening
// lets in a thousandth of what fits. OnlyIfChosen proves far more, but there is one such inequality
// per supply and site. Their prices follow from what a kilogram of each supply is worth: a site
// takes the best that it can get, as a knapsack does, and its prices are those of the knapsack. So
// only the worths are searched for, by subgradients: what supplies would rather send to sites, less
// what sites would take. Nothing here proves anything: the flow at the prices found does.
// Sources: J. E. Beasley, Lagrangean heuristics for location problems, European Journal of
// Operational Research 65 (1993); steps: M. Held, P. Wolfe, H. P. Crowder, Mathematical Programming
// 6 (1974).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/result.hpp>

#include "coupling.hpp"
#include "flow_model.hpp"
#include "network_simplex.hpp"

namespace masseflyt::matching {

/// What is left open of each choice, both inside.
struct ChoiceBox {
  std::vector<std::int64_t> low, high;
};

/// The price of OnlyIfChosen on one arc of the model: of a supply, counted by the row.
struct AskedPrice {
  std::uint32_t arc;
  Index row;
  std::int64_t price;  ///< more than 0
};

class OpeningPrices {
 public:
  OpeningPrices(const FlowModel& model, const Coupling& coupling);

  /// Whether the box leaves anything to be opened or not.
  bool any(const ChoiceBox& box) const;

  /// What a kilogram of each supply was worth in the best of the last search, in micro-NOK.
  const std::vector<double>& worth() const { return worth_; }
  /// The next search begins there, and with what was chosen on average (one value per choice).
  void go_on_at(std::vector<double> worth, std::vector<double> chosen) {
    worth_ = std::move(worth);
    begin_mean_ = std::move(chosen);
  }

  /// Per choice those of which at most one is made, itself among them, in their order.
  std::vector<std::vector<Index>> sites() const;

  /// Per choice, those of other sites that would take the same kilograms at the worths found last,
  /// what they have most in common first.
  std::vector<std::vector<Index>> rivals(std::size_t most) const;

  /// Whether row `r` says "at most once": its price follows from those of the others.
  bool is_once(Index r) const { return is_once_[r] != 0; }

  /// Prices to begin with: every opening is paid by all that it may let in.
  std::vector<double> begun(std::vector<double> row_price) const;

  struct Prices {
    std::vector<double> row;  ///< micro-NOK per unit
    std::vector<AskedPrice> asked;
    /// Per choice: how often the last steps chose it, on average; NaN where nothing is let in.
    std::vector<double> chosen;
  };
  /// Where the search begins: the prices of all rows, and the flow at them.
  struct Begin {
    std::span<const double> row;              ///< micro-NOK per unit
    std::span<const std::int64_t> priced;     ///< per arc, with what the rows ask, in prices
    std::span<const std::int64_t> potential;  ///< per node, in prices
    std::int64_t scale;                       ///< prices in a micro-NOK
  };
  /// `best_known`: micro-NOK, of a plan; steps lead there. Errors: as of NetworkSimplex.
  Result<Prices> search(const Begin& begin, const ChoiceBox& box, double best_known, int steps,
                        const Control& control);

 private:
  struct Offer {
    std::uint32_t arc;
    Index supply;
    double kg, per_kg;
  };
  struct Site {
    Index row;
    double most;  ///< units: the largest amount that a choice gives
    std::vector<Offer> offers;
  };
  /// Of one site at the worths of supplies.
  struct Taking {
    double unit_price = 0;  ///< of the row
    double asked = 0;       ///< sum of what offers are asked for, times what they hold
    std::vector<std::pair<Index, double>> kg;  ///< per supply that sends any
  };

  void take(const Site& site, const std::vector<double>& worth, Taking& taking);
  double reduced(std::uint32_t arc) const;
  Prices prices(const Begin& begin, const ChoiceBox& box, std::vector<double> chosen);
  double choose(const ChoiceBox& box, std::vector<char>& chosen);
  Result<bool> lay_out_rest(const Begin& begin);
  Result<double> sell(const std::vector<double>& worth, const Control& control);

  const FlowModel& f_;
  const Coupling& c_;
  std::vector<Site> site_;
  std::vector<Index> group_, once_;  ///< per choice: of which at most one is chosen; its row
  std::vector<Index> seller_;        ///< supplies with offers
  std::vector<char> is_offer_;       ///< per arc
  std::vector<char> is_once_;        ///< per row
  std::vector<Index> row_behind_;    ///< per node: of which row it is the entrance

  double last_stride_ = 1;          ///< where the last search ended
  double dearest_ = 0;              ///< of any arc; no worth is beyond it
  std::vector<double> worth_;       ///< per supply node; micro-NOK per kilogram; kept between calls
  std::vector<double> begin_mean_;  ///< of the next search; empty: what its first step chooses
  std::vector<double> way_;         ///< per arc of an offer: cost and what comes after it
  std::vector<double> cost_;        ///< per choice, in micro-NOK, without what sites take
  std::vector<Taking> taking_;      ///< per site
  std::vector<double> gain_;        ///< per choice, of the sites it opens
  std::vector<double> surplus_kg_;  ///< per supply: sent to sites, less taken by them

  // The flow without offers; instead each supply may sell at its worth.
  std::unique_ptr<Digraph> graph_;
  std::unique_ptr<std::vector<std::int64_t>> lower_, upper_, price_;
  std::unique_ptr<NetworkSimplex> simplex_;
  std::vector<std::uint32_t> sale_;  ///< per seller: where its sale is among the arcs of `graph_`
  std::vector<std::int64_t> rest_;   ///< per arc of `graph_`: its number in the model
  std::int64_t scale_ = 1;
  std::vector<std::pair<double, std::uint32_t>> order_;
};

}  // namespace masseflyt::matching
