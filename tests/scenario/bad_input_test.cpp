// Everything people get wrong, one by one: each has a place and says what was expected.
#include <masseflyt/scenario/document.hpp>

#include <gtest/gtest.h>

#include <algorithm>

#include "support/small_case.hpp"

namespace masseflyt::scenario {
namespace {

/// One cell of the small case, spoilt. Rows count from 0 here; paths count the header as 1.
struct Bad {
  const char* name;
  const char* table;
  std::size_t row;
  const char* column;
  const char* text;
  const char* path;
  const char* expected;  ///< a part of the message
};

class BadCell : public testing::TestWithParam<Bad> {};

TEST_P(BadCell, IsReportedWithPlaceAndExpectation) {
  const Bad& bad = GetParam();
  auto found = problems(with(small_case(), bad.table, bad.row, bad.column, bad.text));
  std::erase_if(found, [](const Diagnostic& d) { return d.severity != Severity::error; });
  ASSERT_EQ(found.size(), 1u) << to_json(found);
  EXPECT_EQ(found[0].path, bad.path);
  EXPECT_NE(found[0].expected.find(bad.expected), std::string::npos) << found[0].expected;
}

constexpr const char* amounts = "offers.csv:2:amount";
constexpr const char* positive = "a number from 0 to 1000000000";

INSTANTIATE_TEST_SUITE_P(
    Cells, BadCell,
    testing::Values(
        Bad{"UnknownMaterial", "offers", 0, "material", "stone", "offers.csv:2:material",
            "one of: rock, rock_tbm"},
        Bad{"MaterialWithATypo", "offers", 1, "material", "caly", "offers.csv:3:material",
            "did you mean 'clay'?"},
        Bad{"UnknownUnit", "offers", 0, "unit", "tons", "offers.csv:2:unit",
            "one of: t, kt, Mt, m3"},
        Bad{"UnknownState", "offers", 0, "state", "solid", "offers.csv:2:state",
            "one of: bank, loose, placed"},
        Bad{"VolumeWithoutState", "offers", 0, "state", "", "offers.csv:2:state",
            "m3 without a state"},
        Bad{"TonnesWithState", "offers", 2, "state", "bank", "offers.csv:4:state", "m3 only"},
        Bad{"NeedVolumeWithoutState", "needs", 1, "state", "", "needs.csv:3:state",
            "m3 without a state"},
        Bad{"NegativeAmount", "offers", 0, "amount", "-3", amounts, positive},
        Bad{"NotANumber", "offers", 0, "amount", "NaN", amounts, positive},
        Bad{"Infinite", "offers", 0, "amount", "inf", amounts, positive},
        Bad{"Overflowing", "offers", 0, "amount", "1e400", amounts, positive},
        Bad{"AbsurdNumber", "offers", 0, "amount", "1e12", amounts, positive},
        Bad{"TextInANumberColumn", "offers", 0, "amount", "about 100", amounts, positive},
        Bad{"NumberWithUnit", "offers", 0, "amount", "100 m3", amounts, positive},
        Bad{"MissingAmount", "offers", 0, "amount", "", amounts, "it is required"},
        Bad{"LowAboveAmount", "offers", 0, "amount_low", "200000", "offers.csv:2:amount_low",
            "at most the amount"},
        Bad{"HighBelowAmount", "offers", 0, "amount_high", "5", "offers.csv:2:amount_high",
            "at least the amount"},
        Bad{"NeedMaximumBelowMinimum", "needs", 0, "min_amount", "70000", "needs.csv:2:max_amount",
            "at least min_amount, 70000"},
        Bad{"NeedSmallerThanItsInternalMasses", "needs", 1, "max_amount", "14000",
            "needs.csv:3:max_amount", "room for the internal masses of its offers, 27000 t"},
        Bad{"EndBeforeBegin", "offers", 1, "end", "2024-02", "offers.csv:3:end",
            "not before begin, 2024-03"},
        Bad{"ClosedBeforeOpen", "stores", 0, "open_to", "2024-01", "stores.csv:2:open_to",
            "not before open_from"},
        Bad{"NaiveTime", "offers", 1, "begin", "2024-03-01T08:00", "offers.csv:3:begin",
            "not a time of day without a time zone"},
        Bad{"DayInsteadOfMonth", "offers", 1, "begin", "2024-03-01", "offers.csv:3:begin",
            "a month as 2026-03"},
        Bad{"MonthThirteen", "offers", 1, "begin", "2024-13", "offers.csv:3:begin", "a month"},
        Bad{"DanglingPlace", "offers", 1, "place", "T9", "offers.csv:3:place",
            "there is no 'T9' (did you mean 'T1'?)"},
        Bad{"DanglingOfferInAList", "needs", 1, "from_offers", "T1;X7", "needs.csv:3:from_offers",
            "there is no 'X7'"},
        Bad{"DanglingFee", "receivers", 0, "fees", "clean:gate_fee_fil", "receivers.csv:2:fees",
            "did you mean 'gate_fee_fill'?"},
        Bad{"FeeOfAnUnknownClass", "receivers", 0, "fees", "class1:gate_fee_fill",
            "receivers.csv:2:fees", "as key, one of: clean"},
        Bad{"DanglingFactor", "processes", 0, "cost_factor", "nothing",
            "processes.csv:2:cost_factor", "an id of factors"},
        Bad{"IdWithBlanks", "areas", 0, "id", "A 1", "areas.csv:2:id", "letters, digits"},
        Bad{"MissingId", "areas", 0, "id", "", "areas.csv:2:id", "it is required"},
        Bad{"ShareAboveOne", "offers", 0, "hard_share", "1.1", "offers.csv:2:hard_share",
            "a number from 0 to 1"},
        Bad{"SplitThatDoesNotSumToOne", "offers", 1, "not_clean_split", "class2:0.7;class3:0.2",
            "offers.csv:3:not_clean_split", "sum to 1, not 0.8999"},
        Bad{"SplitWithTheCleanClass", "offers", 1, "not_clean_split", "clean:1",
            "offers.csv:3:not_clean_split", "as key, one of: class2"},
        Bad{"SplitThatRepeatsAKey", "offers", 1, "not_clean_split", "class2:0.5;class2:0.5",
            "offers.csv:3:not_clean_split", "not 'class2' again"},
        Bad{"SplitThatIsMissing", "offers", 1, "not_clean_split", "",
            "offers.csv:3:not_clean_split", "what the share that is not clean consists of"},
        Bad{"GroupSharesAboveOne", "stores", 0, "group_shares", "a:0.7;b:0.4",
            "stores.csv:2:group_shares", "at most 1, not 1.1"},
        Bad{"InternalMassesAboveTheOffer", "offers", 0, "internal_t", "300000",
            "offers.csv:2:internal_t", "at most the offer, 270000 t"},
        Bad{"InternalMassesWithoutANeed", "offers", 0, "internal_need", "",
            "offers.csv:2:internal_need", "the need that takes"},
        Bad{"YieldAboveOne", "processes", 0, "yield", "1.2", "processes.csv:2:yield",
            "product and by-products are 1.2 t of 1 t"},
        Bad{"YieldOfNothing", "processes", 0, "yield", "0", "processes.csv:2:yield", "> 0"},
        Bad{"UnknownClassInAList", "stores", 0, "classes", "clean;class9", "stores.csv:2:classes",
            "for 'class9' one of"},
        Bad{"RepeatedWordInAList", "stores", 0, "materials", "rock;rock", "stores.csv:2:materials",
            "not 'rock' again"},
        Bad{"YesNoThatIsNeither", "offers", 0, "included", "maybe", "offers.csv:2:included",
            "yes or no"},
        Bad{"NorthingTwice", "places", 0, "x", "6651000", "places.csv:2:x",
            "easting and northing in metres"},
        Bad{"LatitudeInAMetricCrs", "road_nodes", 0, "y", "59.9", "road_nodes.csv:2:x",
            "easting and northing in metres"},
        Bad{"OutsideTheRegion", "places", 0, "y", "6751000", "places.csv:2:x",
            "a point inside the bounds"},
        Bad{"FractionOfATollStation", "distances", 0, "tolls", "0.5", "distances.csv:2:tolls",
            "a whole number"},
        Bad{"TunnelLongerThanTheRoad", "roads", 0, "tunnel_km", "6", "roads.csv:2:tunnel_km",
            "at most length_km"},
        Bad{"RoadThatEndsWhereItBegins", "roads", 0, "to", "R1", "roads.csv:2:to", "another end"},
        Bad{"AssumptionAboveItsHigh", "assumptions", 0, "point", "2.5", "assumptions.csv:2:high",
            "at least the point, 2.5"},
        Bad{"AssumptionBelowItsLow", "assumptions", 0, "low", "1.9", "assumptions.csv:2:low",
            "at most the point"},
        Bad{"AssumptionThatIsNoNumber", "assumptions", 0, "point", "much",
            "assumptions.csv:2:point", "a number"},
        Bad{"AssumptionAboutNoTable", "assumptions", 49, "target", "ofers.hard_share",
            "assumptions.csv:51:target", "did you mean 'offers'?"},
        Bad{"AssumptionAboutNoColumn", "assumptions", 49, "target", "offers.hardshare",
            "assumptions.csv:51:target", "did you mean 'hard_share'?"},
        Bad{"AssumptionAboutNoRow", "assumptions", 49, "ids", "T99", "assumptions.csv:51:ids",
            "there is no 'T99'"},
        Bad{"VariantOfNoTable", "variants", 1, "table", "shops", "variants.csv:3:table", "a table"},
        Bad{"VariantOfNoColumn", "variants", 1, "column", "inclded", "variants.csv:3:column",
            "did you mean 'included'?"},
        Bad{"VariantOfNoRow", "variants", 1, "ids", "S9", "variants.csv:3:ids", "there is no 'S9'"},
        Bad{"VariantWithABadValue", "variants", 1, "value", "maybe", "variants.csv:3:value",
            "yes or no"},
        Bad{"VariantWithABadHorizon", "variants", 3, "value", "2024", "variants.csv:5:value",
            "first and last month"},
        Bad{"ControlCharacters", "offers", 0, "note", "a\x01z", "offers.csv:2:note",
            "without control characters"}),
    [](const auto& test) { return test.param.name; });

std::string only(const Diagnostics& found) {
  return found.size() == 1 ? found[0].path + " | " + found[0].expected : to_json(found);
}

TEST(BadRows, DuplicateIdsNameTheFirst) {
  const auto found = problems(with(small_case(), "links", 0, "id", "M1"));
  EXPECT_TRUE(found.empty());
  const auto twice = problems(with(small_case(), "road_nodes", 1, "id", "R1"));
  ASSERT_FALSE(twice.empty());
  EXPECT_EQ(std::count_if(twice.begin(), twice.end(),
                          [](const Diagnostic& d) {
                            return d.path == "road_nodes.csv:3:id" &&
                                   d.expected ==
                                       "another one: road_nodes.csv:2 is the same row already";
                          }),
            1);
}

TEST(BadRows, ADistanceCountsInBothDirections) {
  Document document = small_case();
  Table table = *document.table("distances");
  table.rows.push_back(table.rows[0]);
  std::swap(table.rows.back()[0], table.rows.back()[1]);
  table.row_path.push_back("distances.csv:99");
  document.put(table);
  EXPECT_EQ(only(problems(document)),
            "distances.csv:99:from | another one: distances.csv:2 is the same row already");
}

TEST(BadRows, RoadNodesWithoutARoadAreAWarning) {
  const auto found = problems(with(small_case(), "roads", 2, "to", "R1"));  // R4 loses its road
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].severity, Severity::warning);
  EXPECT_EQ(
      only(found),
      "road_nodes.csv:5:id | a road to the main network of 3 nodes; this one is in a part of 1");
}

