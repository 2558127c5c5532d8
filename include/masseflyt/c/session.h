/* masseflyt/c/session.h — one case that lives: offers come and go, loads are driven, and the plan
 * follows. What a call changes comes back as a delta, never as a whole document.
 */
#ifndef MASSEFLYT_C_SESSION_H
#define MASSEFLYT_C_SESSION_H

#include <masseflyt/c/arrow.h>
#include <masseflyt/c/core.h>
#include <masseflyt/c/plan.h>
#include <masseflyt/c/scenario.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Opaque. One thread at a time, also for the functions with a const session. Only the mfl_cancel
 *  of a running mfl_session_plan() may be set from another thread. A session shares nothing with
 *  others, nor with the scenario it was opened from, its plans and its deltas. */
typedef struct mfl_session mfl_session;

/** They count for every plan of the session. */
typedef struct mfl_session_options {
  uint32_t struct_size;
  int32_t weights_given; /**< 0: weights as the document says, the next four are not read */
  double weight_nok;     /**< as in mfl_plan_options */
  double weight_co2e;
  double weight_exposure;
  double weight_road_km;
  int32_t comparisons; /**< also other plans to stand beside it: takes several times as long */
  int32_t sensitivity; /**< also plans again at both ends of assumptions marked `vary`: longer */
  uint32_t threads;    /**< for the sensitivity; 0: as many as the machine has */
  /** 0: a plan goes on from the last one, is proved like any other, and where several are equally
   *  good is as a rule the one nearer to it. Else: the same bytes as mfl_scenario_plan(), slower.
   */
  int32_t from_scratch;
} mfl_session_options;
#define MFL_SESSION_OPTIONS_INIT \
  { sizeof(mfl_session_options), 0, 1, 0, 0, 0, 0, 0, 0, 0 }

/** Copies the scenario; its choices of variants count from now on. `options` NULL:
 *  MFL_SESSION_OPTIONS_INIT. On MFL_OK `*out` belongs to the caller, and so does `*found` whether
 *  or not the call succeeds: all that was noticed, or NULL if nothing was. `found` may be NULL.
 *  Errors: MFL_INVALID_ARGUMENT, MFL_INVALID_DOCUMENT, MFL_NOT_FOUND, MFL_CONFLICT. */
MFL_API mfl_status mfl_session_open(const mfl_scenario* scenario,
                                    const mfl_session_options* options, mfl_session** out,
                                    mfl_diagnostics** found, mfl_error* error);
/** NULL is ignored. */
MFL_API void mfl_session_free(mfl_session* session);

/* ---- changes ---------------------------------------------------------------------------------
 * Each applies in full or leaves the session as it was, also after MFL_OUT_OF_MEMORY. The caller
 * frees `*found` whether or not the call succeeds: what the change brought with it, errors when it
 * was refused and warnings when it was not, or NULL. `found` may be NULL; the mfl_error tells the
 * first of the errors. Rows are named by their id, in paths as well: "/offers/T7/amount". Columns
 * are those of docs/input.md, cells are text as in a CSV file, and NULL is an empty cell. */

/** A new row of "offers", "needs" or another table whose rows have ids. `columns` and `cells` hold
 *  `count` pointers each, "id" among them. A row that is there already with the same cells changes
 *  nothing.
 *  Errors: MFL_CONFLICT (other cells under this id), MFL_NOT_FOUND (table, column),
 *  MFL_INVALID_DOCUMENT, MFL_INVALID_ARGUMENT. */
MFL_API mfl_status mfl_session_add(mfl_session* session, const char* table,
                                   const char* const* columns, const char* const* cells,
                                   size_t count, mfl_diagnostics** found, mfl_error* error);
/** Other cells for a row; those that are not named stay. Errors: as above, MFL_NOT_FOUND (row). */
MFL_API mfl_status mfl_session_change(mfl_session* session, const char* table, const char* id,
                                      const char* const* columns, const char* const* cells,
                                      size_t count, mfl_diagnostics** found, mfl_error* error);
/** Refused while another row names this one: set its `included` to "no" instead. From "state" it
 *  takes back a load that was told by mistake. A row that is added again stands where it stood.
 *  Errors: MFL_NOT_FOUND, MFL_INVALID_DOCUMENT. */
MFL_API mfl_status mfl_session_remove(mfl_session* session, const char* table, const char* id,
                                      mfl_diagnostics** found, mfl_error* error);

