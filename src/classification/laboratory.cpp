#include <algorithm>
#include <optional>
#include <utility>

#include <masseflyt/classification/laboratory.hpp>
#include <masseflyt/classification/laboratory_table.hpp>

#include "classification/csv_cells.hpp"
#include "detail/csv_reader.hpp"

namespace masseflyt::classification {
namespace {

using detail::neutral;

std::string_view word(Answer answer) {
  return answer == Answer::yes ? "yes" : answer == Answer::no ? "no" : "unknown";
}

std::string ids(const AnalyteSet& set, const Analytes& analytes) {
  std::string joined;
  for (const auto a : set.list()) joined += (joined.empty() ? "" : ";") + analytes[a].id;
  return joined;
}

/// Names and sources may hold the sign that joins the list.
std::string list_item(std::string text) {
  std::replace(text.begin(), text.end(), ';', ',');
  return text;
}

std::string sentence(const Reason& reason, const VerdictTableOptions& options) {
  const bool nb = options.norwegian;
  std::string text = nb ? reason.text.nb : reason.text.en;
  if (!reason.rule.empty()) text += " [" + reason.rule + "]";
  if (reason.confidence == Confidence::recalled) text += nb ? " (ikke bekreftet)" : " (recalled)";
  if (!options.explain) return list_item(std::move(text));
  const std::string& change = nb ? reason.change.nb : reason.change.en;
  if (!reason.source.empty()) text += (nb ? ". Kilde: " : ". Source: ") + reason.source;
  if (!change.empty()) text += (nb ? ". Endres av: " : ". Would change it: ") + change;
  return list_item(std::move(text));
}

std::string_view word(Exceedance exceedance) {
  switch (exceedance) {
    case Exceedance::certain:
      return "certain";
    case Exceedance::possible:
      return "possible";
    case Exceedance::none:
      return "none";
    case Exceedance::not_told:
      break;
  }
  return "not_told";
}

std::string class_range(const Verdict& v) {
  if (v.class_least == 0) return "";
  const std::string least = std::to_string(v.class_least);
  return v.class_least == v.class_most ? least : least + "-" + std::to_string(v.class_most);
}

bool has_uncertainty(const std::vector<Sample>& samples) {
  for (const auto& sample : samples)
    for (const auto& result : sample.results)
      if (result.uncertainty) return true;
  return false;
}

}  // namespace

Result<std::vector<Sample>> read_samples_csv(std::string_view bytes, std::string_view file_name,
                                             const Analytes& analytes, Diagnostics& found) {
  const auto table = read_laboratory_table(bytes, file_name, analytes, found);
  if (!table) return table.error();
  return samples_of(*table, analytes, found);
}

std::string verdicts_csv(const std::vector<Verdict>& verdicts, const Classifier& classifier,
                         const VerdictTableOptions& options) {
  std::string csv = "sample,contaminated,condition_class,drivers,above_normverdi,status,reasons";
  csv += options.uncertainty ? ",exceedance,class_with_uncertainty\n" : "\n";
  for (const auto& v : verdicts) {
    const bool settled = v.class_low == v.class_high && v.class_low > 0;
    std::string reasons;
    for (const auto& reason : v.reasons)
      reasons += (reasons.empty() ? "" : ";") + sentence(reason, options);
    std::vector<std::string> cells = {neutral(v.sample),
                                      std::string(word(v.contaminated)),
                                      settled ? std::to_string(v.class_low) : "",
                                      ids(v.drivers, classifier.analytes()),
                                      ids(v.above_limit, classifier.analytes()),
                                      v.conclusive ? "conclusive" : "inconclusive",
                                      neutral(std::move(reasons))};
    if (options.uncertainty) {
      cells.emplace_back(word(v.exceedance));
      cells.push_back(class_range(v));
    }
    csv += masseflyt::detail::csv_line(cells);
  }
  return csv;
}

Result<Classifier> classifier_for(const ClassifyCsvOptions& options, Diagnostics& found) {
  const auto analytes = Analytes::built_in();
  if (!analytes) return analytes.error();
  std::vector<RulePack> own;
  std::optional<Error> wrong;
  for (const auto& json : options.packs) {
    auto pack = read_rule_pack(json, *analytes, found);
    if (pack)
      own.push_back(std::move(*pack));
    else if (!wrong)
      wrong = pack.error();
  }
  if (wrong) return *wrong;
  return Classifier::built_in(options.rules, options.date, std::move(own));
}

Result<std::string> classify_csv(std::string_view bytes, std::string_view file_name,
                                 const ClassifyCsvOptions& options, Diagnostics& found) {
  const auto classifier = classifier_for(options, found);
  if (!classifier) return classifier.error();
  for (const auto& pack : classifier->packs())
    if (!options.date.empty() && pack.valid_from.empty())
      found.push_back({Severity::note, ErrorCode::rule_not_verified, pack.id, options.date,
                       "the day since which " + pack.edition + " is valid, which is not known"});
  const auto samples = read_samples_csv(bytes, file_name, classifier->analytes(), found);
  if (!samples) return samples.error();
  std::vector<Verdict> verdicts;
  for (const auto& sample : *samples) verdicts.push_back(classifier->classify(sample));
  VerdictTableOptions table = options.table;
  table.uncertainty |= has_uncertainty(*samples);
  return verdicts_csv(verdicts, *classifier, table);
}

}  // namespace masseflyt::classification
