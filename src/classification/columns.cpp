#include <cmath>
#include <string>

#include "classification/kernel.hpp"

namespace masseflyt::classification {
namespace {

Error wrong(std::string what, std::size_t row) {
  return {ErrorCode::invalid_argument, std::move(what) + " at index " + std::to_string(row)};
}

void append(VerdictColumns& out, std::uint32_t sample, const kernel::Summary& s) {
  out.sample.push_back(sample);
  out.contaminated.push_back(static_cast<std::int8_t>(s.contaminated()));
  out.class_low.push_back(s.class_low);
  out.class_high.push_back(s.class_high);
  out.conclusive.push_back(s.conclusive());
  out.upper_sum_matters.push_back(s.upper_sum_matters);
  out.drivers.push_back(s.drivers);
  out.above_limit.push_back(s.above_limit);
}

}  // namespace

Result<VerdictColumns> Classifier::classify(const ResultColumns& in, const Cancel* cancel) const {
  const Tables& t = *tables_;
  const std::size_t n = in.sample.size();
  if (in.analyte.size() != n || in.value.size() != n || (!in.kind.empty() && in.kind.size() != n))
    return Error{ErrorCode::invalid_argument, "the columns differ in length"};
  VerdictColumns out;
  kernel::Scratch scratch;
  const auto silent = [](const kernel::Judged&) {};
  for (std::size_t row = 0; row < n; ++row) {
    if (row % 65536 == 0 && is_set(cancel)) return stopped_by_caller();
    const bool first = row == 0 || in.sample[row] != in.sample[row - 1];
    if (row > 0 && in.sample[row] < in.sample[row - 1])
      return Error{ErrorCode::not_sorted, "sample falls at index " + std::to_string(row)};
    if (first && row > 0) append(out, in.sample[row - 1], kernel::judge(t, scratch, silent));
    if (first) scratch.seen = {};

    if (in.analyte[row] >= t.analytes.size()) return wrong("unknown analyte", row);
    const double value = in.value[row];
    if (std::isnan(value)) continue;
    if (!(value >= 0 && value <= 1e6)) return wrong("a value outside 0 to 1 000 000 mg/kg", row);
    const auto kind = in.kind.empty() ? ResultKind::quantified : ResultKind{in.kind[row]};
    if (kind < ResultKind::quantified || kind > ResultKind::missing)
      return wrong("unknown kind of result", row);
    if (kind == ResultKind::missing) continue;
    if (kind == ResultKind::below_loq && value == 0) return wrong("a LOQ of zero", row);
    const Steps steps = Decimal::from_double(value).steps();
    kernel::put(scratch, in.analyte[row], kernel::cell_of(kind, steps, t.options.strict));
  }
  if (n > 0) append(out, in.sample[n - 1], kernel::judge(t, scratch, silent));
  return out;
}

}  // namespace masseflyt::classification
