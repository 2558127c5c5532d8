/* Mirrors include/masseflyt/c/classification.h. */
#include <masseflyt/masseflyt.h>

#include <string.h>

#include "check.h"

static void a_sample_above_the_limit_is_contaminated(void) {
  static const char table[] = "sample,analyte,value,unit\nP1,As,11,mg/kg\nP2,As,2,mg/kg\n";
  mfl_text* verdicts = NULL;
  CHECK(mfl_classify_csv(table, sizeof table - 1, "lab.csv", NULL, &verdicts, NULL, NULL) ==
        MFL_OK);
  CHECK(strstr(mfl_text_data(verdicts), "\nP1,yes,2,") != NULL);
  CHECK(strstr(mfl_text_data(verdicts), "\nP2,no,1,") != NULL);
  mfl_text_free(verdicts);
}

static void a_fault_has_its_row_and_no_verdict(void) {
  static const char table[] = "sample,analyte,value,unit\nP1,As,much,mg/kg\n";
  mfl_text* verdicts = NULL;
  mfl_diagnostics* found = NULL;
  mfl_diagnostic fault = MFL_DIAGNOSTIC_INIT;
  CHECK(mfl_classify_csv(table, sizeof table - 1, "lab.csv", NULL, &verdicts, &found, NULL) ==
        MFL_INVALID_DOCUMENT);
  CHECK(verdicts == NULL && mfl_diagnostics_error_count(found) == 1);
  CHECK(mfl_diagnostics_get(found, 0, &fault, NULL) == MFL_OK);
  CHECK(strncmp(fault.path, "lab.csv:2:", 10) == 0);
  mfl_diagnostics_free(found);
  CHECK(mfl_classify_csv(NULL, 0, NULL, NULL, &verdicts, NULL, NULL) == MFL_INVALID_ARGUMENT);
}

/* ---- columns ----------------------------------------------------------------------------------
 */

static void released(struct ArrowArray* array) { array->release = NULL; }
static void released_schema(struct ArrowSchema* schema) { schema->release = NULL; }

/* sample, analyte and value of four results, the second column a dictionary. The memory is the
 * caller's own: nothing is copied and nothing of it is released. */
struct results {
  int32_t sample[4];
  int8_t analyte[4];
  double value[4];
  int32_t word_ends[3];
  const void *sample_buffers[2], *analyte_buffers[2], *value_buffers[2], *word_buffers[3];
  const void* no_buffers[1];
  struct ArrowArray columns[3], words, table;
  struct ArrowArray* children[3];
  struct ArrowSchema fields[3], word_field, schema;
  struct ArrowSchema* field_pointers[3];
};

static struct ArrowArray array_of(int64_t length, int64_t n_buffers, const void** buffers) {
  struct ArrowArray array;
  memset(&array, 0, sizeof array);
  array.length = length, array.n_buffers = n_buffers, array.buffers = buffers;
  array.release = &released;
  return array;
}

static struct ArrowSchema field_of(const char* format, const char* name) {
  struct ArrowSchema field;
  memset(&field, 0, sizeof field);
  field.format = format, field.name = name, field.release = &released_schema;
  return field;
}

static void fill(struct results* r, double last) {
  static const int32_t sample[4] = {7, 7, 7, 9};
  static const int8_t analyte[4] = {0, 1, 1, 0};
  static const int32_t ends[3] = {0, 5, 8};
  const double value[4] = {700, 1, 2, last};
  int i;
  memset(r, 0, sizeof *r);
  memcpy(r->sample, sample, sizeof sample), memcpy(r->analyte, analyte, sizeof analyte);
  memcpy(r->value, value, sizeof value), memcpy(r->word_ends, ends, sizeof ends);
  r->sample_buffers[1] = r->sample, r->analyte_buffers[1] = r->analyte;
  r->value_buffers[1] = r->value;
  r->word_buffers[1] = r->word_ends, r->word_buffers[2] = "Bly  As ";
  r->columns[0] = array_of(4, 2, r->sample_buffers);
  r->columns[1] = array_of(4, 2, r->analyte_buffers);
  r->columns[2] = array_of(4, 2, r->value_buffers);
  r->words = array_of(2, 3, r->word_buffers);
  r->columns[1].dictionary = &r->words;
  r->fields[0] = field_of("i", "sample"), r->fields[1] = field_of("c", "analyte");
  r->fields[2] = field_of("g", "value");
  r->word_field = field_of("u", "");
  r->fields[1].dictionary = &r->word_field;
  for (i = 0; i < 3; ++i) r->children[i] = &r->columns[i], r->field_pointers[i] = &r->fields[i];
  r->table = array_of(4, 1, r->no_buffers);
  r->table.n_children = 3, r->table.children = r->children;
  r->schema = field_of("+s", "");
  r->schema.n_children = 3, r->schema.children = r->field_pointers;
}