TEST(BadRows, NamesThatLookLikeCodeAreWarnedOf) {
  for (const char* name : {"=1+1", "@cmd", "<b>fat</b>", "a<script>"}) {
    const auto found = problems(with(small_case(), "offers", 0, "name", name));
    ASSERT_EQ(found.size(), 1u) << name;
    EXPECT_EQ(found[0].severity, Severity::warning);
    EXPECT_EQ(found[0].path, "offers.csv:2:name");
    EXPECT_EQ(found[0].value, name);
  }
  EXPECT_TRUE(problems(with(small_case(), "offers", 0, "name", "a < b & c")).empty());
}

TEST(BadRows, NothingStopsAtTheFirst) {
  Document document = with(small_case(), "offers", 0, "amount", "x");
  document = with(document, "offers", 0, "begin", "y");
  document = with(document, "offers", 2, "unit", "z");
  document = with(document, "roads", 1, "from", "R9");
  const auto found = problems(document);
  std::vector<std::string> paths;
  for (const auto& d : found)
    if (d.severity == Severity::error) paths.push_back(d.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"offers.csv:2:amount", "offers.csv:2:begin",
                                             "offers.csv:4:unit", "roads.csv:3:from"}));
}

TEST(BadRows, WhatIsNotIncludedMayBeIncomplete) {
  EXPECT_EQ(small_case().table("offers")->rows.size(), 4u);  // the last one says nothing
  EXPECT_TRUE(problems(small_case()).empty());
  const auto found = problems(with(small_case(), "offers", 3, "included", "yes"));
  EXPECT_EQ(std::count_if(found.begin(), found.end(),
                          [](const Diagnostic& d) {
                            return d.expected.find("required") != std::string::npos;
                          }),
            4);  // amount, unit, begin, end
}

