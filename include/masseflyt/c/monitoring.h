/* masseflyt/c/monitoring.h — when do sensor readings pass a limit, for how long, and who says so?
 *
 *   mfl_monitoring_rules_read()     streams and rules, as one JSON document
 *   mfl_evaluator_create()          watches them
 *   mfl_evaluator_feed()            readings, one by one, in columns or as Arrow: the same answer
 *   mfl_evaluator_advance_to()      closes windows and finds silence without data
 *   mfl_evaluator_take()            what has happened, as Arrow
 *
 * Times are nanoseconds since 1970-01-01 UTC. How verdicts are reached: docs/methods/monitoring.md.
 */
#ifndef MASSEFLYT_C_MONITORING_H
#define MASSEFLYT_C_MONITORING_H

#include <masseflyt/c/arrow.h>
#include <masseflyt/c/core.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- streams and rules ----------------------------------------------------------------------- */

/** Opaque and immutable: may be read from many threads at once. */
typedef struct mfl_monitoring_rules mfl_monitoring_rules;

/** Reads "masseflyt.monitoring/1". `strict` other than 0: rules whose numbers nobody has read in
 *  their source are refused. On MFL_OK `*out` belongs to the caller, and so does `*found` whether
 *  or not the call succeeds: all that was noticed, or NULL if nothing was. `found` may be NULL.
 *  Errors: MFL_INVALID_ARGUMENT, MFL_INVALID_DOCUMENT, MFL_RULE_NOT_VERIFIED, MFL_LIMIT_EXCEEDED.
 */
MFL_API mfl_status mfl_monitoring_rules_read(const char* json, size_t length, int32_t strict,
                                             mfl_monitoring_rules** out, mfl_diagnostics** found,
                                             mfl_error* error);
/** NULL is ignored. What was made from the rules does not need them any more. */
MFL_API void mfl_monitoring_rules_free(mfl_monitoring_rules* rules);

/** 0 for NULL. */
MFL_API size_t mfl_monitoring_rules_stream_count(const mfl_monitoring_rules* rules);
MFL_API size_t mfl_monitoring_rules_rule_count(const mfl_monitoring_rules* rules);
/** Id of stream or rule number i, NULL if there is none. Borrowed from the rules. */
MFL_API const char* mfl_monitoring_rules_stream(const mfl_monitoring_rules* rules, size_t i);
MFL_API const char* mfl_monitoring_rules_rule(const mfl_monitoring_rules* rules, size_t i);
/** The number of a stream or, of several versions of a rule, of the first.
 *  Errors: MFL_NOT_FOUND, MFL_INVALID_ARGUMENT. */
MFL_API mfl_status mfl_monitoring_rules_find_stream(const mfl_monitoring_rules* rules,
                                                    const char* id, size_t* out, mfl_error* error);
MFL_API mfl_status mfl_monitoring_rules_find_rule(const mfl_monitoring_rules* rules, const char* id,
                                                  size_t* out, mfl_error* error);
/** SHA-256 of what the rules say, hexadecimal; NULL for NULL. Borrowed from the rules. */
MFL_API const char* mfl_monitoring_rules_hash(const mfl_monitoring_rules* rules);
/** The document with everything spelled out. `*out` belongs to the caller. */
MFL_API mfl_status mfl_monitoring_rules_json(const mfl_monitoring_rules* rules, mfl_text** out,
                                             mfl_error* error);
/** JSON Schema of the document. `*out` belongs to the caller. */
MFL_API mfl_status mfl_monitoring_schema(mfl_text** out, mfl_error* error);

/** Limits of standards that are compiled in: a rule takes them with "use". Ids are static, NULL
 *  beyond the last one. */
MFL_API size_t mfl_limit_pack_count(void);
MFL_API const char* mfl_limit_pack_id(size_t i);
/** One of them, "masseflyt.limits/1". `*out` belongs to the caller. Errors: MFL_NOT_FOUND. */
MFL_API mfl_status mfl_limit_pack_json(const char* id, mfl_text** out, mfl_error* error);

