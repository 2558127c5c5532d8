// Sites that stand still: what they take, what leaves them and what comes up there, month by month.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include <masseflyt/core/time.hpp>

#include "model_builder.hpp"

namespace masseflyt::scenario {
namespace {

using std::chrono::sys_days;

sys_days first_day(Month m) {
  return std::chrono::year(m.year()) / static_cast<unsigned>(m.month()) / 1;
}
sys_days day_of(const std::string& text) { return *parse_date(text); }  // it was bound

std::string percent(double share) { return std::to_string(std::lround(share * 100)); }

std::int64_t part(std::int64_t kg, double share) {
  return std::llround(static_cast<double>(kg) * share);
}

}  // namespace

/// Share of a month's days that a site works, those on which it is held back counted in part.
double ModelBuilder::open_share(const std::string& id, const std::string& place,
                                Month month) const {
  const sys_days begin = first_day(month), end = first_day(month + 1);
  std::vector<double> days;
  for (const Stop& s : in_.stops) {
    if (s.site != id && s.site != place) continue;
    const sys_days from = std::max(day_of(s.begin), begin);
    const sys_days to = s.end.empty() ? end : std::min(day_of(s.end) + std::chrono::days(1), end);
    if (from >= to) continue;
    days.resize(static_cast<std::size_t>((end - begin).count()), 1);
    for (auto d = from; d < to; d += std::chrono::days(1)) {
      double& left = days[static_cast<std::size_t>((d - begin).count())];
      left = std::min(left, s.remaining);
    }
  }
  if (days.empty()) return 1;
  double sum = 0;
  for (const double d : days) sum += d;
  return sum / static_cast<double>(days.size());
}

/// What did not come up during a stop comes up after it, at the pace it was planned with: the rest
/// of the work is late by the time that was lost. `months` begins with the first of the offer.
void ModelBuilder::hold_back(const Offer& offer, std::vector<std::int64_t>& months) const {
  if (in_.stops.empty()) return;
  const auto begin = static_cast<std::size_t>(std::max(window_.first - offer.begin, 0));
  if (begin >= months.size()) return;
  const std::vector<std::int64_t> planned(months.begin() + static_cast<std::ptrdiff_t>(begin),
                                          months.end());
  std::int64_t total = 0;
  for (const auto kg : planned) total += kg;
  const auto done_after = [&](double work) {  // months of it
    const auto whole = std::min(static_cast<std::size_t>(work), planned.size());
    std::int64_t kg = 0;
    for (std::size_t i = 0; i < whole; ++i) kg += planned[i];
    return whole == planned.size() ? total
                                   : kg + part(planned[whole], work - static_cast<double>(whole));
  };
  bool lost = false;
  double work = 0;
  std::int64_t given = 0;
  std::vector<std::int64_t> out(months.begin(),
                                months.begin() + static_cast<std::ptrdiff_t>(begin));
  for (Month m = offer.begin + static_cast<std::int32_t>(begin);
       m <= window_.last && work < static_cast<double>(planned.size()); m = m + 1) {
    const double share = open_share(offer.id, offer.place, m);
    lost = lost || share < 1;
    work += share;
    const auto upto = done_after(work);
    out.push_back(upto - given);
    given = upto;
  }
  if (!lost) return;
  if (given < total) {  // after the horizon
    out.resize(static_cast<std::size_t>(window_.last - offer.begin + 1), 0);
    out.push_back(total - given);
  }
  months = std::move(out);
}

/// A destination that is held back in a month takes that part of an even month within `within`.
Index ModelBuilder::month_limit(Index within, Month month, double share) {
  auto& limits = model_.market.limits;
  const std::int64_t whole = limits[within].capacity_kg;
  if (whole >= matching::unlimited) {
    uncapped_.insert(model_.limits[within].place);
    return within;
  }
  if (const auto at = month_limits_.find({within, month}); at != month_limits_.end())
    return at->second;
  const LimitMeaning meaning = model_.limits[within];
  const auto [first, last] = limit_months_[within];
  const auto kg = part(limit_kg_[within], share / static_cast<double>(last - first + 1));
  Index parent = within;
  if (meaning.part) {  // its room of this month is set apart from that of the year
    parent = month_limit(limits[within].parent, month, share);
    limits[within].capacity_kg = std::max<std::int64_t>(whole - kg, 0);
  }
  const Index made = limit(limits[within].id + " " + to_string(month), kg, parent,
                           {meaning.place, meaning.name, month.year(), meaning.part, true});
  month_limits_.emplace(std::pair{within, month}, made);
  return made;
}

/// What is closed wholly keeps its entries, with no room: so the plan can say what stood in the
/// way, and what the stop costs.
Index ModelBuilder::no_room(Index within) {
  const auto [at, fresh] = month_limits_.try_emplace({within, Month{}}, Index{0});
  if (!fresh) return at->second;
  const LimitMeaning& meaning = model_.limits[within];
  const LimitMeaning mine{meaning.place, meaning.name, meaning.year, meaning.part, true};
  const Index made = limit(model_.market.limits[within].id + " stopped", 0, within, mine);
  month_limits_[{within, Month{}}] = made;
  return made;
}

/// Entries as they were, with narrower limits in months that are closed, wholly or in part.
void ModelBuilder::close_entries() {
  auto& m = model_.market;
  const auto entries = std::exchange(m.entries, {});
  const auto meanings = std::exchange(model_.entries, {});
  for (std::size_t i = 0; i < entries.size(); ++i) {
    auto piece = entries[i];
    const auto& site = m.destinations[piece.destination];
    const auto keep = [&](Index first, Index last, Index within) {
      piece.first = first, piece.last = last, piece.limit = within;
      m.entries.push_back(piece);
      model_.entries.push_back(meanings[i]);
    };
    const auto limit_in = [&](Index t) {
      const double share = open_in(site.id, t);
      if (share >= 1) return entries[i].limit;
      if (share <= 0) return no_room(entries[i].limit);
      return month_limit(entries[i].limit, model_.first + static_cast<std::int32_t>(t), share);
    };
    Index from = entries[i].first;
    for (Index t = from; t <= entries[i].last; ++t) {
      if (t < entries[i].last && limit_in(t) == limit_in(t + 1)) continue;
      keep(from, t, limit_in(t));
      from = t + 1;
    }
  }
}

/// What a receiver or quarry can take in a year is less by the part of it that is lost.
void ModelBuilder::lower_years() {
  auto& limits = model_.market.limits;
  for (Index l = 0; l < limits.size(); ++l) {
    const auto& meaning = model_.limits[l];
    const bool takes_anyway = std::any_of(in_.needs.begin(), in_.needs.end(),
                                          [&](const Need& n) { return n.id == meaning.place; });
    if (meaning.year == 0 || takes_anyway || limits[l].capacity_kg >= matching::unlimited ||
        limit_months_.count(l) == 0)
      continue;
    const auto [first, last] = limit_months_[l];
    double open = 0;
    for (Index t = first; t <= last; ++t) open += open_in(meaning.place, t);
    const double months = last - first + 1;
    if (open < months) limits[l].capacity_kg = part(limits[l].capacity_kg, open / months);
  }
}

/// Nothing comes in or leaves while a store is closed; held back, its intake is.
void ModelBuilder::close_stores() {
  auto& m = model_.market;
  for (auto& s : m.stocks)
    for (Index t = s.first; t <= s.last; ++t) {
      const double share = open_in(m.destinations[s.destination].id, t);
      if (share >= 1) continue;
      s.taken_kg.resize(m.periods, 0);
      s.taken_kg[t] += s.intake_kg - part(s.intake_kg, share);
      if (share > 0) continue;
      s.shut.resize(m.periods, 0);
      s.shut[t] = 1;
    }
}

/// Where groups share a store each of them may use all of a year in one month, so what is left of a
/// month that is closed in part, and of its year, is a row for all groups together.
void ModelBuilder::hold_back_shared() {
  auto& m = model_.market;
  for (const auto& [store, shared] : shared_intakes_)
    for (const auto& [row, year] : shared.years) {
      double open = 0;
      for (Index t = year.first; t <= year.last; ++t) {
        const double share = open_in(store, t);
        open += share;
        if (share >= 1 || share <= 0) continue;
        matching::share_intake(m, store + " held back", shared.stocks, {t, t},
                               part(shared.even_month_kg, share));
      }
      const double months = year.last - year.first + 1;
      if (open < months) m.rows[row].capacity = part(m.rows[row].capacity, open / months);
    }
  meaning({"store", "", "is held back then", "er holdt nede da"});
}

/// Virgin rock comes when the need is open. It has no month of its own, so that is all.
void ModelBuilder::close_virgin() {
  auto& m = model_.market;
  const auto rows = std::exchange(m.virgin, {});
  const auto meanings = std::exchange(model_.virgin, {});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto row = rows[i];
    const auto& need = meanings[i].need;
    while (row.first < row.last && open_in(need, row.first) <= 0) ++row.first;
    while (row.first < row.last && open_in(need, row.last) <= 0) --row.last;
    if (open_in(need, row.first) <= 0) continue;
    m.virgin.push_back(row);
    model_.virgin.push_back(meanings[i]);
  }
}

