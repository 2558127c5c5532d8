// kernel.hpp — the arithmetic of a verdict, shared by the row-wise and the columnar way in.
//
// Everything is 64-bit counts of 10^-12 mg/kg. "Below x" is the interval [0, x - one step]: limits
// are even counts, so one odd step below a limit is below it and never equal to anything.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

#include <masseflyt/classification/classify.hpp>

namespace masseflyt::classification {

using Steps = std::int64_t;
inline constexpr Steps no_limit = std::numeric_limits<Steps>::max();

/// What the packs say, by analyte.
struct Classifier::Tables {
  struct SumTable {
    AnalyteIndex sum;
    AnalyteSet members;
    std::vector<AnalyteIndex> list;  ///< the members once more
    struct StandIn {
      AnalyteIndex line;
      AnalyteSet members;
    };
    std::vector<StandIn> stand_ins;
  };

  Analytes analytes;
  std::vector<RulePack> packs;
  ClassifyOptions options;
  std::vector<std::string> fingerprints;
  const RulePack* limits = nullptr;
  const RulePack* classes = nullptr;

  AnalyteSet has_limit, has_class, not_verified;
  std::array<Steps, max_analytes> limit, published_limit;  ///< with and without background
  std::array<std::array<Steps, 5>, max_analytes> bound;
  std::array<const Rule*, max_analytes> limit_rule = {};
  std::array<std::array<const Rule*, 5>, max_analytes> class_rule = {};
  std::array<const Background*, max_analytes> background = {};
  /// Up to here and with it a result is neither above the clean limit nor in class 2.
  std::array<Steps, max_analytes> quiet;
  std::vector<SumTable> sums;  ///< those that have a limit or classes
  AnalyteSet single;           ///< has a limit or classes, and is no sum
};

namespace kernel {

/// Where a value lies for certain, and whether anything about it was not told.
struct Cell {
  Steps low, high;
  ResultKind kind;  ///< of the result that `high` comes from
};

/// One sample under judgement. Only cells in `seen` hold anything.
struct Scratch {
  AnalyteSet seen;
  std::array<Cell, max_analytes> cell;
};

inline Cell cell_of(ResultKind kind, Steps steps, bool strict) {
  switch (kind) {
    case ResultKind::quantified:
      return {steps, steps, kind};
    case ResultKind::below_loq:
      return {0, steps - 1, kind};
    case ResultKind::above_range:
      return {steps + 1, no_limit, kind};
    case ResultKind::not_detected:
    case ResultKind::missing:
      break;
  }
  return {0, strict ? no_limit : 0, ResultKind::not_detected};
}

/// Several results of one analyte: the worst of them counts. Tells whether it is the first.
inline bool put(Scratch& scratch, AnalyteIndex analyte, Cell cell) {
  Cell& old = scratch.cell[analyte];
  if (!scratch.seen.has(analyte)) {
    scratch.seen.add(analyte);
    old = cell;
    return true;
  }
  if (cell.high > old.high || (cell.high == old.high && cell.low > old.low)) old.kind = cell.kind;
  old.low = std::max(old.low, cell.low);
  old.high = std::max(old.high, cell.high);
  return false;
}

enum class SumState : std::uint8_t { none, complete, incomplete, disagree };

/// One substance held against its limits.
struct Judged {
  AnalyteIndex analyte;
  ResultKind kind;
  SumState sum = SumState::none;
  Steps value;  ///< what is compared: for sums by the rule that was chosen
  Steps proof;  ///< the most it can be, as far as the verdict must care
  Steps upper;  ///< of sums: every LOQ in full
  Answer exceeds = Answer::no;
  std::int8_t class_low = 0, class_high = 0;
  bool upper_matters = false;
};

struct Summary {
  std::int8_t class_low = 0, class_high = 0;
  bool any_limit = false, open_limit = false, upper_sum_matters = false;
  AnalyteSet drivers, above_limit, judged;
  AnalyteIndex driver = max_analytes;  ///< the furthest above the bound it passed; or none
  double driver_ratio = 0;

