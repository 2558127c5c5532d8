#include <masseflyt/monitoring/calendar.hpp>

namespace masseflyt::monitoring {
namespace {

using namespace std::chrono;

/// Far enough from the ends of the zone's range that a window around `t` fits.
bool in_range(Instant t) {
  return t >= sys_days(year{1679} / 1 / 1) && t < sys_days(year{2261} / 1 / 1);
}

sys_days civil_date(Instant t, const Zone& zone) {
  return sys_days(floor<days>(t + zone.offset(t)));
}

/// When a clock first says so; a time that is jumped over is the instant of the jump.
Instant at_clock(sys_days date, minutes after_midnight, const Zone& zone) {
  const auto t = zone.to_utc(CivilTime(date.time_since_epoch() + after_midnight));
  return t ? t->first : Instant(date + after_midnight);
}

Instant midnight(sys_days date, const Zone& zone) { return at_clock(date, minutes(0), zone); }

CivilSpan between(sys_days first, sys_days last, const Zone& zone) {
  return {{midnight(first, zone), midnight(last, zone)}, year_month_day(first)};
}

sys_days first_of(year y, unsigned m) { return sys_days(y / static_cast<int>(m) / 1); }

CivilSpan hour_at(Instant t, const Zone& zone) {
  const auto offset = zone.offset(t);
  const Instant begin = floor<hours>(t + offset) - offset;
  return {{begin, begin + hours(1)}, year_month_day(civil_date(t, zone))};
}

std::optional<CivilSpan> winter_at(sys_days date, const Zone& zone) {
  const year_month_day d(date);
  const unsigned m = static_cast<unsigned>(d.month());
  if (m > 4 && m < 11) return std::nullopt;
  const year y = m >= 11 ? d.year() : d.year() - years(1);
  return between(first_of(y, 11), first_of(y + years(1), 5), zone);
}

CivilSpan clock_on(const CivilWindow& w, sys_days date, const Zone& zone) {
  const auto last = w.to <= w.from ? date + days(1) : date;
  return {{at_clock(date, w.from, zone), at_clock(last, w.to, zone)}, year_month_day(date)};
}

std::optional<CivilSpan> clock_at(const CivilWindow& w, Instant t, const Zone& zone) {
  const auto today = civil_date(t, zone);
  for (const auto date : {today, today - days(1)}) {
    const auto found = clock_on(w, date, zone);
    if (found.span.contains(t) && w.days.contains(found.date)) return found;
  }
  return std::nullopt;
}

}  // namespace

// Meeus, Astronomical Algorithms (1991), chapter 8, after Butcher's Ecclesiastical Calendar (1876).
year_month_day easter_sunday(year y) {
  const int n = static_cast<int>(y);
  const int a = n % 19, b = n / 100, c = n % 100, d = b / 4, e = b % 4, f = (b + 8) / 25;
  const int g = (b - f + 1) / 3, h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4;
  const int l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 22 * l) / 451;
  const int sum = h + l - 7 * m + 114;
  return y / (sum / 31) / (sum % 31 + 1);
}

std::string_view public_holiday(year_month_day date) {
  if (!date.ok() || date.year() < year{1583}) return "";
  struct Fixed {
    month_day day;
    std::string_view name;
  };
  constexpr Fixed fixed[] = {{January / 1, "Første nyttårsdag"},
                             {May / 1, "Første mai"},
                             {May / 17, "Syttende mai"},
                             {December / 25, "Første juledag"},
                             {December / 26, "Andre juledag"}};
  struct Moving {
    int days_after_easter;
    std::string_view name;
  };
  constexpr Moving moving[] = {{-3, "Skjærtorsdag"},          {-2, "Langfredag"},
                               {0, "Første påskedag"},        {1, "Andre påskedag"},
                               {39, "Kristi himmelfartsdag"}, {49, "Første pinsedag"},
                               {50, "Andre pinsedag"}};
  const auto after = (sys_days(date) - sys_days(easter_sunday(date.year()))).count();
  for (const auto& m : moving)
    if (m.days_after_easter == after) return m.name;
  for (const auto& f : fixed)
    if (f.day == month_day(date.month(), date.day())) return f.name;
  return "";
}

bool Days::contains(year_month_day date) const {
  if (bits == 255) return true;
  const auto iso = weekday(sys_days(date)).iso_encoding();  // Monday is 1
  const auto bit = static_cast<std::uint8_t>(1U << (iso - 1));
  if (public_holiday(date).empty()) return (bits & bit) != 0;
  return (bits & holiday) != 0 || (bit == sunday && (bits & sunday) != 0);
}

std::optional<CivilSpan> window_at(const CivilWindow& w, Instant t, const Zone& zone) {
  if (!in_range(t)) return std::nullopt;
  const auto today = civil_date(t, zone);
  const year_month_day date(today);
  const auto y = date.year();
  switch (w.cycle) {
    case Cycle::hour:
      return hour_at(t, zone);
    case Cycle::day:
      if (!w.days.contains(date)) return std::nullopt;
      return between(today, today + days(1), zone);
    case Cycle::week: {
      const auto monday = today - (weekday(today) - Monday);
      return between(monday, monday + days(7), zone);
    }
    case Cycle::month: {
      const auto next = date.year() / date.month() / 1 + months(1);
      return between(sys_days(date.year() / date.month() / 1), sys_days(next), zone);
    }
    case Cycle::year:
      return between(first_of(y, 1), first_of(y + years(1), 1), zone);
    case Cycle::winter:
      return winter_at(today, zone);
    case Cycle::clock:
      return clock_at(w, t, zone);
  }
  return std::nullopt;
}

std::optional<CivilSpan> window_after(const CivilWindow& w, Instant t, const Zone& zone) {
  if (!in_range(t)) return std::nullopt;
  auto at = window_at(w, t, zone);
  if (at && at->span.begin == t) return at;
  if (at && w.cycle != Cycle::clock) {
    at = window_at(w, at->span.end, zone);
    if (at) return at;
  }
  // Day by day: windows that leave days out, or the clock, or the summer before the winter.
  const auto today = civil_date(t, zone);
  for (int i = 0; i <= 400; ++i) {
    const auto date = today + days(i);
    const Instant noon = midnight(date, zone);
    if (!in_range(noon)) return std::nullopt;
    if (w.cycle == Cycle::clock) {
      const auto found = clock_on(w, date, zone);
      if (found.span.begin >= t && w.days.contains(found.date)) return found;
    } else if (const auto found = window_at(w, noon, zone); found && found->span.begin >= t) {
      return found;
    }
  }
  return std::nullopt;
}

std::int64_t count_windows(const CivilWindow& w, InstantSpan span, const Zone& zone) {
  if (w.cycle == Cycle::hour) {
    const auto first = hour_at(span.begin, zone).span.begin;
    const auto n = ceil<hours>(span.end - first).count();
    return n - (first < span.begin ? 1 : 0);
  }
  std::int64_t n = 0;
  for (auto next = window_after(w, span.begin, zone); next && next->span.begin < span.end; ++n) {
    if (n == 1'000'000) break;
    next = window_after(w, next->span.begin + nanoseconds(1), zone);
  }
  return n;
}

}  // namespace masseflyt::monitoring
