// Openings, by-products, blends and daily loads: what their columns have to do with each other.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "detail/number.hpp"
#include "scenario/binding.hpp"

namespace masseflyt::scenario {
namespace {

using detail::format_number;

constexpr std::int32_t most_options = 60;  ///< months that one opening may be decided in

template <typename Rows>
auto find(const Rows& rows, const std::string& id) -> decltype(rows.data()) {
  const auto at = std::find_if(rows.begin(), rows.end(), [&](const auto& r) { return r.id == id; });
  return at == rows.end() ? nullptr : &*at;
}

/// A grade goes with rock, and only with it.
template <typename T>
void check_grade(const Row& row, const T& r) {
  if (!row.good({"material", "grade"}) || r.material.empty()) return;
  const bool graded = r.material == "rock" || r.material == "rock_tbm";
  if (graded && r.grade.empty()) row.error("grade", "hard, soft or tbm: rock has a grade");
  if (!graded && !r.grade.empty()) row.error("grade", "no grade: " + r.material + " has none");
}

// ---- openings

void check_options(const Row& row, const Opening& o) {
  if (o.decided) return;
  if (!row.given("decide_from"))
    return row.error("decide_from", "the first month in which it can be decided, or `decided`");
  if (!o.decide_to || !row.good({"decide_from", "decide_to", "every_months"})) return;
  if (*o.decide_to < o.decide_from)
    return row.error("decide_to", "a month not before decide_from, " + to_string(o.decide_from));
  const auto options = (*o.decide_to - o.decide_from) / o.every_months + 1;
  if (options > most_options)
    row.error("every_months", "at most " + std::to_string(most_options) +
                                  " months to decide in, not " + std::to_string(options) +
                                  ": a larger step");
}

/// Phases that wait for each other, or for one of another site that is closed as well.
void check_after(Binding& b, const Row& row, const Opening& o) {
  if (o.after.empty() || !row.good({"after"})) return;
  std::set<std::string> seen = {o.id};
  for (const Opening* at = find(b.out.openings, o.after); at != nullptr;
       at = find(b.out.openings, at->after)) {
    if (!seen.insert(at->id).second)
      return row.error("after", "a phase that does not wait for this one in turn");
    if (at->after.empty()) break;
  }
  if (const Opening* first = find(b.out.openings, o.after); first != nullptr && !first->included)
    row.error("after", "an opening that is included");
}

void check_openings(Binding& b) {
  std::map<std::string, bool> with_room;  // per site
  b.each("openings", b.out.openings, [&](const Row& row, const Opening& o) {
    if (!o.included) return;
    check_options(row, o);
    check_after(b, row, o);
    if (!row.good({"site", "room_t", "capacity_t_per_year"})) return;
    const auto [at, first] = with_room.try_emplace(o.site, o.room_t.has_value());
    if (!first && at->second != o.room_t.has_value())
      row.error("room_t", std::string(at->second ? "a figure" : "no figure") +
                              ", as the other phases of " + o.site + " have");
  });
}

// ---- processes and what they make besides

void check_processes(Binding& b) {
  std::map<std::string, double> besides;
  for (const auto& r : b.out.byproducts) besides[r.process] += r.share;
  b.each("processes", b.out.processes, [&](const Row& row, const Process& p) {
    if (row.good({"grades", "materials"}) && p.grades.empty() && p.materials.empty())
      row.error("grades", "grades of rock, or `materials`: what may go in");
    if (!row.good({"yield", "added"})) return;
    const double out = p.yield + besides[p.id], in = 1 + p.added;
    if (out > in + 1e-9)
      row.error("yield", "at most what goes in: product and by-products are " + format_number(out) +
                             " t of " + format_number(in) + " t");
  });
  b.each("byproducts", b.out.byproducts,
         [](const Row& row, const ByproductRow& r) { check_grade(row, r); });
}

// ---- blends

void check_blends(Binding& b) {
  std::set<std::string> known;
  for (const auto& q : b.out.qualities) known.insert(q.quality);
  b.each("blends", b.out.blends, [&](const Row& row, const Blend& l) {
    if (!row.good({"most", "least"})) return;
    if (!l.most && !l.least) row.error("most", "a limit: `most`, `least` or both");
    if (l.most && l.least && *l.most < *l.least)
      row.error("most", "at least `least`, " + format_number(*l.least));
    if (row.good({"quality"}) && row.given("quality") && known.count(l.quality) == 0)
      row.error("quality", "a quality of the table qualities: there is no '" + l.quality + "'");
    const Need* need = find(b.out.needs, l.need);
    const bool whole =
        need == nullptr || l.per == "total" || (l.per == "year" && need->per == "year");
    if (l.virgin_value && !whole)
      row.error("virgin_value",
                "no value: what is bought has no month of its own; take the mean " +
                    std::string(need->per == "year" ? "per year or total" : "per total"));
  });
  b.each("qualities", b.out.qualities,
         [](const Row& row, const QualityRow& q) { check_grade(row, q); });
}

// ---- loads and lots

void check_load_limits(Binding& b) {
  const bool has_size = b.exists("factors", "truck_load_t");
  b.each("load_limits", b.out.load_limits, [&](const Row& row, const LoadLimit& l) {
    if (row.good({"place", "road"}) && l.place.empty() == l.road.empty())
      row.error("place", "either a place or a road");
    if (!l.load_t && !has_size && row.good({"load_t"}))
      row.error("load_t", "the size of a load: there is no factor truck_load_t");
    if (l.begin && l.end && *l.end < *l.begin && row.good({"begin", "end"}))
      row.error("end", "a month not before begin, " + to_string(*l.begin));
  });
}

template <typename T>
void check_lot_rules(Binding& b, const char* table, std::vector<T>& rows) {
  const bool has_size = b.exists("factors", "truck_load_t");
  b.each(table, rows, [&](const Row& row, const T& r) {
    if (r.lots.load_nok > 0 && !has_size && row.good({"load_nok"}))
      row.error("load_nok", "a factor truck_load_t: nobody says how large a load is");
  });
}

}  // namespace

void check_couplings(Binding& b) {
  check_openings(b);
  check_processes(b);
  check_blends(b);
  check_load_limits(b);
  check_lot_rules(b, "receivers", b.out.receivers);
  check_lot_rules(b, "stores", b.out.stores);
  check_lot_rules(b, "needs", b.out.needs);
}

}  // namespace masseflyt::scenario
