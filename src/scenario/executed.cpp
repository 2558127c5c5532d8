// From the ledger to the plan: what was driven, what must not be used.
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <set>

#include <masseflyt/core/zone.hpp>
#include <masseflyt/scenario/execution.hpp>
#include <masseflyt/traceability/blending.hpp>
#include <masseflyt/traceability/digest.hpp>

#include "detail/number.hpp"
#include "scenario/load_parts.hpp"
#include "scenario/lot_class.hpp"
#include "scenario/lying.hpp"
#include "scenario/row_id.hpp"

namespace masseflyt::scenario {
namespace {

using traceability::EventKind;
using traceability::Handover;
using traceability::Ledger;
using traceability::Lineage;
using traceability::NodeKind;
using traceability::Suspect;

constexpr double all_that_is_left = std::numeric_limits<double>::infinity();

using Shares = std::map<std::string, double>;  ///< by offer

template <typename Row>
bool has(const std::vector<Row>& rows, std::string_view id) {
  return std::any_of(rows.begin(), rows.end(), [&](const Row& r) { return r.id == id; });
}

std::string civil_day(std::int64_t time_us) {
  const Instant t(std::chrono::microseconds{time_us});
  return to_string(t, Zone::oslo()).substr(0, 10);
}

class Reader {
 public:
  Reader(const Ledger& ledger, const Lineage& lineage, const Case& input,
         const ExecutionOptions& options)
      : ledger_(ledger), lineage_(lineage), tracer_(lineage), in_(input), options_(options) {}

  Result<Execution> run() {
    suspects();
    if (auto ok = hauls(); !ok) return ok.error();
    if (auto ok = lots(); !ok) return ok.error();
    for (const std::uint64_t i : receipts_) {
      const auto event = ledger_.event(i);
      if (!event) return event.error();
      if (auto ok = receipt(i, *event); !ok) return ok.error();
    }
    for (const auto& [where, kg] : hold_what_is_gone(out_.loads, leaves_kg_))
      say(Severity::note, "ledger/place " + where.first,
          detail::format_number(std::round(kg) / 1000) + " t of " + where.second,
          "as much as loads brought and took away; by the ledger this is there no more, and "
          "nothing "
          "is planned with it");
    changes();
    return std::move(out_);
  }

 private:
  bool superseded(std::uint64_t i) const {
    const auto by = ledger_.corrected_by(i);
    return by && *by < lineage_.log_size();
  }

  void say(Severity severity, std::string path, std::string value, std::string expected) {
    out_.found.push_back(
        {severity, ErrorCode::not_found, std::move(path), std::move(value), std::move(expected)});
  }

  // ---- ids of the ledger in the words of the scenario

  std::optional<std::string> offer_of(const std::string& lot) const {
    const auto named = options_.offer_of_lot.find(lot);
    if (named != options_.offer_of_lot.end()) return named->second;
    const std::string front = lot.substr(0, lot.find('/'));
    if (has(in_.offers, lot)) return lot;
    return has(in_.offers, front) ? std::optional(front) : std::nullopt;
  }

  /// A destination or offer; empty when there is none, or more than one.
  std::string site_of(const std::string& place) const {
    const auto named = options_.site_of_place.find(place);
    if (named != options_.site_of_place.end()) return named->second;
    if (has(in_.receivers, place) || has(in_.stores, place) || has(in_.quarries, place) ||
        has(in_.needs, place) || has(in_.offers, place))
      return place;
    std::vector<std::string> there;
    const auto look = [&](const auto& rows) {
      for (const auto& r : rows)
        if (r.place == place && r.included) there.push_back(r.id);
    };
    look(in_.receivers), look(in_.stores), look(in_.quarries), look(in_.needs), look(in_.offers);
    return there.size() == 1 ? there.front() : std::string();
  }
  bool is_destination(const std::string& id) const {
    return has(in_.receivers, id) || has(in_.stores, id) || has(in_.quarries, id) ||
           has(in_.needs, id);
  }

  /// Where the mass of a lot or load came out of the ground. Mass of unknown lots stands under "".
  Result<Shares> origins(const Suspect& of) {
    const auto trace = tracer_.origins(of);
    if (!trace) return trace.error();
    Shares shares;
    double sum = 0;
    for (std::size_t r = 0; r < trace->size(); ++r) {
      const auto node = trace->node[r];
      if (!lineage_.before(node).empty() || trace->share[r] <= 0) continue;
      const auto next = lineage_.next(node);
      const bool added = lineage_.kind(node) == NodeKind::origin && !next.empty();
      const std::string lot(lineage_.id(added ? next.front() : node));
      const auto offer = offer_of(lot);
      shares[offer.value_or("")] += trace->share[r];
      sum += trace->share[r];
      if (!offer) strangers_[of.id].insert(lot);
    }
    for (auto& [offer, share] : shares) share /= sum;  // what the tracer leaves by rounding
    return shares;
  }

