/* Mirrors include/masseflyt/c/monitoring.h. */
#include <masseflyt/masseflyt.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "check.h"

#define SECOND INT64_C(1000000000)

static const char document[] =
    "{\"schema\": \"masseflyt.monitoring/1\", \"zone\": \"Europe/Oslo\","
    " \"streams\": [{\"id\": \"turb\", \"parameter\": \"turbidity\", \"unit\": \"NTU\","
    "   \"meaning\": \"instant\", \"interval_s\": 60},"
    "  {\"id\": \"ss\", \"parameter\": \"ss\", \"unit\": \"mg/l\","
    "   \"meaning\": \"instant\", \"delivered_late\": true}],"
    " \"rules\": [{\"id\": \"high\", \"source\": \"permit 3.1\", \"latch\": \"stop\","
    "   \"conditions\": [{\"stream\": \"turb\", \"statistic\": \"last\", \"comparison\": \"above\","
    "     \"unit\": \"NTU\", \"alarm\": 50, \"stop\": 90, \"clear_alarm\": 25}]},"
    "  {\"id\": \"samples\", \"source\": \"permit 3.2\", \"share_to_meet\": 0.9,"
    "   \"conditions\": [{\"stream\": \"ss\", \"statistic\": \"last\", \"comparison\": \"above\","
    "     \"unit\": \"mg/l\", \"alarm\": 50}]}]}";

static mfl_monitoring_rules* rules(void) {
  mfl_monitoring_rules* out = NULL;
  mfl_diagnostics* found = NULL;
  mfl_error error = MFL_ERROR_INIT;
  CHECK(mfl_monitoring_rules_read(document, sizeof document - 1, 0, &out, &found, &error) ==
        MFL_OK);
  CHECK(out != NULL && found == NULL);
  return out;
}

static mfl_evaluator* evaluator(void) {
  mfl_monitoring_rules* set = rules();
  mfl_evaluator* out = NULL;
  CHECK(mfl_evaluator_create(set, NULL, &out, NULL) == MFL_OK);
  mfl_monitoring_rules_free(set); /* the evaluator keeps what it needs */
  return out;
}

static mfl_outcome* taken(mfl_evaluator* e) {
  mfl_outcome* out = NULL;
  CHECK(mfl_evaluator_take(e, &out, NULL) == MFL_OK);
  return out;
}

/* ---- tables, as any reader of Arrow sees them ------------------------------------------------ */

typedef struct table {
  struct ArrowSchema schema;
  struct ArrowArray array;
} table;

static const struct ArrowArray* column(const table* t, const char* name, const char* format) {
  int64_t i;
  for (i = 0; i < t->schema.n_children; ++i)
    if (strcmp(t->schema.children[i]->name, name) == 0) {
      CHECK(strcmp(t->schema.children[i]->format, format) == 0);
      CHECK(t->array.children[i]->length == t->array.length);
      return t->array.children[i];
    }
  CHECK(!"there is such a column");
  return NULL;
}

static int is_word(const table* t, const char* name, int64_t row, const char* expected) {
  const struct ArrowArray* c = column(t, name, "u");
  const int32_t* ends = (const int32_t*)c->buffers[1];
  const size_t length = (size_t)(ends[row + 1] - ends[row]);
  return length == strlen(expected) &&
         memcmp((const char*)c->buffers[2] + ends[row], expected, length) == 0;
}

static int64_t time_of(const table* t, const char* name, int64_t row) {
  return ((const int64_t*)column(t, name, "tsn:UTC")->buffers[1])[row];
}

static double number(const table* t, const char* name, int64_t row) {
  return ((const double*)column(t, name, "g")->buffers[1])[row];
}

static int64_t integer(const table* t, const char* name, int64_t row) {
  return ((const int64_t*)column(t, name, "l")->buffers[1])[row];
}

static table list_of(const mfl_outcome* outcome, int32_t list) {
  table t;
  CHECK(mfl_outcome_arrow(outcome, list, &t.schema, &t.array, NULL) == MFL_OK);
  CHECK((size_t)t.array.length == mfl_outcome_count(outcome, list));
  return t;
}

