// src/matching/site_questions.hpp — which site to ask about next, when a proof needs cases.
//
// A site may be opened in several ways (now, later), of which at most one is chosen; the question
// is whether it is opened at all. Where both answers have told much about sites so far, they tell
// much again (pseudo-costs). Source: M. Benichou and others, Experiments in mixed-integer linear
// programming, Mathematical Programming 1 (1971).
#pragma once

#include <utility>
#include <vector>

#include "opening_prices.hpp"

namespace masseflyt::matching {

class SiteQuestions {
 public:
  /// Per choice the ways to open its site, itself among them, in a fixed order.
  explicit SiteQuestions(std::vector<std::vector<Index>> sites)
      : ways_(std::move(sites)), opened_(ways_.size()), shut_(ways_.size()) {}

  const std::vector<Index>& ways(Index choice) const { return ways_[choice]; }

  /// A way that the box leaves open to the site of which both answers promise most; none: every
  /// site is decided. `chosen`: per choice, how much of it is made; may be empty.
  Index next(const ChoiceBox& box, const std::vector<double>& chosen) const;

  /// The bound rose by `opened` micro-NOK where the site was opened in its best way, by `shut`
  /// where it was not, when `part` of it was open before.
  void learn(Index choice, double part, double opened, double shut);

 private:
  /// Per part that an answer changes.
  struct Rise {
    double sum = 0, times = 0;
    void add(double by) { sum += by, times += 1; }
    double mean(const Rise& of_all) const;
  };
  std::size_t site(Index choice) const { return ways_[choice].front(); }

  std::vector<std::vector<Index>> ways_;
  std::vector<Rise> opened_, shut_;  ///< per first way of a site
  Rise all_opened_, all_shut_;
};

}  // namespace masseflyt::matching
