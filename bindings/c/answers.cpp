#include <masseflyt/c/answers.h>

#include <string>
#include <utility>
#include <vector>

#include <masseflyt/scenario/deal.hpp>
#include <masseflyt/scenario/difference.hpp>
#include <masseflyt/scenario/many.hpp>
#include <masseflyt/scenario/robust.hpp>
#include <masseflyt/scenario/settlement.hpp>
#include <masseflyt/scenario/siting.hpp>
#include <masseflyt/scenario/why.hpp>

#include "guard.hpp"
#include "handles.hpp"
#include "options.hpp"

using namespace masseflyt;
using c_face::guard;
using c_face::missing;
using c_face::refused;
using scenario::ManyOptions;

namespace {

Result<ManyOptions> many_options(const mfl_plan_options* given, const mfl_cancel* cancel) {
  const mfl_plan_options defaults = MFL_PLAN_OPTIONS_INIT;
  if (given != nullptr && !MFL_COVERS(given, mfl_plan_options, user))
    return c_face::without_size("options");
  const auto o = given == nullptr ? defaults : c_face::known_part(*given, defaults);
  ManyOptions out;
  if (o.weights_given != 0) {
    const auto chosen = c_face::weights(o);
    if (!chosen) return chosen.error();
    out.weights = *chosen;
  }
  if (o.threads > c_face::most_threads) return refused("threads", "is above 1024");
  out.threads = o.threads;
  auto control = c_face::control(o.time_limit_s, o.progress, o.user, cancel);
  if (!control) return control.error();
  out.control = std::move(*control);
  return out;
}

scenario::WhyOptions why_options(const ManyOptions& many) {
  scenario::WhyOptions out;
  out.weights = many.weights, out.threads = many.threads, out.control = many.control;
  return out;
}

/// Answers one question: `ask(options, found)` gives a Result that `tell` writes.
template <typename Ask, typename Tell>
mfl_status answer(const mfl_plan_options* options, mfl_text** out, mfl_cancel* cancel,
                  mfl_error* error, Diagnostics found, Ask&& ask, Tell&& tell) {
  const auto many = many_options(options, cancel);
  if (!many) return c_face::fail(error, many.error().code, many.error().message, many.error().path);
  return guard(error, [&]() -> Result<void> {
    auto value = ask(*many, found);
    if (!value) return c_face::naming_the_first(value.error(), found);
    *out = c_face::text(tell(*value));
    return {};
  });
}

/// NULL pointers that every question refuses.
mfl_status ready(mfl_text** out, const mfl_scenario* scenario, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (out == nullptr) return missing("out");
    *out = nullptr;
    if (scenario == nullptr) return missing("scenario");
    return {};
  });
}

Result<std::vector<scenario::NamedDocument>> named(const char* const* names,
                                                   const mfl_scenario* const* scenarios,
                                                   const double* probabilities, size_t count,
                                                   Diagnostics& found) {
  if (count > 0 && names == nullptr) return missing("names");
  if (count > 0 && scenarios == nullptr) return missing("scenarios");
  std::vector<scenario::NamedDocument> out;
  for (size_t i = 0; i < count; ++i) {
    if (names[i] == nullptr) return missing("names");
    if (scenarios[i] == nullptr) return missing("scenarios");
    out.push_back(
        {names[i], scenarios[i]->document, probabilities == nullptr ? 1 : probabilities[i]});
    found.insert(found.end(), scenarios[i]->found.begin(), scenarios[i]->found.end());
  }
  return out;
}

}  // namespace

mfl_status mfl_scenario_why(const mfl_scenario* scenario, const char* id, const char* at,
                            const mfl_plan_options* options, mfl_text** out, mfl_cancel* cancel,
                            mfl_error* error) {
  if (const auto status = ready(out, scenario, error); status != MFL_OK) return status;
  if (id == nullptr) return c_face::fail(error, ErrorCode::invalid_argument, "id is NULL", "id");
  return answer(
      options, out, cancel, error, scenario->found,
      [&](const ManyOptions& many, Diagnostics& found) {
        auto asked = why_options(many);
        asked.place = at == nullptr ? "" : at;
        return scenario::why_not(scenario->document, id, found, asked);
      },
      scenario::why_json);
}

