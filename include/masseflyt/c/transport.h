/* masseflyt/c/transport.h — road networks, and what it takes from every place to every other. */
#ifndef MASSEFLYT_C_TRANSPORT_H
#define MASSEFLYT_C_TRANSPORT_H

#include <stddef.h>
#include <stdint.h>

#include <masseflyt/c/arrow.h>
#include <masseflyt/c/core.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Roads as they were read. Opaque and immutable: one handle may be read from many threads. */
typedef struct mfl_network mfl_network;

/** A network prepared for one class of vehicles. Opaque and immutable. Keeps its network. */
typedef struct mfl_prepared_network mfl_prepared_network;

enum { MFL_JOIN_ENDS = 1, MFL_JOIN_VERTICES = 2 };

typedef struct mfl_network_options {
  uint32_t struct_size;
  int32_t joining;    /**< MFL_JOIN_*: lines meet at their ends, or at any of their vertices */
  double speed_kmh;   /**< of roads that the file gives none; 0: hours are then not known */
  uint64_t max_bytes; /**< a larger file is refused; 0: 1 GiB */
  /** What the columns are called: a JSON object with members id, geometry, crs, length_m,
   *  road_class, speed_kmh, max_weight_t, max_axle_t, max_height_m, max_length_m, load_class,
   *  built_up_share, wait_min (names of columns), classes ({"word": "trunk"}), ferry, tunnel, toll,
   *  forward_only, backward_only (["column", ["word"]]) and keep (a list of such pairs). NULL: the
   *  map of Norway at 1:1 000 000. */
  const char* format;
} mfl_network_options;
#define MFL_NETWORK_OPTIONS_INIT \
  { sizeof(mfl_network_options), MFL_JOIN_ENDS, 0, 0, NULL }

/** Reads a table of links, lines in GeoJSON (.geojson, .json) or OpenStreetMap (.pbf). On MFL_OK
 *  `*out` is owned by the caller. `*found` gets all that was noticed, or NULL if nothing was,
 * whether or not the call succeeds. `options` and `found` may be NULL. Errors:
 * MFL_INVALID_DOCUMENT, MFL_IO, MFL_LIMIT_EXCEEDED, MFL_CORRUPT, MFL_UNSUPPORTED_VERSION (a build
 * without libosmium), MFL_INVALID_ARGUMENT. */
MFL_API mfl_status mfl_network_read(const char* path, const mfl_network_options* options,
                                    mfl_network** out, mfl_diagnostics** found, mfl_error* error);
MFL_API size_t mfl_network_node_count(const mfl_network* network);
MFL_API size_t mfl_network_road_count(const mfl_network* network);
/** Release a network. NULL is ignored. */
MFL_API void mfl_network_free(mfl_network* network);

enum { MFL_BY_TIME = 1, MFL_BY_LENGTH = 2, MFL_BY_PRICE = 3 };

/** Sizes that are 0 are not held against the limits of roads. */
typedef struct mfl_vehicle {
  uint32_t struct_size;
  int32_t by;      /**< MFL_BY_*: what ways are chosen by */
  double weight_t; /**< with its load */
  double axle_t;   /**< its heaviest axle */
  double height_m;
  double length_m;
  double top_speed_kmh; /**< 0: as fast as the roads allow */
  int32_t ferries;      /**< whether it may take them */
  int32_t
      week_minute; /**< since Monday 00:00 local time; -1: a road closed at any time is closed */
  double nok_km, nok_h, nok_toll, nok_built_up_km; /**< with MFL_BY_PRICE */
} mfl_vehicle;
#define MFL_VEHICLE_INIT \
  { sizeof(mfl_vehicle), MFL_BY_TIME, 0, 0, 0, 0, 0, 0, -1, 0, 0, 0, 0 }

/** Prepares a network for a class of vehicles, once for any number of matrices. `vehicle` and
 *  `cancel` may be NULL. Errors: MFL_INVALID_ARGUMENT (a vehicle that cannot be, ways chosen by
 * what the network does not tell), MFL_LIMIT_EXCEEDED, MFL_CANCELLED. */
