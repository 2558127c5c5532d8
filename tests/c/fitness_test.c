/* Mirrors include/masseflyt/c/fitness.h. */
#include <masseflyt/masseflyt.h>

#include <string.h>

#include "check.h"

static const char lot[] =
    "{\"schema\": \"masseflyt.lot/1\", \"id\": \"L1\", \"material\": \"soil\", \"samples\": "
    "[{\"id\": \"P1\", \"analyte\": \"Pb\", \"value\": 90, \"unit\": \"mg/kg TS\"}]}";

static void a_contaminated_soil_is_refused_with_its_rule(void) {
  mfl_text* told = NULL;
  CHECK(mfl_fit(lot, sizeof lot - 1, "reuse", NULL, &told, NULL, NULL) == MFL_OK);
  CHECK(strstr(mfl_text_data(told), "\"answer\":\"refused\"") != NULL);
  CHECK(strstr(mfl_text_data(told), "\"rule\":\"no.normverdier/pb\"") != NULL);
  mfl_text_free(told);
}

static void options_reach_the_answer(void) {
  const char* wanted[] = {"los_angeles<=35"};
  mfl_fit_options options = MFL_FIT_OPTIONS_INIT;
  mfl_text* told = NULL;
  options.wanted = wanted;
  options.wanted_count = 1;
  options.date = "2026-01-01";
  CHECK(mfl_fit(lot, sizeof lot - 1, "unbound", &options, &told, NULL, NULL) == MFL_OK);
  CHECK(strstr(mfl_text_data(told), "wanted/los_angeles") != NULL);
  mfl_text_free(told);
  options.wanted = NULL;
  CHECK(mfl_fit(lot, sizeof lot - 1, "unbound", &options, &told, NULL, NULL) ==
        MFL_INVALID_ARGUMENT);
  options.struct_size = 0;
  CHECK(mfl_fit(lot, sizeof lot - 1, "unbound", &options, &told, NULL, NULL) ==
        MFL_INVALID_ARGUMENT);
}

static void uses_and_duties_are_told(void) {
  mfl_text* told = NULL;
  CHECK(mfl_uses(lot, sizeof lot - 1, NULL, &told, NULL, NULL) == MFL_OK);
  CHECK(strstr(mfl_text_data(told), "masseflyt.uses/1") != NULL);
  mfl_text_free(told);
  CHECK(mfl_duties(lot, sizeof lot - 1, "unbound", NULL, &told, NULL, NULL) == MFL_OK);
  CHECK(strstr(mfl_text_data(told), "fpc.en13242.los_angeles") != NULL);
  mfl_text_free(told);
}

static void faults_of_the_lot_come_all_at_once(void) {
  static const char bad[] = "{\"schema\": \"x\", \"material\": \"sol\", \"tonnes\": -1}";
  mfl_text* told = NULL;
  mfl_diagnostics* found = NULL;
  mfl_error error = MFL_ERROR_INIT;
  CHECK(mfl_fit(bad, sizeof bad - 1, "fill", NULL, &told, &found, &error) == MFL_INVALID_DOCUMENT);
  CHECK(told == NULL && mfl_diagnostics_error_count(found) == 4);
  mfl_diagnostics_free(found);
  CHECK(mfl_fit(lot, sizeof lot - 1, "fil", NULL, &told, NULL, &error) == MFL_NOT_FOUND);
  CHECK(strstr(error.message, "there are in_project") != NULL);
  CHECK(mfl_fit(NULL, 0, "fill", NULL, &told, NULL, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_fit(lot, sizeof lot - 1, NULL, NULL, &told, NULL, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_uses(lot, sizeof lot - 1, NULL, NULL, NULL, NULL) == MFL_INVALID_ARGUMENT);
}

int main(void) {
  a_contaminated_soil_is_refused_with_its_rule();
  options_reach_the_answer();
  uses_and_duties_are_told();
  faults_of_the_lot_come_all_at_once();
  return 0;
}