/* ---- readings in ----------------------------------------------------------------------------- */

/** Flags of QARTOD. A reading flagged MFL_FLAG_FAIL or MFL_FLAG_MISSING is known to be missing, a
 *  suspect one counts and marks what it counts in. */
enum {
  MFL_FLAG_GOOD = 1,
  MFL_FLAG_NOT_EVALUATED = 2,
  MFL_FLAG_SUSPECT = 3,
  MFL_FLAG_FAIL = 4,
  MFL_FLAG_MISSING = 9
};

/** Opaque. One thread at a time. */
typedef struct mfl_evaluator mfl_evaluator;

/** What bounds its memory. */
typedef struct mfl_evaluator_options {
  uint32_t struct_size;
  uint32_t most_window_readings; /**< inside one rolling window */
  uint32_t most_waiting;         /**< readings of a stream that wait for others */
  uint32_t closed_windows_kept;  /**< per civil rule, for late readings to correct */
  uint32_t most_samples_kept;    /**< of a stream that is delivered late */
  uint32_t most_readings_paired; /**< of a sensor whose rule a laboratory confirms; 0: 65536 */
} mfl_evaluator_options;
#define MFL_EVALUATOR_OPTIONS_INIT \
  { sizeof(mfl_evaluator_options), 1u << 24, 1u << 22, 4, 4096, 0 }

/** `options` NULL: MFL_EVALUATOR_OPTIONS_INIT. On MFL_OK `*out` belongs to the caller.
 *  Errors: MFL_INVALID_ARGUMENT. */
MFL_API mfl_status mfl_evaluator_create(const mfl_monitoring_rules* rules,
                                        const mfl_evaluator_options* options, mfl_evaluator** out,
                                        mfl_error* error);
/** NULL is ignored. */
MFL_API void mfl_evaluator_free(mfl_evaluator* evaluator);

/** One reading of stream number `stream`; NaN is one that is known to be missing. `revision` counts
 *  only where the stream says so; 0 elsewhere. Late readings and duplicates are no errors: they are
 *  told by mfl_evaluator_take() and the tallies.
 *  Errors: MFL_INVALID_ARGUMENT (no such stream or flag, infinite value, time outside the years
 *  1900 to 2149), MFL_LIMIT_EXCEEDED (a window or a queue is full). */
MFL_API mfl_status mfl_evaluator_feed(mfl_evaluator* evaluator, size_t stream, int64_t time_ns,
                                      double value, int32_t flag, int64_t revision,
                                      mfl_error* error);

/** `count` readings of one stream, in the order in which they came: exactly what they are one by
 *  one. `flags` NULL: all are good. An error names its row, "row 7", and rows before it have been
 *  taken in. `cancel` may be NULL. Errors: as above, MFL_CANCELLED. */
MFL_API mfl_status mfl_evaluator_feed_columns(mfl_evaluator* evaluator, size_t stream,
                                              const int64_t* time_ns, const double* value,
                                              const uint8_t* flags, size_t count,
                                              const mfl_cancel* cancel, mfl_error* error);

/** One Arrow struct array, borrowed for the call and not released. A row is a reading:
 *    time      timestamp of any unit with a zone, or int64 nanoseconds; a timestamp without zone is
 *              refused, for nobody knows what it means
 *    value     number; null is a reading that is known to be missing
 *    stream    text, plain or as a dictionary: the id; may be left out where there is one stream
 *    flag      optional integer, MFL_FLAG_*; null is good
 *    revision  optional integer
 *  Other columns are ignored. Rows of one sensor side by side, in order of time, are fastest.
 *  All rows are checked before the first is taken in: `*found` gets up to 100 faults by row,
 *  "/stream/7" counted from 0, or NULL; it belongs to the caller and may be NULL.
 *  Errors: MFL_INVALID_ARGUMENT (columns), MFL_INVALID_DOCUMENT (rows with faults: nothing was
 * taken in), MFL_LIMIT_EXCEEDED, MFL_CANCELLED (rows before have been taken in). */
