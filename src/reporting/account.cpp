#include <masseflyt/reporting/account.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <tuple>
#include <utility>

namespace masseflyt::reporting {
namespace {

/// Driven at most so far, mass has travelled short.
constexpr double short_road_km = 15;

/// An exact sum of millionths, so that no order of adding and no number of threads shows in it.
class Sum {
 public:
  void add(double per_tonne, std::int64_t kg) {
    const double millionths = per_tonne * static_cast<double>(kg) * 1e3;
    if (!(std::abs(millionths) < 9e18)) {
      known_ = false;
      return;
    }
    total_ += std::llround(millionths);
  }
  void add_kg(std::int64_t kg) { total_ += Wide(kg) * 1000; }
  Sum& operator+=(const Sum& other) {
    total_ += other.total_;
    known_ = known_ && other.known_;
    return *this;
  }
  double value() const {
    return known_ ? static_cast<double>(total_) / 1e6 : std::numeric_limits<double>::quiet_NaN();
  }

 private:
  __extension__ using Wide = __int128;
  Wide total_ = 0;
  bool known_ = true;
};

template <typename Key>
using Sums = std::map<Key, Sum>;

template <typename Key>
std::map<Key, double> values(const Sums<Key>& sums, bool keep_zero = true) {
  std::map<Key, double> out;
  for (const auto& [key, sum] : sums)
    if (keep_zero || sum.value() != 0) out[key] = sum.value();
  return out;
}

HaulSums by(Mode mode, const Route& route) {
  HaulSums sums;
  for (const Leg& leg : route.legs)
    if (leg.mode == mode) sums += leg.sums;
  return sums;
}

struct Charge {
  const char* stage;
  double nok_t, co2e_kg_t;
};

/// Where the money and the emissions of one movement go.
std::vector<Charge> charges(const Movement& m) {
  const HaulSums sea = by(Mode::sea, m.route), rail = by(Mode::rail, m.route);
  const HaulSums& all = m.route.sums;
  std::vector<Charge> out = {{"store", m.store_nok_t, 0},
                             {"process", m.process_nok_t, m.process_co2e_kg_t},
                             {"virgin", 0, m.virgin_co2e_kg_t}};
  const auto whole = [&](const char* fee, const char* haul) {
    out.push_back({fee, m.fee_nok_t, 0});
    out.push_back({haul, all.nok, all.co2e_kg});
  };
  switch (m.kind) {
    case Kind::virgin:
      whole("virgin", "virgin_haul");
      return out;
    case Kind::far_receiver:
      whole("far", "far");
      return out;
    case Kind::end_stock:
      whole("end_stock", "end_stock");
      return out;
    case Kind::unplaced:
      whole("unplaced", "unplaced");
      return out;
    case Kind::shortfall:
      whole("shortfall", "shortfall");
      return out;
    default:
      break;
  }
  out.push_back({"fee", m.fee_nok_t, 0});
  out.push_back({"haul_sea", sea.nok, sea.co2e_kg});
  if (rail.km > 0) out.push_back({"haul_rail", rail.nok, rail.co2e_kg});
  out.push_back(
      {"haul_road", all.nok - sea.nok - rail.nok, all.co2e_kg - sea.co2e_kg - rail.co2e_kg});
  return out;
}

bool placed_in_region(Kind kind) {
  return ends_surplus(kind) && kind != Kind::far_receiver && kind != Kind::unplaced &&
         kind != Kind::end_stock;
}

bool reused(Kind kind) {
  return kind == Kind::need || kind == Kind::fill || kind == Kind::quarry || kind == Kind::backfill;
}

bool disposed(Kind kind) {
  return kind == Kind::landfill || kind == Kind::far_receiver || kind == Kind::unplaced;
}

double share(const Sum& part, const Sum& whole) {
  return whole.value() > 0 ? part.value() / whole.value() : 0;
}

/// Mean road kilometres to a store, by offer, group and store.
class WaysToStores {
 public:
  explicit WaysToStores(const std::vector<Movement>& movements) {
    for (const Movement& m : movements) {
      if (m.kind != Kind::store) continue;
      auto& [tonnes, tkm] = way_[{m.offer, m.group, m.destination}];
      tonnes.add_kg(m.kg);
      tkm.add(m.route.sums.road_km, m.kg);
    }
  }
  double road_km(const Movement& m) const {
    if (m.source == m.offer) return 0;
    const auto found = way_.find({m.offer, m.group, m.source});
    return found == way_.end() ? 0 : share(found->second.second, found->second.first);
  }

