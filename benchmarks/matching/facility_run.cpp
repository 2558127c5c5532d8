// One capacitated facility location instance, told as a line of JSON.
//
//   masseflyt_facility_run FILE [FLOWS [SECONDS]]
//
// FILE as tests/support/facility_location.hpp reads it; FLOWS: Effort::work_limit. Seconds are
// processor time.
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <string>

#include <masseflyt/matching/plan.hpp>
#include <masseflyt/matching/verify.hpp>

#include "support/facility_location.hpp"

int main(int count, char** words) {
  using namespace masseflyt;
  using namespace masseflyt::matching;
  std::ifstream file(count > 1 ? words[1] : "");
  const auto instance = test::FacilityLocation::read(file);
  if (!instance) {
    std::fprintf(stderr, "usage: masseflyt_facility_run FILE [FLOWS [SECONDS]]\n");
    return 2;
  }
  const auto market = instance->market();
  const test::FacilityLocation::Costs costs(*instance);
  Effort effort;
  if (count > 2) effort.work_limit = std::stoull(words[2]);
  Control control;
  if (count > 3)
    control.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(std::stoi(words[3]));
  const auto begin = std::clock();
  const auto p = plan(market, costs, {}, control, effort);
  if (!p) {
    std::fprintf(stderr, "%s\n", p.error().message.c_str());
    return 1;
  }
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  const auto verdict = verify(market, costs, {}, *p);
  std::printf(
      "{\"file\": \"%s\", \"status\": \"%s\", \"seconds\": %.2f, \"objective\": %.3f, "
      "\"bound\": %.3f, \"gap\": %.6f, \"cases\": %zu, \"violations\": %zu, \"bound_holds\": %d}\n",
      words[1], name(p->status), seconds, instance->money(p->objective_micro_nok),
      instance->money(p->bound_micro_nok), p->gap(), p->leaves.size(), verdict.violations.size(),
      verdict.bound_micro_nok >= p->bound_micro_nok ? 1 : 0);
  return 0;
}
