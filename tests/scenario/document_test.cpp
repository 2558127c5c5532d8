// Mirrors include/masseflyt/scenario/document.hpp.
#include <masseflyt/scenario/document.hpp>

#include <gtest/gtest.h>

#include <map>

#include "support/folders.hpp"
#include "support/small_case.hpp"

namespace masseflyt::scenario {
namespace {

namespace fs = std::filesystem;

Case bound(const Document& document) {
  Diagnostics found;
  auto result = document.bind(found);
  EXPECT_TRUE(result) << to_json(found);
  return result ? *result : Case{};
}

Document from_json(const std::string& text) {
  Diagnostics found;
  auto document = Document::read_json(text, found);
  EXPECT_TRUE(document && found.empty()) << to_json(found);
  return document.value();
}

std::map<std::string, std::string> files(const fs::path& folder) {
  std::map<std::string, std::string> all;
  for (const auto& file : fs::directory_iterator(folder))
    all[file.path().filename().string()] = file_text(file.path());
  return all;
}

TEST(Document, FolderAndJsonAreTheSame) {
  EXPECT_EQ(small_case().to_json(), small_case_json());
  EXPECT_EQ(small_case().hash(), from_json(small_case_json()).hash());
  EXPECT_EQ(small_case().hash().size(), 64u);
}

TEST(Document, FolderToJsonToFolderChangesNothing) {
  const SmallCaseCopy copy;
  const auto before = files(copy.path());
  ASSERT_TRUE(from_json(small_case().to_json()).write_folder(copy.path()));
  EXPECT_EQ(files(copy.path()), before);  // ORIGIN.md, which is no part of it, is kept as well
}

TEST(Document, WritingGoesThroughATemporaryFolderThatIsGone) {
  const SmallCaseCopy copy;
  const fs::path target = copy.path() / "new" / "case";
  ASSERT_TRUE(small_case().write_folder(target));
  EXPECT_EQ(std::distance(fs::directory_iterator(target.parent_path()), fs::directory_iterator()),
            1);
}

TEST(Document, OtherFoldersAreNotOverwritten) {
  const SmallCaseCopy copy;
  fs::remove(copy.path() / "scenario.json");
  const auto before = files(copy.path());
  EXPECT_EQ(small_case().write_folder(copy.path()).error().code, ErrorCode::conflict);
  EXPECT_EQ(files(copy.path()), before);
  EXPECT_EQ(small_case().write_folder(copy.path() / "offers.csv").error().code, ErrorCode::io);
}

TEST(Document, PrivateKeysAndColumnsSurvive) {
  std::string text = small_case_json();
  text.insert(1, R"("x-note":{"b":[1.50,null],"a":"é"},)");
  text.replace(text.find("{\"id\":\"T1\""), 10, R"({"id":"T1","x-tag":[1,"a"],"x-n":5)");
  const Document document = from_json(text);
  const std::string written = document.to_json();
  EXPECT_NE(written.find(R"("x-note":{"b":[1.50,null],"a":"é"})"), std::string::npos);
  EXPECT_NE(written.find(R"("x-tag":[1,"a"],"x-n":5)"), std::string::npos);
  EXPECT_EQ(from_json(written).to_json(), written);

  const SmallCaseCopy copy;
  ASSERT_TRUE(document.write_folder(copy.path()));
  Diagnostics found;
  EXPECT_EQ(Document::read(copy.path(), found)->hash(), document.hash());
  EXPECT_TRUE(problems(document).empty());
}

TEST(Document, ExactTextsSurvive) {
  const std::string odd = "=cmd|' /C calc'!A0 \"<b>\"; \r\n\tÆ, x ";
  const Document document = with(small_case(), "offers", 0, "note", odd);
  const SmallCaseCopy copy;
  ASSERT_TRUE(document.write_folder(copy.path()));
  Diagnostics found;
  EXPECT_EQ(bound(*Document::read(copy.path(), found)).offers[0].note, odd);
  EXPECT_EQ(bound(from_json(document.to_json())).offers[0].note, odd);
}

TEST(Document, HashIgnoresHowNumbersAreWritten) {
  const std::string hash = small_case().hash();
  EXPECT_EQ(with(small_case(), "offers", 0, "amount", "1e5").hash(), hash);
  EXPECT_EQ(with(small_case(), "offers", 0, "hard_share", "0.60").hash(), hash);
  EXPECT_NE(with(small_case(), "offers", 0, "amount", "100001").hash(), hash);
  EXPECT_NE(with(small_case(), "offers", 0, "note", " ").hash(), hash);
}

TEST(Document, HashDependsOnTheOrderOfRowsButNotOfColumns) {
  Document document = small_case();
  Table offers = *document.table("offers");
  std::swap(offers.columns[0], offers.columns[1]);
  for (auto& row : offers.rows) std::swap(row[0], row[1]);
  document.put(offers);
  EXPECT_EQ(document.hash(), small_case().hash());
  std::swap(offers.rows[0], offers.rows[1]);
  document.put(offers);
  EXPECT_NE(document.hash(), small_case().hash());
}

TEST(Bind, ReadsEveryTable) {
  const Case c = bound(small_case());
  EXPECT_EQ(c.header.title_nb, "Et lite oppdiktet tilfelle");
  EXPECT_EQ(c.header.horizon, (MonthSpan{Month::of(2024, 1), Month::of(2025, 12)}));
  EXPECT_EQ(c.header.objective, (Weights{1, 1.5, 0, 0}));
  EXPECT_EQ(c.offers.size(), 4u);
  EXPECT_FALSE(c.offers[3].included);
  EXPECT_EQ(c.needs[1].from_offers, Names{"T1"});
  EXPECT_EQ(c.stores[0].group_shares.size(), 3u);
  EXPECT_EQ(c.processes[0].yield, 0.95);
  EXPECT_EQ(c.receivers[1].fees[2],
            (std::pair<std::string, std::string>{"class3", "gate_fee_contaminated_2_3"}));
  EXPECT_FALSE(c.receivers[0].throughput_t_per_year);
  EXPECT_EQ(c.samples[1].value, "<5");
  EXPECT_EQ(c.observed[1].offers, Names{"EXT"});
  EXPECT_EQ(c.shapes.size(), 1u);
  EXPECT_EQ(c.shapes[0].rings[0].size(), 5u);
}

TEST(Bind, FactorsAreThePointsOfTheAssumptions) {
  const Case c = bound(small_case());
  EXPECT_EQ(c.factors.at("truck_load_t"), 27);
  EXPECT_EQ(c.factors.count("hard_share"), 0u);  // that one is about a column
}

TEST(Bind, AmountsBecomeTonnesOnce) {
  const Case c = bound(small_case());
  EXPECT_DOUBLE_EQ(c.offers[0].tonnes, 270000);  // 100 000 bank m3 x 2.7
  EXPECT_DOUBLE_EQ(c.offers[0].tonnes_low, 243000);
  EXPECT_DOUBLE_EQ(c.offers[1].tonnes, 38000);  // 23 000 loose m3 / 1.15 x 1.9
  EXPECT_NE(c.offers[1].conversion.find("loose_per_bank_clay 1.15"), std::string::npos);
  EXPECT_DOUBLE_EQ(c.offers[2].tonnes, 30000);  // 30 kt
  EXPECT_DOUBLE_EQ(c.offers[2].tonnes_high, 40000);
  EXPECT_DOUBLE_EQ(c.needs[1].max_t, 36000);  // 20 000 placed m3 / 1.5 x 2.7
}

TEST(Bind, VolumeFactorsComeFromTheAssumptions) {
  Document document = small_case();
  ASSERT_TRUE(document.assume("loose_per_bank_clay", "", "1.2"));
  EXPECT_DOUBLE_EQ(bound(document).offers[1].tonnes, 23000 / 1.2 * 1.9);
}

TEST(Bind, OwnMaterialsBringTheirFigures) {
  Document document = with(small_case(), "offers", 1, "material", "gravel");
  document = with(document, "offers", 1, "not_clean_share", "0");
  document = with(document, "offers", 1, "not_clean_split", "");
  EXPECT_DOUBLE_EQ(bound(document).offers[1].tonnes, 23000 / 1.2 * 1.9);
}

TEST(Bind, MaterialsWithoutADensityCannotBeWeighed) {
  const auto found = problems(with(small_case(), "offers", 1, "material", "organic"));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].path, "offers.csv:3:material");
  EXPECT_EQ(found[0].expected,
            "a material with a density: give t_per_bank_m3 or a row in materials");
}