 private:
  std::map<std::tuple<std::string, std::string, std::string>, std::pair<Sum, Sum>> way_;
};

class Tally {
 public:
  Tally(const std::vector<Movement>& movements, const std::vector<Once>& once) : ways_(movements) {
    for (const Movement& m : movements) add(m);
    for (const Once& o : once) add(o);
  }
  Account account() const;

 private:
  void add(const Movement& m);
  void add(const Once& o);
  void add_surplus(const Movement& m);
  void add_rest(const Movement& m);
  void add_haul(const Movement& m);
  void add_charges(const Movement& m);

  WaysToStores ways_;
  Sum surplus_, stored_, placed_, reused_, disposed_, short_, surplus_tkm_, avoided_t_,
      avoided_co2e_;
  Sum loads_, loaded_, empty_, road_tkm_, sea_tkm_, exposure_, nok_, co2e_;
  Sums<Kind> kind_;
  Sums<std::string> material_, class_, group_, party_t_, party_nok_, stage_nok_, stage_co2e_;
  Sums<std::int32_t> pyramid_, year_;
};

void Tally::add(const Movement& m) {
  if (m.kind != Kind::store) kind_[m.kind].add_kg(m.kg);
  if (ends_surplus(m.kind) || m.kind == Kind::internal)
    pyramid_[pyramid_level(m.kind)].add_kg(m.kg);
  if (m.kind == Kind::internal) return;
  if (m.kind == Kind::store) stored_.add_kg(m.kg);
  const bool of_surplus = m.kind == Kind::store || ends_surplus(m.kind);
  if (of_surplus && m.source == m.offer) add_surplus(m);
  if (of_surplus) surplus_tkm_.add(m.route.sums.road_km, m.kg);
  if (ends_surplus(m.kind)) add_rest(m);
  add_haul(m);
  add_charges(m);
}

void Tally::add(const Once& o) {
  constexpr std::int64_t tonne_kg = 1000;  // a figure per tonne, of one tonne
  stage_nok_[o.what].add(o.nok, tonne_kg);
  stage_co2e_[o.what].add(o.co2e_kg, tonne_kg);
  party_nok_[o.party].add(o.nok, tonne_kg);
  nok_.add(o.nok, tonne_kg);
  co2e_.add(o.co2e_kg, tonne_kg);
}

void Tally::add_surplus(const Movement& m) {
  surplus_.add_kg(m.kg);
  material_[m.material].add_kg(m.kg);
  class_[m.condition_class].add_kg(m.kg);
  group_[m.group].add_kg(m.kg);
  party_t_[m.party].add_kg(m.kg);
  year_[m.month.year()].add_kg(m.kg);
}

void Tally::add_rest(const Movement& m) {
  if (reused(m.kind)) reused_.add_kg(m.kg);
  if (disposed(m.kind)) disposed_.add_kg(m.kg);
  if (!placed_in_region(m.kind)) return;
  placed_.add_kg(m.kg);
  if (ways_.road_km(m) + m.route.sums.road_km <= short_road_km) short_.add_kg(m.kg);
}

void Tally::add_haul(const Movement& m) {
  const HaulSums& s = m.route.sums;
  loads_.add(s.loads, m.kg);
  loaded_.add(s.loaded_vkm, m.kg);
  empty_.add(s.empty_vkm, m.kg);
  road_tkm_.add(s.road_km, m.kg);
  sea_tkm_.add(by(Mode::sea, m.route).km, m.kg);
  exposure_.add(s.exposure_vkm, m.kg);
}

void Tally::add_charges(const Movement& m) {
  for (const Charge& c : charges(m)) {
    stage_nok_[c.stage].add(c.nok_t, m.kg);
    stage_co2e_[c.stage].add(c.co2e_kg_t, m.kg);
    party_nok_[m.party].add(c.nok_t, m.kg);
    nok_.add(c.nok_t, m.kg);
    co2e_.add(c.co2e_kg_t, m.kg);
  }
  avoided_t_.add(m.avoided_virgin_share, m.kg);
  avoided_co2e_.add(m.avoided_co2e_kg_t, m.kg);
}

Account Tally::account() const {
  const auto tonnes = [&](Kind kind) {
    const auto found = kind_.find(kind);
    return found == kind_.end() ? 0.0 : found->second.value();
  };
  Account a;
  a.surplus_t = surplus_.value();
  a.internal_t = tonnes(Kind::internal);
  a.past_t = tonnes(Kind::past);
  a.stored_t = stored_.value();
  a.shortfall_t = tonnes(Kind::shortfall);
  a.placed_t = placed_.value();
  a.far_t = tonnes(Kind::far_receiver);
  a.unplaced_t = tonnes(Kind::unplaced);
  a.end_stock_t = tonnes(Kind::end_stock);
  a.virgin_t = tonnes(Kind::virgin);
  a.avoided_virgin_t = avoided_t_.value();
  a.reused_share = share(reused_, surplus_);
  a.disposed_share = share(disposed_, surplus_);
  a.short_share = share(short_, placed_);
  a.loads = loads_.value();
  a.loaded_vkm = loaded_.value();
  a.empty_vkm = empty_.value();
  a.road_tkm = road_tkm_.value();
  a.sea_tkm = sea_tkm_.value();
  a.mean_road_km = share(surplus_tkm_, surplus_);
  a.exposure_vkm = exposure_.value();
  a.nok = nok_.value();
  a.co2e_kg = co2e_.value();
  a.avoided_co2e_kg = avoided_co2e_.value();
  a.net_co2e_kg = a.co2e_kg - a.avoided_co2e_kg;
  a.nok_by_stage = values(stage_nok_, false);
  a.co2e_kg_by_stage = values(stage_co2e_, false);
  a.tonnes_by_material = values(material_);
  a.tonnes_by_class = values(class_);
  a.tonnes_by_group = values(group_);
  a.tonnes_by_party = values(party_t_);
  a.tonnes_by_year = values(year_);
  for (const auto& [kind, sum] : kind_) a.tonnes_by_kind[name(kind, false)] = sum.value();
  a.tonnes_by_pyramid = values(pyramid_);
  a.nok_by_party = values(party_nok_);
  return a;
}

struct KindNames {
  Kind kind;
  const char* en;
  const char* nb;
  std::int32_t pyramid;
};

constexpr KindNames kinds[] = {
    {Kind::need, "need", "behov", 3},
    {Kind::fill, "fill", "utfylling", 4},
    {Kind::quarry, "quarry", "pukkverk", 3},
    {Kind::backfill, "backfill", "tilbakefylling", 4},
    {Kind::treatment, "treatment", "behandling", 3},
    {Kind::landfill, "landfill", "deponi", 5},
    {Kind::far_receiver, "far_receiver", "fjernt mottak", 5},
    {Kind::unplaced, "unplaced", "uten plass", 5},
    {Kind::store, "store", "mellomlager", 0},
    {Kind::internal, "internal", "internt", 1},
    {Kind::virgin, "virgin", "ny stein", 0},
    {Kind::end_stock, "end_stock", "restlager", 0},
    {Kind::past, "past", "tidligere", 0},
    {Kind::shortfall, "shortfall", "udekket behov", 0},
};

const KindNames& row(Kind kind) {
  for (const KindNames& k : kinds)
    if (k.kind == kind) return k;
  static constexpr KindNames none = {Kind::need, "unknown", "ukjent", 0};
  return none;
}

}  // namespace

const char* name(Kind kind, bool norwegian) { return norwegian ? row(kind).nb : row(kind).en; }

std::int32_t pyramid_level(Kind kind) { return row(kind).pyramid; }

bool ends_surplus(Kind kind) {
  switch (kind) {
    case Kind::store:
    case Kind::internal:
    case Kind::virgin:
    case Kind::past:
    case Kind::shortfall:
      return false;
    default:
      return true;
  }
}

Account account(const std::vector<Movement>& movements, const std::vector<Once>& once) {
  return Tally(movements, once).account();
}

}  // namespace masseflyt::reporting
