/* masseflyt/c/open_market.h — who gives to whom, where nearly everybody could. */
#ifndef MASSEFLYT_C_OPEN_MARKET_H
#define MASSEFLYT_C_OPEN_MARKET_H

#include <masseflyt/c/arrow.h>
#include <masseflyt/c/core.h>
#include <masseflyt/c/plan.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- what ways cost ------------------------------------------------------------------------ */

/** A truck's tariff. All finite and >= 0. */
typedef struct mfl_truck_factors {
  uint32_t struct_size;
  int32_t unused;
  double nok_t;       /**< per tonne, whatever the way */
  double nok_tkm;     /**< per tonne and kilometre, the empty way back included */
  double co2e_kg_tkm; /**< the same */
  double load_t;      /**< of a truck, above 0 */
  double toll_nok;    /**< per passage */
  double detour;      /**< kilometres driven per kilometre of the way that is given */
} mfl_truck_factors;
#define MFL_TRUCK_FACTORS_INIT \
  { sizeof(mfl_truck_factors), 0, 0, 0, 0, 1, 0, 1 }

/** What it takes to move a tonne from one numbered place to another. Opaque and immutable. */
typedef struct mfl_haul_costs mfl_haul_costs;

enum {
  MFL_KILOMETRES = 1, /**< east and north in one plane, say UTM */
  MFL_DEGREES = 2     /**< longitude and latitude on WGS 84 */
};

/** Straight lines between `count` places, made longer by the detour; on Earth through it, which is
 *  0.01 % shorter at 300 km. `unit` is MFL_KILOMETRES or MFL_DEGREES. Nothing is kept of what is
 *  lent. Errors: MFL_INVALID_ARGUMENT, whose place names the point or the factor. */
MFL_API mfl_status mfl_haul_costs_straight(const double* x, const double* y, size_t count,
                                           int32_t unit, const mfl_truck_factors* factors,
                                           mfl_haul_costs** out, mfl_error* error);
/** Ways from origins to destinations, `km` row by row, NaN where none leads. Origins are places 0,
 *  1, ..., destinations those after them. `x` and `y` tell where all of these places lie and only
 *  make it faster: NULL for both, every pair is asked for. Errors: MFL_INVALID_ARGUMENT,
 *  MFL_INVALID_DOCUMENT (a length below 0). */
MFL_API mfl_status mfl_haul_costs_matrix(const double* km, size_t origins, size_t destinations,
                                         const double* x, const double* y, int32_t unit,
                                         const mfl_truck_factors* factors, mfl_haul_costs** out,
                                         mfl_error* error);
/** NULL is ignored. */
MFL_API void mfl_haul_costs_free(mfl_haul_costs* costs);

/* ---- offers and needs ---------------------------------------------------------------------- */

/** Columns of `count` rows, lent for the call. */
typedef struct mfl_open_offers {
  uint32_t struct_size;
  int32_t unused;
  size_t count;
  const int64_t* kg;     /**< >= 0 */
  const uint32_t* place; /**< numbers of places in the costs */
  const uint32_t* group; /**< NULL: all 0 */
  const uint32_t* first; /**< period in which it may leave, first and last inside; NULL: all 0 */
  const uint32_t* last;
} mfl_open_offers;
#define MFL_OPEN_OFFERS_INIT \
  { sizeof(mfl_open_offers), 0, 0, NULL, NULL, NULL, NULL, NULL }

/** A need takes up to `kg` of its groups, in any period that both windows have in common. */
typedef struct mfl_open_needs {
  uint32_t struct_size;
  int32_t unused;
  size_t count;
  const int64_t* kg;
  const uint32_t* place;
  const uint32_t* group;       /**< of all needs, one after the other; NULL: everybody takes 0 */
  const uint64_t* group_first; /**< count + 1: need j takes group[group_first[j]] up to, and
                                *   without, group[group_first[j + 1]]; NULL: one each */
  const uint32_t* first;       /**< NULL: all 0 */
  const uint32_t* last;
  const double* bought_nok_t; /**< paid for what it does not get; NULL: all 0 */
} mfl_open_needs;
#define MFL_OPEN_NEEDS_INIT \
  { sizeof(mfl_open_needs), 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL }

/** Opaque and immutable: may be read from many threads at once. */
typedef struct mfl_open_market mfl_open_market;

/** `unplaced_nok_t`: of a tonne that nobody takes. `*found` gets everything that is wrong, or NULL;
 *  it may be NULL. Errors: MFL_INVALID_ARGUMENT (a column that is missing; what `*found` tells). */
