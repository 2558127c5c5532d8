// What follows from the cells: factors in force, degrees, tonnes.
#include <cmath>
#include <optional>
#include <utility>

#include <masseflyt/core/geo.hpp>
#include <masseflyt/core/material.hpp>

#include "detail/number.hpp"
#include "scenario/binding.hpp"
#include "scenario/coordinates.hpp"

namespace masseflyt::scenario {
namespace {

using detail::format_number;

constexpr double most_tonnes = 1e9;

void derive_factors(Binding& b) {
  b.each("assumptions", b.out.assumptions, [&](const Row& row, const Assumption& a) {
    if (a.target != "factors" || !row.good({"key", "target", "point"})) return;
    const auto point = detail::parse_number(a.point);
    if (!point) return row.error("point", "a number: it is a factor");
    b.out.factors.emplace(a.key, *point);
  });
}

/// What turns an amount into tonnes, for one material.
class Converter {
 public:
  explicit Converter(const Case& c) : case_(c) {}

  struct Question {
    std::string material, excavation, unit, state;
    std::optional<double> t_per_bank_m3;
  };
  struct Answer {
    double tonnes_per_unit = 0;
    std::string conversion;
    std::string column, expected;  ///< filled when there is no answer
  };

  Answer ask(const Question& q) const {
    if (q.unit == "t") return {1, "given in tonnes", "", ""};
    if (q.unit == "kt") return {1e3, "given in kt", "", ""};
    if (q.unit == "Mt") return {1e6, "given in Mt", "", ""};
    return from_volume(q);
  }

 private:
  const scenario::Material* own(const std::string& id) const {
    for (const auto& m : case_.materials)
      if (m.id == id) return &m;
    return nullptr;
  }

  static std::string told(const std::string& name, double value, const std::string& unit,
                          const std::string& source) {
    return name + " " + format_number(value) + " " + unit + " (" + source + ")";
  }

  Answer from_volume(const Question& q) const {
    // In the ground it does not matter how rock will be dug: any excavation has the same density.
    const std::string excavation = q.excavation.empty() && q.state == "bank" ? "cut" : q.excavation;
    auto known = find_material(q.material, excavation);
    if (known) known = with_points(*known, case_.factors);
    const scenario::Material* mine = own(q.material);

    Answer answer;
    const auto density = density_of(q, known, mine, answer.conversion);
    if (!density) {
      if (find_material(q.material, "cut"))
        return {0, "", "excavation", "tunnel, cut, tbm or pit: it picks the volume factor"};
      return {0, "", "material",
              "a material with a density: give t_per_bank_m3 or a row in materials"};
    }
    answer.tonnes_per_unit = *density;
    if (q.state == "bank") return answer;
    const auto volume = volume_of(q, known, mine, answer.conversion);
    if (!volume)
      return q.excavation.empty()
                 ? Answer{0, "", "excavation",
                          "tunnel, cut, tbm or pit: it picks the volume factor"}
                 : Answer{0, "", "material",
                          "a material with a factor for " + q.state + " m3: a row in materials"};
    answer.tonnes_per_unit = *density / *volume;
    return answer;
  }

  static std::optional<double> density_of(const Question& q,
                                          const Result<masseflyt::Material>& known,
                                          const scenario::Material* mine, std::string& how) {
    if (q.t_per_bank_m3) {
      how = told("t_per_bank_m3", *q.t_per_bank_m3, "t/m3", "given in the row");
      return q.t_per_bank_m3;
    }
    if (mine != nullptr && mine->t_per_bank_m3 > 0) {
      how = told("t_per_bank_m3_" + mine->id, mine->t_per_bank_m3, "t/m3",
                 "table materials: " + mine->source);
      return mine->t_per_bank_m3;
    }
    if (!known) return std::nullopt;
    how = to_string(known->t_per_bank_m3);
    return known->t_per_bank_m3->point;
  }

  static std::optional<double> volume_of(const Question& q,
                                         const Result<masseflyt::Material>& known,
                                         const scenario::Material* mine, std::string& how) {
    const bool loose = q.state == "loose";
    const double own = mine == nullptr ? 0 : loose ? mine->loose_per_bank : mine->placed_per_bank;
    if (own > 0) {
      how = told(q.state + "_per_bank_" + mine->id, own, "m3/m3",
                 "table materials: " + mine->source) +
            ", " + how;
      return own;
    }
    if (!known) return std::nullopt;
    const Factor& factor = loose ? known->loose_per_bank : known->placed_per_bank;
    how = to_string(factor) + ", " + how;
    return factor->point;
  }

