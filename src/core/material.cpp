#include <masseflyt/core/material.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "detail/number.hpp"

namespace masseflyt {
namespace {

constexpr std::array<std::pair<Confidence, std::string_view>, 4> confidence_words = {{
    {Confidence::verified, "verified"},
    {Confidence::recalled, "recalled"},
    {Confidence::estimated, "estimated"},
    {Confidence::assumed, "assumed"},
}};
constexpr std::array<std::pair<VolumeState, std::string_view>, 3> state_words = {
    {{bank, "bank"}, {loose, "loose"}, {placed, "placed"}}};

template <typename Words, typename E>
std::string_view word_of(const Words& words, E value) {
  for (const auto& [known, word] : words)
    if (known == value) return word;
  return "";
}

template <typename E, std::size_t N>
std::optional<E> value_of(const std::array<std::pair<E, std::string_view>, N>& words,
                          std::string_view text) {
  for (const auto& [value, word] : words)
    if (word == text) return value;
  return std::nullopt;
}

/// A row of the built-in tables.
struct Figure {
  std::string_view key;
  double low, point, high;
  Confidence confidence;
  std::string_view source;
};

constexpr std::string_view handbook =
    "point: Statens vegvesen R761 Prosesskode 1 (2018) table 7.4-1, mean with overbreak; "
    "range: assumed";
constexpr std::string_view as_tunnel_rock =
    "assumed as tunnel rock: R761 (2018) table 7.4-1 has no row for bored muck";

constexpr std::array<Figure, 5> loose_per_bank = {{
    {"tunnel_rock", 1.5, 1.8, 1.9, Confidence::verified, handbook},
    {"blasted_rock", 1.5, 1.6, 1.7, Confidence::verified, handbook},
    {"soil", 1.2, 1.25, 1.3, Confidence::verified, handbook},
    {"clay", 1.1, 1.15, 1.2, Confidence::verified, handbook},
    {"tbm_muck", 1.5, 1.8, 1.9, Confidence::assumed, as_tunnel_rock},
}};
constexpr std::array<Figure, 5> placed_per_bank = {{
    {"tunnel_rock", 1.35, 1.5, 1.6, Confidence::verified, handbook},
    {"blasted_rock", 1.3, 1.4, 1.5, Confidence::verified, handbook},
    {"soil", 1.0, 1.1, 1.15, Confidence::verified, handbook},
    {"clay", 0.9, 1.0, 1.05, Confidence::verified, handbook},
    {"tbm_muck", 1.3, 1.5, 1.6, Confidence::assumed, as_tunnel_rock},
}};
constexpr std::array<Figure, 6> tonnes_per_bank_m3 = {{
    {"alum_shale", 2.5, 2.6, 2.7, Confidence::recalled, "general geology: black shale"},
    {"clay", 1.8, 1.9, 2.0, Confidence::recalled, "practice: saturated clay"},
    {"moraine", 2.0, 2.1, 2.2, Confidence::recalled, "practice"},
    {"rock", 2.6, 2.7, 2.8, Confidence::recalled, "general geology: granite and gneiss"},
    {"rock_tbm", 2.6, 2.7, 2.8, Confidence::recalled, "as rock"},
    {"soil", 1.7, 1.8, 2.1, Confidence::verified,
     "point: Multiconsult 128943-RIGm-RAP-001 (2016) appendix D, made ground; "
     "range: assumed, moraine up to 2.1"},
}};

/// The row of the volume factors; empty for an excavation that blasted rock does not know.
std::string_view volume_row(std::string_view id, std::string_view excavation) {
  if (id == "soil" || id == "moraine") return "soil";
  if (id == "clay") return "clay";
  if (id == "rock_tbm" || excavation == "tbm") return "tbm_muck";
  if (excavation == "tunnel") return "tunnel_rock";
  return excavation == "cut" || excavation == "pit" ? "blasted_rock" : "";
}

template <std::size_t N>
const Figure* row(const std::array<Figure, N>& table, std::string_view key) {
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const Figure& f) { return f.key == key; });
  return found == table.end() ? nullptr : &*found;
}

Factor::Parts parts(std::string_view table, const Figure& f, std::string_view unit) {
  return {std::string(table) + "_" + std::string(f.key),
          f.low,
          f.point,
          f.high,
          std::string(unit),
          std::string(f.source),
          f.confidence};
}

