#include "planned.hpp"

#include <utility>

#include <masseflyt/matching/replan.hpp>

#include "chain.hpp"

namespace masseflyt::scenario {

Result<Modelled> modelled(const Document& document, const std::vector<std::string>& variants,
                          const std::optional<Weights>& weights, Diagnostics& found) {
  const auto chosen = with_variants(document, variants);
  if (!chosen) return chosen.error();
  auto input = chosen->bind(found);
  if (!input) return input.error();
  Modelled out;
  out.input = std::make_shared<const Case>(std::move(*input));
  auto model = make_model(*out.input);
  if (!model) return model.error();
  out.model = std::move(*model);
  out.weights = weights ? *weights : default_weights(*out.input);
  return out;
}

Result<matching::Plan> planned(const Modelled& m, const Control& control,
                               const std::optional<Start>& start) {
  const auto from = [&] {
    return matching::carried_over(start->modelled.market(), start->plan, m.market(),
                                  m.model.first - start->modelled.model.first);
  };
  auto plan = start ? matching::replan(m.market(), m.costs(), m.weights, from(), control)
                    : matching::plan(m.market(), m.costs(), m.weights, control);
  if (plan && plan->status == matching::Status::stopped)
    return Error{ErrorCode::deadline, "there is no plan in the time given"};
  return plan;
}

}  // namespace masseflyt::scenario
