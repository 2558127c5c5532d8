// Who may take a lot of the ledger.
#include <algorithm>

#include <masseflyt/classification/acceptance.hpp>
#include <masseflyt/scenario/execution.hpp>
#include <masseflyt/traceability/blending.hpp>

#include "classification/words.hpp"
#include "scenario/lot_class.hpp"
#include "scenario/product_fit.hpp"
#include "scenario/samples.hpp"

namespace masseflyt::scenario {
namespace {

using classification::Acceptance;
using classification::AcceptanceAnswer;
using classification::Fitness;
using classification::LotKind;
using classification::same;
using classification::Text;

/// A place of the scenario, as this question sees it.
struct Taker {
  std::string id;
  Acceptance takes;
  const Names* only;  ///< offers; none or empty: all
  bool included;
  std::string left_out;  ///< why it is not
};

/// What a lot may be, as far as anybody has told: one class and grade, or several.
class Question {
 public:
  Question(std::string lot, const LotFitness& fitness, const LotClass& is, ProductFit& products)
      : lot_(std::move(lot)), fitness_(fitness), is_(is), products_(products) {
    const bool graded = fitness.material != "rock" || !fitness.grade.empty();
    grades_ = graded ? Names{fitness.grade} : Names{"hard", "soft"};
  }

  LotAnswer ask(const Taker& place) const {
    if (!fitness_.holds.empty()) return on_hold(place.id);
    const Answers answers = ask_all(place.takes);
    if (answers.allowed == 0) return refused(place.id, place.takes);
    Text why, change;
    const auto leave_open = [&](const Text& reason, const Text& wish) {
      why = why.en.empty() ? reason : why + same("; ") + reason;
      change = change.en.empty() ? wish : change + same("; ") + wish;
    };
    if (answers.allowed < answers.asked) tell_open(answers, leave_open);
    tell_place(place, leave_open);
    if (!why.en.empty()) return {place.id, Fitness::unknown, why, change};
    return {place.id, Fitness::allowed, answers.share, {}};
  }

 private:
  struct Answers {
    std::size_t asked = 0, allowed = 0;
    bool by_class = false, by_grade = false;  ///< whether it depends on what is not known
    Text share;                               ///< "at most 50 % ..."
  };

  LotKind kind(std::int32_t number, const std::string& grade) const {
    return {fitness_.material, grade, class_name(number)};
  }

  /// As the plan asks: what the place says, then what its product asks of a mass.
  AcceptanceAnswer asked(const LotKind& lot, const Acceptance& takes) const {
    AcceptanceAnswer answer = accepts(lot, takes);
    if (!answer.allowed || takes.product.empty()) return answer;
    const Unfit& why = products_.unfit(lot, takes.product);
    if (!why.rule.empty()) return {false, std::nullopt, why.rule, why.text};
    return answer;
  }

  Answers ask_all(const Acceptance& takes) const {
    Answers all;
    std::vector<char> of_first_grade;
    for (const auto& grade : grades_) {
      bool first = true, before = false;
      for (std::int32_t c = is_.least; c <= is_.most; ++c) {
        const AcceptanceAnswer a = asked(kind(c, grade), takes);
        ++all.asked, all.allowed += a.allowed;
        if (a.allowed && a.share_max) all.share = a.reason;
        all.by_class = all.by_class || (!first && a.allowed != before);
        first = false, before = a.allowed;
        const auto at = static_cast<std::size_t>(c - is_.least);
        if (&grade == &grades_.front())
          of_first_grade.push_back(a.allowed);
        else
          all.by_grade = all.by_grade || a.allowed != (of_first_grade[at] != 0);
      }
    }
    return all;
  }

  template <typename Tell>
  void tell_open(const Answers& answers, const Tell& tell) const {
    if (answers.by_class) tell(Text{"the lot: ", "partiet: "} + is_.rests_on, is_.change);
    if (answers.by_grade)
      tell({"the grade of the rock is not known", "steinens kvalitet er ikke kjent"},
           {"a test that tells the grade", "en prøve som viser kvaliteten"});
  }

