// "masseflyt.lot/1": one table of members drives the reader, its faults and the JSON Schema.
#include <algorithm>

#include <masseflyt/classification/lot.hpp>

#include "classification/json_input.hpp"
#include "detail/number.hpp"
#include "detail/text.hpp"

namespace masseflyt::classification {
namespace {

using detail::Json;

constexpr std::string_view schema_name = "masseflyt.lot/1";

enum class Type {
  text,      ///< a text
  word,      ///< one of the words of the member
  answer,    ///< yes, no, unknown, true or false
  result,    ///< 12.5, "12,5", "<0.03", "nd"
  amount,    ///< a number above 0
  results,   ///< object: property -> result
  object,    ///< another section of the table
  objects,   ///< a list of them
  numbers,   ///< a list of numbers above 0
  curve,     ///< [[size_mm, passing_percent], ...]
  compounds  ///< object: analyte -> list of compounds
};

struct Member {
  std::string_view section, key;
  Type type;
  std::string_view words;  ///< of word; section of object and objects
  std::string_view meaning;
};

constexpr std::string_view material_list =
    "soil clay sand gravel rock rock_tbm alum_shale concrete reinforced_concrete brick asphalt "
    "ballast dredged";

constexpr Member members[] = {
    {"", "schema", Type::text, "", "masseflyt.lot/1"},
    {"", "id", Type::text, "", "Name of the lot"},
    {"", "material", Type::word, material_list, "What it is"},
    {"", "grade", Type::word, "hard soft tbm", "Of rock; left out: not known"},
    {"", "tonnes", Type::amount, "", "Mass in tonnes"},
    {"", "bank_m3", Type::amount, "", "Volume in the ground"},
    {"", "placed_m3", Type::amount, "", "Volume once laid out"},
    {"", "area_m2", Type::amount, "", "Of the ground it is dug from"},
    {"", "samples", Type::objects, "sample", "Laboratory results, one analyte each"},
    {"", "declared_class", Type::word, "clean class2 class3 class4 class5 alum_shale hazardous",
     "What its holder declares"},
    {"", "contamination_suspected", Type::answer, "",
     "Whether (further) substances are suspected, by the history of the place"},
    {"", "background", Type::objects, "background", "Natural levels of the area"},
    {"", "hazardous", Type::answer, "", "As characterised by somebody who may"},
    {"", "compounds", Type::compounds, "",
     "Per analyte, the forms it may have: for the screen of hazardous waste"},
    {"", "acid_suspected", Type::answer, "", "Whether a geologist suspects acid-forming rock"},
    {"", "acid_rock", Type::object, "acid_rock", "Acid-base tests"},
    {"", "radioactivity", Type::object, "radioactivity", "Tests of radioactivity"},
    {"", "species", Type::object, "species", "Survey of alien species"},
    {"", "demolition", Type::object, "demolition", "Of concrete and brick"},
    {"", "landfill", Type::object, "landfill", "Tests and facts that landfills ask for"},
    {"", "grading", Type::curve, "", "Sieves as [size in mm, per cent passing], sizes rising"},
    {"", "stones_kg", Type::numbers, "", "Stones weighed one by one"},
    {"", "properties", Type::results, "",
     "Technical results in the units of the rules: los_angeles, micro_deval, D, storage_years, "
     "..."},
    {"", "facts", Type::object, "facts", "Answers to the questions of the law"},
    {"", "needed_in_project", Type::answer, "", "Whether its own project has a use for it"},
    {"", "tests_done", Type::objects, "test", "Tests that count towards duties"},
    {"sample", "id", Type::text, "", "Name of the sample"},
    {"sample", "analyte", Type::text, "", "Substance, in any spelling of the catalogue"},
    {"sample", "value", Type::result, "", "As reported"},
    {"sample", "unit", Type::text, "", "mg/kg TS, ..."},
    {"sample", "uncertainty", Type::text, "",
     "Measurement uncertainty (k = 2): 25 %, or in the unit"},
    {"sample", "depth", Type::text, "", "As written: 0-1 m"},
    {"background", "analyte", Type::text, "", "An inorganic substance"},
    {"background", "level", Type::result, "", "mg/kg dry matter"},
    {"background", "source", Type::text, "", "Where the level comes from"},
    {"acid_rock", "sulphur_percent", Type::result, "",
     "Total, or sulphide where sulphate is known"},
    {"acid_rock", "inorganic_carbon_percent", Type::result, "", "TIC"},
    {"acid_rock", "neutralisation_potential", Type::result, "", "By titration, kg CaCO3/t"},
    {"radioactivity", "uranium_mg_per_kg", Type::result, "", "mg/kg"},
    {"radioactivity", "activity_bq_per_g", Type::result, "", "Of the natural series"},
    {"radioactivity", "radium226_bq_per_kg", Type::result, "", "Bq/kg"},
    {"species", "surveyed", Type::answer, "", "Whether somebody has looked"},
    {"species", "found", Type::objects, "found", "What was found"},
    {"found", "name", Type::text, "", "Species"},
    {"found", "category", Type::word, "SE HI PH LO NK NR", "Risk category"},
    {"demolition", "sprayed_or_slurry", Type::answer, "",
     "Sprayed concrete, slurry or production waste"},
    {"demolition", "mapped_by_competent_person", Type::answer, "", "§ 14A-4"},
    {"demolition", "soft_joints_rebar_plastic_removed", Type::answer, "", ""},
    {"demolition", "replaces_other_materials", Type::answer, "", ""},
    {"demolition", "suitable", Type::answer, "", "For the purpose"},
    {"demolition", "amount_fits_the_need", Type::answer, "", ""},
    {"demolition", "surfaces", Type::objects, "surface", "Paint, render, hard joints"},
    {"surface", "name", Type::text, "", "Which layer"},
    {"surface", "results", Type::results, "", "mg/kg: pcb7, pb, cd, hg"},
    {"landfill", "excluded", Type::answer, "", "Liquid, explosive, infectious, tyres, ..."},
    {"landfill", "basis", Type::word, "ls2 ls10 c0",
     "What leaching is judged by; ls10 if left out"},
    {"landfill", "leaching", Type::results, "", "mg/kg dry matter, or mg/l for c0"},
    {"landfill", "totals", Type::results, "", "toc and loi in per cent, ph, mg/kg for the others"},
    {"landfill", "granular_beside_hazardous", Type::answer, "", ""},
    {"landfill", "factor", Type::result, "", "1 to 3, by decision of the authority"},
    {"facts", "use_is_certain", Type::answer, "", "By-product"},
    {"facts", "usable_without_further_processing", Type::answer, "", "By-product"},
    {"facts", "part_of_a_production_process", Type::answer, "", "By-product"},
    {"facts", "recovered", Type::answer, "", "End of waste"},
    {"facts", "used_for_specific_purposes", Type::answer, "", "End of waste"},
    {"facts", "market_exists", Type::answer, "", "End of waste"},
    {"facts", "meets_product_rules", Type::answer, "", "End of waste"},
    {"facts", "lawful_without_harm", Type::answer, "", "Both"},
    {"facts", "planned_anyway", Type::answer, "", "Of a fill"},
    {"facts", "amount_fits", Type::answer, "", "Of a fill"},
    {"facts", "suited", Type::answer, "", "Of a fill"},
    {"facts", "may_pollute", Type::answer, "", "Storing or filling: permit under § 11"},
    {"test", "test", Type::text, "", "As the duty names it"},
    {"test", "count", Type::amount, "", "How many; 1 if left out"},
};

const Member* member_of(std::string_view section, std::string_view key) {
  for (const auto& m : members)
    if (m.section == section && m.key == key) return &m;
  return nullptr;
}

std::string below(const std::string& path, std::string_view key) {
  return path + "/" + masseflyt::detail::pointer_step(key);
}

std::string shown(const Json& value) {
  return value.kind == Json::Kind::text ? value.text : to_json_text(value);
}

/// Unknown keys are warned of, with the known one that was probably meant.
void check_keys(const Json& object, std::string_view section, const std::string& path,
                Diagnostics& found) {
  std::vector<std::string> known;
  for (const auto& m : members)
    if (m.section == section) known.emplace_back(m.key);
  for (const auto& key : object.keys) {
    if (key.starts_with("x-") || member_of(section, key) != nullptr) continue;
    const auto near = masseflyt::detail::nearest_word(key, known);
    found.push_back({Severity::warning, ErrorCode::invalid_document, below(path, key), key,
                     near.empty() ? "a known key, or one that starts with x-"
                                  : "a known key: did you mean '" + near + "'?"});
  }
}

/// One section of the document, with what is wrong with it.
class Reader {
 public:
  Reader(const Json& object, std::string_view section, std::string path, Diagnostics& found)
      : o_(object), section_(section), path_(std::move(path)), found_(found) {
    check_keys(o_, section_, path_, found_);
  }