  Answer contaminated() const {
    if (!above_limit.empty()) return Answer::yes;
    return any_limit && !open_limit ? Answer::no : Answer::unknown;
  }
  bool conclusive() const { return contaminated() != Answer::unknown && class_low == class_high; }
};

inline std::int8_t class_of(const Classifier::Tables& t, AnalyteIndex a, Steps value) {
  const auto& bound = t.bound[a];
  if (value < bound[0]) return 1;
  for (std::int8_t k = 1; k < 5; ++k)
    if (value <= bound[static_cast<std::size_t>(k)]) return static_cast<std::int8_t>(k + 1);
  return above_class_5;
}

template <typename Visit>
void for_each(const AnalyteSet& set, Visit&& visit) {
  for (std::size_t w = 0; w < 2; ++w)
    for (std::uint64_t bits = set.word[w]; bits != 0; bits &= bits - 1)
      visit(static_cast<AnalyteIndex>(w * 64 + static_cast<std::size_t>(std::countr_zero(bits))));
}

inline AnalyteSet intersection(AnalyteSet a, const AnalyteSet& b) {
  a.word[0] &= b.word[0], a.word[1] &= b.word[1];
  return a;
}
inline AnalyteSet without(AnalyteSet a, const AnalyteSet& b) {
  a.word[0] &= ~b.word[0], a.word[1] &= ~b.word[1];
  return a;
}

inline void hold_against_limits(const Classifier::Tables& t, Judged& j) {
  const AnalyteIndex a = j.analyte;
  if (t.has_limit.has(a)) {
    const Steps limit = t.limit[a];
    j.exceeds = j.value > limit ? Answer::yes : j.proof > limit ? Answer::unknown : Answer::no;
    j.upper_matters = j.exceeds == Answer::no && j.upper > limit;
  }
  if (t.has_class.has(a)) {
    j.class_low = class_of(t, a, j.value);
    j.class_high = j.proof == j.value ? j.class_low : class_of(t, a, j.proof);
    j.upper_matters |= j.upper > j.proof && class_of(t, a, j.upper) != j.class_high;
  }
}

inline void drive(const Classifier::Tables& t, Summary& s, const Judged& j) {
  s.drivers.add(j.analyte);
  const Steps passed = t.bound[j.analyte][static_cast<std::size_t>(j.class_low - 2)];
  const double ratio = static_cast<double>(j.value) / static_cast<double>(passed);
  if (ratio > s.driver_ratio) s.driver_ratio = ratio, s.driver = j.analyte;
}

/// Adds one judged substance to the verdict on the sample.
inline void take(const Classifier::Tables& t, Summary& s, const Judged& j) {
  s.judged.add(j.analyte);
  if (t.has_limit.has(j.analyte)) {
    s.any_limit = true;
    s.open_limit |= j.exceeds == Answer::unknown;
    if (j.exceeds == Answer::yes) s.above_limit.add(j.analyte);
  }
  if (j.class_low > s.class_low) s.class_low = j.class_low, s.drivers = {}, s.driver_ratio = 0;
  if (j.class_low == s.class_low && j.class_low >= 2) drive(t, s, j);
  s.class_high = std::max(s.class_high, j.class_high);
  s.upper_sum_matters |= j.upper_matters;
}

inline Steps add(Steps a, Steps b) { return a > no_limit - b ? no_limit : a + b; }

/// What the members that were analysed add up to.
struct Total {
  Steps low = 0, upper = 0, largest = 0;  ///< zeros; whole LOQs; the most one member alone can be
  AnalyteSet covered;

