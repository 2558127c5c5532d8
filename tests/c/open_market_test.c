/* Mirrors include/masseflyt/c/open_market.h. */
#include <math.h>
#include <string.h>

#include <masseflyt/masseflyt.h>

#include "check.h"

/* Two offers at 0 and 9 km, one need at 1 km: the near one fills it first. */
static const int64_t offered[] = {30000, 20000}, wanted[] = {40000};
static const uint32_t giving[] = {0, 1}, taking[] = {2};
static const double x[] = {0, 9, 1}, y[] = {0, 0, 0}, bought[] = {90};

static mfl_truck_factors truck(void) {
  mfl_truck_factors f = MFL_TRUCK_FACTORS_INIT;
  f.nok_t = 11;
  f.nok_tkm = 2;
  return f;
}

static mfl_open_offers offers(void) {
  mfl_open_offers o = MFL_OPEN_OFFERS_INIT;
  o.count = 2;
  o.kg = offered;
  o.place = giving;
  return o;
}

static mfl_open_needs needs(void) {
  mfl_open_needs n = MFL_OPEN_NEEDS_INIT;
  n.count = 1;
  n.kg = wanted;
  n.place = taking;
  n.bought_nok_t = bought;
  return n;
}

static mfl_open_market* market(void) {
  mfl_open_market* m = NULL;
  const mfl_open_offers o = offers();
  const mfl_open_needs n = needs();
  CHECK(mfl_open_market_create(&o, &n, 200, &m, NULL, NULL) == MFL_OK);
  return m;
}

static mfl_haul_costs* lines(void) {
  mfl_haul_costs* costs = NULL;
  const mfl_truck_factors f = truck();
  CHECK(mfl_haul_costs_straight(x, y, 3, MFL_KILOMETRES, &f, &costs, NULL) == MFL_OK);
  return costs;
}

static int32_t met;
static void count(const char* stage, double share, void* user) {
  CHECK(strcmp(stage, "clear") == 0);
  CHECK(share >= 0 && share <= 1);
  ++*(int32_t*)user;
}

static void the_nearest_offer_fills_the_need(void) {
  mfl_open_market* m = market();
  mfl_haul_costs* costs = lines();
  mfl_clear_options options = MFL_CLEAR_OPTIONS_INIT;
  options.progress = count;
  options.user = &met;
  mfl_clearing* c = NULL;
  CHECK(mfl_open_market_clear(m, costs, &options, &c, NULL, NULL) == MFL_OK);
  CHECK(met > 0);
  mfl_clearing_summary sum = MFL_CLEARING_SUMMARY_INIT;
  CHECK(mfl_clearing_summarise(c, &sum, NULL) == MFL_OK);
  CHECK(sum.status == MFL_PLAN_OPTIMAL);
  CHECK(sum.objective_micro_nok == 2660000000LL); /* 30 t × 13 + 10 t × 27 + 10 t × 200 */
  CHECK(sum.bound_micro_nok == sum.objective_micro_nok);
  CHECK(sum.trades == 2);
  CHECK(mfl_clearing_offer_prices(c)[1] == 200000); /* a kilogram more stays */
  CHECK(mfl_clearing_need_prices(c)[0] == 27000 - 200000);

  struct ArrowSchema schema;
  struct ArrowArray array;
  CHECK(mfl_clearing_trades_arrow(c, &schema, &array, NULL) == MFL_OK);
  CHECK(array.length == 2 && array.n_children == 3);
  CHECK(strcmp(schema.children[2]->name, "kg") == 0);
  CHECK(((const int64_t*)array.children[2]->buffers[1])[0] == 30000);
  CHECK(((const int64_t*)array.children[0]->buffers[1])[1] == 1);
  array.release(&array);
  schema.release(&schema);

  mfl_clearing_verdict verdict = MFL_CLEARING_VERDICT_INIT;
  mfl_text* broken = NULL;
  CHECK(mfl_clearing_verify(c, m, costs, NULL, &verdict, &broken, NULL) == MFL_OK);
  CHECK(verdict.optimal == 1 && verdict.violations == 0 && broken == NULL);
  mfl_clearing_free(c);
  mfl_haul_costs_free(costs);
  mfl_open_market_free(m);
}

static void verify_sees_a_clearing_of_another_market(void) {
  mfl_open_market *m = market(), *less = NULL;
  mfl_haul_costs* costs = lines();
  mfl_clearing* c = NULL;
  CHECK(mfl_open_market_clear(m, costs, NULL, &c, NULL, NULL) == MFL_OK);
  const int64_t smaller[] = {1000, 20000};
  mfl_open_offers o = offers();
  const mfl_open_needs n = needs();
  o.kg = smaller;
  CHECK(mfl_open_market_create(&o, &n, 200, &less, NULL, NULL) == MFL_OK);
  mfl_clearing_verdict verdict = MFL_CLEARING_VERDICT_INIT;
  mfl_text* broken = NULL;
  CHECK(mfl_clearing_verify(c, less, costs, NULL, &verdict, &broken, NULL) == MFL_OK);
  CHECK(verdict.optimal == 0 && verdict.violations == 1);
  CHECK(strstr(mfl_text_data(broken), "gives more than it has") != NULL);
  mfl_text_free(broken);
  mfl_clearing_free(c);
  mfl_haul_costs_free(costs);
  mfl_open_market_free(less);
  mfl_open_market_free(m);
}

