// masseflyt/matching/row.hpp — what couples flows that one flow network cannot couple.
//
// A store whose room several groups share, a crusher's by-product, a port's month, a deal that is
// to stay, a site that is opened or not: each is one linear row over the kilograms of a plan and
// over whole-numbered choices. `rules.hpp` writes the usual ones.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <masseflyt/core/haul.hpp>

namespace masseflyt::matching {

using Index = std::uint32_t;
inline constexpr Index none = std::numeric_limits<Index>::max();
inline constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max() / 8;

/// Which kilograms a term counts, by what `index` and `of` are numbers of.
enum class Counted : std::int32_t {
  entry = 1,      ///< entry: all that comes in through it; `of` a stock: only what left that one
  intake = 2,     ///< stock: what comes in from sites, not what lay there before the plan
  stock = 3,      ///< stock: what lies there at the end of a period
  process = 4,    ///< process: what goes in
  virgin = 5,     ///< row of `virgin`, in the period in which that begins
  byproduct = 6,  ///< by-product: all that arises
  deal = 7,       ///< lot, `of` a destination: what goes there straight from its site
  haul = 8,       ///< place, `of` another: what is hauled from one to the other; none: any place
  far = 9,        ///< place: what leaves it for the far receiver, which is no place; none: any
};

/// So many units per kilogram, over a stretch of periods, both inside.
struct Term {
  Counted what = Counted::entry;
  Index index = 0;
  Index of = none;
  Index first = 0, last = none;  ///< none: to the end
  std::int64_t units_per_kg = 1;
};

/// A decision in whole numbers: a site is opened, so many trucks drive.
struct Choice {
  std::string id;         ///< "open Avtjerna 2027"
  std::int64_t most = 1;  ///< 0 to so many, both inside
  HaulSums cost = {};     ///< of one, not per tonne
};

struct Chosen {
  Index choice = 0;
  std::int64_t amount = 0;  ///< units that one gives
};

/// units counted - units chosen, between minimum and capacity, both inside. The unit is up to the
/// row: kilograms, cubic centimetres, millionths of a kilogram of product.
///
/// The empty plan keeps every row that has no price: its minimum is at most 0 and its capacity at
/// least 0. A minimum above 0 has a price, and a shortfall is an answer, not an error.
struct Row {
  std::string id;
  std::vector<Term> terms;
  std::vector<Chosen> chosen = {};
  std::int64_t capacity = unlimited;
  std::int64_t minimum = -unlimited;
  std::int64_t shortfall_micro_nok = 0;  ///< per unit below a minimum above 0
};

/// What a process makes besides its product: it arises where the process stands, in the period in
/// which it runs, and goes to whoever takes its group as it is, or far, or stays unplaced.
/// Whole kilograms: less than one kilogram off the exact share, per period.
struct Byproduct {
  Index process = 0;
  Index group = 0;
  std::int64_t per_million = 0;  ///< kilograms per million kilograms that go in
};

}  // namespace masseflyt::matching
