// large_document.hpp — a scenario of many offers and needs, each in a place of its own.
//
// A square of 55 x 55 km near Oslo with a grid of roads; offers of rock and soil over two years,
// needs of fill with a window of half a year, a few landfills and quarries. Invented, and the same
// for the same size and seed on every machine. Prices are those of the small case.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <masseflyt/core/time.hpp>

#include "support/small_case.hpp"

namespace masseflyt::scenario {

class LargeDocument {
 public:
  explicit LargeDocument(std::uint32_t pairs, std::uint64_t seed = 1)
      : n_(pairs), random_(seed), document_(small_case()) {}

  Document run() {
    roads(std::max(3, static_cast<int>(std::sqrt(n_ / 6.0))));
    for (std::uint32_t i = 0; i < n_; ++i) offer(i);
    for (std::uint32_t j = 0; j < n_; ++j) need(j);
    const std::uint32_t few = 2 + n_ / 500;
    for (std::uint32_t k = 0; k < few; ++k) landfill(k), quarry(k);
    for (const char* name : {"areas", "deals", "distances", "links", "observed", "ports",
                             "processes", "road_ties", "samples", "stores", "variants"})
      if (const Table* t = document_.table(name)) document_.put({name, t->columns, {}, {}});
    Table factors = *document_.table("assumptions");  // those of rows that are gone, too
    std::erase_if(factors.rows, [](const auto& row) { return row[1].text != "factors"; });
    factors.row_path.clear();
    document_.put(std::move(factors));
    for (Table* t : {&places_, &nodes_, &roads_, &offers_, &needs_, &receivers_, &quarries_})
      document_.put(std::move(*t));
    return std::move(document_);
  }

 private:
  using Row = std::vector<std::string>;

  static void add(Table& t, const Row& row) {
    t.rows.emplace_back();
    for (const auto& text : row) t.rows.back().push_back({CellKind::text, text});
  }
  std::uint64_t below(std::uint64_t n) { return random_() % n; }
  static std::string number(std::uint64_t n) { return std::to_string(n); }
  std::string month(std::uint64_t m) const {
    const auto in_year = m % 12 + 1;
    return std::to_string(2024 + m / 12) + (in_year < 10 ? "-0" : "-") + std::to_string(in_year);
  }

  static constexpr int side_m = 55'000, west = 230'000, south = 6'620'000;

