// Receivers and quarries as destinations, entries and limits.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include <masseflyt/scenario/deal.hpp>

#include "detail/number.hpp"
#include "model_builder.hpp"
#include "spans.hpp"

namespace masseflyt::scenario {
namespace {

using reporting::Kind;

bool contains(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Kind kind_of(const std::string& receiver_kind) {
  if (receiver_kind == "fill") return Kind::fill;
  if (receiver_kind == "backfill") return Kind::backfill;
  if (receiver_kind == "treatment") return Kind::treatment;
  return Kind::landfill;
}

}  // namespace

std::vector<MonthSpan> years(MonthSpan window) {
  std::vector<MonthSpan> out;
  for (auto y = window.first.year(); y <= window.last.year(); ++y)
    out.push_back(
        {std::max(window.first, Month::of(y, 1)), std::min(window.last, Month::of(y, 12))});
  return out;
}

/// Room in the planned months of a year: their part of it, less what was driven in them; and never
/// more than the year as a whole has left.
std::int64_t ModelBuilder::year_room(const std::string& id, double t_per_year, MonthSpan planned,
                                     MonthSpan open, bool low_only) const {
  const MonthSpan whole = calendar_year(planned);
  const auto part = to_kg(t_per_year * months_in_years(planned));
  const auto all = to_kg(t_per_year * months_of(whole, open) / 12.0);
  return std::min(part - taken(id, planned, low_only), all - taken(id, whole, low_only));
}

/// The planned months of a window, as far as the permit goes.
std::optional<MonthSpan> ModelBuilder::permitted(const Permit& permit, const std::string& id,
                                                 Month first, Month last, bool is_store) {
  if (permit.state == "refused") return std::nullopt;
  if (permit.storage_years && !is_store)
    note(id + ": masses may lie there " + detail::format_number(*permit.storage_years) +
             " years; the plan does not look at how long they lie.",
         id + ": massene kan ligge der " + detail::format_number(*permit.storage_years) +
             " år; planen ser ikke på hvor lenge de ligger.");
  if (permit.state != "applied") return planned(first, last);
  const std::string chance =
      permit.probability ? ", probability " + detail::format_number(*permit.probability) : "";
  const std::string chance_nb =
      permit.probability ? ", sannsynlighet " + detail::format_number(*permit.probability) : "";
  if (!permit.decision) {
    note(id + ": its permit is applied for and nobody says when it is decided" + chance +
             ": not planned with.",
         id + ": tillatelsen er omsøkt, og ingen sier når den avgjøres" + chance_nb +
             ": ikke planlagt med.");
    return std::nullopt;
  }
  note(id + ": its permit is applied for" + chance + "; planned with from " +
           to_string(*permit.decision) + ", as if it were granted.",
       id + ": tillatelsen er omsøkt" + chance_nb + "; planlagt med fra " +
           to_string(*permit.decision) + ", som om den ble gitt.");
  return planned(std::max(first, *permit.decision), last);
}

void ModelBuilder::receivers() {
  for (const auto& r : in_.receivers) {
    const auto open = permitted(r.permit, r.id, r.open_from, r.open_to);
    if (!r.included || !open) continue;
    const Kind kind = kind_of(r.kind);
    const Index d = destination(r.id, r.name, r.place, kind, true);
    rules_.push_back({r.id, r.materials, r.classes, {}, r.exclusive_to, r.intended_for, {}, false});
    rules_.back().source = r.source;
    const double yearly = r.throughput_t_per_year.value_or(0);
    Index life = matching::none;
    if (r.lifetime_t) {
      const auto counted =
          planned(std::max(r.open_from, r.lifetime_as_of.value_or(window_.first)), r.open_to);
      const double others = counted ? r.background_share * yearly * months_in_years(*counted) : 0;
      const Month since = r.lifetime_as_of.value_or(in_.header.horizon.first);
      life = limit(r.id + " lifetime",
                   to_kg(*r.lifetime_t - others) - taken(r.id, {since, window_.last}),
                   matching::none, {r.id, r.name, 0, false});
    } else if (!r.throughput_t_per_year) {
      life = limit(r.id, matching::unlimited, matching::none, {r.id, r.name, 0, false});
    }
    for (const auto& year : years(*open)) {
      Index within = life;
      if (r.throughput_t_per_year)
        within = limit(
            of_year(r.id, year),
            year_room(r.id, yearly * (1 - r.background_share), year, {r.open_from, r.open_to}),
            life, {r.id, r.name, year.first.year(), false});
      for (Index g = 0; g < group_kinds_.size(); ++g) {
        const auto fee = std::find_if(r.fees.begin(), r.fees.end(), [&](const auto& f) {
          return f.first == group_kinds_[g].condition_class;
        });
        if (!refusal(group_kinds_[g], rules_[d]).empty()) continue;
        const double nok = fee == r.fees.end() ? 0 : factor_(fee->second);
        entry(d, g, year, within, matching::none, {kind, 0, 0, 0, 0}, nok);
      }
    }
  }
}

void ModelBuilder::quarries() {
  const double crush_co2e = factor_("crush_co2_kg_t");
  for (const auto& q : in_.quarries) {
    const auto open = planned(q.open_from, q.open_to);
    if (!q.included || !open) continue;
    const Index d = destination(q.id, q.name, q.place, Kind::quarry, true);
    rules_.push_back({q.id, q.materials, q.classes, q.grades, {}, {}, {}, false});
    rules_.back().source = q.source;
    for (const auto& year : years(*open)) {
      const double room = q.intake_t_per_year * (1 - q.background_share);
      const MonthSpan opened{q.open_from, q.open_to};
      const Index all = limit(of_year(q.id, year), year_room(q.id, room, year, opened),
                              matching::none, {q.id, q.name, year.first.year(), false});
      const Index soft = limit(of_year(q.id, year) + " soft",
                               year_room(q.id, room * q.soft_share_max, year, opened, true), all,
                               {q.id, q.name, year.first.year(), true});
      for (Index g = 0; g < group_kinds_.size(); ++g) {
        const LotKind& k = group_kinds_[g];
        if (!refusal(k, rules_[d]).empty()) continue;
        const std::string grade = k.grade.empty() ? "soft" : k.grade;  // soil is priced as soft
        const double share = k.grade.empty() ? 0 : factor_("product_value_share_" + k.grade);
        entry(d, g, year, k.grade == "hard" ? all : soft, matching::none,
              {Kind::quarry, 0, crush_co2e, share, share * q.virgin_co2_kg_t},
              factor_("gate_fee_quarry_" + grade));
      }
    }
  }
}

/// Agreed deals stay: what leaves the offer for the place, in its months, is at least so much.
void ModelBuilder::deals() {
  auto& m = model_.market;
  for (const auto& deal : in_.deals) {
    const auto stage = parse_stage(deal.stage);
    if (!stage || !is_binding(*stage)) continue;
    const auto span = planned(deal.begin, deal.end);
    if (!span) continue;
    matching::Row row;
    row.id = "deal " + deal.id;
    for (Index d = 0; d < m.destinations.size(); ++d)
      for (Index l = 0; l < m.lots.size(); ++l)
        if (m.destinations[d].id == deal.destination && model_.lot_offer[l] == deal.offer &&
            (deal.group.empty() || m.groups[m.lots[l].group] == deal.group))
          row.terms.push_back(
              {matching::Counted::deal, l, d, period(span->first), period(span->last), 1});
    const auto driven = taken_of(deal.offer, deal.destination, {deal.begin, deal.end});
    row.minimum = std::max<std::int64_t>(to_kg(deal.tonnes) - driven, 0);
    row.shortfall_micro_nok = std::llround(deal.penalty_nok_t * 1000);
    if (row.terms.empty())
      note("Deal " + deal.id + " is not in the plan: no masses of " + deal.offer + " come to " +
               deal.destination + " in its months.",
           "Avtale " + deal.id + " er ikke med i planen: ingen masser fra " + deal.offer +
               " kommer til " + deal.destination + " i avtalens måneder.");
    else if (row.minimum > 0 && row.shortfall_micro_nok > 0)
      m.rows.push_back(std::move(row));
  }
}

/// What loads brought of an offer to a place in these months.
std::int64_t ModelBuilder::taken_of(const std::string& offer, const std::string& destination,
                                    MonthSpan span) const {
  std::int64_t kg = 0;
  const auto at = loads_.find(offer);
  if (at == loads_.end()) return kg;
  for (const Load* load : at->second)
    if (load->destination == destination && span.contains(load->month)) kg += to_kg(load->tonnes);
  return kg;
}

void ModelBuilder::compatibility() {
  auto& m = model_.market;
  std::vector<Index> group_of;
  for (const auto& lot : m.lots) group_of.push_back(lot.group);
  model_.exclusions =
      Exclusions(group_of, static_cast<Index>(m.groups.size()), model_.lot_offer, rules_.size());
  tell_samples();
  m.lot_to = m.practised_to = Compatibility(m.lots.size(), m.destinations.size());
  m.group_to = Compatibility(m.groups.size(), m.destinations.size());
  const auto asked = alike_lots();
  std::set<std::pair<Index, Index>> processed;  // what a process may make of it is taken
  for (const auto& e : m.entries)
    if (e.product != matching::none) processed.emplace(e.destination, e.group);
  for (Index d = 0; d < rules_.size(); ++d) {
    const Rule& rule = rules_[d];
    lots_into(d, asked);
    for (Index g = 0; g < m.groups.size(); ++g) {
      std::string why = processed.count({d, g}) != 0 ? "" : refusal(group_kinds_[g], rule);
      if (why.empty() && rule.is_store) why = "what leaves a store goes to its use, not to a store";
      if (why.empty() && !rule.offers.empty())
        why = rule.id + " takes only named offers, from their own sites";
      if (!why.empty()) m.group_to.refuse(g, d, why);
    }
  }
  for (Index l = 0; l < asked.size(); ++l)
    if (asked[l] != l) m.lot_to.same(l, asked[l]), m.practised_to.same(l, asked[l]);
}

/// Per lot the first one that all places treat as they treat it: of its group, and of its offer
/// where a place names that.
std::vector<Index> ModelBuilder::alike_lots() const {
  const auto& m = model_.market;
  std::set<std::string> named;
  for (const Rule& rule : rules_) {
    named.insert(rule.offers.begin(), rule.offers.end());
    named.insert(rule.intended.begin(), rule.intended.end());
  }
  std::map<std::pair<Index, std::string>, Index> first;
  std::vector<Index> alike;
  for (Index l = 0; l < m.lots.size(); ++l) {
    const std::string& offer = model_.lot_offer[l];
    const bool own = named.count(offer) > 0;
    alike.push_back(first.try_emplace({m.lots[l].group, own ? offer : ""}, l).first->second);
  }
  return alike;
}

/// What one place takes of all lots; only those are judged that are asked for.
void ModelBuilder::lots_into(Index d, const std::vector<Index>& asked) {
  auto& m = model_.market;
  const Rule& rule = rules_[d];
  std::vector<Refusal> of_group;
  for (Index g = 0; g < m.groups.size(); ++g) {
    of_group.push_back(refused(group_kinds_[g], rule));
    if (!of_group.back().rule.empty()) model_.exclusions.refuse(g, d, of_group.back());
  }
  if (!rule.offers.empty()) model_.exclusions.only(d, rule.offers, rule.source);
  for (Index l = 0; l < m.lots.size(); ++l) {
    if (asked[l] != l) continue;
    const Refusal& why = of_group[m.lots[l].group];
    const std::string& offer = model_.lot_offer[l];
    std::string reason, today;
    if (!why.rule.empty())
      reason = rule.id + ": " + why.en;
    else if (!rule.offers.empty() && !contains(rule.offers, offer))
      reason = rule.id + ": takes only named offers";
    else if (!rule.intended.empty() && !contains(rule.intended, offer))
      today = rule.id + " was made for other projects";
    if (!reason.empty()) m.lot_to.refuse(l, d, reason);
    if (!reason.empty() || !today.empty())
      m.practised_to.refuse(l, d, reason.empty() ? today : reason);
  }
}

}  // namespace masseflyt::scenario