TEST(BadRows, UnknownColumnsAreToldWithTheNearestName) {
  const auto typo = problems(with(small_case(), "offers", 0, "ammount_low", "1"));
  EXPECT_EQ(only(typo),
            "offers.csv:1:ammount_low | a column of offers (did you mean 'amount_low'?)");
  EXPECT_TRUE(has_errors(typo));
  const auto other = problems(with(small_case(), "offers", 0, "colour", "red"));
  ASSERT_EQ(other.size(), 1u);
  EXPECT_EQ(other[0].severity, Severity::warning);
  EXPECT_TRUE(problems(with(small_case(), "offers", 0, "x-colour", "red")).empty());
}

struct BadKey {
  const char* key;
  const char* json;
  const char* expected;
};
class BadHeader : public testing::TestWithParam<BadKey> {};

TEST_P(BadHeader, IsReportedWithItsPointer) {
  Document document = with_header(GetParam().key, GetParam().json);
  document.put(Table{"variants", {}, {}, {}});  // they would overwrite the horizon
  const auto found = problems(document);
  ASSERT_GE(found.size(), 1u);
  EXPECT_EQ(found[0].path, "/" + std::string(GetParam().key));
  EXPECT_NE(found[0].expected.find(GetParam().expected), std::string::npos) << found[0].expected;
}

