// Whom to ask first, under rules that are the same whoever asks.
#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

#include <masseflyt/scenario/deal.hpp>

#include "planned.hpp"
#include "reporting/json_writer.hpp"

namespace masseflyt::scenario {
namespace {

using matching::From;
using matching::none;
using matching::To;

class Ranking {
 public:
  Ranking(const Modelled& m, const matching::Plan& plan)
      : in_(*m.input), model_(m.model), m_(m.market()), plan_(plan), weights_(m.weights) {
    used_.assign(m_.limits.size(), 0);
    for (const auto& f : plan.flows) {
      Index l = none;
      if (f.to == To::entry) l = m_.entries[f.target].limit;
      if (f.to == To::limit && f.from != From::virgin) l = f.target;
      for (; l != none; l = m_.limits[l].parent) used_[l] += f.kg;
    }
  }

  std::vector<Candidate> run(const std::string& id) const {
    std::vector<Candidate> out;
    for (Index l = 0; l < m_.lots.size(); ++l)
      for (Index d = 0; d < m_.destinations.size(); ++d) {
        // A gate is refused with the reasons of the place that it stands for.
        if (is_gate(model_, d) && !m_.lot_to.allows(l, d)) continue;
        const bool offer = model_.lot_offer[l] == id, need = m_.destinations[d].id == id;
        const bool again = model_.destination_itself[d] != d || is_again(l);
        if ((offer || need) && !again) out.push_back(candidate(l, d, need));
      }
    std::sort(out.begin(), out.end(), [](const Candidate& a, const Candidate& b) {
      return std::tuple(!a.allowed, a.weighed_nok_t, a.id, a.group) <
             std::tuple(!b.allowed, b.weighed_nok_t, b.id, b.group);
    });
    return out;
  }

 private:
  /// Whether the lot is another one in months with other ways.
  bool is_again(Index l) const { return model_.haulage.real(m_.lots[l].place) != m_.lots[l].place; }
  static void say(Candidate& c, std::string en, std::string nb) {
    c.reasons.push_back(std::move(en)), c.reasons_nb.push_back(std::move(nb));
  }

  Candidate candidate(Index l, Index d, bool seen_from_need) const {
    const auto& lot = m_.lots[l];
    const auto& to = m_.destinations[d];
    Candidate c;
    c.id = seen_from_need ? model_.lot_offer[l] : to.id;
    c.name = seen_from_need ? offer_of(l).name : model_.destination_names[d];
    if (seen_from_need && offer_of(l).privacy != "coarse") c.party = offer_of(l).party;
    c.group = m_.groups[lot.group];
    const auto way = model_.haulage.route(lot.place, to.place, weights_);
    if (!way) {
      c.weighed_nok_t = std::numeric_limits<double>::infinity();
      say(c, "no way there is known", "ingen vei dit er kjent");
      return c;
    }
    HaulSums sums = way->sums;
    c.km = sums.km;
    if (!m_.lot_to.allows(l, d)) {
      price(c, sums);
      if (auto why = model_.exclusions.why(l, d); !why.rule.empty())
        say(c, std::move(why.en), std::move(why.nb));
      return c;
    }
    c.allowed = room(c, l, d, sums);
    price(c, sums);
    for (const auto& f : plan_.flows)
      if (f.from == From::supply && m_.supplies[f.source].lot == l && end_of(f) == d)
        c.planned_t += static_cast<double>(f.kg) / 1000;
    if (c.planned_t > 0) say(c, "the best plan sends masses there", "beste plan sender masser dit");
    site(c, to.id);
    return c;
  }

  void price(Candidate& c, const HaulSums& sums) const {
    c.nok_t = sums.nok, c.co2e_kg_t = sums.co2e_kg, c.weighed_nok_t = weigh(sums, weights_);
  }

