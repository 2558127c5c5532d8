// Mirrors include/masseflyt/classification/columns.hpp.
#include <cmath>
#include <deque>

#include <gtest/gtest.h>

#include <masseflyt/classification/columns.hpp>

#include "classification/samples.hpp"

namespace masseflyt::classification {
namespace {

/// A column of texts and the memory it lends.
template <typename End>
struct Texts {
  explicit Texts(const std::vector<std::string>& words) {
    for (const auto& w : words) {
      bytes += w;
      ends.push_back(static_cast<End>(bytes.size()));
    }
  }
  ColumnView view() const {
    ColumnView v;
    v.type = sizeof(End) == 4 ? ColumnType::text : ColumnType::large_text;
    v.size = ends.size() - 1;
    v.values = bytes.data(), v.ends = ends.data();
    return v;
  }
  std::string bytes;
  std::vector<End> ends = {0};
};

template <typename T>
ColumnView of(const std::vector<T>& numbers) {
  return ColumnView::of(std::span<const T>(numbers));
}

struct Columns : Random {
  /// One result in mg/kg, as numbers.
  void add(std::uint32_t number, const std::string& name, double v,
           ResultKind k = ResultKind::quantified) {
    id.push_back(number);
    analyte.push_back(analytes.find(name).value());
    value.push_back(v);
    kind.push_back(static_cast<std::uint8_t>(k));
  }
  void add(std::uint32_t number, const Sample& s) {
    for (const auto& r : s.results)
      add(number, analytes[r.analyte].id, r.value.to_double(), r.kind);
  }
  /// `n` samples around their limits, and the verdicts on them row by row.
  std::vector<Verdict> add_random(std::uint32_t n) {
    std::vector<Verdict> expected;
    for (std::uint32_t i = 0; i < n; ++i) {
      auto all = rows();
      if (i % 3 == 0) {
        for (const auto& row : pcb(i % 2 == 0 ? "<0.002" : "0.003")) all.push_back(row);
        std::erase_if(all, [](const Row& r) { return r.analyte == "pcb7"; });
      }
      if (i % 5 == 0) all.push_back({"as", "nd"});
      if (i % 7 == 0) all.push_back({"bap", ">100"});
      for (auto& row : all)  // doubles hold 15 digits
        if (row.value.size() > 12) row.value.resize(12);
      if (all.empty()) continue;
      const Sample s = sample(all);
      expected.push_back(classifier.classify(s));
      add(i, s);
    }
    return expected;
  }
  ResultBatch batch() const {
    ResultBatch b;
    b.sample = of(id), b.analyte = of(analyte), b.value = of(value), b.qualifier = of(kind);
    return b;
  }
  Result<VerdictColumns> run(const ResultBatch& b, TableOptions options = {}) {
    found.clear();
    return classify_table(classifier, {{&b, 1}}, options, found);
  }
  Result<VerdictColumns> run() { return run(batch()); }
  std::string first_fault(const Result<VerdictColumns>& out) const {
    return out || found.empty() ? "" : found.front().path;
  }

