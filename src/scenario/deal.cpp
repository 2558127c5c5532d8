#include <masseflyt/scenario/deal.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <masseflyt/classification/waste.hpp>

#include "detail/number.hpp"
#include "lookup.hpp"

namespace masseflyt::scenario {
namespace {

constexpr std::array<std::string_view, 7> names = {"draft",     "open",      "reserved", "agreed",
                                                   "under_way", "delivered", "withdrawn"};

constexpr std::array<Stage, 2> after_draft = {Stage::open, Stage::withdrawn};
constexpr std::array<Stage, 3> after_open = {Stage::draft, Stage::reserved, Stage::withdrawn};
constexpr std::array<Stage, 3> after_reserved = {Stage::open, Stage::agreed, Stage::withdrawn};
constexpr std::array<Stage, 2> after_agreed = {Stage::under_way, Stage::withdrawn};
constexpr std::array<Stage, 1> after_under_way = {Stage::delivered};

/// Why a step that somebody may well try is not one.
std::string why_not(Stage from, Stage to) {
  if (from == to) return "it is there already";
  if (from == Stage::delivered || from == Stage::withdrawn)
    return "it has come to its end; what comes anew is a row of its own";
  if (from == Stage::under_way && to == Stage::withdrawn)
    return "loads were driven, and they are not taken back; change its amount to what was driven "
           "and let it be delivered";
  if (to == Stage::agreed) return "both sides have to be held to it first: reserve it";
  if (to == Stage::under_way) return "nothing is driven before both sides have agreed";
  if (to == Stage::delivered) return "nothing has been driven yet";
  if (from == Stage::agreed)
    return "the other side has accepted: withdraw it, so that the other side is told";
  return "that is not a step from there";
}

}  // namespace

std::string_view name(Stage stage) { return names[static_cast<std::size_t>(stage) - 1]; }

std::optional<Stage> parse_stage(std::string_view word) {
  const auto at = std::find(names.begin(), names.end(), word);
  if (at == names.end()) return std::nullopt;
  return static_cast<Stage>(at - names.begin() + 1);
}

std::span<const Stage> next_stages(Stage stage) {
  switch (stage) {
    case Stage::draft:
      return after_draft;
    case Stage::open:
      return after_open;
    case Stage::reserved:
      return after_reserved;
    case Stage::agreed:
      return after_agreed;
    case Stage::under_way:
      return after_under_way;
    case Stage::delivered:
    case Stage::withdrawn:
      return {};
  }
  return {};
}

Result<Stage> advance(Stage from, Stage to) {
  const auto next = next_stages(from);
  if (std::find(next.begin(), next.end(), to) != next.end()) return to;
  std::string may;
  for (const Stage s : next) may += (may.empty() ? "" : ", ") + std::string(name(s));
  return Error{ErrorCode::conflict, "what is " + std::string(name(from)) + " does not become " +
                                        std::string(name(to)) + ": " + why_not(from, to) +
                                        "; it may become: " + (may.empty() ? "nothing" : may)};
}

bool is_planned(std::string_view stage) {
  const auto s = parse_stage(stage);
  return s && *s != Stage::draft && *s != Stage::delivered && *s != Stage::withdrawn;
}

Result<void> set_deal_penalty(Document& document, double nok_t) {
  const Table* const deals = document.table("deals");
  if (deals == nullptr || deals->rows.empty())
    return Error{ErrorCode::not_found, "the scenario has no deals whose change could cost anything",
                 "/deals"};
  if (!std::isfinite(nok_t))
    return Error{ErrorCode::invalid_argument,
                 "the penalty of a deal is no number, expected NOK per tonne from 0 to 1000000",
                 "/deals"};
  Names ids;
  for (std::size_t r = 0; r < deals->rows.size(); ++r) ids.push_back(row_key(*deals, r));
  const auto text = detail::format_number(nok_t);
  for (const auto& id : ids)
    if (auto done = document.set("deals", id, "penalty_nok_t", text); !done) return done;
  return {};
}

bool is_binding(Stage stage) { return stage == Stage::agreed || stage == Stage::under_way; }

Result<PublicView> public_view(const Case& input, std::string_view id, bool accepted,
                               double cell_km) {
  if (!(cell_km > 0) || !(cell_km <= 100))
    return Error{ErrorCode::invalid_argument,
                 "the cell of a coarse place is above 0 km and at most "
                 "100 km"};
  PublicView out;
  std::string place, privacy;
  for (const auto& o : input.offers)
    if (o.id == id) out.id = o.id, out.party = o.party, place = o.place, privacy = o.privacy;
  for (const auto& n : input.needs)
    if (n.id == id) out.id = n.id, place = n.place, privacy = n.privacy;
  if (out.id.empty())
    return Error{ErrorCode::not_found, "no offer or need has the id '" + std::string(id) + "'"};
  for (const auto& p : input.places)
    if (p.id == place) out.longitude = p.longitude, out.latitude = p.latitude;
  if (accepted || privacy != "coarse") return out;
  // Cells of a grid in degrees that depends on the latitude of the cell alone.
  constexpr double km_per_degree = 111.32, pi = 3.14159265358979323846;
  const double high = cell_km / km_per_degree;
  out.latitude = (std::floor(out.latitude / high) + 0.5) * high;
  const double wide = high / std::max(0.05, std::cos(out.latitude * pi / 180));
  out.longitude = (std::floor(out.longitude / wide) + 0.5) * wide;
  out.within_km = cell_km * 0.7072;  // from the middle of a square to its corner
  out.party.clear();
  return out;
}

PurposeAnswer beneficial(const Purpose& purpose) {
  const auto said = [](const std::string& word) {
    return word == "yes"  ? classification::Answer::yes
           : word == "no" ? classification::Answer::no
                          : classification::Answer::unknown;
  };
  classification::UseFacts facts;
  facts.use = classification::PlannedUse::fill;
  facts.planned_anyway = said(purpose.planned_anyway);
  facts.amount_fits = said(purpose.amount_fits), facts.suited = said(purpose.suited);
  const auto standing = classification::standing_of(facts);
  PurposeAnswer out;
  out.source = standing.source;
  const std::pair<const char*, const std::string*> questions[] = {
      {"purpose_planned", &purpose.planned_anyway},
      {"purpose_amount", &purpose.amount_fits},
      {"purpose_suited", &purpose.suited},
      {"purpose_replaces", &purpose.replaces}};
  for (const auto& [column, word] : questions) {
    if (*word == "no") out.failed.push_back(column);
    if (word->empty()) out.open.push_back(column);
  }
  using classification::PyramidLevel;
  const bool disposal = standing.level == PyramidLevel::disposal || purpose.replaces == "no";
  const bool open = standing.level == PyramidLevel::unknown || purpose.replaces.empty();
  const auto joined = [](const std::vector<std::string>& words) {
    std::string text;
    for (const auto& w : words) text += (text.empty() ? "" : ", ") + w;
    return text;
  };
  if (disposal) {
    out.answer = "disposal";
    out.en = "no beneficial purpose (" + joined(out.failed) + "): it counts as disposal";
    out.nb = "ikke nyttig formål (" + joined(out.failed) + "): det regnes som sluttbehandling";
  } else if (open) {
    out.answer = "unknown";
    out.en = "nobody has said " + joined(out.open) + ": whether it is recovery is open";
    out.nb = "ingen har svart på " + joined(out.open) + ": om det er gjenvinning, er åpent";
  } else {
    out.answer = "recovery";
    out.en = "a beneficial purpose: other recovery";
    out.nb = "nyttig formål: annen gjenvinning";
  }
  return out;
}

}  // namespace masseflyt::scenario
