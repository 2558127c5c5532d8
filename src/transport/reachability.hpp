// reachability.hpp — whether any way leads from here to there, however long.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include <masseflyt/transport/network.hpp>

#include "transport/arc_cost.hpp"
#include "transport/components.hpp"

namespace masseflyt::transport {

inline Error too_long() {
  return {ErrorCode::limit_exceeded,
          "a way is longer than can be told: 298 h, 10 737 km or 1 million NOK, by what ways are "
          "chosen by"};
}

/// A way too long for 32 bits looks like none. Whether one was missed is looked up here: which
/// parts of the network reach which, in the directions that the vehicle may drive.
class Reachability {
 public:
  Reachability(const Network& network, const ArcCosts& costs);
  bool leads(Digraph::Id from, Digraph::Id to);

 private:
  std::vector<bool> search(Digraph::Id start) const;

  Components parts_;
  Digraph between_;
  std::unordered_map<std::uint32_t, std::vector<bool>> from_part_;
};

}  // namespace masseflyt::transport
