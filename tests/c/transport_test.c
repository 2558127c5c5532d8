/* Mirrors include/masseflyt/c/transport.h. */
#include <masseflyt/masseflyt.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "check.h"

#define FOLDER MASSEFLYT_TEST_DATA "/roads/"

static const char format[] =
    "{\"id\": \"id\", \"geometry\": \"wkt\", \"speed_kmh\": \"kmh\", \"tunnel\": [\"medium\", "
    "[\"U\"]], \"forward_only\": [\"way\", [\"on\"]], \"toll\": [\"toll\", [\"yes\"]]}";

static mfl_network* town(void) {
  mfl_network_options options = MFL_NETWORK_OPTIONS_INIT;
  mfl_network* network = NULL;
  mfl_diagnostics* found = NULL;
  options.format = format;
  CHECK(mfl_network_read(FOLDER "town.csv", &options, &network, &found, NULL) == MFL_OK);
  CHECK(mfl_diagnostics_error_count(found) == 0);
  mfl_diagnostics_free(found);
  return network;
}

static void a_network_becomes_a_matrix(void) {
  mfl_network* network = town();
  mfl_prepared_network* prepared = NULL;
  mfl_matrix_columns columns = MFL_MATRIX_COLUMNS_INIT;
  const double lon[] = {10.0, 10.02, 11.0}, lat[] = {60.0, 60.0, 60.0};
  double cost[9], km[9], tolls[9];
  mfl_diagnostics* found = NULL;
  columns.cost = cost;
  columns.km = km;
  columns.tolls = tolls;
  CHECK(mfl_network_node_count(network) == 4);
  CHECK(mfl_network_road_count(network) == 4);
  CHECK(mfl_network_prepare(network, NULL, &prepared, NULL, NULL) == MFL_OK);
  CHECK(mfl_cost_matrix(prepared, lon, lat, 3, NULL, NULL, 0, NULL, &columns, &found, NULL, NULL) ==
        MFL_OK);
  CHECK(cost[0] == 0 && km[0] == 0);
  CHECK(cost[1] > 0 && km[1] > 1 && km[1] < 3);
  CHECK(tolls[1] == 1);
  CHECK(isnan(cost[2]) && isnan(km[2]) && isnan(cost[6])); /* no road near the third */
  CHECK(mfl_diagnostics_count(found) == 1);
  mfl_diagnostics_free(found);
  mfl_prepared_network_free(prepared);
  mfl_network_free(network);
}

static void a_prepared_network_comes_back(void) {
  mfl_network* network = town();
  mfl_prepared_network *prepared = NULL, *again = NULL;
  mfl_vehicle vehicle = MFL_VEHICLE_INIT;
  mfl_text* bytes = NULL;
  vehicle.by = MFL_BY_LENGTH;
  CHECK(mfl_network_prepare(network, &vehicle, &prepared, NULL, NULL) == MFL_OK);
  CHECK(mfl_prepared_network_save(prepared, &bytes, NULL) == MFL_OK);
  CHECK(mfl_prepared_network_load(network, mfl_text_data(bytes), mfl_text_size(bytes), &again,
                                  NULL) == MFL_OK);
  mfl_prepared_network_free(again);
  CHECK(mfl_prepared_network_load(network, "x", 1, &again, NULL) == MFL_CORRUPT);
  CHECK(again == NULL);
  mfl_text_free(bytes);
  mfl_prepared_network_free(prepared);
  mfl_network_free(network);
}

