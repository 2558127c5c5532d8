/* Mirrors include/masseflyt/c/session.h and the rows of include/masseflyt/c/plan.h, on the small
 * case. */
#include <masseflyt/masseflyt.h>

#include <locale.h>
#include <math.h>
#include <string.h>

#include "check.h"

static const char* const columns[] = {"id", "place", "material", "amount", "unit", "begin", "end"};
static const char* const school[] = {"T7", "T2", "soil", "9000", "t", "2024-09", "2024-11"};

static mfl_scenario* small_case(void) {
  mfl_scenario* scenario = NULL;
  CHECK(mfl_scenario_create_from_path(MASSEFLYT_TEST_DATA "/small_case", &scenario, NULL, NULL) ==
        MFL_OK);
  return scenario;
}

static mfl_session* opened(void) {
  mfl_scenario* scenario = small_case();
  mfl_session* session = NULL;
  mfl_diagnostics* found = NULL;
  mfl_error error = MFL_ERROR_INIT;
  CHECK(mfl_session_open(scenario, NULL, &session, &found, &error) == MFL_OK);
  CHECK(session != NULL && found == NULL);
  mfl_scenario_free(scenario); /* the session keeps nothing of it */
  return session;
}

static mfl_delta* planned(mfl_session* session) {
  mfl_delta* delta = NULL;
  mfl_error error = MFL_ERROR_INIT;
  CHECK(mfl_session_plan(session, NULL, &delta, NULL, &error) == MFL_OK);
  return delta;
}

static mfl_delta_summary summary_of(const mfl_delta* delta) {
  mfl_delta_summary summary = MFL_DELTA_SUMMARY_INIT;
  CHECK(mfl_delta_summarise(delta, &summary, NULL) == MFL_OK);
  return summary;
}

static void the_first_plan_appears_as_a_whole(void) {
  mfl_session* session = opened();
  mfl_delta* delta = planned(session);
  const mfl_delta_summary summary = summary_of(delta);
  mfl_flow_change flow = MFL_FLOW_CHANGE_INIT;
  size_t i;
  CHECK(summary.status == MFL_PLAN_OPTIMAL && summary.status_before == 0);
  CHECK(summary.revision_before == 0 && summary.revision == 1);
  CHECK(summary.objective_before == 0 && summary.objective > 0 && summary.flows > 0);
  for (i = 0; i < summary.flows; ++i) {
    CHECK(mfl_delta_flow(delta, i, &flow, NULL) == MFL_OK);
    CHECK(flow.change == MFL_APPEARED && flow.kg > 0 && flow.kg_before == 0);
    CHECK(flow.offer[0] != '\0' && flow.kind[0] != '\0' && flow.month >= 1 && flow.month <= 12);
  }
  CHECK(mfl_delta_flow(delta, i, &flow, NULL) == MFL_NOT_FOUND);
  mfl_session_free(session);
  CHECK(summary_of(delta).flows == i); /* the delta outlives the session */
  mfl_delta_free(delta);
}

