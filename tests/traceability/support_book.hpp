// support_book.hpp — the most naive ledger that can be kept: a list of all events, told from the
// start for every question. It knows neither indexes nor increments, and shares no code with the
// ledger; masses are added as the documentation of Event, Contradiction and Ledger says.
#pragma once

#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <masseflyt/core/result.hpp>
#include <masseflyt/traceability/event.hpp>

namespace masseflyt::traceability::test {

class Book {
 public:
  struct Thing {  ///< a lot or a load
    bool exists = false;
    std::int64_t stock = 0, made = 0;
    std::size_t first = 0;  ///< line of the event that made it
    double u2 = 0;
    std::string holder, place;
    int holds = 0;
    const Event *ship = nullptr, *receive = nullptr;
  };
  /// "negative_stock A E-7"
  using Flags = std::multiset<std::string>;

  /// Why the event is refused; nothing if it is taken. `recorded` is when it comes.
  std::optional<ErrorCode> refusal(const Event& e, std::int64_t recorded) {
    if (e.time_us > recorded) return ErrorCode::conflict;
    if (e.kind == EventKind::withdraw || !e.corrects.empty())
      if (const auto why = bad_correction(e)) return why;
    tell();
    const std::size_t line = e.corrects.empty() ? lines_.size() : line_of_.at(e.corrects);
    std::vector<std::string> used;
    for (const Portion& p : e.inputs) used.push_back(p.lot);
    if (e.kind == EventKind::count || e.kind == EventKind::water)
      for (const Portion& p : e.outputs) used.push_back(p.lot);
    for (const auto& id : e.lots)
      if (!ever_lots_.contains(id)) return ErrorCode::not_found;
    for (const auto& id : used) {
      const auto thing = lots.find(id);
      if (!ever_lots_.contains(id) || thing == lots.end() || !thing->second.exists)
        return ErrorCode::not_found;
      if (thing->second.first >= line || thing->second.made > e.time_us) return ErrorCode::conflict;
    }
    if (e.load.empty() || !e.inputs.empty()) return std::nullopt;
    if (!ever_loads_.contains(e.load)) return ErrorCode::not_found;
    if (e.kind != EventKind::receive) return std::nullopt;
    const Thing& load = loads[e.load];
    if (!load.exists) return ErrorCode::not_found;
    if (load.first >= line) return ErrorCode::conflict;
    if ((load.ship == nullptr ? load.made : load.ship->time_us) > e.time_us)
      return ErrorCode::conflict;
    return std::nullopt;
  }

  void take(const Event& e) {
    for (const auto* list : {&e.inputs, &e.outputs})
      for (const Portion& p : *list) ever_lots_.insert(p.lot);
    if (!e.load.empty()) ever_loads_.insert(e.load);
    if (e.corrects.empty()) {
      line_of_[e.id] = lines_.size();
      lines_.push_back(e);
      return;
    }
    const std::size_t line = line_of_.at(e.corrects);
    corrected_.insert(e.corrects);
    line_of_[e.id] = line;
    lines_[line] = e;
  }

  /// Everything, from the first line to the last.
  void tell() {
    lots.clear(), loads.clear(), flags.clear();
    std::map<std::string, std::vector<const Event*>> runs;
    for (line_ = 0; line_ < lines_.size(); ++line_) {
      now_ = &lines_[line_];
      if (now_->kind == EventKind::withdraw) continue;
      if (!now_->run.empty()) runs[now_->run].push_back(now_);
      happen(*now_);
    }
    for (const auto& [run, events] : runs) judge_run(run, events);
  }

  std::map<std::string, Thing> lots, loads;
  Flags flags;

 private:
  std::optional<ErrorCode> bad_correction(const Event& e) const {
    const auto line = line_of_.find(e.corrects);
    if (line == line_of_.end()) return ErrorCode::not_found;
    if (corrected_.contains(e.corrects)) return ErrorCode::conflict;
    const Event& old = lines_[line->second];
    if (old.author != e.author && e.author != "contractor") return ErrorCode::conflict;
    if (e.kind != EventKind::withdraw && old.kind != e.kind && old.kind != EventKind::withdraw)
      return ErrorCode::conflict;
    return std::nullopt;
  }

  static bool closed(std::int64_t difference, double u2) {
    return difference == 0 || std::abs(static_cast<double>(difference)) <= 2 * std::sqrt(u2);
  }
  static double square(std::int64_t u) { return static_cast<double>(u) * static_cast<double>(u); }
  const std::string& acting() const {
    return now_->principal.empty() ? now_->author : now_->principal;
  }
  void flag(const char* what, const std::string& whose) {
    flags.insert(std::string(what) + " " + whose + " " + now_->id);
  }

