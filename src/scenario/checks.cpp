// What the columns of a row have to do with each other, and rows with other rows.
#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "detail/number.hpp"
#include "scenario/binding.hpp"

namespace masseflyt::scenario {
namespace {

constexpr double share_error = 1e-6;  // shares are typed with a few decimals

bool contains(const Names& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

double sum_of(const Keyed<double>& shares) {
  double sum = 0;
  for (const auto& [key, share] : shares) sum += share;
  return sum;
}

void check_window(const Row& row, std::string_view first, Month begin, std::string_view last,
                  Month end) {
  if (!row.good({first, last}) || !row.given(first) || !row.given(last)) return;
  if (end < begin)
    row.error(last, "a month not before " + std::string(first) + ", " + to_string(begin));
}

void check_shares(const Row& row, const Offer& o) {
  if (!row.good({"not_clean_share", "not_clean_split"})) return;
  if (o.not_clean_share > 0 && o.not_clean_split.empty())
    return row.error("not_clean_split", "what the share that is not clean consists of");
  if (!o.not_clean_split.empty() && std::abs(sum_of(o.not_clean_split) - 1) > share_error)
    row.error("not_clean_split",
              "shares that sum to 1, not " + detail::format_number(sum_of(o.not_clean_split)));
}

/// The need takes what the offer uses inside its own project, while it does.
void check_internal(const Row& row, const Offer& o, const Need& n) {
  if (!n.included) return row.error("internal_need", "a need that is included");
  if (row.good({"begin", "end"}) && (o.begin < n.begin || n.end < o.end))
    row.error("internal_need", "a need that is open while the offer lasts; this one is from " +
                                   to_string(n.begin) + " to " + to_string(n.end));
  if (!n.from_offers.empty() && !contains(n.from_offers, o.id))
    row.error("internal_need", "a need that takes from this offer");
  if (row.good({"material"}) && !contains(n.materials, o.material))
    row.error("internal_need", "a need that takes " + o.material);
}

class InternalUse {
 public:
  explicit InternalUse(Binding& b) : b_(b) {
    for (const Need& n : b.out.needs) needs_.emplace(n.id, &n);
  }

  void check() {
    b_.each("offers", b_.out.offers, [&](const Row& row, const Offer& o) {
      if (!o.included || !row.good({"internal_t", "internal_need"})) return;
      if (o.internal_t > 0 && o.internal_need.empty())
        return row.error("internal_need", "the need that takes the internal masses");
      if (o.internal_t == 0) return;
      const bool weighed = !o.conversion.empty();
      if (weighed && o.internal_t > o.tonnes + 0.5)
        return row.error("internal_t", "at most the offer, " +
                                           detail::format_number(std::floor(o.tonnes)) + " t");
      const auto at = needs_.find(o.internal_need);
      if (at == needs_.end()) return;
      check_internal(row, o, *at->second);
      used_[o.internal_need] += per_period(o, *at->second);
    });
    b_.each("needs", b_.out.needs, [&](const Row& row, const Need& n) {
      const auto used = used_.find(n.id);
      const bool weighed = !n.conversion.empty();
      if (used != used_.end() && weighed && used->second > n.max_t + 0.5)
        row.error("max_amount", "room for the internal masses of its offers, " +
                                    detail::format_number(std::ceil(used->second)) + " t");
    });
  }

 private:
  /// Tonnes in the window, or in the fullest year of a need that is given per year.
  static double per_period(const Offer& o, const Need& n) {
    const std::int32_t months = o.end - o.begin + 1;
    if (n.per != "year" || months <= 12) return o.internal_t;
    return o.internal_t * 12 / months;
  }

  Binding& b_;
  std::unordered_map<std::string, const Need*> needs_;
  std::map<std::string, double> used_;
};

void check_offers(Binding& b) {
  b.each("offers", b.out.offers, [&](const Row& row, const Offer& o) {
    check_window(row, "begin", o.begin, "end", o.end);
    if (o.included) check_shares(row, o);
  });
  InternalUse(b).check();
}

void check_needs(Binding& b) {
  b.each("needs", b.out.needs, [&](const Row& row, const Need& n) {
    check_window(row, "begin", n.begin, "end", n.end);
    if (row.good({"min_amount", "max_amount"}) && row.given("max_amount") &&
        n.max_amount < n.min_amount)
      row.error("max_amount", "at least min_amount, " + detail::format_number(n.min_amount));
    if (n.low_share_max && n.product != "crushed_any" && row.good({"product"}))
      row.warn("low_share_max", "nothing here: it counts for crushed_any only");
  });
}

template <typename T>
void check_fees(Binding& b, const Row& row, const T& r) {
  if (!row.good({"fees"})) return;
  for (const auto& [condition_class, factor] : r.fees)
    if (!b.exists("factors", factor))
      return row.error("fees", "factors of the table assumptions: there is no '" + factor + "'" +
                                   b.suggestion("factors", factor));
}

void check_destinations(Binding& b) {
  b.each("receivers", b.out.receivers, [&](const Row& row, const Receiver& r) {
    check_window(row, "open_from", r.open_from, "open_to", r.open_to);
    check_fees(b, row, r);
    if (r.lifetime_as_of && !r.lifetime_t && row.good({"lifetime_t"}))
      row.warn("lifetime_as_of", "a lifetime_t that it belongs to");
  });
  b.each("stores", b.out.stores, [&](const Row& row, const Store& s) {
    check_window(row, "open_from", s.open_from, "open_to", s.open_to);
    if (row.good({"group_shares"}) && sum_of(s.group_shares) > 1 + share_error)
      row.error("group_shares", "shares that sum to at most 1, not " +
                                    detail::format_number(sum_of(s.group_shares)));
  });
  b.each("quarries", b.out.quarries, [&](const Row& row, const Quarry& q) {
    check_window(row, "open_from", q.open_from, "open_to", q.open_to);
  });
}

void check_rest(Binding& b) {
  Names quays;
  for (const Port& port : b.out.ports) quays.push_back(port.place);
  b.each("places", b.out.places, [&](const Row& row, const Place& p) {
    if (p.road_access || !p.port.empty() || contains(quays, p.id)) return;
    if (row.good({"port", "road_access"}))
      row.warn("port", "a port: without it and without a road nobody gets there");
  });
  b.each("materials", b.out.materials, [&](const Row& row, const Material& m) {
    if (!row.good({"t_per_bank_m3", "t_per_bank_m3_low", "t_per_bank_m3_high"})) return;
    if (row.given("t_per_bank_m3_low") && m.t_per_bank_m3_low > m.t_per_bank_m3)
      row.error("t_per_bank_m3_low", "at most t_per_bank_m3");
    if (row.given("t_per_bank_m3_high") && m.t_per_bank_m3_high < m.t_per_bank_m3)
      row.error("t_per_bank_m3_high", "at least t_per_bank_m3");
  });
  b.each("observed", b.out.observed, [&](const Row& row, const ObservedFlow& o) {
    check_window(row, "begin", o.begin, "end", o.end);
  });
}

}  // namespace

void check_rows(Binding& b) {
  check_offers(b);
  check_needs(b);
  check_destinations(b);
  check_rest(b);
}

}  // namespace masseflyt::scenario