  const Case& case_;
};

/// Whether unit and state go together; says what is wrong with them.
bool check_state(const Row& row, const std::string& unit, const std::string& state) {
  if (!row.good({"unit", "state"}) || unit.empty()) return false;
  if (unit == "m3" && state.empty()) {
    row.error("state", "bank, loose or placed: m3 without a state cannot be weighed");
    return false;
  }
  if (unit != "m3" && !state.empty()) {
    row.error("state", "no state: it goes with m3 only");
    return false;
  }
  return true;
}

bool check_size(const Row& row, double tonnes, const char* column) {
  if (tonnes < most_tonnes) return true;
  row.error(column, "less than a thousand million tonnes");
  return false;
}

void derive_offers(Binding& b, const Converter& converter) {
  b.each("offers", b.out.offers, [&](const Row& row, Offer& o) {
    if (!row.given("amount_low")) o.amount_low = o.amount;
    if (!row.given("amount_high")) o.amount_high = o.amount;
    if (!row.good({"amount", "amount_low", "amount_high"})) return;
    if (o.amount_low > o.amount) row.error("amount_low", "at most the amount");
    if (o.amount_high < o.amount) row.error("amount_high", "at least the amount");
    if (!row.given("amount") || !check_state(row, o.unit, o.state)) return;
    if (!row.good({"material", "excavation", "t_per_bank_m3"})) return;
    const auto answer = converter.ask({o.material, o.excavation, o.unit, o.state, o.t_per_bank_m3});
    if (!answer.column.empty()) return row.error(answer.column, answer.expected);
    o.tonnes = o.amount * answer.tonnes_per_unit;
    o.tonnes_low = o.amount_low * answer.tonnes_per_unit;
    o.tonnes_high = o.amount_high * answer.tonnes_per_unit;
    o.conversion = answer.conversion;
    check_size(row, o.tonnes, "amount");
  });
}

void derive_needs(Binding& b, const Converter& converter) {
  b.each("needs", b.out.needs, [&](const Row& row, Need& n) {
    if (!row.good({"min_amount", "max_amount", "materials"}) || !row.given("max_amount")) return;
    if (!check_state(row, n.unit, n.state) || n.materials.empty()) return;
    // Nobody knows how what will fill a need was dug: rock counts as tunnel rock.
    auto answer = converter.ask({n.materials.front(), "tunnel", n.unit, n.state, std::nullopt});
    if (answer.column == "material") answer.column = "materials";
    if (!answer.column.empty()) return row.error(answer.column, answer.expected);
    n.min_t = n.min_amount * answer.tonnes_per_unit;
    n.max_t = n.max_amount * answer.tonnes_per_unit;
    n.conversion = answer.conversion;
    check_size(row, n.max_t, "max_amount");
  });
}

template <typename Point>
void derive_position(Binding& b, const Row& row, Point& p, bool may_be_outside) {
  if (!row.good({"x", "y"}) || !row.given("x") || !row.given("y")) return;
  const auto crs = parse_crs(b.out.header.crs);
  if (!crs) return;  // said about the header already
  const auto at = locate(p.x, p.y, *crs, b.out.header.bounds, may_be_outside);
  if (!at.problem.empty()) return row.error("x", at.problem);
  p.longitude = at.position.longitude;
  p.latitude = at.position.latitude;
}

}  // namespace

void derive(Binding& b) {
  derive_factors(b);
  const Converter converter(b.out);
  derive_offers(b, converter);
  derive_needs(b, converter);
  b.each("state", b.out.state, [](const Row& row, Load& l) {
    if (row.good({"day"}) && row.given("day")) l.month = *parse_month(l.day.substr(0, 7));
  });
  b.each("places", b.out.places,
         [&](const Row& row, Place& p) { derive_position(b, row, p, p.outside); });
  b.each("road_nodes", b.out.road_nodes, [&](const Row& row, RoadNode& p) {
    derive_position(b, row, p, true);  // roads may leave the region and come back
  });
}

}  // namespace masseflyt::scenario
