/* masseflyt/c/plan.h — the best plan of a scenario: its figures, its flows, its files. */
#ifndef MASSEFLYT_C_PLAN_H
#define MASSEFLYT_C_PLAN_H

#include <masseflyt/c/arrow.h>
#include <masseflyt/c/core.h>
#include <masseflyt/c/scenario.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- planning ------------------------------------------------------------------------------ */

typedef struct mfl_plan_options {
  uint32_t struct_size;
  int32_t weights_given;  /**< 0: weights as the document says, the next four are not read */
  double weight_nok;      /**< all weights finite and >= 0; of one NOK */
  double weight_co2e;     /**< NOK per kg CO2e */
  double weight_exposure; /**< NOK per vehicle-km in built-up area */
  double weight_road_km;  /**< NOK per road vehicle-km, loaded and empty */
  int32_t comparisons;    /**< also least cost, least road km, least CO2e, to stand beside it */
  int32_t sensitivity;    /**< also plans again at both ends of assumptions marked `vary` */
  uint32_t threads;       /**< for the sensitivity; 0: as many as the machine has */
  int32_t unused;         /**< 0 */
  double time_limit_s;    /**< seconds from the call; 0: as long as it takes */
  mfl_progress progress;  /**< may be NULL */
  void* user;             /**< handed to `progress` */
} mfl_plan_options;
#define MFL_PLAN_OPTIONS_INIT \
  { sizeof(mfl_plan_options), 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, NULL, NULL }

/** Opaque and immutable: may be read from many threads at once. */
typedef struct mfl_plan mfl_plan;

/** Plans, compares with what is done today, accounts, and lets independent code prove the plan.
 *  `options` NULL: MFL_PLAN_OPTIONS_INIT. `cancel` may be NULL. On MFL_OK `*out` belongs to the
 *  caller. A time limit that passes is no error: status MFL_PLAN_STOPPED.
 *  Errors: MFL_INVALID_DOCUMENT (names the first fault, mfl_scenario_check() has all),
 *  MFL_INVALID_ARGUMENT (options), MFL_CANCELLED, MFL_LIMIT_EXCEEDED. */
MFL_API mfl_status mfl_scenario_plan(const mfl_scenario* scenario, const mfl_plan_options* options,
                                     mfl_plan** out, mfl_cancel* cancel, mfl_error* error);
/** NULL is ignored. */
MFL_API void mfl_plan_free(mfl_plan* plan);

/* ---- figures ------------------------------------------------------------------------------- */

enum {
  MFL_PLAN_OPTIMAL = 1,    /**< proved: bound and objective agree */
  MFL_PLAN_FEASIBLE = 2,   /**< keeps all rules, may not be the best: see gap */
  MFL_PLAN_INFEASIBLE = 3, /**< no plan keeps the rules */
  MFL_PLAN_STOPPED = 4     /**< out of time before there was a plan: no flows */
};

typedef struct mfl_plan_summary {
  uint32_t struct_size;
  int32_t status;   /**< MFL_PLAN_* */
  double objective; /**< NOK as weighed */
  double bound;     /**< no plan can be below it */
  double gap;       /**< (objective - bound) / objective */
  uint64_t flows;   /**< rows of MFL_SET_PLAN */
  uint64_t unmet;  /**< offers and needs, or parts of them, that no place or supply was found for */
  uint64_t solves; /**< plans and baselines that were made in all */
} mfl_plan_summary;
#define MFL_PLAN_SUMMARY_INIT \
  { sizeof(mfl_plan_summary), 0, 0, 0, 0, 0, 0, 0 }

/** Errors: MFL_INVALID_ARGUMENT. */
MFL_API mfl_status mfl_plan_summarise(const mfl_plan* plan, mfl_plan_summary* out,
                                      mfl_error* error);

/** Sets of movements in a plan. */
enum {
  MFL_SET_PLAN = 1,
  MFL_SET_BASELINE = 2,     /**< what is done today, each party for itself */
  MFL_SET_FACTS = 3,        /**< before the day of the plan, and internal masses; has no account */
  MFL_SET_COMPARISONS = 100 /**< this and the next numbers: the mfl_comparisons, in their order */
};

