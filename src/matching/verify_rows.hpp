// src/matching/verify_rows.hpp — which rows count a kilogram, and by how many units?
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include <masseflyt/matching/market.hpp>
#include <masseflyt/matching/plan.hpp>

namespace masseflyt::matching {

/// Each term of each row, found by what it counts. After the rows of the market come those of the
/// by-products, one per by-product and period: a million times what arises, less its share of what
/// goes in, within a million either way.
class CountedRows {
 public:
  struct Unit {
    Index row;
    std::int64_t per_kg;
  };
  using Units = std::vector<Unit>;

  explicit CountedRows(const Market& market);

  std::size_t size() const { return m_.rows.size() + m_.byproducts.size() * m_.periods; }
  Index row_of(Index byproduct, Index period) const {
    return static_cast<Index>(m_.rows.size() + std::size_t{byproduct} * m_.periods + period);
  }
  /// At most, and at least, units counted less units chosen.
  std::int64_t capacity(Index row) const;
  std::int64_t minimum(Index row) const;

  /// Of the flow itself; what a process or a by-product's source counts is asked for apart.
  const Units& of(const Flow& flow);
  const Units& of_level(Index stock, Index period);
  const Units& of_process(Index process, Index period);
  const Units& of_byproduct(Index byproduct, Index period);

 private:
  struct Entry {
    Index row;
    Term term;
  };
  using Found = std::vector<Entry>;
  void add(const Found& found, Index period, Index of = none);
  void add(const std::map<std::pair<Index, Index>, Found>& found, Index a, Index b, Index period);
  void haul(PlaceIndex from, PlaceIndex to, Index period);

  const Market& m_;
  std::vector<Found> entry_, intake_, stock_, process_, virgin_, byproduct_;
  std::map<std::pair<Index, Index>, Found> deal_, haul_, far_;  ///< far_: place, none
  Units units_;
};

}  // namespace masseflyt::matching
