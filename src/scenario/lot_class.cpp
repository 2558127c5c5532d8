// What tests and declarations prove of the class of a lot, and what they leave open.
#include "scenario/lot_class.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "classification/words.hpp"
#include "detail/number.hpp"
#include "scenario/samples.hpp"

namespace masseflyt::scenario {
namespace {

using classification::AnalyteSet;
using classification::Answer;
using classification::Classifier;
using classification::Measurement;
using classification::Reason;
using classification::ReasonKind;
using classification::ResultKind;
using classification::same;
using classification::Text;
using classification::Verdict;
using traceability::Figure;
using traceability::Figures;
using traceability::UnitBound;
using Lots = std::vector<std::string>;

constexpr std::string_view contents = "content/", presence = "presence/";
constexpr std::int32_t above = classification::above_class_5;

const Figure* known(const Figures& figures, std::string_view property) {
  const auto f = figures.find(std::string(property));
  return f == figures.end() || f->second.rests == traceability::Rests::unknown ? nullptr
                                                                               : &f->second;
}

bool is_measured(const Figure& f) { return !f.text.empty(); }

/// The contents of a lot as samples. What was measured of the lot itself is one sample. A blend has
/// no sample of its own: its worst possible one is made of the largest values of all parts, and
/// each value alone is what some part holds at least.
class Contents {
 public:
  Contents(const Classifier& classifier, const Figures& figures)
      : classifier_(classifier), figures_(figures) {
    for (const auto& [property, figure] : figures)
      if (property.starts_with(contents)) add(property.substr(contents.size()), figure);
  }

  bool any() const { return !worst_.results.empty(); }
  const std::vector<std::string>& not_read() const { return not_read_; }

  Verdict worst() const { return classifier_.classify(worst_); }

  struct Proof {
    Verdict verdict;
    Lots lots;  ///< parts that it was found in; none: the lot itself
  };
  std::vector<Proof> proofs() const {
    std::vector<Proof> all;
    if (!measured_.results.empty()) all.push_back({classifier_.classify(measured_), {}});
    for (const auto& [sample, lots] : alone_) all.push_back({classifier_.classify(sample), lots});
    return all;
  }

  /// Substances with classes that were not judged in all parts. Of a sum, all members count.
  AnalyteSet missing() const {
    AnalyteSet open;
    for (const auto& pack : classifier_.packs())
      if (pack.method == classification::Method::condition_class)
        for (const auto& rule : pack.rules)
          if (const auto a = classifier_.analytes().find(rule.subject)) open.add(*a);
    const Verdict v = classifier_.classify(complete_);
    AnalyteSet judged = v.judged;
    for (const Reason& r : v.reasons)
      if (r.kind == ReasonKind::sum_incomplete)
        if (const auto a = classifier_.analytes().find(r.analyte)) drop(judged, *a);
    for (const auto a : judged.list()) drop(open, a);
    return open;
  }

 private:
  static void drop(AnalyteSet& set, classification::AnalyteIndex a) {
    set.word[a >> 6] &= ~(std::uint64_t{1} << (a & 63));
  }

  void add(const std::string& analyte, const Figure& f) {
    if (f.rests == traceability::Rests::unknown)
      add_parts(analyte, f.by_unit, f.units_complete);
    else if (is_measured(f))
      add_measured(analyte, f);
    else
      add_parts(analyte, {{f.unit, f.bound, f.bound_low, f.bound_below, f.sources}}, f.complete);
  }

  void add_measured(const std::string& analyte, const Figure& f) {
    const Figure* dry = known(figures_, "dry_matter");
    const auto result =
        judged(analyte, f.text, f.unit, dry != nullptr && is_measured(*dry) ? dry->text : "");
    if (!result) return prove(analyte, f.text, f.unit, {});
    worst_.results.push_back(*result), measured_.results.push_back(*result);
    if (f.complete) complete_.results.push_back(*result);
  }

  /// Units are converted here, in decimals: the largest of them all is the worst.
  void add_parts(const std::string& analyte, const std::vector<UnitBound>& bounds, bool complete) {
    std::optional<Measurement> worst;
    for (const UnitBound& b : bounds) {
      prove(analyte, masseflyt::detail::format_number(b.bound_low), b.unit, b.sources);
      const std::string bound = masseflyt::detail::format_number(b.bound);
      const auto most = judged(analyte, (b.bound_below ? "<" : "") + bound, b.unit, "");
      complete = complete && most;
      if (most && (!worst || most->value > worst->value ||
                   (most->value == worst->value && most->kind == ResultKind::quantified)))
        worst = most;
    }
    if (!worst) return;
    worst_.results.push_back(*worst);
    if (complete) complete_.results.push_back(*worst);
  }

  /// What some part holds at least. Of wet mass whose water is not known: it holds more when dry.
  void prove(const std::string& analyte, const std::string& value, const std::string& unit,
             const Lots& lots) {
    Diagnostics ignored;  // judged() tells them
    const auto least = read(analyte, value, unit, "100", ignored);
    if (!least) return;
    classification::Sample alone;
    alone.results.push_back(*least);
    alone_.emplace_back(std::move(alone), lots);
  }

