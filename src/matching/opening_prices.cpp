#include "opening_prices.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace masseflyt::matching {
namespace {

constexpr double first_stride = 1.5;  // of the way to the best plan, in the sense of Held et al.
constexpr double shorter = 0.7;
constexpr int patience = 15;  // steps without a better bound before they get shorter
constexpr double shortest = 0.005;
constexpr double least_stride = 0.05;  // that a search begins with
constexpr double part_of_goal = 0.05;  // a goal is so much above the best bound
constexpr double memory = 0.9;         // of the mean over the last steps
constexpr std::int64_t no_arc = -1;

}  // namespace

OpeningPrices::OpeningPrices(const FlowModel& model, const Coupling& coupling)
    : f_(model), c_(coupling), is_once_(coupling.row.size(), 0) {
  for (const auto c : f_.cost) dearest_ = std::max(dearest_, std::abs(static_cast<double>(c)));
  std::vector<Index> site_of(c_.row.size(), none);
  for (Index r = 0; r < c_.row.size(); ++r) {
    if (!c_.lets_in[r]) continue;
    double most = 0;
    for (const auto& c : c_.chosen[r]) most = std::max(most, static_cast<double>(c.amount));
    site_of[r] = static_cast<Index>(site_.size());
    site_.push_back({r, most, {}});
  }
  group_.resize(c_.decision.size());
  once_.assign(c_.decision.size(), none);
  for (Index c = 0; c < group_.size(); ++c) group_[c] = c;
  for (Index r = 0; r < c_.row.size(); ++r) {
    const auto& of = c_.chosen[r];
    const bool once = !c_.counts_mass[r] && c_.row[r].capacity == 1 && !of.empty() &&
                      std::all_of(of.begin(), of.end(), [&](const Chosen& c) {
                        return c.amount == -1 && once_[c.choice] == none;
                      });
    if (!once) continue;
    is_once_[r] = 1;
    for (const auto& c : of) once_[c.choice] = r, group_[c.choice] = of.front().choice;
  }
  if (site_.empty()) return;
  row_behind_.assign(f_.node_kg.size(), none);
  for (Index r = 0; r < f_.entrance_arc.size(); ++r)
    if (const Index a = f_.entrance_arc[r]; a != none) row_behind_[f_.arcs[a].tail] = r;
  is_offer_.assign(f_.arcs.size(), 0);
  std::vector<char> sells(f_.limits, 0);
  for (std::uint32_t a = 0; a < f_.arcs.size(); ++a) {
    const Index supply = f_.arcs[a].tail;
    if (supply >= f_.limits) continue;  // not from a supply
    const auto offer = [&](Index row, std::int64_t per_kg) {
      if (site_of[row] == none || is_offer_[a] != 0) return;
      site_[site_of[row]].offers.push_back(
          {a, supply, static_cast<double>(f_.node_kg[supply]), static_cast<double>(per_kg)});
      is_offer_[a] = sells[supply] = 1;
    };
    if (const Index row = row_behind_[f_.arcs[a].head]; row != none) offer(row, 1);
    for (const auto& u : c_.of(a)) offer(u.row, u.per_kg);
  }
  std::erase_if(site_, [](const Site& s) { return s.offers.empty(); });
  for (Index i = 0; i < f_.limits; ++i)
    if (sells[i]) seller_.push_back(i);
}

bool OpeningPrices::any(const ChoiceBox& box) const {
  for (const auto& s : site_)
    for (const auto& c : c_.chosen[s.row])
      if (box.low[c.choice] < box.high[c.choice]) return true;
  return false;
}

std::vector<double> OpeningPrices::begun(std::vector<double> row_price) const {
  std::vector<double> lets_in(c_.decision.size(), 0);
  for (const auto& s : site_)
    for (const auto& c : c_.chosen[s.row]) lets_in[c.choice] += static_cast<double>(c.amount);
  for (const auto& s : site_) {
    double least = std::numeric_limits<double>::infinity();
    for (const auto& c : c_.chosen[s.row])
      least =
          std::min(least, static_cast<double>(c_.decision[c.choice].micro_nok) / lets_in[c.choice]);
    row_price[s.row] = std::max(0.0, least);
  }
  return row_price;
}

std::vector<std::vector<Index>> OpeningPrices::sites() const {
  std::vector<std::vector<Index>> of_group(group_.size()), out;
  for (Index c = 0; c < group_.size(); ++c) of_group[group_[c]].push_back(c);
  for (Index c = 0; c < group_.size(); ++c) out.push_back(of_group[group_[c]]);
  return out;
}

