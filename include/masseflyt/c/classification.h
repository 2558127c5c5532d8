/* masseflyt/c/classification.h — is this mass contaminated, and in which condition class? */
#ifndef MASSEFLYT_C_CLASSIFICATION_H
#define MASSEFLYT_C_CLASSIFICATION_H

#include <masseflyt/c/core.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mfl_classify_options {
  uint32_t struct_size;
  int32_t norwegian; /**< reasons in Norwegian bokmål */
  int32_t explain;   /**< reasons with their sources and what would change them */
  int32_t strict;    /**< trust no limit whose source nobody has checked */
  const char* date;  /**< day whose rules count, "2026-01-31"; NULL: the newest */
} mfl_classify_options;
#define MFL_CLASSIFY_OPTIONS_INIT \
  { sizeof(mfl_classify_options), 0, 0, 0, NULL }

/** From a laboratory's long table `sample,analyte,value,unit` to
 *  `sample,contaminated,condition_class,drivers,above_normverdi,status,reasons`, by the built-in
 *  rules. `file_name` stands in front of the places of faults and may be NULL; `options` too.
 *  `*out` belongs to the caller, and so does `*found` whether or not the call succeeds: all that
 *  was noticed, or NULL if nothing was. `found` may be NULL.
 *  Errors: MFL_INVALID_ARGUMENT, MFL_INVALID_DOCUMENT (no verdict is given on a table with
 *  faults), MFL_LIMIT_EXCEEDED. */
MFL_API mfl_status mfl_classify_csv(const char* bytes, size_t length, const char* file_name,
                                    const mfl_classify_options* options, mfl_text** out,
                                    mfl_diagnostics** found, mfl_error* error);

#ifdef __cplusplus
}
#endif
#endif
