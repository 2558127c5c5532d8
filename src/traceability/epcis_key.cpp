// GS1 keys in their one form: EPC Tag Data Standard 2.0 (URNs) and GS1 Digital Link URI syntax 1.2,
// 4.11 (canonical links), narrowed to the finest key as CBV 2.0, 8.9.6 asks.
#include <algorithm>
#include <array>
#include <span>

#include "detail/text.hpp"
#include "traceability/epcis_words.hpp"

namespace masseflyt::traceability {
namespace {

using Parts = std::vector<std::string>;

bool all_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// GS1 General Specifications, 7.9.1. Precondition: digits only.
std::string with_check_digit(std::string digits) {
  int sum = 0, weight = 3;
  for (auto d = digits.rbegin(); d != digits.rend(); ++d, weight = 4 - weight)
    sum += weight * (*d - '0');
  digits += static_cast<char>('0' + (10 - sum % 10) % 10);
  return digits;
}

/// What a URN may hold unescaped and a link may not.
std::string encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    constexpr std::string_view special = "!()*+,:";
    constexpr char digits[] = "0123456789ABCDEF";
    if (special.find(c) == special.npos) {
      out += c;
    } else {
      out += '%';
      out += digits[static_cast<unsigned char>(c) >> 4];
      out += digits[static_cast<unsigned char>(c) & 0x0F];
    }
  }
  return out;
}

/// How the company prefix and the reference of a URN become a key.
enum class Form { plain, check_digit, indicator_first, zero_first };

struct Urn {
  std::string_view scheme;
  std::string_view key;  ///< application identifier of the link
  Form form;
  std::size_t digits;          ///< of prefix and reference together; 0: the reference is no number
  std::string_view qualifier;  ///< in front of what follows; empty: it is written on to the key
  std::size_t more;            ///< parts that follow the reference; the last may be "*"
};

constexpr std::array<Urn, 17> urns = {{
    {"sgtin", "01", Form::indicator_first, 13, "/21/", 1},
    {"lgtin", "01", Form::indicator_first, 13, "/10/", 1},
    {"upui", "01", Form::indicator_first, 13, "/235/", 1},
    {"itip", "8006", Form::indicator_first, 13, "/21/", 3},
    {"sscc", "00", Form::indicator_first, 17, "", 0},
    {"sgln", "414", Form::check_digit, 12, "/254/", 1},
    {"pgln", "417", Form::check_digit, 12, "", 0},
    {"grai", "8003", Form::zero_first, 12, "", 1},
    {"giai", "8004", Form::plain, 0, "", 0},
    {"gsrn", "8018", Form::check_digit, 17, "", 0},
    {"gsrnp", "8017", Form::check_digit, 17, "", 0},
    {"gdti", "253", Form::check_digit, 12, "", 1},
    {"cpi", "8010", Form::plain, 0, "/8011/", 1},
    {"sgcn", "255", Form::check_digit, 12, "", 1},
    {"ginc", "401", Form::plain, 0, "", 0},
    {"gsin", "402", Form::check_digit, 16, "", 0},
    {"gid", "", Form::plain, 0, "", 0},  // has no link
}};

/// At most `most` parts between dots; the last one keeps the dots that are left.
Parts split_dots(std::string_view text, std::size_t most) {
  Parts parts;
  while (parts.size() + 1 < most) {
    const auto dot = text.find('.');
    if (dot == text.npos) break;
    parts.emplace_back(text.substr(0, dot));
    text.remove_prefix(dot + 1);
  }
  parts.emplace_back(text);
  return parts;
}

std::optional<std::string> key_of(const Urn& urn, const std::string& prefix,
                                  const std::string& reference) {
  if (!all_digits(prefix) || prefix.size() < 6 || prefix.size() > 12) return std::nullopt;
  if (urn.digits == 0) return prefix + encoded(reference);
  if (prefix.size() + reference.size() != urn.digits) return std::nullopt;
  if (!reference.empty() && !all_digits(reference)) return std::nullopt;
  switch (urn.form) {
    case Form::indicator_first:
      if (reference.empty()) return std::nullopt;
      return with_check_digit(reference.substr(0, 1) + prefix + reference.substr(1));
    case Form::zero_first:
      return with_check_digit("0" + prefix + reference);
    default:
      return with_check_digit(prefix + reference);
  }
}

