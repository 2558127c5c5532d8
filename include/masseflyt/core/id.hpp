// masseflyt/core/id.hpp — names of lots, places and vehicles that cannot be taken for each other.
#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include <masseflyt/core/result.hpp>

namespace masseflyt {

/// The text that a register uses for one thing; `Tag` is any type and says for which sort of
/// thing. Ids are compared byte by byte: upper and lower case differ.
template <typename Tag>
class Id {
 public:
  static constexpr std::size_t max_bytes = 200;

  /// Errors: invalid_argument for an empty text, one with control characters or with blanks at
  /// either end; limit_exceeded beyond `max_bytes`.
  static Result<Id> make(std::string text);

  const std::string& text() const noexcept { return text_; }
  auto operator<=>(const Id&) const = default;

 private:
  explicit Id(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

// ---------------------------------------------------------------------------
// Implementation. Nothing below this line is interface.

namespace detail {

inline Result<void> check_id(std::string_view text, std::size_t max_bytes) {
  if (text.empty()) return Error{ErrorCode::invalid_argument, "an id is empty"};
  if (text.size() > max_bytes)
    return Error{ErrorCode::limit_exceeded, "an id is longer than " + std::to_string(max_bytes) +
                                                " bytes: " + std::string(text.substr(0, 40))};
  for (const char c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      return Error{ErrorCode::invalid_argument, "an id holds a control character"};
  if (text.front() == ' ' || text.back() == ' ')
    return Error{ErrorCode::invalid_argument,
                 "id '" + std::string(text) + "' begins or ends with a blank"};
  return {};
}

}  // namespace detail

template <typename Tag>
Result<Id<Tag>> Id<Tag>::make(std::string text) {
  if (auto checked = detail::check_id(text, max_bytes); !checked) return checked.error();
  return Id(std::move(text));
}

}  // namespace masseflyt

template <typename Tag>
struct std::hash<masseflyt::Id<Tag>> {
  std::size_t operator()(const masseflyt::Id<Tag>& id) const noexcept {
    return std::hash<std::string>()(id.text());
  }
};