static void an_offer_comes_changes_and_goes(void) {
  static const char* const amount[] = {"amount"};
  static const char* const six[] = {"6000"};
  mfl_session* session = opened();
  mfl_delta* delta = planned(session);
  mfl_flow_change flow = MFL_FLOW_CHANGE_INIT;
  mfl_figure_change figure = MFL_FIGURE_CHANGE_INIT;
  mfl_delta_summary summary;
  mfl_plan *before = NULL, *after = NULL;
  mfl_text *a = NULL, *b = NULL;
  int64_t kg = 0;
  size_t i;
  mfl_delta_free(delta);
  CHECK(mfl_session_last_plan(session, &before, NULL) == MFL_OK);
  CHECK(mfl_session_add(session, "offers", columns, school, 7, NULL, NULL) == MFL_OK);
  CHECK(mfl_session_add(session, "offers", columns, school, 7, NULL, NULL) == MFL_OK); /* again */
  CHECK(mfl_session_revision(session) == 2 && mfl_session_planned_revision(session) == 1);
  delta = planned(session);
  summary = summary_of(delta);
  for (i = 0; i < summary.flows; ++i) {
    CHECK(mfl_delta_flow(delta, i, &flow, NULL) == MFL_OK);
    if (strcmp(flow.offer, "T7") == 0) kg += flow.kg;
  }
  CHECK(kg == 9000000);
  mfl_delta_free(delta);
  CHECK(mfl_session_change(session, "offers", "T7", amount, six, 1, NULL, NULL) == MFL_OK);
  delta = planned(session);
  CHECK(mfl_delta_figure(delta, 0, &figure, NULL) == MFL_OK);
  CHECK(strcmp(figure.figure, "surplus_t") == 0);
  CHECK(fabs(figure.before - figure.after - 3000) < 1e-6);
  mfl_delta_free(delta);
  CHECK(mfl_session_remove(session, "offers", "T7", NULL, NULL) == MFL_OK);
  mfl_delta_free(planned(session));
  CHECK(mfl_session_last_plan(session, &after, NULL) == MFL_OK);
  CHECK(mfl_plan_write(before, MFL_FILE_PLAN_JSON, &a, NULL) == MFL_OK);
  CHECK(mfl_plan_write(after, MFL_FILE_PLAN_JSON, &b, NULL) == MFL_OK);
  CHECK(strcmp(mfl_text_data(a), mfl_text_data(b)) == 0);
  mfl_text_free(a);
  mfl_text_free(b);
  mfl_plan_free(before);
  mfl_plan_free(after);
  mfl_session_free(session);
}

static void a_load_is_told_twice_without_harm(void) {
  mfl_session* session = opened();
  mfl_load loads[2] = {MFL_LOAD_INIT, MFL_LOAD_INIT};
  mfl_delta* delta = planned(session);
  mfl_flow_change flow = MFL_FLOW_CHANGE_INIT;
  mfl_error error = MFL_ERROR_INIT;
  mfl_text* text = NULL;
  int64_t kg = 0;
  size_t i;
  mfl_delta_free(delta);
  loads[0].id = "W1", loads[0].offer = "T3", loads[0].destination = "L1";
  loads[0].tonnes = 26.4, loads[0].day = "2024-06-10";
  loads[1] = loads[0];
  loads[1].id = "W2", loads[1].destination = "S1", loads[1].held_t = 26.4;
  CHECK(mfl_session_apply(session, loads, 2, NULL, &error) == MFL_OK);
  CHECK(mfl_session_apply(session, loads, 2, NULL, &error) == MFL_OK);
  CHECK(mfl_session_apply(session, NULL, 0, NULL, &error) == MFL_OK);
  CHECK(mfl_session_revision(session) == 2);
  delta = planned(session);
  for (i = 0; mfl_delta_flow(delta, i, &flow, NULL) == MFL_OK; ++i)
    if (strcmp(flow.kind, "past") == 0) kg += flow.kg;
  CHECK(kg == 52800);
  mfl_delta_free(delta);
  loads[1].tonnes = 27;
  CHECK(mfl_session_apply(session, loads, 2, NULL, &error) == MFL_CONFLICT);
  CHECK(strcmp(error.path, "/state/W2") == 0);
  CHECK(mfl_session_json(session, &text, NULL) == MFL_OK);
  CHECK(strstr(mfl_text_data(text), "held_t") != NULL);
  CHECK(strstr(mfl_text_data(text), "\"W2\"") != NULL);
  mfl_text_free(text);
  mfl_session_free(session);
}

/* A program of tomorrow hands over structs that are larger than this library knows. */
struct larger_load {
  mfl_load load;
  char more[40];
};

