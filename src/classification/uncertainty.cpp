#include "classification/uncertainty.hpp"

#include <algorithm>
#include <map>

#include "classification/words.hpp"

namespace masseflyt::classification {
namespace {

using kernel::Judged;
using kernel::SumState;
using Tables = Classifier::Tables;

/// The sample judged again, every value as low, or as high, as its uncertainty lets it be.
struct Ends {
  kernel::Scratch low, high;
  AnalyteSet quantified, untold;  ///< with a number; with a number that has no uncertainty
};

Steps end_of(const Measurement& m, bool high) {
  const Steps value = m.value.steps(), u = m.uncertainty ? m.uncertainty->steps() : 0;
  if (high) return kernel::add(value, u);
  return u < value ? value - u : 0;
}

Ends ends_of(const Tables& t, const Sample& sample) {
  Ends ends;
  for (const auto& m : sample.results) {
    if (m.kind == ResultKind::missing || m.analyte >= t.analytes.size()) continue;
    if (m.kind == ResultKind::quantified) {
      ends.quantified.add(m.analyte);
      if (!m.uncertainty) ends.untold.add(m.analyte);
    }
    const bool number = m.kind == ResultKind::quantified;
    for (const bool high : {false, true})
      kernel::put(
          high ? ends.high : ends.low, m.analyte,
          kernel::cell_of(m.kind, number ? end_of(m, high) : m.value.steps(), t.options.strict));
  }
  return ends;
}

/// The members of a sum that were all analysed tell more than the sum that was reported, which
/// mostly has no uncertainty of its own.
void prefer_members(const Tables& t, Ends& ends) {
  for (const auto& sum : t.sums) {
    const auto total = kernel::total_of(sum, ends.low);
    if (!kernel::without(sum.members, total.covered).empty()) continue;
    AnalyteSet only;
    only.add(sum.sum);
    for (auto* scratch : {&ends.low, &ends.high})
      scratch->seen = kernel::without(scratch->seen, only);
    ends.untold = kernel::without(ends.untold, only);
    AnalyteSet counted = total.covered;
    for (const auto& in : sum.stand_ins)
      if (ends.low.seen.has(in.line)) counted.add(in.line);
    if (!kernel::intersection(counted, ends.untold).empty()) ends.untold.add(sum.sum);
  }
}

using ByAnalyte = std::map<AnalyteIndex, Judged>;

kernel::Summary judge(const Tables& t, const kernel::Scratch& scratch, ByAnalyte& by_analyte) {
  return kernel::judge(t, scratch, [&](const Judged& j) { by_analyte.emplace(j.analyte, j); });
}

Exceedance exceedance_of(const Judged& base, const Judged& low, const Judged& high, bool untold) {
  if (untold || base.sum == SumState::disagree) return Exceedance::not_told;
  if (low.exceeds == Answer::yes) return Exceedance::certain;
  return high.exceeds == Answer::no ? Exceedance::none : Exceedance::possible;
}

std::string text_of(Steps steps) { return number(Decimal::of_steps(steps)); }

Reason reason_of(const Tables& t, const std::string& sample, const Judged& base, const Judged& low,
                 const Judged& high, Exceedance exceedance) {
  const Rule* rule = t.limit_rule[base.analyte];
  const bool certain = exceedance == Exceedance::certain;
  Reason r;
  r.kind = certain ? ReasonKind::exceedance_certain : ReasonKind::exceedance_possible;
  r.sample = sample;
  r.analyte = t.analytes[base.analyte].id;
  r.rule = t.limits->id + "/" + rule->subject;
  r.measured = text_of(base.value);
  r.limit = "> " + rule->value.to_string();
  r.source = rule->source;
  r.confidence = rule->confidence;
  const Text limit = number_text(text_of(t.limit[base.analyte])) + same(" mg/kg TS");
  const Text from = number_text(text_of(low.value)), to = number_text(text_of(high.value));
  r.text = t.analytes[base.analyte].name + Text{" lies between ", " ligger mellom "} + from +
           Text{" and ", " og "} + to +
           Text{" mg/kg TS with its measurement uncertainty (k = 2): ",
                " mg/kg TS med måleusikkerheten (k = 2): "};
  if (certain)
    r.text = r.text + Text{"certainly above the clean limit ", "sikkert over normverdien "} + limit;
  else
    r.text = r.text +
             (base.exceeds == Answer::yes
                  ? Text{"above the clean limit ", "over normverdien "} + limit +
                        Text{", but not certainly", ", men ikke sikkert"}
                  : Text{"possibly above the clean limit ", "muligens over normverdien "} + limit);
  if (!certain)
    r.change = {
        "more samples or a more precise analysis; whether uncertainty may explain a small "
        "exceedance is for the authority to decide",
        "flere prøver eller en mer presis analyse; om usikkerhet kan forklare en liten "
        "overskridelse, avgjør myndigheten"};
  return r;
}

Reason class_reason(const std::string& sample, std::int32_t least, std::int32_t most) {
  Reason r;
  r.kind = ReasonKind::class_possible;
  r.sample = sample;
  r.level = most;
  const std::string range = std::to_string(least) + "-" + std::to_string(most);
  r.text = {"with its measurement uncertainty the sample may be of class " + range,
            "med måleusikkerheten kan prøven være i klasse " + range};
  return r;
}

/// What matters more for the sample as a whole.
int weight(Exceedance e, bool exceeds) {
  switch (e) {
    case Exceedance::certain:
      return 4;
    case Exceedance::not_told:
      return exceeds ? 3 : 1;
    case Exceedance::possible:
      return 2;
    case Exceedance::none:
      break;
  }
  return 0;
}

}  // namespace

Uncertain judge_uncertainty(const Tables& t, const Sample& sample,
                            const std::vector<Judged>& judged) {
  Uncertain out;
  const bool any = std::any_of(sample.results.begin(), sample.results.end(),
                               [](const Measurement& m) { return m.uncertainty.has_value(); });
  if (!any) return out;
  Ends ends = ends_of(t, sample);
  prefer_members(t, ends);
  ByAnalyte low, high;
  const auto at_least = judge(t, ends.low, low), at_most = judge(t, ends.high, high);
  int heaviest = -1;
  bool all_told = true;
  for (const auto& base : judged) {
    const auto l = low.find(base.analyte), h = high.find(base.analyte);
    const bool both = l != low.end() && h != high.end();
    const bool untold = !both || ends.untold.has(base.analyte);
    all_told &= !untold && base.sum != SumState::disagree;
    if (!t.has_limit.has(base.analyte)) continue;
    const auto e = both ? exceedance_of(base, l->second, h->second, untold) : Exceedance::not_told;
    if (const int w = weight(e, base.exceeds == Answer::yes); w > heaviest)
      heaviest = w, out.exceedance = e;
    const bool worth = e == Exceedance::certain || e == Exceedance::possible;
    if (worth && base.kind == ResultKind::quantified)
      out.reasons.push_back(reason_of(t, sample.id, base, l->second, h->second, e));
  }
  if (!all_told || at_least.class_low == 0) return out;
  out.class_least = at_least.class_low, out.class_most = at_most.class_high;
  if (out.class_least != out.class_most)
    out.reasons.push_back(class_reason(sample.id, out.class_least, out.class_most));
  return out;
}

}  // namespace masseflyt::classification