MFL_API mfl_status mfl_network_prepare(const mfl_network* network, const mfl_vehicle* vehicle,
                                       mfl_prepared_network** out, mfl_cancel* cancel,
                                       mfl_error* error);

/** The bytes that mfl_prepared_network_load() reads; on MFL_OK owned by the caller. */
MFL_API mfl_status mfl_prepared_network_save(const mfl_prepared_network* prepared, mfl_text** out,
                                             mfl_error* error);
/** Errors: MFL_CORRUPT, MFL_UNSUPPORTED_VERSION, MFL_CONFLICT (of another network). */
MFL_API mfl_status mfl_prepared_network_load(const mfl_network* network, const char* bytes,
                                             size_t length, mfl_prepared_network** out,
                                             mfl_error* error);
/** Release a prepared network. NULL is ignored. */
MFL_API void mfl_prepared_network_free(mfl_prepared_network* prepared);

typedef struct mfl_matrix_options {
  uint32_t struct_size;
  uint32_t threads;      /**< 0: as many as the machine has; the answer is the same */
  double detour;         /**< how much longer the way to a road is than the straight line */
  double max_metres;     /**< farther from every road a place stays out of reach */
  int32_t motorways;     /**< whether a place may lie at one */
  uint64_t max_bytes;    /**< of memory, told before the start; 0: 8 GiB */
  mfl_progress progress; /**< may be NULL */
  void* user;            /**< handed to `progress` */
  /* Of mfl_cost_matrix_arrow() alone; mfl_cost_matrix() refuses the two that make it sparse. */
  int32_t figures;  /**< 0: the cost alone */
  uint32_t nearest; /**< only so many destinations per origin, the cheapest; 0: all */
  double cut_off;   /**< pairs that cost more are left out; below 0: none is */
} mfl_matrix_options;
#define MFL_MATRIX_OPTIONS_INIT \
  { sizeof(mfl_matrix_options), 1, 1.3, 5000, 0, 0, NULL, NULL, 1, 0, -1 }

/** The caller's columns of origins × destinations values, row by row; NULL: not wanted. A pair
 *  without a way is NaN in all of them. */
typedef struct mfl_matrix_columns {
  uint32_t struct_size;
  double* cost; /**< what the way was chosen by: hours, kilometres or NOK */
  double* km;
  double* hours;
  double* tunnel_km;
  double* built_up_km; /**< outside tunnels */
  double* tolls;       /**< passages */
} mfl_matrix_columns;
#define MFL_MATRIX_COLUMNS_INIT \
  { sizeof(mfl_matrix_columns), NULL, NULL, NULL, NULL, NULL, NULL }

/** The best ways from every origin to every destination, all figures along the one way that was
 *  chosen. Longitudes and latitudes are in degrees on WGS 84. With `to_count` 0 and NULL for `to_*`
 *  the destinations are the origins. `*found` gets warnings with paths such as "/places/3": a place
 *  whose nearest road is on an island, one that has no road. `options`, `found`, `cancel` may be
 * NULL. Nothing is written unless the call succeeds. Errors: MFL_INVALID_ARGUMENT (a place not on
 * Earth, a wanted column that the network does not tell), MFL_LIMIT_EXCEEDED, MFL_CANCELLED. */
MFL_API mfl_status mfl_cost_matrix(const mfl_prepared_network* prepared, const double* from_lon,
                                   const double* from_lat, size_t from_count, const double* to_lon,
                                   const double* to_lat, size_t to_count,
                                   const mfl_matrix_options* options,
                                   const mfl_matrix_columns* columns, mfl_diagnostics** found,
                                   mfl_cancel* cancel, mfl_error* error);

/** The same as one Arrow struct array without a copy: origin, destination (uint32), then cost and,
 *  with `figures`, km, hours, tunnel_km, built_up_km and tolls as far as the network tells them
 *  (float64, null where no way leads). Dense: one row per pair, origins one after the other. With
 *  `nearest` or `cut_off` in the options sparse: only the pairs that are left, in the same order,
 *  and none without a way. `schema` and `array` are the caller's to release, and set only if the
 *  call succeeds. Errors: as mfl_cost_matrix. */
