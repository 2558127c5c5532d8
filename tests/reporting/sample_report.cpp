#include "reporting/sample_report.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace masseflyt::reporting::sample {
namespace {

constexpr Month first = Month::of(2024, 1);
constexpr std::int32_t months = 24;

double straight_km(PlaceIndex a, PlaceIndex b) {
  const double dx = (sites[a].longitude - sites[b].longitude) * 55.9;
  const double dy = (sites[a].latitude - sites[b].latitude) * 111.3;
  return std::sqrt(dx * dx + dy * dy);
}

Leg road(PlaceIndex from, PlaceIndex to) {
  Leg leg{Mode::road, from, to, 0, {}};
  HaulSums& s = leg.sums;
  s.km = s.road_km = std::max(0.4, 1.3 * straight_km(from, to));
  s.loads = 1 / 27.0;
  s.loaded_vkm = s.empty_vkm = s.km * s.loads;
  s.exposure_vkm = 0.35 * (s.loaded_vkm + s.empty_vkm);
  s.nok = 22 + 2.6 * s.km;
  s.co2e_kg = 0.11 * s.km;
  return leg;
}

Leg sea(PlaceIndex from, PlaceIndex to) {
  Leg leg{Mode::sea, from, to, 0, {}};
  leg.sums.km = 1.15 * straight_km(from, to);
  leg.sums.nok = 25 + 0.12 * leg.sums.km;
  leg.sums.co2e_kg = 0.012 * leg.sums.km;
  return leg;
}

Route route(PlaceIndex from, PlaceIndex to, std::string_view quay, std::string_view landing) {
  Route r;
  if (quay.empty()) {
    r.legs = {road(from, to)};
  } else {
    r.legs = {road(from, place(quay)), sea(place(quay), place(landing))};
  }
  for (const Leg& leg : r.legs) r.sums += leg.sums;
  return r;
}

/// So many kilotonnes in all, evenly over some months of the two years.
struct Haul {
  const char* offer;
  const char* group;
  const char* source;  ///< the offer itself or a store
  const char* destination;
  Kind kind;
  double kt;
  std::int32_t from_month, to_month;
  const char* quay = "";
  const char* landing = "";
};

constexpr Haul plan[] = {
    {"S01", "rock-soft-clean", "S01", "K04", Kind::fill, 900, 0, 23},
    {"S02", "rock_tbm-clean", "S02", "K32", Kind::fill, 420, 0, 15},
    {"S02", "rock_tbm-clean", "S02", "K34", Kind::backfill, 160, 12, 23},
    {"S04", "rock_tbm-clean", "S04", "K14", Kind::quarry, 380, 3, 20},
    {"S06", "rock-soft-clean", "S06", "K37", Kind::store, 240, 0, 11},
    {"S06", "rock-soft-clean", "K37", "N29", Kind::need, 200, 3, 20},
    {"S06", "rock-soft-clean", "K37", "K37", Kind::end_stock, 40, 23, 23},
    {"S07", "soil-class3", "S07", "K21", Kind::landfill, 150, 0, 10},
    {"S07", "soil-clean", "S07", "K17", Kind::landfill, 120, 2, 12},
    {"S09", "rock-soft-clean", "S09", "K10", Kind::quarry, 310, 4, 22},
    {"S12", "rock-soft-clean", "S12", "K10", Kind::quarry, 150, 4, 16},
    {"S12", "rock-soft-clean", "S12", "K05", Kind::need, 250, 6, 18, "P01", "P15"},
    {"S25", "alum_shale", "S25", "K27", Kind::store, 130, 0, 8},
    {"S25", "alum_shale", "K27", "K19", Kind::landfill, 130, 1, 9, "P01", "P12"},
    {"S26", "rock-hard-clean", "S26", "K02", Kind::fill, 640, 0, 17},
    {"S26", "rock-hard-clean", "S26", "K31", Kind::store, 210, 6, 17},
    {"S26", "rock-hard-clean", "K31", "N35b", Kind::need, 210, 8, 23},
    {"S28", "rock-hard-clean", "S28", "N35b", Kind::need, 330, 0, 23},
    {"S31", "rock-hard-clean", "S31", "K12", Kind::quarry, 260, 8, 23},
    {"S44", "clay-clean", "S44", "K17", Kind::landfill, 95, 0, 14},
    {"S44", "clay-clean", "S44", "far", Kind::far_receiver, 35, 15, 20},
    {"S44", "clay-class4", "S44", "unplaced", Kind::unplaced, 6, 20, 21},
    {"K12", "virgin", "K12", "N29", Kind::virgin, 80, 0, 23},
};

constexpr Haul baseline[] = {
    {"S01", "rock-soft-clean", "S01", "K04", Kind::fill, 500, 0, 12},
    {"S01", "rock-soft-clean", "S01", "K17", Kind::landfill, 400, 13, 23},
    {"S02", "rock_tbm-clean", "S02", "K32", Kind::fill, 420, 0, 15},
    {"S02", "rock_tbm-clean", "S02", "K17", Kind::landfill, 160, 12, 23},
    {"S04", "rock_tbm-clean", "S04", "K17", Kind::landfill, 380, 3, 20},
    {"S06", "rock-soft-clean", "S06", "K11", Kind::quarry, 240, 0, 11},
    {"S07", "soil-class3", "S07", "K21", Kind::landfill, 150, 0, 10},
    {"S07", "soil-clean", "S07", "far", Kind::far_receiver, 120, 2, 12},
    {"S09", "rock-soft-clean", "S09", "K17", Kind::landfill, 310, 4, 22},
    {"S12", "rock-soft-clean", "S12", "K10", Kind::quarry, 400, 4, 18},
    {"S25", "alum_shale", "S25", "K19", Kind::landfill, 130, 0, 8, "P01", "P12"},
    {"S26", "rock-hard-clean", "S26", "K02", Kind::fill, 850, 0, 17},
    {"S28", "rock-hard-clean", "S28", "K11", Kind::quarry, 330, 0, 23},
    {"S31", "rock-hard-clean", "S31", "K12", Kind::quarry, 260, 8, 23},
    {"S44", "clay-clean", "S44", "K17", Kind::landfill, 95, 0, 14},
    {"S44", "clay-clean", "S44", "far", Kind::far_receiver, 35, 15, 20},
    {"S44", "clay-class4", "S44", "unplaced", Kind::unplaced, 6, 20, 21},
    {"K12", "virgin", "K12", "N29", Kind::virgin, 280, 0, 23},
    {"K11", "virgin", "K11", "N35b", Kind::virgin, 540, 0, 23},
};

constexpr Haul past[] = {
    {"S26", "rock-hard-clean", "S26", "K02", Kind::past, 300, -6, -1},
    {"S02", "rock-hard-clean", "S02", "S02", Kind::internal, 450, 0, 23},
};

std::string before(std::string_view text, char end) {
  return std::string(text.substr(0, text.find(end)));
}

double fee(Kind kind) {
  switch (kind) {
    case Kind::fill:
      return 35;
    case Kind::quarry:
      return 60;
    case Kind::backfill:
      return 50;
    case Kind::landfill:
      return 190;
    case Kind::far_receiver:
      return 260;
    case Kind::end_stock:
      return 180;
    case Kind::virgin:
      return 110;
    default:
      return 0;
  }
}

Movement movement(const Haul& h) {
  Movement m;
  m.offer = h.offer;
  m.group = h.group;
  m.party = h.kind == Kind::virgin ? "quarries" : m.offer < "S06" ? "water" : "roads and rail";
  m.material = before(h.group, '-');
  m.grade = m.group.find("hard") != m.group.npos ? "hard" : "";
  m.condition_class = m.group.substr(m.group.rfind('-') + 1);
  if (m.group == "alum_shale") m.condition_class = "alum_shale";
  m.source = h.source;
  m.destination = h.destination;
  m.kind = h.kind;
  m.from = place(h.source);
  m.fee_nok_t = fee(h.kind);
  m.to = m.from;
  if (h.kind == Kind::far_receiver) {
    m.route = {{}, road(place("S44"), place("K19")).sums};
  } else if (h.kind != Kind::unplaced && m.destination != m.source) {
    m.to = place(h.destination);
    m.route = route(m.from, m.to, h.quay, h.landing);
  }
  if (h.kind == Kind::store) m.store_nok_t = 9;
  if (h.kind == Kind::virgin) m.virgin_co2e_kg_t = 3.2;
  if (h.kind == Kind::need) m.process_nok_t = 55, m.process_co2e_kg_t = 1.1;
  if (h.kind == Kind::quarry) m.avoided_virgin_share = 0.9, m.avoided_co2e_kg_t = 2.9;
  return m;
}

std::vector<Movement> movements(const Haul* begin, const Haul* end) {
  std::vector<Movement> out;
  for (const Haul* h = begin; h != end; ++h) {
    Movement m = movement(*h);
    const auto count = h->to_month - h->from_month + 1;
    const auto kg = static_cast<std::int64_t>(h->kt * 1e6);
    for (std::int32_t i = 0; i < count; ++i) {
      m.month = first + (h->from_month + i);
      m.kg = kg * (i + 1) / count - kg * i / count;
      out.push_back(m);
    }
  }
  return out;
}

Solution solution(const char* objective, Weights weights, std::vector<Movement> rows) {
  Solution s;
  s.objective = objective;
  s.weights = weights;
  s.status = "optimal";
  s.movements = std::move(rows);
  s.account = account(s.movements);
  s.objective_value = s.bound = s.account.nok;
  return s;
}

std::vector<StockRow> stocks(const std::vector<Movement>& rows) {
  std::map<std::tuple<std::string, std::string, std::int32_t>, std::int64_t> change;
  for (const Movement& m : rows) {
    const std::int32_t at = m.month - first;
    if (m.kind == Kind::store) change[{m.destination, m.group, at}] += m.kg;
    if (m.source[0] == 'K' && m.source != m.offer && m.kind != Kind::end_stock)
      change[{m.source, m.group, at}] -= m.kg;
  }
  std::vector<StockRow> out;
  const std::pair<const char*, const char*> held[] = {
      {"K31", "rock-hard-clean"}, {"K37", "rock-soft-clean"}, {"K27", "alum_shale"}};
  for (const auto& [store, group] : held) {
    std::int64_t kg = 0;
    for (std::int32_t i = 0; i < months; ++i) {
      kg += change[{store, group, i}];
      out.push_back({store, group, first + i, kg, 150'000'000});
    }
  }
  return out;
}

std::vector<RoomRow> rooms(const std::vector<Movement>& rows) {
  std::map<std::pair<std::string, std::int32_t>, std::int64_t> used;
  for (const Movement& m : rows)
    if (m.destination[0] == 'K' && ends_surplus(m.kind))
      used[{m.destination, m.month.year()}] += m.kg;
  std::vector<RoomRow> out;
  for (const auto& [key, kg] : used) {
    RoomRow row{key.first, sites[place(key.first)].name, key.second, kg, {}, {}};
    if (key.first != "K05") row.year_capacity_kg = 500'000'000;
    if (key.first == "K02") row.life_left_kg = 1'000'000'000 - kg;
    out.push_back(row);
  }
  return out;
}

std::vector<std::pair<double, double>> box(double west, double south, double east, double north) {
  return {{west, south}, {east, south}, {east, north}, {west, north}, {west, south}};
}

void add_layers(Report& r) {
  r.layers = {{"land", "", {box(9.8, 59.3, 10.6, 60.3)}},
              {"land", "", {box(10.7, 59.3, 11.5, 60.3), box(10.6, 59.9, 10.7, 60.3)}},
              {"municipalities", "Bærum", {box(10.35, 59.83, 10.65, 60.03)}},
              {"municipalities", "Oslo", {box(10.65, 59.83, 10.95, 60.13)}},
              {"municipalities", "Lier", {box(10.1, 59.72, 10.35, 59.97)}},
              {"built_up_areas", "", {box(10.63, 59.89, 10.85, 59.96)}}};
  const auto at = [](const char* id) {
    return std::pair(sites[place(id)].longitude, sites[place(id)].latitude);
  };
  r.paths = {{place("S01"),
              place("K04"),
              Mode::road,
              {at("S01"), {10.55, 59.91}, {10.45, 59.86}, {10.33, 59.80}, at("K04")}},
             {place("S09"), place("K10"), Mode::road, {at("S09"), {10.55, 59.91}, at("K10")}},
             {place("P12"),
              place("P01"),
              Mode::sea,
              {at("P12"), {10.60, 59.55}, {10.60, 59.75}, {10.65, 59.87}, at("P01")}}};
}

void add_savings(Report& r) {
  const Account& b = r.baseline.account;
  std::vector<const Solution*> all = {&r.plan};
  for (const Solution& s : r.others) all.push_back(&s);
  for (const Solution* s : all) {
    const Account& a = s->account;
    const auto add = [&](const char* figure, double before, double now) {
      const double saving = before - now;
      r.savings.push_back({s->objective, figure, before, now, saving * 0.7, saving * 1.4});
    };
    add("nok", b.nok, a.nok);
    add("co2e_kg", b.net_co2e_kg, a.net_co2e_kg);
    add("vehicle_km", b.loaded_vkm + b.empty_vkm, a.loaded_vkm + a.empty_vkm);
    add("exposure_vkm", b.exposure_vkm, a.exposure_vkm);
    add("virgin_t", b.virgin_t, a.virgin_t);
  }
  const double nok = b.nok - r.plan.account.nok;
  const double co2e = b.net_co2e_kg - r.plan.account.net_co2e_kg;
  const char* assumptions[] = {"background_share", "truck_nok_km", "hard_share", "fee_landfill"};
  for (int i = 0; i < 4; ++i) {
    const double by = 0.3 - 0.07 * i;
    r.sensitivity.push_back(
        {assumptions[i], "low", "0.25", nok * (1 - by), co2e * (1 - by), 1e6, "optimal"});
    r.sensitivity.push_back(
        {assumptions[i], "high", "0.75", nok * (1 + by), co2e * (1 + by / 2), 2e6, "optimal"});
  }
}

void add_tables(Report& r) {
  r.unmet = {{"S44",
              "clay-clean",
              {first + 15, first + 20},
              35'000'000,
              "far",
              "K17 has no room left: 500 000 t in 2025",
              "K17 har ikke mer plass: 500 000 t i 2025"},
             {"S44",
              "clay-class4",
              {first + 20, first + 21},
              6'000'000,
              "unplaced",
              "no receiver takes clay of class 4",
              "ingen mottak tar leire i klasse 4"}};
  r.assumptions = {
      {"background_share", "K10;K11;K12", "0.25", "0.5", "0.75", "share",
       "half of the yearly figure is taken by others", "", "assumed"},
      {"truck_nok_km", "factors", "18", "21", "25", "NOK/km", "haulage with load and driver",
       "https://example.org/index?a=1&b=2", "estimated"},
      {"hard_share", "S28", "0.8", "1", "1", "share of tonnes", "granite", "", "assumed"},
      {"fee_landfill", "K17", "120", "190", "260", "NOK/t", "gate fee of clean soil", "",
       "assumed"},
      {"t_per_bank_m3", "rock", "2.6", "2.7", "2.8", "t/m3", "granite and gneiss", "handbook",
       "recalled"}};
  r.observed = {{"O07", "S26", "K02;K03", 2'430'000, 640'000, 850'000, 850'000,
                 "K02 640 000 t; N35b 210 000 t", "the port took it all"},
                {"O09", "S06", "K37", 0, 240'000, 240'000, 0, "K37 240 000 t", ""}};
  r.notes = {"Hauls are planned by month; nothing waits at its site."};
  r.notes_nb = {"Transport planlegges per måned; ingenting venter på anlegget."};
  r.names = {{"water", "Ny vannforsyning Oslo"},
             {"roads and rail", "Vei og bane"},
             {"quarries", "Pukkverkene"}};
  r.attribution = {"© Kartverket, CC BY 4.0"};
}

}  // namespace

