// names.hpp — texts as numbers 0, 1, 2, ... in the order they came.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace masseflyt::traceability {

/// A column of texts: eight bytes beside each.
class Texts {
 public:
  using Index = std::uint32_t;

  std::size_t size() const noexcept { return end_.size() - 1; }
  std::string_view operator[](Index i) const {
    return std::string_view(bytes_).substr(end_[i], end_[i + std::size_t{1}] - end_[i]);
  }
  void push_back(std::string_view text) {
    bytes_ += text;
    end_.push_back(bytes_.size());
  }

 private:
  std::string bytes_;
  std::vector<std::size_t> end_{0};
};

/// Texts that are found again, each once: five to eleven bytes more.
class Names : public Texts {
 public:
  static constexpr Index none = 0xFFFF'FFFF;

  Index find(std::string_view name) const { return slots_[slot_of(name)]; }

  Index add(std::string_view name) {
    if (4 * (size() + 1) > 3 * slots_.size()) grow();
    Index& slot = slots_[slot_of(name)];
    if (slot != none) return slot;
    push_back(name);
    return slot = static_cast<Index>(size() - 1);
  }

 private:
  using Texts::push_back;

  /// Of the name, or the free one where it would go.
  std::size_t slot_of(std::string_view name) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = std::hash<std::string_view>()(name) & mask;
    while (slots_[at] != none && (*this)[slots_[at]] != name) at = (at + 1) & mask;
    return at;
  }
  void grow() {
    slots_.assign(2 * slots_.size(), none);
    for (Index i = 0; i < size(); ++i) slots_[slot_of((*this)[i])] = i;
  }

  std::vector<Index> slots_ = std::vector<Index>(16, none);
};

}  // namespace masseflyt::traceability
