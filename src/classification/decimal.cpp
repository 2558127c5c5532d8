#include <algorithm>
#include <charconv>

#include <masseflyt/classification/decimal.hpp>

namespace masseflyt::classification {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::uint64_t largest = std::numeric_limits<std::int64_t>::max();

/// A count of steps, and whether something between it and the next step was cut off.
std::optional<std::int64_t> odd_if_cut(Wide steps, bool cut, bool negative) {
  if (steps > largest) return std::nullopt;
  auto count = static_cast<std::int64_t>(steps);
  if (cut && count % 2 == 0) ++count;
  return negative ? -count : count;
}

struct Digits {
  Wide mantissa = 0;
  int exponent = 0;  ///< of the last digit of the mantissa
  bool cut = false;
};

/// The mantissa keeps 25 digits; what follows only says that there was more.
bool take_digit(Digits& d, char c, bool behind_point) {
  if (c < '0' || c > '9') return false;
  constexpr Wide room = Wide(1'000'000'000'000) * 1'000'000'000'000;
  if (d.mantissa < room) {
    d.mantissa = d.mantissa * 10 + static_cast<unsigned>(c - '0');
    d.exponent -= behind_point;
  } else {
    d.cut |= c != '0';
    d.exponent += !behind_point;
  }
  return true;
}

std::optional<int> read_exponent(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || std::abs(value) > 60)
    return std::nullopt;
  return value;
}

std::optional<Digits> read_digits(std::string_view text) {
  Digits d;
  bool any = false, point = false;
  std::size_t i = 0;
  for (; i < text.size() && text[i] != 'e' && text[i] != 'E'; ++i) {
    if (text[i] == '.' && !point) {
      point = true;
    } else if (take_digit(d, text[i], point)) {
      any = true;
    } else {
      return std::nullopt;
    }
  }
  if (!any || text.back() == '.') return std::nullopt;
  if (i == text.size()) return d;
  const auto exponent = read_exponent(text.substr(i + 1));
  if (!exponent) return std::nullopt;
  d.exponent += *exponent;
  return d;
}

}  // namespace

std::optional<Decimal> Decimal::parse(std::string_view text, int shift) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty() || text.size() > 400) return std::nullopt;
  auto d = read_digits(text);
  if (!d) return std::nullopt;
  for (int up = d->exponent + shift + 12; up > 0 && d->mantissa != 0; --up) {
    d->mantissa *= 10;
    if (d->mantissa > largest) return std::nullopt;
  }
  for (int down = -(d->exponent + shift + 12); down > 0 && d->mantissa != 0; --down) {
    d->cut |= d->mantissa % 10 != 0;
    d->mantissa /= 10;
  }
  const auto steps = odd_if_cut(d->mantissa, d->cut, negative);
  if (!steps) return std::nullopt;
  return Decimal(*steps);
}

std::optional<Decimal> Decimal::scaled(Decimal numerator, Decimal denominator) const {
  if (denominator.steps_ == 0) return std::nullopt;
  const auto magnitude = [](Decimal d) {
    return static_cast<Wide>(d.steps_ < 0 ? -d.steps_ : d.steps_);
  };
  const bool negative = ((steps_ < 0) != (numerator.steps_ < 0)) != (denominator.steps_ < 0);
  const Wide product = magnitude(*this) * magnitude(numerator);
  const Wide divisor = magnitude(denominator);
  const auto steps = odd_if_cut(product / divisor, product % divisor != 0, negative);
  if (!steps) return std::nullopt;
  return Decimal(*steps);
}

std::string Decimal::to_string(int digits) const {
  std::string text = std::to_string(steps_ < 0 ? -steps_ : steps_);
  if (text.size() < 13) text.insert(0, 13 - text.size(), '0');
  const auto first = std::min(text.find_first_not_of('0'), text.size());
  const auto keep = std::max(first + static_cast<std::size_t>(digits), text.size() - 12);
  if (keep < text.size())
    std::fill(text.begin() + static_cast<std::ptrdiff_t>(keep), text.end(), '0');
  text.insert(text.size() - 12, 1, '.');
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return steps_ < 0 ? "-" + text : text;
}

}  // namespace masseflyt::classification