TEST(Bind, LooseRockNeedsToKnowHowItWasDug) {
  Document document = with(small_case(), "offers", 0, "state", "loose");
  EXPECT_DOUBLE_EQ(bound(document).offers[0].tonnes, 150000);  // / 1.8 x 2.7
  const auto found = problems(with(document, "offers", 0, "excavation", ""));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].path, "offers.csv:2:excavation");
}

TEST(Bind, PlacesGetDegrees) {
  const Case c = bound(small_case());
  EXPECT_NEAR(c.places[1].longitude, 10.74, 0.02);  // E 262 000, N 6 648 500 in zone 33: Oslo
  EXPECT_NEAR(c.places[1].latitude, 59.91, 0.02);
}

TEST(Variants, AreListedDefaultFirst) {
  EXPECT_EQ(small_case().variants(),
            (Keyed<Names>{{"yard", {"open", "closed"}}, {"horizon", {"h2025", "h2026"}}}));
}

TEST(Variants, DefaultsApplyWithoutBeingChosen) {
  const Case c = bound(small_case());
  EXPECT_TRUE(c.stores[0].included);
  EXPECT_EQ(c.header.horizon.last, Month::of(2025, 12));
}

TEST(Variants, ChosenOptionsOverwriteCellsAndHeader) {
  Document document = small_case();
  ASSERT_TRUE(document.choose("yard=closed"));
  ASSERT_TRUE(document.choose("h2026"));
  const Case c = bound(document);
  EXPECT_FALSE(c.stores[0].included);
  EXPECT_EQ(c.stores[0].open_to, Month::of(2026, 12));
  EXPECT_EQ(c.header.horizon.last, Month::of(2026, 12));
  EXPECT_EQ(document.chosen(),
            (std::map<std::string, std::string>{{"horizon", "h2026"}, {"yard", "closed"}}));
}

