// bindings/python/bind_laboratory.cpp — tables of laboratories, in whatever shape they come.
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <masseflyt/classification/laboratory_table.hpp>
#include <masseflyt/classification/rule_pack.hpp>
#include <masseflyt/classification/sample_set.hpp>

#include "common.hpp"

namespace masseflyt::python {

using namespace pybind11::literals;

/// The number of classification::TableShape, the table in the long form, and what was found.
static std::tuple<int, std::string, Diagnostics> read_laboratory_table(const py::bytes& table,
                                                                       const std::string& file_name,
                                                                       const std::string& unit) {
  const std::string_view bytes = table;
  py::gil_scoped_release unlocked;
  Diagnostics found;
  const auto analytes = unwrap(classification::Analytes::built_in());
  const auto read = unwrap(
      classification::read_laboratory_table(bytes, file_name, analytes, found, {unit}), found);
  return {static_cast<int>(read.shape), long_csv(read), std::move(found)};
}

/// A reason in both languages, with its rule and source.
using SetReasons = std::vector<std::tuple<std::string, std::string, std::string, std::string>>;

struct SetAnswer {
  int contaminated, class_low, class_high, contaminated_after_decision;
  std::vector<std::string> worst, excused, rules;
  SetReasons reasons;
  std::string distribution;
};

static std::vector<classification::Sample> merged(std::vector<classification::Sample> samples,
                                                  int rule,
                                                  const classification::Analytes& analytes,
                                                  Diagnostics& found) {
  bool refused = false;
  for (auto& sample : samples) {
    auto one = classification::merge_duplicates(
        sample, static_cast<classification::Duplicates>(rule), analytes, found);
    refused |= !one;
    if (one) sample = std::move(*one);
  }
  if (refused)
    throw Failure({ErrorCode::invalid_document, "samples have several results of one analyte"},
                  found);
  return samples;
}

static SetAnswer answer_of(const classification::SampleSet& set,
                           const std::vector<classification::Sample>& samples,
                           const classification::Classifier& classifier) {
  const auto& lot = set.all.verdict;
  SetAnswer a{static_cast<int>(lot.contaminated),
              lot.class_low,
              lot.class_high,
              static_cast<int>(set.contaminated),
              {},
              {},
              classifier.fingerprints(),
              {},
              distribution_csv(set, samples, classifier)};
  for (const auto i : lot.worst) a.worst.push_back(samples[i].id);
  for (const auto i : set.excused) a.excused.push_back(samples[i].id);
  for (const auto& r : set.reasons) a.reasons.emplace_back(r.text.en, r.text.nb, r.rule, r.source);
  return a;
}

/// `duplicates` is a number of classification::Duplicates.
static std::pair<py::tuple, Diagnostics> sample_set(const py::bytes& table,
                                                    const std::string& file_name,
                                                    const std::string& unit, int duplicates,
                                                    const std::string& decision, bool strict,
                                                    const std::string& date) {
  const std::string_view bytes = table;
  Diagnostics found;
  SetAnswer a;
  {
    py::gil_scoped_release unlocked;
    classification::ClassifyOptions rules;
    rules.strict = strict;
    const auto classifier = unwrap(classification::Classifier::built_in(rules, date));
    const auto& analytes = classifier.analytes();
    const auto read = unwrap(
        classification::read_laboratory_table(bytes, file_name, analytes, found, {unit}), found);
    const auto samples =
        merged(unwrap(samples_of(read, analytes, found), found), duplicates, analytes, found);
    a = answer_of(judge_set(samples, classifier, {decision}), samples, classifier);
  }
  return {py::make_tuple(a.contaminated, a.class_low, a.class_high, a.contaminated_after_decision,
                         a.worst, a.excused, a.rules, a.reasons, a.distribution),
          std::move(found)};
}

void bind_laboratory(py::module_& m) {
  m.def("read_laboratory_table", &read_laboratory_table, "table"_a, "file_name"_a, "unit"_a);
  m.def("sample_set", &sample_set, "table"_a, "file_name"_a, "unit"_a, "duplicates"_a, "decision"_a,
        "strict"_a, "date"_a);
  m.def("rule_pack_schema", &classification::rule_pack_schema);
}

}  // namespace masseflyt::python
