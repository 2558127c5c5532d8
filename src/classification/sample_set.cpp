#include <masseflyt/classification/sample_set.hpp>

#include <algorithm>
#include <map>
#include <tuple>

#include <masseflyt/classification/requirement.hpp>

#include "classification/csv_cells.hpp"
#include "classification/words.hpp"
#include "detail/csv_reader.hpp"
#include "detail/number.hpp"
#include "detail/text.hpp"

namespace masseflyt::classification {
namespace {

__extension__ using Wide = __int128;

/// One sample's result of one analyte: the worst, if there are several.
struct Point {
  std::size_t sample;
  Between value;
  bool quantified;
  Decimal half;  ///< what it adds to a mean
  Decimal loq;   ///< zero when quantified
};

Point point_of(std::size_t sample, const Property& p) {
  const Decimal none;
  switch (p.kind) {
    case ResultKind::below_loq:
      return {sample, {none, p.value}, false, Decimal::of_steps(p.value.steps() / 2), p.value};
    case ResultKind::above_range:
      return {sample, {p.value, p.value, true}, false, p.value, none};
    case ResultKind::quantified:
      return {sample, {p.value, p.value}, true, p.value, none};
    case ResultKind::not_detected:
    case ResultKind::missing:
      break;
  }
  return {sample, {none, none}, false, none, none};
}

bool less_bad(const Point& a, const Point& b) {
  const auto rank = [](const Point& p) {
    return std::tuple(p.value.beyond, p.value.high, p.value.low);
  };
  return rank(a) < rank(b);
}

using Points = std::vector<Point>;

std::map<AnalyteIndex, Points> points_of(std::span<const Sample> samples,
                                         std::span<const std::size_t> which,
                                         const Analytes& analytes) {
  std::map<AnalyteIndex, Points> all;
  for (const std::size_t i : which) {
    std::map<AnalyteIndex, Point> worst;
    for (const auto& p : properties_of(samples[i], analytes)) {
      const auto a = analytes.find(p.subject);
      if (!a) continue;
      const Point point = point_of(i, p);
      const auto [place, fresh] = worst.emplace(*a, point);
      if (!fresh && less_bad(place->second, point)) place->second = point;
    }
    for (const auto& [a, point] : worst) all[a].push_back(point);
  }
  return all;
}

/// The k-th smallest lies between the k-th smallest of the low ends and that of the high ends.
class Ordered {
 public:
  explicit Ordered(const Points& points) {
    for (const auto& p : points) {
      low_.push_back(p.value.low);
      high_.emplace_back(p.value.beyond, p.value.high);
    }
    std::sort(low_.begin(), low_.end());
    std::sort(high_.begin(), high_.end());
  }
  Between at(std::size_t k) const { return {low_[k], high_[k].second, high_[k].first}; }
  Between middle() const {
    const std::size_t n = low_.size();
    const Between a = at((n - 1) / 2), b = at(n / 2);
    const auto half = [](Decimal x, Decimal y) {
      return Decimal::of_steps(x.steps() + (y.steps() - x.steps()) / 2);
    };
    return {half(a.low, b.low), half(a.high, b.high), a.beyond || b.beyond};
  }
  Between share(std::size_t percent) const { return at((low_.size() * percent + 99) / 100 - 1); }