TEST(Variants, ASecondChoiceUndoesTheFirst) {
  Document document = small_case();
  ASSERT_TRUE(document.choose("h2026"));
  ASSERT_TRUE(document.choose("h2025"));
  EXPECT_EQ(bound(document).stores[0].open_to, Month::of(2025, 12));
}

TEST(Variants, WhatWasSetStays) {
  for (const bool set_first : {true, false}) {
    Document document = small_case();
    if (!set_first) {
      ASSERT_TRUE(document.choose("h2026"));
    }
    ASSERT_TRUE(document.set("stores", "S1", "open_to", "2025-06"));
    if (set_first) {
      ASSERT_TRUE(document.choose("h2026"));
    }
    EXPECT_EQ(bound(document).stores[0].open_to, Month::of(2025, 6));
    const Document again = from_json(document.to_json());
    EXPECT_EQ(bound(again).stores[0].open_to, Month::of(2025, 6));
    EXPECT_EQ(bound(again).header.horizon.last, Month::of(2026, 12));
    EXPECT_EQ(again.chosen().at("horizon"), "h2026");
  }
}

TEST(Variants, ChoicesSurviveSaving) {
  Document document = small_case();
  ASSERT_TRUE(document.choose("closed"));
  Document again = from_json(document.to_json());
  EXPECT_FALSE(bound(again).stores[0].included);
  EXPECT_EQ(again.hash(), document.hash());
  ASSERT_TRUE(again.choose("open"));  // nothing was changed for good
  EXPECT_TRUE(bound(again).stores[0].included);
}

TEST(Variants, AChoiceThatWasSavedWithChangesCannotBeTakenBack) {
  Document document = small_case();
  ASSERT_TRUE(document.choose("closed"));
  ASSERT_TRUE(document.set("offers", "T1", "amount", "5"));
  Document again = from_json(document.to_json());
  EXPECT_TRUE(again.choose("closed"));
  EXPECT_EQ(again.choose("open").error().code, ErrorCode::conflict);
}

TEST(Variants, UnknownOptionsAreToldWhatThereIs) {
  Document document = small_case();
  const auto result = document.choose("yard=half");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::not_found);
  EXPECT_NE(result.error().message.find("yard=open, yard=closed, horizon=h2025"),
            std::string::npos);
}

TEST(Variants, ChoicesInTheHeaderAreChecked) {
  const auto found = problems(with_header("choices", R"({"yard":"clsed","garden":"x"})"));
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].path + " " + found[0].expected,
            "/choices/yard an option of yard (did you mean 'closed'?)");
  EXPECT_EQ(found[1].path, "/choices/garden");
}

