// Plans a scenario from C++23, with value(), which throws what went wrong.
#include <cstdio>
#include <expected>
#include <ranges>
#include <string>
#include <utility>

#include <masseflyt/scenario/run.hpp>

using namespace masseflyt;

namespace {

/// Result has the member names of std::expected: one line turns it into one.
template <typename T>
std::expected<T, Error> expected(Result<T> result) {
  if (!result) return std::unexpected(result.error());
  return *std::move(result);
}

std::expected<scenario::Outcome, Error> plan(const scenario::Document& document,
                                             Control control = {}) {
  Diagnostics found;
  return expected(scenario::run(document, found, {.sensitivity = false, .control = control}));
}

std::int64_t moved_kg(const reporting::Solution& solution) {
  std::int64_t sum = 0;
  for (const auto kg : std::views::transform(solution.movements, &reporting::Movement::kg))
    sum += kg;
  return sum;
}

void must(bool condition) {
  if (!condition) throw Exception({.message = "not what the library promises"});
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 2) return 2;
  Diagnostics found;
  auto document = scenario::Document::read(argv[1], found).value();

  const auto outcome = plan(document);
  must(outcome.has_value());
  const auto& best = outcome->report.plan;
  std::printf("%s: %zu flows, %.0f t, %.0f NOK\n", best.status.c_str(), best.movements.size(),
              double(moved_kg(best)) / 1000, best.account.nok);

  Cancel button;
  const auto stopped =
      plan(document, {.cancel = &button, .progress = [&](auto stage, double) {
                        std::printf("  %s is enough\n", std::string(stage).c_str());
                        button.set();
                      }});
  must(!stopped && stopped.error().code == ErrorCode::cancelled);

  document.set("offers", "T1", "party", "nobody").value();
  must(!document.bind(found));
  const auto& [severity, code, path, value, wanted] = found.front();
  std::printf("%s (%d): is '%s', expected %s\n", path.c_str(), std::to_underlying(code),
              value.c_str(), wanted.c_str());
} catch (const Exception& failure) {
  std::fprintf(stderr, "%s %s\n", failure.error().path.c_str(), failure.what());
  return 1;
}