  // ---- loads

  /// Which loads left, and which arrived where.
  Result<void> hauls() {
    std::set<std::string> open;
    for (std::uint64_t i = 0; i < lineage_.log_size(); ++i) {
      if (superseded(i)) continue;
      const auto event = ledger_.event(i);
      if (!event) return event.error();
      if (event->kind == EventKind::ship) {
        if (!arrived_.contains(event->load)) open.insert(event->load);
        shipped_[event->load] = *event;
      }
      if (event->kind != EventKind::receive) continue;
      open.erase(event->load);
      arrived_[event->load] = site_of(event->place);
      receipts_.push_back(i);
    }
    out_.under_way = open.size();
    return {};
  }

  Result<void> receipt(std::uint64_t index, const traceability::Event& e) {
    const std::string path = "ledger/event " + std::to_string(index);
    const std::string destination = site_of(e.place);
    if (!is_destination(destination)) {
      say(Severity::warning, path, e.place,
          "a place of exactly one receiver, store, quarry or need: load " + e.load +
              " is not taken over");
      return {};
    }
    if (lineage_.versions_of_load(e.load).empty()) {
      say(Severity::warning, path, e.load, "a load that somebody shipped: its origin is not known");
      return {};
    }
    const auto shares = origins({e.load, true});
    if (!shares) return shares.error();
    if (const auto unknown = shares->find(""); unknown != shares->end())
      say(Severity::warning, path, *strangers_[e.load].begin(),
          "a lot that is named like an offer: " + detail::format_number(100 * unknown->second) +
              " % of load " + e.load + " is not taken over");
    if (shares->size() == 1 && shares->contains("")) return {};
    return rows(path, e, destination, *shares);
  }

  Result<void> rows(const std::string& path, const traceability::Event& e,
                    const std::string& destination, const Shares& shares) {
    const std::int64_t kg = (e.outputs.front().mass_g + 500) / 1000;
    const auto quality = traceability::quality(ledger_, lineage_, {e.load, true});
    if (!quality) return quality.error();
    auto own = class_of(*quality);
    if (!own) return own.error();
    const bool store = has(in_.stores, destination);
    const Standing now =
        parts_.standing(e.load, std::make_shared<const LotClass>(std::move(*own)), store);
    if (now.open != nullptr) tell_open(path, e.load, destination, now);
    double passed = 0;
    std::int64_t given = 0;
    for (const auto& [offer, share] : shares) {  // cumulative rounding: the parts add up exactly
      passed += share;
      const std::int64_t upto = std::llround(passed * static_cast<double>(kg));
      const std::int64_t part = upto - given;
      given = upto;
      if (offer.empty() || part <= 0) continue;
      Load l;
      l.id = row_id(shares.size() == 1 ? e.load : e.load + "." + offer);
      l.offer = offer, l.destination = destination, l.tonnes = static_cast<double>(part) / 1000;
      l.day = civil_day(e.time_us);
      l.grade = grade_word(now.is->grade), l.condition_class = class_word(*now.is);
      if (store) leaves_kg_[{destination, offer}] += now.leaves_kg * share;
      if (store)
        l.held_t =
            static_cast<double>(std::min<std::int64_t>(part, std::llround(now.stays_kg * share))) /
            1000;
      l.source = "ledger " + ledger_.origin();
      const auto from = shipped_.find(e.load);
      if (from != shipped_.end()) {
        const std::string site = site_of(from->second.place);
        if (has(in_.stores, site)) l.from_store = site;
      }
      l.month = *parse_month(l.day.substr(0, 7));
      out_.loads.push_back(std::move(l));
    }
    return {};
  }
  /// Only words that the table has.
  static std::string grade_word(const std::string& g) {
    return g == "hard" || g == "soft" || g == "tbm" ? g : std::string();
  }
  /// What is known to be bad stays bad; clean has to be shown. Open mass in a store does not leave
  /// it as this, for all of it stays.
  static std::string class_word(const LotClass& c) {
    if (c.least == 1 && !c.settled()) return {};
    return c.least > 5 ? "hazardous" : class_name(c.least);
  }

