// libFuzzer: any bytes as a snapshot, as they are and inside a sound envelope: restored or refused.
#include <cstdint>
#include <cstdlib>
#include <string>

#include <masseflyt/monitoring/evaluator.hpp>

#include "detail/sha256.hpp"

namespace {

using namespace masseflyt;
using namespace masseflyt::monitoring;

constexpr const char* document = R"json({
  "schema": "masseflyt.monitoring/1", "zone": "Europe/Oslo",
  "streams": [{"id": "a", "parameter": "noise", "unit": "dB(A)", "meaning": "leq",
    "stamp": "start", "interval_s": 60}],
  "rules": [
    {"id": "r", "source": "s", "conditions": [{"stream": "a", "statistic": "max",
      "window": {"rolling_s": 900}, "comparison": "above", "unit": "dB(A)", "alarm": 60}]},
    {"id": "p", "source": "s", "conditions": [{"stream": "a", "statistic": "percentile",
      "percentile": 90, "window": {"rolling_s": 900}, "comparison": "above", "unit": "dB(A)",
      "alarm": 60}]},
    {"id": "n", "source": "s", "permitted_per_year": 3, "conditions": [{"stream": "a",
      "statistic": "leq", "window": {"civil": "day"}, "comparison": "above", "unit": "dB(A)",
      "alarm": 60}]}]})json";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto rules = [] {
    Diagnostics found;
    return RuleSet::read(document, found).value();
  }();
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  static_cast<void>(Evaluator::restore(rules, bytes));
  const std::string sealed = "masseflyt.monitoring.state/3\n" + rules.hash() +
                             detail::sha256_hex(bytes) + std::string(bytes);
  auto restored = Evaluator::restore(rules, sealed);
  if (!restored) return 0;
  const auto out = restored->take();
  for (const auto& n : out.notices) static_cast<void>(key(n, rules));
  for (const auto& e : out.episodes) static_cast<void>(key(e, rules) + history_text(e));
  for (const auto& s : restored->standings())
    if (s.episode) static_cast<void>(key(*s.episode, rules));
  return 0;
}
