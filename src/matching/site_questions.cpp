#include "site_questions.hpp"

#include <algorithm>

namespace masseflyt::matching {
namespace {

/// What is never, or always, open at present prices may still be worth a question.
double as_part(double chosen) { return std::clamp(chosen, 0.02, 0.98); }

}  // namespace

/// What all sites told counts as one answer; and a micro-krone, lest nothing counts at all.
double SiteQuestions::Rise::mean(const Rise& of_all) const {
  return (sum + (of_all.sum + 1) / (of_all.times + 1)) / (times + 1);
}

Index SiteQuestions::next(const ChoiceBox& box, const std::vector<double>& chosen) const {
  std::vector<double> part(chosen.size(), 0);
  std::vector<Index> way(chosen.size(), none);
  for (Index c = 0; c < chosen.size(); ++c) {
    if (box.low[c] == box.high[c]) continue;
    part[site(c)] += chosen[c];
    way[site(c)] = std::min(way[site(c)], c);
  }
  Index best = none;
  double most = 0;
  for (std::size_t s = 0; s < part.size(); ++s) {
    if (way[s] == none) continue;
    const double open = as_part(part[s]);
    const double promise =
        (1 - open) * opened_[s].mean(all_opened_) * open * shut_[s].mean(all_shut_);
    if (best == none || promise > most) best = way[s], most = promise;
  }
  return best;
}

void SiteQuestions::learn(Index choice, double part, double opened, double shut) {
  const double open = as_part(part);
  const auto s = site(choice);
  opened_[s].add(opened / (1 - open)), all_opened_.add(opened / (1 - open));
  shut_[s].add(shut / open), all_shut_.add(shut / open);
}

}  // namespace masseflyt::matching
