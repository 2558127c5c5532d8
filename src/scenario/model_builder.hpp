// src/scenario/model_builder.hpp — the steps from Case to Model, shared by its source files.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <masseflyt/matching/rules.hpp>
#include <masseflyt/scenario/siting.hpp>

#include "factors.hpp"
#include "model.hpp"
#include "product_fit.hpp"
#include "samples.hpp"

namespace masseflyt::scenario {

/// Kilograms from tonnes; amounts are whole kilograms from here on.
std::int64_t to_kg(double tonnes);

/// The part of `total` that falls into step `i` of `n` when spread evenly: whole kilograms that
/// add up to the total. Precondition: 0 <= i < n, total < 2^53.
std::int64_t spread(std::int64_t total, std::int32_t i, std::int32_t n);

class ModelBuilder {
 public:
  explicit ModelBuilder(const Case& input, const Haulage* known = nullptr)
      : in_(input), known_(known), factor_(input.factors) {}
  Result<Model> run();

 private:
  // model_lots.cpp
  void lots();
  void lot(const Offer& offer, Index offer_index, LotKind kind, std::int64_t internal_kg,
           const std::vector<std::int64_t>& out_kg);
  void fact(const Offer& offer, const LotKind& kind, Month month, std::int64_t kg,
            reporting::Kind what, const std::string& destination);
  std::string observed_receivers(const Offer& offer, Month month) const;
  void observed_destinations();

  // model_state.cpp
  using Heap = std::vector<std::pair<Month, std::int64_t>>;  ///< when it came, and what is left
  void order_loads();
  void drive(const Offer& offer, Index offer_index, const std::vector<LotKind>& kinds,
             std::vector<std::vector<std::int64_t>>& months, const std::vector<std::int64_t>& whole,
             std::int64_t internal_kg);
  std::vector<char> candidates(const Load& load, const std::vector<LotKind>& kinds,
                               const std::vector<std::int64_t>& left) const;
  std::vector<std::int64_t> shared_out(const Load& load, std::int64_t kg,
                                       const std::vector<LotKind>& kinds,
                                       const std::vector<std::int64_t>& left,
                                       const std::vector<std::int64_t>& whole) const;
  std::vector<std::int64_t> out_of_store(const Load& load, std::int64_t kg,
                                         const std::vector<LotKind>& kinds,
                                         std::vector<Heap>& heaps) const;
  void take_from_months(std::vector<std::int64_t>& months, Month begin, Month driven,
                        std::int64_t kg) const;
  void arrive(const Offer& offer, const Load& load, std::vector<LotKind>& kinds,
              const std::vector<std::int64_t>& parts,
              std::map<std::string, std::vector<Heap>>& held);
  void driven_fact(const Offer& offer, const Load& load, const LotKind& kind, std::int64_t kg);
  /// What loads brought to a place in these months; `low_only`: less the hard rock.
  std::int64_t taken(const std::string& id, MonthSpan span, bool low_only = false) const;
  void taken_by_month(const Store& store, matching::Stock& stock) const;
  /// The store without the room of what must not leave it.
  double room_t(const Store& store) const;
  void held_in_stores();
  Index stock_of(const Store& store, const LotKind& kind);
  const std::string& place_of(const std::string& id) const;

  // model_places.cpp
  void receivers();
  void quarries();
  std::int64_t year_room(const std::string& id, double t_per_year, MonthSpan planned,
                         MonthSpan open, bool low_only = false) const;
  std::optional<MonthSpan> permitted(const Permit& permit, const std::string& id, Month first,
                                     Month last, bool is_store = false);
  void deals();
  std::int64_t taken_of(const std::string& offer, const std::string& destination,
                        MonthSpan span) const;
  void compatibility();
  std::vector<Index> alike_lots() const;
  void lots_into(Index destination, const std::vector<Index>& asked);

