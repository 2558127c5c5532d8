// Mirrors include/masseflyt/classification/laboratory_table.hpp.
#include <masseflyt/classification/laboratory_table.hpp>

#include <algorithm>
#include <map>
#include <random>

#include <gtest/gtest.h>

#include "detail/csv_reader.hpp"

namespace masseflyt::classification {
namespace {

using Lines = std::vector<std::string>;

struct LabTable : testing::Test {
  Result<LaboratoryTable> table(std::string_view csv, std::string unit = "") {
    found.clear();
    return read_laboratory_table(csv, "lab.csv", analytes, found, {std::move(unit)});
  }
  /// "P1 Bly = 55,5 mg/kg TS", one line per result.
  Lines lines(std::string_view csv, std::string unit = "") {
    const auto t = table(csv, std::move(unit));
    EXPECT_TRUE(t) << (found.empty() ? "" : to_line(found[0]));
    Lines all;
    if (!t) return all;
    for (const auto& r : t->rows)
      all.push_back(r.sample + " " + r.analyte + " = " + r.value + " " + r.unit +
                    (r.uncertainty.empty() ? "" : " +- " + r.uncertainty));
    return all;
  }
  /// Paths of the errors of a table that is refused.
  Lines faults(std::string_view csv) {
    EXPECT_FALSE(table(csv)) << csv;
    Lines paths;
    for (const auto& d : found)
      if (d.severity == Severity::error) paths.push_back(d.path);
    return paths;
  }
  Lines warnings() const {
    Lines paths;
    for (const auto& d : found)
      if (d.severity == Severity::warning) paths.push_back(d.path);
    return paths;
  }
  Analytes analytes = Analytes::built_in().value();
  Diagnostics found;
};

const Lines four = {"P1 Bly = 55,5 mg/kg TS", "P1 Arsen = <5 mg/kg TS", "P2 Bly = 31 mg/kg TS",
                    "P2 Arsen = 7 mg/kg TS"};

// ---- one result per row -------------------------------------------------------------------------

TEST_F(LabTable, OneResultPerRowInNorwegianBelowATitle) {
  EXPECT_EQ(lines("Analyserapport AR-19\n\nPrøvenavn;Parameter;Resultat;Enhet;Metode\n"
                  "P1;Bly;55,5;mg/kg TS;x\nP1;Arsen;<5;mg/kg TS;x\n"
                  "P2;Bly;31;mg/kg TS;x\nP2;Arsen;7;mg/kg TS;x\n"),
            four);
  EXPECT_EQ(table("sample,analyte,value,unit\nA,As,3,mg/kg\n")->shape,
            TableShape::one_result_per_row);
}
TEST_F(LabTable, UncertaintyQualifierAndLoqHaveColumnsOfTheirOwn) {
  EXPECT_EQ(lines("sample,analyte,qualifier,value,unit,MU (%),LOQ\n"
                  "A,As,,8.5,mg/kg,30,1\nA,Cd,<,0.2,mg/kg,,0.2\nA,PCB 28,,nd,mg/kg,,0.002\n"),
            (Lines{"A As = 8.5 mg/kg +- 30 %", "A Cd = <0.2 mg/kg", "A PCB 28 = <0.002 mg/kg"}));
}
TEST_F(LabTable, UnitMayStandWithTheNameOrBeTheOneThatIsGiven) {
  EXPECT_EQ(lines("sample,analyte,value\nA,Bly (µg/kg TS),3\n"), Lines{"A Bly = 3 µg/kg TS"});
  EXPECT_EQ(lines("sample,analyte,value\nA,As,3\n", "mg/kg"), Lines{"A As = 3 mg/kg"});
  EXPECT_EQ(faults("sample,analyte,value\nA,As,3\n"), Lines{"lab.csv:1:unit"});
}
TEST_F(LabTable, TwoColumnsOfOneMeaningAreAnErrorUnlessOneHasTheName) {
  EXPECT_EQ(faults("sample,analyte,resultat,verdi,unit\nA,As,3,3,mg/kg\n"),
            Lines{"lab.csv:1:value"});
  EXPECT_EQ(lines("sample,analyte,resultat,value,unit\nA,As,4,3,mg/kg\n"), Lines{"A As = 3 mg/kg"});
}

// ---- one sample per row -------------------------------------------------------------------------

TEST_F(LabTable, OneSamplePerRowWithUnitsInTheNames) {
  EXPECT_EQ(lines("Prøve;Bly (mg/kg TS);Arsen [mg/kg TS]\nP1;55,5;<5\nP2;31;7\n"), four);
  EXPECT_EQ(table("Prøve;Bly (mg/kg);Arsen (mg/kg)\nP1;55,5;<5\n")->shape,
            TableShape::one_sample_per_row);
}
TEST_F(LabTable, OneSamplePerRowWithUnitsInARowOfTheirOwn) {
  EXPECT_EQ(lines("Prøve,Dato,Bly,Arsen\n,,mg/kg TS,mg/kg TS\nP1,1.3.19,\"55,5\",<5\n"
                  "P2,1.3.19,31,7\n"),
            four);
  EXPECT_EQ(lines("Enhet\tmg/kg TS\tmg/kg TS\nPrøve\tBly\tArsen\nP1\t55,5\t<5\nP2\t31\t7\n"), four);
}
TEST_F(LabTable, RowsOfLimitsAndStatisticsAreNoSamples) {
  EXPECT_EQ(lines("Prøve;Bly mg/kg TS;Arsen mg/kg TS\nNormverdi;60;8\nP1;55,5;<5\nP2;31;7\n"
                  "Maks;55,5;7\n"),
            four);
  EXPECT_EQ(warnings(), (Lines{"lab.csv:2:1", "lab.csv:5:1"}));
}
TEST_F(LabTable, RowOfUncertaintiesIsOfItsColumns) {
  EXPECT_EQ(lines("sample,Pb (mg/kg),As (mg/kg)\nMU,25%,30%\nP1,55,6\n"),
            (Lines{"P1 Pb = 55 mg/kg +- 25%", "P1 As = 6 mg/kg +- 30%"}));
}
TEST_F(LabTable, EmptyCellIsAnAnalysisNotMade) {
  EXPECT_EQ(lines("sample,Pb (mg/kg),As (mg/kg)\nP1,,6\nP2,7,\n"),
            (Lines{"P1 As = 6 mg/kg", "P2 Pb = 7 mg/kg"}));
}
TEST_F(LabTable, SampleAtSeveralDepthsIsSeveralSamples) {
  EXPECT_EQ(lines("sample,depth,Pb (mg/kg)\nP1,0-1,6\nP1,1-2,7\nP2,0-1,8\n"),
            (Lines{"P1 (0-1) Pb = 6 mg/kg", "P1 (1-2) Pb = 7 mg/kg", "P2 Pb = 8 mg/kg"}));
}
TEST_F(LabTable, AnalyteWithoutAUnitIsAnError) {
  EXPECT_EQ(faults("sample,Pb,As (mg/kg)\nP1,5,6\n"), Lines{"lab.csv:1:Pb"});
}
TEST_F(LabTable, ColumnThatIsNoResultIsToldOf) {
  EXPECT_EQ(lines("sample,Farge,Pb (mg/kg)\nP1,brun,6\n"), Lines{"P1 Pb = 6 mg/kg"});
  EXPECT_EQ(warnings(), Lines{"lab.csv:1:Farge"});
}
TEST_F(LabTable, UnknownAnalyteWithAUnitStaysForItsWarning) {
  EXPECT_EQ(lines("sample,Unobtainium (mg/kg),Pb (mg/kg)\nP1,1,6\n"),
            (Lines{"P1 Unobtainium = 1 mg/kg", "P1 Pb = 6 mg/kg"}));
}
TEST_F(LabTable, ResultsWithoutASampleAreAnError) {
  EXPECT_EQ(faults("sample,Pb (mg/kg)\nP1,6\n,7\n"), Lines{"lab.csv:3:sample"});
}

// ---- one analyte per row ------------------------------------------------------------------------

TEST_F(LabTable, OneAnalytePerRowWithAColumnOfUnits) {
  const Lines by_analyte = {four[0], four[2], four[1], four[3]};
  EXPECT_EQ(lines("Parameter;Enhet;P1;P2\nBly;mg/kg TS;55,5;31\nArsen;mg/kg TS;<5;7\n"),
            by_analyte);
  EXPECT_EQ(lines(";Prøvenavn;;P1;P2\n;Dybde;;0-1;1-2\nMetaller;;;;\n;Bly;mg/kg TS;55,5;31\n"
                  ";Arsen;mg/kg TS;<5;7\n"),
            by_analyte);
  EXPECT_EQ(table("Parameter;Enhet;P1\nBly;mg/kg;5\n")->shape, TableShape::one_analyte_per_row);
}
TEST_F(LabTable, DepthsStandAboveTheirSamples) {
  const auto t = table("Prøve;P1;P2\nDybde;0-1;1-2\nBly mg/kg TS;5;6\nArsen mg/kg TS;1;1\n");
  ASSERT_TRUE(t);
  EXPECT_EQ(t->rows[0].depth, "0-1");
  EXPECT_EQ(t->rows[1].depth, "1-2");
}
TEST_F(LabTable, UncertaintyBesideASampleIsOfThatSample) {
  EXPECT_EQ(lines("Parameter;Enhet;P1;MU;P2;MU\nBly;mg/kg;55;25%;31;20%\nArsen;mg/kg;6;2;7;3\n"),
            (Lines{"P1 Bly = 55 mg/kg +- 25%", "P2 Bly = 31 mg/kg +- 20%",
                   "P1 Arsen = 6 mg/kg +- 2", "P2 Arsen = 7 mg/kg +- 3"}));
}
TEST_F(LabTable, ReportOfOneSampleHasItsNameAbove) {
  EXPECT_EQ(lines("Prøvenr.:;439-2019\nParameter;Resultat;Enhet;LOQ;MU\n"
                  "Bly;55,5;mg/kg TS;1;25%\nArsen;nd;mg/kg TS;5;\n"),
            (Lines{"439-2019 Bly = 55,5 mg/kg TS +- 25%", "439-2019 Arsen = <5 mg/kg TS"}));
}
TEST_F(LabTable, LimitColumnIsNoSample) {
  EXPECT_EQ(lines("Parameter;Enhet;Normverdi;P1\nBly;mg/kg;60;55\nArsen;mg/kg;8;6\n").size(), 2u);
  EXPECT_EQ(warnings(), Lines{"lab.csv:1:Normverdi"});
}
TEST_F(LabTable, ResultsWithoutANameAboveAreAnError) {
  EXPECT_EQ(faults("Parameter;Enhet;P1;\nBly;mg/kg;55;3\nArsen;mg/kg;8;6\n"), Lines{"lab.csv:1:4"});
  EXPECT_EQ(faults("Bly;mg/kg;55\nArsen;mg/kg;8\n").size(), 1u);
}
TEST_F(LabTable, RowWithoutAUnitIsAnErrorOfThatRow) {
  EXPECT_EQ(faults("Parameter;Enhet;P1\nBly;mg/kg;55\nArsen;;6\n"), Lines{"lab.csv:3:unit"});
}

// ---- the same results, whichever way round ------------------------------------------------------

TEST_F(LabTable, EveryShapeGivesTheSameSamples) {
  const std::vector<std::string> names = {"Bly (Pb)", "Krom (VI)", "Benzo(a)pyren", "PCB 28",
                                          "Alifater >C8-C10"};
  const std::vector<std::string> values = {"1,5", "<0,30", "nd", "1 200", "0", "i.a.", ">100"};
  std::mt19937 random(41);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::vector<std::string>> cell(3, std::vector<std::string>(names.size()));
    std::string by_row = "sample;analyte;value;unit\n", across = "Prøve", down = "Parameter;Enhet";
    for (const auto& name : names) across += ";" + name + " mg/kg TS";
    for (std::size_t s = 0; s < 3; ++s) {
      const std::string id = "S" + std::to_string(s);
      across += "\n" + id, down += ";" + id;
      for (std::size_t a = 0; a < names.size(); ++a) {
        cell[s][a] = values[random() % values.size()];
        across += ";" + cell[s][a];
        by_row += id + ";" + names[a] + ";" + cell[s][a] + ";mg/kg TS\n";
      }
    }
    for (std::size_t a = 0; a < names.size(); ++a) {
      down += "\n" + names[a] + ";mg/kg TS";
      for (std::size_t s = 0; s < 3; ++s) down += ";" + cell[s][a];
    }
    const auto of = [&](const std::string& csv) {
      const auto t = table(csv);
      return samples_of(t.value(), analytes, found).value();
    };
    const auto expected = of(by_row), a = of(across), d = of(down);
    const auto again = of(long_csv(table(across).value()));
    ASSERT_EQ(expected.size(), a.size());
    for (std::size_t s = 0; s < expected.size(); ++s) {
      EXPECT_EQ(a[s].results, expected[s].results);
      EXPECT_EQ(d[s].results, expected[s].results);
      EXPECT_EQ(again[s].results, expected[s].results);
    }
  }
}

// ---- numbers and bytes --------------------------------------------------------------------------

TEST_F(LabTable, MarkThatMayMeanAThousandIsAnErrorWhereTheOtherIsTheDecimalSign) {
  EXPECT_EQ(faults("sample,Pb (mg/kg),As (mg/kg)\nP1,\"1,234\",0.5\n"),
            Lines{"lab.csv:2:Pb (mg/kg)"});
  EXPECT_EQ(faults("sample;Pb (mg/kg);As (mg/kg)\nP1;1.234;0,5\n"), Lines{"lab.csv:2:Pb (mg/kg)"});
  EXPECT_EQ(lines("sample;Pb (mg/kg)\nP1;1,234\n"), Lines{"P1 Pb = 1,234 mg/kg"});
  EXPECT_EQ(lines("sample;Pb (mg/kg);As (mg/kg)\nP1;0,123;0.5\n").size(), 2u);
}
TEST_F(LabTable, Windows1252IsRead) {
  EXPECT_EQ(lines("Pr\xF8ve;Kvikks\xF8lv (mg/kg TS)\nP1;0,5\n"),
            Lines{"P1 Kvikksølv = 0,5 mg/kg TS"});
}
TEST_F(LabTable, NothingToReadIsAnErrorThatSaysWhatIsMissing) {
  EXPECT_EQ(faults("").size(), 1u);
  EXPECT_EQ(faults("a,b,c\n1,2,3\n"),
            (Lines{"lab.csv:1:sample", "lab.csv:1:analyte", "lab.csv:1:value", "lab.csv:1:unit"}));
  EXPECT_EQ(faults("sample,Pb (mg/kg)\n"), Lines{"lab.csv"});
}
TEST(SplitUnit, TakesTheUnitOffTheNameAndNothingElse) {
  const Analytes analytes = Analytes::built_in().value();
  const std::map<std::string, std::string> unit_of = {{"Bly (Pb) mg/kg TS", "mg/kg TS"},
                                                      {"Krom (VI) (mg/kg)", "mg/kg"},
                                                      {"TS %", "%"},
                                                      {"Tørrstoff (%)", "%"},
                                                      {"Bly\nmg/kg", "mg/kg"},
                                                      {"Bly, mg/kg TS", "mg/kg TS"},
                                                      {"Alifater >C8-C10", ""},
                                                      {"Krom (VI)", ""},
                                                      {"Sum PAH(16) EPA", ""}};
  for (const auto& [text, unit] : unit_of) {
    const auto split = split_unit(text, analytes);
    EXPECT_EQ(split.unit, unit) << text;
    EXPECT_TRUE(analytes.find(split.analyte)) << text;
  }
}

}  // namespace
}  // namespace masseflyt::classification
