// Mirrors include/masseflyt/classification/laboratory.hpp.
#include <masseflyt/classification/laboratory.hpp>

#include <fstream>
#include <iterator>
#include <map>

#include <gtest/gtest.h>

#include "detail/csv_reader.hpp"
#include "support/folders.hpp"

namespace masseflyt::classification {
namespace {

std::string data(const std::string& name) {
  std::ifstream file(test::data_folder() + "/classification/" + name);
  EXPECT_TRUE(file.good()) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

using Table = std::vector<std::map<std::string, std::string>>;

Table table(const std::string& bytes) {
  Diagnostics found;
  const auto csv = masseflyt::detail::read_csv(bytes, "", {}, found).value();
  Table rows;
  for (const auto& row : csv.rows) {
    rows.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i) rows.back()[csv.columns[i]] = row[i];
  }
  return rows;
}

std::string classified(const std::string& csv, const ClassifyCsvOptions& options = {}) {
  Diagnostics found;
  const auto out = classify_csv(csv, "lab.csv", options, found);
  for (const auto& d : found)
    EXPECT_NE(d.severity, Severity::error) << d.path << " " << d.value << " " << d.expected;
  return out.value();
}

void expect_like(const std::map<std::string, std::string>& expected,
                 const std::map<std::string, std::string>& got) {
  for (const auto* column : {"sample", "condition_class", "drivers", "contaminated"})
    EXPECT_EQ(got.at(column), expected.at(column)) << expected.at("sample");
  EXPECT_EQ(got.at("status"), "conclusive") << expected.at("sample");
}

TEST(RealSamples, WholeReportsGiveTheExpectedAnswers) {
  std::map<std::string, std::map<std::string, std::string>> got;
  for (const auto& row : table(classified(data("laboratory_samples.csv"))))
    got[row.at("sample")] = row;
  EXPECT_EQ(got.size(), 32u);
  std::size_t compared = 0;
  for (const auto& expected : table(data("condition_class_examples.csv"))) {
    const auto place = got.find(expected.at("sample"));
    if (place == got.end()) continue;
    expect_like(expected, place->second);
    EXPECT_EQ(place->second.at("above_normverdi"), expected.at("above_normverdi"));
    ++compared;
  }
  EXPECT_EQ(compared, 32u);
}

TEST(RealSamples, TablesOfTheSubstancesWithClassesGiveTheExpectedAnswers) {
  const Table examples = table(data("condition_class_examples.csv"));
  std::string csv = "sample,analyte,value,unit\n";
  for (const auto& row : examples)
    for (const auto& [column, value] : row) {
      const bool answer = column == "sample" || column == "condition_class" ||
                          column == "drivers" || column == "contaminated" ||
                          column == "above_normverdi";
      if (!answer && !value.empty())
        csv += "\"" + row.at("sample") + "\"," + column + ",\"" + value + "\",mg/kg TS\n";
    }
  const Table got = table(classified(csv));
  ASSERT_EQ(got.size(), 40u);
  for (std::size_t i = 0; i < got.size(); ++i) expect_like(examples[i], got[i]);
}

TEST(RealSamples, UnitDoesNotChangeAnyAnswer) {
  const Table rows = table(data("laboratory_samples.csv"));
  const auto in_unit = [&](const std::string& unit, int shift) {
    std::string csv = "sample;analyte;value;unit\n";
    for (const auto& row : rows) {
      std::string value = row.at("value"), as = row.at("unit");
      if (as == "mg/kg TS" && value != "nd") {
        const bool below = value[0] == '<';
        const auto number = Decimal::parse(value.substr(below ? 1 : 0), shift).value();
        value = (below ? "<" : "") + number.to_string();
        std::replace(value.begin(), value.end(), '.', ',');
        as = unit;
      }
      csv += row.at("sample") + ";" + row.at("analyte") + ";" + value + ";" + as + "\n";
    }
    return classified(csv);
  };
  const std::string expected = in_unit("mg/kg TS", 0);
  EXPECT_EQ(in_unit("%", -4), expected);
  EXPECT_EQ(in_unit("µg/kg TS", 3), expected);
  EXPECT_EQ(in_unit("g/kg TS", -3), expected);
}

TEST(ClassifyCsv, OneRowPerSample) {
  const std::string csv = classified("sample,analyte,value,unit\nA,Bly,65,mg/kg TS\n");
  EXPECT_EQ(csv.substr(0, csv.find('\n')),
            "sample,contaminated,condition_class,drivers,above_normverdi,status,reasons");
  const auto row = table(csv).at(0);
  EXPECT_EQ(row.at("contaminated"), "yes");
  EXPECT_EQ(row.at("condition_class"), "2");
  EXPECT_EQ(row.at("drivers"), "pb");
  EXPECT_EQ(row.at("above_normverdi"), "pb");
}
TEST(ClassifyCsv, OpenClassIsAnEmptyCell) {
  const auto row = table(classified("sample,analyte,value,unit\nA,As,<20,mg/kg\n")).at(0);
  EXPECT_EQ(row.at("contaminated"), "unknown");
  EXPECT_EQ(row.at("condition_class"), "");
  EXPECT_EQ(row.at("status"), "inconclusive");
}
TEST(ClassifyCsv, SpeaksNorwegian) {
  ClassifyCsvOptions options;
  options.table.norwegian = true;
  const auto row = table(classified("sample,analyte,value,unit\nA,As,9.5,mg/kg\n", options)).at(0);
  EXPECT_NE(row.at("reasons").find("Arsen er 9,5 mg/kg TS, over normverdien"), std::string::npos);
}
TEST(ClassifyCsv, ExplainsWithSourcesAndWhatWouldChange) {
  ClassifyCsvOptions options;
  options.table.explain = true;
  const auto row = table(classified("sample,analyte,value,unit\nA,As,9.5,mg/kg\n", options)).at(0);
  EXPECT_NE(row.at("reasons").find("Source: Forurensningsforskriften"), std::string::npos);
  EXPECT_NE(row.at("reasons").find("Would change it: "), std::string::npos);
}
TEST(ClassifyCsv, TakesSemicolonsOtherColumnsAndAnyOrder) {
  const std::string plain = classified("sample,analyte,value,unit\nA,Bly,65.5,mg/kg TS\n");
  EXPECT_EQ(classified("\xEF\xBB\xBFUnit;loq;Value;Analyte;Sample\r\nmg/kg TS;1;65,5;Bly;A\r\n"),
            plain);
}
TEST(ClassifyCsv, NamesThatLookLikeFormulasAreNeutralised) {
  const auto row = table(classified("sample,analyte,value,unit\n=1+1,As,3,mg/kg\n")).at(0);
  EXPECT_EQ(row.at("sample"), "'=1+1");
}
TEST(ClassifyCsv, ProblemsHaveTheirPlaceAndNothingIsWritten) {
  Diagnostics found;
  const auto out =
      classify_csv("sample,analyte,value,unit\nA,As,three,mg/kg\nA,Pb,3,mg/l\nA,Zn,-3,mg/kg\n",
                   "lab.csv", {}, found);
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, ErrorCode::invalid_document);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].path, "lab.csv:2:value");
  EXPECT_EQ(found[1].path, "lab.csv:3:unit");
  EXPECT_EQ(found[2].path, "lab.csv:4:value");
}
TEST(ClassifyCsv, MissingColumnsAndEmptyTablesAreErrors) {
  for (const auto* csv : {"", "sample,analyte,value\nA,As,3\n", "sample,analyte,value,unit\n",
                          "sample,analyte,value,value,unit\nA,As,3,3,mg/kg\n"}) {
    Diagnostics found;
    EXPECT_FALSE(classify_csv(csv, "lab.csv", {}, found)) << csv;
    EXPECT_TRUE(has_errors(found)) << csv;
  }
}
TEST(ClassifyCsv, JudgesByTheRulesOfADayAndNamesPacksThatDoNotTellTheirs) {
  const std::string csv = "sample,analyte,value,unit\nA,As,3,mg/kg\n";
  ClassifyCsvOptions options;
  options.date = "2026-03-01";
  Diagnostics found;
  EXPECT_EQ(classify_csv(csv, "lab.csv", options, found).value(), classified(csv));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].severity, Severity::note);
  EXPECT_EQ(found[0].path, "no.normverdier");
  options.date = "2009-11-30";
  EXPECT_EQ(classify_csv(csv, "lab.csv", options, found).error().code, ErrorCode::not_found);
}
/// With lead's clean limit at 80 instead of 60.
std::string own_limits() {
  auto pack = built_in_pack("no.normverdier").value();
  pack.id = "own.limits";
  for (auto& rule : pack.rules)
    if (rule.subject == "pb") rule.value = Decimal::parse("80").value();
  return to_json(pack);
}