  void roads(int across) {
    const auto id = [&](int x, int y) { return "R" + std::to_string(y * across + x); };
    const int step = side_m / (across - 1);
    for (int y = 0; y < across; ++y)
      for (int x = 0; x < across; ++x) {
        add(nodes_, {id(x, y), id(x, y), std::to_string(west + x * step),
                     std::to_string(south + y * step)});
        const auto road = [&](int to_x, int to_y) {
          const double km = step / 1000.0 * (1.05 + 0.01 * static_cast<int>(below(40)));
          add(roads_, {"E" + std::to_string(roads_.rows.size()), id(x, y), id(to_x, to_y), "",
                       std::to_string(km), "60", "0",
                       std::to_string(static_cast<int>(below(10)) / 10.0), "no", "road"});
        };
        if (x + 1 < across) road(x + 1, y);
        if (y + 1 < across) road(x, y + 1);
      }
  }
  void place(const std::string& id) {
    add(places_, {id, id, "Småby", number(west + below(side_m + 1)),
                  number(south + below(side_m + 1)), "yes", "no", "invented for tests", "assumed"});
  }
  void offer(std::uint32_t i) {
    const std::string id = "S" + number(i);
    const bool rock = below(3) > 0;
    const bool mixed = below(5) == 0;
    const auto first = below(22);
    place(id);
    add(offers_,
        {id, id, id, rock ? "rock" : "soil", rock ? "tunnel" : "pit", number(500 + below(20'000)),
         "t", month(first), month(first + below(3)), rock ? "0.5" : "0", mixed ? "0.2" : "0",
         mixed ? "class2:0.7;class3:0.3" : "", "yes", "planned", "invented for tests", "assumed",
         "assumed", "assumed", "assumed"});
  }
  void need(std::uint32_t j) {
    const std::string id = "N" + number(j);
    const bool rock = below(3) > 0;
    const auto first = below(19);
    place(id);
    add(needs_, {id, id, id, rock ? "fill" : "fill_soil", rock ? "rock" : "soil", "0",
                 number(500 + below(20'000)), "t", "total", month(first), month(first + 5),
                 below(50) == 0 ? "S" + number(below(n_)) : "", "nothing", "yes",
                 "invented for tests", "assumed", "assumed", "assumed"});
  }
  void landfill(std::uint32_t k) {
    const std::string id = "L" + number(k);
    place(id);
    add(receivers_, {id, id, id, "landfill", "soil;rock", "clean;class2;class3",
                     "clean:gate_fee_clean_landfill;class2:gate_fee_contaminated_2_3;"
                     "class3:gate_fee_contaminated_2_3",
                     number(200'000 + below(2'000'000)), "0", "2020-01", "2030-12", "yes",
                     "invented for tests", "assumed", "assumed", "assumed"});
  }
  void quarry(std::uint32_t k) {
    const std::string id = "Q" + number(k);
    place(id);
    add(quarries_, {id,
                    id,
                    id,
                    "rock",
                    "hard;soft",
                    "clean",
                    "0.5",
                    number(200'000 + below(500'000)),
                    "0",
                    "2000000",
                    "80",
                    "3",
                    "crushed_hard;crushed_low",
                    "2020-01",
                    "2030-12",
                    "yes",
                    "invented for tests",
                    "assumed",
                    "assumed",
                    "assumed",
                    "assumed"});
  }

  const std::uint32_t n_;
  std::mt19937_64 random_;
  Document document_;
  Table places_{
      "places",
      {"id", "name", "municipality", "x", "y", "road_access", "outside", "source", "confidence"},
      {},
      {}};
  Table nodes_{"road_nodes", {"id", "name", "x", "y"}, {}, {}};
  Table roads_{"roads",
               {"id", "from", "to", "name", "length_km", "speed_kmh", "tunnel_km", "built_up_share",
                "toll", "kind"},
               {},
               {}};
  Table offers_{"offers",
                {"id", "name", "place", "material", "excavation", "amount", "unit", "begin", "end",
                 "hard_share", "not_clean_share", "not_clean_split", "included", "status", "source",
                 "confidence_amount", "confidence_period", "confidence_grade", "confidence_class"},
                {},
                {}};
  Table needs_{"needs",
               {"id", "place", "name", "product", "materials", "min_amount", "max_amount", "unit",
                "per", "begin", "end", "from_offers", "otherwise", "included", "source",
                "confidence_amount", "confidence_window", "confidence_rules"},
               {},
               {}};
  Table receivers_{"receivers",
                   {"id", "place", "name", "kind", "materials", "classes", "fees",
                    "throughput_t_per_year", "background_share", "open_from", "open_to", "included",
                    "source", "confidence_capacity", "confidence_window", "confidence_rules"},
                   {},
                   {}};
  Table quarries_{"quarries",
                  {"id",
                   "place",
                   "name",
                   "materials",
                   "grades",
                   "classes",
                   "soft_share_max",
                   "intake_t_per_year",
                   "background_share",
                   "virgin_t_per_year",
                   "virgin_price_nok_t",
                   "virgin_co2_kg_t",
                   "products",
                   "open_from",
                   "open_to",
                   "included",
                   "source",
                   "confidence_capacity",
                   "confidence_window",
                   "confidence_rules",
                   "confidence_virgin"},
                  {},
                  {}};
};

/// So many offers, and so many needs.
inline Document large_document(std::uint32_t pairs, std::uint64_t seed = 1) {
  return LargeDocument(pairs, seed).run();
}

}  // namespace masseflyt::scenario