INSTANTIATE_TEST_SUITE_P(
    Keys, BadHeader,
    testing::Values(BadKey{"schema", "\"masseflyt.scenario/99\"", "masseflyt.scenario/1"},
                    BadKey{"id", "\"\"", "letters"}, BadKey{"id", "5", "text"},
                    BadKey{"crs", "\"EPSG:3857\"", "EPSG:25833"},
                    BadKey{"horizon", "\"2024-01\"", "first and last month"},
                    BadKey{"horizon", "\"2025-01/2024-12\"", "first and last month"},
                    BadKey{"horizon", "\"1900-01/2199-12\"", "at most 1200 months"},
                    BadKey{"as_of", "\"2023-12\"", "inside the horizon, 2024-01 to 2025-12"},
                    BadKey{"as_of", "\"2024-01-01T00:00:00\"", "a month"},
                    BadKey{"price_year", "24", "a year"},
                    BadKey{"bounds", "[10.0,59.5,9.0,60.2]", "west < east"},
                    BadKey{"objective", "{\"nok\":-1}", "numbers >= 0"},
                    BadKey{"objective", "{\"nok\":0}", "not all of them 0"},
                    BadKey{"objective", "{\"gold\":1}", "nok, co2e"},
                    BadKey{"rules", "\"a\"", "a list of texts"},
                    BadKey{"horison", "\"2024-01/2024-12\"", "did you mean 'horizon'?"},
                    BadKey{"ofers", "[]", "did you mean 'offers'?"}),
    [](const auto& test) {
      return std::string(test.param.key) + "_" + std::to_string(test.index);
    });

