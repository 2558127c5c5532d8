// load_parts.hpp — what became of loads where they were received.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "scenario/lot_class.hpp"

namespace masseflyt::scenario {

using KnownClass = std::shared_ptr<const LotClass>;

/// A load by all that is known now: what it became may have been tested, or mixed, after it came.
struct Standing {
  KnownClass is;    ///< the worst of what may leave a store; of what stays while nothing may leave
  KnownClass open;  ///< the worst that is open; none: the class is known
  double stays_kg = 0, leaves_kg = 0;
};

class LoadParts {
 public:
  struct Part {
    KnownClass is;
    double kg = 0;
    bool stays = false;  ///< on hold, recalled, or open in a store
  };
  /// Of a lot that lies where the load was received.
  void add(const std::string& load, Part part) { parts_[load].push_back(std::move(part)); }

  /// `own`: the class of the load when it came. It stands where nothing is left of the load, and
  /// outside of stores where it is known: what it was mixed with there does not change what came.
  Standing standing(const std::string& load, const KnownClass& own, bool in_store) const;

 private:
  std::map<std::string, std::vector<Part>> parts_;
};

/// By store and offer.
using InStores = std::map<std::pair<std::string, std::string>, double>;

/// Loads tell what came into a store and what left it. Where less than that lies there by the
/// ledger (used, landfilled, lost or moved inside it), the rest is held, newest load first, so that
/// nobody plans with mass that is gone. `leaves_kg`: what may leave, by the ledger. Returns what
/// was held, in kilograms. Differences of one kilogram per load are rounding.
InStores hold_what_is_gone(std::vector<Load>& loads, const InStores& leaves_kg);

}  // namespace masseflyt::scenario
