#include <masseflyt/reporting/traffic.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>

#include <masseflyt/reporting/report.hpp>

namespace masseflyt::reporting {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

/// Millionths, so that no sum depends on the order of the movements.
using Sum = std::int64_t;
constexpr double million = 1e6;
Sum parts(double value) { return std::llround(value * million); }
double whole(Sum sum) { return static_cast<double>(sum) / million; }

struct Counted {
  Sum loaded = 0, empty = 0;
  std::int64_t kg = 0;
  Passes passes() const { return {whole(loaded), whole(empty), kg}; }
};

sys_days first_day(Month m) {
  using namespace std::chrono;
  return year(m.year()) / month(static_cast<unsigned>(m.month())) / 1;
}

bool working(sys_days day) {
  const std::chrono::weekday w(day);
  return w != std::chrono::Saturday && w != std::chrono::Sunday;
}

std::int32_t working_days(Month m) {
  std::int32_t count = 0;
  for (sys_days d = first_day(m); d < first_day(m + 1); d += days(1)) count += working(d) ? 1 : 0;
  return count;
}

Month month_of(sys_days day) {
  const std::chrono::year_month_day d(day);
  return Month::of(static_cast<int>(d.year()),
                   static_cast<std::int32_t>(static_cast<unsigned>(d.month())));
}

std::string two(unsigned n) { return (n < 10 ? "0" : "") + std::to_string(n); }

std::string date(sys_days day) {
  const std::chrono::year_month_day d(day);
  return to_string(month_of(day)) + "-" + two(static_cast<unsigned>(d.day()));
}

/// The week belongs to the year that its Thursday lies in.
std::string week_name(sys_days monday) {
  const sys_days thursday = monday + days(3);
  const Month january = Month::of(month_of(thursday).year(), 1);
  const auto number = static_cast<unsigned>((thursday - first_day(january)).count() / 7 + 1);
  return to_string(january).substr(0, 4) + "-W" + two(number);
}

sys_days monday_before(sys_days day) {
  return day - (std::chrono::weekday(day) - std::chrono::Monday);
}

/// What passes on a working day of each month.
using PerDay = std::map<Month, double>;

double in_week(const PerDay& per_day, sys_days monday) {
  double sum = 0;
  for (int d = 0; d < 5; ++d)
    if (const auto at = per_day.find(month_of(monday + days(d))); at != per_day.end())
      sum += at->second;
  return sum;
}

/// The first week with the most. Precondition: `per_day` is not empty.
Week peak_week(const PerDay& per_day) {
  Week best;
  const sys_days end = first_day(per_day.rbegin()->first + 1);
  for (sys_days m = monday_before(first_day(per_day.begin()->first)); m < end; m += days(7)) {
    // Sums of the same figures in another order must not make a later week the larger one.
    const double trucks = in_week(per_day, m);
    if (trucks > best.trucks * (1 + 1e-12)) best = {week_name(m), date(m), trucks};
  }
  return best;
}

class Counter {
 public:
  explicit Counter(const Report& report) : report_(report) {
    for (const SectionWay& way : report.section_ways) ways_[{way.from, way.to}] = &way;
  }

  Traffic run() {
    for (const Movement& m : report_.plan.movements)
      for (const Leg& leg : m.route.legs) {
        if (leg.mode != Mode::road) continue;
        if (m.kind == Kind::virgin)
          virgin_ += driven_of(m, leg);
        else
          add(m, leg);
      }
    tell_months();
    for (std::uint32_t s = 0; s < report_.sections.size(); ++s) tell_section(s);
    return std::move(out_);
  }

 private:
  struct Driven {
    Sum loads = 0, vkm = 0;
  };

  static Sum driven_of(const Movement& m, const Leg& leg) {
    return parts((leg.sums.loaded_vkm + leg.sums.empty_vkm) * static_cast<double>(m.kg) / 1e3);
  }

  void add(const Movement& m, const Leg& leg) {
    const double t = static_cast<double>(m.kg) / 1e3;
    const HaulSums& s = leg.sums;
    Driven& driven = driven_[m.month];
    driven.loads += parts(s.loads * t);
    driven.vkm += driven_of(m, leg);
    built_up_ += parts(s.exposure_vkm * t);
    const auto way = ways_.find(std::minmax(leg.from, leg.to));
    if (way == ways_.end()) return;
    // A tariff tells how much is driven empty, by kilometres.
    const double back = s.loaded_vkm > 0 ? s.empty_vkm / s.loaded_vkm : 0;
    for (const std::uint32_t section : way->second->sections) {
      Counted& c = counted_[section][m.month];
      c.loaded += parts(s.loads * t), c.empty += parts(s.loads * t * back), c.kg += m.kg;
    }
  }

  std::int32_t days_of(Month m) {
    const auto [at, fresh] = days_.try_emplace(m, 0);
    if (fresh) at->second = working_days(m);
    return at->second;
  }

  void tell_months() {
    PerDay per_day;
    Sum vkm = 0;
    for (const auto& [month, driven] : driven_) {
      if (driven.loads == 0) continue;
      out_.all.push_back({month, days_of(month), whole(driven.loads), whole(driven.vkm)});
      per_day[month] = whole(driven.loads) / days_of(month);
      vkm += driven.vkm;
    }
    if (!per_day.empty()) out_.peak = peak_week(per_day);
    out_.vkm = whole(vkm), out_.built_up_vkm = whole(built_up_);
    out_.virgin_vkm = whole(virgin_);
  }

  void tell_section(std::uint32_t section) {
    const auto found = counted_.find(section);
    if (found == counted_.end()) return;
    SectionTraffic all;
    all.section = section;
    PerDay per_day;
    Counted sum;
    for (const auto& [month, c] : found->second) {
      if (c.loaded + c.empty == 0) continue;
      const double trucks = c.passes().all() / days_of(month);
      out_.months.push_back({section, month, c.passes(), trucks});
      per_day[month] = trucks;
      if (trucks > all.trucks_per_day) all.busiest = month, all.trucks_per_day = trucks;
      sum.loaded += c.loaded, sum.empty += c.empty, sum.kg += c.kg;
    }
    if (per_day.empty()) return;
    const RoadSection& road = report_.sections[section];
    all.passes = sum.passes();
    all.built_up_vkm = all.passes.all() * road.built_up_km;
    all.peak = peak_week(per_day);
    out_.on_sections_vkm += all.passes.all() * road.length_km;
    out_.on_sections_built_up_vkm += all.built_up_vkm;
    out_.sections.push_back(std::move(all));
  }

  const Report& report_;
  std::map<std::pair<PlaceIndex, PlaceIndex>, const SectionWay*> ways_;
  std::map<Month, Driven> driven_;
  std::map<Month, std::int32_t> days_;
  std::map<std::uint32_t, std::map<Month, Counted>> counted_;
  Sum built_up_ = 0, virgin_ = 0;
  Traffic out_;
};

}  // namespace

Traffic traffic(const Report& report) { return Counter(report).run(); }

}  // namespace masseflyt::reporting
