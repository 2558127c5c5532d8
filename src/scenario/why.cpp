#include <masseflyt/scenario/why.hpp>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <utility>

#include "reporting/json_writer.hpp"
#include "why_trial.hpp"
#include "workers.hpp"

namespace masseflyt::scenario {
namespace {

using reporting::JsonWriter;

double nok(std::int64_t micro) { return static_cast<double>(micro) / 1e6; }

/// Plans one trial; false: it changes nothing, or cannot be.
class Prover {
 public:
  Prover(const Modelled& now, const matching::Plan& plan, const WhyOptions& options)
      : now_(now), plan_(plan), options_(options) {}

  Result<bool> prove(const Question& q, Trial& t, const Control& control) const {
    const std::int64_t before = unmet(q, t)(now_.model, plan_);
    if (!t.rooms.empty()) return search(q, t, before, control);
    if (t.price) return planned_with_price(q, t, before, control);
    return planned_with_change(q, t, before, control);
  }

 private:
  static const Unmet& unmet(const Question& q, const Trial& t) {
    return t.unmet ? t.unmet : q.unmet;
  }

  Result<bool> search(const Question& q, Trial& t, std::int64_t before,
                      const Control& control) const {
    const auto step = std::max<std::int64_t>(
        1000, std::llround(static_cast<double>(before) * options_.precision));
    std::int64_t all = 0;  // more room than for everything that is planned is never needed
    for (const auto& s : now_.market().supplies) all += s.kg;
    const auto found = matching::least_room(
        now_.market(), now_.costs(), now_.weights, plan_,
        [&](const matching::Plan& p) { return unmet(q, t)(now_.model, p); }, t.rooms, step,
        std::min(all, 64 * before), control);
    if (!found) return found.error();
    if (!*found) return false;
    const auto& r = **found;
    t.told.amount = static_cast<double>(r.kg) / 1000;
    t.told.step = static_cast<double>(step) / 1000;
    t.told.smallest = r.smallest;
    t.told.en = tell_tonnes(t.told.amount, false) + t.told.en;
    t.told.nb = tell_tonnes(t.told.amount, true) + t.told.nb;
    return tell(t, r.plan, r.met_kg, r.all);
  }

  Result<bool> planned_with_price(const Question& q, Trial& t, std::int64_t before,
                                  const Control& control) const {
    Modelled changed = now_;
    t.price(changed.model.market);
    return planned_again(q, t, changed, before, control);
  }

  Result<bool> planned_with_change(const Question& q, Trial& t, std::int64_t before,
                                   const Control& control) const {
    auto input = std::make_shared<Case>(*now_.input);
    if (!t.edit(*input)) return false;
    auto model = make_model(*input, &now_.model.haulage);
    if (!model) return model.error();
    return planned_again(q, t, {std::move(input), std::move(*model), now_.weights}, before,
                         control);
  }

  Result<bool> planned_again(const Question& q, Trial& t, const Modelled& changed,
                             std::int64_t before, const Control& control) const {
    // From scratch, as whoever makes the change would plan it; with rows that takes too long.
    const auto again = changed.market().coupled() ? planned(changed, control, Start{now_, plan_})
                                                  : planned(changed, control);
    if (!again) return again.error();
    if (again->status == matching::Status::infeasible) return false;
    const auto left = unmet(q, t)(changed.model, *again);
    if (left >= before) return false;
    return tell(t, *again, before - left, left == 0);
  }

  bool tell(Trial& t, const matching::Plan& again, std::int64_t met, bool all) const {
    t.told.met_t = static_cast<double>(met) / 1000;
    t.told.all = all;
    t.told.saves_nok = nok(plan_.objective_micro_nok) - nok(again.objective_micro_nok);
    t.told.saves_low = nok(plan_.bound_micro_nok) - nok(again.objective_micro_nok);
    t.told.saves_high = nok(plan_.objective_micro_nok) - nok(again.bound_micro_nok);
    return true;
  }

