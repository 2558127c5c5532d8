#include <masseflyt/traceability/blending.hpp>

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "detail/number.hpp"
#include "traceability/blend_family.hpp"

namespace masseflyt::traceability {
namespace {

/// Dry mass, or the booked one where the water is not known.
double weight(const BlendPart& p, bool& wet) {
  const auto mass = static_cast<double>(p.mass_g);
  if (p.basis == Basis::dry) return mass;
  const auto known = [&](const char* property) -> const Figure* {
    const auto f = p.figures.find(property);
    return f == p.figures.end() || f->second.rests == Rests::unknown ? nullptr : &f->second;
  };
  if (const Figure* w = known("water_content")) return mass / (1 + w->high);
  if (const Figure* ts = known("dry_matter")) return mass * ts->low / 100;
  wet = true;
  return mass;
}

/// The part's figure of a property, if it is known.
const Figure* known(const BlendPart& part, const std::string& property) {
  const auto f = part.figures.find(property);
  return f == part.figures.end() || f->second.rests == Rests::unknown ? nullptr : &f->second;
}

/// Weighted mean of f(low) and f(high), through g. Parts without mass have no mean: false.
template <typename To, typename From>
bool mean(std::span<const BlendPart> parts, const std::vector<double>& weights,
          const std::string& property, Figure& out, To&& to, From&& from) {
  double low = 0, high = 0, total = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Figure* f = known(parts[i], property);
    if (f == nullptr || weights[i] <= 0) continue;
    low += weights[i] * to(f->low), high += weights[i] * to(f->high);
    total += weights[i];
  }
  if (total <= 0) return false;
  const double a = from(low / total), b = from(high / total);
  out.low = std::min(a, b), out.high = std::max(a, b);
  return true;
}

double same(double x) { return x; }
double water_of(double ts) { return 100 / ts - 1; }
double ts_of(double w) { return 100 / (1 + w); }
double inverse(double x) { return 1 / x; }

/// From the best of the parts to the worst of them; of the worst alone, if `worst`.
void extremes(std::span<const BlendPart> parts, const std::string& property, bool worst,
              Figure& out) {
  bool first = true;
  for (const BlendPart& p : parts) {
    const Figure* f = known(p, property);
    if (f == nullptr) continue;
    out.low = first ? f->low : worst ? std::max(out.low, f->low) : std::min(out.low, f->low);
    out.high = first ? f->high : std::max(out.high, f->high);
    first = false;
  }
}

void apply(BlendMethod method, std::span<const BlendPart> parts, const std::vector<double>& weights,
           const std::string& property, Figure& out) {
  bool found = true;
  switch (method) {
    case BlendMethod::dry_mean:
    case BlendMethod::mean_and_max:
      found = mean(parts, weights, property, out, same, same);
      break;
    case BlendMethod::dry_matter:
      found = mean(parts, weights, property, out, water_of, ts_of);
      break;
    case BlendMethod::harmonic_mean:
      found = mean(parts, weights, property, out, inverse, inverse);
      break;
    case BlendMethod::worst:
    case BlendMethod::any:
      return extremes(parts, property, true, out);
    case BlendMethod::span:
      return extremes(parts, property, false, out);
    case BlendMethod::unknown:
    case BlendMethod::mass:
    case BlendMethod::void_after_merge:
      out.rests = Rests::unknown;
      return;
  }
  if (found) return;
  extremes(parts, property, false, out);  // parts of no mass: anything between them
  out.complete = false, out.needs_test = true;
}

/// The worst part: from what one of them holds at least to the most that one may hold.
template <typename Worst, typename Part>
void take_bound(Worst& f, const Part& part, bool first) {
  f.bound_low = first ? part.bound_low : std::max(f.bound_low, part.bound_low);
  if (!first && part.bound < f.bound) return;
  const bool larger = first || part.bound > f.bound;
  f.bound_below = part.bound_below && (larger || f.bound_below);
  if (larger) f.sources = part.sources;
  f.bound = part.bound;
}

struct ByUnit {
  std::vector<UnitBound> bounds;  ///< in the order of the parts
  bool complete = true;           ///< of all parts

