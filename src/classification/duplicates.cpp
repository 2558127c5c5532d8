#include <algorithm>
#include <map>

#include <masseflyt/classification/sample_set.hpp>

namespace masseflyt::classification {
namespace {

__extension__ using Wide = __int128;

using Results = std::vector<Measurement>;

/// Ordered by what it can be at most; beyond the range is most.
bool less_bad(const Measurement& a, const Measurement& b) {
  const auto rank = [](const Measurement& m) {
    return std::pair(m.kind == ResultKind::above_range, m.value);
  };
  if (rank(a) != rank(b)) return rank(a) < rank(b);
  return a.kind == ResultKind::below_loq && b.kind == ResultKind::quantified;
}

/// A number hides a LOQ below it, and a LOQ above a number stays: both kinds of worst count.
Results worst_of(const Results& all) {
  const Measurement worst = *std::max_element(all.begin(), all.end(), less_bad);
  Results kept = {worst};
  if (worst.kind != ResultKind::below_loq) return kept;
  const Measurement* highest = nullptr;
  for (const auto& m : all)
    if (m.kind == ResultKind::quantified && (highest == nullptr || less_bad(*highest, m)))
      highest = &m;
  if (highest != nullptr) kept.push_back(*highest);
  return kept;
}

Results mean_of(const Results& all) {
  const bool has_mean = std::all_of(all.begin(), all.end(), [](const Measurement& m) {
    return m.kind == ResultKind::quantified || m.kind == ResultKind::below_loq;
  });
  if (!has_mean) return worst_of(all);
  Wide twice = 0;
  Decimal loq;
  for (const auto& m : all) {
    const bool below = m.kind == ResultKind::below_loq;
    twice += Wide(m.value.steps()) * (below ? 1 : 2);
    if (below) loq = std::max(loq, m.value);
  }
  const Wide halves = 2 * static_cast<Wide>(all.size());
  auto steps = static_cast<std::int64_t>(twice / halves);
  if (twice % halves != 0 && steps % 2 == 0) ++steps;  // never equal to a limit by rounding
  const Decimal mean = Decimal::of_steps(steps);
  if (mean < loq) return {{all[0].analyte, ResultKind::below_loq, loq, {}}};
  return {{all[0].analyte, ResultKind::quantified, mean, {}}};
}

}  // namespace

Result<Sample> merge_duplicates(const Sample& sample, Duplicates rule, const Analytes& analytes,
                                Diagnostics& found) {
  std::map<AnalyteIndex, Results> by_analyte;
  std::vector<AnalyteIndex> order;
  for (const auto& m : sample.results) {
    if (m.kind == ResultKind::missing) continue;
    auto& all = by_analyte[m.analyte];
    if (all.empty()) order.push_back(m.analyte);
    all.push_back(m);
  }
  Sample merged = sample;
  merged.results.clear();
  bool refused = false;
  for (const auto a : order) {
    const Results& all = by_analyte[a];
    if (all.size() > 1 && rule == Duplicates::refuse) {
      refused = true;
      found.push_back(
          {Severity::error, ErrorCode::invalid_document, sample.id, analytes[a].id,
           "one result per sample and analyte; there are " + std::to_string(all.size())});
    }
    const Results kept = all.size() == 1            ? all
                         : rule == Duplicates::mean ? mean_of(all)
                                                    : worst_of(all);
    merged.results.insert(merged.results.end(), kept.begin(), kept.end());
  }
  if (refused)
    return Error{ErrorCode::invalid_document, "sample '" + sample.id + "' has duplicates", ""};
  return merged;
}

}  // namespace masseflyt::classification