static void wrong_calls_are_refused_with_their_place(void) {
  mfl_network* network = NULL;
  mfl_prepared_network* prepared = NULL;
  mfl_network_options options = MFL_NETWORK_OPTIONS_INIT;
  mfl_matrix_columns columns = MFL_MATRIX_COLUMNS_INIT;
  mfl_vehicle vehicle = MFL_VEHICLE_INIT;
  mfl_diagnostics* found = NULL;
  mfl_error error = MFL_ERROR_INIT;
  mfl_cancel* cancel = NULL;
  const double lon[] = {10.0}, lat[] = {60.0}, south[] = {99.0};
  double houses[1];
  CHECK(mfl_network_read(FOLDER "no_such.csv", NULL, &network, NULL, &error) == MFL_IO);
  CHECK(mfl_network_read(NULL, NULL, &network, NULL, &error) == MFL_INVALID_ARGUMENT);
  options.format = "{\"speed\": \"kmh\", \"toll\": 7}";
  CHECK(mfl_network_read(FOLDER "town.csv", &options, &network, &found, &error) ==
        MFL_INVALID_DOCUMENT);
  CHECK(mfl_diagnostics_error_count(found) == 2);
  mfl_diagnostics_free(found);
  network = town();
  vehicle.height_m = -1;
  CHECK(mfl_network_prepare(network, &vehicle, &prepared, NULL, &error) == MFL_INVALID_ARGUMENT);
  CHECK(strcmp(error.path, "/height_m") == 0);
  CHECK(mfl_cancel_create(&cancel, NULL) == MFL_OK);
  mfl_cancel_set(cancel);
  CHECK(mfl_network_prepare(network, NULL, &prepared, cancel, &error) == MFL_CANCELLED);
  CHECK(mfl_network_prepare(network, NULL, &prepared, NULL, &error) == MFL_OK);
  CHECK(mfl_cost_matrix(prepared, lon, south, 1, NULL, NULL, 0, NULL, &columns, NULL, NULL,
                        &error) == MFL_INVALID_ARGUMENT);
  columns.built_up_km = houses; /* the table tells nothing of them */
  CHECK(mfl_cost_matrix(prepared, lon, lat, 1, NULL, NULL, 0, NULL, &columns, NULL, NULL, &error) ==
        MFL_INVALID_ARGUMENT);
  CHECK(strcmp(error.path, "built_up_km") == 0);
  mfl_cancel_free(cancel);
  mfl_prepared_network_free(prepared);
  mfl_network_free(network);
}

/* Of a column without an offset: whether row i is there. */
static int is_there(const struct ArrowArray* column, int64_t i) {
  const unsigned char* valid = column->buffers[0];
  return valid == NULL || (valid[i / 8] >> (i % 8) & 1);
}

static void a_matrix_leaves_as_arrow(void) {
  mfl_network* network = town();
  mfl_prepared_network* prepared = NULL;
  mfl_matrix_options options = MFL_MATRIX_OPTIONS_INIT;
  mfl_matrix_columns columns = MFL_MATRIX_COLUMNS_INIT;
  const double lon[] = {10.0, 10.02, 11.0, 10.01}, lat[] = {60.0, 60.0, 60.0, 60.0};
  double cost[16], km[16];
  struct ArrowSchema schema;
  struct ArrowArray array;
  const uint32_t *origin, *destination;
  int64_t i, rows = 0;
  columns.cost = cost;
  columns.km = km;
  CHECK(mfl_network_prepare(network, NULL, &prepared, NULL, NULL) == MFL_OK);
  CHECK(mfl_cost_matrix(prepared, lon, lat, 4, NULL, NULL, 0, NULL, &columns, NULL, NULL, NULL) ==
        MFL_OK);
  CHECK(mfl_cost_matrix_arrow(prepared, lon, lat, 4, NULL, NULL, 0, NULL, &schema, &array, NULL,
                              NULL, NULL) == MFL_OK);
  CHECK(strcmp(schema.format, "+s") == 0 && array.length == 16);
  CHECK(array.n_children == schema.n_children && array.n_children >= 4);
  CHECK(strcmp(schema.children[0]->name, "origin") == 0);
  CHECK(strcmp(schema.children[2]->name, "cost") == 0);
  CHECK(strcmp(schema.children[3]->name, "km") == 0);
  CHECK(array.children[2]->null_count == 7); /* to and from the third, itself among them */
  origin = array.children[0]->buffers[1];
  destination = array.children[1]->buffers[1];
  for (i = 0; i < array.length; ++i) {
    CHECK(origin[i] == i / 4 && destination[i] == i % 4);
    CHECK(is_there(array.children[2], i) == !isnan(cost[i]));
    if (isnan(cost[i])) continue;
    CHECK(((const double*)array.children[2]->buffers[1])[i] == cost[i]);
    CHECK(((const double*)array.children[3]->buffers[1])[i] == km[i]);
  }
  schema.release(&schema);
  array.release(&array);

  options.nearest = 2;
  options.figures = 0;
  CHECK(mfl_cost_matrix_arrow(prepared, lon, lat, 4, NULL, NULL, 0, &options, &schema, &array, NULL,
                              NULL, NULL) == MFL_OK);
  CHECK(array.n_children == 3 && array.length == 6); /* two each, the third has no way */
  CHECK(array.children[2]->null_count == 0);
  origin = array.children[0]->buffers[1];
  destination = array.children[1]->buffers[1];
  for (i = 0; i < array.length; ++i) {
    CHECK(((const double*)array.children[2]->buffers[1])[i] ==
          cost[origin[i] * 4 + destination[i]]);
    rows += origin[i] == destination[i];
  }
  CHECK(rows == 3); /* the nearest is the place itself */
  schema.release(&schema);
  array.release(&array);
  CHECK(mfl_cost_matrix(prepared, lon, lat, 4, NULL, NULL, 0, &options, &columns, NULL, NULL,
                        NULL) == MFL_INVALID_ARGUMENT);
  mfl_prepared_network_free(prepared);
  mfl_network_free(network);
}

