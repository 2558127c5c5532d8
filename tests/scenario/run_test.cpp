// Mirrors include/masseflyt/scenario/run.hpp: the bundled case and the small one, end to end.
#include <masseflyt/scenario/run.hpp>

#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include <gtest/gtest.h>

#include <masseflyt/reporting/report.hpp>

#include "support/folders.hpp"

namespace masseflyt::scenario {
namespace {

using reporting::Kind;
using reporting::Movement;

Document bundled() {
  Diagnostics found;
  return Document::read(test::case_folder() + "/oslo_region", found).value();
}

Outcome plan(const Document& document, std::vector<std::string> variants = {},
             bool comparisons = false) {
  Diagnostics found;
  RunOptions options;
  options.variants = std::move(variants);
  options.comparisons = comparisons;
  options.sensitivity = false;
  auto outcome = run(document, found, options);
  if (!outcome)
    ADD_FAILURE() << outcome.error().message << (found.empty() ? "" : to_line(found.front()));
  return std::move(outcome).value();
}

double tonnes(const std::vector<Movement>& movements, Kind kind) {
  std::int64_t kg = 0;
  for (const auto& m : movements)
    if (m.kind == kind) kg += m.kg;
  return static_cast<double>(kg) / 1000;
}

struct OsloVariants : testing::TestWithParam<std::vector<std::string>> {};

TEST_P(OsloVariants, ThePlanIsProvedAndBeatsTodaysPractice) {
  const auto out = plan(bundled(), GetParam());
  EXPECT_EQ(out.report.plan.status, "optimal");
  EXPECT_TRUE(out.verdict.optimal());
  EXPECT_EQ(out.report.plan.gap, 0);
  EXPECT_LE(out.report.plan.objective_value, out.report.baseline.objective_value);
}

TEST_P(OsloVariants, EveryKilogramOffIsAccountedForOnce) {
  const auto out = plan(bundled(), GetParam());
  std::map<std::string, std::int64_t> leaves, arrives;
  for (const auto& m : out.report.plan.movements) {
    if (m.kind == Kind::virgin || m.kind == Kind::shortfall) continue;
    if (m.source == m.offer) leaves[m.offer] += m.kg;
    if (m.kind != Kind::store) arrives[m.offer] += m.kg;
  }
  EXPECT_EQ(leaves, arrives);
  std::map<std::string, std::int64_t> today;
  for (const auto& m : out.report.baseline.movements)
    if (m.source == m.offer && m.kind != Kind::virgin && m.kind != Kind::shortfall)
      today[m.offer] += m.kg;
  EXPECT_EQ(leaves, today);  // both place the same masses
}

TEST_P(OsloVariants, NoGroupLeavesAStoreThatNeverEnteredIt) {
  std::map<std::pair<std::string, std::string>, std::int64_t> held;
  auto movements = plan(bundled(), GetParam()).report.plan.movements;
  std::stable_sort(movements.begin(), movements.end(), [](const Movement& a, const Movement& b) {
    return a.month != b.month ? a.month < b.month
                              : (a.kind == Kind::store) > (b.kind == Kind::store);
  });
  for (const auto& m : movements) {
    if (m.kind == Kind::store) held[{m.destination, m.group}] += m.kg;
    if (m.source != m.offer) {
      auto& left = held[{m.source, m.group}];
      left -= m.kg;
      EXPECT_GE(left, 0) << m.source << " " << m.group << " " << to_string(m.month);
    }
  }
}

TEST_P(OsloVariants, TheAccountIsTheSumOfTheMovements) {
  const auto out = plan(bundled(), GetParam());
  const auto& a = out.report.plan.account;
  double by_kind = 0;
  for (const auto& [kind, t] : a.tonnes_by_kind)
    if (kind != "virgin") by_kind += t;
  EXPECT_NEAR(by_kind, a.surplus_t, 0.01);
  double nok = 0;
  for (const auto& [stage, value] : a.nok_by_stage) nok += value;
  EXPECT_NEAR(nok, a.nok, 1);
  // The objective is the account as weighed, up to the rounding of prices and unplaced masses.
  const auto& w = out.report.plan.weights;
  const double weighed = w.nok * a.nok + w.co2e * a.net_co2e_kg + w.exposure * a.exposure_vkm;
  const double penalty = 5000 * tonnes(out.report.plan.movements, Kind::unplaced) +
                         5000 * tonnes(out.report.plan.movements, Kind::shortfall);
  EXPECT_NEAR(weighed + penalty, out.report.plan.objective_value,
              1e-5 * out.report.plan.objective_value);
}

INSTANTIATE_TEST_SUITE_P(
    All, OsloVariants,
    testing::Values(std::vector<std::string>{}, std::vector<std::string>{"ringeriksbanen=yes"},
                    std::vector<std::string>{"ringeriksbanen=yes", "avtjerna=reserved"},
                    std::vector<std::string>{"avtjerna=released"},
                    std::vector<std::string>{"horizon=h2036"},
                    std::vector<std::string>{"horizon=h2036", "ringeriksbanen=late",
                                             "avtjerna=reserved_late"},
                    std::vector<std::string>{"horizon=h2036", "avtjerna=released"},
                    std::vector<std::string>{"as_of=2026-01"},
                    std::vector<std::string>{"as_of=2026-01", "horizon=h2036"},
                    std::vector<std::string>{"quays=what_if"}));

TEST(Oslo, HasTheTonnesOfItsReadme) {
  // 33.3 Mt to 2030 without Ringeriksbanen, of it 7.88 Mt inside own projects; 59.7 with it.
  const auto no = plan(bundled());
  EXPECT_NEAR(no.report.plan.account.surplus_t / 1e6, 33.3 - 7.9, 0.1);
  EXPECT_NEAR(tonnes(no.report.facts, Kind::internal) / 1e6, 7.88, 0.01);
  // The lists of places say it all: fitness closes no way that they leave open.
  EXPECT_GT(no.report.exclusions.size(), 100u);
  for (const auto& row : no.report.exclusions)
    EXPECT_TRUE(row.rule.starts_with("acceptance/")) << row.place << " " << row.rule;
  const auto yes = plan(bundled(), {"ringeriksbanen=yes"});
  EXPECT_NEAR(yes.report.plan.account.surplus_t / 1e6, 59.7 - 18.5, 0.1);
  EXPECT_NEAR(tonnes(yes.report.facts, Kind::internal) / 1e6, 18.5, 0.01);
}

TEST(Oslo, AMoreSevereObjectiveGetsMoreOfWhatItAsksFor) {
  const auto out = plan(bundled(), {}, true);
  std::map<std::string, const reporting::Account*> by;
  for (const auto& s : out.report.others) by[s.objective] = &s.account;
  ASSERT_EQ(by.size(), 3u);
  for (const auto& [name, a] : by) {
    const auto vkm = [](const reporting::Account& x) { return x.loaded_vkm + x.empty_vkm; };
    EXPECT_LE(vkm(*by["road_km"]), vkm(*a) * (1 + 1e-6)) << name;
    EXPECT_LE(by["co2e"]->net_co2e_kg, a->net_co2e_kg * (1 + 1e-6)) << name;
    EXPECT_LE(by["cost"]->nok, a->nok * (1 + 1e-6)) << name;
  }
}

TEST(Oslo, AnAreaReleasedIsNeverWorseThanClosed) {
  EXPECT_LE(plan(bundled(), {"avtjerna=released"}).report.plan.objective_value,
            plan(bundled()).report.plan.objective_value * (1 + 1e-9));
}

TEST(Oslo, SavingsComeAsRangesThatHoldThePoint) {
  Diagnostics found;
  RunOptions options;
  options.threads = 2;
  const auto two = run(bundled(), found, options).value();
  options.threads = 1;
  const auto one = run(bundled(), found, options).value();
  EXPECT_FALSE(two.report.savings.empty());
  for (const auto& s : two.report.savings) {
    EXPECT_LE(s.low, s.baseline - s.plan) << s.objective << s.figure;
    EXPECT_GE(s.high, s.baseline - s.plan) << s.objective << s.figure;
  }
  for (const auto& s : two.report.sensitivity)
    EXPECT_EQ(s.status, "optimal") << s.assumption << " " << s.side;
  EXPECT_EQ(reporting::plan_json(one.report), reporting::plan_json(two.report));
  EXPECT_EQ(reporting::flows_csv(one.report), reporting::flows_csv(two.report));
  EXPECT_EQ(reporting::report_html(one.report, reporting::Language::nb),
            reporting::report_html(two.report, reporting::Language::nb));
}

TEST(Oslo, FolderAndJsonGiveTheSamePlan) {
  Diagnostics found;
  const auto folder = bundled();
  const auto json = Document::read_json(folder.to_json(), found).value();
  const auto a = plan(folder), b = plan(json);
  EXPECT_EQ(a.report.input_hash, b.report.input_hash);
  EXPECT_EQ(reporting::plan_json(a.report), reporting::plan_json(b.report));
}

TEST(Run, AVariantThatIsNotThereIsNamedWithThoseThatAre) {
  Diagnostics found;
  RunOptions options;
  options.variants = {"ringeriksbanen=maybe"};
  const auto out = run(bundled(), found, options);
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, ErrorCode::not_found);
  EXPECT_NE(out.error().message.find("late"), std::string::npos) << out.error().message;
}

TEST(Run, CancelAndDeadline) {
  Diagnostics found;
  RunOptions options;
  Cancel cancel;
  cancel.set();
  options.control.cancel = &cancel;
  EXPECT_EQ(run(bundled(), found, options).error().code, ErrorCode::cancelled);
  RunOptions late;
  late.control.deadline = std::chrono::steady_clock::now();
  const auto out = run(bundled(), found, late);
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out->report.plan.status, "stopped");
  EXPECT_EQ(out->report.plan.stopped_by, "deadline");
  EXPECT_TRUE(out->report.savings.empty());  // no plan, no saving
}

