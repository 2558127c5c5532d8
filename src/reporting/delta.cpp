#include <masseflyt/reporting/delta.hpp>

#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "reporting/account_fields.hpp"
#include "reporting/figures.hpp"

namespace masseflyt::reporting {
namespace {

double rounded(double value, double steps) { return std::round(value * steps) / steps; }

/// Unlike ==, an unknown figure is the same as an unknown figure.
bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

bool same(const FlowFigures& a, const FlowFigures& b) {
  return a.kg == b.kg && same(a.vehicle_km, b.vehicle_km) && same(a.exposure_vkm, b.exposure_vkm) &&
         same(a.nok, b.nok) && same(a.co2e_kg, b.co2e_kg);
}

template <typename Row>
struct Both {
  bool was = false, is = false;
  Row before, after;

  Change change() const {
    return !was ? Change::appeared : !is ? Change::vanished : Change::changed;
  }
};

using FlowKey =
    std::tuple<std::string, std::string, std::string, Kind, Month, std::string, std::string>;

class Flows {
 public:
  void add(const Report& report, bool after) {
    for (const Movement& m : report.plan.movements) add(m, after);
    for (const Movement& m : report.facts) add(m, after);
  }

  std::vector<FlowChange> changes() const {
    std::vector<FlowChange> out;
    for (const auto& [key, row] : rows_) {
      const FlowFigures before = finished(row.before), after = finished(row.after);
      if (row.was && row.is && same(before, after)) continue;
      const auto& [offer, source, destination, kind, month, group, party] = key;
      out.push_back(
          {row.change(), offer, party, group, source, destination, kind, month, before, after});
    }
    return out;
  }

 private:
  void add(const Movement& m, bool after) {
    auto& row = rows_[{m.offer, m.source, m.destination, m.kind, m.month, m.group, m.party}];
    (after ? row.is : row.was) = true;
    FlowFigures& sum = after ? row.after : row.before;
    const Figures f = figures(m);
    sum.kg += m.kg;
    sum.vehicle_km += f.loaded_vkm + f.empty_vkm;
    sum.exposure_vkm += f.haul.exposure_vkm;
    sum.nok += f.total_nok;
    sum.co2e_kg += f.total_co2e_kg;
  }

  /// Parts are rounded already: this only takes off what adding them left.
  static FlowFigures finished(FlowFigures f) {
    f.vehicle_km = rounded(f.vehicle_km, 1e3), f.exposure_vkm = rounded(f.exposure_vkm, 1e3);
    f.nok = rounded(f.nok, 1e2), f.co2e_kg = rounded(f.co2e_kg, 1e3);
    return f;
  }

  std::map<FlowKey, Both<FlowFigures>> rows_;
};

struct UnmetSum {
  std::int64_t kg = 0, most = -1;
  std::string reason, reason_nb;