static void structs_may_have_grown(void) {
  struct larger_load loads[2];
  struct {
    mfl_delta_summary summary;
    char more[16];
  } large;
  mfl_session* session = opened();
  mfl_delta* delta;
  mfl_load small = MFL_LOAD_INIT;
  int i;
  memset(loads, 7, sizeof loads);
  for (i = 0; i < 2; ++i) {
    loads[i].load = small;
    loads[i].load.struct_size = sizeof loads[i];
    loads[i].load.id = i == 0 ? "W1" : "W2", loads[i].load.offer = "T3";
    loads[i].load.destination = "L1", loads[i].load.tonnes = 5, loads[i].load.day = "2024-07-01";
  }
  CHECK(mfl_session_apply(session, &loads[0].load, 2, NULL, NULL) == MFL_OK);
  loads[1].load.struct_size = sizeof(mfl_load);
  CHECK(mfl_session_apply(session, &loads[0].load, 2, NULL, NULL) == MFL_INVALID_ARGUMENT);
  small.struct_size = 4;
  CHECK(mfl_session_apply(session, &small, 1, NULL, NULL) == MFL_INVALID_ARGUMENT);
  delta = planned(session);
  memset(&large, 7, sizeof large);
  large.summary.struct_size = sizeof large;
  CHECK(mfl_delta_summarise(delta, &large.summary, NULL) == MFL_OK);
  CHECK(large.summary.struct_size == sizeof large && large.summary.revision == 2);
  for (i = 0; i < 16; ++i) CHECK(large.more[i] == 7); /* what it does not know it leaves alone */
  mfl_delta_free(delta);
  mfl_session_free(session);
}

static void refusals_name_everything_and_change_nothing(void) {
  static const char* const bad[] = {"T7", "nowhere", "cheese", "-9", "t", "2024-09", NULL};
  mfl_session* session = opened();
  mfl_diagnostics* found = NULL;
  mfl_error error = MFL_ERROR_INIT;
  mfl_text *before = NULL, *after = NULL;
  CHECK(mfl_session_json(session, &before, NULL) == MFL_OK);
  CHECK(mfl_session_add(session, "offers", columns, bad, 7, &found, &error) ==
        MFL_INVALID_DOCUMENT);
  CHECK(mfl_diagnostics_error_count(found) == 4);
  CHECK(strcmp(error.path, "/offers/T7/place") == 0);
  mfl_diagnostics_free(found);
  CHECK(mfl_session_remove(session, "offers", "T8", &found, NULL) == MFL_NOT_FOUND);
  CHECK(mfl_diagnostics_error_count(found) == 1);
  mfl_diagnostics_free(found);
  CHECK(mfl_session_advance_to(session, 2031, 1, &found, NULL) == MFL_INVALID_DOCUMENT);
  mfl_diagnostics_free(found);
  CHECK(mfl_session_json(session, &after, NULL) == MFL_OK);
  CHECK(strcmp(mfl_text_data(before), mfl_text_data(after)) == 0);
  CHECK(mfl_session_revision(session) == 1);
  mfl_text_free(before);
  mfl_text_free(after);
  mfl_session_free(session);
}

static void what_contradicts_the_plan_is_flagged(void) {
  mfl_session* session = opened();
  mfl_load load = MFL_LOAD_INIT;
  mfl_diagnostics *found = NULL, *all = NULL;
  mfl_diagnostic row = MFL_DIAGNOSTIC_INIT;
  load.id = "W1", load.offer = "T3", load.destination = "L1", load.day = "2024-06-10";
  load.tonnes = 41000; /* at most 40 kt were offered */
  CHECK(mfl_session_apply(session, &load, 1, &found, NULL) == MFL_OK);
  CHECK(mfl_diagnostics_count(found) == 1);
  CHECK(mfl_diagnostics_get(found, 0, &row, NULL) == MFL_OK);
  CHECK(row.severity == MFL_SEVERITY_WARNING && strcmp(row.path, "/state/W1/tonnes") == 0);
  mfl_diagnostics_free(found);
  CHECK(mfl_session_check(session, &all, NULL) == MFL_OK);
  CHECK(mfl_diagnostics_count(all) == 1);
  mfl_diagnostics_free(all);
  mfl_session_free(session);
}

