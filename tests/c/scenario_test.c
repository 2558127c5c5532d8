/* Mirrors include/masseflyt/c/scenario.h and plan.h, on the small case. */
#include <masseflyt/masseflyt.h>

#include <math.h>
#include <string.h>

#include "check.h"

static mfl_scenario* small_case(void) {
  mfl_scenario* scenario = NULL;
  mfl_diagnostics* found = NULL;
  mfl_error error = MFL_ERROR_INIT;
  CHECK(mfl_scenario_create_from_path(MASSEFLYT_TEST_DATA "/small_case", &scenario, &found,
                                      &error) == MFL_OK);
  CHECK(scenario != NULL && found == NULL);
  return scenario;
}

static mfl_plan_options quick(void) {
  mfl_plan_options options = MFL_PLAN_OPTIONS_INIT;
  options.comparisons = 0;
  options.sensitivity = 0;
  return options;
}

static mfl_plan* planned(const mfl_scenario* scenario) {
  const mfl_plan_options options = quick();
  mfl_plan* plan = NULL;
  CHECK(mfl_scenario_plan(scenario, &options, &plan, NULL, NULL) == MFL_OK);
  return plan;
}

static void the_small_case_has_a_proved_plan(void) {
  mfl_scenario* scenario = small_case();
  mfl_plan* plan = planned(scenario);
  mfl_plan_summary summary = MFL_PLAN_SUMMARY_INIT;
  mfl_account ours = MFL_ACCOUNT_INIT, today = MFL_ACCOUNT_INIT;
  mfl_scenario_free(scenario); /* the plan keeps nothing of it */
  CHECK(mfl_plan_summarise(plan, &summary, NULL) == MFL_OK);
  CHECK(summary.status == MFL_PLAN_OPTIMAL && summary.gap == 0);
  CHECK(summary.objective == summary.bound && summary.objective > 0);
  CHECK(summary.solves == 2);
  CHECK(summary.flows == mfl_plan_flow_count(plan, MFL_SET_PLAN) && summary.flows > 0);
  CHECK(mfl_plan_account(plan, MFL_SET_PLAN, &ours, NULL) == MFL_OK);
  CHECK(mfl_plan_account(plan, MFL_SET_BASELINE, &today, NULL) == MFL_OK);
  CHECK(ours.surplus_t > 0 && ours.surplus_t == today.surplus_t);
  CHECK(fabs(ours.co2e_kg - ours.avoided_co2e_kg - ours.net_co2e_kg) < 1e-3);
  CHECK(mfl_plan_account(plan, MFL_SET_FACTS, &ours, NULL) == MFL_NOT_FOUND);
  mfl_plan_free(plan);
}

static void a_plan_tells_what_it_opens(void) {
  mfl_scenario* scenario = small_case();
  const char* columns[] = {"id", "site", "decide_from", "cost_nok", "after"};
  const char* cells[] = {"FIRST",  "S1", "2024-02", "1",           NULL,
                         "SECOND", "S1", "2024-02", "10000000000", "FIRST"};
  mfl_plan* plan = NULL;
  mfl_opening opening = MFL_OPENING_INIT;
  CHECK(mfl_scenario_put(scenario, "openings", columns, 5, cells, 2, NULL) == MFL_OK);
  plan = planned(scenario);
  mfl_scenario_free(scenario);
  CHECK(mfl_plan_opening_count(plan) == 2);
  CHECK(mfl_plan_opening(plan, 0, &opening, NULL) == MFL_OK);
  CHECK(strcmp(opening.status, "opened") == 0 && opening.nok == 1 && opening.came_kg > 0);
  CHECK(opening.decided_year == 2024 && opening.decided_month == 2 && opening.ready_month == 2);
  CHECK(mfl_plan_opening(plan, 1, &opening, NULL) == MFL_OK);
  CHECK(strcmp(opening.status, "not_opened") == 0 && opening.nok == 0);
  CHECK(opening.decided_year == 0 && strcmp(opening.site, "S1") == 0);
  CHECK(mfl_plan_opening(plan, 2, &opening, NULL) == MFL_NOT_FOUND);
  CHECK(mfl_plan_opening_count(NULL) == 0);
  mfl_plan_free(plan);
}

