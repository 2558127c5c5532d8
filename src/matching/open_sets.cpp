#include "open_sets.hpp"

#include <algorithm>
#include <cmath>

#include "repair.hpp"

namespace masseflyt::matching {
namespace {

constexpr double levels[] = {0.5, 0.2, 0.8};  // from which a choice is made

class Changes {
 public:
  Changes(const Coupling& coupling, const ChoiceBox& box, const OpenSetTrials& trials)
      : c_(coupling), box_(box), trials_(trials) {}

  /// True: the plan with `c`, and `other`, the other way round is the best now.
  Result<bool> attempt(Index c, Index other) {
    const auto& now = *trials_.best();
    ChoiceBox changed = box_;
    std::vector<double> like(now.begin(), now.end());
    for (const Index k : {c, other}) {
      if (k == none) continue;
      const bool opens = now[k] == 0;
      (opens ? changed.low : changed.high)[k] = opens ? 1 : 0;
      like[k] = opens ? 2 : 0;  // the others fall where not all can be
    }
    if (trials_.ruled_out(changed)) return false;
    return trials_.attempt(whole_choices(c_, like, false));
  }

 private:
  const Coupling& c_;
  const ChoiceBox& box_;
  const OpenSetTrials& trials_;
};

}  // namespace

Result<bool> round_openings(const Coupling& coupling, const std::vector<double>& mixed,
                            const OpenSetTrials& trials) {
  bool better = false;
  for (const double level : levels) {
    auto like = mixed;
    for (auto& c : like) c = c >= level ? std::ceil(c) : std::floor(c);
    const auto tried = trials.attempt(whole_choices(coupling, like, false));
    if (!tried) return tried;
    better = better || *tried;
  }
  return better;
}

Result<bool> change_openings(const Coupling& coupling, const std::vector<double>& mixed,
                             const ChoiceBox& box, const std::vector<std::vector<Index>>& rivals,
                             const OpenSetTrials& trials) {
  std::vector<Index> order;
  for (Index c = 0; c < box.low.size(); ++c)
    if (box.low[c] < box.high[c]) order.push_back(c);
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) {
    return std::abs(mixed[a] - 0.5) < std::abs(mixed[b] - 0.5);
  });
  Changes changes(coupling, box, trials);
  const auto chosen = [&](Index c) { return (*trials.best())[c] != 0; };
  bool better = false;
  for (bool again = true; again;) {
    again = false;
    for (const Index c : order) {
      if (trials.over()) return better;
      const auto tried = changes.attempt(c, none);
      if (!tried) return tried;
      again = again || *tried;
    }
    for (const Index c : order) {
      if (again) break;
      for (const Index rival : rivals[c]) {
        if (trials.over()) return better;
        if (!chosen(c) || chosen(rival)) continue;
        const auto tried = changes.attempt(c, rival);
        if (!tried) return tried;
        again = again || *tried;
      }
    }
    better = better || again;
  }
  return better;
}

}  // namespace masseflyt::matching
