// Mirrors include/masseflyt/reporting/account.hpp.
#include <masseflyt/reporting/account.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

namespace masseflyt::reporting {
namespace {

/// 100 NOK, 2 kg CO2e, 12 loaded and 12 empty vehicle-km per 25 t, all on roads.
Route by_road(double km) {
  HaulSums s;
  s.km = s.road_km = km;
  s.nok = 100;
  s.co2e_kg = 2;
  s.loads = 1 / 25.0;
  s.loaded_vkm = s.empty_vkm = km / 25.0;
  s.exposure_vkm = 0.5;
  return {{{Mode::road, 0, 1, 0.5, s}}, s};
}

/// The same, and then 50 km by sea for 30 NOK and 0.5 kg.
Route by_road_and_sea(double km) {
  Route r = by_road(km);
  HaulSums sea;
  sea.km = 50;
  sea.nok = 30;
  sea.co2e_kg = 0.5;
  r.legs.push_back({Mode::sea, 1, 2, 4, sea});
  r.sums += sea;
  return r;
}

Movement from_offer(Kind kind, std::int64_t kg, Route route) {
  Movement m;
  m.offer = m.source = "S01";
  m.party = "Water";
  m.group = "rock-hard-clean";
  m.material = "rock";
  m.condition_class = "clean";
  m.destination = "K02";
  m.kind = kind;
  m.month = Month::of(2024, 3);
  m.kg = kg;
  m.route = std::move(route);
  return m;
}

TEST(Account, OfNothingIsZero) {
  const Account a = account({});
  EXPECT_EQ(a.surplus_t, 0);
  EXPECT_EQ(a.reused_share, 0);
  EXPECT_EQ(a.nok, 0);
  EXPECT_TRUE(a.nok_by_stage.empty());
}

TEST(Account, CountsOneHaulByHand) {
  Movement m = from_offer(Kind::fill, 50'000, by_road(10));
  m.fee_nok_t = 40;
  const Account a = account({m});
  EXPECT_DOUBLE_EQ(a.surplus_t, 50);
  EXPECT_DOUBLE_EQ(a.placed_t, 50);
  EXPECT_DOUBLE_EQ(a.reused_share, 1);
  EXPECT_DOUBLE_EQ(a.disposed_share, 0);
  EXPECT_DOUBLE_EQ(a.loads, 2);
  EXPECT_DOUBLE_EQ(a.loaded_vkm, 20);
  EXPECT_DOUBLE_EQ(a.empty_vkm, 20);
  EXPECT_DOUBLE_EQ(a.road_tkm, 500);
  EXPECT_DOUBLE_EQ(a.sea_tkm, 0);
  EXPECT_DOUBLE_EQ(a.mean_road_km, 10);
  EXPECT_DOUBLE_EQ(a.exposure_vkm, 25);
  EXPECT_DOUBLE_EQ(a.nok, 50 * 140.0);
  EXPECT_DOUBLE_EQ(a.co2e_kg, 100);
  EXPECT_EQ(a.nok_by_stage, (std::map<std::string, double>{{"fee", 2000}, {"haul_road", 5000}}));
  EXPECT_EQ(a.tonnes_by_pyramid, (std::map<std::int32_t, double>{{4, 50}}));
  EXPECT_EQ(a.nok_by_party, (std::map<std::string, double>{{"Water", 7000}}));
}

TEST(Account, KeepsRoadAndSeaApart) {
  const Account a = account({from_offer(Kind::landfill, 10'000, by_road_and_sea(4))});
  EXPECT_EQ(a.nok_by_stage,
            (std::map<std::string, double>{{"haul_road", 1000}, {"haul_sea", 300}}));
  EXPECT_EQ(a.co2e_kg_by_stage,
            (std::map<std::string, double>{{"haul_road", 20}, {"haul_sea", 5}}));
  EXPECT_DOUBLE_EQ(a.road_tkm, 40);
  EXPECT_DOUBLE_EQ(a.sea_tkm, 500);
  EXPECT_DOUBLE_EQ(a.disposed_share, 1);
}

/// 30 t go into a store, 20 t of them on to a need, 10 t are left there at the end.
std::vector<Movement> through_a_store(double km_in, double km_out) {
  Movement in = from_offer(Kind::store, 30'000, by_road(km_in));
  in.destination = "K31";
  in.store_nok_t = 5;
  Movement out = from_offer(Kind::need, 20'000, by_road(km_out));
  out.source = "K31";
  out.month = Month::of(2025, 1);
  out.process_nok_t = 60;
  out.process_co2e_kg_t = 1.5;
  out.avoided_virgin_share = 0.9;
  out.avoided_co2e_kg_t = 3;
  Movement left = from_offer(Kind::end_stock, 10'000, {});
  left.source = "K31";
  left.fee_nok_t = 180;
  left.month = Month::of(2030, 12);
  return {in, out, left};
}

TEST(Account, CountsATonneThroughAStoreOnce) {
  const Account a = account(through_a_store(8, 7));
  EXPECT_DOUBLE_EQ(a.surplus_t, 30);
  EXPECT_DOUBLE_EQ(a.stored_t, 30);
  EXPECT_DOUBLE_EQ(a.placed_t, 20);
  EXPECT_DOUBLE_EQ(a.end_stock_t, 10);
  EXPECT_EQ(a.tonnes_by_kind, (std::map<std::string, double>{{"end_stock", 10}, {"need", 20}}));
  EXPECT_EQ(a.tonnes_by_year, (std::map<std::int32_t, double>{{2024, 30}})) << "as it leaves S01";
  EXPECT_DOUBLE_EQ(a.avoided_virgin_t, 18);
  EXPECT_DOUBLE_EQ(a.avoided_co2e_kg, 60);
}

TEST(Account, PaysForBothWaysAndTheStockThatIsLeft) {
  const Account a = account(through_a_store(8, 7));
  EXPECT_EQ(a.nok_by_stage,
            (std::map<std::string, double>{
                {"end_stock", 1800}, {"haul_road", 5000}, {"process", 1200}, {"store", 150}}));
  EXPECT_DOUBLE_EQ(a.nok, 8150);
  EXPECT_DOUBLE_EQ(a.co2e_kg, 30 * 2 + 20 * 2 + 20 * 1.5);
  EXPECT_DOUBLE_EQ(a.net_co2e_kg, a.co2e_kg - 60);
  EXPECT_DOUBLE_EQ(a.mean_road_km, (30 * 8 + 20 * 7) / 30.0);
}

TEST(Account, CallsATravelShortOnlyIfBothWaysTogetherAre) {
  EXPECT_DOUBLE_EQ(account(through_a_store(8, 7)).short_share, 1) << "15 km are inside";
  EXPECT_DOUBLE_EQ(account(through_a_store(8, 7.01)).short_share, 0);
}

TEST(Account, ReportsInternalMassesApart) {
  Movement m = from_offer(Kind::internal, 40'000, {});
  m.fee_nok_t = 99;
  const Account a = account({m, from_offer(Kind::quarry, 10'000, by_road(1))});
  EXPECT_DOUBLE_EQ(a.internal_t, 40);
  EXPECT_DOUBLE_EQ(a.surplus_t, 10);
  EXPECT_DOUBLE_EQ(a.nok, 1000);
  EXPECT_EQ(a.tonnes_by_pyramid, (std::map<std::int32_t, double>{{1, 40}, {3, 10}}));
}

TEST(Account, LeavesThePastAndShortfallsOutOfTheSurplus) {
  const Account a =
      account({from_offer(Kind::past, 7'000, {}), from_offer(Kind::shortfall, 3'000, {})});
  EXPECT_DOUBLE_EQ(a.past_t, 7);
  EXPECT_DOUBLE_EQ(a.shortfall_t, 3);
  EXPECT_DOUBLE_EQ(a.surplus_t, 0);
}

TEST(Account, ChargesVirginMaterialByProductionAndHaul) {
  Movement m = from_offer(Kind::virgin, 20'000, by_road(12));
  m.offer = m.source = "K10";
  m.fee_nok_t = 120;
  m.virgin_co2e_kg_t = 4;
  const Account a = account({m});
  EXPECT_DOUBLE_EQ(a.surplus_t, 0);
  EXPECT_DOUBLE_EQ(a.virgin_t, 20);
  EXPECT_EQ(a.nok_by_stage,
            (std::map<std::string, double>{{"virgin", 2400}, {"virgin_haul", 2000}}));
  EXPECT_EQ(a.co2e_kg_by_stage,
            (std::map<std::string, double>{{"virgin", 80}, {"virgin_haul", 40}}));
  EXPECT_DOUBLE_EQ(a.road_tkm, 240);
  EXPECT_DOUBLE_EQ(a.mean_road_km, 0) << "it is per tonne of surplus";
}

TEST(Account, FarAndUnplacedMassIsDisposedOfAndNotPlaced) {
  Movement far = from_offer(Kind::far_receiver, 6'000, by_road(150));
  far.fee_nok_t = 200;
  const Account a = account({far, from_offer(Kind::unplaced, 4'000, {})});
  EXPECT_DOUBLE_EQ(a.placed_t, 0);
  EXPECT_DOUBLE_EQ(a.disposed_share, 1);
  EXPECT_EQ(a.nok_by_stage, (std::map<std::string, double>{{"far", 1800}}));
}

TEST(Account, ShowsWhatCannotBeSummed) {
  Movement m = from_offer(Kind::fill, 1'000, by_road(10));
  m.fee_nok_t = NAN;
  const Account a = account({m});
  EXPECT_TRUE(std::isnan(a.nok));
  EXPECT_DOUBLE_EQ(a.surplus_t, 1);
  m.fee_nok_t = 1e300;
  EXPECT_TRUE(std::isnan(account({m}).nok));
}

TEST(Kinds, HaveNamesInBothLanguages) {
  EXPECT_STREQ(name(Kind::quarry, false), "quarry");
  EXPECT_STREQ(name(Kind::quarry, true), "pukkverk");
  EXPECT_STREQ(name(Kind::far_receiver, false), "far_receiver");
  EXPECT_STREQ(name(static_cast<Kind>(99), true), "ukjent");
}

/// Movements that keep their mass: whatever enters a store leaves it or is left at the end.
std::vector<Movement> random_movements(std::mt19937& random) {
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const Kind ends[] = {Kind::need,         Kind::fill,      Kind::quarry,
                       Kind::backfill,     Kind::treatment, Kind::landfill,
                       Kind::far_receiver, Kind::unplaced,  Kind::end_stock};
  std::vector<Movement> out;
  for (int i = 0; i < 60; ++i) {
    Movement m = from_offer(ends[pick(8)], 1 + pick(90'000'000), by_road(1 + pick(40)));
    m.offer = m.source = "S" + std::to_string(pick(7));
    m.party = "party " + std::to_string(pick(3));
    m.material = pick(2) ? "rock" : "soil";
    m.condition_class = "class" + std::to_string(pick(5));
    m.group = m.material + "-" + m.condition_class;
    m.month = Month::of(2020 + pick(6), 1 + pick(12));
    m.fee_nok_t = pick(40'000) / 100.0;
    if (pick(3) == 0) {  // by way of a store
      Movement in = m;
      in.kind = Kind::store;
      in.destination = "K31";
      out.push_back(in);
      m.source = "K31";
      m.kind = ends[pick(9)];
    }
    out.push_back(m);
  }
  return out;
}

template <typename Map>
double total(const Map& map) {
  return std::accumulate(map.begin(), map.end(), 0.0,
                         [](double sum, const auto& entry) { return sum + entry.second; });
}

TEST(AccountProperty, EveryWayOfSplittingAddsUp) {
  std::mt19937 random(7);
  for (int round = 0; round < 50; ++round) {
    const Account a = account(random_movements(random));
    EXPECT_NEAR(total(a.tonnes_by_kind), a.surplus_t, 1e-6);
    EXPECT_NEAR(total(a.tonnes_by_year), a.surplus_t, 1e-6);
    EXPECT_NEAR(total(a.tonnes_by_material), a.surplus_t, 1e-6);
    EXPECT_NEAR(total(a.tonnes_by_class), a.surplus_t, 1e-6);
    EXPECT_NEAR(total(a.tonnes_by_group), a.surplus_t, 1e-6);
    EXPECT_NEAR(total(a.tonnes_by_party), a.surplus_t, 1e-6);
    EXPECT_NEAR(total(a.tonnes_by_pyramid), a.surplus_t, 1e-6);
    EXPECT_NEAR(a.placed_t + a.far_t + a.unplaced_t + a.end_stock_t, a.surplus_t, 1e-6);
    EXPECT_NEAR(total(a.nok_by_stage), a.nok, 1e-2);
    EXPECT_NEAR(total(a.nok_by_party), a.nok, 1e-2);
    EXPECT_NEAR(total(a.co2e_kg_by_stage), a.co2e_kg, 1e-3);
    EXPECT_LE(a.reused_share + a.disposed_share, 1 + 1e-12);
  }
}

TEST(AccountProperty, OrderNeverMatters) {
  std::mt19937 random(11);
  auto movements = random_movements(random);
  const Account first = account(movements);
  for (int round = 0; round < 20; ++round) {
    std::shuffle(movements.begin(), movements.end(), random);
    const Account again = account(movements);
    EXPECT_EQ(again.nok, first.nok);  // to the last bit
    EXPECT_EQ(again.exposure_vkm, first.exposure_vkm);
    EXPECT_EQ(again.short_share, first.short_share);
    EXPECT_EQ(again.nok_by_stage, first.nok_by_stage);
    EXPECT_EQ(again.nok_by_party, first.nok_by_party);
  }
}

TEST(AccountProperty, SplittingAMovementChangesNoTonne) {
  std::mt19937 random(13);
  const auto movements = random_movements(random);
  std::vector<Movement> halves;
  for (Movement m : movements) {
    const std::int64_t part = m.kg / 3;
    m.kg -= part;
    halves.push_back(m);
    m.kg = part;
    halves.push_back(m);
  }
  EXPECT_EQ(account(halves).tonnes_by_kind, account(movements).tonnes_by_kind);
  EXPECT_NEAR(account(halves).nok, account(movements).nok, 1e-3);
}

}  // namespace
}  // namespace masseflyt::reporting