  // model_needs.cpp
  struct NeedWay {
    Index group, product;  ///< product none: as dug
    bool low;              ///< counts towards the share of the low grade
    double loss_nok_t, yield;
  };
  struct NeedSpan {
    const Need* need;
    Index destination;
    MonthSpan months;
    bool per_year;
    double yield;        ///< 1 where a row counts
    double least_yield;  ///< of its ways
    bool by_row;
  };
  void list_products();
  void needs();
  void need(const Need& need, MonthSpan open, double price);
  void need_span(const NeedSpan& span, const std::vector<NeedWay>& ways);
  std::vector<NeedWay> ways_into(const Need& need, Index destination, double price);
  double yield_without_ways(const Need& need) const;
  void virgin(const Need& need, Index limit, MonthSpan window, double yield);
  void need_rows();
  void virgin_rows();

  // model_couplings.cpp
  /// Whether the process takes it in.
  static bool feeds(const Process& process, const LotKind& kind);
  void byproduct_groups();
  void byproducts_of(const Process& process, Index row);
  double byproduct_share(const Process& process) const;
  void storage_times();
  void lot_rules();
  void lot_rule(Index lot, Index destination, const LotRules& rules);
  void load_limits();
  void load_limit(const LoadLimit& limit,
                  const std::vector<std::pair<PlaceIndex, PlaceIndex>>& hauls);
  std::vector<std::pair<PlaceIndex, PlaceIndex>> hauls_in_use() const;
  bool passes(const LoadLimit& limit, PlaceIndex from, PlaceIndex to) const;
  void blends();
  void blend(const Blend& blend, const Need& need, MonthSpan months);

  // model_openings.cpp
  struct Phase {
    Index opening;
    std::vector<Index> choices;  ///< of the market
    std::vector<Month> ready;    ///< per choice
    std::optional<Month> fact;   ///< ready by a decision that is made already
  };
  void openings();
  Phase phase(Index opening, MonthSpan open);
  std::string siting_breach(const Opening& opening, bool norwegian) const;
  void open_site(const std::string& site, const std::vector<Phase>& phases);
  void phase_after(const Phase& phase, const Phase& before);
  void shut(Index opening, std::string en, std::string nb);

  // model_stops.cpp
  double open_share(const std::string& id, const std::string& place, Month month) const;
  double open_in(const std::string& id, Index period);
  void hold_back(const Offer& offer, std::vector<std::int64_t>& months) const;
  void stops();
  Index month_limit(Index within, Month month, double share);
  Index no_room(Index within);
  void close_entries();
  void lower_years();
  void close_stores();
  void hold_back_shared();
  void close_virgin();
  void tell_stops();

  // model_ports.cpp
  void ports();
  bool reached(PlaceIndex gate) const;
  void count_again(Index first_gate, const std::vector<Index>& stands_for,
                   const std::vector<std::vector<Index>>& entries);
  void limit_ports(const std::vector<std::pair<Index, std::size_t>>& gated);
  void tell_port_limits();

  // model_ways.cpp
  void closed_ways();
  std::vector<Index> states_of_months(std::vector<std::set<std::string>>& closed);
  void split_lots(const std::vector<Index>& state);
  void split_entries(const std::vector<Index>& state);
  void split_virgin(const std::vector<Index>& state);

  // model_stores.cpp
  struct StoreRoom {
    double stock_t, month_t, process_month_t;  ///< what lies there; comes in; is processed
  };
  void stores();
  void stock(const Store& store, Index destination, Index group, MonthSpan open,
             const StoreRoom& room, double share);
  void shared_intake(const Store& store, MonthSpan open, double yearly_t, double left_t);
  void shared_rooms();

  // shared
  Index period(Month m) const { return static_cast<Index>(m - model_.first); }
  /// The part of a window that is planned; none when nothing is left of it.
  std::optional<MonthSpan> planned(Month first, Month last) const;
  Index group(const LotKind& kind);
  Index limit(std::string id, std::int64_t capacity, Index parent, LimitMeaning meaning);
  Index destination(const std::string& id, const std::string& name, const std::string& place,
                    reporting::Kind kind, bool commercial);
  void entry(Index destination, Index group, MonthSpan window, Index limit, Index product,
             const EntryMeaning& meaning, double nok_t);
  PlaceIndex place(const std::string& id) const { return model_.haulage.index(id); }
  void note(std::string en, std::string nb);
  /// Says of the rows of the market that have been added since what they stand for.
  void meaning(const RowMeaning& rows);
  void notes();

