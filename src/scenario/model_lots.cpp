// Offers as lots and monthly supplies; internal masses and the past as facts.
#include <algorithm>
#include <utility>

#include <masseflyt/scenario/deal.hpp>

#include "model_builder.hpp"

namespace masseflyt::scenario {
namespace {

bool contains(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Shares of one offer: what it is made of, with its part of the tonnes. They sum to 1. The part
/// that is declared clean is planned as `clean_as`.
std::vector<std::pair<LotKind, double>> kinds_of(const Offer& offer, const std::string& clean_as) {
  std::vector<std::pair<LotKind, double>> out;
  const auto add = [&](std::string material, std::string grade, const std::string& condition_class,
                       double share) {
    if (share <= 0) return;
    std::string name = group_name(material, grade, condition_class);
    out.push_back(
        {{std::move(material), std::move(grade), condition_class, std::move(name)}, share});
  };
  const auto by_class = [&](const std::string& c, double share) {
    if (c == "alum_shale")
      add("alum_shale", "", c, share);
    else if (offer.material == "rock_tbm")
      add(offer.material, "tbm", c, share);
    else if (offer.material == "rock") {
      add(offer.material, "hard", c, share * offer.hard_share);
      add(offer.material, "soft", c, share * (1 - offer.hard_share));
    } else
      add(offer.material, "", c, share);
  };
  by_class(clean_as, 1 - offer.not_clean_share);
  for (const auto& [c, share] : offer.not_clean_split) by_class(c, offer.not_clean_share * share);
  return out;
}

/// Cuts `total` into parts with the given shares, in whole kilograms that add up.
std::vector<std::int64_t> cut(std::int64_t total, const std::vector<double>& shares) {
  std::vector<std::int64_t> parts;
  double done = 0, all = 0;
  for (const double s : shares) all += s;
  std::int64_t given = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    done += shares[i];
    const auto upto =
        i + 1 == shares.size() ? total : to_kg(static_cast<double>(total) * (done / all) / 1000.0);
    parts.push_back(upto - given);
    given = upto;
  }
  return parts;
}

}  // namespace

void ModelBuilder::lots() {
  order_loads();
  for (Index i = 0; i < in_.offers.size(); ++i) {
    const Offer& offer = in_.offers[i];
    if (!offer.included || offer.tonnes <= 0 || !is_planned(offer.stage)) continue;
    std::string clean_as = "clean";
    if (const auto at = sampled_.find(offer.id); at != sampled_.end()) {
      clean_as = clean_part_of(offer, at->second);
      const bool worse = clean_as != "clean";
      note(offer.id + ": " + at->second.en +
               (worse ? " Its clean part is planned as " + clean_as + "." : ""),
           offer.id + ": " + at->second.nb +
               (worse ? " Den rene delen er planlagt som " + clean_as + "." : ""));
    }
    const auto kinds = kinds_of(offer, clean_as);
    std::vector<double> shares, internal_shares;
    const auto need = std::find_if(in_.needs.begin(), in_.needs.end(), [&](const Need& n) {
      return n.id == offer.internal_need && n.included;
    });
    const bool has_internal = offer.internal_t > 0 && need != in_.needs.end();
    for (const auto& [kind, share] : kinds) {
      shares.push_back(share);
      const bool fits =
          has_internal && kind.condition_class == "clean" &&
          refusal(kind, {need->id, need->materials, {"clean"}, {}, {}, {}, need->product}).empty();
      internal_shares.push_back(fits ? share : 0);
    }
    const auto kg = cut(to_kg(offer.tonnes), shares);
    double fitting = 0;
    for (const double s : internal_shares) fitting += s;
    std::vector<std::int64_t> internal(kinds.size(), 0);
    if (fitting > 0) internal = cut(to_kg(offer.internal_t), internal_shares);
    std::vector<LotKind> just_kinds;
    std::vector<std::vector<std::int64_t>> out(kinds.size());
    std::int64_t inside = 0;
    const std::int32_t months = offer.end - offer.begin + 1;
    for (std::size_t k = 0; k < kinds.size(); ++k) {
      just_kinds.push_back(kinds[k].first);
      inside += internal[k] = std::min(internal[k], kg[k]);
      for (std::int32_t m = 0; m < months; ++m)
        out[k].push_back(spread(kg[k] - internal[k], m, months));
    }
    if (loads_.count(offer.id) != 0) drive(offer, i, just_kinds, out, kg, inside);
    for (std::size_t k = 0; k < kinds.size(); ++k) {
      hold_back(offer, out[k]);
      lot(offer, i, just_kinds[k], internal[k], out[k]);
    }
  }
}

/// `out_kg`: what leaves the offer in each of its months, and in those by which it is late.
void ModelBuilder::lot(const Offer& offer, Index offer_index, LotKind kind,
                       std::int64_t internal_kg, const std::vector<std::int64_t>& out_kg) {
  const auto index = static_cast<Index>(model_.market.lots.size());
  bool any = false;
  const std::int32_t months = offer.end - offer.begin + 1;
  const auto all = std::max(months, static_cast<std::int32_t>(out_kg.size()));
  for (std::int32_t i = 0; i < all; ++i) {
    const Month m = offer.begin + i;
    const auto at = static_cast<std::size_t>(i);
    const auto out = at < out_kg.size() ? out_kg[at] : 0;
    const auto inside = i < months ? spread(internal_kg, i, months) : 0;
    if (!in_.header.horizon.contains(m)) {
      beyond_kg_ += out + inside;
      continue;
    }
    if (inside > 0) {
      fact(offer, kind, m, inside, reporting::Kind::internal, offer.internal_need);
      if (m >= window_.first) internal_kg_[offer.internal_need][m.year()] += inside;
    }
    if (out == 0) continue;
    if (m < window_.first) {
      const auto receivers = observed_receivers(offer, m);
      if (receivers == "unknown") before_kg_ += out;
      fact(offer, kind, m, out, reporting::Kind::past, receivers);
      continue;
    }
    any = true;
    model_.market.supplies.push_back({index, period(m), out, matching::none});
  }
  if (!any) return;
  model_.market.lots.push_back(
      {offer.id + "/" + kind.group, offer_index, group(kind), place(offer.place), {}});
  model_.lot_offer.push_back(offer.id);
  model_.lot_kinds.push_back(std::move(kind));
}

void ModelBuilder::fact(const Offer& offer, const LotKind& kind, Month month, std::int64_t kg,
                        reporting::Kind what, const std::string& destination) {
  reporting::Movement m;
  m.offer = offer.id;
  m.party = offer.party;
  m.group = kind.group;
  m.material = kind.material, m.grade = kind.grade, m.condition_class = kind.condition_class;
  m.source = offer.id;
  m.destination = destination;
  m.kind = what;
  m.from = m.to = place(offer.place);
  m.month = month;
  m.kg = kg;
  model_.facts.push_back(std::move(m));
}

/// "K02;K04" where a published flow names the receivers, else "unknown".
std::string ModelBuilder::observed_receivers(const Offer& offer, Month month) const {
  for (const auto& o : in_.observed) {
    if (!contains(o.offers, offer.id) || month < o.begin || o.end < month) continue;
    std::string names;
    for (const auto& r : o.receivers) names += (names.empty() ? "" : ";") + r;
    return names;
  }
  return "unknown";
}

/// Tells the baseline where each lot is known to have gone.
void ModelBuilder::observed_destinations() {
  auto& m = model_.market;
  for (auto& lot : m.lots)
    for (const auto& o : in_.observed) {
      if (!contains(o.offers, in_.offers[lot.offer].id)) continue;
      for (Index d = 0; d < m.destinations.size(); ++d)
        if (contains(o.receivers, m.destinations[d].id)) lot.observed.push_back(d);
    }
}

}  // namespace masseflyt::scenario