/// The best that fits: by what a unit of room gains, until it is full.
void OpeningPrices::take(const Site& site, const std::vector<double>& worth, Taking& taking) {
  taking.kg.clear();
  taking.unit_price = taking.asked = 0;
  order_.clear();
  for (std::uint32_t k = 0; k < site.offers.size(); ++k) {
    const auto& o = site.offers[k];
    const double gain = worth[o.supply] - way_[o.arc];
    if (gain > 0) order_.push_back({-gain / o.per_kg, k});
  }
  std::sort(order_.begin(), order_.end());
  double room = site.most;
  for (const auto& [gain, k] : order_) {
    const auto& o = site.offers[k];
    const double kg = std::min(o.kg, room / o.per_kg);
    taking.kg.push_back({o.supply, kg});
    room -= kg * o.per_kg;
    if (room > 0) continue;
    taking.unit_price = -gain;
    break;
  }
  for (const auto& [gain, k] : order_) {
    const auto& o = site.offers[k];
    if (-gain <= taking.unit_price) break;
    taking.asked += (-gain - taking.unit_price) * o.per_kg * o.kg;
  }
}

/// What the choices cost with what sites take then, and which are made. Of a group at most one.
double OpeningPrices::choose(const ChoiceBox& box, std::vector<char>& chosen) {
  gain_.assign(cost_.size(), 0);
  for (std::size_t s = 0; s < site_.size(); ++s)
    for (const auto& c : c_.chosen[site_[s].row])
      gain_[c.choice] += static_cast<double>(c.amount) * taking_[s].unit_price + taking_[s].asked;
  std::vector<Index> best(cost_.size(), none);
  for (Index c = 0; c < cost_.size(); ++c) {
    if (box.high[c] < 1) continue;
    Index& of = best[group_[c]];
    const auto better = [&](Index a, Index b) {
      if ((box.low[a] > 0) != (box.low[b] > 0)) return box.low[a] > 0;
      return cost_[a] - gain_[a] < cost_[b] - gain_[b];
    };
    if (of == none || better(c, of)) of = c;
  }
  double sum = 0;
  chosen.assign(cost_.size(), 0);
  for (const Index c : best) {
    if (c == none) continue;
    const double each = cost_[c] - gain_[c];
    const auto times = each < 0 ? box.high[c] : box.low[c];
    sum += each * static_cast<double>(times);
    chosen[c] = times > 0 ? 1 : 0;
  }
  return sum;
}

Result<bool> OpeningPrices::lay_out_rest(const Begin& begin) {
  scale_ = begin.scale;
  std::vector<Digraph::Arc> arcs;
  std::vector<std::int64_t> number;
  for (std::uint32_t a = 0; a < f_.arcs.size(); ++a)
    if (!is_offer_[a]) arcs.push_back(f_.arcs[a]), number.push_back(a);
  for (const Index i : seller_) arcs.push_back({i, f_.sink}), number.push_back(no_arc - i);
  auto graph = Digraph::make(static_cast<Digraph::Id>(f_.node_kg.size()), arcs);
  if (!graph) return graph.error();
  graph_ = std::make_unique<Digraph>(std::move(*graph));
  using Column = std::vector<std::int64_t>;
  lower_ = std::make_unique<Column>();
  upper_ = std::make_unique<Column>();
  price_ = std::make_unique<Column>(arcs.size(), 0);
  rest_.clear();
  sale_.assign(f_.limits, 0);
  for (const auto k : graph_->input()) {
    const auto a = number[k];
    if (a < 0) sale_[static_cast<Index>(no_arc - a)] = static_cast<std::uint32_t>(rest_.size());
    lower_->push_back(a < 0 ? 0 : f_.lower[static_cast<std::size_t>(a)]);
    upper_->push_back(a < 0 ? f_.node_kg[static_cast<Index>(no_arc - a)]
                            : f_.upper[static_cast<std::size_t>(a)]);
    rest_.push_back(a);
  }
  return true;
}