MFL_API mfl_status mfl_evaluator_feed_arrow(mfl_evaluator* evaluator,
                                            const struct ArrowSchema* schema,
                                            const struct ArrowArray* batch, mfl_diagnostics** found,
                                            const mfl_cancel* cancel, mfl_error* error);

/** Nothing older than `now_ns` less its lateness is to be expected any more. Going back does
 *  nothing. Errors: MFL_INVALID_ARGUMENT. */
MFL_API mfl_status mfl_evaluator_advance_to(mfl_evaluator* evaluator, int64_t now_ns,
                                            mfl_error* error);
/** No more data will come: judges all that waits. Open windows and episodes stay open. */
MFL_API mfl_status mfl_evaluator_flush(mfl_evaluator* evaluator, mfl_error* error);

/** A person has seen the open episode of a rule. Errors: MFL_NOT_FOUND, MFL_INVALID_ARGUMENT. */
MFL_API mfl_status mfl_evaluator_acknowledge(mfl_evaluator* evaluator, size_t rule, const char* by,
                                             int64_t at_ns, mfl_error* error);
/** A person ends a latched level. Errors: as above; MFL_CONFLICT while the limit is still passed or
 *  nobody knows whether it is. */
MFL_API mfl_status mfl_evaluator_reset(mfl_evaluator* evaluator, size_t rule, const char* by,
                                       int64_t at_ns, mfl_error* error);

/** All state and what mfl_evaluator_take() has not handed over yet, as bytes: whoever goes on from
 *  them gets the same answers as without a break. `*out` belongs to the caller. */
MFL_API mfl_status mfl_evaluator_snapshot(const mfl_evaluator* evaluator, mfl_text** out,
                                          mfl_error* error);
/** As mfl_evaluator_create(), going on from a snapshot. Errors: MFL_CORRUPT,
 *  MFL_UNSUPPORTED_VERSION, MFL_CONFLICT (made under other rules), MFL_INVALID_ARGUMENT. */
MFL_API mfl_status mfl_evaluator_restore(const mfl_monitoring_rules* rules, const char* bytes,
                                         size_t length, const mfl_evaluator_options* options,
                                         mfl_evaluator** out, mfl_error* error);

/* ---- verdicts out ---------------------------------------------------------------------------- */

/** Opaque and immutable: may be read from many threads at once. Outlives the evaluator. */
typedef struct mfl_outcome mfl_outcome;

/** What has happened since the last call, in order; call it now and then, for outcomes are kept
 *  until then. `*out` belongs to the caller. */
MFL_API mfl_status mfl_evaluator_take(mfl_evaluator* evaluator, mfl_outcome** out,
                                      mfl_error* error);
/** NULL is ignored. */
MFL_API void mfl_outcome_free(mfl_outcome* outcome);

/** Lists of an outcome. Their columns, of which new ones join at the end; words are utf8, times
 *  timestamps in ns with the zone UTC, dates date32, figures float64 and null where unknown.
 *  NOTICES      key, kind, rule, stream, at, from, to, value, begin, end, coverage, suspect,
 *               certainty, by: one per transition, never repeated
 *  EPISODES     key, rule, begin, raised, end (null: open), level, peak, peak_at, certainty,
 *               missing, transitions, latched, acknowledged, history ("TIME LEVEL; ...")
 *  WINDOWS      rule, date, begin, end, value, coverage, n, windows, level, certainty, suspect,
 *               clock_change, revision, with_background; level "unknown" where value is null
 *  CORRECTIONS  rule, cause, cause_at, begin, end, value_before, value, level_before, level
 *  LATE         stream, time, value, fate, level */
enum {
  MFL_OUTCOME_NOTICES = 1,
  MFL_OUTCOME_EPISODES = 2,
  MFL_OUTCOME_WINDOWS = 3,
  MFL_OUTCOME_CORRECTIONS = 4,
  MFL_OUTCOME_LATE = 5
};
/** Rows of a list; 0 for NULL and for lists that there are not. */
MFL_API size_t mfl_outcome_count(const mfl_outcome* outcome, int32_t list);
/** A list as one Arrow struct array; both structs are the caller's to release and independent of
 *  the outcome. Errors: MFL_NOT_FOUND (list), MFL_LIMIT_EXCEEDED (2 GiB of text in a column). */