  const Modelled& now_;
  const matching::Plan& plan_;
  const WhyOptions& options_;
};

/// Of one place and rule the smallest change that does it stays; of all, what places most comes
/// first, then what saves most.
std::vector<Relaxation> sorted(std::vector<Relaxation> all) {
  std::stable_sort(all.begin(), all.end(), [](const Relaxation& a, const Relaxation& b) {
    if (a.met_t != b.met_t) return a.met_t > b.met_t;
    return a.saves_nok > b.saves_nok;
  });
  std::vector<Relaxation> out;
  for (auto& r : all) {
    const auto dominated = [&](const Relaxation& o) {
      return o.place == r.place && o.rule == r.rule && o.unit == r.unit && o.unit == "months" &&
             o.amount <= r.amount && o.met_t >= r.met_t && o.saves_nok >= r.saves_nok &&
             (o.amount < r.amount);
    };
    if (std::none_of(all.begin(), all.end(), dominated)) out.push_back(r);
  }
  return out;
}

Result<std::vector<WhyNot>> answers(const Modelled& now, const matching::Plan& plan,
                                    std::vector<Question> questions, const WhyOptions& options) {
  std::vector<std::pair<std::size_t, std::size_t>> work;
  for (std::size_t q = 0; q < questions.size(); ++q)
    for (std::size_t t = 0; t < questions[q].trials.size(); ++t) work.emplace_back(q, t);
  const Prover prover(now, plan, options);
  std::vector<std::optional<Result<bool>>> done(work.size());
  for_each(work.size(), options.threads, options.control, "why",
           [&](std::size_t i, const Control& control) {
             auto& q = questions[work[i].first];
             done[i] = prover.prove(q, q.trials[work[i].second], control);
           });
  if (options.control.cancelled()) return stopped_by_caller();
  std::vector<WhyNot> out;
  for (std::size_t q = 0; q < questions.size(); ++q) {
    std::vector<Relaxation> found;
    for (std::size_t i = 0; i < work.size(); ++i) {
      if (work[i].first != q) continue;
      if (!*done[i]) return done[i]->error();
      if (**done[i]) found.push_back(questions[q].trials[work[i].second].told);
    }
    out.push_back(std::move(questions[q].told));
    out.back().relaxations = sorted(std::move(found));
  }
  return out;
}

void write(JsonWriter& out, const Relaxation& r) {
  out.open_object();
  out.member("place", r.place), out.member("rule", r.rule);
  out.member("amount", r.amount, 3), out.member("unit", r.unit);
  out.member("en", r.en), out.member("nb", r.nb);
  out.member("note", r.note), out.member("note_nb", r.note_nb);
  out.member("met_t", r.met_t, 3), out.member("all", r.all);
  out.member("smallest", r.smallest), out.member("step", r.step, 3);
  out.member("saves_nok", r.saves_nok, 2);
  out.member("saves_low", r.saves_low, 2), out.member("saves_high", r.saves_high, 2);
  out.open_array("cells");
  for (const auto& c : r.cells)
    for (const auto& [column, text] : c.cells) {
      out.open_object(JsonWriter::Layout::row);
      out.member("table", c.table), out.member("id", c.id);
      out.member("column", column), out.member("value", text);
      out.close();
    }
  out.close();
  out.close();
}

}  // namespace

Result<std::vector<WhyNot>> why_not(const Document& document, std::string_view id,
                                    Diagnostics& found, const WhyOptions& options) {
  const auto now = modelled(document, options.variants, options.weights, found);
  if (!now) return now.error();
  const std::string name(id);
  const auto& places = now->market().destinations;
  if (!options.place.empty() && std::none_of(places.begin(), places.end(),
                                             [&](const auto& d) { return d.id == options.place; }))
    return Error{ErrorCode::not_found,
                 "no receiver, store, quarry or need '" + options.place + "' is in the plan"};
  const auto plan = planned(*now, options.control);
  if (!plan) return plan.error();
  const Asker asker(*now, *plan, options);
  auto questions = asker.offer(name);
  if (questions.empty()) questions = asker.need(name);
  if (questions.empty())
    return Error{ErrorCode::not_found,
                 "no offer or need '" + name +
                     "' is in the plan: it is not there, not included, or outside the months that "
                     "are planned"};
  return answers(*now, *plan, std::move(questions), options);
}

std::string why_json(const std::vector<WhyNot>& all) {
  JsonWriter out;
  out.open_array();
  for (const auto& w : all) {
    out.open_object();
    out.member("id", w.id), out.member("group", w.group), out.member("what", w.what);
    out.member("tonnes", w.tonnes, 3), out.member("of_tonnes", w.of_tonnes, 3);
    if (w.months) {
      out.member("first", to_string(w.months->first)),
          out.member("last", to_string(w.months->last));
    }
    out.open_array("obstacles");
    for (const auto& o : w.obstacles) {
      out.open_object(JsonWriter::Layout::row);
      out.member("place", o.place), out.member("rule", o.rule);
      out.member("en", o.en), out.member("nb", o.nb), out.member("source", o.source);
      out.member("nok_t", o.nok_t, 2);
      out.close();
    }
    out.close();
    out.open_array("relaxations");
    for (const auto& r : w.relaxations) write(out, r);
    out.close();
    out.close();
  }
  out.close();
  return out.take();
}

}  // namespace masseflyt::scenario
