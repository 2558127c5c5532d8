// Ports of a document whose throughput is limited (src/scenario/model_ports.cpp), on the small
// case: its fill F1 lies on an island that is reached from Vestkaia (P1) over Holmen quay (P2).
#include <cmath>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include <masseflyt/scenario/run.hpp>

#include "support/small_case.hpp"

namespace masseflyt::scenario {
namespace {

using reporting::Movement;

Outcome planned(const Document& document) {
  Diagnostics found;
  RunOptions options;
  options.comparisons = options.sensitivity = false;
  auto out = run(document, found, options);
  if (!out) ADD_FAILURE() << out.error().message << (found.empty() ? "" : to_line(found.front()));
  return std::move(out).value();
}

/// Tonnes by sea out of a port, or into it, in each month.
std::map<Month, double> by_sea(const Outcome& out, const std::string& port) {
  std::map<Month, double> tonnes;
  for (const Movement& m : out.report.plan.movements)
    for (const Leg& leg : m.route.legs)
      if (leg.mode == Mode::sea &&
          (out.report.places[leg.from].id == port || out.report.places[leg.to].id == port))
        tonnes[m.month] += static_cast<double>(m.kg) / 1000;
  return tonnes;
}

double most(const std::map<Month, double>& months) {
  double t = 0;
  for (const auto& [month, tonnes] : months) t = std::max(t, tonnes);
  return t;
}

double sum(const std::map<Month, double>& months) {
  double t = 0;
  for (const auto& [month, tonnes] : months) t += tonnes;
  return t;
}

/// Another quay on the mainland, with a longer way by sea.
Document with_second_quay(Document doc) {
  Table ports = *doc.table("ports"), links = *doc.table("links");
  const auto copy = [](Table& table, const std::map<std::string, std::string>& changes) {
    table.rows.push_back(table.rows.front());
    for (std::size_t c = 0; c < table.columns.size(); ++c)
      if (const auto at = changes.find(table.columns[c]); at != changes.end())
        table.rows.back()[c] = {CellKind::text, at->second};
  };
  copy(ports, {{"id", "P3"}, {"place", "T3"}, {"name", "Kryss quay"}});
  copy(links, {{"id", "M2"}, {"from", "P3"}, {"to", "P2"}, {"km", "60"}});
  doc.put(std::move(ports)), doc.put(std::move(links));
  return doc;
}

TEST(Ports, RoomForAllIsThePlanWithoutALimit) {
  const Document free = small_case();
  const Outcome before = planned(free);
  ASSERT_GT(most(by_sea(before, "P1")), 1000) << "the case sends masses to the island";
  for (const char* port : {"P1", "P2"}) {
    const std::size_t row = std::string(port) == "P1" ? 0 : 1;
    const Outcome after = planned(with(free, "ports", row, "throughput_t_per_month", "1000000"));
    EXPECT_NEAR(after.report.plan.objective_value, before.report.plan.objective_value,
                1e-6 * std::abs(before.report.plan.objective_value));
    EXPECT_NEAR(sum(by_sea(after, port)), sum(by_sea(before, port)), 1);
    EXPECT_NEAR(after.report.baseline.objective_value, before.report.baseline.objective_value, 1)
        << "today's practice is not held to it";
  }
}

TEST(Ports, AMonthTakesNoMoreThanItsThroughput) {
  const Document free = small_case();
  const Outcome before = planned(free);
  const Outcome after = planned(with(free, "ports", 1, "throughput_t_per_month", "2500"));
  EXPECT_TRUE(after.verdict.feasible());
  const auto months = by_sea(after, "P2");
  EXPECT_LE(most(months), 2500.001);
  EXPECT_GT(most(months), 2499);
  EXPECT_GT(after.report.plan.objective_value, before.report.plan.objective_value);
  EXPECT_LE(after.report.plan.gap, 1e-6);
  bool told = false;
  for (const auto& note : after.report.notes) told = told || note.starts_with("Port P2: ");
  EXPECT_TRUE(told);
}

TEST(Ports, APortThatIsFullSendsTheRestOverAnother) {
  const Document two = with_second_quay(small_case());
  const Outcome free = planned(two);
  EXPECT_EQ(sum(by_sea(free, "T3")), 0) << "the nearer quay is the cheaper one";
  const Outcome tight = planned(with(two, "ports", 0, "throughput_t_per_month", "2500"));
  EXPECT_LE(most(by_sea(tight, "P1")), 2500.001);
  EXPECT_GT(sum(by_sea(tight, "T3")), 0) << "what does not fit goes the longer way";
  EXPECT_LE(tight.report.plan.objective_value,
            planned(with(small_case(), "ports", 0, "throughput_t_per_month", "2500"))
                .report.plan.objective_value);
  // Both limited, and the quay they share as well.
  Document all = with(two, "ports", 0, "throughput_t_per_month", "2500");
  all = with(all, "ports", 1, "throughput_t_per_month", "4000");
  all = with(all, "ports", 2, "throughput_t_per_month", "1000");
  const Outcome shared = planned(all);
  EXPECT_LE(most(by_sea(shared, "P1")), 2500.001);
  EXPECT_LE(most(by_sea(shared, "T3")), 1000.001);
  EXPECT_LE(most(by_sea(shared, "P2")), 4000.001);
  EXPECT_GT(most(by_sea(shared, "P2")), 3000);
}

TEST(Ports, NoThroughputClosesThePort) {
  const Outcome out = planned(with(small_case(), "ports", 0, "throughput_t_per_month", "0"));
  EXPECT_EQ(sum(by_sea(out, "P1")), 0);
}

TEST(Ports, MovementsTellPlacesAndWholeWays) {
  const Outcome out = planned(with(small_case(), "ports", 0, "throughput_t_per_month", "2500"));
  std::size_t by_water = 0;
  for (const Movement& m : out.report.plan.movements) {
    EXPECT_LT(m.to, out.report.places.size());
    if (m.destination != "F1") continue;
    ++by_water;
    ASSERT_EQ(m.route.legs.size(), 3u);
    EXPECT_EQ(out.report.places[m.to].id, "F1");
    EXPECT_EQ(m.route.legs.back().to, m.to);
  }
  EXPECT_GT(by_water, 0u);
}

TEST(Ports, AVoyageCarriesWhatTheSmallerPortTakes) {
  Document doc = small_case();
  Table table = *doc.table("assumptions");
  const Outcome before = planned(doc);
  table.rows.push_back(table.rows.front());
  const std::map<std::string, std::string> cells = {
      {"key", "sea_nok_voyage"}, {"target", "factors"}, {"ids", ""},   {"low", "40000"},
      {"point", "40000"},        {"high", "40000"},     {"vary", "no"}};
  for (std::size_t c = 0; c < table.columns.size(); ++c)
    if (const auto at = cells.find(table.columns[c]); at != cells.end())
      table.rows.back()[c] = {CellKind::text, at->second};
  doc.put(std::move(table));
  const auto sea_nok = [](const Outcome& out) {
    for (const Movement& m : out.report.plan.movements)
      for (const Leg& leg : m.route.legs)
        if (leg.mode == Mode::sea) return leg.sums.nok;
    return std::nan("");
  };
  const Outcome large = planned(with(doc, "ports", 0, "vessel_t", "4000"));
  const Outcome small =
      planned(with(with(doc, "ports", 0, "vessel_t", "4000"), "ports", 1, "vessel_t", "1000"));
  EXPECT_NEAR(sea_nok(large), sea_nok(before) + 10, 1e-9);
  EXPECT_NEAR(sea_nok(small), sea_nok(before) + 40, 1e-9);
}

}  // namespace
}  // namespace masseflyt::scenario
