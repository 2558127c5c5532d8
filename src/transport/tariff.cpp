#include <masseflyt/transport/tariff.hpp>

#include <cmath>

namespace masseflyt::transport {

Result<Tariff> Tariff::make(const std::map<std::string, double>& factors) {
  Tariff t;
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
  read("truck_nok_tkm", t.nok_tkm_);
  read("truck_nok_t_fixed", t.nok_t_);
  read("truck_co2_kg_tkm", t.co2_tkm_);
  read("truck_load_t", t.load_t_);
  read("toll_nok_passage", t.toll_);
  read("trips_detour", t.detour_);
  read("truck_speed_kmh", t.speed_, false);
  read("sea_nok_tkm", t.sea_tkm_);
  read("sea_nok_t_fixed", t.sea_t_);
  read("quay_nok_t", t.quay_t_);
  read("sea_co2_kg_tkm", t.sea_co2_tkm_);
  if (!missing.empty())
    return Error{ErrorCode::not_found, "the tariff lacks the factor " + missing, "assumptions"};
  if (t.load_t_ == 0) senseless += (senseless.empty() ? "" : ", ") + std::string("'truck_load_t'");
  if (t.speed_ == 0) t.speed_ = 50;
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
  s.nok = nok_t_ + nok_tkm_ * km + 2 * way.tolls * toll_ / load_t_;
  s.co2e_kg = co2_tkm_ * km;
  s.exposure_vkm = 2 * way.built_up_km * detour_ / load_t_;
  s.loaded_vkm = s.empty_vkm = km / load_t_;
  s.loads = 1 / load_t_;
  return s;
}

double Tariff::road_hours(const RoadWay& way) const {
  return (way.hours > 0 ? way.hours : way.km / speed_) * detour_;
}

HaulSums Tariff::sea(double km) const {
  HaulSums s;
  s.km = km;
  s.nok = sea_t_ + sea_tkm_ * km + 2 * quay_t_;
  s.co2e_kg = sea_co2_tkm_ * km;
  return s;
}

}  // namespace masseflyt::transport
