// bindings/python/bind_classification.cpp — tables of tests in, tables of verdicts out; the rules.
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <masseflyt/classification/judgement.hpp>
#include <masseflyt/classification/laboratory.hpp>
#include <masseflyt/classification/rule_pack.hpp>
#include <masseflyt/classification/soil_table.hpp>

#include "common.hpp"

namespace masseflyt::python {

using namespace pybind11::literals;
using classification::RulePack;

/// The table, and the warnings on the way to it.
static std::pair<std::string, Diagnostics> classify_csv(const py::bytes& table,
                                                        const std::string& file_name,
                                                        bool norwegian, bool explain, bool strict,
                                                        const std::string& date,
                                                        const std::vector<std::string>& packs) {
  const std::string_view bytes = table;
  classification::ClassifyCsvOptions options;
  options.table.norwegian = norwegian;
  options.table.explain = explain;
  options.rules.strict = strict;
  options.date = date;
  options.packs = packs;
  py::gil_scoped_release unlocked;
  Diagnostics found;
  std::string verdicts =
      unwrap(classification::classify_csv(bytes, file_name, options, found), found);
  return {std::move(verdicts), std::move(found)};
}

/// What the verdicts of that day rest on: "id@sha-256".
static std::vector<std::string> classify_rules(const std::string& date,
                                               const std::vector<std::string>& packs) {
  Diagnostics found;
  classification::ClassifyCsvOptions options;
  options.date = date, options.packs = packs;
  return unwrap(classifier_for(options, found), found).fingerprints();
}

/// `system` is a number of classification::SoilSystem.
static std::pair<std::string, Diagnostics> classify_soil_csv(const py::bytes& table,
                                                             const std::string& file_name,
                                                             int system, bool norwegian,
                                                             bool explain) {
  const std::string_view bytes = table;
  py::gil_scoped_release unlocked;
  Diagnostics found;
  std::string kinds = unwrap(classification::classify_soil_csv(
                                 bytes, file_name, static_cast<classification::SoilSystem>(system),
                                 found, {.explain = explain, .norwegian = norwegian}),
                             found);
  return {std::move(kinds), std::move(found)};
}

/// Sample, analyte, its names in English and Norwegian, kind and value in mg/kg of dry matter.
using ResultRow = std::tuple<std::string, std::string, std::string, std::string, int, std::string>;

/// Results as the judgements see them, sums that were not reported included.
static std::vector<ResultRow> results_of_table(const py::bytes& table,
                                               const std::string& file_name) {
  const std::string_view bytes = table;
  py::gil_scoped_release unlocked;
  Diagnostics found;
  const auto analytes = unwrap(classification::Analytes::built_in());
  const auto samples =
      unwrap(classification::read_samples_csv(bytes, file_name, analytes, found), found);
  std::vector<ResultRow> rows;
  for (const auto& sample : samples)
    for (const auto& p : classification::properties_of(sample, analytes)) {
      const auto& a = analytes[analytes.find(p.subject).value()];
      rows.push_back(
          {sample.id, a.id, a.name.en, a.name.nb, static_cast<int>(p.kind), p.value.to_string()});
    }
  return rows;
}

/// "masseflyt.judgements/1", and the warnings on the way to it.
static std::pair<std::string, Diagnostics> judgements_json(const std::string& lot, bool strict,
                                                           const std::string& date,
                                                           bool vulnerable_recipient,
                                                           const std::vector<std::string>& layers) {
  py::gil_scoped_release unlocked;
  Diagnostics found;
  classification::FitJsonOptions options;
  options.strict = strict, options.date = date, options.layers = layers;
  options.vulnerable_recipient = vulnerable_recipient;
  std::string told = unwrap(classification::judgements_json(lot, options, found), found);
  return {std::move(told), std::move(found)};
}

/// The pack as JSON, its hash, and the id of each of its rules.
using Pack = std::tuple<std::string, std::string, std::vector<std::string>>;

static Pack described(const RulePack& pack) {
  std::vector<std::string> ids;
  for (const auto& rule : pack.rules) ids.push_back(classification::rule_id(pack, rule));
  return {to_json(pack), hash(pack), std::move(ids)};
}

static Pack rule_pack(const std::string& id, const std::string& date) {
  return described(unwrap(date.empty() ? classification::built_in_pack(id)
                                       : classification::built_in_pack(id, date)));
}

/// Faults are told by "file:/rules/3/value", or by the pointer alone for bytes without a file.
static RulePack parsed(std::string_view json, Diagnostics& found, const std::string& file = "") {
  const auto analytes = unwrap(classification::Analytes::built_in());
  auto pack = classification::read_rule_pack(json, analytes, found);
  if (!file.empty())
    for (auto& d : found) d.path = file + (d.path.starts_with('/') ? ":" : "") + d.path;
  return unwrap(std::move(pack), found);
}

static std::pair<Pack, Diagnostics> read_rule_pack(const py::bytes& json, const std::string& file) {
  Diagnostics found;
  Pack pack = described(parsed(std::string_view(json), found, file));
  return {std::move(pack), std::move(found)};
}

static std::vector<std::string> rule_differences(const std::string& before,
                                                 const std::string& after) {
  Diagnostics found;
  return differences(parsed(before, found), parsed(after, found));
}

static std::vector<std::string> built_in_packs() {
  const auto ids = classification::built_in_packs();
  return {ids.begin(), ids.end()};
}

void bind_classification(py::module_& m) {
  m.def("classify_csv", &classify_csv, "table"_a, "file_name"_a, "norwegian"_a, "explain"_a,
        "strict"_a, "date"_a, "packs"_a);
  m.def("classify_rules", &classify_rules, "date"_a, "packs"_a);
  m.def("classify_soil_csv", &classify_soil_csv, "table"_a, "file_name"_a, "system"_a,
        "norwegian"_a, "explain"_a);
  m.def("results_of_table", &results_of_table, "table"_a, "file_name"_a);
  m.def("judgements_json", &judgements_json, "lot"_a, "strict"_a, "date"_a,
        "vulnerable_recipient"_a, "layers"_a);
  m.def("built_in_packs", &built_in_packs);
  m.def("rule_pack", &rule_pack, "id"_a, "date"_a);
  m.def("read_rule_pack", &read_rule_pack, "json"_a, "file"_a);
  m.def("rule_differences", &rule_differences, "before"_a, "after"_a);
}

}  // namespace masseflyt::python