TEST(BadCoordinates, EachMistakeIsNamed) {
  struct Mistake {
    const char *crs, *x, *y, *expected;
  };
  for (const Mistake& m : std::initializer_list<Mistake>{
           {"EPSG:25833", "6651000", "255000", "they look swapped"},
           {"EPSG:25833", "10.7", "59.9", "these look like degrees"},
           {"EPSG:25832", "255000", "6651000", "if the crs were EPSG:25833"},
           {"EPSG:4326", "59.9", "10.7", "they look swapped"},
           {"EPSG:4326", "255000", "6651000", "these look like metres"},
           {"EPSG:4326", "95.1", "170", "longitude from -180"},
           {"EPSG:4326", "20.5", "59.9", "inside the bounds"}}) {
    Document document = with_header("crs", "\"" + std::string(m.crs) + "\"");
    Table places{"places", {"id", "x", "y"}, {}, {}};
    places.rows = {{{CellKind::text, "A"}, {CellKind::text, m.x}, {CellKind::text, m.y}}};
    document.put(places);
    const auto found = problems(document);
    const auto at = std::find_if(found.begin(), found.end(),
                                 [](const Diagnostic& d) { return d.path == "/places/0/x"; });
    ASSERT_NE(at, found.end()) << m.expected;
    EXPECT_NE(at->expected.find(m.expected), std::string::npos) << at->expected;
  }
}

TEST(BadFiles, EveryOddityOfSpreadsheetsIsRead) {
  const SmallCaseCopy folder;
  std::string offers = folder.text("offers.csv");
  for (std::size_t at = 0; (at = offers.find('\n', at)) != offers.npos; at += 2)
    offers.replace(at, 1, "\r\n");
  folder.write("offers.csv", "\xEF\xBB\xBF" + offers);
  folder.write("links.csv", "id;from;to;mode;km\nM1;P1;P2;sea;18,5\n");
  EXPECT_TRUE(folder.problems().empty());
  Diagnostics found;
  EXPECT_EQ(Document::read(folder.path(), found)->bind(found)->links[0].km, 18.5);
}

TEST(BadFiles, Latin1IsReadWithAWarning) {
  const SmallCaseCopy folder;
  folder.write("areas.csv", "id,name,area_daa\nA1,Myra \xF8st,60\n");
  const auto found = folder.problems();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].severity, Severity::warning);
  EXPECT_EQ(found[0].path, "areas.csv");
}

TEST(BadFiles, AnEmptyFileIsOneProblemAndNoCascade) {
  const SmallCaseCopy folder;
  folder.write("places.csv", "");
  EXPECT_EQ(only(folder.problems()), "places.csv | a header line");
}

TEST(BadFiles, AHugeFileIsNotRead) {
  const SmallCaseCopy folder;
  std::filesystem::resize_file(folder.path() / "samples.csv", 1u << 30);
  const auto found = folder.problems();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].path, "samples.csv");
  EXPECT_EQ(found[0].code, ErrorCode::limit_exceeded);
}