TEST(Set, ChangesOneCell) {
  Document document = small_case();
  ASSERT_TRUE(document.set("offers", "T1", "amount", "95000"));
  ASSERT_TRUE(document.set("distances", "T1/T2", "road_km", "7.5"));
  ASSERT_TRUE(document.set("header", "", "horizon", "2024-01/2024-12"));
  ASSERT_TRUE(document.set("header", "", "attribution", "a;b"));
  ASSERT_TRUE(document.set("offers", "T2", "internal_t", ""));
  EXPECT_EQ(document.table("offers")->rows[1][17].kind, CellKind::missing);
  const Case c = bound(document);
  EXPECT_EQ(c.offers[0].amount, 95000);
  EXPECT_EQ(c.distances[0].road_km, 7.5);
  EXPECT_EQ(c.header.horizon.last, Month::of(2024, 12));
  EXPECT_EQ(c.header.attribution, (Names{"a", "b"}));
}

TEST(Set, RefusesWhatIsNotThereOrDoesNotFit) {
  Document document = small_case();
  const auto message = [&](const Result<void>& result) {
    return result ? "fine" : result.error().message;
  };
  EXPECT_EQ(message(document.set("ofers", "T1", "amount", "5")),
            "the scenario has no table 'ofers'; did you mean 'offers'?");
  EXPECT_EQ(message(document.set("offers", "T11", "amount", "5")),
            "table offers has no row 'T11'; did you mean 'T1'?");
  EXPECT_EQ(message(document.set("offers", "T1", "amonut", "5")),
            "table offers has no column 'amonut'; did you mean 'amount'?");
  EXPECT_EQ(message(document.set("offers", "T1", "begin", "5")),
            "begin of T1 is '5', expected a month as 2026-03");
  EXPECT_EQ(message(document.set("header", "", "crs", "x")),
            "crs is 'x', expected one of: EPSG:4326, EPSG:25832, EPSG:25833");
  EXPECT_EQ(message(document.set("header", "", "choices", "{}")),
            "variants are chosen by choose()");
  EXPECT_EQ(document.hash(), small_case().hash());  // a refused change changes nothing
}

/// The small case with one more row in a table; columns that are not named stay empty.
Document with_row(std::string_view table, const Keyed<std::string>& cells) {
  Document document = small_case();
  Table changed = *document.table(table);
  auto& row = changed.rows.emplace_back(changed.columns.size());
  for (const auto& [column, text] : cells) {
    const auto at = std::find(changed.columns.begin(), changed.columns.end(), column);
    row.at(static_cast<std::size_t>(at - changed.columns.begin())) = {CellKind::text, text};
  }
  document.put(std::move(changed));
  return document;
}

TEST(AllOrNothing, AnOptionThatFitsOnlySomeRowsChangesNone) {
  Document document = with_row("variants", {{"variant", "both"},
                                            {"option", "closed"},
                                            {"table", "stores"},
                                            {"ids", "S1;S9"},
                                            {"column", "included"},
                                            {"value", "no"}});
  ASSERT_TRUE(document.choose("yard=open"));
  const std::string before = document.to_json();
  const Names cells = {document.table("stores")->rows[0][12].text};
  EXPECT_EQ(document.choose("both=closed").error().code, ErrorCode::not_found);
  EXPECT_EQ(document.to_json(), before);
  EXPECT_EQ(document.table("stores")->rows[0][12].text, cells[0]);
  EXPECT_EQ(document.chosen().count("both"), 0u);
  EXPECT_FALSE(document.choose_defaults());
  EXPECT_EQ(document.to_json(), before);
}

TEST(AllOrNothing, AnAssumptionThatFitsOnlySomeRowsChangesNone) {
  Document document = with_row("assumptions", {{"key", "two"},
                                               {"target", "offers.hard_share"},
                                               {"ids", "T1;T9"},
                                               {"low", "0"},
                                               {"point", "0.5"},
                                               {"high", "1"}});
  const std::string before = document.to_json();
  EXPECT_EQ(document.assume("two", "", "0.7").error().code, ErrorCode::not_found);
  EXPECT_EQ(document.to_json(), before);
  EXPECT_EQ(document.table("offers")->rows[0][14].text, "0.6");
}

TEST(AllOrNothing, ARefusedChangeLeavesChoicesOpen) {
  Document document = from_json(with_header("choices", R"({"yard":"closed"})").to_json());
  EXPECT_FALSE(document.set("offers", "T9", "amount", "5"));
  EXPECT_FALSE(document.assume("nothing", "", "5"));
  document.put(*document.table("parties"));
  EXPECT_EQ(document.header().count("applied_choices"), 0u);
  EXPECT_TRUE(document.choose("yard=open"));
}

