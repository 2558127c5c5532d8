// masseflyt/matching/rules.hpp — what permits, sites and contracts say, written as rows of a
// market.
//
// Each function adds the rows (and choices) of one rule. Preconditions are those of check(market);
// periods are inclusive, masses whole kilograms. Cost: one term per thing and period counted.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <masseflyt/matching/market.hpp>

namespace masseflyt::matching {

/// A stretch of periods, both inside.
struct Span {
  Index first = 0, last = 0;
};

/// A stock in a unit that several share: 1 per kilogram for mass, cm³ per kilogram for room.
struct RoomShare {
  Index stock = 0;
  std::int64_t units_per_kg = 1;
};

/// What lies in all of them at the end of each period of `span` is at most `capacity` units.
void share_room(Market& market, const std::string& id, const std::vector<RoomShare>& stocks,
                Span span, std::int64_t capacity);

/// What comes into all of them in `span` as a whole is at most `capacity` units: a permit's year.
void share_intake(Market& market, const std::string& id, const std::vector<RoomShare>& stocks,
                  Span span, std::int64_t capacity);

/// What goes into all of these processes in each period of `span` is at most `kg_per_period`: one
/// machine for several groups.
void share_process(Market& market, const std::string& id, const std::vector<Index>& processes,
                   Span span, std::int64_t kg_per_period);

/// Nothing lies in `stock` for more than `periods` periods (waste: one year before disposal, three
/// before recovery): at the end of each period no more lies there than came in during the last
/// so many, that one included. What lay there before the plan counts as come in when it began.
/// First in, first out, as everywhere.
void limit_storage_time(Market& market, Index stock, Index periods);

/// All that is hauled to, or from, or between places in each period of `span`; none: any place.
/// 27 trucks a day on a road, a quay's month. With capacity 0 it is a stop. The way to the far
/// receiver is known of the places in `far_from` only, where it begins.
void limit_hauls(Market& market, const std::string& id,
                 const std::vector<std::pair<PlaceIndex, PlaceIndex>>& from_to, Span span,
                 std::int64_t kg_per_period, const std::vector<PlaceIndex>& far_from = {});
inline void limit_arrivals(Market& market, const std::string& id, PlaceIndex place, Span span,
                           std::int64_t kg_per_period) {
  limit_hauls(market, id, {{none, place}}, span, kg_per_period);
}

/// All that leaves a place, for the far receiver as well.
inline void limit_departures(Market& market, const std::string& id, PlaceIndex place, Span span,
                             std::int64_t kg_per_period) {
  limit_hauls(market, id, {{place, none}}, span, kg_per_period, {place});
}

/// One way of opening a site: decided so that it takes masses from period `ready` on.
struct OpeningOption {
  std::string id;
  Index ready = 0;
  HaulSums cost = {};
};

/// The choices of an opening, and from when each of them counts; in the order of its options.
struct Opening {
  std::vector<Index> choices;
  std::vector<Index> ready;
};

/// A site takes nothing before one of its options is chosen and ready, and at most one is. From
/// then on the entries and stocks of `destination` take `kg_per_period` together in each period.
/// A later phase is not ready before the opening that it comes `after`.
Opening add_opening(Market& market, const std::string& id, Index destination,
                    const std::vector<OpeningOption>& options, std::int64_t kg_per_period,
                    const Opening& after = {});

/// What goes from `lot` to `destination` straight from its site, over all periods, is nothing or at
/// least `least_kg`.
void add_minimum_lot(Market& market, Index lot, Index destination, std::int64_t least_kg);

/// Every begun truckload from `lot` to `destination`, over all periods, is paid in full: `cost` of
/// one, on top of what a tonne costs anyway.
void add_truckloads(Market& market, Index lot, Index destination, std::int64_t load_kg,
                    const HaulSums& cost);

/// An agreed deal stays: at least `kg` in `span`. What cannot be kept is a shortfall at `nok_t`.
void pin_deal(Market& market, const std::string& id, Index lot, Index destination, Span span,
              std::int64_t kg, double nok_t);

/// What one entry brings into a blend: its value of the quality, in whole thousandths of the unit.
struct Ingredient {
  Index entry = 0;
  std::int64_t value = 0;
};

/// The mean quality, weighed by mass, of what comes through these entries in `span` is at most
/// `most`. The ingredients must be kept apart until they meet there.
void limit_blend(Market& market, const std::string& id, const std::vector<Ingredient>& parts,
                 Span span, std::int64_t most);

}  // namespace masseflyt::matching
