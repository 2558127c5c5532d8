// Test results that cannot be read, and offers that declare something better than they show.
#include "scenario/binding.hpp"
#include "scenario/samples.hpp"

namespace masseflyt::scenario {

void check_samples(Binding& b) {
  if (b.out.samples.empty()) return;
  std::vector<SampleFault> faults;
  const auto sampled = judge_samples(b.out, faults);
  std::size_t i = 0;
  b.each("samples", b.out.samples, [&](const Row& row, const Sample&) {
    for (const auto& f : faults) {
      if (f.row != i || !row.good({f.column})) continue;
      f.warning ? row.warn(f.column, f.expected) : row.error(f.column, f.expected);
    }
    ++i;
  });
  if (!sampled) return;  // the packs are compiled in
  b.each("offers", b.out.offers, [&](const Row& row, const Offer& o) {
    const auto at = sampled->find(o.id);
    if (at == sampled->end() || !o.included ||
        !row.good({"material", "not_clean_share", "not_clean_split"}))
      return;
    const std::string found = clean_part_of(o, at->second);
    if (found != "clean")
      row.warn("not_clean_split", "what the samples show, " + found + ": " + at->second.en +
                                      "; until then its clean part is planned as " + found);
  });
}

}  // namespace masseflyt::scenario