 private:
  std::vector<Decimal> low_;
  std::vector<std::pair<bool, Decimal>> high_;
};

void take_limits(Distribution& d, const Points& points, const Classifier& classifier,
                 std::span<const Verdict> verdicts) {
  const std::string& id = classifier.analytes()[d.analyte].id;
  for (const auto& p : points) d.above_limit += verdicts[p.sample].above_limit.has(d.analyte);
  for (const auto& pack : classifier.packs())
    for (const auto& rule : pack.rules) {
      if (rule.subject != id) continue;
      for (const auto& p : points) {
        const bool above = holds(p.value.low, Comparator::above, rule.value) ||
                           (p.value.beyond && p.value.low == rule.value);
        const bool past = above || (rule.level == 1 && p.value.low == rule.value);
        if (pack.method == Method::condition_class && rule.level >= 1 && rule.level <= 5)
          d.above_class[static_cast<std::size_t>(rule.level - 1)] += past;
        if (pack.method == Method::contaminated_above)
          d.open += !above && (p.value.beyond || p.value.high > rule.value);
      }
    }
}

Distribution distribution_of(AnalyteIndex analyte, const Points& points,
                             const Classifier& classifier, std::span<const Verdict> verdicts) {
  Distribution d;
  d.analyte = analyte;
  d.n = points.size();
  const Ordered ordered(points);
  d.min = ordered.at(0), d.max = ordered.at(d.n - 1);
  d.median = ordered.middle(), d.p90 = ordered.share(90);
  Wide sum = 0;
  for (const auto& p : points) {
    d.quantified += p.quantified;
    d.largest_loq = std::max(d.largest_loq, p.loq);
    sum += p.half.steps();
  }
  d.mean = Decimal::of_steps(static_cast<std::int64_t>(sum / static_cast<Wide>(d.n)));
  const Point& worst = *std::max_element(points.begin(), points.end(), less_bad);
  for (const auto& p : points)
    if (!less_bad(p, worst)) d.worst.push_back(p.sample);
  take_limits(d, points, classifier, verdicts);
  return d;
}

LayerSet layer_of(Layer layer, std::vector<std::size_t> which, std::span<const Sample> samples,
                  std::span<const Verdict> verdicts, const Classifier& classifier) {
  LayerSet set;
  set.layer = layer;
  set.samples = std::move(which);
  std::vector<Verdict> own;
  for (const std::size_t i : set.samples) own.push_back(verdicts[i]);
  set.verdict = classify_lot(own);
  for (const auto& [analyte, points] : points_of(samples, set.samples, classifier.analytes()))
    set.analytes.push_back(distribution_of(analyte, points, classifier, verdicts));
  return set;
}

bool is_in(Layer layer, const std::optional<DepthRange>& depth) {
  if (!depth) return layer == Layer::not_told;
  if (layer == Layer::topsoil) return depth->from < 1;
  return layer == Layer::deeper && depth->to > 1;
}

// ---- reasons ------------------------------------------------------------------------------------

Text count_text(std::size_t count, std::size_t n) {
  const std::string percent =
      masseflyt::detail::format_number(static_cast<double>(1000 * count / n) / 10);
  return same(std::to_string(count)) + Text{" of ", " av "} + same(std::to_string(n)) +
         Text{" samples (", " prøver ("} + number_text(percent) + same(" %)");
}

SetReason exceedance_reason(const Distribution& d, std::span<const Sample> samples,
                            const Classifier& classifier) {
  SetReason r;
  const Analyte& analyte = classifier.analytes()[d.analyte];
  r.analyte = analyte.id;
  r.text = count_text(d.above_limit, d.n) +
           Text{" are above the clean limit of ", " er over normverdien for "} + analyte.name +
           Text{"; the highest is ", "; den høyeste er "} + number_text(to_string(d.max)) +
           Text{" mg/kg TS in ", " mg/kg TS i "} + same(samples[d.worst.front()].id);
  for (const auto& pack : classifier.packs())
    for (const auto& rule : pack.rules)
      if (pack.method == Method::contaminated_above && rule.subject == analyte.id)
        r.rule = rule_id(pack, rule), r.source = rule.source;
  r.change = {"nothing but the results: one sample above makes that sample contaminated",
              "ingenting annet enn resultatene: én prøve over gjør at den prøven er forurenset"};
  return r;
}

SetReason worst_reason(const SampleSet& set) {
  SetReason r;
  const LotVerdict& lot = set.all.verdict;
  r.text = Text{"the set is judged by its worst sample: ", "settet vurderes etter verste prøve: "};
  if (lot.worst.empty()) {
    r.text = r.text + Text{"no sample has a class", "ingen prøve har klasse"};
  } else {
    const Verdict& worst = set.verdicts[lot.worst.front()];
    r.text = r.text + same(worst.sample) + Text{", class ", ", klasse "} +
             same(std::to_string(lot.class_low));
    if (lot.class_high != lot.class_low)
      r.text = r.text + same("-" + std::to_string(lot.class_high));
  }
  r.text = r.text + Text{
                        "; no mean is used, because the rule of TA-2553 for sets of samples was "
                        "not found",
                        "; det brukes ikke middelverdi, fordi regelen i TA-2553 for sett av "
                        "prøver ikke ble funnet"};
  r.source = "Miljødirektoratet, guidance on interpreting results of soil samples";
  return r;
}

SetReason decision_reason(const SampleSet& set, const std::string& decision) {
  SetReason r;
  r.text = Text{"not counted by the decision '", "ikke regnet med, etter vedtaket «"} +
           same(decision) +
           Text{"', because the measurement uncertainty explains them: ",
                "», fordi måleusikkerheten forklarer dem: "};
  for (std::size_t k = 0; k < set.excused.size(); ++k)
    r.text = r.text + same((k ? ", " : "") + set.verdicts[set.excused[k]].sample);
  r.change = {"without the decision they are contaminated", "uten vedtaket er de forurenset"};
  r.source = decision;
  return r;
}

void judge_with_decision(SampleSet& set, const std::string& decision) {
  set.contaminated = set.all.verdict.contaminated;
  if (decision.empty()) return;
  bool any = false, open = set.verdicts.empty();
  for (std::size_t i = 0; i < set.verdicts.size(); ++i) {
    const Verdict& v = set.verdicts[i];
    open |= v.contaminated == Answer::unknown;
    if (v.contaminated != Answer::yes) continue;
    if (v.exceedance == Exceedance::possible)
      set.excused.push_back(i);
    else
      any = true;
  }
  set.contaminated = any ? Answer::yes : open ? Answer::unknown : Answer::no;
}

void write_reasons(SampleSet& set, std::span<const Sample> samples, const Classifier& classifier,
                   const std::string& decision) {
  set.reasons.push_back(worst_reason(set));
  for (const auto& d : set.all.analytes)
    if (d.above_limit > 0) set.reasons.push_back(exceedance_reason(d, samples, classifier));
  if (!set.excused.empty()) set.reasons.push_back(decision_reason(set, decision));
}

std::optional<double> metres(std::string_view text) {
  text = masseflyt::detail::trim(text);
  if (text.ends_with('m')) text = masseflyt::detail::trim(text.substr(0, text.size() - 1));
  const auto number =
      masseflyt::detail::parse_number(text, masseflyt::detail::DecimalMark::point_or_comma);
  return number && *number >= 0 ? number : std::nullopt;
}

std::optional<DepthRange> range_in(std::string_view text) {
  for (const std::string_view dash : {"-", "\xE2\x80\x93"}) {
    const auto at = text.find(dash);
    if (at == std::string_view::npos) continue;
    const auto from = metres(text.substr(0, at)), to = metres(text.substr(at + dash.size()));
    if (from && to && *from <= *to) return DepthRange{*from, *to};
  }
  return std::nullopt;
}

}  // namespace

std::string to_string(const Between& value) {
  if (value.beyond) return ">" + number(value.low);
  if (value.low == value.high) return number(value.low);
  return value.low == Decimal() ? "<" + number(value.high)
                                : number(value.low) + "-" + number(value.high);
}

std::optional<DepthRange> depth_of(const Sample& sample) {
  if (!sample.depth.empty()) return range_in(sample.depth);
  const auto open = sample.id.rfind('(');
  if (open == std::string::npos || !sample.id.ends_with(')')) return std::nullopt;
  return range_in(std::string_view(sample.id).substr(open + 1, sample.id.size() - open - 2));
}

SampleSet judge_set(std::span<const Sample> samples, const Classifier& classifier,
                    const SampleSetOptions& options) {
  SampleSet set;
  std::vector<std::size_t> everything;
  for (const auto& sample : samples) {
    everything.push_back(everything.size());
    set.verdicts.push_back(classifier.classify(sample));
  }
  set.all = layer_of(Layer::all, everything, samples, set.verdicts, classifier);
  for (const Layer layer : {Layer::topsoil, Layer::deeper, Layer::not_told}) {
    std::vector<std::size_t> which;
    for (const std::size_t i : everything)
      if (is_in(layer, depth_of(samples[i]))) which.push_back(i);
    if (!which.empty())
      set.layers.push_back(layer_of(layer, which, samples, set.verdicts, classifier));
  }
  judge_with_decision(set, options.small_exceedance_decision);
  write_reasons(set, samples, classifier, options.small_exceedance_decision);
  return set;
}

namespace {

std::string_view word(Layer layer) {
  switch (layer) {
    case Layer::all:
      return "all";
    case Layer::topsoil:
      return "0-1";
    case Layer::deeper:
      return ">1";
    case Layer::not_told:
      break;
  }
  return "not_told";
}

void append(std::string& csv, const LayerSet& set, const Distribution& d,
            std::span<const Sample> samples, const Classifier& classifier) {
  std::string worst;
  for (const std::size_t i : d.worst) {
    std::string name = samples[i].id;
    std::replace(name.begin(), name.end(), ';', ',');
    worst += (worst.empty() ? "" : ";") + name;
  }
  const bool below = d.mean < d.largest_loq;
  const double share = 100 * static_cast<double>(d.above_limit) / static_cast<double>(d.n);
  std::vector<std::string> cells = {
      detail::neutral(std::string(word(set.layer))),
      classifier.analytes()[d.analyte].id,
      std::to_string(d.n),
      std::to_string(d.quantified),
      to_string(d.min),
      to_string(d.median),
      below ? "<" + number(d.largest_loq) : d.mean.to_string(12),
      to_string(d.p90),
      to_string(d.max),
      "mg/kg TS",
      std::to_string(d.above_limit),
      masseflyt::detail::format_number(static_cast<double>(static_cast<int>(share * 10)) / 10),
      std::to_string(d.open)};
  for (const std::size_t count : d.above_class) cells.push_back(std::to_string(count));
  cells.push_back(detail::neutral(worst));
  csv += masseflyt::detail::csv_line(cells);
}

}  // namespace

std::string distribution_csv(const SampleSet& set, std::span<const Sample> samples,
                             const Classifier& classifier) {
  std::string csv =
      "layer,analyte,n,quantified,min,median,mean,p90,max,unit,above_limit,share_above_limit,open,"
      "above_class_1,above_class_2,above_class_3,above_class_4,above_class_5,worst\n";
  for (const auto& d : set.all.analytes) append(csv, set.all, d, samples, classifier);
  for (const auto& layer : set.layers)
    for (const auto& d : layer.analytes) append(csv, layer, d, samples, classifier);
  return csv;
}

}  // namespace masseflyt::classification