TEST(Run, ADocumentWithAFaultGivesNoPlan) {
  auto broken = bundled();
  ASSERT_TRUE(broken.set("offers", "S07", "end", "2019-01"));  // before it begins
  Diagnostics found;
  const auto out = run(broken, found, {});
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, ErrorCode::invalid_document);
  EXPECT_TRUE(has_errors(found));
}

Document small() {
  Diagnostics found;
  return Document::read(test::data_folder() + "/small_case", found).value();
}

double tonnes_of_class(const Outcome& out, const std::string& offer, const std::string& name) {
  std::int64_t kg = 0;
  for (const auto& m : out.report.plan.movements)
    if (m.source == offer && m.offer == offer && m.condition_class == name) kg += m.kg;
  return static_cast<double>(kg) / 1000;
}

TEST(SmallCase, SamplesWorseThanDeclaredAreBelieved) {
  auto doc = small();
  const auto declared = plan(doc);  // class 2 and 3 are declared, the worst sample is class 2
  EXPECT_GT(tonnes_of_class(declared, "T2", "clean"), 0);
  ASSERT_TRUE(doc.set("offers", "T2", "not_clean_share", "0"));
  const auto believed = plan(doc);
  EXPECT_EQ(tonnes_of_class(believed, "T2", "clean"), 0);
  EXPECT_GT(tonnes_of_class(believed, "T2", "class2"), 0);
  bool told = false;
  for (const auto& note : believed.report.notes)
    told = told || note.find("planned as class2") != std::string::npos;
  EXPECT_TRUE(told);
}