  const Names& classes_of(const std::string& destination) const {
    static const Names clean = {"clean"};
    for (const Receiver& r : in_.receivers)
      if (r.id == destination) return r.classes;
    for (const Quarry& q : in_.quarries)
      if (q.id == destination) return q.classes;
    return clean;  // a need
  }

  void tell_open(const std::string& path, const std::string& load, const std::string& destination,
                 const Standing& now) {
    const LotClass& is = *now.open;
    std::string text = "a load whose class is known; of this one it is " + open_class(is);
    if (has(in_.stores, destination)) {
      if (now.stays_kg > 0)
        text += "; " + detail::format_number(std::round(now.stays_kg) / 1000) +
                " t of it stay in " + destination + " until it is known";
    } else {
      const std::string not_taken = classes_left_out(is, classes_of(destination));
      if (!not_taken.empty())
        text += "; " + destination + ", where it lies, does not take " + not_taken;
    }
    say(Severity::warning, path, load, text + "; what would tell: " + is.change.en);
  }

  // ---- holds, recalls and tests

  void suspects() {
    if (options_.recalled.empty()) return;
    const auto recall = tracer_.recall(options_.recalled);
    if (!recall) {
      say(Severity::warning, "recalled", "", recall.error().message);
      return;
    }
    for (const auto node : recall->node)
      if (lineage_.kind(node) == NodeKind::lot) recalled_.insert(std::string(lineage_.id(node)));
  }

  Result<void> lots() {
    std::set<std::string> seen;
    for (const std::string& id : ledger_.lots()) {
      if (lineage_.versions(id).empty() || !seen.insert(id).second) continue;
      const bool is_offer = has(in_.offers, id);
      const auto there = lying(lineage_, id);
      if (!is_offer && !there) continue;
      const auto quality = traceability::quality(ledger_, lineage_, {id, false});
      if (!quality) return quality.error();
      if (is_offer) tests(id, *quality);
      const auto why = reason_to_hold(id, *quality);
      if (!why) return why.error();
      const bool closed = is_offer && !why->empty();
      if (closed) hold({id, id, id, all_that_is_left, *why}, 1);
      if (there && !(closed && !has(in_.stores, site_of(there->place))))
        if (auto ok = lies(*there, *quality, *why); !ok) return ok;
    }
    return {};
  }

  /// Empty: somebody may use it, as far as the ledger tells.
  Result<std::string> reason_to_hold(const std::string& id,
                                     const traceability::Quality& quality) const {
    if (quality.holds.empty()) return std::string(recalled_.contains(id) ? "recalled" : "");
    const auto event = ledger_.event(quality.holds.front());
    if (!event) return event.error();
    return "on hold by event " + event->id + ": " + event->reason;
  }

  Result<void> lies(const Lying& lot, const traceability::Quality& quality, std::string why) {
    const std::string at = site_of(lot.place);
    double by_loads = 0;
    bool open = false;
    if (is_destination(at)) {
      auto is = class_of(quality);
      if (!is) return is.error();
      open = why.empty() && has(in_.stores, at) && !is->settled();
      if (open) why = "its class is " + open_class(*is);
      by_loads = share_out(lot, at, std::make_shared<const LotClass>(std::move(*is)), !why.empty());
    }
    if (why.empty()) return {};
    const auto shares = origins({lot.lot, false});
    if (!shares) return shares.error();
    // Open mass that no load brought is not received: it is what its offer says.
    const double part = open ? by_loads : 1;
    for (const auto& [offer, share] : *shares) {
      const double t = part * share * static_cast<double>(lot.mass_g) / 1e6;
      if (t <= 0) continue;
      if (offer.empty())
        say(Severity::warning, "ledger/lot " + lot.lot, detail::format_number(t) + " t",
            "an offer it came from: it must not be used, and the plan knows nothing of it");
      else
        hold({lot.lot, offer, is_destination(at) ? at : offer, t, why}, by_loads / part);
    }
    return {};
  }

  /// Tells the loads that brought the lot what became of them; the part of it that they brought.
  double share_out(const Lying& lot, const std::string& at, const KnownClass& is, bool stays) {
    const auto here = [&](std::string_view load) {
      const auto a = arrived_.find(std::string(load));
      return a != arrived_.end() && a->second == at;
    };
    double sum = 0;
    for (const auto& [load, share] : brought_by(lineage_, lot.lot, here)) {
      parts_.add(load, {is, share * static_cast<double>(lot.mass_g) / 1000, stays});
      sum += share;
    }
    return std::min(sum, 1.0);
  }

