#include "detail/number.hpp"

#include <array>
#include <cassert>
#include <charconv>
#include <cmath>

namespace masseflyt::detail {
namespace {

constexpr std::size_t longest = 400;  // a double has 767 digits at most; nobody types that many

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// from_chars would also read "inf" and "nan".
bool starts_as_number(std::string_view text) {
  if (!text.empty() && text.front() == '-') text.remove_prefix(1);
  return !text.empty() && (is_digit(text.front()) || text.front() == '.');
}

template <typename T>
std::optional<T> read_all(std::string_view text) noexcept {
  T value{};
  const char* end = text.data() + text.size();
  const auto [stopped, fault] = std::from_chars(text.data(), end, value);
  if (fault != std::errc{} || stopped != end) return std::nullopt;
  return value;
}

std::size_t digits(std::string_view text, std::size_t from) {
  while (from < text.size() && is_digit(text[from])) ++from;
  return from;
}

}  // namespace

std::optional<double> parse_number(std::string_view text, DecimalMark mark) noexcept {
  if (text.size() > longest) return std::nullopt;
  std::array<char, longest> copy;
  if (mark == DecimalMark::point_or_comma) {
    if (const auto comma = text.find(','); comma != text.npos) {
      if (text.find('.') != text.npos) return std::nullopt;  // 1.000,5 or 1,000.5: nobody knows
      text.copy(copy.data(), text.size());
      copy[comma] = '.';
      text = {copy.data(), text.size()};
    }
  }
  if (!starts_as_number(text)) return std::nullopt;
  const auto value = read_all<double>(text);
  if (!value || !std::isfinite(*value)) return std::nullopt;
  return value;
}

std::optional<std::int64_t> parse_integer(std::string_view text) noexcept {
  return read_all<std::int64_t>(text);
}

std::string format_number(double value) {
  assert(std::isfinite(value));
  std::array<char, 32> text;
  char* const last = text.data() + text.size();
  const bool whole = std::abs(value) < 1e15 && value == std::trunc(value);
  const auto end = whole ? std::to_chars(text.data(), last, static_cast<std::int64_t>(value)).ptr
                         : std::to_chars(text.data(), last, value).ptr;
  return {text.data(), end};
}

bool is_json_number(std::string_view text) noexcept {
  std::size_t at = !text.empty() && text[0] == '-' ? 1 : 0;
  const std::size_t whole = at;
  at = digits(text, at);
  if (at == whole || (text[whole] == '0' && at > whole + 1)) return false;
  if (at < text.size() && text[at] == '.') {
    const std::size_t end = digits(text, at + 1);
    if (end == at + 1) return false;
    at = end;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    if (++at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const std::size_t end = digits(text, at);
    if (end == at) return false;
    at = end;
  }
  return at == text.size();
}

}  // namespace masseflyt::detail
