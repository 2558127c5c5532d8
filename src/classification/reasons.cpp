#include "classification/reasons.hpp"

#include <algorithm>

#include "classification/words.hpp"

namespace masseflyt::classification {
namespace {

using kernel::Judged;
using kernel::SumState;
using Tables = Classifier::Tables;

std::string number(Steps steps) { return classification::number(Decimal::of_steps(steps)); }

Text unit() { return same(" mg/kg TS"); }

std::string measured(const Judged& j) {
  switch (j.kind) {
    case ResultKind::below_loq:
      return "<" + number(j.proof + 1);
    case ResultKind::above_range:
      return ">" + number(j.value - 1);
    case ResultKind::not_detected:
    case ResultKind::missing:
      return j.value == 0 ? "nd" : number(j.value);
    case ResultKind::quantified:
      break;
  }
  return number(j.value);
}

class Writer {
 public:
  Writer(const Tables& tables, const std::string& sample) : t_(tables), sample_(sample) {}

  Reason about(ReasonKind kind, const Judged& j) const {
    Reason r;
    r.kind = kind;
    r.sample = sample_;
    r.analyte = t_.analytes[j.analyte].id;
    r.measured = measured(j);
    return r;
  }

  void rest_on_limit(Reason& r, AnalyteIndex a) const {
    const Rule* rule = t_.limit_rule[a];
    r.rule = t_.limits->id + "/" + rule->subject;
    r.limit = "> " + rule->value.to_string();
    r.source = rule->source;
    r.confidence = rule->confidence;
  }

  /// Names the bound that the value has passed: the upper bound of the class below.
  void rest_on_class(Reason& r, AnalyteIndex a, std::int32_t level) const {
    const auto below = static_cast<std::size_t>(level - 2);
    const Rule* rule = t_.class_rule[a][below];
    r.rule = t_.classes->id + "/" + rule->subject + "/" + std::to_string(level);
    r.limit = (level == 2 ? ">= " : "> ") + number(t_.bound[a][below]);
    r.level = level;
    r.source = rule->source;
    r.confidence = rule->confidence;
  }

  Text name(AnalyteIndex a) const { return t_.analytes[a].name; }

  Reason above_limit(const Judged& j) const {
    const bool classless = t_.classes != nullptr && !t_.has_class.has(j.analyte);
    Reason r = about(classless ? ReasonKind::above_limit_no_class : ReasonKind::above_limit, j);
    rest_on_limit(r, j.analyte);
    const Text limit = number_text(number(t_.limit[j.analyte])) + unit();
    r.text = name(j.analyte) + Text{" is ", " er "} + number_text(r.measured) + unit() +
             Text{", above the clean limit ", ", over normverdien "} + limit +
             Text{": contaminated", ": forurenset"};
    if (classless)
      r.text = r.text + Text{"; it has no condition classes, so the risk has to be assessed",
                             "; stoffet har ingen tilstandsklasser, så risikoen må vurderes"};
    r.change = Text{"a result of at most ", "et resultat på høyst "} + limit;
    if (t_.analytes[j.analyte].inorganic && !t_.options.acid_forming)
      r.change = r.change +
                 Text{", or a documented natural background of at least ",
                      ", eller dokumentert naturlig bakgrunn på minst "} +
                 number_text(number(j.value)) + unit();
    return r;
  }

  Reason natural_background(const Judged& j) const {
    Reason r = about(ReasonKind::natural_background, j);
    rest_on_limit(r, j.analyte);
    r.source = t_.background[j.analyte]->source;
    r.text = name(j.analyte) + Text{" is ", " er "} + number_text(r.measured) + unit() +
             Text{", above the clean limit, but not above the natural background ",
                  ", over normverdien, men ikke over den naturlige bakgrunnen "} +
             number_text(t_.background[j.analyte]->level.to_string()) + unit();
    return r;
  }

