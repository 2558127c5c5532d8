// Why a mass did not find its place: the nearest condition that stands in its way.
#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "needs_in_product.hpp"
#include "reporting/text_format.hpp"
#include "row_use.hpp"
#include "tell.hpp"

namespace masseflyt::scenario {
namespace {

using matching::none;

struct Reason {
  std::string en, nb;
};

/// A place that would take the mass.
struct Near {
  double price = 0;
  Index entry = 0;
};

class Explainer {
 public:
  Explainer(const Model& model, const matching::Plan& plan, const Weights& weights,
            const matching::Margins& margins)
      : model_(model),
        m_(model.market),
        plan_(plan),
        weights_(weights),
        margins_(margins),
        use_(model, plan) {}

  std::vector<reporting::UnmetRow> run() {
    for (const auto& f : plan_.flows) {
      const bool nowhere = f.to == matching::To::far || f.to == matching::To::unplaced;
      if (nowhere && f.from == matching::From::byproduct)
        left_over(f);
      else if (nowhere)
        homeless(f);
      else if (f.to == matching::To::end)
        remains(f);
      else if (f.from == matching::From::nothing)
        shortfall(f);
    }
    for (const auto& row : m_.rows) deal(row);
    for (const auto& [need, kg] : need_shortfalls(model_, plan_))
      add(model_.need_rows[need].need, "", "shortfall", model_.need_rows[need].months.first, kg,
          too_little());
    std::vector<reporting::UnmetRow> out;
    for (auto& [key, row] : rows_) out.push_back(std::move(row));
    return out;
  }

 private:
  Month month(Index period) const { return model_.first + static_cast<std::int32_t>(period); }

  void add(const std::string& id, const std::string& group, const char* what, Month m,
           std::int64_t kg, const Reason& why) {
    auto [at, added] = rows_.try_emplace({id, group, what, why.en});
    auto& row = at->second;
    if (added) row = {id, group, {m, m}, 0, what, why.en, why.nb};
    row.months = {std::min(row.months.first, m), std::max(row.months.last, m)};
    row.kg += kg;
  }

  /// The places that would take the lot's group, cheapest by haul and fee first, and what keeps
  /// each of the first three from taking this.
  void homeless(const matching::Flow& f) {
    const auto& s = m_.supplies[f.source];
    const auto& lot = m_.lots[s.lot];
    const bool far = f.to == matching::To::far;
    std::map<Index, Near> by_destination;
    for (const auto& e : m_.entries) {
      if (e.group != lot.group || e.product != none || !m_.lot_to.allows(s.lot, e.destination))
        continue;
      auto sums =
          model_.haulage.costs().sums(lot.place, m_.destinations[e.destination].place, weights_);
      if (!sums) continue;
      *sums += e.extra;
      const bool open = e.first <= s.period && s.period <= e.last;
      auto [at, added] = by_destination.try_emplace(model_.destination_itself[e.destination]);
      if (!added && !open) continue;  // what is open explains more than what is closed
      at->second = {weigh(*sums, weights_), static_cast<Index>(&e - m_.entries.data())};
    }
    std::vector<Near> nearest;
    for (const auto& [destination, near] : by_destination) nearest.push_back(near);
    std::stable_sort(nearest.begin(), nearest.end(),
                     [](const auto& a, const auto& b) { return a.price < b.price; });
    Reason why = out_of_reach(f);
    const Reason next =
        nearest.empty() ? nobody(s.lot)
                        : Reason{"nearest places that take it: ", "nærmeste steder som tar imot: "};
    why.en += next.en, why.nb += next.nb;
    for (std::size_t i = 0; i < std::min<std::size_t>(nearest.size(), 3); ++i) {
      const auto reason = in_the_way(f, nearest[i].entry);
      const auto& name = model_.destination_names[m_.entries[nearest[i].entry].destination];
      const Reason dearer{"has room, but costs more", "har plass, men koster mer"};
      why.en += (i ? "; " : "") + name + " " + (reason ? reason->en : dearer.en);
      why.nb += (i ? "; " : "") + name + " " + (reason ? reason->nb : dearer.nb);
      if (!reason) break;
    }
    add(model_.lot_offer[s.lot], m_.groups[lot.group], far ? "far" : "unplaced", month(f.period),
        f.kg, why);
  }

  /// Why it does not even leave for a far receiver, where that may take it; else empty.
  Reason out_of_reach(matching::Flow f) {
    if (f.to == matching::To::far || !m_.far_allowed[m_.lots[m_.supplies[f.source].lot].group])
      return {};
    f.to = matching::To::far;
    const auto rows = use_.held_by(f);
    if (rows.empty()) return {};
    const auto& row = model_.rows[rows.front()];
    return {"a far receiver " + row.en + "; ", "et fjernt mottak " + row.nb + "; "};
  }

  /// What keeps this mass from entering there; none: nothing does.
  std::optional<Reason> in_the_way(matching::Flow f, Index entry) {
    const auto& e = m_.entries[entry];
    if (f.period < e.first || e.last < f.period) return closed(e);
    if (auto reason = full(e)) return reason;
    f.to = matching::To::entry, f.target = entry;
    const auto rows = use_.held_by(f);
    if (rows.empty()) return std::nullopt;
    return Reason{model_.rows[rows.front()].en, model_.rows[rows.front()].nb};
  }

