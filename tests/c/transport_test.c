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

int main(void) {
  a_network_becomes_a_matrix();
  a_prepared_network_comes_back();
  wrong_calls_are_refused_with_their_place();
  return 0;
}