Table with_samples(const Document& doc, std::vector<std::vector<std::string>> more) {
  Table table = *doc.table("samples");
  for (const auto& row : more) {
    table.rows.emplace_back();
    for (const auto& cell : row) table.rows.back().push_back({CellKind::text, cell});
  }
  return table;
}

TEST(SmallCase, AnExclusionNamesItsRuleAndTheSampleBehindIt) {
  auto doc = small();
  doc.put(with_samples(doc, {{"c", "T1", "Pb", "75", "mg/kg"}}));
  const auto out = plan(doc);
  ASSERT_FALSE(out.report.exclusions.empty());
  const reporting::ExclusionRow* by_sample = nullptr;
  for (const auto& row : out.report.exclusions)
    if (row.rule == "acceptance/class; no.normverdier/pb") by_sample = &row;
  ASSERT_NE(by_sample, nullptr);
  EXPECT_EQ(by_sample->offers, std::vector<std::string>{"T1"});
  EXPECT_NE(by_sample->reason.find("Lead is 75"), std::string::npos) << by_sample->reason;
  EXPECT_NE(by_sample->reason_nb.find("Bly er 75"), std::string::npos) << by_sample->reason_nb;
  EXPECT_NE(by_sample->source.find("orurensningsforskriften"), std::string::npos);
  for (const auto& row : out.report.exclusions) {
    EXPECT_FALSE(row.rule.empty() || row.reason.empty() || row.reason_nb.empty()) << row.place;
    EXPECT_FALSE(row.source.empty()) << row.place << " " << row.rule;
  }
  EXPECT_NE(reporting::plan_json(out.report).find("\"exclusions\""), std::string::npos);
  for (const auto language : {reporting::Language::en, reporting::Language::nb})
    EXPECT_NE(reporting::report_html(out.report, language).find("no.normverdier/pb"),
              std::string::npos);
}

