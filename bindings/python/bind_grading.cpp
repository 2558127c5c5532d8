// bindings/python/bind_grading.cpp — grading curves, and what they are good for.
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <masseflyt/classification/aggregate_grading.hpp>
#include <masseflyt/classification/soil_terms.hpp>

#include "common.hpp"

namespace masseflyt::python {

using namespace pybind11::literals;
using classification::Checks;
using classification::GradingCurve;
using classification::RulePack;

static GradingCurve make_curve(const std::vector<double>& size_mm,
                               const std::vector<double>& passing_percent) {
  if (size_mm.size() != passing_percent.size())
    throw Failure({ErrorCode::invalid_argument, "as many percentages as sieves"}, {});
  std::vector<classification::SievePoint> points;
  for (std::size_t i = 0; i < size_mm.size(); ++i)
    points.push_back({size_mm[i], passing_percent[i]});
  return unwrap(GradingCurve::make(std::move(points)));
}

/// Rule, answer, and the sentence and what would change it in both languages.
using CheckRow = std::tuple<std::string, int, std::string, std::string, std::string, std::string>;
using CheckRows = std::pair<int, std::vector<CheckRow>>;

static CheckRows rows_of(const Checks& checks) {
  std::vector<CheckRow> rows;
  for (const auto& c : checks.all)
    rows.emplace_back(c.rule_id, static_cast<int>(c.met), c.text.en, c.text.nb, c.change.en,
                      c.change.nb);
  return {static_cast<int>(checks.met), std::move(rows)};
}

static std::vector<std::tuple<std::string, std::string, CheckRows>> grading_categories(
    const GradingCurve& curve, const std::string& standard, double d, double upper, bool strict) {
  const auto pack = unwrap(classification::built_in_pack("en.aggregates.grading"));
  std::vector<std::tuple<std::string, std::string, CheckRows>> all;
  const auto found =
      unwrap(classification::grading_categories(curve, standard, {d, upper}, pack, {strict}));
  for (const auto& c : found) all.emplace_back(c.name, c.kind, rows_of(c.checks));
  return all;
}

static CheckRows coarse_armourstone(const GradingCurve& curve, const std::string& grading,
                                    bool strict) {
  const auto pack = unwrap(classification::built_in_pack("en.armourstone.13383"));
  return rows_of(unwrap(classification::check_coarse_armourstone(curve, grading, pack, {strict})));
}

/// `json`: a pack of the user; empty: no.layers. `further`: subject and number of what a curve
/// does not tell.
static CheckRows layer(const GradingCurve& curve, const std::string& scope, const py::bytes& json,
                       const std::vector<std::pair<std::string, std::string>>& further,
                       bool strict) {
  const std::string_view text = json;
  Diagnostics found;
  const auto analytes = unwrap(classification::Analytes::built_in());
  const RulePack pack = text.empty()
                            ? unwrap(classification::built_in_pack("no.layers"))
                            : unwrap(classification::read_rule_pack(text, analytes, found), found);
  auto properties = classification::properties_of(curve, pack, scope);
  for (const auto& [subject, value] : further) {
    const auto number = classification::Decimal::parse(value);
    if (!number) throw Failure({ErrorCode::invalid_argument, subject + ": no number", value}, {});
    std::erase_if(properties, [&](const auto& p) { return p.subject == subject; });
    properties.push_back({subject, classification::ResultKind::quantified, *number});
  }
  const Checks checks = check(pack, scope, properties, {strict});
  if (checks.all.empty())
    throw Failure({ErrorCode::not_found, "no layer '" + scope + "' in " + pack.id}, {});
  return rows_of(checks);
}

void bind_grading(py::module_& m) {
  py::class_<GradingCurve>(m, "GradingCurve")
      .def(py::init(&make_curve), "size_mm"_a, "passing_percent"_a)
      .def("passing", &GradingCurve::passing, "size_mm"_a)
      .def("d", &GradingCurve::d, "percent"_a)
      .def("uniformity", &GradingCurve::uniformity)
      .def("curvature", &GradingCurve::curvature)
      .def("fines_of", &GradingCurve::fines_of, "size_mm"_a, "base_mm"_a);
  m.def("grading_categories", &grading_categories, "curve"_a, "standard"_a, "d"_a, "upper"_a,
        "strict"_a);
  m.def("coarse_armourstone", &coarse_armourstone, "curve"_a, "grading"_a, "strict"_a);
  m.def("layer", &layer, "curve"_a, "scope"_a, "json"_a, "further"_a, "strict"_a);
}

}  // namespace masseflyt::python
