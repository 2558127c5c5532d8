// src/scenario/spans.hpp — years and parts of years of a window of months.
#pragma once

#include <algorithm>
#include <string>

#include <masseflyt/core/month.hpp>

namespace masseflyt::scenario {

/// "K10 2024".
inline std::string of_year(const std::string& id, MonthSpan span) {
  return id + " " + std::to_string(span.first.year());
}

inline double months_in_years(MonthSpan span) { return span.count() / 12.0; }

inline MonthSpan calendar_year(MonthSpan in) {
  return {Month::of(in.first.year(), 1), Month::of(in.first.year(), 12)};
}

/// Months of `span` inside `window`.
inline double months_of(MonthSpan span, MonthSpan window) {
  return std::max(0, std::min(span.last, window.last) - std::max(span.first, window.first) + 1);
}

}  // namespace masseflyt::scenario