  Reason class_reached(const Judged& j) const {
    Reason r = about(ReasonKind::class_reached, j);
    rest_on_class(r, j.analyte, j.class_low);
    const auto k = static_cast<std::size_t>(j.class_low);
    const Text level = j.class_low == above_class_5
                           ? Text{"above class 5", "over klasse 5"}
                           : Text{"class ", "klasse "} + same(std::to_string(j.class_low));
    r.text = name(j.analyte) + Text{" is ", " er "} + number_text(r.measured) + unit() +
             same(": ") + level + same(" (") + number_text(r.limit);
    if (j.class_low != above_class_5)
      r.text = r.text + Text{" and <= ", " og <= "} +
               number_text(number(std::max(t_.bound[j.analyte][k - 1], t_.bound[j.analyte][0])));
    r.text = r.text + unit() + same(")");
    if (j.class_low == 2 && j.exceeds == Answer::no && j.value == t_.bound[j.analyte][0])
      r.text = r.text + Text{"; equal to the clean limit, therefore not contaminated",
                             "; lik normverdien, derfor ikke forurenset"};
    r.change = (j.class_low == 2 ? Text{"a result below ", "et resultat under "}
                                 : Text{"a result of at most ", "et resultat på høyst "}) +
               number_text(number(t_.bound[j.analyte][k - 2])) + unit() +
               Text{" would be class ", " ville gitt klasse "} +
               same(std::to_string(j.class_low - 1));
    return r;
  }

  /// The smallest limit that the unquantified part may still pass.
  Reason loq_too_high(const Judged& j) const {
    Reason r = about(ReasonKind::loq_too_high, j);
    Steps limit = no_limit;
    if (j.exceeds == Answer::unknown) {
      rest_on_limit(r, j.analyte);
      limit = t_.limit[j.analyte];
    } else {
      rest_on_class(r, j.analyte, j.class_low + 1);
      limit = t_.bound[j.analyte][static_cast<std::size_t>(j.class_low - 1)];
    }
    const bool range = j.kind == ResultKind::above_range;
    r.text = name(j.analyte) +
             (range ? Text{" is beyond the measuring range: ", " er utenfor måleområdet: "} +
                          number_text(r.measured) + unit()
              : j.sum == SumState::none ? Text{" is below a quantification limit that is too "
                                               "high: ",
                                               " er under en for høy kvantifiseringsgrense: "} +
                                              number_text(r.measured) + unit()
                                        : Text{" has members whose quantification limit is too "
                                               "high",
                                               " har ledd med for høy kvantifiseringsgrense"}) +
             Text{"; nothing is proved at ", "; ingenting er vist ved "} +
             number_text(number(limit)) + unit();
    r.change = range ? Text{"a method with a wider range", "en metode med større måleområde"}
                     : Text{"an analysis with a quantification limit of at most ",
                            "en analyse med kvantifiseringsgrense høyst "} +
                           number_text(number(limit)) + unit();
    return r;
  }

  Reason upper_sum_matters(const Judged& j) const {
    Reason r = about(ReasonKind::upper_sum_matters, j);
    if (t_.has_limit.has(j.analyte)) rest_on_limit(r, j.analyte);
    r.text = name(j.analyte) + Text{" is ", " er "} + number_text(number(j.value)) +
             Text{" when what is not quantified counts as zero, and up to ",
                  " når det som ikke er kvantifisert regnes som null, og inntil "} +
             number_text(number(j.upper)) + unit() +
             Text{" with the quantification limits: that would change the verdict",
                  " med kvantifiseringsgrensene: det ville endret svaret"};
    r.change = Text{"lower quantification limits of the members",
                    "lavere kvantifiseringsgrenser for leddene"};
    return r;
  }

  Reason sum_incomplete(const Judged& j) const {
    Reason r = about(ReasonKind::sum_incomplete, j);
    r.text = name(j.analyte) +
             Text{" is not complete: the members analysed add up to ",
                  " er ikke komplett: de analyserte leddene gir "} +
             number_text(number(j.value)) + unit();
    r.change = Text{"analyses of the missing members", "analyse av leddene som mangler"};
    return r;
  }

  Reason sums_disagree(const Judged& j, const kernel::Cell& reported) const {
    Reason r = about(ReasonKind::sums_disagree, j);
    r.text = name(j.analyte) + Text{" as reported, ", " som rapportert, "} +
             number_text(number(reported.low)) +
             Text{", and the sum of its members differ by more than rounding; the larger counts: ",
                  ", og summen av leddene skiller seg mer enn avrunding tilsier; den største "
                  "gjelder: "} +
             number_text(number(j.value)) + unit();
    return r;
  }

  Reason limit_not_verified(AnalyteIndex a) const {
    Reason r;
    r.kind = ReasonKind::limit_not_verified;
    r.sample = sample_;
    r.analyte = t_.analytes[a].id;
    r.confidence = Confidence::recalled;
    r.text = name(a) + Text{" is not judged: its limit has not been verified",
                            " er ikke vurdert: grensen er ikke bekreftet"};
    r.change = Text{"a verified source for the limit", "en bekreftet kilde for grensen"};
    return r;
  }

