#include <algorithm>
#include <iterator>
#include <utility>

#include "classification/kernel.hpp"
#include "classification/reasons.hpp"
#include "classification/uncertainty.hpp"

namespace masseflyt::classification {
namespace {

using Tables = Classifier::Tables;

Error refused(std::string message) { return {ErrorCode::invalid_argument, std::move(message), ""}; }

Result<void> pick_packs(Tables& t) {
  for (const auto& pack : t.packs) {
    const RulePack*& slot = pack.method == Method::condition_class ? t.classes : t.limits;
    if (pack.method == Method::local_background)
      return refused("pack '" + pack.id + "' is of natural background: give it as an option");
    if (pack.method != Method::condition_class && pack.method != Method::contaminated_above)
      return refused("pack '" + pack.id + "': expected clean limits or condition classes");
    if (slot != nullptr)
      return refused("packs '" + slot->id + "' and '" + pack.id + "' answer the same question");
    slot = &pack;
  }
  if (t.limits == nullptr && t.classes == nullptr) return refused("no rule pack");
  return {};
}

/// Rules that strict mode does not trust are left out and remembered.
bool trusted(Tables& t, AnalyteIndex a, const Rule& rule) {
  if (!t.options.strict || rule.confidence == Confidence::verified) return true;
  t.not_verified.add(a);
  return false;
}

void fill_limits(Tables& t) {
  t.limit.fill(no_limit);
  t.published_limit.fill(no_limit);
  if (t.limits == nullptr) return;
  for (const auto& rule : t.limits->rules) {
    const auto a = t.analytes.find(rule.subject);
    if (!a || !trusted(t, *a, rule)) continue;
    t.has_limit.add(*a);
    t.limit[*a] = t.published_limit[*a] = rule.value.steps();
    t.limit_rule[*a] = &rule;
  }
}

void fill_classes(Tables& t) {
  for (auto& bound : t.bound) bound.fill(no_limit);
  if (t.classes == nullptr) return;
  AnalyteSet left_out;
  for (const auto& rule : t.classes->rules) {
    const auto a = t.analytes.find(rule.subject);
    if (!a || rule.level < 1 || rule.level > 5) continue;
    if (!trusted(t, *a, rule)) left_out.add(*a);
    const auto k = static_cast<std::size_t>(rule.level - 1);
    t.has_class.add(*a);
    t.bound[*a][k] = rule.value.steps();
    t.class_rule[*a][k] = &rule;
  }
  t.has_class = kernel::without(t.has_class, left_out);
}

/// Moves the clean limit and the first class bound up to the natural level.
Result<void> apply_background(Tables& t) {
  for (const auto& natural : t.options.background) {
    const AnalyteIndex a = natural.analyte;
    if (a >= t.analytes.size()) return refused("background for an unknown analyte");
    const Analyte& analyte = t.analytes[a];
    if (!analyte.inorganic)
      return refused("background for " + analyte.id + ", which is not inorganic");
    if (natural.level <= Decimal()) return refused("background for " + analyte.id + " is not > 0");
    if (natural.source.empty()) return refused("background for " + analyte.id + " has no source");
    if (t.options.acid_forming) continue;
    t.background[a] = &natural;
    if (t.has_limit.has(a)) t.limit[a] = std::max(t.limit[a], natural.level.steps());
    if (t.has_class.has(a)) t.bound[a][0] = std::max(t.bound[a][0], natural.level.steps());
  }
  return {};
}

void fill_sums(Tables& t) {
  for (std::size_t w = 0; w < 2; ++w) t.single.word[w] = t.has_limit.word[w] | t.has_class.word[w];
  AnalyteSet sums;
  for (const auto& sum : t.analytes.sums()) {
    if (!t.single.has(sum.sum)) continue;
    Tables::SumTable table{sum.sum, {}, sum.members, {}};
    for (const auto member : sum.members) table.members.add(member);
    for (const auto& in : sum.stand_ins) {
      Tables::SumTable::StandIn line{in.line, {}};
      for (const auto member : in.members) line.members.add(member);
      table.stand_ins.push_back(line);
    }
    sums.add(sum.sum);
    t.sums.push_back(std::move(table));
  }
  t.single = kernel::without(t.single, sums);
}

void fill_quiet(Tables& t) {
  t.quiet.fill(no_limit);
  for (AnalyteIndex a = 0; a < t.analytes.size(); ++a) {
    if (t.has_limit.has(a)) t.quiet[a] = t.limit[a];
    if (t.has_class.has(a)) t.quiet[a] = std::min(t.quiet[a], t.bound[a][0] - 1);
  }
}

}  // namespace

std::vector<AnalyteIndex> AnalyteSet::list() const {
  std::vector<AnalyteIndex> all;
  kernel::for_each(*this, [&](AnalyteIndex a) { all.push_back(a); });
  return all;
}

std::vector<Background> backgrounds_of(const RulePack& pack, const Analytes& analytes) {
  std::vector<Background> levels;
  for (const auto& rule : pack.rules)
    if (const auto a = analytes.find(rule.subject)) levels.push_back({*a, rule.value, rule.source});
  return levels;
}

Result<Classifier> Classifier::make(Analytes analytes, std::vector<RulePack> packs,
                                    ClassifyOptions options) {
  auto t = std::make_shared<Tables>();
  t->analytes = std::move(analytes);
  t->packs = std::move(packs);
  t->options = std::move(options);
  if (auto picked = pick_packs(*t); !picked) return picked.error();
  fill_limits(*t);
  fill_classes(*t);
  if (auto applied = apply_background(*t); !applied) return applied.error();
  fill_sums(*t);
  fill_quiet(*t);
  for (const auto& pack : t->packs) t->fingerprints.push_back(pack.id + "@" + hash(pack));
  return Classifier(std::move(t));
}

Result<Classifier> Classifier::built_in(ClassifyOptions options, std::string_view iso_date,
                                        std::vector<RulePack> own) {
  auto analytes = Analytes::built_in();
  if (!analytes) return analytes.error();
  std::vector<RulePack> packs = std::move(own);
  const auto is_there = [&](Method method) {
    return std::any_of(packs.begin(), packs.end(),
                       [&](const RulePack& p) { return p.method == method; });
  };
  for (const auto& [id, method] :
       {std::pair{"no.normverdier", Method::contaminated_above},
        std::pair{"no.tilstandsklasser.ta2553", Method::condition_class}}) {
    if (is_there(method)) continue;
    auto pack = iso_date.empty() ? built_in_pack(id) : built_in_pack(id, iso_date);
    if (!pack) return pack.error();
    packs.push_back(std::move(*pack));
  }
  return make(std::move(*analytes), std::move(packs), std::move(options));
}

const Analytes& Classifier::analytes() const noexcept { return tables_->analytes; }
const std::vector<RulePack>& Classifier::packs() const noexcept { return tables_->packs; }
const std::vector<std::string>& Classifier::fingerprints() const noexcept {
  return tables_->fingerprints;
}

Verdict Classifier::classify(const Sample& sample) const {
  const Tables& t = *tables_;
  kernel::Scratch scratch;
  for (const auto& result : sample.results)
    if (result.kind != ResultKind::missing && result.analyte < t.analytes.size())
      kernel::put(scratch, result.analyte,
                  kernel::cell_of(result.kind, result.value.steps(), t.options.strict));
  std::vector<kernel::Judged> judged;
  const auto summary =
      kernel::judge(t, scratch, [&](const kernel::Judged& j) { judged.push_back(j); });

  Verdict verdict;
  verdict.sample = sample.id;
  verdict.contaminated = summary.contaminated();
  verdict.class_low = summary.class_low;
  verdict.class_high = summary.class_high;
  verdict.conclusive =
      summary.conclusive() && kernel::intersection(t.not_verified, scratch.seen).empty();
  verdict.drivers = summary.drivers;
  verdict.above_limit = summary.above_limit;
  verdict.judged = summary.judged;
  verdict.upper_sum_matters = summary.upper_sum_matters;
  verdict.reasons = reasons_of(t, scratch, summary, judged, sample.id);
  auto uncertain = judge_uncertainty(t, sample, judged);
  verdict.exceedance = uncertain.exceedance;
  verdict.class_least = uncertain.class_least, verdict.class_most = uncertain.class_most;
  std::move(uncertain.reasons.begin(), uncertain.reasons.end(),
            std::back_inserter(verdict.reasons));
  return verdict;
}

LotVerdict classify_lot(std::span<const Verdict> samples) {
  LotVerdict lot;
  lot.samples = samples.size();
  lot.conclusive = !samples.empty();
  bool all_clean = !samples.empty(), any_contaminated = false, any_without_class = false;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const Verdict& v = samples[i];
    any_contaminated |= v.contaminated == Answer::yes;
    all_clean &= v.contaminated == Answer::no;
    any_without_class |= v.class_high == 0;
    const bool settled = v.class_low == v.class_high && v.class_low >= 1;
    ++lot.per_class[settled ? static_cast<std::size_t>(v.class_low) : 0];
    if (v.class_low > lot.class_low) lot.class_low = v.class_low, lot.worst.clear();
    if (v.class_low == lot.class_low && v.class_low > 0) lot.worst.push_back(i);
    lot.class_high = std::max(lot.class_high, v.class_high);
  }
  lot.contaminated = any_contaminated ? Answer::yes : all_clean ? Answer::no : Answer::unknown;
  if (any_without_class && lot.class_high > 0) lot.class_high = above_class_5;
  lot.conclusive &= lot.contaminated != Answer::unknown && lot.class_low == lot.class_high;
  return lot;
}

}  // namespace masseflyt::classification