  const std::string& path() const { return path_; }
  std::string at(std::string_view key) const { return below(path_, key); }
  const Json* find(std::string_view key) const { return o_.find(key); }
  bool has(std::string_view key) const { return find(key) != nullptr; }
  void fault(std::string_view key, std::string expected) const {
    const Json* value = find(key);
    detail::fault(found_, at(key), value == nullptr ? "" : shown(*value), std::move(expected));
  }

  std::string text(std::string_view key, bool required = false) const {
    return detail::text_of(o_, key, path_, required, found_);
  }
  std::string word(std::string_view key, bool required = false) const {
    const std::string value = text(key, required);
    const std::string words(member_of(section_, key)->words);
    if (value.empty()) {
      if (has(key) && find(key)->kind == Json::Kind::text) fault(key, "one of " + words);
      return {};
    }
    const auto all = masseflyt::detail::split(words, ' ');
    if (std::find(all.begin(), all.end(), value) != all.end()) return value;
    const auto near = masseflyt::detail::nearest_word(value, all);
    fault(key, "one of " + words + (near.empty() ? "" : " (did you mean '" + near + "'?)"));
    return {};
  }
  Answer answer(std::string_view key) const {
    const Json* value = find(key);
    if (value == nullptr) return Answer::unknown;
    const bool said = value->kind == Json::Kind::text || value->kind == Json::Kind::boolean;
    if (said && (value->text == "yes" || value->text == "true")) return Answer::yes;
    if (said && (value->text == "no" || value->text == "false")) return Answer::no;
    if (!said || value->text != "unknown") fault(key, "yes, no or unknown");
    return Answer::unknown;
  }
  std::optional<ResultText> result(std::string_view key) const {
    const Json* value = find(key);
    return value == nullptr ? std::nullopt : result_of(*value, at(key));
  }
  std::optional<ResultText> result_of(const Json& value, const std::string& path) const {
    const bool readable = value.kind == Json::Kind::text || value.kind == Json::Kind::number;
    const auto read = readable ? read_result(value.text) : std::nullopt;
    if (!read || read->number > Decimal::whole(1'000'000)) {
      detail::fault(found_, path, shown(value),
                    "a number from 0 to 1000000, <LOQ, >range, nd, or nothing");
      return std::nullopt;
    }
    return read;
  }
  /// For numbers of which a range is known; nd is none without its LOQ.
  std::optional<Range> range(std::string_view key) const {
    const auto r = result(key);
    if (!r || r->kind == ResultKind::missing) return std::nullopt;
    if (r->kind == ResultKind::quantified) return Range::of(r->number);
    if (r->kind == ResultKind::below_loq) return Range::below(r->number);
    fault(key, "a number or <LOQ");
    return std::nullopt;
  }
  std::optional<double> amount(std::string_view key) const {
    const Json* value = find(key);
    if (value == nullptr) return std::nullopt;
    const auto n = value->kind == Json::Kind::number ? masseflyt::detail::parse_number(value->text)
                                                     : std::nullopt;
    if (n && *n > 0 && *n <= 1e9) return n;
    fault(key, "a number above 0 and at most 1000000000");
    return std::nullopt;
  }
  std::vector<Property> results(std::string_view key) const {
    std::vector<Property> all;
    const Json* value = find(key);
    if (value == nullptr) return all;
    if (value->kind != Json::Kind::object) {
      fault(key, "an object: property -> result");
      return all;
    }
    for (std::size_t i = 0; i < value->keys.size(); ++i) {
      const std::string path = below(at(key), value->keys[i]);
      const auto& item = value->items[i];
      if (item.kind == Json::Kind::boolean) {  // requirements that are a yes or no
        all.push_back(
            {value->keys[i], ResultKind::quantified, Decimal::whole(item.text == "true" ? 1 : 0)});
        continue;
      }
      if (const auto r = result_of(item, path); r && r->kind != ResultKind::missing)
        all.push_back({value->keys[i], r->kind, r->number});
    }
    return all;
  }
  /// Calls `read` with a Reader for the object, when there is one.
  template <typename Read>
  void object(std::string_view key, Read read) const {
    const Json* value = find(key);
    if (value == nullptr) return;
    if (value->kind != Json::Kind::object) return fault(key, "an object");
    read(Reader(*value, member_of(section_, key)->words, at(key), found_));
  }
  template <typename Read>
  void objects(std::string_view key, Read read) const {
    const auto& rows = detail::list_of(o_, key, path_, false, found_);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::string path = at(key) + "/" + std::to_string(i);
      if (rows[i].kind == Json::Kind::object)
        read(Reader(rows[i], member_of(section_, key)->words, path, found_));
      else
        detail::fault(found_, path, shown(rows[i]), "an object");
    }
  }
  Diagnostics& found() const { return found_; }

