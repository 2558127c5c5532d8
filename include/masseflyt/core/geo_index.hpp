// masseflyt/core/geo_index.hpp — what lies nearest, and what lies within reach.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <masseflyt/core/geo.hpp>
#include <masseflyt/core/result.hpp>

namespace masseflyt {

/// An immutable index over positions, in an R-tree. Answers are exact to distance_m() all over the
/// Earth, the poles and the antimeridian included. Copies share the tree.
class GeoIndex {
 public:
  struct Hit {
    std::uint32_t index = 0;  ///< of the position, as given to make()
    double metres = 0;        ///< distance_m() from where was asked
    bool operator==(const Hit&) const = default;
  };

  /// Errors: invalid_argument, naming the first position that is not on Earth; limit_exceeded
  /// beyond 2^32 - 1 positions. Cost: O(n log n) time, O(n) memory.
  static Result<GeoIndex> make(std::span<const Position> positions);

  std::size_t size() const noexcept;

  /// The `count` nearest positions, or all if there are fewer. Nearest first; of those equally far
  /// the lower index first. Precondition: `from` is on Earth.
  /// Cost: O(count + log n) in the usual case. Thread-safe.
  std::vector<Hit> nearest(Position from, std::size_t count) const;

  /// All positions at most `metres` away, in the same order. Thread-safe.
  std::vector<Hit> within(Position from, double metres) const;

 private:
  struct Tree;
  explicit GeoIndex(std::shared_ptr<const Tree> tree) : tree_(std::move(tree)) {}
  std::shared_ptr<const Tree> tree_;
};

}  // namespace masseflyt
