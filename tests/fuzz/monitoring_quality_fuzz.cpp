// libFuzzer: any bytes as a plan of quality tests, run over a series that the same bytes make.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include <masseflyt/monitoring/quality.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace masseflyt;
  using namespace masseflyt::monitoring;
  Diagnostics found;
  const auto plan = QualityPlan::read({reinterpret_cast<const char*>(data), size}, found);
  if (plan.has_value() == has_errors(found)) std::abort();
  if (!plan) return 0;
  std::vector<std::int64_t> time;
  std::vector<double> value;
  std::int64_t t = 1'774'000'000'000'000'000;
  for (std::size_t i = 0; i < size && i < 500; ++i) {
    t += data[i] * 1'000'000'000LL;
    time.push_back(t);
    value.push_back(data[i] == '"' ? NAN : data[i] * 0.1);
  }
  // Others are the series itself, backwards: as many as the plan asks for.
  const std::vector<double> other(value.rbegin(), value.rend());
  std::vector<NamedSeries> beside;
  for (auto& name : plan->others()) beside.push_back({std::move(name), {time, other}});
  const auto report = plan->run({time, value}, beside);
  if (!report || report->rollup.size() != value.size()) std::abort();
  for (const auto& test : report->tests)
    for (std::size_t i = 0; i < value.size(); ++i)
      if (std::isnan(value[i]) != (test.flags[i] == Flag::missing)) std::abort();
  return 0;
}
