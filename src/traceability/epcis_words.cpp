#include "traceability/epcis_words.hpp"

#include <algorithm>
#include <array>

#include <masseflyt/traceability/event_json.hpp>

#include "detail/number.hpp"
#include "detail/text.hpp"

// Word lists: CBV 2.0 and the measurement types of the GS1 Web Vocabulary, as EPCIS 2.0.1 names
// them (https://ref.gs1.org/standards/epcis/2.0.1/epcis-json-schema.json).

namespace masseflyt::traceability {
namespace {

using masseflyt::detail::JsonValue;

struct List {
  std::string_view full;  ///< what a word is put behind
  std::string_view urn;   ///< the same in CBV 1
  std::string_view words;
};

constexpr std::array<List, 8> lists = {{
    {"https://ref.gs1.org/cbv/BizStep-", "urn:epcglobal:cbv:bizstep:",
     "accepting arriving assembling collecting commissioning consigning creating_class_instance "
     "cycle_counting decommissioning departing destroying disassembling dispensing encoding "
     "entering_exiting holding inspecting installing killing loading other packing picking "
     "receiving removing repackaging repairing replacing reserving retail_selling shipping "
     "staging_outbound stock_taking stocking storing transporting unloading unpacking "
     "void_shipping sensor_reporting sampling"},
    {"https://ref.gs1.org/cbv/Disp-", "urn:epcglobal:cbv:disp:",
     "active container_closed damaged destroyed dispensed disposed encoded expired in_progress "
     "in_transit inactive no_pedigree_match non_sellable_other partially_dispensed recalled "
     "reserved retail_sold returned sellable_accessible sellable_not_accessible stolen unknown "
     "available completeness_verified completeness_inferred conformant container_open "
     "mismatch_instance mismatch_class mismatch_quantity needs_replacement non_conformant "
     "unavailable"},
    {"https://ref.gs1.org/cbv/BTT-", "urn:epcglobal:cbv:btt:",
     "bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt"},
    {"https://ref.gs1.org/cbv/SDT-",
     "urn:epcglobal:cbv:sdt:", "owning_party possessing_party location"},
    {"https://ref.gs1.org/cbv/ER-", "urn:epcglobal:cbv:er:", "did_not_occur incorrect_data"},
    {"https://gs1.org/voc/", "",
     "AbsoluteHumidity AbsorbedDose AbsorbedDoseRate Acceleration Radioactivity Altitude "
     "AmountOfSubstance AmountOfSubstancePerUnitVolume Angle AngularAcceleration AngularMomentum "
     "AngularVelocity Area Capacitance Conductance Conductivity Count Density Dimensionless "
     "DoseEquivalent DoseEquivalentRate DynamicViscosity ElectricCharge ElectricCurrent "
     "ElectricCurrentDensity ElectricFieldStrength Energy Exposure Force Frequency Illuminance "
     "Inductance Irradiance KinematicViscosity Length LinearMomentum Luminance LuminousFlux "
     "LuminousIntensity MagneticFlux MagneticFluxDensity MagneticVectorPotential Mass "
     "MassConcentration MassFlowRate MassPerAreaTime MemoryCapacity MolalityOfSolute MolarEnergy "
     "MolarMass MolarVolume Power Pressure RadiantFlux RadiantIntensity RelativeHumidity "
     "Resistance Resistivity SolidAngle SpecificVolume Speed SurfaceDensity SurfaceTension "
     "Temperature Time Torque Voltage Volume VolumeFlowRate VolumeFraction VolumetricFlux "
     "Wavenumber"},
    {"https://gs1.org/voc/", "", "ALARM_CONDITION ERROR_CONDITION"},
    {"https://ref.gs1.org/cbv/Comp-", "",
     "x y z axial_distance azimuth height spherical_radius polar_angle elevation_angle easting "
     "northing latitude longitude altitude"},
}};

const List& list_of(Words list) { return lists[static_cast<std::size_t>(list)]; }

bool is_known(Words list, std::string_view word) {
  const auto& known = words_of(list);
  return std::find(known.begin(), known.end(), word) != known.end();
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

const std::vector<std::string>& words_of(Words list) {
  static const auto all = [] {
    std::array<std::vector<std::string>, lists.size()> split;
    for (std::size_t i = 0; i < lists.size(); ++i)
      split[i] = masseflyt::detail::split(lists[i].words, ' ');
    return split;
  }();
  return all[static_cast<std::size_t>(list)];
}

std::optional<std::string> full_word(Words list, std::string_view word) {
  if (!is_known(list, word)) return std::nullopt;
  return std::string(list_of(list).full) + std::string(word);
}

std::string bare_word(Words list, std::string_view text) {
  const List& l = list_of(list);
  for (const std::string_view head : {l.full, l.urn})
    if (!head.empty() && text.starts_with(head)) return std::string(text.substr(head.size()));
  return std::string(text);
}

bool is_uri(std::string_view text) noexcept {
  const auto colon = text.find(':');
  if (colon == 0 || colon == text.npos || colon + 1 == text.size()) return false;
  if (!is_letter(text.front())) return false;
  for (const char c : text.substr(0, colon))
    if (!is_letter(c) && !is_digit(c) && c != '+' && c != '-' && c != '.' && c != '_') return false;
  constexpr std::string_view marks = "-._~:/?#[]@!$&'()*+,;=%";
  for (const char c : text.substr(colon + 1))  // bytes beyond ASCII: an IRI, as JSON-LD has them
    if (!is_letter(c) && !is_digit(c) && marks.find(c) == marks.npos &&
        static_cast<unsigned char>(c) < 0x80)
      return false;
  return true;
}

Prefixes::Prefixes()
    : spaces_{{"epcis", "https://ref.gs1.org/epcis/"},
              {"cbv", "https://ref.gs1.org/cbv/"},
              {"cbvmda", "urn:epcglobal:cbv:mda:"},
              {"gs1", "https://gs1.org/voc/"},
              {"rdfs", "http://www.w3.org/2000/01/rdf-schema#"},
              {"owl", "http://www.w3.org/2002/07/owl#"},
              {"xsd", "http://www.w3.org/2001/XMLSchema#"},
              {"dcterms", "http://purl.org/dc/terms/"}} {}

void Prefixes::add(const JsonValue& context) {
  const auto take = [this](const JsonValue& object) {
    if (object.kind != JsonValue::Kind::object) return;
    for (std::size_t i = 0; i < object.keys.size(); ++i) {
      const JsonValue& value = object.items[i];
      if (value.kind == JsonValue::Kind::text) {
        spaces_.insert_or_assign(object.keys[i], value.text);
      } else if (const JsonValue* id = value.find("@id")) {
        spaces_.insert_or_assign(object.keys[i], id->text);
      }
    }
  };
  take(context);
  if (context.kind == JsonValue::Kind::array)
    for (const JsonValue& item : context.items) take(item);
}

bool Prefixes::has(std::string_view prefix) const { return spaces_.find(prefix) != spaces_.end(); }

std::optional<Prefixes::Name> Prefixes::expand(std::string_view curie) const {
  const auto colon = curie.find(':');
  if (colon == curie.npos || curie.substr(colon + 1).starts_with("//")) return std::nullopt;
  const auto space = spaces_.find(curie.substr(0, colon));
  if (space == spaces_.end()) return std::nullopt;
  return Name{space->second, std::string(curie.substr(colon + 1))};
}

Prefixes::Name Prefixes::name_of(std::string_view key) const {
  if (auto name = expand(key)) return *std::move(name);
  const auto end = key.find_last_of("/#");
  if (!is_uri(key) || key.find("://") == key.npos) return {{}, std::string(key)};
  return {std::string(key.substr(0, end + 1)), std::string(key.substr(end + 1))};
}

std::optional<EpcisTime> read_epcis_time(std::string_view text) {
  EpcisTime time;
  std::string cut(text);
  if (const auto dot = text.find('.'); dot != text.npos) {
    std::size_t end = dot + 1;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (end > dot + 7) {
      time.beyond = text.substr(dot + 7, end - dot - 7);
      time.beyond.erase(time.beyond.find_last_not_of('0') + 1);
      cut.erase(dot + 7, end - dot - 7);
    }
  }
  const auto micros = read_time(cut);
  if (!micros) return std::nullopt;
  time.micros = *micros;
  return time;
}

std::optional<std::string> plain_decimal(std::string_view number) {
  if (!masseflyt::detail::is_json_number(number) || number.size() > 400) return std::nullopt;
  const bool negative = number.front() == '-';
  if (negative) number.remove_prefix(1);
  const auto e = number.find_first_of("eE");
  std::int64_t point = 0;
  if (e != number.npos) {
    std::string_view exponent = number.substr(e + 1);
    if (exponent.starts_with('+')) exponent.remove_prefix(1);
    const bool down = exponent.starts_with('-');
    if (down) exponent.remove_prefix(1);
    while (exponent.size() > 1 && exponent.front() == '0') exponent.remove_prefix(1);
    const auto value = masseflyt::detail::parse_integer(exponent);
    if (!value || *value > 400) return std::nullopt;
    point = down ? -*value : *value;
    number = number.substr(0, e);
  }
  const auto dot = number.find('.');
  std::string digits(number.substr(0, dot));
  point += static_cast<std::int64_t>(digits.size());
  if (dot != number.npos) digits += number.substr(dot + 1);
  if (point < 0) digits.insert(0, static_cast<std::size_t>(-point), '0'), point = 0;
  if (static_cast<std::size_t>(point) > digits.size())
    digits.append(static_cast<std::size_t>(point) - digits.size(), '0');
  std::string whole = digits.substr(0, static_cast<std::size_t>(point));
  std::string part = digits.substr(static_cast<std::size_t>(point));
  whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size()));
  part.erase(part.find_last_not_of('0') + 1);
  if (whole.empty()) whole = "0";
  if (!part.empty()) whole += '.' + part;
  return negative && whole != "0" ? '-' + whole : whole;
}

EpcisEvents find_events(const JsonValue& root) {
  const JsonValue* body = root.find("epcisBody");
  if (body == nullptr) return {&root, "", false};
  if (const JsonValue* list = body->find("eventList")) return {list, "/epcisBody/eventList", true};
  if (const JsonValue* one = body->find("event")) return {one, "/epcisBody/event", false};
  const JsonValue* results = body->find("queryResults");
  const JsonValue* inner = results == nullptr ? nullptr : results->find("resultsBody");
  const JsonValue* list = inner == nullptr ? nullptr : inner->find("eventList");
  return {list, "/epcisBody/queryResults/resultsBody/eventList", true};
}

}  // namespace masseflyt::traceability
