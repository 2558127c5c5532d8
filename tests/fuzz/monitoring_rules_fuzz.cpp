// libFuzzer: any bytes as streams and rules; what was read is written as the same rules, and
// watched.
#include <cstdint>
#include <cstdlib>

#include <masseflyt/monitoring/evaluator.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace masseflyt;
  using namespace masseflyt::monitoring;
  Diagnostics found;
  const auto rules = RuleSet::read({reinterpret_cast<const char*>(data), size}, found);
  if (rules.has_value() == has_errors(found)) std::abort();
  if (!rules) return 0;
  Diagnostics again_found;
  const auto again = RuleSet::read(to_json(*rules), again_found);
  if (!again || again->hash() != rules->hash()) std::abort();
  auto watch = Evaluator::make(*rules);
  if (!watch) std::abort();
  Instant t = std::chrono::sys_days(std::chrono::year{2026} / 3 / 28);
  for (int i = 0; i < 200; ++i, t += std::chrono::minutes(17))
    for (std::size_t s = 0; s < rules->streams().size() && s < 4; ++s)
      static_cast<void>(watch->feed(s, t, 40 + i % 30));
  watch->advance_to(t + std::chrono::hours(100));
  const auto state = watch->snapshot();
  const auto restored = Evaluator::restore(*rules, state);
  if (!restored || restored->snapshot() != state) std::abort();
  const auto out = watch->take();
  for (const auto& n : out.notices) static_cast<void>(key(n, *rules));
  static_cast<void>(watch->statements());
  return 0;
}
