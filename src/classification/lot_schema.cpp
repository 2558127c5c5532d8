// The members of a lot's document, and the JSON Schema that says them.
#include <masseflyt/classification/lot.hpp>

#include <algorithm>
#include <initializer_list>

#include "classification/json_input.hpp"
#include "classification/lot_members.hpp"
#include "detail/text.hpp"

namespace masseflyt::classification {
namespace {

using detail::Json;

constexpr std::string_view material_list =
    "soil clay sand gravel rock rock_tbm alum_shale concrete reinforced_concrete brick asphalt "
    "ballast dredged";

constexpr LotMember members[] = {
    {"", "schema", LotType::text, "", "masseflyt.lot/1"},
    {"", "id", LotType::text, "", "Name of the lot"},
    {"", "material", LotType::word, material_list, "What it is"},
    {"", "grade", LotType::word, "hard soft tbm", "Of rock; left out: not known"},
    {"", "tonnes", LotType::amount, "", "Mass in tonnes"},
    {"", "bank_m3", LotType::amount, "", "Volume in the ground"},
    {"", "placed_m3", LotType::amount, "", "Volume once laid out"},
    {"", "area_m2", LotType::amount, "", "Of the ground it is dug from"},
    {"", "samples", LotType::objects, "sample", "Laboratory results, one analyte each"},
    {"", "declared_class", LotType::word, "clean class2 class3 class4 class5 alum_shale hazardous",
     "What its holder declares"},
    {"", "contamination_suspected", LotType::answer, "",
     "Whether (further) substances are suspected, by the history of the place"},
    {"", "background", LotType::objects, "background", "Natural levels of the area"},
    {"", "hazardous", LotType::answer, "", "As characterised by somebody who may"},
    {"", "compounds", LotType::compounds, "",
     "Per analyte, the forms it may have: for the screen of hazardous waste"},
    {"", "acid_suspected", LotType::answer, "", "Whether a geologist suspects acid-forming rock"},
    {"", "acid_rock", LotType::object, "acid_rock", "Acid-base tests"},
    {"", "radioactivity", LotType::object, "radioactivity", "Tests of radioactivity"},
    {"", "species", LotType::object, "species", "Survey of alien species"},
    {"", "demolition", LotType::object, "demolition", "Of concrete and brick"},
    {"", "landfill", LotType::object, "landfill", "Tests and facts that landfills ask for"},
    {"", "grading", LotType::curve, "", "Sieves as [size in mm, per cent passing], sizes rising"},
    {"", "stones_kg", LotType::numbers, "", "Stones weighed one by one"},
    {"", "properties", LotType::results, "",
     "Technical results in the units of the rules: los_angeles, micro_deval, D, storage_years, "
     "..."},
    {"", "facts", LotType::object, "facts", "Answers to the questions of the law"},
    {"", "needed_in_project", LotType::answer, "", "Whether its own project has a use for it"},
    {"", "tests_done", LotType::objects, "test", "Tests that count towards duties"},
    {"sample", "id", LotType::text, "", "Name of the sample"},
    {"sample", "analyte", LotType::text, "", "Substance, in any spelling of the catalogue"},
    {"sample", "value", LotType::result, "", "As reported"},
    {"sample", "unit", LotType::text, "", "mg/kg TS, ..."},
    {"sample", "uncertainty", LotType::text, "",
     "Measurement uncertainty (k = 2): 25 %, or in the unit"},
    {"sample", "depth", LotType::text, "", "As written: 0-1 m"},
    {"background", "analyte", LotType::text, "", "An inorganic substance"},
    {"background", "level", LotType::result, "", "mg/kg dry matter"},
    {"background", "source", LotType::text, "", "Where the level comes from"},
    {"acid_rock", "sulphur_percent", LotType::result, "",
     "Total, or sulphide where sulphate is known"},
    {"acid_rock", "inorganic_carbon_percent", LotType::result, "", "TIC"},
    {"acid_rock", "neutralisation_potential", LotType::result, "", "By titration, kg CaCO3/t"},
    {"radioactivity", "uranium_mg_per_kg", LotType::result, "", "mg/kg"},
    {"radioactivity", "activity_bq_per_g", LotType::result, "", "Of the natural series"},
    {"radioactivity", "radium226_bq_per_kg", LotType::result, "", "Bq/kg"},
    {"species", "surveyed", LotType::answer, "", "Whether somebody has looked"},
    {"species", "found", LotType::objects, "found", "What was found"},
    {"found", "name", LotType::text, "", "Species"},
    {"found", "category", LotType::word, "SE HI PH LO NK NR", "Risk category"},
    {"demolition", "sprayed_or_slurry", LotType::answer, "",
     "Sprayed concrete, slurry or production waste"},
    {"demolition", "mapped_by_competent_person", LotType::answer, "", "§ 14A-4"},
    {"demolition", "soft_joints_rebar_plastic_removed", LotType::answer, "", ""},
    {"demolition", "replaces_other_materials", LotType::answer, "", ""},
    {"demolition", "suitable", LotType::answer, "", "For the purpose"},
    {"demolition", "amount_fits_the_need", LotType::answer, "", ""},
    {"demolition", "surfaces", LotType::objects, "surface", "Paint, render, hard joints"},
    {"surface", "name", LotType::text, "", "Which layer"},
    {"surface", "results", LotType::results, "", "mg/kg: pcb7, pb, cd, hg"},
    {"landfill", "excluded", LotType::answer, "", "Liquid, explosive, infectious, tyres, ..."},
    {"landfill", "basis", LotType::word, "ls2 ls10 c0",
     "What leaching is judged by; ls10 if left out"},
    {"landfill", "leaching", LotType::results, "", "mg/kg dry matter, or mg/l for c0"},
    {"landfill", "totals", LotType::results, "",
     "toc and loi in per cent, ph, mg/kg for the others"},
    {"landfill", "granular_beside_hazardous", LotType::answer, "", ""},
    {"landfill", "factor", LotType::result, "", "1 to 3, by decision of the authority"},
    {"facts", "use_is_certain", LotType::answer, "", "By-product"},
    {"facts", "usable_without_further_processing", LotType::answer, "", "By-product"},
    {"facts", "part_of_a_production_process", LotType::answer, "", "By-product"},
    {"facts", "recovered", LotType::answer, "", "End of waste"},
    {"facts", "used_for_specific_purposes", LotType::answer, "", "End of waste"},
    {"facts", "market_exists", LotType::answer, "", "End of waste"},
    {"facts", "meets_product_rules", LotType::answer, "", "End of waste"},
    {"facts", "lawful_without_harm", LotType::answer, "", "Both"},
    {"facts", "planned_anyway", LotType::answer, "", "Of a fill"},
    {"facts", "amount_fits", LotType::answer, "", "Of a fill"},
    {"facts", "suited", LotType::answer, "", "Of a fill"},
    {"facts", "may_pollute", LotType::answer, "", "Storing or filling: permit under § 11"},
    {"test", "test", LotType::text, "", "As the duty names it"},
    {"test", "count", LotType::amount, "", "How many; 1 if left out"},
};

Json text_node(std::string_view text) { return Json::of_text(std::string(text)); }

Json node_of(const LotMember& m);

Json section_schema(std::string_view section) {
  Json properties = Json::object();
  for (const auto& m : members)
    if (m.section == section) properties.add(std::string(m.key), node_of(m));
  Json extra = Json::object(), node = Json::object();
  extra.add("^x-", Json::object());
  node.add("type", text_node("object"));
  node.add("properties", std::move(properties));
  node.add("patternProperties", std::move(extra));
  return node;
}

Json list_of_types(std::initializer_list<std::string_view> types) {
  Json list = Json::array();
  for (const auto t : types) list.items.push_back(text_node(t));
  return list;
}

Json node_of(const LotMember& m) {
  Json node = Json::object();
  const auto items = [&](Json of) {
    node.add("type", text_node("array"));
    node.add("items", std::move(of));
  };
  const auto typed = [](std::string_view type) {
    Json n = Json::object();
    n.add("type", text_node(type));
    return n;
  };
  switch (m.type) {
    case LotType::text:
      node.add("type", text_node("string"));
      if (m.key == "schema") node.add("const", text_node(lot_schema_name));
      break;
    case LotType::word: {
      Json words = Json::array();
      for (const auto& w : masseflyt::detail::split(m.words, ' '))
        words.items.push_back(text_node(w));
      node.add("enum", std::move(words));
      break;
    }
    case LotType::answer: {
      Json words = list_of_types({"yes", "no", "unknown"});
      words.items.push_back({Json::Kind::boolean, "true", {}, {}});
      words.items.push_back({Json::Kind::boolean, "false", {}, {}});
      node.add("enum", std::move(words));
      break;
    }
    case LotType::result:
      node.add("type", list_of_types({"number", "string"}));
      break;
    case LotType::amount:
      node.add("type", text_node("number"));
      node.add("exclusiveMinimum", Json::of_number("0"));
      break;
    case LotType::results: {
      Json value = Json::object();
      value.add("type", list_of_types({"number", "string", "boolean"}));
      node.add("type", text_node("object"));
      node.add("additionalProperties", std::move(value));
      break;
    }
    case LotType::object:
      node = section_schema(m.words);
      break;
    case LotType::objects:
      items(section_schema(m.words));
      break;
    case LotType::numbers:
      items(typed("number"));
      break;
    case LotType::curve: {
      Json pair = typed("array");
      pair.add("items", typed("number"));
      pair.add("minItems", Json::of_number("2"));
      pair.add("maxItems", Json::of_number("2"));
      items(std::move(pair));
      break;
    }
    case LotType::compounds: {
      Json forms = typed("array");
      forms.add("items", typed("object"));
      node.add("type", text_node("object"));
      node.add("additionalProperties", std::move(forms));
      break;
    }
  }
  if (!m.meaning.empty()) node.add("description", text_node(m.meaning));
  return node;
}

}  // namespace

std::span<const LotMember> lot_members() { return members; }

const LotMember* lot_member(std::string_view section, std::string_view key) {
  for (const auto& m : members)
    if (m.section == section && m.key == key) return &m;
  return nullptr;
}

std::string lot_schema() {
  Json schema = section_schema("");
  Json required = list_of_types({"schema", "id", "material"});
  Json whole = Json::object();
  whole.add("$schema", text_node("https://json-schema.org/draft/2020-12/schema"));
  whole.add("title", text_node("A mass and what is known of it"));
  for (std::size_t i = 0; i < schema.keys.size(); ++i)
    whole.add(schema.keys[i], std::move(schema.items[i]));
  whole.add("required", std::move(required));
  return to_json_text(whole) + "\n";
}

}  // namespace masseflyt::classification
