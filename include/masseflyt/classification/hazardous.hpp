// masseflyt/classification/hazardous.hpp — is this waste hazardous by what it contains?
//
// A screen over the hazard properties HP4 to HP14 by concentration. A condition class is no
// verdict on hazardous waste, and this is none on the others: HP1 to HP3, HP9, HP12 and HP15 and
// test methods stay with the one who characterises the waste.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <masseflyt/classification/classify.hpp>
#include <masseflyt/classification/rule_pack.hpp>
#include <masseflyt/classification/text.hpp>

namespace masseflyt::classification {

/// A form in which an element or group may be present, classified by whoever brings it.
struct Compound {
  std::string name;                         ///< "lead chromate"
  Decimal per_analyte = Decimal::whole(1);  ///< mass of compound per mass of what was analysed
  std::vector<std::string> statements;      ///< "H350", "H314/1A", "H300/2", "H410"
  std::string source;                       ///< of the classification
};

/// An analysed substance with the forms it may have. Which form it is, is seldom known: each hazard
/// property counts the worst.
struct WasteSubstance {
  std::string name;
  Decimal low, high;  ///< mg/kg: equal when quantified; 0 and the LOQ when not
  std::vector<Compound> compounds;
};

/// One hazard property rule that is met, or may be.
struct HazardHit {
  Answer met = Answer::unknown;       ///< yes or unknown
  std::string property;               ///< "HP7"
  std::string statement;              ///< as in the rule: "H350", "100*H410+10*H411+H412"
  Decimal percent_low, percent_high;  ///< found, mass share in per cent
  Rule rule;
  std::string rule_id;
  std::vector<std::string> substances;  ///< that add to it, largest first
  Text text;
  Text change;
};

struct HazardVerdict {
  Answer hazardous = Answer::unknown;  ///< no: none of the screened properties is met
  std::vector<HazardHit> hits;
  std::vector<std::string> not_classified;  ///< substances without a compound: never a no
  Text reason;
};

/// mg/kg become per cent by 10 000. Where the rule sums over substances, only those at or above
/// the cut-off count. Precondition: a pack of Method::hazard_property.
HazardVerdict screen_hazardous(std::span<const WasteSubstance> substances, const RulePack& pack,
                               bool strict = false);

}  // namespace masseflyt::classification
