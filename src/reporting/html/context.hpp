// context.hpp — one report in one language: names, numbers and units as a reader expects them.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

#include <masseflyt/reporting/report.hpp>

#include "reporting/html/texts.hpp"

namespace masseflyt::reporting {

enum class Quantity { tonnes, nok, co2e_kg, km, tkm, count };

/// Divisor, decimals and unit that suit figures up to a largest one; one scale for a whole chart.
struct Scale {
  double divisor = 1;
  int decimals = 0;
  std::string_view unit;
};

class Context {
 public:
  Context(const Report& report, Language language);

  const Report& report() const { return *report_; }
  Language language() const { return language_; }
  bool norwegian() const { return language_ == Language::nb; }

  /// What is planned: the horizon without the months that are facts already.
  MonthSpan planned() const {
    return {std::max(report_->horizon.first, std::min(report_->as_of, report_->horizon.last)),
            report_->horizon.last};
  }

  std::string_view operator()(Text id) const { return text(id, language_); }
  std::string operator()(Text id, std::initializer_list<std::string> arguments) const {
    return fill(text(id, language_), arguments);
  }

  std::string number(double value, int decimals) const;
  std::string percent(double share, int decimals = 0) const;  ///< "83", without the sign
  Scale scale(Quantity quantity, double largest) const;
  /// The same unit, with the decimals that suit `value`: a small saving of a large cost.
  static Scale finer(Scale scale, double value);
  /// Without unit. A positive figure that would round to zero is written "< 0.1".
  std::string amount(double value, const Scale& scale) const;
  std::string with_unit(double value, const Scale& scale) const;
  /// With the scale that suits it alone.
  std::string with_unit(double value, Quantity quantity) const;
  std::string range(double low, double high, const Scale& scale) const;  ///< "150–340"

  /// What an id is called, raw; the id itself when nobody named it.
  std::string name(std::string_view id) const;
  /// The names of ids between semicolons.
  std::string names(std::string_view ids) const;
  std::string group(std::string_view id) const;  ///< "rock-soft-clean" as "rock, soft, clean"
  std::string objective(std::string_view id) const;
  std::string plan_of(std::string_view objective) const;  ///< "the least-cost plan"
  std::string stage(std::string_view id) const;
  std::string status(const Solution& solution) const;

 private:
  const Report* report_;
  Language language_;
  std::map<std::string, std::string, std::less<>> names_;
};

/// Decimals that all multiples of `step` need, at most three.
int decimals_of_step(double step);

/// Colour of a kind of destination. Cool colours put mass to use, warm ones dispose of it; each
/// differs from its neighbours in lightness too.
std::string_view colour(Kind kind);

/// The order of kinds in legends and stacked bars.
inline constexpr Kind kinds_in_order[] = {Kind::need,         Kind::fill,      Kind::quarry,
                                          Kind::backfill,     Kind::treatment, Kind::landfill,
                                          Kind::far_receiver, Kind::unplaced,  Kind::end_stock};

}  // namespace masseflyt::reporting
