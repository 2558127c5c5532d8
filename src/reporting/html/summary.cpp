#include "reporting/html/summary.hpp"

#include <algorithm>

namespace masseflyt::reporting {
namespace {

double nok_per_t(const Movement& m) {
  return m.route.sums.nok + m.fee_nok_t + m.store_nok_t + m.process_nok_t;
}

void add_offer(OfferSummary& offer, const Movement& m) {
  offer.offer = m.offer;
  offer.party = m.party;
  offer.road_tkm += m.route.sums.road_km * tonnes(m.kg);
  offer.nok += nok_per_t(m) * tonnes(m.kg);
  if (!ends_surplus(m.kind)) return;
  offer.kg[m.kind] += m.kg;
  offer.kg_by_destination[m.kind == Kind::end_stock ? m.source : m.destination] += m.kg;
}

bool is_haul(const Movement& m) {
  return m.source != m.destination && (m.kind == Kind::store || ends_surplus(m.kind)) &&
         m.kind != Kind::unplaced && m.kind != Kind::end_stock;
}

template <typename Key, typename Row>
std::vector<Row> largest_first(const std::map<Key, Row>& rows, std::int64_t (*size)(const Row&)) {
  std::vector<Row> out;
  for (const auto& [key, row] : rows) out.push_back(row);
  std::stable_sort(out.begin(), out.end(),
                   [&](const Row& a, const Row& b) { return size(a) > size(b); });
  return out;
}

}  // namespace

Summary summary(const std::vector<Movement>& movements) {
  Summary s;
  std::map<std::string, OfferSummary> offers;
  std::map<std::tuple<std::string, std::string, Kind>, WaySummary> ways;
  for (const Movement& m : movements) {
    const bool of_surplus = m.kind == Kind::store || ends_surplus(m.kind);
    if (ends_surplus(m.kind)) {
      s.by_year[m.month.year()][m.kind] += m.kg;
      s.by_group[m.group][m.kind] += m.kg;
    }
    if (of_surplus && m.source == m.offer) s.arising[m.month.year()] += m.kg;
    if (of_surplus) add_offer(offers[m.offer], m);
    if (!is_haul(m)) continue;
    WaySummary& way = ways[{m.source, m.destination, m.kind}];
    if (!way.first) way = {m.source, m.destination, m.kind, 0, &m};
    way.kg += m.kg;
  }
  s.offers = largest_first<std::string, OfferSummary>(
      offers, [](const OfferSummary& o) { return total(o.kg); });
  s.ways = largest_first<std::tuple<std::string, std::string, Kind>, WaySummary>(
      ways, [](const WaySummary& w) { return w.kg; });
  return s;
}

}  // namespace masseflyt::reporting
