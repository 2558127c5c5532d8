/* masseflyt/c/transport.h — road networks, and what it takes from every place to every other. */
#ifndef MASSEFLYT_C_TRANSPORT_H
#define MASSEFLYT_C_TRANSPORT_H

#include <stddef.h>
#include <stdint.h>

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
} mfl_matrix_options;
#define MFL_MATRIX_OPTIONS_INIT \
  { sizeof(mfl_matrix_options), 1, 1.3, 5000, 0, 0, NULL, NULL }

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

#ifdef __cplusplus
}
#endif
#endif