  Reason loq_not_told(const AnalyteSet& analytes) const {
    Reason r;
    r.kind = ReasonKind::loq_not_told;
    r.sample = sample_;
    r.measured = "nd";
    Text names;
    for (const auto a : analytes.list())
      names = names.en.empty() ? name(a) : names + same(", ") + name(a);
    r.text = Text{"not detected, quantification limit not told, taken as zero: ",
                  "ikke påvist, kvantifiseringsgrense ikke oppgitt, regnet som null: "} +
             names;
    r.change = Text{"the quantification limits", "kvantifiseringsgrensene"};
    return r;
  }

  Reason nothing_found(std::size_t tested, const Judged* nearest) const {
    Reason r;
    r.kind = ReasonKind::nothing_found;
    r.sample = sample_;
    const std::string count = std::to_string(tested);
    r.text = Text{"none of the " + count + " clean limits tested is exceeded",
                  "ingen av de " + count + " prøvde normverdiene er overskredet"};
    if (nearest == nullptr) return r;
    r.analyte = t_.analytes[nearest->analyte].id;
    r.measured = measured(*nearest);
    rest_on_limit(r, nearest->analyte);
    r.text = r.text + Text{"; closest is ", "; nærmest er "} + name(nearest->analyte) +
             Text{" with ", " med "} + number_text(r.measured) + Text{" of ", " av "} +
             number_text(number(t_.limit[nearest->analyte])) + unit();
    return r;
  }

  Reason nothing_judged() const {
    Reason r;
    r.sample = sample_;
    r.text = {"no result with a limit", "ingen resultater med grense"};
    r.change = {"analyses of substances that have limits", "analyse av stoffer som har grenser"};
    return r;
  }

 private:
  const Tables& t_;
  const std::string& sample_;
};

bool is_open(const Judged& j) {
  return j.exceeds == Answer::unknown || (j.class_low > 0 && j.class_high > j.class_low);
}

/// The result that comes closest to its limit without passing it.
const Judged* nearest_to_limit(const Tables& t, const std::vector<Judged>& judged) {
  const Judged* nearest = nullptr;
  double most = 0;
  for (const auto& j : judged) {
    if (!t.has_limit.has(j.analyte) || j.exceeds != Answer::no) continue;
    const double share = static_cast<double>(j.value) / static_cast<double>(t.limit[j.analyte]);
    if (share > most) most = share, nearest = &j;
  }
  return nearest;
}

}  // namespace

std::vector<Reason> reasons_of(const Tables& t, const kernel::Scratch& scratch,
                               const kernel::Summary& summary, const std::vector<Judged>& judged,
                               const std::string& sample) {
  const Writer write(t, sample);
  std::vector<Reason> all;
  for (const auto& j : judged)
    if (j.exceeds == Answer::yes) all.push_back(write.above_limit(j));
  for (const auto& j : judged)
    if (summary.drivers.has(j.analyte)) all.push_back(write.class_reached(j));
  for (const auto& j : judged)
    if (t.background[j.analyte] != nullptr && j.exceeds == Answer::no &&
        j.value > t.published_limit[j.analyte])
      all.push_back(write.natural_background(j));
  for (const auto& j : judged)
    if (is_open(j) && j.sum != SumState::incomplete) all.push_back(write.loq_too_high(j));
  if (summary.contaminated() == Answer::no) {
    const auto tested = kernel::intersection(summary.judged, t.has_limit).size();
    all.push_back(write.nothing_found(tested, nearest_to_limit(t, judged)));
  }
  AnalyteSet untold;
  for (const auto& j : judged) {
    if (j.upper_matters) all.push_back(write.upper_sum_matters(j));
    if (j.sum == SumState::incomplete) all.push_back(write.sum_incomplete(j));
    if (j.sum == SumState::disagree) all.push_back(write.sums_disagree(j, scratch.cell[j.analyte]));
    const bool one = t.single.has(j.analyte);
    if (one && j.kind == ResultKind::not_detected && !t.options.strict) untold.add(j.analyte);
  }
  if (!untold.empty()) all.push_back(write.loq_not_told(untold));
  for (const auto a : kernel::intersection(t.not_verified, scratch.seen).list())
    all.push_back(write.limit_not_verified(a));
  if (summary.judged.empty()) all.push_back(write.nothing_judged());
  return all;
}

}  // namespace masseflyt::classification
