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

int main(void) {
  a_sample_above_the_limit_is_contaminated();
  a_fault_has_its_row_and_no_verdict();
  return 0;
}