  void happen(const Event& e) {
    for (const Portion& p : e.inputs) take_from(p);
    if (!e.load.empty()) {
      if (!e.inputs.empty()) put_on(e);
      if (e.kind == EventKind::ship) ship(e);
      if (e.kind == EventKind::receive) receive(e);
    }
    for (const Portion& p : e.outputs) e.kind == EventKind::count ? survey(p) : put_into(p);
    for (const auto& id : e.lots) {
      Thing& lot = lots[id];
      if (e.kind == EventKind::store) {
        if (lot.holder != acting()) flag("custody", id);
        lot.place = e.place;
      }
      if (e.kind == EventKind::hold) ++lot.holds;
      if (e.kind == EventKind::release && lot.holds > 0) --lot.holds;
    }
    const bool balanced = e.kind == EventKind::split || e.kind == EventKind::merge ||
                          (e.kind == EventKind::process && e.run.empty());
    std::int64_t difference = 0;
    double u2 = 0;
    add_up(e, difference, u2);
    if (balanced && !closed(difference, u2)) flag("unbalanced", e.id);
  }

  static void add_up(const Event& e, std::int64_t& difference, double& u2) {
    for (const Portion& p : e.inputs) difference += p.mass_g, u2 += square(p.u_g);
    for (const Portion& p : e.outputs) difference -= p.mass_g, u2 += square(p.u_g);
    for (const Loss& l : e.losses) difference -= l.mass_g, u2 += square(l.u_g);
  }

  void handle(Thing& t, const std::string& id, bool takes) {
    if (takes && t.made > now_->time_us) flag("too_early", id);
    if (t.holder != acting()) flag("custody", id);
    if (!now_->place.empty() && !t.place.empty() && t.place != now_->place) flag("elsewhere", id);
  }

  void make(Thing& t, const std::string& place) {
    t.exists = true, t.made = now_->time_us, t.first = line_;
    t.holder = acting(), t.place = place;
  }

  void take_from(const Portion& p) {
    Thing& lot = lots[p.lot];
    if (lot.exists)
      handle(lot, p.lot, true);
    else
      flag("source_withdrawn", p.lot);
    if (!lot.exists && !now_->place.empty() && !lot.place.empty() && lot.place != now_->place)
      flag("elsewhere", p.lot);
    if (lot.holds > 0) flag("on_hold", p.lot);
    lot.stock -= p.mass_g, lot.u2 += square(p.u_g);
    if (lot.stock < 0 && !closed(lot.stock, lot.u2)) flag("negative_stock", p.lot);
  }

  void put_into(const Portion& p) {
    Thing& lot = lots[p.lot];
    if (lot.exists)
      handle(lot, p.lot, false);
    else
      make(lot, now_->place);
    lot.stock += p.mass_g, lot.u2 += square(p.u_g);
  }

  void survey(const Portion& p) {
    Thing& lot = lots[p.lot];
    if (!closed(p.mass_g - lot.stock, lot.u2 + square(p.u_g))) flag("count_differs", p.lot);
  }

  void put_on(const Event& e) {
    Thing& load = loads[e.load];
    if (!load.exists) {
      make(load, "");
    } else {
      if (load.holder != acting()) flag("custody", e.load);
      if (load.ship != nullptr) flag("shipped_twice", e.load);
    }
    for (const Portion& p : e.inputs) load.stock += p.mass_g;
    double u2 = 0;
    for (const Portion& p : e.inputs) u2 += square(p.u_g);
    const double u = std::round(std::sqrt(u2));  // a mass on a load is told in whole grams too
    load.u2 += u * u;
  }

  void ship(const Event& e) {
    Thing& load = loads[e.load];
    if (load.holder != acting()) flag("custody", e.load);
    if (load.ship != nullptr)
      flag("shipped_twice", e.load);
    else
      load.ship = now_;
  }

  void receive(const Event& e) {
    Thing& load = loads[e.load];
    if (load.receive != nullptr) return flag("double_receipt", e.load);
    load.receive = now_;
    if (load.ship == nullptr) {
      flag("not_shipped", e.load);
    } else {
      if (load.ship->to_party != acting()) flag("custody", e.load);
      if (load.ship->to_place != e.place) flag("elsewhere", e.load);
      if (load.ship->time_us > e.time_us) flag("too_early", e.load);
    }
    for (const Portion& p : e.outputs)
      if (!closed(load.stock - p.mass_g, load.u2 + square(p.u_g))) flag("load_mismatch", e.load);
    load.stock = 0, load.holder = acting(), load.place = e.place;
  }

  void judge_run(const std::string& run, const std::vector<const Event*>& events) {
    std::int64_t in_plant = 0;
    double u2 = 0;
    for (const Event* e : events) {
      now_ = e;
      add_up(*e, in_plant, u2);
      if (in_plant < 0 && !closed(in_plant, u2)) flag("unbalanced", run);
    }
  }

  std::vector<Event> lines_;  ///< a correction takes the line of what it corrects
  std::map<std::string, std::size_t> line_of_;
  std::set<std::string> corrected_, ever_lots_, ever_loads_;
  std::size_t line_ = 0;
  const Event* now_ = nullptr;
};

}  // namespace masseflyt::traceability::test
