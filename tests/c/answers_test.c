/* Mirrors include/masseflyt/c/answers.h, on the small case. */
#include <masseflyt/masseflyt.h>

#include <string.h>

#include "check.h"

static mfl_scenario* small_case(void) {
  mfl_scenario* scenario = NULL;
  CHECK(mfl_scenario_create_from_path(MASSEFLYT_TEST_DATA "/small_case", &scenario, NULL, NULL) ==
        MFL_OK);
  return scenario;
}

static void has(mfl_text* text, const char* part) {
  CHECK(text != NULL && strstr(mfl_text_data(text), part) != NULL);
  mfl_text_free(text);
}

static void every_question_has_an_answer(void) {
  mfl_scenario* scenario = small_case();
  mfl_scenario* other = small_case();
  const double prices[] = {0, 5};
  const char* names[] = {"a", "b"};
  const mfl_scenario* both[2];
  mfl_text *text = NULL, *delta = NULL;
  both[0] = scenario, both[1] = other;
  CHECK(mfl_scenario_why(scenario, "T1", NULL, NULL, &text, NULL, NULL) == MFL_OK);
  has(text, "\"obstacles\"");
  CHECK(mfl_scenario_conflict(scenario, NULL, &text, NULL, NULL) == MFL_OK);
  has(text, "\"members\"");
  CHECK(mfl_scenario_tornado(scenario, 1, NULL, &text, NULL, NULL) == MFL_OK);
  has(text, "\"swing\"");
  CHECK(mfl_scenario_front(scenario, prices, 2, prices, 1, NULL, &text, NULL, NULL) == MFL_OK);
  has(text, "\"on_front\"");
  CHECK(mfl_scenario_settlement(scenario, NULL, &text, NULL, NULL) == MFL_OK);
  has(text, "\"parties\"");
  CHECK(mfl_scenario_model(scenario, MFL_MODEL_MPS, NULL, &text, NULL, NULL) == MFL_OK);
  has(text, "ENDATA");
  CHECK(mfl_plan_many(names, both, 2, NULL, &text, NULL, NULL) == MFL_OK);
  has(text, "\nb,optimal,");
  CHECK(mfl_robust(names, both, NULL, 2, 3, MFL_AIM_EXPECTED, NULL, &text, NULL, NULL) == MFL_OK);
  has(text, "\"futures\"");
  CHECK(mfl_scenario_worth_knowing(scenario, 3, NULL, &text, NULL, NULL) == MFL_OK);
  has(text, "[");
  CHECK(mfl_scenario_set(other, "header", NULL, "price_year", "2020", NULL) == MFL_OK);
  CHECK(mfl_scenario_difference(scenario, other, NULL, &text, &delta, NULL, NULL) == MFL_OK);
  has(text, "\"causes\"");
  has(delta, "masseflyt.delta/1");
  CHECK(mfl_scenario_candidates(scenario, "T1", 5, NULL, &text, NULL, NULL) == MFL_OK);
  has(text, "\"weighed_nok_t\"");
  CHECK(mfl_scenario_siting(scenario, &text, NULL) == MFL_OK);
  has(text, "[");
  mfl_scenario_free(scenario);
  mfl_scenario_free(other);
}

static void what_is_wrong_is_told(void) {
  mfl_scenario* scenario = small_case();
  mfl_text* text = NULL;
  mfl_error error = MFL_ERROR_INIT;
  const double bad = -1;
  CHECK(mfl_scenario_why(scenario, "nobody", NULL, NULL, &text, NULL, &error) == MFL_NOT_FOUND);
  CHECK(strstr(error.message, "nobody") != NULL && text == NULL);
  CHECK(mfl_scenario_why(scenario, NULL, NULL, NULL, &text, NULL, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_scenario_why(NULL, "T1", NULL, NULL, &text, NULL, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_scenario_front(scenario, &bad, 1, &bad, 1, NULL, &text, NULL, NULL) ==
        MFL_INVALID_ARGUMENT);
  CHECK(mfl_scenario_model(scenario, 9, NULL, &text, NULL, NULL) == MFL_NOT_FOUND);
  CHECK(mfl_robust(NULL, NULL, NULL, 0, 1, MFL_AIM_REGRET, NULL, &text, NULL, NULL) ==
        MFL_INVALID_ARGUMENT);
  CHECK(mfl_robust(NULL, NULL, NULL, 0, 0, MFL_AIM_REGRET, NULL, &text, NULL, NULL) ==
        MFL_INVALID_ARGUMENT);
  CHECK(mfl_scenario_conflict(scenario, NULL, NULL, NULL, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_stage_advance("open", "reserved", NULL) == MFL_OK);
  CHECK(mfl_stage_advance("under_way", "withdrawn", &error) == MFL_CONFLICT);
  CHECK(strstr(error.message, "delivered") != NULL);
  CHECK(mfl_stage_advance("open", "sold", NULL) == MFL_INVALID_ARGUMENT);
  mfl_scenario_free(scenario);
}

int main(void) {
  every_question_has_an_answer();
  what_is_wrong_is_told();
  return 0;
}