TEST(BadFiles, DeepJsonIsRefused) {
  const SmallCaseCopy folder;
  folder.write("scenario.json", "{\"id\":" + std::string(100'000, '['));
  folder.write("municipalities.geojson", "{\"a\":" + std::string(100'000, '['));
  const auto found = folder.problems();
  EXPECT_EQ(std::count_if(found.begin(), found.end(),
                          [](const Diagnostic& d) { return d.code == ErrorCode::limit_exceeded; }),
            2);
}

TEST(BadFiles, UnknownTablesAreToldWithTheNearestName) {
  const SmallCaseCopy folder;
  folder.write("ofers.csv", "id\n1\n");
  folder.write("budget.xlsx", "");
  folder.write("x-mine.csv", "a\n1\n");
  const auto found = folder.problems();
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].path + found[0].expected,
            "budget.xlsxscenario.json, CSV tables and GeoJSON layers; this file is not read");
  EXPECT_EQ(found[1].expected, "a table we know (did you mean 'offers'?)");
  EXPECT_EQ(found[2].severity, Severity::note);
}

TEST(BadFiles, AMissingHeaderIsReported) {
  const SmallCaseCopy folder;
  std::filesystem::remove(folder.path() / "scenario.json");
  const auto found = folder.problems();
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0].path, "scenario.json");
  EXPECT_EQ(
      std::count_if(found.begin(), found.end(),
                    [](const Diagnostic& d) { return d.expected == "this key; it is required"; }),
      4);  // schema, id, title, crs; the default variant brings the horizon
}

TEST(BadFiles, BadLayersAreReported) {
  const SmallCaseCopy folder;
  folder.write("municipalities.geojson",
               R"({"type":"FeatureCollection","features":[
                   {"geometry":{"type":"Point","coordinates":[1,2]}},
                   {"geometry":{"type":"Polygon","coordinates":[[[10,59],[11,59],[10,59]]]}},
                   {"geometry":{"type":"Polygon","coordinates":[[[6651000,255000]]]}}]})");
  const auto found = folder.problems();
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].path, "municipalities.geojson:/features/0/geometry");
  EXPECT_EQ(found[1].path, "municipalities.geojson:/features/1/geometry/coordinates");
}

TEST(BadFiles, NothingThereIsAnError) {
  Diagnostics found;
  EXPECT_EQ(Document::read("no/such/case", found).error().code, ErrorCode::io);
  EXPECT_EQ(found.size(), 1u);
  const SmallCaseCopy folder;
  for (const auto& file : std::filesystem::directory_iterator(folder.path()))
    std::filesystem::remove(file);
  EXPECT_EQ(Document::read(folder.path(), found).error().code, ErrorCode::invalid_document);
}

TEST(BadJson, PathsAreJsonPointers) {
  std::string text = small_case_json();
  text.replace(text.find("\"amount\":100000"), 15, "\"amount\":\"x\"");
  Diagnostics found;
  const auto document = Document::read_json(text, found);
  EXPECT_EQ(only(problems(*document)), "/offers/0/amount | " + std::string(positive));
}

TEST(BadJson, ShapesThatDoNotFitAreReported) {
  Diagnostics found;
  ASSERT_TRUE(Document::read_json(R"({"offers":{},"needs":[1],"stores":[{"materials":{"a":1}}],
                                      "quarries":[{"products":[[1]]}],"layers":[]})",
                                  found));
  std::vector<std::string> paths;
  for (const auto& d : found) paths.push_back(d.path);
  std::sort(paths.begin(), paths.end());
  EXPECT_EQ(paths, (std::vector<std::string>{"/layers", "/needs/0", "/offers",
                                             "/quarries/0/products", "/stores/0/materials"}));
}

TEST(BadJson, TablesThatWouldFillTheMemoryAreNotRead) {
  std::string wide = R"({"offers":[)";
  for (int i = 0; i < 600; ++i) wide += (i > 0 ? ",{\"x-" : "{\"x-") + std::to_string(i) + "\":1}";
  wide += "]}";
  std::string wrong = R"({"offers":[1)";
  for (int i = 0; i < 5000; ++i) wrong += ",1";
  wrong += "]}";
  Diagnostics found;
  ASSERT_TRUE(Document::read_json(wide, found));  // 512 columns
  EXPECT_EQ(only(found), "/offers/512 | at most 512 columns");
  found.clear();
  ASSERT_TRUE(Document::read_json(wide, found, {.cells = 100}));  // 10 rows of 10
  EXPECT_EQ(only(found), "/offers/10 | at most 100 cells");
  found.clear();
  ASSERT_TRUE(Document::read_json(wrong, found));
  EXPECT_EQ(found.size(), 1001u);
}

}  // namespace
}  // namespace masseflyt::scenario
