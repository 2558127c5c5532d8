#include "reporting/html/context.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "detail/text.hpp"
#include "reporting/text_format.hpp"

namespace masseflyt::reporting {
namespace {

struct UnitRow {
  Quantity quantity;
  double from;  ///< the largest figure is at least so much
  double divisor;
  std::string_view en, nb;
};

/// From the largest unit of a quantity to the smallest.
constexpr UnitRow units[] = {
    {Quantity::tonnes, 9.995e5, 1e6, "Mt", "mill.\u00A0t"},
    {Quantity::tonnes, 9.995e3, 1e3, "kt", "tusen\u00A0t"},
    {Quantity::tonnes, 0, 1, "t", "t"},
    {Quantity::nok, 9.995e9, 1e9, "bn\u00A0NOK", "mrd.\u00A0kr"},
    {Quantity::nok, 9.995e5, 1e6, "MNOK", "mill.\u00A0kr"},
    {Quantity::nok, 0, 1, "NOK", "kr"},
    {Quantity::co2e_kg, 9.995e5, 1e6, "kt\u00A0CO₂e", "tusen\u00A0t\u00A0CO₂e"},
    {Quantity::co2e_kg, 0, 1e3, "t\u00A0CO₂e", "t\u00A0CO₂e"},
    {Quantity::km, 9.995e5, 1e6, "million\u00A0km", "mill.\u00A0km"},
    {Quantity::km, 9.995e3, 1e3, "thousand\u00A0km", "tusen\u00A0km"},
    {Quantity::km, 0, 1, "km", "km"},
    {Quantity::tkm, 9.995e5, 1e6, "million\u00A0tkm", "mill.\u00A0tkm"},
    {Quantity::tkm, 0, 1, "tkm", "tkm"},
    {Quantity::count, 9.995e5, 1e6, "million", "mill."},
    {Quantity::count, 0, 1, "", ""},
};

int decimals_for(double largest) { return largest >= 99.95 ? 0 : largest >= 9.995 ? 1 : 2; }

using Rows = std::pair<std::string_view, Text>;

constexpr Rows objectives[] = {{"cost", Text::obj_cost},     {"chosen", Text::obj_chosen},
                               {"co2e", Text::obj_co2e},     {"road_km", Text::obj_road_km},
                               {"custom", Text::obj_custom}, {"baseline", Text::obj_baseline}};

constexpr Rows plans[] = {{"cost", Text::plan_cost},
                          {"co2e", Text::plan_co2e},
                          {"road_km", Text::plan_road_km},
                          {"custom", Text::plan_custom}};

constexpr Rows stages[] = {{"haul_road", Text::st_haul_road},
                           {"haul_sea", Text::st_haul_sea},
                           {"haul_rail", Text::st_haul_rail},
                           {"fee", Text::st_fee},
                           {"store", Text::st_store},
                           {"process", Text::st_process},
                           {"virgin", Text::st_virgin},
                           {"virgin_haul", Text::st_virgin_haul},
                           {"far", Text::st_far},
                           {"end_stock", Text::st_end_stock},
                           {"unplaced", Text::st_unplaced},
                           {"shortfall", Text::st_shortfall},
                           {"opening", Text::st_opening},
                           {"load_fee", Text::st_load_fee}};

constexpr Rows group_words[] = {{"rock", Text::m_rock},
                                {"rock_tbm", Text::m_rock_tbm},
                                {"alum_shale", Text::m_alum_shale},
                                {"soil", Text::m_soil},
                                {"clay", Text::m_clay},
                                {"virgin", Text::m_virgin},
                                {"hard", Text::g_hard},
                                {"soft", Text::g_soft},
                                {"clean", Text::c_clean},
                                {"hazardous", Text::c_hazardous}};

template <std::size_t n>
const Text* look_up(const Rows (&rows)[n], std::string_view id) {
  for (const auto& [key, text] : rows)
    if (key == id) return &text;
  return nullptr;
}

struct Colour {
  Kind kind;
  std::string_view hex;
};

constexpr Colour colours[] = {
    {Kind::need, "#0b5351"},         {Kind::fill, "#2a9d8f"},      {Kind::quarry, "#2f6db3"},
    {Kind::backfill, "#9cc5e8"},     {Kind::treatment, "#8c6bb1"}, {Kind::landfill, "#e0a33e"},
    {Kind::far_receiver, "#b5531c"}, {Kind::unplaced, "#7a1f2b"},  {Kind::store, "#6f7f8c"},
    {Kind::internal, "#c9d3d8"},     {Kind::virgin, "#3c3c3c"},    {Kind::end_stock, "#a8a29a"},
    {Kind::past, "#d9d4c8"},         {Kind::shortfall, "#7a1f2b"}};

}  // namespace

Context::Context(const Report& report, Language language) : report_(&report), language_(language) {
  for (const PlaceRow& place : report.places)
    if (!place.name.empty()) names_[place.id] = place.name;
  for (const NameRow& row : report.names)
    if (!row.name.empty()) names_[row.id] = row.name;
}

std::string Context::number(double value, int decimals) const {
  return readable(value, decimals, norwegian());
}

std::string Context::percent(double share, int decimals) const {
  return number(share * 100, decimals);
}

Scale Context::scale(Quantity quantity, double largest) const {
  const double size = std::abs(largest);
  for (const UnitRow& row : units) {
    if (row.quantity != quantity || !(size >= row.from || row.from == 0)) continue;
    const bool whole = row.divisor == 1 && quantity != Quantity::km;
    return {row.divisor, whole ? 0 : decimals_for(size / row.divisor),
            norwegian() ? row.nb : row.en};
  }
  return {};
}

Scale Context::finer(Scale scale, double value) {
  if (scale.divisor != 1) scale.decimals = decimals_for(std::abs(value) / scale.divisor);
  return scale;
}

std::string Context::amount(double value, const Scale& scale) const {
  const double figure = value / scale.divisor;
  const double least = std::pow(10.0, -scale.decimals);
  if (figure > 0 && figure < least / 2) return "<\u00A0" + number(least, scale.decimals);
  return number(figure, scale.decimals);
}

std::string Context::with_unit(double value, const Scale& scale) const {
  const std::string figure = amount(value, scale);
  return scale.unit.empty() ? figure : figure + "\u00A0" + std::string(scale.unit);
}

std::string Context::with_unit(double value, Quantity quantity) const {
  return with_unit(value, scale(quantity, value));
}

std::string Context::range(double low, double high, const Scale& scale) const {
  const std::string a = amount(low, scale);
  const std::string b = amount(high, scale);
  if (a == b) return a;
  const bool signs = low < 0 || high < 0;
  return a + (signs ? norwegian() ? " til " : " to " : "–") + b;
}

std::string Context::name(std::string_view id) const {
  if (id == "far") return std::string(label(Kind::far_receiver, language_));
  if (id == "unplaced") return std::string(label(Kind::unplaced, language_));
  const auto found = names_.find(id);
  return found == names_.end() ? std::string(id) : found->second;
}

std::string Context::names(std::string_view ids) const {
  std::string out;
  for (const std::string& id : detail::split(ids, ';')) out += (out.empty() ? "" : "; ") + name(id);
  return out;
}

std::string Context::group(std::string_view id) const {
  std::string out;
  std::string last;
  for (const std::string& word : detail::split(id, '-')) {
    // alum shale is its own class, and "tbm" is said by the material
    if (word == last || (word == "tbm" && last == "rock_tbm")) continue;
    last = word;
    const Text* known = look_up(group_words, word);
    const bool is_class = word.size() == 6 && word.substr(0, 5) == "class";
    if (!out.empty()) out += ", ";
    out += known      ? std::string((*this)(*known))
           : is_class ? (*this)(Text::c_class, {word.substr(5)})
                      : word;
  }
  return out;
}

std::string Context::objective(std::string_view id) const {
  const Text* known = look_up(objectives, id);
  return known ? std::string((*this)(*known)) : std::string(id);
}

std::string Context::plan_of(std::string_view id) const {
  const Text* known = look_up(plans, id);
  return std::string((*this)(known ? *known : Text::plan_custom));
}

std::string Context::stage(std::string_view id) const {
  const Text* known = look_up(stages, id);
  return known ? std::string((*this)(*known)) : std::string(id);
}

std::string Context::status(const Solution& s) const {
  const std::string gap = number(s.gap * 100, s.gap < 0.001 ? 3 : 1);
  if (s.status == "optimal") return std::string((*this)(Text::optimal));
  if (s.status == "infeasible") return std::string((*this)(Text::infeasible));
  if (s.status == "stopped") return std::string((*this)(Text::stopped));
  if (s.stopped_by == "deadline") return (*this)(Text::stopped_deadline, {gap});
  if (s.stopped_by == "cancel") return (*this)(Text::stopped_cancel, {gap});
  if (s.status == "feasible") return (*this)(Text::feasible, {gap});
  return s.status;
}

int decimals_of_step(double step) {
  int decimals = 0;
  for (double s = std::abs(step); decimals < 3 && std::abs(s - std::round(s)) > 1e-6; s *= 10)
    ++decimals;
  return decimals;
}

std::string_view colour(Kind kind) {
  for (const Colour& row : colours)
    if (row.kind == kind) return row.hex;
  return "#888888";
}

}  // namespace masseflyt::reporting
