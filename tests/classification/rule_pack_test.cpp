// Mirrors include/masseflyt/classification/rule_pack.hpp.
#include <masseflyt/classification/rule_pack.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>

#include <gtest/gtest.h>

#include "detail/csv_reader.hpp"

namespace masseflyt::classification {
namespace {

/// By value: a loop must not run over a part of a temporary.
std::vector<Rule> rules_of(const Result<RulePack>& pack) { return pack.value().rules; }

const Analytes& analytes() {
  static const Analytes all = Analytes::built_in().value();
  return all;
}

/// A sound pack with `rules` put into it.
std::string pack_of(const std::string& rules, const std::string& method = "contaminated_above") {
  return R"({"schema": "masseflyt.rules/1", "id": "x", "title": "X", "edition": "1",
             "jurisdiction": "NO", "method": ")" +
         method + R"(", "unit": "mg/kg", "basis": "dry", "sources": {"s": "a report"},
             "rules": [)" +
         rules + "]}";
}

TEST(BuiltInPacks, HaveWhatTheFactsHave) {
  EXPECT_EQ(built_in_pack("no.normverdier").value().rules.size(), 58u);
  EXPECT_EQ(built_in_pack("no.tilstandsklasser.ta2553").value().rules.size(), 105u);
}
TEST(BuiltInPacks, EveryValueHasASource) {
  for (const auto& id : built_in_packs())
    for (const auto& rule : rules_of(built_in_pack(id)))
      EXPECT_FALSE(rule.source.empty()) << id << " " << rule.subject;
}
TEST(BuiltInPacks, ClassOneEndsAtTheCleanLimit) {
  std::map<std::string, Decimal> clean;
  for (const auto& rule : rules_of(built_in_pack("no.normverdier")))
    clean[rule.subject] = rule.value;
  for (const auto& rule : rules_of(built_in_pack("no.tilstandsklasser.ta2553")))
    if (rule.level == 1) {
      EXPECT_EQ(rule.value, clean.at(rule.subject)) << rule.subject;
    }
}
TEST(BuiltInPacks, UnknownIdIsAnErrorThatNamesTheKnownOnes) {
  const auto pack = built_in_pack("no.such");
  ASSERT_FALSE(pack);
  EXPECT_EQ(pack.error().code, ErrorCode::not_found);
  EXPECT_NE(pack.error().message.find("no.normverdier"), std::string::npos);
}

/// Rows of a table of the shared facts; none when they are not on this machine.
std::vector<std::map<std::string, std::string>> facts(const std::string& name) {
  const char* root = std::getenv("MASSEFLYT_SHARED_DATA");
  if (root == nullptr) return {};
  std::ifstream file(std::string(root) + "/facts/classification/" + name);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  Diagnostics found;
  const auto table = masseflyt::detail::read_csv(bytes, name, {}, found);
  std::vector<std::map<std::string, std::string>> rows;
  for (const auto& row : table.value().rows) {
    rows.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i) rows.back()[table->columns[i]] = row[i];
  }
  return rows;
}

const Rule* find(const RulePack& pack, const std::string& subject, std::int32_t level) {
  const auto index = analytes().find(subject);
  for (const auto& rule : pack.rules)
    if (index && rule.subject == analytes()[*index].id && rule.level == level) return &rule;
  return nullptr;
}

TEST(BuiltInPacks, AreTheSharedFacts) {
  const auto limits = facts("normverdier.csv"), classes = facts("tilstandsklasser.csv");
  if (limits.empty()) GTEST_SKIP() << "MASSEFLYT_SHARED_DATA is not set";
  const RulePack a = built_in_pack("no.normverdier").value();
  const RulePack b = built_in_pack("no.tilstandsklasser.ta2553").value();
  for (const auto& row : limits) {
    const Rule* rule = find(a, row.at("id"), 0);
    ASSERT_NE(rule, nullptr) << row.at("id");
    EXPECT_EQ(rule->value, Decimal::parse(row.at("normverdi"))) << row.at("id");
    EXPECT_EQ(rule->source, row.at("source"));
  }
  for (const auto& row : classes) {
    const Rule* rule = find(b, row.at("substance_id"), std::stoi(row.at("class")));
    ASSERT_NE(rule, nullptr) << row.at("substance_id");
    EXPECT_EQ(rule->value, Decimal::parse(row.at("upper_bound"))) << row.at("substance_id");
    EXPECT_EQ(rule->comparator == Comparator::less, row.at("upper_bound_inclusive") == "exclusive");
  }
}

TEST(RulePack, SurvivesTheWayThroughJson) {
  for (const auto& id : built_in_packs()) {
    const RulePack pack = built_in_pack(id).value();
    Diagnostics found;
    EXPECT_EQ(read_rule_pack(to_json(pack), analytes(), found).value(), pack);
    EXPECT_TRUE(found.empty());
  }
}
TEST(RulePack, HashChangesWithAnyValue) {
  RulePack pack = built_in_pack("no.normverdier").value();
  const std::string before = hash(pack);
  EXPECT_EQ(before.size(), 64u);
  EXPECT_EQ(hash(built_in_pack("no.normverdier").value()), before);
  pack.rules[3].value = Decimal::whole(2);
  EXPECT_NE(hash(pack), before);
}
TEST(RulePack, TellsAllProblemsAtOnce) {
  Diagnostics found;
  const auto pack = read_rule_pack(
      pack_of(R"({"subject": "unobtainium", "comparator": ">", "value": "1", "source": "s",
                  "confidence": "verified"},
                 {"subject": "as", "comparator": ">=", "value": "8,0", "source": "t",
                  "confidence": "sure"},
                 {"subject": "pb", "comparator": ">", "value": 60, "source": "s",
                  "confidence": "verified", "colour": "red", "x-mine": 1})"),
      analytes(), found);
  ASSERT_FALSE(pack);
  std::vector<std::string> paths;
  for (const auto& d : found) paths.push_back(d.path);
  for (const auto* path :
       {"/rules/0/subject", "/rules/1/comparator", "/rules/1/value", "/rules/1/source",
        "/rules/1/confidence", "/rules/2/value", "/rules/2/colour"})
    EXPECT_NE(std::find(paths.begin(), paths.end(), path), paths.end()) << path;
  EXPECT_EQ(found.size(), 7u);
}
TEST(RulePack, ClassesNeedFiveBoundsThatDoNotFall) {
  const auto rule = [](int level, const std::string& value) {
    return R"({"subject": "as", "level": )" + std::to_string(level) + R"(, "comparator": ")" +
           (level == 1 ? "<" : "<=") + R"(", "value": ")" + value +
           R"(", "source": "s", "confidence": "verified"})";
  };
  Diagnostics found;
  EXPECT_FALSE(read_rule_pack(pack_of(rule(1, "8") + "," + rule(2, "20"), "condition_class"),
                              analytes(), found));
  EXPECT_FALSE(read_rule_pack(pack_of(rule(1, "8") + "," + rule(2, "7") + "," + rule(3, "50") +
                                          "," + rule(4, "60") + "," + rule(5, "70"),
                                      "condition_class"),
                              analytes(), found));
}
TEST(RulePack, RefusesADeepOrBrokenText) {
  Diagnostics found;
  EXPECT_FALSE(read_rule_pack(std::string(100000, '['), analytes(), found));
  EXPECT_FALSE(read_rule_pack("{\"schema\": ", analytes(), found));
  EXPECT_FALSE(read_rule_pack("", analytes(), found));
  EXPECT_EQ(found.size(), 3u);
}
TEST(RulePack, IsInForceBetweenItsDates) {
  RulePack pack;
  EXPECT_TRUE(in_force(pack, "2026-01-01"));
  pack.valid_from = "2020-07-01", pack.valid_to = "2025-09-09";
  EXPECT_FALSE(in_force(pack, "2020-06-30"));
  EXPECT_TRUE(in_force(pack, "2020-07-01"));
  EXPECT_TRUE(in_force(pack, "2025-09-09"));
  EXPECT_FALSE(in_force(pack, "2025-09-10"));
}
TEST(BuiltInPacks, AreRefusedOnDaysWithoutAnEdition) {
  const auto id = "no.tilstandsklasser.ta2553";
  EXPECT_TRUE(built_in_pack(id, "2009-12-01"));
  const auto before = built_in_pack(id, "2009-11-30");
  ASSERT_FALSE(before);
  EXPECT_EQ(before.error().code, ErrorCode::not_found);
  EXPECT_NE(before.error().message.find("valid from 2009-12-01"), std::string::npos);
  EXPECT_EQ(built_in_pack(id, "2009-13-01").error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(built_in_pack(id, "").error().code, ErrorCode::invalid_argument);
}
TEST(RulePack, DifferencesNameWhatChanged) {
  const RulePack before = built_in_pack("no.normverdier").value();
  RulePack after = before;
  EXPECT_TRUE(differences(before, after).empty());
  after.rules[0].value = Decimal::whole(15);
  after.rules.erase(after.rules.begin() + 1);
  EXPECT_EQ(differences(before, after),
            (std::vector<std::string>{"as: > 8 -> > 15", "pb: gone, was > 60"}));
}

TEST(RulePack, DifferencesNameWhatStandsBesideTheValueToo) {
  const RulePack before = built_in_pack("no.normverdier").value();
  RulePack after = before;
  after.edition = "new", after.valid_from = "2026-01-01";
  after.rules[0].confidence = Confidence::recalled;
  after.rules[0].unit = "g/kg";
  EXPECT_EQ(differences(before, after),
            (std::vector<std::string>{"edition: " + before.edition + " -> new",
                                      "valid_from:  -> 2026-01-01", "as: unit  -> g/kg",
                                      "as: verified -> recalled"}));
}
TEST(RulePack, EditionIsTheNewestInForce) {
  std::vector<RulePack> editions(3, built_in_pack("no.normverdier").value());
  editions[0].edition = "old", editions[0].valid_to = "2019-12-31";
  editions[1].edition = "middle", editions[1].valid_from = "2020-01-01";
  editions[2].edition = "new", editions[2].valid_from = "2026-07-01";
  EXPECT_EQ(edition_of(editions, "2019-12-31")->edition, "old");
  EXPECT_EQ(edition_of(editions, "2020-01-01")->edition, "middle");
  EXPECT_EQ(edition_of(editions, "2026-06-30")->edition, "middle");
  EXPECT_EQ(edition_of(editions, "2026-07-01")->edition, "new");
  EXPECT_EQ(edition_of(std::span(editions).subspan(2), "2026-06-30").error().code,
            ErrorCode::not_found);
  EXPECT_EQ(edition_of(editions, "2026-02-29").error().code, ErrorCode::invalid_argument);
  editions[1].valid_from = "2026-07-01";
  EXPECT_EQ(edition_of(editions, "2026-07-01").error().code, ErrorCode::conflict);
}

}  // namespace
}  // namespace masseflyt::classification
