#include <algorithm>
#include <cmath>

#include <masseflyt/classification/duty.hpp>

#include "classification/json_input.hpp"
#include "classification/words.hpp"
#include "detail/embedded.hpp"
#include "detail/number.hpp"
#include "detail/sha256.hpp"

namespace masseflyt::classification {
namespace {

using detail::Json;

struct Word {
  std::string_view id;
  DutyUnit unit;
  const char *en, *nb;
};
constexpr Word units[] = {
    {"lot", DutyUnit::lot, "lot", "parti"},
    {"m3", DutyUnit::m3, "m³", "m³"},
    {"placed_m3", DutyUnit::placed_m3, "placed m³", "anbrakt m³"},
    {"m2", DutyUnit::m2, "m²", "m²"},
    {"week", DutyUnit::week, "week", "uke"},
    {"month", DutyUnit::month, "month", "måned"},
    {"year", DutyUnit::year, "year", "år"},
};
constexpr std::string_view moments[] = {"dig", "move", "receive", "place", "declare", "recover"};
constexpr std::string_view conditions[] = {"contamination_suspected", "contaminated", "acid_rock"};

Text unit_text(DutyUnit unit) {
  for (const auto& w : units)
    if (w.unit == unit) return {w.en, w.nb};
  return {};
}

std::string one_of(std::string text, std::span<const std::string_view> words, std::string path,
                   Diagnostics& found) {
  if (std::find(words.begin(), words.end(), text) != words.end()) return text;
  std::string expected = "one of";
  for (const auto w : words) expected += " " + std::string(w);
  detail::fault(found, std::move(path), text, std::move(expected));
  return {};
}

double amount_of(const Json& row, std::string_view key, const std::string& path,
                 Diagnostics& found) {
  const Json* member = row.find(key);
  if (member == nullptr) return 0;
  const auto number = member->kind == Json::Kind::number
                          ? masseflyt::detail::parse_number(member->text)
                          : std::nullopt;
  if (number && *number > 0 && *number <= 1e9) return *number;
  detail::fault(found, path + "/" + std::string(key), to_json_text(*member),
                "a number above 0 and at most 1000000000");
  return 0;
}

void read_steps(Duty& duty, const Json& row, const std::string& path, Diagnostics& found) {
  double before = 0;
  for (const auto& step : detail::list_of(row, "steps", path, false, found)) {
    const bool pair = step.kind == Json::Kind::array && step.items.size() == 2 &&
                      step.items[0].kind == Json::Kind::number &&
                      step.items[1].kind == Json::Kind::number;
    const auto area = pair ? masseflyt::detail::parse_number(step.items[0].text) : std::nullopt;
    const auto count = pair ? masseflyt::detail::parse_integer(step.items[1].text) : std::nullopt;
    if (!area || !count || *area <= before || *count < 1 || *count > 1'000'000) {
      detail::fault(found, path + "/steps", to_json_text(step),
                    "[area, count], areas rising and counts from 1");
      return;
    }
    before = *area;
    duty.steps.push_back({*area, *count});
  }
}

bool flag_of(const Json& row, std::string_view key, const std::string& path, Diagnostics& found) {
  const Json* member = row.find(key);
  if (member == nullptr) return false;
  if (member->kind != Json::Kind::boolean)
    detail::fault(found, path + "/" + std::string(key), to_json_text(*member), "true or false");
  return member->text == "true";
}

void read_how_often(Duty& duty, const Json& row, const std::string& path, Diagnostics& found) {
  duty.open = flag_of(row, "open", path, found);
  duty.count = detail::whole_of(row, "count", path, 1, 1'000'000, 0, found);
  duty.per = amount_of(row, "per", path, found);
  duty.at_least = detail::whole_of(row, "at_least", path, 1, 1'000'000, 0, found);
  read_steps(duty, row, path, found);
  const std::string unit = detail::text_of(row, "unit", path, !duty.open, found);
  if (!unit.empty()) {
    const auto* at = std::find_if(std::begin(units), std::end(units),
                                  [&](const Word& w) { return w.id == unit; });
    if (at == std::end(units))
      detail::fault(found, path + "/unit", unit, "one of lot m3 placed_m3 m2 week month year");
    else
      duty.unit = at->unit;
  }
  const bool by_amount = duty.unit == DutyUnit::m3 || duty.unit == DutyUnit::placed_m3 ||
                         (duty.unit == DutyUnit::m2 && duty.steps.empty());
  if (!duty.open && duty.count == 0 && duty.steps.empty() && row.find("count") == nullptr)
    detail::fault(found, path, duty.id, "count, steps or open");
  if (!duty.open && by_amount && duty.per == 0 && row.find("per") == nullptr)
    detail::fault(found, path + "/per", "", "how many " + unit + " a test stands for");
}

Duty read_duty(const Json& row, const std::string& path, Diagnostics& found) {
  detail::warn_unknown(
      row, {"id",    "title",  "title_nb", "materials", "uses",   "land_uses",  "when",
            "test",  "before", "open",     "count",     "per",    "unit",       "at_least",
            "steps", "by",     "by_nb",    "cost",      "source", "confidence", "note"},
      path, found);
  Duty duty;
  duty.id = detail::text_of(row, "id", path, true, found);
  duty.title.en = detail::text_of(row, "title", path, true, found);
  duty.title.nb = detail::text_of(row, "title_nb", path, false, found);
  if (duty.title.nb.empty()) duty.title.nb = duty.title.en;
  duty.materials = detail::texts_of(row, "materials", path, found);
  for (const auto& m : duty.materials) one_of(m, materials(), path + "/materials", found);
  duty.uses = detail::texts_of(row, "uses", path, found);
  duty.land_uses = detail::texts_of(row, "land_uses", path, found);
  duty.test = detail::text_of(row, "test", path, true, found);
  duty.before = detail::text_of(row, "before", path, true, found);
  if (!duty.before.empty()) one_of(duty.before, moments, path + "/before", found);
  duty.when = detail::text_of(row, "when", path, false, found);
  if (!duty.when.empty()) one_of(duty.when, conditions, path + "/when", found);
  read_how_often(duty, row, path, found);
  duty.by.en = detail::text_of(row, "by", path, false, found);
  duty.by.nb = detail::text_of(row, "by_nb", path, false, found);
  if (duty.by.nb.empty()) duty.by.nb = duty.by.en;
  duty.cost = detail::text_of(row, "cost", path, false, found);
  duty.source = detail::text_of(row, "source", path, true, found);
  const auto confidence = detail::text_of(row, "confidence", path, true, found);
  constexpr std::string_view words[] = {"verified", "recalled"};
  if (!confidence.empty()) one_of(confidence, words, path + "/confidence", found);
  duty.confidence = confidence == "verified" ? Confidence::verified : Confidence::recalled;
  duty.note = detail::text_of(row, "note", path, false, found);
  return duty;
}

// ---- one lot
// -------------------------------------------------------------------------------------

bool holds_when(const Duty& duty, const Lot& lot) {
  if (duty.when.empty()) return true;
  if (duty.when == "contamination_suspected") return lot.contamination_suspected != Answer::no;
  if (duty.when == "contaminated")
    return lot.contamination_suspected == Answer::yes || lot.declared_class.starts_with("class");
  return lot.material == "alum_shale" || lot.declared_class == "alum_shale" ||
         lot.acid_suspected == Answer::yes;
}

/// "layer/Bane NOR" covers "layer/Bane NOR/frostsone".
bool covers(const std::string& duty, const std::string& use) {
  return use == duty || (use.starts_with(duty) && use[duty.size()] == '/');
}

bool applies(const Duty& duty, const Lot& lot, const Use& use) {
  const auto has = [](const std::vector<std::string>& list, const std::string& word) {
    return list.empty() || std::find(list.begin(), list.end(), word) != list.end();
  };
  const std::string text = to_string(use);
  const bool in_uses =
      duty.uses.empty() || std::any_of(duty.uses.begin(), duty.uses.end(),
                                       [&](const auto& one) { return covers(one, text); });
  return in_uses && has(duty.materials, lot.material) && has(duty.land_uses, use.land_use) &&
         holds_when(duty, lot);
}

/// The amount that the duty counts by; none when nobody has told it.
std::optional<double> amount_of(DutyUnit unit, const Lot& lot) {
  if (unit == DutyUnit::m2) return lot.area_m2;
  if (unit == DutyUnit::placed_m3) return lot.placed_m3;
  if (unit != DutyUnit::m3) return 1;
  if (!lot.bank_m3 && !lot.placed_m3) return std::nullopt;
  return std::max(lot.bank_m3.value_or(0), lot.placed_m3.value_or(0));
}

/// For each started amount; none when it is not known.
std::optional<std::int64_t> required_of(const Duty& duty, const Lot& lot) {
  if (duty.open) return std::nullopt;
  const auto amount = amount_of(duty.unit, lot);
  if (!amount || !std::isfinite(*amount) || *amount < 0) return std::nullopt;
  if (!duty.steps.empty()) {
    for (const auto& [up_to, count] : duty.steps)
      if (*amount <= up_to) return count;
    return std::nullopt;
  }
  const double started = duty.per > 0 ? std::max(1.0, std::ceil(*amount / duty.per)) : 1;
  const double count = static_cast<double>(duty.count) * std::min(started, 1e12);
  return std::max(static_cast<std::int64_t>(count), duty.at_least);
}

std::int64_t done_of(const Duty& duty, const Lot& lot) {
  std::int64_t done = 0;
  for (const auto& t : lot.tests_done)
    if (t.test == duty.test) done += t.count;
  if (duty.test == "soil_sample") done += static_cast<std::int64_t>(lot.samples.size());
  if (duty.test == "alien_species_survey" && lot.species.surveyed == Answer::yes)
    done = std::max<std::int64_t>(done, 1);
  if (duty.test == "building_mapping" && lot.demolition.mapped_by_competent_person == Answer::yes)
    done = std::max<std::int64_t>(done, 1);
  return done;
}

Text how_often(const Duty& duty) {
  const Text unit = unit_text(duty.unit);
  if (!duty.steps.empty()) return Text{" by area", " etter areal"};
  const Text started =
      duty.per > 0 ? same(masseflyt::detail::format_number(duty.per) + " ") + unit : unit;
  Text text =
      Text{" per ", " per "} + (duty.per > 0 ? Text{"started ", "påbegynt "} : Text{}) + started;
  if (duty.at_least > 0)
    text = text + Text{", at least ", ", minst "} + same(std::to_string(duty.at_least));
  return text;
}

void write(DutyState& s, const Lot& lot) {
  const Duty& d = s.duty;
  const Text who = d.by.en.empty()
                       ? Text{"who tests was not found", "hvem som prøver er ikke funnet"}
                       : Text{"by ", "av "} + d.by;
  const Text pays = d.cost.empty()
                        ? Text{"; who pays was not found", "; hvem som betaler er ikke funnet"}
                        : Text{"; at the cost of ", "; betales av "} + same(d.cost);
  if (d.open) {
    s.text = d.title + Text{": how many was not found", ": hvor mange er ikke funnet"};
    s.change = {"the rule itself, from whoever receives or supervises",
                "selve regelen, fra den som mottar eller fører tilsyn"};
  } else if (!s.required) {
    const auto amount = amount_of(d.unit, lot);
    s.text =
        d.title + (amount ? Text{": more than the largest area whose number is known",
                                 ": mer enn det største arealet med kjent antall"}
                          : Text{": the amount is not told in ", ": mengden er ikke oppgitt i "} +
                                unit_text(d.unit));
    s.change = amount ? Text{"the full table", "hele tabellen"}
                      : Text{"the amount in ", "mengden i "} + unit_text(d.unit);
  } else {
    s.text = d.title + same(": " + std::to_string(s.done)) + Text{" of ", " av "} +
             same(std::to_string(*s.required)) + Text{" done (", " gjort ("} +
             (d.steps.empty() ? same(std::to_string(d.count)) + how_often(d)
                              : Text{"by area", "etter areal"}) +
             same(")");
    if (s.fulfilled == Answer::no)
      s.change = same(std::to_string(*s.required - s.done)) + Text{" more", " til"};
    else if (s.fulfilled == Answer::unknown)
      s.change = {"a verified source for the duty", "en bekreftet kilde for plikten"};
  }
  s.text = s.text + same("; ") + who + pays;
}

}  // namespace

Result<DutyPack> read_duties(std::string_view json, Diagnostics& found) {
  Diagnostics mine;
  DutyPack pack;
  if (const auto root = detail::parse_object(json, mine)) {
    detail::warn_unknown(*root, {"schema", "id", "title", "title_nb", "edition", "duties"}, "",
                         mine);
    const std::string schema = detail::text_of(*root, "schema", "", true, mine);
    if (schema != "masseflyt.duties/1")
      detail::fault(mine, "/schema", schema, "masseflyt.duties/1");
    pack.id = detail::text_of(*root, "id", "", true, mine);
    pack.title = {detail::text_of(*root, "title", "", true, mine),
                  detail::text_of(*root, "title_nb", "", false, mine)};
    if (pack.title.nb.empty()) pack.title.nb = pack.title.en;
    pack.edition = detail::text_of(*root, "edition", "", true, mine);
    const auto& rows = detail::list_of(*root, "duties", "", true, mine);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::string path = "/duties/" + std::to_string(i);
      if (rows[i].kind != Json::Kind::object) {
        detail::fault(mine, path, to_json_text(rows[i]), "an object");
        continue;
      }
      pack.duties.push_back(read_duty(rows[i], path, mine));
      const auto same_id = [&](const Duty& d) { return d.id == pack.duties.back().id; };
      if (std::count_if(pack.duties.begin(), pack.duties.end(), same_id) > 1)
        detail::fault(mine, path + "/id", pack.duties.back().id, "an id of its own");
    }
  }
  const bool good = !has_errors(mine);
  found.insert(found.end(), mine.begin(), mine.end());
  if (!good) return Error{ErrorCode::invalid_document, "the duties have errors", ""};
  pack.hash = masseflyt::detail::sha256_hex(std::string(json));
  return pack;
}

