// Plans a scenario from C++20: every failure is a value, nothing throws.
#include <cstdio>
#include <fstream>

#include <masseflyt/reporting/report.hpp>
#include <masseflyt/scenario/run.hpp>

using namespace masseflyt;

namespace {

int fail(const Error& error) {
  std::fprintf(stderr, "%s %s\n", error.path.c_str(), error.message.c_str());
  return 1;
}

/// Plans again, but a button that somebody presses stops it.
bool can_be_stopped(const scenario::Document& document) {
  Cancel button;  // any thread may set it
  scenario::RunOptions options;
  options.control.cancel = &button;
  options.control.progress = [&](std::string_view stage, double share) {
    std::printf("  %.*s %.0f %%: enough\n", int(stage.size()), stage.data(), 100 * share);
    button.set();
  };
  Diagnostics found;
  const auto outcome = scenario::run(document, found, options);
  return !outcome && outcome.error().code == ErrorCode::cancelled;
}

/// What is wrong with the document, once nobody owns the tunnel any more.
bool tells_a_fault(scenario::Document document) {
  Diagnostics found;
  if (!document.set("offers", "T1", "party", "nobody")) return false;
  if (document.bind(found)) return false;
  std::puts(to_line(found.front()).c_str());
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  Diagnostics found;
  const auto document = scenario::Document::read(argv[1], found);
  if (!document) return fail(document.error());

  scenario::RunOptions options;
  options.weights = Weights{.nok = 1, .co2e = 1.5};  // a kilogram of CO2e counts as 1.50 NOK
  options.sensitivity = false;
  const auto outcome = scenario::run(*document, found, options);
  if (!outcome) return fail(outcome.error());

  const reporting::Report& report = outcome->report;
  std::printf("%s, saves %.0f NOK\n", report.plan.status.c_str(),
              report.baseline.account.nok - report.plan.account.nok);
  for (const auto& move : report.plan.movements)
    std::printf("  %.1f t from place %u to %u\n", double(move.kg) / 1000, unsigned(move.from),
                unsigned(move.to));
  std::ofstream("report.html") << report_html(report, reporting::Language::en);

  return can_be_stopped(*document) && tells_a_fault(*document) ? 0 : 1;
}