/** A load that was driven. Strings that are not needed may be NULL. */
typedef struct mfl_load {
  uint32_t struct_size;
  int32_t unused;
  const char* id;          /**< of the ticket: the same load has the same id */
  const char* offer;       /**< whose mass it is */
  const char* destination; /**< a receiver, store, quarry or need */
  const char* day;         /**< civil day it arrived, "2026-03-14" */
  double tonnes;
  const char* from_store;      /**< the store it left; NULL: the place of the offer */
  const char* grade;           /**< NULL: not known */
  const char* condition_class; /**< NULL: not known */
  const char* source;
  const char* note;
  double held_t; /**< of it, so much lies in the store it went to and must not leave */
} mfl_load;
#define MFL_LOAD_INIT \
  { sizeof(mfl_load), 0, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, 0 }

/** All of these loads, or none, become facts. `loads` is an array; all its elements state the same
 *  struct_size. A load that is there already changes nothing: telling it twice is harmless.
 *  Recorded with a warning, because it happened all the same: more than was left of the offer, a
 *  place that is full, closed or does not take it.
 *  Errors: MFL_CONFLICT (another load under this id), MFL_INVALID_DOCUMENT (offer or place not
 *  there, day outside the horizon, no mass), MFL_INVALID_ARGUMENT. */
MFL_API mfl_status mfl_session_apply(mfl_session* session, const mfl_load* loads, size_t count,
                                     mfl_diagnostics** found, mfl_error* error);
/** Time passes: months before this one (year, month 1 to 12) are facts from now on.
 *  Errors: MFL_INVALID_DOCUMENT (outside the horizon), MFL_INVALID_ARGUMENT. */
MFL_API mfl_status mfl_session_advance_to(mfl_session* session, int32_t year, int32_t month,
                                          mfl_diagnostics** found, mfl_error* error);

/* ---- what it holds --------------------------------------------------------------------------- */

/** Counts the changes that applied, from 1. 0 for NULL. */
MFL_API uint64_t mfl_session_revision(const mfl_session* session);
/** The revision of the last plan; 0 before the first one, and for NULL. */
MFL_API uint64_t mfl_session_planned_revision(const mfl_session* session);
/** All warnings and notes that stand now. `*out` belongs to the caller, NULL if there are none. */
MFL_API mfl_status mfl_session_check(const mfl_session* session, mfl_diagnostics** out,
                                     mfl_error* error);
/** The document with all changes, loads in the table "state", as one JSON text: a session that is
 *  opened from it goes on where this one is. `*out` belongs to the caller. */
MFL_API mfl_status mfl_session_json(const mfl_session* session, mfl_text** out, mfl_error* error);
/** The last plan, for its figures, rows and files. `*out` belongs to the caller and outlives the
 *  session. Errors: MFL_NOT_FOUND (nothing was planned yet). */
MFL_API mfl_status mfl_session_last_plan(const mfl_session* session, mfl_plan** out,
                                         mfl_error* error);

/* ---- plans, as what became different --------------------------------------------------------- */

typedef struct mfl_replan_options {
  uint32_t struct_size;
  int32_t unused;
  double time_limit_s;   /**< seconds from the call; 0: as long as it takes */
  mfl_progress progress; /**< on the thread that called; may be NULL */
  void* user;            /**< handed to `progress` */
} mfl_replan_options;
#define MFL_REPLAN_OPTIONS_INIT \
  { sizeof(mfl_replan_options), 0, 0, NULL, NULL }

/** Opaque and immutable: may be read from many threads at once. Outlives the session. */
typedef struct mfl_delta mfl_delta;

/** Plans what the session holds now and tells what became different since the last plan; the first
 *  one appears as a whole. `options` and `cancel` may be NULL. On MFL_OK `*out` belongs to the
 *  caller. After an error the last plan and its revision stand, and so does all that was changed.
 *  Errors: MFL_CANCELLED, MFL_DEADLINE (no plan in the time given), MFL_LIMIT_EXCEEDED,
 *  MFL_INVALID_ARGUMENT (options), MFL_INVALID_DOCUMENT. */
MFL_API mfl_status mfl_session_plan(mfl_session* session, const mfl_replan_options* options,
                                    mfl_delta** out, mfl_cancel* cancel, mfl_error* error);
/** NULL is ignored. */
MFL_API void mfl_delta_free(mfl_delta* delta);

