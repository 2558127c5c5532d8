#include "transport/selection.hpp"

#include <algorithm>
#include <functional>

namespace masseflyt::transport {

Selection select(const UpArcs& arcs, const Links& links, std::span<const std::uint32_t> start,
                 bool upwards) {
  const auto nodes = arcs.begin.size() - 1;
  Selection s;
  s.number.assign(nodes, no_link);
  const auto take = [&](std::uint32_t place) {
    if (s.number[place] != no_link) return;
    s.number[place] = 0;
    s.place.push_back(place);
  };
  for (const auto p : start) take(p);
  for (std::size_t i = 0; i < s.place.size(); ++i) {
    const auto p = s.place[i];
    for (auto a = arcs.begin[p]; a < arcs.begin[p + 1]; ++a) take(arcs.other[a]);
  }
  if (upwards)
    std::sort(s.place.begin(), s.place.end(), std::greater<>());
  else
    std::sort(s.place.begin(), s.place.end());
  for (std::uint32_t i = 0; i < s.place.size(); ++i) s.number[s.place[i]] = i;
  s.begin.push_back(0);
  for (std::uint32_t i = 0; i < s.place.size(); ++i) {
    const auto p = s.place[i];
    for (auto a = arcs.begin[p]; a < arcs.begin[p + 1]; ++a) {
      s.other.push_back(s.number[arcs.other[a]]);
      s.cost.push_back(arcs.cost[a]);
      s.sums.push_back(links.sums[arcs.link[a]]);
      s.tail.push_back(i);
    }
    s.begin.push_back(static_cast<std::uint32_t>(s.other.size()));
  }
  return s;
}

}  // namespace masseflyt::transport