static table standing(const mfl_evaluator* e, int32_t list) {
  table t;
  CHECK(mfl_evaluator_arrow(e, list, &t.schema, &t.array, NULL) == MFL_OK);
  return t;
}

static void end(table* t) {
  t->schema.release(&t->schema);
  t->array.release(&t->array);
  CHECK(t->schema.release == NULL && t->array.release == NULL);
}

/* ---- rules ----------------------------------------------------------------------------------- */

static void rules_are_read_and_name_their_streams(void) {
  mfl_monitoring_rules* set = rules();
  mfl_text* text = NULL;
  size_t i = 99;
  CHECK(mfl_monitoring_rules_stream_count(set) == 2 && mfl_monitoring_rules_rule_count(set) == 2);
  CHECK(strcmp(mfl_monitoring_rules_stream(set, 0), "turb") == 0);
  CHECK(strcmp(mfl_monitoring_rules_rule(set, 1), "samples") == 0);
  CHECK(mfl_monitoring_rules_stream(set, 2) == NULL && mfl_monitoring_rules_rule(NULL, 0) == NULL);
  CHECK(mfl_monitoring_rules_find_stream(set, "ss", &i, NULL) == MFL_OK && i == 1);
  CHECK(mfl_monitoring_rules_find_rule(set, "high", &i, NULL) == MFL_OK && i == 0);
  CHECK(mfl_monitoring_rules_find_rule(set, "low", &i, NULL) == MFL_NOT_FOUND);
  CHECK(strlen(mfl_monitoring_rules_hash(set)) == 64);
  CHECK(mfl_monitoring_rules_json(set, &text, NULL) == MFL_OK);
  CHECK(strstr(mfl_text_data(text), "permit 3.1") != NULL);
  mfl_text_free(text);
  mfl_monitoring_rules_free(set);
}