/// The flow when a kilogram that goes to a site costs its worth; micro-NOK.
Result<double> OpeningPrices::sell(const std::vector<double>& worth, const Control& control) {
  for (const Index i : seller_)
    (*price_)[sale_[i]] = std::llround(worth[i] * static_cast<double>(scale_));
  Result<NetworkSimplex::Outcome> outcome = NetworkSimplex::Outcome::stopped;
  if (simplex_) {
    outcome = simplex_->reprice(control);
  } else {
    auto simplex = NetworkSimplex::make({*graph_, f_.node_kg, *lower_, *upper_, *price_}, {});
    if (!simplex) return simplex.error();
    simplex_ = std::make_unique<NetworkSimplex>(std::move(*simplex));
    outcome = simplex_->run(control);
  }
  if (!outcome) return outcome.error();
  if (*outcome != NetworkSimplex::Outcome::optimal) return std::numeric_limits<double>::quiet_NaN();
  const auto kg = simplex_->flows();
  double sum = 0;
  for (std::size_t k = 0; k < kg.size(); ++k)
    if (kg[k] != 0) sum += static_cast<double>(kg[k]) * static_cast<double>((*price_)[k]);
  for (const Index i : seller_) surplus_kg_[i] = static_cast<double>(kg[sale_[i]]);
  return sum / static_cast<double>(scale_);
}

Result<OpeningPrices::Prices> OpeningPrices::search(const Begin& begin, const ChoiceBox& box,
                                                    double best_known, int steps,
                                                    const Control& control) {
  if (!graph_)
    if (auto laid = lay_out_rest(begin); !laid) return laid.error();
  const auto scale = static_cast<double>(begin.scale);
  for (std::size_t k = 0; k < rest_.size(); ++k)
    if (rest_[k] >= 0) (*price_)[k] = begin.priced[static_cast<std::size_t>(rest_[k])];
  way_.resize(f_.arcs.size());
  std::vector<char> is_site(c_.row.size(), 0);
  for (const auto& s : site_) is_site[s.row] = 1;
  const double sink = static_cast<double>(begin.potential[f_.sink]);
  const auto to_sink = [&](Index node) {
    return (sink - static_cast<double>(begin.potential[node])) / scale;
  };
  double fixed = 0;  // what rows that let nothing in do not decide
  cost_.clear();
  for (const auto& d : c_.decision) cost_.push_back(static_cast<double>(d.micro_nok));
  for (Index r = 0; r < c_.row.size(); ++r) {
    if (is_site[r]) continue;
    if (is_once_[r]) continue;
    for (const auto& c : c_.chosen[r])
      cost_[c.choice] -= begin.row[r] * static_cast<double>(c.amount);
    if (begin.row[r] == 0) continue;
    const double p = begin.row[r];
    fixed -= p * static_cast<double>(p > 0 ? c_.row[r].capacity : c_.row[r].minimum);
    if (c_.row[r].shortfall_micro_nok > 0)
      fixed += std::min(0.0, static_cast<double>(c_.row[r].shortfall_micro_nok) + p) *
               static_cast<double>(c_.row[r].minimum);
  }
  for (const auto& s : site_)
    for (const auto& o : s.offers) {
      Index behind = f_.arcs[o.arc].head;
      if (const Index row = row_behind_[behind]; row != none)
        behind = f_.arcs[f_.entrance_arc[row]].head;
      double way = static_cast<double>(f_.cost[o.arc]) + to_sink(behind);
      for (const auto& u : c_.of(o.arc))
        if (!is_site[u.row]) way += static_cast<double>(u.per_kg) * begin.row[u.row];
      way_[o.arc] = way;
    }
  if (worth_.empty()) {
    worth_.assign(f_.limits, 0);
    for (const Index i : seller_) worth_[i] = to_sink(i);
  }
  surplus_kg_.assign(f_.limits, 0);
  taking_.resize(site_.size());

  std::vector<double> worth = worth_, mean = std::exchange(begin_mean_, {}),
                      direction(f_.limits, 0);
  std::vector<char> chosen;
  double best = -std::numeric_limits<double>::infinity();
  double stride = std::min(first_stride, std::max(least_stride, 2 * last_stride_));
  double goal = best;  // steps lead there; when it is reached, further
  int idle = 0;
  for (int step = 0; step < steps && stride > shortest; ++step) {
    if (control.cancelled()) return stopped_by_caller();
    if (control.late()) break;
    const auto rest = sell(worth, control);
    if (!rest) return rest.error();
    if (std::isnan(*rest)) break;
    for (std::size_t s = 0; s < site_.size(); ++s) take(site_[s], worth, taking_[s]);
    const double bound = *rest + fixed + choose(box, chosen);
    if (mean.empty()) mean.assign(chosen.begin(), chosen.end());
    for (std::size_t c = 0; c < mean.size(); ++c)
      mean[c] = memory * mean[c] + (1 - memory) * static_cast<double>(chosen[c]);
    if (bound > best) {
      best = bound, worth_ = worth, idle = 0;
      if (best > goal - part_of_goal / 4 * std::abs(best))
        goal = std::min(best_known, best + part_of_goal * std::abs(best));
    } else if (++idle >= patience) {
      stride *= shorter, idle = 0;
      worth = worth_;
      continue;
    }
    for (std::size_t s = 0; s < site_.size(); ++s) {
      double times = 0;
      for (const auto& c : c_.chosen[site_[s].row])
        if (chosen[c.choice]) times += 1;
      if (times > 0)
        for (const auto& [supply, kg] : taking_[s].kg) surplus_kg_[supply] -= times * kg;
    }
    // In shares of what each supply holds, so that small ones move as well; and in part as before,
    // against zigzag.
    double norm = 0;
    for (const Index i : seller_) {
      const double share = surplus_kg_[i] / static_cast<double>(f_.node_kg[i]);
      direction[i] = step == 0 ? share : (direction[i] + share) / 2;
      norm += direction[i] * direction[i];
    }
    if (norm < 1e-9) break;
    const double by = stride * std::max(goal - bound, 1e-6 * std::abs(bound)) / norm;
    for (const Index i : seller_)
      worth[i] = std::clamp(worth[i] + by * direction[i] / static_cast<double>(f_.node_kg[i]),
                            -dearest_, dearest_);
  }
  last_stride_ = stride;
  return prices(begin, box, std::move(mean));
}

