// words.hpp — joining sentences of two languages.
#pragma once

#include <algorithm>
#include <string>

#include <masseflyt/classification/decimal.hpp>
#include <masseflyt/classification/sample.hpp>
#include <masseflyt/classification/text.hpp>

namespace masseflyt::classification {

inline Text operator+(const Text& a, const Text& b) { return {a.en + b.en, a.nb + b.nb}; }

/// What reads the same in both.
inline Text same(const std::string& text) { return {text, text}; }

/// Numbers as written; what wet mass or other units made of them is cut to 12 digits.
inline std::string number(Decimal value) {
  return value.to_string(value.steps() % 2 == 0 ? 19 : 12);
}

/// A number with a decimal point in English and a comma in Norwegian.
inline Text number_text(std::string text) {
  Text both{text, std::move(text)};
  std::replace(both.nb.begin(), both.nb.end(), '.', ',');
  return both;
}

/// "12", "<12", ">12", "nd".
inline std::string measured_text(ResultKind kind, Decimal value) {
  switch (kind) {
    case ResultKind::below_loq:
      return "<" + number(value);
    case ResultKind::above_range:
      return ">" + number(value);
    case ResultKind::not_detected:
      return "nd";
    case ResultKind::missing:
      return "";
    case ResultKind::quantified:
      break;
  }
  return number(value);
}

}  // namespace masseflyt::classification
