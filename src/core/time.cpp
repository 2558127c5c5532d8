#include <masseflyt/core/time.hpp>

#include <algorithm>
#include <cstdint>

#include "core/time_text.hpp"

namespace masseflyt {
namespace {

using namespace std::chrono;
using detail::append_number;

/// Reads from the front of a text and remembers the first fault.
class Reader {
 public:
  Reader(std::string_view text, std::string_view expected) : text_(text), expected_(expected) {}

  bool at_end() const { return rest() == 0; }
  char front() const { return at_end() ? '\0' : text_[at_]; }

  /// Exactly so many digits.
  int digits(std::size_t count, const char* name, int low, int high) {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (front() < '0' || front() > '9') return fail("has no " + std::string(name)), 0;
      value = value * 10 + (text_[at_++] - '0');
    }
    if (value < low || value > high) fail("has no such " + std::string(name));
    return value;
  }
  bool skip(char c) {
    if (front() != c) return false;
    return ++at_, true;
  }
  void require(char c) {
    if (!skip(c)) fail("is not a date and time");
  }
  void fail(const std::string& what) {
    if (!fault_.empty()) return;
    fault_ = "'" + std::string(text_.substr(0, 40)) + "' " + what + ", expected " +
             std::string(expected_);
    at_ = text_.size();
  }

  bool failed() const { return !fault_.empty(); }
  Error error() const { return {ErrorCode::invalid_argument, fault_}; }

 private:
  std::size_t rest() const { return text_.size() - at_; }

  std::string_view text_, expected_;
  std::size_t at_ = 0;
  std::string fault_;
};

year_month_day read_date(Reader& in) {
  const year y{in.digits(4, "year", 0, 9999)};
  in.require('-');
  const month m{static_cast<unsigned>(in.digits(2, "month", 1, 12))};
  in.require('-');
  const day d{static_cast<unsigned>(in.digits(2, "day", 1, 31))};
  const auto date = y / m / d;
  if (!in.failed() && !date.ok()) in.fail("has no such day");
  return date;
}

nanoseconds read_decimals(Reader& in) {
  std::int64_t value = 0, unit = 1'000'000'000;
  if (in.front() < '0' || in.front() > '9') in.fail("has no decimals after the mark");
  for (; in.front() >= '0' && in.front() <= '9'; unit /= 10) {
    if (unit == 1) return in.fail("has more than nine decimals"), nanoseconds{};
    value = value * 10 + in.digits(1, "decimal", 0, 9);
  }
  return nanoseconds(value * unit);
}

nanoseconds read_clock(Reader& in) {
  nanoseconds t = hours(in.digits(2, "hour", 0, 23));
  in.require(':');
  t += minutes(in.digits(2, "minute", 0, 59));
  if (in.skip(':')) {
    t += seconds(in.digits(2, "second", 0, 59));
    if (in.skip('.') || in.skip(',')) t += read_decimals(in);
  }
  return t;
}

minutes read_offset(Reader& in) {
  if (in.skip('Z') || in.skip('z')) return minutes{0};
  const bool west = in.front() == '-';
  if (!in.skip('+') && !in.skip('-')) return in.fail("has no offset from UTC"), minutes{0};
  minutes offset = hours(in.digits(2, "offset", 0, 23));
  if (in.skip(':') || !in.at_end()) offset += minutes(in.digits(2, "offset", 0, 59));
  return west ? -offset : offset;
}

/// Days and the rest apart, so that nothing overflows on the way.
Result<Instant> put_together(year_month_day date, nanoseconds clock, minutes offset) {
  constexpr auto day_length = nanoseconds(hours(24));
  auto day_number = sys_days(date).time_since_epoch().count();
  auto rest = clock - nanoseconds(offset);
  const auto carried = floor<days>(rest);
  day_number += static_cast<int>(carried.count()), rest -= carried;
  constexpr auto first = floor<days>(Duration::min()).count();
  constexpr auto last = floor<days>(Duration::max()).count();
  if (day_number <= first || day_number >= last)
    return Error{ErrorCode::limit_exceeded, "a time lies outside 1677-09-22 to 2262-04-10"};
  return Instant(day_number * day_length + rest);
}

}  // namespace

Result<Instant> parse_instant(std::string_view text) {
  Reader in(text, "a time with its offset such as 2026-03-29T03:30:00+02:00");
  const auto date = read_date(in);
  if (!in.skip('T') && !in.skip('t')) in.require(' ');
  const auto clock = read_clock(in);
  const auto offset = read_offset(in);
  if (!in.at_end()) in.fail("goes on after its end");
  if (in.failed()) return in.error();
  return put_together(date, clock, offset);
}

Result<year_month_day> parse_date(std::string_view text) {
  Reader in(text, "a day such as 2026-03-29");
  const auto date = read_date(in);
  if (!in.at_end()) in.fail("goes on after its end");
  if (in.failed()) return in.error();
  return date;
}

std::string to_string(Instant t) { return detail::date_and_time(t.time_since_epoch()) + "Z"; }

namespace detail {

std::string date_and_time(nanoseconds since_1970) {
  const year_month_day date{sys_days(floor<days>(since_1970))};
  // Not the distance from the beginning of the day: the first day of all begins out of range.
  auto in_day = since_1970 % days(1);
  if (in_day < nanoseconds::zero()) in_day += days(1);
  const hh_mm_ss clock(in_day);
  std::string text;
  append_number(text, static_cast<int>(date.year()), 4);
  append_number(text += '-', static_cast<unsigned>(date.month()), 2);
  append_number(text += '-', static_cast<unsigned>(date.day()), 2);
  append_number(text += 'T', clock.hours().count(), 2);
  append_number(text += ':', clock.minutes().count(), 2);
  append_number(text += ':', clock.seconds().count(), 2);
  auto rest = clock.subseconds().count();
  if (rest == 0) return text;
  int decimals = 9;
  for (; rest % 1000 == 0; rest /= 1000) decimals -= 3;
  append_number(text += '.', rest, decimals);
  return text;
}

void append_number(std::string& text, std::int64_t number, int digits) {
  const auto plain = std::to_string(number);
  text.append(static_cast<std::size_t>(digits) - std::min(plain.size(), std::size_t(digits)), '0');
  text += plain;
}

}  // namespace detail
}  // namespace masseflyt
