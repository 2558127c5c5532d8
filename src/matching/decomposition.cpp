#include "decomposition.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

namespace masseflyt::matching {
namespace {

constexpr double small = 1e-9;     // relative: of an objective, of a row
constexpr double part_way = 0.5;   // from the best prices towards the master's
constexpr double price_room = 24;  // unplaced prices that all rows of an arc may ask together
constexpr double inf = LinearProgram::infinite;

double as_double(std::int64_t bound) {
  if (bound >= unlimited) return inf;
  if (bound <= -unlimited) return -inf;
  return static_cast<double>(bound);
}

}  // namespace

Decomposition::Decomposition(const FlowModel& model, const Coupling& coupling,
                             Relaxation& relaxation, std::int64_t unplaced_micro_nok)
    : f_(model), c_(coupling), relaxation_(relaxation), opening_(model, coupling) {
  std::size_t most_rows = 1;
  std::vector<double> units(c_.row.size(), 0), count(c_.row.size(), 0);
  whole_.assign(c_.row.size(), 1);
  for (std::size_t a = 0; a < f_.arcs.size(); ++a) {
    most_rows = std::max(most_rows, c_.of(a).size());
    for (const auto& u : c_.of(a)) {
      units[u.row] += std::abs(static_cast<double>(u.per_kg)), count[u.row] += 1;
      if (std::abs(u.per_kg) != 1) whole_[u.row] = 0;
    }
  }
  const double steep = std::clamp(price_room / static_cast<double>(most_rows), 2.0, 8.0);
  for (Index r = 0; r < c_.row.size(); ++r) {
    double price = 0;
    if (units[r] > 0)
      price = steep * static_cast<double>(unplaced_micro_nok) * count[r] / units[r];
    else
      for (const auto& c : c_.chosen[r])
        price = std::max(
            price, 4 * (static_cast<double>(std::abs(c_.decision[c.choice].micro_nok)) + 1e12) /
                       std::max(1.0, std::abs(static_cast<double>(c.amount))));
    dearest_.push_back(std::max(price, static_cast<double>(c_.row[r].shortfall_micro_nok)));
  }
  last_price_.assign(c_.row.size(), 0);
  entrances_are_all_ = !f_.entrance_arc.empty();
  for (Index r = 0; r < c_.row.size(); ++r)
    if (!(r < f_.entrance_arc.size() && f_.entrance_arc[r] != none) && !opening_.is_once(r))
      entrances_are_all_ = false;
}

void Decomposition::offer(const Relaxation::Flow& flow) {
  Column column{{}, 0, std::vector<double>(c_.row.size(), 0), {}};
  for (std::uint32_t a = 0; a < flow.size(); ++a) {
    if (flow[a] == 0) continue;
    const auto kg = static_cast<double>(flow[a]);
    column.kg.push_back({a, flow[a]});
    column.cost += kg * static_cast<double>(f_.cost[a]);
    for (const auto& u : c_.of(a)) column.units[u.row] += kg * static_cast<double>(u.per_kg);
  }
  column_.push_back(std::move(column));
}

std::vector<double> Decomposition::in_micro_nok(const std::vector<std::int64_t>& row_price,
                                                std::int64_t scale) const {
  std::vector<double> out;
  for (Index r = 0; r < row_price.size(); ++r)
    out.push_back(static_cast<double>(row_price[r]) /
                  (static_cast<double>(scale) * (c_.counts_mass[r] ? 1e6 : 1)));
  return out;
}

void Decomposition::begin_at(const std::vector<std::int64_t>& best,
                             const std::vector<std::vector<std::int64_t>>& mixed,
                             std::int64_t scale) {
  const auto fits = [&](const auto& price) { return price.size() == c_.row.size(); };
  const auto kept = [&](const std::vector<std::int64_t>& price) {
    auto out = in_micro_nok(price, scale);
    for (Index r = 0; r < out.size(); ++r) out[r] = possible(r, out[r]);
    return out;
  };
  if (fits(best)) last_price_ = kept(best);
  for (const auto& price : mixed)
    if (fits(price)) begin_at_.push_back(kept(price));
}

/// A basis of one flow, the choices at their lower ends, and what each row lacks then.
void Decomposition::start_master(const ChoiceBox& box) {
  lp_ = linear_program();
  active_.clear();
  is_active_.assign(c_.row.size(), 0);
  theta_.clear();
  choice_.clear();
  double least = inf;
  for (const auto& c : column_) least = std::min(least, std::abs(c.cost));
  cost_by_ = 1 / std::max(1.0, least);
  for (std::size_t c = 0; c < c_.decision.size(); ++c)
    choice_.push_back(lp_->add_variable(
        cost_by_ * (static_cast<double>(c_.decision[c].micro_nok) - asked_of_choice_[c]),
        static_cast<double>(box.low[c]), static_cast<double>(box.high[c]), {}));
  for (const auto& c : column_)
    theta_.push_back(lp_->add_variable(cost_by_ * cost_of(c), 0, inf, {}));
  std::vector<double> one(choice_.size() + theta_.size(), 0);
  for (const auto t : theta_) one[t] = 1;
  lp_->add_row(one, theta_.front(), 1);
  for (const Index r : wanted_) add_row(r);
}

void Decomposition::add_row(Index r) {
  const auto& is = c_.row[r];
  const bool soft = is.shortfall_micro_nok > 0;
  double largest = 1;
  for (const auto& c : column_) largest = std::max(largest, std::abs(c.units[r]));
  for (const auto& c : c_.chosen[r])
    largest = std::max(largest, std::abs(static_cast<double>(c.amount)));
  if (largest == 1 && is.capacity > 1 && is.capacity < unlimited)
    largest = static_cast<double>(is.capacity);
  const double by = 1 / largest;
  std::vector<double> row(lp_->rows(), 0);
  const auto add = [&](double cost, double low, double high) {
    return lp_->add_variable(cost_by_ * cost * largest, low * by, high * by, row);
  };
  const double low = as_double(is.minimum) * by, high = as_double(is.capacity) * by;
  const std::size_t slack = add(0, as_double(is.minimum), as_double(is.capacity));
  const std::size_t over = add(dearest_[r], 0, inf), under = add(dearest_[r], 0, inf);
  const std::size_t lacking =
      soft ? add(static_cast<double>(is.shortfall_micro_nok), 0, static_cast<double>(is.minimum))
           : 0;
  std::vector<double> coefficient(std::max(under, lacking) + 1, 0);
  for (std::size_t k = 0; k < column_.size(); ++k)
    coefficient[theta_[k]] = by * column_[k].units[r];
  for (const auto& c : c_.chosen[r])
    coefficient[choice_[c.choice]] -= by * static_cast<double>(c.amount);
  coefficient[slack] = -1, coefficient[over] = -1, coefficient[under] = 1;
  if (lacking != 0) coefficient[lacking] = 1;
  // Where it stands now decides which of them is basic.
  double now = 0;
  for (std::size_t v = 0; v < slack; ++v)
    if (coefficient[v] != 0) now += coefficient[v] * lp_->value(v);
  const bool too_much = now > high, too_little = now < low;
  if (too_much || too_little) lp_->set_bounds(slack, low, high, too_much);
  lp_->add_row(coefficient, too_much ? over : too_little ? under : slack);
  active_.push_back({r, by, slack});
  is_active_[r] = 1;
}

void Decomposition::add_to_master(const Column& column) {
  std::vector<double> in(lp_->rows(), 0);
  in[0] = 1;
  for (std::size_t i = 0; i < active_.size(); ++i)
    in[i + 1] = active_[i].by * column.units[active_[i].row];
  theta_.push_back(lp_->add_variable(cost_by_ * cost_of(column), 0, inf, in));
}

std::vector<double> Decomposition::units_of_mix() const {
  std::vector<double> units(c_.row.size(), 0);
  for (std::size_t k = 0; k < theta_.size(); ++k)
    if (const double t = lp_->value(theta_[k]); t > 0)
      for (Index r = 0; r < units.size(); ++r) units[r] += t * column_[k].units[r];
  for (Index r = 0; r < units.size(); ++r)
    for (const auto& c : c_.chosen[r])
      units[r] -= static_cast<double>(c.amount) * lp_->value(choice_[c.choice]);
  return units;
}

bool Decomposition::add_violated_rows() {
  const auto units = units_of_mix();
  bool added = false;
  for (Index r = 0; r < units.size(); ++r) {
    if (is_active_[r]) continue;
    const double slack = 1e-7 * std::max(1.0, std::abs(units[r]));
    if (units[r] <= as_double(c_.row[r].capacity) + slack &&
        units[r] >= as_double(c_.row[r].minimum) - slack)
      continue;
    wanted_.push_back(r);
    add_row(r);
    added = true;
  }
  return added;
}

/// The nearest price that a row can have.
double Decomposition::possible(Index r, double p) const {
  const auto& is = c_.row[r];
  p = std::clamp(p, -dearest_[r], dearest_[r]);
  if (is.shortfall_micro_nok > 0) p = std::max(p, -static_cast<double>(is.shortfall_micro_nok));
  if (is.capacity >= unlimited) p = std::min(p, 0.0);
  if (is.minimum <= -unlimited) p = std::max(p, 0.0);
  return p;
}

/// Micro-NOK per unit, per row; above 0 for a capacity.
std::vector<double> Decomposition::master_prices() const {
  std::vector<double> price(c_.row.size(), 0);
  for (std::size_t i = 0; i < active_.size(); ++i) {
    const Index r = active_[i].row;
    price[r] = possible(r, -lp_->price(i + 1) * active_[i].by / cost_by_);
  }
  return price;
}

std::vector<std::int64_t> Decomposition::rounded(const std::vector<double>& price) const {
  std::vector<std::int64_t> out;
  const auto scale = static_cast<double>(relaxation_.scale());
  for (Index r = 0; r < price.size(); ++r) {
    const double most = static_cast<double>(unlimited) * 4 / 1e6;
    if (!c_.counts_mass[r])
      out.push_back(std::llround(std::clamp(price[r] * scale, -most * 1e6, most * 1e6)));
    else if (whole_[r])
      out.push_back(std::llround(std::clamp(price[r] * scale, -most, most)) * Relaxation::million);
    else
      out.push_back(std::llround(std::clamp(price[r] * scale * 1e6, -most * 1e6, most * 1e6)));
  }
  return out;
}

/// What each choice costs with what rows and supplies give for it, in the unit of a bound.
std::vector<Int128> Decomposition::costs_of_choices(const std::vector<std::int64_t>& row_price,
                                                    const std::vector<AskedPrice>& asked) const {
  const Int128 fine = Int128{relaxation_.scale()} * Relaxation::million;
  std::vector<Int128> cost;
  for (const auto& d : c_.decision) cost.push_back(d.micro_nok * fine);
  for (Index r = 0; r < row_price.size(); ++r) {
    const Int128 p = row_price[r] * (c_.counts_mass[r] ? Int128{1} : Relaxation::million);
    for (const auto& c : c_.chosen[r]) cost[c.choice] -= p * c.amount;
  }
  for (const auto& a : asked) {
    const Int128 all = Int128{a.price} * Relaxation::million * f_.node_kg[f_.arcs[a.arc].tail];
    for (const auto& c : c_.chosen[a.row]) cost[c.choice] -= all;
  }
  return cost;
}

/// What rows and choices add to the bound of the flow.
Int128 Decomposition::outside_the_flow(const std::vector<std::int64_t>& row_price,
                                       const std::vector<AskedPrice>& asked,
                                       const ChoiceBox& box) const {
  const Int128 fine = Int128{relaxation_.scale()} * Relaxation::million;
  Int128 sum = 0;
  for (Index r = 0; r < row_price.size(); ++r) {
    const Int128 p = row_price[r] * (c_.counts_mass[r] ? Int128{1} : Relaxation::million);
    sum -= p * (p > 0 ? c_.row[r].capacity : c_.row[r].minimum);
    if (c_.row[r].shortfall_micro_nok > 0)
      sum += std::min<Int128>(0, c_.row[r].shortfall_micro_nok * fine + p) * c_.row[r].minimum;
  }
  const auto cost = costs_of_choices(row_price, asked);
  for (std::size_t c = 0; c < cost.size(); ++c)
    sum += cost[c] * (cost[c] > 0 ? box.low[c] : box.high[c]);
  return sum;
}

double Decomposition::reduced_cost(const Column& column, const std::vector<double>& price) const {
  double sum = cost_of(column);
  for (Index r = 0; r < price.size(); ++r) sum += price[r] * column.units[r];
  return sum - lp_->price(0) / cost_by_;
}

void Decomposition::mix(BoxAnswer& answer) const {
  answer.flow.assign(f_.arcs.size(), 0);
  for (std::size_t k = 0; k < theta_.size(); ++k)
    if (const double t = lp_->value(theta_[k]); t > small) {
      for (const auto& [a, kg] : column_[k].kg) answer.flow[a] += t * static_cast<double>(kg);
      if (!column_[k].found_at.empty()) answer.mixed_at.push_back(column_[k].found_at);
    }
  answer.chosen.clear();
  for (const auto v : choice_) answer.chosen.push_back(lp_->value(v));
}

/// Until ask() says otherwise, every flow that is found is asked for this.
void Decomposition::ask(std::vector<AskedPrice> asked) {
  asked_ = std::move(asked);
  asked_of_arc_.clear();
  asked_of_choice_.assign(c_.decision.size(), 0);
  if (asked_.empty()) return;
  asked_of_arc_.assign(f_.arcs.size(), 0);
  for (const auto& a : asked_) {
    asked_of_arc_[a.arc] += a.price;
    const double all = static_cast<double>(a.price) / static_cast<double>(relaxation_.scale()) *
                       static_cast<double>(f_.node_kg[f_.arcs[a.arc].tail]);
    for (const auto& c : c_.chosen[a.row]) asked_of_choice_[c.choice] += all;
  }
}

double Decomposition::cost_of(const Column& column) const {
  if (asked_of_arc_.empty()) return column.cost;
  double asked = 0;
  for (const auto& [a, kg] : column.kg)
    if (asked_of_arc_[a] != 0)
      asked += static_cast<double>(kg) * static_cast<double>(asked_of_arc_[a]);
  return column.cost + asked / static_cast<double>(relaxation_.scale());
}

/// What a box lets in by its openings is a bound of the flow there.
void Decomposition::open_entrances(const ChoiceBox& box) {
  entrance_.clear();
  for (Index r = 0; r < f_.entrance_arc.size(); ++r) {
    const Index a = f_.entrance_arc[r];
    if (a == none) continue;
    std::int64_t most = 0;
    for (const auto& c : c_.chosen[r]) most += c.amount * box.high[c.choice];
    entrance_.push_back({a, std::min(most, f_.upper[a])});
  }
  relaxation_.bound(entrance_);
}

/// A full entrance is worth more than its row asks: the row asks that too, and the flow costs what
/// it would without bounds there. What it costs more then, in millionths of a price.
Int128 Decomposition::rents(const std::vector<std::int64_t>& potential,
                            std::vector<std::int64_t>& row_price) {
  Int128 sum = 0;
  for (const auto& [a, most] : entrance_) {
    const std::int64_t rent =
        potential[f_.arcs[a].head] - potential[f_.arcs[a].tail] - relaxation_.priced(a);
    if (rent <= 0) continue;
    std::int64_t& price = row_price[c_.of(a).front().row];
    const std::int64_t asks = std::min(rent, (unlimited * 4 - price) / Relaxation::million);
    price += asks * Relaxation::million;
    sum += Relaxation::million * (Int128{asks} * most - Int128{rent - asks} * (f_.upper[a] - most));
  }
  return sum;
}

/// Of rows that say "at most once": what the best of their choices saves.
void Decomposition::price_once(const ChoiceBox& box, std::vector<std::int64_t>& row_price) const {
  if (!entrances_are_all_ || !opening_.any(box)) return;
  for (Index r = 0; r < row_price.size(); ++r)
    if (opening_.is_once(r)) row_price[r] = 0;
  const auto cost = costs_of_choices(row_price, asked_);
  for (Index r = 0; r < row_price.size(); ++r) {
    if (!opening_.is_once(r)) continue;
    Int128 saves = 0;
    for (const auto& c : c_.chosen[r])
      if (box.low[c.choice] == 0 && box.high[c.choice] > 0)
        saves = std::max(saves, -cost[c.choice]);
    const Int128 most = Int128{unlimited} * 4;
    row_price[r] = static_cast<std::int64_t>(
        std::min(most, (saves + Relaxation::million - 1) / Relaxation::million));
  }
}

Result<std::optional<Relaxation::Flow>> Decomposition::cheapest(
    const std::vector<std::int64_t>& chosen, const Control& control) {
  open_entrances({chosen, chosen});
  const std::vector<std::int64_t> nothing(c_.row.size(), 0);
  const auto outcome = relaxation_.solve(nothing, control);
  if (!outcome) return outcome.error();
  if (*outcome != Relaxation::Outcome::optimal) return std::optional<Relaxation::Flow>();
  return std::optional(relaxation_.flow());
}

/// False: there is no such flow, or no time to find it.
Result<bool> Decomposition::evaluate(const std::vector<double>& price, Looking& at) {
  auto row_price = rounded(price);
  const auto outcome = relaxation_.solve(row_price, at.control, asked_of_arc_);
  if (!outcome) return outcome.error();
  ++at.flows;
  if (*outcome == Relaxation::Outcome::infeasible) at.answer.infeasible = true;
  if (*outcome != Relaxation::Outcome::optimal) return false;
  auto potential = relaxation_.potential();
  const Int128 proved = relaxation_.cost_with_free_ground(potential);
  const Int128 flow = proved * Relaxation::million + rents(potential, row_price);
  price_once(at.box, row_price);
  const Int128 bound = flow + outside_the_flow(row_price, asked_, at.box);
  offer(relaxation_.flow());
  column_.back().found_at = row_price;
  if (!at.answer.best || bound > at.answer.bound) {
    at.answer.bound = bound;
    at.answer.best = std::make_shared<Certificate>(
        Certificate{flow, std::move(row_price), asked_, std::move(potential), worth_});
    at.best_price = in_micro_nok(at.answer.best->row_price, relaxation_.scale());
  }
  return true;
}

/// Prices of rows from the master, one flow after the other.
Result<bool> Decomposition::mix_prices(std::uint64_t most_flows, Looking& at) {
  start_master(at.box);
  const double fine = static_cast<double>(relaxation_.scale()) * 1e6;
  const std::uint64_t last = std::min(at.most_flows, at.flows + most_flows);
  while (at.flows < last) {
    if (at.control.cancelled()) return stopped_by_caller();
    if (at.over()) break;
    lp_->solve();
    if (add_violated_rows()) continue;
    const double value = lp_->objective() / cost_by_;
    if (value - static_cast<double>(at.answer.bound) / fine <= small * std::abs(value) + 1) {
      at.answer.converged = true;
      break;
    }
    const auto master = master_prices();
    auto price = master;
    for (Index r = 0; r < price.size(); ++r)
      price[r] = at.best_price[r] + part_way * (master[r] - at.best_price[r]);
    bool found = false;
    Result<bool> went = true;
    for (const std::vector<double>* tried :
         {static_cast<const std::vector<double>*>(&price), &master}) {
      went = evaluate(*tried, at);
      if (!went) return went.error();
      if (!*went) break;
      add_to_master(column_.back());
      found = reduced_cost(column_.back(), master) < -small * std::abs(value);
      if (found) break;
    }
    if (found) continue;
    at.answer.converged = *went;
    break;
  }
  mix(at.answer);
  return true;
}

/// Some time is kept for the flow at the prices found: without it they prove nothing.
Control part_of_time(const Control& control, double share) {
  Control part = control;
  if (!part.deadline) return part;
  const auto now = std::chrono::steady_clock::now();
  if (*part.deadline > now)
    part.deadline = now + std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                              share * (*part.deadline - now));
  return part;
}