  /// Whether the months meet, what is paid there, and what the best plan leaves free.
  bool room(Candidate& c, Index l, Index d, HaulSums& sums) const {
    const Index group = m_.lots[l].group;
    bool open = false, product = false;
    std::map<Index, std::int64_t> free;  // per narrowest limit
    for (const auto& e : m_.entries) {
      if (e.destination != d || e.group != group) continue;
      product = product || e.product != none;
      if (e.product != none || !meets(l, e.first, e.last)) continue;
      if (!open) sums += e.extra;
      open = true;
      free[e.limit] = left(e.limit);
    }
    for (Index k = 0; k < m_.stocks.size(); ++k) {
      const auto& s = m_.stocks[k];
      if (s.destination != d || s.group != group || !meets(l, s.first, s.last)) continue;
      if (!open) sums += s.in;
      open = true;
      std::int64_t most = 0;
      for (Index t = s.first; t <= s.last && !plan_.stock_kg.empty(); ++t)
        most = std::max(most, plan_.stock_kg[std::size_t{k} * m_.periods + t]);
      free[none - 1 - k] = s.stock_kg - most;
    }
    for (const auto& [limit, kg] : free)
      c.free_t += kg < matching::unlimited / 2 ? static_cast<double>(kg) / 1000
                                               : std::numeric_limits<double>::infinity();
    if (!open && product)
      say(c, "takes it only out of a store that processes it",
          "tar det bare fra et lager som foredler det");
    else if (!open)
      say(c, "is not open when the masses leave", "er ikke åpent når massene kommer");
    else if (c.free_t <= 0)
      say(c, "the best plan leaves no room there", "beste plan lar ingen plass stå igjen der");
    return open;
  }

  bool meets(Index l, Index first, Index last) const {
    return std::any_of(m_.supplies.begin(), m_.supplies.end(), [&](const auto& s) {
      return s.lot == l && first <= s.period && s.period <= last;
    });
  }
  std::int64_t left(Index limit) const {
    std::int64_t kg = matching::unlimited;
    for (Index l = limit; l != none; l = m_.limits[l].parent)
      kg = std::min(kg, m_.limits[l].capacity_kg - used_[l]);
    return kg;
  }
  Index end_of(const matching::Flow& f) const {
    if (f.to == To::entry) return m_.entries[f.target].destination;
    return f.to == To::stock ? m_.stocks[f.target].destination : none;
  }
  const Offer& offer_of(Index l) const { return in_.offers[m_.lots[l].offer]; }

  /// Permit and purpose, as far as the place says something of them.
  void site(Candidate& c, const std::string& place) const {
    for (const auto& r : in_.receivers) {
      if (r.id != place) continue;
      permit(c, r.permit);
      if (r.kind != "fill") continue;
      const auto purpose = beneficial(r.purpose);
      say(c, purpose.en, purpose.nb);
    }
    for (const auto& s : in_.stores)
      if (s.id == place) permit(c, s.permit);
  }
  static void permit(Candidate& c, const Permit& permit) {
    if (permit.state == "applied")
      say(c, "its permit is applied for and not granted yet",
          "tillatelsen er omsøkt og ikke gitt ennå");
  }

  const Case& in_;
  const Model& model_;
  const matching::Market& m_;
  const matching::Plan& plan_;
  const Weights weights_;
  std::vector<std::int64_t> used_;
};

}  // namespace

Result<std::vector<Candidate>> candidates(const Document& document, std::string_view id,
                                          Diagnostics& found, const CandidateOptions& options) {
  const auto m = modelled(document, options.variants, options.weights, found);
  if (!m) return m.error();
  const auto plan = planned(*m, options.control);
  if (!plan) return plan.error();
  auto all = Ranking(*m, *plan).run(std::string(id));
  if (all.empty())
    return Error{ErrorCode::not_found,
                 "no offer, need or place '" + std::string(id) + "' is in the plan"};
  if (all.size() > options.most) all.resize(options.most);
  return all;
}

std::string candidates_json(const std::vector<Candidate>& all) {
  reporting::JsonWriter out;
  out.open_array();
  for (const auto& c : all) {
    out.open_object(reporting::JsonWriter::Layout::row);
    out.member("id", c.id), out.member("name", c.name), out.member("party", c.party);
    out.member("group", c.group), out.member("allowed", c.allowed);
    out.member("km", c.km, 2), out.member("nok_t", c.nok_t, 2);
    out.member("co2e_kg_t", c.co2e_kg_t, 3), out.member("weighed_nok_t", c.weighed_nok_t, 2);
    out.member("free_t", c.free_t, 3), out.member("planned_t", c.planned_t, 3);
    out.member("reasons", c.reasons), out.member("reasons_nb", c.reasons_nb);
    out.close();
  }
  out.close();
  return out.take();
}

}  // namespace masseflyt::scenario
