// src/scenario/exclusions.hpp — which places are closed to which lots, kept once per kind of lot.
//
// Ten thousand offers and ten thousand needs are a hundred million pairs, but few kinds of masses.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <masseflyt/matching/market.hpp>
#include <masseflyt/scenario/case.hpp>

namespace masseflyt::scenario {

/// Why a mass may not go somewhere; no rule: it may.
struct Refusal {
  std::string rule;  ///< "acceptance/class", "no.normverdier/pb"
  std::string en, nb;
  std::string source;  ///< of the rule, or of the row of the place
};

class Exclusions {
 public:
  using Index = matching::Index;

  Exclusions() = default;
  /// `kind_of` and `offer_of` per lot; of each kind every place takes everything.
  Exclusions(std::vector<Index> kind_of, Index kinds, std::vector<std::string> offer_of,
             std::size_t destinations);

  /// All lots of the kind.
  void refuse(Index kind, Index destination, const Refusal& why);
  /// All lots of other offers, where their kind is not refused.
  void only(Index destination, Names offers, std::string source);
  /// What is added where a place does not take the class of this lot.
  void sampled(Index lot, Refusal more) { sampled_[lot] = std::move(more); }

  bool any(Index lot, Index destination) const;
  Refusal why(Index lot, Index destination) const;

  std::size_t lots() const { return kind_of_.size(); }
  std::size_t destinations() const { return only_.size(); }
  /// Pairs of lots and places that are closed to each other.
  std::uint64_t pairs() const;

  /// Without what only one place or offer has: for counts.
  struct Told {
    Index kind = 0, destination = 0;
    Refusal why;
    std::uint64_t lots = 0;
  };
  /// By destination, then kind; a kind is told once as refused or for its offers that are not
  /// named.
  std::vector<Told> in_short() const;

 private:
  /// Lots of each kind whose offers the place does not name.
  std::vector<std::uint64_t> not_named(Index destination) const;

  std::vector<Index> kind_of_;
  std::vector<std::string> offer_of_;
  std::vector<std::uint64_t> lots_of_;    ///< per kind
  std::vector<std::vector<Index>> cell_;  ///< per kind and destination: 0, or 1 + row of refusals
  std::vector<Refusal> refusals_;
  std::vector<Names> only_;             ///< per destination; empty: any offer
  std::vector<std::string> source_of_;  ///< of that
  std::map<Index, Refusal> sampled_;    ///< per lot
  std::map<std::string, std::vector<Index>> lots_of_offer_;
  std::map<std::vector<std::string>, Index> known_;  ///< rows of refusals
};

}  // namespace masseflyt::scenario
