/* Plans a scenario from C99. */
#include <masseflyt/masseflyt.h>

#include <stdio.h>
#include <stdlib.h>

static mfl_error error = MFL_ERROR_INIT;

static void must(mfl_status status) {
  if (status == MFL_OK) return;
  fprintf(stderr, "%s: %s %s\n", mfl_status_name(status), error.path, error.message);
  exit(EXIT_FAILURE);
}

static void on_progress(const char* stage, double share, void* user) {
  printf("  %s %.0f %%: enough\n", stage, 100 * share);
  mfl_cancel_set((mfl_cancel*)user);
}

int main(int argc, char** argv) {
  mfl_scenario* scenario = NULL;
  mfl_plan_options options = MFL_PLAN_OPTIONS_INIT;
  mfl_plan* plan = NULL;
  mfl_plan_summary summary = MFL_PLAN_SUMMARY_INIT;
  mfl_account ours = MFL_ACCOUNT_INIT, today = MFL_ACCOUNT_INIT;
  mfl_flow flow = MFL_FLOW_INIT;
  mfl_cancel* cancel = NULL;
  mfl_diagnostics* found = NULL;
  mfl_diagnostic fault = MFL_DIAGNOSTIC_INIT;
  size_t i;
  if (argc != 2) return EXIT_FAILURE;

  must(mfl_scenario_create_from_path(argv[1], &scenario, NULL, &error));
  options.sensitivity = 0;
  must(mfl_scenario_plan(scenario, &options, &plan, NULL, &error));
  must(mfl_plan_summarise(plan, &summary, &error));
  must(mfl_plan_account(plan, MFL_SET_PLAN, &ours, &error));
  must(mfl_plan_account(plan, MFL_SET_BASELINE, &today, &error));
  printf("%s, saves %.0f NOK and %.0f kg CO2e\n",
         summary.status == MFL_PLAN_OPTIMAL ? "optimal" : "not proved", today.nok - ours.nok,
         today.net_co2e_kg - ours.net_co2e_kg);
  for (i = 0; i < mfl_plan_flow_count(plan, MFL_SET_PLAN) && i < 3; ++i) {
    must(mfl_plan_flow(plan, MFL_SET_PLAN, i, &flow, &error));
    printf("  %d-%02d %s to %s: %.1f t of %s\n", (int)flow.year, (int)flow.month, flow.offer,
           flow.destination, (double)flow.kg / 1000, flow.material);
  }
  mfl_plan_free(plan);

  must(mfl_cancel_create(&cancel, &error)); /* any thread may set it */
  options.progress = &on_progress;
  options.user = cancel;
  if (mfl_scenario_plan(scenario, &options, &plan, cancel, &error) != MFL_CANCELLED)
    return EXIT_FAILURE;
  mfl_cancel_free(cancel);

  must(mfl_scenario_set(scenario, "offers", "T1", "party", "nobody", &error));
  must(mfl_scenario_check(scenario, &found, &error));
  must(mfl_diagnostics_get(found, 0, &fault, &error));
  printf("%s: is '%s', expected %s\n", fault.path, fault.value, fault.expected);
  mfl_diagnostics_free(found);
  mfl_scenario_free(scenario);
  return summary.status == MFL_PLAN_OPTIMAL ? EXIT_SUCCESS : EXIT_FAILURE;
}
