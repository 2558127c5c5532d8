// seen.hpp — which of the expected readings of a window have come.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace masseflyt::monitoring::detail {

/// Places are counted from 0. Stretches of them, for mostly there are few; a bit each where that is
/// less.
class Seen {
 public:
  bool has(std::size_t place) const {
    if (!bits_.empty())
      return place / 64 < bits_.size() && (bits_[place / 64] >> (place % 64) & 1) != 0;
    const auto next = after(place);
    return next != runs_.begin() && place <= std::prev(next)->last;
  }

  /// Precondition: place < 2^32 - 1.
  void mark(std::size_t place) {
    const auto p = static_cast<std::uint32_t>(place);
    if (bits_.empty() && !runs_.empty() && p == runs_.back().last + 1)
      ++runs_.back().last;  // as it should be
    else if (!bits_.empty())
      set_bit(place);
    else if (!has(place))
      insert(p);
  }

  void clear() { runs_.clear(), bits_.clear(); }

  template <typename Archive>
  void visit(Archive& archive) {
    archive(runs_, bits_);
    if constexpr (Archive::reading)
      if (!is_sound()) archive.fail();
  }

 private:
  struct Run {
    std::uint32_t first = 0, last = 0;  ///< both inside
    template <typename Archive>
    void visit(Archive& archive) {
      archive(first, last);
    }
  };

  std::vector<Run>::const_iterator after(std::size_t place) const {
    return std::upper_bound(runs_.begin(), runs_.end(), place,
                            [](std::size_t p, const Run& r) { return p < r.first; });
  }
  void insert(std::uint32_t p) {
    const auto at = runs_.begin() + (after(p) - runs_.cbegin());
    const bool joins_before = at != runs_.begin() && std::prev(at)->last + 1 == p;
    const bool joins_after = at != runs_.end() && p + 1 == at->first;
    if (joins_before && joins_after) {
      std::prev(at)->last = at->last;
      runs_.erase(at);
    } else if (joins_before) {
      std::prev(at)->last = p;
    } else if (joins_after) {
      at->first = p;
    } else {
      runs_.insert(at, {p, p});
      if (runs_.size() > 16 && runs_.size() * sizeof(Run) > runs_.back().last / 8) spread();
    }
  }
  void set_bit(std::size_t place) {
    if (place / 64 >= bits_.size()) bits_.resize(place / 64 + 1);
    bits_[place / 64] |= std::uint64_t{1} << (place % 64);
  }
  void spread() {
    for (const auto& r : runs_)
      for (std::size_t p = r.first; p <= r.last; ++p) set_bit(p);
    runs_ = {};
  }
  bool is_sound() const {
    for (std::size_t i = 0; i < runs_.size(); ++i)
      if (runs_[i].first > runs_[i].last || (i > 0 && runs_[i].first <= runs_[i - 1].last + 1ull))
        return false;
    return runs_.empty() || (bits_.empty() && runs_.back().last < 0xffffffff);
  }

  std::vector<Run> runs_;            ///< in order, and apart
  std::vector<std::uint64_t> bits_;  ///< or these
};

}  // namespace masseflyt::monitoring::detail
