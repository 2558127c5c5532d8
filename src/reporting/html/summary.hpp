// summary.hpp — the plan's movements, grouped the ways the pictures show them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include <masseflyt/reporting/report.hpp>

namespace masseflyt::reporting {

using KgByKind = std::map<Kind, std::int64_t>;

inline std::int64_t total(const KgByKind& kg) {
  std::int64_t sum = 0;
  for (const auto& [kind, part] : kg) sum += part;
  return sum;
}

inline double tonnes(std::int64_t kg) { return static_cast<double>(kg) / 1e3; }

/// What one offer gives, with the places it goes to.
struct OfferSummary {
  std::string offer, party;
  KgByKind kg;                                            ///< by kind of its end
  std::map<std::string, std::int64_t> kg_by_destination;  ///< its ends
  double road_tkm = 0, nok = 0;
};

/// One way of one group, over the whole period.
struct WaySummary {
  std::string source, destination;
  Kind kind = Kind::need;
  std::int64_t kg = 0;
  const Movement* first = nullptr;
};

struct Summary {
  std::map<std::int32_t, KgByKind> by_year;      ///< of the end
  std::map<std::int32_t, std::int64_t> arising;  ///< what leaves the offers
  std::map<std::string, KgByKind> by_group;
  std::vector<OfferSummary> offers;  ///< largest first, then by id
  std::vector<WaySummary> ways;      ///< hauls, largest first; virgin rock left out
};

Summary summary(const std::vector<Movement>& movements);

}  // namespace masseflyt::reporting