Result<Material> make_material(std::string_view id, const Figure& density,
                               std::string_view row_id) {
  auto t = Factor::make(parts("t_per_bank_m3", density, "t/m3"));
  auto out = Factor::make(parts("loose_per_bank", *row(loose_per_bank, row_id), "m3/m3"));
  auto in = Factor::make(parts("placed_per_bank", *row(placed_per_bank, row_id), "m3/m3"));
  for (const auto* factor : {&t, &out, &in})
    if (!*factor) return factor->error();
  return Material{std::string(id), *t, *out, *in};
}

/// `factor` with another point, its range widened to hold it.
Result<Factor> moved(const Factor& factor, const std::map<std::string, double>& points) {
  const auto found = points.find(factor->name);
  if (found == points.end()) return factor;
  auto changed = *factor;
  changed.point = found->second;
  changed.low = std::min(changed.low, changed.point);
  changed.high = std::max(changed.high, changed.point);
  return Factor::make(std::move(changed));
}

}  // namespace

std::string_view to_string(Confidence confidence) { return word_of(confidence_words, confidence); }
std::optional<Confidence> parse_confidence(std::string_view word) {
  return value_of(confidence_words, word);
}
std::string_view to_string(VolumeState state) { return word_of(state_words, state); }
std::optional<VolumeState> parse_volume_state(std::string_view word) {
  return value_of(state_words, word);
}

Result<Factor> Factor::make(Parts p) {
  // Written so that NaN fails too.
  const bool ordered = p.low > 0 && p.low <= p.point && p.point <= p.high && std::isfinite(p.high);
  if (!ordered)
    return Error{ErrorCode::invalid_argument,
                 "factor " + p.name + ": expected 0 < low <= point <= high, all finite"};
  if (p.source.empty())
    return Error{ErrorCode::invalid_argument, "factor " + p.name + " names no source"};
  return Factor(std::move(p));
}

std::string to_string(const Factor& factor) {
  using detail::format_number;
  return factor->name + " " + format_number(factor->point) + " " + factor->unit + " (" +
         format_number(factor->low) + " to " + format_number(factor->high) + ", " +
         std::string(to_string(factor->confidence)) + ": " + factor->source + ")";
}

Result<Material> find_material(std::string_view id, std::string_view excavation) {
  const auto* density = row(tonnes_per_bank_m3, id);
  if (density == nullptr) {
    std::string known;
    for (const auto& name : material_ids()) known += (known.empty() ? "" : ", ") + name;
    return Error{ErrorCode::not_found,
                 "material '" + std::string(id) + "' is not known, expected one of " + known};
  }
  const auto volumes = volume_row(id, excavation);
  if (volumes.empty())
    return Error{ErrorCode::not_found, "excavation '" + std::string(excavation) + "' of " +
                                           std::string(id) +
                                           " is not known, expected tunnel, cut, pit or tbm"};
  return make_material(id, *density, volumes);
}

std::vector<std::string> material_ids() {
  std::vector<std::string> ids;
  for (const auto& figure : tonnes_per_bank_m3) ids.emplace_back(figure.key);
  return ids;
}

Result<Material> with_points(Material material, const std::map<std::string, double>& points) {
  for (auto* factor :
       {&material.t_per_bank_m3, &material.loose_per_bank, &material.placed_per_bank}) {
    auto changed = moved(*factor, points);
    if (!changed) return changed.error();
    *factor = *std::move(changed);
  }
  return material;
}

Converted<Mass<wet>> to_mass(double cubic_metres, VolumeState state, const Material& material) {
  auto range = detail::to_bank(cubic_metres, state, material);
  range.times(material.t_per_bank_m3);
  return detail::converted<Mass<wet>>(std::move(range), Mass<wet>::tonnes);
}

namespace detail {

// A negative amount (a difference) has its low end where the factor is high.
void Range::times(const Factor& f) {
  low *= low < 0 ? f->high : f->low;
  point *= f->point;
  high *= high < 0 ? f->low : f->high;
  factors.push_back(f);
}

void Range::divided_by(const Factor& f) {
  low /= low < 0 ? f->low : f->high;
  point /= f->point;
  high /= high < 0 ? f->high : f->low;
  factors.push_back(f);
}

Range to_bank(double cubic_metres, VolumeState from, const Material& material) {
  Range range{cubic_metres, cubic_metres, cubic_metres};
  if (from == loose) range.divided_by(material.loose_per_bank);
  if (from == placed) range.divided_by(material.placed_per_bank);
  return range;
}

void from_bank(Range& volume, VolumeState to, const Material& material) {
  if (to == loose) volume.times(material.loose_per_bank);
  if (to == placed) volume.times(material.placed_per_bank);
}

}  // namespace detail
}  // namespace masseflyt
