// lots.hpp — lots of which nothing bad is known, to be spoilt by one thing at a time.
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <masseflyt/classification/fitness.hpp>

#include "classification/properties.hpp"
#include "classification/samples.hpp"

namespace masseflyt::classification {

/// All questions of the law answered so that nothing stands in the way.
inline UseFacts lawful() {
  UseFacts f;
  f.use_is_certain = f.usable_without_further_processing = f.part_of_a_production_process =
      f.recovered = f.used_for_specific_purposes = f.market_exists = f.meets_product_rules =
          f.lawful_without_harm = f.planned_anyway = f.amount_fits = f.suited = Answer::yes;
  f.may_pollute = Answer::no;
  return f;
}

/// Nothing is suspected, everything is answered, nothing is tested.
inline Lot fine_lot(std::string material, std::string grade = {}) {
  Lot lot;
  lot.id = "L";
  lot.material = std::move(material);
  lot.grade = std::move(grade);
  lot.contamination_suspected = Answer::no;
  lot.acid_suspected = Answer::no;
  lot.species.surveyed = Answer::yes;
  lot.needed_in_project = Answer::yes;
  lot.facts = lawful();
  return lot;
}

struct Fitting : Classify {
  static const Fitter& fitter() {
    static const Fitter one = Fitter::built_in().value();
    return one;
  }
  static const Fitter& strict() {
    static const Fitter one = [] {
      FitOptions options;
      options.strict = true;
      return Fitter::built_in(std::move(options)).value();
    }();
    return one;
  }
  static Use use(const std::string& text, const std::vector<std::string>& wanted = {}) {
    Use u = parse_use(text).value();
    for (const auto& w : wanted) u.wanted.push_back(wanted_rule(w).value());
    return u;
  }
  static Fit fit(const Lot& lot, const std::string& text,
                 const std::vector<std::string>& wanted = {}) {
    return fitter().fit(lot, use(text, wanted)).value();
  }
  static Fitness answer(const Lot& lot, const std::string& text,
                        const std::vector<std::string>& wanted = {}) {
    return fit(lot, text, wanted).answer;
  }
  Lot sampled(const std::vector<Row>& rows, const std::string& material = "soil") const {
    Lot lot = fine_lot(material);
    lot.samples = {sample(rows)};
    return lot;
  }
  static const FitReason* reason(const Fit& f, const std::string& rule) {
    for (const auto& r : f.reasons)
      if (r.rule == rule) return &r;
    return nullptr;
  }
  static bool is_missing(const Fit& f, const std::string& what) {
    for (const auto& r : f.reasons)
      if (r.missing == what) return true;
    return false;
  }
};

}  // namespace masseflyt::classification
