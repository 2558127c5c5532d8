// masseflyt/traceability/queue.hpp — tickets made offline come in: late, twice, out of order.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <masseflyt/core/result.hpp>
#include <masseflyt/traceability/ledger.hpp>

namespace masseflyt::traceability {

/// What became of one event that was handed in. `given` is its position in the input.
struct Merged {
  std::size_t given = 0;
  Result<Receipt> receipt = Receipt{};  ///< or the sentence that says why it was refused
};

/// Appends the events of any number of devices, in an order that depends on the events alone and
/// not on how they arrive: those of one key by their sequence, keys among each other by the time
/// that the devices tell, then by id. An event that needs another one waits for it, and a receipt
/// waits for the shipping of its load, however wrong the clocks are. What is still
/// not possible in the end is refused, each with its reason; refused events can be handed in again.
/// The answer has one entry per event given, in the order given. Errors: io.
/// Cost: one commit per round; as many rounds as the longest chain that came in reverse.
Result<std::vector<Merged>> merge_queues(Ledger& ledger, std::span<const SignedEvent> events,
                                         std::int64_t recorded_us);

}  // namespace masseflyt::traceability
