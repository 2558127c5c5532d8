#include <cstdio>

#include <masseflyt/scenario/run.hpp>

int main(int argc, char** argv) {
  using namespace masseflyt;
  if (argc != 2) return std::puts("usage: plan <folder or JSON file of a case>"), 2;
  Diagnostics found;
  const auto document = scenario::Document::read(argv[1], found);
  if (!document) return std::puts(document.error().message.c_str()), 1;

  const auto outcome = scenario::run(*document, found);
  for (const auto& problem : found) std::puts(to_line(problem).c_str());
  if (!outcome) return std::puts(outcome.error().message.c_str()), 1;

  const auto& plan = outcome->report.plan;
  const auto& today = outcome->report.baseline;
  std::printf("%s: %.2f Mt placed for %.1f MNOK, today %.1f MNOK\n", plan.status.c_str(),
              plan.account.placed_t / 1e6, plan.account.nok / 1e6, today.account.nok / 1e6);
}