static mfl_ranged three(double low, double point, double high) {
  mfl_ranged r;
  r.low = low;
  r.point = point;
  r.high = high;
  return r;
}

static void a_trip_emits_loaded_and_empty(void) {
  mfl_energy_use use = MFL_ENERGY_USE_INIT;
  mfl_trip trip = MFL_TRIP_INIT;
  mfl_emission e = MFL_EMISSION_INIT;
  mfl_error error = MFL_ERROR_INIT;
  use.full_per_km = three(0.4, 0.5, 0.6);
  use.empty_share = three(0.6, 0.6, 0.6);
  use.kg_per_unit = three(2, 2, 2);
  use.payload_t = 20;
  trip.loaded_km = 10;
  trip.load_t = 20;
  trip.empty_km = 10;
  CHECK(mfl_trip_emission(&use, &trip, &e, NULL) == MFL_OK);
  CHECK(fabs(e.loaded_kg.point - 10) < 1e-12 && fabs(e.empty_kg.point - 6) < 1e-12);
  CHECK(fabs(e.kg_per_tkm.low - 12.8 / 200) < 1e-12);
  trip.has_gradient = 1;
  trip.gradient_percent = 2;
  CHECK(mfl_trip_emission(&use, &trip, &e, &error) == MFL_INVALID_ARGUMENT);
  CHECK(strcmp(error.path, "/gradient_percent") == 0);
  use.gradients_known = 1;
  use.per_gradient_percent = three(0.1, 0.1, 0.1);
  CHECK(mfl_trip_emission(&use, &trip, &e, NULL) == MFL_OK);
  CHECK(fabs(e.loaded_kg.point - 12) < 1e-12);
}

static void factors_name_their_source(void) {
  mfl_factor f = MFL_FACTOR_INIT, again = MFL_FACTOR_INIT;
  size_t i, recalled = 0;
  CHECK(mfl_transport_factor_count() > 10);
  for (i = 0; i < mfl_transport_factor_count(); ++i) {
    CHECK(mfl_transport_factor(i, &f, NULL) == MFL_OK);
    CHECK(f.id[0] != 0 && f.source[0] != 0 && f.unit[0] != 0);
    CHECK(mfl_transport_factor_of(f.id, 0, &again, NULL) == MFL_OK && again.id == f.id);
    if (strcmp(f.confidence, "recalled") != 0) continue;
    ++recalled;
    CHECK(mfl_transport_factor_of(f.id, 1, &again, NULL) == MFL_RULE_NOT_VERIFIED);
  }
  CHECK(recalled > 0);
  CHECK(mfl_transport_factor(i, &f, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_transport_factor_of("no such", 0, &f, NULL) == MFL_NOT_FOUND);
}

int main(void) {
  a_matrix_leaves_as_arrow();
  a_trip_emits_loaded_and_empty();
  factors_name_their_source();
  a_network_becomes_a_matrix();
  a_prepared_network_comes_back();
  wrong_calls_are_refused_with_their_place();
  return 0;
}
