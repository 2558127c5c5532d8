// Uses masseflyt without linking it: headers of core whose bodies are in the header.
#include <cstdio>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/columns.hpp>
#include <masseflyt/core/compatibility.hpp>
#include <masseflyt/core/cost_source.hpp>
#include <masseflyt/core/digraph.hpp>
#include <masseflyt/core/haul.hpp>
#include <masseflyt/core/id.hpp>
#include <masseflyt/core/month.hpp>
#include <masseflyt/core/quantity.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/core/units.hpp>

using namespace masseflyt;

namespace {

Result<double> tonnes_per_load(double tonnes, double loads) {
  if (loads <= 0) return Error{ErrorCode::invalid_argument, "no load", "loads"};
  return tonnes / loads;
}

}  // namespace

int main() {
  HaulSums there{.km = 10, .road_km = 10, .nok = 52, .loads = 0.05};
  there += there;
  const double weighed = weigh(there, Weights{.nok = 1, .co2e = 1.5});
  Compatibility allowed(2, 3);
  allowed.refuse(1, 2, "class 4 is above the permit");
  Cancel cancel;
  cancel.set();
  std::printf("%.0f NOK, %s, %s\n", weighed, allowed.why_not(1, 2).c_str(),
              tonnes_per_load(1, 0).error().message.c_str());
  return weighed == 104 && is_set(&cancel) && *tonnes_per_load(300, 10) == 30 ? 0 : 1;
}
