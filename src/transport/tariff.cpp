#include <masseflyt/transport/tariff.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace masseflyt::transport {

namespace {

/// The first row that is wrong; nothing when none is.
std::optional<std::size_t> wrong_row(const std::vector<HaulPrice>& prices) {
  for (std::size_t i = 0; i < prices.size(); ++i) {
    const auto& p = prices[i];
    const bool rises = i == 0 ? p.km >= 0 : p.km > prices[i - 1].km;
    if (!rises || !std::isfinite(p.km) || !(p.nok_t >= 0) || !std::isfinite(p.nok_t)) return i;
  }
  return std::nullopt;
}

}  // namespace

Result<Tariff> Tariff::make(const std::map<std::string, double>& factors,
                            std::vector<HaulPrice> road_prices) {
  if (const auto row = wrong_row(road_prices))
    return Error{ErrorCode::invalid_argument,
                 "expected kilometres that rise from row to row and prices of 0 or more",
                 "/prices/" + std::to_string(*row)};
  Tariff t;
  t.road_prices_ = std::move(road_prices);
  const bool listed = !t.road_prices_.empty();
  std::string missing, senseless;
  const auto read = [&](const char* key, double& into, bool required = true) {
    const auto at = factors.find(key);
    if (at == factors.end()) {
      if (required) missing += (missing.empty() ? "'" : ", '") + std::string(key) + "'";
      return;
    }
    if (!std::isfinite(at->second) || at->second < 0)
      senseless += (senseless.empty() ? "'" : ", '") + std::string(key) + "'";
    into = at->second;
  };
  read("truck_nok_tkm", t.nok_tkm_, !listed);
  read("truck_nok_t_fixed", t.nok_t_, !listed);
  read("truck_co2_kg_tkm", t.co2_tkm_);
  read("truck_load_t", t.load_t_);
  read("toll_nok_passage", t.toll_);
  read("trips_detour", t.detour_);
  read("truck_speed_kmh", t.speed_, false);
  read("sea_nok_tkm", t.sea_.nok_tkm);
  read("sea_nok_t_fixed", t.sea_.nok_t);
  read("quay_nok_t", t.sea_.handling_t);
  read("sea_co2_kg_tkm", t.sea_.co2_tkm);
  read("sea_nok_voyage", t.sea_.nok_voyage, false);
  read("sea_empty_share", t.sea_.empty_share, false);
  for (const char* key : {"rail_nok_tkm", "rail_nok_t_fixed", "terminal_nok_t", "rail_co2_kg_tkm"})
    t.has_rail_ = t.has_rail_ || factors.contains(key);
  read("rail_nok_tkm", t.rail_.nok_tkm, t.has_rail_);
  read("rail_nok_t_fixed", t.rail_.nok_t, t.has_rail_);
  read("terminal_nok_t", t.rail_.handling_t, t.has_rail_);
  read("rail_co2_kg_tkm", t.rail_.co2_tkm, t.has_rail_);
  read("rail_empty_share", t.rail_.empty_share, false);
  if (!missing.empty())
    return Error{ErrorCode::not_found, "the tariff lacks the factor " + missing, "assumptions"};
  if (t.load_t_ == 0) senseless += (senseless.empty() ? "" : ", ") + std::string("'truck_load_t'");
  if (t.speed_ == 0) t.speed_ = 50;
  for (const auto& [key, share] : {std::pair("sea_empty_share", t.sea_.empty_share),
                                   std::pair("rail_empty_share", t.rail_.empty_share)})
    if (share > 1)
      return Error{ErrorCode::invalid_argument,
                   "a share must be within 0 to 1: '" + std::string(key) + "'", "assumptions"};
  if (!senseless.empty())
    return Error{ErrorCode::invalid_argument,
                 "a factor must be finite and not negative, a load above 0: " + senseless,
                 "assumptions"};
  return t;
}

HaulSums Tariff::road(const RoadWay& way) const {
  const double km = way.km * detour_;
  HaulSums s;
  s.km = s.road_km = km;
  s.nok = road_price(km) + 2 * way.tolls * toll_ / load_t_;
  s.co2e_kg = co2_tkm_ * km;
  s.exposure_vkm = 2 * way.built_up_km * detour_ / load_t_;
  s.loaded_vkm = s.empty_vkm = km / load_t_;
  s.loads = 1 / load_t_;
  return s;
}

double Tariff::least_by_road(double km, const Weights& w) const {
  if (w.nok < 0 || w.co2e < 0 || w.exposure < 0 || w.road_km < 0)
    return std::numeric_limits<double>::lowest();
  const double driven = km * detour_;
  double price = road_price(driven);
  for (const HaulPrice& p : road_prices_)
    if (p.km > driven) price = std::min(price, p.nok_t);
  if (const auto n = road_prices_.size();
      n > 1 && road_prices_[n - 1].nok_t < road_prices_[n - 2].nok_t)
    price = 0;  // it falls for ever
  const double sum = w.nok * price + w.co2e * co2_tkm_ * driven + w.road_km * 2 * driven / load_t_;
  return sum * (1 - 1e-12);
}

double Tariff::road_hours(const RoadWay& way) const {
  return (way.hours > 0 ? way.hours : way.km / speed_) * detour_;
}

double Tariff::road_price(double km) const {
  const auto& list = road_prices_;
  if (list.empty()) return nok_t_ + nok_tkm_ * km;
  if (km <= list.front().km || list.size() == 1) return list.front().nok_t;
  auto above = std::lower_bound(list.begin(), list.end(), km,
                                [](const HaulPrice& p, double at) { return p.km < at; });
  if (above == list.end()) --above;
  const auto& a = *(above - 1);
  const auto& b = *above;
  return std::max(0.0, a.nok_t + (km - a.km) / (b.km - a.km) * (b.nok_t - a.nok_t));
}

HaulSums Tariff::Freight::sums(const Passage& p) const {
  // Goods that come back pay their part of the way back.
  const double paid = p.return_share > 0 ? 1 - p.return_share * empty_share : 1;
  HaulSums s;
  s.km = p.km;
  s.nok = nok_t + nok_tkm * p.km * paid + 2 * handling_t;
  if (p.vessel_t > 0 && nok_voyage > 0) s.nok += nok_voyage / p.vessel_t;
  s.co2e_kg = co2_tkm * p.km * paid;
  return s;
}

HaulSums Tariff::sea(const Passage& passage) const { return sea_.sums(passage); }
HaulSums Tariff::rail(const Passage& passage) const { return rail_.sums(passage); }

const char* Tariff::lacks_for(const Passage& p, bool rail) const {
  if (rail && !has_rail_) return "rail_nok_tkm";
  if (p.return_share > 0 && (rail ? rail_ : sea_).empty_share < 0)
    return rail ? "rail_empty_share" : "sea_empty_share";
  if (!rail && p.vessel_t == 0 && sea_.nok_voyage > 0) return "vessel_t";
  return nullptr;
}

}  // namespace masseflyt::transport
