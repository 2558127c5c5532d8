/* Mirrors mfl_plan_flows_arrow(): the rows of mfl_plan_flow(), under the rules of the Arrow C data
 * interface. */
#include <masseflyt/masseflyt.h>

#include <string.h>

#include "check.h"

static mfl_plan* small_plan(void) {
  mfl_scenario* scenario = NULL;
  mfl_plan_options options = MFL_PLAN_OPTIONS_INIT;
  mfl_plan* plan = NULL;
  options.comparisons = options.sensitivity = 0;
  CHECK(mfl_scenario_create_from_path(MASSEFLYT_TEST_DATA "/small_case", &scenario, NULL, NULL) ==
        MFL_OK);
  CHECK(mfl_scenario_plan(scenario, &options, &plan, NULL, NULL) == MFL_OK);
  mfl_scenario_free(scenario);
  return plan;
}

static const struct ArrowArray* column(const struct ArrowSchema* schema,
                                       const struct ArrowArray* array, const char* name,
                                       const char* format) {
  int64_t i;
  for (i = 0; i < schema->n_children; ++i)
    if (strcmp(schema->children[i]->name, name) == 0) {
      CHECK(strcmp(schema->children[i]->format, format) == 0);
      return array->children[i];
    }
  CHECK(!"there is such a column");
  return NULL;
}

static void arrow_holds_the_same_rows(void) {
  mfl_plan* plan = small_plan();
  struct ArrowSchema schema;
  struct ArrowArray array;
  const struct ArrowArray *kg, *offer, *period, *nok;
  mfl_flow flow = MFL_FLOW_INIT;
  int64_t i;
  CHECK(mfl_plan_flows_arrow(plan, MFL_SET_PLAN, &schema, &array, NULL) == MFL_OK);
  CHECK(strcmp(schema.format, "+s") == 0 && schema.n_children == 16);
  CHECK(array.n_children == 16 && array.n_buffers == 1 && array.null_count == 0);
  CHECK((size_t)array.length == mfl_plan_flow_count(plan, MFL_SET_PLAN) && array.length > 0);
  kg = column(&schema, &array, "kg", "l");
  offer = column(&schema, &array, "offer", "u");
  period = column(&schema, &array, "period", "tdD");
  nok = column(&schema, &array, "total_nok", "g");
  for (i = 0; i < array.length; ++i) {
    const int32_t* ends = (const int32_t*)offer->buffers[1];
    const size_t length = (size_t)(ends[i + 1] - ends[i]);
    const int32_t day = ((const int32_t*)period->buffers[1])[i];
    CHECK(mfl_plan_flow(plan, MFL_SET_PLAN, (size_t)i, &flow, NULL) == MFL_OK);
    CHECK(((const int64_t*)kg->buffers[1])[i] == flow.kg);
    CHECK(((const double*)nok->buffers[1])[i] == flow.total_nok);
    CHECK(strlen(flow.offer) == length);
    CHECK(memcmp((const char*)offer->buffers[2] + ends[i], flow.offer, length) == 0);
    if (flow.year == 2024 && flow.month == 3) CHECK(day == 19783); /* 2024-03-01 */
    CHECK(day >= 19723);                                           /* 2024-01-01 */
  }
  array.release(&array);
  schema.release(&schema);
  CHECK(array.release == NULL && schema.release == NULL);
  mfl_plan_free(plan);
}

static void a_column_outlives_its_table_and_the_plan(void) {
  mfl_plan* plan = small_plan();
  struct ArrowSchema schema;
  struct ArrowArray array, kept;
  int64_t i, rows;
  CHECK(mfl_plan_flows_arrow(plan, MFL_SET_BASELINE, &schema, &array, NULL) == MFL_OK);
  mfl_plan_free(plan);
  rows = array.length;
  kept = *array.children[10]; /* kg: moved out, as the specification has it */
  array.children[10]->release = NULL;
  schema.release(&schema);
  array.release(&array);
  CHECK(kept.length == rows && rows > 0);
  for (i = 0; i < rows; ++i) CHECK(((const int64_t*)kept.buffers[1])[i] > 0);
  kept.release(&kept);
  CHECK(kept.release == NULL);
}

static void what_fails_leaves_nothing_to_release(void) {
  mfl_plan* plan = small_plan();
  struct ArrowSchema schema;
  struct ArrowArray array;
  memset(&schema, 1, sizeof schema);
  memset(&array, 1, sizeof array);
  CHECK(mfl_plan_flows_arrow(plan, 99, &schema, &array, NULL) == MFL_NOT_FOUND);
  CHECK(schema.release == NULL && array.release == NULL);
  CHECK(mfl_plan_flows_arrow(plan, MFL_SET_PLAN, NULL, &array, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_plan_flows_arrow(NULL, MFL_SET_PLAN, &schema, &array, NULL) == MFL_INVALID_ARGUMENT);
  mfl_plan_free(plan);
}

int main(void) {
  arrow_holds_the_same_rows();
  a_column_outlives_its_table_and_the_plan();
  what_fails_leaves_nothing_to_release();
  return 0;
}