  /// None for what is no substance, as pH, and for what cannot be read; that is remembered.
  std::optional<Measurement> judged(const std::string& analyte, const std::string& value,
                                    const std::string& unit, const std::string& dry_percent) {
    Diagnostics found;
    const auto result = read(analyte, value, unit, dry_percent, found);
    if (!found.empty()) not_read_.push_back(analyte + " '" + value + "' " + unit);
    return result;
  }

  std::optional<Measurement> read(const std::string& analyte, const std::string& value,
                                  const std::string& unit, const std::string& dry_percent,
                                  Diagnostics& found) const {
    classification::SampleReader reader(classifier_.analytes());
    if (!dry_percent.empty()) reader.add("lot", "dry_matter", dry_percent, "%", "", found);
    reader.add("lot", analyte, value, unit, "", found);
    const auto samples = reader.finish(found);
    if (!found.empty() || samples.empty() || samples.front().results.empty()) return std::nullopt;
    return samples.front().results.front();
  }

  const Classifier& classifier_;
  const Figures& figures_;
  classification::Sample worst_, complete_, measured_;
  std::vector<std::pair<classification::Sample, Lots>> alone_;
  std::vector<std::string> not_read_;
};

/// The reason that tells a class, or that the mass is contaminated.
const Reason* reason_for(const Verdict& v) {
  const auto find = [&](auto&& is) -> const Reason* {
    const auto at = std::find_if(v.reasons.begin(), v.reasons.end(), is);
    return at == v.reasons.end() ? nullptr : &*at;
  };
  if (const auto* r = find([&](const Reason& x) {
        return x.kind == ReasonKind::class_reached && x.level == v.class_low;
      }))
    return r;
  return v.reasons.empty() ? nullptr : &v.reasons.front();
}

bool leaves_open(ReasonKind kind) {
  return kind == ReasonKind::loq_too_high || kind == ReasonKind::sum_incomplete ||
         kind == ReasonKind::above_limit_no_class || kind == ReasonKind::limit_not_verified;
}

/// ", found in lot 'B'"
Text found_in(const Lots& lots) {
  Text text;
  for (const auto& lot : lots)
    text = text +
           Text{text.en.empty() ? ", found in lot '" : ", '",
                text.nb.empty() ? ", funnet i parti '" : ", '"} +
           same(lot + "'");
  return text;
}

void append(Text& all, const Text& more) { all = all.en.empty() ? more : all + same("; ") + more; }

Text list_of(const std::vector<Unjudged>& all) {
  constexpr std::size_t shown = 8;
  Text names;
  for (std::size_t i = 0; i < all.size() && i < shown; ++i)
    names = names + same(i == 0 ? "" : ", ") + Text{all[i].name, all[i].name_nb};
  if (all.size() <= shown) return names;
  const std::string rest = std::to_string(all.size() - shown);
  return names + Text{" and " + rest + " more", " og " + rest + " til"};
}

/// Builds the answer for one lot, from what is proved to what is open.
class Judgement {
 public:
  Judgement(const Classifier& classifier, const Figures& figures)
      : classifier_(classifier), figures_(figures), contents_(classifier, figures) {}

  LotClass run() {
    tests_prove();
    declarations_prove();
    const Figure* said = known(figures_, "condition_class");
    const bool vouched = said != nullptr && said->complete && number(said->high) >= out_.least;
    if (vouched) {
      out_.most = number(said->high);
      why_ = {"declared " + class_title(out_.most).en + " for all parts",
              "deklarert " + class_title(out_.most).nb + " for alle deler"};
    } else {
      tests_rule_out();
      if (said != nullptr && said->complete)
        append(out_.open, {"the declaration of " + class_title(number(said->high)).en +
                               " is proved wrong by tests",
                           "deklarasjonen av " + class_title(number(said->high)).nb +
                               " er motbevist av prøver"});
    }
    present();
    tell();
    const auto grade = figures_.find("grade");
    if (grade != figures_.end() && grade->second.complete) out_.grade = grade->second.text;
    return std::move(out_);
  }

 private:
  static std::int32_t number(double declared) {
    return std::clamp(static_cast<std::int32_t>(std::ceil(declared)), 1, above);
  }

  void prove(std::int32_t least, const Text& why) {
    if (least <= out_.least) return;
    out_.least = least, why_ = why;
  }

  void tests_prove() {
    for (const auto& [v, lots] : contents_.proofs()) {
      const bool bad = v.contaminated == Answer::yes;
      const Reason* r = reason_for(v);
      prove(std::max(v.class_low, bad ? 2 : 1), (r == nullptr ? Text() : r->text) + found_in(lots));
    }
  }