  template <typename Part>
  void add(const Part& part) {
    auto at = std::find_if(bounds.begin(), bounds.end(),
                           [&](const UnitBound& b) { return b.unit == part.unit; });
    const bool first = at == bounds.end();
    if (first) at = bounds.insert(at, {part.unit});
    take_bound(*at, part, first);
  }
};

/// 1 mg/kg and 1 % have no mean, and no largest one: that is for whoever knows the units.
ByUnit by_unit(std::span<const BlendPart> parts, const std::string& property) {
  ByUnit all;
  for (const BlendPart& p : parts) {
    const auto f = p.figures.find(property);
    if (f == p.figures.end()) {
      all.complete = false;
    } else if (f->second.rests != Rests::unknown) {
      all.complete = all.complete && f->second.complete;
      all.add(f->second);
    } else {
      all.complete = all.complete && f->second.units_complete;
      for (const UnitBound& b : f->second.by_unit) all.add(b);
    }
  }
  return all;
}

/// Of what is there as soon as one part has it.
std::vector<std::string> where_found(std::span<const BlendPart> parts,
                                     const std::string& property) {
  std::set<std::string> lots;
  for (const BlendPart& p : parts)
    if (const Figure* f = known(p, property); f != nullptr && f->bound >= 1)
      lots.insert(f->sources.begin(), f->sources.end());
  return {lots.begin(), lots.end()};
}

Figure blend_one(std::span<const BlendPart> parts, const std::vector<double>& weights,
                 const std::string& property, const BlendRule* rule) {
  const BlendMethod method = rule == nullptr ? BlendMethod::unknown : rule->method;
  Figure f;
  f.rests = method == BlendMethod::worst || method == BlendMethod::any ? Rests::worst_case
                                                                       : Rests::derived;
  f.needs_test = rule == nullptr || rule->needs_test;
  bool first = true;
  for (const BlendPart& p : parts) {
    const Figure* part = known(p, property);
    f.complete = f.complete && part != nullptr && part->complete;
    if (part == nullptr) continue;
    take_bound(f, *part, std::exchange(first, false));
    f.needs_test = f.needs_test || part->needs_test;
    f.unit = part->unit;
  }
  apply(method, parts, weights, property, f);
  if (ByUnit units = by_unit(parts, property); units.bounds.size() > 1) {
    if (f.rests != Rests::unknown)
      f.by_unit = std::move(units.bounds), f.units_complete = units.complete;
    f.rests = Rests::unknown;
  }
  if (method == BlendMethod::any) f.sources = where_found(parts, property);
  if (f.rests == Rests::unknown) {
    f.sources.clear();
    f.low = f.high = f.bound = f.bound_low = 0;
    f.complete = f.bound_below = false;
  }
  f.needs_test = f.needs_test || !f.complete;
  return f;
}

/// What a figure of the property can be at all: at least `low`, more than it if `open`.
struct Range {
  std::string_view of;
  double low, high;
  bool open = false;
};
constexpr double endless = std::numeric_limits<double>::infinity();
constexpr Range ranges[] = {
    {"water_content", 0, endless},
    {"dry_matter", 0, 100, true},
    {"content/", 0, endless},
    {"condition_class", 0, endless},
    {"leaching/", 0, endless},
    {"ph", -2, 16},
    {"presence/", 0, 1},
    {"contaminated", 0, 1},
    {"toc", 0, 100},
    {"activity/", 0, endless},
    {"passing/", 0, 100},
    {"fines", 0, 100},
    {"los_angeles", 0, 100},
    {"micro_deval", 0, 100},
    {"nordic", 0, 100},
    {"particle_density", 0, endless, true},
};

Result<void> check_range(const Value& v, const Figure& f) {
  for (const Range& r : ranges) {
    if (r.of != v.property && r.of != family(v.property)) continue;
    if (f.high <= r.high && (r.open ? f.low > r.low : f.low >= r.low)) return {};
    return Error{ErrorCode::invalid_argument,
                 v.property + " is '" + v.value + "' " + v.unit + ", which cannot be: it is " +
                     (r.open ? "more than " : "at least ") +
                     masseflyt::detail::format_number(r.low) +
                     (r.high < endless ? " and at most " + masseflyt::detail::format_number(r.high)
                                       : std::string()),
                 {}};
  }
  return {};
}

}  // namespace

Result<Figure> read_figure(const Value& value) {
  Figure f;
  f.text = value.value, f.unit = value.unit, f.document = value.document;
  std::string_view number = value.value;
  const bool below = number.starts_with('<');
  if (below) number.remove_prefix(1);
  if (number == "present" || number == "absent") {
    f.low = f.high = f.bound = f.bound_low = number == "present" ? 1 : 0;
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
  f.bound_low = f.low, f.bound_below = below;
  if (auto ok = check_range(value, f); wants_number && !ok) return ok.error();
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
    out.figures.emplace(property, blend_one(parts, weights, property, rule));
  }
  return out;
}

}  // namespace masseflyt::traceability
