// matrix_writer.hpp — rows of a matrix as they are found, in any order, into its columns.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <masseflyt/transport/cost_matrix.hpp>
#include <masseflyt/transport/many_to_many.hpp>

#include "transport/arc_cost.hpp"

namespace masseflyt::transport {

/// Different rows may be written by different threads at the same time.
class MatrixWriter {
 public:
  void start(std::size_t origins, std::size_t destinations, const MatrixOptions& options,
             const KnownOfRoads& known, double per_unit);
  /// Per destination; `sums` is empty where figures are not asked for.
  void row(std::size_t origin, std::span<const std::int32_t> cost, std::span<const Sums> sums);

  /// Pairs that no way was found for, whether the matrix holds them or not.
  bool any_unreached() const;
  /// Per origin.
  const std::vector<std::vector<std::uint32_t>>& unreached() const { return unreached_; }

  CostMatrix finish(const char* cost_unit);

 private:
  struct Kept {
    std::uint32_t destination = 0;
    std::int32_t cost = 0;
    Sums sums;
  };
  void make_room(std::size_t pairs);
  void put_cost(std::size_t at, std::int32_t cost);
  void put_figures(std::size_t at, std::int32_t cost, const Sums& sums);
  std::vector<Kept> chosen(std::span<const std::int32_t> cost, std::span<const Sums> sums) const;

  MatrixOptions options_;
  KnownOfRoads known_;
  double per_unit_ = 1;
  bool sparse_ = false;
  MatrixColumns columns_;
  std::vector<std::vector<Kept>> rows_;  ///< sparse only
  std::vector<std::vector<std::uint32_t>> unreached_;
};

}  // namespace masseflyt::transport
