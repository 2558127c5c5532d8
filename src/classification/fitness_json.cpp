#include <masseflyt/classification/fitness_json.hpp>

#include <utility>

#include "classification/json_input.hpp"
#include "classification/words.hpp"

namespace masseflyt::classification {
namespace {

using detail::Json;

Json text(std::string_view value) { return Json::of_text(std::string(value)); }
Json number_of(std::int64_t value) { return Json::of_number(std::to_string(value)); }

Json both(const Text& value) {
  Json node = Json::object();
  node.add("en", text(value.en));
  node.add("nb", text(value.nb));
  return node;
}

std::string_view word(Confidence c) { return c == Confidence::verified ? "verified" : "recalled"; }

void add_unless_empty(Json& node, const char* key, const std::string& value) {
  if (!value.empty()) node.add(key, text(value));
}

Json node_of(const FitReason& r) {
  Json node = Json::object();
  node.add("effect", text(name(r.effect)));
  node.add("aspect", text(r.aspect));
  add_unless_empty(node, "rule", r.rule);
  add_unless_empty(node, "sample", r.sample);
  add_unless_empty(node, "subject", r.subject);
  add_unless_empty(node, "measured", r.measured);
  add_unless_empty(node, "limit", r.limit);
  add_unless_empty(node, "source", r.source);
  node.add("confidence", text(word(r.confidence)));
  add_unless_empty(node, "missing", r.missing);
  node.add("text", both(r.text));
  if (!r.change.en.empty()) node.add("change", both(r.change));
  return node;
}

Json list_of(const std::vector<FitReason>& reasons) {
  Json list = Json::array();
  for (const auto& r : reasons) list.items.push_back(node_of(r));
  return list;
}

Json node_of(const Fit& f) {
  Json node = Json::object();
  node.add("use", text(to_string(f.use)));
  node.add("title", both(title(f.use)));
  node.add("answer", text(name(f.answer)));
  node.add("answer_title", both(title(f.answer)));
  node.add("level", text(name(f.level)));
  node.add("level_title", both(title(f.level)));
  node.add("reasons", list_of(f.reasons));
  return node;
}

Json level_node(PyramidLevel level) {
  Json node = Json::object();
  node.add("level", text(name(level)));
  node.add("title", both(title(level)));
  return node;
}

Json node_of(const UseRanking& r) {
  Json fits = Json::array();
  for (const auto& f : r.fits) fits.items.push_back(node_of(f));
  Json node = Json::object();
  node.add("now", level_node(r.level));
  node.add("highest", level_node(r.highest));
  node.add("highest_outside", level_node(r.highest_outside));
  node.add("takes", list_of(r.takes));
  node.add("uses", std::move(fits));
  return node;
}

Json node_of(const DutyState& s) {
  const Duty& d = s.duty;
  Json node = Json::object();
  node.add("id", text(d.id));
  node.add("title", both(d.title));
  node.add("test", text(d.test));
  node.add("before", text(d.before));
  node.add("fulfilled", text(s.fulfilled == Answer::yes  ? "yes"
                             : s.fulfilled == Answer::no ? "no"
                                                         : "unknown"));
  if (s.required) node.add("required", number_of(*s.required));
  node.add("done", number_of(s.done));
  if (!d.by.en.empty()) node.add("by", both(d.by));
  add_unless_empty(node, "cost", d.cost);
  node.add("source", text(d.source));
  node.add("confidence", text(word(d.confidence)));
  add_unless_empty(node, "note", d.note);
  node.add("text", both(s.text));
  if (!s.change.en.empty()) node.add("change", both(s.change));
  return node;
}

Json list_of(const std::vector<DutyState>& states) {
  Json list = Json::array();
  for (const auto& s : states) list.items.push_back(node_of(s));
  return list;
}

/// Lot, fitter and use that a call is about.
struct Call {
  Fitter fitter;
  Lot lot;
  Use use;
};

Result<Use> with_flags(Use use, const FitJsonOptions& options) {
  use.vulnerable_recipient = options.vulnerable_recipient;
  use.under_buildings = options.under_buildings;
  for (const auto& text : options.wanted) {
    auto rule = wanted_rule(text);
    if (!rule) return rule.error();
    use.wanted.push_back(std::move(*rule));
  }
  return use;
}

Result<Call> call_of(std::string_view lot, std::string_view use, const FitJsonOptions& options,
                     Diagnostics& found) {
  auto fitter = fitter_of(options, found);
  if (!fitter) return fitter.error();
  auto read = read_lot(lot, fitter->analytes(), found);
  if (!read) return read.error();
  auto parsed = use.empty() ? Result<Use>(Use{}) : parse_use(use);
  if (!parsed) return parsed.error();
  auto flagged = with_flags(std::move(*parsed), options);
  if (!flagged) return flagged.error();
  return Call{std::move(*fitter), std::move(*read), std::move(*flagged)};
}

Json head(std::string_view schema, const Call& call) {
  Json rules = Json::array();
  for (const auto& f : call.fitter.fingerprints()) rules.items.push_back(text(f));
  Json node = Json::object();
  node.add("schema", text(schema));
  node.add("lot", text(call.lot.id));
  node.add("material", text(call.lot.material));
  node.add("rules", std::move(rules));
  return node;
}

}  // namespace

Result<Fitter> fitter_of(const FitJsonOptions& options, Diagnostics& found) {
  FitOptions chosen;
  chosen.strict = options.strict;
  const auto analytes = Analytes::built_in();
  if (!analytes) return analytes.error();
  for (const auto& json : options.layers) {
    auto pack = read_rule_pack(json, *analytes, found);
    if (!pack) return pack.error();
    chosen.layers.push_back(std::move(*pack));
  }
  return Fitter::built_in(std::move(chosen), options.date);
}

std::string to_json(const Fit& fit) { return to_json_text(node_of(fit)); }
std::string to_json(const UseRanking& ranking) { return to_json_text(node_of(ranking)); }
std::string to_json(const std::vector<DutyState>& duties) { return to_json_text(list_of(duties)); }

Result<std::string> fit_json(std::string_view lot, std::string_view use,
                             const FitJsonOptions& options, Diagnostics& found) {
  const auto call = call_of(lot, use.empty() ? "?" : use, options, found);
  if (!call) return call.error();
  const auto fit = call->fitter.fit(call->lot, call->use);
  if (!fit) return fit.error();
  const auto pack = built_in_duties();
  if (!pack) return pack.error();
  Json root = head("masseflyt.fit/1", *call);
  root.add("fit", node_of(*fit));
  root.add("open_duties", list_of(open_duties(call->lot, call->use, *pack, options.strict)));
  return to_json_text(root) + "\n";
}

Result<std::string> uses_json(std::string_view lot, const FitJsonOptions& options,
                              Diagnostics& found) {
  const auto call = call_of(lot, "", options, found);
  if (!call) return call.error();
  std::vector<Use> all = call->fitter.catalogue();
  for (auto& use : all) {
    use.vulnerable_recipient = call->use.vulnerable_recipient;
    use.under_buildings = call->use.under_buildings;
    use.wanted = call->use.wanted;
  }
  const auto ranking = call->fitter.uses(call->lot, all);
  if (!ranking) return ranking.error();
  Json root = head("masseflyt.uses/1", *call);
  Json node = node_of(*ranking);
  for (std::size_t i = 0; i < node.keys.size(); ++i)
    root.add(node.keys[i], std::move(node.items[i]));
  return to_json_text(root) + "\n";
}

Result<std::string> duties_json(std::string_view lot, std::string_view use,
                                const FitJsonOptions& options, Diagnostics& found) {
  const auto call = call_of(lot, use.empty() ? "?" : use, options, found);
  if (!call) return call.error();
  const auto pack = built_in_duties();
  if (!pack) return pack.error();
  Json root = Json::object();
  root.add("schema", text("masseflyt.duties_of_lot/1"));
  root.add("lot", text(call->lot.id));
  root.add("use", text(to_string(call->use)));
  Json rules = Json::array();
  rules.items.push_back(text(pack->id + "@" + pack->hash));
  root.add("rules", std::move(rules));
  root.add("duties", list_of(duties(call->lot, call->use, *pack, options.strict)));
  return to_json_text(root) + "\n";
}

Result<std::string> catalogue_json(const FitJsonOptions& options, Diagnostics& found) {
  const auto fitter = fitter_of(options, found);
  if (!fitter) return fitter.error();
  Json list = Json::array();
  for (const auto& use : fitter->catalogue()) {
    Json node = Json::object();
    node.add("use", text(to_string(use)));
    node.add("title", both(title(use)));
    node.add("level", text(name(level_of(use.kind))));
    list.items.push_back(std::move(node));
  }
  return to_json_text(list) + "\n";
}

}  // namespace masseflyt::classification