static void stop(const char* stage, double share, void* user) {
  CHECK(stage[0] != '\0' && share >= 0 && share <= 1);
  mfl_cancel_set((mfl_cancel*)user);
}

static void stopped_plans_leave_the_last_one(void) {
  mfl_session* session = opened();
  mfl_cancel* cancel = NULL;
  mfl_replan_options options = MFL_REPLAN_OPTIONS_INIT;
  mfl_delta* delta = NULL;
  mfl_plan* plan = NULL;
  mfl_error error = MFL_ERROR_INIT;
  CHECK(mfl_cancel_create(&cancel, NULL) == MFL_OK);
  options.progress = &stop;
  options.user = cancel;
  CHECK(mfl_session_plan(session, &options, &delta, cancel, &error) == MFL_CANCELLED);
  CHECK(delta == NULL && error.code == MFL_CANCELLED);
  options.progress = NULL;
  options.time_limit_s = 1e-9;
  CHECK(mfl_session_plan(session, &options, &delta, NULL, &error) == MFL_DEADLINE);
  CHECK(delta == NULL && mfl_session_planned_revision(session) == 0);
  CHECK(mfl_session_last_plan(session, &plan, NULL) == MFL_NOT_FOUND && plan == NULL);
  options.time_limit_s = NAN;
  CHECK(mfl_session_plan(session, &options, &delta, NULL, &error) == MFL_INVALID_ARGUMENT);
  CHECK(strcmp(error.path, "time_limit_s") == 0);
  mfl_delta_free(planned(session));
  CHECK(mfl_session_planned_revision(session) == 1);
  mfl_cancel_free(cancel);
  mfl_session_free(session);
}

static void deltas_leave_as_json_and_arrow(void) {
  static const int64_t widths[] = {18, 8, 3};
  mfl_session* session = opened();
  mfl_delta* delta = planned(session);
  const mfl_delta_summary summary = summary_of(delta);
  const uint64_t rows[] = {summary.flows, summary.unmet, summary.figures};
  struct ArrowSchema schema;
  struct ArrowArray array;
  mfl_flow_change flow = MFL_FLOW_CHANGE_INIT;
  mfl_unmet_change unmet = MFL_UNMET_CHANGE_INIT;
  mfl_text* text = NULL;
  int32_t list;
  for (list = MFL_DELTA_FLOWS; list <= MFL_DELTA_FIGURES; ++list) {
    CHECK(mfl_delta_arrow(delta, list, &schema, &array, NULL) == MFL_OK);
    CHECK(schema.n_children == widths[list - 1] && array.n_children == widths[list - 1]);
    CHECK((uint64_t)array.length == rows[list - 1]);
    if (list == MFL_DELTA_FLOWS) {
      CHECK(strcmp(schema.children[9]->name, "kg") == 0);
      CHECK(mfl_delta_flow(delta, 0, &flow, NULL) == MFL_OK);
      CHECK(((const int64_t*)array.children[9]->buffers[1])[0] == flow.kg);
    }
    array.release(&array);
    schema.release(&schema);
    CHECK(array.release == NULL && schema.release == NULL);
  }
  CHECK(mfl_delta_arrow(delta, 9, &schema, &array, NULL) == MFL_NOT_FOUND);
  CHECK(schema.release == NULL && array.release == NULL);
  CHECK(mfl_delta_json(delta, &text, NULL) == MFL_OK);
  CHECK(strstr(mfl_text_data(text), "masseflyt.delta/1") != NULL);
  if (summary.unmet > 0) {
    CHECK(mfl_delta_unmet(delta, 0, &unmet, NULL) == MFL_OK);
    CHECK(unmet.kg > 0 && unmet.reason[0] != '\0' && unmet.reason_nb[0] != '\0');
  }
  mfl_text_free(text);
  mfl_delta_free(delta);
  mfl_session_free(session);
}

