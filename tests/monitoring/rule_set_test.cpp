// Mirrors include/masseflyt/monitoring/rule_set.hpp.
#include <masseflyt/monitoring/rule_set.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "support/random.hpp"

namespace masseflyt::monitoring {
namespace {

constexpr const char* small = R"json({
  "schema": "masseflyt.monitoring/1", "zone": "Europe/Oslo",
  "streams": [
    {"id": "mic-1", "parameter": "noise", "unit": "dB(A)", "place": "Storgata 1",
     "meaning": "leq", "stamp": "start", "interval_s": 60, "correction": -6},
    {"id": "turb-1", "parameter": "turbidity", "unit": "NTU", "meaning": "instant",
     "interval_s": 60},
    {"id": "turb-0", "parameter": "turbidity", "unit": "NTU", "meaning": "instant",
     "interval_s": 60}],
  "rules": [
    {"id": "night", "use": "no.noise.t1442-2021/dwelling.night", "streams": {"noise": "mic-1"}},
    {"id": "sea", "use": "no.water.sea_disposal/open",
     "streams": {"turbidity": "turb-1", "background": "turb-0"}},
    {"id": "peak", "source": "site plan 3.1", "hold_s": 10, "latch": "stop",
     "conditions": [{"stream": "mic-1", "statistic": "leq", "window": {"rolling_s": 900},
                     "comparison": "at_or_above", "unit": "dB(A)", "warning": 55, "alarm": 60,
                     "clear_warning": 50, "min_coverage": 0.75}]}]})json";

struct Read {
  explicit Read(const std::string& json, RuleOptions options = {})
      : rules(RuleSet::read(json, found, options)) {}
  /// Whether a problem is told at this place.
  bool names(std::string_view path) const {
    for (const auto& d : found)
      if (d.path == path) return true;
    return false;
  }
  std::string all() const {
    std::string lines;
    for (const auto& d : found) lines += to_line(d) + "\n";
    return lines;
  }
  Diagnostics found;
  Result<RuleSet> rules;
};

/// The small document with one place changed.
std::string changed(const char* pointer, const nlohmann::json& value) {
  auto doc = nlohmann::json::parse(small);
  doc[nlohmann::json::json_pointer(pointer)] = value;
  return doc.dump();
}

TEST(RuleSet, ReadsAGoodDocument) {
  const Read read(small);
  ASSERT_TRUE(read.rules) << read.all();
  EXPECT_TRUE(read.found.empty()) << read.all();
  const auto& rules = read.rules->rules();
  EXPECT_EQ(rules[0].conditions[0].stream, "mic-1");
  EXPECT_EQ(rules[0].conditions[0].limit[1], 45);
  EXPECT_EQ(rules[0].confidence, Confidence::recalled);
  EXPECT_EQ(rules[0].edition, "T-1442/2021");
  EXPECT_EQ(rules[1].conditions[0].other, "turb-0");
  EXPECT_EQ(rules[1].hold, std::chrono::minutes(20));
  EXPECT_EQ(rules[2].latch, Level::stop);
  EXPECT_EQ(read.rules->find_rule("peak"), 2u);
}

TEST(RuleSet, WrittenAndReadAgainIsTheSame) {
  const Read first(small);
  const Read again(to_json(*first.rules));
  ASSERT_TRUE(again.rules) << again.all();
  EXPECT_EQ(to_json(*again.rules), to_json(*first.rules));
  EXPECT_EQ(again.rules->hash(), first.rules->hash());
}

TEST(RuleSet, NumbersThatNobodyHasReadAreRefusedInStrictMode) {
  const Read read(small, {.strict = true});
  ASSERT_FALSE(read.rules);
  EXPECT_EQ(read.rules.error().code, ErrorCode::rule_not_verified);
  EXPECT_NE(read.rules.error().message.find("night"), std::string::npos);
}

