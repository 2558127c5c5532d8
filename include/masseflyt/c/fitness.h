/* masseflyt/c/fitness.h — what may this mass be used for, and what has to be tested first? */
#ifndef MASSEFLYT_C_FITNESS_H
#define MASSEFLYT_C_FITNESS_H

#include <masseflyt/c/core.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mfl_fit_options {
  uint32_t struct_size;
  int32_t strict;               /**< never rest on a rule whose source nobody has checked */
  const char* date;             /**< day whose rules count, "2026-01-31"; NULL: the newest */
  int32_t vulnerable_recipient; /**< it would lie near one */
  int32_t under_buildings;      /**< it would lie under buildings */
  const char* const* wanted;    /**< what the buyer asks for: "los_angeles<=35"; may be NULL */
  size_t wanted_count;
  const char* const* layers; /**< own tables of layers, rule packs as JSON; may be NULL */
  size_t layers_count;
} mfl_fit_options;
#define MFL_FIT_OPTIONS_INIT \
  { sizeof(mfl_fit_options), 0, NULL, 0, 0, NULL, 0, NULL, 0 }

/* All of these take a lot "masseflyt.lot/1" and give JSON with texts in English and Norwegian.
 * `options` may be NULL. `*out` belongs to the caller, and so does `*found` whether or not the call
 * succeeds: all that was noticed about the lot, or NULL if nothing was. `found` may be NULL.
 * Errors: MFL_INVALID_ARGUMENT, MFL_INVALID_DOCUMENT (`found` holds every fault), MFL_NOT_FOUND
 * (use, table or rules of that day), MFL_LIMIT_EXCEEDED. */

/** "masseflyt.fit/1": the answer for one use, its reasons and its open duties.
 *  `use`: "fill/sentrum/>1", "concrete_aggregate", "landfill/inert", ... */
MFL_API mfl_status mfl_fit(const char* lot, size_t length, const char* use,
                           const mfl_fit_options* options, mfl_text** out, mfl_diagnostics** found,
                           mfl_error* error);

/** "masseflyt.uses/1": all uses from the top of the resource pyramid down, the level the lot is
 *  at, the highest it could reach and what that takes. */
MFL_API mfl_status mfl_uses(const char* lot, size_t length, const mfl_fit_options* options,
                            mfl_text** out, mfl_diagnostics** found, mfl_error* error);

/** "masseflyt.duties_of_lot/1": what has to be tested before the lot is used so, fulfilled or not.
 */
MFL_API mfl_status mfl_duties(const char* lot, size_t length, const char* use,
                              const mfl_fit_options* options, mfl_text** out,
                              mfl_diagnostics** found, mfl_error* error);

#ifdef __cplusplus
}
#endif
#endif