  /// One row per destination: whom it takes, in the words of the input.
  struct Rule {
    std::string id;
    Names materials, classes, grades, offers, intended;
    std::string product;
    bool is_store = false;
    std::string source = {};
  };
  /// What the place takes by its own words, and what its product asks of a mass.
  Refusal refused(const LotKind& kind, const Rule& rule) const;
  Refusal unfit(const LotKind& kind, const std::string& product) const;
  void tell_samples();
  /// refused() in one sentence; empty when it may go there.
  std::string refusal(const LotKind& kind, const Rule& rule) const;
  Rule rule_of(const std::string& destination) const;

  struct Taken {
    Month month;
    std::string grade, group;
    std::int64_t kg;
  };
  /// What lies in a store because of loads.
  struct Held {
    std::string store;
    Index offer;
    LotKind kind;
    Month month;
    std::int64_t kg;
  };

  const Case& in_;
  const Haulage* known_;
  Factors factor_;
  Model model_;
  MonthSpan window_;  ///< what is planned
  std::map<std::string, Index> group_index_;
  std::vector<LotKind> group_kinds_;        ///< per group
  std::map<std::string, Sampled> sampled_;  ///< offers with laboratory results
  std::vector<Rule> rules_;                 ///< per destination
  std::optional<classification::Fitter> fitter_;
  mutable std::optional<ProductFit> products_fit_;
  /// What processes make; two that differ in yield or class are two products.
  struct Product {
    std::string name;
    double yield;
    std::string condition_class;
    bool operator==(const Product&) const = default;
  };
  static Product product_of(const Process& p) { return {p.product, p.yield, p.product_class}; }
  std::vector<Product> products_;
  /// Needs that a row will count: kilograms of product.
  struct CountedNeed {
    const Need* need;
    Index limit, low;  ///< low: none, or the limit of the low grade
    std::int64_t most_kg, least_kg, low_kg;
    MonthSpan months;
  };
  std::vector<CountedNeed> counted_needs_;
  std::vector<SitingAnswer> siting_;
  std::map<std::string, std::map<std::int32_t, std::int64_t>> internal_kg_;  ///< need, year
  std::int64_t beyond_kg_ = 0, before_kg_ = 0;  ///< outside the horizon; before as_of, way unknown
  std::map<std::string, Index> virgin_year_;    ///< "K10 2024" -> row of virgin_supply_kg
  std::map<std::string, std::vector<const Load*>> loads_;  ///< per offer, as they happened
  std::map<std::string, std::vector<Taken>> taken_;        ///< per destination
  std::vector<Held> held_;
  std::map<std::string, std::int64_t> kept_kg_;      ///< per store, what must not leave it
  std::map<std::string, std::vector<double>> open_;  ///< per site, share of each planned month
  std::map<Index, std::pair<Index, Index>> limit_months_;  ///< periods that a limit is about
  std::set<std::string> uncapped_;                         ///< no figure for what they take
  std::vector<std::int64_t> limit_kg_;                     ///< before any stop
  std::map<std::pair<Index, Month>, Index> month_limits_;  ///< the part of a limit in one month
  std::int64_t driven_kg_ = 0;
  std::size_t driven_ = 0;
  /// What comes into a store whose groups share that.
  struct SharedIntake {
    std::vector<matching::RoomShare> stocks;
    std::int64_t even_month_kg = 0;
    std::vector<std::pair<Index, matching::Span>> years;  ///< rows of the market
  };
  std::map<std::string, SharedIntake> shared_intakes_;         ///< per store
  std::map<std::string, std::vector<Index>> shared_machines_;  ///< process of the input: its rows
  std::optional<Error> error_;
};

/// The calendar years of a window, each with its months.
std::vector<MonthSpan> years(MonthSpan window);

}  // namespace masseflyt::scenario
