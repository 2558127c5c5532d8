// Mirrors include/masseflyt/traceability/prov.hpp.
#include <masseflyt/traceability/prov.hpp>

#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

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

TEST_F(Prov, TheBaseIsAFolder) {
  EXPECT_FALSE(to_prov_json(ledger, Lineage::make(ledger).value(), "https://masseflyt.example"));
}

}  // namespace
}  // namespace masseflyt::traceability
