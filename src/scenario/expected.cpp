// From the plan to the ledger: truckloads by day, and the tickets to expect.
#include <chrono>
#include <cmath>
#include <map>
#include <tuple>

#include <masseflyt/scenario/execution.hpp>
#include <masseflyt/traceability/digest.hpp>

#include "scenario/model_builder.hpp"

namespace masseflyt::scenario {
namespace {

using reporting::Kind;
using reporting::Movement;

bool is_driven(Kind kind) {
  switch (kind) {
    case Kind::need:
    case Kind::fill:
    case Kind::quarry:
    case Kind::backfill:
    case Kind::treatment:
    case Kind::landfill:
    case Kind::far_receiver:
    case Kind::store:
      return true;
    default:
      return false;
  }
}

/// Tonnes on the first vehicle of the way; 0 where no road is driven.
double payload_of(const Movement& m) {
  for (const Leg& leg : m.route.legs)
    if (leg.mode == Mode::road && leg.sums.loads > 0) return 1 / leg.sums.loads;
  return m.route.legs.empty() && m.route.sums.loads > 0 ? 1 / m.route.sums.loads : 0;
}

/// Monday to Friday.
std::vector<std::string> working_days(Month month) {
  using namespace std::chrono;
  std::vector<std::string> days;
  const year_month first{year(month.year()),
                         std::chrono::month(static_cast<unsigned>(month.month()))};
  for (sys_days d = first / 1; d <= sys_days(first / last); d += std::chrono::days(1)) {
    const weekday w(d);
    if (w == Saturday || w == Sunday) continue;
    const auto n = static_cast<unsigned>(year_month_day(d).day());
    days.push_back(to_string(month) + (n < 10 ? "-0" : "-") + std::to_string(n));
  }
  return days;
}

ExpectedLoads whole_month(const Movement& m, std::int64_t loads) {
  ExpectedLoads e;
  e.offer = m.offer, e.party = m.party, e.source = m.source, e.destination = m.destination;
  e.material = m.material, e.grade = m.grade, e.condition_class = m.condition_class;
  e.month = m.month, e.kg = m.kg, e.loads = loads;
  return e;
}

std::int64_t load_kg(const ExpectedLoads& e, std::int64_t i) {
  const std::int64_t even = e.kg / e.loads;
  return even + (i < e.kg % e.loads ? 1 : 0);
}

/// Load i of n goes to day i * days / n, so that busy days lie apart; the masses stay with it.
void by_day(const ExpectedLoads& month, std::vector<ExpectedLoads>& out) {
  const std::int64_t before = month.first - 1;
  const auto days = working_days(month.month);
  const auto count = static_cast<std::int64_t>(days.size());
  std::int64_t i = 0;
  for (std::int64_t d = 0; d < count; ++d) {
    ExpectedLoads one = month;
    one.day = days[static_cast<std::size_t>(d)];
    one.first = before + i + 1, one.kg = 0, one.loads = 0;
    for (; i < month.loads && i * count / month.loads == d; ++i) {
      one.kg += load_kg(month, i);
      ++one.loads;
    }
    if (one.loads > 0) out.push_back(std::move(one));
  }
}

}  // namespace

Result<std::vector<ExpectedLoads>> expected_loads(const reporting::Report& report,
                                                  const ExpectOptions& options) {
  if (!(options.payload_t >= 0) || !std::isfinite(options.payload_t))
    return Error{ErrorCode::invalid_argument, "payload_t is not finite and >= 0", "/payload_t"};
  std::vector<ExpectedLoads> out;
  std::map<std::tuple<std::string, std::string, std::string, Month>, std::int64_t> numbered;
  for (const Movement& m : report.plan.movements) {
    if (!is_driven(m.kind) || m.kg <= 0) continue;
    if (options.months && !options.months->contains(m.month)) continue;
    const double payload = options.payload_t > 0 ? options.payload_t : payload_of(m);
    if (!(payload > 0)) continue;  // never on a road
    const double exact = static_cast<double>(m.kg) / (1000 * payload);
    const auto loads = std::max<std::int64_t>(1, std::llround(std::ceil(exact - 1e-9)));
    ExpectedLoads month = whole_month(m, loads);
    std::int64_t& last = numbered[{m.offer, m.source, m.destination, m.month}];
    month.first = last + 1;
    last += loads;
    if (options.per == Per::day)
      by_day(month, out);
    else
      out.push_back(month);
  }
  return out;
}

traceability::Event draft_ticket(const ExpectedLoads& e, std::int64_t i) {
  traceability::Event ship;
  ship.kind = traceability::EventKind::ship;
  ship.id = e.offer + "." + e.destination + "." + (e.day.empty() ? to_string(e.month) : e.day) +
            "." + std::to_string(e.first + i);
  if (e.source != e.offer) ship.id = e.source + "." + ship.id;
  if (ship.id.size() > traceability::max_id_bytes)
    ship.id = traceability::hex(traceability::sha256(ship.id));
  ship.load = ship.id;
  ship.author = e.party;
  ship.place = e.source;
  ship.to_party = e.destination;
  ship.to_place = e.destination;
  ship.inputs = {{e.offer, 1000 * load_kg(e, i), Basis::wet, 0, {}}};
  ship.terms["material_name"] = e.material;
  ship.terms["method"] = "planned";
  return ship;
}

}  // namespace masseflyt::scenario