TEST(AllOrNothing, AChoiceOfTheHeaderIsAppliedBeforeItIsCalledApplied) {
  Document document = from_json(with_header("choices", R"({"yard":"closed"})").to_json());
  ASSERT_TRUE(document.set("offers", "T1", "amount", "95000"));
  document.put(*document.table("parties"));
  EXPECT_FALSE(bound(document).stores[0].included);
  EXPECT_EQ(bound(document).offers[0].amount, 95000);
}

TEST(Settled, CellsSayWhatIsPlanned) {
  Document document = small_case();
  ASSERT_TRUE(document.choose("h2026"));
  Document settled = document.settled().value();
  EXPECT_EQ(settled.header().at("horizon"), "\"2024-01/2026-12\"");
  EXPECT_EQ(bound(settled).stores[0].open_to, Month::of(2026, 12));
  EXPECT_EQ(settled.chosen(),
            (std::map<std::string, std::string>{{"horizon", "h2026"}, {"yard", "open"}}));
  EXPECT_EQ(settled.choose("closed").error().code, ErrorCode::conflict);
  EXPECT_EQ(settled.settled()->to_json(), settled.to_json());
}

TEST(Assume, SetsAColumnOrScalesIt) {
  Document document = small_case();
  ASSERT_TRUE(document.assume("hard_share", "T1", "0.9"));
  ASSERT_TRUE(document.assume("intake_t_per_year", "", "200000"));
  ASSERT_TRUE(document.assume("open_from", "", "2024-06"));
  ASSERT_TRUE(document.assume("truck_nok_tkm", "", "2.6"));
  Case c = bound(document);
  EXPECT_EQ(c.offers[0].hard_share, 0.9);
  EXPECT_EQ(c.quarries[0].intake_t_per_year, 200000);
  EXPECT_EQ(c.stores[0].open_from, Month::of(2024, 6));
  EXPECT_EQ(c.factors.at("truck_nok_tkm"), 2.6);
  ASSERT_TRUE(document.assume("intake_t_per_year", "", "50000"));  // from the point it has now
  EXPECT_EQ(bound(document).quarries[0].intake_t_per_year, 50000);
}

TEST(Assume, ScalingSurvivesANewChoice) {
  Document document = small_case();
  ASSERT_TRUE(document.assume("intake_t_per_year", "", "200000"));
  ASSERT_TRUE(document.choose("h2026"));
  ASSERT_TRUE(document.choose("h2025"));
  EXPECT_EQ(bound(document).quarries[0].intake_t_per_year, 200000);
}

TEST(Assume, RefusesWhatIsNotThereOrOutsideTheRange) {
  Document document = small_case();
  EXPECT_EQ(document.assume("hard_shar", "", "1").error().code, ErrorCode::not_found);
  EXPECT_EQ(document.assume("hard_share", "T2", "0.5").error().code, ErrorCode::not_found);
  EXPECT_EQ(document.assume("hard_share", "", "0.95").error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(document.assume("open_from", "", "5").error().code, ErrorCode::invalid_argument);
}

TEST(Schema, IsTheSchemaOfEveryTable) {
  const std::string schema = json_schema();
  for (const char* part : {"\"offers\"", "\"road_ties\"", "\"not_clean_split\"", "2020-12",
                           "\"exclusiveMinimum\":0", "\"additionalProperties\":false"})
    EXPECT_NE(schema.find(part), std::string::npos) << part;
}

TEST(Reference, PageInTheDocumentationIsCurrent) {
  const fs::path page = fs::path(test::data_folder()) / "../../docs/input.md";
  if (std::getenv("MASSEFLYT_WRITE_DOCS") != nullptr) std::ofstream(page) << input_reference();
  EXPECT_EQ(file_text(page), input_reference()) << "run this test with MASSEFLYT_WRITE_DOCS=1";
}

TEST(BundledCase, HasNoProblemsInAnyVariant) {
  const fs::path folder = fs::path(test::case_folder()) / "oslo_region";
  Diagnostics found;
  const auto original = Document::read(folder, found);
  ASSERT_TRUE(original) << to_json(found);
  for (const auto& [variant, options] : original->variants())
    for (const auto& option : options) {
      Document document = *original;
      ASSERT_TRUE(document.choose(variant + "=" + option));
      // The second wave of the railway and its store go with the long horizon.
      if (option == "late" || option == "reserved_late") {
        ASSERT_TRUE(document.choose("h2036"));
      }
      EXPECT_FALSE(has_errors(problems(document))) << variant << "=" << option;
    }
}

}  // namespace
}  // namespace masseflyt::scenario
