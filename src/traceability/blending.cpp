#include <masseflyt/traceability/blending.hpp>

#include <algorithm>
#include <set>

#include "detail/number.hpp"
#include "traceability/lineage_data.hpp"

namespace masseflyt::traceability {
namespace {

std::string_view family(std::string_view property) {
  const auto slash = property.find('/');
  return slash == property.npos ? property : property.substr(0, slash + 1);
}

/// Dry mass, or the booked one where the water is not known.
double weight(const BlendPart& p, bool& wet) {
  const auto mass = static_cast<double>(p.mass_g);
  if (p.basis == Basis::dry) return mass;
  if (const auto w = p.figures.find("water_content"); w != p.figures.end())
    return mass / (1 + w->second.high);
  if (const auto ts = p.figures.find("dry_matter"); ts != p.figures.end())
    return mass * ts->second.low / 100;
  wet = true;
  return mass;
}

/// Weighted mean of f(low) and f(high), through g.
template <typename To, typename From>
void mean(std::span<const BlendPart> parts, const std::vector<double>& weights,
          const std::string& property, Figure& out, To&& to, From&& from) {
  double low = 0, high = 0, total = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto f = parts[i].figures.find(property);
    if (f == parts[i].figures.end()) continue;
    low += weights[i] * to(f->second.low), high += weights[i] * to(f->second.high);
    total += weights[i];
  }
  if (total <= 0) return;
  const double a = from(low / total), b = from(high / total);
  out.low = std::min(a, b), out.high = std::max(a, b);
}

double same(double x) { return x; }
double water_of(double ts) { return 100 / ts - 1; }
double ts_of(double w) { return 100 / (1 + w); }
double inverse(double x) { return 1 / x; }

void apply(BlendMethod method, std::span<const BlendPart> parts, const std::vector<double>& weights,
           const std::string& property, Figure& out) {
  switch (method) {
    case BlendMethod::dry_mean:
    case BlendMethod::mean_and_max:
      return mean(parts, weights, property, out, same, same);
    case BlendMethod::dry_matter:
      return mean(parts, weights, property, out, water_of, ts_of);
    case BlendMethod::harmonic_mean:
      return mean(parts, weights, property, out, inverse, inverse);
    case BlendMethod::worst:
    case BlendMethod::any:
    case BlendMethod::span:
    case BlendMethod::unknown:
    case BlendMethod::mass:
    case BlendMethod::void_after_merge:
      break;
  }
  bool first = true;
  for (const BlendPart& p : parts) {
    const auto f = p.figures.find(property);
    if (f == p.figures.end()) continue;
    const Figure& figure = f->second;
    if (method == BlendMethod::span) {
      out.low = first ? figure.low : std::min(out.low, figure.low);
      out.high = first ? figure.high : std::max(out.high, figure.high);
    } else {
      out.low = first ? figure.low : std::max(out.low, figure.low);
      out.high = first ? figure.high : std::max(out.high, figure.high);
    }
    first = false;
  }
}

}  // namespace

const std::vector<BlendRule>& blend_rules() {
  using M = BlendMethod;
  static const std::vector<BlendRule> rules = {
      {"dry mass", "sum", "value + uncertainty", "no", M::mass, false, {}},
      {"wet mass", "sum at the moment of mixing", "value", "no", M::mass, false, {}},
      {"water content w (water/dry)",
       "dry-mass weighted mean",
       "value",
       "if older than a set age",
       M::dry_mean,
       false,
       {"water_content"}},
      {"dry matter TS % (lab)",
       "convert TS to w first: w = 100/TS - 1, blend, convert back",
       "value",
       "",
       M::dry_matter,
       false,
       {"dry_matter"}},
      {"total content of a substance (mg/kg TS)",
       "dry-mass weighted mean as estimate AND max of inputs as bound",
       "both, marked derived",
       "yes before a lower class may be claimed",
       M::mean_and_max,
       true,
       {"content/"}},
      {"condition class (tilstandsklasse), clean/contaminated status",
       "worst of inputs until a new approved test",
       "worst",
       "yes",
       M::worst,
       true,
       {"condition_class", "contaminated"}},
      {"value below detection limit",
       "interval [0, LOQ] propagated",
       "interval",
       "",
       M::mass,
       false,
       {}},
      {"leaching (mg/kg at L/S 10)",
       "not additive",
       "worst of inputs",
       "yes",
       M::worst,
       true,
       {"leaching/"}},
      {"pH, redox, acid-forming potential",
       "not additive",
       "worst flag",
       "yes",
       M::span,
       true,
       {"ph", "redox", "acid_forming"}},
      {"asbestos, invasive species, waste fragments (presence)",
       "logical OR",
       "flag with source lots",
       "yes",
       M::any,
       true,
       {"presence/"}},
      {"total organic carbon, activity concentration",
       "dry-mass weighted mean",
       "value",
       "",
       M::dry_mean,
       false,
       {"toc", "activity/"}},
      {"grading: % passing each sieve",
       "dry-mass weighted mean per sieve",
       "curve",
       "if crushed or handled hard",
       M::dry_mean,
       false,
       {"passing/"}},
      {"fines content", "as grading", "value", "", M::dry_mean, false, {"fines"}},
      {"particle density",
       "mass-weighted harmonic mean: sum(P)/sum(P/G)",
       "value",
       "",
       M::harmonic_mean,
       false,
       {"particle_density"}},
      {"loose or compacted bulk density, void ratio",
       "not additive",
       "unknown",
       "yes",
       M::unknown,
       true,
       {"bulk_density", "void_ratio"}},
      {"Los Angeles, micro-Deval, studded-tyre (Nordic) value",
       "not additive",
       "worst of inputs; optional estimate flagged",
       "yes",
       M::worst,
       true,
       {"los_angeles", "micro_deval", "nordic"}},
      {"flakiness / shape index",
       "estimate by mass in the tested fractions",
       "estimate",
       "yes for declaration",
       M::dry_mean,
       true,
       {"flakiness", "shape"}},
      {"CBR, E-modulus, Proctor, frost class",
       "not additive",
       "unknown",
       "yes",
       M::unknown,
       true,
       {"cbr", "e_modulus", "proctor", "frost_class"}},
      {"declared performance / CE document",
       "does not carry over",
       "none",
       "new declaration",
       M::void_after_merge,
       true,
       {"declaration/"}},
      {"split of a lot",
       "every child inherits all values and documents",
       "same values + inherited flag",
       "minimum child size may apply",
       M::mass,
       false,
       {}},
  };
  return rules;
}

