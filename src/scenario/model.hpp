// src/scenario/model.hpp — a Case written as a market, with the way back to names and factors.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <masseflyt/core/cost_source.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/matching/market.hpp>
#include <masseflyt/reporting/account.hpp>
#include <masseflyt/reporting/report.hpp>
#include <masseflyt/scenario/case.hpp>

#include "exclusions.hpp"
#include "haulage.hpp"

namespace masseflyt::scenario {

using matching::Index;

/// What a lot is made of, for reasons and for the account.
struct LotKind {
  std::string material, grade, condition_class;
  std::string group;  ///< "rock-hard-clean"; no grade where the material has none
};

/// The group of a material: what stores keep apart and everybody treats alike.
std::string group_name(const std::string& material, const std::string& grade,
                       const std::string& condition_class);

/// What an entry of the market stands for.
struct EntryMeaning {
  reporting::Kind kind = reporting::Kind::fill;
  double fee_nok_t = 0;
  double process_co2e_kg_t = 0;
  double avoided_virgin_share = 0, avoided_co2e_kg_t = 0;
  double yield = 1;  ///< what a need counts per kilogram in, where its rows do; else 1
};

struct ProcessMeaning {
  double nok_t = 0, co2e_kg_t = 0;
  std::string id, product;  ///< of the input
  double added = 0;
};

struct VirginMeaning {
  std::string quarry;  ///< id, or "market" for virgin material from anywhere
  std::string need;
  double price_nok_t = 0, co2e_kg_t = 0;
};

/// Where a limit comes from, for rooms and reasons.
struct LimitMeaning {
  std::string place;  ///< id of receiver, quarry or need
  std::string name;
  std::int32_t year = 0;  ///< 0: the whole life
  bool part = false;      ///< a share within another limit (soft rock, low grade)
  bool stop = false;      ///< one month of a site that is held back
};

/// A need that counts what comes to it by its yield: a row of the market, in thousandths of a
/// kilogram.
struct NeedRow {
  static constexpr std::int64_t units_per_kg = 1000;
  std::string need;
  Index limit = 0;  ///< that its entries count towards, in mass in and wide enough
  Index row = 0;
  MonthSpan months;
};

/// What a row of the market stands for, as what is said after the name of the place it holds:
/// "is not open yet".
struct RowMeaning {
  /// opening, lot, loads, blend, storage_time, store, deal, need or port
  std::string rule;
  std::string id;  ///< of the row of the input; may be empty
  std::string en, nb;
};

/// What a choice of the market stands for.
struct ChoiceMeaning {
  enum class What { opening, lot, loads };
  What what = What::opening;
  Index opening = 0;               ///< row of Case::openings
  Month decided, ready;            ///< of an opening
  Index lot = 0, destination = 0;  ///< of a lot
  HaulSums cost;                   ///< of one
};

/// A row of Case::openings that the plan cannot choose.
struct ShutOpening {
  Index opening = 0;
  std::string en, nb;
};

/// One month of a port whose throughput is limited: a row of the market.
struct PortMonth {
  static constexpr std::int64_t units_per_kg = 1'000'000;
  std::string port;
  Index row = 0, period = 0;
};

struct Model {
  matching::Market market;
  Haulage haulage;
  Month first;                         ///< of period 0
  std::vector<LotKind> lot_kinds;      ///< per lot
  std::vector<std::string> lot_offer;  ///< id of the offer, per lot
  std::vector<EntryMeaning> entries;
  std::vector<ProcessMeaning> processes;
  std::vector<VirginMeaning> virgin;
  std::vector<LimitMeaning> limits;
  std::vector<LotKind> group_kinds;  ///< per group
  std::vector<NeedRow> need_rows;
  std::vector<RowMeaning> rows;        ///< per row of the market
  std::vector<ChoiceMeaning> choices;  ///< per choice of the market
  std::vector<ShutOpening> shut_openings;
  std::vector<PortMonth> port_months;
  std::vector<std::string> destination_names;
  std::vector<reporting::Kind> destination_kinds;
  /// Per destination: itself, or the one of which this is the same in months with other ways.
  std::vector<Index> destination_itself;
  double store_handling_nok_t = 0, store_hold_nok_t_month = 0;
  std::vector<double> end_nok_t;  ///< per stock
  double far_fee_nok_t = 0;
  HaulSums far_haul;
  HaulSums anywhere_haul;                  ///< of virgin material from no named quarry
  std::vector<reporting::Movement> facts;  ///< internal masses, and what left before as_of
  Exclusions exclusions;
  std::vector<std::string> notes, notes_nb;
};

/// Errors: not_found (a factor that the model needs), invalid_argument (a blend of masses whose
/// quality nobody tells, a tariff that makes no sense).
/// `known`: the haulage of a case with the same places, roads, quays and factors, or nullptr.
Result<Model> make_model(const Case& input, const Haulage* known = nullptr);

/// The weights of the document: its objective, or the factors co2_nok_kg and exposure_nok_vkm.
Weights default_weights(const Case& input);

/// Whether a destination stands for another one that is reached over ports (see model_ports.cpp).
inline bool is_gate(const Model& model, Index destination) {
  const PlaceIndex place = model.market.destinations[destination].place;
  return model.haulage.real(place) != place;
}

}  // namespace masseflyt::scenario
