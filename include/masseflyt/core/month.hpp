// masseflyt/core/month.hpp — a civil month, the period of a plan.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace masseflyt {

/// Counted from January of year 0, so months subtract and compare as numbers do.
struct Month {
  std::int32_t index = 0;

  static constexpr Month of(std::int32_t year, std::int32_t month_1_to_12) {
    return {year * 12 + month_1_to_12 - 1};
  }
  constexpr std::int32_t year() const { return index / 12; }
  constexpr std::int32_t month() const { return index % 12 + 1; }

  friend constexpr auto operator<=>(Month, Month) = default;
  friend constexpr Month operator+(Month a, std::int32_t months) { return {a.index + months}; }
  friend constexpr std::int32_t operator-(Month a, Month b) { return a.index - b.index; }
};

/// Both ends are inside.
struct MonthSpan {
  Month first;
  Month last;
  constexpr bool contains(Month m) const { return first <= m && m <= last; }
  constexpr std::int32_t count() const { return last - first + 1; }
  bool operator==(const MonthSpan&) const = default;
};

/// "2026-03" for years 1900 to 2199; nothing else is a month.
constexpr std::optional<Month> parse_month(std::string_view text) {
  if (text.size() != 7 || text[4] != '-') return std::nullopt;
  std::int32_t digits[6] = {};
  for (int i = 0, k = 0; i < 7; ++i) {
    if (i == 4) continue;
    if (text[static_cast<std::size_t>(i)] < '0' || text[static_cast<std::size_t>(i)] > '9')
      return std::nullopt;
    digits[k++] = text[static_cast<std::size_t>(i)] - '0';
  }
  const auto year = digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3];
  const auto month = digits[4] * 10 + digits[5];
  if (year < 1900 || year > 2199 || month < 1 || month > 12) return std::nullopt;
  return Month::of(year, month);
}

/// "2026-03".
inline std::string to_string(Month m) {
  std::string text = "0000-00";
  for (std::int32_t i = 3, y = m.year(); i >= 0; --i, y /= 10)
    text[static_cast<std::size_t>(i)] = static_cast<char>('0' + y % 10);
  text[5] = static_cast<char>('0' + m.month() / 10);
  text[6] = static_cast<char>('0' + m.month() % 10);
  return text;
}

}  // namespace masseflyt