MFL_API mfl_status mfl_open_market_create(const mfl_open_offers* offers,
                                          const mfl_open_needs* needs, double unplaced_nok_t,
                                          mfl_open_market** out, mfl_diagnostics** found,
                                          mfl_error* error);
/** NULL is ignored. */
MFL_API void mfl_open_market_free(mfl_open_market* market);

/* ---- clearing ------------------------------------------------------------------------------ */

typedef struct mfl_clear_options {
  uint32_t struct_size;
  int32_t unused;
  double weight_nok;      /**< all weights finite and >= 0; of one NOK */
  double weight_co2e;     /**< NOK per kg CO2e */
  double weight_exposure; /**< NOK per vehicle-km in built-up area */
  double weight_road_km;  /**< NOK per road vehicle-km, loaded and empty */
  double time_limit_s;    /**< seconds from the call; 0: as long as it takes */
  mfl_progress progress;  /**< may be NULL */
  void* user;             /**< handed to `progress` */
} mfl_clear_options;
#define MFL_CLEAR_OPTIONS_INIT \
  { sizeof(mfl_clear_options), 0, 1, 0, 0, 0, 0, NULL, NULL }

/** Opaque and immutable. */
typedef struct mfl_clearing mfl_clearing;

/** Clears the market at the lowest cost, proved over all pairs. `options` NULL:
 *  MFL_CLEAR_OPTIONS_INIT. A time limit that passes is no error: see the status. Errors:
 *  MFL_INVALID_ARGUMENT, MFL_LIMIT_EXCEEDED, MFL_CANCELLED. */
MFL_API mfl_status mfl_open_market_clear(const mfl_open_market* market, const mfl_haul_costs* costs,
                                         const mfl_clear_options* options, mfl_clearing** out,
                                         const mfl_cancel* cancel, mfl_error* error);
/** NULL is ignored. */
MFL_API void mfl_clearing_free(mfl_clearing* clearing);

typedef struct mfl_clearing_summary {
  uint32_t struct_size;
  int32_t status;              /**< MFL_PLAN_OPTIMAL, MFL_PLAN_FEASIBLE or MFL_PLAN_STOPPED */
  int64_t objective_micro_nok; /**< hauls, what stays unplaced, what needs buy */
  int64_t bound_micro_nok;     /**< no clearing is cheaper */
  uint64_t trades;
  uint64_t pairs;  /**< that were ever stored */
  uint64_t rounds; /**< looks over all pairs */
} mfl_clearing_summary;
#define MFL_CLEARING_SUMMARY_INIT \
  { sizeof(mfl_clearing_summary), 0, 0, 0, 0, 0, 0 }
/** Errors: MFL_INVALID_ARGUMENT. */
MFL_API mfl_status mfl_clearing_summarise(const mfl_clearing* clearing, mfl_clearing_summary* out,
                                          mfl_error* error);

/** Trades as an Arrow struct array: offer, need, kg (int64), by offer, then need. `schema` and
 *  `array` are the caller's to release. Errors: MFL_INVALID_ARGUMENT. */
MFL_API mfl_status mfl_clearing_trades_arrow(const mfl_clearing* clearing,
                                             struct ArrowSchema* schema, struct ArrowArray* array,
                                             mfl_error* error);
/** What a kilogram more of each offer, of each need costs: micro-NOK, one per row of the market.
 *  Borrowed until mfl_clearing_free(); NULL where the status is MFL_PLAN_STOPPED. */
MFL_API const int64_t* mfl_clearing_offer_prices(const mfl_clearing* clearing);
MFL_API const int64_t* mfl_clearing_need_prices(const mfl_clearing* clearing);

/** What independent code says. */
typedef struct mfl_clearing_verdict {
  uint32_t struct_size;
  int32_t optimal;             /**< 1: nothing is broken, and objective and bound are equal */
  uint64_t violations;         /**< rules that are broken */
  int64_t objective_micro_nok; /**< computed anew */
  int64_t bound_micro_nok;     /**< from the prices of needs, over all pairs */
} mfl_clearing_verdict;
#define MFL_CLEARING_VERDICT_INIT \
  { sizeof(mfl_clearing_verdict), 0, 0, 0, 0 }

/** Checks a clearing. Of `options` only the weights are read; NULL: MFL_CLEAR_OPTIONS_INIT.
 *  `*violations` gets what is broken, one a line, and may be NULL. Errors: MFL_INVALID_ARGUMENT. */
MFL_API mfl_status mfl_clearing_verify(const mfl_clearing* clearing, const mfl_open_market* market,
                                       const mfl_haul_costs* costs,
                                       const mfl_clear_options* options, mfl_clearing_verdict* out,
                                       mfl_text** violations, mfl_error* error);

#ifdef __cplusplus
}
#endif
#endif
