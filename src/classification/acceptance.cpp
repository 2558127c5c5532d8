#include <algorithm>
#include <array>
#include <cmath>

#include <masseflyt/classification/acceptance.hpp>

namespace masseflyt::classification {
namespace {

constexpr std::array<std::string_view, 8> ladder = {"armour",
                                                    "armour_and_quarry_run",
                                                    "concrete_aggregate",
                                                    "crushed_hard",
                                                    "crushed_any",
                                                    "crushed_low",
                                                    "fill",
                                                    "fill_soil"};

struct Word {
  std::string_view id, en, nb;
};
constexpr Word words[] = {
    {"rock", "rock", "stein"},
    {"rock_tbm", "bored rock", "stein fra tunnelboring"},
    {"alum_shale", "alum shale", "alunskifer"},
    {"soil", "soil", "jord"},
    {"clay", "clay", "leire"},
    {"concrete", "concrete", "betong"},
    {"hard", "hard", "hard"},
    {"soft", "soft", "bløt"},
    {"tbm", "bored", "boret"},
    {"clean", "clean", "rene masser"},
    {"class2", "class 2", "klasse 2"},
    {"class3", "class 3", "klasse 3"},
    {"class4", "class 4", "klasse 4"},
    {"class5", "class 5", "klasse 5"},
    {"hazardous", "hazardous waste", "farlig avfall"},
    {"armour", "armour stone", "plastringsstein"},
    {"armour_and_quarry_run", "armour stone and quarry run", "plastringsstein og sprengstein"},
    {"concrete_aggregate", "concrete aggregate", "betongtilslag"},
    {"crushed_hard", "crushed rock of high grade", "pukk av høy kvalitet"},
    {"crushed_any", "crushed rock", "pukk"},
    {"crushed_low", "crushed rock of low grade", "pukk av lav kvalitet"},
    {"fill", "fill", "fyllmasse"},
    {"fill_soil", "soil for fill", "jord til fylling"},
};

/// A word of the scenario for people; words of its own stay as they are.
Text say(std::string_view id) {
  for (const auto& w : words)
    if (w.id == id) return {std::string(w.en), std::string(w.nb)};
  return {std::string(id), std::string(id)};
}

Text say(const std::vector<std::string>& ids) {
  Text all;
  for (const auto& id : ids) {
    const Text word = say(id);
    all.en += (all.en.empty() ? "" : ", ") + word.en;
    all.nb += (all.nb.empty() ? "" : ", ") + word.nb;
  }
  return all;
}

bool has(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool is_rock(const LotKind& lot) { return lot.material == "rock" || lot.material == "rock_tbm"; }

/// Bored rock has a grade of its own, whatever else was written.
std::string_view grade_of(const LotKind& lot) {
  if (lot.material == "rock_tbm") return "tbm";
  return lot.material == "rock" ? std::string_view(lot.grade) : std::string_view();
}

/// The acid-forming part of a rock lot is alum shale to whoever takes that.
bool takes_material(const LotKind& lot, const Acceptance& place) {
  return has(place.materials, lot.material) ||
         (lot.condition_class == "alum_shale" && has(place.materials, "alum_shale"));
}

AcceptanceAnswer refuse(std::string_view rule, Text reason) {
  return {false, std::nullopt, "acceptance/" + std::string(rule), std::move(reason)};
}

AcceptanceAnswer refuse_product(const LotKind& lot, const std::string& product) {
  const Text wanted = say(product);
  const auto grade = grade_of(lot);
  if (is_rock(lot) && grade.empty())
    return refuse("product", {"the grade of the rock is not known, and " + wanted.en + " needs it",
                              "steinens kvalitet er ikke kjent, og " + wanted.nb + " krever det"});
  Text what = say(lot.material);
  if (lot.material == "rock") what = {say(grade).en + " rock", say(grade).nb + " stein"};
  return refuse("product",
                {what.en + " cannot become " + wanted.en, what.nb + " kan ikke bli " + wanted.nb});
}

std::string percent(double share) { return std::to_string(std::lround(share * 100)); }

AcceptanceAnswer allow_share(double share, std::string_view rule, const Text& what) {
  if (share <= 0) return refuse(rule, {"takes no " + what.en, "tar ikke " + what.nb});
  if (share >= 1) return {true, std::nullopt, "", {}};
  return {
      true,
      share,
      "acceptance/" + std::string(rule),
      {"at most " + percent(share) + " % " + what.en, "høyst " + percent(share) + " % " + what.nb}};
}

}  // namespace

std::span<const std::string_view> products() { return ladder; }

Ladder can_become(const LotKind& lot, std::string_view product) {
  const auto grade = grade_of(lot);
  const bool hard = grade == "hard", soft = grade == "soft";
  const auto yes_if = [](bool possible) { return possible ? Ladder::yes : Ladder::no; };
  if (product == "fill") return Ladder::yes;
  if (product == "fill_soil") return yes_if(lot.material == "soil" || lot.material == "clay");
  if (product == "crushed_low") return yes_if(hard || soft);
  if (product == "crushed_any") return hard ? Ladder::yes : soft ? Ladder::limited : Ladder::no;
  const bool known = std::find(ladder.begin(), ladder.end(), product) != ladder.end();
  return yes_if(known && hard);
}

AcceptanceAnswer accepts(const LotKind& lot, const Acceptance& place) {
  if (!takes_material(lot, place))
    return refuse("material",
                  {"takes " + say(place.materials).en + ", not " + say(lot.material).en,
                   "tar " + say(place.materials).nb + ", ikke " + say(lot.material).nb});
  if (!has(place.classes, lot.condition_class))
    return refuse("class",
                  {"takes " + say(place.classes).en + ", not " + say(lot.condition_class).en,
                   "tar " + say(place.classes).nb + ", ikke " + say(lot.condition_class).nb});
  const auto grade = grade_of(lot);
  if (is_rock(lot) && !place.grades.empty() && !has(place.grades, grade)) {
    if (grade.empty())
      return refuse("grade",
                    {"the grade of the rock is not known", "steinens kvalitet er ikke kjent"});
    return refuse("grade", {"takes " + say(place.grades).en + " rock, not " + say(grade).en,
                            "tar " + say(place.grades).nb + " stein, ikke " + say(grade).nb});
  }
  AcceptanceAnswer answer{true, std::nullopt, "", {}};
  if (!place.product.empty()) {
    const Ladder rung = can_become(lot, place.product);
    if (rung == Ladder::no) return refuse_product(lot, place.product);
    if (rung == Ladder::limited && place.low_share_max)
      answer = allow_share(*place.low_share_max, "product",
                           {"crushed rock of low grade", "pukk av lav kvalitet"});
  }
  if (answer.allowed && place.soft_share_max && grade != "hard") {
    const auto soft = allow_share(
        *place.soft_share_max, "grade",
        {"soft and bored rock and soil together", "bløt og boret stein og jord til sammen"});
    if (!soft.allowed || (soft.share_max && soft.share_max < answer.share_max.value_or(2)))
      return soft;
  }
  return answer;
}

}  // namespace masseflyt::classification
