#include "scenario/load_parts.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace masseflyt::scenario {
namespace {

bool worse(const KnownClass& a, const KnownClass& b) {
  return b == nullptr || std::pair(a->least, a->most) > std::pair(b->least, b->most);
}

}  // namespace

Standing LoadParts::standing(const std::string& load, const KnownClass& own, bool in_store) const {
  Standing now{own, own->settled() ? nullptr : own};
  const auto parts = parts_.find(load);
  if (parts == parts_.end() || (!in_store && own->settled())) return now;
  now.open = nullptr;
  KnownClass leaves, stays;
  for (const Part& p : parts->second) {
    (p.stays ? now.stays_kg : now.leaves_kg) += p.kg;
    if (!p.is->settled() && worse(p.is, now.open)) now.open = p.is;
    KnownClass& worst = p.stays ? stays : leaves;
    if (worse(p.is, worst)) worst = p.is;
  }
  now.is = leaves != nullptr ? leaves : stays;
  return now;
}

InStores hold_what_is_gone(std::vector<Load>& loads, const InStores& leaves_kg) {
  InStores gone;
  std::map<std::pair<std::string, std::string>, double> rounding;
  for (const auto& [where, kg] : leaves_kg) gone[where] = -kg, rounding[where] = 1;
  for (const Load& l : loads) {
    const auto in = gone.find({l.destination, l.offer}), out = gone.find({l.from_store, l.offer});
    if (in != gone.end()) in->second += 1000 * (l.tonnes - l.held_t), rounding[in->first] += 1;
    if (out != gone.end()) out->second -= 1000 * l.tonnes, rounding[out->first] += 1;
  }
  std::erase_if(gone, [&](const auto& g) { return g.second <= rounding[g.first]; });
  InStores left = gone;
  for (auto l = loads.rbegin(); l != loads.rend(); ++l) {
    const auto at = left.find({l->destination, l->offer});
    if (at == left.end()) continue;
    const double part = std::min(std::round(at->second), 1000 * (l->tonnes - l->held_t));
    if (part <= 0) continue;
    l->held_t += part / 1000;
    at->second -= part;
  }
  return gone;
}

}  // namespace masseflyt::scenario
