// src/transport/dispatch/travel.hpp — a CostMatrix in whole metres and seconds.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <masseflyt/transport/cost_matrix.hpp>

namespace masseflyt::transport::dispatching {

using Place = std::uint32_t;

/// Square. A pair without a way is `nowhere` metres long. From a place to itself it is 0, whatever
/// the matrix says.
class Travel {
 public:
  static constexpr std::int32_t nowhere = std::numeric_limits<std::int32_t>::max();

  Travel() = default;
  explicit Travel(const CostMatrix& matrix)
      : places_(matrix.origins()), metres_(places_ * places_, nowhere), seconds_(metres_) {
    for (std::size_t i = 0; i < places_; ++i)
      for (std::size_t j = 0; j < places_; ++j) set(i, j, matrix);
  }

  std::size_t places() const { return places_; }
  bool reaches(Place from, Place to) const { return metres(from, to) != nowhere; }
  std::int32_t metres(Place from, Place to) const { return metres_[from * places_ + to]; }
  std::int32_t seconds(Place from, Place to) const { return seconds_[from * places_ + to]; }
  std::span<const std::int32_t> all_metres() const { return metres_; }
  std::span<const std::int32_t> all_seconds() const { return seconds_; }

 private:
  void set(std::size_t i, std::size_t j, const CostMatrix& matrix) {
    const std::size_t cell = i * places_ + j;
    if (i == j) {
      metres_[cell] = seconds_[cell] = 0;
      return;
    }
    if (matrix.reach(i, j) != Reach::reached) return;
    const auto way = matrix.at(i, j);
    const double metres = way->km.value_or(0) * 1000, seconds = way->hours.value_or(0) * 3600;
    if (!(metres < 1e9 && seconds < 1e9)) return;
    metres_[cell] = static_cast<std::int32_t>(std::llround(metres));
    seconds_[cell] = static_cast<std::int32_t>(std::llround(seconds));
  }

  std::size_t places_ = 0;
  std::vector<std::int32_t> metres_, seconds_;
};

}  // namespace masseflyt::transport::dispatching
