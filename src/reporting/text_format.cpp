#include "reporting/text_format.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "detail/number.hpp"
#include "detail/text.hpp"

namespace masseflyt::reporting {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

bool is_forbidden_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
}

/// Length of the well-formed character that starts here, 0 for none.
std::size_t character(std::string_view text) {
  for (std::size_t n = 1; n <= 4 && n <= text.size(); ++n)
    if (detail::is_utf8(text.substr(0, n))) return n;
  return 0;
}

bool is_zero(std::string_view digits) {
  return digits.find_first_not_of("-0.") == std::string_view::npos;
}

bool starts_a_formula(std::string_view text) {
  return !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos;
}

}  // namespace

std::string fixed(double value, int decimals) {
  if (!std::isfinite(value)) return {};
  std::array<char, 400> text;  // the largest double has 309 digits
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                 std::chars_format::fixed, decimals)
                       .ptr;
  std::string out(text.data(), end);
  if (out[0] == '-' && is_zero(out)) out.erase(0, 1);
  return out;
}

std::string readable(double value, int decimals, bool norwegian) {
  std::string plain = fixed(std::abs(value), decimals);
  if (plain.empty()) return "–";
  const std::size_t whole = plain.find('.') == plain.npos ? plain.size() : plain.find('.');
  std::string out = value < 0 && !is_zero(plain) ? "−" : "";
  const bool grouped = whole > (norwegian ? 4u : 3u);
  for (std::size_t i = 0; i < whole; ++i) {
    if (grouped && i > 0 && (whole - i) % 3 == 0) out += norwegian ? "\u00A0" : ",";
    out += plain[i];
  }
  if (whole == plain.size()) return out;
  return out + (norwegian ? "," : ".") + plain.substr(whole + 1);
}

std::string clean_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t n = is_forbidden_control(text[0]) ? 0 : character(text);
    out += n == 0 ? replacement : text.substr(0, n);
    text.remove_prefix(n == 0 ? 1 : n);
  }
  return out;
}

std::string html(std::string_view text) {
  std::string out;
  for (const char c : clean_utf8(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string csv_cell(std::string_view text) {
  std::string cell = clean_utf8(text);
  if (starts_a_formula(cell) && !detail::parse_number(cell)) cell.insert(0, 1, '\'');
  if (cell.find_first_of(",;\"\n\r\t") == cell.npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

}  // namespace masseflyt::reporting
