// One run on the Oslo case or on a region k times its size, told as a line of JSON.
//
//   masseflyt_larger_run case ours|write [FILE.mps]
//   masseflyt_larger_run TIMES ours|stop|breakdown|offer|write [FILE.mps]
//
// `stop`, `breakdown` and `offer` plan, let one thing happen and plan again from there, and from
// nothing, to see that both find the same. `write` puts the very model that is planned where any
// other solver reads it. See larger_region.hpp for what a larger region is, larger_peers.py for
// who runs this.
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <masseflyt/matching/model_text.hpp>
#include <masseflyt/matching/replan.hpp>
#include <masseflyt/matching/verify.hpp>
#include <masseflyt/scenario/document.hpp>

#include "../told.hpp"
#include "larger_region.hpp"

namespace masseflyt::bench {
namespace {

using namespace matching;

std::string counts(const Market& m, const Plan& p) {
  Index offers = 0, needs = 0;
  for (const auto& l : m.lots) offers = std::max(offers, l.offer + 1);
  for (const auto& d : m.destinations) needs += d.id.front() == 'N';
  return number("offers", offers) + number("needs", needs) +
         number("places", static_cast<double>(m.destinations.size())) +
         number("supplies", static_cast<double>(m.supplies.size())) +
         number("nodes", static_cast<double>(p.nodes)) +
         number("arcs", static_cast<double>(p.arcs)) + number("gap", p.gap());
}

int write(const Market& m, const CostSource& costs, const Weights& w, const std::string& file) {
  const auto text = model_text(m, costs, w, ModelFormat::mps);
  if (!text) return failed(text.error().message);
  std::ofstream out(file, std::ios::binary);
  out << *text;
  return out ? 0 : failed("cannot write " + file);
}

/// Where most comes to rest; the machine that takes most; or none.
Index busiest_limit(const Market& m, const Plan& p) {
  std::vector<std::int64_t> kg(m.limits.size(), 0);
  for (const auto& f : p.flows)
    if (f.to == To::entry) kg[m.entries[f.target].limit] += f.kg;
  return static_cast<Index>(std::max_element(kg.begin(), kg.end()) - kg.begin());
}
Index busiest_machine(const Market& m, const Plan& p) {
  std::vector<std::int64_t> kg(m.processes.size(), 0);
  for (const auto& f : p.flows)
    if (f.process != none) kg[f.process] += f.kg;
  return static_cast<Index>(std::max_element(kg.begin(), kg.end()) - kg.begin());
}

void happen(const std::string& what, Market& m, const Plan& p) {
  if (what == "stop") {  // the fullest place of a year takes nothing
    auto& l = m.limits[busiest_limit(m, p)];
    l.capacity_kg = l.minimum_kg = 0;
  } else if (what == "breakdown") {
    m.processes[busiest_machine(m, p)].capacity_kg = 0;
  } else {  // ten thousand tonnes more of a mass in each of six months
    const Index lot = static_cast<Index>(m.lots.size() / 2);
    for (Index t = 0; t < 6; ++t) m.supplies.push_back({lot, m.periods / 2 + t, 10'000'000});
  }
}

int plan_it(Market& m, const CostSource& costs, const Weights& w, const std::string& what,
            const std::string& how) {
  double begin = seconds();
  auto p = plan(m, costs, w);
  if (!p) return failed(p.error().message);
  const double full = seconds() - begin;
  double spent = full;
  std::string more;
  if (how != "ours") {
    happen(how, m, *p);
    begin = seconds();
    const auto again = replan(m, costs, w, *p);
    if (!again) return failed(again.error().message);
    spent = seconds() - begin;
    const auto fresh = plan(m, costs, w);
    if (!fresh || fresh->objective_micro_nok != again->objective_micro_nok)
      return failed("planned again it is not what it is from nothing");
    more += number("share_of_full", spent / full) +
            number("changed",
                   static_cast<double>(again->objective_micro_nok - p->objective_micro_nok) / 1e6);
    *p = *again;
  }
  const double peak = peak_mb();
  begin = seconds();
  const auto verdict = verify(m, costs, w, *p);
  if (!verdict.feasible() || verdict.bound_micro_nok < p->bound_micro_nok)
    return failed("the certificate does not hold");
  more += number("verify_seconds", seconds() - begin) + number("plan_peak_mb", peak) +
          number("bound", static_cast<double>(p->bound_micro_nok) / 1e6);
  tell(what, spent, static_cast<double>(p->objective_micro_nok) / 1e6, counts(m, *p) + more);
  return 0;
}

int run(const std::vector<std::string>& a) {
  if (a.size() < 2) return failed("case or TIMES, then what to do: see larger_run.cpp");
  Diagnostics found;
  const auto document = scenario::Document::read(MASSEFLYT_CASES "/oslo_region", found);
  if (!document) return failed(document.error().message);
  const auto input = document->bind(found);
  if (!input) return failed(input.error().message);
  const auto model = scenario::make_model(*input);
  if (!model) return failed(model.error().message);
  const Weights w = scenario::default_weights(*input);
  const std::string file = a.size() > 2 ? a[2] : "";
  if (a[0] == "case") {
    Market m = model->market;
    if (a[1] == "write") return write(m, model->haulage.costs(), w, file);
    return plan_it(m, model->haulage.costs(), w, "case", a[1]);
  }
  LargerRegion region = Enlarged(*model, *input, w, static_cast<Index>(std::stoul(a[0]))).run();
  if (a[1] == "write") return write(region.market, *region.costs, w, file);
  return plan_it(region.market, *region.costs, w, "larger " + a[0] + " " + a[1], a[1]);
}

}  // namespace
}  // namespace masseflyt::bench

int main(int argc, char** argv) {
  return masseflyt::bench::run(std::vector<std::string>(argv + 1, argv + argc));
}