std::optional<std::string> from_urn(std::string_view text) {
  for (const std::string_view head : {"urn:epc:id:", "urn:epc:class:", "urn:epc:idpat:"}) {
    if (!text.starts_with(head)) continue;
    text.remove_prefix(head.size());
    const auto colon = text.find(':');
    if (colon == text.npos) return std::nullopt;
    const auto urn = std::find_if(urns.begin(), urns.end(), [&](const Urn& u) {
      return u.scheme == text.substr(0, colon) && !u.key.empty();
    });
    if (urn == urns.end()) return std::nullopt;
    const Parts parts = split_dots(text.substr(colon + 1), 2 + urn->more);
    if (parts.size() != 2 + urn->more) return std::nullopt;
    auto key = key_of(*urn, parts[0], parts[1]);
    if (!key) return std::nullopt;
    std::string link = "https://id.gs1.org/" + std::string(urn->key) + "/" + *key;
    if (urn->more == 0) return link;
    if (urn->more == 3) link += parts[2] + parts[3];  // piece and total
    const std::string& last = parts.back();
    if (last == "*") return link;
    if (urn->scheme == "sgln" && last == "0") return link;  // no extension
    return link + std::string(urn->qualifier) + encoded(last);
  }
  return std::nullopt;
}

struct Key {
  std::string_view code, name;
  std::size_t least;                           ///< digits that it begins with
  std::array<std::string_view, 3> qualifiers;  ///< finest first
};

constexpr std::array<Key, 14> keys = {{
    {"00", "sscc", 18, {}},
    {"01", "gtin", 8, {"21", "235", "10"}},
    {"253", "gdti", 13, {}},
    {"255", "gcn", 13, {}},
    {"401", "ginc", 4, {}},
    {"402", "gsin", 17, {}},
    {"414", "gln", 13, {"254"}},
    {"417", "party", 13, {}},
    {"8003", "grai", 14, {}},
    {"8004", "giai", 4, {}},
    {"8006", "itip", 18, {"21", "10"}},
    {"8010", "cpid", 4, {"8011"}},
    {"8017", "gsrnp", 18, {}},
    {"8018", "gsrn", 18, {}},
}};

std::string_view qualifier_code(std::string_view segment) {
  if (segment == "ser") return "21";
  if (segment == "lot") return "10";
  return segment;
}

bool begins_with_digits(std::string_view text, std::size_t least) {
  return text.size() >= least && all_digits(text.substr(0, least));
}

std::optional<std::string> from_link(std::string_view text) {
  if (!text.starts_with("https://") && !text.starts_with("http://")) return std::nullopt;
  text = text.substr(0, text.find_first_of("?#"));
  const auto host = text.find("//") + 2;
  const auto path = text.find('/', host);
  if (path == text.npos) return std::nullopt;
  const Parts parts = masseflyt::detail::split(text.substr(path + 1), '/');
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    const auto key = std::find_if(keys.begin(), keys.end(), [&](const Key& k) {
      return parts[i] == k.code || parts[i] == k.name;
    });
    if (key == keys.end() || !begins_with_digits(parts[i + 1], key->least)) continue;
    std::string value = parts[i + 1];
    if (key->code == "01" && all_digits(value) && value.size() < 14)
      value.insert(0, 14 - value.size(), '0');
    std::string link = "https://id.gs1.org/" + std::string(key->code) + "/" + value;
    for (const std::string_view wanted : key->qualifiers)
      for (std::size_t q = i + 2; !wanted.empty() && q + 1 < parts.size(); q += 2)
        if (qualifier_code(parts[q]) == wanted)
          return link + "/" + std::string(wanted) + "/" + parts[q + 1];
    return link;
  }
  return std::nullopt;
}

}  // namespace

std::string canonical_gs1_key(std::string_view uri) {
  if (auto link = from_urn(uri)) return *std::move(link);
  if (auto link = from_link(uri)) return *std::move(link);
  return std::string(uri);
}

}  // namespace masseflyt::traceability
