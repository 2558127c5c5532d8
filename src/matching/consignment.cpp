#include <masseflyt/matching/consignment.hpp>

#include <algorithm>

namespace masseflyt::matching {

std::vector<Consignment> consignments(const Market& market, const Plan& plan) {
  struct Held {
    Index supply, arrived;
    std::int64_t kg;
  };
  std::vector<Index> order;
  for (Index i = 0; i < plan.flows.size(); ++i)
    if (plan.flows[i].to == To::stock || plan.flows[i].from == From::stock) order.push_back(i);
  const auto rank = [&](Index i) {  // into the store, out of it, left at the end
    const auto& f = plan.flows[i];
    return f.to == To::stock ? 0 : f.to == To::end ? 2 : 1;
  };
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) {
    const auto& [fa, fb] = std::pair(plan.flows[a], plan.flows[b]);
    return fa.period != fb.period ? fa.period < fb.period : rank(a) < rank(b);
  });

  std::vector<std::deque<Held>> heap(market.stocks.size());
  std::vector<Consignment> parts;
  for (const Index i : order) {
    const auto& f = plan.flows[i];
    if (f.to == To::stock) {
      heap[f.target].push_back({f.source, f.period, f.kg});
      continue;
    }
    auto& queue = heap[f.source];
    for (std::int64_t left = f.kg; left > 0 && !queue.empty();) {
      Held& oldest = queue.front();
      const auto kg = std::min(left, oldest.kg);
      parts.push_back({i, oldest.supply, oldest.arrived, kg});
      left -= kg;
      if ((oldest.kg -= kg) == 0) queue.pop_front();
    }
  }
  return parts;
}

}  // namespace masseflyt::matching