TEST(RuleSet, TellsAllProblemsAtOnce) {
  const Read read(R"json({"schema": "masseflyt.monitoring/1", "zone": "Europe/Bergen",
    "streams": [{"id": "a", "parameter": "p", "unit": "furlong", "meaning": "instant"}],
    "rules": [{"id": "r", "hold_s": -1, "conditions": [{"stream": 7, "comparison": "over"}]}]})json");
  ASSERT_FALSE(read.rules);
  for (const char* path : {"/zone", "/streams/0/unit", "/rules/0/hold_s",
                           "/rules/0/conditions/0/stream", "/rules/0/conditions/0/statistic",
                           "/rules/0/conditions/0/comparison", "/rules/0/conditions/0/unit"})
    EXPECT_TRUE(read.names(path)) << path << "\n" << read.all();
}

// What one object lacks hides nothing of the others; what rests on it is left out.
TEST(RuleSet, TellsWhatIsUnknownOrDoesNotFitBesideWhatIsMissing) {
  const Read read(R"json({"schema": "masseflyt.monitoring/1", "zone": "Europe/Oslo", "colour": 1,
    "streams": [{"id": "a", "parameter": "noise", "unit": "dB(A)", "meaning": "leq",
                 "intervall_s": 60},
                {"id": "a", "parameter": "dust", "unit": "mm/s", "meaning": "instant"},
                {"id": "b", "parameter": "dust", "unit": "furlong", "meaning": "instant"}],
    "rules": [{"id": "r", "source": "s", "conditions": [{"stream": "c", "statistic": "last",
                 "comparison": "above", "unit": "mm/s", "warning": 5, "alarm": 4, "sop": 9}]},
              {"id": "q", "source": "s", "conditions": [{"stream": "b", "statistic": "last",
                 "comparison": "above", "unit": "mm/s", "alarm": 4}]},
              {"id": "t", "conditions": [{"stream": "a", "statistic": "last",
                 "comparison": "above", "unit": "mm/s", "alarm": 4}]}]})json");
  ASSERT_FALSE(read.rules);
  for (const char* path :
       {"/colour", "/streams/0/intervall_s", "/streams/0/stamp", "/streams/0/interval_s",
        "/streams/1/id", "/streams/2/unit", "/rules/0/conditions/0/sop",
        "/rules/0/conditions/0/alarm", "/rules/0/conditions/0/stream", "/rules/2/source"})
    EXPECT_TRUE(read.names(path)) << path << "\n" << read.all();
  EXPECT_FALSE(read.names("/rules/1/conditions/0/unit")) << read.all();
}

struct Bad {
  const char* pointer;
  nlohmann::json value;
  const char* told;
};

TEST(RuleSet, NamesThePlaceOfEachProblem) {
  const Bad cases[] = {
      {"/streams/0/stamp", nullptr, "/streams/0/stamp"},
      {"/streams/0/interval_s", 0, "/streams/0/interval_s"},
      {"/streams/1/id", "mic-1", "/streams/1/id"},
      {"/rules/2/source", "", "/rules/2/source"},
      {"/rules/2/conditions/0/stream", "mic-2", "/rules/2/conditions/0/stream"},
      {"/rules/2/conditions/0/unit", "NTU", "/rules/2/conditions/0/unit"},
      {"/rules/2/conditions/0/statistic", "mean", "/rules/2/conditions/0/statistic"},
      {"/rules/2/conditions/0/statistic", "percentile", "/rules/2/conditions/0/percentile"},
      {"/rules/2/conditions/0/alarm", 50, "/rules/2/conditions/0/alarm"},
      {"/rules/2/conditions/0/clear_warning", 56, "/rules/2/conditions/0/clear_warning"},
      {"/rules/2/conditions/0/window",
       {{"rolling_s", 60}, {"civil", "day"}},
       "/rules/2/conditions/0/window"},
      {"/rules/2/conditions/0/window/rolling_s", 0, "/rules/2/conditions/0/window/rolling_s"},
      {"/rules/2/valid_from", "2026-01-01T00:00", "/rules/2/valid_from"},
      {"/rules/2/id", "night", "/rules/2/id"},
      {"/rules/0/use", "no.noise.t1442-2021/dwelling.noon", "/rules/0/use"},
      {"/rules/0/use", "no.such.pack/x", "/rules/0/use"},
      {"/rules/0/streams", {{"sound", "mic-1"}}, "/rules/0/streams"},
      {"/rules/2/confirms", "peak", "/rules/2/confirms"},
      {"/schema", "masseflyt.monitoring/2", "/schema"},
  };
  for (const auto& bad : cases) {
    const Read read(changed(bad.pointer, bad.value));
    EXPECT_FALSE(read.rules) << bad.pointer << " " << bad.value;
    EXPECT_TRUE(read.names(bad.told)) << bad.pointer << " " << bad.value << "\n" << read.all();
  }
}

