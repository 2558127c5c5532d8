// Mirrors include/masseflyt/monitoring/limit_pack.hpp.
#include <masseflyt/monitoring/limit_pack.hpp>
#include <masseflyt/monitoring/rule_set.hpp>

#include <cmath>

#include <gtest/gtest.h>

namespace masseflyt::monitoring {
namespace {

const Rule& rule(const LimitPack& pack, std::string_view id) {
  for (const auto& r : pack.rules)
    if (r.id == id) return r;
  ADD_FAILURE() << "no rule " << id;
  return pack.rules.front();
}

TEST(LimitPacks, AllReadWithoutAWord) {
  EXPECT_GE(built_in_limit_packs().size(), 20u);
  for (const auto id : built_in_limit_packs()) {
    const auto pack = built_in_limit_pack(id);
    ASSERT_TRUE(pack) << id << ": " << pack.error().message;
    EXPECT_EQ(pack->id, id);
    for (const auto& r : pack->rules) {
      EXPECT_FALSE(r.source.empty()) << id << "/" << r.id;
      EXPECT_NE(r.confidence, Confidence::user) << id << "/" << r.id;
    }
    for (const auto& v : pack->values) EXPECT_FALSE(v.source.empty()) << id << "/" << v.id;
  }
}

TEST(LimitPacks, AnUnknownOneIsAnsweredWithThoseThereAre) {
  const auto pack = built_in_limit_pack("no.noise");
  ASSERT_FALSE(pack);
  EXPECT_NE(pack.error().message.find("no.noise.t1442-2016"), std::string::npos);
}

TEST(LimitPacks, BothEditionsOfT1442AreThereAndDiffer) {
  const auto old = built_in_limit_pack("no.noise.t1442-2016").value();
  const auto now = built_in_limit_pack("no.noise.t1442-2021").value();
  const auto limit = [](const LimitPack& p, const char* id) {
    return rule(p, id).conditions[0].limit[1];
  };
  EXPECT_EQ(limit(old, "dwelling.day"), 65);
  EXPECT_EQ(limit(now, "dwelling.day"), 60);
  EXPECT_EQ(limit(old, "dwelling.night"), 45);
  EXPECT_EQ(limit(now, "dwelling.night"), 45);
  EXPECT_EQ(rule(old, "dwelling.day").confidence, Confidence::verified);
  EXPECT_EQ(rule(now, "dwelling.day").confidence, Confidence::recalled);
}

double velocity_limit(const char* pack, const char* id, double hertz) {
  return rule(built_in_limit_pack(pack).value(), id).conditions[0].curve.at(hertz);
}

// The check values of the facts table.
TEST(VibrationLimits, InterpolateAsTheirStandardSays) {
  const char* din = "de.vibration.din4150-3";
  EXPECT_DOUBLE_EQ(velocity_limit(din, "industrial.foundation", 30), 30);
  EXPECT_DOUBLE_EQ(velocity_limit(din, "dwellings.foundation", 30), 10);
  EXPECT_DOUBLE_EQ(velocity_limit(din, "dwellings.foundation", 75), 17.5);
  EXPECT_DOUBLE_EQ(velocity_limit(din, "sensitive.foundation", 30), 5.5);
  EXPECT_DOUBLE_EQ(velocity_limit(din, "dwellings.foundation", 0.5), 5);
  EXPECT_DOUBLE_EQ(velocity_limit(din, "dwellings.foundation", 250), 20);
  const char* bs = "gb.vibration.bs7385-2";
  EXPECT_NEAR(velocity_limit(bs, "residential", 10), 17.727, 0.0005);
  EXPECT_DOUBLE_EQ(velocity_limit(bs, "residential", 25), 32);
  EXPECT_DOUBLE_EQ(velocity_limit(bs, "residential", 39), 48.8);
  EXPECT_DOUBLE_EQ(velocity_limit(bs, "residential", 90), 50);
  const char* sn = "ch.vibration.sn640312a";
  EXPECT_DOUBLE_EQ(velocity_limit(sn, "normal.occasional", 29.99), 15);
  EXPECT_DOUBLE_EQ(velocity_limit(sn, "normal.occasional", 30), 20);
  EXPECT_DOUBLE_EQ(velocity_limit(sn, "normal.frequent", 60), 12);
}

// Nobody has read the factors: each edition has a rule that takes the user's own, and says so.
TEST(VibrationLimits, OfNs8141AreTheUsersOwnByEdition) {
  const auto read = [](const std::string& use, Diagnostics& found) {
    return RuleSet::read(R"json({"schema": "masseflyt.monitoring/1", "zone": "Europe/Oslo",
      "streams": [{"id": "v", "parameter": "vibration", "quantity": "unweighted_velocity",
                   "unit": "mm/s", "meaning": "instant"}],
      "rules": [{"id": "r", "streams": {"velocity": "v"}, )json" +
                             use + "}]}",
                         found);
  };
  Diagnostics found;
  const auto now = read(R"("use": "no.vibration.ns8141/user.2022", "factor": 35)", found);
  ASSERT_TRUE(now) << now.error().message;
  EXPECT_TRUE(found.empty());
  EXPECT_EQ(now->rules()[0].conditions[0].limit[1], 35);
  EXPECT_EQ(now->rules()[0].edition, "NS 8141-1:2022");
  EXPECT_FALSE(read(R"("use": "no.vibration.ns8141/user.2022")", found));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].path, "/rules/0/factor");
  EXPECT_EQ(found[0].expected, "the factors of your own survey, multiplied: the pack has none");
}

// Both are in mm/s, and no number turns one into the other.
TEST(VibrationLimits, OfWeightedAndUnweightedVelocityDoNotMeet) {
  const auto read = [](const std::string& quantity, const std::string& use, bool strict,
                       Diagnostics& found) {
    return RuleSet::read(R"json({"schema": "masseflyt.monitoring/1", "zone": "Europe/Oslo",
      "streams": [{"id": "v", "parameter": "vibration", "unit": "mm/s", "meaning": "instant")json" +
                             quantity + R"(}],
      "rules": [{"id": "r", "streams": {"velocity": "v"}, )" +
                             use + "}]}",
                         found, {strict});
  };
  const std::string weighted = R"(, "quantity": "weighted_velocity")";
  const std::string now = R"("use": "no.vibration.ns8141/user.2022", "factor": 35)";
  const std::string then = R"("use": "no.vibration.ns8141/user.weighted.2013", "factor": 21)";
  const std::string din = R"("use": "de.vibration.din4150-3/slab")";
  Diagnostics found;
  EXPECT_FALSE(read(weighted, now, false, found));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].path, "/rules/0/conditions/0/stream");
  EXPECT_EQ(found[0].expected,
            "a stream of unweighted_velocity, of which this limit is; 'v' is of weighted_velocity");
  found.clear();
  EXPECT_TRUE(read(weighted, then, false, found));
  EXPECT_TRUE(found.empty());
  EXPECT_FALSE(read(weighted, din, false, found));
  found.clear();
  EXPECT_TRUE(read("", din, false, found));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].severity, Severity::warning);
  EXPECT_EQ(
      found[0].expected,
      "a stream of unweighted_velocity, of which this limit is; 'v' does not tell its quantity");
  found.clear();
  EXPECT_FALSE(read("", din, true, found));
  EXPECT_TRUE(has_errors(found));
}

