#include <masseflyt/scenario/siting.hpp>

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include <boost/geometry/algorithms/distance.hpp>
#include <boost/geometry/algorithms/envelope.hpp>
#include <boost/geometry/algorithms/intersects.hpp>
#include <boost/geometry/geometries/box.hpp>
#include <boost/geometry/geometries/linestring.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/strategies/strategies.hpp>

#include <masseflyt/core/geo.hpp>

#include "chain.hpp"
#include "reporting/json_writer.hpp"
#include "reporting/text_format.hpp"

namespace masseflyt::scenario {
namespace {

namespace bg = boost::geometry;
using Point = bg::model::d2::point_xy<double>;
using Line = bg::model::linestring<Point>;
using Bounds = bg::model::box<Point>;

/// An outline in degrees, for what lies inside, and in metres, for distances.
struct Outline {
  masseflyt::Area area;
  std::vector<Line> rings;
  Bounds bounds;
};

std::string called(const Shape& s) { return s.id.empty() ? s.name : s.id; }

Result<Outline> outline(const Shape& shape, Crs crs) {
  std::vector<Ring> rings;
  for (const auto& ring : shape.rings) {
    rings.emplace_back();
    for (const auto& [longitude, latitude] : ring) rings.back().push_back({longitude, latitude});
  }
  auto area = masseflyt::Area::make(std::move(rings));
  if (!area)
    return Error{area.error().code, shape.layer + " " + called(shape) + ": " + area.error().message,
                 shape.layer};
  Outline out{std::move(*area), {}, {}};
  bool first = true;
  for (const auto& ring : out.area.rings()) {
    out.rings.emplace_back();
    for (const Position p : ring) {
      const auto at = from_position(p, crs);
      if (!at) return at.error();
      out.rings.back().emplace_back(at->x, at->y);
    }
    const auto box = bg::return_envelope<Bounds>(out.rings.back());
    if (first)
      out.bounds = box, first = false;
    else
      bg::expand(out.bounds, box);
  }
  return out;
}

/// 0 where they meet or one lies inside the other.
double distance(const Outline& a, const Outline& b) {
  for (const auto& [one, other] : {std::pair(&a, &b), std::pair(&b, &a)})
    for (const auto& part : other->area.rings())
      if (one->area.contains(part.front())) return 0;
  double least = std::numeric_limits<double>::infinity();
  for (const auto& one : a.rings)
    for (const auto& other : b.rings) {
      if (bg::intersects(one, other)) return 0;
      least = std::min(least, bg::distance(one, other));
    }
  return least;
}

std::string metres(double m, bool norwegian) { return reporting::readable(m, 0, norwegian) + " m"; }

class Screening {
 public:
  explicit Screening(const Case& input) : in_(input) {
    double west = 0;
    std::size_t points = 0;
    for (const auto& s : in_.shapes)
      if (s.layer == "areas" && !s.rings.empty() && !s.rings.front().empty())
        west += s.rings.front().front().first, ++points;
    crs_ = points > 0 && west / static_cast<double>(points) > 12 ? Crs::utm33 : Crs::utm32;
  }

  Result<std::vector<SitingAnswer>> run() {
    for (const auto& s : in_.shapes) {
      const bool asked = s.layer == "areas" ||
                         std::any_of(in_.siting_rules.begin(), in_.siting_rules.end(),
                                     [&](const SitingRule& r) { return r.layer == s.layer; });
      if (!asked) continue;
      auto made = outline(s, crs_);
      if (!made) return made.error();
      layers_[s.layer].emplace_back(called(s), std::move(*made));
    }
    std::vector<SitingAnswer> out;
    for (const auto& area : in_.areas) {
      SitingAnswer answer{area.id, area.name, "kept", {}};
      for (const auto& rule : in_.siting_rules) {
        auto finding = ask(area, rule);
        if (finding.answer == "violated") answer.answer = "violated";
        if (finding.answer == "unknown" && answer.answer == "kept") answer.answer = "unknown";
        answer.findings.push_back(std::move(finding));
      }
      out.push_back(std::move(answer));
    }
    return out;
  }

 private:
  static SitingFinding told(const SitingRule& rule, const char* answer, std::string en,
                            std::string nb) {
    SitingFinding f;
    f.rule = rule.id, f.answer = answer, f.source = rule.source;
    f.en = std::move(en), f.nb = std::move(nb);
    return f;
  }

  SitingFinding ask(const Area& area, const SitingRule& rule) const {
    if (rule.kind == "plan_status") return plan_status(area, rule);
    if (rule.kind == "slope") return slope(area, rule);
    return near(area, rule);
  }