mfl_status mfl_scenario_conflict(const mfl_scenario* scenario, const mfl_plan_options* options,
                                 mfl_text** out, mfl_cancel* cancel, mfl_error* error) {
  if (const auto status = ready(out, scenario, error); status != MFL_OK) return status;
  return answer(
      options, out, cancel, error, scenario->found,
      [&](const ManyOptions& many, Diagnostics& found) {
        return scenario::conflict(scenario->document, found, why_options(many));
      },
      scenario::conflict_json);
}

mfl_status mfl_scenario_tornado(const mfl_scenario* scenario, int32_t all,
                                const mfl_plan_options* options, mfl_text** out, mfl_cancel* cancel,
                                mfl_error* error) {
  if (const auto status = ready(out, scenario, error); status != MFL_OK) return status;
  return answer(
      options, out, cancel, error, scenario->found,
      [&](const ManyOptions& many, Diagnostics& found) {
        return scenario::tornado(scenario->document, all != 0, found, many);
      },
      scenario::tornado_json);
}

mfl_status mfl_scenario_front(const mfl_scenario* scenario, const double* co2e, size_t co2e_count,
                              const double* exposure, size_t exposure_count,
                              const mfl_plan_options* options, mfl_text** out, mfl_cancel* cancel,
                              mfl_error* error) {
  if (const auto status = ready(out, scenario, error); status != MFL_OK) return status;
  if (co2e == nullptr || exposure == nullptr)
    return c_face::fail(error, ErrorCode::invalid_argument,
                        std::string(co2e == nullptr ? "co2e" : "exposure") + " is NULL");
  return answer(
      options, out, cancel, error, scenario->found,
      [&](const ManyOptions& many, Diagnostics& found) {
        const scenario::FrontGrid grid{{co2e, co2e + co2e_count},
                                       {exposure, exposure + exposure_count}};
        return scenario::front(scenario->document, grid, found, many);
      },
      scenario::front_json);
}

mfl_status mfl_scenario_worth_knowing(const mfl_scenario* scenario, int32_t months,
                                      const mfl_plan_options* options, mfl_text** out,
                                      mfl_cancel* cancel, mfl_error* error) {
  if (const auto status = ready(out, scenario, error); status != MFL_OK) return status;
  if (months < 1)
    return c_face::fail(error, ErrorCode::invalid_argument, "months is below 1", "months");
  return answer(
      options, out, cancel, error, scenario->found,
      [&](const ManyOptions& many, Diagnostics& found) {
        return scenario::worth_knowing(scenario->document, {months, matching::Aim::expected, 12},
                                       found, many);
      },
      scenario::worth_knowing_json);
}

mfl_status mfl_scenario_settlement(const mfl_scenario* scenario, const mfl_plan_options* options,
                                   mfl_text** out, mfl_cancel* cancel, mfl_error* error) {
  if (const auto status = ready(out, scenario, error); status != MFL_OK) return status;
  return answer(
      options, out, cancel, error, scenario->found,
      [&](const ManyOptions& many, Diagnostics& found) {
        return scenario::settlement(scenario->document, found, many);
      },
      scenario::settlement_json);
}

mfl_status mfl_scenario_model(const mfl_scenario* scenario, int32_t format,
                              const mfl_plan_options* options, mfl_text** out, mfl_cancel* cancel,
                              mfl_error* error) {
  if (const auto status = ready(out, scenario, error); status != MFL_OK) return status;
  if (format != MFL_MODEL_MPS && format != MFL_MODEL_LP)
    return c_face::fail(error, ErrorCode::not_found,
                        "no format has the number " + std::to_string(format), "format");
  return answer(
      options, out, cancel, error, scenario->found,
      [&](const ManyOptions& many, Diagnostics& found) {
        return scenario::model_text(scenario->document, static_cast<matching::ModelFormat>(format),
                                    found, many);
      },
      [](const std::string& text) { return text; });
}