const BlendRule* blend_rule_of(std::string_view property) {
  for (const BlendRule& rule : blend_rules())
    for (const auto known : rule.properties)
      if (known == property || (known.ends_with('/') && known == family(property))) return &rule;
  return nullptr;
}

Result<Figure> read_figure(const Value& value) {
  Figure f;
  f.text = value.value, f.unit = value.unit, f.document = value.document;
  std::string_view number = value.value;
  const bool below = number.starts_with('<');
  if (below) number.remove_prefix(1);
  if (number == "present" || number == "absent") {
    f.low = f.high = f.bound = number == "present" ? 1 : 0;
    return f;
  }
  const auto parsed = masseflyt::detail::parse_number(number);
  const BlendRule* rule = blend_rule_of(value.property);
  const bool wants_number = rule != nullptr && rule->method != BlendMethod::unknown &&
                            rule->method != BlendMethod::void_after_merge;
  if (!parsed && wants_number)
    return Error{ErrorCode::invalid_argument,
                 value.property + " is '" + value.value + "', expected a number",
                 {}};
  f.high = f.bound = parsed.value_or(0);
  f.low = below ? 0 : f.high;
  if (value.unit == "%" && value.property == "water_content") {
    f.low /= 100, f.high /= 100, f.bound /= 100;
    f.unit = "1";
  }
  return f;
}

Blend blend(std::span<const BlendPart> parts) {
  Blend out;
  std::set<std::string> properties;
  std::vector<double> weights;
  for (const BlendPart& p : parts) {
    weights.push_back(weight(p, out.weighted_wet));
    for (const auto& [property, figure] : p.figures) properties.insert(property);
  }
  for (const auto& property : properties) {
    const BlendRule* rule = blend_rule_of(property);
    const BlendMethod method = rule == nullptr ? BlendMethod::unknown : rule->method;
    if (method == BlendMethod::void_after_merge) {
      out.voided.push_back(property);
      continue;
    }
    Figure f;
    f.rests = method == BlendMethod::worst || method == BlendMethod::any ? Rests::worst_case
                                                                         : Rests::derived;
    f.needs_test = rule == nullptr || rule->needs_test;
    for (const BlendPart& p : parts) {
      const auto at = p.figures.find(property);
      f.complete = f.complete && at != p.figures.end() && at->second.complete;
      if (at == p.figures.end()) continue;
      f.bound = std::max(f.bound, at->second.bound);
      f.needs_test = f.needs_test || at->second.needs_test;
      f.unit = at->second.unit;
    }
    f.needs_test = f.needs_test || !f.complete;
    if (method == BlendMethod::unknown) {
      f.complete = false;  // known of the parts, not of the blend
    } else {
      apply(method, parts, weights, property, f);
    }
    out.figures.emplace(property, std::move(f));
  }
  return out;
}

// ---- along the lineage
// ---------------------------------------------------------------------------

namespace {

using Node = Lineage::Node;

/// What is known at one node.
struct Known {
  Figures figures;
  std::set<std::uint64_t> holds;
  std::set<std::string> voided;
  bool weighted_wet = false;
};

class Propagation {
 public:
  Propagation(const Ledger& ledger, const Lineage& lineage, const Recall& origins)
      : ledger_(ledger), s_(ledger.state()), l_(lineage), d_(lineage.data()), r_(origins) {}

