#include <masseflyt/classification/soil.hpp>

#include <algorithm>
#include <cmath>

namespace masseflyt::classification {
namespace {

// Differences of decimals such as 26.4 - 19.4 must count as 7.
constexpr double tolerance = 1e-9;
bool at_least(double a, double b) { return a >= b - tolerance; }
bool at_most(double a, double b) { return a <= b + tolerance; }

/// One thing the soil can be.
struct Candidate {
  std::string symbol, name;
  std::optional<std::int32_t> group_index = {};
};

void add(std::vector<Candidate>& all, Candidate c) {
  const bool known =
      std::any_of(all.begin(), all.end(), [&](const Candidate& o) { return o.symbol == c.symbol; });
  if (!known) all.push_back(std::move(c));
}

SoilKind answer(const std::vector<Candidate>& all, Text decided_by) {
  SoilKind kind;
  if (all.size() == 1) {
    kind.symbol = all[0].symbol;
    kind.name = all[0].name;
    kind.group_index = all[0].group_index;
    return kind;
  }
  for (const auto& c : all) kind.alternatives.push_back(c.symbol);
  kind.decided_by = std::move(decided_by);
  return kind;
}

void need(Text& tests, const char* en, const char* nb) {
  tests.en += (tests.en.empty() ? "" : ", ") + std::string(en);
  tests.nb += (tests.nb.empty() ? "" : ", ") + std::string(nb);
}

// ---- USCS -------------------------------------------------------------------------------------

double a_line(double liquid_limit) { return 0.73 * (liquid_limit - 20); }

/// Where the fines plot on the plasticity chart.
struct Fines {
  std::string_view symbol;  ///< ML, CL, CL-ML, MH, CH
  bool clay_side = false;   ///< on or above the A-line (and PI >= 4 below LL 50)
  bool high = false;        ///< LL >= 50
};

Fines plot(double liquid_limit, double plasticity) {
  const bool above = at_least(plasticity, a_line(liquid_limit));
  if (at_least(liquid_limit, 50)) return {above ? "CH" : "MH", above, true};
  if (above && !at_most(plasticity, 7)) return {"CL", true, false};
  if (above && at_least(plasticity, 4)) return {"CL-ML", true, false};
  return {"ML", false, false};
}

std::vector<Fines> possible_fines(const SoilTests& t) {
  if (t.non_plastic) return {{"ML", false, false}};
  if (t.liquid_limit && t.plastic_limit)
    return {plot(*t.liquid_limit, *t.liquid_limit - *t.plastic_limit)};
  return {{"ML", false, false},
          {"CL-ML", true, false},
          {"CL", true, false},
          {"MH", false, true},
          {"CH", true, true}};
}

std::string_view fine_name(const Fines& f, bool organic) {
  if (organic) return f.clay_side ? "organic clay" : "organic silt";
  if (f.symbol == "CL") return "lean clay";
  if (f.symbol == "ML") return "silt";
  if (f.symbol == "CL-ML") return "silty clay";
  return f.symbol == "CH" ? "fat clay" : "elastic silt";
}

Candidate fine_grained(const Fines& f, bool organic, double fines, std::optional<double> gravel) {
  Candidate c;
  c.symbol = organic ? (f.high ? "OH" : "OL") : std::string(f.symbol);
  c.name = fine_name(f, organic);
  const double coarse = 100 - fines;
  if (!gravel || !at_least(coarse, 15)) return c;
  const double sand = coarse - *gravel;
  const bool sandy = at_least(sand, *gravel);
  if (!at_least(coarse, 30)) {
    c.name += sandy ? " with sand" : " with gravel";
  } else if (sandy) {
    c.name = "sandy " + c.name + (at_least(*gravel, 15) ? " with gravel" : "");
  } else {
    c.name = "gravelly " + c.name + (at_least(sand, 15) ? " with sand" : "");
  }
  return c;
}

/// Well graded, or not; both when a D-value is missing.
std::vector<bool> possible_grading(const SoilTests& t, bool gravel) {
  if (!t.d10 || !t.d30 || !t.d60 || !(*t.d10 > 0)) return {true, false};
  const double cu = *t.d60 / *t.d10, cc = *t.d30 * *t.d30 / (*t.d10 * *t.d60);
  return {at_least(cu, gravel ? 4 : 6) && at_least(cc, 1) && at_most(cc, 3)};
}

/// `other`: percentage of sand in a gravel, of gravel in a sand; none when not known.
Candidate coarse_grained(bool gravel, bool well, const Fines& f, double fines, bool organic,
                         std::optional<double> other) {
  const std::string letter = gravel ? "G" : "S", noun = gravel ? "gravel" : "sand";
  const bool silt = f.symbol == "ML" || f.symbol == "MH", both = f.symbol == "CL-ML";
  const std::string graded = letter + (well ? "W" : "P");
  Candidate c;
  bool second = false;
  if (!at_least(fines, 5)) {
    c = {graded, (well ? "well-graded " : "poorly graded ") + noun};
  } else if (at_most(fines, 12)) {
    c = {graded + "-" + letter + (silt ? "M" : "C"), (well ? "well-graded " : "poorly graded ") +
                                                         noun +
                                                         (both   ? " with silty clay"
                                                          : silt ? " with silt"
                                                                 : " with clay")};
    second = true;
  } else {
    c = both   ? Candidate{letter + "C-" + letter + "M", "silty, clayey " + noun}
        : silt ? Candidate{letter + "M", "silty " + noun}
               : Candidate{letter + "C", "clayey " + noun};
  }
  if (other && at_least(*other, 15))
    c.name += (second ? " and " : " with ") + std::string(gravel ? "sand" : "gravel");
  if (organic && at_least(fines, 5)) c.name += " with organic fines";
  return c;
}

std::vector<Candidate> coarse_candidates(const SoilTests& t, double fines, bool gravel) {
  const double coarse = 100 - fines;
  std::optional<double> other;
  if (t.pass_4_75) other = gravel ? *t.pass_4_75 - fines : 100 - *t.pass_4_75;
  if (other) other = std::clamp(*other, 0.0, coarse);
  std::vector<Candidate> all;
  const bool by_grading = at_most(fines, 12), by_fines = at_least(fines, 5);
  for (const bool well : by_grading ? possible_grading(t, gravel) : std::vector<bool>{false})
    for (const Fines& f : by_fines ? possible_fines(t) : std::vector<Fines>{{"ML"}})
      add(all, coarse_grained(gravel, well, f, fines, t.organic, other));
  return all;
}

}  // namespace

SoilKind classify_uscs(const SoilTests& t) {
  if (!t.pass_0_075) return answer({}, {"sieve 0.075 mm", "sikt 0,075 mm"});
  const double fines = *t.pass_0_075, coarse = 100 - fines;
  std::vector<Candidate> all;
  Text tests;
  if (at_least(fines, 50)) {
    std::optional<double> gravel;
    if (t.pass_4_75) gravel = 100 - *t.pass_4_75;
    for (const Fines& f : possible_fines(t)) add(all, fine_grained(f, t.organic, fines, gravel));
    need(tests, "Atterberg limits", "Atterbergs grenser");
    return answer(all, tests);
  }
  if (!t.pass_4_75) need(tests, "sieve 4.75 mm", "sikt 4,75 mm");
  if (at_most(fines, 12) && possible_grading(t, true).size() > 1)
    need(tests, "D10, D30 and D60", "D10, D30 og D60");
  if (at_least(fines, 5) && possible_fines(t).size() > 1)
    need(tests, "Atterberg limits", "Atterbergs grenser");
  for (const bool gravel : {true, false}) {
    if (t.pass_4_75) {
      const bool is_gravel = !at_most(100 - *t.pass_4_75, coarse / 2);
      if (is_gravel != gravel) continue;
    }
    for (auto& c : coarse_candidates(t, fines, gravel)) add(all, std::move(c));
  }
  return answer(all, tests);
}

// ---- AASHTO -----------------------------------------------------------------------------------

namespace {

/// To a whole number; a half goes up, but only if it is one.
double whole(double value) { return std::floor(value + 0.5 + tolerance); }

std::string_view constituents(std::string_view group) {
  if (group.starts_with("A-1")) return "stone fragments, gravel and sand";
  if (group == "A-3") return "fine sand";
  if (group.starts_with("A-2")) return "silty or clayey gravel and sand";
  return group == "A-4" || group == "A-5" ? "silty soil" : "clayey soil";
}

Candidate aashto(std::string_view group, std::int32_t index) {
  return {std::string(group) + "(" + std::to_string(index) + ")", std::string(constituents(group)),
          index};
}

/// Not rounded before, no upper cap. Only the plasticity term for A-2-6 and A-2-7.
std::int32_t group_index(double fines, double liquid_limit, double plasticity, bool granular) {
  const double second = 0.01 * (fines - 15) * (plasticity - 10);
  const double first = (fines - 35) * (0.2 + 0.005 * (liquid_limit - 40));
  return static_cast<std::int32_t>(std::max(0.0, whole(granular ? second : first + second)));
}

/// With the limits known: A-2-4 to A-2-7 and.
Candidate by_limits(double fines, double liquid_limit, double plasticity) {
  const bool granular = whole(fines) <= 35;
  const bool low = whole(liquid_limit) <= 40, little = whole(plasticity) <= 10;
  if (granular) {
    const auto* group = little ? (low ? "A-2-4" : "A-2-5") : (low ? "A-2-6" : "A-2-7");
    return aashto(group, little ? 0 : group_index(fines, liquid_limit, plasticity, true));
  }
  const auto* group = little ? (low ? "A-4" : "A-5")
                      : low  ? "A-6"
                             : (at_most(plasticity, liquid_limit - 30) ? "A-7-5" : "A-7-6");
  return aashto(group, group_index(fines, liquid_limit, plasticity, false));
}

enum class Fits { no, maybe, yes };

/// `value` rounded is at most `limit`; maybe when it was not tested.
Fits most(const std::optional<double>& value, double limit) {
  if (!value) return Fits::maybe;
  return whole(*value) <= limit ? Fits::yes : Fits::no;
}
Fits both(Fits a, Fits b) { return std::min(a, b); }

}  // namespace

SoilKind classify_aashto(const SoilTests& t) {
  if (!t.pass_0_075) return answer({}, {"sieve 0.075 mm", "sikt 0,075 mm"});
  const double fines = *t.pass_0_075;
  std::optional<double> plasticity;
  if (t.non_plastic) plasticity = 0;
  if (t.liquid_limit && t.plastic_limit) plasticity = *t.liquid_limit - *t.plastic_limit;

  const Fits a1a = both(both(most(t.pass_2, 50), most(t.pass_0_425, 30)),
                        both(most(fines, 15), most(plasticity, 6)));
  const Fits a1b = both(both(most(t.pass_0_425, 50), most(fines, 25)), most(plasticity, 6));
  Fits a3 = Fits::no;
  if (whole(fines) <= 10 && (t.non_plastic || !plasticity))
    a3 = !t.pass_0_425 || !t.non_plastic ? Fits::maybe : Fits::yes;
  if (t.pass_0_425 && whole(*t.pass_0_425) < 51) a3 = Fits::no;

  bool settled = false;
  std::vector<Candidate> before;  // read from left to right: A-1-a, A-1-b, A-3, then the limits
  for (const auto& [group, fits] : {std::pair{"A-1-a", a1a}, {"A-1-b", a1b}, {"A-3", a3}}) {
    if (fits == Fits::yes && before.empty()) return answer({aashto(group, 0)}, {});
    if (fits != Fits::no) before.push_back(aashto(group, 0));
    settled = fits == Fits::yes;
    if (settled) break;
  }
  Text tests;
  if (!t.pass_2 && a1a == Fits::maybe) need(tests, "sieve 2 mm", "sikt 2 mm");
  if (!t.pass_0_425 && !before.empty()) need(tests, "sieve 0.425 mm", "sikt 0,425 mm");
  if (!plasticity) need(tests, "Atterberg limits", "Atterbergs grenser");
  if (settled) return answer(before, tests);
  const bool limits = t.non_plastic || (t.liquid_limit && t.plastic_limit);
  if (!limits) {
    std::vector<Candidate> all = before;
    for (const auto* group : {"A-2-4", "A-2-5", "A-2-6", "A-2-7"})
      if (whole(fines) <= 35) all.push_back({group, ""});
    for (const auto* group : {"A-4", "A-5", "A-6", "A-7-5", "A-7-6"})
      if (whole(fines) > 35) all.push_back({group, ""});
    return answer(all, tests);
  }
  SoilKind kind = answer({by_limits(fines, t.liquid_limit.value_or(0), *plasticity)}, {});
  for (const auto& c : before) kind.alternatives.push_back(c.symbol);
  if (!before.empty()) kind.decided_by = tests;
  return kind;
}

// ---- ISO 14688 --------------------------------------------------------------------------------

namespace {

/// Adjective of the fines below 40 %: nothing under 5 %, "slightly" under 15 %.
std::string fines_adjective(double fines, double clay_share) {
  if (!at_least(fines, 5)) return "";
  const std::string word = at_least(clay_share, 20) ? "clayey" : "silty";
  return at_least(fines, 15) ? word + " " : "slightly " + word + " ";
}

std::string fines_principal(double clay_share) {
  if (!at_least(clay_share, 10)) return "SILT";
  if (!at_least(clay_share, 20)) return "clayey SILT";
  return at_most(clay_share, 40) ? "silty CLAY" : "CLAY";
}

std::string iso_name(double gravel, double sand, double fines, double clay_share) {
  const auto adjective = [](double share, const char* word) {
    return at_least(share, 20) && !at_least(share, 40) ? std::string(word) + " " : std::string();
  };
  const bool fine = at_least(fines, 40);
  if (fine) {
    const std::string coarse = (at_least(gravel, 20) ? std::string("gravelly ") : "") +
                               (at_least(sand, 20) ? "sandy " : "");
    return coarse + fines_principal(clay_share);
  }
  const std::string adjectives = fines_adjective(fines, clay_share);
  if (at_least(gravel, sand))
    return adjectives + (at_least(sand, 40) ? "sandy " : adjective(sand, "sandy")) + "GRAVEL";
  return adjectives + (at_least(gravel, 40) ? "gravelly " : adjective(gravel, "gravelly")) + "SAND";
}

}  // namespace

SoilKind classify_iso14688(const SoilTests& t) {
  Text tests;
  if (!t.pass_2) need(tests, "sieve 2 mm", "sikt 2 mm");
  if (!t.pass_0_063) need(tests, "sieve 0.063 mm", "sikt 0,063 mm");
  if (!t.pass_2 || !t.pass_0_063) return answer({}, tests);
  const double gravel = 100 - *t.pass_2, fines = *t.pass_0_063;
  const double sand = std::max(0.0, *t.pass_2 - fines);
  std::vector<double> shares = {0, 10, 20, 41};  // one of each kind of fines
  if (t.pass_0_002 && fines > 0) shares = {*t.pass_0_002 / fines * 100};
  if (!t.pass_0_002 && at_least(fines, 5)) need(tests, "share below 0.002 mm", "andel < 0,002 mm");
  std::vector<Candidate> all;
  for (const double share : shares) {
    const std::string name = iso_name(gravel, sand, fines, share);
    add(all, {name, name});
  }
  return answer(all, tests);
}

// ---- frost ------------------------------------------------------------------------------------

namespace {

Candidate frost(int group) {
  static constexpr const char* names[] = {"not frost-susceptible", "slightly frost-susceptible",
                                          "moderately frost-susceptible", "very frost-susceptible"};
  return {"T" + std::to_string(group), names[group - 1]};
}

}  // namespace

SoilKind classify_frost(const SoilTests& t) {
  if (!t.pass_0_02) return answer({}, {"share below 0.02 mm", "andel < 0,02 mm"});
  if (at_most(*t.pass_0_02, 3)) return answer({frost(1)}, {});
  if (at_most(*t.pass_0_02, 12)) return answer({frost(2)}, {});
  Text tests;
  if (!t.pass_0_2) need(tests, "share below 0.2 mm", "andel < 0,2 mm");
  if (t.pass_0_2 && !at_least(*t.pass_0_2, 50)) return answer({frost(3)}, {});
  const bool exactly_half = t.pass_0_2 && at_most(*t.pass_0_2, 50);
  if (exactly_half) return answer({frost(4)}, {});
  if (!t.pass_0_002) need(tests, "share below 0.002 mm", "andel < 0,002 mm");
  std::vector<Candidate> all;
  if (!t.pass_0_2 || !t.pass_0_002 || !at_most(*t.pass_0_002, 40)) all.push_back(frost(3));
  if (!t.pass_0_002 || at_most(*t.pass_0_002, 40)) all.push_back(frost(4));
  return answer(all, tests);
}

SoilKind classify_soil(SoilSystem system, const SoilTests& tests) {
  switch (system) {
    case SoilSystem::uscs:
      return classify_uscs(tests);
    case SoilSystem::aashto:
      return classify_aashto(tests);
    case SoilSystem::iso14688:
      return classify_iso14688(tests);
    case SoilSystem::frost:
      break;
  }
  return classify_frost(tests);
}

}  // namespace masseflyt::classification
