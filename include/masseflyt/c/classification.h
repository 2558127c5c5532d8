/* masseflyt/c/classification.h — is this mass contaminated, and in which condition class? */
#ifndef MASSEFLYT_C_CLASSIFICATION_H
#define MASSEFLYT_C_CLASSIFICATION_H

#include <masseflyt/c/arrow.h>
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

/* ---- millions of samples ------------------------------------------------------------------- */

/** What a member that was not quantified adds to a sum. */
enum {
  MFL_SUMS_LOWER = 1,  /**< nothing, as laboratories do */
  MFL_SUMS_MIDDLE = 2, /**< half its LOQ */
  MFL_SUMS_UPPER = 3   /**< all of it */
};

typedef struct mfl_classify_table_options {
  uint32_t struct_size;
  int32_t strict;   /**< trust no limit whose source nobody has checked, and no "nd" without LOQ */
  const char* date; /**< day whose rules count, "2026-01-31"; NULL: the newest */
  int32_t sums;     /**< MFL_SUMS_* */
  uint32_t threads; /**< 0: as many as the machine has; the answers are the same for all */
  mfl_progress progress; /**< may be NULL */
  void* user;            /**< handed to `progress` */
} mfl_classify_table_options;
#define MFL_CLASSIFY_TABLE_OPTIONS_INIT \
  { sizeof(mfl_classify_table_options), 0, NULL, MFL_SUMS_LOWER, 1, NULL, NULL }

/** The verdicts on a table of results that stays where it is: `count` Arrow struct arrays of one
 *  schema, which are borrowed for the call and not released. One row per result, rows of a sample
 *  together; columns
 *    sample     integer or text
 *    analyte    text (any name or synonym), or the index in the catalogue
 *    value      number, or text as laboratories write it; null: missing
 *    qualifier  optional: "<" (value is the LOQ), ">", "nd", "=" or nothing; or 1 to 5 for
 *               quantified, below LOQ, not detected, above range, missing
 *    loq        optional number: a result that is missing or smaller is below it
 *    unit       optional text; without it mg/kg of dry matter
 *  Text may be utf8, large_utf8, utf8_view or a dictionary of these; other columns are ignored.
 *
 *  The answer is one struct array, a row per sample in their order: sample; contaminated (no, yes,
 *  unknown); int8 condition_class (1 to 6, null: open), class_low, class_high; status
 *  (conclusive, inconclusive); driver (null: none); list drivers, above_normverdi; bool
 *  upper_sum_matters. Words are dictionaries with int8 codes. New columns join at the end. On
 *  MFL_OK both are the caller's to release.
 *
 *  `*found` gets all that was noticed, or NULL if nothing was, whether or not the call succeeds:
 *  a fault in row 7 of `value` has the path "/value/7", rows counted from 0 through all arrays.
 *  At most 100 faults are told one by one. `options`, `found` and `cancel` may be NULL.
 *  Errors: MFL_INVALID_ARGUMENT (columns, options), MFL_INVALID_DOCUMENT (rows with faults),
 *  MFL_NOT_SORTED (rows of a sample lie apart), MFL_NOT_FOUND (no rules on that day),
 *  MFL_CANCELLED. */
MFL_API mfl_status mfl_classify_arrow(const struct ArrowSchema* schema,
                                      const struct ArrowArray* const* batches, size_t count,
                                      const mfl_classify_table_options* options,
                                      struct ArrowSchema* out_schema, struct ArrowArray* out_array,
                                      mfl_diagnostics** found, mfl_cancel* cancel,
                                      mfl_error* error);

#ifdef __cplusplus
}
#endif
#endif