  template <typename Tell>
  void tell_place(const Taker& place, const Tell& tell) const {
    for (const auto& [what, lots] : is_.present)
      tell({"it holds " + what + ", found in " + listed(lots) +
                ", and the scenario does not say whether the place takes that",
            "det inneholder " + what + ", funnet i " + listed(lots) +
                ", og scenarioet sier ikke om stedet tar imot det"},
           {"the permit of the place, or a new test of the whole lot without it",
            "stedets tillatelse, eller en ny prøve av hele partiet uten funn"});
    if (place.only != nullptr && !place.only->empty() && !is_one_of(*place.only))
      tell({"it takes only masses of " + listed(*place.only) +
                ", and the name of the lot is of none of them",
            "stedet tar bare masser fra " + listed(*place.only) +
                ", og partiets navn hører ikke til noen av dem"},
           {"a lot of one of them", "et parti fra en av dem"});
    if (!place.included)
      tell(Text{"the scenario leaves the place out", "scenarioet regner ikke med stedet"} +
               same(place.left_out.empty() ? "" : ": " + place.left_out),
           {"a variant that includes it", "en variant som tar det med"});
  }

  static std::string listed(const Names& ids) {
    std::string all;
    for (const auto& id : ids) all += (all.empty() ? "" : ", ") + id;
    return all;
  }

  /// "T3" and "T3/heap 1" are of offer T3.
  bool is_one_of(const Names& offers) const {
    const std::string front = lot_.substr(0, lot_.find('/'));
    return std::find(offers.begin(), offers.end(), lot_) != offers.end() ||
           std::find(offers.begin(), offers.end(), front) != offers.end();
  }

  LotAnswer on_hold(const std::string& place) const {
    const std::string event = std::to_string(fitness_.holds.front());
    return {place,
            Fitness::refused,
            {"the lot is on hold by event " + event, "partiet er sperret av hendelse " + event},
            {"a release of it", "at sperringen oppheves"}};
  }

  LotAnswer refused(const std::string& place, const Acceptance& takes) const {
    const auto a = asked(kind(is_.least, grades_.front()), takes);
    if (a.rule != "acceptance/class")
      return {place, Fitness::refused, a.reason, {"another place", "et annet sted"}};
    return {place,
            Fitness::refused,
            a.reason + Text{"; the lot: ", "; partiet: "} + is_.rests_on,
            {"another place, or new tests of the whole lot that show a class it takes",
             "et annet sted, eller nye prøver av hele partiet som viser en klasse stedet tar"}};
  }

  std::string lot_;
  const LotFitness& fitness_;
  const LotClass& is_;
  ProductFit& products_;
  Names grades_;
};

std::vector<Taker> places_of(const Case& input) {
  std::vector<Taker> places;
  for (const Receiver& r : input.receivers)
    places.push_back(
        {r.id, {r.materials, r.classes, {}, {}, {}, {}}, &r.exclusive_to, r.included, r.reason});
  for (const Store& s : input.stores)
    places.push_back(
        {s.id, {s.materials, s.classes, {}, {}, {}, {}}, &s.exclusive_to, s.included, s.reason});
  for (const Quarry& q : input.quarries)
    places.push_back({q.id,
                      {q.materials, q.classes, q.grades, {}, {}, q.soft_share_max},
                      nullptr,
                      q.included,
                      q.reason});
  for (const Need& n : input.needs)
    places.push_back({n.id,
                      {n.materials, {"clean"}, {}, n.product, n.low_share_max, {}},
                      &n.from_offers,
                      n.included,
                      n.reason});
  return places;
}

}  // namespace

Result<LotFitness> fitness_of_lot(const traceability::Ledger& ledger,
                                  const traceability::Lineage& lineage, const Case& input,
                                  const traceability::Suspect& lot, std::string_view material,
                                  std::string_view grade) {
  const auto known = traceability::quality(ledger, lineage, lot);
  if (!known) return known.error();
  const auto is = class_of(*known);
  if (!is) return is.error();
  LotFitness out;
  out.material = material;
  out.grade = grade.empty() ? is->grade : std::string(grade);
  if (is->settled()) out.condition_class = class_name(is->least);
  out.at_least = class_name(is->least), out.at_most = class_name(is->most);
  out.missing = is->missing, out.present = is->present, out.rests_on = is->rests_on;
  out.holds = known->holds;
  const auto& fitter = built_in_fitter();
  if (!fitter) return fitter.error();
  ProductFit products(&*fitter);
  const Question question(known->id, out, *is, products);
  for (const Taker& place : places_of(input)) out.destinations.push_back(question.ask(place));
  return out;
}

}  // namespace masseflyt::scenario