MFL_API mfl_status mfl_outcome_arrow(const mfl_outcome* outcome, int32_t list,
                                     struct ArrowSchema* schema, struct ArrowArray* array,
                                     mfl_error* error);

/** How things stand now.
 *  OPEN        episodes without end, columns as MFL_OUTCOME_EPISODES
 *  RULES       rule, level (a latched one stays), measured, known, value, at
 *  STATEMENTS  rule, year (0: all samples), valid, unknown, possible, exceeded, possibly,
 * permitted, remaining, coverage, answer ("met", "broken", "so_far"), dates ("2026-01-05 ...")
 *  TALLIES     stream, readings, missing, suspect, late, repeated, contradicted */
enum {
  MFL_STANDING_OPEN = 1,
  MFL_STANDING_RULES = 2,
  MFL_STANDING_STATEMENTS = 3,
  MFL_STANDING_TALLIES = 4
};
/** One of these as Arrow, as in mfl_outcome_arrow(). */
MFL_API mfl_status mfl_evaluator_arrow(const mfl_evaluator* evaluator, int32_t list,
                                       struct ArrowSchema* schema, struct ArrowArray* array,
                                       mfl_error* error);

/* ---- which readings can be believed ---------------------------------------------------------- */

/** Opaque and immutable: may be read from many threads at once. */
typedef struct mfl_quality_plan mfl_quality_plan;

/** Reads "masseflyt.quality/1". `*out` and `*found` as in mfl_monitoring_rules_read(). */
MFL_API mfl_status mfl_quality_plan_read(const char* json, size_t length, mfl_quality_plan** out,
                                         mfl_diagnostics** found, mfl_error* error);
/** NULL is ignored. */
MFL_API void mfl_quality_plan_free(mfl_quality_plan* plan);
/** JSON Schema of the document. `*out` belongs to the caller. */
MFL_API mfl_status mfl_quality_schema(mfl_text** out, mfl_error* error);

/** Runs all tests over `count` readings, times not falling, NaN missing. The flags come as one
 *  struct array, one uint8 column per test under its name and at the end `rollup`; both structs
 *  are the caller's to release. `cancel` may be NULL.
 *  Errors: MFL_INVALID_ARGUMENT, MFL_NOT_SORTED (the path names the row), MFL_NOT_FOUND (the plan
 *  needs other series: mfl_quality_run_beside()), MFL_CANCELLED. */
MFL_API mfl_status mfl_quality_run(const mfl_quality_plan* plan, const int64_t* time_ns,
                                   const double* value, size_t count, struct ArrowSchema* schema,
                                   struct ArrowArray* array, const mfl_cancel* cancel,
                                   mfl_error* error);

/** Names of the series that drift and neighbours of the plan look at beside the one that is tested:
 *  how many, and number i or NULL beyond the last one. Borrowed from the plan. */
MFL_API size_t mfl_quality_plan_other_count(const mfl_quality_plan* plan);
MFL_API const char* mfl_quality_plan_other(const mfl_quality_plan* plan, size_t i);

/** mfl_quality_run() with `other_count` series beside it, in parallel arrays: the name of each, its
 *  times and values, and how many readings it has. Series that no test names are left alone.
 *  Errors: as there; MFL_NOT_FOUND names all that are needed and not given; MFL_INVALID_ARGUMENT
 *  (a name twice); those of another series begin with its name. */
MFL_API mfl_status mfl_quality_run_beside(const mfl_quality_plan* plan, const int64_t* time_ns,
                                          const double* value, size_t count,
                                          const char* const* other_names,
                                          const int64_t* const* other_time_ns,
                                          const double* const* other_value,
                                          const size_t* other_counts, size_t other_count,
                                          struct ArrowSchema* schema, struct ArrowArray* array,
                                          const mfl_cancel* cancel, mfl_error* error);

#ifdef __cplusplus
}
#endif
#endif