mfl_status mfl_plan_many(const char* const* names, const mfl_scenario* const* scenarios,
                         size_t count, const mfl_plan_options* options, mfl_text** out,
                         mfl_cancel* cancel, mfl_error* error) {
  if (out == nullptr) return c_face::fail(error, ErrorCode::invalid_argument, "out is NULL", "out");
  *out = nullptr;
  return answer(
      options, out, cancel, error, {},
      [&](const ManyOptions& many, Diagnostics&) -> Result<std::vector<scenario::ManyRow>> {
        Diagnostics unread;
        const auto all = named(names, scenarios, nullptr, count, unread);
        if (!all) return all.error();
        return scenario::plan_many(*all, many);
      },
      scenario::many_csv);
}

mfl_status mfl_robust(const char* const* names, const mfl_scenario* const* scenarios,
                      const double* probabilities, size_t count, int32_t months, int32_t aim,
                      const mfl_plan_options* options, mfl_text** out, mfl_cancel* cancel,
                      mfl_error* error) {
  if (out == nullptr) return c_face::fail(error, ErrorCode::invalid_argument, "out is NULL", "out");
  *out = nullptr;
  if (months < 1)
    return c_face::fail(error, ErrorCode::invalid_argument, "months is below 1", "months");
  if (aim != MFL_AIM_EXPECTED && aim != MFL_AIM_REGRET)
    return c_face::fail(error, ErrorCode::invalid_argument, "aim is no MFL_AIM_*", "aim");
  return answer(
      options, out, cancel, error, {},
      [&](const ManyOptions& many, Diagnostics& found) -> Result<scenario::RobustAnswer> {
        const auto all = named(names, scenarios, probabilities, count, found);
        if (!all) return all.error();
        return scenario::robust(*all, {months, static_cast<matching::Aim>(aim), 12}, found, many);
      },
      scenario::robust_json);
}

mfl_status mfl_scenario_difference(const mfl_scenario* before, const mfl_scenario* after,
                                   const mfl_plan_options* options, mfl_text** out,
                                   mfl_text** delta, mfl_cancel* cancel, mfl_error* error) {
  if (const auto status = ready(out, before, error); status != MFL_OK) return status;
  if (after == nullptr)
    return c_face::fail(error, ErrorCode::invalid_argument, "after is NULL", "after");
  if (delta != nullptr) *delta = nullptr;
  return answer(
      options, out, cancel, error, before->found,
      [&](const ManyOptions& many, Diagnostics& found) {
        found.insert(found.end(), after->found.begin(), after->found.end());
        return scenario::difference(before->document, after->document, found, many);
      },
      [&](const scenario::Difference& d) {
        if (delta != nullptr) *delta = c_face::text(reporting::delta_json(d.plans));
        return scenario::difference_json(d);
      });
}

mfl_status mfl_scenario_candidates(const mfl_scenario* scenario, const char* id, size_t most,
                                   const mfl_plan_options* options, mfl_text** out,
                                   mfl_cancel* cancel, mfl_error* error) {
  if (const auto status = ready(out, scenario, error); status != MFL_OK) return status;
  if (id == nullptr) return c_face::fail(error, ErrorCode::invalid_argument, "id is NULL", "id");
  return answer(
      options, out, cancel, error, scenario->found,
      [&](const ManyOptions& many, Diagnostics& found) {
        return scenario::candidates(scenario->document, id, found,
                                    {{}, many.weights, most, many.control});
      },
      scenario::candidates_json);
}

mfl_status mfl_scenario_siting(const mfl_scenario* scenario, mfl_text** out, mfl_error* error) {
  if (const auto status = ready(out, scenario, error); status != MFL_OK) return status;
  return guard(error, [&]() -> Result<void> {
    Diagnostics found = scenario->found;
    const auto answers = scenario::screen(scenario->document, found);
    if (!answers) return c_face::naming_the_first(answers.error(), found);
    *out = c_face::text(scenario::siting_json(*answers));
    return {};
  });
}

mfl_status mfl_stage_advance(const char* stage, const char* to, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (stage == nullptr) return missing("stage");
    if (to == nullptr) return missing("to");
    const auto from = scenario::parse_stage(stage), next = scenario::parse_stage(to);
    if (!from) return refused("stage", "is no stage");
    if (!next) return refused("to", "is no stage");
    const auto done = scenario::advance(*from, *next);
    if (!done) return done.error();
    return {};
  });
}
