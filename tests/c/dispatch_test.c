/* Mirrors include/masseflyt/c/dispatch.h. */
#include <string.h>

#include <masseflyt/masseflyt.h>

#include "check.h"

static const char* const haul_columns[] = {"id", "from", "to", "tonnes", "material"};
static const char* const fleet_columns[] = {"id",        "count",         "depot",
                                            "payload_t", "shift_begin_h", "shift_end_h"};

static mfl_scenario* small_case(const char* first, const char* second) {
  mfl_scenario* scenario = NULL;
  CHECK(mfl_scenario_create_from_path(MASSEFLYT_TEST_DATA "/small_case", &scenario, NULL, NULL) ==
        MFL_OK);
  const char* hauls[] = {"out", first, second, "80", "rock", "back", second, first, "80", "rock"};
  const char* fleets[] = {"T", "3", first, "20", "6", "16"};
  CHECK(mfl_scenario_put(scenario, "hauls", haul_columns, 5, hauls, 2, NULL) == MFL_OK);
  CHECK(mfl_scenario_put(scenario, "fleets", fleet_columns, 6, fleets, 1, NULL) == MFL_OK);
  return scenario;
}

static void return_loads_leave_nothing_empty(void) {
  mfl_scenario* scenario = small_case("T1", "T2");
  mfl_dispatch* day = NULL;
  mfl_error error = MFL_ERROR_INIT;
  CHECK(mfl_scenario_dispatch(scenario, "2026-03-16", NULL, &day, NULL, &error) == MFL_OK);
  mfl_scenario_free(scenario); /* the day keeps what it needs */
  mfl_dispatch_summary sums = MFL_DISPATCH_SUMMARY_INIT;
  CHECK(mfl_dispatch_summarise(day, &sums, NULL) == MFL_OK);
  CHECK(sums.accepted == 1);
  CHECK(sums.violations == 0);
  CHECK(sums.loads == 8);
  CHECK(sums.empty_km == 0);
  CHECK(sums.empty_km_lower_bound == 0);
  CHECK(sums.driven_km > 0);
  mfl_text* text = NULL;
  CHECK(mfl_dispatch_json(day, &text, NULL) == MFL_OK);
  CHECK(strstr(mfl_text_data(text), "\"empty_km_lower_bound\": 0") != NULL);
  mfl_text_free(text);
  CHECK(mfl_dispatch_itineraries_csv(day, &text, NULL) == MFL_OK);
  CHECK(strncmp(mfl_text_data(text), "date,truck,", 11) == 0);
  mfl_text_free(text);
  CHECK(mfl_dispatch_loads_csv(day, &text, NULL) == MFL_OK);
  CHECK(strstr(mfl_text_data(text), "2026-03-16,T/1,1,") != NULL);
  mfl_text_free(text);
  mfl_dispatch_free(day);
}

static void a_truck_that_breaks_down_is_replaced(void) {
  mfl_scenario* scenario = small_case("T1", "T2");
  mfl_dispatch *day = NULL, *rest = NULL;
  CHECK(mfl_scenario_dispatch(scenario, NULL, NULL, &day, NULL, NULL) == MFL_OK);
  const char* broken[] = {"T/1"};
  CHECK(mfl_dispatch_again(day, 6 * 3600, broken, 1, NULL, &rest, NULL, NULL) == MFL_OK);
  mfl_dispatch_summary sums = MFL_DISPATCH_SUMMARY_INIT;
  CHECK(mfl_dispatch_summarise(rest, &sums, NULL) == MFL_OK);
  CHECK(sums.loads == 8);
  CHECK(sums.accepted == 1);
  mfl_dispatch_free(rest);
  const char* nobody[] = {"T/9"};
  CHECK(mfl_dispatch_again(day, 0, nobody, 1, NULL, &rest, NULL, NULL) == MFL_NOT_FOUND);
  mfl_dispatch_free(day);
  mfl_scenario_free(scenario);
}

static void faults_are_named(void) {
  mfl_scenario* scenario = small_case("T1", "T2");
  CHECK(mfl_scenario_set(scenario, "fleets", "T", "payload_t", NULL, NULL) == MFL_OK);
  mfl_dispatch* day = NULL;
  mfl_error error = MFL_ERROR_INIT;
  CHECK(mfl_scenario_dispatch(scenario, NULL, NULL, &day, NULL, &error) == MFL_INVALID_DOCUMENT);
  CHECK(day == NULL);
  CHECK(strstr(error.message, "payload_t") != NULL);
  CHECK(mfl_scenario_dispatch(NULL, NULL, NULL, &day, NULL, NULL) == MFL_INVALID_ARGUMENT);
  mfl_dispatch_options options = MFL_DISPATCH_OPTIONS_INIT;
  options.per_km = -1;
  CHECK(mfl_scenario_set(scenario, "fleets", "T", "payload_t", "20", NULL) == MFL_OK);
  CHECK(mfl_scenario_dispatch(scenario, NULL, &options, &day, NULL, &error) ==
        MFL_INVALID_ARGUMENT);
  CHECK(strcmp(error.path, "/weights") == 0);
  mfl_dispatch_free(NULL);
  mfl_scenario_free(scenario);
}

int main(void) {
  return_loads_leave_nothing_empty();
  a_truck_that_breaks_down_is_replaced();
  faults_are_named();
  return 0;
}
