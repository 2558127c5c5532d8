/* masseflyt/c/dispatch.h — a day of trucks: itineraries, their bound, and the check of them. */
#ifndef MASSEFLYT_C_DISPATCH_H
#define MASSEFLYT_C_DISPATCH_H

#include <masseflyt/c/core.h>
#include <masseflyt/c/plan.h>
#include <masseflyt/c/scenario.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mfl_dispatch_options {
  uint32_t struct_size;
  int32_t work_limited;    /**< 0: as many rounds as the loads ask for, work_limit is not read */
  uint64_t work_limit;     /**< rounds of the search: the answer depends on nothing else */
  uint64_t seed;           /**< of its random numbers */
  double per_km;           /**< weights, finite and >= 0, not all 0; in a unit of your own */
  double per_truck;        /**< for every truck that leaves its depot */
  double per_waiting_hour; /**< in queues and before closed gates */
  double time_limit_s;     /**< seconds from the call; 0: as long as it takes */
  mfl_progress progress;   /**< may be NULL */
  void* user;              /**< handed to `progress` */
} mfl_dispatch_options;
#define MFL_DISPATCH_OPTIONS_INIT \
  { sizeof(mfl_dispatch_options), 0, 0, 1, 1, 1, 1, 0, NULL, NULL }

/** Opaque and immutable: may be read from many threads at once. */
typedef struct mfl_dispatch mfl_dispatch;

/** Makes the itineraries of a day from the tables `fleets`, `sites`, `cleanings`, `road_limits` and
 *  `hauls` of a scenario, and has an independent simulation replay them. `date` is told in the
 *  files and may be NULL. `options` NULL: MFL_DISPATCH_OPTIONS_INIT. On MFL_OK `*out` belongs to
 * the caller. A time limit that passes is no error: the best day so far. Errors:
 * MFL_INVALID_DOCUMENT (names the first fault, mfl_scenario_check() has all), MFL_INVALID_ARGUMENT
 * (options), MFL_CANCELLED, MFL_LIMIT_EXCEEDED. */
MFL_API mfl_status mfl_scenario_dispatch(const mfl_scenario* scenario, const char* date,
                                         const mfl_dispatch_options* options, mfl_dispatch** out,
                                         const mfl_cancel* cancel, mfl_error* error);
/** The rest of the day after trucks broke down, `now_s` seconds after its midnight. What has begun
 *  is kept; `broken` names trucks as "<fleet>/<number>". Errors: as above, MFL_NOT_FOUND. */
MFL_API mfl_status mfl_dispatch_again(const mfl_dispatch* before, int64_t now_s,
                                      const char* const* broken, size_t broken_count,
                                      const mfl_dispatch_options* options, mfl_dispatch** out,
                                      const mfl_cancel* cancel, mfl_error* error);
/** NULL is ignored. */
MFL_API void mfl_dispatch_free(mfl_dispatch* dispatch);

typedef struct mfl_dispatch_summary {
  uint32_t struct_size;
  int32_t accepted;            /**< 1: the simulation found nothing wrong */
  double driven_km;            /**< loaded and empty */
  double empty_km;             /**< without a load */
  double empty_km_lower_bound; /**< no timetable for these loads has fewer */
  double tonnes;               /**< that were driven */
  double unserved_t;           /**< that nobody drives */
  double waiting_h;            /**< in queues and before closed gates */
  uint64_t trucks;             /**< that leave their depot */
  uint64_t loads;              /**< that they drive */
  uint64_t violations;         /**< rules that the simulation saw broken */
} mfl_dispatch_summary;
#define MFL_DISPATCH_SUMMARY_INIT \
  { sizeof(mfl_dispatch_summary), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/** Errors: MFL_INVALID_ARGUMENT. */
MFL_API mfl_status mfl_dispatch_summarise(const mfl_dispatch* dispatch, mfl_dispatch_summary* out,
                                          mfl_error* error);

/* The files, as mfl_text that belongs to the caller. Errors: MFL_INVALID_ARGUMENT. */

/** Sums, bound, what is left over, return flows that would help: dispatch.json. */
MFL_API mfl_status mfl_dispatch_json(const mfl_dispatch* dispatch, mfl_text** out,
                                     mfl_error* error);
/** One row per activity of a truck. */
MFL_API mfl_status mfl_dispatch_itineraries_csv(const mfl_dispatch* dispatch, mfl_text** out,
                                                mfl_error* error);
/** One row per load. */
MFL_API mfl_status mfl_dispatch_loads_csv(const mfl_dispatch* dispatch, mfl_text** out,
                                          mfl_error* error);

#ifdef __cplusplus
}
#endif
#endif
