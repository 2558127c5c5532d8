// Which places are closed to which offers, told once for all offers of one kind.
#include <map>
#include <tuple>

#include "tell.hpp"

namespace masseflyt::scenario {

std::vector<reporting::ExclusionRow> exclusion_rows(const Model& model) {
  std::vector<reporting::ExclusionRow> out;
  std::map<std::tuple<Index, std::string, std::string, std::string>, std::size_t> place_of;
  const auto& m = model.market;
  for (const auto& e : model.exclusions) {
    const std::string& group = m.groups[m.lots[e.lot].group];
    const auto [at, added] =
        place_of.try_emplace({e.destination, group, e.why.rule, e.why.en}, out.size());
    if (added)
      out.push_back({m.destinations[e.destination].id,
                     group,
                     {},
                     e.why.rule,
                     e.why.en,
                     e.why.nb,
                     e.why.source});
    out[at->second].offers.push_back(model.lot_offer[e.lot]);
  }
  return out;
}

}  // namespace masseflyt::scenario
