// src/scenario/model_builder.hpp — the steps from Case to Model, shared by its source files.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "factors.hpp"
#include "model.hpp"
#include "samples.hpp"

namespace masseflyt::scenario {

/// Kilograms from tonnes; amounts are whole kilograms from here on.
std::int64_t to_kg(double tonnes);

/// The part of `total` that falls into step `i` of `n` when spread evenly: whole kilograms that
/// add up to the total. Precondition: 0 <= i < n, total < 2^53.
std::int64_t spread(std::int64_t total, std::int32_t i, std::int32_t n);

class ModelBuilder {
 public:
  explicit ModelBuilder(const Case& input) : in_(input), factor_(input.factors) {}
  Result<Model> run();

 private:
  // model_lots.cpp
  void lots();
  void lot(const Offer& offer, Index offer_index, LotKind kind, std::int64_t kg,
           std::int64_t internal_kg);
  void fact(const Offer& offer, const LotKind& kind, Month month, std::int64_t kg,
            reporting::Kind what, const std::string& destination);
  std::string observed_receivers(const Offer& offer, Month month) const;
  void observed_destinations();

  // model_places.cpp
  void receivers();
  void quarries();
  void needs();
  void virgin(const Need& need, Index limit, MonthSpan window, double yield);
  void stores();
  void compatibility();

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
  void notes();

  /// One row per destination: whom it takes, in the words of the input.
  struct Rule {
    std::string id;
    Names materials, classes, grades, offers, intended;
    std::string product;
    bool is_store = false;
  };
  std::string refusal(const LotKind& kind, const Rule& rule) const;

  const Case& in_;
  Factors factor_;
  Model model_;
  MonthSpan window_;  ///< what is planned
  std::map<std::string, Index> group_index_;
  std::vector<LotKind> group_kinds_;        ///< per group
  std::map<std::string, Sampled> sampled_;  ///< offers with laboratory results
  std::vector<Rule> rules_;                 ///< per destination
  std::vector<std::string> products_;       ///< that processes make
  std::map<std::string, std::map<std::int32_t, std::int64_t>> internal_kg_;  ///< need, year
  std::int64_t beyond_kg_ = 0, before_kg_ = 0;  ///< outside the horizon; before as_of, way unknown
  std::map<std::string, Index> virgin_year_;    ///< "K10 2024" -> row of virgin_supply_kg
  std::optional<Error> error_;
};

}  // namespace masseflyt::scenario
