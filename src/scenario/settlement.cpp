#include <masseflyt/scenario/settlement.hpp>

#include <algorithm>
#include <map>
#include <utility>

#include <masseflyt/matching/settlement.hpp>

#include "planned.hpp"
#include "reporting/json_writer.hpp"
#include "workers.hpp"

namespace masseflyt::scenario {
namespace {

using matching::none;

std::string role_of(reporting::Kind kind) {
  switch (kind) {
    case reporting::Kind::store:
      return "store";
    case reporting::Kind::quarry:
      return "quarry";
    case reporting::Kind::need:
      return "need";
    default:
      return "receiver";
  }
}

/// Parties in the order in which they are met, and who owns which row.
class Register {
 public:
  explicit Register(const Modelled& m) : in_(*m.input), model_(m.model), m_(m.market()) {
    for (const auto& offer : model_.lot_offer) owners_.lot.push_back(giver(offer));
    for (const auto& l : model_.limits) owners_.limit.push_back(place(l.place));
    for (const auto& s : m_.stocks)
      owners_.stock.push_back(place(m_.destinations[s.destination].id));
    for (Index q = 0; q < m_.virgin_supply_kg.size(); ++q) {
      const auto at = std::find_if(m_.virgin.begin(), m_.virgin.end(),
                                   [&](const auto& v) { return v.supply_limit == q; });
      owners_.virgin.push_back(place(at == m_.virgin.end() ? "" : at->id));
    }
    for (const auto& what : model_.choices) owners_.choice.push_back(owner(what));
    for (Index r = 0; r < m_.rows.size(); ++r) owners_.row.push_back(owner(r));
    owners_.parties = static_cast<Index>(parties.size());
  }
  std::vector<PartyShare> parties;
  const matching::Owners& owners() const { return owners_; }

 private:
  Index party(const std::string& key, PartyShare share) {
    const auto [at, added] = known_.try_emplace(key, static_cast<Index>(parties.size()));
    if (added) parties.push_back(std::move(share));
    return at->second;
  }
  Index giver(const std::string& offer) {
    const auto at = std::find_if(in_.offers.begin(), in_.offers.end(),
                                 [&](const Offer& o) { return o.id == offer; });
    const std::string id = at->party.empty() ? at->id : at->party;
    PartyShare share{id, id, "giver"};
    for (const auto& p : in_.parties)
      if (p.id == id) share.name = p.name;
    return party("giver/" + id, std::move(share));
  }
  Index place(const std::string& id) {
    PartyShare share{id, id, "quarry"};
    for (Index d = 0; d < m_.destinations.size(); ++d)
      if (m_.destinations[d].id == id)
        share.name = model_.destination_names[d], share.role = role_of(model_.destination_kinds[d]);
    return party("place/" + id, std::move(share));
  }

  Index at(Index destination) { return place(m_.destinations[destination].id); }

  /// A site pays for its opening; what a place asks of a lot is its own affair.
  Index owner(const ChoiceMeaning& what) {
    if (what.what == ChoiceMeaning::What::opening) return place(in_.openings[what.opening].site);
    return at(what.destination);
  }

  /// A deal binds the giver; a limit of loads, or a port, is a party of its own; other rows are
  /// those of the place whose masses they count.
  Index owner(Index r) {
    const auto& row = m_.rows[r];
    const auto& meaning = model_.rows[r];
    if (meaning.rule == "loads") {
      const std::string id = meaning.id.empty() ? row.id : meaning.id;
      return party("loads/" + id, {id, id, "limit"});
    }
    if (meaning.rule == "port")
      for (const auto& month : model_.port_months)
        if (month.row == r) return party("port/" + month.port, {month.port, month.port, "limit"});
    if (row.terms.empty()) return owners_.choice[row.chosen.front().choice];
    const auto& term = row.terms.front();
    switch (term.what) {
      case matching::Counted::deal:
        return meaning.rule == "deal" ? owners_.lot[term.index] : at(term.of);
      case matching::Counted::entry:
        return at(m_.entries[term.index].destination);
      case matching::Counted::intake:
      case matching::Counted::stock:
        return owners_.stock[term.index];
      case matching::Counted::process:
        return owners_.stock[m_.processes[term.index].stock];
      case matching::Counted::byproduct:
        return owners_.stock[m_.processes[m_.byproducts[term.index].process].stock];
      case matching::Counted::virgin:
        return owners_.limit[m_.virgin[term.index].limit];
      case matching::Counted::haul:
      case matching::Counted::far:
        break;
    }
    return party("loads/" + row.id, {row.id, row.id, "limit"});
  }

  const Case& in_;
  const Model& model_;
  const matching::Market& m_;
  matching::Owners owners_;
  std::map<std::string, Index> known_;
};

double nok(std::int64_t micro) { return static_cast<double>(micro) / 1e6; }

}  // namespace

Result<SettlementAnswer> settlement(const Document& document, Diagnostics& found,
                                    const ManyOptions& options) {
  const auto m = modelled(document, options.variants, options.weights, found);
  if (!m) return m.error();
  const auto plan = planned(*m, options.control);
  if (!plan) return plan.error();
  Register all(*m);
  const auto settled =
      matching::settle(m->market(), m->costs(), m->weights, *plan, all.owners(), options.control);
  if (!settled) return settled.error();
  std::vector<std::optional<Error>> wrong(all.parties.size());
  for_each(all.parties.size(), options.threads, options.control, "alone",
           [&](std::size_t p, const Control& control) {
             auto& share = all.parties[p];
             const auto& s = settled->parties[p];
             share.settled = nok(s.settled), share.outlay = nok(s.outlay),
             share.pays = nok(s.pays());
             std::vector<char> members(all.parties.size(), 0);
             members[p] = 1;
             const auto alone =
                 matching::plan(matching::without_others(m->market(), all.owners(), members),
                                m->costs(), m->weights, control);
             if (!alone)
               wrong[p] = alone.error();
             else if (alone->status != matching::Status::optimal && control.late())
               wrong[p] = Error{ErrorCode::deadline, "no answer in the time given"};
             else
               share.alone = nok(alone->objective_micro_nok);
           });
  if (options.control.cancelled()) return stopped_by_caller();
  for (const auto& w : wrong)
    if (w) return *w;
  SettlementAnswer out;
  out.parties = std::move(all.parties);
  out.objective = nok(plan->objective_micro_nok);
  out.unexplained = nok(settled->unexplained);
  return out;
}

std::string settlement_json(const SettlementAnswer& a) {
  reporting::JsonWriter out;
  out.open_object();
  out.member("objective", a.objective, 2);
  out.member("unexplained", a.unexplained, 2);
  out.open_array("parties");
  for (const auto& p : a.parties) {
    out.open_object(reporting::JsonWriter::Layout::row);
    out.member("id", p.id), out.member("name", p.name), out.member("role", p.role);
    out.member("settled", p.settled, 2), out.member("outlay", p.outlay, 2);
    out.member("pays", p.pays, 2), out.member("alone", p.alone, 2),
        out.member("gains", p.gains(), 2);
    out.close();
  }
  out.close();
  out.close();
  return out.take();
}

Result<std::string> model_text(const Document& document, matching::ModelFormat format,
                               Diagnostics& found, const ManyOptions& options) {
  const auto m = modelled(document, options.variants, options.weights, found);
  if (!m) return m.error();
  return matching::model_text(
      m->market(), m->costs(), m->weights, format,
      [&](Index t) { return to_string(m->model.first + static_cast<std::int32_t>(t)); },
      options.control);
}

}  // namespace masseflyt::scenario