  void declarations_prove() {
    if (const Figure* said = known(figures_, "condition_class"))
      prove(number(said->low), {"declared " + class_title(number(said->low)).en,
                                "deklarert " + class_title(number(said->low)).nb});
    if (const Figure* said = known(figures_, "contaminated"); said != nullptr && said->low >= 1)
      prove(2, {"declared contaminated", "deklarert forurenset"});
  }

  void tests_rule_out() {
    for (const auto a : contents_.missing().list()) {
      const auto& analyte = classifier_.analytes()[a];
      out_.missing.push_back({analyte.id, analyte.name.en, analyte.name.nb});
    }
    const Verdict worst = contents_.worst();
    if (!out_.missing.empty()) {
      out_.open = Text{"not judged in all of its parts: ", "ikke vurdert i alle deler: "} +
                  list_of(out_.missing);
      out_.change = {
          "analyses of these in all parts, or of the whole lot as it lies now; or a "
          "class declared for all parts, with its document",
          "analyse av dette i alle deler, eller av hele partiet slik det ligger nå; "
          "eller en klasse deklarert for alle deler, med dokument"};
      return;
    }
    if (why_.en.empty() && !worst.reasons.empty()) why_ = worst.reasons.front().text;
    bool no_class = false;
    for (const Reason& r : worst.reasons) {
      if (!leaves_open(r.kind)) continue;
      const bool classless = r.kind == ReasonKind::above_limit_no_class;
      no_class = no_class || classless;
      append(out_.open, r.text);
      append(out_.change, classless ? Text{"a site-specific risk assessment",
                                           "en stedsspesifikk risikovurdering"}
                                    : r.change);
    }
    out_.most =
        no_class ? above : std::max(worst.class_high, worst.contaminated == Answer::no ? 1 : 2);
    out_.most = std::max(out_.most, out_.least);
  }

  void present() {
    for (const auto& [property, figure] : figures_)
      if (property.starts_with(presence) && figure.rests != traceability::Rests::unknown &&
          figure.high >= 1)
        out_.present.push_back({property.substr(presence.size()), figure.sources});
  }

  void tell() {
    if (out_.settled()) {
      out_.open = out_.change = {};
      out_.missing.clear();
      out_.rests_on = why_;
    } else {
      if (out_.open.en.empty()) worst_is_not_ruled_out();
      out_.rests_on = state();
    }
    for (const auto& content : contents_.not_read())
      append(out_.rests_on, {"cannot be read, and is not judged: " + content,
                             "kan ikke leses, og er ikke vurdert: " + content});
  }

  /// The largest values of different parts may never have been in one and the same.
  void worst_is_not_ruled_out() {
    out_.open = Text{"with the largest values of all its parts it would be ",
                     "med de største verdiene fra alle deler ville det være "} +
                class_title(out_.most);
    out_.change = {"new tests of the whole lot", "nye prøver av hele partiet"};
  }

  /// "at least class 3: lead is 700 ...; not judged in all of its parts: arsenic, ..."
  Text state() const {
    Text text;
    if (out_.least > 1)
      text = Text{"at least ", "minst "} + class_title(out_.least) + same(": ") + why_;
    else if (!contents_.any() && known(figures_, "condition_class") == nullptr)
      text = {"nobody has tested or declared it", "ingen har prøvd eller deklarert det"};
    else
      text = {"not shown to be clean", "ikke vist å være rent"};
    return text + same("; ") + out_.open;
  }

  const Classifier& classifier_;
  const Figures& figures_;
  Contents contents_;
  LotClass out_;
  Text why_;
};

}  // namespace

std::string class_name(std::int32_t number) {
  if (number <= 1) return "clean";
  return number >= above ? "above_class5" : "class" + std::to_string(number);
}

Text class_title(std::int32_t number) {
  if (number >= above) return {"above class 5", "over klasse 5"};
  const std::string n = std::to_string(number);
  return {"class " + n, "klasse " + n};
}

namespace {

std::string spoken(std::int32_t number) { return number <= 1 ? "clean" : class_title(number).en; }

}  // namespace

std::string open_class(const LotClass& is) {
  std::string text = "not known: at least " + spoken(is.least) + " and at most " + spoken(is.most) +
                     " (" + is.rests_on.en + ")";
  for (std::size_t i = 0; i < is.missing.size(); ++i)
    text += (i == 0 ? "; missing: " : ", ") + is.missing[i].name;
  return text;
}

std::string classes_left_out(const LotClass& is, const std::vector<std::string>& classes) {
  std::string all;
  for (std::int32_t c = is.least; c <= is.most; ++c)
    if (std::find(classes.begin(), classes.end(), class_name(c)) == classes.end())
      all += (all.empty() ? "" : ", ") + spoken(c);
  return all;
}

Result<LotClass> class_of(const traceability::Quality& quality) {
  const auto& fitter = built_in_fitter();
  if (!fitter) return fitter.error();
  return Judgement(fitter->classifier(), quality.figures).run();
}

}  // namespace masseflyt::scenario