static void all_problems_are_told_at_once(void) {
  static const char bad[] =
      "{\"schema\": \"masseflyt.monitoring/1\", \"zone\": \"UTC\", \"streams\": [{\"id\": \"a\","
      " \"parameter\": \"p\", \"unit\": \"furlong\"}], \"rules\": [{\"id\": \"r\"},"
      " {\"id\": \"s\", \"hold_s\": -1}]}";
  mfl_monitoring_rules* set = (mfl_monitoring_rules*)1;
  mfl_diagnostics* found = NULL;
  mfl_error error = MFL_ERROR_INIT;
  CHECK(mfl_monitoring_rules_read(bad, sizeof bad - 1, 0, &set, &found, &error) ==
        MFL_INVALID_DOCUMENT);
  CHECK(set == NULL && mfl_diagnostics_error_count(found) >= 2);
  CHECK(strstr(mfl_diagnostics_json(found), "furlong") != NULL);
  CHECK(error.path[0] == '/');
  mfl_diagnostics_free(found);
  CHECK(mfl_monitoring_rules_read(NULL, 0, 0, &set, NULL, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_monitoring_rules_read(bad, 3, 0, NULL, NULL, NULL) == MFL_INVALID_ARGUMENT);
}

static void limits_and_schemas_are_there(void) {
  mfl_text* text = NULL;
  size_t i, n = mfl_limit_pack_count();
  CHECK(n >= 20 && mfl_limit_pack_id(n) == NULL);
  for (i = 0; i < n; ++i) {
    CHECK(mfl_limit_pack_json(mfl_limit_pack_id(i), &text, NULL) == MFL_OK);
    CHECK(strstr(mfl_text_data(text), mfl_limit_pack_id(i)) != NULL);
    mfl_text_free(text);
  }
  CHECK(mfl_limit_pack_json("xx.none", &text, NULL) == MFL_NOT_FOUND && text == NULL);
  CHECK(mfl_monitoring_schema(&text, NULL) == MFL_OK);
  CHECK(strstr(mfl_text_data(text), "rolling_s") != NULL);
  mfl_text_free(text);
  CHECK(mfl_quality_schema(&text, NULL) == MFL_OK);
  CHECK(strstr(mfl_text_data(text), "spike") != NULL);
  mfl_text_free(text);
}

/* ---- readings one by one --------------------------------------------------------------------- */

static void feed(mfl_evaluator* e, int first, int count, const double* value) {
  int i;
  for (i = 0; i < count; ++i)
    CHECK(mfl_evaluator_feed(e, 0, (first + i) * 60 * SECOND, value[i], MFL_FLAG_GOOD, 0, NULL) ==
          MFL_OK);
}

static void an_episode_has_its_times_and_its_peak(void) {
  static const double value[] = {1, 60, 70, NAN, 30, 20};
  mfl_evaluator* e = evaluator();
  mfl_outcome* out;
  table t;
  feed(e, 0, 6, value);
  out = taken(e);
  mfl_evaluator_free(e); /* the outcome stands by itself */
  t = list_of(out, MFL_OUTCOME_EPISODES);
  CHECK(t.array.length == 1 && is_word(&t, "rule", 0, "high") && is_word(&t, "level", 0, "alarm"));
  CHECK(is_word(&t, "key", 0, "high@1970-01-01T00:01:00Z"));
  CHECK(time_of(&t, "begin", 0) == 60 * SECOND && time_of(&t, "end", 0) == 300 * SECOND);
  CHECK(number(&t, "peak", 0) == 70 && integer(&t, "missing", 0) == 1);
  CHECK(column(&t, "acknowledged", "tsn:UTC")->null_count == 1);
  end(&t);
  t = list_of(out, MFL_OUTCOME_NOTICES);
  CHECK(t.array.length == 2 && is_word(&t, "kind", 0, "raised") &&
        is_word(&t, "kind", 1, "cleared"));
  end(&t);
  CHECK(mfl_outcome_arrow(out, 99, &t.schema, &t.array, NULL) == MFL_NOT_FOUND);
  CHECK(t.schema.release == NULL && t.array.release == NULL);
  CHECK(mfl_outcome_count(out, 99) == 0 && mfl_outcome_count(NULL, MFL_OUTCOME_LATE) == 0);
  mfl_outcome_free(out);
}

static void a_latched_level_waits_for_a_person(void) {
  static const double value[] = {95, 10};
  mfl_evaluator* e = evaluator();
  mfl_outcome* out;
  table t;
  feed(e, 0, 2, value);
  t = standing(e, MFL_STANDING_OPEN);
  CHECK(t.array.length == 1 && column(&t, "end", "tsn:UTC")->null_count == 1);
  CHECK(((const uint8_t*)column(&t, "latched", "b")->buffers[1])[0] & 1);
  end(&t);
  CHECK(mfl_evaluator_acknowledge(e, 0, "Kari", 100 * SECOND, NULL) == MFL_OK);
  CHECK(mfl_evaluator_reset(e, 0, "Kari", 120 * SECOND, NULL) == MFL_OK);
  CHECK(mfl_evaluator_reset(e, 0, "Kari", 120 * SECOND, NULL) == MFL_NOT_FOUND);
  CHECK(mfl_evaluator_acknowledge(e, 7, "Kari", 0, NULL) == MFL_NOT_FOUND);
  CHECK(mfl_evaluator_acknowledge(e, 0, NULL, 0, NULL) == MFL_INVALID_ARGUMENT);
  out = taken(e);
  t = list_of(out, MFL_OUTCOME_NOTICES);
  CHECK(t.array.length == 3 && is_word(&t, "kind", 2, "reset") && is_word(&t, "by", 2, "Kari"));
  end(&t);
  mfl_outcome_free(out);
  mfl_evaluator_free(e);
}

static void silence_is_found_without_data(void) {
  static const double value[] = {1};
  mfl_evaluator* e = evaluator();
  mfl_outcome* out;
  table t;
  feed(e, 0, 1, value);
  CHECK(mfl_evaluator_advance_to(e, 3600 * SECOND, NULL) == MFL_OK);
  out = taken(e);
  t = list_of(out, MFL_OUTCOME_NOTICES);
  CHECK(t.array.length == 1 && is_word(&t, "kind", 0, "silent") &&
        is_word(&t, "stream", 0, "turb"));
  end(&t);
  mfl_outcome_free(out);
  CHECK(mfl_evaluator_flush(e, NULL) == MFL_OK && mfl_evaluator_flush(NULL, NULL) != MFL_OK);
  mfl_evaluator_free(e);
}

static void samples_are_counted_and_corrected(void) {
  mfl_evaluator* e = evaluator();
  mfl_outcome* out;
  table t;
  int week;
  for (week = 0; week < 10; ++week)
    CHECK(mfl_evaluator_feed(e, 1, week * 7 * 86400 * SECOND, week == 3 ? 80 : 20, MFL_FLAG_GOOD, 0,
                             NULL) == MFL_OK);
  t = standing(e, MFL_STANDING_STATEMENTS);
  CHECK(t.array.length == 1 && integer(&t, "valid", 0) == 10 && integer(&t, "permitted", 0) == 1);
  CHECK(integer(&t, "remaining", 0) == 0 && is_word(&t, "answer", 0, "met"));
  CHECK(is_word(&t, "dates", 0, "1970-01-22"));
  end(&t);
  t = standing(e, MFL_STANDING_RULES);
  CHECK(t.array.length == 2 && is_word(&t, "level", 1, "normal") && number(&t, "value", 1) == 20);
  end(&t);
  t = standing(e, MFL_STANDING_TALLIES);
  CHECK(integer(&t, "readings", 0) == 0 && integer(&t, "readings", 1) == 10);
  end(&t);
  CHECK(mfl_evaluator_arrow(e, 99, &t.schema, &t.array, NULL) == MFL_NOT_FOUND);
  out = taken(e);
  t = list_of(out, MFL_OUTCOME_WINDOWS);
  CHECK(t.array.length == 10 && ((const int32_t*)column(&t, "date", "tdD")->buffers[1])[1] == 7);
  end(&t);
  t = list_of(out, MFL_OUTCOME_CORRECTIONS);
  CHECK(t.array.length == 0 && t.schema.n_children == 9);
  end(&t);
  mfl_outcome_free(out);
  mfl_evaluator_free(e);
}

static void a_restart_changes_nothing(void) {
  static const double before[] = {1, 60}, after[] = {70, 20};
  mfl_monitoring_rules* set = rules();
  mfl_evaluator *e = evaluator(), *again = NULL;
  mfl_text* state = NULL;
  mfl_outcome* out;
  char damaged[16];
  feed(e, 0, 2, before);
  CHECK(mfl_evaluator_snapshot(e, &state, NULL) == MFL_OK);
  mfl_evaluator_free(e);
  memcpy(damaged, mfl_text_data(state), sizeof damaged);
  CHECK(mfl_evaluator_restore(set, damaged, sizeof damaged, NULL, &again, NULL) == MFL_CORRUPT);
  CHECK(again == NULL);
  CHECK(mfl_evaluator_restore(set, mfl_text_data(state), mfl_text_size(state), NULL, &again,
                              NULL) == MFL_OK);
  feed(again, 2, 2, after);
  out = taken(again); /* with what was not taken before the restart */
  CHECK(mfl_outcome_count(out, MFL_OUTCOME_NOTICES) == 2);
  CHECK(mfl_outcome_count(out, MFL_OUTCOME_EPISODES) == 1);
  mfl_outcome_free(out);
  mfl_text_free(state);
  mfl_evaluator_free(again);
  mfl_monitoring_rules_free(set);
}

/* ---- columns --------------------------------------------------------------------------------- */

static void columns_are_the_rows_one_by_one(void) {
  static const int64_t time_ns[] = {0, 60 * SECOND, 120 * SECOND, 180 * SECOND};
  static const double value[] = {1, 60, 70, 20}, infinite[] = {1, INFINITY, 1, 1};
  static const uint8_t flags[] = {MFL_FLAG_GOOD, MFL_FLAG_FAIL, MFL_FLAG_SUSPECT, MFL_FLAG_GOOD};
  mfl_evaluator* e = evaluator();
  mfl_error error = MFL_ERROR_INIT;
  mfl_outcome* out;
  table t;
  CHECK(mfl_evaluator_feed_columns(e, 0, time_ns, value, flags, 4, NULL, NULL) == MFL_OK);
  out = taken(e);
  t = list_of(out, MFL_OUTCOME_EPISODES);
  CHECK(t.array.length == 1 && time_of(&t, "begin", 0) == 120 * SECOND);
  end(&t);
  mfl_outcome_free(out);
  mfl_evaluator_free(e);
  e = evaluator();
  CHECK(mfl_evaluator_feed_columns(e, 0, time_ns, infinite, NULL, 4, NULL, &error) ==
        MFL_INVALID_ARGUMENT);
  CHECK(strcmp(error.path, "row 1") == 0);
  CHECK(mfl_evaluator_feed_columns(e, 0, NULL, value, NULL, 4, NULL, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_evaluator_feed_columns(e, 9, time_ns, value, NULL, 4, NULL, NULL) ==
        MFL_INVALID_ARGUMENT);
  CHECK(mfl_evaluator_feed(e, 0, 0, 1, 5, 0, NULL) == MFL_INVALID_ARGUMENT);
  mfl_evaluator_free(e);
}

static void release_schema(struct ArrowSchema* s) { s->release = NULL; }
static void release_array(struct ArrowArray* a) { a->release = NULL; }

/* A table of three columns in the caller's memory: time in milliseconds, value, stream. */
typedef struct batch {
  struct ArrowSchema schema, fields[3], *field_pointers[3];
  struct ArrowArray array, columns[3], *column_pointers[3];
  const void *time_buffers[2], *value_buffers[2], *stream_buffers[3], *none[1];
} batch;

static void fill(batch* b, const int64_t* ms, const double* value, const uint8_t* valid,
                 const char* ids, const int32_t* ends, int64_t rows) {
  static const char* const names[] = {"time", "value", "stream"};
  static const char* const formats[] = {"tsm:UTC", "g", "u"};
  int i;
  memset(b, 0, sizeof *b);
  b->time_buffers[1] = ms;
  b->value_buffers[0] = valid;
  b->value_buffers[1] = value;
  b->stream_buffers[1] = ends;
  b->stream_buffers[2] = ids;
  for (i = 0; i < 3; ++i) {
    b->fields[i].name = names[i];
    b->fields[i].format = formats[i];
    b->fields[i].release = release_schema;
    b->field_pointers[i] = &b->fields[i];
    b->columns[i].length = rows;
    b->columns[i].null_count = i == 1 && valid != NULL ? 1 : 0;
    b->columns[i].n_buffers = i == 2 ? 3 : 2;
    b->columns[i].buffers = i == 0   ? b->time_buffers
                            : i == 1 ? b->value_buffers
                                     : b->stream_buffers;
    b->columns[i].release = release_array;
    b->column_pointers[i] = &b->columns[i];
  }
  b->schema.format = "+s";
  b->schema.n_children = b->array.n_children = 3;
  b->schema.children = b->field_pointers;
  b->schema.release = release_schema;
  b->array.length = rows;
  b->array.n_buffers = 1;
  b->array.buffers = b->none;
  b->array.children = b->column_pointers;
  b->array.release = release_array;
}

static void an_arrow_batch_is_the_rows_one_by_one(void) {
  static const int64_t ms[] = {0, 60000, 120000, 180000, 604800000};
  static const double value[] = {1, 60, 0, 20, 70};
  static const uint8_t valid[] = {0x1b}; /* the third is null */
  static const int32_t ends[] = {0, 4, 8, 12, 16, 18};
  batch b;
  mfl_evaluator* e = evaluator();
  mfl_outcome* out;
  table t;
  fill(&b, ms, value, valid, "turbturbturbturbss", ends, 5);
  CHECK(mfl_evaluator_feed_arrow(e, &b.schema, &b.array, NULL, NULL, NULL) == MFL_OK);
  CHECK(b.array.release != NULL); /* borrowed, and still the caller's */
  t = standing(e, MFL_STANDING_TALLIES);
  CHECK(integer(&t, "readings", 0) == 4 && integer(&t, "missing", 0) == 1);
  CHECK(integer(&t, "readings", 1) == 1);
  end(&t);
  out = taken(e);
  t = list_of(out, MFL_OUTCOME_EPISODES);
  CHECK(t.array.length == 1 && time_of(&t, "begin", 0) == 60 * SECOND);
  CHECK(time_of(&t, "end", 0) == 180 * SECOND && integer(&t, "missing", 0) == 1);
  end(&t);
  mfl_outcome_free(out);
  mfl_evaluator_free(e);
}

static void a_batch_with_faults_leaves_nothing(void) {
  static const int64_t ms[] = {0, 60000};
  static const double value[] = {60, INFINITY};
  static const int32_t ends[] = {0, 4, 7};
  batch b;
  mfl_evaluator* e = evaluator();
  mfl_diagnostics* found = NULL;
  mfl_error error = MFL_ERROR_INIT;
  mfl_outcome* out;
  fill(&b, ms, value, NULL, "turbtub", ends, 2);
  CHECK(mfl_evaluator_feed_arrow(e, &b.schema, &b.array, &found, NULL, &error) ==
        MFL_INVALID_DOCUMENT);
  CHECK(mfl_diagnostics_count(found) == 2);
  CHECK(strstr(mfl_diagnostics_json(found), "/stream/1") != NULL);
  CHECK(strstr(mfl_diagnostics_json(found), "/value/1") != NULL);
  mfl_diagnostics_free(found);
  b.fields[0].format = "tsm:"; /* without a zone nobody knows what it means */
  CHECK(mfl_evaluator_feed_arrow(e, &b.schema, &b.array, NULL, NULL, &error) ==
        MFL_INVALID_ARGUMENT);
  CHECK(strstr(error.message, "zone") != NULL);
  b.fields[0].name = "when";
  CHECK(mfl_evaluator_feed_arrow(e, &b.schema, &b.array, NULL, NULL, &error) ==
        MFL_INVALID_ARGUMENT);
  CHECK(strstr(error.message, "time") != NULL);
  CHECK(mfl_evaluator_feed_arrow(e, NULL, &b.array, NULL, NULL, NULL) == MFL_INVALID_ARGUMENT);
  out = taken(e);
  CHECK(mfl_outcome_count(out, MFL_OUTCOME_NOTICES) == 0);
  mfl_outcome_free(out);
  mfl_evaluator_free(e);
}

/* ---- quality --------------------------------------------------------------------------------- */

static void flags_come_as_columns(void) {
  static const char json[] =
      "{\"schema\": \"masseflyt.quality/1\", \"tests\": {\"gross_range\": {\"fail_span\": [0, 100],"
      " \"suspect_span\": [1, 50]}, \"spike\": {\"suspect_threshold\": 20}}}";
  static const int64_t time_ns[] = {0, 1, 2, 3};
  static const double value[] = {2, 60, 2, NAN};
  mfl_quality_plan* plan = NULL;
  mfl_diagnostics* found = NULL;
  const uint8_t *range, *rollup;
  table t;
  CHECK(mfl_quality_plan_read(json, sizeof json - 1, &plan, &found, NULL) == MFL_OK);
  CHECK(found == NULL);
  CHECK(mfl_quality_run(plan, time_ns, value, 4, &t.schema, &t.array, NULL, NULL) == MFL_OK);
  CHECK(t.schema.n_children == 3 && t.array.length == 4);
  range = (const uint8_t*)column(&t, "gross_range", "C")->buffers[1];
  rollup = (const uint8_t*)column(&t, "rollup", "C")->buffers[1];
  CHECK(range[0] == MFL_FLAG_GOOD && range[1] == MFL_FLAG_SUSPECT && range[3] == MFL_FLAG_MISSING);
  CHECK(rollup[1] == MFL_FLAG_SUSPECT && rollup[3] == MFL_FLAG_MISSING);
  end(&t);
  CHECK(mfl_quality_run(plan, NULL, value, 4, &t.schema, &t.array, NULL, NULL) ==
        MFL_INVALID_ARGUMENT);
  mfl_quality_plan_free(plan);
  CHECK(mfl_quality_plan_read("{}", 2, &plan, &found, NULL) == MFL_INVALID_DOCUMENT);
  CHECK(plan == NULL && mfl_diagnostics_error_count(found) == 2);
  mfl_diagnostics_free(found);
}

static void other_series_stand_beside_the_one_that_is_tested(void) {
  static const char json[] =
      "{\"schema\": \"masseflyt.quality/1\", \"tests\": {\"neighbours\": {\"series\": [\"b\", "
      "\"c\"],"
      " \"suspect_threshold\": 2, \"fail_threshold\": 5, \"max_age_s\": 1}}}";
  static const int64_t time_ns[] = {0, 1, 2}, back[] = {0, 2, 1};
  static const double value[] = {1, 1, 9}, b[] = {1, 1, 1}, c[] = {1, NAN, 4};
  const char* names[] = {"b", "c"};
  const int64_t* times[] = {time_ns, time_ns};
  const double* values[] = {b, c};
  const size_t counts[] = {3, 3};
  mfl_quality_plan* plan = NULL;
  mfl_error error = MFL_ERROR_INIT;
  const uint8_t* flags;
  table t;
  CHECK(mfl_quality_plan_read(json, sizeof json - 1, &plan, NULL, NULL) == MFL_OK);
  CHECK(mfl_quality_plan_other_count(plan) == 2 && mfl_quality_plan_other(plan, 2) == NULL);
  CHECK(strcmp(mfl_quality_plan_other(plan, 1), "c") == 0);
  CHECK(mfl_quality_plan_other_count(NULL) == 0);
  CHECK(mfl_quality_run_beside(plan, time_ns, value, 3, names, times, values, counts, 2, &t.schema,
                               &t.array, NULL, NULL) == MFL_OK);
  flags = (const uint8_t*)column(&t, "neighbours", "C")->buffers[1];
  CHECK(flags[0] == MFL_FLAG_GOOD && flags[2] == MFL_FLAG_FAIL);
  end(&t);
  CHECK(mfl_quality_run(plan, time_ns, value, 3, &t.schema, &t.array, NULL, &error) ==
        MFL_NOT_FOUND);
  CHECK(strstr(error.message, "'b'") != NULL && strstr(error.message, "'c'") != NULL);
  CHECK(mfl_quality_run_beside(plan, time_ns, value, 3, names, NULL, values, counts, 2, &t.schema,
                               &t.array, NULL, &error) == MFL_INVALID_ARGUMENT);
  times[1] = back;
  CHECK(mfl_quality_run_beside(plan, time_ns, value, 3, names, times, values, counts, 2, &t.schema,
                               &t.array, NULL, &error) == MFL_NOT_SORTED);
  CHECK(strcmp(error.path, "c: row 2") == 0);
  mfl_quality_plan_free(plan);
}

int main(void) {
  rules_are_read_and_name_their_streams();
  all_problems_are_told_at_once();
  limits_and_schemas_are_there();
  an_episode_has_its_times_and_its_peak();
  a_latched_level_waits_for_a_person();
  silence_is_found_without_data();
  samples_are_counted_and_corrected();
  a_restart_changes_nothing();
  columns_are_the_rows_one_by_one();
  an_arrow_batch_is_the_rows_one_by_one();
  a_batch_with_faults_leaves_nothing();
  flags_come_as_columns();
  other_series_stand_beside_the_one_that_is_tested();
  return 0;
}
