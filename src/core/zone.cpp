#include <masseflyt/core/zone.hpp>

#include <algorithm>
#include <array>
#include <iterator>

#include "core/time_text.hpp"

namespace masseflyt {
namespace {

using namespace std::chrono;

/// From this instant on, so far ahead of UTC.
struct Change {
  sys_seconds at;
  seconds offset;
};

constexpr seconds solar = minutes(43), winter = hours(1), summer = hours(2);

constexpr sys_seconds utc(int y, unsigned m, unsigned d, int h, int minute = 0) {
  return sys_days(year{y} / static_cast<int>(m) / static_cast<int>(d)) + hours(h) + minutes(minute);
}

// IANA tzdata 2025b, Europe/Oslo with backzone. Verified 1970 and later by two builds of tzdata,
// before that by one.
constexpr std::array<Change, 25> before_1980 = {{
    {utc(1894, 12, 31, 23, 17), winter}, {utc(1916, 5, 22, 0), summer},
    {utc(1916, 9, 29, 22), winter},      {utc(1940, 8, 10, 22), summer},
    {utc(1942, 11, 2, 1), winter},       {utc(1943, 3, 29, 1), summer},
    {utc(1943, 10, 4, 1), winter},       {utc(1944, 4, 3, 1), summer},
    {utc(1944, 10, 2, 1), winter},       {utc(1945, 4, 2, 1), summer},
    {utc(1945, 10, 1, 1), winter},       {utc(1959, 3, 15, 1), summer},
    {utc(1959, 9, 20, 1), winter},       {utc(1960, 3, 20, 1), summer},
    {utc(1960, 9, 18, 1), winter},       {utc(1961, 3, 19, 1), summer},
    {utc(1961, 9, 17, 1), winter},       {utc(1962, 3, 18, 1), summer},
    {utc(1962, 9, 16, 1), winter},       {utc(1963, 3, 17, 1), summer},
    {utc(1963, 9, 15, 1), winter},       {utc(1964, 3, 15, 1), summer},
    {utc(1964, 9, 20, 1), winter},       {utc(1965, 4, 25, 1), summer},
    {utc(1965, 9, 19, 1), winter},
}};

/// The two changes of a year under the rules of the European Union: directive 2000/84/EC and its
/// forerunners. All at 01:00 UTC.
struct SummerTime {
  sys_seconds begin, end;
};

SummerTime summer_time(year y) {
  const auto last_sunday = [&](unsigned m) { return sys_days(y / month{m} / Sunday[last]); };
  const auto begin = y == year{1980} ? sys_days(y / April / Sunday[1]) : last_sunday(3);
  return {begin + hours(1), last_sunday(y < year{1996} ? 9 : 10) + hours(1)};
}

year year_of(Instant t) { return year_month_day(floor<days>(t)).year(); }

seconds oslo_offset(Instant t) {
  const auto y = year_of(t);
  if (y >= year{1980}) {
    const auto s = summer_time(y);
    return s.begin <= t && t < s.end ? summer : winter;
  }
  const auto next = std::upper_bound(before_1980.begin(), before_1980.end(), t,
                                     [](Instant at, const Change& c) { return at < c.at; });
  return next == before_1980.begin() ? solar : std::prev(next)->offset;
}

std::optional<Instant> next_oslo_change(Instant t) {
  for (const auto& change : before_1980)
    if (change.at > t) return change.at;
  for (auto y = std::max(year_of(t), year{1980}); sys_days(y / 1 / 1) < Zone::latest; ++y) {
    const auto s = summer_time(y);
    if (s.begin > t) return s.begin;
    if (s.end > t) return s.end;
  }
  return std::nullopt;
}

Error out_of_range() {
  return {ErrorCode::limit_exceeded, "a civil time lies outside the years 1678 to 2261"};
}

}  // namespace

Result<Zone> Zone::find(std::string_view name) {
  for (const auto zone : {oslo(), utc()})
    if (zone.name() == name) return zone;
  return Error{ErrorCode::not_found, "time zone '" + std::string(name.substr(0, 40)) +
                                         "' is not known, expected Europe/Oslo or UTC"};
}

seconds Zone::offset(Instant t) const {
  return is_oslo_ ? oslo_offset(std::clamp(t, earliest, latest - nanoseconds(1))) : seconds(0);
}

std::optional<Instant> Zone::next_change(Instant t) const {
  if (!is_oslo_ || t >= latest) return std::nullopt;
  return next_oslo_change(std::max(t, earliest));
}

Result<CivilTime> Zone::to_civil(Instant t) const {
  if (t < earliest || t >= latest) return out_of_range();
  return CivilTime(t.time_since_epoch() + offset(t));
}

// An offset is right if it is in force at the instant that it leads to.
Result<Resolved> Zone::to_utc(CivilTime civil) const {
  const Instant as_utc(civil.time_since_epoch());
  if (as_utc < earliest - hours(24) || as_utc >= latest + hours(24)) return out_of_range();
  std::optional<Resolved> found;
  for (const auto ahead : {summer, winter, solar, seconds(0)}) {  // from early to late
    const Instant t = as_utc - ahead;
    if (offset(t) != ahead) continue;
    if (found) return Resolved{Resolved::Kind::ambiguous, found->first, t};
    found = Resolved{Resolved::Kind::unique, t, t};
  }
  if (found) return *found;
  const auto jump = next_change(as_utc - hours(24));  // two changes are never that close
  return Resolved{Resolved::Kind::nonexistent, *jump, *jump};
}

Result<InstantSpan> Zone::days(sys_days begin, sys_days end) const {
  const auto midnight = [&](sys_days d) { return to_utc(CivilTime(d.time_since_epoch())); };
  const auto first = midnight(begin);
  if (!first) return first.error();
  const auto last = midnight(end);
  if (!last) return last.error();
  return InstantSpan{first->first, last->first};
}

Result<InstantSpan> Zone::day(year_month_day date) const {
  if (!date.ok()) return Error{ErrorCode::invalid_argument, "there is no such day"};
  if (date.year() < year{1678} || date.year() >= year{2262}) return out_of_range();
  return days(sys_days(date), sys_days(date) + std::chrono::days(1));
}

Result<InstantSpan> Zone::month(Month m) const {
  if (m < Month::of(1678, 1) || m >= Month::of(2262, 1)) return out_of_range();
  const auto first = [](Month x) { return sys_days(year{x.year()} / x.month() / 1); };
  return days(first(m), first(m + 1));
}

std::string to_string(Instant t, const Zone& zone) {
  const auto civil = zone.to_civil(t);
  if (!civil) return to_string(t);
  const auto ahead = duration_cast<minutes>(zone.offset(t)).count();
  auto text = detail::date_and_time(civil->time_since_epoch()) + "+";
  detail::append_number(text, ahead / 60, 2);
  detail::append_number(text += ':', ahead % 60, 2);
  return text;
}

}  // namespace masseflyt