  /// A by-product that nobody near takes.
  void left_over(const matching::Flow& f) {
    const auto& made = m_.byproducts[f.source];
    const auto& process = model_.processes[made.process].id;
    const auto& store = m_.stocks[m_.processes[made.process].stock];
    const bool taken = std::any_of(m_.entries.begin(), m_.entries.end(), [&](const auto& e) {
      return e.group == made.group && e.product == none &&
             m_.group_to.allows(made.group, e.destination) && e.first <= f.period &&
             f.period <= e.last;
    });
    Reason why{"by-product of " + process + "; ", "biprodukt av " + process + "; "};
    why.en += taken ? "places that take it are full, or cost more" : "no place takes it then";
    why.nb += taken ? "stedene som tar det, er fulle eller koster mer" : "ingen steder tar det da";
    add(m_.destinations[store.destination].id, m_.groups[made.group],
        f.to == matching::To::far ? "far" : "unplaced", month(f.period), f.kg, why);
  }

  /// The limit that is used up; none: there is room.
  std::optional<Reason> full(const matching::Entry& e) const {
    const auto limits = use_.full_limits(e.limit);
    if (limits.empty()) return std::nullopt;
    const Index l = limits.front();
    const Reason worth = more_room(l);
    if (model_.limits[l].stop)
      return Reason{"stands still or is held back then" + worth.en,
                    "står stille eller er holdt nede da" + worth.nb};
    const double kt = std::floor(static_cast<double>(m_.limits[l].capacity_kg) / 1e6);
    return Reason{"is full (limit '" + m_.limits[l].id + "' of " +
                      reporting::readable(kt, 0, false) + " kt is used up" + worth.en + ")",
                  "er fullt (grensen «" + m_.limits[l].id + "» på " +
                      reporting::readable(kt, 0, true) + " kt er brukt opp" + worth.nb + ")"};
  }

  /// What the plan as a whole would save with one tonne more of it, as weighed.
  Reason more_room(Index limit) const {
    if (limit >= margins_.capacity.size()) return {};
    const double nok = std::round(-1e-3 * static_cast<double>(margins_.capacity[limit].more));
    if (nok == 0) return {"; more of it alone saves nothing", "; mer av den alene sparer ikke noe"};
    return {"; one more tonne would save " + reporting::readable(nok, 0, false) + " NOK",
            "; ett tonn til ville spart " + reporting::readable(nok, 0, true) + " NOK"};
  }

  std::optional<Reason> closed(const matching::Entry& e) const {
    Index first = e.first, last = e.last;
    for (const auto& other : m_.entries)
      if (other.destination == e.destination && other.group == e.group)
        first = std::min(first, other.first), last = std::max(last, other.last);
    const auto span = to_string(month(first)) + " – " + to_string(month(last));
    return Reason{"is open " + span + " only", "er åpent bare " + span};
  }

  Reason nobody(Index lot) const {
    const auto& group = m_.groups[m_.lots[lot].group];
    Reason why{"no place in the scenario takes " + group,
               "ingen steder i scenarioet tar imot " + group};
    const auto& closed = model_.exclusions;
    for (Index d = 0; d < closed.destinations(); ++d) {
      if (!closed.any(lot, d)) continue;
      const auto& id = m_.destinations[d].id;
      const Refusal is = closed.why(lot, d);
      why.en += " (" + id + ": " + is.en + ")", why.nb += " (" + id + ": " + is.nb + ")";
      break;
    }
    return why;
  }

  void remains(const matching::Flow& f) {
    const auto& s = m_.stocks[f.source];
    add(m_.destinations[s.destination].id, m_.groups[s.group], "end_stock", month(f.period), f.kg,
        {"still in store when the horizon ends; its future disposal is charged",
         "ligger fortsatt på lager når perioden slutter; framtidig disponering er belastet"});
  }

  /// A deal that the plan could not keep in full.
  void deal(const matching::Row& row) {
    std::int64_t kg = 0;
    for (const auto& t : row.terms) {
      if (t.what != matching::Counted::deal) return;
      for (const auto& f : plan_.flows) {
        if (f.from != matching::From::supply || f.period < t.first || f.period > t.last) continue;
        Index d = none;
        if (f.to == matching::To::entry) d = m_.entries[f.target].destination;
        if (f.to == matching::To::stock) d = m_.stocks[f.target].destination;
        if (m_.supplies[f.source].lot == t.index && d == t.of) kg += f.kg;
      }
    }
    if (row.terms.empty() || kg >= row.minimum) return;
    const auto& first = row.terms.front();
    add(m_.destinations[first.of].id, "", "shortfall", month(first.first), row.minimum - kg,
        {"the " + row.id + " could not be kept in full: its price is charged",
         "avtalen (" + row.id + ") kunne ikke holdes fullt ut: prisen er belastet"});
  }

  void shortfall(const matching::Flow& f) {
    add(model_.limits[f.target].place, "", "shortfall", model_.first, f.kg, too_little());
  }
  static Reason too_little() {
    return {"less than its minimum could be delivered in its window",
            "mindre enn minstemengden kunne leveres i vinduet"};
  }

  const Model& model_;
  const matching::Market& m_;
  const matching::Plan& plan_;
  const Weights weights_;
  const matching::Margins& margins_;  ///< empty if the plan is no optimum
  RowUse use_;
  std::map<std::tuple<std::string, std::string, std::string, std::string>, reporting::UnmetRow>
      rows_;
};

}  // namespace

std::vector<reporting::UnmetRow> unmet_rows(const Model& model, const matching::Plan& plan,
                                            const Weights& weights,
                                            const matching::Margins& margins) {
  return Explainer(model, plan, weights, margins).run();
}

}  // namespace masseflyt::scenario
