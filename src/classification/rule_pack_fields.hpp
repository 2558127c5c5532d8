// rule_pack_fields.hpp — the keys of "masseflyt.rules/1": one table for the reader and the schema.
#pragma once

#include <array>
#include <string_view>

#include <masseflyt/classification/rule_pack.hpp>

namespace masseflyt::classification::detail {

inline constexpr std::string_view rules_schema = "masseflyt.rules/1";

template <typename Enum>
struct Word {
  std::string_view word;
  Enum value;
};
inline constexpr Word<Comparator> comparators[] = {{"<", Comparator::less},
                                                   {"<=", Comparator::at_most},
                                                   {">", Comparator::above},
                                                   {">=", Comparator::at_least},
                                                   {"=", Comparator::equal}};
inline constexpr Word<Confidence> confidences[] = {{"verified", Confidence::verified},
                                                   {"recalled", Confidence::recalled}};
inline constexpr Word<Method> methods[] = {{"contaminated_above", Method::contaminated_above},
                                           {"condition_class", Method::condition_class},
                                           {"local_background", Method::local_background},
                                           {"requirement", Method::requirement},
                                           {"land_use", Method::land_use},
                                           {"hazard_property", Method::hazard_property}};
inline constexpr Word<Basis> bases[] = {{"dry", Basis::dry}, {"wet", Basis::wet}};

enum class Form {
  schema,
  text,
  day,
  level,
  decimal,
  method,
  basis,
  comparator,
  confidence,
  sources,
  rules
};

struct Field {
  std::string_view name;
  bool required;
  Form form;
  std::string_view told;  ///< description in the schema
};

inline constexpr Field pack_fields[] = {
    {"schema", true, Form::schema, "what this document is"},
    {"id", true, Form::text, "a name that stays from edition to edition: no.normverdier"},
    {"title", true, Form::text, "in English"},
    {"title_nb", false, Form::text, "in Norwegian; the English one if it is missing"},
    {"edition", true, Form::text, "of the regulation or standard that the values are from"},
    {"jurisdiction", true, Form::text, "ISO 3166 code, or the area that the pack is for"},
    {"valid_from", false, Form::day, "inclusive; missing: not known, taken as always"},
    {"valid_to", false, Form::day, "inclusive; missing: still in force"},
    {"method", true, Form::method, "the method in code that uses the values"},
    {"unit", false, Form::text, "of the values whose rule names none"},
    {"basis", true, Form::basis, "of the mass that concentrations are measured against"},
    {"sources", true, Form::sources, "key -> where numbers were read, in full"},
    {"rules", true, Form::rules, "the values"},
};
inline constexpr Field rule_fields[] = {
    {"scope", false, Form::text, "table inside the pack: inert/ls10"},
    {"subject", true, Form::text, "analyte, property or hazard statement"},
    {"level", false, Form::level, "condition class, where the method has them"},
    {"comparator", true, Form::comparator, "the rule speaks when measured <comparator> value"},
    {"value", true, Form::decimal, "a number as text, with a point and at most 11 decimals"},
    {"unit", false, Form::text, "where it is not the unit of the pack"},
    {"outcome", false, Form::text, "what follows, where the method needs a word for it"},
    {"source", true, Form::text, "a key of /sources"},
    {"confidence", true, Form::confidence, "recalled: nobody has found it in its source yet"},
    {"note", false, Form::text, "conflicts between sources and the like"},
};

/// Whether subjects are substances of the catalogue and values mg/kg.
constexpr bool is_chemical(Method method) {
  return method == Method::contaminated_above || method == Method::condition_class ||
         method == Method::local_background;
}

}  // namespace masseflyt::classification::detail
