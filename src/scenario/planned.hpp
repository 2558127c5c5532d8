// src/scenario/planned.hpp — a document bound, modelled and planned: what every question about a
// plan starts from.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/matching/plan.hpp>
#include <masseflyt/scenario/document.hpp>

#include "model.hpp"

namespace masseflyt::scenario {

struct Modelled {
  std::shared_ptr<const Case> input;
  Model model;
  Weights weights;

  const matching::Market& market() const { return model.market; }
  const CostSource& costs() const { return model.haulage.costs(); }
};

/// Chooses variants, binds and models. Errors: as run().
Result<Modelled> modelled(const Document& document, const std::vector<std::string>& variants,
                          const std::optional<Weights>& weights, Diagnostics& found);

/// A plan that another one goes on from.
struct Start {
  const Modelled& modelled;
  const matching::Plan& plan;
};

/// Plans it, from `start` on where there is one. Errors: as matching::plan, deadline (there is no
/// plan in the time given).
Result<matching::Plan> planned(const Modelled& m, const Control& control,
                               const std::optional<Start>& start = {});

}  // namespace masseflyt::scenario
