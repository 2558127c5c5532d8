/* masseflyt/c/scenario.h — the one input of masseflyt: read it, change it, check it.
 *
 * Tables and columns are those of docs/input.md; mfl_scenario_schema() tells them to a program.
 */
#ifndef MASSEFLYT_C_SCENARIO_H
#define MASSEFLYT_C_SCENARIO_H

#include <masseflyt/c/core.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Opaque. May be read (const) from many threads at once, but changed only while no other thread
 *  uses it. A plan keeps nothing of it: change or free the scenario as soon as the plan is there.
 */
typedef struct mfl_scenario mfl_scenario;

/* The two readers below answer alike. On MFL_OK `*out` belongs to the caller, and so does `*found`
 * whether or not the call succeeds: all faults of the text, or NULL if there are none. `found` may
 * be NULL. A text with faults may still give a scenario, to look at; it does not plan. */

/** One JSON document of `length` bytes. It is copied.
 *  Errors: MFL_INVALID_ARGUMENT, MFL_INVALID_DOCUMENT (nothing could be read). */
MFL_API mfl_status mfl_scenario_create_from_json(const char* json, size_t length,
                                                 mfl_scenario** out, mfl_diagnostics** found,
                                                 mfl_error* error);
/** A folder of CSV, GeoJSON and JSON files, or one JSON file. Path in UTF-8.
 *  Errors: as above, MFL_IO (nothing there). */
MFL_API mfl_status mfl_scenario_create_from_path(const char* path, mfl_scenario** out,
                                                 mfl_diagnostics** found, mfl_error* error);
/** Without any table, to be built up with mfl_scenario_set() and mfl_scenario_put(). */
MFL_API mfl_status mfl_scenario_create(mfl_scenario** out, mfl_error* error);
/** As it is now, changes included, to vary one without the other. */
MFL_API mfl_status mfl_scenario_copy(const mfl_scenario* scenario, mfl_scenario** out,
                                     mfl_error* error);

/* After MFL_OUT_OF_MEMORY from one of these five a scenario can only be freed. */

/** Changes one cell; `value` NULL empties it. A row without an id is named by its key columns,
 *  "S01/K02" in "distances". Table "header" changes a top-level key, and `id` may be NULL then:
 *  ("header", NULL, "horizon", "2026-01/2030-12"). What is set stays, whatever is chosen.
 *  Errors: MFL_NOT_FOUND (table, row, column), MFL_INVALID_ARGUMENT (not what the column wants). */
MFL_API mfl_status mfl_scenario_set(mfl_scenario* scenario, const char* table, const char* id,
                                    const char* column, const char* value, mfl_error* error);
/** Puts a whole table in, in the place of one of that name. `cells` holds `rows` times `columns`
 *  pointers, row by row; NULL is an empty cell. Everything is copied. What was set or chosen stays,
 *  and what the cells hold is told by mfl_scenario_check().
 *  Errors: MFL_INVALID_ARGUMENT. */
MFL_API mfl_status mfl_scenario_put(mfl_scenario* scenario, const char* table,
                                    const char* const* column_names, size_t columns,
                                    const char* const* cells, size_t rows, mfl_error* error);
/** One option of a variant, "ringeriksbanen=yes"; the variants nothing is chosen for keep their
 *  default. Errors: MFL_NOT_FOUND (the message names the options), MFL_CONFLICT (the document was
 *  saved with another one in its cells). */
MFL_API mfl_status mfl_scenario_choose(mfl_scenario* scenario, const char* variant_option,
                                       mfl_error* error);
/** Another value for an assumption. `ids` picks among several of one key, "K10;K11"; may be NULL.
 *  Errors: MFL_NOT_FOUND, MFL_INVALID_ARGUMENT (outside low and high, no number or month). */
MFL_API mfl_status mfl_scenario_assume(mfl_scenario* scenario, const char* key, const char* ids,
                                       const char* value, mfl_error* error);

/** What changing a tonne of any agreed deal costs: `penalty_nok_t` of every row of "deals". 0:
 * deals hold nothing. Errors: MFL_NOT_FOUND (no deals), MFL_INVALID_ARGUMENT (not within 0 and
 * 1e6). */
MFL_API mfl_status mfl_scenario_set_deal_penalty(mfl_scenario* scenario, double nok_t,
                                                 mfl_error* error);

/** All that is wrong with it. MFL_OK says that it was checked; whether it will plan is
 *  mfl_diagnostics_error_count() == 0. `*out` belongs to the caller, NULL if nothing was found. */
MFL_API mfl_status mfl_scenario_check(const mfl_scenario* scenario, mfl_diagnostics** out,
                                      mfl_error* error);
/** The document with its changes as one JSON text. `*out` belongs to the caller. */
MFL_API mfl_status mfl_scenario_json(const mfl_scenario* scenario, mfl_text** out,
                                     mfl_error* error);
/** JSON Schema (2020-12) of every scenario. `*out` belongs to the caller. */
MFL_API mfl_status mfl_scenario_schema(mfl_text** out, mfl_error* error);
/** NULL is ignored. */
MFL_API void mfl_scenario_free(mfl_scenario* scenario);

#ifdef __cplusplus
}
#endif
#endif
