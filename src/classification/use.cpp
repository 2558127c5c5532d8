#include <algorithm>
#include <array>

#include <masseflyt/classification/use.hpp>

#include "classification/words.hpp"
#include "detail/text.hpp"

namespace masseflyt::classification {
namespace {

struct Kind {
  UseKind kind;
  std::string_view name;
  PyramidLevel level;
  const char *en, *nb;
};
constexpr Kind kinds[] = {
    {UseKind::in_project, "in_project", PyramidLevel::prevention, "use inside its own project",
     "bruk i eget prosjekt"},
    {UseKind::reuse, "reuse", PyramidLevel::reuse, "use in the same function",
     "ombruk i samme funksjon"},
    {UseKind::concrete_aggregate, "concrete_aggregate", PyramidLevel::recycling,
     "aggregate for concrete", "betongtilslag"},
    {UseKind::asphalt_aggregate, "asphalt_aggregate", PyramidLevel::recycling,
     "aggregate for asphalt", "asfalttilslag"},
    {UseKind::unbound, "unbound", PyramidLevel::recycling, "unbound aggregate", "ubundet tilslag"},
    {UseKind::layer, "layer", PyramidLevel::recycling, "layer", "lag"},
    {UseKind::ballast, "ballast", PyramidLevel::recycling, "railway ballast", "jernbaneballast"},
    {UseKind::armour, "armour", PyramidLevel::recycling, "armourstone", "plastringsstein"},
    {UseKind::fill, "fill", PyramidLevel::recovery, "fill", "utfylling"},
    {UseKind::cover, "cover", PyramidLevel::recovery, "cover", "tildekking"},
    {UseKind::clean_disposal, "clean_disposal", PyramidLevel::disposal, "facility for clean masses",
     "mottak for rene masser"},
    {UseKind::landfill, "landfill", PyramidLevel::disposal, "landfill", "deponi"},
};

const Kind& of(UseKind kind) {
  for (const auto& k : kinds)
    if (k.kind == kind) return k;
  return kinds[0];
}

constexpr std::string_view forms =
    "in_project, in_project/LAND_USE/0-1, reuse, concrete_aggregate, asphalt_aggregate, unbound, "
    "layer/TABLE, ballast, armour/GRADING, armour/GRADING/A, fill, fill/LAND_USE/0-1, "
    "fill/LAND_USE/>1, cover, cover/LAND_USE, clean_disposal, landfill/inert, landfill/ordinary, "
    "landfill/hazardous";

Error wrong(std::string_view text, std::string_view why) {
  return {ErrorCode::invalid_argument,
          "use '" + masseflyt::detail::shorten(text) + "': " + std::string(why), ""};
}

Result<Use> parse_place(Use use, std::string_view text, std::string_view rest) {
  if (rest.empty()) return use;
  const auto slash = rest.find('/');
  use.land_use = std::string(rest.substr(0, slash));
  if (use.land_use.empty()) return wrong(text, "a land use is missing behind '/'");
  if (use.kind == UseKind::cover) {
    if (slash != rest.npos) return wrong(text, "a cover lies at the surface: no layer behind it");
    return use;
  }
  const auto layer = slash == rest.npos ? std::string_view() : rest.substr(slash + 1);
  if (layer != "0-1" && layer != ">1")
    return wrong(text,
                 "expected the layer 0-1 or >1 behind the land use, in metres below the "
                 "future ground");
  use.below_one_metre = layer == ">1";
  return use;
}

Text category_title(std::string_view category) {
  if (category == "inert") return {"inert waste (category 3)", "inert avfall (kategori 3)"};
  if (category == "ordinary")
    return {"ordinary waste (category 2)", "ordinært avfall (kategori 2)"};
  if (category == "hazardous")
    return {"hazardous waste (category 1)", "farlig avfall (kategori 1)"};
  return same(std::string(category));
}

}  // namespace

std::string_view name(UseKind kind) { return of(kind).name; }
PyramidLevel level_of(UseKind kind) { return of(kind).level; }

Result<Use> parse_use(std::string_view text) {
  const auto slash = text.find('/');
  const auto word = text.substr(0, slash);
  std::string_view rest = slash == text.npos ? std::string_view() : text.substr(slash + 1);
  const auto* kind = std::find_if(std::begin(kinds), std::end(kinds),
                                  [&](const Kind& k) { return k.name == word; });
  if (kind == std::end(kinds))
    return Error{
        ErrorCode::not_found,
        "no use '" + masseflyt::detail::shorten(text) + "'; there are " + std::string(forms), ""};
  Use use;
  use.kind = kind->kind;
  const bool cut = slash != text.npos && rest.empty();
  switch (use.kind) {
    case UseKind::in_project:
    case UseKind::fill:
    case UseKind::cover:
      if (cut) return wrong(text, "a land use is missing behind '/'");
      return parse_place(std::move(use), text, rest);
    case UseKind::armour:
      if (rest.ends_with("/A")) use.category_a = true, rest.remove_suffix(2);
      [[fallthrough]];
    case UseKind::layer:
    case UseKind::landfill:
      if (rest.empty())
        return wrong(text,
                     use.kind == UseKind::layer ? "expected a table, as layer/SVV/frostsikringslag"
                     : use.kind == UseKind::armour ? "expected a grading, as armour/HMA300-1000"
                                                   : "expected a category, as landfill/inert");
      use.detail = std::string(rest);
      return use;
    default:
      if (slash != text.npos) return wrong(text, "nothing stands behind " + std::string(word));
      return use;
  }
}

std::string to_string(const Use& use) {
  std::string text(name(use.kind));
  if (!use.land_use.empty()) {
    text += "/" + use.land_use;
    if (use.kind != UseKind::cover) text += use.below_one_metre ? "/>1" : "/0-1";
  }
  if (!use.detail.empty()) text += "/" + use.detail;
  return use.category_a ? text + "/A" : text;
}

Result<Rule> wanted_rule(std::string_view text) {
  constexpr std::pair<std::string_view, Comparator> signs[] = {{"<=", Comparator::at_most},
                                                               {">=", Comparator::at_least},
                                                               {"<", Comparator::less},
                                                               {">", Comparator::above},
                                                               {"=", Comparator::equal}};
  for (const auto& [sign, comparator] : signs) {
    const auto at = text.find(sign);
    if (at == text.npos) continue;
    Rule rule;
    rule.scope = "wanted";
    rule.subject = std::string(masseflyt::detail::trim(text.substr(0, at)));
    rule.comparator = comparator;
    const auto value = Decimal::parse(masseflyt::detail::trim(text.substr(at + sign.size())));
    if (rule.subject.empty() || !value || value->steps() % 2 != 0) break;
    rule.value = *value;
    rule.source = "what the buyer asks for";
    rule.confidence = Confidence::verified;
    return rule;
  }
  return Error{ErrorCode::invalid_argument,
               "'" + masseflyt::detail::shorten(text) +
                   "': expected a property, one of < <= > >= =, and a number with a decimal "
                   "point, as los_angeles<=35",
               ""};
}

Text title(const Use& use) {
  Text text{of(use.kind).en, of(use.kind).nb};
  if (use.kind == UseKind::landfill)
    return Text{"landfill for ", "deponi for "} + category_title(use.detail);
  if (use.kind == UseKind::layer)
    text = Text{"layer of road or railway: ", "lag i veg eller bane: "};
  if (use.kind == UseKind::armour) text = text + same(" ");
  text = text + same(use.detail);
  if (use.category_a) text = text + Text{", category A", ", kategori A"};
  if (use.land_use.empty()) return text;
  text = text + same(" (" + use.land_use);
  if (use.kind != UseKind::cover)
    text = text + (use.below_one_metre ? Text{", below 1 m", ", dypere enn 1 m"}
                                       : Text{", upper metre", ", øverste meter"});
  return text + same(")");
}

std::string_view name(PyramidLevel level) {
  switch (level) {
    case PyramidLevel::prevention:
      return "prevention";
    case PyramidLevel::reuse:
      return "reuse";
    case PyramidLevel::recycling:
      return "recycling";
    case PyramidLevel::recovery:
      return "recovery";
    case PyramidLevel::disposal:
      return "disposal";
    case PyramidLevel::unknown:
      break;
  }
  return "unknown";
}

Text title(PyramidLevel level) {
  switch (level) {
    case PyramidLevel::prevention:
      return {"prevention", "avfallsforebygging"};
    case PyramidLevel::reuse:
      return {"reuse", "ombruk"};
    case PyramidLevel::recycling:
      return {"recycling", "materialgjenvinning"};
    case PyramidLevel::recovery:
      return {"recovery", "annen gjenvinning"};
    case PyramidLevel::disposal:
      return {"disposal", "sluttbehandling"};
    case PyramidLevel::unknown:
      break;
  }
  return {"none yet", "ingen ennå"};
}

}  // namespace masseflyt::classification