static void a_matrix_is_as_good_and_may_lack_ways(void) {
  const double km[] = {NAN, 8};
  const mfl_truck_factors f = truck();
  mfl_haul_costs* costs = NULL;
  CHECK(mfl_haul_costs_matrix(km, 2, 1, x, y, MFL_KILOMETRES, &f, &costs, NULL) == MFL_OK);
  mfl_open_market* m = market();
  mfl_clearing* c = NULL;
  CHECK(mfl_open_market_clear(m, costs, NULL, &c, NULL, NULL) == MFL_OK);
  mfl_clearing_summary sum = MFL_CLEARING_SUMMARY_INIT;
  CHECK(mfl_clearing_summarise(c, &sum, NULL) == MFL_OK);
  const int64_t cost = 20000LL * 27000 + 20000LL * 90000 + 30000LL * 200000;
  CHECK(sum.objective_micro_nok == cost);
  mfl_clearing_free(c);
  mfl_haul_costs_free(costs);
  /* Where nobody tells where places lie, every pair is asked for. */
  CHECK(mfl_haul_costs_matrix(km, 2, 1, NULL, NULL, 0, &f, &costs, NULL) == MFL_OK);
  CHECK(mfl_open_market_clear(m, costs, NULL, &c, NULL, NULL) == MFL_OK);
  CHECK(mfl_clearing_summarise(c, &sum, NULL) == MFL_OK);
  CHECK(sum.objective_micro_nok == cost);
  mfl_clearing_free(c);
  mfl_haul_costs_free(costs);
  mfl_open_market_free(m);
}

static void groups_and_windows_keep_parties_apart(void) {
  const uint32_t group[] = {0, 1}, takes[] = {0, 1}, from[] = {0, 3}, to[] = {1, 4}, open[] = {0},
                 shut[] = {2};
  const uint64_t starts[] = {0, 2};
  mfl_open_offers o = offers();
  mfl_open_needs n = needs();
  o.group = group;
  o.first = from;
  o.last = to;
  n.group = takes;
  n.group_first = starts;
  n.first = open;
  n.last = shut; /* the second offer leaves in periods 3 and 4 */
  mfl_open_market* m = NULL;
  CHECK(mfl_open_market_create(&o, &n, 200, &m, NULL, NULL) == MFL_OK);
  mfl_haul_costs* costs = lines();
  mfl_clearing* c = NULL;
  CHECK(mfl_open_market_clear(m, costs, NULL, &c, NULL, NULL) == MFL_OK);
  mfl_clearing_summary sum = MFL_CLEARING_SUMMARY_INIT;
  CHECK(mfl_clearing_summarise(c, &sum, NULL) == MFL_OK);
  CHECK(sum.trades == 1);
  mfl_clearing_free(c);
  mfl_haul_costs_free(costs);
  mfl_open_market_free(m);
}

static void faults_are_named(void) {
  const int64_t wrong[] = {-1, 5};
  const double nothing[] = {NAN};
  mfl_open_offers o = offers();
  mfl_open_needs n = needs();
  o.kg = wrong;
  n.bought_nok_t = nothing;
  mfl_open_market* m = NULL;
  mfl_diagnostics* found = NULL;
  mfl_error error = MFL_ERROR_INIT;
  CHECK(mfl_open_market_create(&o, &n, 200, &m, &found, &error) == MFL_INVALID_ARGUMENT);
  CHECK(m == NULL);
  CHECK(strcmp(error.path, "/offers/0/kg") == 0);
  CHECK(mfl_diagnostics_count(found) == 2);
  mfl_diagnostics_free(found);
  o = offers();
  o.place = NULL;
  n = needs();
  CHECK(mfl_open_market_create(&o, &n, 200, &m, NULL, &error) == MFL_INVALID_ARGUMENT);
  CHECK(strcmp(error.path, "offers.place") == 0);

  mfl_haul_costs* costs = NULL;
  mfl_truck_factors f = truck();
  const double far[] = {0, 99, 1};
  CHECK(mfl_haul_costs_straight(x, far, 3, MFL_DEGREES, &f, &costs, &error) ==
        MFL_INVALID_ARGUMENT);
  CHECK(strcmp(error.path, "/points/1") == 0);
  CHECK(mfl_haul_costs_straight(x, y, 3, 7, &f, &costs, &error) == MFL_INVALID_ARGUMENT);
  f.load_t = 0;
  CHECK(mfl_haul_costs_straight(x, y, 3, MFL_KILOMETRES, &f, &costs, &error) ==
        MFL_INVALID_ARGUMENT);
  CHECK(strstr(error.message, "truck_load_t") != NULL);
  const double negative[] = {-1, 1};
  f = truck();
  CHECK(mfl_haul_costs_matrix(negative, 2, 1, NULL, NULL, MFL_KILOMETRES, &f, &costs, &error) ==
        MFL_INVALID_DOCUMENT);
  CHECK(costs == NULL);
  mfl_clearing* c = NULL;
  CHECK(mfl_open_market_clear(NULL, NULL, NULL, &c, NULL, NULL) == MFL_INVALID_ARGUMENT);
}

static void who_stops_it_is_told_so(void) {
  mfl_open_market* m = market();
  mfl_haul_costs* costs = lines();
  mfl_cancel* cancel = NULL;
  CHECK(mfl_cancel_create(&cancel, NULL) == MFL_OK);
  mfl_cancel_set(cancel);
  mfl_clearing* c = NULL;
  CHECK(mfl_open_market_clear(m, costs, NULL, &c, cancel, NULL) == MFL_CANCELLED);
  CHECK(c == NULL);
  mfl_cancel_free(cancel);
  mfl_haul_costs_free(costs);
  mfl_open_market_free(m);
  mfl_haul_costs_free(NULL);
  mfl_open_market_free(NULL);
  mfl_clearing_free(NULL);
}

int main(void) {
  the_nearest_offer_fills_the_need();
  verify_sees_a_clearing_of_another_market();
  a_matrix_is_as_good_and_may_lack_ways();
  groups_and_windows_keep_parties_apart();
  faults_are_named();
  who_stops_it_is_told_so();
  return 0;
}
