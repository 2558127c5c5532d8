// Ports with a throughput beside openings, lots, blends and load limits: all combinations of them
// on the small case, each plan held to what its rows say and against the plan with one row fewer.
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <masseflyt/scenario/run.hpp>

#include "support/small_case.hpp"

namespace masseflyt::scenario {
namespace {

using reporting::Movement;

constexpr double throughput_t = 2500;    // of P2, a month
constexpr double phase_t = 5000;         // into F1, a month, from its second month on
constexpr double lot_t = 25000;          // into F1, of one lot
constexpr double gate_t = 110 * 20 * 6;  // out of T1, a month: loads a day x days x t of a load
constexpr double least_fines = 5;        // at N1

/// What a combination has, one bit each.
enum Part : unsigned { port = 1, opening = 2, lot = 4, gate = 8, blend = 16, all = 31 };

Table table(std::string name, std::vector<std::pair<std::string, std::string>> cells) {
  Table out;
  out.name = std::move(name);
  out.rows.emplace_back();
  for (auto& [column, text] : cells) {
    out.columns.push_back(std::move(column));
    out.rows.back().push_back({CellKind::text, std::move(text)});
  }
  return out;
}

Table qualities() {
  Table out = table("qualities", {{"quality", "fines"},
                                  {"material", "rock"},
                                  {"grade", "hard"},
                                  {"class", "clean"},
                                  {"value", "4"}});
  out.rows.push_back(out.rows.front());
  out.rows.back()[2].text = "soft", out.rows.back()[4].text = "12";
  return out;
}

Document with_parts(unsigned parts) {
  Document doc = small_case();
  if (parts & port) doc = with(doc, "ports", 1, "throughput_t_per_month", "2500");
  if (parts & opening)
    doc.put(table("openings", {{"id", "F1-1"},
                               {"site", "F1"},
                               {"decide_from", "2024-01"},
                               {"lead_months", "1"},
                               {"cost_nok", "1000"},
                               {"capacity_t_per_year", "60000"}}));
  if (parts & lot) doc = with(doc, "receivers", 0, "minimum_lot_t", "25000");
  if (parts & gate)
    doc.put(table("load_limits", {{"id", "gate"},
                                  {"place", "T1"},
                                  {"loads_per_day", "110"},
                                  {"days_per_month", "20"},
                                  {"load_t", "6"}}));
  if (parts & blend) {
    doc.put(table(
        "blends",
        {{"id", "fines"}, {"need", "N1"}, {"quality", "fines"}, {"least", "5"}, {"per", "total"}}));
    doc.put(qualities());
  }
  return doc;
}

Outcome planned(unsigned parts) {
  Diagnostics found;
  RunOptions options;
  options.comparisons = options.sensitivity = false;
  auto out = run(with_parts(parts), found, options);
  if (!out) ADD_FAILURE() << out.error().message << (found.empty() ? "" : to_line(found.front()));
  return std::move(out).value();
}

double tonnes(const Movement& m) { return static_cast<double>(m.kg) / 1000; }

bool calls_at(const Outcome& out, const Movement& m, const std::string& quay) {
  for (const Leg& leg : m.route.legs)
    if (leg.mode == Mode::sea &&
        (out.report.places[leg.from].id == quay || out.report.places[leg.to].id == quay))
      return true;
  return false;
}

/// Every limit of the parts, from the movements alone.
void keeps_to(const Outcome& out, unsigned parts) {
  std::map<Month, double> over_p2, into_f1, out_of_t1;
  std::map<std::string, double> lots;
  double at_n1 = 0, fines = 0;
  for (const Movement& m : out.report.plan.movements) {
    if (m.kind == reporting::Kind::unplaced) continue;  // it stays where it is
    if (out.report.places[m.from].id == "T1") out_of_t1[m.month] += tonnes(m);
    if (m.kind == reporting::Kind::far_receiver) continue;  // what no limit lets into the region
    if (calls_at(out, m, "P2")) over_p2[m.month] += tonnes(m);
    if (m.destination == "F1") {
      into_f1[m.month] += tonnes(m);
      if (m.source == m.offer) lots[m.source + "/" + m.group] += tonnes(m);
    }
    if (m.destination == "N1" && m.kind != reporting::Kind::virgin) {
      at_n1 += tonnes(m);
      fines += tonnes(m) * (m.grade == "hard" ? 4 : 12);
    }
  }
  for (const auto& [month, t] : over_p2)
    if (parts & port) {
      EXPECT_LE(t, throughput_t + 1e-3) << to_string(month);
    }
  for (const auto& [month, t] : into_f1)
    if (parts & opening) {
      EXPECT_LE(t, phase_t + 1e-3) << to_string(month);
      EXPECT_NE(to_string(month), "2024-01") << "it is ready in February";
    }
  for (const auto& [id, t] : lots)
    if (parts & lot) {
      EXPECT_GE(t, lot_t - 1e-3) << id;
    }
  for (const auto& [month, t] : out_of_t1)
    if (parts & gate) {
      EXPECT_LE(t, gate_t + 6) << to_string(month);
    }
  if (parts & blend) {
    EXPECT_GE(fines, least_fines * at_n1 - 1e-3);
  }
}

TEST(PortsBeside, EveryCombinationKeepsItsLimitsAndNoLimitMakesAPlanCheaper) {
  std::vector<double> objective(all + 1), bound(all + 1);
  for (unsigned parts = 0; parts <= all; ++parts) {
    SCOPED_TRACE(parts);
    const Outcome out = planned(parts);
    EXPECT_TRUE(out.verdict.feasible());
    keeps_to(out, parts);
    objective[parts] = out.report.plan.objective_value, bound[parts] = out.report.plan.bound;
    EXPECT_LE(bound[parts], objective[parts] + 1e-6);
    EXPECT_LE(out.report.plan.gap, 1e-4);
  }
  for (unsigned parts = 1; parts <= all; ++parts)
    for (const unsigned one : {port, opening, lot, gate, blend})
      if (parts & one) {
        EXPECT_GE(objective[parts], bound[parts & ~one] - 1e-6) << parts << ' ' << one;
      }
  for (const unsigned one : {port, opening, gate, blend})
    EXPECT_GT(objective[one], objective[0] + 1) << one << " binds, or this test shows little";
  EXPECT_GT(objective[port | gate], objective[gate] + 1);
}

}  // namespace
}  // namespace masseflyt::scenario
