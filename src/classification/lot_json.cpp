// "masseflyt.lot/1" read into a lot.
#include <masseflyt/classification/lot.hpp>

#include <algorithm>

#include "classification/json_input.hpp"
#include "classification/lot_reader.hpp"
#include "detail/number.hpp"
#include "detail/text.hpp"

namespace masseflyt::classification {
namespace {

using detail::Json;

std::vector<Sample> read_samples(const LotReader& r, const Analytes& analytes) {
  Diagnostics mine;
  SampleReader reader(analytes);
  r.objects("samples", [&](const LotReader& row) {
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

void read_background(Lot& lot, const LotReader& r, const Analytes& analytes) {
  r.objects("background", [&](const LotReader& row) {
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

void read_compounds(Lot& lot, const LotReader& r, const Analytes& analytes) {
  const Json* all = r.find("compounds");
  if (all == nullptr) return;
  if (all->kind != Json::Kind::object) return r.fault("compounds", "an object: analyte -> forms");
  for (std::size_t i = 0; i < all->keys.size(); ++i) {
    const std::string path = detail::below(r.at("compounds"), all->keys[i]);
    const auto index = analytes.find(all->keys[i]);
    if (!index) {
      detail::fault(r.found(), path, all->keys[i], "an analyte of the catalogue");
      continue;
    }
    if (all->items[i].kind != Json::Kind::array) {
      detail::fault(r.found(), path, detail::shown(all->items[i]), "a list of forms");
      continue;
    }
    for (std::size_t j = 0; j < all->items[i].items.size(); ++j) {
      const Json& form = all->items[i].items[j];
      const std::string at = path + "/" + std::to_string(j);
      if (form.kind != Json::Kind::object) {
        detail::fault(r.found(), at, detail::shown(form), "an object");
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
          detail::fault(r.found(), at + "/per_analyte", detail::shown(*factor), "a number above 0");
      }
      lot.compounds[analytes[*index].id].push_back(std::move(c));
    }
  }
}

void read_grading(Lot& lot, const LotReader& r) {
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
        detail::fault(r.found(), r.at("grading") + "/" + std::to_string(points.size()),
                      detail::shown(row), "[size in mm, per cent passing]");
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

void read_stones(Lot& lot, const LotReader& r) {
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
      detail::fault(r.found(), r.at("stones_kg") + "/" + std::to_string(i), detail::shown(item),
                    "a mass above 0 and at most 100000 kg");
  }
}

void read_rock(Lot& lot, const LotReader& r) {
  r.object("acid_rock", [&](const LotReader& a) {
    lot.acid_rock = {a.range("sulphur_percent"), a.range("inorganic_carbon_percent"),
                     a.range("neutralisation_potential")};
    for (const auto* key : {"sulphur_percent", "inorganic_carbon_percent"})
      if (const auto value = a.result(key); value && value->number > Decimal::whole(100))
        a.fault(key, "at most 100 %");
  });
  r.object("radioactivity", [&](const LotReader& a) {
    lot.radioactivity = {a.range("uranium_mg_per_kg"), a.range("activity_bq_per_g"),
                         a.range("radium226_bq_per_kg")};
  });
}

void read_landfill(Lot& lot, const LotReader& r) {
  r.object("landfill", [&](const LotReader& a) {
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

void read_demolition(Lot& lot, const LotReader& r) {
  r.object("demolition", [&](const LotReader& a) {
    ConcreteLot& d = lot.demolition;
    d.sprayed_or_slurry = a.answer("sprayed_or_slurry") == Answer::yes;
    d.mapped_by_competent_person = a.answer("mapped_by_competent_person");
    d.soft_joints_rebar_plastic_removed = a.answer("soft_joints_rebar_plastic_removed");
    d.replaces_other_materials = a.answer("replaces_other_materials");
    d.suitable = a.answer("suitable");
    d.amount_fits_the_need = a.answer("amount_fits_the_need");
    a.objects("surfaces", [&](const LotReader& s) {
      d.surfaces.push_back({s.text("name", true), s.results("results")});
    });
  });
}

void read_law(Lot& lot, const LotReader& r) {
  r.object("species", [&](const LotReader& a) {
    lot.species.surveyed = a.answer("surveyed");
    a.objects("found", [&](const LotReader& s) {
      lot.species.found.push_back({s.text("name", true), s.word("category")});
    });
  });
  r.object("facts", [&](const LotReader& a) {
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
  r.objects("tests_done", [&](const LotReader& a) {
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

}  // namespace

Result<Lot> read_lot(std::string_view json, const Analytes& analytes, Diagnostics& found) {
  Diagnostics mine;
  Lot lot;
  if (const auto root = detail::parse_object(json, mine)) {
    const LotReader r(*root, "", "", mine);
    const std::string schema = r.text("schema", true);
    if (!schema.empty() && schema != lot_schema_name)
      r.fault("schema", std::string(lot_schema_name));
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

}  // namespace masseflyt::classification