static void columns_are_judged_where_they_lie(void) {
  struct results r;
  const struct ArrowArray* batch = &r.table;
  struct ArrowSchema schema;
  struct ArrowArray out;
  mfl_diagnostics* found = NULL;
  fill(&r, 3);
  CHECK(mfl_classify_arrow(&r.schema, &batch, 1, NULL, &schema, &out, &found, NULL, NULL) ==
        MFL_OK);
  CHECK(out.length == 2 && strcmp(schema.format, "+s") == 0);
  CHECK(strcmp(schema.children[0]->name, "sample") == 0);
  CHECK(((const int64_t*)out.children[0]->buffers[1])[1] == 9);
  CHECK(strcmp(schema.children[3]->name, "class_low") == 0);
  CHECK(((const int8_t*)out.children[3]->buffers[1])[0] == 4);
  CHECK(((const int8_t*)out.children[3]->buffers[1])[1] == 1);
  CHECK(mfl_diagnostics_count(found) == 1); /* arsenic twice in sample 7 */
  mfl_diagnostics_free(found);
  CHECK(r.table.release != NULL); /* still the caller's */
  out.release(&out);
  schema.release(&schema);
}

static void a_fault_of_a_column_has_its_row(void) {
  struct results r;
  const struct ArrowArray* batch = &r.table;
  struct ArrowSchema schema;
  struct ArrowArray out;
  mfl_diagnostics* found = NULL;
  mfl_diagnostic fault = MFL_DIAGNOSTIC_INIT;
  mfl_classify_table_options options = MFL_CLASSIFY_TABLE_OPTIONS_INIT;
  mfl_cancel* cancel = NULL;
  fill(&r, -1);
  CHECK(mfl_classify_arrow(&r.schema, &batch, 1, &options, &schema, &out, &found, NULL, NULL) ==
        MFL_INVALID_DOCUMENT);
  CHECK(schema.release == NULL && out.release == NULL);
  CHECK(mfl_diagnostics_get(found, 0, &fault, NULL) == MFL_OK);
  CHECK(strcmp(fault.path, "/value/3") == 0);
  mfl_diagnostics_free(found);
  options.sums = 9;
  CHECK(mfl_classify_arrow(&r.schema, &batch, 1, &options, &schema, &out, NULL, NULL, NULL) ==
        MFL_INVALID_ARGUMENT);
  r.fields[2].format = "tdD"; /* a day is no concentration */
  CHECK(mfl_classify_arrow(&r.schema, &batch, 1, NULL, &schema, &out, NULL, NULL, NULL) ==
        MFL_INVALID_ARGUMENT);
  fill(&r, 1);
  CHECK(mfl_cancel_create(&cancel, NULL) == MFL_OK);
  mfl_cancel_set(cancel);
  CHECK(mfl_classify_arrow(&r.schema, &batch, 1, NULL, &schema, &out, NULL, cancel, NULL) ==
        MFL_CANCELLED);
  mfl_cancel_free(cancel);
  CHECK(mfl_classify_arrow(NULL, &batch, 1, NULL, &schema, &out, NULL, NULL, NULL) ==
        MFL_INVALID_ARGUMENT);
  CHECK(mfl_classify_arrow(&r.schema, NULL, 0, NULL, &schema, &out, NULL, NULL, NULL) == MFL_OK);
  CHECK(out.length == 0);
  out.release(&out);
  schema.release(&schema);
}

int main(void) {
  a_sample_above_the_limit_is_contaminated();
  a_fault_has_its_row_and_no_verdict();
  columns_are_judged_where_they_lie();
  a_fault_of_a_column_has_its_row();
  return 0;
}
