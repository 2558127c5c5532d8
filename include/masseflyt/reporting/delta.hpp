// masseflyt/reporting/delta.hpp — what is different between two plans of the same case?
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <masseflyt/reporting/report.hpp>

namespace masseflyt::reporting {

enum class Change : std::int32_t { appeared = 1, changed = 2, vanished = 3 };

/// "appeared", "changed" or "vanished".
const char* name(Change change);

/// Of all tonnes, as plan.json prints them: NOK to the øre, CO2e to the gram, vehicle-km to the
/// metre. All zero where there is no such flow.
struct FlowFigures {
  std::int64_t kg = 0;
  double vehicle_km = 0;  ///< on roads, loaded and empty
  double exposure_vkm = 0;
  double nok = 0, co2e_kg = 0;  ///< all stages; the credit is not in it
};

/// All movements that agree in these names, before and after. The facts are among them: their kinds
/// are `past` and `internal`.
struct FlowChange {
  Change change = Change::changed;
  std::string offer, party, group, source, destination;
  Kind kind = Kind::need;
  Month month;
  FlowFigures before, after;
};

/// What finds no place or no supply, in all months.
struct UnmetChange {
  Change change = Change::changed;
  std::string id, group, what;  ///< as in UnmetRow
  std::int64_t kg_before = 0, kg_after = 0;
  std::string reason, reason_nb;  ///< of the most that is unmet after; before, if it vanished
};

/// An agreed deal of which more, or less, is changed than before.
struct DealChange {
  Change change = Change::changed;
  std::string id, offer, destination;
  std::int64_t changed_kg_before = 0, changed_kg_after = 0;  ///< as in DealRow
  double penalty_nok_before = 0, penalty_nok_after = 0;
};

/// A figure of the account, under its name in account.json.
struct FigureChange {
  std::string figure;
  double before = 0, after = 0;
};

/// Only what is different; empty lists say that nothing is.
struct Delta {
  std::uint64_t revision_before = 0, revision = 0;  ///< of a session; 0: none
  std::string status_before, status;                ///< of the plans; "" before the first one
  double objective_before = 0, objective = 0;       ///< NOK as weighed
  std::vector<FlowChange> flows;      ///< by offer, source, destination, kind, month, group
  std::vector<UnmetChange> unmet;     ///< by id, group, what
  std::vector<DealChange> deals;      ///< by id
  std::vector<FigureChange> account;  ///< in the order of account.json
};

/// The way from `before` to `after`. An empty Report stands for no plan at all.
/// Cost: O(n log n) in movements. Thread-safe: no shared state.
Delta delta(const Report& before, const Report& after);

/// As JSON; the same deltas give the same bytes. Figures that are not finite are null.
std::string delta_json(const Delta& delta);

}  // namespace masseflyt::reporting