  void hold(HeldMass mass, double by_loads) {
    out_.held.push_back(std::move(mass));
    by_loads_.push_back(by_loads);
  }

  void tests(const std::string& offer, const traceability::Quality& quality) {
    for (const auto& [property, figure] : quality.figures) {
      constexpr std::string_view contents = "content/";
      if (!property.starts_with(contents) || figure.text.empty()) continue;  // measured ones only
      out_.samples.push_back({row_id("ledger." + offer), offer, property.substr(contents.size()),
                              figure.text, figure.unit});
    }
    const auto declared = quality.figures.find("condition_class");
    if (declared == quality.figures.end() || declared->second.rests == traceability::Rests::unknown)
      return;
    const auto number = static_cast<int>(std::ceil(declared->second.high));
    if (number < 2) return;
    const std::string word = number > 5 ? "hazardous" : "class" + std::to_string(number);
    out_.changes.push_back(
        {"offers", offer, {{"not_clean_share", "1"}, {"not_clean_split", word + ":1"}}});
  }

  struct Less {
    double tonnes = 0;
    std::string why;
  };

  /// Takes held mass out of offers and stores, as far as no load says of itself that it stays.
  void changes() {
    std::map<std::string, Less> offers;
    std::map<std::string, double> stores;
    for (std::size_t i = 0; i < out_.held.size(); ++i) {
      const HeldMass& h = out_.held[i];
      const bool in_store = has(in_.stores, h.site);
      if (!in_store && h.site != h.offer) continue;  // it lies where it was to end
      const double t = in_store ? h.tonnes * (1 - by_loads_[i]) : h.tonnes;
      if (t < 0.0005) continue;
      if (in_store) stores[h.site] += t;
      Less& less = offers[h.offer];
      less.tonnes += t;
      less.why += (less.why.empty() ? "" : "; ") + h.lot + " " + h.reason;
    }
    for (const Offer& o : in_.offers)
      if (const auto less = offers.find(o.id); less != offers.end()) shrink(o, less->second);
    for (const Store& s : in_.stores)
      if (const auto t = stores.find(s.id); t != stores.end())
        out_.changes.push_back(
            {"stores",
             s.id,
             {{"stock_t", detail::format_number(std::max(0.0, s.stock_t - t->second))}}});
  }

  double driven(const std::string& offer) const {
    double t = 0;
    std::set<std::string> told;
    for (const Load& l : out_.loads) {
      told.insert(l.id);
      if (l.offer == offer && l.from_store.empty()) t += l.tonnes;
    }
    for (const Load& l : in_.state)
      if (l.offer == offer && l.from_store.empty() && !told.contains(l.id)) t += l.tonnes;
    return t;
  }

  void shrink(const Offer& o, const Less& less) {
    const double gone = driven(o.id);
    const double left =
        std::max(gone, o.tonnes - less.tonnes);  // of an offer on hold: what is gone
    if (left <= 0) {
      out_.changes.push_back({"offers", o.id, {{"included", "no"}, {"reason", less.why}}});
      return;
    }
    Keyed<std::string> cells = {{"amount", detail::format_number(left)},
                                {"amount_low", detail::format_number(left)},
                                {"amount_high", detail::format_number(left)},
                                {"unit", "t"},
                                {"state", ""},
                                {"reason", less.why}};
    if (o.internal_t > left) cells.emplace_back("internal_t", detail::format_number(left));
    out_.changes.push_back({"offers", o.id, std::move(cells)});
  }

  const Ledger& ledger_;
  const Lineage& lineage_;
  traceability::Tracer tracer_;
  const Case& in_;
  const ExecutionOptions& options_;
  Execution out_;
  std::set<std::string> recalled_;
  std::vector<std::uint64_t> receipts_;         ///< events
  std::map<std::string, std::string> arrived_;  ///< site of each load that was received
  std::map<std::string, traceability::Event> shipped_;
  LoadParts parts_;
  InStores leaves_kg_;
  std::vector<double> by_loads_;  ///< per held mass, the part that rows of `state` tell of
  std::map<std::string, std::set<std::string>> strangers_;
};

}  // namespace

Result<Execution> executed(const Ledger& ledger, const Case& input,
                           const ExecutionOptions& options) {
  const auto lineage = Lineage::make(ledger, options.log_size.value_or(ledger.size()));
  if (!lineage) return lineage.error();
  return Reader(ledger, *lineage, input, options).run();
}

}  // namespace masseflyt::scenario