TEST(SmallCase, NoMovementGoesWhereItIsExcluded) {
  for (const char* share : {"0.2", "0"}) {
    auto doc = small();
    ASSERT_TRUE(doc.set("offers", "T2", "not_clean_share", share));
    const auto out = plan(doc);
    for (const auto& m : out.report.plan.movements)
      for (const auto& row : out.report.exclusions)
        EXPECT_FALSE(row.place == m.destination && row.group == m.group && m.source == m.offer &&
                     std::find(row.offers.begin(), row.offers.end(), m.offer) != row.offers.end())
            << m.offer << " " << m.group << " to " << m.destination;
  }
}

TEST(SmallCase, RockWhoseSamplesFormAcidIsPlannedAsAlumShale) {
  auto doc = small();  // 1 % S is AP 31.25: NP 31 forms acid
  doc.put(
      with_samples(doc, {{"r", "T1", "Svovel", "1", "%"}, {"r", "T1", "NP", "31", "kg CaCO3/t"}}));
  Diagnostics found;
  ASSERT_TRUE(doc.bind(found));
  bool warned = false;
  for (const auto& d : found)
    warned = warned || (d.severity == Severity::warning &&
                        d.expected.find("alum_shale") != std::string::npos);
  EXPECT_TRUE(warned);
  EXPECT_EQ(tonnes_of_class(plan(doc), "T1", "clean"), 0);
  auto harmless = small();  // NP above three times AP does not
  harmless.put(with_samples(
      harmless, {{"r", "T1", "Svovel", "1", "%"}, {"r", "T1", "NP", "94", "kg CaCO3/t"}}));
  EXPECT_GT(tonnes_of_class(plan(harmless), "T1", "clean"), 0);
}

TEST(SmallCase, ADeclarationThatItsSamplesContradictIsADiagnostic) {
  const auto warnings = [](const Document& doc) {
    Diagnostics found;
    EXPECT_TRUE(doc.bind(found));
    std::string all;
    for (const auto& d : found) all += to_line(d) + "\n";
    return all;
  };
  auto doc = small();
  EXPECT_EQ(warnings(doc).find("what the samples show"), std::string::npos);
  ASSERT_TRUE(doc.set("offers", "T2", "not_clean_share", "0"));
  const auto all = warnings(doc);
  EXPECT_NE(all.find("what the samples show, class2"), std::string::npos) << all;
  EXPECT_NE(all.find("not_clean_split"), std::string::npos) << all;
}

TEST(SmallCase, EverySampleThatCannotBeReadIsToldWithItsCell) {
  auto doc = small();
  doc.put(with_samples(doc, {{"x", "T2", "Pb", "a lot", "mg/kg"},
                             {"x", "T2", "As", "1", "stone"},
                             {"x", "T2", "Svovel", "200", "%"},
                             {"x", "T2", "NP", "3", "%"},
                             {"x", "T2", "Unobtainium", "3", "mg/kg"}}));
  Diagnostics found;
  EXPECT_FALSE(doc.bind(found));
  std::string all;
  for (const auto& d : found) all += to_line(d) + "\n";
  for (const char* place : {"/samples/3/value", "/samples/4/unit", "/samples/5/value",
                            "/samples/6/unit", "/samples/7/analyte"})
    EXPECT_NE(all.find(place), std::string::npos) << place << "\n" << all;
}

TEST(SmallCase, Plans) {
  const auto out = plan(small());
  EXPECT_TRUE(out.verdict.optimal());
  EXPECT_GT(out.report.plan.account.surplus_t, 0);
}

}  // namespace
}  // namespace masseflyt::scenario
