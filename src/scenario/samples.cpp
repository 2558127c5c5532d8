#include "samples.hpp"

#include <algorithm>

#include <masseflyt/classification/classify.hpp>

namespace masseflyt::scenario {
namespace {

using classification::Classifier;
using classification::Verdict;

std::string class_name(std::int32_t number) {
  return number > 5 ? "above_class5" : "class" + std::to_string(number);
}

/// The number of a class as offers declare it; 0 for what stands apart (alum shale, hazardous).
std::int32_t class_number(const std::string& name) {
  if (name == "clean") return 1;
  return name.starts_with("class") ? name.back() - '0' : 0;
}

Sampled judged(const std::vector<Verdict>& verdicts) {
  const auto lot = classification::classify_lot(verdicts);
  Sampled out;
  out.contaminated = lot.contaminated == classification::Answer::yes;
  out.worst = lot.class_high;
  const Verdict& worst = verdicts[lot.worst.empty() ? 0 : lot.worst.front()];
  const auto count = std::to_string(verdicts.size());
  out.en = count + " samples, the worst is " + worst.sample;
  out.nb = count + " prøver, den verste er " + worst.sample;
  if (worst.reasons.empty()) return out;
  out.en += ": " + worst.reasons.front().text.en;
  out.nb += ": " + worst.reasons.front().text.nb;
  return out;
}

}  // namespace

Result<std::map<std::string, Sampled>> judge_samples(const Case& input) {
  std::map<std::string, Sampled> out;
  if (input.samples.empty()) return out;
  const auto classifier = Classifier::built_in();
  if (!classifier) return classifier.error();
  std::map<std::string, std::vector<const Sample*>> by_offer;
  for (const Sample& s : input.samples) by_offer[s.offer].push_back(&s);
  for (const auto& [offer, rows] : by_offer) {
    Diagnostics found;
    classification::SampleReader reader(classifier->analytes());
    for (const Sample* s : rows)
      reader.add(s->id, s->analyte, s->value, s->unit, "samples/" + s->id, found);
    const auto samples = reader.finish(found);
    const auto fault = std::find_if(found.begin(), found.end(), [](const Diagnostic& d) {
      return d.severity == Severity::error;
    });
    if (fault != found.end())
      return Error{ErrorCode::invalid_document, to_line(*fault), fault->path};
    std::vector<Verdict> verdicts;
    for (const auto& s : samples) verdicts.push_back(classifier->classify(s));
    if (!verdicts.empty()) out[offer] = judged(verdicts);
  }
  return out;
}

std::string clean_part_of(const Offer& offer, const Sampled& sampled) {
  std::int32_t declared = 1;
  if (offer.not_clean_share > 0)
    for (const auto& [name, share] : offer.not_clean_split)
      if (share > 0) declared = std::max(declared, class_number(name));
  const std::int32_t found = std::max(sampled.worst, sampled.contaminated ? 2 : 1);
  return found > declared ? class_name(found) : "clean";
}

}  // namespace masseflyt::scenario