MFL_API mfl_status mfl_cost_matrix_arrow(
    const mfl_prepared_network* prepared, const double* from_lon, const double* from_lat,
    size_t from_count, const double* to_lon, const double* to_lat, size_t to_count,
    const mfl_matrix_options* options, struct ArrowSchema* schema, struct ArrowArray* array,
    mfl_diagnostics** found, mfl_cancel* cancel, mfl_error* error);

/* ---- emissions ----------------------------------------------------------------------------- */

/** A figure as its source has it. Texts live as long as the program. */
typedef struct mfl_factor {
  uint32_t struct_size;
  int32_t unused;
  const char *id, *category, *item;
  double value;
  double low, high; /**< NaN: the source tells no range */
  const char *unit, *scope, *year, *source;
  const char* confidence; /**< "verified", "verified_secondary", "derived", "recalled" */
  const char* notes;
} mfl_factor;
#define MFL_FACTOR_INIT \
  { sizeof(mfl_factor), 0, NULL, NULL, NULL, 0, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL }

/** Built-in factors of vehicles, fuels and hauling. */
MFL_API size_t mfl_transport_factor_count(void);
/** Errors: MFL_INVALID_ARGUMENT (i). */
MFL_API mfl_status mfl_transport_factor(size_t i, mfl_factor* out, mfl_error* error);
/** By its id. Errors: MFL_NOT_FOUND; MFL_RULE_NOT_VERIFIED if `strict` is not 0 and nobody has
 *  checked the source. */
MFL_API mfl_status mfl_transport_factor_of(const char* id, int32_t strict, mfl_factor* out,
                                           mfl_error* error);

/** A figure with the range it may lie in; all three are equal where no range is known. */
typedef struct mfl_ranged {
  double low, point, high;
} mfl_ranged;

/** What a vehicle burns and what a unit of that emits. Energy rises with the load in a straight
 *  line from empty to full. */
typedef struct mfl_energy_use {
  uint32_t struct_size;
  int32_t gradients_known; /**< 0: per_gradient_percent is not read, gradients are refused */
  mfl_ranged full_per_km;  /**< units of energy, with `payload_t` on it */
  mfl_ranged empty_share;  /**< of full_per_km, 0 to 1 */
  mfl_ranged kg_per_unit;  /**< kg CO2e */
  mfl_ranged per_gradient_percent; /**< share of energy more per per cent of ascent */
  double payload_t;                /**< above 0 */
} mfl_energy_use;
#define MFL_ENERGY_USE_INIT \
  { sizeof(mfl_energy_use), 0, {0, 0, 0}, {0, 0, 0}, {0, 0, 0}, {0, 0, 0}, 0 }

/** Out with a load, back or to the next load without. */
typedef struct mfl_trip {
  uint32_t struct_size;
  int32_t has_gradient; /**< 0: gradient_percent is not read */
  double loaded_km, load_t, empty_km;
  double gradient_percent; /**< of the loaded way, seen by the load */
} mfl_trip;
#define MFL_TRIP_INIT \
  { sizeof(mfl_trip), 0, 0, 0, 0, 0 }

/** What the empty way emits belongs to the load; the intensity counts loaded tonne-kilometres. */
typedef struct mfl_emission {
  uint32_t struct_size;
  int32_t unused;
  mfl_ranged loaded_kg, empty_kg;
  mfl_ranged kg_per_tkm;
} mfl_emission;
#define MFL_EMISSION_INIT                                      \
  {                                                            \
    sizeof(mfl_emission), 0, {0, 0, 0}, {0, 0, 0}, { 0, 0, 0 } \
  }

/** By the logic of ISO 14083:2023. Errors: MFL_INVALID_ARGUMENT, whose place names the member. */
MFL_API mfl_status mfl_trip_emission(const mfl_energy_use* use, const mfl_trip* trip,
                                     mfl_emission* out, mfl_error* error);

#ifdef __cplusplus
}
#endif
#endif