/// What sites are worth to supplies, and the flow at those prices; a few times, since what comes
/// after a site is taken from the flow before.
Result<bool> Decomposition::price_openings(int steps, Looking& at) {
  constexpr int most_rounds = 3;
  constexpr double worth_another = 1e-3;
  const double fine = static_cast<double>(relaxation_.scale()) * 1e6;
  for (int round = 0; round < most_rounds && !at.over(); ++round) {
    const Int128 before = at.answer.bound;
    const double bound = static_cast<double>(before) / fine;
    const double known = static_cast<double>(at.enough) / fine;
    const auto row = in_micro_nok(at.answer.best->row_price, relaxation_.scale());
    const auto priced = relaxation_.priced();
    auto found = opening_.search({row, priced, at.answer.best->potential, relaxation_.scale()},
                                 at.box, known, steps, part_of_time(at.control, 0.7));
    if (!found) return found.error();
    worth_ = std::make_shared<const std::vector<double>>(opening_.worth());
    at.answer.chosen = std::move(found->chosen);
    ask(std::move(found->asked));
    const auto went = evaluate(found->row, at);
    if (!went || !*went) return went;
    if (static_cast<double>(at.answer.bound - before) / fine < worth_another * std::abs(bound))
      break;
  }
  return true;
}

Result<BoxAnswer> Decomposition::solve(const ChoiceBox& box, Int128 enough,
                                       std::uint64_t most_flows, const Control& control,
                                       const Parent* parent) {
  Looking at{box, enough, most_flows, control};
  // Beside other rows worths alone do not find the best prices: the master does then.
  const bool to_open = entrances_are_all_ && opening_.any(box), first = last_open_price_.empty();
  if (to_open && parent != nullptr && parent->proof.worth) {
    at.best_price = in_micro_nok(parent->proof.row_price, relaxation_.scale());
    ask(parent->proof.asked);
    worth_ = parent->proof.worth;
    opening_.go_on_at(*worth_, parent->chosen);
  } else {
    at.best_price = to_open && !first ? last_open_price_ : last_price_;
    ask(to_open ? last_open_asked_ : std::vector<AskedPrice>());
  }
  open_entrances(box);
  auto went = evaluate(at.best_price, at);
  if (!went) return went.error();
  if (!*went) return at.answer;
  for (const auto& price : std::exchange(begin_at_, {})) {
    if (at.over()) break;
    went = evaluate(price, at);
    if (!went) return went.error();
    if (!*went) break;
  }
  if (to_open) {
    if (first && !at.over()) went = evaluate(opening_.begun(at.best_price), at);
    if (went && !at.over()) went = price_openings(first ? 1000 : 120, at);
    at.answer.of_openings = true;
    at.answer.chosen.resize(c_.decision.size(), std::numeric_limits<double>::quiet_NaN());
    for (std::size_t c = 0; c < at.answer.chosen.size(); ++c)
      if (std::isnan(at.answer.chosen[c])) at.answer.chosen[c] = static_cast<double>(box.low[c]);
    last_open_price_ = at.best_price;
    last_open_asked_ = at.answer.best->asked;
  } else {
    went = mix_prices(most_flows, at);
    last_price_ = at.best_price;
  }
  if (!went) return went.error();
  return at.answer;
}

}  // namespace masseflyt::matching
