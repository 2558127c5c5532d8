// masseflyt/core/compatibility.hpp — which mass may go where, and why not.
//
// Filled by `scenario` from classification; read by matching, which knows neither.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace masseflyt {

/// Rows are lots, columns are destinations.
class Compatibility {
 public:
  static constexpr std::uint32_t allowed = 0;

  Compatibility() = default;
  Compatibility(std::size_t lots, std::size_t destinations)
      : destinations_(destinations), cell_(lots * destinations, allowed) {}

  std::size_t lots() const noexcept {
    return destinations_ == 0 ? 0 : cell_.size() / destinations_;
  }
  std::size_t destinations() const noexcept { return destinations_; }

  bool allows(std::size_t lot, std::size_t destination) const {
    return cell_[lot * destinations_ + destination] == allowed;
  }
  /// Empty when allowed; otherwise one sentence naming the rule and what breaks it.
  const std::string& why_not(std::size_t lot, std::size_t destination) const {
    return reason_[cell_[lot * destinations_ + destination]];
  }
  void refuse(std::size_t lot, std::size_t destination, std::string reason) {
    cell_[lot * destinations_ + destination] = intern(std::move(reason));
  }

 private:
  std::uint32_t intern(std::string reason) {
    for (std::uint32_t i = 1; i < reason_.size(); ++i)
      if (reason_[i] == reason) return i;
    reason_.push_back(std::move(reason));
    return static_cast<std::uint32_t>(reason_.size() - 1);
  }

  std::size_t destinations_ = 0;
  std::vector<std::uint32_t> cell_;
  std::vector<std::string> reason_ = {std::string()};
};

}  // namespace masseflyt