/** Tonnes, kilometres, money, CO2e and nuisance of one set. An unknown figure is NaN. */
typedef struct mfl_account {
  uint32_t struct_size;
  int32_t unused;
  double surplus_t; /**< to be placed; internal masses not in it */
  double placed_t, stored_t, far_t, unplaced_t, end_stock_t, shortfall_t; /**< as in account.json */
  double virgin_t, avoided_virgin_t;
  double reused_share, disposed_share; /**< of surplus */
  double loads, loaded_vkm, empty_vkm; /**< on roads */
  double road_tkm, sea_tkm;
  double mean_road_km; /**< per tonne of surplus, one way */
  double exposure_vkm; /**< vehicle-km in built-up area */
  double nok;
  double co2e_kg, avoided_co2e_kg, net_co2e_kg; /**< emitted; credit; emitted less credit */
} mfl_account;
#define MFL_ACCOUNT_INIT \
  { sizeof(mfl_account), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/** `set`: MFL_SET_PLAN, MFL_SET_BASELINE or that of an mfl_comparison. Errors:
 * MFL_INVALID_ARGUMENT, MFL_NOT_FOUND (set). */
MFL_API mfl_status mfl_plan_account(const mfl_plan* plan, int32_t set, mfl_account* out,
                                    mfl_error* error);

/* ---- flows --------------------------------------------------------------------------------- */

/** So much mass, one way, in one month. The strings are borrowed from the plan. Money and CO2e are
 *  of all its tonnes and all stages; an unknown figure is NaN. */
typedef struct mfl_flow {
  uint32_t struct_size;
  int32_t year, month; /**< 2026, 1 to 12 */
  int32_t unused;
  const char *offer, *party, *group, *material, *grade, *condition_class;
  const char* kind; /**< "quarry", "fill", "far_receiver" and so on, as in flows.csv */
  const char *source, *destination;
  int64_t kg;
  double km, road_km; /**< one way, all modes and on roads */
  double exposure_vkm, total_nok, total_co2e_kg;
} mfl_flow;
#define MFL_FLOW_INIT                                                                            \
  {                                                                                              \
    sizeof(mfl_flow), 0, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0, \
        0, 0                                                                                     \
  }

/** Rows of a set. 0 for NULL and for unknown sets. */
MFL_API size_t mfl_plan_flow_count(const mfl_plan* plan, int32_t set);
/** Row i of a set, counted from 0. Errors: MFL_NOT_FOUND (set, row), MFL_INVALID_ARGUMENT. */
MFL_API mfl_status mfl_plan_flow(const mfl_plan* plan, int32_t set, size_t i, mfl_flow* out,
                                 mfl_error* error);
/** All rows as one Arrow struct array: utf8 offer, party, group, material, grade, class, kind,
 *  source, destination; date32 period (the first day of the month); int64 kg; float64 km, road_km,
 *  exposure_vkm, total_nok, total_co2e_kg, null where unknown. New columns join at the end.
 *  On MFL_OK both are the caller's to release; they are independent of the plan.
 *  Errors: MFL_NOT_FOUND (set), MFL_LIMIT_EXCEEDED (2 GiB of text in a column). */
MFL_API mfl_status mfl_plan_flows_arrow(const mfl_plan* plan, int32_t set,
                                        struct ArrowSchema* schema, struct ArrowArray* array,
                                        mfl_error* error);

/* ---- other rows: each has a count, 0 for NULL, and row i, counted from 0 -----------------------
 * Strings are borrowed from the plan. Errors of all: MFL_NOT_FOUND (no such row),
 * MFL_INVALID_ARGUMENT. */

/** Another plan that stands beside this one: least cost, least road km, least CO2e. */
typedef struct mfl_comparison {
  uint32_t struct_size;
  int32_t status; /**< MFL_PLAN_* */
  int32_t set;    /**< for mfl_plan_account(), mfl_plan_flow() and mfl_plan_flows_arrow() */
  int32_t unused;
  const char* name; /**< "cost", "road_km", "co2e" */
  double objective; /**< NOK as weighed by its own weights */
  double bound;     /**< no plan can be below it */
  double gap;       /**< (objective - bound) / objective */
  double weight_nok, weight_co2e, weight_exposure, weight_road_km;
} mfl_comparison;
#define MFL_COMPARISON_INIT \
  { sizeof(mfl_comparison), 0, 0, 0, NULL, 0, 0, 0, 0, 0, 0, 0 }

MFL_API size_t mfl_plan_comparison_count(const mfl_plan* plan);
MFL_API mfl_status mfl_plan_comparison(const mfl_plan* plan, size_t i, mfl_comparison* out,
                                       mfl_error* error);

/** What lies in a store of one group of masses at the end of a month. */
typedef struct mfl_stock {
  uint32_t struct_size;
  int32_t year, month; /**< 2026, 1 to 12 */
  int32_t unused;
  const char *store, *group;
  int64_t kg, capacity_kg;
} mfl_stock;
#define MFL_STOCK_INIT \
  { sizeof(mfl_stock), 0, 0, 0, NULL, NULL, 0, 0 }

MFL_API size_t mfl_plan_stock_count(const mfl_plan* plan);
MFL_API mfl_status mfl_plan_stock(const mfl_plan* plan, size_t i, mfl_stock* out, mfl_error* error);

/** A phase of a site that is not open yet, and what the plan decides. Months are 0 when there is
 *  none. */
typedef struct mfl_opening {
  uint32_t struct_size;
  int32_t decided_year, decided_month;
  int32_t ready_year, ready_month; /**< first month in which masses may come */
  int32_t unused;
  const char *id, *name, *site;
  const char* area;               /**< "": not told */
  const char* status;             /**< "opened", "not_opened", "decided" (a fact) or "closed" */
  double nok, co2e_kg;            /**< of the plan: 0 unless it is opened */
  int64_t came_kg;                /**< into the site, in all its phases */
  const char *reason, *reason_nb; /**< of "closed"; English; Norwegian bokmål */
} mfl_opening;
#define MFL_OPENING_INIT \
  { sizeof(mfl_opening), 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, NULL, NULL }

MFL_API size_t mfl_plan_opening_count(const mfl_plan* plan);
MFL_API mfl_status mfl_plan_opening(const mfl_plan* plan, size_t i, mfl_opening* out,
                                    mfl_error* error);

/** An agreed deal, and what the plan makes of it. Strings in UTF-8, borrowed from the plan. */
typedef struct mfl_deal {
  uint32_t struct_size;
  int32_t first_year, first_month, last_year, last_month;
  int32_t unused;
  const char *id, *offer, *destination;
  const char* group; /**< of masses; "": any of the offer */
  int64_t agreed_kg, driven_kg, planned_kg;
  int64_t changed_kg;               /**< of what was agreed, neither driven nor planned */
  double penalty_nok_t;             /**< what changing a tonne of it costs */
  double penalty_nok;               /**< in the objective, not in the account */
  const char *instead, *instead_nb; /**< where the offer goes instead: "K31 1 200 t" */
} mfl_deal;
#define MFL_DEAL_INIT \
  { sizeof(mfl_deal), 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, NULL, NULL }

MFL_API size_t mfl_plan_deal_count(const mfl_plan* plan);
MFL_API mfl_status mfl_plan_deal(const mfl_plan* plan, size_t i, mfl_deal* out, mfl_error* error);

/** What finds no place or no supply, with the nearest condition that stands in its way. */
typedef struct mfl_unmet {
  uint32_t struct_size;
  int32_t first_year, first_month; /**< both months are inside */
  int32_t last_year, last_month;
  int32_t unused;
  const char *id, *group; /**< offer, store or need; group of masses, "" for a need */
  const char* what;       /**< "far", "unplaced", "end_stock" or "shortfall" */
  int64_t kg;
  const char *reason, *reason_nb; /**< English; Norwegian bokmål */
} mfl_unmet;
#define MFL_UNMET_INIT \
  { sizeof(mfl_unmet), 0, 0, 0, 0, 0, NULL, NULL, NULL, 0, NULL, NULL }

MFL_API size_t mfl_plan_unmet_count(const mfl_plan* plan);
MFL_API mfl_status mfl_plan_unmet(const mfl_plan* plan, size_t i, mfl_unmet* out, mfl_error* error);

/** One saving against what is done today, under the objective it belongs to. `low` and `high` are
 *  its range over the assumptions that were varied; without `sensitivity` both are the saving. */
typedef struct mfl_saving {
  uint32_t struct_size;
  int32_t unused;
  const char* objective; /**< "chosen", or the name of a comparison */
  const char* figure;    /**< "nok", "co2e_kg" (net), "vehicle_km", "exposure_vkm", "virgin_t" */
  double baseline, plan;
  double saving; /**< baseline - plan */
  double low, high;
} mfl_saving;
#define MFL_SAVING_INIT \
  { sizeof(mfl_saving), 0, NULL, NULL, 0, 0, 0, 0, 0 }

/** None for a plan that was stopped: it saves nothing. */
MFL_API size_t mfl_plan_saving_count(const mfl_plan* plan);
MFL_API mfl_status mfl_plan_saving(const mfl_plan* plan, size_t i, mfl_saving* out,
                                   mfl_error* error);

/* ---- files --------------------------------------------------------------------------------- */

/** What mfl_plan_write() gives; the same plan gives the same bytes. */
enum {
  MFL_FILE_PLAN_JSON = 1,
  MFL_FILE_FLOWS_CSV = 2,
  MFL_FILE_ACCOUNT_JSON = 3,
  MFL_FILE_PLAN_GEOJSON = 4,
  MFL_FILE_REPORT_HTML = 5,      /**< in English */
  MFL_FILE_REPORT_HTML_NB = 6,   /**< in Norwegian bokmål */
  MFL_FILE_PRICES_CSV = 7,       /**< what one tonne more or less is worth */
  MFL_FILE_TRAFFIC_CSV = 8,      /**< trucks per day by road section and month */
  MFL_FILE_TRAFFIC_PEAKS_CSV = 9 /**< per road section: busiest month, peak week, past homes */
};

/** `*out` belongs to the caller. Errors: MFL_NOT_FOUND (file), MFL_INVALID_ARGUMENT. */
MFL_API mfl_status mfl_plan_write(const mfl_plan* plan, int32_t file, mfl_text** out,
                                  mfl_error* error);

#ifdef __cplusplus
}
#endif
#endif
