// masseflyt/scenario/couplings.hpp — rows of a scenario that couple masses with each other:
// openings, by-products, blends, daily loads, lots.
//
// Tables openings, byproducts, blends, qualities and load_limits, and columns that receivers,
// stores and needs share. A scenario without any of them is planned as one flow
// (matching/plan.hpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <masseflyt/core/month.hpp>

namespace masseflyt::scenario {

/// What a place asks of the lots it takes.
struct LotRules {
  std::optional<double> minimum_t;  ///< of one lot it takes nothing or at least so much in all
  double load_nok = 0;              ///< for every begun truckload, on top of what a tonne costs
};

/// Table `openings`: one phase of a site that is not open yet. The plan decides whether to open it,
/// and when. What the phases of one site give adds up; before the first it takes nothing.
struct Opening {
  std::string id, name;
  std::string site;                ///< receiver or store
  std::string area;                ///< it would lie in; one that breaks a siting rule stays closed
  Month decide_from;               ///< first month in which it can be decided
  std::optional<Month> decide_to;  ///< last one; none: only that first month
  std::int32_t every_months = 12;  ///< between the months in between that are looked at
  std::int32_t lead_months = 0;    ///< from the decision to the first mass
  double cost_nok = 0;             ///< once
  double cost_co2e_kg = 0;         ///< once
  double yearly_nok = 0;           ///< while it is open, to the end of its window or of the horizon
  std::optional<double>
      capacity_t_per_year;       ///< may come in, a twelfth each month; none: as the site
  std::optional<double> room_t;  ///< of a store: may lie there; of a receiver: may ever come in
  std::string after;             ///< opening that has to be ready first
  std::optional<Month> decided;  ///< decided already: a fact, whose cost is not the plan's
  bool included = true;
  std::string reason, status, source, confidence, note;
};

/// Table `byproducts`: what a process makes besides its product, as dug masses are.
struct ByproductRow {
  std::string process;
  std::string material, grade, condition_class;  ///< column `class`
  double share = 0;                              ///< tonnes per tonne in
  std::string source, confidence, note;
};

/// Table `blends`: the mean of a quality, weighed by mass, of what comes to a need.
struct Blend {
  std::string id, need;
  std::string quality;  ///< of table `qualities`
  std::optional<double> most, least;
  std::string unit;
  std::string per;                     ///< month, year or total: over which the mean is taken
  std::optional<double> virgin_value;  ///< of what is bought; none: that is not counted
  std::string source, confidence, note;
};

/// Table `qualities`: a quality of a group of masses, as it comes to a need.
struct QualityRow {
  std::string quality, material, grade, condition_class;  ///< column `class`
  double value = 0;
  std::string source, confidence, note;
};

/// Table `load_limits`: truckloads a day that a site, or a stretch of road, bears.
struct LoadLimit {
  std::string id;
  std::string place;  ///< loads that come and that leave, both counted
  std::string road;   ///< a row of `roads`: loaded trucks, both directions
  double loads_per_day = 0;
  double days_per_month = 0;     ///< on which is driven
  std::optional<double> load_t;  ///< of a load; none: the factor truck_load_t
  std::optional<Month> begin, end;
  std::string source, confidence, note;
};

}  // namespace masseflyt::scenario