TEST(VibrationLimits, SayNothingWhereTheStandardDoesNot) {
  EXPECT_TRUE(std::isnan(velocity_limit("gb.vibration.bs7385-2", "residential", 3.9)));
}

TEST(VibrationLimits, ADisputedSetOfNumbersIsNoDefault) {
  const auto pack = built_in_limit_pack("no.vibration.ns8141").value();
  ASSERT_EQ(pack.rules.size(), 3u);  // what the user's own factors multiply, by edition
  for (const auto& r : pack.rules) {
    EXPECT_TRUE(r.id.starts_with("user."));
    EXPECT_EQ(r.confidence, Confidence::recalled);
    EXPECT_FALSE(r.edition.empty());
  }
}

TEST(CadmiumLimits, AreStepsOfHardness) {
  const auto pack = built_in_limit_pack("eu.water.cadmium").value();
  const auto& curve = rule(pack, "mac").conditions[0].curve;
  EXPECT_DOUBLE_EQ(curve.at(39.9), 0.45);
  EXPECT_DOUBLE_EQ(curve.at(99.9), 0.6);
  EXPECT_DOUBLE_EQ(curve.at(100), 0.9);
  EXPECT_DOUBLE_EQ(curve.at(300), 1.5);
}

TEST(ReadLimitPack, ASourceThatIsNotListedIsAFault) {
  Diagnostics found;
  EXPECT_FALSE(read_limit_pack(R"({"schema": "masseflyt.limits/1", "id": "x", "title": "x",
    "title_nb": "x", "edition": "x", "jurisdiction": "NO", "sources": {},
    "values": [{"id": "v", "value": "1", "source": "s9", "confidence": "verified"}]})",
                               found));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].path, "/values/0/source");
}

}  // namespace
}  // namespace masseflyt::monitoring