TEST(RuleSet, WarnsOfAKeyItDoesNotKnow) {
  const Read read(changed("/streams/0/intervall_s", 5));
  ASSERT_TRUE(read.rules);
  ASSERT_EQ(read.found.size(), 1u);
  EXPECT_EQ(read.found[0].severity, Severity::warning);
  EXPECT_EQ(read.found[0].expected, "perhaps interval_s");
}

TEST(RuleSet, KeysOfTheOwnerAreAllowed) {
  EXPECT_TRUE(Read(changed("/rules/2/x-ticket", "HMS-12")).found.empty());
}

TEST(RuleSet, AFactorOfTheUsersOwnIsTold) {
  const Read read(R"json({"schema": "masseflyt.monitoring/1", "zone": "UTC",
    "streams": [{"id": "v", "parameter": "velocity", "quantity": "unweighted_velocity",
                 "unit": "mm/s", "meaning": "max", "stamp": "end", "interval_s": 60}],
    "rules": [{"id": "r", "use": "no.vibration.ns8141/user.v0", "streams": {"velocity": "v"},
               "factor": 1.5, "warning_share": 0.75}]})json");
  ASSERT_TRUE(read.rules) << read.all();
  const auto& rule = read.rules->rules()[0];
  EXPECT_DOUBLE_EQ(rule.conditions[0].limit[1], 30);
  EXPECT_DOUBLE_EQ(rule.conditions[0].limit[0], 22.5);
  EXPECT_NE(rule.note.find("factor"), std::string::npos);
}

TEST(RuleSet, TwoVersionsOfARuleMayFollowEachOther) {
  auto doc = nlohmann::json::parse(small);
  auto next = doc["rules"][2];
  doc["rules"][2]["valid_to"] = next["valid_from"] = "2026-06-01T00:00+02:00";
  doc["rules"].push_back(next);
  EXPECT_TRUE(Read(doc.dump()).rules);
}

// Bytes changed at random: an answer or diagnostics, never a crash.
TEST(RuleSet, SurvivesDamagedDocuments) {
  test::Random random(8);
  int accepted = 0;
  for (int i = 0; i < 2000; ++i) {
    std::string text = small;
    for (std::uint32_t n = 1 + random.below(4); n > 0; --n)
      text[random.below(static_cast<std::uint32_t>(text.size()))] =
          static_cast<char>(random.below(256));
    const Read read(text);
    accepted += read.rules ? 1 : 0;
    EXPECT_TRUE(read.rules || has_errors(read.found));
  }
  EXPECT_GT(accepted, 0);
}

TEST(RulesSchema, DescribesWhatTheReaderKnows) {
  const auto schema = nlohmann::json::parse(rules_schema());
  const auto& rule = schema["properties"]["rules"]["items"]["properties"];
  EXPECT_EQ(rule["permitted_per_year"]["type"], "integer");
  const auto& statistic = rule["conditions"]["items"]["properties"]["statistic"];
  EXPECT_EQ(statistic["enum"].size(), 15u);
  EXPECT_FALSE(schema["additionalProperties"]);
}

}  // namespace
}  // namespace masseflyt::monitoring