PlaceIndex place(std::string_view id) {
  const auto found =
      std::find_if(std::begin(sites), std::end(sites), [&](const Site& s) { return id == s.id; });
  return static_cast<PlaceIndex>(found - std::begin(sites));
}

Report report() {
  Report r;
  r.title = "Surplus masses of the Oslo region";
  r.title_nb = "Overskuddsmasser i Osloregionen";
  r.case_id = "oslo_region";
  r.variant = "ringeriksbanen=no, avtjerna=closed";
  r.horizon = {first, first + (months - 1)};
  r.as_of = first;
  r.price_year = 2024;
  r.input_hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  r.version = "0.1.0";
  for (const Site& s : sites)
    r.places.push_back({s.id, s.name, s.municipality, s.longitude, s.latitude, s.role});
  r.plan = solution("cost", {}, movements(std::begin(plan), std::end(plan)));
  r.baseline = solution("baseline", {}, movements(std::begin(baseline), std::end(baseline)));
  auto shorter = r.plan.movements;
  for (Movement& m : shorter) m.fee_nok_t *= 1.1;
  r.others = {solution("cost", {}, r.plan.movements), solution("road_km", {0, 0, 0, 1}, shorter),
              solution("co2e", {0, 1, 0, 0}, shorter)};
  r.facts = movements(std::begin(past), std::end(past));
  r.stocks = stocks(r.plan.movements);
  r.rooms = rooms(r.plan.movements);
  const std::string site = r.rooms.front().place;
  r.openings = {
      {"O1", "First phase", site, "", "opened", *parse_month("2026-01"), *parse_month("2027-06"),
       4.2e7, 1e5, 800'000'000, "", ""},
      {"O2", "", site, "", "not_opened", {}, {}, 0, 0, 0, "", ""},
      {"O3", "", site, "A1", "closed", {}, {}, 0, 0, 0, "223 m from homes", "223 m fra boliger"}};
  const MonthSpan deal_months{*parse_month("2026-01"), *parse_month("2026-06")};
  r.deals = {{"D1", "", site, "", deal_months, 900'000, 100'000, 800'000, 0, 300, 0, "", ""},
             {"D2", "", site, "", deal_months, 900'000, 0, 500'000, 400'000, 300, 120'000,
              "K31 400 t", "K31 400 t"}};
  add_layers(r);
  add_savings(r);
  add_tables(r);
  return r;
}

Report hostile_report() {
  Report r = report();
  const std::string markup = "<script>alert(1)</script>\"'&";
  const std::string formula = "=HYPERLINK(\"http://x\")";
  r.title = r.title_nb = r.variant = r.input_hash = r.version = r.case_id = markup;
  for (PlaceRow& place : r.places) place.name = place.municipality = markup;
  for (NameRow& row : r.names) row.name = markup;
  for (LayerShape& layer : r.layers) layer.name = markup;
  for (RoomRow& row : r.rooms) row.name = markup;
  for (DealRow& row : r.deals) row.id = row.instead = row.instead_nb = markup;
  for (OpeningRow& row : r.openings) row.name = row.reason = row.reason_nb = markup;
  for (UnmetRow& row : r.unmet) row.reason = row.reason_nb = row.group = markup;
  for (ObservedRow& row : r.observed) row.note = row.plan_receivers = row.offers = markup;
  for (SensitivityRow& row : r.sensitivity) row.assumption += markup;
  for (AssumptionRow& row : r.assumptions) row.why = row.source = row.key = row.confidence = markup;
  for (Movement& m : r.plan.movements) {
    m.party = formula;
    m.material = markup;
    m.group += formula;
    const bool direct = m.source == m.offer;
    m.offer = "@" + m.offer;
    if (direct) m.source = m.offer;
  }
  r.plan.account = account(r.plan.movements);
  r.plan.status = r.plan.stopped_by = markup;
  r.notes = r.notes_nb = r.attribution = {markup, "\xFF\xFE broken \x01 text"};
  return r;
}

}  // namespace masseflyt::reporting::sample