 private:
  const Json& o_;
  std::string_view section_;
  std::string path_;
  Diagnostics& found_;
};

std::vector<Sample> read_samples(const Reader& r, const Analytes& analytes) {
  Diagnostics mine;
  SampleReader reader(analytes);
  r.objects("samples", [&](const Reader& row) {
    const Json* value = row.find("value");
    if (value == nullptr ||
        (value->kind != Json::Kind::text && value->kind != Json::Kind::number)) {
      row.fault("value", "a number, <LOQ or nd");
      return;
    }
    const std::string id = row.text("id", true), analyte = row.text("analyte", true),
                      unit = row.text("unit", true), uncertainty = row.text("uncertainty"),
                      depth = row.text("depth");
    if (!id.empty() && !analyte.empty())
      reader.add({id, analyte, value->text, unit, uncertainty, depth, {}}, row.path(), mine);
  });
  auto samples = reader.finish(mine);
  for (auto& d : mine) {  // "/samples/3:unit" is a pointer here
    if (const auto colon = d.path.rfind(':'); colon != d.path.npos) d.path[colon] = '/';
    r.found().push_back(std::move(d));
  }
  return samples;
}

void read_background(Lot& lot, const Reader& r, const Analytes& analytes) {
  r.objects("background", [&](const Reader& row) {
    const std::string name = row.text("analyte", true), source = row.text("source", true);
    const auto index = analytes.find(name);
    const auto level = row.result("level");
    if (!row.has("level")) row.fault("level", "a level in mg/kg dry matter");
    if (!name.empty() && (!index || !analytes[*index].inorganic))
      row.fault("analyte", "an inorganic substance of the catalogue");
    else if (level && (level->kind != ResultKind::quantified || level->number == Decimal()))
      row.fault("level", "a level above 0");
    else if (level && index && !source.empty())
      lot.background.push_back({*index, level->number, source});
  });
}

void read_compounds(Lot& lot, const Reader& r, const Analytes& analytes) {
  const Json* all = r.find("compounds");
  if (all == nullptr) return;
  if (all->kind != Json::Kind::object) return r.fault("compounds", "an object: analyte -> forms");
  for (std::size_t i = 0; i < all->keys.size(); ++i) {
    const std::string path = below(r.at("compounds"), all->keys[i]);
    const auto index = analytes.find(all->keys[i]);
    if (!index) {
      detail::fault(r.found(), path, all->keys[i], "an analyte of the catalogue");
      continue;
    }
    if (all->items[i].kind != Json::Kind::array) {
      detail::fault(r.found(), path, shown(all->items[i]), "a list of forms");
      continue;
    }
    for (std::size_t j = 0; j < all->items[i].items.size(); ++j) {
      const Json& form = all->items[i].items[j];
      const std::string at = path + "/" + std::to_string(j);
      if (form.kind != Json::Kind::object) {
        detail::fault(r.found(), at, shown(form), "an object");
        continue;
      }
      detail::warn_unknown(form, {"name", "per_analyte", "statements", "source"}, at, r.found());
      Compound c;
      c.name = detail::text_of(form, "name", at, true, r.found());
      c.source = detail::text_of(form, "source", at, true, r.found());
      c.statements = detail::texts_of(form, "statements", at, r.found());
      if (const Json* factor = form.find("per_analyte")) {
        const auto value = r.result_of(*factor, at + "/per_analyte");
        if (value && value->kind == ResultKind::quantified && value->number > Decimal())
          c.per_analyte = value->number;
        else if (value)
          detail::fault(r.found(), at + "/per_analyte", shown(*factor), "a number above 0");
      }
      lot.compounds[analytes[*index].id].push_back(std::move(c));
    }
  }
}

void read_grading(Lot& lot, const Reader& r) {
  const Json* rows = r.find("grading");
  if (rows == nullptr) return;
  std::vector<SievePoint> points;
  bool sound = rows->kind == Json::Kind::array;
  if (sound)
    for (const auto& row : rows->items) {
      const bool pair = row.kind == Json::Kind::array && row.items.size() == 2 &&
                        row.items[0].kind == Json::Kind::number &&
                        row.items[1].kind == Json::Kind::number;
      const auto size = pair ? masseflyt::detail::parse_number(row.items[0].text) : std::nullopt;
      const auto share = pair ? masseflyt::detail::parse_number(row.items[1].text) : std::nullopt;
      if (!size || !share) {
        detail::fault(r.found(), r.at("grading") + "/" + std::to_string(points.size()), shown(row),
                      "[size in mm, per cent passing]");
        return;
      }
      points.push_back({*size, *share});
    }
  if (!sound) return r.fault("grading", "a list of [size in mm, per cent passing]");
  auto curve = GradingCurve::make(std::move(points));
  if (curve)
    lot.grading = std::move(*curve);
  else
    detail::fault(r.found(), r.at("grading"), "", "a curve: " + curve.error().message);
}

void read_stones(Lot& lot, const Reader& r) {
  const Json* rows = r.find("stones_kg");
  if (rows == nullptr) return;
  if (rows->kind != Json::Kind::array) return r.fault("stones_kg", "a list of masses in kg");
  for (std::size_t i = 0; i < rows->items.size(); ++i) {
    const auto& item = rows->items[i];
    const auto kg =
        item.kind == Json::Kind::number ? masseflyt::detail::parse_number(item.text) : std::nullopt;
    if (kg && *kg > 0 && *kg <= 100'000)
      lot.stones_kg.push_back(*kg);
    else
      detail::fault(r.found(), r.at("stones_kg") + "/" + std::to_string(i), shown(item),
                    "a mass above 0 and at most 100000 kg");
  }
}

void read_rock(Lot& lot, const Reader& r) {
  r.object("acid_rock", [&](const Reader& a) {
    lot.acid_rock = {a.range("sulphur_percent"), a.range("inorganic_carbon_percent"),
                     a.range("neutralisation_potential")};
    for (const auto* key : {"sulphur_percent", "inorganic_carbon_percent"})
      if (const auto value = a.result(key); value && value->number > Decimal::whole(100))
        a.fault(key, "at most 100 %");
  });
  r.object("radioactivity", [&](const Reader& a) {
    lot.radioactivity = {a.range("uranium_mg_per_kg"), a.range("activity_bq_per_g"),
                         a.range("radium226_bq_per_kg")};
  });
}

void read_landfill(Lot& lot, const Reader& r) {
  r.object("landfill", [&](const Reader& a) {
    lot.landfill.excluded = a.answer("excluded");
    lot.landfill.granular_beside_hazardous = a.answer("granular_beside_hazardous") == Answer::yes;
    lot.landfill.leaching = a.results("leaching");
    lot.landfill.totals = a.results("totals");
    const std::string basis = a.word("basis");
    lot.landfill.basis = basis == "ls2"  ? LeachingBasis::ls2
                         : basis == "c0" ? LeachingBasis::c0
                                         : LeachingBasis::ls10;
    const auto factor = a.result("factor");
    if (!factor) return;
    if (factor->kind != ResultKind::quantified || factor->number < Decimal::whole(1) ||
        factor->number > Decimal::whole(3))
      a.fault("factor", "a number from 1 to 3");
    else
      lot.landfill_factor = factor->number;
  });
}

void read_demolition(Lot& lot, const Reader& r) {
  r.object("demolition", [&](const Reader& a) {
    ConcreteLot& d = lot.demolition;
    d.sprayed_or_slurry = a.answer("sprayed_or_slurry") == Answer::yes;
    d.mapped_by_competent_person = a.answer("mapped_by_competent_person");
    d.soft_joints_rebar_plastic_removed = a.answer("soft_joints_rebar_plastic_removed");
    d.replaces_other_materials = a.answer("replaces_other_materials");
    d.suitable = a.answer("suitable");
    d.amount_fits_the_need = a.answer("amount_fits_the_need");
    a.objects("surfaces", [&](const Reader& s) {
      d.surfaces.push_back({s.text("name", true), s.results("results")});
    });
  });
}

void read_law(Lot& lot, const Reader& r) {
  r.object("species", [&](const Reader& a) {
    lot.species.surveyed = a.answer("surveyed");
    a.objects("found", [&](const Reader& s) {
      lot.species.found.push_back({s.text("name", true), s.word("category")});
    });
  });
  r.object("facts", [&](const Reader& a) {
    constexpr std::pair<std::string_view, Answer UseFacts::*> all[] = {
        {"use_is_certain", &UseFacts::use_is_certain},
        {"usable_without_further_processing", &UseFacts::usable_without_further_processing},
        {"part_of_a_production_process", &UseFacts::part_of_a_production_process},
        {"recovered", &UseFacts::recovered},
        {"used_for_specific_purposes", &UseFacts::used_for_specific_purposes},
        {"market_exists", &UseFacts::market_exists},
        {"meets_product_rules", &UseFacts::meets_product_rules},
        {"lawful_without_harm", &UseFacts::lawful_without_harm},
        {"planned_anyway", &UseFacts::planned_anyway},
        {"amount_fits", &UseFacts::amount_fits},
        {"suited", &UseFacts::suited},
        {"may_pollute", &UseFacts::may_pollute}};
    for (const auto& [key, member] : all) lot.facts.*member = a.answer(key);
  });
  r.objects("tests_done", [&](const Reader& a) {
    TestDone done{a.text("test", true), 1};
    if (const auto count = a.amount("count")) {
      if (*count < 1 || *count != static_cast<double>(static_cast<std::int64_t>(*count)))
        a.fault("count", "a whole number from 1");
      else
        done.count = static_cast<std::int64_t>(*count);
    }
    lot.tests_done.push_back(std::move(done));
  });
}

// ---- schema
// --------------------------------------------------------------------------------------

Json text_node(std::string_view text) { return Json::of_text(std::string(text)); }

Json node_of(const Member& m);

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

Json node_of(const Member& m) {
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
    case Type::text:
      node.add("type", text_node("string"));
      if (m.key == "schema") node.add("const", text_node(schema_name));
      break;
    case Type::word: {
      Json words = Json::array();
      for (const auto& w : masseflyt::detail::split(m.words, ' '))
        words.items.push_back(text_node(w));
      node.add("enum", std::move(words));
      break;
    }
    case Type::answer: {
      Json words = list_of_types({"yes", "no", "unknown"});
      words.items.push_back({Json::Kind::boolean, "true", {}, {}});
      words.items.push_back({Json::Kind::boolean, "false", {}, {}});
      node.add("enum", std::move(words));
      break;
    }
    case Type::result:
      node.add("type", list_of_types({"number", "string"}));
      break;
    case Type::amount:
      node.add("type", text_node("number"));
      node.add("exclusiveMinimum", Json::of_number("0"));
      break;
    case Type::results: {
      Json value = Json::object();
      value.add("type", list_of_types({"number", "string", "boolean"}));
      node.add("type", text_node("object"));
      node.add("additionalProperties", std::move(value));
      break;
    }
    case Type::object:
      node = section_schema(m.words);
      break;
    case Type::objects:
      items(section_schema(m.words));
      break;
    case Type::numbers:
      items(typed("number"));
      break;
    case Type::curve: {
      Json pair = typed("array");
      pair.add("items", typed("number"));
      pair.add("minItems", Json::of_number("2"));
      pair.add("maxItems", Json::of_number("2"));
      items(std::move(pair));
      break;
    }
    case Type::compounds: {
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

Result<Lot> read_lot(std::string_view json, const Analytes& analytes, Diagnostics& found) {
  Diagnostics mine;
  Lot lot;
  if (const auto root = detail::parse_object(json, mine)) {
    const Reader r(*root, "", "", mine);
    const std::string schema = r.text("schema", true);
    if (!schema.empty() && schema != schema_name) r.fault("schema", std::string(schema_name));
    lot.id = r.text("id", true);
    lot.material = r.word("material", true);
    lot.grade = r.word("grade");
    if (!lot.grade.empty() && !lot.material.empty() && !lot.material.starts_with("rock"))
      r.fault("grade", "no grade: only rock has one");
    lot.tonnes = r.amount("tonnes");
    lot.bank_m3 = r.amount("bank_m3"), lot.placed_m3 = r.amount("placed_m3");
    lot.area_m2 = r.amount("area_m2");
    lot.samples = read_samples(r, analytes);
    lot.declared_class = r.word("declared_class");
    lot.contamination_suspected = r.answer("contamination_suspected");
    read_background(lot, r, analytes);
    lot.hazardous = r.answer("hazardous");
    read_compounds(lot, r, analytes);
    lot.acid_suspected = r.answer("acid_suspected");
    read_rock(lot, r);
    read_demolition(lot, r);
    read_landfill(lot, r);
    read_grading(lot, r);
    read_stones(lot, r);
    lot.properties = r.results("properties");
    read_law(lot, r);
    lot.needed_in_project = r.answer("needed_in_project");
  }
  const bool good = !has_errors(mine);
  found.insert(found.end(), mine.begin(), mine.end());
  if (!good) return Error{ErrorCode::invalid_document, "the lot has errors", ""};
  return lot;
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