/// Those at which the sites that the best worths lead to neither gain nor lose.
OpeningPrices::Prices OpeningPrices::prices(const Begin& begin, const ChoiceBox& box,
                                            std::vector<double> chosen) {
  Prices out{{begin.row.begin(), begin.row.end()}, {}, std::move(chosen)};
  const auto scale = static_cast<double>(begin.scale);
  for (std::size_t s = 0; s < site_.size(); ++s) {
    const auto& site = site_[s];
    take(site, worth_, taking_[s]);
    out.row[site.row] = taking_[s].unit_price;
    for (const auto& o : site.offers) {
      const double asked = worth_[o.supply] - way_[o.arc] - taking_[s].unit_price * o.per_kg;
      if (const auto price = std::llround(asked * scale); asked > 0 && price > 0)
        out.asked.push_back({o.arc, site.row, price});
    }
  }
  std::vector<char> made;
  choose(box, made);
  for (Index c = 0; c < once_.size(); ++c)
    if (once_[c] != none) out.row[once_[c]] = 0;
  for (Index c = 0; c < once_.size(); ++c) {
    if (once_[c] == none || box.high[c] < 1 || box.low[c] > 0) continue;
    double& p = out.row[once_[c]];
    p = std::max(p, gain_[c] - cost_[c]);
  }
  std::vector<char> lets(c_.decision.size(), 0);
  for (const auto& s : site_)
    for (const auto& c : c_.chosen[s.row]) lets[c.choice] = 1;
  for (std::size_t c = 0; c < out.chosen.size(); ++c)
    if (!lets[c]) out.chosen[c] = std::numeric_limits<double>::quiet_NaN();
  return out;
}

std::vector<std::vector<Index>> OpeningPrices::rivals(std::size_t most) const {
  // What a choice would take, from whom: the larger of its rows.
  std::vector<std::vector<std::pair<Index, double>>> takers(f_.limits);  // per supply: choice, kg
  for (std::size_t s = 0; s < taking_.size(); ++s)
    for (const auto& [supply, kg] : taking_[s].kg)
      for (const auto& c : c_.chosen[site_[s].row]) takers[supply].push_back({c.choice, kg});
  std::vector<std::vector<std::pair<Index, double>>> common(c_.decision.size());
  for (const auto& of : takers)
    for (const auto& [a, x] : of)
      for (const auto& [b, y] : of)
        if (group_[a] != group_[b]) common[a].push_back({b, std::min(x, y)});
  std::vector<std::vector<Index>> out(common.size());
  for (std::size_t a = 0; a < common.size(); ++a) {
    std::sort(common[a].begin(), common[a].end());
    std::vector<std::pair<double, Index>> sum;
    for (const auto& [b, kg] : common[a]) {
      if (sum.empty() || sum.back().second != b) sum.push_back({0, b});
      sum.back().first -= kg;
    }
    std::sort(sum.begin(), sum.end());
    for (std::size_t k = 0; k < std::min(most, sum.size()); ++k) out[a].push_back(sum[k].second);
  }
  return out;
}

}  // namespace masseflyt::matching
