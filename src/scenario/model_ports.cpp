// Ports whose throughput is limited: each way over one is a choice of the plan beside the others.
//
// A pair of places has one way in a market, the cheapest. Where a port fills up the plan has to
// choose between two, so every destination stands there again for each passage over such ports: as
// a gate, with the same limits, which only ways over the passage reach. What enters through gates
// is what the port's month counts.
#include <algorithm>
#include <cmath>

#include "model_builder.hpp"

namespace masseflyt::scenario {
namespace {

using matching::Counted;
using matching::Term;

constexpr std::int64_t million = PortMonth::units_per_kg;

/// The same refusals, with more destinations that are refused as those they stand for.
Compatibility grown(const Compatibility& old, std::size_t lots,
                    const std::vector<Index>& stands_for, bool refuse_new) {
  const std::size_t before = old.destinations();
  Compatibility out(lots, before + stands_for.size());
  for (std::size_t l = 0; l < lots; ++l)
    for (std::size_t d = 0; d < before + stands_for.size(); ++d) {
      const std::size_t like = d < before ? d : stands_for[d - before];
      if (!old.allows(l, like))
        out.refuse(l, d, old.why_not(l, like));
      else if (d >= before && refuse_new)
        out.refuse(l, d, "today's practice has no limits of ports");
    }
  return out;
}

}  // namespace

void ModelBuilder::ports() {
  auto& m = model_.market;
  const auto& passages = model_.haulage.passages();
  if (passages.empty()) return;
  const auto first_gate = static_cast<Index>(m.destinations.size());
  const auto first_entry = static_cast<Index>(m.entries.size());
  std::vector<Index> stands_for;
  std::vector<std::size_t> passage_of;
  for (std::size_t p = 0; p < passages.size(); ++p)
    for (Index d = 0; d < first_gate; ++d) {
      if (model_.destination_kinds[d] == reporting::Kind::store) continue;
      const auto gate = model_.haulage.gate(m.destinations[d].place, p);
      if (!reached(gate)) continue;
      m.destinations.push_back({m.destinations[d].id, gate, false});
      model_.destination_names.push_back(model_.destination_names[d]);
      model_.destination_kinds.push_back(model_.destination_kinds[d]);
      model_.destination_itself.push_back(static_cast<Index>(model_.destination_itself.size()));
      stands_for.push_back(d), passage_of.push_back(p);
    }
  std::vector<std::pair<Index, std::size_t>> gated;  // entry, and what its mass passes
  std::vector<std::vector<Index>> entries(first_entry);
  for (Index e = 0; e < first_entry; ++e)
    for (Index g = 0; g < stands_for.size(); ++g) {
      if (stands_for[g] != m.entries[e].destination) continue;
      entries[e].push_back(static_cast<Index>(m.entries.size()));
      gated.emplace_back(entries[e].back(), passage_of[g]);
      m.entries.push_back(m.entries[e]);
      m.entries.back().destination = first_gate + g;
      model_.entries.push_back(model_.entries[e]);
    }
  m.lot_to = grown(m.lot_to, m.lots.size(), stands_for, false);
  m.practised_to = grown(m.practised_to, m.lots.size(), stands_for, true);
  m.group_to = grown(m.group_to, m.groups.size(), stands_for, false);
  count_again(first_gate, stands_for, entries);
  limit_ports(gated);
  tell_port_limits();
}

/// Whether any mass comes that way.
bool ModelBuilder::reached(PlaceIndex gate) const {
  const auto comes = [&](const auto& from) {
    return model_.haulage.route(from.place, gate, {}).has_value();
  };
  const auto& m = model_.market;
  return std::any_of(m.lots.begin(), m.lots.end(), comes) ||
         std::any_of(m.stocks.begin(), m.stocks.end(), comes);
}

/// What rows count at a place they count at its gates, too.
void ModelBuilder::count_again(Index first_gate, const std::vector<Index>& stands_for,
                               const std::vector<std::vector<Index>>& entries) {
  auto& m = model_.market;
  for (auto& row : m.rows) {
    const std::vector<Term> terms = row.terms;
    for (const Term& t : terms) {
      const auto add = [&](Index Term::*number, Index value) {
        row.terms.push_back(t);
        row.terms.back().*number = value;
      };
      if (t.what == Counted::entry)
        for (const Index e : entries[t.index]) add(&Term::index, e);
      for (Index g = 0; g < stands_for.size(); ++g) {
        if (t.what == Counted::deal && t.of == stands_for[g]) add(&Term::of, first_gate + g);
        if (t.what == Counted::haul && t.of == m.destinations[stands_for[g]].place)
          add(&Term::of, m.destinations[first_gate + g].place);
      }
    }
  }
}

/// One row per port and month. What leaves a process is hauled as its product, so it counts by its
/// yield, in millionths of a kilogram.
void ModelBuilder::limit_ports(const std::vector<std::pair<Index, std::size_t>>& gated) {
  auto& m = model_.market;
  for (const Port& port : in_.ports) {
    if (!port.included || !port.throughput_t_per_month) continue;
    const PlaceIndex here = place(port.place);
    for (Index t = 0; t < m.periods; ++t) {
      matching::Row row;
      row.id = "port " + port.id + " " + to_string(model_.first + static_cast<std::int32_t>(t));
      row.capacity = to_kg(*port.throughput_t_per_month) * million;
      for (const auto& [e, passage] : gated) {
        const auto& over = model_.haulage.passages()[passage];
        const auto& entry = m.entries[e];
        if (t < entry.first || t > entry.last ||
            std::find(over.begin(), over.end(), here) == over.end())
          continue;
        if (entry.product == matching::none)
          row.terms.push_back({Counted::entry, e, matching::none, t, t, million});
        for (Index p = 0; p < m.processes.size(); ++p)
          if (entry.product != matching::none && m.processes[p].product == entry.product &&
              m.stocks[m.processes[p].stock].group == entry.group)
            row.terms.push_back({Counted::entry, e, m.processes[p].stock, t, t,
                                 std::llround(matching::yield_of(m, p) * million)});
      }
      if (row.terms.empty()) continue;
      model_.port_months.push_back({port.id, static_cast<Index>(m.rows.size()), t});
      m.rows.push_back(std::move(row));
    }
  }
}

void ModelBuilder::tell_port_limits() {
  note(
      "Ports with a monthly throughput: what goes by sea or rail over them is counted, month by "
      "month, and the plan chooses what goes another way. Ways into stores and ways of virgin rock "
      "do not use these ports, loads driven already take none of their room, and today's practice "
      "is not held to it.",
      "Havner med månedlig kapasitet: det som går over dem på sjø eller bane telles måned for "
      "måned, og planen velger hva som går en annen vei. Veier inn på lager og veier for ny stein "
      "bruker ikke disse havnene, lass som alt er kjørt tar ikke av kapasiteten, og dagens praksis "
      "er ikke bundet av den.");
}

}  // namespace masseflyt::scenario