static void a_plan_tells_what_it_changes_of_deals(void) {
  mfl_scenario* scenario = small_case();
  const char* columns[] = {"id", "offer", "destination", "tonnes", "begin", "end", "source"};
  const char* cells[] = {"KEPT", "T1", "S1", "0",       "2024-02", "2024-12", "contract",
                         "VAST", "T1", "S1", "9000000", "2024-02", "2024-12", "contract"};
  mfl_plan* plan = NULL;
  mfl_deal deal = MFL_DEAL_INIT;
  CHECK(mfl_scenario_set_deal_penalty(scenario, 10, NULL) == MFL_NOT_FOUND);
  CHECK(mfl_scenario_put(scenario, "deals", columns, 7, cells, 2, NULL) == MFL_OK);
  CHECK(mfl_scenario_set_deal_penalty(scenario, -1, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_scenario_set_deal_penalty(NULL, 1, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_scenario_set_deal_penalty(scenario, 10, NULL) == MFL_OK);
  plan = planned(scenario);
  mfl_scenario_free(scenario);
  CHECK(mfl_plan_deal_count(plan) == 2);
  CHECK(mfl_plan_deal(plan, 0, &deal, NULL) == MFL_OK);
  CHECK(strcmp(deal.id, "KEPT") == 0 && deal.changed_kg == 0 && deal.penalty_nok == 0);
  CHECK(mfl_plan_deal(plan, 1, &deal, NULL) == MFL_OK);
  CHECK(deal.changed_kg > 0 && deal.changed_kg == deal.agreed_kg - deal.planned_kg);
  CHECK(deal.penalty_nok_t == 10 && deal.penalty_nok > 0 && deal.first_month == 2);
  CHECK(mfl_plan_deal(plan, 2, &deal, NULL) == MFL_NOT_FOUND);
  CHECK(mfl_plan_deal_count(NULL) == 0);
  mfl_plan_free(plan);
}

static void flows_add_up_to_the_account(void) {
  mfl_scenario* scenario = small_case();
  mfl_plan* plan = planned(scenario);
  mfl_account account = MFL_ACCOUNT_INIT;
  mfl_flow flow = MFL_FLOW_INIT;
  mfl_error error = MFL_ERROR_INIT;
  double exposure = 0;
  size_t i;
  for (i = 0; i < mfl_plan_flow_count(plan, MFL_SET_PLAN); ++i) {
    CHECK(mfl_plan_flow(plan, MFL_SET_PLAN, i, &flow, NULL) == MFL_OK);
    CHECK(flow.offer[0] != '\0' && flow.kind[0] != '\0' && flow.kg > 0);
    CHECK(flow.year >= 2024 && flow.month >= 1 && flow.month <= 12);
    exposure += flow.exposure_vkm;
  }
  CHECK(mfl_plan_account(plan, MFL_SET_PLAN, &account, NULL) == MFL_OK);
  CHECK(fabs(exposure - account.exposure_vkm) <= 1e-6 * (1 + account.exposure_vkm));
  CHECK(mfl_plan_flow(plan, MFL_SET_PLAN, i, &flow, &error) == MFL_NOT_FOUND);
  CHECK(strstr(error.message, "there are ") != NULL);
  CHECK(mfl_plan_flow_count(plan, 99) == 0);
  mfl_plan_free(plan);
  mfl_scenario_free(scenario);
}

static void stop(const char* stage, double share, void* user) {
  CHECK(stage[0] != '\0' && share >= 0 && share <= 1);
  mfl_cancel_set((mfl_cancel*)user);
}

static void a_run_can_be_stopped_from_its_own_progress(void) {
  mfl_scenario* scenario = small_case();
  mfl_cancel* cancel = NULL;
  mfl_plan_options options = quick();
  mfl_plan* plan = NULL;
  mfl_error error = MFL_ERROR_INIT;
  CHECK(mfl_cancel_create(&cancel, NULL) == MFL_OK);
  options.progress = &stop;
  options.user = cancel;
  CHECK(mfl_scenario_plan(scenario, &options, &plan, cancel, &error) == MFL_CANCELLED);
  CHECK(plan == NULL && error.code == MFL_CANCELLED);
  mfl_cancel_free(cancel);
  mfl_scenario_free(scenario);
}

static void out_of_time_is_an_answer(void) {
  mfl_scenario* scenario = small_case();
  mfl_plan_options options = quick();
  mfl_plan_summary summary = MFL_PLAN_SUMMARY_INIT;
  mfl_plan* plan = NULL;
  options.time_limit_s = 1e-9;
  CHECK(mfl_scenario_plan(scenario, &options, &plan, NULL, NULL) == MFL_OK);
  CHECK(mfl_plan_summarise(plan, &summary, NULL) == MFL_OK);
  CHECK(summary.status == MFL_PLAN_STOPPED);
  mfl_plan_free(plan);
  mfl_scenario_free(scenario);
}

static void a_fault_is_told_with_its_place(void) {
  mfl_scenario* scenario = small_case();
  mfl_diagnostics* found = NULL;
  mfl_diagnostic fault = MFL_DIAGNOSTIC_INIT;
  mfl_plan* plan = NULL;
  mfl_error error = MFL_ERROR_INIT;
  CHECK(mfl_scenario_check(scenario, &found, NULL) == MFL_OK);
  CHECK(mfl_diagnostics_error_count(found) == 0);
  mfl_diagnostics_free(found);
  CHECK(mfl_scenario_set(scenario, "offers", "T1", "party", "nobody", &error) == MFL_OK);
  CHECK(mfl_scenario_check(scenario, &found, NULL) == MFL_OK);
  CHECK(mfl_diagnostics_error_count(found) == 1);
  CHECK(mfl_diagnostics_get(found, 0, &fault, NULL) == MFL_OK);
  CHECK(strcmp(fault.path, "offers.csv:2:party") == 0 && strcmp(fault.value, "nobody") == 0);
  CHECK(mfl_scenario_plan(scenario, NULL, &plan, NULL, &error) == MFL_INVALID_DOCUMENT);
  CHECK(plan == NULL && strcmp(error.path, "offers.csv:2:party") == 0);
  mfl_diagnostics_free(found);
  mfl_scenario_free(scenario);
}

static void changes_change_the_plan_and_not_the_copy(void) {
  mfl_scenario *scenario = small_case(), *before = NULL;
  mfl_plan *plan, *plan_before;
  mfl_account account = MFL_ACCOUNT_INIT, account_before = MFL_ACCOUNT_INIT;
  CHECK(mfl_scenario_copy(scenario, &before, NULL) == MFL_OK);
  CHECK(mfl_scenario_set(scenario, "offers", "T3", "amount", "35", NULL) == MFL_OK);
  CHECK(mfl_scenario_choose(scenario, "yard=closed", NULL) == MFL_OK);
  CHECK(mfl_scenario_assume(scenario, "gate_fee_clean_landfill", NULL, "120", NULL) == MFL_OK);
  plan = planned(scenario);
  plan_before = planned(before);
  CHECK(mfl_plan_account(plan, MFL_SET_PLAN, &account, NULL) == MFL_OK);
  CHECK(mfl_plan_account(plan_before, MFL_SET_PLAN, &account_before, NULL) == MFL_OK);
  CHECK(fabs(account.surplus_t - account_before.surplus_t - 5000) < 1e-6);
  CHECK(account.stored_t == 0);
  mfl_plan_free(plan);
  mfl_plan_free(plan_before);
  mfl_scenario_free(scenario);
  mfl_scenario_free(before);
}

static void json_is_read_back_as_it_was(void) {
  mfl_scenario *scenario = small_case(), *again = NULL;
  mfl_text *text = NULL, *second = NULL;
  CHECK(mfl_scenario_json(scenario, &text, NULL) == MFL_OK);
  CHECK(mfl_text_size(text) == strlen(mfl_text_data(text)) && mfl_text_size(text) > 1000);
  CHECK(mfl_scenario_create_from_json(mfl_text_data(text), mfl_text_size(text), &again, NULL,
                                      NULL) == MFL_OK);
  CHECK(mfl_scenario_json(again, &second, NULL) == MFL_OK);
  CHECK(strcmp(mfl_text_data(text), mfl_text_data(second)) == 0);
  mfl_text_free(text);
  mfl_text_free(second);
  mfl_scenario_free(scenario);
  mfl_scenario_free(again);
}

static void a_scenario_is_built_up_by_calls(void) {
  static const char* const columns[] = {"id", "name"};
  static const char* const cells[] = {"tunnel", "Tunnel builders", "school", NULL};
  mfl_scenario* scenario = NULL;
  mfl_text* text = NULL;
  CHECK(mfl_scenario_create(&scenario, NULL) == MFL_OK);
  CHECK(mfl_scenario_put(scenario, "parties", columns, 2, cells, 2, NULL) == MFL_OK);
  CHECK(mfl_scenario_put(scenario, "parties", columns, 2, NULL, 2, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_scenario_set(scenario, "parties", "school", "name", "School", NULL) == MFL_OK);
  CHECK(mfl_scenario_json(scenario, &text, NULL) == MFL_OK);
  CHECK(strstr(mfl_text_data(text), "Tunnel builders") != NULL);
  CHECK(strstr(mfl_text_data(text), "\"School\"") != NULL);
  mfl_text_free(text);
  mfl_scenario_free(scenario);
}

static void every_file_of_a_plan_is_written(void) {
  static const char* const starts[] = {"{",          "set,offer",    "{",
                                       "{",          "<!DOCTYPE",    "<!DOCTYPE",
                                       "what,place", "section,name", "section,name"};
  mfl_scenario* scenario = small_case();
  mfl_plan* plan = planned(scenario);
  mfl_text* text = NULL;
  int32_t file;
  for (file = MFL_FILE_PLAN_JSON; file <= MFL_FILE_TRAFFIC_PEAKS_CSV; ++file) {
    const char* const start = starts[file - 1];
    CHECK(mfl_plan_write(plan, file, &text, NULL) == MFL_OK);
    CHECK(strncmp(mfl_text_data(text), start, strlen(start)) == 0 && mfl_text_size(text) > 100);
    mfl_text_free(text);
  }
  CHECK(mfl_plan_write(plan, 0, &text, NULL) == MFL_NOT_FOUND && text == NULL);
  mfl_plan_free(plan);
  mfl_scenario_free(scenario);
}

static void misuse_is_an_error_and_never_a_crash(void) {
  mfl_scenario* scenario = small_case();
  mfl_scenario* none = scenario;
  mfl_diagnostics* found = NULL;
  mfl_plan_options options = MFL_PLAN_OPTIONS_INIT;
  mfl_plan* plan = NULL;
  mfl_text* text = NULL;
  mfl_error error = MFL_ERROR_INIT;
  CHECK(mfl_scenario_create_from_path("nowhere/at-all", &none, NULL, &error) == MFL_IO);
  CHECK(none == NULL);
  CHECK(mfl_scenario_create_from_json("{", 1, &none, &found, NULL) == MFL_INVALID_DOCUMENT);
  CHECK(none == NULL && mfl_diagnostics_error_count(found) == 1);
  mfl_diagnostics_free(found);
  CHECK(mfl_scenario_create_from_json(NULL, 0, &none, NULL, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_scenario_create_from_json("{}", 2, NULL, NULL, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_scenario_set(scenario, "offers", NULL, "amount", "1", &error) == MFL_INVALID_ARGUMENT);
  CHECK(strcmp(error.path, "id") == 0);
  CHECK(mfl_scenario_set(scenario, "offers", "T9", "amount", "1", NULL) == MFL_NOT_FOUND);
  CHECK(mfl_scenario_choose(scenario, "yard=ajar", NULL) == MFL_NOT_FOUND);
  CHECK(mfl_scenario_assume(scenario, "nothing", NULL, "1", NULL) == MFL_NOT_FOUND);
  options.time_limit_s = NAN;
  CHECK(mfl_scenario_plan(scenario, &options, &plan, NULL, &error) == MFL_INVALID_ARGUMENT);
  CHECK(strcmp(error.path, "time_limit_s") == 0 && plan == NULL);
  options.time_limit_s = 0;
  options.weights_given = 1;
  options.weight_co2e = -1;
  CHECK(mfl_scenario_plan(scenario, &options, &plan, NULL, NULL) == MFL_INVALID_ARGUMENT);
  options.struct_size = 4;
  CHECK(mfl_scenario_plan(scenario, &options, &plan, NULL, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_scenario_plan(NULL, NULL, &plan, NULL, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_plan_write(NULL, MFL_FILE_PLAN_JSON, &text, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_plan_flow_count(NULL, MFL_SET_PLAN) == 0);
  CHECK(mfl_text_data(NULL)[0] == '\0' && mfl_text_size(NULL) == 0);
  mfl_plan_free(NULL);
  mfl_scenario_free(NULL);
  mfl_text_free(NULL);
  mfl_scenario_free(scenario);
}

int main(void) {
  the_small_case_has_a_proved_plan();
  a_plan_tells_what_it_opens();
  a_plan_tells_what_it_changes_of_deals();
  flows_add_up_to_the_account();
  a_run_can_be_stopped_from_its_own_progress();
  out_of_time_is_an_answer();
  a_fault_is_told_with_its_place();
  changes_change_the_plan_and_not_the_copy();
  json_is_read_back_as_it_was();
  a_scenario_is_built_up_by_calls();
  every_file_of_a_plan_is_written();
  misuse_is_an_error_and_never_a_crash();
  return 0;
}