static void a_plan_shows_stocks_unmet_savings_and_comparisons(void) {
  mfl_scenario* scenario = small_case();
  mfl_plan_options options = MFL_PLAN_OPTIONS_INIT;
  mfl_plan* plan = NULL;
  mfl_comparison other = MFL_COMPARISON_INIT;
  mfl_account account = MFL_ACCOUNT_INIT, ours = MFL_ACCOUNT_INIT;
  mfl_stock stock = MFL_STOCK_INIT;
  mfl_unmet unmet = MFL_UNMET_INIT;
  mfl_saving saving = MFL_SAVING_INIT;
  mfl_flow flow = MFL_FLOW_INIT;
  size_t i, ranges = 0;
  int64_t most = 0;
  CHECK(mfl_scenario_set(scenario, "offers", "T1", "amount", "400000", NULL) == MFL_OK); /* full */
  CHECK(mfl_scenario_set(scenario, "offers", "T1", "amount_high", "", NULL) == MFL_OK);
  CHECK(mfl_scenario_plan(scenario, &options, &plan, NULL, NULL) == MFL_OK);
  CHECK(mfl_plan_account(plan, MFL_SET_PLAN, &ours, NULL) == MFL_OK);
  CHECK(mfl_plan_comparison_count(plan) == 3);
  for (i = 0; i < 3; ++i) {
    CHECK(mfl_plan_comparison(plan, i, &other, NULL) == MFL_OK);
    CHECK(other.status == MFL_PLAN_OPTIMAL && other.objective == other.bound);
    CHECK(mfl_plan_account(plan, other.set, &account, NULL) == MFL_OK);
    CHECK(account.surplus_t == ours.surplus_t);
    CHECK(mfl_plan_flow(plan, other.set, 0, &flow, NULL) == MFL_OK && flow.kg > 0);
    if (strcmp(other.name, "cost") == 0) CHECK(account.nok <= ours.nok + 1);
  }
  CHECK(mfl_plan_comparison(plan, 3, &other, NULL) == MFL_NOT_FOUND);
  CHECK(mfl_plan_account(plan, MFL_SET_COMPARISONS + 3, &account, NULL) == MFL_NOT_FOUND);
  for (i = 0; i < mfl_plan_stock_count(plan); ++i) {
    CHECK(mfl_plan_stock(plan, i, &stock, NULL) == MFL_OK);
    CHECK(strcmp(stock.store, "S1") == 0 && stock.kg >= 0 && stock.kg <= stock.capacity_kg);
    if (stock.kg > most) most = stock.kg;
  }
  CHECK(i > 0 && most > 0 && stock.year == 2025 && stock.month == 12);
  for (i = 0; i < mfl_plan_unmet_count(plan); ++i) {
    CHECK(mfl_plan_unmet(plan, i, &unmet, NULL) == MFL_OK);
    CHECK(unmet.kg > 0 && unmet.reason[0] != '\0' && unmet.first_month >= 1);
  }
  CHECK(i > 0 && mfl_plan_unmet(plan, i, &unmet, NULL) == MFL_NOT_FOUND);
  CHECK(mfl_plan_saving_count(plan) == 4 * 5); /* objectives x figures */
  for (i = 0; i < mfl_plan_saving_count(plan); ++i) {
    CHECK(mfl_plan_saving(plan, i, &saving, NULL) == MFL_OK);
    CHECK(saving.saving == saving.baseline - saving.plan);
    CHECK(saving.low <= saving.saving && saving.saving <= saving.high);
    if (saving.low < saving.high) ++ranges;
  }
  CHECK(ranges > 0);
  saving.struct_size = 8;
  CHECK(mfl_plan_saving(plan, 0, &saving, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_plan_stock_count(NULL) == 0 && mfl_plan_unmet_count(NULL) == 0);
  CHECK(mfl_plan_saving_count(NULL) == 0 && mfl_plan_comparison_count(NULL) == 0);
  mfl_plan_free(plan);
  mfl_scenario_free(scenario);
}

static void misuse_is_an_error_and_never_a_crash(void) {
  mfl_session* session = opened();
  mfl_session* none = session;
  mfl_scenario* scenario = small_case();
  mfl_session_options options = MFL_SESSION_OPTIONS_INIT;
  mfl_diagnostics* found = NULL;
  mfl_delta* delta = NULL;
  mfl_text* text = NULL;
  mfl_error error = MFL_ERROR_INIT;
  CHECK(mfl_session_open(NULL, NULL, &none, NULL, NULL) == MFL_INVALID_ARGUMENT && none == NULL);
  CHECK(mfl_session_open(scenario, NULL, NULL, NULL, NULL) == MFL_INVALID_ARGUMENT);
  options.threads = 5000;
  CHECK(mfl_session_open(scenario, &options, &none, NULL, &error) == MFL_INVALID_ARGUMENT);
  CHECK(strcmp(error.path, "threads") == 0);
  options.threads = 0;
  options.weights_given = 1;
  options.weight_nok = -1;
  CHECK(mfl_session_open(scenario, &options, &none, NULL, NULL) == MFL_INVALID_ARGUMENT);
  options.struct_size = 12;
  CHECK(mfl_session_open(scenario, &options, &none, NULL, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_scenario_set(scenario, "offers", "T1", "party", "nobody", NULL) == MFL_OK);
  CHECK(mfl_session_open(scenario, NULL, &none, &found, &error) == MFL_INVALID_DOCUMENT);
  CHECK(mfl_diagnostics_error_count(found) == 1 && none == NULL);
  CHECK(strcmp(error.path, "offers.csv:2:party") == 0);
  mfl_diagnostics_free(found);
  CHECK(mfl_session_add(NULL, "offers", columns, school, 7, NULL, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_session_add(session, NULL, columns, school, 7, NULL, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_session_add(session, "offers", NULL, school, 7, NULL, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_session_add(session, "offers", columns, NULL, 7, NULL, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_session_add(session, "ofers", columns, school, 7, NULL, NULL) == MFL_NOT_FOUND);
  CHECK(mfl_session_change(session, "offers", NULL, NULL, NULL, 0, NULL, NULL) ==
        MFL_INVALID_ARGUMENT);
  CHECK(mfl_session_remove(session, "offers", NULL, NULL, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_session_apply(session, NULL, 1, NULL, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_session_advance_to(session, 2024, 13, NULL, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_session_plan(session, NULL, NULL, NULL, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_session_plan(NULL, NULL, &delta, NULL, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_session_json(NULL, &text, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_delta_json(NULL, &text, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_delta_flow(NULL, 0, NULL, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_session_revision(NULL) == 0 && mfl_session_planned_revision(NULL) == 0);
  mfl_session_free(NULL);
  mfl_delta_free(NULL);
  mfl_scenario_free(scenario);
  mfl_session_free(session);
}

static void the_locale_is_left_alone(void) {
  static const char* const names[] = {"nb_NO.UTF-8", "de_DE.UTF-8", "C.UTF-8"};
  const char* now = NULL;
  mfl_session* session;
  size_t i;
  for (i = 0; i < 3 && now == NULL; ++i) now = setlocale(LC_ALL, names[i]);
  session = opened();
  mfl_delta_free(planned(session));
  mfl_session_free(session);
  CHECK(now == NULL || strcmp(setlocale(LC_ALL, NULL), now) == 0);
  CHECK(setlocale(LC_ALL, "C") != NULL);
}

int main(void) {
  the_first_plan_appears_as_a_whole();
  an_offer_comes_changes_and_goes();
  a_load_is_told_twice_without_harm();
  structs_may_have_grown();
  refusals_name_everything_and_change_nothing();
  what_contradicts_the_plan_is_flagged();
  stopped_plans_leave_the_last_one();
  deltas_leave_as_json_and_arrow();
  a_plan_shows_stocks_unmet_savings_and_comparisons();
  misuse_is_an_error_and_never_a_crash();
  the_locale_is_left_alone();
  return 0;
}
