// libFuzzer: any bytes as what happens to an evaluator: readings in rows and columns, clocks,
// people, restarts. Rows and columns say the same, and memory stays inside its bounds.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#include <masseflyt/monitoring/evaluator.hpp>

#include "monitoring_input.hpp"

namespace {

using namespace masseflyt;
using namespace masseflyt::monitoring;

constexpr const char* document = R"json({
  "schema": "masseflyt.monitoring/1", "zone": "Europe/Oslo",
  "streams": [
    {"id": "mic", "parameter": "noise", "unit": "dB(A)", "meaning": "leq", "stamp": "start",
     "interval_s": 60, "uncertainty": 1},
    {"id": "near", "parameter": "turbidity", "unit": "NTU", "meaning": "instant", "interval_s": 60,
     "lateness_s": 300, "duplicates": "last"},
    {"id": "far", "parameter": "turbidity", "unit": "NTU", "meaning": "instant", "interval_s": 60},
    {"id": "lab", "parameter": "ss", "unit": "mg/l", "meaning": "instant", "delivered_late": true,
     "duplicates": "last"}],
  "rules": [
    {"id": "leq", "source": "s", "hold_s": 120, "conditions": [{"stream": "mic", "statistic": "leq",
      "window": {"rolling_s": 900}, "comparison": "above", "unit": "dB(A)", "warning": 50,
      "alarm": 60, "clear_alarm": 55}]},
    {"id": "peak", "source": "s", "latch": "alarm", "escalate_after_s": 600, "conditions": [
      {"stream": "mic", "statistic": "max", "window": {"rolling_s": 300},
      "comparison": "at_or_above", "unit": "dB(A)", "alarm": 70, "stop": 90}]},
    {"id": "night", "source": "s", "permitted_per_year": 2, "conditions": [{"stream": "mic",
      "statistic": "leq", "window": {"from": "23:00", "to": "07:00"}, "comparison": "above",
      "unit": "dB(A)", "alarm": 45, "min_coverage": 0.5}]},
    {"id": "p90", "source": "s", "conditions": [{"stream": "mic", "statistic": "percentile",
      "percentile": 90, "window": {"rolling_s": 600}, "comparison": "above", "unit": "dB(A)",
      "alarm": 65}]},
    {"id": "stop", "source": "s", "hold_s": 1200, "max_gap_s": 300, "conditions": [
      {"stream": "near", "statistic": "last", "other": "far", "relation": "difference",
      "comparison": "above", "unit": "NTU", "stop": 5}]},
    {"id": "above", "source": "s", "conditions": [{"stream": "near", "statistic": "mean",
      "window": {"rolling_s": 900}, "other": "far", "relation": "difference", "max_age_s": 400,
      "comparison": "above", "unit": "NTU", "alarm": 5}]},
    {"id": "load", "source": "s", "conditions": [{"stream": "near", "statistic": "weighted_mean",
      "window": {"civil": "hour"}, "other": "far", "relation": "weight", "comparison": "above",
      "unit": "NTU", "alarm": 5}]},
    {"id": "rise", "source": "s", "conditions": [{"stream": "far", "statistic": "rate",
      "comparison": "above", "unit": "NTU", "alarm": 1}]},
    {"id": "month", "source": "s", "conditions": [{"stream": "lab", "statistic": "mean",
      "window": {"rolling_s": 2592000}, "comparison": "above", "unit": "mg/l", "alarm": 50}]},
    {"id": "samples", "source": "s", "share_to_meet": 0.9, "confirms": "stop", "conditions": [
      {"stream": "lab", "statistic": "last", "comparison": "above", "unit": "mg/l",
      "alarm": 50}]}]})json";

const RuleSet& rules() {
  static const auto set = rules_in(document);
  return set;
}

constexpr EvaluatorOptions options{64, 64, 2, 16};

double value_of(std::uint8_t byte) { return byte == 255 ? NAN : byte * 0.5; }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input in{data, size};
  auto rows = std::move(Evaluator::make(rules(), options).value());
  auto columns = std::move(Evaluator::make(rules(), options).value());
  std::int64_t t = 1'774'000'000;
  std::size_t peak = 0;
  while (in.left > 0) {
    const auto what = in.take<std::uint8_t>();
    const std::size_t stream = what & 3;
    switch (what >> 2 & 7) {
      case 0:
      case 1: {  // up to 64 readings
        std::vector<std::int64_t> times;
        std::vector<double> values;
        for (int n = in.take<std::uint8_t>() & 63; n >= 0; --n) {
          t += in.take<std::int8_t>();
          times.push_back(t * 1'000'000'000);
          values.push_back(value_of(in.take<std::uint8_t>()));
        }
        std::size_t taken = 0;
        while (taken < times.size() &&
               rows.feed(stream, Instant(Duration(times[taken])), values[taken]))
          ++taken;
        if (columns.feed(stream, times, values).has_value() != (taken == times.size()))
          std::abort();
        break;
      }
      case 2: {  // steady minutes
        std::vector<std::int64_t> times;
        const auto level = value_of(in.take<std::uint8_t>());
        for (int i = 0; i < 40; ++i) times.push_back((t += 60) * 1'000'000'000);
        const std::vector<double> values(times.size(), level);
        std::size_t taken = 0;
        while (taken < times.size() &&
               rows.feed(stream, Instant(Duration(times[taken])), values[taken]))
          ++taken;
        if (columns.feed(stream, times, values).has_value() != (taken == times.size()))
          std::abort();
        break;
      }
      case 3: {  // any time and value
        const auto at = in.take<std::int64_t>();
        const auto v = in.take<double>();
        static_cast<void>(rows.feed(stream, Instant(Duration(at)), v));
        static_cast<void>(columns.feed(stream, Instant(Duration(at)), v));
        break;
      }
      case 4:
        t += in.take<std::uint16_t>();
        rows.advance_to(Instant(Duration(t * 1'000'000'000)));
        columns.advance_to(Instant(Duration(t * 1'000'000'000)));
        break;
      case 5: {
        const auto at = Instant(Duration(t * 1'000'000'000));
        static_cast<void>(rows.acknowledge(stream, "a", at));
        static_cast<void>(columns.acknowledge(stream, "a", at));
        static_cast<void>(rows.reset(stream, "b", at));
        static_cast<void>(columns.reset(stream, "b", at));
        break;
      }
      case 6: {  // one of them restarts
        auto again = Evaluator::restore(rules(), columns.snapshot(), options);
        if (!again) std::abort();
        columns = std::move(*again);
        break;
      }
      default:
        if (!(rows.take().notices.size() == columns.take().notices.size())) std::abort();
        peak = std::max(peak, rows.snapshot().size());
        break;
    }
  }
  rows.flush();
  columns.flush();
  if (rows.snapshot() != columns.snapshot()) std::abort();
  if (peak > 200'000) std::abort();  // what take() has handed over is gone
  static_cast<void>(rows.statements());
  return 0;
}