typedef struct mfl_delta_summary {
  uint32_t struct_size;
  int32_t status;        /**< MFL_PLAN_*, of the new plan */
  int32_t status_before; /**< 0 before the first plan */
  int32_t unused;
  uint64_t revision_before, revision; /**< of the session; 0 before the first plan */
  double objective_before, objective; /**< NOK as weighed */
  uint64_t flows, unmet, figures;     /**< rows below */
} mfl_delta_summary;
#define MFL_DELTA_SUMMARY_INIT \
  { sizeof(mfl_delta_summary), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/** Errors: MFL_INVALID_ARGUMENT. */
MFL_API mfl_status mfl_delta_summarise(const mfl_delta* delta, mfl_delta_summary* out,
                                       mfl_error* error);

enum { MFL_APPEARED = 1, MFL_CHANGED = 2, MFL_VANISHED = 3 };

/** All movements that agree in these names; facts have the kinds "past" and "internal". The strings
 *  are borrowed from the delta. Money and CO2e are of all tonnes and stages, an unknown figure is
 *  NaN, and all are 0 on the side where there is no such flow. */
typedef struct mfl_flow_change {
  uint32_t struct_size;
  int32_t change;      /**< MFL_APPEARED, MFL_CHANGED or MFL_VANISHED */
  int32_t year, month; /**< 2026, 1 to 12 */
  const char *offer, *party, *group, *kind, *source, *destination;
  int64_t kg_before, kg;
  double vehicle_km_before, vehicle_km; /**< on roads, loaded and empty */
  double exposure_vkm_before, exposure_vkm;
  double nok_before, nok;
  double co2e_kg_before, co2e_kg;
} mfl_flow_change;
#define MFL_FLOW_CHANGE_INIT                                                                      \
  {                                                                                               \
    sizeof(mfl_flow_change), 0, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, 0, 0, \
        0, 0                                                                                      \
  }

/** What finds no place or no supply. The strings are borrowed from the delta. */
typedef struct mfl_unmet_change {
  uint32_t struct_size;
  int32_t change;
  const char *id, *group, *what; /**< as in mfl_unmet */
  int64_t kg_before, kg;
  const char *reason, *reason_nb; /**< English; Norwegian bokmål */
} mfl_unmet_change;
#define MFL_UNMET_CHANGE_INIT \
  { sizeof(mfl_unmet_change), 0, NULL, NULL, NULL, 0, 0, NULL, NULL }

/** A figure of the account that is different, under its name in account.json. */
typedef struct mfl_figure_change {
  uint32_t struct_size;
  int32_t unused;
  const char* figure;
  double before, after;
} mfl_figure_change;
#define MFL_FIGURE_CHANGE_INIT \
  { sizeof(mfl_figure_change), 0, NULL, 0, 0 }

/** Row i, counted from 0. Errors: MFL_NOT_FOUND (no such row), MFL_INVALID_ARGUMENT. */
MFL_API mfl_status mfl_delta_flow(const mfl_delta* delta, size_t i, mfl_flow_change* out,
                                  mfl_error* error);
MFL_API mfl_status mfl_delta_unmet(const mfl_delta* delta, size_t i, mfl_unmet_change* out,
                                   mfl_error* error);
MFL_API mfl_status mfl_delta_figure(const mfl_delta* delta, size_t i, mfl_figure_change* out,
                                    mfl_error* error);
/** All of it as JSON, "masseflyt.delta/1". `*out` belongs to the caller. */
MFL_API mfl_status mfl_delta_json(const mfl_delta* delta, mfl_text** out, mfl_error* error);

/** Lists of a delta. */
enum { MFL_DELTA_FLOWS = 1, MFL_DELTA_UNMET = 2, MFL_DELTA_FIGURES = 3 };

/** One list as an Arrow struct array; both structs are the caller's to release and independent of
 *  the delta. Columns are called as the members above, without struct_size: utf8 words, `change` as
 *  "appeared", "changed" or "vanished", date32 `period` for year and month, int64 kg, float64
 *  figures that are null where unknown. New columns join at the end.
 *  Errors: MFL_NOT_FOUND (list), MFL_LIMIT_EXCEEDED (2 GiB of text in a column). */
MFL_API mfl_status mfl_delta_arrow(const mfl_delta* delta, int32_t list, struct ArrowSchema* schema,
                                   struct ArrowArray* array, mfl_error* error);

#ifdef __cplusplus
}
#endif
#endif
