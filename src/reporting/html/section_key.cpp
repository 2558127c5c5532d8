// The first page: one sentence and the figures that a decision rests on.
#include <algorithm>
#include <cmath>

#include "reporting/html/charts.hpp"
#include "reporting/html/elements.hpp"
#include "reporting/html/sections.hpp"

namespace masseflyt::reporting {
namespace {

/// A figure of plan and baseline; less is better, except for shares and what is placed.
struct Card {
  Text title, note;
  Quantity quantity = Quantity::tonnes;
  double plan = 0, baseline = 0;
  std::string_view saving;  ///< its name in Report::savings; empty: none
  bool share = false;
  std::string note_argument = {};
};

std::vector<Card> cards(const Context& c) {
  const Account& p = c.report().plan.account;
  const Account& b = c.report().baseline.account;
  return {
      {Text::card_cost, Text::card_cost_note, Quantity::nok, p.nok, b.nok, "nok"},
      {Text::card_co2e, Text::card_co2e_note, Quantity::co2e_kg, p.net_co2e_kg, b.net_co2e_kg,
       "co2e_kg"},
      {Text::card_vkm, Text::card_vkm_note, Quantity::km, p.loaded_vkm + p.empty_vkm,
       b.loaded_vkm + b.empty_vkm, "vehicle_km"},
      {Text::card_exposure, Text::card_exposure_note, Quantity::km, p.exposure_vkm, b.exposure_vkm,
       "exposure_vkm"},
      {Text::card_placed, Text::card_placed_note, Quantity::tonnes, p.placed_t, b.placed_t, "",
       false, c.with_unit(p.surplus_t, Quantity::tonnes)},
      {Text::card_used, Text::card_used_note, Quantity::count, p.reused_share, b.reused_share, "",
       true},
      {Text::card_virgin, Text::card_virgin_note, Quantity::tonnes, p.virgin_t, b.virgin_t,
       "virgin_t"},
      {Text::card_short, Text::card_short_note, Quantity::count, p.short_share, b.short_share, "",
       true, c.number(p.mean_road_km, 1)},
  };
}

std::string big(const Context& c, const Card& card, const Scale& scale) {
  const std::string figure = card.share ? c.percent(card.plan) : c.amount(card.plan, scale);
  const std::string unit = card.share ? "%" : std::string(scale.unit);
  return "<p class=\"big\"><b>" + html(figure) + "</b> " + html(unit) + "</p>\n";
}

/// Two thin bars: the plan, and below it today's practice.
std::string bars(const Context& c, const Card& card, const Scale& scale) {
  const double most = card.share ? 1 : std::max({card.plan, card.baseline, 1e-9});
  const auto bar = [&](double value, const char* css, Text who) {
    const std::string words = card.share ? c.percent(value) + " %" : c.with_unit(value, scale);
    return "<div class=\"bar " + std::string(css) +
           "\"><i style=\"width:" + fixed(100 * std::clamp(value / most, 0.0, 1.0), 1) +
           "%\"></i></div><span>" + html(c(who)) + "</span><b>" + html(words) + "</b>";
  };
  return "<div class=\"bars\">" + bar(card.plan, "plan", Text::this_plan) +
         bar(card.baseline, "base", Text::obj_baseline) + "</div>\n";
}

std::string difference(const Context& c, const Card& card, const Scale& scale) {
  if (card.share) {
    const double points = (card.plan - card.baseline) * 100;
    if (std::abs(points) < 0.5) return paragraph(c(Text::unchanged), "diff");
    const Text verb = points > 0 ? Text::more_points : Text::fewer_points;
    return std::string("<p class=\"diff") + (points < 0 ? " worse" : "") + "\"><b>" +
           html(c(verb, {c.number(std::abs(points), 0)})) + "</b></p>\n";
  }
  const double saved = card.baseline - card.plan;
  if (std::abs(saved) < 1e-9 * std::abs(card.baseline))
    return paragraph(c(Text::unchanged), "diff");
  const Scale fine = Context::finer(scale, saved);
  const bool more_is_better = card.saving.empty();
  const Text verb = more_is_better ? saved > 0 ? Text::fewer_t : Text::more_t
                    : saved > 0    ? Text::saves
                                   : Text::costs_more;
  const bool worse = more_is_better == (saved > 0);
  std::string out = std::string("<p class=\"diff") + (worse ? " worse" : "") + "\"><b>" +
                    html(c(verb, {c.with_unit(std::abs(saved), fine)})) + "</b>";
  const SavingRow* row = saving(c.report(), c.report().plan.objective, card.saving);
  if (row && row->low < row->high) {
    const double low = saved > 0 ? row->low : -row->high;  // of what is added, as the words say
    const double high = saved > 0 ? row->high : -row->low;
    const Scale wide = Context::finer(scale, std::max(std::abs(low), std::abs(high)));
    out += " <span>" + html(c(Text::range_note, {c.range(low, high, wide)})) + "</span>";
  }
  return out + "</p>\n";
}

std::string draw(const Context& c, const Card& card) {
  const Scale scale =
      c.scale(card.quantity, std::max(std::abs(card.plan), std::abs(card.baseline)));
  return "<div class=\"card\">\n<h3>" + html(c(card.title)) + "</h3>\n" + big(c, card, scale) +
         difference(c, card, scale) + bars(c, card, scale) +
         paragraph(c(card.note, {card.note_argument}), "note") + "</div>\n";
}

std::string weight(const Context& c, double value) {
  return c.number(value, decimals_of_step(value));
}

/// "210–340 mill. kr", or the saving itself where no range is known.
std::string saving_words(const Context& c, std::string_view figure, Quantity quantity,
                         double saved) {
  const SavingRow* row = saving(c.report(), c.report().plan.objective, figure);
  const double largest = row ? std::max(std::abs(row->low), std::abs(row->high)) : std::abs(saved);
  const Scale scale = c.scale(quantity, largest);
  const std::string words = row ? c.range(row->low, row->high, scale) : c.amount(saved, scale);
  return words + "\u00A0" + std::string(scale.unit);
}

}  // namespace

const SavingRow* saving(const Report& report, std::string_view objective, std::string_view figure) {
  for (const SavingRow& row : report.savings)
    if (row.objective == objective && row.figure == figure) return &row;
  return nullptr;
}

std::string headline(const Context& c) {
  const Report& r = c.report();
  const Account& p = r.plan.account;
  const Account& b = r.baseline.account;
  if (r.plan.movements.empty()) return c.status(r.plan) + ".";
  const Scale scale = c.scale(Quantity::tonnes, p.surplus_t);
  std::string words = c(
      Text::headline,
      {c.with_unit(p.placed_t, scale), c.with_unit(p.surplus_t, scale), c.percent(p.reused_share)});
  if (r.baseline.movements.empty())
    return words + " " +
           c(Text::headline_no_saving,
             {c.with_unit(p.nok, Quantity::nok), c.with_unit(p.net_co2e_kg, Quantity::co2e_kg)});
  return words + " " +
         c(Text::headline_saves,
           {c.plan_of(r.plan.objective), saving_words(c, "nok", Quantity::nok, b.nok - p.nok),
            saving_words(c, "co2e_kg", Quantity::co2e_kg, b.net_co2e_kg - p.net_co2e_kg)});
}

std::string key_figures(const Context& c) {
  if (c.report().plan.movements.empty()) return {};
  std::string body = "<div class=\"cards\">\n";
  for (const Card& card : cards(c)) body += draw(c, card);
  std::string lead = c(Text::key_lead, {c.objective(c.report().plan.objective)});
  const Weights& w = c.report().plan.weights;
  if (c.report().plan.objective == "custom" || c.report().plan.objective == "chosen")
    lead += " " + c(Text::weights_are, {weight(c, w.nok), weight(c, w.co2e), weight(c, w.exposure),
                                        weight(c, w.road_km)});
  return section(c, "key", Text::sec_key, lead, body + "</div>\n");
}

}  // namespace masseflyt::reporting
