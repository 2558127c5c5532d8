// masseflyt/core/compatibility.hpp — which mass may go where, and why not.
//
// Filled by `scenario` from classification; read by matching, which knows neither.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace masseflyt {

/// Rows are lots, columns are destinations. Lots that are treated alike may share a row: what is
/// kept is 4 bytes per destination and different row, and each reason once.
class Compatibility {
 public:
  static constexpr std::uint32_t allowed = 0;

  Compatibility() = default;
  /// Every lot may go everywhere.
  Compatibility(std::size_t lots, std::size_t destinations)
      : destinations_(destinations), row_of_(lots, 0) {
    if (lots == 0) return;
    row_.emplace_back(destinations, allowed);
    lots_of_.push_back(lots);
  }

  std::size_t lots() const noexcept { return destinations_ == 0 ? 0 : row_of_.size(); }
  std::size_t destinations() const noexcept { return destinations_; }

  bool allows(std::size_t lot, std::size_t destination) const {
    return row_[row_of_[lot]][destination] == allowed;
  }
  /// Empty when allowed; otherwise one sentence naming the rule and what breaks it.
  const std::string& why_not(std::size_t lot, std::size_t destination) const {
    return reason_[row_[row_of_[lot]][destination]];
  }
  void refuse(std::size_t lot, std::size_t destination, std::string reason) {
    own_row(lot)[destination] = intern(std::move(reason));
  }
  /// The lot may go where `like` may, for the same reasons, until one of both is refused more.
  void same(std::size_t lot, std::size_t like) {
    if (row_of_[lot] == row_of_[like]) return;
    leave_row(lot);
    ++lots_of_[row_of_[lot] = row_of_[like]];
  }
  /// Rows that are kept, at most one per lot.
  std::size_t rows() const noexcept { return row_.size() - free_.size(); }

 private:
  using Row = std::vector<std::uint32_t>;

  /// A copy, unless the lot is alone in it.
  Row& own_row(std::size_t lot) {
    const std::uint32_t shared = row_of_[lot];
    if (lots_of_[shared] == 1) return row_[shared];
    --lots_of_[shared];
    if (free_.empty()) {
      free_.push_back(static_cast<std::uint32_t>(row_.size()));
      row_.emplace_back(), lots_of_.push_back(0);
    }
    const std::uint32_t own = row_of_[lot] = free_.back();
    free_.pop_back();
    lots_of_[own] = 1;
    return row_[own] = row_[shared];
  }
  void leave_row(std::size_t lot) {
    const std::uint32_t row = row_of_[lot];
    if (--lots_of_[row] > 0) return;
    row_[row] = {};
    free_.push_back(row);
  }

  std::uint32_t intern(std::string reason) {
    const auto [at, added] =
        known_.try_emplace(std::move(reason), static_cast<std::uint32_t>(reason_.size()));
    if (added) reason_.push_back(at->first);
    return at->second;
  }

  std::size_t destinations_ = 0;
  std::vector<std::uint32_t> row_of_;  ///< per lot
  std::vector<Row> row_;               ///< reasons per destination
  std::vector<std::size_t> lots_of_;   ///< per row, how many share it
  std::vector<std::uint32_t> free_;    ///< rows that no lot has
  std::vector<std::string> reason_ = {std::string()};
  std::unordered_map<std::string, std::uint32_t> known_;  ///< numbers of reasons
};

}  // namespace masseflyt