  void add_cell(const Cell& cell) {
    low = add(low, cell.low);
    upper = add(upper, add(cell.high, cell.kind == ResultKind::below_loq));
    largest = std::max(largest, cell.high);
  }
};

inline Total total_of(const Classifier::Tables::SumTable& sum, const Scratch& scratch) {
  Total total;
  for (const auto& in : sum.stand_ins) {
    const bool all_apart = without(in.members, scratch.seen).empty();
    if (all_apart || !scratch.seen.has(in.line)) continue;
    total.add_cell(scratch.cell[in.line]);
    for_each(in.members, [&](AnalyteIndex a) { total.covered.add(a); });
  }
  for_each(without(intersection(sum.members, scratch.seen), total.covered), [&](AnalyteIndex a) {
    total.add_cell(scratch.cell[a]);
    total.covered.add(a);
  });
  return total;
}

/// Members and sum are both reported with two significant digits: 5 % off each.
inline bool agree(const Total& computed, const Cell& reported) {
  const Steps most = add(computed.upper, computed.upper / 10);
  return reported.low <= most && reported.high >= computed.low - computed.low / 10;
}

inline Steps by_rule(SumRule rule, const Total& total) {
  if (rule == SumRule::upper) return total.upper;
  return rule == SumRule::lower ? total.low : total.low + (total.upper - total.low) / 2;
}

/// Members that were all analysed count before the sum that was reported, because that one is
/// rounded. A member whose own LOQ is above the limit leaves the sum open under every rule.
inline Judged judge_sum(const Classifier::Tables& t, const Classifier::Tables::SumTable& sum,
                        const Scratch& scratch) {
  Judged j{sum.sum, ResultKind::quantified, SumState::none, 0, 0, 0};
  const Total total = total_of(sum, scratch);
  const bool reported = scratch.seen.has(sum.sum);
  if (!reported && total.covered.empty()) return j;
  const bool complete = without(sum.members, total.covered).empty();
  const Cell& cell = scratch.cell[sum.sum];
  if (complete) {
    j.value = by_rule(t.options.sums, total);
    j.proof = std::max(j.value, total.largest);
    j.upper = total.upper;
    j.sum = SumState::complete;
    if (total.low == 0) j.kind = ResultKind::not_detected;
  } else if (reported) {
    j.value = cell.low, j.proof = j.upper = cell.high;
    j.kind = cell.kind;
  } else {
    j.value = j.upper = total.low, j.proof = no_limit;
    j.sum = SumState::incomplete;
  }
  const bool contradicts =
      reported && (complete ? !agree(total, cell) : cell.high < total.low - total.low / 10);
  if (contradicts) {
    j.value = std::max({j.value, total.low, cell.low});
    j.proof = std::max({j.proof, j.value, cell.high});
    j.upper = std::max(j.upper, j.proof);
    j.sum = SumState::disagree;
  }
  hold_against_limits(t, j);
  if (j.sum == SumState::incomplete) j.class_high = j.class_low;
  return j;
}

/// Whether all members were analysed, the sum was not reported, and with every LOQ in full it is
/// below all its limits: then nothing about it needs a closer look.
inline bool is_quiet(const Classifier::Tables& t, const Classifier::Tables::SumTable& sum,
                     const Scratch& scratch) {
  constexpr Steps much = Steps{1} << 58;  // 288 000 mg/kg: thirty of them still fit
  if (!without(sum.members, scratch.seen).empty() || scratch.seen.has(sum.sum)) return false;
  if (t.quiet[sum.sum] >= much || sum.list.size() > 30) return false;
  Steps upper = 0;
  for (const AnalyteIndex a : sum.list) upper += std::min(scratch.cell[a].high, much) + 1;
  return upper <= t.quiet[sum.sum];
}

inline void take_quiet_sum(const Classifier::Tables& t, Summary& summary, AnalyteIndex sum) {
  summary.judged.add(sum);
  summary.any_limit |= t.has_limit.has(sum);
  const std::int8_t lowest = t.has_class.has(sum);
  summary.class_low = std::max(summary.class_low, lowest);
  summary.class_high = std::max(summary.class_high, lowest);
}

/// With `Quick`, `told` does not hear of sums that are quiet.
template <bool Quick, typename Told>
void judge_sums(const Classifier::Tables& t, const Scratch& scratch, Summary& summary,
                Told&& told) {
  std::int8_t at_least = 0;
  for (const auto& sum : t.sums) {
    if (Quick && is_quiet(t, sum, scratch)) {
      take_quiet_sum(t, summary, sum.sum);
      continue;
    }
    const Judged j = judge_sum(t, sum, scratch);
    if (j.sum == SumState::none && !scratch.seen.has(sum.sum)) continue;
    const bool incomplete = j.sum == SumState::incomplete;
    const bool proves = j.exceeds == Answer::yes || j.class_low >= 2;
    if (incomplete) at_least = std::max(at_least, j.class_low);
    if (!incomplete || proves) take(t, summary, j);
    told(j);
  }
  // The missing members could add to what their sum proves, also beside a worse substance.
  if (at_least >= 2) summary.class_high = above_class_5;
}

inline Judged judge_single(const Classifier::Tables& t, AnalyteIndex a, const Cell& cell) {
  Judged j{a, cell.kind, SumState::none, cell.low, cell.high, cell.high};
  hold_against_limits(t, j);
  return j;
}

/// Judges all that is in `scratch`. `told` hears of every substance that was judged, and of sums
/// that could not be (`incomplete` and below all limits).
template <typename Told>
Summary judge(const Classifier::Tables& t, const Scratch& scratch, Told&& told) {
  Summary summary;
  for_each(intersection(t.single, scratch.seen), [&](AnalyteIndex a) {
    const Judged j = judge_single(t, a, scratch.cell[a]);
    take(t, summary, j);
    told(j);
  });
  judge_sums<false>(t, scratch, summary, told);
  return summary;
}

/// The same summary, when it is known which analytes are not `loud`, that is, not above `quiet`:
/// those are all clean and in class 1, and most are.
inline Summary judge_loud(const Classifier::Tables& t, const Scratch& scratch,
                          const AnalyteSet& loud) {
  Summary summary;
  const AnalyteSet single = intersection(t.single, scratch.seen);
  summary.judged = single;
  summary.any_limit = !intersection(single, t.has_limit).empty();
  if (!intersection(single, t.has_class).empty()) summary.class_low = summary.class_high = 1;
  for_each(intersection(single, loud),
           [&](AnalyteIndex a) { take(t, summary, judge_single(t, a, scratch.cell[a])); });
  judge_sums<true>(t, scratch, summary, [](const Judged&) {});
  return summary;
}

}  // namespace kernel
}  // namespace masseflyt::classification
