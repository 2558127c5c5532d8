// masseflyt/scenario/many.hpp — many plans in one answer: of many scenarios, of both ends of every
// assumption, of many weights.
//
// Each plan is made on its own, on as many threads as wanted; the answer does not depend on them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/reporting/account.hpp>
#include <masseflyt/scenario/document.hpp>

namespace masseflyt::scenario {

struct NamedDocument {
  std::string name;
  Document document;
  double probability = 1;  ///< for robust(); only proportions count
};

struct ManyOptions {
  std::vector<std::string> variants = {};  ///< chosen in each document
  std::optional<Weights> weights = {};     ///< none: as each document says
  std::uint32_t threads = 0;               ///< 0: as many as the machine has
  Control control = {};
};

/// One plan of many. A scenario that cannot be planned has a message and no figures.
struct ManyRow {
  std::string name;
  std::string status;   ///< optimal, feasible, infeasible, stopped, or "invalid"
  std::string message;  ///< first fault; empty
  double objective = 0, bound = 0, gap = 0;  ///< NOK as weighed; gap relative
  /// Tonnes that go elsewhere than in the first of the plans: half the sum of all differences per
  /// offer, group and destination. A change of volume counts half.
  double moved_t = 0;
  reporting::Account account;
};

/// In the order given. Errors: cancelled. Verification is left out: run() does it for one.
Result<std::vector<ManyRow>> plan_many(const std::vector<NamedDocument>& documents,
                                       const ManyOptions& options = {});
/// Figures of all accounts as CSV, one row per plan.
std::string many_csv(const std::vector<ManyRow>& rows);

// ---- which assumption moves the plan most?
// --------------------------------------------------------

/// One assumption at both ends of its range, everything else at its point.
struct TornadoRow {
  std::string key, ids, unit, low, point, high;  ///< values as written
  std::string status_low, status_high;           ///< of the plans; "same" if the end is the point
  double objective_low = 0, objective_point = 0, objective_high = 0;  ///< NOK as weighed
  double moved_low_t = 0, moved_high_t = 0;  ///< as in ManyRow, against the plan at the point
  double swing = 0;                          ///< largest less smallest of the three objectives
};

/// Largest swing first. `all`: every assumption that has a range; else those that are marked
/// `vary`. Errors: as run(), cancelled.
Result<std::vector<TornadoRow>> tornado(const Document& document, bool all, Diagnostics& found,
                                        const ManyOptions& options = {});
std::string tornado_json(const std::vector<TornadoRow>& rows);

// ---- the front of cost, CO2e and exposure
// ---------------------------------------------------------

/// The grid of prices: every pair of them is planned for, with one NOK per NOK.
struct FrontGrid {
  std::vector<double> co2e = {0, 0.5, 1, 2, 5, 10};  ///< NOK per kg CO2e
  std::vector<double> exposure = {0, 5, 20, 100};    ///< NOK per vehicle-km in built-up area
};

struct FrontPoint {
  Weights weights;
  std::string status;
  double objective = 0, bound = 0, gap = 0;  ///< NOK as weighed: how close to the front this is
  double cost_nok = 0;                       ///< with the technical price of what is not placed
  double co2e_kg = 0;                        ///< less the credit for virgin rock not blasted
  double exposure_vkm = 0;
  double unplaced_t = 0;
  /// No other point of the grid is at least as good in all three and better in one. Of points that
  /// are alike the first is on the front.
  bool on_front = false;
};

/// Supported points: each is the best plan for its weights, within its gap. Points of the front
/// that no weights find (where it is not convex) are not among them. In the order of the grid,
/// exposure running fastest. Errors: as run(); invalid_argument (a grid that is empty or negative),
/// cancelled.
Result<std::vector<FrontPoint>> front(const Document& document, const FrontGrid& grid,
                                      Diagnostics& found, const ManyOptions& options = {});
std::string front_json(const std::vector<FrontPoint>& points);

}  // namespace masseflyt::scenario