  Result<Known> run() {
    known_.resize(r_.size());
    for (std::uint32_t i = 0; i < r_.size(); ++i) row_[r_.node[i]] = i;
    for (std::uint32_t i = 0; i < r_.size(); ++i) {
      come_in(i);
      if (auto ok = hear_samples(i); !ok) return ok.error();
    }
    return std::move(known_.back());
  }

 private:
  Basis basis(Node v) const {
    return d_.entity[v] == none ? Basis::wet : s_.entities[d_.entity[v]].basis;
  }

  void come_in(std::uint32_t i) {
    const Node v = r_.node[i];
    Known& k = known_[i];
    std::vector<BlendPart> parts;
    for (Index a = d_.first_in[v]; a < d_.first_in[v + std::size_t{1}]; ++a) {
      const Known& from = known_[row_.at(d_.tail[a])];
      k.holds.insert(from.holds.begin(), from.holds.end());
      k.voided.insert(from.voided.begin(), from.voided.end());
      k.weighted_wet = k.weighted_wet || from.weighted_wet;
      if (d_.arc_mass[a] > 0 || d_.first_in[v] + 1 == d_.first_in[v + std::size_t{1}])
        parts.push_back({d_.arc_mass[a], basis(d_.tail[a]), from.figures});
    }
    if (parts.size() == 1) {
      k.figures = std::move(parts[0].figures);
      const Node t = d_.tail[d_.first_in[v]];
      if (d_.entity[t] != d_.entity[v])
        for (auto& [property, figure] : k.figures)
          if (figure.rests == Rests::measured) figure.rests = Rests::inherited;
    } else if (parts.size() > 1) {
      Blend b = blend(parts);
      k.figures = std::move(b.figures);
      k.voided.insert(b.voided.begin(), b.voided.end());
      k.weighted_wet = k.weighted_wet || b.weighted_wet;
    }
    const bool rest = d_.first_in[v] < d_.first_in[v + std::size_t{1}] &&
                      d_.entity[d_.tail[d_.first_in[v]]] == d_.entity[v] && parts.size() <= 1;
    if (s_.rows[d_.event[v]].kind == EventKind::process && !rest) handled_hard(k);
  }

  /// Crushing and washing change what the size and shape of the grains decide, and make a new
  /// product.
  static void handled_hard(Known& k) {
    for (auto at = k.figures.begin(); at != k.figures.end();) {
      const BlendRule* rule = blend_rule_of(at->first);
      if (rule != nullptr && rule->method == BlendMethod::void_after_merge) {
        k.voided.insert(at->first);
        at = k.figures.erase(at);
        continue;
      }
      const std::string_view of = family(at->first);
      const bool grains = of == "passing/" || at->first == "fines" || rule == nullptr ||
                          rule->method == BlendMethod::unknown || at->first == "flakiness" ||
                          at->first == "shape" || of == "leaching/";
      if (grains) at->second.needs_test = true;
      ++at;
    }
  }

  /// Samples, holds and releases between this version and the next.
  Result<void> hear_samples(std::uint32_t i) {
    const Node v = r_.node[i];
    if (d_.entity[v] == none) return {};
    const Index begin = s_.rows[d_.event[v]].slot;
    Index end = none;
    for (const Node w : l_.next(v))
      if (d_.entity[w] == d_.entity[v]) end = s_.rows[d_.event[w]].slot;
    Known& k = known_[i];
    for (const Index m : s_.live_moves(d_.entity[v])) {
      const Index event = s_.moves[m].event;
      const Index slot = s_.rows[event].slot;
      if (event >= d_.log_size || slot < begin || slot >= end) continue;
      if (s_.moves[m].role == Role::hold) k.holds.insert(event);
      if (s_.moves[m].role == Role::release) k.holds.clear();
      if (s_.moves[m].role != Role::sample) continue;
      const auto body = ledger_.event(event);
      if (!body) return body.error();
      for (const Value& value : body->values) {
        auto figure = read_figure(value);
        if (!figure) return figure.error();
        k.figures.insert_or_assign(value.property, *std::move(figure));
      }
    }
    return {};
  }

  const Ledger& ledger_;
  const Ledger::State& s_;
  const Lineage& l_;
  const Lineage::Data& d_;
  const Recall& r_;
  std::map<Node, std::uint32_t> row_;
  std::vector<Known> known_;
};

}  // namespace

Result<Quality> quality(const Ledger& ledger, const Lineage& lineage, const Suspect& of) {
  const auto origins = Tracer(lineage).origins(of);
  if (!origins) return origins.error();
  auto known = Propagation(ledger, lineage, *origins).run();
  if (!known) return known.error();
  Quality q;
  q.id = of.id, q.figures = std::move(known->figures), q.weighted_wet = known->weighted_wet;
  q.holds.assign(known->holds.begin(), known->holds.end());
  q.voided.assign(known->voided.begin(), known->voided.end());
  std::set<std::string> documents;
  for (const auto& [property, figure] : q.figures)
    if (!figure.document.empty()) documents.insert(figure.document);
  q.documents.assign(documents.begin(), documents.end());
  return q;
}

}  // namespace masseflyt::traceability