  void add(const UnmetRow& row) {
    kg += row.kg;
    if (row.kg <= most) return;
    most = row.kg, reason = row.reason, reason_nb = row.reason_nb;
  }
};

std::vector<UnmetChange> unmet_changes(const Report& before, const Report& after) {
  std::map<std::tuple<std::string, std::string, std::string>, Both<UnmetSum>> rows;
  for (const UnmetRow& u : before.unmet) {
    auto& row = rows[{u.id, u.group, u.what}];
    row.was = true;
    row.before.add(u);
  }
  for (const UnmetRow& u : after.unmet) {
    auto& row = rows[{u.id, u.group, u.what}];
    row.is = true;
    row.after.add(u);
  }
  std::vector<UnmetChange> out;
  for (const auto& [key, row] : rows) {
    const UnmetSum& told = row.is ? row.after : row.before;
    if (row.was && row.is && row.before.kg == row.after.kg && row.before.reason == row.after.reason)
      continue;
    const auto& [id, group, what] = key;
    out.push_back(
        {row.change(), id, group, what, row.before.kg, row.after.kg, told.reason, told.reason_nb});
  }
  return out;
}

std::vector<DealChange> deal_changes(const Report& before, const Report& after) {
  std::map<std::string, Both<DealRow>> rows;
  for (const DealRow& d : before.deals) rows[d.id].was = true, rows[d.id].before = d;
  for (const DealRow& d : after.deals) rows[d.id].is = true, rows[d.id].after = d;
  std::vector<DealChange> out;
  for (const auto& [id, row] : rows) {
    if (row.before.changed_kg == row.after.changed_kg &&
        same(row.before.penalty_nok, row.after.penalty_nok))
      continue;
    const DealRow& told = row.is ? row.after : row.before;
    out.push_back({row.change(), id, told.offer, told.destination, row.before.changed_kg,
                   row.after.changed_kg, row.before.penalty_nok, row.after.penalty_nok});
  }
  return out;
}

std::vector<FigureChange> account_changes(const Account& before, const Account& after) {
  std::vector<FigureChange> out;
  const auto was = account_figures(before), is = account_figures(after);
  for (std::size_t i = 0; i < is.size(); ++i) {
    const double steps = std::pow(10.0, is[i].decimals);
    const double a = rounded(was[i].value, steps), b = rounded(is[i].value, steps);
    if (!same(a, b)) out.push_back({is[i].name, a, b});
  }
  return out;
}

void write(JsonWriter& out, std::string_view key, const FlowFigures& f) {
  out.open_object(key, JsonWriter::Layout::row);
  out.member("kg", f.kg);
  out.member("vehicle_km", f.vehicle_km, 3);
  out.member("exposure_vkm", f.exposure_vkm, 3);
  out.member("nok", f.nok, 2);
  out.member("co2e_kg", f.co2e_kg, 3);
  out.close();
}

void write(JsonWriter& out, const FlowChange& c) {
  out.open_object(JsonWriter::Layout::row);
  out.member("change", name(c.change));
  out.member("offer", c.offer);
  out.member("party", c.party);
  out.member("group", c.group);
  out.member("source", c.source);
  out.member("destination", c.destination);
  out.member("kind", name(c.kind, false));
  out.member("period", to_string(c.month));
  write(out, "before", c.before);
  write(out, "after", c.after);
  out.close();
}

void write(JsonWriter& out, const UnmetChange& c) {
  out.open_object(JsonWriter::Layout::row);
  out.member("change", name(c.change));
  out.member("id", c.id);
  out.member("group", c.group);
  out.member("what", c.what);
  out.member("kg_before", c.kg_before);
  out.member("kg_after", c.kg_after);
  out.member("reason", c.reason);
  out.member("reason_nb", c.reason_nb);
  out.close();
}

void write(JsonWriter& out, const DealChange& c) {
  out.open_object(JsonWriter::Layout::row);
  out.member("change", name(c.change));
  out.member("id", c.id);
  out.member("offer", c.offer);
  out.member("destination", c.destination);
  out.member("changed_kg_before", c.changed_kg_before);
  out.member("changed_kg_after", c.changed_kg_after);
  out.member("penalty_nok_before", c.penalty_nok_before, 2);
  out.member("penalty_nok_after", c.penalty_nok_after, 2);
  out.close();
}

}  // namespace

const char* name(Change change) {
  switch (change) {
    case Change::appeared:
      return "appeared";
    case Change::changed:
      return "changed";
    case Change::vanished:
      return "vanished";
  }
  return "unknown";
}

Delta delta(const Report& before, const Report& after) {
  Delta out;
  out.status_before = before.plan.status, out.status = after.plan.status;
  out.objective_before = before.plan.objective_value;
  out.objective = after.plan.objective_value;
  Flows flows;
  flows.add(before, false);
  flows.add(after, true);
  out.flows = flows.changes();
  out.unmet = unmet_changes(before, after);
  out.deals = deal_changes(before, after);
  out.account = account_changes(before.plan.account, after.plan.account);
  return out;
}

std::string delta_json(const Delta& delta) {
  JsonWriter out;
  out.open_object();
  out.member("schema", "masseflyt.delta/1");
  out.member("revision_before", static_cast<std::int64_t>(delta.revision_before));
  out.member("revision", static_cast<std::int64_t>(delta.revision));
  out.member("status_before", delta.status_before);
  out.member("status", delta.status);
  out.member("objective_before", delta.objective_before, 2);
  out.member("objective", delta.objective, 2);
  out.open_array("flows");
  for (const FlowChange& c : delta.flows) write(out, c);
  out.close();
  out.open_array("unmet");
  for (const UnmetChange& c : delta.unmet) write(out, c);
  out.close();
  out.open_array("deals");
  for (const DealChange& c : delta.deals) write(out, c);
  out.close();
  out.open_array("account");
  for (const FigureChange& c : delta.account) {
    out.open_object(JsonWriter::Layout::row);
    out.member("figure", c.figure);
    out.member("before", c.before, 6);
    out.member("after", c.after, 6);
    out.close();
  }
  out.close();
  out.close();
  return out.take();
}

}  // namespace masseflyt::reporting