double ModelBuilder::open_in(const std::string& id, Index period) {
  auto [at, fresh] = open_.try_emplace(id);
  if (fresh)
    for (Month m = window_.first; m <= window_.last; m = m + 1)
      at->second.push_back(open_share(id, place_of(id), m));
  return at->second[period];
}

void ModelBuilder::stops() {
  if (in_.stops.empty()) return;
  const auto& limits = model_.market.limits;
  for (const auto& e : model_.market.entries)
    for (Index l = e.limit; l != matching::none; l = limits[l].parent) {
      auto [at, fresh] = limit_months_.try_emplace(l, e.first, e.last);
      at->second = {std::min(at->second.first, e.first), std::max(at->second.second, e.last)};
    }
  for (const auto& l : limits) limit_kg_.push_back(l.capacity_kg);
  lower_years();
  close_entries();
  close_virgin();
  close_stores();
  hold_back_shared();
  tell_stops();
}

void ModelBuilder::tell_stops() {
  constexpr std::size_t most = 30;
  std::size_t told = 0, more = 0;
  for (const Stop& s : in_.stops) {
    const bool planned = (s.end.empty() || day_of(s.end) >= first_day(window_.first)) &&
                         day_of(s.begin) < first_day(window_.last + 1);
    if (!planned) continue;
    if (told == most) {
      ++more;
      continue;
    }
    ++told;
    const std::string why = s.source.empty() ? "" : " (" + s.source + ")";
    const bool held = s.remaining > 0;
    const auto left = percent(s.remaining);
    const bool open = s.end.empty();
    note(s.site + (held ? " is held back to " + left + " %" : " stands still") + " from " +
             s.begin +
             (open ? "; nobody knows until when, and the plan reckons with no end"
                   : " to " + s.end) +
             why + ".",
         s.site + (held ? " er holdt nede på " + left + " %" : " står stille") + " fra " + s.begin +
             (open ? "; ingen vet hvor lenge, og planen regner ikke med noen slutt"
                   : " til " + s.end) +
             why + ".");
  }
  if (told == 0) return;
  if (more > 0)
    note(std::to_string(more) + " more stops are not listed here.",
         std::to_string(more) + " stans til er ikke listet her.");
  for (const auto& id : uncapped_)
    note(id + " has no figure for what it takes: in months in which it is closed in part it is not "
              "capped.",
         id + " har ikke noe tall for hva det tar imot: i måneder der det er delvis stengt, er det "
              "ikke begrenset.");
  note(
      "In months that are closed wholly a stopped site takes nothing and nothing leaves it. In a "
      "month that is closed in part a place takes at most that part of an even month, where it "
      "has a figure for what it takes; a year's room is less by the part of it that is lost. What "
      "an offer did not dig meanwhile comes later, at the same pace.",
      "I måneder som er helt stengt, tar et stanset sted ikke imot noe, og ingenting forlater det. "
      "I en måned som er delvis stengt, tar et sted høyst den delen av en jevn måned, der "
      "det har et tall for hva det tar imot; årets plass er mindre med den delen som er tapt. Det "
      "et anlegg ikke fikk gravd ut imens, kommer senere, i samme takt.");
}

}  // namespace masseflyt::scenario