  static SitingFinding plan_status(const Area& area, const SitingRule& rule) {
    if (area.plan_status.empty())
      return told(rule, "unknown", "nobody has said what the plan says of " + area.id,
                  "ingen har sagt hva planen sier om " + area.id);
    const bool good =
        std::find(rule.allowed.begin(), rule.allowed.end(), area.plan_status) != rule.allowed.end();
    return told(rule, good ? "kept" : "violated",
                area.id + " is '" + area.plan_status + "' in the plan" +
                    (good ? "" : ", which is not among those allowed"),
                area.id + " er «" + area.plan_status + "» i planen" +
                    (good ? "" : ", som ikke er blant de tillatte"));
  }

  static SitingFinding slope(const Area& area, const SitingRule& rule) {
    if (!area.slope_percent || !rule.slope_percent)
      return told(rule, "unknown", "the slope of " + area.id + ", or its limit, is not given",
                  "helningen på " + area.id + ", eller grensen, er ikke oppgitt");
    const bool good = *area.slope_percent <= *rule.slope_percent;
    const auto share = [](double v, bool nb) { return reporting::readable(v, 1, nb) + " %"; };
    return told(rule, good ? "kept" : "violated",
                area.id + " is up to " + share(*area.slope_percent, false) + " steep, at most " +
                    share(*rule.slope_percent, false) + " is allowed",
                area.id + " er opptil " + share(*area.slope_percent, true) + " bratt, høyst " +
                    share(*rule.slope_percent, true) + " er tillatt");
  }

  SitingFinding near(const Area& area, const SitingRule& rule) const {
    const std::string en = rule.name.empty() ? rule.layer : rule.name;
    const std::string nb = rule.name_nb.empty() ? en : rule.name_nb;
    const auto shapes = layers_.find("areas"), others = layers_.find(rule.layer);
    const Outline* mine = nullptr;
    if (shapes != layers_.end())
      for (const auto& [id, made] : shapes->second)
        if (id == area.id) mine = &made;
    if (mine == nullptr)
      return told(rule, "unknown",
                  area.id + " has no outline: how far it is from " + en + " is not known",
                  area.id + " har ingen omriss: avstanden til " + nb + " er ikke kjent");
    if (others == layers_.end())
      return told(rule, "unknown", "there is no layer '" + rule.layer + "': " + en + " not asked",
                  "laget «" + rule.layer + "» finnes ikke: " + nb + " er ikke vurdert");
    double least = std::numeric_limits<double>::infinity();
    std::string nearest;
    for (const auto& [id, made] : others->second) {
      if (rule.layer == "areas" && id == area.id) continue;
      if (bg::distance(mine->bounds, made.bounds) >= least) continue;
      if (const double d = distance(*mine, made); d < least) least = d, nearest = id;
    }
    const double required = rule.kind == "overlap" ? 0 : rule.distance_m.value_or(0);
    const bool good = rule.kind == "overlap" ? least > 0 : least >= required;
    auto out = told(rule, good ? "kept" : "violated", "", "");
    out.shape = nearest;
    out.required_m = required;
    if (nearest.empty()) {
      out.en = "there is nothing in the layer " + rule.layer;
      out.nb = "laget " + rule.layer + " er tomt";
      return out;
    }
    out.distance_m = least;
    out.en = area.id + " is " + metres(least, false) + " from " + en + " " + nearest;
    out.nb = area.id + " er " + metres(least, true) + " fra " + nb + " " + nearest;
    if (least == 0)
      out.en = area.id + " meets " + en + " " + nearest,
      out.nb = area.id + " overlapper " + nb + " " + nearest;
    if (!good && required > 0)
      out.en += ", less than " + metres(required, false),
          out.nb += ", mindre enn " + metres(required, true);
    return out;
  }

  const Case& in_;
  Crs crs_ = Crs::utm32;
  std::map<std::string, std::vector<std::pair<std::string, Outline>>> layers_;
};

}  // namespace

Result<std::vector<SitingAnswer>> screen(const Case& input) { return Screening(input).run(); }

Result<std::vector<SitingAnswer>> screen(const Document& document, Diagnostics& found) {
  const auto chosen = with_variants(document, {});
  if (!chosen) return chosen.error();
  const auto input = chosen->bind(found);
  if (!input) return input.error();
  return screen(*input);
}

std::string siting_json(const std::vector<SitingAnswer>& answers) {
  reporting::JsonWriter out;
  out.open_array();
  for (const auto& a : answers) {
    out.open_object();
    out.member("area", a.area), out.member("name", a.name), out.member("answer", a.answer);
    out.open_array("findings");
    for (const auto& f : a.findings) {
      out.open_object(reporting::JsonWriter::Layout::row);
      out.member("rule", f.rule), out.member("answer", f.answer), out.member("shape", f.shape);
      if (f.distance_m) out.member("distance_m", *f.distance_m, 1);
      if (f.required_m) out.member("required_m", *f.required_m, 1);
      out.member("en", f.en), out.member("nb", f.nb), out.member("source", f.source);
      out.close();
    }
    out.close();
    out.close();
  }
  out.close();
  return out.take();
}

}  // namespace masseflyt::scenario
