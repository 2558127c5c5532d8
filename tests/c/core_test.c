/* Mirrors include/masseflyt/c/core.h. C99 and pedantic, so the header is proved to be C. */
#include <masseflyt/masseflyt.h>

#include <stdio.h>
#include <string.h>

#include "check.h"

static void versions_of_header_and_library_agree(void) {
  char header[32];
  snprintf(header, sizeof header, "%d.%d.%d", MFL_VERSION_MAJOR, MFL_VERSION_MINOR,
           MFL_VERSION_PATCH);
  CHECK(strcmp(mfl_version(), header) == 0);
  CHECK(mfl_abi_version() == MFL_ABI_VERSION);
}

static void build_info_names_version_and_components(void) {
  CHECK(strncmp(mfl_build_info(), "{\"version\":\"", 12) == 0);
  CHECK(strstr(mfl_build_info(), "\"boost\":\"1.") != NULL);
  CHECK(mfl_build_info()[strlen(mfl_build_info()) - 1] == '}');
}

static void every_status_has_a_name(void) {
  mfl_status status;
  CHECK(strcmp(mfl_status_name(MFL_OK), "ok") == 0);
  CHECK(strcmp(mfl_status_name(MFL_RULE_NOT_VERIFIED), "rule_not_verified") == 0);
  for (status = MFL_OK; status <= MFL_RULE_NOT_VERIFIED; ++status)
    CHECK(strcmp(mfl_status_name(status), "unknown") != 0);
  CHECK(strcmp(mfl_status_name(MFL_RULE_NOT_VERIFIED + 1), "unknown") == 0);
  CHECK(strcmp(mfl_status_name(-1), "unknown") == 0);
}

static void no_diagnostics_are_an_empty_list(void) {
  mfl_diagnostic row = MFL_DIAGNOSTIC_INIT;
  mfl_error error = MFL_ERROR_INIT;
  CHECK(mfl_diagnostics_count(NULL) == 0);
  CHECK(mfl_diagnostics_error_count(NULL) == 0);
  CHECK(strcmp(mfl_diagnostics_json(NULL), "[]") == 0);
  CHECK(mfl_diagnostics_get(NULL, 0, &row, &error) == MFL_NOT_FOUND);
  CHECK(error.code == MFL_NOT_FOUND && strstr(error.message, "diagnostic 0") != NULL);
  mfl_diagnostics_free(NULL);
}

static void an_answer_without_a_size_is_refused(void) {
  mfl_diagnostic row = {0, 0, 0, NULL, NULL, NULL};
  mfl_error error = MFL_ERROR_INIT;
  CHECK(mfl_diagnostics_get(NULL, 0, &row, &error) == MFL_INVALID_ARGUMENT);
  CHECK(strcmp(error.path, "out") == 0);
  CHECK(mfl_diagnostics_get(NULL, 0, NULL, &error) == MFL_INVALID_ARGUMENT);
}

static void an_error_without_a_size_is_left_alone(void) {
  mfl_error error = MFL_ERROR_INIT;
  error.struct_size = 8;
  CHECK(mfl_cancel_create(NULL, &error) == MFL_INVALID_ARGUMENT);
  CHECK(error.code == MFL_OK && error.message[0] == '\0');
  CHECK(mfl_cancel_create(NULL, NULL) == MFL_INVALID_ARGUMENT);
}

static void a_cancel_is_set_once_and_for_all(void) {
  mfl_cancel* cancel = NULL;
  mfl_error error = MFL_ERROR_INIT;
  CHECK(mfl_cancel_create(&cancel, &error) == MFL_OK && cancel != NULL);
  CHECK(error.code == MFL_OK);
  CHECK(mfl_cancel_is_set(cancel) == 0);
  mfl_cancel_set(cancel);
  mfl_cancel_set(cancel);
  CHECK(mfl_cancel_is_set(cancel) == 1);
  mfl_cancel_free(cancel);
}

static void null_is_no_cancel(void) {
  mfl_cancel_set(NULL);
  CHECK(mfl_cancel_is_set(NULL) == 0);
  mfl_cancel_free(NULL);
}

int main(void) {
  versions_of_header_and_library_agree();
  build_info_names_version_and_components();
  every_status_has_a_name();
  no_diagnostics_are_an_empty_list();
  an_answer_without_a_size_is_refused();
  an_error_without_a_size_is_left_alone();
  a_cancel_is_set_once_and_for_all();
  null_is_no_cancel();
  return 0;
}