Result<DutyPack> built_in_duties() {
  for (const auto& file : embedded::rule_packs()) {
    if (file.name != "no.duties.json") continue;
    Diagnostics found;
    return read_duties(file.text, found);
  }
  return Error{ErrorCode::internal, "the built-in duties are missing", ""};
}

std::vector<DutyState> duties(const Lot& lot, const Use& use, const DutyPack& pack, bool strict) {
  std::vector<DutyState> all;
  for (const auto& duty : pack.duties) {
    if (!applies(duty, lot, use)) continue;
    DutyState s{duty, Answer::unknown, required_of(duty, lot), done_of(duty, lot), {}, {}};
    const bool trusted = !strict || duty.confidence == Confidence::verified;
    if (s.required && s.done < *s.required) s.fulfilled = Answer::no;
    if (s.required && s.done >= *s.required && trusted) s.fulfilled = Answer::yes;
    write(s, lot);
    all.push_back(std::move(s));
  }
  return all;
}

std::vector<DutyState> open_duties(const Lot& lot, const Use& use, const DutyPack& pack,
                                   bool strict) {
  std::vector<DutyState> open;
  for (auto& s : duties(lot, use, pack, strict))
    if (s.fulfilled != Answer::yes) open.push_back(std::move(s));
  return open;
}

}  // namespace masseflyt::classification
