// samples.hpp — samples written in one line, and random ones around their limits.
#pragma once

#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <masseflyt/classification/classify.hpp>

namespace masseflyt::classification {

/// By value: a loop must not run over a part of a temporary.
inline std::vector<Rule> rules_of(const Result<RulePack>& pack) { return pack.value().rules; }

struct Row {
  std::string analyte, value;
};

struct Classify : testing::Test {
  Sample sample(const std::vector<Row>& rows) const {
    Sample s{"S", {}, std::nullopt, {}};
    for (const auto& row : rows) {
      const auto result = read_result(row.value).value();
      s.results.push_back({analytes.find(row.analyte).value(), result.kind, result.number});
    }
    return s;
  }
  Verdict run(const std::vector<Row>& rows, ClassifyOptions options = {}) const {
    return Classifier::built_in(std::move(options)).value().classify(sample(rows));
  }
  std::vector<std::string> ids(const AnalyteSet& set) const {
    std::vector<std::string> all;
    for (const auto a : set.list()) all.push_back(analytes[a].id);
    return all;
  }
  static const Reason* find(const Verdict& v, ReasonKind kind) {
    for (const auto& r : v.reasons)
      if (r.kind == kind) return &r;
    return nullptr;
  }
  Background natural(const std::string& id, std::int64_t level) const {
    return {analytes.find(id).value(), Decimal::whole(level), "municipality"};
  }
  Analytes analytes = Analytes::built_in().value();
};

/// Seven congeners with the same result.
inline std::vector<Row> pcb(const std::string& value) {
  std::vector<Row> rows;
  for (const auto* n : {"28", "52", "101", "118", "138", "153", "180"})
    rows.push_back({std::string("PCB ") + n, value});
  return rows;
}
struct Random : Classify {
  /// Samples around their limits, a third of the results below a LOQ.
  std::vector<Row> rows() {
    static const char* const names[] = {"as",         "pb",   "zn",         "ni",    "bap",
                                        "fluoranten", "pcb7", "ali_c8_c10", "pah16", "benzen"};
    std::vector<Row> all;
    for (const auto* name : names) {
      if (random() % 4 == 0) continue;
      const Steps limit = limits.at(name);
      const double factor = std::pow(10.0, static_cast<double>(random() % 400) / 100 - 2);
      const auto steps = static_cast<Steps>(static_cast<double>(limit) * factor) + 1;
      all.push_back({name, (random() % 3 == 0 ? "<" : "") + Decimal::of_steps(steps).to_string()});
    }
    return all;
  }
  using Steps = std::int64_t;
  std::mt19937 random{20090401};
  std::map<std::string, Steps> limits = [] {
    std::map<std::string, Steps> all;
    for (const auto& rule : rules_of(built_in_pack("no.normverdier")))
      all[rule.subject] = rule.value.steps();
    return all;
  }();
  Classifier classifier = Classifier::built_in().value();
};

}  // namespace masseflyt::classification
