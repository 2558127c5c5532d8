#include "exclusions.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "tell.hpp"

namespace masseflyt::scenario {
namespace {

/// Above this many pairs of lots and places the answer is a count per group and rule.
constexpr std::uint64_t most_told = 1'000'000;

bool contains(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// By place, group and rule, with the offers it is about.
std::vector<reporting::ExclusionRow> by_place(const Model& model) {
  std::vector<reporting::ExclusionRow> out;
  std::map<std::tuple<Index, std::string, std::string, std::string>, std::size_t> place_of;
  const auto& m = model.market;
  const auto& closed = model.exclusions;
  for (Index d = 0; d < closed.destinations(); ++d)
    for (Index l = 0; l < closed.lots(); ++l) {
      if (!closed.any(l, d)) continue;
      const Refusal why = closed.why(l, d);
      const std::string& group = m.groups[m.lots[l].group];
      const auto [at, added] = place_of.try_emplace({d, group, why.rule, why.en}, out.size());
      if (added)
        out.push_back({m.destinations[d].id, group, {}, why.rule, why.en, why.nb, why.source});
      out[at->second].offers.push_back(model.lot_offer[l]);
    }
  return out;
}

/// By group and rule, with the number of pairs.
std::vector<reporting::ExclusionRow> in_numbers(const Model& model) {
  std::vector<reporting::ExclusionRow> out;
  std::map<std::tuple<std::string, std::string, std::string>, std::size_t> place_of;
  for (const auto& told : model.exclusions.in_short()) {
    const std::string& group = model.group_kinds[told.kind].group;
    const auto [at, added] = place_of.try_emplace({group, told.why.rule, told.why.en}, out.size());
    if (added) out.push_back({"", group, {}, told.why.rule, told.why.en, told.why.nb, ""});
    out[at->second].pairs += static_cast<std::int64_t>(told.lots);
  }
  return out;
}

}  // namespace

Exclusions::Exclusions(std::vector<Index> kind_of, Index kinds, std::vector<std::string> offer_of,
                       std::size_t destinations)
    : kind_of_(std::move(kind_of)),
      offer_of_(std::move(offer_of)),
      lots_of_(kinds, 0),
      cell_(kinds, std::vector<Index>(destinations, 0)),
      only_(destinations),
      source_of_(destinations) {
  for (Index l = 0; l < kind_of_.size(); ++l) {
    ++lots_of_[kind_of_[l]];
    lots_of_offer_[offer_of_[l]].push_back(l);
  }
}

void Exclusions::refuse(Index kind, Index destination, const Refusal& why) {
  const auto [at, added] = known_.try_emplace({why.rule, why.en, why.nb, why.source},
                                              static_cast<Index>(refusals_.size()));
  if (added) refusals_.push_back(why);
  cell_[kind][destination] = at->second + 1;
}

void Exclusions::only(Index destination, Names offers, std::string source) {
  only_[destination] = std::move(offers);
  source_of_[destination] = std::move(source);
}

bool Exclusions::any(Index lot, Index destination) const {
  if (destination >= only_.size()) return false;
  if (cell_[kind_of_[lot]][destination] != 0) return true;
  const Names& offers = only_[destination];
  return !offers.empty() && !contains(offers, offer_of_[lot]);
}

Refusal Exclusions::why(Index lot, Index destination) const {
  if (!any(lot, destination)) return {};
  const Index row = cell_[kind_of_[lot]][destination];
  if (row == 0)
    return {"acceptance/offers",
            "takes only named offers, and " + offer_of_[lot] + " is none of them",
            "tar bare navngitte masser, og " + offer_of_[lot] + " er ikke blant dem",
            source_of_[destination]};
  Refusal why = refusals_[row - 1];
  const auto more = sampled_.find(lot);
  if (more == sampled_.end() || why.rule != "acceptance/class") return why;
  why.rule += "; " + more->second.rule;
  why.en += "; " + more->second.en, why.nb += "; " + more->second.nb;
  why.source += (why.source.empty() ? "" : "; ") + more->second.source;
  return why;
}

std::vector<std::uint64_t> Exclusions::not_named(Index destination) const {
  auto lots = lots_of_;
  Names once = only_[destination];  // a row may name an offer twice
  std::sort(once.begin(), once.end());
  once.erase(std::unique(once.begin(), once.end()), once.end());
  for (const auto& offer : once)
    if (const auto at = lots_of_offer_.find(offer); at != lots_of_offer_.end())
      for (const Index l : at->second) --lots[kind_of_[l]];
  return lots;
}

std::uint64_t Exclusions::pairs() const {
  std::uint64_t sum = 0;
  for (const auto& told : in_short()) sum += told.lots;
  return sum;
}

std::vector<Exclusions::Told> Exclusions::in_short() const {
  std::vector<Told> out;
  for (Index d = 0; d < only_.size(); ++d) {
    const auto others =
        only_[d].empty() ? std::vector<std::uint64_t>(lots_of_.size(), 0) : not_named(d);
    for (Index k = 0; k < lots_of_.size(); ++k) {
      if (const Index row = cell_[k][d]; row != 0)
        out.push_back({k, d, refusals_[row - 1], lots_of_[k]});
      else if (others[k] > 0)
        out.push_back(
            {k,
             d,
             {"acceptance/offers", "takes only named offers", "tar bare navngitte masser", ""},
             others[k]});
      if (!out.empty() && out.back().lots == 0) out.pop_back();
    }
  }
  return out;
}

std::vector<reporting::ExclusionRow> exclusion_rows(const Model& model) {
  return model.exclusions.pairs() > most_told ? in_numbers(model) : by_place(model);
}

}  // namespace masseflyt::scenario
