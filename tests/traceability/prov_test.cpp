// Mirrors include/masseflyt/traceability/prov.hpp.
#include <masseflyt/traceability/prov.hpp>

#include <filesystem>
#include <fstream>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "support/folders.hpp"
#include "traceability/support_ledger.hpp"

namespace masseflyt::traceability {
namespace {

using nlohmann::json;
using test::kg;
using test::Story;

struct Prov : testing::Test, Story {
  json document() {
    return json::parse(
        to_prov_json(ledger, Lineage::make(ledger).value(), "https://masseflyt.example/").value());
  }
  static std::size_t count(const json& part, const char* key, const std::string& value) {
    std::size_t n = 0;
    for (const auto& [id, relation] : part.items()) n += relation.value(key, "") == value;
    return n;
  }
};

TEST_F(Prov, LotVersionsEventsAndPartiesHaveTheirPlaces) {
  extract("A", 10), extract("B", 10);
  merge({kg("A", 10), kg("B", 4)}, {kg("C", 14)});
  const json d = document();
  EXPECT_EQ(d["entity"]["lot:C.v1"]["m:mass_g"]["$"], "14000");
  EXPECT_EQ(d["prefix"]["lot"], "https://masseflyt.example/lot/");
  EXPECT_TRUE(d["agent"].contains("org:contractor"));
  EXPECT_EQ(count(d["wasDerivedFrom"], "prov:generatedEntity", "lot:C.v1"), 2u);
  EXPECT_EQ(count(d["wasInvalidatedBy"], "prov:entity", "lot:A.v1"), 1u);  // used up
  EXPECT_EQ(count(d["wasInvalidatedBy"], "prov:entity", "lot:B.v1"), 0u);  // 6 kg are left
  EXPECT_EQ(count(d["specializationOf"], "prov:generalEntity", "lot:B"), 2u);
  EXPECT_EQ(d["entity"]["doc:R-1"]["m:sha256"], hex(sha256("report")));
}

TEST_F(Prov, EveryNameThatARelationUsesIsDeclared) {
  extract("A 1/2", 10);
  ship("L", kg("A 1/2", 4));
  receive("L", kg("IN", 4));
  Event e = at(EventKind::process, "plant");
  extract("X", 5);
  e.place = "plant-yard", e.inputs = {kg("IN", 4)}, e.outputs = {kg("P", 2), kg("Q", 2)};
  must(e);
  const json d = document();
  std::set<std::string> declared;
  for (const char* part : {"entity", "activity", "agent"})
    for (const auto& [id, value] : d[part].items()) declared.insert(id);
  for (const auto& [name, part] : d.items()) {
    if (name == "prefix" || name == "entity" || name == "activity" || name == "agent") continue;
    for (const auto& [id, relation] : part.items())
      for (const auto& [key, value] : relation.items())
        if (key.starts_with("prov:") && value.is_string()) {
          EXPECT_TRUE(declared.contains(value.get<std::string>())) << name << " " << value;
        }
  }
  EXPECT_TRUE(declared.contains("lot:A%201%2F2"));
}

TEST_F(Prov, SupersededEventsAreLeftOut) {
  const Event a = extract("A", 10);
  Event b = corrected(a);
  b.outputs[0].mass_g = 9000;
  must(b);
  const json d = document();
  EXPECT_FALSE(d["activity"].contains("act:" + a.id));
  EXPECT_EQ(d["entity"]["lot:A.v1"]["m:mass_g"]["$"], "9000");
}

/// Relations of a kind as (end, end) by the ids behind the prefix; versions of a lot count as the
/// lot.
std::set<std::pair<std::string, std::string>> pairs(const json& d, const char* kind,
                                                    const char* first, const char* second) {
  const auto plain = [](std::string name) {
    if (const auto v = name.rfind(".v"); v != name.npos && name.starts_with("lot:")) name.resize(v);
    return name;
  };
  std::set<std::pair<std::string, std::string>> found;
  if (d.contains(kind))
    for (const auto& [id, r] : d[kind].items())
      found.emplace(plain(r[first].get<std::string>()), plain(r[second].get<std::string>()));
  return found;
}

/// The worked example of tests/data/traceability/prov, told as events.
struct Worked : Prov {
  Worked() {
    Event report = at(EventKind::document, "lab");
    report.subject = "R-4711";
    report.digest = digest_of("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
    must(report);
    tell(EventKind::extract, "old", "contractor", {}, {kg("OLD", 100'000)});
    tell(EventKind::extract, "excavate", "contractor", {}, {kg("EXC-1", 1'250'000)});
    Event test = at(EventKind::sample, "lab");
    test.id = "test", test.lots = {"EXC-1"},
    test.values = {{"content/lead", "12", "mg/kg", "R-4711"}};
    must(test);
    tell(EventKind::process, "crush", "contractor", {kg("EXC-1", 430'000)},
         {kg("AGG-0-32", 410'000), kg("FINES", 18'000)}, {{"dust", 2'000'000, 0}});
    tell(EventKind::split, "split", "contractor", {kg("AGG-0-32", 410'000)},
         {kg("AGG-B", 410'000)});
    tell(EventKind::merge, "merge", "contractor", {kg("AGG-B", 200'000), kg("OLD", 100'000)},
         {kg("BLEND", 300'000)});
  }
  static Digest digest_of(const std::string& hexadecimal) {
    Digest d{};
    const std::string bytes = from_hex(hexadecimal).value();
    std::copy(bytes.begin(), bytes.end(), d.begin());
    return d;
  }
  void tell(EventKind kind, const char* id, const char* author, std::vector<Portion> in,
            std::vector<Portion> out, std::vector<Loss> losses = {}) {
    Event e = at(kind, author);
    e.id = id, e.place = "pit", e.inputs = std::move(in), e.outputs = std::move(out);
    e.losses = std::move(losses);
    must(e);
  }
};

TEST_F(Worked, EveryRelationOfTheWorkedExampleIsThere) {
  std::ifstream in(std::filesystem::path(masseflyt::test::data_folder()) /
                   "traceability/prov/masseflyt-example.prov.json");
  const json example = json::parse(in), d = document();
  struct Relation {
    const char *kind, *first, *second;
  };
  for (const auto& [kind, first, second] :
       {Relation{"wasGeneratedBy", "prov:entity", "prov:activity"},
        {"used", "prov:activity", "prov:entity"},
        {"wasDerivedFrom", "prov:generatedEntity", "prov:usedEntity"},
        {"wasInvalidatedBy", "prov:entity", "prov:activity"},
        {"wasAttributedTo", "prov:entity", "prov:agent"}}) {
    const auto ours = pairs(d, kind, first, second);
    for (auto [a, b] : pairs(example, kind, first, second)) {
      // The example lets the laboratory make its report and look at the lot; here the report is a
      // document of the laboratory, and the sample uses the report.
      if (b == "act:test" || a == "act:test") continue;
      EXPECT_TRUE(ours.contains({a, b})) << kind << " " << a << " " << b;
    }
  }
  EXPECT_EQ(d["entity"]["doc:R-4711"]["m:sha256"], example["entity"]["doc:R-4711"]["m:sha256"]);
  EXPECT_TRUE(pairs(d, "wasAssociatedWith", "prov:activity", "prov:agent")
                  .contains({"act:test", "org:lab"}));
}

TEST_F(Prov, TheBaseIsAFolder) {
  EXPECT_FALSE(to_prov_json(ledger, Lineage::make(ledger).value(), "https://masseflyt.example"));
}

}  // namespace
}  // namespace masseflyt::traceability
