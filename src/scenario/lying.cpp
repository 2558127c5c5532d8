#include "scenario/lying.hpp"

#include "traceability/lineage_data.hpp"

namespace masseflyt::scenario {

using traceability::Lineage;
using traceability::NodeKind;

std::optional<Lying> lying(const Lineage& lineage, std::string_view lot) {
  const auto versions = lineage.versions(lot);
  if (versions.empty()) return std::nullopt;
  const auto newest = versions.back();
  // What is left of a version is the next one: one with arcs out of it and none after it is empty.
  if (!lineage.next(newest).empty() || lineage.mass_g(newest) <= 0) return std::nullopt;
  const auto& d = lineage.data();
  const auto place = d.entity_place[d.entity[newest]];
  return Lying{std::string(lot),
               place == traceability::none ? std::string() : std::string(d.places[place]),
               lineage.mass_g(newest)};
}

std::map<std::string, double> brought_by(const Lineage& lineage, std::string_view lot,
                                         const std::function<bool(std::string_view)>& counts) {
  std::map<std::string, double> loads;
  // Arcs go from smaller to larger numbers: from the largest down, a node comes after all that
  // its mass went into.
  std::map<Lineage::Node, double, std::greater<>> open{{lineage.versions(lot).back(), 1.0}};
  while (!open.empty()) {
    const auto [node, share] = *open.begin();
    open.erase(open.begin());
    if (lineage.kind(node) == NodeKind::load && counts(lineage.id(node))) {
      loads[std::string(lineage.id(node))] += share;
      continue;
    }
    const auto before = lineage.before(node);
    const auto mass = lineage.mass_before_g(node);
    double total = 0;
    for (const auto m : mass) total += static_cast<double>(m);
    for (std::size_t a = 0; a < before.size() && total > 0; ++a)
      open[before[a]] += share * static_cast<double>(mass[a]) / total;
  }
  return loads;
}

}  // namespace masseflyt::scenario
