// Mirrors include/masseflyt/transport/tariff.hpp.
#include <masseflyt/transport/tariff.hpp>

#include <limits>

#include <gtest/gtest.h>

namespace masseflyt::transport {
namespace {

std::map<std::string, double> factors() {
  return {{"truck_nok_tkm", 2},    {"truck_nok_t_fixed", 10}, {"truck_co2_kg_tkm", 0.1},
          {"truck_load_t", 25},    {"toll_nok_passage", 100}, {"trips_detour", 1.1},
          {"sea_nok_tkm", 0.2},    {"sea_nok_t_fixed", 1},    {"quay_nok_t", 20},
          {"sea_co2_kg_tkm", 0.02}};
}

TEST(Tariff, ARoadIsPaidByTonneKilometreLoadAndToll) {
  const auto t = Tariff::make(factors()).value();
  const HaulSums s = t.road({10, 2, 4, 1, 0});
  EXPECT_DOUBLE_EQ(s.km, 11);                             // the map runs short by a tenth
  EXPECT_DOUBLE_EQ(s.nok, 10 + 2 * 11 + 2 * 100.0 / 25);  // the toll counts both ways
  EXPECT_DOUBLE_EQ(s.co2e_kg, 1.1);
  EXPECT_DOUBLE_EQ(s.exposure_vkm, 2 * 4 * 1.1 / 25);
  EXPECT_DOUBLE_EQ(s.loaded_vkm, 11.0 / 25);
  EXPECT_DOUBLE_EQ(s.empty_vkm, s.loaded_vkm);
  EXPECT_DOUBLE_EQ(s.loads, 0.04);
}

TEST(Tariff, AVoyagePaysTwoQuays) {
  const auto t = Tariff::make(factors()).value();
  EXPECT_DOUBLE_EQ(t.sea(100).nok, 1 + 20 + 40);
  EXPECT_DOUBLE_EQ(t.sea(100).co2e_kg, 2);
  EXPECT_DOUBLE_EQ(t.sea(100).road_km, 0);
}

TEST(Tariff, GoodsThatComeBackPayTheirPartOfTheWay) {
  auto f = factors();
  f["sea_empty_share"] = 0.4;
  const auto t = Tariff::make(f).value();
  EXPECT_DOUBLE_EQ(t.sea({100, 0, 0}).nok, 61);
  EXPECT_DOUBLE_EQ(t.sea({100, 0, 0.5}).nok, 1 + 20 * 0.8 + 40);
  EXPECT_DOUBLE_EQ(t.sea({100, 0, 1}).co2e_kg, 2 * 0.6);
  EXPECT_STREQ(Tariff::make(factors())->lacks_for({100, 0, 0.5}, false), "sea_empty_share");
  f["sea_empty_share"] = 1.1;
  EXPECT_FALSE(Tariff::make(f));
}

TEST(Tariff, AVoyageIsSharedByTheCargo) {
  auto f = factors();
  f["sea_nok_voyage"] = 60'000;
  const auto t = Tariff::make(f).value();
  EXPECT_DOUBLE_EQ(t.sea({100, 6000, 0}).nok, 61 + 10);
  EXPECT_DOUBLE_EQ(t.sea({100, 3000, 0}).nok, 61 + 20);
  EXPECT_STREQ(t.lacks_for({100, 0, 0}, false), "vessel_t");
}

TEST(Tariff, RailHasPricesOfItsOwnOrNone) {
  auto f = factors();
  EXPECT_FALSE(Tariff::make(f)->has_rail());
  f["rail_nok_tkm"] = 0.3;
  EXPECT_NE(Tariff::make(f).error().message.find("'terminal_nok_t'"), std::string::npos);
  f["rail_nok_t_fixed"] = 5, f["terminal_nok_t"] = 12, f["rail_co2_kg_tkm"] = 0.01;
  const auto t = Tariff::make(f).value();
  EXPECT_DOUBLE_EQ(t.rail({100, 0, 0}).nok, 5 + 30 + 24);
  EXPECT_DOUBLE_EQ(t.rail({100, 0, 0}).co2e_kg, 1);
}

/// The list of one contractor, NOK per m3, as it stands in the facts: it is no straight line.
TEST(Tariff, AListOfPricesTakesThePlaceOfARate) {
  auto f = factors();
  f.erase("truck_nok_tkm"), f.erase("truck_nok_t_fixed");
  f["trips_detour"] = 1;
  const auto t =
      Tariff::make(f, {{1, 40}, {4, 50}, {10, 60}, {20, 85}, {30, 115}, {60, 250}, {70, 270}})
          .value();
  const auto nok = [&](double km) { return t.road({km, 0, 0, 0, 0}).nok; };
  EXPECT_DOUBLE_EQ(nok(0.2), 40);
  EXPECT_DOUBLE_EQ(nok(4), 50);
  EXPECT_DOUBLE_EQ(nok(15), 72.5);
  EXPECT_DOUBLE_EQ(nok(70), 270);
  EXPECT_DOUBLE_EQ(nok(80), 290);
  EXPECT_EQ(Tariff::make(f, {{1, 40}, {1, 50}}).error().path, "/prices/1");
  EXPECT_EQ(Tariff::make(f, {{1, -40}}).error().path, "/prices/0");
}

TEST(Tariff, NamesEveryFactorThatIsMissing) {
  auto f = factors();
  f.erase("truck_load_t");
  f.erase("quay_nok_t");
  const auto t = Tariff::make(f);
  ASSERT_FALSE(t);
  EXPECT_EQ(t.error().code, ErrorCode::not_found);
  EXPECT_NE(t.error().message.find("'truck_load_t', 'quay_nok_t'"), std::string::npos);
}

TEST(Tariff, RefusesWhatMakesNoSense) {
  for (const double bad :
       {-1.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    auto f = factors();
    f["truck_nok_tkm"] = bad;
    EXPECT_EQ(Tariff::make(f).error().code, ErrorCode::invalid_argument) << bad;
  }
  auto f = factors();
  f["truck_load_t"] = 0;
  EXPECT_EQ(Tariff::make(f).error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace masseflyt::transport
