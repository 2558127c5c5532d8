// Mirrors include/masseflyt/traceability/event_json.hpp.
#include <masseflyt/traceability/event_json.hpp>

#include <gtest/gtest.h>

#include "traceability/support_events.hpp"

namespace masseflyt::traceability {
namespace {

TEST(EventJson, EveryKindSurvivesTheRoundTrip) {
  for (const Event& e : test::one_of_each()) {
    const auto read = read_event_json(to_json(e));
    ASSERT_TRUE(read) << name(e.kind) << ": " << read.error().message;
    EXPECT_EQ(*read, e);
  }
}

std::string with(const std::string& member) {
  return R"({"kind":"place","id":"E","time":"2026-03-02T07:00:00+01:00","author":"p")" + member +
         "}";
}

TEST(EventJson, FaultsHaveAPlace) {
  ASSERT_TRUE(read_event_json(with(R"(,"subject":"S")")));
  for (const auto& [member, path] :
       {std::pair{R"(,"subject":1)", "/subject"},
        std::pair{R"(,"subject":"S","colour":"red")", "/colour"},
        std::pair{R"(,"subject":"S","inputs":[{"lot":"A","mass_g":1.5,"basis":"wet"}])",
                  "/inputs/0/mass_g"},
        std::pair{R"(,"subject":"S","inputs":[{"lot":"A","mass_g":1,"basis":"moist"}])",
                  "/inputs/0/basis"},
        std::pair{R"(,"subject":"S","digest":"00")", "/digest"}}) {
    const auto read = read_event_json(with(member));
    ASSERT_FALSE(read) << member;
    EXPECT_EQ(read.error().path, path);
  }
  EXPECT_FALSE(read_event_json("{"));
  EXPECT_FALSE(read_event_json("[]"));
}

TEST(EventJson, AMassWithoutBasisIsRefused) {
  const auto read = read_event_json(
      R"({"kind":"extract","id":"E","time":"2026-03-02T07:00:00Z","author":"p","place":"pit",)"
      R"("outputs":[{"lot":"A","mass_g":1}]})");
  EXPECT_EQ(read.error().code, ErrorCode::unit_mismatch);
}

TEST(EventJson, TimesHaveAnOffset) {
  EXPECT_EQ(read_time("2026-03-02T07:00:00+01:00").value(), test::morning);
  EXPECT_EQ(read_time("2026-03-02T06:00:00.000001Z").value(), test::morning + 1);
  EXPECT_EQ(time_text(test::morning + 1), "2026-03-02T06:00:00.000001Z");
  for (const char* bad :
       {"2026-03-02T07:00:00", "2026-03-02", "2026-02-30T07:00:00Z", "", "2026-03-02T24:00:00Z",
        "2026-03-02T07:00:00.1234567Z", "2026-03-02T07:00:00+1:00", "2026-03-02 07:00:00Z"})
    EXPECT_FALSE(read_time(bad)) << bad;
}

}  // namespace
}  // namespace masseflyt::traceability
