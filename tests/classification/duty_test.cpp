// Mirrors include/masseflyt/classification/duty.hpp.
#include <masseflyt/classification/duty.hpp>

#include "classification/lots.hpp"

namespace masseflyt::classification {
namespace {

struct Duties : testing::Test {
  static const DutyPack& pack() {
    static const DutyPack one = built_in_duties().value();
    return one;
  }
  static std::optional<DutyState> state(const Lot& lot, const std::string& use,
                                        const std::string& id, bool strict = false) {
    for (auto& s : duties(lot, parse_use(use).value(), pack(), strict))
      if (s.duty.id == id) return s;
    return std::nullopt;
  }
  static std::optional<std::int64_t> points(double area) {
    Lot lot = fine_lot("soil");
    lot.contamination_suspected = Answer::yes;
    lot.area_m2 = area;
    return state(lot, "fill/industri_trafikk/0-1", "soil.area.industri_trafikk")->required;
  }
};

TEST_F(Duties, SamplePointsAreThoseOfTheNextAreaThatIsKnown) {
  EXPECT_EQ(points(500), 4);
  EXPECT_EQ(points(500.1), 6);
  EXPECT_EQ(points(760), 6);
  EXPECT_EQ(points(1900), 8);
  EXPECT_EQ(points(16000), 28);
  EXPECT_EQ(points(16000.1), std::nullopt);  // never beyond what was read
}

TEST_F(Duties, SamplesOfTheLotCount) {
  Lot lot = fine_lot("soil");
  lot.contamination_suspected = Answer::yes;
  lot.area_m2 = 400;
  lot.samples.resize(3);
  const auto use = "fill/industri_trafikk/0-1", id = "soil.area.industri_trafikk";
  EXPECT_EQ(state(lot, use, id)->fulfilled, Answer::no);
  EXPECT_EQ(state(lot, use, id)->done, 3);
  lot.samples.resize(4);
  EXPECT_EQ(state(lot, use, id)->fulfilled, Answer::yes);
  lot.area_m2.reset();
  EXPECT_EQ(state(lot, use, id)->fulfilled, Answer::unknown);
  lot.contamination_suspected = Answer::no;
  EXPECT_FALSE(state(lot, use, id));
}

TEST_F(Duties, EachStartedAmountAsksForATest) {
  Lot lot = fine_lot("rock", "hard");
  const auto required = [&](double m3) {
    lot.placed_m3 = m3;
    return state(lot, "layer/SVV/tilbakefylling i tunnel", "tunnel.los_angeles")->required;
  };
  EXPECT_EQ(required(1), 1);
  EXPECT_EQ(required(10'000), 1);
  EXPECT_EQ(required(10'001), 2);
  lot.tests_done = {{"los_angeles", 2}};
  EXPECT_EQ(state(lot, "layer/SVV/tilbakefylling i tunnel", "tunnel.los_angeles")->fulfilled,
            Answer::yes);
}

TEST_F(Duties, BlackShaleHasALeastNumber) {
  Lot lot = fine_lot("alum_shale");
  lot.bank_m3 = 500;
  EXPECT_EQ(state(lot, "landfill/ordinary", "black_shale.volume")->required, 4);
  lot.bank_m3 = 4000;
  EXPECT_EQ(state(lot, "landfill/ordinary", "black_shale.volume")->required, 4);
  lot.bank_m3 = 4001;
  EXPECT_EQ(state(lot, "landfill/ordinary", "black_shale.volume")->required, 5);
  EXPECT_FALSE(state(fine_lot("rock", "hard"), "landfill/ordinary", "black_shale.volume"));
}

TEST_F(Duties, ProductionControlIsRecalledAndStrictDoesNotTrustIt) {
  Lot lot = fine_lot("rock", "hard");
  lot.tests_done = {{"grading", 1}};
  const auto id = "fpc.en13242.grading";
  EXPECT_EQ(state(lot, "unbound", id)->fulfilled, Answer::yes);
  EXPECT_EQ(state(lot, "unbound", id, true)->fulfilled, Answer::unknown);
  EXPECT_EQ(state(lot, "unbound", id)->duty.by.nb, "produsenten, i produksjonskontrollen");
  EXPECT_EQ(state(lot, "unbound", "fpc.en13242.los_angeles")->required, 2);
}

TEST_F(Duties, WhatWasNotFoundStaysOpenAndSaysSo) {
  Lot lot = fine_lot("rock", "hard");
  lot.tests_done = {{"foreign_rock_in_declaration", 100}};
  const auto s = state(lot, "concrete_aggregate", "quarry.foreign_rock");
  ASSERT_TRUE(s);
  EXPECT_EQ(s->fulfilled, Answer::unknown);  // nothing fulfils it
  EXPECT_NE(s->text.nb.find("ikke funnet"), std::string::npos) << s->text.nb;
  EXPECT_NE(s->text.en.find("who pays was not found"), std::string::npos);
}

TEST_F(Duties, FulfilledDutiesAreNotOpen) {
  Lot lot = fine_lot("soil");
  const auto is_open = [&] {
    for (const auto& s : open_duties(lot, parse_use("reuse").value(), pack()))
      if (s.duty.id == "species.survey") return true;
    return false;
  };
  EXPECT_FALSE(is_open());  // surveyed
  lot.species.surveyed = Answer::unknown;
  EXPECT_TRUE(is_open());
}

TEST_F(Duties, EveryDutyHasASourceAndBothLanguages) {
  EXPECT_GT(pack().duties.size(), 25u);
  for (const auto& d : pack().duties) {
    EXPECT_FALSE(d.source.empty()) << d.id;
    EXPECT_NE(d.title.en, d.title.nb) << d.id;
    EXPECT_TRUE(d.open || d.count > 0 || !d.steps.empty()) << d.id;
    EXPECT_TRUE(d.cost.empty()) << d.id << ": found? then say it in the header and the docs";
  }
}

TEST(DutyDocument, TellsAllItsFaults) {
  Diagnostics found;
  EXPECT_FALSE(read_duties(R"({"schema": "x", "id": "d", "title": "t", "edition": "e", "duties": [
    {"id": "a", "title": "t", "test": "t", "before": "lunch", "materials": ["jord"], "count": 0,
     "unit": "ton", "source": "s", "confidence": "sure"},
    {"id": "a", "title": "t", "test": "t", "before": "dig", "unit": "m2",
     "steps": [[500, 4], [400, 5]], "source": "s", "confidence": "verified"}, 3]})",
                           found));
  std::string all;
  for (const auto& d : found) all += to_line(d) + "\n";
  for (const auto* path :
       {"/schema", "/duties/0/before", "/duties/0/materials", "/duties/0/count", "/duties/0/unit",
        "/duties/0/confidence", "/duties/1/steps", "/duties/1/id", "/duties/2"})
    EXPECT_NE(all.find(path), std::string::npos) << path << "\n" << all;
}

}  // namespace
}  // namespace masseflyt::classification
