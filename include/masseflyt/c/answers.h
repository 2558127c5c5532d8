/* masseflyt/c/answers.h — questions about a scenario and its plan: why not, what if, who pays.
 *
 * Answers are texts: JSON as the C++ headers scenario/why.hpp, many.hpp, robust.hpp, settlement.hpp
 * and difference.hpp name their members, CSV or a model where it says so. The same question gives
 * the same bytes on any number of threads. Each call plans, often many times.
 */
#ifndef MASSEFLYT_C_ANSWERS_H
#define MASSEFLYT_C_ANSWERS_H

#include <masseflyt/c/core.h>
#include <masseflyt/c/plan.h>
#include <masseflyt/c/scenario.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Of `options` the weights, threads, time limit and progress count; NULL: MFL_PLAN_OPTIONS_INIT.
 * `cancel` may be NULL. On MFL_OK `*out` belongs to the caller. Errors of all: those of
 * mfl_scenario_plan(), and MFL_DEADLINE (there is no half answer). */

/** Why an offer is not placed or a need not filled, and how little would change it, planned again.
 *  `at`: why not to this place? NULL: the cheapest ones. Errors: MFL_NOT_FOUND (id, at). */
MFL_API mfl_status mfl_scenario_why(const mfl_scenario* scenario, const char* id, const char* at,
                                    const mfl_plan_options* options, mfl_text** out,
                                    mfl_cancel* cancel, mfl_error* error);

/** Claims that contradict each other, none of them needless; an empty list if none do. */
MFL_API mfl_status mfl_scenario_conflict(const mfl_scenario* scenario,
                                         const mfl_plan_options* options, mfl_text** out,
                                         mfl_cancel* cancel, mfl_error* error);

/** Both ends of each assumption; `all`: also of those not marked to vary. */
MFL_API mfl_status mfl_scenario_tornado(const mfl_scenario* scenario, int32_t all,
                                        const mfl_plan_options* options, mfl_text** out,
                                        mfl_cancel* cancel, mfl_error* error);

/** Supported points of the front for every pair of `co2e_count` prices in NOK per kg CO2e and
 *  `exposure_count` prices in NOK per vehicle-km. The weights of `options` do not count.
 *  Errors: MFL_INVALID_ARGUMENT (no prices, or one that is not finite and >= 0). */
MFL_API mfl_status mfl_scenario_front(const mfl_scenario* scenario, const double* co2e,
                                      size_t co2e_count, const double* exposure,
                                      size_t exposure_count, const mfl_plan_options* options,
                                      mfl_text** out, mfl_cancel* cancel, mfl_error* error);

/** What knowing each assumption would be worth before the first `months` are decided. */
MFL_API mfl_status mfl_scenario_worth_knowing(const mfl_scenario* scenario, int32_t months,
                                              const mfl_plan_options* options, mfl_text** out,
                                              mfl_cancel* cancel, mfl_error* error);

/** The cost of the plan shared among its parties by a neutral rule. */
MFL_API mfl_status mfl_scenario_settlement(const mfl_scenario* scenario,
                                           const mfl_plan_options* options, mfl_text** out,
                                           mfl_cancel* cancel, mfl_error* error);

enum { MFL_MODEL_MPS = 1, MFL_MODEL_LP = 2 };

/** The program behind the plan, with named rows, for any other solver.
 *  Errors: MFL_NOT_FOUND (format). */
MFL_API mfl_status mfl_scenario_model(const mfl_scenario* scenario, int32_t format,
                                      const mfl_plan_options* options, mfl_text** out,
                                      mfl_cancel* cancel, mfl_error* error);

/** One CSV row per scenario: status, objective, bound, gap and all figures of its account. A
 *  scenario with faults is a row with the status "invalid". `names` and `scenarios` hold `count`
 *  pointers each. */
MFL_API mfl_status mfl_plan_many(const char* const* names, const mfl_scenario* const* scenarios,
                                 size_t count, const mfl_plan_options* options, mfl_text** out,
                                 mfl_cancel* cancel, mfl_error* error);

enum { MFL_AIM_EXPECTED = 1, MFL_AIM_REGRET = 2 };

/** What to do in the first `months`, the same in all futures. `probabilities`: `count` numbers of
 *  which only the proportions count; NULL: all alike.
 *  Errors: MFL_INVALID_ARGUMENT (aim, months, probabilities, futures with other places). */
MFL_API mfl_status mfl_robust(const char* const* names, const mfl_scenario* const* scenarios,
                              const double* probabilities, size_t count, int32_t months,
                              int32_t aim, const mfl_plan_options* options, mfl_text** out,
                              mfl_cancel* cancel, mfl_error* error);

/** What is different in the input, which change did what, and with it the way from plan to plan as
 *  mfl_delta_json() writes it, in `*delta`, which may be NULL. */
MFL_API mfl_status mfl_scenario_difference(const mfl_scenario* before, const mfl_scenario* after,
                                           const mfl_plan_options* options, mfl_text** out,
                                           mfl_text** delta, mfl_cancel* cancel, mfl_error* error);

/** Places for an offer, or offers for a need, the same order whoever asks; at most `most`.
 *  Errors: MFL_NOT_FOUND (id). */
MFL_API mfl_status mfl_scenario_candidates(const mfl_scenario* scenario, const char* id,
                                           size_t most, const mfl_plan_options* options,
                                           mfl_text** out, mfl_cancel* cancel, mfl_error* error);

/** Every area against every siting rule of the scenario. */
MFL_API mfl_status mfl_scenario_siting(const mfl_scenario* scenario, mfl_text** out,
                                       mfl_error* error);

/** Whether what is at `stage` ("open") may become `to` ("reserved"): MFL_OK, or MFL_CONFLICT with
 *  what it may become instead, or MFL_INVALID_ARGUMENT (no stage of that name). */
MFL_API mfl_status mfl_stage_advance(const char* stage, const char* to, mfl_error* error);

#ifdef __cplusplus
}
#endif
#endif