TEST(ClassifyCsv, OwnPacksStandInPlaceOfTheBuiltInOnes) {
  ClassifyCsvOptions options;
  options.packs = {own_limits()};
  Diagnostics found;
  const std::string_view bytes = "sample,analyte,value,unit\nA,Bly,65,mg/kg TS\n";
  const auto row = table(classify_csv(bytes, "lab.csv", options, found).value()).at(0);
  EXPECT_EQ(row.at("contaminated"), "no");
  EXPECT_EQ(row.at("condition_class"), "2");  // the classes are still the built-in ones
  const auto prints = classifier_for(options, found).value().fingerprints();
  ASSERT_EQ(prints.size(), 2u);
  EXPECT_EQ(prints[0].substr(0, 11), "own.limits@");
}

TEST(ClassifyCsv, OwnPacksThatAnswerSomethingElseAreRefused) {
  ClassifyCsvOptions options;
  Diagnostics found;
  for (const auto* id : {"no.asphalt", "eu.hazardous.1357-2014", "no.trondheim.background"}) {
    options.packs = {to_json(built_in_pack(id).value())};
    EXPECT_EQ(classifier_for(options, found).error().code, ErrorCode::invalid_argument) << id;
  }
  options.packs = {own_limits(), own_limits()};
  EXPECT_EQ(classifier_for(options, found).error().code, ErrorCode::invalid_argument);
  options.packs = {"{}", "[]"};  // the faults of both are told
  EXPECT_EQ(classifier_for(options, found).error().code, ErrorCode::invalid_document);
  EXPECT_GT(found.size(), 1u);
}

TEST(ClassifyCsv, SameInputGivesTheSameBytes) {
  const std::string csv = data("laboratory_samples.csv");
  EXPECT_EQ(classified(csv), classified(csv));
}

}  // namespace
}  // namespace masseflyt::classification