  std::vector<std::uint32_t> id;
  std::vector<AnalyteIndex> analyte;
  std::vector<double> value;
  std::vector<std::uint8_t> kind;
  Diagnostics found;
};

void expect_same(const VerdictColumns& out, const std::vector<Verdict>& expected) {
  ASSERT_EQ(out.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const Verdict& v = expected[i];
    EXPECT_EQ(out.contaminated[i], static_cast<std::int8_t>(v.contaminated));
    EXPECT_EQ(out.class_low[i], v.class_low);
    EXPECT_EQ(out.class_high[i], v.class_high);
    EXPECT_EQ(out.drivers[i], v.drivers);
    EXPECT_EQ(out.above_limit[i], v.above_limit);
    EXPECT_EQ(out.conclusive[i] != 0, v.conclusive);
    EXPECT_EQ(out.upper_sum_matters[i] != 0, v.upper_sum_matters);
    EXPECT_EQ(out.driver[i] >= 0, !v.drivers.empty());
    if (out.driver[i] >= 0) {
      EXPECT_TRUE(v.drivers.has(static_cast<AnalyteIndex>(out.driver[i])));
    }
  }
}

// ---- the same answers ---------------------------------------------------------------------------

TEST_F(Columns, GiveTheSameAnswersAsRows) {
  const auto expected = add_random(3000);
  expect_same(run().value(), expected);
}
TEST_F(Columns, GiveTheSameAnswersAsRowsUnderEveryOption) {
  for (const auto sums : {SumRule::lower, SumRule::middle, SumRule::upper}) {
    ClassifyOptions options;
    options.sums = sums;
    options.strict = sums == SumRule::middle;
    options.background = {natural("ni", 75), natural("as", 12)};
    classifier = Classifier::built_in(options).value();
    id.clear(), analyte.clear(), value.clear(), kind.clear();
    const auto expected = add_random(500);
    expect_same(run().value(), expected);
  }
}
TEST_F(Columns, AreTheSameForEveryNumberOfThreads) {
  for (int i = 0; i < 6; ++i) {  // many tasks of 65536 rows
    const auto n = static_cast<std::uint32_t>(id.empty() ? 0 : id.back() + 1);
    const auto before = id.size();
    add_random(5000);
    for (auto k = before; k < id.size(); ++k) id[k] += n;
  }
  ASSERT_GT(id.size(), 3u * 65536);
  const auto one = run().value();
  for (const std::uint32_t threads : {2u, 3u, 4u, 0u})
    EXPECT_EQ(run(batch(), {threads, {}}).value(), one) << threads;
}
TEST_F(Columns, MayTellSamplesByOffsets) {
  const auto expected = add_random(300);
  std::vector<std::int64_t> offsets;
  for (std::size_t i = 0; i < id.size(); ++i)
    if (i == 0 || id[i] != id[i - 1]) offsets.push_back(static_cast<std::int64_t>(i));
  offsets.push_back(static_cast<std::int64_t>(id.size()));
  ResultBatch b = batch();
  b.sample = {};
  const auto out = classify_table(classifier, {{&b, 1}, offsets}, {}, found).value();
  expect_same(out, expected);
  EXPECT_EQ(out, run().value());
}
TEST_F(Columns, ASampleWithoutRowsHasNoAnswer) {
  add(1, "as", 100);
  ResultBatch b = batch();
  b.sample = {};
  const std::vector<std::int64_t> offsets = {0, 0, 1, 1};
  const auto out = classify_table(classifier, {{&b, 1}, offsets}, {}, found).value();
  EXPECT_EQ(out.class_low, (std::vector<std::int8_t>{0, 4, 0}));
  EXPECT_EQ(out.contaminated, (std::vector<std::int8_t>{-1, 1, -1}));
}
TEST_F(Columns, AreTheSameInPieces) {
  add_random(400);
  const auto whole = run().value();
  for (const std::size_t piece : {1u, 7u, 3000u}) {  // samples go on from piece to piece
    std::vector<ResultBatch> pieces;
    for (std::size_t from = 0; from < id.size(); from += piece) {
      ResultBatch b = batch();
      for (ColumnView ResultBatch::*c : {&ResultBatch::sample, &ResultBatch::analyte,
                                         &ResultBatch::value, &ResultBatch::qualifier})
        (b.*c).offset = from, (b.*c).size = std::min(piece, id.size() - from);
      pieces.push_back(b);
    }
    EXPECT_EQ(classify_table(classifier, {pieces}, {3, {}}, found).value(), whole) << piece;
  }
}
TEST_F(Columns, NoRowsGiveNoVerdicts) {
  EXPECT_EQ(run().value().size(), 0u);
  EXPECT_EQ(classify_table(classifier, {}, {}, found).value().size(), 0u);
}

// ---- every type of column -----------------------------------------------------------------------

TEST_F(Columns, TextsAndDictionariesSayTheSameAsNumbers) {
  add_random(300);
  const auto expected = run().value();
  std::vector<std::string> samples, names, signs, units;
  for (std::size_t i = 0; i < id.size(); ++i) {
    samples.push_back("P" + std::to_string(id[i]));
    names.push_back(i % 2 == 0 ? analytes[analyte[i]].name.nb : analytes[analyte[i]].id);
    static const char* const sign[] = {"", "=", "<", "nd", ">", "-"};
    signs.push_back(sign[kind[i]]);
    units.push_back(i % 3 == 0 ? "mg/kg TS" : "mg/kg");
  }
  const Texts<std::int32_t> sample_texts(samples), name_texts(names);
  const Texts<std::int64_t> sign_texts(signs), unit_texts(units);
  ResultBatch b = batch();
  b.sample = sample_texts.view(), b.analyte = name_texts.view();
  b.qualifier = sign_texts.view(), b.unit = unit_texts.view();
  EXPECT_EQ(run(b).value(), expected);

  // The same texts behind codes; the dictionary holds a sample twice, as Arrow allows.
  std::vector<std::int16_t> codes;
  for (std::size_t i = 0; i < id.size(); ++i) codes.push_back(static_cast<std::int16_t>(i));
  const ColumnView words[] = {sample_texts.view(), name_texts.view(), sign_texts.view(),
                              unit_texts.view()};
  ColumnView* const columns[] = {&b.sample, &b.analyte, &b.qualifier, &b.unit};
  for (std::size_t c = 0; c < 4; ++c) {
    *columns[c] = of(codes);
    columns[c]->dictionary = &words[c];
  }
  EXPECT_EQ(run(b).value(), expected);
}
TEST_F(Columns, ValuesMayBeTextsAsLaboratoriesWriteThem) {
  const Texts<std::int32_t> values({"55,5", "<20", "nd", "> 1 000", "1e-2", ""});
  for (std::uint32_t i = 0; i < 6; ++i) add(i, i == 4 ? "pcb7" : "as", 0);
  ResultBatch b = batch();
  b.value = values.view(), b.qualifier = {};
  const auto out = run(b).value();
  EXPECT_EQ(out.class_low, (std::vector<std::int8_t>{4, 1, 1, 6, 2, 0}));
  EXPECT_EQ(out.class_high, (std::vector<std::int8_t>{4, 2, 1, 6, 2, 0}));
}
TEST_F(Columns, SmallNumbersCountAsTheyWereWritten) {
  for (const double v : {0.01, 0.010001}) add(static_cast<std::uint32_t>(v * 1e7), "pcb7", v);
  const std::vector<float> narrow = {0.01f, 0.010001f};  // 0.01f lies below 0.01 as a double
  ResultBatch b = batch();
  b.value = of(narrow);
  EXPECT_EQ(run(b).value().contaminated, (std::vector<std::int8_t>{0, 1}));
  const std::vector<std::int32_t> whole = {8, 9};
  analyte = {analytes.find("as").value(), analytes.find("as").value()};
  b = batch();
  b.value = of(whole);
  EXPECT_EQ(run(b).value().contaminated, (std::vector<std::int8_t>{0, 1}));
}
TEST_F(Columns, NullsAndNotANumberAreMissing) {
  add(4, "as", NAN), add(4, "pb", 61), add(4, "zn", 9000);
  ResultBatch b = batch();
  const std::uint8_t valid = 0b011;
  b.value.valid = &valid;
  const auto out = run(b).value();
  EXPECT_EQ(out.class_low, std::vector<std::int8_t>{2});
  EXPECT_EQ(found.size(), 1u);
  EXPECT_NE(to_line(found[0]).find("2 rows"), std::string::npos);
}
TEST_F(Columns, ALoqStandsForAResultBelowIt) {
  const std::vector<double> loq = {20, 20, 20, NAN};
  add(1, "as", NAN), add(2, "as", 3), add(3, "as", 25), add(4, "as", 7);
  ResultBatch b = batch();
  b.loq = of(loq), b.qualifier = {};
  const auto out = run(b).value();
  EXPECT_EQ(out.contaminated, (std::vector<std::int8_t>{-1, -1, 1, 0}));
}

// ---- units --------------------------------------------------------------------------------------

TEST_F(Columns, UnitsNeverChangeAVerdict) {
  const auto expected = add_random(400);
  const std::vector<std::string> unit = {"mg/kg", "\xC2\xB5g/kg TS", "%"};
  const std::vector<std::string> shift = {"", "e3", "e-4"};
  std::vector<std::string> units;
  for (std::size_t i = 0; i < id.size(); ++i) {
    units.push_back(unit[i % 3]);
    value[i] = std::stod(Decimal::from_double(value[i]).to_string() + shift[i % 3]);
  }
  const Texts<std::int32_t> texts(units);
  ResultBatch b = batch();
  b.unit = texts.view();
  const auto out = run(b).value();
  std::size_t differ = 0;
  for (std::size_t i = 0; i < expected.size(); ++i)
    differ += out.class_low[i] != expected[i].class_low;
  EXPECT_EQ(differ, 0u);
}
TEST_F(Columns, EveryLimitIsMetExactlyInEveryUnit) {
  std::vector<std::string> units;
  for (const auto& rule : rules_of(built_in_pack("no.normverdier"))) {
    for (const int shift : {0, 3, -4}) {
      const std::string text = rule.value.to_string() + "e" + std::to_string(shift);
      add(static_cast<std::uint32_t>(id.size()), rule.subject, std::stod(text));
      units.push_back(shift == 0 ? "mg/kg" : shift == 3 ? "ug/kg" : "%");
    }
  }
  const Texts<std::int64_t> texts(units);
  ResultBatch b = batch();
  b.unit = texts.view();
  const auto out = run(b).value();
  for (const auto answer : out.contaminated) EXPECT_EQ(answer, 0);
}
TEST_F(Columns, WetResultsNeedTheDryMatterOfTheirSample) {
  const Texts<std::int32_t> units({"mg/kg wet", "%", "mg/kg wet"});
  add(1, "as", 5), add(1, "dry_matter", 50), add(2, "as", 5);
  ResultBatch b = batch();
  b.unit = units.view();
  EXPECT_EQ(first_fault(run(b)), "/unit/2");
  id[2] = 1;
  EXPECT_EQ(run(batch()).value().contaminated, std::vector<std::int8_t>{0});
  b = batch();
  b.unit = units.view();
  EXPECT_EQ(run(b).value().contaminated, std::vector<std::int8_t>{1});  // 10 of dry matter
}

// ---- what is wrong ------------------------------------------------------------------------------

TEST_F(Columns, TellEveryFaultWithRowAndColumn) {
  add(1, "as", -1), add(1, "pb", 1), add(2, "zn", INFINITY), add(2, "ni", 0, ResultKind::below_loq);
  add(3, "as", 2e6), add(3, "as", 1);
  analyte[1] = 500, kind[5] = 9;
  EXPECT_EQ(run().error().code, ErrorCode::invalid_document);
  std::vector<std::string> paths;
  for (const auto& d : found) paths.push_back(d.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"/analyte/1", "/qualifier/5", "/value/0", "/value/2",
                                             "/value/3", "/value/4"}));
}
TEST_F(Columns, TellTheFirstFaultsAndCountTheOthers) {
  for (std::uint32_t i = 0; i < 1000; ++i) add(i, "as", -1);
  EXPECT_FALSE(run());
  ASSERT_EQ(found.size(), most_faults_told + 1);
  EXPECT_EQ(found.back().value, "900 more faults");
}
TEST_F(Columns, LeaveOutUnknownNamesWithAWarning) {
  const Texts<std::int32_t> names({"kryptonite", "as", "kryptonite", "pH"});
  const std::vector<double> values = {-9, 20, 1, 7};
  const std::vector<std::int64_t> samples = {1, 1, 1, 1};
  ResultBatch b;
  b.sample = of(samples), b.analyte = names.view(), b.value = of(values);
  EXPECT_EQ(run(b).value().class_low, std::vector<std::int8_t>{2});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].path, "/analyte/0");
  EXPECT_EQ(found[0].value, "kryptonite");
  EXPECT_NE(found[0].expected.find("2 rows"), std::string::npos);
}
TEST_F(Columns, RefuseSamplesThatDoNotStandTogether) {
  add(1, "as", 1), add(2, "as", 1), add(1, "pb", 1);
  auto out = run();
  EXPECT_EQ(out.error().code, ErrorCode::not_sorted);
  EXPECT_EQ(out.error().path, "/sample/2");
  id = {9, 2, 1};  // any order will do
  EXPECT_EQ(run().value().size(), 3u);
  const Texts<std::int32_t> names({"B", "A", "B"});
  ResultBatch b = batch();
  b.sample = names.view();
  EXPECT_EQ(run(b).error().path, "/sample/2");
}
TEST_F(Columns, RefuseColumnsThatDoNotFit) {
  add(1, "as", 1);
  const auto refused = [&](ResultBatch b) {
    const auto out = run(b);
    return out ? std::string("accepted") : out.error().path;
  };
  ResultBatch b = batch();
  b.analyte = of(value);
  EXPECT_EQ(refused(b), "/analyte");
  b = batch();
  b.value = {};
  EXPECT_EQ(refused(b), "/value");
  b = batch();
  b.sample = {};
  EXPECT_EQ(refused(b), "/sample");
  b = batch();
  b.unit = of(id);
  EXPECT_EQ(refused(b), "/unit");
  b = batch();
  b.qualifier.size = 0;
  EXPECT_EQ(refused(b), "/qualifier");
  b = batch();
  for (const auto& offsets : {std::vector<std::int64_t>{0, 2}, {1, 1}, {0, 1, 0, 1}})
    EXPECT_EQ(classify_table(classifier, {{&b, 1}, offsets}, {}, found).error().code,
              ErrorCode::invalid_argument);
}
TEST_F(Columns, ACodeBeyondItsDictionaryIsAFault) {
  add(1, "as", 1);
  const Texts<std::int32_t> words({"as"});
  const ColumnView dictionary = words.view();
  const std::vector<std::int8_t> codes = {3};
  ResultBatch b = batch();
  b.sample = of(codes), b.sample.dictionary = &dictionary;
  EXPECT_EQ(first_fault(run(b)), "/sample/0");
  b = batch();
  b.value = of(codes), b.value.dictionary = &dictionary;
  EXPECT_EQ(first_fault(run(b)), "/value/0");
  b = batch();
  b.qualifier = of(codes), b.qualifier.dictionary = &dictionary;
  EXPECT_EQ(first_fault(run(b)), "/qualifier/0");
}
TEST_F(Columns, ACodeBelowZeroIsMissing) {
  add(1, "as", 9), add(1, "pb", 9000);
  const Texts<std::int32_t> words({"12"});
  const ColumnView dictionary = words.view();
  const std::vector<std::int8_t> codes = {0, -1};
  ResultBatch b = batch();
  b.value = of(codes), b.value.dictionary = &dictionary;
  EXPECT_EQ(run(b).value().class_low, std::vector<std::int8_t>{2});
  b = batch();
  b.sample = of(codes), b.sample.dictionary = &dictionary;
  EXPECT_EQ(first_fault(run(b)), "/sample/1");
}
TEST_F(Columns, StopWhenTheCallerSaysSo) {
  add(1, "as", 1);
  Cancel cancel;
  cancel.set();
  TableOptions options;
  options.control.cancel = &cancel;
  EXPECT_EQ(run(batch(), options).error().code, ErrorCode::cancelled);
}
TEST_F(Columns, ReportHowFarTheyAre) {
  add_random(20000);
  double last = 0;
  TableOptions options;
  options.control.progress = [&](std::string_view, double share) { last = share; };
  EXPECT_TRUE(run(batch(), options));
  EXPECT_EQ(last, 1);
}

}  // namespace
}  // namespace masseflyt::classification
