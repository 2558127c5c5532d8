// The page of include/masseflyt/reporting/report.hpp, and what lies behind it in
// src/reporting/html.
#include <masseflyt/reporting/report.hpp>

#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "reporting/html/context.hpp"
#include "reporting/html/sections.hpp"
#include "reporting/sample_report.hpp"
#include "reporting/text_format.hpp"

namespace masseflyt::reporting {
namespace {

bool has(const std::string& page, const std::string& text) {
  return page.find(text) != std::string::npos;
}

std::size_t count(const std::string& page, const std::string& text) {
  std::size_t n = 0;
  for (auto at = page.find(text); at != page.npos; at = page.find(text, at + 1)) ++n;
  return n;
}

/// The first fault of the markup: tags that do not close in order, stray brackets; empty if none.
std::string fault(const std::string& page) {
  const std::set<std::string> empty = {"meta", "!DOCTYPE"};
  std::vector<std::string> open;
  std::size_t at = 0;
  while (at < page.size()) {
    const std::size_t tag = page.find_first_of("<>", at);
    if (tag == page.npos) break;
    if (page[tag] == '>') return "stray > at " + page.substr(tag > 40 ? tag - 40 : 0, 80);
    std::size_t end = tag + 1;
    for (char quote = 0; end < page.size() && (quote || page[end] != '>'); ++end) {
      if (page[end] == '"') quote = quote ? char{0} : '"';
      if (page[end] == '<') return "< in a tag at " + page.substr(tag, 80);
    }
    const bool closes = page[tag + 1] == '/';
    const std::size_t name_at = tag + (closes ? 2 : 1);
    const std::string name = page.substr(name_at, page.find_first_of(" />\n", name_at) - name_at);
    at = end + 1;
    if (closes) {
      if (open.empty() || open.back() != name) return "closes " + name + " out of order";
      open.pop_back();
    } else if (page[end - 1] != '/' && !empty.count(name)) {
      open.push_back(name);
      if (name == "script" || name == "style") at = page.find("</" + name + ">", at);
    }
  }
  return open.empty() ? "" : "never closes " + open.back();
}

TEST(ReportHtml, IsTheSameBytesForTheSameReport) {
  EXPECT_EQ(report_html(sample::report(), Language::nb),
            report_html(sample::report(), Language::nb));
}

TEST(ReportHtml, IsWellFormed) {
  for (const Language language : {Language::en, Language::nb}) {
    EXPECT_EQ(fault(report_html(sample::report(), language)), "");
    EXPECT_EQ(fault(report_html(sample::hostile_report(), language)), "");
    EXPECT_EQ(fault(report_html(Report(), language)), "") << "of nothing";
  }
  EXPECT_NE(fault("<p><b></p>"), "") << "the check itself can fail";
}

TEST(ReportHtml, SaysItsLanguage) {
  EXPECT_TRUE(has(report_html(sample::report(), Language::nb), "<html lang=\"nb\">"));
  EXPECT_TRUE(has(report_html(sample::report(), Language::en), "<html lang=\"en\">"));
}

TEST(ReportHtml, NeedsNothingFromOutside) {
  const std::string page = report_html(sample::report(), Language::en);
  for (const char* word : {"src=", "<link", "@import", "url(http", "href=\"http", "<img", "fetch("})
    EXPECT_FALSE(has(page, word)) << word;
  EXPECT_EQ(count(page, "<script>"), 1u) << "our own, which only folds tables";
}

TEST(ReportHtml, EscapesEveryName) {
  const std::string page = report_html(sample::hostile_report(), Language::nb);
  EXPECT_EQ(count(page, "<script>"), 1u);
  EXPECT_FALSE(has(page, "alert(1)</script>"));
  EXPECT_TRUE(has(page, "&lt;script&gt;alert(1)&lt;/script&gt;"));
  EXPECT_FALSE(has(page, "\x01"));
  EXPECT_FALSE(has(page, "\xFF"));
}

TEST(ReportHtml, LeavesNoSlotUnfilled) {
  for (const Language language : {Language::en, Language::nb}) {
    const std::string page = report_html(sample::report(), language);
    for (const char* slot : {"{0}", "{1}", "{2}", "{3}"}) EXPECT_FALSE(has(page, slot)) << slot;
  }
}

TEST(ReportHtml, EachLanguageKeepsToItself) {
  const std::string en = report_html(sample::report(), Language::en);
  const std::string nb = report_html(sample::report(), Language::nb);
  for (const char* word : {"Nøkkeltall", "Pukkverk", "mottak", "Lastebiler"}) {
    EXPECT_TRUE(has(nb, word)) << word;
    EXPECT_FALSE(has(en, word)) << word;
  }
  for (const char* word : {"Key figures", "Truck kilometres", "Landfill", "range "}) {
    EXPECT_TRUE(has(en, word)) << word;
    EXPECT_FALSE(has(nb, word)) << word;
  }
}

TEST(ReportHtml, HasEverySection) {
  const std::string page = report_html(sample::report(), Language::en);
  for (const char* id : {"key", "map", "years", "projects", "stores", "rooms", "openings", "deals",
                         "needs", "trucks", "stages", "compare", "unmet", "sensitivity", "observed",
                         "inside", "assumptions", "method"}) {
    EXPECT_TRUE(has(page, "<section id=\"" + std::string(id) + "\"")) << id;
    EXPECT_TRUE(has(page, "<a href=\"#" + std::string(id) + "\"")) << id;
  }
}

TEST(ReportHtml, EachSiteToOpenTellsWhatIsDecided) {
  Report report = sample::report();
  report.plan.status = "optimal";
  const std::string en = opening_section(Context(report, Language::en));
  const std::string decided = month_text(*parse_month("2026-01"), Language::en);
  const std::string ready = month_text(*parse_month("2027-06"), Language::en);
  for (const std::string& words : {std::string("First phase"), "Opened: decided " + decided, ready,
                                   std::string("Not opened: it costs more than it saves"),
                                   std::string("Stays closed: 223 m from homes")})
    EXPECT_TRUE(has(en, words)) << words << en;
  EXPECT_TRUE(
      has(opening_section(Context(report, Language::nb)), "Forblir lukket: 223 m fra boliger"));
  // A plan that was stopped does not know that the site is not worth it.
  report.plan.status = "feasible";
  EXPECT_FALSE(has(opening_section(Context(report, Language::en)), "more than it saves"));
  report.openings.clear();
  EXPECT_TRUE(opening_section(Context(report, Language::en)).empty());
}

TEST(ReportHtml, EachDealTellsWhatBecameOfItAndWhatThatCosts) {
  Report report = sample::report();
  const std::string en = deal_section(Context(report, Language::en));
  for (const char* words : {"Kept", "less than agreed; the offer goes to K31 400 t"})
    EXPECT_TRUE(has(en, words)) << words << en;
  EXPECT_TRUE(has(deal_section(Context(report, Language::nb)), "mindre enn avtalt"));
  report.deals.clear();
  EXPECT_TRUE(deal_section(Context(report, Language::en)).empty());
}

TEST(ReportHtml, CardsSayWhatTheAccountSays) {
  const Report report = sample::report();
  const Context c(report, Language::nb);
  const std::string cards = key_figures(c);
  const Account& a = report.plan.account;
  const Account& b = report.baseline.account;
  const auto figure = [&](double value, Quantity q, double largest) {
    return html(c.with_unit(value, c.scale(q, largest)));
  };
  for (const auto& [plan, before, q] :
       {std::tuple(a.nok, b.nok, Quantity::nok),
        std::tuple(a.net_co2e_kg, b.net_co2e_kg, Quantity::co2e_kg),
        std::tuple(a.loaded_vkm + a.empty_vkm, b.loaded_vkm + b.empty_vkm, Quantity::km),
        std::tuple(a.exposure_vkm, b.exposure_vkm, Quantity::km),
        std::tuple(a.placed_t, b.placed_t, Quantity::tonnes),
        std::tuple(a.virgin_t, b.virgin_t, Quantity::tonnes)}) {
    const double largest = std::max(plan, before);
    EXPECT_TRUE(has(cards, "<b>" + figure(plan, q, largest) + "</b>")) << plan;
    EXPECT_TRUE(has(cards, "<b>" + figure(before, q, largest) + "</b>")) << before;
    const double saved = std::abs(before - plan);
    EXPECT_TRUE(has(cards, html(c.with_unit(saved, Context::finer(c.scale(q, largest), saved)))))
        << saved;
  }
  EXPECT_TRUE(has(cards, "<b>" + c.percent(a.reused_share) + " %</b>"));
  EXPECT_TRUE(has(cards, "<b>" + c.percent(b.short_share) + " %</b>"));
}

TEST(ReportHtml, PrintsASavingWithItsObjectiveAndRange) {
  const Report report = sample::report();
  const Context c(report, Language::en);
  const SavingRow* row = saving(report, "cost", "nok");
  ASSERT_NE(row, nullptr);
  const Scale scale = c.scale(Quantity::nok, row->high);
  EXPECT_TRUE(has(headline(c), "the least-cost plan"));
  EXPECT_TRUE(has(headline(c), c.range(row->low, row->high, scale)));
  EXPECT_TRUE(has(key_figures(c), "Least cost, compared with today’s practice"));
}

TEST(ReportHtml, TurnsTheRangeRoundWhereAPlanAdds) {
  Report report = sample::report();
  report.plan.account.nok = report.baseline.account.nok + 50e6;
  for (SavingRow& row : report.savings)
    if (row.objective == "cost" && row.figure == "nok")
      row.plan = row.baseline + 50e6, row.low = -120e6, row.high = 30e6;
  const std::string cards = key_figures(Context(report, Language::en));
  EXPECT_TRUE(has(cards, "diff worse\"><b>Adds 50.0\u00A0MNOK</b>"));
  EXPECT_TRUE(has(cards, "range −30 to 120"));
}

TEST(ReportHtml, SaysWhenThereIsNoPlan) {
  Report report;
  report.plan.status = "stopped";
  const std::string page = report_html(report, Language::en);
  EXPECT_TRUE(has(page, "Stopped before there was a plan"));
  EXPECT_FALSE(has(page, "<section id=\"key\""));
}

TEST(Texts, AreThereInBothLanguagesWithTheSameSlots) {
  for (int i = 0; i < static_cast<int>(Text::count); ++i) {
    const auto id = static_cast<Text>(i);
    const std::string en(text(id, Language::en)), nb(text(id, Language::nb));
    EXPECT_FALSE(en.empty()) << i;
    EXPECT_FALSE(nb.empty()) << i;
    for (const char* slot : {"{0}", "{1}", "{2}", "{3}"})
      EXPECT_EQ(has(en, slot), has(nb, slot)) << en;
  }
}

TEST(Texts, FillOnlyWhatIsGiven) {
  EXPECT_EQ(fill("{0} of {1}, {0}", {"a", "b"}), "a of b, a");
  EXPECT_EQ(fill("{1} {x} {", {"a"}), "{1} {x} {");
}

TEST(ContextTest, PicksUnitsThatKeepFiguresShort) {
  const Report report;
  const Context nb(report, Language::nb), en(report, Language::en);
  EXPECT_EQ(nb.with_unit(33.3e6, Quantity::tonnes), "33,3\u00A0mill.\u00A0t");
  EXPECT_EQ(en.with_unit(250e3, Quantity::tonnes), "250\u00A0kt");
  EXPECT_EQ(en.with_unit(812, Quantity::tonnes), "812\u00A0t");
  EXPECT_EQ(nb.with_unit(1.234e9, Quantity::nok), "1234\u00A0mill.\u00A0kr");
  EXPECT_EQ(en.with_unit(45e6, Quantity::co2e_kg), "45.0\u00A0kt\u00A0CO₂e");
  EXPECT_EQ(en.with_unit(1234567, Quantity::count), "1.23\u00A0million");
}

TEST(ContextTest, WritesRangesThatCanBeRead) {
  const Report report;
  const Context c(report, Language::en);
  const Scale plain{1, 0, ""};
  EXPECT_EQ(c.range(150, 340, plain), "150–340");
  EXPECT_EQ(c.range(-3, 12, plain), "−3 to 12");
  EXPECT_EQ(c.range(2.2, 2.4, plain), "2") << "one figure when both round to it";
}

TEST(ContextTest, NeverRoundsSomethingToNothing) {
  const Report report;
  const Context c(report, Language::nb);
  const Scale mt = c.scale(Quantity::tonnes, 12e6);
  EXPECT_EQ(c.amount(3750, mt), "<\u00A00,1");
  EXPECT_EQ(c.amount(0, mt), "0,0");
  EXPECT_EQ(c.with_unit(803e6, Context::finer(c.scale(Quantity::nok, 5263e6), 803e6)),
            "803\u00A0mill.\u00A0kr");
}

TEST(ContextTest, NamesGroupsInWords) {
  const Report report;
  EXPECT_EQ(Context(report, Language::nb).group("rock-soft-clean"), "stein, bløt, ren");
  EXPECT_EQ(Context(report, Language::en).group("soil-class3"), "soil, class 3");
  EXPECT_EQ(Context(report, Language::en).group("gravel-odd"), "gravel, odd");
  EXPECT_EQ(Context(report, Language::en).group("alum_shale-alum_shale"), "alum shale");
  EXPECT_EQ(Context(report, Language::en).group("rock_tbm-tbm-clean"), "bored rock, clean");
}

}  // namespace
}  // namespace masseflyt::reporting
